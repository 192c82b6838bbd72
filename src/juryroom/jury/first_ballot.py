"""The first ballot: how many jurors vote guilty when the jury first votes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, fsum, isfinite, prod
from typing import Self, final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

SUM_TOLERANCE = 1e-12

_JURY_SIZE = Parameter(
    "jury_size",
    SMALLEST_JURY,
    LARGEST_JURY,
    "jurors",
    "the number of jurors who deliberate",
    whole=True,
)
_SHARE = Parameter(
    "share", 0.0, 1.0, "probability", "the chance that a juror votes guilty on the first ballot"
)
_RESEMBLANCE = Parameter(
    "resemblance",
    0.0,
    1 - 1e-9,
    "correlation",
    "the correlation between the first votes of two jurors of one jury; below 1",
)


@final
@dataclass(frozen=True, slots=True)
class FirstBallot:
    """The distribution of guilty votes on the first ballot.

    Parameters
    ----------
    probabilities
        Probability of 0, 1, ..., n guilty votes; they sum to one within 1e-12. A jury has 3 to 23
        members, so there are 4 to 24 of them.
    description
        One clause that says where the distribution comes from.

    Raises
    ------
    OutOfDomainError
        If they are not a probability distribution over the votes of such a jury.

    Examples
    --------
    >>> print(FirstBallot.known(8, 12))
    8 of 12 vote guilty
    >>> FirstBallot.binomial(0.5, 3).probabilities
    (0.125, 0.375, 0.375, 0.125)
    """

    probabilities: tuple[float, ...]
    description: str

    def __post_init__(self) -> None:
        _JURY_SIZE.check(self.jury_size, owner="FirstBallot")
        good = all(isfinite(p) and p >= 0 for p in self.probabilities)
        total = fsum(self.probabilities) if good else float("nan")
        if not abs(total - 1) <= SUM_TOLERANCE:
            raise OutOfDomainError(
                Problem(
                    "FirstBallot.probabilities",
                    f"a sum of {total!r}" if good else "an entry that is negative or not a number",
                    "the first ballot has some number of guilty votes: probabilities sum to one",
                    f"numbers of 0 or more that sum to 1 within {SUM_TOLERANCE:g}",
                )
            )

    @property
    def jury_size(self) -> int:
        """The number of jurors who vote."""
        return len(self.probabilities) - 1

    @property
    def mean_guilty_votes(self) -> float:
        """The expected number of guilty votes."""
        return fsum(votes * p for votes, p in enumerate(self.probabilities))

    @classmethod
    def known(cls, guilty_votes: int, jury_size: int) -> Self:
        """Return the first ballot of a jury of which the vote is known.

        Parameters
        ----------
        guilty_votes
            Votes for guilty, 0 to `jury_size`.
        jury_size
            Jurors, 3 to 23.
        """
        _JURY_SIZE.check(jury_size, owner="FirstBallot")
        votes = Parameter(
            "guilty_votes", 0, jury_size, "jurors", "the votes for guilty", whole=True
        )
        votes.check(guilty_votes, owner="FirstBallot")
        return cls(
            tuple(float(k == guilty_votes) for k in range(int(jury_size) + 1)),
            f"{int(guilty_votes)} of {int(jury_size)} vote guilty",
        )

    @classmethod
    def binomial(cls, share: float, jury_size: int) -> Self:
        """Return the first ballot of jurors who vote independently of each other.

        Parameters
        ----------
        share
            The chance that a juror votes guilty, 0 to 1.
        jury_size
            Jurors, 3 to 23.
        """
        ballot = cls.beta_binomial(share, 0.0, jury_size)
        return cls(
            ballot.probabilities,
            f"each of {jury_size} votes guilty with probability {share:g}, independently",
        )

    @classmethod
    def beta_binomial(cls, share: float, resemblance: float, jury_size: int) -> Self:
        r"""Return the first ballot of jurors whose votes resemble each other.

        Jurors of one jury hear one case, so their votes are more alike than those of strangers:
        the share that favours guilty varies from jury to jury by a beta distribution. The guilty
        votes then have variance :math:`n p (1-p) (1 + (n-1) \rho)`.

        Parameters
        ----------
        share
            :math:`p`, the chance that a juror votes guilty, 0 to 1.
        resemblance
            :math:`\rho`, the correlation between two jurors' votes, 0 or more and less than 1. At
            0 the votes are independent and the distribution is binomial.
        jury_size
            :math:`n`, jurors, 3 to 23.

        Notes
        -----
        The probabilities are taken as products of the steps of Polya's urn, all of them positive,
        so the smallest are as exact as the largest:

        .. math:: P(k) = \binom{n}{k} \frac{\prod_{i<k} (p(1-\rho) + i\rho)
                  \prod_{i<n-k} ((1-p)(1-\rho) + i\rho)}{\prod_{i<n} (1 - \rho + i\rho)}

        Examples
        --------
        >>> FirstBallot.beta_binomial(0.5, 0.2, 3).probabilities
        (0.2, 0.3, 0.3, 0.2)
        """
        _SHARE.check(share, owner="FirstBallot")
        _RESEMBLANCE.check(resemblance, owner="FirstBallot")
        _JURY_SIZE.check(jury_size, owner="FirstBallot")
        n, apart = int(jury_size), 1 - resemblance
        total = prod(apart + i * resemblance for i in range(n))

        def probability(k: int) -> float:
            guilty = prod(share * apart + i * resemblance for i in range(k))
            others = prod((1 - share) * apart + i * resemblance for i in range(n - k))
            return comb(n, k) * guilty * others / total

        return cls(
            tuple(probability(k) for k in range(n + 1)),
            f"each of {n} votes guilty with probability {share:g}, "
            f"with resemblance {resemblance:g} between two jurors",
        )

    @classmethod
    def distribution(
        cls, probabilities: Sequence[float], description: str = "a given distribution"
    ) -> Self:
        """Return the first ballot with the probabilities given for 0, 1, ..., n guilty votes."""
        return cls(tuple(float(p) for p in probabilities), description)

    def __str__(self) -> str:
        """Return what the distribution is; the numbers are in `probabilities`."""
        return self.description
