r"""What people of one session have in common: blind to the package, in fractions but for roots.

* **Within a condition.** With :math:`u = w \sum w / \sum w^2`, :math:`n = \sum u`,
  :math:`s = u (x - \sum u x / n)`, and :math:`U` and :math:`S` the sums of :math:`u` and :math:`s` over
  those of a session who saw one condition, that condition has

  .. math::

      P = \frac{\sum s^2}{1 - \sum u^2 / n^2}, \quad
      \tilde S = \frac{S}{\sqrt{1 - \sum U^2 / n^2}}, \quad
      R = \frac{P}{\sum u^2} \Big( \sum U^2 - \sum u^2 \Big),

  and the resemblance :math:`\rho` is :math:`\sum (\sum \tilde S^2 - P) / \sum R`, sums over all
  conditions, from 0 to 1; and 1 where there is nothing to divide by.
* **Of a survey that was raked**, with :math:`e`, :math:`\tilde e` and :math:`d_c` of
  `tests.qc.effect_margins`, :math:`P = \sum u^2 \tilde e^2` and :math:`\tilde S = \sum u e / \sqrt{d_c}`,
  or as without margins where :math:`d_c < 1/10`.
* **Across conditions.** A session is the same where its name is. Of two conditions, with
  :math:`C = \sum U_1 U_2` and :math:`v = P / \sum u^2`, the resemblance across is

  .. math:: \rho_\times = \frac{\sum \tilde S_1 \tilde S_2}{C \sqrt{v_1 v_2}},

  from :math:`-\rho` to :math:`\rho`; and 0 where there is nothing to divide by. Their shares are
  correlated by that times :math:`C / (n_1 n_2 \sqrt{d_1 d_2})`,
  :math:`d = (\sum u^2 + \rho (\sum U^2 - \sum u^2)) / n^2`, from :math:`-k / (k + 1)` to
  :math:`k / (k + 1)` with :math:`k = C^2 / \sum (U_1 U_2)^2`.
* **Degrees of freedom.** A condition has :math:`\nu_i = (\sum U^2)^2 / \sum U^4 - 1`, and all have
  :math:`\nu`, their sum times o, the number of different sessions over that of the sessions of each
  condition added up. An interval has :math:`\nu`, but no more than :math:`2 \nu_i`; a test :math:`\nu`,
  but no more than

  .. math:: b \frac{(1 / m_1 + 1 / m_2)^2}{1 / (m_1^2 \nu_1) + 1 / (m_2^2 \nu_2)},

  m being the sizes in the test, and b what o is of these two; each 1 at least. (The page has b
  "counted once likewise". Were b o itself, a third version that the same sessions saw would take from
  what they say of two.)

Who has no weight is not there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import sqrt
from typing import NamedTuple

from tests.qc.effect_margins import (
    ALONE,
    Row,
    left_of,
    of_rows,
    of_sessions,
    residuals,
    rows,
    share,
    signed,
    with_weight,
)
from tests.qc.effect_rules import RULES, Rules
from tests.qc.effect_twins import Person, by_condition, clusters

ZERO, ONE = Fraction(0), Fraction(1)


class Session(NamedTuple):
    """Sums over the people of a session who saw one condition: of u, and of what they are away.

    The square of the second is divided by the third.
    """

    weight: Fraction
    away: Fraction
    lost: Fraction

    @property
    def square(self) -> Fraction:
        """The square of the sum, had nothing been taken from the same answers."""
        return self.away**2 / self.lost

    def alike(self, other: "Session") -> float:
        """Return the product of two such sums."""
        return float(self.away * other.away) / sqrt(self.lost * other.lost)


class Moments(NamedTuple):
    """The sums of one condition: n, of squares of u, U and s, of fourth powers of U, and of sessions."""

    n: Fraction
    people: Fraction
    clusters: Fraction
    fourth: Fraction
    apart: Fraction
    sessions: Mapping[str | None, Session]

    @property
    def variance(self) -> Fraction:
        """The variance of an answer of weight one."""
        return self.apart / self.people

    @property
    def excess(self) -> Fraction:
        """By how much more sessions vary than if nobody were like another."""
        return sum((one.square for one in self.sessions.values()), ZERO) - self.apart

    @property
    def room(self) -> Fraction:
        """By how much more they would, if all of a session were of one mind."""
        return self.variance * (self.clusters - self.people)

    @property
    def freedom(self) -> Fraction:
        """With how many degrees of freedom these sessions show how they vary."""
        return self.clusters**2 / self.fourth - 1


def moments(arm: Sequence[Person], rules: Rules = RULES) -> Moments:
    """Return the sums of a condition.

    >>> pairs = [Person("a", x, 1.0, name) for x, name in zip((1, 1, 0, 0), "xxyy", strict=True)]
    >>> found = moments(pairs)
    >>> [str(number) for number in (*found[:5], found.excess, found.room)]
    ['4', '4', '8', '32', '4/3', '8/3', '4/3']
    """
    return _moments(rows(arm), rules)


@lru_cache(500)
def _moments(known: tuple[Row, ...], rules: Rules) -> Moments:
    arm = with_weight(of_rows(known))
    whole = sum((Fraction(p.weight) for p in arm), ZERO)
    scale = whole / sum((Fraction(p.weight) ** 2 for p in arm), ZERO)
    heavy, middle = [Fraction(p.weight) * scale for p in arm], share(arm)
    away = [Fraction(p.leaning) - middle for p in arm]
    n, of_people = whole * scale, sum((u * u for u in heavy), ZERO)
    weights, sums = _by_session(arm, heavy, [ONE] * len(arm)), _by_session(arm, heavy, away)
    of_clusters = sum((own**2 for own in weights.values()), ZERO)
    lost = 1 - of_clusters / n**2
    sessions = {name: Session(weights[name], sums[name], lost) for name in weights}
    apart = _squares(heavy, away) / (1 - of_people / n**2)
    if arm[0].groups and rules.margins and rules.residuals_in_clusters:
        apart = sum(
            (u**2 * e.square for u, e in zip(heavy, left_of(arm, rules), strict=True)), ZERO
        )
        sessions |= _left_of_sessions(arm, heavy, weights, rules)
    fourth = sum((own**4 for own in weights.values()), ZERO)
    return Moments(n, of_people, of_clusters, fourth, apart, sessions)


def _left_of_sessions(
    arm: Sequence[Person],
    heavy: Sequence[Fraction],
    weights: Mapping[str | None, Fraction],
    rules: Rules,
) -> dict[str | None, Session]:
    """Return what margins leave of sessions that are not too much alone in a group."""
    left = [one.e for one in residuals(arm)] if rules.sums_of_raw else signed(arm, rules)
    sums, found = _by_session(arm, heavy, left), dict[str | None, Session]()
    for name, d in of_sessions(arm).items():
        if d < ALONE and rules.sessions_alone_as_without:
            continue
        lost = d if rules.divided_by_d_of_sessions and d > 0 else ONE
        found[name] = Session(weights[name], sums[name], lost)
    return found


def _by_session(
    arm: Sequence[Person], heavy: Sequence[Fraction], numbers: Sequence[Fraction]
) -> dict[str | None, Fraction]:
    found: dict[str | None, Fraction] = defaultdict(lambda: ZERO)
    for person, u, number in zip(arm, heavy, numbers, strict=True):
        found[person.cluster] += u * number
    return dict(found)


def _squares(heavy: Sequence[Fraction], numbers: Sequence[Fraction]) -> Fraction:
    return sum(((u * number) ** 2 for u, number in zip(heavy, numbers, strict=True)), ZERO)


def resemblance(people: Sequence[Person], rules: Rules = RULES) -> Fraction:
    """Return the resemblance within sessions, from the sums of all conditions."""
    if not rules.clusters_weigh:
        return resemblance_without_weights(people)
    return _within([moments(arm, rules) for arm in by_condition(people).values()])


def _within(found: Sequence[Moments]) -> Fraction:
    room = sum((arm.room for arm in found), ZERO)
    if room == 0:
        return ONE
    return min(ONE, max(ZERO, sum((arm.excess for arm in found), ZERO) / room))


def resemblance_without_weights(people: Sequence[Person]) -> Fraction:
    """Return the resemblance by an analysis of variance without weights: a control.

    Sessions are those of one condition, and their means are compared with the mean of it. Where
    nothing varies it is 1. Who has no weight is not there.
    """
    between = within = ZERO
    asked = groups = 0
    lost = ZERO
    arms = by_condition(with_weight(people)).values()
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
    """Return by what sessions divide the size of a condition.

    The mean size of a session is that at which the variance of the weighted share is
    :math:`\\sum w^2 + \\rho (\\sum_c W_c^2 - \\sum w^2)` over the square of all weight.
    """
    squares = sum((Fraction(p.weight) ** 2 for p in arm), ZERO)
    whole = [sum((Fraction(p.weight) for p in c), ZERO) for c in clusters(arm)]
    return 1 + (sum((w * w for w in whole), ZERO) / squares - 1) * rho


def freedom(people: Sequence[Person], rules: Rules = RULES) -> float | None:
    """Return the degrees of freedom that the sessions of all conditions leave; None without sessions.

    As a control, the sessions with weight of all conditions, one less in each. Three sessions of
    which each saw two conditions are three, not six:

    >>> three = [Person(c, 1.0, 0.5, str(i % 3)) for c in "ab" for i in range(6)]
    >>> freedom(three), freedom([p._replace(cluster=p.condition + str(p.cluster)) for p in three])
    (2.0, 4.0)
    """
    if people[0].cluster is None:
        return None
    people = with_weight(people)
    arms = by_condition(people).values()
    if not rules.clusters_weigh:
        sessions = sum(len(clusters(arm)) for arm in arms)
        return float(_counted_once(people, rules) * (sessions - len(arms)))
    every = sum((moments(arm, rules).freedom for arm in arms), ZERO)
    return float(max(ONE, _counted_once(people, rules) * every))


def _counted_once(people: Sequence[Person], rules: Rules) -> Fraction:
    """Return the number of different sessions over that of the sessions of each condition."""
    if not rules.counted_once:
        return ONE
    sessions = sum(len(clusters(arm)) for arm in by_condition(people).values())
    return Fraction(len(clusters(people)), sessions)


def freedom_of_interval(
    people: Sequence[Person], condition: str, rules: Rules = RULES
) -> float | None:
    """Return the degrees of freedom of the interval of one condition; None without sessions.

    >>> rooms = [Person(c, 1.0, 1.0, f"{c} {i}") for c in "aabbbbbbb" for i in range(2 + (c == "b"))]
    >>> [freedom_of_interval(rooms, c) for c in "ab"]
    [2.0, 3.0]
    """
    every = freedom(people, rules)
    if every is None or not rules.own_freedom_in_intervals:
        return every
    own = 2 * moments(by_condition(people)[condition], rules).freedom
    return max(1.0, min(every, float(own)))


def freedom_of_difference(
    people: Sequence[Person], sizes: Mapping[str, Fraction], rules: Rules = RULES
) -> float | None:
    """Return the degrees of freedom that sessions leave a test of two conditions of these sizes.

    Two sessions beside a hundred, worth as much, leave less than four times their one degree:

    >>> rooms = [Person("ab"[i > 1], 1.0, 1.0, str(i)) for i in range(102)]
    >>> round(freedom_of_difference(rooms, {"a": ONE, "b": ONE}), 9)
    3.96
    """
    every = freedom(people, rules)
    if every is None or not rules.own_freedom_in_tests:
        return every
    people, below = with_weight(people), ZERO
    for condition, size in sizes.items():
        own = moments(by_condition(people)[condition], rules).freedom
        if own == 0:
            return 1.0
        below += 1 / (size**2 * own)
    together = sum((1 / size for size in sizes.values()), ZERO) ** 2 / below
    of_both = [p for p in people if p.condition in sizes]
    once = _counted_once(of_both if rules.once_of_both else people, rules)
    return max(1.0, min(every, float(once * together)))


# --- sessions that saw more than one condition ---------------------------------------------------


Pair = tuple[Moments, Moments]


def _seen_by_both(first: Moments, second: Moments) -> Fraction:
    """Return the sum of the products of what a session weighs in two conditions."""
    return sum(
        (one.weight * second.sessions[name].weight for name, one in first.sessions.items()
         if name in second.sessions), ZERO
    )  # fmt: skip


def _alike(first: Moments, second: Moments) -> float:
    """Return the sum of the products of what a session is away in two conditions."""
    shared = [name for name in first.sessions if name in second.sessions]
    return sum(first.sessions[name].alike(second.sessions[name]) for name in shared)


def _at_most(first: Moments, second: Moments) -> float:
    """Return what that sum would be, were all of a session of one mind in both."""
    return sqrt(first.variance * second.variance) * float(_seen_by_both(first, second))


def _across(found: Sequence[Moments], pair: Pair, rules: Rules) -> float:
    """Return the resemblance of answers in one session to two conditions.

    As a control, that of every two conditions together.
    """
    pairs = [pair] if rules.pairs_on_their_own else [*combinations(found, 2)]
    bottom = sum(_at_most(*one) for one in pairs)
    if bottom == 0 or pair[0].variance * pair[1].variance == 0:
        return 0.0
    rho, across = float(_within(found)), sum(_alike(*one) for one in pairs) / bottom
    return min(rho, max(-rho, across)) if rules.bounded else across


def correlations(people: Sequence[Person], rules: Rules = RULES) -> dict[tuple[str, str], float]:
    """Return how the shares of each two conditions are correlated; none where all are not.

    >>> pairs = [Person(c, float(i < 2), 1.0, "xyz"[i // 2]) for c in "ab" for i in range(6)]
    >>> {pair: round(found, 9) for pair, found in correlations(pairs).items()}
    {('a', 'b'): 0.75}
    """
    if people[0].cluster is None or not rules.correlated:
        return {}
    arms = by_condition(with_weight(people))
    moments_of = {condition: moments(arm, rules) for condition, arm in arms.items()}
    every = [*moments_of.values()]
    rho = _within(every)
    found: dict[tuple[str, str], float] = {}
    for a, b in combinations(moments_of, 2):
        pair = moments_of[a], moments_of[b]
        spread = sqrt(_spread(pair[0], rho) * _spread(pair[1], rho))
        common = _across(every, pair, rules) * float(_seen_by_both(*pair)) / spread
        most = _provable(*pair) if rules.few_prove_little else abs(common)
        found[a, b] = max(min(common, most), -most)
    return found if any(found.values()) else {}


def _spread(arm: Moments, rho: Fraction) -> Fraction:
    """Return the variance of a share, over that of an answer, times the square of n."""
    return arm.people + rho * (arm.clusters - arm.people)


def _provable(first: Moments, second: Moments) -> float:
    """Return the correlation that as many sessions as saw both can prove at most."""
    both = [one.weight * second.sessions[name].weight for name, one in first.sessions.items()
            if name in second.sessions]  # fmt: skip
    if not both:
        return 0.0
    k = sum(both) ** 2 / sum(own**2 for own in both)
    return float(k / (k + 1))


def correlation(people: Sequence[Person], first: str, second: str, rules: Rules = RULES) -> float:
    """Return how the shares of two conditions are correlated."""
    found = correlations(people, rules)
    return found.get((first, second), found.get((second, first), 0.0))
