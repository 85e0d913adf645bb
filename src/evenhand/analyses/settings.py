"""Settings: the levels, seeds and sizes that every analysis of one audit shares."""

from dataclasses import dataclass

from evenhand.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Levels, seeds and sizes of the inference.

    Attributes
    ----------
    level : float
        Of two-sided intervals.
    alpha : float
        Of each one-sided claim that a gate makes.
    seed, draws : int
        Of resampling.
    """

    level: float
    alpha: float
    seed: int
    draws: int

    @staticmethod
    def of(plan: Plan) -> "Settings":
        """Return the settings that a plan asks for."""
        asked = plan.inference
        return Settings(level=asked.level, alpha=asked.alpha, seed=asked.seed, draws=asked.draws)
