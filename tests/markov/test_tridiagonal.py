"""Walks of one place at a time: every digit against fractions, and what must be refused."""

from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.markov import rational
from juryroom.markov import walk_kernels as kernels
from juryroom.markov.arrays import FloatArray
from juryroom.markov.dense_batch import capped_departures, departures
from juryroom.markov.product_form import product_form
from juryroom.markov.tridiagonal import Walks
from juryroom.markov.walk_matrix import walk_matrix

unhurried = settings(deadline=None, max_examples=60)
"""Machines are shared: the time of one example says nothing."""

RELATIVE = Fraction(1, 10**14)
RELATIVE_OF_VARIANCE = Fraction(1, 10**12)
SMALLEST, LARGEST = Fraction(10) ** -290, Fraction(10) ** 290
"""Beyond these floating point does not hold all digits."""


class Walk(NamedTuple):
    """One walk in floats, and the same walk in fractions with the exact rest as its stay."""

    up: FloatArray
    down: FloatArray
    hazard: FloatArray

    @property
    def walks(self) -> Walks:
        return Walks.of(self.up, self.down, hazard=self.hazard[:, None])

    @property
    def stay(self) -> list[Fraction]:
        return [
            1 - Fraction(u) - Fraction(d)
            for u, d in zip(self.up.tolist(), self.down.tolist(), strict=True)
        ]

    def chain(self) -> tuple[list[list[Fraction]], list[list[Fraction]]]:
        """Return Q and R: top, bottom, then stopped at each place."""
        m = len(self.up)
        Q = [[Fraction(0)] * m for _ in range(m)]
        R = [[Fraction(0)] * (2 + m) for _ in range(m)]
        for i in range(m):
            moves = {i - 1: Fraction(self.down[i]), i: self.stay[i], i + 1: Fraction(self.up[i])}
            for j, p in moves.items():
                if j == m:
                    R[i][0] += p
                elif j == -1:
                    R[i][1] += p
                else:
                    hazard = Fraction(self.hazard[j])
                    Q[i][j] = (1 - hazard) * p
                    R[i][2 + j] = hazard * p
        return Q, R


probabilities = st.one_of(
    st.floats(1e-12, 1),
    st.floats(-12, 0).map(lambda power: 10.0**power),
    st.sampled_from([0.0, 0.5, 1.0]),
)


@st.composite
def walks(draw: st.DrawFn, largest: int = 9) -> Walk:
    """Return walks with moves and hazards anywhere between 1e-12 and 1, with some zeros and ones."""
    m = draw(st.integers(1, largest))
    column = st.lists(probabilities, min_size=m, max_size=m)
    up, share, hazard = (np.array(draw(column)) for _ in range(3))
    # Of what going up leaves, rounded down, so that the exact sum is never above one.
    down = np.nextafter(share * np.nextafter(1 - up, 0), 0)
    if draw(st.booleans()):
        hazard = np.full(m, hazard[0])
    return Walk(up, np.maximum(down, 0), hazard)


def assert_digits(found: FloatArray, exact: list[Fraction], bar: Fraction = RELATIVE) -> None:
    for value, expected in zip(found.tolist(), exact, strict=True):
        if expected == 0:
            assert value == 0
        elif SMALLEST < expected < LARGEST:
            assert abs(Fraction(value) - expected) <= bar * expected


def solved(walk: Walk) -> tuple[list[list[Fraction]], list[list[Fraction]]] | None:
    """Return the moves of `walk` and how it ends, in fractions; None after a refusal both share."""
    Q, R = walk.chain()
    try:
        return Q, rational.absorption(Q, R)
    except NotAbsorbingError:
        with pytest.raises(NotAbsorbingError, match="reach no outcome"):
            walk.walks.ends()
        return None


@unhurried
@given(walks())
def test_every_digit_of_every_end(walk: Walk) -> None:
    exact = solved(walk)
    if exact is None:
        return
    Q, B = exact
    ends = walk.walks.ends()
    assert_digits(walk.walks.stay[:, 0], walk.stay)
    assert_digits(ends.top[:, 0], [row[0] for row in B])
    assert_digits(ends.bottom[:, 0], [row[1] for row in B])
    assert_digits(ends.stopped[:, 0], [sum(row[2:], Fraction(0)) for row in B])
    assert_digits(ends.mean_steps[:, 0], rational.mean_steps(Q))
    for place in range(len(B)):
        start = np.eye(len(B))[place]
        found = walk.walks.ends_from(start)
        assert_digits(found.stopped_at[:, 0], B[place][2:])
        assert_digits(np.array([found.top[0], found.bottom[0]]), B[place][:2])
        assert_digits(found.mean_steps, [rational.mean_steps(Q)[place]])


def exact_total(Q: list[list[Fraction]], reward: list[Fraction]) -> list[Fraction]:
    """Return the expected sum of `reward` over the visits: an outcome in a chain that leaks it."""
    return [row[0] for row in rational.absorption(Q, [[x] for x in reward])]


@unhurried
@given(walks())
def test_every_digit_of_every_time(walk: Walk) -> None:
    exact = solved(walk)
    if exact is None:
        return
    Q, B = exact
    try:
        times = walk.walks.times()
    except OutOfDomainError:
        assert max(rational.mean_steps(Q)) > Fraction(10) ** 150
        return
    assert_digits(times.mean[:, 0], rational.mean_steps(Q))
    variance = rational.variance_steps(Q)
    for value, expected in zip(times.variance[:, 0].tolist(), variance, strict=True):
        assert abs(Fraction(value) - expected) <= RELATIVE_OF_VARIANCE * expected
    ends = [[row[0] for row in B], [row[1] for row in B], [sum(row[2:], Fraction(0)) for row in B]]
    for found, end in zip((times.to_top, times.to_bottom, times.to_stop), ends, strict=True):
        for value, joint, p in zip(found[:, 0].tolist(), exact_total(Q, end), end, strict=True):
            if p == 0:
                assert np.isnan(value)
            elif p > SMALLEST:
                assert_digits(np.array([value]), [joint / p])


def test_a_probability_of_1e_200_has_all_digits() -> None:
    """Twenty-one places at odds of 1 to 10 billion, and a hazard to be stopped on the way."""
    walk = Walk(np.full(21, 1e-10), np.full(21, 0.5), np.linspace(0, 1e-9, 21))
    Q, R = walk.chain()
    exact = [row[0] for row in rational.absorption(Q, R)]
    assert exact[0] < Fraction(10) ** -200
    assert_digits(walk.walks.ends().top[:, 0], exact)


def test_a_linear_solve_loses_those_digits() -> None:
    """The control: the bar above tells elimination without subtraction from LU."""
    inwards, outwards = [1 - 1e-4] * 3, [1e-4] * 3
    walk = Walk(np.array(inwards + outwards), np.array(outwards + inwards), np.zeros(6))
    Q, R = walk.chain()
    moves, ends = np.array(Q, dtype=np.float64), np.array(R, dtype=np.float64)
    lu = np.array(np.linalg.solve(np.eye(6) - moves, ends)[:, 0], dtype=np.float64)
    exact = [row[0] for row in rational.absorption(Q, R)]
    with pytest.raises(AssertionError):
        assert_digits(lu, exact)
    assert_digits(walk.walks.ends().top[:, 0], exact)


def test_a_planted_fault_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the controls: a relative fault of 1e-13 in one place must not pass."""
    whole = kernels.ends

    def faulty(arrays: tuple[FloatArray, ...], found: tuple[FloatArray, ...]) -> float:
        longest = whole(arrays, found)  # pyright: ignore[reportArgumentType]
        found[0][2] *= 1 + 1e-13
        return longest

    walk = Walk(np.full(4, 0.25), np.full(4, 0.5), np.full(4, 0.125))
    Q, R = walk.chain()
    exact = [row[0] for row in rational.absorption(Q, R)]
    assert_digits(walk.walks.ends().top[:, 0], exact)
    monkeypatch.setattr(kernels, "ends", faulty)
    with pytest.raises(AssertionError):
        assert_digits(walk.walks.ends().top[:, 0], exact)


def test_a_variance_that_moments_cannot_give() -> None:
    """Down a staircase that hesitates once in a trillion steps, mean 9: moments would cancel."""
    pause = 1e-12
    walk = Walk(np.zeros(9), np.full(9, 1 - pause), np.zeros(9))
    exact = rational.variance_steps(walk.chain()[0])
    assert exact[8] < Fraction(1e-11)
    assert_digits(walk.walks.times().variance[:, 0], exact)
    certain = Walks.of(np.zeros(9), np.ones(9)).times()
    np.testing.assert_array_equal(certain.mean[:, 0], np.arange(1, 10))
    np.testing.assert_array_equal(certain.variance, np.zeros((9, 1)))


@unhurried
@given(walks(), st.integers(0, 12))
def test_capped_law_step_by_step(walk: Walk, steps: int) -> None:
    m = len(walk.up)
    Q, R = walk.chain()
    start = np.full(m, 1 / m)
    law = walk.walks.capped(start, steps)
    at = [Fraction(1 / m)] * m
    taken = Fraction(0)
    for t in range(steps):
        taken += sum(at)
        ended = [sum((at[i] * R[i][o] for i in range(m)), Fraction(0)) for o in range(2 + m)]
        at = [sum((at[i] * Q[i][j] for i in range(m)), Fraction(0)) for j in range(m)]
        found = np.array([law.top[t, 0], law.bottom[t, 0], law.stopped[t, 0]])
        assert_digits(found, [*ended[:2], sum(ended[2:], Fraction(0))])
    assert_digits(law.at_cap[:, 0], at)
    np.testing.assert_allclose(law.mean_steps, [float(taken)], rtol=1e-13)


@unhurried
@given(walks(6), st.integers(0, 40))
def test_one_chain_at_a_time_agrees(walk: Walk, steps: int) -> None:
    """The compiled elimination of whole matrices, which lets steps be of any length."""
    m = len(walk.up)
    P = np.eye(m + 2)[None]
    P[0, 1:-1] = 0.0
    for i, stay in enumerate(walk.walks.stay[:, 0]):
        P[0, i + 1, i : i + 3] = walk.down[i], stay, walk.up[i]
    law = capped_departures(P, 1, m, steps)
    plain = Walks.of(walk.up, walk.down)
    for place in range(m):
        capped = plain.capped(np.eye(m)[place], steps)
        ends = [capped.top.sum(), capped.bottom.sum(), capped.at_cap.sum()]
        np.testing.assert_allclose(law.ends[0, place + 1], ends, rtol=1e-12, atol=1e-300)
        np.testing.assert_allclose(
            law.stopped_at[0, place + 1, 1:-1], capped.at_cap[:, 0], rtol=1e-12, atol=1e-300
        )
        np.testing.assert_allclose(law.mean_steps[0, place + 1], capped.mean_steps[0], rtol=1e-12)
    exact = solved(walk)
    hazard = np.array([[0.5, *walk.hazard, 0.5]])
    if exact is None:
        with pytest.raises(NotAbsorbingError, match="reach no outcome"):
            departures(P, 1, m, hazard)
        return
    found = departures(P, 1, m, hazard)
    assert found.ends[0, 0].tolist() == [0, 1, 0]
    assert found.ends[0, -1].tolist() == [1, 0, 0]
    for place, row in enumerate(exact[1], start=1):
        assert_digits(found.ends[0, place], [*row[:2], sum(row[2:], Fraction(0))])
        assert_digits(found.stopped_at[0, place, 1:-1], row[2:])
    assert_digits(found.mean_steps[0, 1:-1], rational.mean_steps(exact[0]))


def test_one_chain_at_a_time_with_long_steps() -> None:
    rows = [[0, 0, 0, 0, 1], [0.25, 0.125, 0.125, 0.25, 0.25], [0.5, 0, 0.25, 0.25, 0]]
    P = np.array([[*rows, [0.125, 0.25, 0.25, 0.25, 0.125], [1, 0, 0, 0, 0]]])
    hazard = np.array([[0.0, 0.5, 0.25, 0.0, 0.0]])
    Q = [[Fraction(P[0, i, j] * (1 - hazard[0, j])) for j in (1, 2, 3)] for i in (1, 2, 3)]
    R = [
        [P[0, i, 4], P[0, i, 0], *(P[0, i, j] * hazard[0, j] for j in (1, 2, 3))] for i in (1, 2, 3)
    ]
    found = departures(P, 1, 3, hazard)
    for i, row in enumerate(rational.absorption(Q, R), start=1):
        assert_digits(found.ends[0, i], [*row[:2], sum(row[2:], Fraction(0))])
        assert_digits(found.stopped_at[0, i, 1:4], row[2:])
    exact = rational.capped(P[0, 1:4, 1:4].tolist(), P[0, 1:4, :1].tolist(), 37)
    capped = capped_departures(P, 1, 3, 37)
    for i in range(3):
        assert_digits(capped.ends[0, i + 1, 1:2], exact.absorbed[i])
        assert_digits(capped.stopped_at[0, i + 1, 1:4], exact.at_cap[i])
    assert_digits(capped.mean_steps[0, 1:4], exact.mean_steps)


def test_an_empty_interval_has_been_left() -> None:
    P = np.eye(4)[None]
    for found in (departures(P, 2, 1, np.zeros((1, 4))), capped_departures(P, 2, 1, 5)):
        np.testing.assert_array_equal(found.ends[0, :, :2], [[0, 1], [0, 1], [1, 0], [1, 0]])
        assert not found.mean_steps.any()


@pytest.mark.parametrize(("row", "message"), [([0.5, 0, 0.4], "off by"), ([0.5, -1, 1.5], "neg")])
def test_a_matrix_that_is_none_is_refused(row: list[float], message: str) -> None:
    P = np.array([[[1, 0, 0], middle, [0, 0, 1]] for middle in ([0.5, 0, 0.5], row)])
    with pytest.raises(OutOfDomainError, match=message):
        departures(P, 1, 1, np.zeros((2, 3)))
    with pytest.raises(OutOfDomainError, match=message):
        capped_departures(P, 1, 1, 3)


@unhurried
@given(walks(23))
def test_the_closed_form(walk: Walk) -> None:
    """Products of odds: no elimination, no code in common. A hazard it does not know."""
    up = np.maximum(walk.up, 1e-12) / 2
    down = walk.down / 2
    top, bottom = product_form(up[:, None], down[:, None])
    ends = Walks.of(up, down).ends()
    np.testing.assert_allclose(ends.top, top, rtol=1e-13, atol=1e-300)
    np.testing.assert_allclose(ends.bottom, bottom, rtol=1e-13, atol=1e-300)
    assert not ends.stopped.any()


@unhurried
@given(walks(12))
def test_the_matrix_of_a_walk(walk: Walk) -> None:
    m, stay = len(walk.up), walk.walks.stay[:, 0]
    P = walk_matrix(walk.up, walk.down, stay)
    for i in range(m + 2):
        inside = 0 < i <= m
        moves = {i: stay[i - 1], i - 1: walk.down[i - 1], i + 1: walk.up[i - 1]} if inside else {}
        for j in range(m + 2):
            assert P[i, j] == moves.get(j, float(i == j and not inside))


def test_the_closed_form_needs_steps_up() -> None:
    with pytest.raises(OutOfDomainError, match="divides by"):
        product_form(np.array([[0.0]]), np.array([[1.0]]))


def test_settings_do_not_touch_each_other() -> None:
    """Far more settings than are solved together, each the same as when it is alone."""
    shares = np.linspace(0.05, 0.95, 777)
    up = np.array([[0.5], [0.75], [1.0]]) * shares
    down = np.array([[0.25], [0.5], [0.125]]) * (1 - shares)
    hazard = np.linspace(0, 1, 777)
    start = np.array([0.25, 0.5, 0.125])
    many = Walks.of(up, down, hazard=hazard)
    ends, times, capped = many.ends(), many.times(), many.capped(start, 7)
    ends_from = many.ends_from(start)
    for s in (0, 255, 256, 511, 512, 776):
        one = Walks.of(up[:, s], down[:, s], hazard=hazard[s])
        for together, alone in (
            (ends, one.ends()),
            (times, one.times()),
            (capped, one.capped(start, 7)),
            (ends_from, one.ends_from(start)),
        ):
            for a, b in zip(together, alone, strict=True):
                np.testing.assert_array_equal(a[..., s], b[..., 0])


def test_no_settings_is_an_answer() -> None:
    none = Walks.of(np.empty((3, 0)), np.empty((3, 0)))
    assert none.settings == 0
    assert none.ends().top.shape == (3, 0)
    assert none.capped(np.full(3, 1 / 3), 4).top.shape == (4, 0)


@pytest.mark.parametrize(
    ("up", "down", "hazard", "message"),
    [
        ([0.5, 0.75], [0.5, 0.5], 0.0, "off by 0.25|negative"),
        ([0.5, -0.1], [0.5, 0.5], 0.0, "negative or not a number"),
        ([0.5, float("nan")], [0.5, 0.5], 0.0, "negative or not a number"),
        ([0.5, 0.5], [0.5, 0.5], 1.5, "negative or not a number"),
        ([0.5, 0.5], [0.5, 0.5], float("nan"), "negative or not a number"),
    ],
)
def test_what_is_no_walk_is_refused(
    up: list[float], down: list[float], hazard: float, message: str
) -> None:
    with pytest.raises(OutOfDomainError, match=message):
        Walks.of(up, down, hazard=hazard)


def test_shapes_that_differ_are_refused() -> None:
    one, two = np.full((1, 2), 0.25), np.full((2, 2), 0.25)
    with pytest.raises(OutOfDomainError, match="one shape"):
        Walks(one, two, one, one)
    with pytest.raises(OutOfDomainError, match="one shape"):
        Walks.of(np.empty((0, 2)), np.empty((0, 2)))


def test_moves_that_rounding_left_above_one_are_accepted() -> None:
    up = np.array([0.1 + 0.2])
    walks = Walks.of(up, np.array([0.7]))
    assert walks.stay[0, 0] == 0
    np.testing.assert_allclose(walks.ends().top + walks.ends().bottom, 1, rtol=1e-15)


@pytest.mark.parametrize("start", [[0.5], [0.75, 0.5], [-0.5, 0.5], [float("nan"), 0.5]])
def test_a_start_that_is_none_is_refused(start: list[float]) -> None:
    with pytest.raises(OutOfDomainError, match="starts at one of its places"):
        Walks.of([0.5, 0.5], [0.5, 0.5]).visits(np.array(start))


def test_a_trap_among_many_settings_is_refused() -> None:
    """Only the last of 600 settings has one: between its places 2 and 3 the walk goes for ever."""
    up, down = np.full((4, 600), 0.5), np.full((4, 600), 0.5)
    up[:, 599], down[:, 599] = [0.5, 1.0, 0.0, 0.5], [0.5, 0.0, 1.0, 0.5]
    trapped = Walks.of(up, down)
    for ask in (trapped.ends, trapped.times, lambda: trapped.visits(np.eye(4)[0])):
        with pytest.raises(NotAbsorbingError, match="2 of 4 transient states"):
            ask()
    assert trapped.capped(np.eye(4)[1], 50).at_cap[1:3, 599].sum() == 1.0


def test_an_end_too_far_away_is_refused() -> None:
    """Held up at the top of two places, with a chance to leave that is next to nothing."""
    near, far = 1e-290, 1e-305
    near_by = Walks.of([1.0, near], [0.0, near])
    np.testing.assert_allclose(near_by.ends().top, 1, rtol=1e-15)
    with pytest.raises(OutOfDomainError, match="further away than floating point can count"):
        near_by.times()
    too_far = Walks.of([1.0, far], [0.0, far])
    for ask in (too_far.ends, too_far.times, lambda: too_far.visits(np.array([1.0, 0.0]))):
        with pytest.raises(OutOfDomainError, match="further away than floating point can count"):
            ask()
