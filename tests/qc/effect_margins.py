r"""What margins say of the answers of a survey that was raked: blind to the package, in fractions.

In a condition with weights :math:`w`, let :math:`u = w \sum w / \sum w^2` and :math:`n = \sum u`, and
let :math:`z` be a row of ones and noughts, one for each group of each trait. With any generalised
inverse :math:`M` of :math:`\sum u z z'` the residual of an answer is

.. math:: e = x - z' M \sum u z x,

and were answers of one variance, its own would be that times :math:`d = 1 - 2h + q`,
:math:`h = u z' M z`, :math:`q = z' M (\sum u^2 z z') M z`. What is left of an answer is
:math:`\tilde e = e / \sqrt d`, or :math:`x - p` where :math:`d < 1/10`. Margins leave

.. math::

    r = \frac{\sum u^2 \tilde e^2}{\sum u^2 (x - p)^2 / (1 - \sum u^2 / n^2)}, \qquad
    R = \frac{r n + 50 \max(r, \bar r) + 6}{n + 56},

:math:`\bar r` being r with the top and the bottom added up over conditions: in an interval over all,
in a test over the two that are tested; :math:`1 - \sum u^2 / n^2` is a tenth at least. Where nobody of
a condition differs from anybody r is :math:`\bar r`; where nobody does in any, that is 1. Who has no
weight is not there.

Of a session, with :math:`U = \sum u` and :math:`Z = \sum u z` over its people, the sum
:math:`\sum u e` would vary, were they of one mind, by

.. math::

    d_c = 1 - \frac{2 Z' M Z}{U} + \frac{Z' M (\sum Z Z') M Z}{U^2}

of what :math:`\sum u x` does, the sum within over all sessions of the condition.

None of :math:`e`, :math:`h`, :math:`q` and :math:`d_c` changes where w stands for u throughout.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from math import sqrt
from typing import NamedTuple

from tests.qc.effect_rules import RULES, Rules
from tests.qc.effect_twins import Person

ZERO, ONE = Fraction(0), Fraction(1)
ALONE = Fraction(1, 10)
"""Below this d someone is so alone in a group that margins say nothing of the answer."""

LEAST = Fraction(1, 10)
"""The least that a share which is taken from its answers is said to leave of them."""

Matrix = list[list[Fraction]]


Row = tuple[str, float, float, str | None, tuple[str, ...]]


def rows(people: Sequence[Person]) -> tuple[Row, ...]:
    """Return what is known of people but for their traits, to look up what was found of them."""
    return tuple((p.condition, p.leaning, p.weight, p.cluster, p.groups) for p in people)


def of_rows(known: Sequence[Row]) -> list[Person]:
    """Return the people of whom this is known."""
    return [Person(*row[:4], {}, row[4]) for row in known]


def with_weight(people: Sequence[Person]) -> list[Person]:
    """Return who has weight."""
    return [person for person in people if person.weight > 0]


def share(people: Sequence[Person]) -> Fraction:
    """Return the weighted share of guilty leanings."""
    whole = sum((Fraction(p.weight) for p in people), ZERO)
    return sum((Fraction(p.weight) * Fraction(p.leaning) for p in people), ZERO) / whole


def generalised_inverse(matrix: Matrix) -> Matrix:
    """Return the inverse on the first columns that are independent, and noughts on the others.

    By sweeps of a symmetric matrix without negative eigenvalues: a pivot of nought, which is exact
    here, is a column that depends on those before it.

    >>> two = generalised_inverse([[ONE * 2, ONE * 2], [ONE * 2, ONE * 2]])
    >>> [[str(number) for number in row] for row in two]
    [['1/2', '0'], ['0', '0']]
    """
    swept, places, taken = [list(row) for row in matrix], range(len(matrix)), list[int]()
    for k in places:
        pivot = swept[k][k]
        if pivot == 0:
            continue
        taken.append(k)
        beside = [row[k] for row in swept]
        for i in places:
            for j in places:
                if i != k and j != k:
                    swept[i][j] -= beside[i] * beside[j] / pivot
        for i in places:
            swept[i][k] = swept[k][i] = beside[i] / pivot
        swept[k][k] = -1 / pivot
    return [[-swept[i][j] if {i, j} <= {*taken} else ZERO for j in places] for i in places]


class Left(NamedTuple):
    """What margins leave of an answer: its residual, and d."""

    e: Fraction
    d: Fraction


class Regression(NamedTuple):
    """The place of each group of each trait, the inverse, and the sum of w z x."""

    places: Mapping[tuple[int, str], int]
    inverse: Matrix
    answered: list[Fraction]

    def at(self, groups: Sequence[str]) -> list[int]:
        """Return where the row of someone of these groups has ones."""
        return [self.places[column] for column in enumerate(groups)]

    def inverted(self, row: Mapping[int, Fraction]) -> list[Fraction]:
        """Return M times a row that is nought elsewhere."""
        return [sum((own[j] * x for j, x in row.items()), ZERO) for own in self.inverse]


def regression(arm: Sequence[Person]) -> Regression:
    """Return the weighted regression on the groups, of people who all have weight."""
    found = dict.fromkeys(chain(*(enumerate(person.groups) for person in arm)))
    places = {column: place for place, column in enumerate(found)}
    every: Matrix = [[ZERO for _ in places] for _ in places]
    answered = [ZERO for _ in places]
    for person in arm:
        own = [places[column] for column in enumerate(person.groups)]
        for i in own:
            answered[i] += Fraction(person.weight) * Fraction(person.leaning)
            for j in own:
                every[i][j] += Fraction(person.weight)
    return Regression(places, generalised_inverse(every), answered)


def residuals(arm: Sequence[Person]) -> list[Left]:
    """Return what margins leave of each answer of a condition, of those who have weight.

    Of two and two people, one of whom leans to guilty, those two are half off from each other's mean:

    >>> people = [Person("a", float(i == 0), groups=("fm"[i // 2],)) for i in range(4)]
    >>> [(str(left.e), str(left.d)) for left in residuals(people)]
    [('1/2', '1/2'), ('-1/2', '1/2'), ('0', '1/2'), ('0', '1/2')]
    """
    arm = with_weight(arm)
    fitted = regression(arm)
    # Those of one cell, the same group of each trait, have one row.
    squares: dict[tuple[str, ...], Fraction] = defaultdict(lambda: ZERO)
    for person in arm:
        squares[person.groups] += Fraction(person.weight) ** 2
    found: dict[tuple[str, ...], tuple[Fraction, Fraction, Fraction]] = {}
    for cell in squares:
        beside = fitted.inverted(dict.fromkeys(fitted.at(cell), ONE))
        said = sum((b * x for b, x in zip(beside, fitted.answered, strict=True)), ZERO)
        h = sum((beside[i] for i in fitted.at(cell)), ZERO)
        q = sum(
            (w * sum((beside[i] for i in fitted.at(other)), ZERO) ** 2
             for other, w in squares.items()), ZERO
        )  # fmt: skip
        found[cell] = said, h, q
    return [
        Left(Fraction(p.leaning) - said, 1 - 2 * Fraction(p.weight) * h + q)
        for p in arm
        for said, h, q in [found[p.groups]]
    ]


def of_sessions(arm: Sequence[Person]) -> dict[str | None, Fraction]:
    """Return d of each session of a condition, of those who have weight.

    Two of three sessions are all of a group; what sets them apart from each other is left:

    >>> people = [Person("a", 1.0, 1.0, c, groups=("f" if c == "x" else "m",)) for c in "xxyyzz"]
    >>> {name: str(d) for name, d in of_sessions(people).items()}
    {'x': '0', 'y': '1/2', 'z': '1/2'}
    """
    arm = with_weight(arm)
    fitted, weights = regression(arm), dict[str | None, Fraction]()
    rows: dict[str | None, dict[int, Fraction]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for person in arm:
        weights[person.cluster] = weights.get(person.cluster, ZERO) + Fraction(person.weight)
        for place in fitted.at(person.groups):
            rows[person.cluster][place] += Fraction(person.weight)
    found: dict[str | None, Fraction] = {}
    for name, row in rows.items():
        beside, whole = fitted.inverted(row), weights[name]
        with_others = {
            other: sum((beside[i] * x for i, x in its.items()), ZERO) for other, its in rows.items()
        }
        squares = sum((product**2 for product in with_others.values()), ZERO)
        found[name] = 1 - 2 * with_others[name] / whole + squares / whole**2
    return found


class Answer(NamedTuple):
    """What is left of an answer: whether it is above what it is measured from, and its square."""

    above: bool
    square: Fraction


def left_of(arm: Sequence[Person], rules: Rules = RULES) -> list[Answer]:
    """Return what is left of each answer of a condition, of those who have weight."""
    arm, found = with_weight(arm), list[Answer]()
    middle = share(arm)
    for person, (e, d) in zip(arm, residuals(arm), strict=True):
        away = Fraction(person.leaning) - middle
        if d < ALONE and rules.alone_as_without:
            found.append(Answer(away > 0, away**2))
        else:
            found.append(Answer(e > 0, e**2 / (d if rules.divided_by_d and d > 0 else ONE)))
    return found


def signed(arm: Sequence[Person], rules: Rules = RULES) -> list[Fraction]:
    """Return what is left of each answer, with its sign, by those who have weight: a control."""
    return [(1 if left.above else -1) * Fraction(sqrt(left.square)) for left in left_of(arm, rules)]


def correction(squares: Fraction, rules: Rules = RULES) -> Fraction:
    """Return what a share that is taken from its answers leaves of them, a tenth at least.

    >>> str(correction(ONE / 4)), str(correction(ONE * 99 / 100))
    ('3/4', '1/10')
    """
    return max(1 - squares, LEAST) if rules.least_correction else 1 - squares


class Part(NamedTuple):
    """The sums of a condition: what margins leave, what there was, and Kish's size."""

    top: Fraction
    bottom: Fraction
    n: Fraction


def part(arm: Sequence[Person], rules: Rules = RULES) -> Part:
    """Return the sums of a condition.

    >>> people = [Person("a", float(i == 0), groups=("fm"[i // 2],)) for i in range(4)]
    >>> [str(number) for number in part(people)]
    ['1', '1', '4']
    """
    return _part(rows(arm), rules)


@lru_cache(500)
def _part(known: tuple[Row, ...], rules: Rules) -> Part:
    arm = with_weight(of_rows(known))
    left = left_of(arm, rules)
    whole, middle = sum((Fraction(p.weight) for p in arm), ZERO), share(arm)
    of_squares = sum((Fraction(p.weight) ** 2 for p in arm), ZERO)
    scale = whole / of_squares
    answers = [(Fraction(p.weight) * scale, Fraction(p.leaning)) for p in arm]
    n = whole * scale
    before = sum(((u * (x - middle)) ** 2 for u, x in answers), ZERO)
    return Part(
        top=sum((u * u * one.square for (u, _), one in zip(answers, left, strict=True)), ZERO),
        bottom=before / correction(sum((u * u for u, _ in answers), ZERO) / n**2, rules),
        n=n,
    )


def left_by_margins(arms: Sequence[Sequence[Person]], rules: Rules = RULES) -> list[Fraction]:
    """Return R of each of these conditions; 1 where nobody was raked."""
    if not rules.margins or not arms[0][0].groups:
        return [ONE for _ in arms]
    parts = [part(arm, rules) for arm in arms]
    bottom = sum((one.bottom for one in parts), ZERO)
    together = sum((one.top for one in parts), ZERO) / bottom if bottom else ONE
    found: list[Fraction] = []
    for one in parts:
        own = one.top / one.bottom if one.bottom else together
        towards = max(own, together) if rules.margins_own_if_more else together
        top = own * one.n + rules.margins_own * towards + rules.margins_common
        found.append(top / (one.n + rules.margins_own + rules.margins_common))
    return found
