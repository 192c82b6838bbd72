r"""How many answers a weighted or clustered survey is worth: a second implementation, blind to the first.

Written from the rules, not from the package; in fractions, but for Student's distribution.

* **Weights.** In a condition with weights :math:`w` and guilty leanings :math:`x`, let
  :math:`u = w \sum w / \sum w^2`: then :math:`n = \sum u` is Kish's size. With
  :math:`g = \sum u x`, :math:`e = \sum u (u - 1) x` and :math:`v = \sum u (u - 1)^2 / n`, and
  :math:`\bar v` the mean of :math:`v` over the conditions, weighted by :math:`n v`, the common
  heaviness of a condition is

  .. math::

      H_1 = 1 + \frac{v \sum e}{\sum v g + k \bar v}, \qquad
      H_0 = 1 - \frac{v \sum e}{\sum v (n - g) + k \bar v},

  k being 6 in intervals and 2 in tests, sums over conditions, neither less than its smallest nor more than its largest :math:`u`. Its own is
  :math:`h_1 = (g + e + 8 H_1) / (g + 8)` and :math:`h_0 = (n - g - e + 8 H_0) / (n - g + 8)`. At a
  share :math:`p`, with :math:`f = (1 - p) h_1 + p h_0`, the size is :math:`n / f`, at most the number
  of respondents. Who has no weight does not matter, and is none of them.
* **Clusters.** The size is divided by :math:`1 + (\bar m - 1) \rho`, and for an interval multiplied by
  the square of a ratio of Student's quantiles, if that is below 1; it is not below 1.
* **Tests.** Of two conditions, by their own common heaviness and their share together, without that
  ratio; they refer to Student's t. Each weight being w of all W in its condition, the variance of a
  difference is known with :math:`(\sum (w/W)^2)^2 / \sum (w/W)^4` degrees of freedom, sums over both
  conditions (Satterthwaite), or with those that clusters leave, if they are fewer.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from scipy.stats import t

from tests.qc.effect_twins import (
    Person,
    by_condition,
    clusters,
    student_p_value,
)

ZERO, ONE = Fraction(0), Fraction(1)


class Rules(NamedTuple):
    """What the controls change: two constants, whether heaviness counts, and whose a test takes."""

    common: int = 6
    in_tests: int = 2
    own: int = 8
    heavy: bool = True
    own_in_tests: bool = False


RULES = Rules()


# --- weights -------------------------------------------------------------------------------------


def kish(weights: Sequence[Fraction]) -> Fraction:
    """Return Kish's size.

    >>> kish([Fraction(3), ONE, ONE, ONE])
    Fraction(3, 1)
    """
    return sum(weights, ZERO) ** 2 / sum((w * w for w in weights), ZERO)


class Weighed(NamedTuple):
    """The sums of one condition: who has weight, the ends of u, and n, g, e and v."""

    asked: int
    least: Fraction
    most: Fraction
    n: Fraction
    g: Fraction
    e: Fraction
    v: Fraction


class Heaviness(NamedTuple):
    """How heavy those who lean to guilty are, and the others."""

    guilty: Fraction
    others: Fraction


def weighed(arm: Sequence[Person]) -> Weighed:
    """Return the sums of a condition.

    >>> heavy = [Person("a", 1.0, 3.0), *[Person("a", 0.0)] * 3, Person("a", 1.0, 0.0)]
    >>> [str(number) for number in weighed(heavy)]
    ['4', '1/2', '3/2', '3', '3/2', '3/4', '1/4']
    """
    counted = [(Fraction(p.weight), Fraction(p.leaning)) for p in arm if p.weight > 0]
    whole = sum((w for w, _ in counted), ZERO)
    scale = whole / sum((w * w for w, _ in counted), ZERO)
    answers = [(w * scale, x) for w, x in counted]
    n = sum((u for u, _ in answers), ZERO)
    return Weighed(
        asked=len(answers),
        least=min(u for u, _ in answers),
        most=max(u for u, _ in answers),
        n=n,
        g=sum((u * x for u, x in answers), ZERO),
        e=sum((u * (u - 1) * x for u, x in answers), ZERO),
        v=sum((u * (u - 1) ** 2 for u, _ in answers), ZERO) / n,
    )


def common_heaviness(arms: Sequence[Weighed], set_among: int) -> list[Heaviness]:
    """Return the heaviness of each condition as all of them together show it.

    >>> [found] = common_heaviness([Weighed(4, ONE / 2, ONE * 3 / 2, ONE * 3, ONE, ONE, ONE / 4)], 4)
    >>> str(found.guilty), str(found.others)
    ('6/5', '5/6')
    """
    if not any(arm.v for arm in arms):
        return [Heaviness(ONE, ONE) for _ in arms]
    spread = sum((arm.n * arm.v for arm in arms), ZERO)
    mean = sum((arm.n * arm.v * arm.v for arm in arms), ZERO) / spread
    e = sum((arm.e for arm in arms), ZERO)
    guilty = e / (sum((arm.v * arm.g for arm in arms), ZERO) + set_among * mean)
    others = e / (sum((arm.v * (arm.n - arm.g) for arm in arms), ZERO) + set_among * mean)
    return [
        Heaviness(
            min(arm.most, max(arm.least, 1 + arm.v * guilty)),
            min(arm.most, max(arm.least, 1 - arm.v * others)),
        )
        for arm in arms
    ]


def own_heaviness(arm: Weighed, common: Heaviness, rules: Rules = RULES) -> Heaviness:
    """Return the heaviness of one condition, drawn to the common one as by eight answers."""
    guilty, others = arm.g, arm.n - arm.g
    return Heaviness(
        (guilty + arm.e + rules.own * common.guilty) / (guilty + rules.own),
        (others - arm.e + rules.own * common.others) / (others + rules.own),
    )


def after_weights(arm: Weighed, share: Fraction, found: Heaviness, rules: Rules) -> Fraction:
    """Return what the answers of a condition are worth at a share, but for clusters."""
    f = (1 - share) * found.guilty + share * found.others if rules.heavy else ONE
    return min(arm.n / f, Fraction(arm.asked))


# --- clusters ------------------------------------------------------------------------------------


def resemblance(people: Sequence[Person]) -> Fraction:
    """Return the resemblance within clusters, by an analysis of variance without weights.

    Clusters are those of one condition, and their means are compared with the mean of it. Where
    nothing varies it is 1. Who has no weight is not there.
    """
    people = [person for person in people if person.weight > 0]
    between = within = ZERO
    asked = groups = 0
    lost = ZERO
    arms = by_condition(people).values()
    for arm in arms:
        middle = _mean(arm)
        for cluster in clusters(arm):
            own = _mean(cluster)
            between += len(cluster) * (own - middle) ** 2
            within += sum(((Fraction(p.leaning) - own) ** 2 for p in cluster), ZERO)
            lost += Fraction(len(cluster) ** 2, len(arm))
            groups += 1
        asked += len(arm)
    if between + within == 0 or asked == groups:
        return ONE
    between /= groups - len(arms)
    within /= asked - groups
    size = (asked - lost) / (groups - len(arms))
    return max(ZERO, (between - within) / (between + (size - 1) * within))


def _mean(people: Sequence[Person]) -> Fraction:
    return sum((Fraction(p.leaning) for p in people), ZERO) / len(people)


def design(arm: Sequence[Person], rho: Fraction) -> Fraction:
    """Return by what clusters divide the size of a condition.

    The mean size of a cluster is that at which the variance of the weighted share is
    :math:`\\sum w^2 + \\rho (\\sum_c W_c^2 - \\sum w^2)` over the square of all weight.
    """
    squares = sum((Fraction(p.weight) ** 2 for p in arm), ZERO)
    whole = [sum((Fraction(p.weight) for p in c), ZERO) for c in clusters(arm)]
    return 1 + (sum((w * w for w in whole), ZERO) / squares - 1) * rho


def freedom(people: Sequence[Person]) -> int | None:
    """Return the clusters with weight of all conditions, one less in each; None without clusters."""
    if people[0].cluster is None:
        return None
    return sum(
        sum(any(p.weight > 0 for p in cluster) for cluster in clusters(arm)) - 1
        for arm in by_condition(people).values()
    )


# --- what the answers are worth ------------------------------------------------------------------


class Worth(NamedTuple):
    """What the answers of a condition are worth."""

    kish: Fraction
    by_weights: Fraction
    effective: float


def worths(people: Sequence[Person], rules: Rules = RULES) -> dict[str, Worth]:
    """Return what the answers of each condition are worth in an interval."""
    arms, nu = by_condition(people), freedom(people)
    sums = {condition: weighed(arm) for condition, arm in arms.items()}
    rho = ZERO if nu is None else resemblance(people)
    found: dict[str, Worth] = {}
    heaviness = common_heaviness([*sums.values()], rules.common)
    for one, common in zip(sums.items(), heaviness, strict=True):
        condition, arm = one
        own = own_heaviness(arm, common, rules)
        size = after_weights(arm, arm.g / arm.n, own, rules)
        effective = float(size)
        if nu is not None:
            few = min(float(t.ppf(0.95, arm.asked - 1) / t.ppf(0.95, nu)) ** 2, 1.0)
            effective = max(1.0, float(size / design(arms[condition], rho)) * few)
        found[condition] = Worth(arm.n, size, effective)
    return found


def pair_sizes(
    people: Sequence[Person], first: str, second: str, rules: Rules = RULES
) -> tuple[float, float]:
    """Return what the answers of two conditions are worth in a test of equal shares."""
    arms = by_condition(people)
    rho = ZERO if people[0].cluster is None else resemblance(people)
    pair = [weighed(arms[first]), weighed(arms[second])]
    share = (pair[0].g + pair[1].g) / (pair[0].n + pair[1].n)
    sizes: list[float] = []
    heaviness = common_heaviness(pair, rules.in_tests)
    for condition, arm, common in zip((first, second), pair, heaviness, strict=True):
        taken = own_heaviness(arm, common, rules) if rules.own_in_tests else common
        size = after_weights(arm, share, taken, rules) / design(arms[condition], rho)
        sizes.append(float(max(ONE, size)))
    return sizes[0], sizes[1]


def equal_shares(people: Sequence[Person], first: str, second: str, rules: Rules = RULES) -> float:
    """Return the p-value of the test that two conditions have the same share."""
    arms = by_condition(people)
    m, n = pair_sizes(people, first, second, rules)
    p, q = (float(one.g / one.n) for one in (weighed(arms[first]), weighed(arms[second])))
    return student_p_value((p, m), (q, n), freedom_in_test(people, first, second))


def freedom_in_test(people: Sequence[Person], first: str, second: str) -> float:
    """Return with how many degrees of freedom the variance of a difference is known.

    >>> freedom_in_test([Person(c, 1.0, 2.0) for c in "abbbba" for _ in range(3)], "a", "a")
    12.0
    """
    parts: list[Fraction] = []
    for condition in (first, second):
        weights = [Fraction(p.weight) for p in by_condition(people)[condition]]
        parts += [weight / sum(weights, ZERO) for weight in weights]
    found = sum((part**2 for part in parts), ZERO) ** 2 / sum((p**4 for p in parts), ZERO)
    nu = freedom(people)
    return float(found) if nu is None else min(float(found), nu)
