"""Every model of accuracy has a true card, gives the measures it names, and refuses what is not one."""

import math

import pytest

from juryroom.deliberation.accuracy import AccuracyModel
from juryroom.deliberation.models.condorcet import Condorcet
from juryroom.deliberation.models.laplace import Laplace
from juryroom.deliberation.models.poisson import Poisson
from juryroom.deliberation.models.retry_until_verdict import RetryUntilVerdict
from juryroom.deliberation.models.spencer import Spencer
from juryroom.errors import OutOfDomainError
from tests.deliberation.cards import check_card

ALL: tuple[type[AccuracyModel], ...] = (Condorcet, Laplace, Poisson, Spencer, RetryUntilVerdict)


@pytest.mark.parametrize("kind", ALL)
def test_card(kind: type[AccuracyModel]) -> None:
    check_card(kind)
    assert ("hung" in [measure.name for measure in kind.measures]) == kind.card.can_hang


@pytest.mark.parametrize("kind", ALL)
def test_results_are_the_measures(kind: type[AccuracyModel]) -> None:
    model = kind()
    assert list(model.results()) == [measure.name for measure in kind.measures]
    for measure, value in model.table():
        assert measure.meaning
        assert value is None or value >= 0
        if measure.unit == "probability" and value is not None:
            assert value <= 1


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("bad", [math.nan, math.inf, -0.5, 1e9, "0.7", None, True])
def test_every_parameter_refuses_what_is_outside_its_domain(
    kind: type[AccuracyModel], bad: float
) -> None:
    for parameter in kind.card.parameters:
        with pytest.raises(OutOfDomainError) as caught:
            kind(**{parameter.name: bad})
        assert parameter.name in caught.value.problems[0].where
        assert caught.value.problems[0].accepted
