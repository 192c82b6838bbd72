"""The reference estimate: its chain against other code, its answers, its limits."""

from json import loads

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.catalog.published import dataset
from juryroom.catalog.reference import FOLDER, KINDS, MISSING, Reference, estimate_name, reference
from juryroom.catalog.reference_chain import ChainSettings, chain_laws, chain_outcomes
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import UnknownNameError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.patience import HangHazard
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule, Ending


def settings(slope: float, bias: float, hazard: float, slip: float) -> ChainSettings:
    return ChainSettings(*(np.array([value]) for value in (slope, bias, hazard, slip)))


@given(
    slope=st.floats(0.05, 0.8),
    bias=st.floats(-1, 1.2),
    hazard=st.floats(1e-4, 0.2),
    size=st.integers(3, 23),
    short=st.integers(0, 2),
)
def test_the_chain_is_the_tug_of_war_before_a_court_that_loses_patience(
    slope: float, bias: float, hazard: float, size: int, short: int
) -> None:
    to_convict = max(size - short, size // 2 + 1)
    rule = DecisionRule(jury_size=size, to_convict=to_convict, to_acquit=to_convict)
    # Inside [0, 1] for every division, where the model itself is defined.
    slope = min(slope, 0.9 * size / (size - 2 + 2 * abs(bias)))
    law = deliberation_law(TugOfWar(slope=slope, bias=bias), rule, HangHazard(per_ballot=hazard))
    found = chain_laws(settings(slope, bias, hazard, 0.0), rule)
    np.testing.assert_allclose(found.endings[0], law.endings, atol=1e-8)
    assert law.mean_ballots is not None
    np.testing.assert_allclose(found.mean_ballots[0], law.mean_ballots, rtol=1e-6, atol=1e-8)


@given(slip=st.floats(0, 1), votes=st.integers(0, 8))
def test_a_slip_mixes_in_a_jury_that_began_anywhere(slip: float, votes: int) -> None:
    rule = DecisionRule.unanimous(8)
    sure = chain_laws(settings(0.6, 0.5, 0.01, 0.0), rule).endings[0]
    found = chain_laws(settings(0.6, 0.5, 0.01, slip), rule).endings[0, votes]
    np.testing.assert_allclose(found, (1 - slip) * sure[votes] + slip * sure.mean(axis=0))
    one = chain_outcomes(settings(0.6, 0.5, 0.01, slip), FirstBallot.known(votes, 8), rule)
    np.testing.assert_allclose(one.endings[0], found, atol=1e-12)
    np.testing.assert_allclose(one.last_split.sum(), found[2], atol=1e-12)


def test_the_file_says_from_which_data_it_was_made() -> None:
    for missing in MISSING:
        meta = loads((FOLDER / estimate_name(missing)).read_text())
        assert meta["data"]["sha256"] == dataset("deliberations").sha256
        assert meta["data"]["rows_used"] + sum(meta["data"]["rows_left_out"].values()) == 2050
        assert meta["posterior"]["effective"] >= 400
        assert meta["posterior"]["pareto_k"] <= 0.7
        assert len(meta["draws"]) == 2000


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [3, 6, 8, 12, 23])
def test_no_ending_has_probability_0_and_more_votes_mean_more_guilt(kind: str, size: int) -> None:
    endings = reference().laws(DecisionRule.unanimous(size), kind).endings
    np.testing.assert_allclose(endings.sum(axis=2), 1, atol=1e-9)
    assert endings.min() > 0
    assert (np.diff(endings[:, :, 0], axis=1) > -1e-12).all()
    assert (np.diff(endings[:, :, 0].mean(axis=0)) > 0).all()


def test_a_conviction_from_nought_of_six_was_seen_and_is_possible() -> None:
    found = reference().outcome(FirstBallot.known(0, 6), kind="mock")
    assert 0.0005 < found.mean.guilty < 0.02


def test_intervals_hold_the_mean_and_nest() -> None:
    found = reference().outcome(FirstBallot.known(7, 12))
    for ending, (half, most, nearly_all) in found.intervals.items():
        assert nearly_all.low < most.low < half.low < half.high < most.high < nearly_all.high
        assert found.mean.probability[ending] in nearly_all


def test_sizes_that_were_not_observed_are_less_certain() -> None:
    def log_odds(size: int) -> np.typing.NDArray[np.float64]:
        slope = reference().settings(size).slope
        return np.log(slope / (1 - slope))

    along = np.log2(9 / 6)
    line = (1 - along) * log_odds(6) + along * log_odds(12)
    assert log_odds(9).std() > line.std()
    assert log_odds(23).std() > log_odds(14).std() > log_odds(12).std()
    assert log_odds(3).std() > log_odds(5).std() > log_odds(6).std()


def test_a_majority_rule_hangs_fewer_juries() -> None:
    ten = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    ballot = FirstBallot.known(7, 12)
    assert reference().outcome(ballot, ten).mean.hung < reference().outcome(ballot).mean.hung


def test_pressure_moves_verdicts_toward_guilty() -> None:
    ballot = FirstBallot.known(6, 12)
    pressed = reference().outcome(ballot, pressure=0.05)
    assert (pressed.endings[:, 0] > reference().outcome(ballot).endings[:, 0]).all()


def test_the_assumption_about_missing_verdicts_matters_for_hanging() -> None:
    ballot = FirstBallot.known(7, 12)
    hung, dropped = (reference(missing).outcome(ballot).mean.hung for missing in MISSING)
    assert hung > dropped


def test_an_outcome_is_data() -> None:
    found = reference().outcome(FirstBallot.known(8, 12)).as_json()
    assert set(found["intervals"]) == {ending.value for ending in Ending}
    assert found["reference"]["draws"] == 2000
    assert found["guilty"] + found["not_guilty"] + found["hung"] == pytest.approx(1)


def test_what_is_not_known_is_refused_by_name() -> None:
    with pytest.raises(UnknownNameError, match="kind of jury"):
        reference().settings(12, "grand")
    with pytest.raises(UnknownNameError, match="missing"):
        reference("missing")


def test_a_file_reads_back_as_it_was_written() -> None:
    found = Reference.read(FOLDER / reference().file_name)
    assert found.sha256 == reference().sha256
    assert len(found) == 2000


def test_the_mean_law_is_the_mean_of_outcomes() -> None:
    rule = DecisionRule.unanimous(12)
    law = reference().mean_law(rule)
    found = reference().outcome(FirstBallot.known(7, 12), rule)
    np.testing.assert_allclose(law.endings[7], found.endings.mean(axis=0))
    assert law.last_split is not None
    np.testing.assert_allclose(law.last_split.sum(axis=1), law.endings[:, 2], atol=1e-12)
