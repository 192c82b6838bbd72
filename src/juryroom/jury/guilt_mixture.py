r"""Poisson's jury: some of the accused are guilty, and each juror is right with one probability.

The accused is guilty with probability :math:`\kappa`. Whichever is true, each juror votes for the
truth with probability :math:`u`, independently of the others. Of :math:`n` jurors, :math:`i` then
vote guilty with probability

.. math:: P(i) = \binom{n}{i} \left[ \kappa u^i (1-u)^{n-i} + (1-\kappa) (1-u)^i u^{n-i} \right].

Poisson (1837) estimated both numbers from two: the share of the accused who are convicted, and the
share who are convicted by the smallest majority. "Guilt" is here a state of the model, which no
record shows: nothing in this module says anything of any accused person.
"""

from dataclasses import dataclass
from math import comb
from typing import final

import numpy as np
from scipy.optimize import root_scalar

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.independent_votes import at_least
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY, DecisionRule

PRIOR_GUILT = Parameter(
    "prior_guilt", 0.0, 1.0, "probability", "the chance that the accused is guilty, in the model"
)
RELIABILITY = Parameter(
    "reliability", 0.0, 1.0, "probability", "the chance that a juror votes for the truth"
)
_CONVICTED = Parameter(
    "convicted", 0.0, 1.0, "probability", "the share of the accused who are convicted"
)
_BY_LEAST = Parameter(
    "convicted_by_least",
    0.0,
    1.0,
    "probability",
    "the share of the accused who are convicted by exactly the votes needed",
)
_JURY_SIZE = Parameter(
    "jury_size", SMALLEST_JURY, LARGEST_JURY, "jurors", "the number of jurors", whole=True
)
_TO_CONVICT = Parameter(
    "to_convict", 1, LARGEST_JURY, "jurors", "the votes that convict", whole=True
)

GRID = 4000
"""Steps in which reliability is searched from 1/2 to 1."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MixtureVerdicts:
    """The verdicts of Poisson's jury, and what each says of the accused, in the model.

    Each number is a probability; one given an event of probability 0 is None.

    Parameters
    ----------
    convict, acquit, hung
        Of each ending.
    convict_if_guilty, convict_if_innocent, acquit_if_guilty, acquit_if_innocent
        Of each verdict, given the state of the accused.
    guilt_given_conviction, innocence_given_acquittal, guilt_given_hung
        Of the state of the accused, given the ending.
    """

    convict: float
    acquit: float
    hung: float
    convict_if_guilty: float
    convict_if_innocent: float
    acquit_if_guilty: float
    acquit_if_innocent: float
    guilt_given_conviction: float | None
    innocence_given_acquittal: float | None
    guilt_given_hung: float | None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class GuiltMixture:
    """Poisson's jury: the accused is guilty with one probability, each juror right with another.

    Parameters
    ----------
    prior_guilt
        The chance that the accused is guilty, 0 to 1.
    reliability
        The chance that a juror votes for the truth, 0 to 1, the same for guilty and innocent.

    Examples
    --------
    Poisson's French assizes, 1825-30: seven of twelve votes convicted.

    >>> jury = GuiltMixture(prior_guilt=0.63933, reliability=0.74942)
    >>> rule = DecisionRule(jury_size=12, to_convict=7, to_acquit=6)
    >>> jury.verdicts(rule).convict
    0.6094
    >>> jury.guilt_given_votes(7, 12)
    0.9407
    """

    prior_guilt: float
    reliability: float

    def __post_init__(self) -> None:
        PRIOR_GUILT.check(self.prior_guilt, owner=type(self).__name__)
        RELIABILITY.check(self.reliability, owner=type(self).__name__)

    def first_ballot(self, jury_size: int) -> FirstBallot:
        """Return the first ballot of such a jury of 3 to 23."""
        return poisson_first_ballot(self.prior_guilt, self.reliability, jury_size)

    def guilt_given_votes(self, guilty_votes: int, jury_size: int) -> float | None:
        """Return the chance of guilt given the number of guilty votes, or None where it cannot be.

        Parameters
        ----------
        guilty_votes
            Votes for guilty, 0 to `jury_size`.
        jury_size
            Jurors, 3 to 23.
        """
        _JURY_SIZE.check(jury_size, owner="GuiltMixture")
        _votes_of(jury_size).check(guilty_votes, owner="GuiltMixture")
        guilty, innocent = self._joint(int(guilty_votes), int(jury_size))
        return _share(guilty, guilty + innocent)

    def verdicts(self, rule: DecisionRule) -> MixtureVerdicts:
        """Return the verdicts of one ballot under `rule`: what is no verdict then is hung."""
        n, k = rule.jury_size, self.prior_guilt
        u, wrong = self.reliability, 1 - self.reliability
        convict_guilty, convict_innocent = (at_least(rule.to_convict, n, p) for p in (u, wrong))
        acquit_guilty, acquit_innocent = (at_least(rule.to_acquit, n, p) for p in (wrong, u))
        between = range(n - rule.to_acquit + 1, rule.to_convict)
        joint = [self._joint(votes, n) for votes in between]
        hung_guilty, hung_innocent = (sum(pair[i] for pair in joint) for i in (0, 1))
        convict = k * convict_guilty + (1 - k) * convict_innocent
        acquit = k * acquit_guilty + (1 - k) * acquit_innocent
        return MixtureVerdicts(
            convict=convict,
            acquit=acquit,
            hung=hung_guilty + hung_innocent,
            convict_if_guilty=convict_guilty,
            convict_if_innocent=convict_innocent,
            acquit_if_guilty=acquit_guilty,
            acquit_if_innocent=acquit_innocent,
            guilt_given_conviction=_share(k * convict_guilty, convict),
            innocence_given_acquittal=_share((1 - k) * acquit_innocent, acquit),
            guilt_given_hung=_share(hung_guilty, hung_guilty + hung_innocent),
        )

    def _joint(self, votes: int, n: int) -> tuple[float, float]:
        """Return the chance of `votes` for guilty together with guilt, and with innocence."""
        u, wrong = self.reliability, 1 - self.reliability
        guilty = self.prior_guilt * u**votes * wrong ** (n - votes)
        innocent = (1 - self.prior_guilt) * wrong**votes * u ** (n - votes)
        return comb(n, votes) * guilty, comb(n, votes) * innocent


def _votes_of(jury_size: int) -> Parameter:
    return Parameter("guilty_votes", 0, jury_size, "jurors", "the votes for guilty", whole=True)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def poisson_first_ballot(prior_guilt: float, reliability: float, jury_size: int) -> FirstBallot:
    """Return the first ballot of Poisson's jury: a mixture over the guilt of the accused.

    Parameters
    ----------
    prior_guilt
        The chance that the accused is guilty, 0 to 1.
    reliability
        The chance that a juror votes for the truth, 0 to 1.
    jury_size
        Jurors, 3 to 23.

    Examples
    --------
    Jurors who are always right are unanimous either way:

    >>> poisson_first_ballot(0.25, 1.0, 3).probabilities
    (0.75, 0.0, 0.0, 0.25)
    """
    if_guilty = FirstBallot.binomial(_checked(RELIABILITY, reliability), jury_size)
    PRIOR_GUILT.check(prior_guilt, owner="poisson_first_ballot")
    mixed = (
        prior_guilt * guilty + (1 - prior_guilt) * innocent
        for guilty, innocent in zip(
            if_guilty.probabilities, reversed(if_guilty.probabilities), strict=True
        )
    )
    return FirstBallot(
        tuple(mixed),
        f"{jury_size} jurors, each right with probability {reliability:g}, on an accused who is "
        f"guilty with probability {prior_guilt:g}",
    )


def _checked(parameter: Parameter, value: float) -> float:
    parameter.check(value, owner="poisson_first_ballot")
    return value


def fit_guilt_mixture(
    convicted: float, convicted_by_least: float, *, jury_size: int = 12, to_convict: int = 7
) -> GuiltMixture:
    r"""Return the prior guilt and the reliability that give two observed shares, as Poisson did.

    Solves :math:`P(i \ge m) = c` and :math:`P(i = m) = e` for :math:`\kappa` and
    :math:`u > 1/2`. The mirror :math:`(1-\kappa, 1-u)` solves them too.

    Parameters
    ----------
    convicted
        :math:`c`, the share of the accused who are convicted, 0 to 1.
    convicted_by_least
        :math:`e`, the share convicted by exactly the votes needed, 0 to `convicted`. Where the rule
        changes from m to m + 1 votes and nothing else does, it is the fall in the share convicted.
    jury_size, to_convict
        :math:`n` and :math:`m`; more than half of the jury and not all of it. Where all must agree
        the two shares are one and cannot give two numbers.

    Raises
    ------
    OutOfDomainError
        If no pair, or more than one, gives the two shares.

    Notes
    -----
    The first equation gives :math:`\kappa` from :math:`u`; the second, times the denominator of the
    first and divided by :math:`2u - 1`, is then searched for changes of sign on a grid of `GRID`
    steps and solved in each. Over a grid of sizes, rules and true values there was never more than
    one solution; this is an observation, not a proof.

    Examples
    --------
    >>> jury = fit_guilt_mixture(0.6094, 0.0706)
    >>> jury.prior_guilt, jury.reliability
    (0.6393, 0.7494)
    """
    n, m = _check_fit(convicted, convicted_by_least, jury_size, to_convict)

    def prior(u: float) -> float:
        innocent = at_least(m, n, 1 - u)
        return (convicted - innocent) / (at_least(m, n, u) - innocent)

    def excess(u: float) -> float:
        guilty, innocent = at_least(m, n, u), at_least(m, n, 1 - u)
        by_least = (convicted - innocent) * u**m * (1 - u) ** (n - m)
        by_least += (guilty - convicted) * (1 - u) ** m * u ** (n - m)
        total = comb(n, m) * by_least - convicted_by_least * (guilty - innocent)
        return total / (2 * u - 1)

    steps = np.linspace(0.5, 1.0, GRID + 1)[1:].tolist()
    values = [excess(u) for u in steps]
    found: list[float] = [u for u, value in zip(steps, values, strict=True) if value == 0]
    for i in range(GRID - 1):
        if values[i] * values[i + 1] < 0:
            root = root_scalar(excess, bracket=(steps[i], steps[i + 1]), method="brentq")
            found.append(float(root.root))
    pairs = [(min(max(prior(u), 0.0), 1.0), u) for u in found if -1e-9 <= prior(u) <= 1 + 1e-9]
    if len(pairs) != 1:
        raise OutOfDomainError(_no_pair(convicted, convicted_by_least, n, m, len(pairs)))
    return GuiltMixture(prior_guilt=pairs[0][0], reliability=pairs[0][1])


def _check_fit(
    convicted: float, convicted_by_least: float, jury_size: int, to_convict: int
) -> tuple[int, int]:
    owner = "fit_guilt_mixture"
    _CONVICTED.check(convicted, owner=owner)
    _BY_LEAST.check(convicted_by_least, owner=owner)
    _JURY_SIZE.check(jury_size, owner=owner)
    _TO_CONVICT.check(to_convict, owner=owner)
    n, m = int(jury_size), int(to_convict)
    if not n < 2 * m < 2 * n:
        raise OutOfDomainError(
            Problem(
                f"{owner}.to_convict",
                f"{m} of {n}",
                "two shares give two numbers where a majority convicts and unanimity is not needed",
                f"{n // 2 + 1} to {n - 1} of {n}",
            )
        )
    return n, m


def _no_pair(convicted: float, by_least: float, n: int, m: int, found: int) -> Problem:
    return Problem(
        "fit_guilt_mixture",
        f"{convicted:g} convicted, {by_least:g} by exactly {m} of {n}; "
        f"{found or 'no'} solutions with reliability above 1/2",
        "two shares are explained by one prior guilt and one reliability (Poisson, 1837)",
        "shares that a jury of this size can show: the second is part of the first, and a small "
        "part of it where jurors are reliable",
    )
