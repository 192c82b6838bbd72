"""The forecast is exact: it equals numerical integration over the share of guilty leanings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad_vec
from scipy.stats import binom

from juryroom.catalog.base_rates import hung_rate
from juryroom.catalog.line_up import DEFAULT_RATE
from juryroom.forecast.new_jury import Reading, first_ballot_of_new_jury, predict
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.record.fields import Tally
from juryroom.record.trials import SplitStage

RULE = DecisionRule.unanimous(12)
RATE = hung_rate(DEFAULT_RATE)


def integrated(likelihood: np.ndarray, size: int) -> np.ndarray:
    """Integrate the share out by quadrature: another method than the closed mixture."""
    votes = np.arange(size + 1)

    def joint(p: float) -> np.ndarray:
        weight = float(binom.pmf(votes, size, p) @ likelihood)
        return np.append(weight * binom.pmf(votes, size, p), weight)

    total, _ = quad_vec(joint, 0, 1, epsabs=1e-13, epsrel=1e-12)
    return total[:-1] / total[-1]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.01, 1), min_size=4, max_size=13))
def test_mixture_equals_quadrature(likelihood: list[float]) -> None:
    size = len(likelihood) - 1
    new = first_ballot_of_new_jury(np.array(likelihood), size)
    assert new is not None
    assert np.asarray(new[0].probabilities) == pytest.approx(
        integrated(np.array(likelihood), size), abs=1e-9
    )


def test_scale_of_the_likelihood_does_not_matter() -> None:
    likelihood = np.linspace(0.1, 1, 13)
    one, ten = (first_ballot_of_new_jury(scale * likelihood, 12) for scale in (1, 10))
    assert one is not None
    assert ten is not None
    assert one[1] == pytest.approx(ten[1])


def test_what_cannot_happen_gives_no_number() -> None:
    assert first_ballot_of_new_jury(np.zeros(13), 12) is None
    reading = Reading(id="hung", words="only that the jury hung")
    by_model = {p.model: p for p in predict((reading,), RULE, RATE)}
    majority = by_model["majority"]
    assert majority.outcome is None
    assert majority.why_not is not None
    assert by_model["tug-of-war"].outcome is not None


def test_a_split_nearer_to_guilty_raises_the_chance_of_guilty() -> None:
    readings = tuple(
        Reading(
            id=str(k), words="", stage=SplitStage.FINAL, tally=Tally(guilty=k, not_guilty=12 - k)
        )
        for k in (1, 6, 11)
    )
    for name in ("linear-pull", "tug-of-war", "private-public"):
        guilty = [
            p.outcome.guilty
            for p in predict(readings, RULE, RATE)
            if p.model == name and p.outcome is not None
        ]
        assert len(guilty) == 3
        assert guilty == sorted(guilty)
        assert guilty[0] < guilty[-1]


def test_an_even_split_in_a_symmetric_model_favours_no_side() -> None:
    reading = Reading(
        id="even", words="", stage=SplitStage.FIRST, tally=Tally(guilty=6, not_guilty=6)
    )
    outcome = next(p.outcome for p in predict((reading,), RULE, RATE) if p.model == "linear-pull")
    assert outcome is not None
    assert outcome.guilty == pytest.approx(outcome.not_guilty, abs=1e-12)


@pytest.mark.parametrize(
    ("tally", "allowed"),
    [
        (Tally(guilty=11, not_guilty=1), [11]),
        (Tally(not_guilty=2, at_least=True), list(range(11))),
        (Tally(guilty=8), [8]),
        (None, list(range(13))),
    ],
)
def test_a_reading_allows_what_its_words_allow(tally: Tally | None, allowed: list[int]) -> None:
    reading = Reading(id="r", words="", stage=SplitStage.FINAL, tally=tally)
    assert [k for k in range(13) if reading.agrees(k, 12)] == allowed
