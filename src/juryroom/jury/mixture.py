"""A first ballot that is one of several, each with its weight."""

from collections.abc import Sequence
from math import fsum

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import SUM_TOLERANCE, FirstBallot
from juryroom.parameters import Parameter

_WEIGHT = Parameter("weight", 0.0, 1.0, "probability", "the chance that this first ballot is it")


def mixture(
    ballots: Sequence[FirstBallot], weights: Sequence[float], description: str = ""
) -> FirstBallot:
    """Return the first ballot that is one of several, each with its weight.

    It is the law where something that all jurors of one jury share is not known: which of two
    accounts of the evidence they heard, from which of two panels they come, or, in a model of it,
    whether the accused is guilty (see `juryroom.jury.guilt_mixture`).

    Parameters
    ----------
    ballots
        First ballots of juries of one size, one or more.
    weights
        The probability of each, 0 or more; they sum to one within 1e-12.
    description
        One clause that says what is mixed; made from the parts where it is empty.

    Raises
    ------
    OutOfDomainError
        If the weights are no distribution over the ballots, or the juries differ in size.

    Examples
    --------
    >>> agreed = [FirstBallot.known(3, 3), FirstBallot.known(0, 3)]
    >>> mixture(agreed, [0.75, 0.25]).probabilities
    (0.25, 0.0, 0.0, 0.75)
    """
    sizes = sorted({ballot.jury_size for ballot in ballots})
    if len(sizes) != 1 or len(weights) != len(ballots):
        raise OutOfDomainError(
            Problem(
                "mixture",
                f"{len(ballots)} first ballots of {', '.join(map(str, sizes)) or 'no'} jurors, "
                f"and {len(weights)} weights",
                "a mixture is one of several first ballots of the same jury",
                "one first ballot or more, of one jury size, and a weight for each",
            )
        )
    for place, weight in enumerate(weights):
        _WEIGHT.check(weight, owner=f"mixture.weights[{place}]")
    total = fsum(weights)
    if abs(total - 1) > SUM_TOLERANCE:
        raise OutOfDomainError(
            Problem(
                "mixture.weights",
                f"a sum of {total!r}",
                "one of the first ballots is the true one: weights sum to one",
                f"numbers of 0 or more that sum to 1 within {SUM_TOLERANCE:g}",
            )
        )
    laws = zip(*(ballot.probabilities for ballot in ballots), strict=True)
    parts = "; ".join(f"{w:g}: {b}" for w, b in zip(weights, ballots, strict=True))
    return FirstBallot(
        tuple(fsum(w * p for w, p in zip(weights, law, strict=True)) for law in laws),
        description or f"one of {parts}",
    )
