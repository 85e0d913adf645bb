"""Options of a report: whose templates, which paper."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PAPERS = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a reader may choose; the figures and words are the same whatever is chosen."""

    templates: Path | None = None  # a folder that is looked into before the packaged one
    paper: PAPERS = "A4"
