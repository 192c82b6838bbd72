"""A second implementation of jury selection, blind to the first: every sequence, in fractions.

Written from the statements of the systems before the fast code was. No two histories are put
together: a jury is the tuple of those seated, in the order in which they were called; a panel is the
tuple of all who are seen. What a side wins is a number for each way the finished jury can be.

Strike and replace. Persons are called one by one from a venire without end. Both sides see each
one's class. One who is not struck is seated. Both sides know what is left of every strike. Where
spending a strike gains nothing, it is kept. `first` is the side that speaks first on each person;
where it is None both speak at once, and if both strike, both have spent a strike.

Struck jury. A panel of `size` and all strikes is seen at once. Strikes are used up one after the
other, in turn, the first side first; where one side has none left the other goes on. A strike falls,
with chance `accuracy`, on the one who remains and is worst for that side (one of the worst, by lot);
otherwise on anyone who remains, by lot. Where both strike at once they may hit the same person; the
jury is then drawn by lot from those who remain.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import comb, prod

ZERO, ONE = Fraction(0), Fraction(1)

Seated = tuple[int, ...]
JuryLaw = dict[Seated, Fraction]
"""The probability of each jury: the classes of its members, sorted."""


@dataclass(frozen=True)
class Selection:
    """How a game ends: what it is worth to the prosecution, and the law of the jury."""

    value: Fraction
    law: JuryLaw


@dataclass(frozen=True)
class Game:
    """Strike and replace: the venire by class, the seats, and what each finished jury is worth."""

    shares: tuple[Fraction, ...]
    seats: int
    worth: Callable[[Seated], Fraction]
    first: str | None = "prosecution"

    def play(self, p: int, d: int, seated: Seated = ()) -> Selection:
        """Return what is to come where `p` and `d` strikes are left."""
        if len(seated) == self.seats:
            return Selection(self.worth(seated), {tuple(sorted(seated)): ONE})
        return _mixed(
            (share, self._called(c, p, d, seated)) for c, share in enumerate(self.shares) if share
        )

    def _called(self, c: int, p: int, d: int, seated: Seated) -> Selection:
        sits = self.play(p, d, (*seated, c))
        by_p = self.play(p - 1, d, seated) if p else None
        by_d = self.play(p, d - 1, seated) if d else None
        if self.first == "prosecution":
            answer = by_d if by_d and by_d.value < sits.value else sits
            return by_p if by_p and by_p.value > answer.value else answer
        if self.first == "defence":
            answer = by_p if by_p and by_p.value > sits.value else sits
            return by_d if by_d and by_d.value < answer.value else answer
        both = self.play(p - 1, d - 1, seated) if p and d else None
        return _at_once(sits, by_p, by_d, both)


def _at_once(
    sits: Selection, by_p: Selection | None, by_d: Selection | None, both: Selection | None
) -> Selection:
    """Return the solution of the game in which both sides speak at once."""
    if by_p is None and by_d is None:
        return sits
    if by_p is None:
        assert by_d is not None
        return by_d if by_d.value < sits.value else sits
    if by_d is None:
        return by_p if by_p.value > sits.value else sits
    assert both is not None
    cells = {(0, 0): sits, (1, 0): by_p, (0, 1): by_d, (1, 1): both}
    for (i, j), cell in cells.items():
        # Neither side gains by doing the other thing alone.
        if cells[1 - i, j].value <= cell.value <= cells[i, 1 - j].value:
            return cell
    s, a, b, c = sits.value, by_p.value, by_d.value, both.value
    across = c + s - a - b
    p_strikes, d_strikes = (s - b) / across, (s - a) / across
    return _mixed(
        (
            (p_strikes if i else 1 - p_strikes) * (d_strikes if j else 1 - d_strikes),
            cells[i, j],
        )
        for i, j in cells
    )


def _mixed(parts: Iterator[tuple[Fraction, Selection]]) -> Selection:
    value, law = ZERO, defaultdict[Seated, Fraction](Fraction)
    for chance, part in parts:
        value += chance * part.value
        for jury, mass in part.law.items():
            law[jury] += chance * mass
    return Selection(value, dict(law))


def struck_jury(
    shares: Sequence[Fraction],
    size: int,
    strikes: tuple[int, int],
    *,
    accuracy: Fraction = ONE,
    first: str | None = "prosecution",
) -> JuryLaw:
    """Return the law of the jury left by both sides' strikes, panel by panel, person by person.

    Classes go from the worst for the prosecution to the worst for the defence.
    """
    law: JuryLaw = defaultdict(lambda: ZERO)
    for panel in product(range(len(shares)), repeat=size + sum(strikes)):
        chance = prod((shares[c] for c in panel), start=ONE)
        for left, mass in _struck(panel, strikes, accuracy, first):
            for jury in combinations(left, size):
                law[tuple(sorted(jury))] += chance * mass / comb(len(left), size)
    return {jury: mass for jury, mass in law.items() if mass}


def _struck(
    panel: Seated, strikes: tuple[int, int], accuracy: Fraction, first: str | None
) -> Iterator[tuple[Seated, Fraction]]:
    p, d = strikes
    if not p and not d:
        yield panel, ONE
        return
    if first is None and p and d:
        for (i, x), (j, y) in product(
            _aims(panel, -1, accuracy).items(), _aims(panel, 1, accuracy).items()
        ):
            left = tuple(c for place, c in enumerate(panel) if place not in {i, j})
            for end, mass in _struck(left, (p - 1, d - 1), accuracy, first):
                yield end, x * y * mass
        return
    prosecution = p > 0 and (d == 0 or first != "defence")
    after = (p - 1, d) if prosecution else (p, d - 1)
    following = "defence" if prosecution else "prosecution"
    for i, x in _aims(panel, -1 if prosecution else 1, accuracy).items():
        left = panel[:i] + panel[i + 1 :]
        for end, mass in _struck(left, after, accuracy, following if first else None):
            yield end, x * mass


def _aims(panel: Seated, worst: int, accuracy: Fraction) -> Mapping[int, Fraction]:
    """Return the chance that each place of the panel is struck; `worst` is 1 for the highest."""
    extreme = max(panel, key=lambda c: worst * c)
    hit = [place for place, c in enumerate(panel) if c == extreme]
    return {
        place: (1 - accuracy) / len(panel) + (accuracy / len(hit) if place in hit else ZERO)
        for place in range(len(panel))
    }


def panel_after_cause(
    leanings: Sequence[Fraction],
    shares: Sequence[Fraction],
    bounds: tuple[Fraction, Fraction],
    excused: Fraction,
    noise: Fraction,
) -> list[Fraction]:
    """Return the shares of the classes among those who are not excused for cause.

    A person answers as he or she leans; with chance `noise` the answer is that of another, drawn
    from the venire. One whose answer lies outside the bounds is excused with chance `excused`.
    """
    stays = [ZERO] * len(shares)
    for own, other in product(range(len(shares)), repeat=2):
        for noisy in (False, True):
            answer = leanings[other if noisy else own]
            kept = ONE - (excused if not bounds[0] <= answer <= bounds[1] else ZERO)
            stays[own] += shares[own] * shares[other] * (noise if noisy else 1 - noise) * kept
    return [stay / sum(stays, ZERO) for stay in stays]


def guilty_votes(law: JuryLaw, leanings: Sequence[Fraction], size: int) -> list[Fraction]:
    """Return the law of guilty votes on the first ballot, vote by vote."""
    votes = [ZERO] * (size + 1)
    for jury, mass in law.items():
        for cast in product((0, 1), repeat=size):
            votes[sum(cast)] += mass * prod(
                (leanings[c] if v else 1 - leanings[c] for c, v in zip(jury, cast, strict=True)),
                start=ONE,
            )
    return votes


def expected_worth(
    leanings: Sequence[Fraction], payoff: Sequence[Fraction]
) -> Callable[[Seated], Fraction]:
    """Return what a jury is worth: its chance of each number of guilty votes times the payoff."""

    @cache
    def worth(seated: Seated) -> Fraction:
        size = len(seated)
        law = guilty_votes({seated: ONE}, leanings, size)
        return sum((p * x for p, x in zip(law, payoff, strict=True)), ZERO)

    return worth
