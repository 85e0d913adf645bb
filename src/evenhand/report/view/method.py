"""Method and limits: how the figures of this audit were made, and what they omit."""

from dataclasses import dataclass

from evenhand.report import words
from evenhand.report.view.rows import Rows, metric_of
from evenhand.report.view.sentences import level_of

INTERVALS = {
    "wilson": "Wilson score interval (Wilson 1927)",
    "t": "Student's t interval for a mean",
    "delong": "DeLong interval for the area under the curve (DeLong et al. 1988)",
    "normal": "normal interval from a standard error",
    "bootstrap": "Bayesian bootstrap of cells (Rubin 1981; Jeffreys' prior), percentile limits",
    "order_statistics": "order statistics of a histogram with bins of 1 %",
    "none": "no interval is known",
    "miettinen_nurminen": "Miettinen\N{EN DASH}Nurminen score interval (1985)",
    "koopman": "Koopman score interval of a ratio (1984)",
    "mover": "MOVER, from the intervals of both sides (Newcombe 1998)",
    "direct_standardisation": "direct standardisation",
    "max_t_and_intersection_union": "max-T below, intersection\N{EN DASH}union above (Berger 1982)",
    "empirical_bayes": "empirical Bayes (beta\N{EN DASH}binomial)",
    "cornfield_mid_p": "Cornfield limits with mid-p",
    "hedges": "Hedges' g",
    "kolmogorov": "Kolmogorov\N{EN DASH}Smirnov test",
    "pooled_z": "pooled z test",
    "fisher": "Fisher's exact test",
    "mantel_haenszel": "Mantel\N{EN DASH}Haenszel, with Sato's variance (1989)",
    "manski": "bounds over all that missing outcomes may have been (Manski 1990)",
    "cbpe": "estimated from scores alone, as if they were calibrated; not measured",
    "glr": "likelihood ratio scan of all days, p-value by permutation",
    "control_chart": "control chart after Laney's p\N{PRIME} and u\N{PRIME} (2002), with medians "
    "of ranges in place of means, so that what is odd does not widen its own limits",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Everything that the sections on method and limits show."""

    level: str
    alpha: str
    estimates: tuple[tuple[str, str], ...]  # method, metrics that use it
    disparities: tuple[tuple[str, str], ...]
    metrics: tuple[tuple[str, str], ...]  # title, definition
    settings: tuple[tuple[str, str], ...]
    simultaneous: bool
    ratio_gates: bool
    difference_gates: bool
    point_gates: bool
    targets: bool
    labels: bool
    conditions: bool
    entities: bool
    versions: bool
    reports: tuple[str, ...]  # notes of the audit


def method(rows: Rows) -> Method:
    """Return how the figures of this audit were made; nothing is named that was not used."""
    audit = rows.audit
    used: dict[str, dict[str, None]] = {}
    for e in audit.estimates:
        if e.method != "none":
            used.setdefault(e.method, {})[metric_of(e.metric).title] = None
    compared: dict[str, dict[str, None]] = {}
    for d in audit.disparities:
        if d.method != "none":
            compared.setdefault(d.method, {})[d.comparison.replace("_", " ")] = None
    keys = dict.fromkeys([e.metric for e in audit.estimates if not e.group])
    return Method(
        level=words.level(level_of(audit)),
        alpha=f"{float(audit.method.get('alpha', 0.05)):g}",
        estimates=tuple((method_text(m), words.listing(list(names))) for m, names in used.items()),
        disparities=tuple(
            (method_text(m), words.listing(list(names))) for m, names in compared.items()
        ),
        metrics=tuple(
            (metric_of(key).title, " ".join(metric_of(key).section("Definition").split()))
            for key in keys
            if metric_of(key).section("Definition")
        ),
        settings=tuple(_settings(audit.method)),
        simultaneous=any(d.simultaneous for d in audit.disparities),
        ratio_gates=any(g.comparison == "ratio" for g in audit.gates),
        difference_gates=any(g.comparison == "difference" for g in audit.gates),
        point_gates=any(g.decide_by == "point" for g in audit.gates),
        targets=any(g.target for g in audit.gates),
        labels=audit.log.labelled > 0,
        conditions=bool(audit.conditions),
        entities=audit.log.entities,
        versions=len(audit.log.model_versions) > 1,
        reports=tuple(words.short(note, 400) for note in audit.notes),
    )


def method_text(name: str) -> str:
    """Return the name of a method in words."""
    return INTERVALS.get(name, name.replace("_", " "))


# What a setting is called where its key does not say it.
_NAMES = {"auc_bound": "AUC moved by binning scores at most"}


def _settings(settings: dict[str, object]) -> list[tuple[str, str]]:
    """Return the settings of the inference as pairs, and the versions of libraries."""
    found = []
    for key, value in sorted(settings.items()):
        if value is None:
            continue
        name = _NAMES.get(key, key.replace("_", " "))
        if isinstance(value, dict):
            found += _settings(value)
        elif isinstance(value, float):
            found.append((name, f"{value:.4g}"))
        else:
            found.append((name, words.short(str(value), 120)))
    return found
