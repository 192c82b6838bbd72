"""Strikes as games in both trials: against single games, and how near what lies between them is."""

from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.catalog.line_up import line_up
from juryroom.effect.called_jury import MOST_VALUES, CalledJury, StrikeGame
from juryroom.effect.effect_result import SurveyEffect
from juryroom.effect.law_draws import LawDraws, named_laws
from juryroom.effect.strikes_effect import System, strikes_effect
from juryroom.effect.survey_effect import survey_effect
from juryroom.errors import OutOfDomainError
from juryroom.jury.many_ballots import Strikes, first_ballots
from juryroom.jury.many_chosen import replaced_ballots
from juryroom.jury.shares import mid_p_quantiles
from juryroom.jury.strike_game import StrikeOrder
from juryroom.jury.survey import Survey
from juryroom.markov.arrays import FloatArray
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Streams

quick = partial(survey_effect, draws=2_000)

SIX = DecisionRule.unanimous(6)
CASE = Survey.of_counts({"actual": (280, 400), "hypothetical": (270, 450)})
SHARES = {"actual": 0.7, "hypothetical": 0.6}
SMALL = StrikeGame(system=System.REPLACE, prosecution=2, defence=3)
GAMES = [
    SMALL,
    replace(SMALL, shows=0.4, order=StrikeOrder.DEFENCE, alternates=2),
    replace(SMALL, order=StrikeOrder.AT_ONCE),
    replace(SMALL, system=System.STRUCK, accuracy=0.6),
    replace(SMALL, system=System.STRUCK, shows=0.4, order=StrikeOrder.AT_ONCE, alternates=1),
]
NAMES = tuple(entrant.name for entrant in line_up(SIX))
WITHIN = 1e-4
"""How far the chance of guilty may lie from the game's own: what the assumption EFF-15 says."""


@cache
def found(game: StrikeGame | None) -> SurveyEffect:
    return quick(CASE, jury_size=6, strikes=game, models=NAMES, draws=200)


@cache
def laws(jury_size: int) -> tuple[LawDraws, ...]:
    rule = DecisionRule.unanimous(jury_size)
    return named_laws(rule, ["reference", *(entrant.name for entrant in line_up(rule))])


@pytest.mark.parametrize("game", GAMES, ids=str)
@pytest.mark.parametrize("condition", SHARES)
def test_every_model_gives_what_the_verb_for_strikes_gives_at_the_counted_share(
    game: StrikeGame, condition: str
) -> None:
    selection = game.selection(SHARES[condition], 6)
    cells = strikes_effect(selection, line_up(SIX)).cells
    assert [cell.model for cell in cells] == list(NAMES)
    for cell in cells:
        own = found(game).model(cell.model)
        seated = own.seated[condition]
        assert seated.first_ballot.probabilities == pytest.approx(
            cell.first_ballot.probabilities, abs=1e-12
        )
        assert (seated.spent is None) == (cell.spent is None) == (game.system is System.STRUCK)
        for ending in Ending:
            value = own.outcomes[condition][ending].value
            assert value == pytest.approx(cell.struck.probability[ending], abs=1e-10)
        if cell.spent is not None:
            assert seated.spent == pytest.approx(cell.spent, abs=1e-12)


@pytest.mark.parametrize("system", [System.REPLACE, System.STRUCK])
def test_a_game_without_strikes_is_no_game(system: System) -> None:
    plain, without = found(None), found(StrikeGame(system=system, prosecution=0, defence=0))
    for model, other in zip(plain.models, without.models, strict=True):
        for ending in Ending:
            one, two = (m.effect[ending] for m in (model, other))
            assert one.value == pytest.approx(two.value, abs=1e-12)
            # Draws are read between games: so near, and no nearer.
            assert (one.both.low, one.both.high) == pytest.approx(
                (two.both.low, two.both.high), abs=WITHIN
            )


@pytest.mark.parametrize("system", [System.REPLACE, System.STRUCK])
def test_where_nothing_shows_strikes_change_nothing_and_where_all_does_they_do(
    system: System,
) -> None:
    blind = found(StrikeGame(system=system, prosecution=2, defence=3, shows=0.0))
    seeing = found(StrikeGame(system=system, prosecution=2, defence=3))
    for plain, same, other in zip(found(None).models, blind.models, seeing.models, strict=True):
        values = [m.outcomes["actual"][Ending.GUILTY].value for m in (plain, same, other)]
        assert values[0] == pytest.approx(values[1], abs=1e-12)
        # The control: three strikes that see are worth more to the defence than two.
        assert values[2] != pytest.approx(values[0], abs=1e-6) or plain.name == "equiprobability"


@settings(max_examples=10, deadline=None)
@given(
    st.integers(0, 1000).map(lambda node: node / 1000),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from([0.3, 1.0]),
)
def test_exchanging_the_sides_exchanges_the_votes(
    share: float, prosecution: int, defence: int, shows: float
) -> None:
    """The game knows no guilt: who is called what plays no part."""
    exchanged = {
        StrikeOrder.PROSECUTION: StrikeOrder.DEFENCE,
        StrikeOrder.DEFENCE: StrikeOrder.PROSECUTION,
        StrikeOrder.AT_ONCE: StrikeOrder.AT_ONCE,
    }
    guilty = np.linspace(0, 1, 7) ** 2
    for order, other in exchanged.items():
        game = StrikeGame(system=System.REPLACE, prosecution=prosecution, defence=defence,
                          shows=shows, order=order)  # fmt: skip
        turned = replace(game, prosecution=defence, defence=prosecution, order=other)
        one = CalledJury(jury_size=6, strikes=game).ballots(np.array([share]), guilty)
        two = CalledJury(jury_size=6, strikes=turned).ballots(
            np.array([1 - share]), 1 - guilty[::-1]
        )
        assert one[0] == pytest.approx(two[0][::-1], abs=1e-9)


def between_and_exact(
    law: LawDraws, game: StrikeGame, shares: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the endings that draws have at these shares, and those of the games themselves."""
    guilty = law.mean[:, 0]
    read = CalledJury(jury_size=law.jury_size, strikes=game).ballots(shares, guilty)
    exact = replaced_ballots(shares, game.seats(law.jury_size), guilty, shows=game.shows)
    assert read.sum(axis=1) == pytest.approx(np.ones(len(shares)), abs=1e-12)
    assert read.min() >= 0
    return read @ law.mean, exact @ law.mean


@pytest.mark.parametrize("law", laws(12), ids=lambda law: law.model)
@pytest.mark.parametrize("shows", [1.0, 0.5])
def test_what_draws_read_is_near_the_game_itself(law: LawDraws, shows: float) -> None:
    """Guilty everywhere; the other two wherever the chance of guilty rises with every vote."""
    game = StrikeGame(system=System.REPLACE, prosecution=6, defence=10, shows=shows)
    shares = Streams(11).at("shares", law.model).generator().uniform(0, 1, 60)
    read, exact = between_and_exact(law, game, shares)
    apart = np.abs(read - exact)
    assert apart[:, 0].max() < WITHIN
    if (np.diff(law.mean[:, 0]) > 1e-6).all():
        assert apart.max() < WITHIN
    else:
        # A side that is indifferent jumps: near few shares, and not far.
        assert (apart[:, 2] > WITHIN).mean() < 0.15
        assert apart.max() < 0.03


def test_fewer_nodes_would_be_seen() -> None:
    """The control: between games as far apart as .05 the same test fails."""
    law = next(law for law in laws(12) if law.model == "tug-of-war")
    game = StrikeGame(system=System.REPLACE, prosecution=6, defence=10)
    read, _ = between_and_exact(law, game, np.array([0.5, 0.55]))
    _, exact = between_and_exact(law, game, np.array([0.525]))
    assert abs(read[:, 0].mean() - exact[0, 0]) > 10 * WITHIN


def test_the_interval_of_guilty_is_that_of_the_share_through_the_game() -> None:
    own = quick(CASE, jury_size=6, strikes=SMALL, draws=5_000)
    for model in own.models:
        ends = mid_p_quantiles(np.full(2, 280.0), np.full(2, 400.0), np.array([0.05, 0.95]))
        mapped = replaced_ballots(ends, SMALL.seats(6), model.law.mean[:, 0])
        interval = model.outcomes["actual"][Ending.GUILTY].sampling
        expected = mapped @ model.law.mean[:, 0]
        assert (interval.low, interval.high) == pytest.approx(expected, abs=5e-4)


def test_a_struck_jury_whose_leanings_show_may_resemble_itself() -> None:
    """It is then the accuracy model at accuracy 1, whatever jurors have in common."""
    shares, guilty = np.linspace(0, 1, 9), np.linspace(0, 1, 7)
    game = StrikeGame(system=System.STRUCK, prosecution=2, defence=3)
    jury = CalledJury(jury_size=6, resemblance=0.2, strikes=game)
    strikes = Strikes(prosecution=2, defence=3, accuracy=1.0)
    expected = first_ballots(shares, 6, resemblance=0.2, strikes=strikes)
    assert jury.ballots(shares, guilty) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("game", [SMALL, replace(SMALL, system=System.STRUCK, shows=0.9)], ids=str)
def test_other_games_know_no_resemblance(game: StrikeGame) -> None:
    with pytest.raises(OutOfDomainError, match="nothing is learnt of those to come"):
        quick(CASE, jury_size=6, strikes=game, resemblance=0.1)


def test_a_game_that_is_too_large_is_refused_and_a_struck_jury_is_not() -> None:
    large = StrikeGame(system=System.REPLACE, prosecution=40, defence=40)
    with pytest.raises(OutOfDomainError, match=f"up to {MOST_VALUES:,} values"):
        quick(CASE, strikes=large)
    assert quick(CASE, strikes=replace(large, system=System.STRUCK), draws=200).models


@pytest.mark.parametrize(
    ("given_parts", "where"),
    [
        ({"system": System.ACCURACY}, "StrikeGame.system"),
        ({"accuracy": 0.5}, "StrikeGame.accuracy"),
        ({"shows": 30}, "Venire.shows"),
        ({"prosecution": 61}, "StrikeGame.prosecution_strikes"),
        ({"alternates": 7}, "StrikeGame.alternates"),
    ],
)
def test_what_a_game_does_not_know_is_refused(given_parts: dict[str, object], where: str) -> None:
    with pytest.raises(OutOfDomainError) as error:
        replace(SMALL, **given_parts)  # pyright: ignore[reportArgumentType]
    assert error.value.problems[0].where == where


def test_first_ballots_that_differ_by_model_are_shown_by_model() -> None:
    data = found(SMALL).as_json()
    plain = found(None).as_json()
    assert [arm["first_ballot"] for arm in data["arms"]] == [None, None]
    for arm, before in zip(data["arms"], plain["arms"], strict=True):
        assert arm["first_ballot_before_strikes"] == before["first_ballot"]
    for model in data["models"]:
        assert sum(model["first_ballots"]["actual"]) == pytest.approx(1)
        assert 0 <= model["strikes_spent"]["actual"]["prosecution"] <= 2
    assert data["strikes"] == {
        "system": "strike and replace",
        "prosecution": 2,
        "defence": 3,
        "shows": 1.0,
        "order": "prosecution first",
        "accuracy": 1.0,
        "alternates": 0,
    }
    struck = found(GAMES[3])
    shared = struck.arm("actual").first_ballot
    assert shared is not None
    assert all(model.seated["actual"].first_ballot == shared for model in struck.models)


def test_assumptions_say_what_a_game_rests_on() -> None:
    by_id = {one.id: one.text for one in found(SMALL).assumptions}
    assert {"EFF-13", "EFF-14", "EFF-15"} <= set(by_id)
    assert by_id["EFF-5"].startswith("Strike and replace, prosecution first, 2 strikes")
    assert f"{WITHIN:.4f}" in by_id["EFF-15"]
    struck = {one.id for one in found(GAMES[3]).assumptions}
    assert {"EFF-13", "EFF-14"} <= struck
    assert "EFF-15" not in struck
    assert {"EFF-13", "EFF-14", "EFF-15"}.isdisjoint({one.id for one in found(None).assumptions})
