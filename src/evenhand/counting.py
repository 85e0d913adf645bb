"""Counting: every tally of an open log. What comes after needs no log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
from numpy.typing import NDArray

from evenhand.analyses.maturity import Cohort, cutoff
from evenhand.cube.copies import Copies
from evenhand.cube.counted import Counted, count
from evenhand.cube.cube import Cube
from evenhand.cube.features import Feature, binning_of, features
from evenhand.cube.first_decisions import first_decisions
from evenhand.cube.kpis import whole_columns
from evenhand.cube.moments import same_moment
from evenhand.cube.pairs import paired_decisions
from evenhand.cube.roles import Kinds
from evenhand.cube.rows import Rows
from evenhand.cube.slices import SliceTally, count_slices
from evenhand.cube.streamed import tally_all
from evenhand.cube.survey import survey
from evenhand.cube.tallies import Tallies, further_of, take
from evenhand.cube.traces import Looked
from evenhand.cube.unnamed import unnamed_failures, unnamed_features
from evenhand.engines.engine import Engine
from evenhand.engines.opened import Opened
from evenhand.engines.sampled import sampled
from evenhand.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """All that was counted of a log.

    Attributes
    ----------
    tallies : Tallies
    cohort : Cohort
        From when on labels have not all arrived.
    watched : dict of str to Feature
        The features by column.
    firsts : Cube or None
        First decisions of each person by window; None where nobody asks for them.
    pairs : Cube or None
        How both versions decided the rows; None where the log does not have that.
    divided : SliceTally or None
        What subgroups are sought in; None where none are.
    looked : Looked
        Which columns hold personal identifiers.
    sample : Rows or None
        Some rows, for remedies to be tried on; None where the plan does not ask for that.
    same_moment : Copies or None
        Rows of one person at one and the same time; None if that was not found on the way.
    """

    tallies: Tallies
    cohort: Cohort
    watched: Mapping[str, Feature]
    firsts: Cube | None
    pairs: Cube | None
    divided: SliceTally | None
    looked: Looked
    sample: Rows | None
    same_moment: Copies | None


# What keeps features apart from the other tallies, by name.
_FEATURE = "feature "


def count_all(
    source: Opened, plan: Plan, *, with_firsts: bool, progress: Callable[[str], None]
) -> Taken:
    """Return every tally of a log that a plan asks for."""
    engine, frame, kinds = source.engine, source.frame, source.kinds
    collect = engine.collect
    progress("looking over the columns")
    seen = survey(
        frame,
        plan,
        kinds,
        collect=collect,
        later=whole_columns(plan, kinds) | {"score"},
        parts=engine.parts if frame is engine.frame else (),
    )
    counted = count(
        frame, plan, kinds, seen, collect=collect, progress=progress, zone=source.raw.zone
    )
    cohort = cutoff(counted, plan)
    tallies, watched, kept = count_further(
        engine, frame, plan, kinds, counted, cutoff=cohort.cutoff, progress=progress
    )
    firsts = None
    if with_firsts:
        progress("counting first decisions")
        firsts = first_decisions(frame, plan, counted, collect=collect)
    pairs = paired_decisions(frame, plan, kinds, counted, cutoff=cohort.cutoff, collect=collect)
    progress("looking for personal identifiers")
    looked = source.look_over()
    held = {one.column for one in looked.identifiers}
    progress("counting subgroups")
    divided = count_slices(
        frame,
        plan,
        kinds,
        counted,
        cutoff=cohort.cutoff,
        held=held,
        collect=collect,
        sample=engine.sample,
        with_bucket=engine.with_bucket,
    )
    return Taken(
        tallies=unnamed_failures(tallies, plan, held),
        cohort=cohort,
        watched=unnamed_features(watched, held),
        firsts=firsts,
        pairs=pairs,
        divided=divided,
        looked=looked,
        sample=_sample(source, plan, progress),
        same_moment=None if kept is None else same_moment(kept),
    )


def count_further(
    engine: Engine,
    frame: nw.LazyFrame[Any],
    plan: Plan,
    kinds: Kinds,
    counted: Counted,
    *,
    cutoff: str | None,
    progress: Callable[[str], None],
) -> tuple[Tallies, dict[str, Feature], Mapping[str, NDArray[Any]] | None]:
    """Return what comes after the first tally, features, and the rows that `same_moment` takes.

    Of a large log that is one scan; there may be no such rows.
    """
    further = further_of(
        frame,
        plan,
        kinds,
        counted,
        cutoff=cutoff,
        collect=engine.collect,
        with_bucket=engine.with_bucket,
        sample=engine.sample,
    )
    binning = binning_of(frame, plan, kinds, counted, collect=engine.collect, sample=engine.sample)
    found = tally_all(
        {**further.asked, **{_FEATURE + name: one for name, one in binning.asked.items()}},
        keep=further.keep,
        many=counted.survey.rows,
        collect=engine.collect,
        stream=engine.stream,
        max_cells=plan.intake.max_cells,
        progress=progress,
    )
    watched = {name: found.cubes[_FEATURE + name] for name in binning.asked}
    tallies = take(counted, further, found.cubes, cutoff=cutoff)
    return tallies, features(binning, watched), found.kept


def _sample(source: Opened, plan: Plan, progress: Callable[[str], None]) -> Rows | None:
    if not plan.retraining.simulate:
        return None
    progress("sampling rows")
    return sampled(source, plan, plan.retraining.rows)
