"""Quantal response: the published table, the equations, the ends of the curve, and its turns."""

from math import comb, exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation import continuation
from juryroom.deliberation.games import Equilibrium
from juryroom.deliberation.models.feddersen_pesendorfer import FeddersenPesendorfer
from juryroom.deliberation.models.quantal_response import QuantalResponse
from juryroom.errors import OutOfDomainError
from tests.deliberation.pages import check_page
from tests.golden.tables import read

NUMBERS = (
    "guilty_vote_on_innocent_signal",
    "guilty_vote_on_guilty_signal",
    "convict_if_innocent",
    "acquit_if_guilty",
)


def residuals(game: QuantalResponse, found: Equilibrium) -> tuple[float, float]:
    """Return by how much the two votes differ from the logit of what they gain."""
    n, k = found.jury_size, found.to_convict
    p, q = game.signal_accuracy, game.doubt

    def pivotal(gamma: float) -> float:
        return comb(n - 1, k - 1) * gamma ** (k - 1) * (1 - gamma) ** (n - k)

    guilty, innocent = pivotal(found.guilty_vote_if_guilty), pivotal(found.guilty_vote_if_innocent)
    result: list[float] = []
    for right, vote in (
        (1 - p, found.guilty_vote_on_innocent_signal),
        (p, found.guilty_vote_on_guilty_signal),
    ):
        gain = right * guilty * (1 - q) - (1 - right) * innocent * q
        result.append(vote - 1 / (1 + exp(-game.precision * gain)))
    return result[0], result[1]


def test_published() -> None:
    """Twelve rows of the source's table but one: 6 of 6 at precision 100 is not given there."""
    rows = read("quantal_response.csv")
    assert len(rows) == 11
    for row in rows:
        game = QuantalResponse(precision=float(row["precision"]))
        found = game.equilibrium_of(int(row["jury_size"]), int(row["to_convict"])).as_json()
        for name in NUMBERS:
            assert abs(found[name] - float(row[name])) <= 0.5000001e-6, (name, row)


@settings(max_examples=50, deadline=None)
@given(
    size=st.integers(2, 23),
    accuracy=st.floats(0.52, 0.95),
    doubt=st.floats(0.05, 0.95),
    precision=st.floats(0, 1000),
    data=st.data(),
)
def test_the_equations_hold(
    size: int, accuracy: float, doubt: float, precision: float, data: st.DataObject
) -> None:
    needed = data.draw(st.integers(1, size))
    game = QuantalResponse(signal_accuracy=accuracy, doubt=doubt, precision=precision)
    assert residuals(game, game.equilibrium_of(size, needed)) == pytest.approx((0, 0), abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(size=st.integers(2, 23), accuracy=st.floats(0.52, 0.95), doubt=st.floats(0.05, 0.95))
def test_without_precision_jurors_toss_a_coin(size: int, accuracy: float, doubt: float) -> None:
    for precision, within in ((0.0, 0.0), (1e-6, 1e-6)):
        game = QuantalResponse(signal_accuracy=accuracy, doubt=doubt, precision=precision)
        found = game.equilibrium_of(size, size)
        assert found.guilty_vote_on_guilty_signal == pytest.approx(0.5, abs=within)
        assert found.guilty_vote_on_innocent_signal == pytest.approx(0.5, abs=within)


@pytest.mark.parametrize(("size", "needed"), [(3, 3), (3, 2), (6, 4), (6, 6), (12, 12), (12, 5)])
def test_with_great_precision_jurors_vote_as_in_the_nash_equilibrium(
    size: int, needed: int
) -> None:
    nash = FeddersenPesendorfer().equilibrium_of(size, needed).as_json()
    apart: list[float] = []
    for precision in (1e4, 1e5, 1e6):
        found = QuantalResponse(precision=precision).equilibrium_of(size, needed).as_json()
        apart.append(max(abs(found[name] - nash[name]) for name in NUMBERS))
    assert apart[2] < 1e-4
    assert apart[2] <= apart[1] <= apart[0]


def test_six_of_six_turns_back_and_jumps() -> None:
    """The curve is S-shaped: two turns; below the first the low solution, above it the high one."""
    low, high = (QuantalResponse(precision=x).equilibrium_of(6, 6) for x in (30.0, 30.1))
    assert low.acquit_if_guilty > 0.9 > 0.6 > high.acquit_if_guilty
    turns = QuantalResponse(precision=100).turning_points(6, 6)
    assert turns == pytest.approx((30.0849, 23.8721), abs=1e-4)
    assert QuantalResponse(precision=30.0).turning_points(6, 6) == ()
    for precision in (turns[0] - 1e-9, turns[0] + 1e-6):
        game = QuantalResponse(precision=precision)
        assert residuals(game, game.equilibrium_of(6, 6)) == pytest.approx((0, 0), abs=1e-9)


def test_a_fine_walk_in_precision_finds_the_same_solution() -> None:
    """A plain fixed-point walk from the coin, in small steps, as far as it needs no turn."""
    n, k, p, q = 6, 4, 0.7, 0.5
    votes = np.array([0.5, 0.5])
    right = np.array([1 - p, p])
    for precision in np.arange(0.5, 20.5, 0.5):
        for _ in range(400):
            split = [comb(n - 1, k - 1) * g ** (k - 1) * (1 - g) ** (n - k) for g in
                     (right @ votes, right[::-1] @ votes)]  # fmt: skip
            gain = right * split[0] * (1 - q) - right[::-1] * split[1] * q
            votes = 0.5 * votes + 0.5 / (1 + np.exp(-precision * gain))
    found = QuantalResponse(precision=20).equilibrium_of(n, k)
    assert votes[0] == pytest.approx(found.guilty_vote_on_innocent_signal, abs=1e-9)
    assert votes[1] == pytest.approx(found.guilty_vote_on_guilty_signal, abs=1e-9)


def test_a_curve_that_is_lost_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(continuation, "MOST_STEPS", 5)
    with pytest.raises(OutOfDomainError, match="as far as the curve was followed"):
        QuantalResponse(precision=321).equilibrium_of(5, 5)


def test_page() -> None:
    check_page("quantal-response.md")
