"""audit.openmetrics.txt: the figures as OpenMetrics, for dashboards and GitLab's merge requests.

GitLab compares the texts of two runs. So numbers have a fixed precision, and neither the time nor
the id of the audit is told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evenhand.metrics import METRICS
from evenhand.report import words
from evenhand.report.cases import OUTCOMES, Case, cases
from evenhand.report.options import Options
from evenhand.result import Audit

_PLACES = 4  # of rates and ratios
_DIGITS = 6  # of all else that is no count
Sample = tuple[Mapping[str, str], str]


def render(audit: Audit, options: Options | None = None) -> bytes:  # noqa: ARG001
    """Return the gates and the figures of the whole period as OpenMetrics text."""
    found = cases(audit)
    lines = [
        *_family("evenhand_decisions", "Decisions audited.", [({}, str(audit.log.rows))]),
        *_family("evenhand_gates", "Gates by their state.", _states(audit)),
        *_family("evenhand_cases", "Gates and groups by outcome.", _outcomes(found)),
        *_family("evenhand_gate_value", "What a gate judges.", _figures(found, "value")),
        *_family("evenhand_gate_low", "The lower end of its interval.", _figures(found, "low")),
        *_family("evenhand_gate_high", "The upper end of its interval.", _figures(found, "high")),
        *_family("evenhand_gate_tolerance", "What it must keep.", _figures(found, "tolerance")),
        *_family("evenhand_gate_n", "Decisions behind it.", _sizes(found)),
        *_family("evenhand_estimate", "A figure of the whole period.", _estimates(audit)),
        "# EOF",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")


def _family(name: str, text: str, samples: Iterable[Sample]) -> Iterator[str]:
    """Yield a family of gauges, each sample once: the same names must not be said twice."""
    yield f"# TYPE {name} gauge"
    yield f"# HELP {name} {text}"
    seen: dict[str, int] = {}
    for labels, value in samples:
        key = _labels(labels)
        seen[key] = seen.get(key, 0) + 1
        told = key if seen[key] == 1 else _labels({**labels, "number": str(seen[key])})
        yield f"{name}{told} {value}"


def _labels(labels: Mapping[str, str]) -> str:
    told = [f'{name}="{_escaped(value)}"' for name, value in labels.items() if value]
    return f"{{{','.join(told)}}}" if told else ""


def _escaped(text: str) -> str:
    r"""Return a label's value as it stands between quotes.

    Examples
    --------
    >>> print(_escaped('a "b" \\ c'))
    a \"b\" \\ c
    """
    clear = " ".join(words.plain(text).split())
    return clear.replace("\\", "\\\\").replace('"', '\\"')


def _states(audit: Audit) -> Iterator[Sample]:
    verdict = audit.verdict
    counts = {
        "fail": verdict.failed,
        "waived": verdict.waived,
        "warn": verdict.warned,
        "insufficient": verdict.insufficient,
        "pass": verdict.passed,
    }
    for state, count in counts.items():
        yield {"state": state}, str(count)


def _outcomes(found: Iterable[Case]) -> Iterator[Sample]:
    outcomes = [case.outcome for case in found]
    for outcome in OUTCOMES:
        yield {"outcome": outcome}, str(outcomes.count(outcome))


def _figures(found: Iterable[Case], figure: str) -> Iterator[Sample]:
    for case in found:
        gate = case.gate
        unit = "rate" if gate.comparison == "ratio" else gate.unit
        yield _of(case), _number(getattr(gate, figure), unit)


def _sizes(found: Iterable[Case]) -> Iterator[Sample]:
    for case in found:
        yield _of(case), str(case.gate.n)


def _of(case: Case) -> dict[str, str]:
    gate = case.gate
    return {
        "gate": case.check,
        "kind": case.kind,
        "metric": gate.metric,
        "attributes": _names(gate.attributes),
        "group": _names(gate.group),
        "reference": _names(gate.reference),
    }


def _estimates(audit: Audit) -> Iterator[Sample]:
    for one in audit.estimates:
        parts = (one.window, one.model_version, one.condition)
        if len(one.attributes) <= 1 and not any(parts):
            labels = {
                "metric": one.metric,
                "attributes": _names(one.attributes),
                "group": _names(one.group),
            }
            known = METRICS.get(one.metric)
            yield labels, _number(one.value, known.unit if known else "")


def _names(names: Sequence[str]) -> str:
    return ", ".join(names)


def _number(value: float | None, unit: str) -> str:
    """Return a number with a fixed precision; what is undefined is NaN, as OpenMetrics has it.

    Examples
    --------
    >>> _number(0.71296, "rate"), _number(1868.2317, "ms"), _number(None, "rate")
    ('0.7130', '1868.23', 'NaN')
    """
    if value is None:
        return "NaN"
    if unit == "rate":
        return f"{round(value, _PLACES) + 0.0:.{_PLACES}f}"
    return str(round(value)) if unit == "count" else f"{value:.{_DIGITS}g}"
