"""Decomposing: what gaps and changes are accounted for by, from the cells of the tallies."""

from evenhand.analyses.decomposing.decompose import decompose
from evenhand.analyses.decomposing.reversals import reversals

__all__ = ["decompose", "reversals"]
