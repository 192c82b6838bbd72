r"""What people of one session have in common: blind to the package, in fractions but for roots.

* **Within a condition.** With :math:`u = w \sum w / \sum w^2`, :math:`n = \sum u`,
  :math:`s = u (x - \sum u x / n)`, and :math:`U` and :math:`S` the sums of :math:`u` and :math:`s` over
  those of a session who saw one condition, that condition has

  .. math::

      P = \frac{\sum s^2}{1 - \sum u^2 / n^2}, \quad
      B = \frac{\sum S^2}{1 - \sum U^2 / n^2}, \quad
      R = \frac{P}{\sum u^2} \Big( \sum U^2 - \sum u^2 \Big),

  and the resemblance :math:`\rho` is :math:`\sum (B - P) / \sum R`, sums over all conditions, from 0
  to 1; and 1 where there is nothing to divide by.
* **Across conditions.** A session is the same where its name is. Of two conditions, with
  :math:`C = \sum U_1 U_2`, sessions that saw both have

  .. math::

      T = \frac{\sum S_1 S_2}{1 - C / (n_1 n_2)}, \quad V = C \sqrt{v_1 v_2}, \quad
      v = \frac{P}{\sum u^2},

  and the resemblance across is :math:`\sum T / \sum V`, over all pairs of the m conditions, from
  :math:`-\rho / (m - 1)` to :math:`\rho`; and 0 where there is nothing to divide by. The shares of two
  conditions are correlated by that times :math:`C / (n_1 n_2 \sqrt{d_1 d_2})`,
  :math:`d = (\sum u^2 + \rho (\sum U^2 - \sum u^2)) / n^2`, from :math:`-k / (k + 1)` to
  :math:`k / (k + 1)` with :math:`k = C^2 / \sum (U_1 U_2)^2`.
* **Degrees of freedom.** :math:`\sum ((\sum U^2)^2 / \sum U^4 - 1)` over all conditions, times the
  number of different sessions over that of the sessions of each condition added up, at least 1.

Of a survey that was raked x is :math:`p + \tilde e`, of `tests.qc.effect_margins`. Who has no weight is
not there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import sqrt
from typing import NamedTuple

from tests.qc.effect_margins import answers_left, with_weight
from tests.qc.effect_rules import RULES, Rules
from tests.qc.effect_twins import Person, by_condition, clusters

ZERO, ONE = Fraction(0), Fraction(1)


class Session(NamedTuple):
    """The sums of u and of s over the people of a session who saw one condition."""

    weight: Fraction
    away: Fraction


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
        squares = sum((one.away**2 for one in self.sessions.values()), ZERO)
        return squares / (1 - self.clusters / self.n**2) - self.apart

    @property
    def room(self) -> Fraction:
        """By how much more they would, if all of a session were of one mind."""
        return self.variance * (self.clusters - self.people)


def moments(arm: Sequence[Person], rules: Rules = RULES) -> Moments:
    """Return the sums of a condition.

    >>> pairs = [Person("a", x, 1.0, name) for x, name in zip((1, 1, 0, 0), "xxyy", strict=True)]
    >>> found = moments(pairs)
    >>> [str(number) for number in (*found[:5], found.excess, found.room)]
    ['4', '4', '8', '32', '4/3', '8/3', '4/3']
    """
    arm = with_weight(arm)
    answers = [Fraction(p.leaning) for p in arm]
    if arm[0].groups and rules.margins and rules.residuals_in_clusters:
        answers = answers_left(arm, rules)
    whole = sum((Fraction(p.weight) for p in arm), ZERO)
    scale = whole / sum((Fraction(p.weight) ** 2 for p in arm), ZERO)
    heavy = [Fraction(p.weight) * scale for p in arm]
    n = sum(heavy, ZERO)
    middle = sum((u * x for u, x in zip(heavy, answers, strict=True)), ZERO) / n
    found: dict[str | None, Session] = defaultdict(lambda: Session(ZERO, ZERO))
    squares = ZERO
    for person, u, x in zip(arm, heavy, answers, strict=True):
        sum_ = found[person.cluster]
        found[person.cluster] = Session(sum_.weight + u, sum_.away + u * (x - middle))
        squares += (u * (x - middle)) ** 2
    of_people = sum((u * u for u in heavy), ZERO)
    return Moments(
        n=n,
        people=of_people,
        clusters=sum((one.weight**2 for one in found.values()), ZERO),
        fourth=sum((one.weight**4 for one in found.values()), ZERO),
        apart=squares / (1 - of_people / n**2),
        sessions=dict(found),
    )


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
    """Return the degrees of freedom that sessions leave; None without sessions.

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
    sessions = sum(len(clusters(arm)) for arm in arms)
    once = Fraction(len(clusters(people)), sessions) if rules.counted_once else ONE
    if not rules.clusters_weigh:
        return float(once * (sessions - len(arms)))
    found = [moments(arm, rules) for arm in arms]
    return float(max(ONE, once * sum((one.clusters**2 / one.fourth - 1 for one in found), ZERO)))


# --- sessions that saw more than one condition ---------------------------------------------------


def _seen_by_both(first: Moments, second: Moments) -> Fraction:
    """Return the sum of the products of what a session weighs in two conditions."""
    return sum(
        (one.weight * second.sessions[name].weight for name, one in first.sessions.items()
         if name in second.sessions), ZERO
    )  # fmt: skip


def _across(found: Sequence[Moments], rules: Rules) -> float:
    """Return the resemblance of answers in one session to different conditions."""
    top, bottom = ZERO, 0.0
    for first, second in combinations(found, 2):
        both = _seen_by_both(first, second)
        alike = sum(
            (one.away * second.sessions[name].away for name, one in first.sessions.items()
             if name in second.sessions), ZERO
        )  # fmt: skip
        top += alike / (1 - both / (first.n * second.n))
        bottom += sqrt(first.variance * second.variance) * float(both)
    if bottom == 0:
        return 0.0
    rho, across = float(_within(found)), float(top) / bottom
    return min(rho, max(-rho / (len(found) - 1), across)) if rules.bounded else across


def correlations(people: Sequence[Person], rules: Rules = RULES) -> dict[tuple[str, str], float]:
    """Return how the shares of each two conditions are correlated; none where no session saw two.

    >>> pairs = [Person(c, float(i < 2), 1.0, "xyz"[i // 2]) for c in "ab" for i in range(6)]
    >>> {pair: round(found, 9) for pair, found in correlations(pairs).items()}
    {('a', 'b'): 0.75}
    """
    arms = by_condition(with_weight(people))
    if people[0].cluster is None or not rules.correlated:
        return {}
    found = {condition: moments(arm, rules) for condition, arm in arms.items()}
    both = {(a, b): _seen_by_both(found[a], found[b]) for a, b in combinations(found, 2)}
    if not any(both.values()):
        return {}
    rho, across = _within([*found.values()]), _across([*found.values()], rules)
    spread = {c: one.people + rho * (one.clusters - one.people) for c, one in found.items()}
    wanted = {
        (a, b): across * float(shared) / sqrt(spread[a] * spread[b])
        for (a, b), shared in both.items()
    }
    if not rules.few_prove_little:
        return wanted
    most = {(a, b): _provable(found[a], found[b]) for a, b in both}
    return {pair: max(min(own, most[pair]), -most[pair]) for pair, own in wanted.items()}


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
