"""The court's patience in an effect: given or calibrated, against trials solved directly."""

from functools import partial

import pytest

from juryroom.catalog.base_rates import hung_rate
from juryroom.catalog.line_up import line_up
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.registry import model
from juryroom.effect.law_draws import PatienceFrom, laws_of
from juryroom.effect.survey_effect import survey_effect
from juryroom.errors import OutOfDomainError, UnknownNameError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.survey import Survey
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience, SplitHazard
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.trial import Trial

quick = partial(survey_effect, draws=2_000)

CASE = Survey.of_counts({"actual": (280, 400), "hypothetical": (270, 450)})
SHARES = {"actual": 0.7, "hypothetical": 0.6}
WITH_BALLOTS = ("linear-pull", "private-public", "tug-of-war")
MIXED = ("reference", *WITH_BALLOTS, "majority")
PATIENCES = [
    BallotCap(ballots=30),
    HangHazard(per_ballot=0.02),
    SplitHazard(by_minority=(0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.2)),
]


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
@pytest.mark.parametrize("rule", [DecisionRule.unanimous(12), DecisionRule(jury_size=12, to_convict=10, to_acquit=9)], ids=str)  # fmt: skip
def test_models_with_ballots_are_those_of_trials_with_the_patience_given(
    patience: Patience, rule: DecisionRule
) -> None:
    found = quick(CASE, rule=rule, patience=patience, draws=200)
    for name in WITH_BALLOTS:
        for condition, share in SHARES.items():
            ballot = FirstBallot.binomial(share, 12)
            exact = Trial(model(name), ballot, rule, patience).solve().probability
            for ending in Ending:
                value = found.model(name).outcomes[condition][ending].value
                assert value == pytest.approx(exact[ending], abs=1e-12)
        assert str(patience) in found.model(name).law.source
    assert found.as_json()["patience"] == str(patience)
    assert found.as_json()["hung_rate"] is None


def test_the_reference_and_schemes_keep_what_they_have_and_say_so() -> None:
    given = quick(CASE, patience=BallotCap(ballots=30), models=MIXED, draws=200)
    plain = quick(CASE, models=MIXED, draws=200)
    for name in ("reference", "majority"):
        for ending in Ending:
            one, other = (own.model(name).effect[ending] for own in (given, plain))
            assert one == other
    # The control: what takes the patience is another model with it.
    moved = [
        own.model("tug-of-war").outcomes["actual"][Ending.HUNG].value for own in (given, plain)
    ]
    assert abs(moved[0] - moved[1]) > 0.01
    assert "its fitted deadlock, not the patience given" in given.model("reference").law.source
    assert "no ballots, so no patience" in given.model("majority").law.source
    (text,) = (one.text for one in given.assumptions if one.id == "EFF-16")
    assert "holds for linear-pull, private-public, tug-of-war;" in text
    assert "reference keeps the deadlock" in text
    assert "without patience: majority" in text
    assert "EFF-16" not in {one.id for one in plain.assumptions}
    comes = {name: given.model(name).law.as_json()["patience"] for name in MIXED}
    assert comes == {
        "reference": "fitted",
        **dict.fromkeys(WITH_BALLOTS, "given"),
        "majority": "none",
    }


@pytest.mark.parametrize("name", ["ncsc_any_count", "kalven_zeisel_1966", None])
def test_a_hung_rate_is_that_of_the_line_up(name: str | None) -> None:
    rule = DecisionRule.unanimous(12)
    rate = None if name is None else hung_rate(name)
    found = quick(CASE, hung_rate=name, draws=200)
    for entrant in line_up(rule, rate):
        if entrant.name not in WITH_BALLOTS:
            continue
        exact = entrant.trial(FirstBallot.binomial(0.7, 12)).solve()
        value = found.model(entrant.name).outcomes["actual"][Ending.HUNG].value
        assert value == pytest.approx(exact.hung, abs=1e-12)
        assert found.model(entrant.name).law.patience is PatienceFrom.CALIBRATED
    said = found.as_json()["hung_rate"]
    assert said["id"] == (name or "hannaford_1999")
    assert said["share"] == (0.062 if rate is None else rate.share)


def test_laws_of_ones_own_keep_their_patience() -> None:
    own = laws_of([TugOfWar()], DecisionRule.unanimous(12), Never(), "waits for ever")
    models = ("reference", "linear-pull", "private-public", own)
    found = quick(CASE, patience=BallotCap(ballots=3), models=models, draws=200)
    assert found.model("tug-of-war").outcomes["actual"][Ending.HUNG].value == pytest.approx(0)
    (text,) = (one.text for one in found.assumptions if one.id == "EFF-16")
    assert "a patience of their own: tug-of-war" in text


def test_both_neither_and_unknown_are_refused() -> None:
    cap = BallotCap(ballots=3)
    with pytest.raises(OutOfDomainError, match=r"hung_rate, patience: found both"):
        quick(CASE, patience=cap, hung_rate="kalven_zeisel_1966")
    with pytest.raises(UnknownNameError, match="'ncsc_any_count' \\(nearest\\)"):
        quick(CASE, hung_rate="ncsc_any_counts")
    schemes = ("reference", "majority", "proportionality", "equiprobability")
    for given in ({"patience": cap}, {"hung_rate": "kalven_zeisel_1966"}):
        with pytest.raises(OutOfDomainError, match="a scheme has no ballots"):
            quick(CASE, models=schemes, **given)  # pyright: ignore[reportArgumentType]
    with pytest.raises(OutOfDomainError, match="7 hazards or more"):
        quick(CASE, patience=SplitHazard(by_minority=(0.0, 0.1)))
