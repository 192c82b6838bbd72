"""The first ballot after strikes: the package's own numbers, a twin in fractions, special cases."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.strikes import after_strikes
from juryroom.trial import Trial
from tests.golden.tables import EXACT, read

SHARES = st.floats(0, 1)


def ballot_of(row: dict[str, str]) -> FirstBallot:
    return after_strikes(
        float(row["share"]),
        int(row["jury_size"]),
        prosecution_strikes=int(row["prosecution_strikes"]),
        defence_strikes=int(row["defence_strikes"]),
        accuracy=float(row["accuracy"]),
    )


def test_the_packages_law_of_votes() -> None:
    rows = read("sate_votes_after_strikes.csv")
    assert len(rows) == 974
    for row in rows:
        found = ballot_of(row).probabilities[int(row["guilty_votes"])]
        assert abs(found - float(row["probability"])) <= EXACT, row


def test_the_packages_verdicts() -> None:
    rows = read("sate_guilty_after_strikes.csv")
    assert len(rows) == 101
    for row in rows:
        found = Trial(TugOfWar(), ballot_of(row)).solve().guilty
        assert abs(found - float(row["guilty"])) <= EXACT, row


def test_exchanged_strikes_would_be_seen() -> None:
    """The control: the golden rows tell the two sides apart."""
    wrong = 0
    for row in read("sate_votes_after_strikes.csv"):
        exchanged = row | {
            "prosecution_strikes": row["defence_strikes"],
            "defence_strikes": row["prosecution_strikes"],
        }
        found = ballot_of(exchanged).probabilities[int(row["guilty_votes"])]
        wrong += abs(found - float(row["probability"])) > EXACT
    assert wrong > 100


@pytest.mark.parametrize(
    ("prosecution", "defence", "accuracy", "guilty"),
    [
        (0, 0, 0.15, 0.3411546),
        (3, 3, 0.15, 0.3460368),
        (10, 6, 0.15, 0.3955303),
        (0, 10, 0.15, 0.2492035),
        (10, 0, 0.15, 0.4596501),
        (4, 4, 1.0, 0.3618630),
    ],
)
def test_twelve_jurors_who_lean_either_way(
    prosecution: int, defence: int, accuracy: float, guilty: float
) -> None:
    ballot = after_strikes(
        0.5,
        12,
        prosecution_strikes=prosecution,
        defence_strikes=defence,
        accuracy=accuracy,
    )
    # Two of the printed numbers are cut off after the seventh digit, not rounded.
    assert Trial(TugOfWar(), ballot).solve().guilty == pytest.approx(guilty, abs=1e-7)


@pytest.mark.parametrize("n", [3, 4])
@pytest.mark.parametrize(("P", "D"), [(0, 0), (2, 0), (0, 2), (2, 1)])
def test_it_is_the_count_of_every_case(n: int, P: int, D: int) -> None:
    share, accuracy = Fraction(5, 8), Fraction(1, 4)
    found = after_strikes(
        float(share),
        n,
        prosecution_strikes=P,
        defence_strikes=D,
        accuracy=float(accuracy),
    ).probabilities
    law = [Fraction(0)] * (n + 1)
    for good_P, good_D in product(product((0, 1), repeat=P), product((0, 1), repeat=D)):
        good = sum(good_P) + sum(good_D)
        strikes = accuracy**good * (1 - accuracy) ** (P + D - good)
        for called in product((0, 1), repeat=n + good):
            chance = share ** sum(called) * (1 - share) ** (len(called) - sum(called))
            law[min(n, max(0, sum(called) - sum(good_D)))] += strikes * chance
    assert found == pytest.approx([float(p) for p in law], rel=1e-13)


@given(share=SHARES, strikes=st.integers(0, 60), n=st.integers(3, 23))
def test_strikes_that_are_never_good_change_nothing(share: float, strikes: int, n: int) -> None:
    ballot = after_strikes(
        share, n, prosecution_strikes=strikes, defence_strikes=60 - strikes, accuracy=0
    )
    assert ballot.probabilities == pytest.approx(
        FirstBallot.binomial(share, n).probabilities, rel=1e-12, abs=1e-300
    )


@given(share=SHARES, P=st.integers(0, 12), D=st.integers(0, 12), accuracy=SHARES)
def test_exchanging_the_sides_exchanges_the_votes(
    share: float, P: int, D: int, accuracy: float
) -> None:
    one = after_strikes(
        share, 12, prosecution_strikes=P, defence_strikes=D, accuracy=accuracy
    ).probabilities
    other = after_strikes(
        1 - share, 12, prosecution_strikes=D, defence_strikes=P, accuracy=accuracy
    ).probabilities
    assert one == pytest.approx(other[::-1], abs=1e-12)


@given(share=SHARES, P=st.integers(0, 11), accuracy=SHARES)
def test_a_strike_of_the_prosecution_never_costs_it_a_vote(
    share: float, P: int, accuracy: float
) -> None:
    fewer, more = (
        after_strikes(share, 12, prosecution_strikes=strikes, accuracy=accuracy)
        for strikes in (P, P + 1)
    )
    assert more.mean_guilty_votes >= fewer.mean_guilty_votes - 1e-12


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"share": float("nan")}, "after_strikes.share"),
        ({"jury_size": 2}, "after_strikes.jury_size"),
        ({"prosecution_strikes": -1}, "after_strikes.prosecution_strikes"),
        ({"defence_strikes": 1.5}, "after_strikes.defence_strikes"),
        ({"accuracy": 15}, "after_strikes.accuracy"),
    ],
)
def test_bad_input_is_refused_in_four_parts(given: dict[str, float], where: str) -> None:
    question: dict[str, float] = {"share": 0.5, "jury_size": 12, "accuracy": 0.15} | given
    with pytest.raises(OutOfDomainError) as refused:
        after_strikes(**question)  # pyright: ignore[reportArgumentType]  # wrong on purpose
    (problem,) = refused.value.problems
    assert problem.where == where
    assert all((problem.found, problem.rule, problem.accepted))
