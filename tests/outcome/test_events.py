"""Things that happen in the room: against the plain trial, and against named jurors in fractions."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import DeliberationModel
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.majority import Majority
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.effect.influence import after_rumour
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.events import (
    AtBallot,
    DeadlockCharge,
    Happening,
    JurorRefuses,
    JurorRemoved,
    JurorReplaced,
    Leaves,
    OnSplit,
    Others,
    Rumour,
    Threat,
    When,
)
from juryroom.outcome.histories import RoomOutcome
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience, SplitHazard
from juryroom.outcome.room import Room
from juryroom.procedure.decision_rule import (
    AnyRule,
    DecisionRule,
    Ending,
    RuleSchedule,
    SittingRules,
)
from juryroom.trial import Trial
from tests.deliberation.pages import check_page
from tests.outcome.room_twin import Ballot, Twin, linear_pull, private_public

WITH_BALLOTS: list[DeliberationModel] = [LinearPull(inertia=0.25), TugOfWar(), PrivatePublic()]
each_model = pytest.mark.parametrize(
    "model", WITH_BALLOTS, ids=lambda model: model.card.name if model else "none"
)
unhurried = settings(deadline=None, max_examples=25)
STUCK = PrivatePublic(persuasion=0, pressure_to_convict=0, pressure_to_acquit=0)
UNANIMOUS = SittingRules.unanimous(12, 9)


def assert_same(found: Outcome, expected: Outcome) -> None:
    """Raise unless the two agree in every number."""
    for name in ("guilty", "not_guilty", "hung", "mean_ballots"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=1e-11, abs=1e-13)
    one, other = found.last_split_when_hung or {}, expected.last_split_when_hung or {}
    for votes in {*one, *other}:
        assert one.get(votes, 0) == pytest.approx(other.get(votes, 0), rel=1e-9, abs=1e-12)
    assert (found.against_verdict is None) == (expected.against_verdict is None)
    for ending, against in (expected.against_verdict or {}).items():
        assert found.against_verdict is not None
        if against is None:
            assert found.against_verdict[ending] is None
        else:
            assert found.against_verdict[ending] == pytest.approx(against, rel=1e-10, abs=1e-13)


# No smaller than a 64th: products of such numbers stay far above the smallest that can be held.
shares = st.integers(0, 64).map(lambda part: part / 64)
patience = st.one_of(
    st.just(Never()),
    st.integers(0, 60).map(lambda ballots: BallotCap(ballots=ballots)),
    shares.map(lambda hazard: HangHazard(per_ballot=hazard)),
    st.lists(shares, min_size=7, max_size=7).map(
        lambda hazards: SplitHazard(by_minority=tuple(hazards))
    ),
)


@st.composite
def rules(draw: st.DrawFn, smallest: int = 3, largest: int = 12) -> DecisionRule:
    n = draw(st.integers(smallest, largest))
    to_convict = draw(st.integers(1, n))
    to_acquit = draw(st.integers(n - to_convict + 1, n))
    return DecisionRule(jury_size=n, to_convict=to_convict, to_acquit=to_acquit)


# ---- where nothing happens, and where what happens is known already


@each_model
@unhurried
@given(rule=rules(), patience=patience, share=shares)
def test_where_nothing_happens_it_is_the_plain_trial(
    model: DeliberationModel, rule: DecisionRule, patience: Patience, share: float
) -> None:
    ballot = FirstBallot.binomial(share, rule.jury_size)
    found = Room(model, rule, patience).solve(ballot)
    assert_same(found.outcome, Trial(model, ballot, rule, patience).solve())
    assert found.took_place == ()


@each_model
@pytest.mark.parametrize("when", [AtBallot(0), AtBallot(7), OnSplit(5, 3)], ids=str)
@pytest.mark.parametrize("waits", [Never(), HangHazard(per_ballot=0.02)], ids=str)
def test_what_changes_nothing_changes_nothing(
    model: DeliberationModel, when: When, waits: Patience
) -> None:
    nothing: tuple[Happening, ...] = (
        Rumour(when=when, strength=0),
        Threat(when=when, pressure=0),
        DeadlockCharge(when=when),
        DeadlockCharge(when=when, model=model),
    )
    rule, ballot = DecisionRule(jury_size=8, to_convict=7, to_acquit=8), FirstBallot.known(4, 8)
    found = Room(model, rule, waits, nothing).solve(ballot)
    assert_same(found.outcome, Trial(model, ballot, rule, waits).solve())
    assert len(set(found.took_place)) == 1
    assert found.took_place[0] > 0.1


@each_model
@pytest.mark.parametrize("strength", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("votes", [12, 10])
def test_a_rumour_before_the_first_ballot_is_another_first_ballot(
    model: DeliberationModel, strength: float, votes: int
) -> None:
    ballot = FirstBallot.binomial(0.4, 12)
    rule = DecisionRule(jury_size=12, to_convict=votes, to_acquit=votes)
    waits = HangHazard(per_ballot=0.01)
    found = Room(model, rule, waits, (Rumour(when=AtBallot(0), strength=strength),)).solve(ballot)
    assert_same(found.outcome, Trial(model, after_rumour(ballot, strength), rule, waits).solve())
    assert found.took_place == (pytest.approx(1, abs=1e-15),)


@each_model
@pytest.mark.parametrize("begins", [0, 1])
@pytest.mark.parametrize("pressure", [0.05, 1.0])
def test_a_threat_from_the_beginning_is_pressure(
    model: DeliberationModel, begins: int, pressure: float
) -> None:
    ballot, rule = FirstBallot.binomial(0.4, 12), DecisionRule.unanimous(12)
    waits = HangHazard(per_ballot=0.01)
    happens = (Threat(when=AtBallot(begins), pressure=pressure),)
    found = Room(model, rule, waits, happens).solve(ballot)
    assert_same(found.outcome, Trial(model, ballot, rule, waits, pressure).solve())


def mixed(ballot: FirstBallot, leaves: Leaves) -> FirstBallot:
    """The split of the eleven who stay, by hand."""
    n = ballot.jury_size
    after = np.zeros(n)
    for votes, p in enumerate(ballot.probabilities):
        guilty = {Leaves.AT_RANDOM: votes / n, Leaves.GUILTY_VOTER: float(votes > 0)}.get(
            leaves, float(votes == n)
        )
        if guilty:
            after[votes - 1] += p * guilty
        if guilty < 1:
            after[votes] += p * (1 - guilty)
    return FirstBallot.distribution(after / after.sum())


@each_model
@pytest.mark.parametrize("leaves", list(Leaves))
@pytest.mark.parametrize("needed", [11, 10])
def test_a_juror_removed_before_the_first_ballot_leaves_a_trial_of_eleven(
    model: DeliberationModel, leaves: Leaves, needed: int
) -> None:
    ballot, waits = FirstBallot.binomial(0.6, 12), HangHazard(per_ballot=0.01)
    rest = DecisionRule(jury_size=11, to_convict=needed, to_acquit=needed)
    gone = JurorRemoved(when=AtBallot(0), leaves=leaves, rules=rest)
    found = Room(model, DecisionRule.unanimous(12), waits, (gone,)).solve(ballot)
    assert_same(found.outcome, Trial(model, mixed(ballot, leaves), rest, waits).solve())


@each_model
def test_a_jury_that_votes_afresh_before_the_first_ballot_is_that_jury(
    model: DeliberationModel,
) -> None:
    other, rule = FirstBallot.binomial(0.7, 12), DecisionRule.unanimous(12)
    waits = HangHazard(per_ballot=0.01)
    anew = JurorReplaced(when=AtBallot(0), others=Others.VOTE_AFRESH, first_ballot=other)
    found = Room(model, rule, waits, (anew,)).solve(FirstBallot.known(3, 12))
    assert_same(found.outcome, Trial(model, other, rule, waits).solve())


def test_a_refusal_before_ballot_eight_is_a_cap_of_seven() -> None:
    ballot, rule = FirstBallot.binomial(0.6, 12), DecisionRule.unanimous(12)
    for model in WITH_BALLOTS:
        refuses = JurorRefuses(when=AtBallot(8))
        found = Room(model, rule, Never(), (refuses,)).solve(ballot)
        assert_same(found.outcome, Trial(model, ballot, rule, BallotCap(ballots=7)).solve())
        assert found.took_place[0] == pytest.approx(found.outcome.hung, rel=1e-14)


# ---- every happening, against named jurors along every path


def halves(*numbers: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(number, sum(numbers)) for number in numbers)


FIRST = halves(1, 2, 8, 4, 1)
MODELS: list[tuple[DeliberationModel, Ballot, int]] = [
    (LinearPull(inertia=0.25), linear_pull(Fraction(1, 4)), 5),
    (
        PrivatePublic(persuasion=0.5, pressure_to_convict=0.25, pressure_to_acquit=0.75),
        private_public(Fraction(1, 2), Fraction(1, 4), Fraction(3, 4)),
        3,
    ),
]
OTHER: list[tuple[DeliberationModel, Ballot]] = [
    (LinearPull(inertia=0.75), linear_pull(Fraction(3, 4))),
    (
        PrivatePublic(persuasion=0.125, pressure_to_convict=1.0, pressure_to_acquit=0.5),
        private_public(Fraction(1, 8), Fraction(1), Fraction(1, 2)),
    ),
]
THREE = DecisionRule(jury_size=4, to_convict=3, to_acquit=4)
MAJORITIES = SittingRules.majorities({4: 4, 3: 2})
EIGHTHS = SplitHazard(by_minority=(0.5, 0.125, 0.25))


def twin_of(
    kind: int, rule: AnyRule, waits: SplitHazard | None, happenings: tuple[Happening, ...]
) -> Twin:
    _, ballot, cap = MODELS[kind]
    charged = OTHER[kind][1]
    hazards = (waits.by_minority if waits else None) or (0.0,) * 3
    twin = Twin(
        happenings,
        minds=kind == 1,
        cap=cap,
        hazard=lambda guilty, others: Fraction(hazards[min(guilty, others)]),
        charged=charged,
    )
    return twin.solve(ballot, rule, FIRST)


def assert_twin(found: RoomOutcome, twin: Twin) -> None:
    outcome = found.outcome
    assert twin.guilty + twin.not_guilty + sum(twin.hung.values()) == 1
    assert outcome.guilty == pytest.approx(float(twin.guilty), abs=1e-14)
    assert outcome.not_guilty == pytest.approx(float(twin.not_guilty), abs=1e-14)
    assert outcome.mean_ballots == pytest.approx(float(twin.ballots), abs=1e-13)
    assert found.took_place == pytest.approx([float(p) for p in twin.took_place], abs=1e-14)
    for split in {*found.hung_with, *twin.hung}:
        expected = float(twin.hung.get(split, 0))
        assert found.hung_with.get(split, 0.0) == pytest.approx(expected, abs=1e-14)
    if outcome.against_verdict is not None:
        endings = ((Ending.GUILTY, twin.guilty), (Ending.NOT_GUILTY, twin.not_guilty))
        for (ending, total), against in zip(endings, twin.against, strict=True):
            expected = float(against / total) if total else None
            assert outcome.against_verdict[ending] == pytest.approx(expected, abs=1e-13)


def happenings(when: When, kind: int) -> dict[str, Happening]:
    afresh = FirstBallot.distribution([0.125, 0.25, 0.25, 0.25, 0.125])
    return {
        "rumour": Rumour(when=when, strength=0.25),
        "threat": Threat(when=when, pressure=0.375),
        "pull": DeadlockCharge(when=when, minority_pull=0.625),
        "charge": DeadlockCharge(when=when, minority_pull=0.25, model=OTHER[kind][0]),
        "guilty voter leaves": JurorRemoved(when=when, leaves=Leaves.GUILTY_VOTER),
        "other voter leaves": JurorRemoved(when=when, leaves=Leaves.NOT_GUILTY_VOTER),
        "one leaves": JurorRemoved(when=when, rules=DecisionRule.unanimous(3)),
        "votes kept": JurorReplaced(when=when, alternate_guilty=0.25),
        "views voted": JurorReplaced(
            when=when, leaves=Leaves.GUILTY_VOTER, others=Others.VOTE_THEIR_VIEWS
        ),
        "afresh": JurorReplaced(when=when, others=Others.VOTE_AFRESH, first_ballot=afresh),
        "refusal": JurorRefuses(when=when),
    }


NAMES = list(happenings(AtBallot(0), 0))
WHENS: list[When] = [AtBallot(0), AtBallot(1), AtBallot(2), OnSplit(2, 2), OnSplit(3, 1)]


@pytest.mark.parametrize("kind", [0, 1], ids=["linear-pull", "private-public"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("when", WHENS, ids=str)
def test_each_happening_juror_by_juror(kind: int, name: str, when: When) -> None:
    model, _, cap = MODELS[kind]
    happens = (happenings(when, kind)[name],)
    found = Room(model, MAJORITIES, BallotCap(ballots=cap), happens).solve(
        FirstBallot.distribution([float(p) for p in FIRST])
    )
    assert_twin(found, twin_of(kind, MAJORITIES, None, happens))


PAIRS = [
    ("rumour", AtBallot(1), "one leaves", OnSplit(3, 1)),
    ("one leaves", AtBallot(1), "rumour", OnSplit(2, 1)),
    ("threat", OnSplit(2, 2), "votes kept", OnSplit(2, 2)),
    ("other voter leaves", AtBallot(2), "refusal", OnSplit(1, 2)),
    ("afresh", AtBallot(1), "pull", OnSplit(3, 1)),
    ("views voted", OnSplit(2, 2), "charge", AtBallot(2)),
    ("pull", AtBallot(0), "threat", AtBallot(1)),
]


@pytest.mark.parametrize("kind", [0, 1], ids=["linear-pull", "private-public"])
@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_two_happenings_juror_by_juror(kind: int, pair: tuple[str, When, str, When]) -> None:
    model, _, cap = MODELS[kind]
    one, first_when, other, second_when = pair
    happens = (happenings(first_when, kind)[one], happenings(second_when, kind)[other])
    rule = RuleSchedule(((0, SittingRules((THREE, DecisionRule.unanimous(3)))), (2, MAJORITIES)))
    found = Room(model, rule, BallotCap(ballots=cap), happens).solve(
        FirstBallot.distribution([float(p) for p in FIRST])
    )
    assert_twin(found, twin_of(kind, rule, None, happens))


def test_a_twin_of_another_event_is_told_apart() -> None:
    """The control: were the wrong juror to leave, or the rumour weaker, the comparison fails."""
    model, _, cap = MODELS[0]
    ballot = FirstBallot.distribution([float(p) for p in FIRST])
    wrong: list[tuple[Happening, Happening]] = [
        (
            JurorRemoved(when=AtBallot(1), leaves=Leaves.GUILTY_VOTER),
            JurorRemoved(when=AtBallot(1), leaves=Leaves.NOT_GUILTY_VOTER),
        ),
        (Rumour(when=AtBallot(1), strength=0.25), Rumour(when=AtBallot(1), strength=0.2500001)),
        (Rumour(when=AtBallot(1), strength=0.25), Rumour(when=AtBallot(2), strength=0.25)),
    ]
    for one, other in wrong:
        found = Room(model, MAJORITIES, BallotCap(ballots=cap), (one,)).solve(ballot)
        assert_twin(found, twin_of(0, MAJORITIES, None, (one,)))
        with pytest.raises(AssertionError):
            assert_twin(found, twin_of(0, MAJORITIES, None, (other,)))


# ---- beyond the last date: solved at once, against ballot by ballot


@each_model
@settings(deadline=None, max_examples=12)
@given(data=st.data())
def test_what_is_solved_at_once_is_what_ballots_lead_to(
    model: DeliberationModel, data: st.DataObject
) -> None:
    """With a hazard of a tenth no more than 1e-11 of the juries is out after 250 ballots."""
    splits = st.integers(1, 4).map(lambda guilty: OnSplit(guilty, 5 - guilty))
    whens = st.one_of(splits, st.integers(0, 4).map(AtBallot))
    names = st.sampled_from(["rumour", "threat", "pull", "one leaves", "votes kept", "views voted"])
    chosen = data.draw(st.lists(st.tuples(names, whens), max_size=2))
    happens = tuple(
        replace(happening, rules=None) if isinstance(happening, JurorRemoved) else happening
        for happening in (happenings(when, 0)[name] for name, when in chosen)
    )
    room = Room(model, SittingRules.unanimous(5, 3), HangHazard(per_ballot=0.1), happens)
    ballot = FirstBallot.binomial(0.5, 5)
    found, course = room.solve(ballot).outcome, room.course(ballot, 250)
    assert course[-1].still_out < 1e-11
    assert course[-1].guilty == pytest.approx(found.guilty, abs=1e-10)
    assert course[-1].not_guilty == pytest.approx(found.not_guilty, abs=1e-10)
    assert course[-1].hung == pytest.approx(found.hung, abs=1e-10)
    assert sum(after.still_out for after in course) == pytest.approx(found.mean_ballots, abs=1e-8)


@each_model
def test_a_split_is_reached_as_often_as_it_is_where_the_jury_would_stop(
    model: DeliberationModel,
) -> None:
    """From six to six, eight to four is reached as often as by the rule 8 of 12 to convict.

    But the court may give up after the very ballot that shows the split: then nothing happens.
    """
    stops = DecisionRule(jury_size=12, to_convict=8, to_acquit=12)
    ballot, waits = FirstBallot.known(6, 12), HangHazard(per_ballot=0.02)
    reached = Trial(model, ballot, stops, waits).solve().guilty
    for happening in (JurorRefuses(when=OnSplit(8, 4)), Threat(when=OnSplit(8, 4), pressure=0.5)):
        room = Room(model, DecisionRule.unanimous(12), waits, (happening,))
        assert room.solve(ballot).took_place == (pytest.approx(reached * 0.98, rel=1e-12),)


def test_more_of_it_convicts_more() -> None:
    ballot, waits = FirstBallot.known(6, 12), HangHazard(per_ballot=0.02)
    grid = (0.0, 0.1, 0.5, 1.0)
    rumours = [Rumour(when=OnSplit(6, 6), strength=much) for much in grid]
    threats = [Threat(when=AtBallot(3), pressure=much) for much in grid]
    for happens in (rumours, threats):
        for model in WITH_BALLOTS:
            guilty = [
                Room(model, UNANIMOUS, waits, (happening,)).solve(ballot).outcome.guilty
                for happening in happens
            ]
            assert sorted(guilty) == guilty
            assert guilty[-1] > guilty[0] + 0.1


def test_a_rumour_is_a_change_of_mind_and_a_threat_is_not() -> None:
    """All six are won at once: by a rumour they agree, by a threat they do not."""
    ballot, rule = FirstBallot.known(6, 12), DecisionRule.unanimous(12)
    for happening, against in (
        (Rumour(when=AtBallot(0), strength=1), 0.0),
        (Threat(when=AtBallot(0), pressure=1), 0.5),
    ):
        outcome = Room(STUCK, rule, Never(), (happening,)).solve(ballot).outcome
        assert outcome.guilty == 1
        assert outcome.against_verdict is not None
        assert outcome.against_verdict[Ending.GUILTY] == pytest.approx(against, abs=1e-15)


def test_a_threat_can_end() -> None:
    ballot, rule, waits = FirstBallot.known(6, 12), DecisionRule.unanimous(12), Never()
    short = (Threat(when=AtBallot(1), pressure=0.5), Threat(when=AtBallot(1), pressure=0))
    found = Room(LinearPull(), rule, waits, short).solve(ballot)
    assert_same(found.outcome, Trial(LinearPull(), ballot, rule, waits).solve())


def test_charges_are_felt_by_the_smaller_side_alone() -> None:
    """Even split: no one is pulled. From seven to five, a certain pull ends it in five ballots."""
    charge = DeadlockCharge(when=AtBallot(0), minority_pull=1.0)
    rule = DecisionRule.unanimous(12)
    for model in WITH_BALLOTS:
        room = Room(model, rule, BallotCap(ballots=50), (charge,))
        seven = room.solve(FirstBallot.known(7, 12)).outcome
        assert (seven.guilty, seven.mean_ballots) == (pytest.approx(1), pytest.approx(5))
        five = room.solve(FirstBallot.known(5, 12)).outcome
        assert (five.not_guilty, five.mean_ballots) == (pytest.approx(1), pytest.approx(5))
        assert room.solve(FirstBallot.known(6, 12)).hung_with == {(6, 6): pytest.approx(1)}


def test_only_juries_that_come_about_must_be_able_to_end() -> None:
    """Views that never move: one pulled vote after another still ends from seven to five."""
    charge = DeadlockCharge(when=AtBallot(0), minority_pull=0.5, model=replace(STUCK))
    room = Room(STUCK, DecisionRule.unanimous(12), Never(), (charge,))
    assert room.solve(FirstBallot.known(12, 12)).outcome.guilty == 1
    with pytest.raises(NotAbsorbingError, match=r"guilty votes of 6(.|\n)*BallotCap\("):
        room.solve(FirstBallot.known(6, 12))


def test_the_course_of_juries_ends_where_the_solution_is() -> None:
    happens = (Threat(when=OnSplit(7, 5), pressure=0.1), JurorRemoved(when=AtBallot(4)))
    room = Room(PrivatePublic(), UNANIMOUS, HangHazard(per_ballot=0.05), happens)
    ballot = FirstBallot.binomial(0.5, 12)
    course, outcome = room.course(ballot, 600), room.solve(ballot).outcome
    assert [after.ballot for after in course] == list(range(601))
    for after in course:
        parts = after.guilty + after.not_guilty + after.hung + after.still_out
        assert parts == pytest.approx(1, abs=1e-12)
    out = [after.still_out for after in course]
    assert out == sorted(out, reverse=True)
    assert course[-1].guilty == pytest.approx(outcome.guilty, abs=1e-12)
    assert course[-1].hung == pytest.approx(outcome.hung, abs=1e-12)
    assert sum(out) == pytest.approx(outcome.mean_ballots, abs=1e-9)


def test_as_json_names_everything() -> None:
    happens = (JurorRemoved(when=AtBallot(4)), JurorRefuses(when=OnSplit(5, 6)))
    room = Room(LinearPull(), UNANIMOUS, Never(), happens)
    found = room.solve(FirstBallot.known(6, 12))
    data = found.as_json()
    assert data["guilty"] == found.outcome.guilty
    assert data["hung_with"] == {"5-6": found.outcome.hung}
    assert data["took_place"] == list(found.took_place)
    assert str(found) == str(found.outcome)


# ---- what is refused


@pytest.mark.parametrize("ballot", [-1, 1.5, 100_001, float("nan"), True])
def test_a_ballot_outside_its_domain(ballot: int) -> None:
    with pytest.raises(OutOfDomainError, match=r"AtBallot\.ballot(.|\n)*whole, 0 to 100000"):
        AtBallot(ballot)


@pytest.mark.parametrize("split", [(-1, 13), (2.5, 9.5), (1, 1), (12, 12)])
def test_a_split_of_no_jury(split: tuple[int, int]) -> None:
    with pytest.raises(OutOfDomainError, match="OnSplit"):
        OnSplit(*split)


def test_numbers_outside_their_domain() -> None:
    when = AtBallot(1)
    for make in (
        lambda: Rumour(when=when, strength=1.1),
        lambda: Threat(when=when, pressure=-0.1),
        lambda: DeadlockCharge(when=when, minority_pull=float("nan")),
        lambda: JurorReplaced(when=when, alternate_guilty=2),
    ):
        with pytest.raises(OutOfDomainError, match=r"accepted: 0 to 1"):
            make()


def room_with(*happens: Happening, rule: AnyRule | None = None) -> Room:
    return Room(LinearPull(), rule or DecisionRule.unanimous(12), Never(), happens)


def test_a_split_that_the_jury_cannot_show() -> None:
    with pytest.raises(OutOfDomainError, match=r"happenings\[1\](.|\n)*add up to 12 jurors"):
        room_with(JurorRefuses(when=OnSplit(6, 6)), JurorRefuses(when=OnSplit(5, 6)))
    with pytest.raises(OutOfDomainError, match="add up to 11 to 12 jurors"):
        room_with(JurorRemoved(when=AtBallot(1)), JurorRefuses(when=OnSplit(5, 5)))


def test_more_removed_than_can_be() -> None:
    gone = JurorRemoved(when=AtBallot(1))
    with pytest.raises(
        OutOfDomainError, match=r"2 jurors removed from a jury of 4(.|\n)*at most 1"
    ):
        room_with(gone, gone, rule=DecisionRule.unanimous(4))


def test_a_jury_that_no_rule_is_given_for() -> None:
    room = room_with(JurorRemoved(when=AtBallot(1)))
    with pytest.raises(OutOfDomainError, match=r"11 jurors, and the rule 12 of 12(.|\n)*for 11"):
        room.solve(FirstBallot.known(6, 12))
    wrong = room_with(JurorRemoved(when=AtBallot(1), rules=DecisionRule.unanimous(10)))
    with pytest.raises(OutOfDomainError, match="11 jurors"):
        wrong.solve(FirstBallot.known(6, 12))


def test_a_rule_that_no_jury_can_meet() -> None:
    with pytest.raises(OutOfDomainError, match=r"12 votes needed of 11(.|\n)*at most 11"):
        JurorRemoved(
            when=AtBallot(1), rules=DecisionRule(jury_size=11, to_convict=12, to_acquit=12)
        )


def test_first_ballots_of_other_juries() -> None:
    with pytest.raises(OutOfDomainError, match="a first ballot of 11 jurors"):
        room_with().solve(FirstBallot.known(6, 11))
    afresh = JurorReplaced(
        when=AtBallot(1), others=Others.VOTE_AFRESH, first_ballot=FirstBallot.known(6, 11)
    )
    with pytest.raises(OutOfDomainError, match="11 jurors where 12 sit"):
        room_with(afresh).solve(FirstBallot.known(6, 12))
    with pytest.raises(OutOfDomainError, match="votes afresh"):
        JurorReplaced(when=AtBallot(1), others=Others.VOTE_AFRESH)
    with pytest.raises(OutOfDomainError, match="votes afresh"):
        JurorReplaced(when=AtBallot(1), first_ballot=FirstBallot.known(6, 12))


def test_models_that_do_not_fit() -> None:
    with pytest.raises(OutOfDomainError, match="a scheme has none"):
        Room(Majority(), DecisionRule.unanimous(12))
    with pytest.raises(OutOfDomainError, match="'private-public' after 'linear-pull'"):
        room_with(DeadlockCharge(when=AtBallot(1), model=PrivatePublic()))
    with pytest.raises(OutOfDomainError, match=r"DeadlockCharge\.model"):
        Room(
            PrivatePublic(),
            DecisionRule.unanimous(12),
            Never(),
            (DeadlockCharge(when=AtBallot(1), model=TugOfWar()),),
        )


def test_page() -> None:
    check_page("events.md")
