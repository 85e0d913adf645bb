"""Gathering: a stream carried on by the windows that have come since, each used once."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from evenhand.analyses.beginning import Terms, as_ended, begun
from evenhand.analyses.stream import (
    Cell,
    Change,
    Correction,
    Ended,
    Look,
    Question,
    Stream,
    Window,
)
from evenhand.cube.cube import Array
from evenhand.inference.e_detector import likeliest_start
from evenhand.inference.stream_state import Band, Margin

# Fewer decisions of a group have no normal rate: windows wait for one another, by number alone.
SMALLEST = 10
# What is told of a look is rounded; what is gathered is not.
_DIGITS = 6

_Counts = tuple[Array, Array, Array, Array]


def gather(
    question: Question,
    stream: Stream | None,
    windows: Sequence[Window],
    versions: Mapping[str, str],
    terms: Terms,
    *,
    effect: float = 1.0,
    recount: bool = True,
) -> tuple[Stream, tuple[Ended, ...]]:
    """Return a stream with the windows since used, and those that ended on the way.

    Parameters
    ----------
    question : Question
    stream : Stream or None
        As it was; None to begin one. One that asks something else ends.
    windows : sequence of Window
        All that are complete, in order.
    versions : dict of str to str
        Window to the model version that most of its decisions came from. One that was not seen
        before takes the place of what was asked about: a new stream begins.
    terms : Terms
    effect : float
        Design effect of what the windows hold.
    recount : bool
        Whether what differs in windows that were used before came late; where the log does not
        reach back it is another part of the truth, and nothing is said.
    """
    ended: list[Ended] = []
    if stream is None:
        stream = begun(question, terms)
    elif stream.asks.config != question.config:
        ended.append(as_ended(stream, "plan"))
        stream = begun(question, terms, before=stream, why="plan")
    # What is asked is the same, but a report may call it by another name.
    stream = replace(stream, asks=question, bar=math.log(terms.family / stream.alpha))
    if recount:
        stream = replace(stream, corrections=_corrected(stream, windows))
    for window in windows:
        if window.start <= stream.last:
            continue
        version = versions.get(window.start, "")
        if stream.versions and version not in stream.versions:
            ended.append(as_ended(stream, "version"))
            stream = begun(question, terms, before=stream, why="version")
        if version not in stream.versions:
            stream = replace(stream, versions=(*stream.versions, version))
        stream = replace(stream, pending=(*stream.pending, window))
        if _large(stream.pending):
            stream = _looked(stream, terms, effect)
    return stream, tuple(ended)


def _large(windows: Sequence[Window]) -> bool:
    """Return whether both groups have enough decisions, in cells that have both."""
    first, second = (_sums(windows)[place] for place in (1, 3))
    both = (first > 0) & (second > 0)
    return bool(min(first[both].sum(), second[both].sum()) >= SMALLEST)


def _sums(windows: Sequence[Window], strata: Sequence[str] | None = None) -> _Counts:
    """Return the counts of windows taken together, by stratum."""
    order = _strata(windows) if strata is None else strata
    table = np.zeros((4, len(order)))
    for window in windows:
        for stratum, *counts in window.cells:
            table[:, order.index(stratum)] += counts
    return table[0], table[1], table[2], table[3]


def _strata(windows: Iterable[Window]) -> list[str]:
    return sorted({cell[0] for window in windows for cell in window.cells})


def _looked(stream: Stream, terms: Terms, effect: float) -> Stream:
    """Return the stream after a look at the windows that waited."""
    asks, window = stream.asks, _sums(stream.pending)
    equality = stream.equality.after(window, effect=effect)
    band = stream.band.after(window, effect=effect)
    margins = tuple(
        state.after(
            _from(window, side),
            margin=asks.tolerance if asks.comparison == "difference" else 0.0,
            ratio=1.0 if asks.comparison == "difference" else asks.tolerance,
            effect=effect,
        )
        for side, state in zip(asks.sides, stream.margins, strict=True)
    )
    log_e = evidence(margins)
    value, low, high = gap(asks, band, terms.level, stream.alpha)
    look = Look(
        windows=stream.pending,
        log_e=_rounded(log_e),
        log_difference=_rounded(equality.log_e),
        log_change=_rounded(equality.log_change),
        value=value,
        low=low,
        high=high,
    )
    alarm = stream.alarm
    if alarm is None and log_e >= stream.bar:
        alarm = look.last
    stream = replace(
        stream,
        equality=equality,
        margins=margins,
        band=band,
        most=max(stream.most, log_e),
        looks=(*stream.looks, look),
        pending=(),
        alarm=alarm,
    )
    if stream.change is None and equality.log_change >= math.log(terms.run_length):
        stream = replace(stream, change=_change(stream, terms))
    return stream


def _from(window: _Counts, side: str) -> _Counts:
    """Return counts with the one first that must not be too far ahead."""
    x, n, other_x, other_n = window
    return (other_x, other_n, x, n) if side == "below" else (x, n, other_x, other_n)


def evidence(margins: Sequence[Margin]) -> float:
    """Return the log of the e-value that a margin is broken: of two sides their mean.

    The mean of two bets is a bet, whatever they have to do with one another, and however the
    gap may have moved from one side to the other.

    Examples
    --------
    >>> evidence((Margin(), Margin()))
    0.0
    """
    together = np.logaddexp.reduce([state.log_e for state in margins])
    return float(together) - math.log(len(margins))


def gap(
    asks: Question, band: Band, level: float, alpha: float
) -> tuple[float | None, float | None, float | None]:
    """Return the running gap on the scale of the gate, with its band; None where undefined.

    The band of a stream that was restarted holds as surely as its alarms do.
    """
    sure = max(level, 1 - alpha)
    if asks.comparison == "difference":
        found = band.difference(sure)
    else:
        found = band.ratio(sure)
        if asks.inverted:
            value, low, high = found
            found = _inverse(value), _inverse(high), _inverse(low)
    told = [_rounded(side) if math.isfinite(side) else None for side in found]
    return told[0], told[1], told[2]


def _inverse(value: float) -> float:
    if value == 0:
        return math.inf
    return 0.0 if math.isinf(value) else 1 / value


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _change(stream: Stream, terms: Terms) -> Change:
    """Return when the difference that the detector noticed most likely began, and its size."""
    looks = stream.looks
    strata = _strata(window for look in looks for window in look.windows)
    table = np.array([_sums(look.windows, strata) for look in looks])
    start = likeliest_start(*(table[:, place] for place in range(4)))
    band = Band()
    for row in table[start:]:
        band = band.after((row[0], row[1], row[2], row[3]))
    value, low, high = gap(stream.asks, band, terms.level, stream.alpha)
    return Change(
        noticed=looks[-1].last,
        start=looks[start].windows[0].start,
        value=value,
        low=low,
        high=high,
    )


def _corrected(stream: Stream, windows: Sequence[Window]) -> tuple[Correction, ...]:
    """Return what windows that were used hold by now, where that is something else."""
    used: dict[str, tuple[Cell, ...]] = {
        window.start: window.cells
        for windows in (*(look.windows for look in stream.looks), stream.pending)
        for window in windows
    }
    found = {one.window: one for one in stream.corrections}
    for window in windows:
        if (stream.began or "~") <= window.start <= stream.last:
            before = used.get(window.start, ())
            if before != window.cells:
                found[window.start] = Correction(window=window.start, used=before, now=window.cells)
            else:
                found.pop(window.start, None)
    return tuple(found[start] for start in sorted(found))
