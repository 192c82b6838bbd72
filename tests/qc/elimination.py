"""Where a walk ends, in fractions: states are anything that can be a key of a dictionary.

A twin gives the law of the next ballot as a dictionary and marks what it is an end of; everything
else is here. Two methods: states are taken out one after the other, or the law is carried forward
ballot by ballot.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

ZERO = Fraction(0)
ONE = Fraction(1)

State = Any
"""Anything that can be a key of a dictionary."""

Law = Mapping[State, Fraction]


@dataclass(frozen=True)
class End:
    """An ending, with the state in which it was reached."""

    how: Hashable
    state: State


@dataclass(frozen=True)
class Found:
    """How a walk ends: the mass of every `End`, and the mean number of ballots."""

    marks: Mapping[End, Fraction]
    ballots: Fraction

    def share(self, how: Hashable) -> Fraction:
        """Return the probability of one way to end."""
        return sum((mass for end, mass in self.marks.items() if end.how == how), ZERO)

    def hung_at(self, label: Callable[[State], Hashable]) -> dict[Hashable, Fraction]:
        """Return the probability of being hung and showing each label."""
        at: dict[Hashable, Fraction] = defaultdict(lambda: ZERO)
        for end, mass in self.marks.items():
            if end.how == "hung":
                at[label(end.state)] += mass
        return dict(at)


class NeverEndsError(Exception):
    """Some state is never left."""


Ballot = Callable[[State], Law]
Verdict = Callable[[State], Hashable]
Hazard = Callable[[State], Fraction]


def never(_: State) -> Fraction:
    """Return the hazard of a court that waits for ever."""
    return ZERO


def after_ballot(law: Law, verdict: Verdict, hazard: Hazard) -> dict[State | End, Fraction]:
    """Return what a ballot leads to: a verdict first, then the court's patience."""
    row: dict[State | End, Fraction] = defaultdict(lambda: ZERO)
    for state, chance in law.items():
        how, gives_up = verdict(state), hazard(state)
        if how:
            row[End(how, state)] += chance
        else:
            row[End("hung", state)] += chance * gives_up
            row[state] += chance * (1 - gives_up)
    return {target: chance for target, chance in row.items() if chance}


def to_the_end(first: Law, ballot: Ballot, verdict: Verdict, hazard: Hazard = never) -> Found:
    """Return the exact end without a cap, taking out one state after another.

    The first ballot is followed by a verdict, but not by the court's patience.
    """
    start = after_ballot(first, verdict, never)
    rows: dict[State, dict[State | End, Fraction]] = {}
    waiting = [state for state in start if not isinstance(state, End)]
    while waiting:
        state = waiting.pop()
        if state not in rows:
            rows[state] = after_ballot(ballot(state), verdict, hazard)
            waiting += [after for after in rows[state] if not isinstance(after, End)]
    order = list(rows)
    held: dict[State, Fraction] = dict.fromkeys(order, ONE)
    begin = object()
    rows[begin], held[begin] = start, ZERO
    for out in order:
        leads, stayed = rows.pop(out), held.pop(out)
        leaves = 1 - leads.pop(out, ZERO)
        if not leaves:
            raise NeverEndsError(out)
        for state, row in rows.items():
            if out in row:
                weight = row.pop(out) / leaves
                held[state] += weight * stayed
                for target, chance in leads.items():
                    row[target] = row.get(target, ZERO) + weight * chance
    return Found({t: m for t, m in rows[begin].items() if isinstance(t, End)}, held[begin])


def up_to(first: Law, ballot: Ballot, verdict: Verdict, cap: int, hazard: Hazard = never) -> Found:
    """Return the exact end where what is no verdict after `cap` ballots hangs."""
    marks: dict[End, Fraction] = defaultdict(lambda: ZERO)
    now, ballots = after_ballot(first, verdict, never), ZERO
    for remaining in range(cap, -1, -1):
        after: dict[State | End, Fraction] = defaultdict(lambda: ZERO)
        for state, mass in now.items():
            if isinstance(state, End):
                marks[state] += mass
            elif not remaining:
                marks[End("hung", state)] += mass
            else:
                ballots += mass
                for target, chance in after_ballot(ballot(state), verdict, hazard).items():
                    after[target] += mass * chance
        now = after
    return Found(dict(marks), ballots)


def figures(found: Found, names: Mapping[Hashable, str]) -> dict[str, float]:
    """Return the probability of each way to end under its name, and the mean ballots."""
    said = {name: float(found.share(how)) for how, name in names.items()}
    return said | {"ballots": float(found.ballots)}
