"""Since the baseline: which state this audit was held against, and which decisions changed."""

from dataclasses import dataclass

from evenhand.analyses.churn import Churn
from evenhand.report import words
from evenhand.report.view.rows import Rows

MOST = 24  # groups whose decisions are told


@dataclass(frozen=True, slots=True, kw_only=True)
class ChurnRow:
    """One group's decisions that differ."""

    who: str
    n: str
    changed: str
    interval: str
    gained: str
    lost: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceView:
    """The baseline in sentences, how its gates went, and the decisions that differ."""

    sentences: tuple[str, ...]
    churn: tuple[ChurnRow, ...]
    left_out: int


def since(rows: Rows) -> SinceView | None:
    """Return what there is to tell of the baseline; None where there was none."""
    held = rows.audit.baseline
    if held is None:
        return None
    sentences = []
    if held.audit:
        sentences += [
            (
                f"Held against audit {held.audit} as of {words.day(held.as_of)} "
                f"({words.count(held.rows)} decisions), which {held.by} approved on "
                f"{words.day(held.approved)}: {held.reason}"
            ),
            f"The baseline has sha256 {held.sha256}.",
        ]
    if held.decision:
        sentences.append(
            f"What the approved model decides of the same rows stands in the column "
            f"{held.decision}; rates are compared row by row."
        )
    gates = [gate for gate in rows.audit.gates if gate.basis == "baseline"]
    told = [
        (sum(gate.state == state for gate in gates), words.STATES[state])
        for state in words.SEVERITY
    ]
    counts = ", ".join(f"{count} {word}" for count, word in told if count)
    sentences.append(
        f"{words.capital(words.how_many(len(gates), 'change'))} judged: {counts}."
        if gates
        else "No change was judged."
    )
    return SinceView(
        sentences=tuple(sentences),
        churn=tuple(_row(one) for one in rows.audit.churn[:MOST]),
        left_out=max(0, len(rows.audit.churn) - MOST),
    )


def _row(one: Churn) -> ChurnRow:
    low, high = (words.percent(side, unit=False) for side in (one.low, one.high))
    return ChurnRow(
        who=words.group_name(one.group) if one.group else "Everybody",
        n=words.count(one.n),
        changed=words.percent(one.changed),
        interval=words.between(low, high),
        gained=words.percent(one.gained),
        lost=words.percent(one.lost),
    )
