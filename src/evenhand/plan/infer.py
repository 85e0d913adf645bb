"""Guess which column of a log plays which role, from names and profiles. Nothing is read here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.plan.kpi_roles import KPI_ROLES, KpiKind

MANY = 50  # more distinct values than this are not the groups of an attribute
FEW = 20  # more distinct values than this are not the values of a decision or a label

# The names that columns go by, most telling first; letter case and punctuation do not count.
# An alias matches a whole name, or for some roles whole words of it: "sex" is in "applicant_sex".
# Names with "gen ai" are those of OpenTelemetry's conventions for generative AI.
ALIASES: dict[str, tuple[str, ...]] = {
    "time": (
        "decision time", "decided at", "decision date", "timestamp", "datetime", "created at",
        "applied at", "opened at", "event time", "start time", "date", "time",
    ),
    "id": (
        "decision id", "application id", "request id", "case id", "ticket id", "record id",
        "event id", "gen ai response id", "trace id", "id",
    ),
    "entity": (
        "entity id", "person id", "applicant id", "candidate id", "customer id", "client id",
        "patient id", "patient nbr", "user id", "enduser id", "subject id", "member id", "entity",
        "applicant", "candidate", "customer", "patient", "person",
    ),
    "model_version": (
        "model version", "agent version", "gen ai agent version", "gen ai response model",
        "gen ai request model", "version", "model",
    ),
    "weight": ("sample weight", "survey weight", "weight"),
    "decision": (
        "decision", "action taken", "outcome", "approved", "hired", "selected", "admitted",
        "accepted", "advanced", "granted", "predicted label", "prediction", "y pred", "verdict",
        "result", "loan status",
    ),
    "label": (
        "label", "label value", "actual", "y true", "ground truth", "target", "true label",
        "repaid", "defaulted", "recidivism", "readmitted", "class", "truth",
    ),
    "score": (
        "score", "model score", "probability", "y prob", "confidence", "risk score",
        "gen ai evaluation score value",
    ),
    "sex": ("sex", "gender", "gender identity"),
    "race": ("race", "ethnicity", "ethnic group", "race ethnicity", "race color", "colour"),
    "age": ("age", "age group", "age band", "age cat", "age range"),
    "birth date": ("date of birth", "birth date", "dob", "birthday", "birthdate"),
    "disability": ("disability", "disabled", "disability status"),
    "language": ("language", "native language", "preferred language", "first language"),
    "nationality": ("nationality", "citizenship", "national origin", "country of birth", "citizen"),
    "religion": ("religion", "faith"),
    "marital status": ("marital status", "marital", "married"),
    "pregnancy": ("pregnancy", "pregnant"),
    "veteran status": ("veteran", "veteran status"),
    "sexual orientation": ("sexual orientation", "orientation"),
    "outcome": (
        "task outcome", "session outcome", "run outcome", "outcome", "task status", "run status",
        "end state", "end status", "resolution status",
    ),
    "latency": (
        "latency", "latency ms", "duration", "response time", "gen ai client operation duration",
        "gen ai workflow duration", "gen ai invoke agent duration",
        "gen ai server request duration", "elapsed",
    ),
    "failure": ("failure", "failed", "error", "is error"),
    "failure_class": (
        "failure class", "failure reason", "error type", "error class", "error code",
        "exception type",
    ),
    "cost": ("cost", "cost usd", "cost eur", "cost gbp", "gen ai usage cost", "price"),
    "satisfaction": ("satisfaction", "csat", "rating", "feedback score"),
    "review": ("human review", "reviewed", "manual review", "review"),
    "review_time": (
        "review time", "review duration", "review seconds", "time to review", "reviewed at",
    ),
    "override": ("override", "overridden", "overruled", "override flag"),
    "attempted": ("attempted", "attempt"),
    "success": ("success", "succeeded", "task success", "is success", "solved", "resolved"),
    "handoff": (
        "handoff", "hand off", "handed off", "handed over", "escalated", "escalated to human",
        "transferred",
    ),
    "abandonment": ("abandonment", "abandoned"),
    "reopened": ("reopened", "re opened", "is reopened"),
    "returned": ("returned", "called back", "callback", "came back", "repeat contact"),
    "steps": (
        "steps", "step count", "num steps", "turns", "turn count", "num turns",
        "gen ai invoke agent inference calls",
    ),
    "retries": ("retries", "retry count", "num retries"),
    "tool_calls": (
        "tool calls", "tool call count", "num tool calls", "gen ai invoke agent tool calls",
    ),
    "tool_failures": ("tool failures", "failed tool calls", "tool call failures", "tool errors"),
    "input_tokens": (
        "input tokens", "gen ai usage input tokens", "prompt tokens",
        "gen ai usage prompt tokens",
    ),
    "output_tokens": (
        "output tokens", "gen ai usage output tokens", "completion tokens",
        "gen ai usage completion tokens",
    ),
    "reason": ("reason code", "decision reason", "denial reason", "reason"),
    "reviewer": ("reviewer id", "reviewer", "reviewed by"),
    "override_reason": ("override reason",),
}  # fmt: skip

PROTECTED = (
    "sex", "race", "age", "birth date", "disability", "language", "nationality", "religion",
    "marital status", "pregnancy", "veteran status", "sexual orientation",
)  # fmt: skip

# Roles whose name is telling even as part of a longer one; "id" is not: store_id.
_IN_PART = frozenset({"time", "decision", "score", "latency", *PROTECTED})

# Values that people commonly hope for; they make a guess in a comment, never a setting.
HOPED_FOR = frozenset({
    "approve", "approved", "accept", "accepted", "admit", "admitted", "hire", "hired", "offer",
    "offered", "grant", "granted", "select", "selected", "pass", "passed", "yes", "y", "true", "1",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """What is known of a column without looking at any person's row.

    `common` has the values and their counts, most frequent first, and only for columns with few
    distinct values; `missing` is the share of nulls.
    """

    name: str
    kind: str  # text, integer, number, boolean, time, date
    distinct: int
    missing: float = 0.0
    common: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A column that probably plays a role, and why it is thought so."""

    role: str  # a key of ALIASES
    profile: ColumnProfile
    reason: str


def infer(profiles: Sequence[ColumnProfile]) -> tuple[Guess, ...]:
    """Return the likely column of each role, at most one role a column.

    Examples
    --------
    >>> profiles = [ColumnProfile(name="Applicant.Sex", kind="text", distinct=2)]
    >>> [(guess.role, guess.profile.name) for guess in infer(profiles)]
    [('sex', 'Applicant.Sex')]
    """
    guesses: list[Guess] = []
    free = list(profiles)
    for whole in (True, False):  # a whole name anywhere is a better guess than part of one
        for role, aliases in ALIASES.items():
            taken = any(guess.role == role for guess in guesses)
            if taken or not (whole or role in _IN_PART):
                continue
            found = _match(role, aliases, free, whole=whole)
            if found:
                guesses.append(found)
                free.remove(found.profile)
    times = [profile for profile in free if profile.kind == "time"]
    if len(times) == 1 and not any(guess.role == "time" for guess in guesses):
        guesses.append(Guess(role="time", profile=times[0], reason="the only column of times"))
    order = list(ALIASES)
    return tuple(sorted(guesses, key=lambda guess: order.index(guess.role)))


def hoped_for(profile: ColumnProfile) -> tuple[str, ...]:
    """Return the values of a decision column that sound favourable."""
    return tuple(value for value, _ in profile.common if value.casefold() in HOPED_FOR)


def features_among(free: Sequence[ColumnProfile]) -> tuple[str, ...]:
    """Return which of the columns that play no other role a model may see, and be watched for.

    Numbers, and categories of a few values; no ids and no texts.

    Examples
    --------
    >>> columns = [("branch_no", "integer", 40), ("income", "number", 9_000), ("note", "text", 800)]
    >>> features_among([ColumnProfile(name=n, kind=k, distinct=d) for n, k, d in columns])
    ('income',)
    """
    return tuple(profile.name for profile in free if _watchable(profile))


# What the names of numbers end with that number things and measure nothing.
_IDS = ("id", "ids", "no", "nr", "number", "key", "code", "uuid")


def _watchable(profile: ColumnProfile) -> bool:
    if profile.distinct < 2 or profile.kind in ("time", "date"):  # noqa: PLR2004 - nothing to see
        return False
    if profile.kind in ("integer", "number"):
        return _words(profile.name).split()[-1:] not in [[word] for word in _IDS]
    return profile.distinct <= MANY


def _match(
    role: str, aliases: Sequence[str], profiles: Sequence[ColumnProfile], *, whole: bool
) -> Guess | None:
    for alias in aliases:
        for profile in profiles:
            words = _words(profile.name)
            matches = words == alias if whole else f" {alias} " in f" {words} "
            if matches and _fits(role, profile):
                how = "is named" if whole else "has a name with"
                return Guess(role=role, profile=profile, reason=f"{how} {alias!r}")
    return None


def _words(name: str) -> str:
    """Return a name as lower-case words: ``GenAI.ResponseId`` as ``gen ai response id``."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return " ".join(re.findall(r"[^\W_]+", apart.casefold()))


def _fits(role: str, profile: ColumnProfile) -> bool:
    """Return whether the column's kind and number of values allow the role."""
    number = profile.kind in ("integer", "number")
    if role in ("time", "birth date"):
        return profile.kind in ("time", "date")
    if role in ("score", "weight"):
        return number
    if role in ("decision", "label", "outcome"):
        return profile.distinct <= FEW and profile.kind not in ("time", "date")
    if role in PROTECTED:
        return (role == "age" and number) or profile.distinct <= MANY
    if role in KPI_ROLES:
        return _fits_kpi(KPI_ROLES[role], profile, number=number)
    return profile.kind not in ("number", "boolean")


def _fits_kpi(kind: KpiKind, profile: ColumnProfile, *, number: bool) -> bool:
    if kind == "number":
        return number
    if kind == "text":
        return profile.kind == "text"
    time = profile.kind in ("time", "date")
    return number or time if kind == "duration" else profile.distinct <= FEW and not time
