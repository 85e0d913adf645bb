"""Settings are what the plan asks for."""

from evenhand.analyses.settings import Settings
from evenhand.plan import Plan


def test_settings_are_those_of_the_plan():
    plan = Plan.model_validate(
        {"inference": {"level": 0.9, "alpha": 0.01, "seed": 5, "draws": 300}}
    )
    assert Settings.of(plan) == Settings(level=0.9, alpha=0.01, seed=5, draws=300)
