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

  k being 6 in intervals and 2 in tests, sums over conditions, neither less than its smallest nor
  more than its largest :math:`u`. Its own is, l being 8 in intervals and 16 in tests,
  :math:`h_1 = (g + e + l H_1) / (g + l)` and :math:`h_0 = (n - g - e + l H_0) / (n - g + l)`. At a
  share :math:`p`, with :math:`f = (1 - p) h_1 + p h_0`, the size is :math:`n / f`, at most the number
  of respondents. Who has no weight does not matter, and is none of them.
* **Margins.** Where weights were raked the size is divided by the part R of the variation that margins
  leave, of `tests.qc.effect_margins`; a raked survey may be worth more than its respondents, and none
  is worth less than one answer.
* **Clusters.** The size is divided by :math:`1 + (\bar m - 1) \rho`, and for an interval multiplied by
  the square of a ratio of Student's quantiles, if that is below 1. The resemblance, the degrees of
  freedom and the correlation of two shares that the same sessions saw are those of
  `tests.qc.effect_sessions`.
* **Tests.** Of two conditions, each by its own heaviness and by what margins leave of it, drawn to the
  common one of the two, at their share together, without that ratio; they refer to Student's t. Each
  weight being w of all W in its condition, the variance of a difference is known with
  :math:`(\sum (w/W)^2)^2 / \sum (w/W)^4` degrees of freedom, sums over both conditions
  (Satterthwaite), or with those that clusters leave, if they are fewer; the sizes that these depend on
  are those of the test, though they be less than one. It is
  :math:`p (1 - p) (1 / n_1 + 1 / n_2 - 2 c / \sqrt{n_1 n_2})`, c being the correlation.
* **Which test.** The exact one, of counts of people who have weight, up to 2,000 in a condition, where
  in each of the two their weights are equal to a millionth of the largest, nobody was raked, no two of
  all are in one cluster, and each leans to guilty or not.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from scipy.stats import t

from tests.qc.effect_margins import left_by_margins, with_weight
from tests.qc.effect_rules import RULES, Rules
from tests.qc.effect_sessions import (
    correlation,
    design,
    freedom_of_difference,
    freedom_of_interval,
    resemblance,
)
from tests.qc.effect_twins import ExactTest, Person, by_condition, clusters, student_p_value

ZERO, ONE = Fraction(0), Fraction(1)
EQUAL = Fraction(1, 10**6)
"""By how much of the largest, at most, weights that are taken for equal differ."""

COUNTED_EXACTLY = 2_000
"""The most people of a condition whose counts are tested exactly."""


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


def own_heaviness(arm: Weighed, common: Heaviness, set_among: int) -> Heaviness:
    """Return the heaviness of one condition, drawn to the common one as by so many answers."""
    guilty, others = arm.g, arm.n - arm.g
    return Heaviness(
        (guilty + arm.e + set_among * common.guilty) / (guilty + set_among),
        (others - arm.e + set_among * common.others) / (others + set_among),
    )


def after_weights(arm: Weighed, share: Fraction, found: Heaviness, rules: Rules) -> Fraction:
    """Return what the answers of a condition are worth at a share, but for clusters."""
    f = (1 - share) * found.guilty + share * found.others if rules.heavy else ONE
    return min(arm.n / f, Fraction(arm.asked))


# --- what the answers are worth ------------------------------------------------------------------


class Worth(NamedTuple):
    """What the answers of a condition are worth: by Kish, before margins and clusters, and after."""

    kish: Fraction
    by_weights: Fraction
    effective: float


def worths(people: Sequence[Person], rules: Rules = RULES) -> dict[str, Worth]:
    """Return what the answers of each condition are worth in an interval."""
    arms, in_sessions = by_condition(people), people[0].cluster is not None
    sums = {condition: weighed(arm) for condition, arm in arms.items()}
    rho = resemblance(people, rules) if in_sessions else ZERO
    found: dict[str, Worth] = {}
    heaviness = common_heaviness([*sums.values()], rules.common)
    left = left_by_margins([*arms.values()], rules)
    for (condition, arm), common, part in zip(sums.items(), heaviness, left, strict=True):
        own = own_heaviness(arm, common, rules.own)
        size = after_weights(arm, arm.g / arm.n, own, rules)
        effective = max(1.0, float(size / part))
        nu = freedom_of_interval(people, condition, rules)
        if nu is not None:
            few = min(float(t.ppf(0.95, arm.asked - 1) / t.ppf(0.95, nu)) ** 2, 1.0)
            effective = max(1.0, float(size / part / design(arms[condition], rho)) * few)
        found[condition] = Worth(arm.n, size, effective)
    return found


def sizes_of_pair(
    people: Sequence[Person], first: str, second: str, rules: Rules = RULES
) -> dict[str, Fraction]:
    """Return what the answers of two conditions are worth in a test, though it be less than one."""
    arms = by_condition(people)
    rho = ZERO if people[0].cluster is None else resemblance(people, rules)
    pair = [weighed(arms[first]), weighed(arms[second])]
    share = (pair[0].g + pair[1].g) / (pair[0].n + pair[1].n)
    sizes: dict[str, Fraction] = {}
    heaviness = common_heaviness(pair, rules.in_tests)
    left = left_by_margins([arms[first], arms[second]], rules)
    for name, arm, common, part in zip((first, second), pair, heaviness, left, strict=True):
        own = own_heaviness(arm, common, rules.own_tests)
        taken = own if rules.own_in_tests else common
        sizes[name] = after_weights(arm, share, taken, rules) / part / design(arms[name], rho)
    return sizes


def pair_sizes(
    people: Sequence[Person], first: str, second: str, rules: Rules = RULES
) -> tuple[float, float]:
    """Return what the answers of two conditions are worth in a test of equal shares, one at least."""
    sizes = sizes_of_pair(people, first, second, rules)
    return float(max(ONE, sizes[first])), float(max(ONE, sizes[second]))


class Counts(NamedTuple):
    """How many of how many lean to guilty in two conditions."""

    a: int
    m: int
    b: int
    n: int


def counts(people: Sequence[Person], first: str, second: str) -> Counts | None:
    """Return what an exact test of two conditions counts; None where it does not apply.

    >>> one = [Person("a", 1.0, 0.1), Person("a", 0.0, 0.1), Person("a", 0.5, 0.0)]
    >>> counts(one, "a", "a")
    Counts(a=1, m=2, b=1, n=2)
    >>> counts([*one, Person("a", 1.0, 0.2)], "a", "a")
    """
    found: list[int] = []
    arms = [with_weight(by_condition(people)[condition]) for condition in (first, second)]
    both = arms[0] + arms[1]
    if both[0].groups or (both[0].cluster is not None and len(clusters(both)) < len(both)):
        return None
    for arm in arms:
        weights = [Fraction(p.weight) for p in arm]
        if max(weights) - min(weights) > EQUAL * max(weights) or len(arm) > COUNTED_EXACTLY:
            return None
        if not {p.leaning for p in arm} <= {0.0, 1.0}:
            return None
        found += [sum(p.leaning == 1 for p in arm), len(arm)]
    return Counts(*found)


def equal_shares(people: Sequence[Person], first: str, second: str, rules: Rules = RULES) -> float:
    """Return the p-value of the test that two conditions have the same share."""
    whole = counts(people, first, second)
    if whole is not None:
        return ExactTest(whole.m, whole.n).p_value(whole.a, whole.b)
    return score_test(people, first, second, rules)


def score_test(people: Sequence[Person], first: str, second: str, rules: Rules = RULES) -> float:
    """Return the p-value of the score, whatever the weights."""
    arms = by_condition(people)
    m, n = pair_sizes(people, first, second, rules)
    p, q = (float(one.g / one.n) for one in (weighed(arms[first]), weighed(arms[second])))
    nu, common = (
        freedom_in_test(people, first, second, rules),
        correlation(people, first, second, rules),
    )
    return student_p_value((p, m), (q, n), nu, common)


def freedom_in_test(
    people: Sequence[Person], first: str, second: str, rules: Rules = RULES
) -> float:
    """Return with how many degrees of freedom the variance of a difference is known.

    >>> freedom_in_test([Person(c, 1.0, 2.0) for c in "abbbba" for _ in range(3)], "a", "a")
    12.0
    """
    parts: list[Fraction] = []
    for condition in (first, second):
        weights = [Fraction(p.weight) for p in by_condition(people)[condition]]
        parts += [weight / sum(weights, ZERO) for weight in weights]
    found = sum((part**2 for part in parts), ZERO) ** 2 / sum((p**4 for p in parts), ZERO)
    nu = freedom_of_difference(people, sizes_of_pair(people, first, second, rules), rules)
    return float(found) if nu is None else min(float(found), nu)
