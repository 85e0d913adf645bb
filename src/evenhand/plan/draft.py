"""Draft the plan of a log: a commented `evenhand.toml`, to be confirmed by a person."""

import json
from collections.abc import Iterator, Sequence

from evenhand.plan.infer import (
    MANY,
    PROTECTED,
    ColumnProfile,
    Guess,
    features_among,
    hoped_for,
    infer,
)
from evenhand.plan.kpi_roles import KPI_ROLES

SHOWN = 8  # values that a comment lists at most
MOST_FEATURES = 20  # each costs a scan of the log

_COLUMNS = (
    "id", "entity", "time", "model_version", "weight", "reason", "reviewer", "override_reason",
)  # fmt: skip

_HEAD = """\
# A first plan for evenhand, guessed from the names and values of the log's columns.
# Read each line: a wrong guess makes a wrong audit. `evenhand check` shows what the plan finds.
"""

_GATES = """\
# Without gates of its own a plan is held to the default gates. One of your own:
# [[gates]]
# id = "hiring"
# metric = "selection_rate"
# comparison = "ratio"       # or "difference"
# attributes = [{attributes}]
# tolerance = 0.8
"""


def draft(profiles: Sequence[ColumnProfile], logs: Sequence[str]) -> str:
    """Return the text of an `evenhand.toml` for the log files `logs`.

    Every guess gives its reason in a comment. What a person hopes for is never guessed silently:
    the values seen are listed, and the setting is left empty to be filled in.
    """
    guesses = {guess.role: guess for guess in infer(profiles)}
    used = {guess.profile.name for guess in guesses.values()}
    protected = [guesses[role] for role in PROTECTED if role in guesses]
    free = [profile for profile in profiles if profile.name not in used]
    parts = [
        _HEAD,
        f"log = [{', '.join(map(_quote, logs))}]",
        "\n".join(_conditions(free)),
        "\n".join(_features(free)),
        "\n".join(_columns(guesses)),
        "\n".join(_decision(guesses.get("decision"))),
        "\n".join(_label(guesses.get("label"))),
        "\n".join(_score(guesses.get("score"))),
        *("\n".join(_attribute(guess)) for guess in protected),
        "" if protected else _NO_ATTRIBUTE,
        "\n".join(_outcome(guesses.get("outcome") or _ends(guesses.get("decision")))),
        "\n".join(_kpis(guesses)),
        "\n".join(_limits(guesses)),
        "\n".join(_target(guesses)),
        _GATES.format(attributes=", ".join(_quote(guess.profile.name) for guess in protected[:1])),
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


_NO_ATTRIBUTE = """\
# No column looks like a protected attribute. Name at least one:
# [[protected]]
# column = "sex"
"""


def _columns(guesses: dict[str, Guess]) -> Iterator[str]:
    yield "[columns]"
    for role in _COLUMNS:
        if role in guesses:
            yield f"{role} = {_column(guesses[role])}"
        else:
            yield f'# {role} = ""  # no column looks like it'


def _decision(guess: Guess | None) -> Iterator[str]:
    yield "[decision]"
    if guess is None:
        yield '# column = ""  # no column looks like a decision: name it'
        yield "favourable = []  # the values that the person decided about hopes for"
        return
    yield f"column = {_column(guess)}"
    yield f"favourable = []  # to be filled in; seen: {_seen(guess.profile)}"
    hoped = hoped_for(guess.profile)
    if hoped:
        values = ", ".join(map(_quote, hoped))
        yield f"# favourable = [{values}]  # a guess: is it what they hope for?"


def _label(guess: Guess | None) -> Iterator[str]:
    if guess is None:
        yield "# What turned out true, if it is known for some decisions:"
        yield '# [label]\n# column = ""\n# positive = []'
        return
    yield "[label]"
    yield f"column = {_column(guess)}"
    if {value for value, _ in guess.profile.common} <= {"0", "1", "true", "false"}:
        yield f'positive = ["1", "true"]  # seen: {_seen(guess.profile)}'
    else:
        yield f"positive = []  # to be filled in; seen: {_seen(guess.profile)}"


def _score(guess: Guess | None) -> Iterator[str]:
    if guess is not None:
        yield "[score]"
        yield f"column = {_column(guess)}"
        yield "# threshold = 0.5  # the score from which the decision is favourable"


def _attribute(guess: Guess) -> Iterator[str]:
    profile = guess.profile
    yield "[[protected]]"
    yield f"column = {_column(guess)}"
    if guess.role in ("age", "birth date") and profile.kind != "text":
        yield 'bands = ["18-39", "40+"]  # ages; choose bands that matter where you are'
    else:
        yield f"# groups seen: {_seen(profile)}"
    yield '# reference = ""  # whom others are compared with; if not said, the data choose'


def _outcome(guess: Guess | None) -> Iterator[str]:
    if guess is not None:
        yield f"# How a task ended, if that is what it says; seen: {_seen(guess.profile)}"
        yield f"# [outcome]\n# column = {_quote(guess.profile.name)}"
        yield "# success = []\n# failed = []\n# escalated = []  # handed to a human"
        yield "# abandoned = []\n# ongoing = []"


def _ends(decision: Guess | None) -> Guess | None:
    """Return the decision, if it has so many values that it may tell how tasks ended."""
    several = decision is not None and decision.profile.distinct > 2  # noqa: PLR2004 - yes or no
    return decision if several else None


def _kpis(guesses: dict[str, Guess]) -> Iterator[str]:
    found = [role for role in KPI_ROLES if role in guesses]
    if found:
        yield "[kpis]"
        yield from (f"{role} = {_column(guesses[role])}" for role in found)


# What can be counted against a limit, and an example of one.
_LIMITS = {
    "latency": "latency = 2000",
    "review_time": "review_time = 60",
    "satisfaction": "satisfied = 4",
}


def _limits(guesses: dict[str, Guess]) -> Iterator[str]:
    found = [role for role in _LIMITS if role in guesses]
    if found:
        yield "# What performance is counted against, in the units of the columns:\n# [limits]"
        yield from (f"# {_LIMITS[role]}" for role in found)


# What a target may be set for, and an example of one.
_TARGETS = {"latency": ("latency_p95", "2000"), "failure": ("failure_rate", "0.01")}


def _target(guesses: dict[str, Guess]) -> Iterator[str]:
    found = next((role for role in _TARGETS if role in guesses), None)
    if found is not None:
        metric, limit = _TARGETS[found]
        yield "# What is promised: a target that is missed fails a build, as a gate does."
        yield f'# [[targets]]\n# metric = "{metric}"\n# at_most = {limit}'
        yield "# attributes = []  # everybody; with an attribute, each of its groups"


def _conditions(free: Sequence[ColumnProfile]) -> Iterator[str]:
    names = [_comment(p.name) for p in free if p.kind == "text" and 1 < p.distinct <= MANY]
    seen = f"; could be: {', '.join(names[:SHOWN])}" if names else ""
    yield "# Columns held fixed in conditional comparisons (job, region, product)" + seen
    yield "# conditions = []"


def _features(free: Sequence[ColumnProfile]) -> Iterator[str]:
    yield "# Columns that the model sees: take out what it does not. They are watched for drift."
    names = features_among(free)
    if names:
        yield f"features = [{', '.join(map(_quote, names[:MOST_FEATURES]))}]"
        if len(names) > MOST_FEATURES:
            yield f"# and {len(names) - MOST_FEATURES} more columns"
    else:
        yield "# features = []"


def _column(guess: Guess) -> str:
    missing = f"; missing in {guess.profile.missing:.1%}" if guess.profile.missing else ""
    return f"{_quote(guess.profile.name)}  # {guess.reason}{missing}"


def _seen(profile: ColumnProfile) -> str:
    if not profile.common:
        return f"{profile.distinct:,} values"
    shown = [f"{_comment(value)} ({count:,})" for value, count in profile.common[:SHOWN]]
    more = profile.distinct - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more > 0 else "")


def _quote(text: str) -> str:
    # A JSON string is a TOML string, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    """Return `text` so that it cannot end the comment it is put in."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
