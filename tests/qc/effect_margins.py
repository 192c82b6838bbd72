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
    R = \frac{r n + 50 \bar r + 6}{n + 56},

:math:`\bar r` being r with the top and the bottom added up over conditions: in an interval over all,
in a test over the two that are tested. Where nobody of a condition differs from anybody r is
:math:`\bar r`; where nobody does in any, that is 1. Who has no weight is not there.

None of :math:`e`, :math:`h` and :math:`q` changes where w stands for u throughout.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from math import sqrt
from typing import NamedTuple

from tests.qc.effect_rules import RULES, Rules
from tests.qc.effect_twins import Person

ZERO, ONE = Fraction(0), Fraction(1)
ALONE = Fraction(1, 10)
"""Below this d someone is so alone in a group that margins say nothing of the answer."""

Matrix = list[list[Fraction]]


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


def residuals(arm: Sequence[Person]) -> list[Left]:
    """Return what margins leave of each answer of a condition, of those who have weight.

    Of two and two people, one of whom leans to guilty, those two are half off from each other's mean:

    >>> people = [Person("a", float(i == 0), groups=("fm"[i // 2],)) for i in range(4)]
    >>> [(str(left.e), str(left.d)) for left in residuals(people)]
    [('1/2', '1/2'), ('-1/2', '1/2'), ('0', '1/2'), ('0', '1/2')]
    """
    arm = with_weight(arm)
    rows = [[(trait, group) for trait, group in enumerate(person.groups)] for person in arm]
    columns = {column: place for place, column in enumerate(dict.fromkeys(chain(*rows)))}
    cells = {
        person.groups: [columns[c] for c in row] for person, row in zip(arm, rows, strict=True)
    }
    every: Matrix = [[ZERO for _ in columns] for _ in columns]
    for person in arm:
        for i in cells[person.groups]:
            for j in cells[person.groups]:
                every[i][j] += Fraction(person.weight)
    inverse = generalised_inverse(every)
    # Of a cell and a person z' M z' is the same whoever of their cells they are.
    of_cells = {
        one: {
            other: sum((inverse[i][j] for i in at for j in to), ZERO) for other, to in cells.items()
        }
        for one, at in cells.items()
    }
    found: dict[tuple[str, ...], tuple[Fraction, Fraction, Fraction]] = {}
    for cell, own in of_cells.items():
        fitted = sum((Fraction(p.weight) * Fraction(p.leaning) * own[p.groups] for p in arm), ZERO)
        q = sum(((Fraction(p.weight) * own[p.groups]) ** 2 for p in arm), ZERO)
        found[cell] = fitted, own[cell], q
    return [
        Left(Fraction(p.leaning) - fitted, 1 - 2 * Fraction(p.weight) * own + q)
        for p in arm
        for fitted, own, q in [found[p.groups]]
    ]


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


def answers_left(arm: Sequence[Person], rules: Rules = RULES) -> list[Fraction]:
    """Return what clusters are told of in place of answers, by those who have weight."""
    middle = share(with_weight(arm))
    return [
        middle + (1 if left.above else -1) * Fraction(sqrt(left.square))
        for left in left_of(arm, rules)
    ]


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
    left, arm = left_of(arm, rules), with_weight(arm)
    whole, middle = sum((Fraction(p.weight) for p in arm), ZERO), share(arm)
    of_squares = sum((Fraction(p.weight) ** 2 for p in arm), ZERO)
    scale = whole / of_squares
    answers = [(Fraction(p.weight) * scale, Fraction(p.leaning)) for p in arm]
    n = whole * scale
    before = sum(((u * (x - middle)) ** 2 for u, x in answers), ZERO)
    return Part(
        top=sum((u * u * one.square for (u, _), one in zip(answers, left, strict=True)), ZERO),
        bottom=before / (1 - sum((u * u for u, _ in answers), ZERO) / n**2),
        n=n,
    )


def left_by_margins(arms: Sequence[Sequence[Person]], rules: Rules = RULES) -> list[Fraction]:
    """Return R of each of these conditions; 1 where nobody was raked."""
    if not rules.margins or not arms[0][0].groups:
        return [ONE for _ in arms]
    parts = [part(arm, rules) for arm in arms]
    bottom = sum((one.bottom for one in parts), ZERO)
    together = sum((one.top for one in parts), ZERO) / bottom if bottom else ONE
    beside = rules.margins_common + rules.margins_own
    given = rules.margins_common + rules.margins_own * together
    return [
        ((one.top / one.bottom if one.bottom else together) * one.n + given) / (one.n + beside)
        for one in parts
    ]
