"""First ballots of jurors who are known apart: each with a leaning, or drawn from a known panel."""

from collections.abc import Sequence
from math import comb

from juryroom.jury.first_ballot import FirstBallot
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

LARGEST_PANEL = 10_000

_LEANING = Parameter(
    "leaning", 0.0, 1.0, "probability", "the chance that one juror votes guilty on the first ballot"
)
_JURY_SIZE = Parameter(
    "jury_size", SMALLEST_JURY, LARGEST_JURY, "jurors", "the number of jurors drawn", whole=True
)


def vote_counts(leanings: Sequence[float]) -> tuple[float, ...]:
    r"""Return the probability of 0, 1, ..., n guilty votes of independent jurors who differ.

    Parameters
    ----------
    leanings
        The chance that each juror votes guilty, each 0 to 1; their order does not matter, to the
        last digit. There may be none: then 0 guilty votes are certain.

    Notes
    -----
    The Poisson-binomial distribution, by adding one juror at a time. Only products and sums of
    numbers of 0 or more are taken, so a probability of 1e-200 has all its digits.

    Examples
    --------
    >>> vote_counts([1.0, 0.5])
    (0.0, 0.5, 0.5)
    """
    for seat, leaning in enumerate(leanings):
        _LEANING.check(leaning, owner=f"leanings[{seat}]")
    law = [1.0]
    # Sorted, so that rounding too is the same for the same jurors in another order.
    for leaning in sorted(float(x) for x in leanings):
        law = [
            (law[k] * (1 - leaning) if k < len(law) else 0.0) + (law[k - 1] * leaning if k else 0.0)
            for k in range(len(law) + 1)
        ]
    return tuple(law)


def poisson_binomial(leanings: Sequence[float]) -> FirstBallot:
    """Return the first ballot of independent jurors, each with a leaning of their own.

    Parameters
    ----------
    leanings
        The chance that each juror votes guilty, each 0 to 1; 3 to 23 of them, in any order.

    Raises
    ------
    OutOfDomainError
        If a leaning is no probability, or there are not 3 to 23 of them.

    Examples
    --------
    Two who are sure, one way each, and one who is not:

    >>> poisson_binomial([1.0, 0.0, 0.25]).probabilities
    (0.0, 0.75, 0.25, 0.0)
    """
    _JURY_SIZE.check(len(leanings), owner="poisson_binomial")
    law = vote_counts(leanings)
    listed = ", ".join(f"{leaning:g}" for leaning in leanings)
    return FirstBallot(law, f"jurors vote guilty independently, with probabilities {listed}")


def finite_panel(guilty_leaning: int, panel_size: int, jury_size: int) -> FirstBallot:
    r"""Return the first ballot of a jury drawn from a panel of which the leanings are known.

    Jurors are drawn without replacement, every jury with the same chance, and vote as they lean:

    .. math:: P(k) = \binom{K}{k} \binom{N-K}{n-k} \Big/ \binom{N}{n}.

    Parameters
    ----------
    guilty_leaning
        :math:`K`, the members of the panel who lean to guilty, 0 to `panel_size`.
    panel_size
        :math:`N`, everyone from whom the jury is drawn, `jury_size` to 10,000.
    jury_size
        :math:`n`, jurors, 3 to 23.

    Examples
    --------
    A jury of three from a panel of five, of whom three lean to guilty: at least one of them sits.

    >>> finite_panel(3, 5, 3).probabilities
    (0.0, 0.3, 0.6, 0.1)
    """
    owner = "finite_panel"
    _JURY_SIZE.check(jury_size, owner=owner)
    n = int(jury_size)
    Parameter(
        "panel_size", n, LARGEST_PANEL, "persons", "those from whom the jury is drawn", whole=True
    ).check(panel_size, owner=owner)
    Parameter(
        "guilty_leaning",
        0,
        panel_size,
        "persons",
        "those of the panel who lean to guilty",
        whole=True,
    ).check(guilty_leaning, owner=owner)
    K, N = int(guilty_leaning), int(panel_size)
    # Whole numbers, divided once: each probability is correctly rounded.
    return FirstBallot(
        tuple(comb(K, k) * comb(N - K, n - k) / comb(N, n) for k in range(n + 1)),
        f"{n} drawn from a panel of {N}, of whom {K} lean to guilty",
    )
