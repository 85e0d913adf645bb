"""Which gates an audit has: those of the plan, or the default ones."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from evenhand.analyses.measure import UNDECIDED
from evenhand.analyses.sight import Windows
from evenhand.errors import Entry, PlanError
from evenhand.gates.gate_checks import check_gate
from evenhand.metrics._metric import Metric, Unit
from evenhand.plan import Gate, Plan
from evenhand.plan.kpi_roles import KPI_ROLES, MADE_OF

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
    """A gate for one grouping: `gate` as asked for, with its id and grouping filled in.

    `window` is the start of the window that it looks at, "" where there is none yet, and None if
    it looks at the whole period; `when` is that window in words. `place` is the entry of the plan.
    """

    id: str
    gate: Gate
    attributes: tuple[str, ...]
    default: bool
    window: str | None = None
    when: str = ""
    place: int = 0

    @property
    def over_all(self) -> "PlannedGate":
        """Return the gate as it would look at the whole period."""
        if self.window is None:
            return self
        return replace(self, id=self.id.rpartition("@")[0], window=None, when="")


def planned(
    plan: Plan,
    metrics: Mapping[str, Metric],
    available: Iterable[str],
    windows: Windows | None = None,
) -> list[PlannedGate]:
    """Return the gates of an audit, one for each grouping that they speak of.

    A gate without attributes speaks of every attribute; the default gate on selection rates
    (on scoring rates, where nothing but scores is known) also of every pair. Default gates on
    metrics that the log cannot serve fall away; a gate of the plan does not. A gate on every window
    is one gate a window. `windows` are those of the log; None if it has no times.

    Raises
    ------
    PlanError
        A gate names a metric, an attribute or a condition that is not there, a ratio that is no
        ratio, windows of a log without times, or two gates share an id.
    """
    known = set(available)
    pairs = list(combinations([protected.name for protected in plan.protected], 2))
    found: list[PlannedGate] = []
    usual = DEFAULTS if "selection_rate" in known else SCORING
    for place, gate in enumerate(usual if plan.gates is None else plan.gates):
        default = plan.gates is None
        if default and gate.metric not in known:
            continue
        check_gate(gate, plan, metrics, place)
        metric, at = metrics[gate.metric], Entry("gates", place, gate.id)
        if gate.metric not in known:
            raise PlanError(
                f"a gate needs {metric.phrase}, which this log and plan do not give",
                columns_of(metric),
                at=at,
            )
        if gate.window != "whole" and windows is None:
            raise PlanError(
                f'window = "{gate.window}" asks for windows, and the log has no times',
                "name the time column: columns.time, or --time",
                at=at,
            )
        # Groupings have the attributes in the order of the plan.
        own = tuple(one.name for one in plan.protected if one.name in gate.attributes)
        groupings: list[tuple[str, ...]] = [own] if own else [(one.name,) for one in plan.protected]
        if default and gate.metric in _IN_PAIRS and plan.intersections:
            groupings += pairs
        for attributes in groupings:
            key = gate.id if gate.id and gate.attributes else _key(gate, attributes)
            whole = PlannedGate(key, gate, attributes, default, place=place)
            found += _by_window(whole, windows, late="label" in metric.needs and metric.mature)
    _check_ids(found)
    return found


def _by_window(whole: PlannedGate, windows: Windows | None, *, late: bool) -> Iterator[PlannedGate]:
    """Yield a gate as it looks at the whole period, at the last full window, or at each."""
    if windows is None or whole.gate.window == "whole":
        yield whole
    elif whole.gate.window == "last":
        # The id stays from month to month: waivers and builds know the gate by it.
        window = windows.last(late=late)
        yield replace(whole, id=f"{whole.id}@last", window=window, when=windows.words(window))
    else:
        for name in windows.names:
            key = f"{whole.id}@{windows.key(name)}"
            yield replace(whole, id=key, window=name, when=windows.words(name))


def _check_ids(found: list[PlannedGate]) -> None:
    first: dict[str, PlannedGate] = {}
    for one in found:
        before = first.setdefault(one.id, one)
        if before is not one:
            raise PlanError(
                f"two gates have the id {one.id!r}: this one and gate {before.place + 1}",
                "give each gate an id of its own",
                at=Entry("gates", one.place, one.gate.id),
            )


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
