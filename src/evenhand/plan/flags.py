"""Command-line options as a table of the plan, and the rule by which a flag wins over the plan."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from evenhand.errors import PlanError, did_you_mean
from evenhand.plan.kpi_roles import KPI_ROLES

# The plan's lists of tables: what their entries are, and how to add one.
LISTS = {
    "protected": ("protected attribute", "name it with --protected"),
    "gates": ("gate", "write it in the plan, under [[gates]]"),
    "targets": ("target", "write it in the plan, under [[targets]]"),
    "own_kpis": ("performance figure", "write it in the plan, under [[own_kpis]]"),
}

Table = dict[str, Any]


def plan_table(
    *,
    title: str | None = None,
    decision: str | None = None,
    favourable: Sequence[str] | None = None,
    label: str | None = None,
    positive: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    on: str | None = None,
    score: str | None = None,
    threshold: float | None = None,
    time: str | None = None,
    identifier: str | None = None,
    entity: str | None = None,
    weight: str | None = None,
    model_version: str | None = None,
    kpi: Sequence[str] | None = None,
    protected: Sequence[str] | None = None,
    reference: Sequence[str] | None = None,
    condition: Sequence[str] | None = None,
    feature: Sequence[str] | None = None,
    window: str | None = None,
    start: str | None = None,
    to: str | None = None,
    last: str | None = None,
    timezone: str | None = None,
    simulate: bool = False,
    settings: Sequence[str] | None = None,
) -> Table:
    """Return the options as a table in the plan's form; what is not given is not in it.

    Parameters
    ----------
    decision, label, score, time, identifier, entity, weight, model_version : str
        Columns.
    favourable, positive, condition, feature : sequence of str
        Values, or columns; each may be a list with commas.
    protected : sequence of str
        ``ATTR``, ``ATTR,ATTR`` or ``ATTR:BANDS``.
    reference : sequence of str
        ``ATTR=GROUP``.
    kpi : sequence of str
        ``NAME=COLUMN``.
    labels, on : sequence of str, str
        Files of labels, and the id that joins them to the log.
    start, to, last : str
        Ends of the period, or its length: "90d".
    simulate : bool
        Whether remedies are tried.
    settings : sequence of str
        ``key=value``, for any key of the plan. They are laid over the other options.

    Examples
    --------
    >>> plan_table(decision="hired", protected=["age:18-39,40+"])
    {'decision': {'column': 'hired'}, 'protected': [{'column': 'age', 'bands': ['18-39', '40+']}]}
    """
    columns = {
        "id": identifier,
        "entity": entity,
        "time": time,
        "model_version": model_version,
        "weight": weight,
    }
    table = _given(
        {
            "title": title,
            "columns": _given(columns),
            "decision": _given({"column": decision, "favourable": split(favourable or ())}),
            "label": _given(
                {
                    "column": label,
                    "positive": split(positive or ()),
                    "file": list(labels or ()),
                    "on": on,
                }
            ),
            "score": _given({"column": score, "threshold": threshold}),
            "protected": _protected(protected or (), reference or ()),
            "conditions": split(condition or ()),
            "features": split(feature or ()),
            "kpis": _kpis(kpi or ()),
            "window": window,
            "timezone": timezone,
            "period": _given({"from": start, "to": to, "last": last}),
            "retraining": {"simulate": True} if simulate else {},
        }
    )
    for setting in settings or ():
        table = overlay(table, _setting(setting))
    return table


def split(values: Sequence[str]) -> list[str]:
    """Return the values of a repeatable option whose values may be lists with commas.

    Examples
    --------
    >>> split(["approve, refer", "waive"])
    ['approve', 'refer', 'waive']
    """
    return [part for value in values for piece in value.split(",") if (part := piece.strip())]


def overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> Table:
    """Return the table `below` with `above` laid over it: what is above wins.

    Tables are merged key by key. A table over a list of tables addresses its entries by name
    (``protected.sex.reference``, ``gates.hiring.tolerance``). A list replaces a list, but a
    protected attribute keeps what the plan says of it (reference, bands, how it was obtained).

    Examples
    --------
    >>> overlay({"title": "A", "label": {"column": "paid"}}, {"label": {"positive": ["yes"]}})
    {'title': 'A', 'label': {'column': 'paid', 'positive': ['yes']}}
    """
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            merged[key] = overlay(old, value)
        elif isinstance(value, Mapping) and key in LISTS and old is not None:
            merged[key] = _by_name(key, _tables(old), value)
        elif isinstance(value, list) and key == "protected":
            merged[key] = [_inherit(entry, _tables(old)) for entry in value]
        else:
            merged[key] = value
    return merged


def entry_name(entry: object) -> str:
    """Return what an entry of a list of tables goes by: its id, name, column or metric."""
    if not isinstance(entry, Mapping):
        return ""
    names = (entry.get(key) for key in ("id", "name", "column", "metric"))
    return next((name for name in names if isinstance(name, str) and name), "")


def _given(table: Table) -> Table:
    return {key: value for key, value in table.items() if value not in (None, [], {}, "")}


def _tables(value: object) -> list[Table]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _by_name(key: str, entries: list[Table], changes: Mapping[str, Any]) -> list[Table]:
    known = [entry_name(entry) for entry in entries]
    what, where = LISTS[key]
    for name in changes:
        if name not in known:
            raise PlanError(
                f"an option names the {what} {name!r}, which the plan does not have",
                did_you_mean(name, known) if known else where,
            )
        if known.count(name) > 1:
            raise PlanError(
                f"an option names the {what} {name!r}, and the plan has {known.count(name)} of "
                "that name",
                "give each an id of its own",
            )
    named = zip(entries, known, strict=True)
    return [overlay(entry, changes.get(name, {})) for entry, name in named]


def _inherit(entry: object, entries: list[Table]) -> object:
    if not isinstance(entry, dict):
        return entry
    name = entry_name(entry)
    namesakes = (old for old in entries if name in (entry_name(old), old.get("column")))
    old = next(namesakes, {})
    return {**old, **entry, "column": old.get("column", entry.get("column"))}


def _protected(given: Sequence[str], references: Sequence[str]) -> list[Table] | Table:
    entries: list[Table] = []
    for text in given:
        attribute, colon, bands = text.partition(":")
        if not colon:
            entries += [{"column": name} for name in split([text])]
            continue
        ranges = split([bands])
        if not attribute.strip() or not ranges:
            raise PlanError(
                f"--protected {text!r} is not understood",
                "write the column, and bands after a colon if it has any: age:18-39,40+",
            )
        entries.append({"column": attribute.strip(), "bands": ranges})
    changes = {
        name: {"reference": group}
        for name, group in (_pair("--reference", text, "ATTR=GROUP") for text in references)
    }
    return _by_name("protected", entries, changes) if entries else changes


def _kpis(given: Sequence[str]) -> Table:
    kpis = dict(_pair("--kpi", text, "NAME=COLUMN") for text in given)
    for role in kpis:
        if role not in KPI_ROLES:
            raise PlanError(f"there is no KPI {role!r}", did_you_mean(role, KPI_ROLES))
    return kpis


def _setting(text: str) -> Table:
    key, value = _pair("--set", text, "key=value")
    try:
        table = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        raise PlanError(
            f"--set {text!r}: {key!r} is not a key", "write it as label.positive=yes"
        ) from None
    return _fill(table, _value(value))


def _fill(table: Table, value: object) -> Table:
    (key, inner), *_ = table.items()
    return {key: _fill(inner, value) if isinstance(inner, dict) else value}


def _value(text: str) -> object:
    try:
        table = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return table["value"] if len(table) == 1 else text


def _pair(option: str, text: str, form: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise PlanError(f"{option} {text!r} is not understood", f"write it as {option} {form}")
    return name.strip(), value.strip()
