"""juryroom's room against the twin that carries every jury forward, ballot by ballot."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.qc.agreement import Named
from tests.qc.room_agreement import (
    TOLERANCE,
    Patience,
    answers,
    differences,
    known,
    their_happening,
    their_model,
    theirs,
)
from tests.qc.room_twins import Happening, Jury, Room, SeatLaw, Seats, Told, moved
from tests.qc.twins import binomial

PULL: Named = ("linear-pull", {"inertia": Fraction(9, 64)})
LIVELY: Named = ("tug-of-war", {"slope": Fraction(53, 64), "bias": Fraction(1, 2), "movers": 2})
MINDS: Named = (
    "private-public",
    {
        "persuasion": Fraction(48, 64),
        "pressure_to_convict": Fraction(8, 64),
        "pressure_to_acquit": Fraction(40, 64),
    },
)
FIRMER: Named = (
    "private-public",
    {
        "persuasion": Fraction(1, 2),
        "pressure_to_convict": Fraction(1),
        "pressure_to_acquit": Fraction(1, 4),
    },
)
AFRESH = binomial(Fraction(40, 64), 6)
SOON: Patience = ("hazard", Fraction(14, 64))
PATIENCES: list[Patience] = [SOON, ("cap", 9), ("split", 0)]


# --- one thing happens ---------------------------------------------------------------------------

WHEN: list[dict[str, Any]] = [
    {"ballot": 0},
    {"ballot": 1},
    {"ballot": 4},
    {"split": (3, 3)},
    {"split": (2, 4)},
    {"split": (4, 2)},
]
SINGLE: list[dict[str, Any]] = [
    {"what": "rumour", "strength": 0.25},
    {"what": "rumour", "strength": 1.0},
    {"what": "threat", "strength": 0.125},
    {"what": "threat", "strength": 1.0},
    {"what": "charge", "strength": 0.125},
    {"what": "charge", "strength": 0.5, "model": 1},
    {"what": "charge", "model": 1},
    {"what": "removed"},
    {"what": "removed", "leaves": "guilty", "rules": 1},
    {"what": "removed", "leaves": "not guilty"},
    {"what": "replaced", "alternate_guilty": 0.25},
    {"what": "replaced", "leaves": "not guilty", "others": "views", "alternate_guilty": 1.0},
    {"what": "replaced", "others": "afresh", "afresh": tuple(map(float, AFRESH))},
    {"what": "refuses"},
]
PAIRS = [[PULL, LIVELY], [LIVELY, PULL], [MINDS, FIRMER]]


@pytest.mark.parametrize("event", SINGLE, ids=lambda e: "-".join(map(str, e.values()))[:40])
@pytest.mark.parametrize("models", PAIRS, ids=["pull", "tug", "minds"])
def test_one_thing_happens(models: list[Named], event: dict[str, Any]) -> None:
    first = binomial(Fraction(30, 64), 6)
    for i, when in enumerate(WHEN[2::2] if models[0] == MINDS else WHEN):
        said, told = answers(models, [Happening(**event, **when)], PATIENCES[i % 3], first=first)
        assert not differences(said, told), when
        assert sum(told.ends.values()) == pytest.approx(1, abs=TOLERANCE)


def test_nothing_happens_and_a_majority_opens() -> None:
    for models in PAIRS:
        for patience in PATIENCES:
            said, told = answers(
                models, [], patience, first=binomial(Fraction(1, 2), 6), rules=["opens", "later"]
            )
            assert not differences(said, told)


# --- several things happen -----------------------------------------------------------------------

STORIES: dict[str, list[Happening]] = {
    "a threat that ends": [
        Happening("threat", split=(3, 3), strength=0.5),
        Happening("threat", ballot=4, strength=0.0),
        Happening("charge", split=(4, 2), strength=0.25),
    ],
    "two leave": [
        Happening("removed", split=(3, 3), leaves="not guilty"),
        Happening("removed", split=(3, 2), leaves="guilty", rules=1),
        Happening("rumour", ballot=3, strength=0.5),
    ],
    "the same split": [
        Happening("removed", split=(3, 3)),
        Happening("rumour", split=(3, 3), strength=0.5),
        Happening("threat", split=(3, 3), strength=0.25),
    ],
    "begun anew twice": [
        Happening("replaced", split=(4, 2), leaves="guilty", alternate_guilty=0.5, others="views"),
        Happening("replaced", ballot=3, others="afresh", afresh=tuple(map(float, AFRESH))),
        Happening("charge", ballot=3, strength=0.25, model=1),
    ],
    "an alternate after a removal": [
        Happening("removed", ballot=1, leaves="not guilty"),
        Happening("replaced", split=(3, 2), leaves="guilty", alternate_guilty=0.25),
        Happening("refuses", split=(2, 3)),
    ],
    "dates out of order": [
        Happening("rumour", ballot=6, strength=0.25),
        Happening("threat", ballot=2, strength=0.125),
        Happening("refuses", ballot=12),
    ],
    "told twice": [
        Happening("charge", split=(2, 4), strength=0.5, model=1),
        Happening("charge", split=(4, 2), strength=0.125, model=0),
        Happening("removed", ballot=5, leaves="guilty"),
    ],
    "a refusal before anything": [
        Happening("rumour", ballot=0, strength=0.5),
        Happening("refuses", split=(3, 3)),
        Happening("rumour", split=(3, 3), strength=1.0),
    ],
}


@pytest.mark.parametrize("story", STORIES, ids=str)
@pytest.mark.parametrize("models", PAIRS, ids=["pull", "tug", "minds"])
def test_several_things_happen(models: list[Named], story: str) -> None:
    for i, patience in enumerate(PATIENCES[1:] if models[0] == MINDS else PATIENCES):
        first = [known(3, 6), binomial(Fraction(40, 64), 6)][i % 2]
        rules = [("opens", "later"), ("first", "opens")][i % 2]
        said, told = answers(models, STORIES[story], patience, first=first, rules=rules)
        assert not differences(said, told), patience


@settings(max_examples=15, deadline=None)
@given(
    picked=st.lists(
        st.tuples(st.sampled_from(SINGLE), st.sampled_from(WHEN)), min_size=2, max_size=3
    ),
    models=st.sampled_from(PAIRS),
    votes=st.integers(0, 6),
    patience=st.sampled_from([*PATIENCES, ("cap", 0), ("cap", 1), ("cap", 4)]),
    rules=st.sampled_from([("opens", "later"), ("first", "opens")]),
)
def test_any_story(
    picked: list[tuple[dict[str, Any], dict[str, Any]]],
    models: list[Named],
    votes: int,
    patience: Patience,
    rules: tuple[str, str],
) -> None:
    """Any two or three of them, drawn; a vote afresh is by six, so no one may leave before it."""
    happenings = [
        Happening(**event, **when)
        for event, when in picked
        if not (event.get("afresh") and any(e["what"] == "removed" for e, _ in picked))
    ]
    said, told = answers(models, happenings, patience, first=known(votes, 6), rules=rules)
    assert not differences(said, told)


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_a_court_that_waits_for_ever(story: str) -> None:
    said, told = answers([LIVELY, LIVELY], STORIES[story], ("never", 0), first=known(3, 6))
    assert not differences(said, told)


def test_the_course_is_what_the_twin_counts() -> None:
    """The page's order of things at a ballot, followed as far as a cap: hung by the cap then."""
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.outcome.room import Room as Theirs

    event = Happening("rumour", split=(3, 3), strength=0.25)
    theirs_ = Theirs(
        their_model(PULL), theirs("first"), happenings=(their_happening(event, [PULL], ["first"]),)
    )
    course = theirs_.course(FirstBallot.known(3, 6), 6)
    for after in course[1:]:
        _, told = answers([PULL], [event], ("cap", after.ballot), first=known(3, 6))
        assert after.guilty == pytest.approx(told.ends["guilty"], abs=1e-14)
        assert after.not_guilty == pytest.approx(told.ends["not guilty"], abs=1e-14)
        assert after.still_out == pytest.approx(told.ends["hung"], abs=1e-14)


# --- controls ------------------------------------------------------------------------------------


class HappensBeforeTheVerdict(Room):
    """A planted fault: what waits for a split happens a ballot later, when it is no longer new."""

    def take(self, out: dict[Jury, float], ballot: int, told: Told) -> dict[Jury, float]:
        out = self.in_order(out, lambda e, j: e.split == j.split, ballot, told)
        return super().take(out, ballot, told)


class ThreatTurnsMinds(Room):
    """A planted fault: a pressed juror changes the mind with the vote."""

    def pressed(self, seats: Seats) -> SeatLaw:
        return self.one_turned(seats, (1, 3), {1: 0, 3: 0})


class PullsTheLarger(Room):
    """A planted fault: a charge pulls the larger side."""

    def pulled(self, jury: Jury) -> SeatLaw:
        guilty, not_guilty = jury.split
        if guilty > not_guilty:
            return self.one_turned(jury.seats, (0, 2), {0: 1, 2: 3})
        return self.pressed(jury.seats) if guilty < not_guilty else {jury.seats: 1.0}


class MovesAtOnce(Room):
    """A planted fault: no first ballot after an alternate has come in."""

    def replaced(self, seats: Seats, event: Happening) -> SeatLaw:
        law: SeatLaw = {}
        for after, chance in super().replaced(seats, event).items():
            for turned, share in self.pressed(after).items():
                law[turned] = law.get(turned, 0.0) + chance * share
        return law


@pytest.mark.parametrize(
    ("fault", "event"),
    [
        (HappensBeforeTheVerdict, Happening("rumour", split=(3, 3), strength=0.25)),
        (ThreatTurnsMinds, Happening("threat", split=(3, 3), strength=0.25)),
        (PullsTheLarger, Happening("charge", split=(2, 4), strength=0.25)),
        (MovesAtOnce, Happening("replaced", split=(2, 4))),
    ],
)
def test_planted_faults_are_seen(fault: type[Room], event: Happening) -> None:
    first = known(3, 6)
    assert not differences(*answers([MINDS], [event], SOON, first=first))
    assert differences(*answers([MINDS], [event], SOON, first=first, twin=fault))
    assert moved((1, 0, 0, 0), 0, 3) == (0, 0, 0, 1)
