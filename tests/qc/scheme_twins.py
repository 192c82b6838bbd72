r"""A second implementation of the models that give a verdict in one step, blind to the first.

Written from the published equations by someone who had not read the package: the pooled logistic
curve of sate (Edwards), MacCoun's burden of social proof (2012), Davis's schemes with any matrix
(1973), the jury theorem of Condorcet (1785), the probability of error of Laplace and Poisson
(1814, 1837), Poisson's two numbers and their use by Gelfand and Solomon, Spencer's accuracy from
agreement (2007), and the retrying of hung juries (Neilson and Winter 2005).

What is rational is a `Fraction`; an exponential or a root is a `Decimal` of fifty digits, so that
no rounding of floating point can be shared with the package. Where there is another road than the
printed formula, it is taken: integrals of polynomials for Laplace, elimination of one unknown and
bisection for Poisson, sums of series for retrials.
"""

from collections.abc import Callable, Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import comb

from tests.qc.twins import HALF, ONE, ZERO, Row, binomial

DIGITS = Context(prec=50)
"""Fifty digits, in which exponentials and roots are taken."""


def decimal(x: Fraction) -> Decimal:
    """Return a fraction to fifty digits.

    >>> decimal(Fraction(1, 8))
    Decimal('0.125')
    """
    return DIGITS.divide(Decimal(x.numerator), Decimal(x.denominator))


def logistic(x: Fraction) -> Fraction:
    """Return 1/(1 + exp(-x)) to fifty digits.

    >>> str(logistic(ZERO))
    '1/2'
    """
    with localcontext(DIGITS):
        return Fraction(1 / (1 + (-decimal(x)).exp()))


# --- schemes -------------------------------------------------------------------------------------


def pooled_logistic(intercept: Fraction, slope: Fraction, share: Fraction) -> Row:
    """Return convict, not convict and hung, given the share of guilty votes: nothing is hung.

    >>> round(float(pooled_logistic(Fraction("-6.870279"), Fraction("11.78409"), ONE)[0]), 3)
    0.993
    """
    guilty = logistic(intercept + slope * share)
    return guilty, 1 - guilty, ZERO


def social_proof(threshold: Fraction, clarity: Fraction, share: Fraction) -> Fraction:
    """Return the probability that a faction with this share of the group prevails (MacCoun 2012).

    >>> str(social_proof(HALF, Fraction(10), HALF))
    '1/2'
    """
    return logistic(clarity * (share - threshold))


def matrix_scheme(matrix: Sequence[Sequence[Fraction]], law: Sequence[Fraction]) -> list[Fraction]:
    """Return pi D, one figure for every column of the matrix (Davis 1973).

    >>> [str(p) for p in matrix_scheme([(ONE, ZERO), (HALF, HALF)], [HALF, HALF])]
    ['3/4', '1/4']
    """
    assert len(matrix) == len(law)
    return [
        sum((pi * row[j] for pi, row in zip(law, matrix, strict=True)), ZERO)
        for j in range(len(matrix[0]))
    ]


# --- Condorcet, Laplace --------------------------------------------------------------------------


def condorcet(accuracy: Fraction, jurors: int) -> tuple[Fraction, Fraction, Fraction]:
    """Return how likely it is that most jurors are right, that most are wrong, and that they tie.

    One juror after another is added, so no binomial coefficient is used.

    >>> [str(p) for p in condorcet(Fraction(3, 5), 3)]
    ['81/125', '44/125', '0']
    """
    lead = {0: ONE}
    for _ in range(jurors):
        after: dict[int, Fraction] = {}
        for by, chance in lead.items():
            after[by + 1] = after.get(by + 1, ZERO) + chance * accuracy
            after[by - 1] = after.get(by - 1, ZERO) + chance * (1 - accuracy)
        lead = after
    right = sum((chance for by, chance in lead.items() if by > 0), ZERO)
    return right, 1 - right - lead.get(0, ZERO), lead.get(0, ZERO)


def _integral(ups: int, downs: int) -> Fraction:
    """Return the integral of u**ups (1 - u)**downs from 1/2 to 1, term by term."""
    return sum(
        (
            Fraction((-1) ** j * comb(downs, j), ups + j + 1) * (1 - HALF ** (ups + j + 1))
            for j in range(downs + 1)
        ),
        ZERO,
    )


def laplace_wrong(votes: int, jurors: int) -> Fraction:
    """Return the probability that a conviction by so many votes is wrong.

    Accuracy is uniform between one half and one, and guilt and innocence are as likely before the
    vote: Bayes's rule, with both integrals done exactly.

    >>> str(laplace_wrong(12, 12)), str(8192 * laplace_wrong(7, 12))
    ('1/8192', '2380')
    """
    wrong = _integral(jurors - votes, votes)
    return wrong / (wrong + _integral(votes, jurors - votes))


# --- Poisson; Gelfand and Solomon ----------------------------------------------------------------


def poisson_law(guilt: Fraction, reliability: Fraction, jurors: int) -> list[Fraction]:
    """Return the law of the votes for guilty when some of the accused are innocent."""
    guilty, innocent = binomial(reliability, jurors), binomial(1 - reliability, jurors)
    return [guilt * g + (1 - guilt) * i for g, i in zip(guilty, innocent, strict=True)]


def poisson_errors(
    reliability: Fraction, matrix: Sequence[Sequence[Fraction]]
) -> tuple[list[Fraction], list[Fraction]]:
    """Return the verdict law of the guilty and of the innocent, through a scheme."""
    jurors = len(matrix) - 1
    return (
        matrix_scheme(matrix, binomial(reliability, jurors)),
        matrix_scheme(matrix, binomial(1 - reliability, jurors)),
    )


def _prior(reliability: Fraction, convicted: Fraction, votes: int, jurors: int) -> Fraction:
    """Return the share of guilty among the accused at which so many are convicted."""
    of_guilty = sum(binomial(reliability, jurors)[votes:], ZERO)
    of_innocent = sum(binomial(1 - reliability, jurors)[votes:], ZERO)
    return (convicted - of_innocent) / (of_guilty - of_innocent)


def poisson_fit(
    convicted: Fraction, at_the_edge: Fraction, votes: int = 7, jurors: int = 12
) -> list[tuple[Fraction, Fraction]]:
    """Return every (guilt, reliability) that gives both shares, with reliability above 1/2.

    `convicted` is the share with `votes` or more against them, `at_the_edge` with exactly `votes`.
    The first equation is linear in guilt, which leaves one equation in reliability: its changes of
    sign on a grid, and bisection.

    >>> [(g, u)] = poisson_fit(Fraction("0.6094"), Fraction("0.0706"))
    >>> round(float(g), 5), round(float(u), 5)
    (0.63933, 0.74942)
    """

    def excess(reliability: Fraction) -> Fraction:
        law = poisson_law(_prior(reliability, convicted, votes, jurors), reliability, jurors)
        return law[votes] - at_the_edge

    grid = [HALF + Fraction(i, 512) for i in range(1, 257)]
    found: list[tuple[Fraction, Fraction]] = []
    for low, high in pairwise(grid):
        if excess(low) * excess(high) <= 0:
            reliability = bisect(excess, low, high)
            found.append((_prior(reliability, convicted, votes, jurors), reliability))
    return [(guilt, u) for guilt, u in found if 0 <= guilt <= 1]


def bisect(f: Callable[[Fraction], Fraction], low: Fraction, high: Fraction) -> Fraction:
    """Return a root of f between two points of different sign, to about 1e-18.

    >>> float(bisect(lambda x: x * x - 2, ONE, Fraction(2)))
    1.4142135623730951
    """
    rising = f(high) > f(low)
    for _ in range(60):
        middle = (low + high) / 2
        if (f(middle) > 0) is rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2


# --- Spencer, and retrials -----------------------------------------------------------------------


def spencer_accuracy(agreement: Fraction) -> Fraction:
    """Return the accuracy of two who agree so often, each as accurate and independent.

    Solved by bisection between one half and one of A**2 + (1 - A)**2 = agreement.

    >>> round(float(spencer_accuracy(Fraction("0.77"))), 6)
    0.867423
    """
    return bisect(lambda a: a * a + (1 - a) * (1 - a) - agreement, HALF, ONE)


def retried(
    convict: Fraction, acquit: Fraction, again: Fraction = ONE
) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return convicted, acquitted, never decided, and the trials expected.

    A hung jury is followed by another trial with probability `again`. The geometric sums are done
    by doubling the number of trials until what is left is below 1e-40.

    >>> [str(x) for x in retried(HALF, HALF)]
    ['1/2', '1/2', '0', '1']
    """
    left = (1 - convict - acquit) * again
    with localcontext(DIGITS):
        series, power = Decimal(1), decimal(left)
        while power > Decimal("1e-40"):
            # 1 + x + ... + x**(2m-1) is (1 + ... + x**(m-1)) (1 + x**m).
            series, power = series * (1 + power), power * power
        trials = Fraction(series)
    if not left:
        trials = ONE
    hung = (1 - convict - acquit) * (1 - again) * trials
    return convict * trials, acquit * trials, hung, trials


def neilson_winter(accuracy: Fraction, votes: int, jurors: int) -> tuple[Fraction, Fraction]:
    """Return C and A of one trial of a guilty defendant, `votes` needed for either verdict."""
    law = binomial(accuracy, jurors)
    return sum(law[votes:], ZERO), sum(law[: jurors - votes + 1], ZERO)
