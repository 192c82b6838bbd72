"""The reference given what is known of a first jury: by another way, draw by draw."""

import numpy as np
import pytest
from scipy.integrate import quad_vec
from scipy.stats import binom

from juryroom.catalog.reference import Reference, reference
from juryroom.errors import JuryroomError
from juryroom.forecast.known_reference import KnownReference
from juryroom.forecast.new_jury import Reading, likelihood_of
from juryroom.jury.first_ballot import FirstBallot
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.record.fields import Tally
from juryroom.record.trials import SplitStage

RULE = DecisionRule.unanimous(6)
READINGS = (
    Reading(id="hung", words="it hung"),
    Reading(id="end", words="5 to 1", stage=SplitStage.FINAL, tally=Tally(guilty=5, not_guilty=1)),
    Reading(
        id="first", words="2 to 4", stage=SplitStage.FIRST,
        tally=Tally(guilty=2, not_guilty=4),
    ),
)  # fmt: skip


def few(*places: int) -> Reference:
    whole = reference()
    return Reference(whole.draws[list(places)], whole.columns, whole.meta, whole.sha256)


def integrated(estimate: Reference, reading: Reading) -> tuple[np.ndarray, np.ndarray]:
    """Integrate the share out by quadrature, in every draw, and add the draws up."""
    n = RULE.jury_size
    votes = np.arange(n + 1)
    laws = [estimate.outcome(FirstBallot.known(k, n), RULE) for k in range(n + 1)]
    total, weights = np.zeros(3), np.zeros(len(estimate))
    for draw in range(len(estimate)):
        hung = np.array([law.endings[draw, 2] for law in laws])
        last = np.array([law.last_split[draw] for law in laws])
        likelihood = {"hung": hung, "end": last[:, 5], "first": hung * (votes == 2)}[reading.id]
        endings = np.array([law.endings[draw] for law in laws])

        def joint(
            p: float, likelihood: np.ndarray = likelihood, endings: np.ndarray = endings
        ) -> np.ndarray:
            known = float(binom.pmf(votes, n, p) @ likelihood)
            return np.append(known * (binom.pmf(votes, n, p) @ endings), known)

        found, _ = quad_vec(joint, 0, 1, epsabs=1e-14, epsrel=1e-12)
        total, weights[draw] = total + found[:3], found[3]
    return total / weights.sum(), weights / weights.sum()


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.id)
def test_every_draw_weighs_as_it_explains_the_first_jury(reading: Reading) -> None:
    estimate = few(3, 500, 1_200, 1_999)
    known = KnownReference(estimate, RULE)
    found = known.new_jury(
        likelihood_of(known.first.endings, known.first.last_split, reading, RULE.jury_size)
    )
    assert found is not None
    endings, weights = integrated(estimate, reading)
    outcome = found.outcome
    assert [outcome.guilty, outcome.not_guilty, outcome.hung] == pytest.approx(endings, abs=1e-12)
    assert found.weights == pytest.approx(weights, abs=1e-12)
    # The control: with equal weights the answer is another one.
    assert np.abs(weights - 0.25).max() > 0.01


def test_one_draw_has_an_interval_of_one_number() -> None:
    known = KnownReference(few(7), RULE)
    found = known.new_jury(known.first.endings[..., 2])
    assert found is not None
    for ending, (low, high) in found.intervals:
        assert low == high == pytest.approx(found.outcome.probability[ending], abs=1e-12)


def test_a_jury_that_hung_makes_another_that_hangs_more_probable() -> None:
    """Before the first trial every first ballot is equally likely: the mean law says how many hang."""
    known = KnownReference(reference(), RULE)
    found = known.new_jury(known.first.endings[..., 2])
    assert found is not None
    anyhow = reference().mean_law(RULE).endings[:, 2].mean()
    assert found.outcome.hung > anyhow
    low, high = dict(found.intervals)[Ending.HUNG]
    assert low < found.outcome.hung < high


def test_what_cannot_happen_gives_nothing() -> None:
    known = KnownReference(few(1, 2), RULE)
    assert known.new_jury(np.zeros((7, 2))) is None


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(JuryroomError):
        reference().outcomes(RULE, "civil")


def test_the_share_of_a_jury_whose_first_ballot_is_known() -> None:
    """Every share as likely as any other before: after 2 of 6, a beta distribution of mean 3/8."""
    known = KnownReference(few(3, 500), RULE)
    likelihood = np.zeros((7, 2))
    likelihood[2] = 0.25
    found = known.new_jury(likelihood)
    assert found is not None
    assert found.mean_share == pytest.approx(3 / 8, abs=1e-12)
    assert found.weights == pytest.approx([0.5, 0.5], abs=1e-12)


def test_how_juries_stand_that_hang_by_each_first_ballot() -> None:
    """Where nothing is known every first ballot of the new jury is as likely as any other."""
    estimate = few(7)
    found = KnownReference(estimate, RULE).new_jury(np.ones((7, 1)))
    assert found is not None
    laws = [estimate.outcome(FirstBallot.known(k, 6), RULE) for k in range(7)]
    hung = float(np.mean([law.endings[0, 2] for law in laws]))
    last = np.mean([law.last_split[0] for law in laws], axis=0)
    stood = found.outcome.last_split_when_hung
    assert stood is not None
    assert found.outcome.hung == pytest.approx(hung, abs=1e-12)
    assert [stood.get(votes, 0.0) for votes in range(7)] == pytest.approx(last / hung, abs=1e-12)
