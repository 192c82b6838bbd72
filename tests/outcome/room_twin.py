"""The jury room juror by juror, in fractions, along every path: slow, and shares no arithmetic.

A juror is a pair (view, vote), 1 for guilty; a jury is a tuple of them. Every path that a jury can
take up to the court's cap is followed to its end. What happens is read from the same records as the
engine reads; what it does is written here again, for named jurors.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

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
)
from juryroom.procedure.decision_rule import AnyRule

Juror = tuple[int, int]
Jury = tuple[Juror, ...]
Branches = Iterator[tuple[Jury, Fraction]]
Ballot = Callable[[Jury], Branches]
ONE = Fraction(1)


def guilty_votes(jury: Jury) -> int:
    return sum(vote for _, vote in jury)


def without_names(branches: Iterable[tuple[Jury, Fraction]]) -> dict[Jury, Fraction]:
    """Put juries together that differ in who sits where: no one asks who it is."""
    together: dict[Jury, Fraction] = {}
    for jury, chance in branches:
        if chance:
            unnamed = tuple(sorted(jury))
            together[unnamed] = together.get(unnamed, Fraction(0)) + chance
    return together


def with_juror(jury: Jury, seat: int, juror: Juror) -> Jury:
    return (*jury[:seat], juror, *jury[seat + 1 :])


def linear_pull(inertia: Fraction) -> Ballot:
    """Each side gains the next vote in proportion to its size; who moves is drawn by lot."""

    def ballot(jury: Jury) -> Branches:
        n, k = len(jury), guilty_votes(jury)
        if k in {0, n}:
            yield jury, ONE
            return
        if inertia:
            yield jury, inertia
        for seat, (_, vote) in enumerate(jury):
            to_side, from_side = (k, n - k) if vote == 0 else (n - k, k)
            chance = (1 - inertia) * Fraction(to_side, n) / from_side
            yield with_juror(jury, seat, (1 - vote, 1 - vote)), chance

    return ballot


def private_public(alpha: Fraction, to_convict: Fraction, to_acquit: Fraction) -> Ballot:
    """One juror of n sees the others' votes; the view may change, then the vote may yield."""

    def ballot(jury: Jury) -> Branches:
        n = len(jury)
        for seat, (view, vote) in enumerate(jury):
            for_guilty = Fraction(guilty_votes(jury) - vote, n - 1)
            against = 1 - for_guilty if view else for_guilty
            for new_view in (0, 1):
                turns = alpha * against
                chance = Fraction(1, n) * (turns if new_view != view else 1 - turns)
                opposite = 1 - for_guilty if new_view else for_guilty
                yields = (to_acquit if new_view else to_convict) * opposite
                yield with_juror(jury, seat, (new_view, new_view)), chance * (1 - yields)
                yield with_juror(jury, seat, (new_view, 1 - new_view)), chance * yields

    return ballot


@dataclass(frozen=True)
class Memory:
    ballot: Ballot
    rules: AnyRule
    waiting: frozenset[int]
    anew: bool = True
    pressure: Fraction = Fraction(0)
    pull: Fraction = Fraction(0)


@dataclass
class Twin:
    """The totals over every path."""

    happenings: tuple[Happening, ...]
    minds: bool
    cap: int
    hazard: Callable[[int, int], Fraction] = lambda _guilty, _others: Fraction(0)
    charged: Ballot | None = None
    guilty: Fraction = Fraction(0)
    not_guilty: Fraction = Fraction(0)
    ballots: Fraction = Fraction(0)
    hung: dict[tuple[int, int], Fraction] = field(default_factory=dict)
    took_place: list[Fraction] = field(default_factory=list)
    against: list[Fraction] = field(default_factory=lambda: [Fraction(0), Fraction(0)])

    def solve(self, ballot: Ballot, rules: AnyRule, first: tuple[Fraction, ...]) -> "Twin":
        self.took_place = [Fraction(0)] * len(self.happenings)
        memory = Memory(ballot, rules, frozenset(range(len(self.happenings))))
        for votes, chance in enumerate(first):
            if chance:
                self.go(0, sincere(votes, len(first) - 1), memory, chance)
        return self

    def go(self, t: int, jury: Jury, memory: Memory, chance: Fraction) -> None:
        """Follow every path of a jury that is out before ballot t."""
        due = [
            place
            for place, happening in enumerate(self.happenings)
            if happening.when == AtBallot(t) and place in memory.waiting
        ]
        for changed, now, p in self.happen(due, jury, memory, chance):
            self.ballots += p if t else 0
            voted = [(changed, ONE)] if now.anew else self.vote(changed, now)
            for next_jury, q in without_names(voted).items():
                self.count(t, next_jury, now, p * q)

    def vote(self, jury: Jury, memory: Memory) -> Branches:
        n, k = len(jury), guilty_votes(jury)
        rest = 1 - memory.pull
        if memory.pull:
            side = None if 2 * k == n or k in {0, n} else int(2 * k < n)
            yield from flipped(jury, side, memory.pull, self.minds)
        if memory.pressure:
            side = 0 if k < n else None
            yield from flipped(jury, side, rest * memory.pressure, self.minds)
        for voted, chance in memory.ballot(jury):
            yield voted, rest * (1 - memory.pressure) * chance

    def count(self, t: int, jury: Jury, memory: Memory, chance: Fraction) -> None:
        n, k = len(jury), guilty_votes(jury)
        rule = memory.rules.rule_at(t, n)
        thinks = sum(view for view, _ in jury)
        if k >= rule.to_convict:
            self.guilty += chance
            self.against[0] += chance * Fraction(n - thinks, n)
        elif n - k >= rule.to_acquit:
            self.not_guilty += chance
            self.against[1] += chance * Fraction(thinks, n)
        elif t == self.cap:
            self.hang(jury, chance)
        else:
            hazard = Fraction(0) if memory.anew else self.hazard(k, n - k)
            if hazard:
                self.hang(jury, chance * hazard)
            due = [
                place
                for place, happening in enumerate(self.happenings)
                if happening.when == OnSplit(k, n - k) and place in memory.waiting
            ]
            going = replace(memory, anew=False)
            for changed, now, p in self.happen(due, jury, going, chance * (1 - hazard)):
                self.go(t + 1, changed, now, p)

    def hang(self, jury: Jury, chance: Fraction) -> None:
        split = (guilty_votes(jury), len(jury) - guilty_votes(jury))
        self.hung[split] = self.hung.get(split, Fraction(0)) + chance

    def happen(
        self, due: list[int], jury: Jury, memory: Memory, chance: Fraction
    ) -> Iterator[tuple[Jury, Memory, Fraction]]:
        if not chance:
            return
        if not due:
            yield jury, memory, chance
            return
        place, *later = due
        self.took_place[place] += chance
        happening = self.happenings[place]
        now = replace(memory, waiting=memory.waiting - {place})
        if isinstance(happening, JurorRefuses):
            self.hang(jury, chance)
            return
        now = self.remembered(happening, now)
        for changed, p in done(happening, jury, memory):
            yield from self.happen(later, changed, now, chance * p)

    def remembered(self, happening: Happening, now: Memory) -> Memory:
        match happening:
            case Threat():
                return replace(now, pressure=Fraction(happening.pressure))
            case DeadlockCharge():
                ballot = self.charged if happening.model and self.charged else now.ballot
                return replace(now, ballot=ballot, pull=Fraction(happening.minority_pull))
            case JurorReplaced():
                return replace(now, anew=True)
            case JurorRemoved():
                return replace(now, rules=happening.rules or now.rules)
            case _:
                return now


def sincere(votes: int, n: int) -> Jury:
    return ((1, 1),) * votes + ((0, 0),) * (n - votes)


def flipped(jury: Jury, side: int | None, chance: Fraction, minds: bool) -> Branches:
    """Give the vote of one juror of `side` to the other; of None, to no one."""
    seats = [seat for seat, (_, vote) in enumerate(jury) if vote == side]
    if not seats:
        yield jury, chance
    for seat in seats:
        view, vote = jury[seat]
        other = (view if minds else 1 - vote, 1 - vote)
        yield with_juror(jury, seat, other), chance / len(seats)


def without_one(jury: Jury, leaves: Leaves) -> Branches:
    side = {Leaves.GUILTY_VOTER: (1,), Leaves.NOT_GUILTY_VOTER: (0,), Leaves.AT_RANDOM: (0, 1)}
    seats = [seat for seat, (_, vote) in enumerate(jury) if vote in side[leaves]]
    seats = seats or list(range(len(jury)))
    for seat in seats:
        yield (*jury[:seat], *jury[seat + 1 :]), Fraction(1, len(seats))


def done(happening: Happening, jury: Jury, memory: Memory) -> Branches:
    """Yield every jury that `happening` can leave, with its chance."""
    match happening:
        case Rumour():
            strength = Fraction(happening.strength)
            silent = [seat for seat, (_, vote) in enumerate(jury) if vote == 0]
            for won in product((False, True), repeat=len(silent)):
                changed, chance = jury, ONE
                for seat, is_won in zip(silent, won, strict=True):
                    chance *= strength if is_won else 1 - strength
                    changed = with_juror(changed, seat, (1, 1)) if is_won else changed
                yield changed, chance
        case JurorRemoved():
            yield from without_one(jury, happening.leaves)
        case JurorReplaced():
            yield from replaced(happening, jury)
        case _:
            yield jury, ONE


def replaced(happening: JurorReplaced, jury: Jury) -> Branches:
    if happening.first_ballot is not None:
        for votes, p in enumerate(happening.first_ballot.probabilities):
            yield sincere(votes, len(jury)), Fraction(p)
        return
    guilty = Fraction(happening.alternate_guilty)
    for rest, p in without_one(jury, happening.leaves):
        others = rest
        if happening.others is Others.VOTE_THEIR_VIEWS:
            others = tuple((view, view) for view, _ in rest)
        yield (*others, (1, 1)), p * guilty
        yield (*others, (0, 0)), p * (1 - guilty)
