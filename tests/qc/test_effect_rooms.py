"""What one juror, a rumour, pressure and events change: juryroom against its twins."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from juryroom.catalog.line_up import DEFAULT_RATE, Entrant, hung_rate, line_up
from juryroom.deliberation.registry import model
from juryroom.effect.claimed import claimed_influences
from juryroom.effect.influence import GRIDS, InfluenceKind, influence_table
from juryroom.effect.one_juror import one_juror
from juryroom.effect.room_effect import claimed_room_effect, room_effect
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.events import AtBallot, JurorRemoved, Leaves, OnSplit, Rumour, Threat
from juryroom.outcome.patience import HangHazard
from juryroom.procedure.decision_rule import DecisionRule, Ending, SittingRules
from juryroom.record.files import load_case
from tests.qc.effect_agreement import laws_of_a_jury
from tests.qc.effect_rooms import MODELS, Change, Court, known, less, rumoured
from tests.qc.room_twins import Happening
from tests.qc.twins import SCHEMES, scheme

F = Fraction
CASES = Path(__file__).parents[2] / "cases"
HAZARD = 0.125
VOTES = {5: (4, 5), 4: (4, 3)}
FIVE = DecisionRule(jury_size=5, to_convict=4, to_acquit=5)
FOUR = DecisionRule(jury_size=4, to_convict=4, to_acquit=3)
SPREAD = [0.1, 0.2, 0.3, 0.1, 0.1, 0.2]
LEAVING = {
    Leaves.GUILTY_VOTER: "guilty",
    Leaves.NOT_GUILTY_VOTER: "not guilty",
    Leaves.AT_RANDOM: "anyone",
}


def entrants(rule: DecisionRule) -> list[Entrant]:
    """Return the models with ballots, under one hazard."""
    waits = HangHazard(per_ballot=HAZARD)
    return [Entrant(name=name, model=model(name), rule=rule, patience=waits) for name in MODELS]


def in_order(changes: Mapping[Ending, float]) -> Change:
    """Return the changes of guilty, not guilty and hung."""
    return [changes[ending] for ending in Ending]


@pytest.mark.parametrize("first", [known(2, 5), SPREAD], ids=["2 of 5", "spread"])
def test_what_one_juror_changes(first: list[float]) -> None:
    found = one_juror(FirstBallot.distribution(first), FIVE, fewer=FOUR, entrants=entrants(FIVE))
    assert [juror.model for juror in found] == list(MODELS)
    for juror in found:
        court = Court(juror.model, VOTES, HAZARD)
        assert juror.by_vote is not None
        assert juror.by_refusing is not None
        assert in_order(juror.by_vote) == pytest.approx(court.by_vote(first), abs=1e-12)
        assert in_order(juror.by_refusing) == pytest.approx(court.by_refusing(first), abs=1e-12)
        assert set(juror.by_leaving) == set(LEAVING)
        for leaves, changes in juror.by_leaving.items():
            wanted = court.by_leaving(first, LEAVING[leaves])
            assert in_order(changes) == pytest.approx(wanted, abs=1e-12)
        assert juror.largest_by_vote[0] == pytest.approx(court.largest_by_vote(), abs=1e-12)
        others = juror.largest_by_vote[1]
        swung = less(court.ends(known(others + 1, 5)), court.ends(known(others, 5)))
        assert swung[0] == pytest.approx(juror.largest_by_vote[0], abs=1e-12)


def test_no_vote_can_be_changed_where_all_vote_guilty() -> None:
    found = one_juror(FirstBallot.known(5, 5), FIVE, entrants=entrants(FIVE))
    assert [juror.by_vote for juror in found] == [None] * 3


@pytest.mark.parametrize("guilty", [1, 2])
def test_the_table_of_influences(guilty: int) -> None:
    rule, rate = DecisionRule.unanimous(3), hung_rate(DEFAULT_RATE)
    found = influence_table(guilty, rule, rate)
    courts = {
        entrant.name: Court(entrant.name, {3: (3, 3)}, entrant.patience.per_ballot)
        for entrant in line_up(rule, rate)
        if isinstance(entrant.patience, HangHazard)
    }
    (reference,) = (law for law in laws_of_a_jury(3) if law.model == "reference")
    for strength in GRIDS[InfluenceKind.RUMOUR]:
        votes = rumoured(guilty, 3, F(strength))
        for name, court in courts.items():
            cell = found.cell(name, InfluenceKind.RUMOUR, strength)
            assert in_order(cell.outcome.probability) == pytest.approx(court.ends(votes), abs=1e-11)
        for name in SCHEMES:
            cell = found.cell(name, InfluenceKind.RUMOUR, strength)
            wanted = [float(p) for p in scheme(name, [F(p) for p in votes])]
            assert in_order(cell.outcome.probability) == pytest.approx(wanted, abs=1e-12)
        cell = found.cell("reference", InfluenceKind.RUMOUR, strength)
        settings = np.einsum("k,ske->se", votes, reference.endings)
        assert in_order(cell.outcome.probability) == pytest.approx(settings.mean(axis=0), abs=1e-12)
        for place, (ending, ends) in enumerate(cell.intervals):
            assert list(Ending)[place] == ending
            wanted = np.quantile(settings[:, place], (0.025, 0.975))
            assert ends == pytest.approx(tuple(wanted), abs=1e-12)
    for strength in GRIDS[InfluenceKind.PRESSURE]:
        for name, court in courts.items():
            cell = found.cell(name, InfluenceKind.PRESSURE, strength)
            pressure = court.pressure(known(guilty, 3), strength)
            assert cell.per_ballot == pytest.approx(pressure, rel=1e-9)
            ends = court.ends(known(guilty, 3), Happening("threat", ballot=1, strength=pressure))
            assert in_order(cell.outcome.probability) == pytest.approx(ends, abs=1e-11)


def test_events_all_at_once_and_all_but_one() -> None:
    """A rumour, a juror who leaves on a split, and a threat whose strength follows the model."""
    rules = SittingRules((FIVE, FOUR))
    first = FirstBallot.distribution(SPREAD)

    def events(ballots: float) -> tuple[Rumour, JurorRemoved, Threat]:
        return (
            Rumour(when=AtBallot(2), strength=0.25),
            JurorRemoved(when=OnSplit(2, 3), leaves=Leaves.AT_RANDOM),
            Threat(when=AtBallot(1), pressure=0.5 / ballots),
        )

    found = room_effect(first, events, rules, entrants=entrants(FIVE), few_models=True)
    assert found.events == 3
    for cell in found.cells:
        court = Court(cell.model, VOTES, HAZARD)
        happenings = (
            Happening("rumour", ballot=2, strength=0.25),
            Happening("removed", split=(2, 3), leaves="anyone"),
            Happening("threat", ballot=1, strength=0.5 / court.told(SPREAD).ballots),
        )
        without, all_ = court.ends(SPREAD), court.ends(SPREAD, *happenings)
        assert in_order(cell.without.outcome.probability) == pytest.approx(without, abs=1e-12)
        assert in_order(cell.found.outcome.probability) == pytest.approx(all_, abs=1e-12)
        changed = [cell.change(ending) for ending in Ending]
        assert changed == pytest.approx(less(all_, without), abs=1e-12)
        for place in range(3):
            others = happenings[:place] + happenings[place + 1 :]
            wanted = less(all_, court.ends(SPREAD, *others))
            changed = [cell.change(ending, place) for ending in Ending]
            assert changed == pytest.approx(wanted, abs=1e-12)


def test_what_a_record_claims() -> None:
    """A rumour heard at once and pressure that begins at once, from the split that is reported."""
    case = load_case(CASES / "people-v-weinstein.yaml").case
    rule = DecisionRule.unanimous(12)
    (claimed,) = (
        claim
        for claim in claimed_influences(case, date(2026, 6, 30))
        if {str(event.kind) for event in claim.room} == {"rumour", "pressure", "threat"}
    )
    pulls = [entrant for entrant in entrants(rule) if entrant.name != "private-public"] * 2
    found = claimed_room_effect(claimed, rule, rumour=0.3, pressed_votes=2, entrants=pulls)
    first = known(claimed.guilty_votes, claimed.jury_size)
    for cell in found.cells:
        court = Court(cell.model, {12: (12, 12)}, HAZARD)
        rumour = Happening("rumour", ballot=0, strength=0.3)
        threat = Happening("threat", ballot=1, strength=court.pressure(first, 2))
        assert in_order(cell.found.outcome.probability) == pytest.approx(
            court.ends(first, rumour, threat), abs=1e-12
        )
        for alone, but_one in zip((threat, rumour), cell.but_one, strict=True):
            wanted = court.ends(first, alone)
            assert in_order(but_one.outcome.probability) == pytest.approx(wanted, abs=1e-12)
