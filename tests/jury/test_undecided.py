"""What a study made of the undecided, forwards and back."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.undecided import (
    CountedNotGuilty,
    Dropped,
    LeaningOnes,
    Recording,
    SplitEvenly,
    ThreeAnswers,
)

COUNTS = st.integers(0, 500)
RULES: st.SearchStrategy[Recording] = st.one_of(
    st.sampled_from([Dropped(), SplitEvenly(), CountedNotGuilty()]),
    st.builds(LeaningOnes, guilty_share=st.floats(0, 1)),
)


def answers(guilty: float, not_guilty: float, undecided: float) -> ThreeAnswers:
    return ThreeAnswers(guilty=guilty, not_guilty=not_guilty, undecided=undecided)


@given(guilty=COUNTS, not_guilty=COUNTS, undecided=COUNTS, rule=RULES)
def test_two_columns_lead_back_to_three(
    guilty: int, not_guilty: int, undecided: int, rule: Recording
) -> None:
    assume(guilty + not_guilty)
    asked = answers(guilty, not_guilty, undecided)
    size = guilty + not_guilty if rule == Dropped() else asked.asked
    column = asked.share(rule) * size
    found = ThreeAnswers.from_recorded(column, size - column, undecided=undecided, rule=rule)
    assert found.guilty == pytest.approx(guilty, abs=1e-9)
    assert found.not_guilty == pytest.approx(not_guilty, abs=1e-9)


def test_the_wrong_rule_leads_elsewhere() -> None:
    """The control: columns read by another rule than the study's give other persons."""
    wrong = ThreeAnswers.from_recorded(40, 60, undecided=20, rule=SplitEvenly())
    right = ThreeAnswers.from_recorded(40, 60, undecided=20, rule=CountedNotGuilty())
    assert wrong.guilty == right.guilty - 10


@given(guilty=COUNTS, not_guilty=COUNTS, undecided=COUNTS, rule=RULES)
def test_every_share_lies_between_the_least_and_the_most(
    guilty: int, not_guilty: int, undecided: int, rule: Recording
) -> None:
    assume(guilty + not_guilty)
    asked = answers(guilty, not_guilty, undecided)
    least, most = asked.least_and_most
    assert least - 1e-15 <= asked.share(rule) <= most + 1e-15


@given(guilty=COUNTS, not_guilty=COUNTS, rule=RULES)
def test_without_undecided_no_rule_matters(guilty: int, not_guilty: int, rule: Recording) -> None:
    assume(guilty + not_guilty)
    assert answers(guilty, not_guilty, 0).share(rule) == guilty / (guilty + not_guilty)


@given(guilty=COUNTS, not_guilty=COUNTS, undecided=COUNTS)
def test_half_and_none_are_leanings(guilty: int, not_guilty: int, undecided: int) -> None:
    assume(guilty + not_guilty + undecided)
    asked = answers(guilty, not_guilty, undecided)
    assert asked.share(SplitEvenly()) == asked.share(LeaningOnes(guilty_share=0.5))
    assert asked.share(CountedNotGuilty()) == asked.share(LeaningOnes(guilty_share=0.0))


def test_the_first_ballot_is_binomial_in_the_share_recorded() -> None:
    asked = answers(40, 40, 20)
    for rule, share in ((Dropped(), 0.5), (CountedNotGuilty(), 0.4)):
        found = asked.first_ballot(rule, 12).probabilities
        assert found == FirstBallot.binomial(share, 12).probabilities


@pytest.mark.parametrize("undecided", [0, 1, 2, 3])
def test_one_jury_is_the_count_of_every_case(undecided: int) -> None:
    q = Fraction(1, 4)
    law = [Fraction(0)] * (4 + undecided)
    for votes in product((0, 1), repeat=undecided):
        law[1 + sum(votes)] += q ** sum(votes) * (1 - q) ** (undecided - sum(votes))
    found = answers(1, 2, undecided).on_one_jury(LeaningOnes(guilty_share=0.25))
    assert found.probabilities == tuple(float(p) for p in law)


def test_one_jury_by_each_rule() -> None:
    jury = answers(5, 4, 3)
    assert jury.on_one_jury(Dropped()).probabilities == FirstBallot.known(5, 9).probabilities
    assert jury.on_one_jury(CountedNotGuilty()).probabilities == (
        FirstBallot.known(5, 12).probabilities
    )
    split = jury.on_one_jury(SplitEvenly()).probabilities
    assert (split[6], split[7]) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("counts", "where"),
    [
        ((0, 0, 0), "ThreeAnswers"),
        ((-1, 2, 3), "ThreeAnswers.guilty.count"),
        ((1, 2, float("nan")), "ThreeAnswers.undecided.count"),
    ],
)
def test_bad_counts_are_refused_in_four_parts(
    counts: tuple[float, float, float], where: str
) -> None:
    with pytest.raises(OutOfDomainError) as refused:
        answers(*counts)
    (problem,) = refused.value.problems
    assert problem.where == where
    assert all((problem.found, problem.rule, problem.accepted))


def test_what_cannot_be_answered_is_refused() -> None:
    with pytest.raises(OutOfDomainError, match="only undecided"):
        answers(0, 0, 5).share(Dropped())
    with pytest.raises(OutOfDomainError, match="at least the undecided"):
        ThreeAnswers.from_recorded(40, 10, undecided=20, rule=CountedNotGuilty())
    with pytest.raises(OutOfDomainError, match="whole counts"):
        answers(5.5, 3.5, 3).on_one_jury(Dropped())
    with pytest.raises(OutOfDomainError, match="jury_size"):
        answers(1, 1, 9).on_one_jury(Dropped())
    with pytest.raises(OutOfDomainError, match="guilty_share"):
        LeaningOnes(guilty_share=1.5)
