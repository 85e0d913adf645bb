"""Data and log: which files, how many rows, what is missing, and for whom."""

from dataclasses import dataclass

from evenhand.report import words
from evenhand.report.view.rows import Rows
from evenhand.report.view.series import size_name
from evenhand.result import Audit, LogSummary

MOST_REJECTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Everything that the section on the log shows."""

    untimed: str  # why the sections of time are not there; "" where they are
    facts: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str, str], ...]
    rejects: tuple[tuple[str, str, str, str], ...]
    rejects_left: int
    unknown: tuple[tuple[str, str, str], ...]


def data(rows: Rows) -> Data:
    """Return what the reader must know of the log."""
    log = rows.audit.log
    total = max(log.rows, 1)
    return Data(
        untimed=_untimed(rows),
        facts=_facts(rows.audit),
        columns=tuple((_role(role), words.short(c, 60)) for role, c in sorted(log.columns.items())),
        files=tuple((words.short(f.name, 60), file_size(f.bytes), f.sha256) for f in log.files),
        rejects=tuple(
            (
                words.short(r.file, 40),
                "" if r.line is None else words.count(r.line),
                words.short(r.column or "", 40),
                words.short(r.reason, 120),
            )
            for r in log.rejects[:MOST_REJECTS]
        ),
        rejects_left=max(0, log.rejected - min(len(log.rejects), MOST_REJECTS)),
        unknown=tuple(
            (words.short(name, 40), words.count(n), words.percent(n / total))
            for name, n in sorted(log.unknown.items())
            if n
        ),
    )


def _facts(audit: Audit) -> tuple[tuple[str, str], ...]:
    log = audit.log
    facts = [("Decisions audited", words.count(log.rows))]
    if log.rejected:
        facts.append(("Rows set aside as unreadable", words.count(log.rejected)))
    if log.undecided:
        facts.append(("Rows without a decision, left out", words.count(log.undecided)))
    when = words.period(log.first, log.last)
    if when:
        facts.append(("Period", when))
    if log.windows:
        facts.append(("Windows", _windows(log)))
    if log.model_versions:
        shown = [words.short(v, 30) for v in log.model_versions[:8]]
        more = len(log.model_versions) - len(shown)
        facts.append(("Model versions", ", ".join(shown) + (f" and {more} more" if more else "")))
    if log.rows and (log.labelled or "label" in log.columns):
        share = words.percent(log.labelled / log.rows)
        facts.append(("Outcomes known", f"{words.count(log.labelled)} ({share})"))
    facts.append(("Favourable decision", words.short(audit.favourable, 80)))
    repeated = "by an entity column; intervals account for them"
    facts.append(
        (
            "Repeated people",
            repeated if log.entities else "not identified; rows taken as independent",
        )
    )
    facts.append(("Read with", log.engine))
    return tuple(facts)


def _untimed(rows: Rows) -> str:
    """Return why nothing is compared over time, in a sentence; "" where it is."""
    if len(rows.windows) > 1:
        return ""
    if not rows.windows:
        return (
            "Decisions have no time here: nothing is said of what happened when, of change or of "
            "drift."
        )
    return (
        "All decisions lie in one window: nothing is compared from window to window, and drift has "
        "no baseline. Shorter windows would tell more."
    )


def _windows(log: LogSummary) -> str:
    if len(log.windows) == 1:
        return "one"
    n, whole = len(log.windows), log.window in {"hour", "day", "week", "month", "quarter"}
    if whole and log.merged == 1:
        return words.how_many(n, log.window or "", digits=True)
    return f"{words.how_many(n, 'window', digits=True)} of {size_name(log.window, log.merged)}"


def _role(role: str) -> str:
    """Return a role as a reader calls it: "KPI latency", "ID", "Model version"."""
    first, _, rest = role.replace("_", " ").partition(" ")
    name = {"kpi": "KPI", "id": "ID"}.get(first, words.capital(first))
    return f"{name} {rest}".rstrip()


def file_size(octets: int) -> str:
    """Return a file size.

    Examples
    --------
    >>> [file_size(n).replace(words.SPACE, " ") for n in (1_234_567, 12)]
    ['1.2 MB', '12 bytes']
    """
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if octets >= factor:
            return f"{octets / factor:.1f}{words.SPACE}{unit}"
    return f"{octets}{words.SPACE}bytes"
