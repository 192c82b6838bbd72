"""Retry until a verdict: the published table, and a series of trials added up."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.deliberation.models.retry_until_verdict import RetryUntilVerdict, after_retrials
from juryroom.errors import OutOfDomainError
from tests.deliberation.pages import check_page
from tests.golden.tables import read

NAMES = ("convict", "acquit", "hung", "convict_in_the_end")


def test_published() -> None:
    rows = read("retry_until_verdict.csv")
    assert len(rows) == 18
    for row in rows:
        found = RetryUntilVerdict(
            accuracy=float(row["accuracy"]),
            votes=int(row["votes"]),
            jury_size=int(row["jury_size"]),
        ).results()
        for name in NAMES:
            assert found[name] == pytest.approx(float(row[name]), rel=0, abs=1e-10), row


@given(convict=st.floats(0.01, 0.6), acquit=st.floats(0.01, 0.4))
def test_a_series_of_trials_adds_up_to_it(convict: float, acquit: float) -> None:
    hung = 1 - convict - acquit
    end = after_retrials(convict, acquit)
    runs = range(2000)
    assert end.convict == pytest.approx(math.fsum(hung**i * convict for i in runs), rel=1e-9)
    assert end.trials == pytest.approx(math.fsum((i + 1) * hung**i * (1 - hung) for i in runs))
    assert end.convict + end.acquit == pytest.approx(1, rel=1e-15)


@given(size=st.integers(1, 60), accuracy=st.floats(0, 1), data=st.data())
def test_the_endings_sum_to_one(size: int, accuracy: float, data: st.DataObject) -> None:
    votes = data.draw(st.integers(size // 2 + 1, size))
    found = RetryUntilVerdict(accuracy=accuracy, votes=votes, jury_size=size).results()
    one = [found[name] for name in ("convict", "acquit", "hung")]
    assert sum(p for p in one if p is not None) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("bad", [(0, 0), (0.7, 0.4), (math.nan, 0.5), (-0.1, 0.5)])
def test_chances_that_are_none_are_refused(bad: tuple[float, float]) -> None:
    with pytest.raises(OutOfDomainError, match="after_retrials"):
        after_retrials(*bad)


@pytest.mark.parametrize("votes", [13, 6])
def test_votes_that_no_rule_can_need_are_refused(votes: int) -> None:
    with pytest.raises(OutOfDomainError, match=r"RetryUntilVerdict\.votes"):
        RetryUntilVerdict(votes=votes)


def test_page() -> None:
    check_page("retry-until-verdict.md")
