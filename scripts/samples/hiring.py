"""A resume-scoring tool in New York City, as Local Law 144 has it audited."""

import numpy as np
import pandas as pd

from samples.drawing import Floats, Texts, amounts, moments, pick, pick_within, stream

SEED = 318  # of many, one by which chance adds little to what is planted
ROWS = 6_000
DECIMALS = {"score": 1}

SEXES = {"Female": 0.49, "Male": 0.485}
RACES = {
    "Hispanic or Latino": 0.195,
    "White": 0.375,
    "Black or African American": 0.180,
    "Native Hawaiian or Pacific Islander": 0.011,
    "Asian": 0.130,
    "Native American or Alaska Native": 0.028,
    "Two or More Races": 0.050,
}
MIXED = {"Operations": 0.38, "Sales": 0.30, "Head office": 0.32}
JOBS = {
    "Male": {"Operations": 0.48, "Sales": 0.30, "Head office": 0.22},
    "Female": {"Operations": 0.27, "Sales": 0.30, "Head office": 0.43},
}
CUTOFFS = {"Operations": 46.0, "Sales": 52.0, "Head office": 59.0}

# Shifts of the score, in its standard deviations.
BLACK = -0.44
ASIAN_WOMEN = -0.46
ASIAN_MEN = 0.0
# Other women and men: what keeps the sexes level on the whole, in spite of Asian women.
OTHER_WOMEN, OTHER_MEN = 0.05, -0.02


def hiring(*, clean: bool = False) -> pd.DataFrame:
    """Return the applications in order of time; `clean` leaves every planted defect out."""
    rng = stream(SEED, "days")
    applied = np.sort(moments(rng.uniform(0, 365, size=ROWS), "2025-01-01", rng, midday=15.0))
    sex = pick(stream(SEED, "sex").uniform(size=ROWS), SEXES)
    race = pick(stream(SEED, "race").uniform(size=ROWS), RACES)
    jobs = stream(SEED, "job").uniform(size=ROWS)
    job = pick(jobs, MIXED) if clean else pick_within(jobs, sex, JOBS)

    merit = stream(SEED, "merit").normal(size=ROWS)
    if not clean:
        merit = merit + _shift(sex, race)
    score = np.round(np.clip(52 + 14 * merit, 0, 100), 1)
    return pd.DataFrame(
        {
            "application_id": [f"R{i:04d}" for i in range(1, ROWS + 1)],
            "applied_at": applied,
            "sex": sex,
            "race_ethnicity": race,
            "job_group": job,
            "score": score,
            "advanced": np.where(score >= amounts(job, CUTOFFS), "yes", "no"),
        }
    )


def _shift(sex: Texts, race: Texts) -> Floats:
    """Return what the tool adds to an applicant's merit for who they are."""
    women, asian = sex == "Female", race == "Asian"
    return np.select(
        [asian & women, asian, women],
        [ASIAN_WOMEN, ASIAN_MEN, OTHER_WOMEN],
        OTHER_MEN,
    ) + np.where(race == "Black or African American", BLACK, 0.0)
