"""`evenhand metrics`: every metric there is."""

from evenhand.cli import options


def metrics(plan: options.PlanFile = None) -> None:
    """List the metrics: key, title, and which columns they are made of.

    Figures of your own stand last, if the plan has any.
    """
    from evenhand.cli.plans import known_metrics
    from evenhand.cli.terminal import results, table
    from evenhand.gates.policy import needed_columns

    listing = table("Key", "Title", "Needs")
    listing.columns[0].no_wrap = True
    for metric in known_metrics(plan).values():
        listing.add_row(metric.key, metric.title, needed_columns(metric))
    with results() as console:
        console.print(listing)
        console.print("evenhand explain KEY tells what one is and when it is undefined.")
