"""A second implementation of what happens in the jury room, blind to the first.

Written from the theory page ``events.md``. Everything that is still out at a ballot is one
dictionary, from how a jury sits and what may yet happen to a probability, and it is carried forward
ballot by ballot. Nothing is solved. Where the court's patience has no end of its own, ballots
are taken until less than `REST` of all juries is out.

A jury sits as four numbers: those who think and vote guilty, think so and vote not guilty, think not
guilty and vote guilty, think and vote not guilty. Where the model knows no minds a vote is a mind.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import comb
from typing import NamedTuple

from tests.qc.twins import Chain, Process, Rule

Seats = tuple[int, int, int, int]
SeatLaw = dict[Seats, float]

REST = 1e-15
VOTES_GUILTY, VOTES_NOT = (0, 2), (1, 3)


@dataclass(frozen=True)
class Happening:
    """Something that happens once, before a ballot or on a split (guilty, not guilty)."""

    what: str
    ballot: int | None = None
    split: tuple[int, int] | None = None
    strength: float = 0.0
    model: int | None = None
    leaves: str = "anyone"
    alternate_guilty: float = 0.5
    others: str = "keep"
    afresh: tuple[float, ...] = ()
    rules: int | None = None


class Jury(NamedTuple):
    """How a jury that is out sits, how it moves, and what may yet happen."""

    seats: Seats
    pending: frozenset[int]
    anew: bool = True
    pressure: float = 0.0
    pull: float = 0.0
    model: int = 0
    rules: int = 0

    @property
    def split(self) -> tuple[int, int]:
        """Return the votes for guilty and for not guilty."""
        return self.seats[0] + self.seats[2], self.seats[1] + self.seats[3]


@dataclass
class Told:
    """What became of all juries."""

    ends: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    hung_with: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))
    took_place: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    against: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    ballots: float = 0.0


def moved(seats: Seats, source: int, target: int) -> Seats:
    """Return the seats with one juror in another condition."""
    after = list(seats)
    after[source] -= 1
    after[target] += 1
    return after[0], after[1], after[2], after[3]


@cache
def _by_process(process: Process, seats: Seats) -> SeatLaw:
    n, g = sum(seats), seats[0] + seats[2]
    if isinstance(process, Chain):
        law = process.move((g,)) if 0 < g < n else {(g,): 1}
        return {(s[0], 0, 0, n - s[0]): float(p) for s, p in law.items() if p}
    return {(s[0], s[1], s[2], s[3]): float(p) for s, p in process.move(seats).items() if p}


@dataclass
class Room:
    """A jury room.

    `models` make the process for a number of jurors, `rules` the rule for a ballot and a number of
    jurors; `hazard` is asked for the votes guilty and the number of jurors.
    """

    models: Sequence[Callable[[int], Process]]
    rules: Sequence[Callable[[int, int], Rule]]
    happenings: Sequence[Happening] = ()
    hazard: Callable[[int, int], float] = lambda _g, _n: 0.0
    cap: int | None = None
    minds: bool = False
    _moves: dict[Jury, SeatLaw] = field(default_factory=dict)

    def as_seen(self, seats: Seats) -> Seats:
        """Return the seats where, without minds, a vote is a mind."""
        if self.minds:
            return seats
        return seats[0] + seats[2], 0, 0, seats[1] + seats[3]

    # --- one ballot ------------------------------------------------------------------------------

    def by_model(self, jury: Jury) -> SeatLaw:
        """Return P: the law of the seats after one ballot of the model."""
        return _by_process(self.models[jury.model](sum(jury.seats)), jury.seats)

    def one_turned(
        self, seats: Seats, votes: tuple[int, int], turned: Mapping[int, int]
    ) -> SeatLaw:
        """Return the law where one juror of those who vote so, drawn at random, votes otherwise."""
        drawn_from = sum(seats[kind] for kind in votes)
        if not drawn_from:
            return {seats: 1.0}
        law: SeatLaw = defaultdict(float)
        for kind in votes:
            if seats[kind]:
                law[self.as_seen(moved(seats, kind, turned[kind]))] += seats[kind] / drawn_from
        return law

    def pressed(self, seats: Seats) -> SeatLaw:
        """Return U: one juror who votes not guilty votes guilty."""
        return self.one_turned(seats, VOTES_NOT, {1: 0, 3: 2})

    def pressed_jury(self, jury: Jury) -> SeatLaw:
        """Return U for a jury."""
        return self.pressed(jury.seats)

    def pulled(self, jury: Jury) -> SeatLaw:
        """Return V: one juror of the smaller side votes with the larger."""
        guilty, not_guilty = jury.split
        if guilty == not_guilty:
            return {jury.seats: 1.0}
        if guilty < not_guilty:
            return self.one_turned(jury.seats, VOTES_GUILTY, {0: 1, 2: 3})
        return self.pressed(jury.seats)

    def next_ballot(self, jury: Jury) -> SeatLaw:
        """Return (1 - pi) ((1 - theta) P + theta U) + pi V."""
        law: SeatLaw = defaultdict(float)
        for weight, part in (
            ((1 - jury.pull) * (1 - jury.pressure), self.by_model),
            ((1 - jury.pull) * jury.pressure, self.pressed_jury),
            (jury.pull, self.pulled),
        ):
            if weight:
                for seats, chance in part(jury).items():
                    law[seats] += weight * chance
        return law

    # --- what happens ----------------------------------------------------------------------------

    def converted(self, seats: Seats, strength: float) -> SeatLaw:
        """Return the law after each juror who votes not guilty converted or not."""
        law: SeatLaw = defaultdict(float)
        gg, gn, ng, nn = seats
        for a in range(gn + 1):
            for b in range(nn + 1):
                chance = comb(gn, a) * comb(nn, b) * strength ** (a + b)
                chance *= (1 - strength) ** (gn + nn - a - b)
                law[gg + a + b, gn - a, ng, nn - b] += chance
        return law

    def one_gone(self, seats: Seats, leaves: str) -> SeatLaw:
        """Return the law after a juror of a side has left, or another where there is none."""
        side = {"guilty": VOTES_GUILTY, "not guilty": VOTES_NOT, "anyone": (0, 1, 2, 3)}[leaves]
        if not sum(seats[kind] for kind in side):
            side = (0, 1, 2, 3)
        everyone = sum(seats[kind] for kind in side)
        law: SeatLaw = defaultdict(float)
        for kind in side:
            if seats[kind]:
                after = list(seats)
                after[kind] -= 1
                law[after[0], after[1], after[2], after[3]] += seats[kind] / everyone
        return law

    def replaced(self, seats: Seats, event: Happening) -> SeatLaw:
        """Return the law after an alternate has come in."""
        n = sum(seats)
        if event.others == "afresh":
            return {(k, 0, 0, n - k): p for k, p in enumerate(event.afresh) if p}
        law: SeatLaw = defaultdict(float)
        for (gg, gn, ng, nn), chance in self.one_gone(seats, event.leaves).items():
            if event.others == "views":
                gg, gn, ng, nn = gg + gn, 0, 0, ng + nn
            law[gg + 1, gn, ng, nn] += chance * event.alternate_guilty
            law[gg, gn, ng, nn + 1] += chance * (1 - event.alternate_guilty)
        return law

    def happens(self, jury: Jury, which: int) -> dict[Jury, float]:
        """Return the law of the jury after a happening that does not end its work."""
        event = self.happenings[which]
        jury = jury._replace(pending=jury.pending - {which})
        law: SeatLaw = {jury.seats: 1.0}
        match event.what:
            case "rumour":
                law = self.converted(jury.seats, event.strength)
            case "threat":
                jury = jury._replace(pressure=event.strength)
            case "charge":
                model = jury.model if event.model is None else event.model
                jury = jury._replace(pull=event.strength, model=model)
            case "removed":
                law = self.one_gone(jury.seats, event.leaves)
                jury = jury._replace(rules=jury.rules if event.rules is None else event.rules)
            case _:
                law = self.replaced(jury.seats, event)
                jury = jury._replace(anew=True)
        return {jury._replace(seats=seats): chance for seats, chance in law.items() if chance}

    def in_order(
        self,
        out: dict[Jury, float],
        due: Callable[[Happening, Jury], bool],
        ballot: int,
        told: Told,
    ) -> dict[Jury, float]:
        """Return what is out after everything that is due has happened, in the room's order.

        What is due on a split is settled by the split that the ballot showed, before anything
        has happened to it.
        """
        after: dict[Jury, float] = defaultdict(float)
        for jury, mass in out.items():
            here: dict[Jury, float] = {jury: mass}
            for which, event in enumerate(self.happenings):
                if which not in jury.pending or not due(event, jury):
                    continue
                told.took_place[which] += sum(here.values())
                if event.what == "refuses":
                    for standing, chance in here.items():
                        self.ended(told, "hung", standing, chance, ballot)
                    here = {}
                    break
                then: dict[Jury, float] = defaultdict(float)
                for standing, chance in here.items():
                    for to, share in self.happens(standing, which).items():
                        then[to] += chance * share
                here = then
            for standing, chance in here.items():
                after[standing] += chance
        return after

    # --- from ballot to ballot -------------------------------------------------------------------

    def ended(self, told: Told, how: str, jury: Jury, mass: float, ballot: int) -> None:
        """Count juries that have ended, at a ballot."""
        told.ends[how] += mass
        told.ballots += mass * ballot
        if how == "hung":
            told.hung_with[jury.split] += mass
        minds = jury.seats[0] + jury.seats[1]
        against = minds if how == "not guilty" else sum(jury.seats) - minds
        told.against[how] += mass * against / sum(jury.seats)

    def take(self, out: dict[Jury, float], ballot: int, told: Told) -> dict[Jury, float]:
        """Return what is out after one ballot, in the order of the theory page."""
        out = self.in_order(out, lambda e, _: e.ballot == ballot, max(ballot - 1, 0), told)
        shown: dict[Jury, float] = defaultdict(float)
        for jury, mass in out.items():
            if jury.anew:
                voted = {jury.seats: 1.0}
            else:
                alike = jury._replace(pending=frozenset(), rules=0)
                if alike not in self._moves:
                    self._moves[alike] = self.next_ballot(jury)
                voted = self._moves[alike]
            for seats, chance in voted.items():
                after = jury._replace(seats=seats, anew=False)
                here, n = mass * chance, sum(seats)
                how = self.rules[jury.rules](ballot, n).verdict(after.split[0])
                gives_up = 0.0 if jury.anew else self.hazard(after.split[0], n)
                if ballot == self.cap:
                    gives_up = 1.0
                if how:
                    self.ended(told, how, after, here, ballot)
                else:
                    if gives_up:
                        self.ended(told, "hung", after, here * gives_up, ballot)
                    if gives_up < 1:
                        shown[after] += here * (1 - gives_up)
        return self.in_order(shown, lambda e, j: e.split == j.split, ballot, told)

    def solve(self, first_ballot: Sequence[float]) -> Told:
        """Return what becomes of all juries from a first ballot."""
        told, n = Told(), len(first_ballot) - 1
        pending = frozenset(range(len(self.happenings)))
        out = {Jury((k, 0, 0, n - k), pending): p for k, p in enumerate(first_ballot) if p}
        ballot = 0
        while sum(out.values()) > REST:
            out = self.take(out, ballot, told)
            ballot += 1
        return told
