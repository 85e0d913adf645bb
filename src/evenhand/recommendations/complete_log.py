"""The log cannot answer who decided, why, or which: record it; and take out who people are."""

from evenhand.analyses.readiness import Check
from evenhand.log.identifiers import IDENTIFIERS
from evenhand.recommendations._case import Case, listed
from evenhand.recommendations.recommendation import Recommendation

# What to write into a row, by the check that says it is not there. People and model versions have
# rules of their own.
_RECORD = {
    "id": "an id of its own for every decision",
    "time": "the time of every decision, to the second and with its zone",
    "reason": "the reason of every unfavourable decision, as a code from a fixed list",
    "reviewer": "who reviewed a decision, as a pseudonym",
    "override_reason": "why a reviewer decided otherwise than the model",
}
_COPIES = "every decision once: an id that is sent again replaces its row"


def complete_log(case: Case) -> list[Recommendation]:
    """Advise to record what is missing or has gaps, and to remove personal identifiers."""
    checks = case.facts.checks
    lacking = [one for one in checks if one.key in _RECORD and one.state in {"missing", "gap"}]
    copied = [one for one in checks if one.key == "duplicates" and one.state == "gap"]
    held = [one for one in checks if one.key.startswith("identifiers:") and one.state == "gap"]
    found = []
    if held:
        found.append(_remove(held))
    if lacking or copied:
        found.append(_record(lacking, copied))
    return found


def _record(lacking: list[Check], copied: list[Check]) -> Recommendation:
    steps = [f"Write into the log {_RECORD[check.key]}." for check in lacking]
    steps += [f"Write into the log {_COPIES}." for _ in copied]
    grounds = []
    if missing := [check.key for check in lacking if check.state == "missing"]:
        named = listed([f"columns.{key}" for key in missing])
        steps.append(f"Name the columns in the plan, where the log has them: {named}.")
        kinds = listed([f"the {key.replace('_', ' ')}" for key in missing])
        grounds.append(f"The plan names no column for {kinds}.")
    grounds += [
        f"{check.key.replace('_', ' ').capitalize()}: {check.detail[:1].lower()}{check.detail[1:]}"
        for check in lacking + copied
        if check.state != "missing"
    ]
    return Recommendation(
        id="",
        rule="complete_log",
        action="record",
        priority=0,
        title="Record what it takes to trace a decision.",
        because=" ".join(grounds),
        steps=tuple(steps),
        owner="Engineering",
        when="next release",
        verify="The next audit's table of readiness shows no gap in these rows.",
        evidence=(),
        severity="low",
        effort="medium",
        no_effect="It changes no figure; decisions can be traced from then on.",
    )


def _remove(held: list[Check]) -> Recommendation:
    columns = listed(list(dict.fromkeys(check.where for check in held)))
    classes = dict.fromkeys(IDENTIFIERS[check.key.partition(":")[2]].title for check in held)
    return Recommendation(
        id="",
        rule="complete_log",
        action="record",
        priority=0,
        title=f"Take personal identifiers out of {columns}.",
        because=f"The log holds {listed(list(classes))}; the audit needs none of them.",
        steps=(
            "Replace what tells who a person is by a pseudonym before the log is written.",
            "Take it out of the logs that there are, and out of copies of them.",
            "Ask the data protection officer whether the people must be told.",
        ),
        owner="Data protection",
        verify="The next audit finds no personal identifiers.",
        evidence=(),
        severity="medium",
        effort="medium",
        no_effect="It changes no figure of this audit.",
        caution="A pseudonym that others can undo is none: keep its key elsewhere.",
    )
