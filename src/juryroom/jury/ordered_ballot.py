"""The first ballot over ordered options: how many jurors are for each when the jury first votes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import factorial, fsum, isfinite, prod
from typing import Self, final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

SUM_TOLERANCE = 1e-12

_JURY_SIZE = Parameter(
    "jury_size", SMALLEST_JURY, LARGEST_JURY, "jurors", "the jurors who deliberate", whole=True
)
_VOTES = Parameter("split", 0, LARGEST_JURY, "jurors", "the jurors for an option", whole=True)
_SHARE = Parameter(
    "shares", 0.0, 1.0, "probability", "the chance that a juror is for an option at first"
)
_RESEMBLANCE = Parameter(
    "resemblance",
    0.0,
    1 - 1e-9,
    "correlation",
    "the correlation between the first votes of two jurors of one jury; below 1",
)

Split = tuple[int, ...]


@final
@dataclass(frozen=True, slots=True)
class OrderedBallot:
    """The distribution of first splits over options, from the least to the most punitive.

    Parameters
    ----------
    probabilities
        Probability of each split that is possible; they sum to one within 1e-12. Every split names
        as many options and as many jurors.
    description
        One clause that says where the distribution comes from.

    Examples
    --------
    >>> print(OrderedBallot.known((6, 0, 6)))
    6, 0, 6 of 12
    >>> OrderedBallot.multinomial((0.5, 0.25, 0.25), 3).probabilities[(1, 1, 1)]
    0.1875
    """

    probabilities: Mapping[Split, float]
    description: str

    def __post_init__(self) -> None:
        splits = list(self.probabilities)
        good = all(isfinite(p) and p >= 0 for p in self.probabilities.values())
        total = fsum(self.probabilities.values()) if good else float("nan")
        same = len({(len(split), sum(split)) for split in splits}) == 1
        if not (same and abs(total - 1) <= SUM_TOLERANCE):
            raise OutOfDomainError(
                Problem(
                    "OrderedBallot.probabilities",
                    f"{len(splits)} splits with a sum of {total!r}",
                    "a first ballot divides one jury over one list of options",
                    "splits of as many jurors over as many options, with probabilities of 0 or "
                    f"more that sum to 1 within {SUM_TOLERANCE:g}",
                )
            )
        for split in splits:
            for votes in split:
                _VOTES.check(votes, owner="OrderedBallot")
        _JURY_SIZE.check(self.jury_size, owner="OrderedBallot")

    @property
    def jury_size(self) -> int:
        """The number of jurors who vote."""
        return sum(next(iter(self.probabilities)))

    @property
    def options(self) -> int:
        """The number of options."""
        return len(next(iter(self.probabilities)))

    @classmethod
    def known(cls, split: Sequence[int]) -> Self:
        """Return the first ballot of a jury of which the split is known.

        Parameters
        ----------
        split
            Jurors for each option, from the least to the most punitive.
        """
        for votes in split:
            _VOTES.check(votes, owner="OrderedBallot")
        known = tuple(int(votes) for votes in split)
        return cls({known: 1.0}, f"{', '.join(map(str, known))} of {sum(known)}")

    @classmethod
    def multinomial(
        cls, shares: Sequence[float], jury_size: int, *, resemblance: float = 0.0
    ) -> Self:
        r"""Return the first ballot of jurors drawn from a pool.

        Parameters
        ----------
        shares
            The chance that a juror is for each option; they sum to one within 1e-12.
        jury_size
            Jurors, 3 to 23.
        resemblance
            The correlation :math:`\rho` between two jurors' votes for an option, 0 or more and less
            than 1: the shares vary from jury to jury by a Dirichlet distribution. At 0 the votes
            are independent.

        Notes
        -----
        Taken as products of the steps of Polya's urn, as `FirstBallot.beta_binomial` does; with two
        options it is that distribution.
        """
        for share in shares:
            _SHARE.check(share, owner="OrderedBallot")
        _RESEMBLANCE.check(resemblance, owner="OrderedBallot")
        _JURY_SIZE.check(jury_size, owner="OrderedBallot")
        if not (len(shares) >= 2 and abs(fsum(shares) - 1) <= SUM_TOLERANCE):
            raise OutOfDomainError(
                Problem(
                    "OrderedBallot.shares",
                    f"{len(shares)} shares with a sum of {fsum(shares)!r}",
                    "every juror is for one of the options",
                    "two shares or more that sum to 1",
                )
            )
        n, apart = int(jury_size), 1 - resemblance
        total = prod(apart + i * resemblance for i in range(n))

        def probability(split: Split) -> float:
            ways = factorial(n) // prod(factorial(votes) for votes in split)
            urns = prod(
                share * apart + i * resemblance
                for share, votes in zip(shares, split, strict=True)
                for i in range(votes)
            )
            return ways * urns / total

        possible = [share > 0 for share in shares]
        return cls(
            {split: probability(split) for split in _splits(n, possible)},
            f"each of {n} votes by shares of {', '.join(f'{share:g}' for share in shares)}"
            + (f", with resemblance {resemblance:g} between two jurors" if resemblance else ""),
        )

    def __str__(self) -> str:
        """Return what the distribution is; the numbers are in `probabilities`."""
        return self.description


def _splits(jurors: int, possible: Sequence[bool]) -> Iterator[Split]:
    """Yield the splits of `jurors` over the options, 0 for those that are not possible."""
    if len(possible) == 1:
        if possible[0] or jurors == 0:
            yield (jurors,)
        return
    for first in range(jurors + 1 if possible[0] else 1):
        for rest in _splits(jurors - first, possible[1:]):
            yield (first, *rest)
