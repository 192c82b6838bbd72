"""Fading walks: against every history played out in fractions, and what the bounds promise."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.markov.arrays import FloatArray
from juryroom.markov.fading import FadingLaw, FadingWalk

EXACT = 1e-12


@dataclass(frozen=True)
class Numbers:
    """A fading walk in fractions."""

    up: tuple[Fraction, ...]
    down: tuple[Fraction, ...]
    stop: tuple[Fraction, ...]
    lasts: tuple[Fraction, ...]
    slow: tuple[bool, ...]
    patience: Fraction
    slowing: Fraction

    def walk(self) -> FadingWalk:
        up, down, stop, lasts = (
            np.array([float(x) for x in column])
            for column in (self.up, self.down, self.stop, self.lasts)
        )
        return FadingWalk(
            up,
            down,
            stop,
            lasts,
            np.array(self.slow),
            patience=float(self.patience),
            slowing=float(self.slowing),
        )


def played_out(numbers: Numbers, times: list[Fraction]) -> tuple[list[Fraction], ...]:
    """Return places, times, squares and what ended by each time: by histories, not by levels."""
    m = len(numbers.up)
    places, first, second = ([Fraction(0)] * m for _ in range(3))
    ended = [Fraction(0)] * len(times)
    now = {(v, Fraction(1), Fraction(0)): Fraction(1, m) for v in range(m)}
    while now:
        after: dict[tuple[int, Fraction, Fraction], Fraction] = defaultdict(Fraction)
        for (v, ready, clock), mass in now.items():
            stop, length = numbers.stop[v], numbers.lasts[v]
            if ready == 0:
                wait = length / stop
                places[v] += mass
                first[v] += mass * (clock + wait)
                second[v] += mass * (clock**2 + 2 * clock * wait + wait**2 * (2 - stop))
                for e, time in enumerate(times):
                    ended[e] += mass * (1 - (1 - stop) ** max(0, (time - clock) // length))
                continue
            end = clock + length
            places[v] += mass * stop
            first[v] += mass * stop * end
            second[v] += mass * stop * end**2
            for e, time in enumerate(times):
                ended[e] += mass * stop * (end <= time)
            use = length / numbers.patience * (numbers.slowing if numbers.slow[v] else 1)
            later, going = max(Fraction(0), ready - use), mass * (1 - stop)
            rise, fall = ready * numbers.up[v], ready * numbers.down[v]
            for to, part in ((v + 1, rise), (v - 1, fall), (v, 1 - rise - fall)):
                if part:
                    after[to, later, end] += going * part
        now = after
    return places, first, second, ended


EIGHTHS = st.integers(1, 7).map(lambda i: Fraction(i, 8))


@st.composite
def walks(draw: st.DrawFn) -> Numbers:
    m = draw(st.integers(2, 5))
    slow = tuple(draw(st.lists(st.booleans(), min_size=m, max_size=m)))
    up = [draw(EIGHTHS) / 2 for _ in range(m)]
    down = [draw(EIGHTHS) / 2 for _ in range(m)]
    up[-1] = down[0] = Fraction(0)
    slow_length = draw(EIGHTHS)
    lasts = tuple(slow_length if s else draw(EIGHTHS) for s in slow)
    return Numbers(
        tuple(up),
        tuple(down),
        tuple(draw(EIGHTHS) for _ in range(m)),
        lasts,
        slow,
        # Never a whole number of steps, where rounding would have to agree on what 0 is.
        draw(st.sampled_from([Fraction(5, 7), Fraction(13, 11)])),
        draw(st.sampled_from([Fraction(1), Fraction(3, 7)])),
    )


@settings(max_examples=40, deadline=None)
@given(numbers=walks())
def test_every_history_played_out(numbers: Numbers) -> None:
    m = len(numbers.up)
    times = [Fraction(1, 3), Fraction(22, 21), Fraction(37, 11)]
    law = numbers.walk().law(np.full(m, 1 / m), np.array([float(t) for t in times]))
    places, first, second, ended = played_out(numbers, times)
    np.testing.assert_allclose(law.places, [float(p) for p in places], rtol=0, atol=EXACT)
    np.testing.assert_allclose(law.time, [float(t) for t in first], rtol=EXACT, atol=EXACT)
    np.testing.assert_allclose(law.square, [float(t) for t in second], rtol=EXACT, atol=EXACT)
    np.testing.assert_allclose(law.ended.sum(axis=1), [float(p) for p in ended], rtol=0, atol=EXACT)
    assert law.error <= 1e-10


def far(first: FadingLaw, second: FadingLaw) -> float:
    """Return half the summed difference of the laws of the place."""
    return float(np.abs(first.places - second.places).sum()) / 2


def fine(patience: float = 2.0) -> tuple[FadingWalk, FloatArray]:
    """Return a walk on nine places whose steps are of five lengths that lie close."""
    up, down = np.full(9, 0.3), np.full(9, 0.2)
    up[-1] = down[0] = 0
    lead = np.abs(np.arange(9) - 4.0)
    lasts = 0.1 / (1 + 0.003 * lead * (lead >= 2))
    stop = np.full(9, 0.05)
    return FadingWalk(up, down, stop, lasts, lead < 2, patience=patience, slowing=0.3), np.full(
        9, 1 / 9
    )


@pytest.mark.parametrize("accuracy", [1e-8, 1e-6, 1e-4, 1e-2])
def test_a_coarser_law_is_as_near_as_its_bound_says(accuracy: float) -> None:
    walk, start = fine()
    exact = walk.law(start, np.array([1.0]))
    coarse = walk.law(start, np.array([1.0]), accuracy=accuracy)
    assert coarse.error <= accuracy
    assert far(exact, coarse) <= coarse.error + EXACT
    mean_error = 2 * coarse.error * walk.longest_wait + coarse.clock_error
    assert abs((exact.time - coarse.time).sum()) <= mean_error + EXACT
    assert coarse.states <= exact.states


def test_a_coarse_law_saves_states_and_is_another_law() -> None:
    """The test above would say nothing if the levels were never joined."""
    walk, start = fine()
    exact, coarse = (walk.law(start, np.empty(0), accuracy=a) for a in (1e-10, 1e-2))
    assert coarse.states < exact.states / 3
    assert far(exact, coarse) > 1e-9


def test_times_beyond_the_table_of_powers() -> None:
    """A walk that stays from its first step on stops after a geometric number of steps."""
    one, none = np.ones(2), np.zeros(2)
    walk = FadingWalk(none, none, one / 1000, one, none > 0, patience=0.5, slowing=1)
    times = np.array([0.0, 1.0, 4000.5, 4096.0, 9000.0])
    law = walk.law(np.array([1.0, 0.0]), times)
    np.testing.assert_allclose(law.ended[:, 0], 1 - 0.999 ** np.floor(times), rtol=0, atol=EXACT)
    assert law.time[0] == pytest.approx(1000, rel=EXACT)
    assert law.square[0] == pytest.approx(1000 * 1999, rel=EXACT)


def test_a_walk_that_is_too_large_is_refused() -> None:
    walk, start = fine(patience=100.0)
    with pytest.raises(OutOfDomainError, match="a larger accuracy"):
        walk.law(start, np.empty(0))
    one = np.ones(2)
    with pytest.raises(OutOfDomainError, match="several lengths"):
        FadingWalk(one, one, one, np.array([1.0, 2.0]), one > 0, patience=1, slowing=1)
