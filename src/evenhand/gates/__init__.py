"""Gates: what the disparities show against their tolerances, and what was found."""
