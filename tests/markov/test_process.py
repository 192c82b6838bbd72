"""Chains in continuous time: against SciPy's exponentials, and where each way of solving ends."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats
from scipy.linalg import expm
from scipy.sparse.linalg import expm_multiply

from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import OutOfDomainError
from juryroom.markov import process, spectrum
from juryroom.markov.arrays import FloatArray
from juryroom.markov.process import ChainInTime, InTime, WalkInTime
from juryroom.markov.tridiagonal import Walks

unhurried = settings(deadline=None, max_examples=60)
"""Machines are shared: the time of one example says nothing."""

BAR = 1e-10
TIMES = np.array([0.0, 0.01, 0.5, 3.0, 20.0, 150.0])


def by_exponential(
    Q: FloatArray, R: FloatArray, start: FloatArray, rate: float, times: FloatArray
) -> InTime:
    """Return the law with the outcomes as states that hold what reaches them."""
    m, outcomes = R.shape
    generator = np.zeros((m + outcomes, m + outcomes))
    generator[:m, :m] = rate * (Q - np.eye(m))
    generator[:m, m:] = rate * R
    begun = np.concatenate([start, np.zeros(outcomes)])
    rows = np.array([begun @ expm(generator * time) for time in times])
    return InTime(rows[:, :m], rows[:, m:])


def assert_same(found: InTime, expected: InTime, bar: float = BAR) -> None:
    np.testing.assert_allclose(found.at, expected.at, rtol=0, atol=bar)
    np.testing.assert_allclose(found.ended, expected.ended, rtol=0, atol=bar)


chances = st.one_of(st.floats(0.01, 1), st.floats(-9, 0).map(lambda power: 10.0**power))


@st.composite
def one_walk(draw: st.DrawFn, entry: st.SearchStrategy[float]) -> Walks:
    m = draw(st.integers(1, 12))
    column = st.lists(entry, min_size=m, max_size=m)
    up, share, hazard = (np.array(draw(column)) for _ in range(3))
    return Walks.of(
        up, share * (1 - up), hazard=draw(st.sampled_from([0.0, 1.0])) * hazard[:, None]
    )


@unhurried
@given(one_walk(chances), st.floats(0.1, 12), st.data())
def test_a_walk_against_the_exponential(walk: Walks, rate: float, data: st.DataObject) -> None:
    """Also where the moves lie nine powers of ten apart, and the sum of decays gives way."""
    start = np.zeros(walk.places)
    start[data.draw(st.integers(0, walk.places - 1))] = 1.0
    clock = WalkInTime(walk, start, rate=rate)
    Q, R = walk.chain(0)
    expected = by_exponential(Q, R, start, rate, TIMES)
    assert_same(clock.law(TIMES), expected)
    np.testing.assert_array_equal(clock.ended(TIMES), clock.law(TIMES).ended)
    # SciPy's exponential is itself off by up to 1e-11 here, so the sharper bar is the total of one.
    stepped = ChainInTime(Q, R, start, rate=rate).law(TIMES)
    assert_same(stepped, expected)
    total = stepped.at.sum(axis=1) + stepped.ended.sum(axis=1)
    np.testing.assert_allclose(total, 1, rtol=0, atol=1e-12)


@unhurried
@given(one_walk(st.sampled_from([0.0, 0.25, 1.0])), st.data())
def test_walks_that_cannot_go_back(walk: Walks, data: st.DataObject) -> None:
    """No scale makes them symmetric: uniformisation answers, with or without a way to end."""
    start = np.full(walk.places, 1 / walk.places)
    clock = WalkInTime(walk, start)
    Q, R = walk.chain(0)
    assert_same(clock.law(TIMES), by_exponential(Q, R, start, 1.0, TIMES))
    back_and_forth = (Q.diagonal(1) > 0).all() and (Q.diagonal(-1) > 0).all()
    assert clock.is_sum_of_decays <= bool(back_and_forth)


@pytest.mark.parametrize(
    "model", [LinearPull(), TugOfWar(), TugOfWar(slope=1.0, bias=0.0, movers=3)]
)
@pytest.mark.parametrize("hazard", [0.0, 0.02])
def test_twelve_jurors_are_a_sum_of_decays(model: LinearPull | TugOfWar, hazard: float) -> None:
    P = model.transition_matrix(12)
    walk = Walks.of(P.diagonal(1)[1:], P.diagonal(-1)[:-1], hazard=hazard)
    start = np.full(11, 1 / 11)
    clock = WalkInTime(walk, start, rate=12.0)
    assert clock.is_sum_of_decays
    Q, R = walk.chain(0)
    times = np.linspace(0, 30, 50)
    assert_same(clock.law(times), by_exponential(Q, R, start, 12.0, times), 1e-12)


def test_the_bound_sends_slow_walks_elsewhere() -> None:
    """Two wells between which it takes ten billion steps: eigenvalues would lose the small one."""
    inwards, outwards = [0.9] * 3, [1e-4] * 3
    walk = Walks.of(np.array(inwards + outwards), np.array(outwards + inwards))
    start = np.eye(6)[0]
    clock = WalkInTime(walk, start)
    assert not clock.is_sum_of_decays
    Q, R = walk.chain(0)
    assert_same(clock.law(TIMES), by_exponential(Q, R, start, 1.0, TIMES))
    with pytest.raises(OutOfDomainError, match="uniformisation takes every step"):
        clock.law(np.array([1e12]))


def test_without_the_bound_digits_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test above: the same law as a sum of decays misses the bar."""
    inwards, outwards = [1 - 1e-5] * 3, [1e-5] * 3
    walk = Walks.of(np.array(inwards + outwards), np.array(outwards + inwards))
    start, times = np.eye(6)[0], np.array([1e4, 1e6])
    Q, R = walk.chain(0)
    expected = ChainInTime(Q, R, start).law(times)
    monkeypatch.setattr(process, "LARGEST_LOSS", np.inf)
    clock = WalkInTime(walk, start)
    assert clock.is_sum_of_decays
    found = clock.law(times)
    exact = walk.ends_from(start)
    ends = np.array([exact.top[0], exact.bottom[0], exact.stopped_at.sum()])
    late = clock.ended(np.array([1e300]))[0]
    lost = max(np.abs(found.at - expected.at).max(), np.abs(late - ends).max())
    assert lost > BAR


def test_a_planted_fault_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rates of decay that are off by one part in a hundred million must not pass."""
    whole = spectrum.modes

    def faulty(*given: object) -> float:
        loss = whole(*given)  # pyright: ignore[reportArgumentType]
        given[2][:] *= 1 + 1e-8  # pyright: ignore[reportIndexIssue]
        return loss

    walk = Walks.of(np.full(5, 0.25), np.full(5, 0.5))
    start = np.eye(5)[2]
    Q, R = walk.chain(0)
    expected = by_exponential(Q, R, start, 1.0, TIMES)
    assert_same(WalkInTime(walk, start).law(TIMES), expected)
    monkeypatch.setattr(spectrum, "modes", faulty)
    with pytest.raises(AssertionError):
        assert_same(WalkInTime(walk, start).law(TIMES), expected)


@unhurried
@given(st.integers(1, 20), st.data())
def test_the_spectrum_of_a_symmetric_tridiagonal_matrix(m: int, data: st.DataObject) -> None:
    entries = st.lists(st.floats(-1, 1), min_size=m, max_size=m)
    diagonal, beside = np.array(data.draw(entries)), np.array(data.draw(entries))
    beside[-1] = 0.0
    matrix = np.diag(diagonal) + np.diag(beside[:-1], 1) + np.diag(beside[:-1], -1)
    values, vectors = diagonal.copy(), np.empty((m, m))
    assert spectrum.spectrum(values, beside, vectors)
    np.testing.assert_allclose(vectors @ vectors.T, np.eye(m), atol=1e-13)
    np.testing.assert_allclose(vectors.T @ np.diag(values) @ vectors, matrix, atol=1e-13)


def test_a_sparse_chain_of_455_states() -> None:
    """Against SciPy's action of the exponential, which shares no method."""
    model = PrivatePublic()
    votes = model.states(12).guilty_votes
    inside = np.flatnonzero((votes > 0) & (votes < 12))
    P = model.transition_matrix(12)[inside]
    verdicts = np.column_stack([votes == 12, votes == 0]).astype(np.float64)
    Q, R = P[:, inside], P @ verdicts
    start = (inside == model.start(12, 7)).astype(np.float64)
    times = np.array([0.0, 2.0, 25.0])
    found = ChainInTime(Q, R, start, rate=12.0).law(times)
    generator = 12.0 * (Q - sparse.eye_array(len(inside), format="csr"))
    for at, time in zip(found.at, times, strict=True):
        expected = expm_multiply(sparse.csr_array(generator.T) * time, start)
        np.testing.assert_allclose(at, expected, rtol=0, atol=BAR)
    np.testing.assert_allclose(found.at.sum(axis=1) + found.ended.sum(axis=1), 1, atol=1e-12)


def test_blocks_of_steps_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    Q, R = Walks.of(np.full(4, 0.3), np.full(4, 0.2), hazard=0.01).chain(0)
    chain = ChainInTime(Q, R, np.eye(4)[1], rate=3.0)
    whole = chain.law(TIMES)
    monkeypatch.setattr(process, "_BLOCK_BYTES", 5 * 8 * 4)
    assert_same(chain.law(TIMES), whole, 1e-15)


@pytest.mark.parametrize("mean", [0.0, 0.3, 1.0, 17.5, 4_000.0])
def test_poisson_weights(mean: float) -> None:
    first, weights = process.poisson(mean)
    kept = np.arange(first, first + len(weights))
    np.testing.assert_allclose(weights, stats.poisson.pmf(kept, mean), rtol=1e-9, atol=1e-30)
    before, after = stats.poisson.cdf(first - 1, mean), stats.poisson.sf(kept[-1], mean)
    assert before + after <= process.LEFT_OUT


@unhurried
@given(one_walk(st.floats(0.05, 1)), st.floats(0.001, 0.999), st.sampled_from([None, 0, 1, 2]))
def test_quantiles_are_reached(walk: Walks, share: float, outcome: int | None) -> None:
    start = np.full(walk.places, 1 / walk.places)
    Q, R = walk.chain(0)
    exact = walk.ends_from(start)
    ends = np.array([exact.top[0], exact.bottom[0], exact.stopped_at.sum()])
    columns = slice(None) if outcome is None else slice(outcome, outcome + 1)
    whole = ends[columns].sum()
    clocks: list[WalkInTime | ChainInTime] = [
        WalkInTime(walk, start, rate=2.0),
        ChainInTime(Q, R, start, rate=2.0),
    ]
    for clock in clocks:
        if min(share, 1 - share) * whole < 1e-7:
            if min(share, 1 - share) * whole < 1e-9:
                with pytest.raises(OutOfDomainError, match="more probable"):
                    clock.quantile(share, outcome)
            continue
        time = clock.quantile(share, outcome)
        ended = clock.law(np.array([time])).ended[0, columns].sum()
        assert ended == pytest.approx(share * whole, abs=1e-9)


def test_an_exponential_time_by_hand() -> None:
    clock = WalkInTime(Walks.of([0.25], [0.25]), np.array([1.0]), rate=4.0)
    np.testing.assert_allclose(clock.law(np.array([1.5])).at, [[np.exp(-3)]], rtol=1e-14)
    np.testing.assert_allclose(clock.ended(np.array([1e-9])), [[1e-9, 1e-9, 0]], rtol=1e-8)
    assert clock.quantile(0.5) == pytest.approx(np.log(2) / 2, rel=1e-11)


def one_place() -> WalkInTime:
    return WalkInTime(Walks.of([0.5], [0.5]), np.array([1.0]))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: WalkInTime(Walks.of([[0.5, 0.5]], [[0.5, 0.5]]), np.ones(1)), "one walk"),
        (lambda: WalkInTime(Walks.of([0.5], [0.5]), np.ones(1), rate=0.0), "rate"),
        (lambda: WalkInTime(Walks.of([0.5], [0.5]), np.array([1.5])), "starts at one of"),
        (lambda: ChainInTime(np.eye(1) / 2, np.eye(1), np.ones(1)), "off by 0.5"),
        (lambda: ChainInTime(np.zeros((1, 1)), np.eye(1), np.ones(2)), "starts in one of"),
        (lambda: ChainInTime(np.zeros((1, 1)), np.eye(1), np.ones(1), rate=np.nan), "rate"),
        (lambda: one_place().law(np.array([-1.0])), "not all good times"),
        (lambda: one_place().law(np.array([np.nan])), "not all good times"),
        (lambda: one_place().law(np.array([np.inf])), "not all good times"),
        (lambda: one_place().quantile(1.0), "further from 0 and 1"),
        (lambda: one_place().quantile(np.nan), "further from 0 and 1"),
    ],
)
def test_what_is_refused(ask: Callable[[], object], message: str) -> None:
    with pytest.raises(OutOfDomainError, match=message):
        ask()


def test_no_times_is_an_answer() -> None:
    assert one_place().law(np.empty(0)).ended.shape == (0, 3)
    Q, R = Walks.of([0.5], [0.5]).chain(0)
    assert ChainInTime(Q, R, np.ones(1)).law(np.empty(0)).at.shape == (0, 1)
