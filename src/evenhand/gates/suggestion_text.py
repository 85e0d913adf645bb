"""Suggested gates as text for a plan: TOML, with what each rests on as comments."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from evenhand.gates.gate import GateResult
from evenhand.gates.suggest import Refusal, Suggestion

_HEAD = """\
# Gates and targets suggested by evenhand from audit {id} as of {as_of}.
# Each tolerance is what the reference period had at most. Whether that is good enough is for a
# person to say: read each, change it, and paste it into evenhand.toml.
"""
_DEFAULTS = """\
# The default gates. A plan that names gates of its own has them only if it names them, too.
"""


def text_of(
    suggestions: Sequence[Suggestion],
    refusals: Sequence[Refusal],
    gates: Sequence[GateResult],
    *,
    audit_id: str,
    as_of: str,
) -> str:
    """Return the text of suggestions; `gates` are those of the audit."""
    parts = [_HEAD.format(id=_line(audit_id), as_of=_line(as_of))]
    if any(one.table == "gates" for one in suggestions):
        # Changes since a baseline, and evidence over time, follow from the gates of a plan.
        usual = [gate for gate in gates if gate.source == "default" and gate.basis == "period"]
        default = [entry_text("gates", _default(gate)) for gate in usual]
        if default:
            parts.append(_DEFAULTS + "\n" + "\n".join(default))
    parts += [
        "\n".join(f"# {_line(why)}" for why in one.because)
        + "\n"
        + entry_text(one.table, one.entry)
        for one in suggestions
    ]
    if not suggestions:
        parts.append("# Nothing was found that could be a gate and is none yet.\n")
    if refusals:
        parts.append("# No gate is suggested for:\n" + "".join(_refused(refusals)))
    return "\n".join(parts)


def _refused(refusals: Sequence[Refusal]) -> Iterator[str]:
    for one in refusals:
        yield f"# - {_line(one.finding)} {_line(one.why[:1].upper() + one.why[1:])}.\n"


def _default(gate: GateResult) -> dict[str, Any]:
    # Without an id: so it gets the one that it has.
    return {
        "metric": gate.metric,
        "comparison": gate.comparison,
        "attributes": gate.attributes,
        "tolerance": gate.tolerance,
    }


def entry_text(name: str, entry: dict[str, Any]) -> str:
    """Return an entry of a list of tables in a plan, as TOML."""
    lines = (f"{key} = {_value(value)}\n" for key, value in entry.items())
    return f"[[{name}]]\n{''.join(lines)}"


def _value(value: Any) -> str:  # noqa: ANN401 - a text, a number or a list of texts
    if isinstance(value, str):
        # A JSON string is a TOML string; what cannot be seen is escaped, to be seen.
        text = json.dumps(value, ensure_ascii=False)
        return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in text)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return repr(float(value))


def _line(text: str) -> str:
    """Return untrusted text on one line, without what cannot be seen."""
    seen = "".join(sign for sign in text if sign.isprintable() or sign.isspace())
    return " ".join(seen.split())
