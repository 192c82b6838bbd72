"""The outcome: the product, in numbers and in words."""

import json
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.proportionality import Proportionality
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.models.two_thirds_or_hung import TwoThirdsOrHung
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import HangHazard, Never
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule, Ending


def outcome_of(
    model: TugOfWar | PrivatePublic | Proportionality | TwoThirdsOrHung,
    ballot: FirstBallot,
    patience: HangHazard | None = None,
) -> Outcome:
    rule = DecisionRule.unanimous(ballot.jury_size)
    return Outcome.of(ballot, deliberation_law(model, rule, patience or Never()))


def test_in_words() -> None:
    outcome = Outcome(
        guilty=0.88671875,
        not_guilty=0.11328125,
        hung=0.0,
        mean_ballots=7.8,
        last_split_when_hung=None,
        against_verdict=None,
    )
    assert str(outcome) == "guilty 0.887; not guilty 0.113; hung 0.000 (exact)"
    assert dict(outcome.probability) == {
        Ending.GUILTY: 0.88671875,
        Ending.NOT_GUILTY: 0.11328125,
        Ending.HUNG: 0.0,
    }


@pytest.mark.parametrize("hung", [0.1 + 1e-9, 0.1 - 1e-9, float("nan")])
def test_endings_that_leave_something_out_are_refused(hung: float) -> None:
    with pytest.raises(OutOfDomainError, match="ends in one of three ways"):
        Outcome(
            guilty=0.5,
            not_guilty=0.4,
            hung=hung,
            mean_ballots=None,
            last_split_when_hung=None,
            against_verdict=None,
        )


@settings(deadline=None, max_examples=30)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 1))
def test_a_mixture_of_first_ballots_is_a_mixture_of_outcomes(
    weight: float, share: float, hazard: float
) -> None:
    patience = HangHazard(per_ballot=hazard)
    one, other = FirstBallot.known(2, 6), FirstBallot.binomial(share, 6)
    pairs = zip(one.probabilities, other.probabilities, strict=True)
    mixed = FirstBallot.distribution([weight * p + (1 - weight) * q for p, q in pairs])
    a, b, both = (outcome_of(TugOfWar(), ballot, patience) for ballot in (one, other, mixed))
    for name in ("guilty", "not_guilty", "hung", "mean_ballots"):
        expected = weight * getattr(a, name) + (1 - weight) * getattr(b, name)
        assert getattr(both, name) == pytest.approx(expected, abs=1e-12)


def test_shares_are_conditional_on_the_ending() -> None:
    """A first ballot of 1 or of 5, equally often: Bayes' rule by hand."""
    patience = HangHazard(per_ballot=0.05)
    ballot = FirstBallot.distribution([0, 0.5, 0, 0, 0, 0.5, 0])
    law = deliberation_law(PrivatePublic(), DecisionRule.unanimous(6), patience)
    outcome = Outcome.of(ballot, law)
    one, five = law.endings[1], law.endings[5]
    assert law.against_verdict is not None
    assert law.last_split is not None
    assert outcome.against_verdict is not None
    assert outcome.last_split_when_hung is not None
    for column, ending in enumerate((Ending.GUILTY, Ending.NOT_GUILTY)):
        low, high = law.against_verdict[1][column], law.against_verdict[5][column]
        assert low is not None
        assert high is not None
        by_hand = (one[column] * low + five[column] * high) / (one[column] + five[column])
        assert outcome.against_verdict[ending] == pytest.approx(by_hand, rel=1e-12)
    assert set(outcome.last_split_when_hung) == {1, 2, 3, 4, 5}
    assert sum(outcome.last_split_when_hung.values()) == pytest.approx(1, abs=1e-12)
    three = (law.last_split[1, 3] + law.last_split[5, 3]) / (one[2] + five[2])
    assert outcome.last_split_when_hung[3] == pytest.approx(three, rel=1e-12)


def test_a_verdict_that_cannot_be_has_no_share_against_it() -> None:
    outcome = outcome_of(PrivatePublic(), FirstBallot.known(6, 6))
    assert outcome.against_verdict == {Ending.GUILTY: 0.0, Ending.NOT_GUILTY: None}
    assert outcome.last_split_when_hung is None


def test_a_scheme_does_not_say_how_a_hung_jury_stands() -> None:
    outcome = outcome_of(TwoThirdsOrHung(), FirstBallot.known(3, 6))
    assert (outcome.hung, outcome.last_split_when_hung, outcome.mean_ballots) == (1, None, None)


def test_as_json_keeps_every_digit() -> None:
    outcome = outcome_of(PrivatePublic(), FirstBallot.binomial(0.6, 6), HangHazard(per_ballot=0.01))
    found = json.loads(json.dumps(outcome.as_json(), allow_nan=False))
    assert list(found) == [
        "guilty",
        "not_guilty",
        "hung",
        "mean_ballots",
        "last_split_when_hung",
        "against_verdict",
        "method",
    ]
    assert found["guilty"] == outcome.guilty
    assert found["mean_ballots"] == outcome.mean_ballots
    assert list(found["last_split_when_hung"]) == ["1", "2", "3", "4", "5"]
    assert set(found["against_verdict"]) == {"guilty", "not_guilty"}
    assert found["method"] == "exact"


def test_as_json_of_a_scheme_says_what_it_does_not_know() -> None:
    found = outcome_of(Proportionality(), FirstBallot.known(3, 6)).as_json()
    assert found == {
        "guilty": 0.5,
        "not_guilty": 0.5,
        "hung": 0.0,
        "mean_ballots": None,
        "last_split_when_hung": None,
        "against_verdict": None,
        "method": "exact",
    }


def test_an_outcome_survives_the_way_between_processes() -> None:
    outcome = outcome_of(PrivatePublic(), FirstBallot.known(3, 6), HangHazard(per_ballot=0.5))
    assert pickle.loads(pickle.dumps(outcome)) == outcome
