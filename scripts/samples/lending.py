"""Northwind Credit: a year of retail lending decisions, and what went wrong with model v2."""

import numpy as np
import pandas as pd

from samples.drawing import (
    Bools,
    Floats,
    Integers,
    Moments,
    Texts,
    amounts,
    logistic,
    moments,
    pick,
    pick_within,
    repeated,
    stream,
)

SEED = 20  # of many, one by which chance adds little to what is planted
PEOPLE = 15_000
ROWS = 20_000
DECIMALS = {"score": 4, "cost_eur": 2, "debt_ratio": 3}

RACES = {"White": 0.520, "Hispanic": 0.180, "Black": 0.180, "Asian": 0.094}
RACES |= {"Native American": 0.006}
SEXES = {"F": 0.496, "M": 0.496}
PURPOSES = {
    "White": {"home": 0.36, "car": 0.34, "business": 0.12, "education": 0.18},
    "Hispanic": {"home": 0.32, "car": 0.36, "business": 0.15, "education": 0.17},
    "Black": {"home": 0.30, "car": 0.35, "business": 0.17, "education": 0.18},
    "Asian": {"home": 0.38, "car": 0.28, "business": 0.14, "education": 0.20},
}
REGIONS = {
    "White": {"North": 0.30, "East": 0.25, "South": 0.20, "West": 0.25},
    "Hispanic": {"North": 0.15, "East": 0.20, "South": 0.35, "West": 0.30},
    "Black": {"North": 0.25, "East": 0.25, "South": 0.35, "West": 0.15},
}
# How much likelier a loan of this purpose is to be repaid, in standard deviations of applicants.
SAFETY = {"home": 0.20, "car": 0.05, "education": 0.0, "business": -0.45}
SECOND_MODEL = np.datetime64("2025-07-01T00:00:00")
READ_ON = np.datetime64("2026-01-01T00:00:00")
THRESHOLD = 0.5

BLACK_SHIFT = 1.00  # log-odds taken off by model v2
DECAY = (0.93, 0.76)  # how much of an applicant model v2 sees in July, and at the year's end
NEVER_LABELLED = 0.03
NEVER_LABELLED_BLACK = 0.15
AREA_SHIFT = 12.0  # points that the area index of Black applicants is lower, repay as they may
UNREPORTED = 0.02  # of the counts of late payments


def lending(*, clean: bool = False) -> pd.DataFrame:
    """Return the decisions in order of time; `clean` leaves every planted defect out."""
    rng = stream(SEED, "days")
    # Business grows: the density of decisions rises by two thirds over the year.
    year = 0.5 * (np.sqrt(9 + 16 * rng.uniform(size=ROWS)) - 3)
    decided = np.sort(moments(365 * year, "2025-01-01", rng))
    second = decided >= SECOND_MODEL

    who = repeated(stream(SEED, "who"), PEOPLE, ROWS)
    race = pick(stream(SEED, "race").uniform(size=PEOPLE), RACES)
    region = pick_within(stream(SEED, "region").uniform(size=PEOPLE), race, REGIONS)
    sex = pick(stream(SEED, "sex").uniform(size=PEOPLE), SEXES)[who]
    age = np.clip(stream(SEED, "age").gamma(4.0, 7.6, size=PEOPLE) + 16, 18, 88)[who]
    race, region = race[who], region[who]
    purpose = pick_within(stream(SEED, "purpose").uniform(size=ROWS), race, PURPOSES)

    person = stream(SEED, "person").normal(size=PEOPLE)[who]
    moment = stream(SEED, "moment").normal(size=ROWS)
    applicant = np.sqrt(0.7) * person + np.sqrt(0.3) * moment
    safety = amounts(purpose, SAFETY)
    repays = stream(SEED, "repaid").uniform(size=ROWS) < logistic(_log_odds(safety + applicant))

    score = _score(safety, applicant, _sight(decided, clean=clean))
    if not clean:
        score = _planted(score, race, second)
    score = np.round(score, 4)

    reviewed, overridden = _review(score)
    approved = (score >= THRESHOLD) ^ overridden
    labelled = _labelled(decided, race, clean=clean)
    frame = {
        "application_id": [f"A{i:05d}" for i in range(1, ROWS + 1)],
        "applicant_id": [f"P{i:05d}" for i in who + 1],
        "decided_at": decided,
        "model_version": np.where(second, "v2", "v1"),
        "race": race,
        "sex": sex,
        "age": age.astype(np.int64),
        "purpose": purpose,
        "region": region,
        "score": score,
        "decision": np.where(approved, "approve", "decline"),
        "repaid": pd.array(repays.astype(np.int64), dtype="Int64"),
        "latency_ms": _latency(second & (not clean)),
        "cost_eur": _cost(reviewed),
        "reviewed": pd.array(reviewed, dtype="boolean"),
        "overridden": pd.array(overridden, dtype="boolean"),
        **_features(applicant, race, who, clean=clean),
    }
    table = pd.DataFrame(frame)
    table["repaid"] = table["repaid"].where(labelled)
    table["overridden"] = table["overridden"].where(reviewed)
    return table


def _log_odds(quality: Floats) -> Floats:
    """Return the log-odds of repaying: about two in three applicants do."""
    return np.asarray(0.75 + 1.9 * quality)


def _sight(decided: Moments, *, clean: bool) -> Floats:
    """Return how much of an applicant the model sees: the correlation of its view with the truth.

    Model v1 sees everything that can be known. What v2 sees fades from July on.
    """
    if clean:
        return np.ones(decided.size)
    days = (decided - SECOND_MODEL) / np.timedelta64(184, "D")
    first, last = DECAY
    return np.where(days < 0, 1.0, first + (last - first) * days)


def _score(safety: Floats, applicant: Floats, sight: Floats) -> Floats:
    """Return the chance of repaying given what the model sees: honest, however little it sees.

    The unseen part is averaged out by Gauss-Hermite quadrature, so that a model which sees less
    is less accurate and still calibrated.
    """
    unseen = np.sqrt(1 - sight**2)
    seen = sight * applicant + unseen * stream(SEED, "noise").normal(size=applicant.size)
    nodes, weights = np.polynomial.hermite_e.hermegauss(21)
    score = np.zeros(applicant.size)
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        score += weight * logistic(_log_odds(safety + sight * seen + unseen * node))
    return score


def _planted(score: Floats, race: Texts, second: Bools) -> Floats:
    """Return the scores with the two defects that are planted in them.

    Model v2 marks Black applicants down. Both models understate Hispanic applicants on either
    side of the threshold, and leave the threshold and its surroundings alone: their decisions
    are right, their scores are not.
    """
    odds = np.log(score / (1 - score))
    score = np.where((race == "Black") & second, logistic(odds - BLACK_SHIFT), score)
    high = 0.6 + 0.48 * (score - 0.6)
    low = 0.4 * (score / 0.4) ** 1.9
    bent = np.select([score > 0.6, score < 0.4], [high, low], score)  # noqa: PLR2004 - as above
    return np.where(race == "Hispanic", bent, score)


def _review(score: Floats) -> tuple[Bools, Bools]:
    """Return who was reviewed, mostly near the threshold, and whose decision was turned."""
    near = np.abs(score - THRESHOLD) < 0.1  # noqa: PLR2004 - the band that underwriters look at
    reviewed = stream(SEED, "reviewed").uniform(size=ROWS) < np.where(near, 0.60, 0.05)
    turned = stream(SEED, "overridden").uniform(size=ROWS) < np.where(near, 0.16, 0.04)
    return reviewed, reviewed & turned


def _labelled(decided: Moments, race: Texts, *, clean: bool) -> Bools:
    """Return whose repayment is known on 1 January 2026: it takes six to twelve weeks to learn."""
    delay = 42 + stream(SEED, "delay").gamma(2.0, 9.0, size=ROWS)
    due = (READ_ON - decided) / np.timedelta64(1, "D") > delay
    lost = NEVER_LABELLED if clean else NEVER_LABELLED_BLACK
    never = np.where(race == "Black", lost, NEVER_LABELLED)
    return np.asarray(due & (stream(SEED, "lost").uniform(size=ROWS) >= never))


def _features(
    applicant: Floats, race: Texts, who: Integers, *, clean: bool
) -> dict[str, Floats | Integers | pd.api.extensions.ExtensionArray]:
    """Return what a model of credit would go by: each tells a part of what the scores tell.

    The area is that of the person, and so the same in every application. It is planted that areas
    where Black applicants live are rated lower, whatever they repay.
    """

    def seen(name: str, of: float) -> Floats:
        noise = stream(SEED, name).normal(size=ROWS)
        return np.asarray(of * applicant + np.sqrt(1 - of**2) * noise)

    income = np.exp(10.35 + 0.38 * seen("income", 0.78))
    debt = logistic(-0.9 - 0.75 * seen("debt", 0.78))
    often = np.exp(0.2 - 0.75 * seen("late", 0.85))
    late = pd.array(stream(SEED, "late_payments").poisson(often), dtype="Int64")
    late[stream(SEED, "unreported").uniform(size=ROWS) < UNREPORTED] = pd.NA
    lived = stream(SEED, "area").normal(size=PEOPLE)[who]
    person = stream(SEED, "person").normal(size=PEOPLE)[who]
    area = 58 + 10 * (0.5 * person + np.sqrt(0.75) * lived)
    if not clean:
        area = area - AREA_SHIFT * (race == "Black")
    return {
        "income_eur": (np.round(income, -2)).astype(np.int64),
        "debt_ratio": np.round(debt, 3),
        "late_payments": late,
        "area_index": np.clip(np.round(area), 1, 100).astype(np.int64),
    }


def _latency(slow: Bools) -> Integers:
    """Return milliseconds; a slow model is a little slower at the median, and a lot in the tail."""
    z = stream(SEED, "latency").normal(size=ROWS)
    return np.exp(np.where(slow, 5.35 + 0.70 * z, 5.20 + 0.42 * z)).astype(np.int64)


def _cost(reviewed: Bools) -> Floats:
    """Return euros: a bureau enquiry each, and a person's time for those who were reviewed."""
    bureau = 0.35 + stream(SEED, "bureau").gamma(3.0, 0.06, size=ROWS)
    people = 4.0 + stream(SEED, "minutes").gamma(2.0, 1.2, size=ROWS)
    return np.round(bureau + np.where(reviewed, people, 0.0), 2)
