"""The strategic voting game: the published equilibria, and that no juror gains by another vote."""

from math import comb

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from juryroom.deliberation.games import Equilibrium
from juryroom.deliberation.models.condorcet import Condorcet
from juryroom.deliberation.models.feddersen_pesendorfer import FeddersenPesendorfer
from juryroom.errors import OutOfDomainError
from tests.deliberation.pages import check_page
from tests.golden.tables import read

NUMBERS = (
    "guilty_vote_on_innocent_signal",
    "guilty_vote_if_guilty",
    "guilty_vote_if_innocent",
    "convict_if_innocent",
    "acquit_if_guilty",
)


def gains(p: float, q: float, found: Equilibrium) -> tuple[float, float]:
    """Return what a guilty vote gains on the innocent and on the guilty signal, by its definition.

    In units of the larger of the two terms that are compared, so that 0 means indifferent.
    """
    n, k = found.jury_size, found.to_convict

    def pivotal(gamma: float) -> float:
        return comb(n - 1, k - 1) * gamma ** (k - 1) * (1 - gamma) ** (n - k)

    guilty, innocent = pivotal(found.guilty_vote_if_guilty), pivotal(found.guilty_vote_if_innocent)
    result: list[float] = []
    for right in (1 - p, p):
        terms = right * guilty * (1 - q), (1 - right) * innocent * q
        result.append((terms[0] - terms[1]) / max(terms))
    return result[0], result[1]


def test_published() -> None:
    rows = read("feddersen_pesendorfer.csv")
    assert len(rows) == 15
    for row in rows:
        game = FeddersenPesendorfer(
            signal_accuracy=float(row["signal_accuracy"]), doubt=float(row["doubt"])
        )
        found = game.equilibrium_of(int(row["jury_size"]), int(row["to_convict"])).as_json()
        assert found["guilty_vote_on_guilty_signal"] == 1
        for name in NUMBERS:
            assert found[name] == pytest.approx(float(row[name]), rel=0, abs=1e-10), (name, row)


def test_laboratory() -> None:
    for row in read("laboratory_nash.csv"):
        found = FeddersenPesendorfer().equilibrium_of(int(row["jury_size"]), int(row["to_convict"]))
        for name in ("guilty_vote_on_innocent_signal", "guilty_vote_on_guilty_signal"):
            assert getattr(found, name) == pytest.approx(float(row[name]), rel=0, abs=1e-10), row


def test_large_juries_under_unanimity_approach_the_limits() -> None:
    for row in read("feddersen_pesendorfer_limits.csv"):
        p, q = float(row["signal_accuracy"]), float(row["doubt"])
        base = (1 - q) * (1 - p) / (q * p)
        limits = base ** (p / (2 * p - 1)), 1 - base ** ((1 - p) / (2 * p - 1))
        printed = float(row["convict_if_innocent"]), float(row["acquit_if_guilty"])
        assert limits == pytest.approx(printed, abs=5e-7)
        game = FeddersenPesendorfer(signal_accuracy=p, doubt=q)
        apart: list[float] = []
        for size in (10, 100, 1000):
            found = game.equilibrium_of(size, size)
            apart.append(abs(found.convict_if_innocent - limits[0]))
            assert found.acquit_if_guilty == pytest.approx(limits[1], abs=0.05 / size**0.5)
        assert apart[2] < apart[1] / 8 < apart[0] / 64
        assert apart[2] < 1e-3


@settings(max_examples=300, deadline=None)
@given(
    size=st.integers(2, 23),
    accuracy=st.floats(0.52, 0.97),
    doubt=st.floats(0.02, 0.98),
    data=st.data(),
)
def test_no_juror_gains_by_another_vote(
    size: int, accuracy: float, doubt: float, data: st.DataObject
) -> None:
    """Every kind of equilibrium: mixing on either signal, and sincere. This is the definition."""
    needed = data.draw(st.integers(1, size))
    game = FeddersenPesendorfer(signal_accuracy=accuracy, doubt=doubt)
    try:
        found = game.equilibrium_of(size, needed)
    except OutOfDomainError:
        assume(False)
        return
    innocent, guilty = gains(accuracy, doubt, found)
    votes = found.guilty_vote_on_innocent_signal, found.guilty_vote_on_guilty_signal
    for vote, gain in zip(votes, (innocent, guilty), strict=True):
        if vote == 1:
            assert gain >= -1e-9
        elif vote == 0:
            assert gain <= 1e-9
        else:
            assert gain == pytest.approx(0, abs=1e-7)
    assert found.guilty_vote_if_guilty > found.guilty_vote_if_innocent


@settings(max_examples=100, deadline=None)
@given(size=st.integers(3, 23), accuracy=st.floats(0.51, 0.99))
def test_a_majority_of_an_odd_jury_votes_its_signals_and_is_condorcets(
    size: int, accuracy: float
) -> None:
    assume(size % 2 == 1)
    found = FeddersenPesendorfer(signal_accuracy=accuracy).equilibrium_of(size, size // 2 + 1)
    assert found.guilty_vote_on_innocent_signal == 0
    assert found.guilty_vote_on_guilty_signal == 1
    wrong = Condorcet(accuracy=accuracy, jury_size=size).results()["majority_wrong"]
    assert found.convict_if_innocent == pytest.approx(wrong, rel=1e-12)
    assert found.acquit_if_guilty == pytest.approx(wrong, rel=1e-12)


@pytest.mark.parametrize(
    ("needed", "mixes_on_innocent", "mixes_on_guilty"),
    [(12, True, False), (8, True, False), (7, False, False), (6, False, False), (5, False, True),
     (1, False, True)],
)  # fmt: skip
def test_who_mixes_of_twelve(
    needed: int, *, mixes_on_innocent: bool, mixes_on_guilty: bool
) -> None:
    """Even doubt: sincere for 6 and 7 of 12 only; one vote of twelve mirrors twelve of twelve."""
    found = FeddersenPesendorfer(signal_accuracy=0.8).equilibrium_of(12, needed)
    assert (found.guilty_vote_on_innocent_signal > 0) == mixes_on_innocent
    assert (found.guilty_vote_on_guilty_signal < 1) == mixes_on_guilty


@pytest.mark.parametrize(("doubt", "needed"), [(0.05, 12), (0.19, 12), (0.81, 1), (0.999, 3)])
def test_where_no_signal_would_change_a_vote_there_is_no_equilibrium(
    doubt: float, needed: int
) -> None:
    """At 12 of 12 one innocent signal is outweighed where doubt is 1 - p or less."""
    with pytest.raises(OutOfDomainError, match="no responsive equilibrium") as caught:
        FeddersenPesendorfer(signal_accuracy=0.8, doubt=doubt).equilibrium_of(12, needed)
    assert "doubt above" in caught.value.problems[0].accepted


def test_the_edge_of_the_refusal_is_the_one_that_is_said() -> None:
    game = FeddersenPesendorfer(signal_accuracy=0.8, doubt=0.2 + 1e-6)
    assert game.equilibrium_of(12, 12).guilty_vote_on_innocent_signal == pytest.approx(1, abs=1e-4)


def test_page() -> None:
    check_page("feddersen-pesendorfer.md")
