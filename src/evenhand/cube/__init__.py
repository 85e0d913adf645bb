"""The cube: counts per cell, made by one tally and added up ever after."""

from evenhand.cube.cube import Cube

__all__ = ["Cube"]
