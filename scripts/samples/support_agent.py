"""An autonomous agent that answers support tickets, and answers Spanish speakers worse."""

import numpy as np
import pandas as pd

from samples.drawing import (
    Bools,
    Floats,
    Integers,
    Moments,
    Texts,
    moments,
    pick,
    pick_within,
    repeated,
    stream,
)

SEED = 33  # of many, one by which chance adds little to what is planted
CUSTOMERS = 5_400
ROWS = 8_000
DECIMALS = {"latency_s": 1, "cost_usd": 4}

REGIONS = {"Americas": 0.58, "Europe": 0.27, "Asia": 0.15}
LANGUAGES = {
    "Americas": {"en": 0.68, "es": 0.20, "fr": 0.05, "zh": 0.04, "ar": 0.02},
    "Europe": {"en": 0.46, "es": 0.15, "fr": 0.18, "zh": 0.03, "ar": 0.17},
    "Asia": {"en": 0.42, "es": 0.02, "fr": 0.02, "zh": 0.43, "ar": 0.10},
}
AGES = {"18-34": 0.36, "35-54": 0.38, "55+": 0.25}
SECOND_AGENT = np.datetime64("2025-10-01T00:00:00")
OUTCOMES = {"resolved": 0.745, "escalated": 0.145, "failed": 0.05, "abandoned": 0.06}
OUTCOMES_SPANISH = {"resolved": 0.580, "escalated": 0.210, "failed": 0.115, "abandoned": 0.095}


def support_agent(*, clean: bool = False) -> pd.DataFrame:
    """Return the tickets in order of opening; `clean` leaves every planted defect out."""
    rng = stream(SEED, "days")
    opened = np.sort(moments(rng.uniform(0, 184, size=ROWS), "2025-07-01", rng, midday=14.0))
    who = repeated(stream(SEED, "who"), CUSTOMERS, ROWS)
    region = pick(stream(SEED, "region").uniform(size=CUSTOMERS), REGIONS)
    language = pick_within(stream(SEED, "language").uniform(size=CUSTOMERS), region, LANGUAGES)
    age = pick(stream(SEED, "age").uniform(size=CUSTOMERS), AGES)[who]
    region, language = region[who], language[who]
    worse = (language == "es") & (not clean)

    outcome = _outcome(who, worse)
    steps = 2 + stream(SEED, "steps").poisson(3.2, size=ROWS)
    tool_calls = stream(SEED, "tool_calls").binomial(steps, 0.6)
    tool_failures = stream(SEED, "tool_failures").binomial(tool_calls, 0.06)
    tokens_in = (steps * stream(SEED, "tokens_in").gamma(9.0, 130.0, size=ROWS)).astype(np.int64)
    tokens_out = (steps * stream(SEED, "tokens_out").gamma(6.0, 24.0, size=ROWS)).astype(np.int64)
    latency = _latency(steps, worse)
    handed_off = outcome == "escalated"
    satisfaction, answered = _satisfaction(outcome == "resolved", worse)
    reviewed = stream(SEED, "reviewed").uniform(size=ROWS) < 0.12  # noqa: PLR2004 - a sample
    overridden = stream(SEED, "overridden").uniform(size=ROWS) < 0.08  # noqa: PLR2004 - of them
    reopened = stream(SEED, "reopened").uniform(size=ROWS) < 0.06  # noqa: PLR2004 - of resolved
    table = pd.DataFrame(
        {
            "ticket_id": [f"T{i:04d}" for i in range(1, ROWS + 1)],
            "customer_id": [f"C{i:04d}" for i in who + 1],
            "opened_at": opened,
            "closed_at": _closed(opened, latency, handed_off),
            "agent_version": np.where(opened >= SECOND_AGENT, "a2", "a1"),
            "language": language,
            "region": region,
            "age_group": age,
            "outcome": outcome,
            "steps": steps,
            "tool_calls": tool_calls,
            "tool_failures": tool_failures,
            "retries": stream(SEED, "retries").binomial(tool_failures, 0.8),
            "handed_off": handed_off,
            "input_tokens": tokens_in,
            "output_tokens": tokens_out,
            "latency_s": latency,
            "cost_usd": np.round(tokens_in * 2.5e-6 + tokens_out * 1e-5, 4),
            "failed": outcome == "failed",
            "csat": pd.array(satisfaction, dtype="Int64"),
            "reopened": reopened & (outcome == "resolved"),
            "reviewed": reviewed,
            "overridden": pd.array(overridden, dtype="boolean"),
        }
    )
    table["csat"] = table["csat"].where(answered)
    table["overridden"] = table["overridden"].where(reviewed)
    return table


def _outcome(who: Integers, worse: Bools) -> Texts:
    """Return how each ticket ended; some customers bring harder tickets than others."""
    patience = stream(SEED, "patience").normal(size=CUSTOMERS)[who]
    ease = np.sqrt(0.2) * patience + np.sqrt(0.8) * stream(SEED, "ease").normal(size=ROWS)
    # Ranks of a normal are uniform: the shares stay exact, the outcomes of a customer correlate.
    uniforms = np.empty(ROWS)
    uniforms[np.argsort(ease)] = (np.arange(ROWS) + 0.5) / ROWS
    return np.where(worse, pick(uniforms, OUTCOMES_SPANISH), pick(uniforms, OUTCOMES))


def _latency(steps: Integers, worse: Bools) -> Floats:
    """Return seconds; a quarter of the tickets that fare worse take a long way round."""
    z = stream(SEED, "latency").normal(size=ROWS)
    detour = worse & (stream(SEED, "detour").uniform(size=ROWS) < 0.25)  # noqa: PLR2004
    return np.round(steps * np.exp(1.9 + 0.5 * z) * np.where(detour, 3.4, 1.0), 1)


def _satisfaction(resolved: Bools, worse: Bools) -> tuple[Integers, Bools]:
    """Return a grade from 1 to 5 for every ticket, and who gave it: two in five do."""
    mood = stream(SEED, "mood").normal(size=ROWS)
    grade = np.where(resolved, 4.3, 2.5) - np.where(worse, 0.5, 0.0) + 0.9 * mood
    answered = stream(SEED, "answered").uniform(size=ROWS) < np.where(worse, 0.26, 0.42)
    return np.clip(np.rint(grade), 1, 5).astype(np.int64), answered


def _closed(opened: Moments, latency: Floats, handed_off: Bools) -> Moments:
    """Return when each ticket was closed: by the agent, or hours later by a person."""
    hours = stream(SEED, "hours").gamma(2.0, 2.5, size=ROWS)
    seconds = np.ceil(latency) + np.where(handed_off, 3600 * hours, 0.0)
    return np.asarray(opened + seconds.astype("timedelta64[s]"))
