"""The first ballot on several counts at once: how many jurors vote guilty on each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Self, final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.arrays import FloatArray, read_only
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

SUM_TOLERANCE = 1e-12
MOST_COUNTS = 5
LARGEST_TABLE = 2_000_000

_JURY_SIZE = Parameter(
    "jury_size", SMALLEST_JURY, LARGEST_JURY, "jurors", "the jurors who deliberate", whole=True
)
_COUNTS = Parameter("counts", 1, MOST_COUNTS, "counts", "the counts before the jury", whole=True)
_SHARE = Parameter("shares", 0.0, 1.0, "probability", "the chance of a first vote for guilty")
_ALIKE = Parameter(
    "alike",
    0.0,
    1.0,
    "probability",
    "the chance that a juror judges every count by one and the same leaning",
)
_RESEMBLANCE = Parameter(
    "resemblance",
    0.0,
    1 - 1e-9,
    "correlation",
    "the correlation between two jurors' first votes on one count; below 1",
)


@final
@dataclass(frozen=True, slots=True, eq=False)
class JointBallot:
    """The joint distribution of guilty votes on the first ballots of one jury on several counts.

    Parameters
    ----------
    probabilities
        Shape ``(n + 1, ..., n + 1)``, one axis a count; they sum to one within 1e-12. Read-only.
    description
        One clause that says where the distribution comes from.

    Examples
    --------
    >>> JointBallot.leanings((0.5, 0.5), 3, alike=1.0).probabilities.diagonal()
    array([0.125, 0.375, 0.375, 0.125])
    """

    probabilities: FloatArray
    description: str

    def __post_init__(self) -> None:
        table = np.array(self.probabilities, dtype=np.float64)
        _COUNTS.check(table.ndim, owner="JointBallot")
        _JURY_SIZE.check(table.shape[0] - 1, owner="JointBallot")
        good = len(set(table.shape)) == 1 and bool((table >= 0).all())
        if not (good and abs(table.sum() - 1) <= SUM_TOLERANCE):
            raise OutOfDomainError(
                Problem(
                    "JointBallot.probabilities",
                    f"a table of shape {table.shape} with a sum of {table.sum()!r}",
                    "one jury votes on every count: one axis a count, of as many votes each",
                    f"numbers of 0 or more that sum to 1 within {SUM_TOLERANCE:g}",
                )
            )
        object.__setattr__(self, "probabilities", read_only(table))

    @property
    def jury_size(self) -> int:
        """The number of jurors."""
        return self.probabilities.shape[0] - 1

    @property
    def counts(self) -> int:
        """The number of counts."""
        return self.probabilities.ndim

    def of_count(self, count: int) -> FirstBallot:
        """Return the first ballot on one count, whatever those on the others."""
        others = tuple(axis for axis in range(self.counts) if axis != count)
        margin = self.probabilities.sum(axis=others)
        return FirstBallot.distribution(
            (margin / margin.sum()).tolist(), f"count {count + 1} of: {self.description}"
        )

    @classmethod
    def known(cls, guilty_votes: Sequence[int], jury_size: int) -> Self:
        """Return the first ballots of a jury of which the votes on each count are known."""
        return cls.independent([FirstBallot.known(votes, jury_size) for votes in guilty_votes])

    @classmethod
    def independent(cls, ballots: Sequence[FirstBallot]) -> Self:
        """Return first ballots that have nothing to do with each other."""
        sizes = [ballot.jury_size for ballot in ballots]
        _check_size(len(ballots), max(sizes, default=0))
        if len(set(sizes)) != 1:
            raise OutOfDomainError(
                Problem(
                    "JointBallot.independent",
                    f"juries of {', '.join(map(str, sizes))}",
                    "the counts are before one jury",
                    "first ballots of as many jurors each",
                )
            )
        table = np.array(1.0)
        for ballot in ballots:
            table = np.multiply.outer(table, np.array(ballot.probabilities))
        return cls(table, "; ".join(str(ballot) for ballot in ballots))

    @classmethod
    def leanings(
        cls,
        shares: Sequence[float],
        jury_size: int,
        *,
        alike: float = 0.0,
        resemblance: float = 0.0,
    ) -> Self:
        r"""Return the first ballots of jurors whose votes on the counts hang together.

        Two links are told apart. *In a juror* (`alike`, :math:`\lambda`): with probability
        :math:`\lambda` a juror has one leaning, uniform on 0 to 1, and votes guilty on every count
        whose share exceeds it; otherwise there is a leaning for each count. For equal shares
        :math:`\lambda` is the correlation between a juror's votes on two counts. *In a case*
        (`resemblance`, :math:`\rho`): how jurors vote varies from jury to jury, for all counts
        together, by a Dirichlet distribution over the patterns of votes.

        On each count by itself the ballot is `FirstBallot.beta_binomial` with its share and
        :math:`\rho`, whatever :math:`\lambda`.

        Parameters
        ----------
        shares
            The chance of a vote for guilty on each count, 0 to 1; up to five counts.
        jury_size
            :math:`n`, jurors, 3 to 23.
        alike
            :math:`\lambda`, 0 to 1.
        resemblance
            :math:`\rho`, 0 or more and less than 1.

        Notes
        -----
        Let :math:`\pi` be the chances of the patterns of one juror's votes. Without resemblance the
        table is the :math:`n`-fold convolution of :math:`\pi`. With it the table is the coefficient
        of :math:`t^n` in :math:`\prod_j (1 - t x^j)^{-\alpha_j}`, up to a constant, where
        :math:`\alpha_j = \pi_j (1-\rho)/\rho` and :math:`x^j` marks the counts on which pattern
        :math:`j` votes guilty (Polya's urn). Both are sums of positive terms.
        """
        for share in shares:
            _SHARE.check(share, owner="JointBallot")
        _ALIKE.check(alike, owner="JointBallot")
        _RESEMBLANCE.check(resemblance, owner="JointBallot")
        _JURY_SIZE.check(jury_size, owner="JointBallot")
        n = int(jury_size)
        _check_size(len(shares), n)
        chances = patterns(shares, alike)
        table = _convolved(chances, n) if resemblance == 0 else _urn(chances, n, resemblance)
        linked = f", alike {alike:g}" if alike else ""
        linked += f", resemblance {resemblance:g}" if resemblance else ""
        shown = ", ".join(f"{share:g}" for share in shares)
        return cls(table / table.sum(), f"{n} jurors, shares for guilty {shown}{linked}")

    def __str__(self) -> str:
        """Return what the distribution is; the numbers are in `probabilities`."""
        return self.description


def patterns(shares: Sequence[float], alike: float) -> dict[tuple[int, ...], float]:
    """Return the chance of each pattern of one juror's votes, 1 for guilty, over the counts.

    Examples
    --------
    >>> patterns((0.5, 0.25), alike=1.0)
    {(0, 0): 0.5, (1, 0): 0.25, (1, 1): 0.25}
    """
    found: dict[tuple[int, ...], float] = {}
    for votes in product((0, 1), repeat=len(shares)):
        apart = prod(p if vote else 1 - p for p, vote in zip(shares, votes, strict=True))
        highest = min((p for p, vote in zip(shares, votes, strict=True) if vote), default=1.0)
        lowest = max((p for p, vote in zip(shares, votes, strict=True) if not vote), default=0.0)
        chance = (1 - alike) * apart + alike * max(highest - lowest, 0.0)
        if chance > 0:
            found[votes] = chance
    return found


def _convolved(chances: dict[tuple[int, ...], float], n: int) -> FloatArray:
    """Add the jurors one at a time."""
    counts = len(next(iter(chances)))
    table = np.ones((1,) * counts)
    for jurors in range(1, n + 1):
        wider = np.zeros((jurors + 1,) * counts)
        for votes, chance in chances.items():
            wider[tuple(slice(vote, vote + jurors) for vote in votes)] += chance * table
        table = wider
    return table


def _urn(chances: dict[tuple[int, ...], float], n: int, resemblance: float) -> FloatArray:
    """Add the patterns one at a time: the last axis counts the jurors placed so far."""
    counts = len(next(iter(chances)))
    table = np.zeros((n + 1,) * (counts + 1))
    table[(0,) * (counts + 1)] = 1.0
    for votes, chance in chances.items():
        # The powers of t in (1 - t x)^-alpha are alpha (alpha + 1) ... (alpha + m - 1) / m!, here
        # times resemblance^m, so that a small resemblance does not make them large.
        fresh = chance * (1 - resemblance)
        steps = ((fresh + m * resemblance) / (m + 1) for m in range(n))
        series = np.cumprod([1.0, *steps])
        grown = series[0] * table
        for m in range(1, n + 1):
            to = tuple(slice(m * step, None) for step in (*votes, 1))
            source = tuple(slice(None, n + 1 - m * step) for step in (*votes, 1))
            grown[to] += series[m] * table[source]
        table = grown
    return np.ascontiguousarray(table[..., n])


def _check_size(counts: int, jury_size: int) -> None:
    _COUNTS.check(counts, owner="JointBallot")
    if (jury_size + 1) ** counts > LARGEST_TABLE:
        raise OutOfDomainError(
            Problem(
                "JointBallot",
                f"{counts} counts before {jury_size} jurors",
                f"at most {LARGEST_TABLE:,} joint first ballots are kept",
                "fewer counts, or a smaller jury",
            )
        )
