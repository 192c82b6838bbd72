"""Poisson's jury: its law, what verdicts say under it, and his two equations."""

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.guilt_mixture import GuiltMixture, fit_guilt_mixture, poisson_first_ballot
from juryroom.procedure.decision_rule import DecisionRule
from tests.golden.tables import read, tolerance

chances = st.floats(0, 1)


def test_published_law() -> None:
    rows = read("poisson_first_ballot.csv")
    found = poisson_first_ballot(0.63933, 0.74942, 12)
    assert len(rows) == 13
    for row in rows:
        p = found.probabilities[int(row["guilty_votes"])]
        assert abs(p - float(row["probability"])) <= tolerance(row["probability"]), row


@pytest.mark.parametrize("row", read("poisson_fit.csv"), ids=lambda row: row["group"])
def test_published_fit(row: dict[str, str]) -> None:
    found = fit_guilt_mixture(float(row["convicted"]), float(row["convicted_by_least"]))
    assert found.prior_guilt == pytest.approx(float(row["prior_guilt"]), abs=1e-5)
    assert found.reliability == pytest.approx(float(row["reliability"]), abs=1e-5)
    before = int(row["condemned_1825_30"]) / int(row["accused_1825_30"])
    after = int(row["condemned_1831"]) / int(row["accused_1831"])
    counted = fit_guilt_mixture(before, before - after)
    assert counted.prior_guilt == pytest.approx(float(row["prior_guilt_by_counts"]), abs=1e-5)
    assert counted.reliability == pytest.approx(float(row["reliability_by_counts"]), abs=1e-5)
    for printed, name in (
        ("prior_guilt_print", "prior_guilt"),
        ("reliability_print", "reliability"),
    ):
        if row[printed]:
            assert getattr(found, name) == pytest.approx(float(row[printed]), abs=1e-3)


@pytest.mark.parametrize("group", ["all", "persons", "property"])
def test_the_years_sum_to_the_totals_that_are_fitted(group: str) -> None:
    years = read("poisson_assizes.csv")
    totals = next(row for row in read("poisson_fit.csv") if row["group"] == group)
    for kind in ("accused", "condemned"):
        summed = sum(int(year[f"{group}_{kind}"]) for year in years)
        assert summed == int(totals[f"{kind}_1825_30"])


@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(4, 23),
    prior=st.floats(0.02, 0.98),
    reliability=st.floats(0.55, 0.98),
    data=st.data(),
)
def test_the_fit_finds_what_made_the_shares(
    size: int, prior: float, reliability: float, data: st.DataObject
) -> None:
    needed = data.draw(st.integers(size // 2 + 1, size - 1))
    law = poisson_first_ballot(prior, reliability, size).probabilities
    found = fit_guilt_mixture(
        math.fsum(law[needed:]), law[needed], jury_size=size, to_convict=needed
    )
    assert found.prior_guilt == pytest.approx(prior, abs=1e-6)
    assert found.reliability == pytest.approx(reliability, abs=1e-6)


@pytest.mark.parametrize(
    ("convicted", "by_least", "size", "needed"),
    [
        (0.1, 0.5, 12, 7),
        (0.5, 0.4, 12, 7),
        (math.nan, 0.1, 12, 7),
        (60, 7, 12, 7),
        (0.5, 0.1, 12, 12),
        (0.5, 0.1, 12, 6),
        (0.5, 0.1, 24, 13),
    ],
)
def test_shares_that_no_such_jury_shows_are_refused(
    convicted: float, by_least: float, size: int, needed: int
) -> None:
    with pytest.raises(OutOfDomainError, match="fit_guilt_mixture"):
        fit_guilt_mixture(convicted, by_least, jury_size=size, to_convict=needed)


def test_jurors_who_are_never_wrong_convict_no_one_by_the_smallest_majority() -> None:
    found = fit_guilt_mixture(0.6, 0.0)
    assert (found.prior_guilt, found.reliability) == pytest.approx((0.6, 1.0))


@given(prior=chances, reliability=chances, size=st.integers(3, 23), data=st.data())
def test_verdicts_are_sums_over_the_first_ballot(
    prior: float, reliability: float, size: int, data: st.DataObject
) -> None:
    convict = data.draw(st.integers(1, size))
    acquit = data.draw(st.integers(size - convict + 1, size))
    jury = GuiltMixture(prior_guilt=prior, reliability=reliability)
    law = jury.first_ballot(size).probabilities
    found = jury.verdicts(DecisionRule(jury_size=size, to_convict=convict, to_acquit=acquit))
    assert found.convict == pytest.approx(math.fsum(law[convict:]), rel=1e-9, abs=1e-14)
    assert found.acquit == pytest.approx(math.fsum(law[: size - acquit + 1]), rel=1e-9, abs=1e-14)
    assert found.convict + found.acquit + found.hung == pytest.approx(1, abs=1e-12)
    if found.guilt_given_conviction is not None:
        bayes = prior * found.convict_if_guilty
        assert found.guilt_given_conviction * found.convict == pytest.approx(bayes, abs=1e-15)


@given(prior=chances, reliability=chances, size=st.integers(3, 23))
def test_the_mirror_has_the_same_votes(prior: float, reliability: float, size: int) -> None:
    here = poisson_first_ballot(prior, reliability, size).probabilities
    there = poisson_first_ballot(1 - prior, 1 - reliability, size).probabilities
    assert here == pytest.approx(there, rel=1e-6, abs=1e-12)


@given(prior=st.floats(0.01, 0.99), reliability=st.floats(0.51, 0.99), size=st.integers(3, 23))
def test_more_votes_say_more(prior: float, reliability: float, size: int) -> None:
    jury = GuiltMixture(prior_guilt=prior, reliability=reliability)
    guilt = [jury.guilt_given_votes(votes, size) for votes in range(size + 1)]
    known = [p for p in guilt if p is not None]
    assert len(known) == size + 1
    assert all(less <= more for less, more in pairwise(known))
    if size % 2 == 0:
        assert known[size // 2] == pytest.approx(prior, rel=1e-9)


def test_guilt_given_what_cannot_happen_is_none() -> None:
    jury = GuiltMixture(prior_guilt=0.5, reliability=1.0)
    assert jury.guilt_given_votes(1, 12) is None
    assert jury.guilt_given_votes(12, 12) == 1


@given(size=st.integers(3, 23), share=chances)
def test_a_known_state_is_the_binomial(size: int, share: float) -> None:
    assume(0 < share < 1)
    known = poisson_first_ballot(1.0, share, size).probabilities
    binomial = [math.comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(size + 1)]
    assert known == pytest.approx(binomial, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("bad", [(1.5, 0.7, 12), (0.5, math.nan, 12), (0.5, 0.7, 2)])
def test_bad_input_is_refused(bad: tuple[float, float, int]) -> None:
    with pytest.raises(OutOfDomainError, match="accepted:"):
        poisson_first_ballot(*bad)


def test_votes_outside_the_jury_are_refused() -> None:
    with pytest.raises(OutOfDomainError, match="guilty_votes"):
        GuiltMixture(prior_guilt=0.5, reliability=0.7).guilt_given_votes(13, 12)
