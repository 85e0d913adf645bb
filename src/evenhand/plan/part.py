"""What every table of a plan is made of: strict parts, and values that are texts."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _as_text(value: object) -> object:
    """Return a scalar of a TOML file as the text that the log is compared with."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _as_list(value: object) -> object:
    """Return a lone value as a list of one: `favourable = "approve"` is plain enough."""
    return value if isinstance(value, list | tuple) else [value]


Text = Annotated[str, BeforeValidator(_as_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]


class Part(BaseModel):
    """A table of the plan: frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
