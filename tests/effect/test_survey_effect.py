"""From a survey to the effect: against exact trials, and each defect of sate that belongs here."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from juryroom.catalog.line_up import line_up
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.effect.effect_result import SurveyEffect
from juryroom.effect.law_draws import LawDraws, laws_of, named_laws, outcome_draws
from juryroom.effect.survey_effect import survey_effect
from juryroom.errors import OutOfDomainError, UnknownNameError
from juryroom.jury.many_ballots import Strikes, first_ballot
from juryroom.jury.shares import mid_p_quantiles
from juryroom.jury.survey import Respondent, Survey
from juryroom.outcome.patience import Never
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Streams

quick = partial(survey_effect, draws=2_000)

TWELVE = DecisionRule.unanimous(12)
CASE = Survey.of_counts({"actual": (280, 400), "hypothetical": (270, 450)})
SATE = laws_of([TugOfWar()], TWELVE, Never(), "sate 3.1.1")


def of(actual: tuple[int, int], hypothetical: tuple[int, int], **kwargs: object) -> SurveyEffect:
    survey = Survey.of_counts({"actual": actual, "hypothetical": hypothetical})
    given = {"models": (SATE,), "single_model": True, **kwargs}
    return quick(survey, **given)  # pyright: ignore[reportArgumentType]  # mixed options


def test_values_are_those_of_exact_trials() -> None:
    found = quick(CASE)
    assert next(model.name for model in found.models) == "reference"
    for entrant in line_up(TWELVE):
        if entrant.name not in {"linear-pull", "private-public", "tug-of-war"}:
            continue
        own = found.model(entrant.name)
        trials = {
            condition: entrant.trial(first_ballot(share, 12)).solve().probability
            for condition, share in (("actual", 0.7), ("hypothetical", 0.6))
        }
        for ending in Ending:
            for condition, exact in trials.items():
                assert own.outcomes[condition][ending].value == pytest.approx(
                    exact[ending], abs=1e-12
                )
            effect = trials["actual"][ending] - trials["hypothetical"][ending]
            assert own.effect[ending].value == pytest.approx(effect, abs=1e-12)


def test_without_patience_the_tug_of_war_is_sates_comparison() -> None:
    """sate 3.1.1, compare.jury.stats(.70, 400, .60, 450): .193, 90% interval .092 to .295."""
    effect = of((280, 400), (270, 450)).models[0].effect[Ending.GUILTY]
    assert effect.value == pytest.approx(0.193, abs=5e-4)
    assert effect.sampling.low == pytest.approx(0.092, abs=3e-3)
    assert effect.sampling.high == pytest.approx(0.295, abs=3e-3)


def test_the_interval_of_guilty_is_that_of_the_share_mapped() -> None:
    """The curve rises with the share, so its interval is the share's, end by end (D3)."""
    found = of((380, 400), (40, 400), draws=20_000)
    for condition, guilty in (("actual", 380.0), ("hypothetical", 40.0)):
        ends = mid_p_quantiles(np.full(2, guilty), np.full(2, 400.0), np.array([0.05, 0.95]))
        mapped = [binom.pmf(np.arange(13), 12, p) @ SATE.endings[0, :, 0] for p in ends]
        interval = found.models[0].outcomes[condition][Ending.GUILTY].sampling
        assert (interval.low, interval.high) == pytest.approx(mapped, abs=2e-4)
        assert 0 <= interval.low < interval.high <= 1


@pytest.mark.parametrize("guilty", [0, 1, 2, 398, 399, 400])
def test_no_share_is_too_near_an_end(guilty: int) -> None:
    """D4: sate stops below .01 and above .99; D8: zero width at 0 and 1."""
    own = of((guilty, 400), (200, 400))
    estimate = own.models[0].outcomes["actual"][Ending.GUILTY]
    assert estimate.sampling.high > estimate.sampling.low
    assert estimate.sampling.low <= estimate.value + 1e-12
    assert estimate.value <= estimate.sampling.high + 1e-12
    assert own.arm("actual").interval.high > own.arm("actual").interval.low


def test_a_large_effect_is_reported_whole() -> None:
    """D5: effects above .5 fall off sate's harm bar."""
    effect = of((380, 400), (80, 400)).models[0].effect[Ending.GUILTY]
    assert effect.value > 0.9
    assert -1 <= effect.sampling.low < effect.value < effect.sampling.high <= 1


def test_nothing_is_rounded_on_the_way() -> None:
    """D6: sate subtracts rounded arms."""
    found = of((281, 400), (270, 450)).models[0]
    arms = [found.outcomes[c][Ending.GUILTY].value for c in ("actual", "hypothetical")]
    assert found.effect[Ending.GUILTY].value == pytest.approx(arms[0] - arms[1], abs=1e-14)
    assert round(arms[0], 3) != arms[0]


def test_arms_are_drawn_independently_and_parameters_are_shared() -> None:
    """D7: sate's one seed drives both arms, and counts coefficients twice."""
    rng = Streams(3).at("settings").generator()
    slopes = rng.uniform(0.2, 0.8, 400)
    law = laws_of([TugOfWar(slope=float(a)) for a in slopes], TWELVE, Never(), "drawn")
    same = of((300, 400), (300, 400), models=(law,)).models[0].effect[Ending.GUILTY]
    assert same.parameters is not None
    # The shares are equal, so whatever the parameters are, the effect at those shares is none.
    assert same.parameters.low == same.parameters.high == pytest.approx(0, abs=1e-12)
    one = of((300, 400), (300, 400)).models[0]
    widths = [
        (i.high - i.low) / 2
        for i in (
            one.outcomes["actual"][Ending.GUILTY].sampling,
            one.outcomes["hypothetical"][Ending.GUILTY].sampling,
            one.effect[Ending.GUILTY].sampling,
        )
    ]
    assert widths[2] == pytest.approx(np.hypot(widths[0], widths[1]), rel=0.05)


def test_sampling_and_parameters_apart_and_together() -> None:
    rng = Streams(4).at("settings").generator()
    law = laws_of(
        [TugOfWar(bias=float(b)) for b in rng.uniform(-2, 2, 500)], TWELVE, Never(), "drawn"
    )
    estimate = of((60, 100), (50, 100), models=(law,)).models[0].outcomes["actual"][Ending.GUILTY]
    assert estimate.parameters is not None
    widths = {
        name: i.high - i.low
        for name, i in (
            ("sampling", estimate.sampling),
            ("parameters", estimate.parameters),
            ("both", estimate.both),
        )
    }
    assert max(widths["sampling"], widths["parameters"]) < widths["both"]
    assert widths["both"] < widths["sampling"] + widths["parameters"]
    exact = np.quantile(
        [binom.pmf(np.arange(13), 12, 0.6) @ table[:, 0] for table in law.endings], [0.05, 0.95]
    )
    assert (estimate.parameters.low, estimate.parameters.high) == pytest.approx(exact, abs=0.01)


def test_weights_reach_the_interval() -> None:
    """D10: sate's user passes the raw number of respondents."""
    people = [
        Respondent(
            row=row,
            condition="actual" if row % 2 else "hypothetical",
            leaning=float(row % 10 < 6),
            weight=5.0 if row % 8 < 2 else 0.5,
        )
        for row in range(2, 802)
    ]
    flat = Survey(respondents=tuple(people)).reweighted([1.0] * 800)
    heavy = Survey(respondents=tuple(people), weighted=True)
    wide, narrow = (quick(s, models=(SATE,), single_model=True) for s in (heavy, flat))
    size = wide.arm("actual").size
    assert size.effective < 0.5 * size.respondents
    ratio = [
        found.arm("actual").interval.high - found.arm("actual").interval.low
        for found in (wide, narrow)
    ]
    assert ratio[0] / ratio[1] == pytest.approx((400 / size.effective) ** 0.5, rel=0.1)
    assert not wide.tests["actual"].exact
    assert "EFF-9" in {assumption.id for assumption in wide.assumptions}


@settings(max_examples=20)
@given(st.integers(0, 60), st.integers(0, 60))
def test_exchanging_the_trials_turns_the_sign(a: int, b: int) -> None:
    one, other = of((a, 60), (b, 60)), of((b, 60), (a, 60))
    for ending in Ending:
        ahead, back = (f.models[0].effect[ending].value for f in (one, other))
        assert ahead == pytest.approx(-back, abs=1e-12)
    assert one.tests["actual"].p_value == pytest.approx(other.tests["actual"].p_value, abs=1e-9)
    total = sum(one.models[0].effect[ending].value for ending in Ending)
    assert total == pytest.approx(0, abs=1e-12)


def test_the_chance_of_exceeding_a_threshold_falls_with_it() -> None:
    found = of((280, 400), (270, 450), thresholds=(-1.0, 0.0, 0.1, 0.19, 1.0)).models[0]
    chances = [one.both for one in found.exceeding["actual"]]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1
    assert chances[-1] == 0
    assert chances[3] == pytest.approx(0.5, abs=0.05)


def test_the_same_seed_gives_the_same_bytes_and_models_share_their_draws() -> None:
    first, second = quick(CASE), quick(CASE)
    assert first.as_json() == second.as_json()
    other = quick(CASE, stream=Streams(1).at("survey effect"))
    assert other.as_json() != first.as_json()
    alone = quick(CASE, models=("tug-of-war",), single_model=True).model("tug-of-war")
    assert alone.as_json() == first.model("tug-of-war").as_json()


def test_fewer_than_four_models_need_a_flag_and_are_named() -> None:
    with pytest.raises(OutOfDomainError, match="at least four models"):
        quick(CASE, models=("tug-of-war", "linear-pull"))
    found = quick(CASE, models=("tug-of-war",), single_model=True)
    assert found.few_models
    assert "EFF-11" in {assumption.id for assumption in found.assumptions}
    assert not quick(CASE).few_models


def test_the_range_holds_every_model() -> None:
    found = quick(CASE)
    for ending in Ending:
        low, high = found.span(ending)
        least, most = found.interval_span(ending)
        for model in found.models:
            assert low <= model.effect[ending].value <= high
            assert least <= model.effect[ending].both.low
            assert model.effect[ending].both.high <= most


def test_other_rules_sizes_resemblance_and_strikes_are_used() -> None:
    ten = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    found = quick(CASE, rule=ten, resemblance=0.1, strikes=Strikes(prosecution=6, defence=10))
    for entrant in line_up(ten):
        start = first_ballot(0.7, 12, resemblance=0.1, strikes=Strikes(prosecution=6, defence=10))
        exact = entrant.trial(start).solve()
        value = found.model(entrant.name).outcomes["actual"][Ending.HUNG].value
        assert value == pytest.approx(exact.hung, abs=1e-12)
    six = quick(CASE, jury_size=6)
    ballot = six.arm("actual").first_ballot
    assert ballot is not None
    assert len(ballot.probabilities) == 7


def test_not_all_guilty_is_not_guilty_and_hung_together() -> None:
    for model in quick(CASE).models:
        own = model.outcomes["hypothetical"]
        expected = own[Ending.NOT_GUILTY].value + own[Ending.HUNG].value
        assert model.not_all_guilty_without.value == pytest.approx(expected, abs=1e-12)


def test_a_third_condition_is_compared_with_the_hypothetical_one() -> None:
    survey = Survey.of_counts({"actual": (70, 100), "hypothetical": (50, 100), "both": (80, 100)})
    found = quick(survey)
    assert set(found.tests) == {"actual", "both"}
    for model in found.models:
        apart = (
            model.outcomes["both"][Ending.GUILTY].value
            - model.outcomes["hypothetical"][Ending.GUILTY].value
        )
        assert model.effects["both"][Ending.GUILTY].value == pytest.approx(apart, abs=1e-12)


@pytest.mark.parametrize(
    ("option", "value"),
    [("confidence", 90), ("thresholds", (10.0,)), ("resemblance", 5), ("draws", 10)],
)
def test_a_per_cent_is_refused(option: str, value: object) -> None:
    with pytest.raises(OutOfDomainError):
        of((70, 100), (50, 100), **{option: value})


def test_models_that_do_not_fit_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="'tug-of-war' \\(nearest\\)"):
        named_laws(TWELVE, ["tug-of-wr"])
    with pytest.raises(UnknownNameError, match="a scheme fixes its own rule"):
        named_laws(DecisionRule(jury_size=12, to_convict=10, to_acquit=10), ["majority"])
    with pytest.raises(OutOfDomainError, match="laws of a jury of 12"):
        quick(CASE, jury_size=6, models=(SATE,), single_model=True)
    with pytest.raises(OutOfDomainError, match="rows that sum to 1"):
        LawDraws(model="bad", endings=np.full((1, 13, 3), 0.5), says="", source="")


def test_each_draw_ends_as_its_setting_says_and_one_setting_leaves_nothing_open() -> None:
    """Three jurors; by the first setting who votes first decides, by the second no jury does."""
    decides = np.array([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    hangs = np.tile([0.0, 0.0, 1.0], (4, 1))
    ballots = np.eye(4)[[3, 3, 0, 1]]
    at, levels = np.eye(4)[[2]], np.array([0.0, 0.75, 0.25, 1.0])

    one = LawDraws(model="one", endings=decides[None], says="", source="")
    guilty, not_guilty, hung = outcome_draws(one, ballots, at, levels)
    assert [own.parameters for own in (guilty, not_guilty, hung)] == [None] * 3
    assert guilty.both.tolist() == guilty.sampling.tolist() == [1, 1, 0, 0]

    two = LawDraws(model="two", endings=np.stack([decides, hangs]), says="", source="")
    guilty, not_guilty, hung = outcome_draws(two, ballots, at, levels)
    assert (guilty.value, not_guilty.value, hung.value) == (0.5, 0.0, 0.5)
    assert guilty.sampling.tolist() == [0.5, 0.5, 0.0, 0.0]
    assert guilty.parameters is not None
    assert guilty.parameters.tolist() == [1, 0, 1, 0]
    assert guilty.both.tolist() == [1, 0, 0, 0]
    assert not_guilty.both.tolist() == [0, 0, 1, 0]
    assert hung.both.tolist() == [0, 1, 0, 1]
