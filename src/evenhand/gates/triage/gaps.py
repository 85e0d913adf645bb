"""What could not be examined about a question, and what the log would have to have for it."""

from collections.abc import Iterator

from evenhand.gates.triage._case import Case


def not_examined(case: Case) -> Iterator[str]:
    """Yield what could not be looked into, each a sentence with the reason."""
    question, plan = case.question, case.plan
    if not question.whole:
        yield (
            "The gap is that of a window or within a condition: only gaps of the whole period are "
            "decomposed."
        )
        return
    if not question.group and question.change is None:
        yield "A figure of everybody is compared with nobody: there is no gap to decompose."
    elif not case.decompositions:
        yield _undecomposed(case)
    if not plan.conditions:
        yield "No conditions are named: whether the mix of cases accounts for it is not known."
    if not case.of_service:
        yield from _decisions(case)
    if plan.columns.model_version is None:
        yield "No model version is named: versions cannot be compared."
    elif len(question.attributes) > 1 and question.change is None:
        yield "Versions are compared for single attributes only."
    if plan.columns.time is None:
        yield "No time is named: since when it is so is not known."


def _undecomposed(case: Case) -> str:
    if case.question.change is not None:
        return "No full window lies on either side of the change: its parts cannot be told."
    return f"{case.metric.title} is no share or mean, which alone can be decomposed."


def _decisions(case: Case) -> Iterator[str]:
    plan, roles = case.plan, case.facts.roles
    if "score" not in roles:
        yield "No scores are named: scores, the rule and overrides cannot be told apart by score."
    elif plan.columns.weight is not None:
        yield "Rates are weighted and scores are not: nothing is decomposed by score."
    elif case.decompositions and case.part("scores", "scores") is None:
        yield (
            "This figure is not decomposed by score: that is done for selection, true and false "
            "positive rates, and where scores are counted by window."
        )
    if "label" not in roles:
        yield "No labels are known: whether outcomes differ as decisions do is not known."
    if case.question.group and not _proxies_sought(case):
        yield (
            f"No proxies were looked for: whether a feature stands in for "
            f"{case.question.attributes[0]} is not known."
        )
    if "override" not in plan.kpis:
        yield "Overrides are not recorded: what people changed is seen only as a departure."


def _proxies_sought(case: Case) -> bool:
    """Return whether features were asked about the attribute; they are about single ones only."""
    attributes = case.question.attributes
    sought = {one.attribute for one in case.facts.proxies}
    return len(attributes) > 1 or attributes[0] in sought
