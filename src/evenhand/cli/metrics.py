"""`evenhand metrics`: every metric there is."""


def metrics() -> None:
    """List the metrics: key, title, what the log must have, and what is read."""
    from evenhand.cli.terminal import results, table
    from evenhand.metrics import METRICS

    listing = table("Key", "Title", "Needs", "Reads")
    listing.columns[0].no_wrap = True
    for metric in METRICS.values():
        needs = ", ".join(sorted(metric.needs)) or "decisions"
        listing.add_row(metric.key, metric.title, needs, metric.reads)
    with results() as console:
        console.print(listing)
        console.print("evenhand explain KEY tells what one is and when it is undefined.")
