"""Which gates an audit has: those of the plan, or the default ones."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evenhand.analyses.measure import UNDECIDED
from evenhand.errors import PlanError, did_you_mean
from evenhand.metrics._metric import Metric, Unit
from evenhand.plan import Gate, Plan, Target
from evenhand.plan.kpi_roles import KPI_ROLES, MADE_OF

# What these count is how large a group is, not how it fares.
_SIZES = frozenset({"decisions", "share", "throughput"})

# The tolerances of an audit without a plan: the four-fifths rule of thumb (29 CFR 1607.4(D)),
# and ours of ten points for error rates.
DEFAULTS = (
    Gate(metric="selection_rate", comparison="ratio", tolerance=0.80),
    Gate(metric="true_positive_rate", comparison="difference", tolerance=0.10),
    Gate(metric="false_positive_rate", comparison="difference", tolerance=0.10),
)


# The default gates that speak of pairs of attributes, too.
_IN_PAIRS = ("selection_rate", "scoring_rate")

# Of a log that has scores and no decisions: New York judges scoring tools so (6 RCNY 5-301).
SCORING = (Gate(metric="scoring_rate", comparison="ratio", tolerance=0.80),)


@dataclass(frozen=True, slots=True)
class PlannedGate:
    """A gate for one grouping: `gate` as asked for, with its id and grouping filled in."""

    id: str
    gate: Gate
    attributes: tuple[str, ...]
    default: bool


def planned(
    plan: Plan, metrics: Mapping[str, Metric], available: Iterable[str]
) -> list[PlannedGate]:
    """Return the gates of an audit, one for each grouping that they speak of.

    A gate without attributes speaks of every attribute; the default gate on selection rates
    (on scoring rates, where nothing but scores is known) also of every pair. Default gates on
    metrics that the log cannot serve fall away; a gate of the plan does not.

    Raises
    ------
    PlanError
        A gate names a metric or an attribute that is not there, a ratio that is no ratio, or two
        gates share an id.
    """
    known = set(available)
    names = [protected.name for protected in plan.protected]
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    found: list[PlannedGate] = []
    usual = DEFAULTS if "selection_rate" in known else SCORING
    for gate in usual if plan.gates is None else plan.gates:
        default = plan.gates is None
        if gate.metric not in metrics:
            raise PlanError(
                f"a gate names the metric {gate.metric!r}, which does not exist",
                did_you_mean(gate.metric, metrics),
            )
        if gate.metric not in known:
            if default:
                continue
            raise PlanError(
                f"a gate needs {metrics[gate.metric].phrase}, which this log and plan do not give",
                columns_of(metrics[gate.metric]),
            )
        _check(gate, names, pairs=plan.intersections)
        # Groupings have the attributes in the order of the plan.
        own = tuple(name for name in names if name in gate.attributes)
        groupings: list[tuple[str, ...]] = [own] if own else [(name,) for name in names]
        if default and gate.metric in _IN_PAIRS and plan.intersections:
            groupings += pairs
        for attributes in groupings:
            key = gate.id if gate.id and gate.attributes else _key(gate, attributes)
            found.append(PlannedGate(key, gate, attributes, default))
    ids = [one.id for one in found]
    if doubled := next((key for key in ids if ids.count(key) > 1), None):
        raise PlanError(f"two gates have the id {doubled!r}", "give each gate an id of its own")
    return found


def columns_of(metric: Metric) -> str:
    """Return which columns a metric is made of, as something to do."""
    if metric.reads == "failure_class":
        return "it has a value for each class: name failure_rate, or a rate of own_kpis"
    if metric.needs:
        return f"name the columns for: {', '.join(sorted(metric.needs))}"
    if metric.reads == "counts":
        return "name the column for: decision"
    return f"name in the plan: {needed_columns(metric)}"


def needed_columns(metric: Metric) -> str:
    """Return the roles of a plan that a metric is made of, in words.

    Examples
    --------
    >>> from evenhand.metrics import METRICS
    >>> [needed_columns(METRICS[key]) for key in ("accuracy", "latency_p95", "throughput")]
    ['decision and label', 'kpis.latency', 'time']
    """
    if metric.reads in MADE_OF:
        return MADE_OF[metric.reads]
    if metric.reads in KPI_ROLES:
        return f"kpis.{metric.reads}"
    if metric.reads not in {"counts", "scores", "decisions"}:
        return f"own_kpis.{metric.reads}"
    decided = metric.reads == "counts" and metric.key not in UNDECIDED
    return " and ".join(sorted(metric.needs | ({"decision"} if decided else set()))) or "nothing"


def _key(gate: Gate, attributes: tuple[str, ...]) -> str:
    name = gate.id or f"{gate.metric}-{gate.comparison}"
    return f"{name}:{'*'.join(attributes)}"


def _check(gate: Gate, names: list[str], *, pairs: bool) -> None:
    if gate.metric in _SIZES:
        raise PlanError(
            f"a gate names the metric {gate.metric!r}, which tells how large groups are, "
            "not how they fare",
            "name a metric such as selection_rate",
        )
    check_attributes(gate, names, pairs=pairs)
    ratio = gate.comparison == "ratio"
    if not (0 < gate.tolerance < 1 if ratio else gate.tolerance > 0):
        raise PlanError(
            f"a gate on {gate.metric} has the tolerance {gate.tolerance:g}",
            "a ratio must be at least a number between 0 and 1, for example 0.8; "
            "a difference may be at most a number above 0, for example 0.1",
        )
    if gate.warn is None:
        return
    if not (gate.tolerance <= gate.warn <= 1 if ratio else 0 <= gate.warn <= gate.tolerance):
        raise PlanError(
            f"a gate on {gate.metric} warns at {gate.warn:g}, "
            f"which is laxer than its tolerance {gate.tolerance:g}, or no tolerance",
            "a warning comes before the tolerance: at a higher ratio, or a smaller difference",
        )


def check_attributes(asked: Gate | Target, names: list[str], *, pairs: bool) -> None:
    """Check the attributes that a gate or a target names.

    Parameters
    ----------
    asked : Gate or Target
    names : list of str
        The protected attributes of the plan.
    pairs : bool
        Whether the plan audits intersections.

    Raises
    ------
    PlanError
        One is not protected or named twice, or the plan does not audit so many together.
    """
    subject = f"a {'gate' if isinstance(asked, Gate) else 'target'} on {asked.metric}"
    for name in asked.attributes:
        if name not in names:
            raise PlanError(
                f"{subject} names the attribute {name!r}, which is not protected",
                did_you_mean(name, names)
                if names
                else "name it under [[protected]] or with --protected",
            )
        if asked.attributes.count(name) > 1:
            raise PlanError(
                f"{subject} names the attribute {name!r} twice",
                "name an attribute once, or two attributes for their intersections",
            )
    if len(asked.attributes) > 2:  # noqa: PLR2004 - attributes are audited alone and in pairs
        raise PlanError(
            f"{subject} names {len(asked.attributes)} attributes",
            "one attribute has groups, two have intersections; more are not audited",
        )
    if len(asked.attributes) > 1 and not pairs:
        raise PlanError(
            f"{subject} speaks of intersections, which the plan does not audit",
            "set intersections = true, or name one attribute",
        )


# Fewer values of a column of its own unit have no mean that could be trusted.
_FEWEST_VALUES = 30


def minimum_n(gate: Gate, unit: Unit = "rate") -> int:
    """Return the smallest group that can be shown to be within a gate's tolerance.

    The n at which a Wilson interval around one half is as narrow as the tolerance:
    (1.96 / (2 tolerance))^2; for a ratio r, the tolerance is taken as (1 - r) / 2. It says
    nothing of a difference in seconds or euros: there it takes 30. `unit` is that of the metric.

    Examples
    --------
    >>> minimum_n(Gate(metric="selection_rate", tolerance=0.05))
    385
    """
    if gate.minimum_n is not None:
        return gate.minimum_n
    if gate.comparison == "difference" and unit == "column":
        return _FEWEST_VALUES
    tolerance = (1 - gate.tolerance) / 2 if gate.comparison == "ratio" else gate.tolerance
    return math.ceil((1.959964 / (2 * tolerance)) ** 2)
