"""Any scheme: the table of another scheme gives that scheme; what is no table is refused."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.deliberation.models.social_decision_scheme import SocialDecisionScheme
from juryroom.deliberation.registry import models
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.patience import Never
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.trial import Trial
from tests.deliberation.pages import check_page

COLUMN = [[0, 1, 0], [0, 1, 0], [1, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize("name", models())
@pytest.mark.parametrize("jury_size", [3, 6, 12])
def test_the_table_of_any_model_gives_that_model(name: str, jury_size: int) -> None:
    """A chain that can get stuck is taken under a court that does not wait for ever."""
    rule, kind = DecisionRule.unanimous(jury_size), models()[name]
    law = deliberation_law(kind(), rule, Never())
    scheme = SocialDecisionScheme.from_matrix(law.endings / law.endings.sum(axis=1)[:, None])
    ballot = FirstBallot.binomial(0.6, jury_size)
    expected, found = (Trial(made, ballot).solve() for made in (kind(), scheme))
    for ending in ("guilty", "not_guilty", "hung"):
        assert getattr(found, ending) == pytest.approx(getattr(expected, ending), abs=1e-11)


@given(jury_size=st.integers(3, 23), data=st.data())
def test_rows_come_back_as_given(jury_size: int, data: st.DataObject) -> None:
    weights = data.draw(
        st.lists(
            st.tuples(*[st.integers(0, 10)] * 2, st.integers(1, 10)),
            min_size=jury_size + 1,
            max_size=jury_size + 1,
        )
    )
    matrix = np.array([np.array(row) / sum(row) for row in weights])
    scheme = SocialDecisionScheme.from_matrix(matrix)
    np.testing.assert_array_equal(scheme.endings(jury_size), matrix)
    assert scheme == SocialDecisionScheme(rows=scheme.rows)
    assert hash(scheme) == hash(SocialDecisionScheme.from_matrix(matrix.tolist()))


def test_a_change_to_what_is_returned_changes_nothing() -> None:
    scheme = SocialDecisionScheme.from_matrix(COLUMN)
    scheme.endings(3)[0] = 9
    assert scheme.endings(3)[0].tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    "bad",
    [
        [[0, 1], [0, 1], [1, 0], [1, 0]],
        [*COLUMN[:3], [1, 0.1, 0]],
        [*COLUMN[:3], [1.5, -0.5, 0]],
        [*COLUMN[:3], [math.nan, 0, 0]],
        [*COLUMN[:3], ["a", 0, 0]],
        [*COLUMN[:3], [1, 0]],
        COLUMN[:3],
        COLUMN * 7,
        [],
        [1, 0, 0],
    ],
)
def test_what_is_no_table_is_refused(bad: Sequence[Sequence[float]]) -> None:
    with pytest.raises(OutOfDomainError, match="SocialDecisionScheme"):
        SocialDecisionScheme.from_matrix(bad)


def test_every_wrong_row_is_named() -> None:
    with pytest.raises(OutOfDomainError) as caught:
        SocialDecisionScheme.from_matrix([[0, 1, 0], [0, 0, 0], [2, 0, 0], [1, 0, 0]])
    assert [problem.where for problem in caught.value.problems] == [
        "SocialDecisionScheme.rows[1]",
        "SocialDecisionScheme.rows[2]",
    ]


def test_another_jury_size_is_refused() -> None:
    scheme = SocialDecisionScheme.from_matrix(COLUMN)
    with pytest.raises(OutOfDomainError, match="one jury size"):
        Trial(scheme, FirstBallot.known(3, 6)).solve()


def test_it_has_no_name_on_the_command_line() -> None:
    assert SocialDecisionScheme not in models().values()


def test_page() -> None:
    check_page("any-scheme.md")
