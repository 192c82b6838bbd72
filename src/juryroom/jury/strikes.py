r"""The first ballot after strikes: what each side's strikes are worth, as one number.

The model is that of the R package sate (Edwards): a share of each side's strikes is better than
chance, and each such strike removes one juror who would have voted the other way.

What it assumes. Those called lean to guilty independently of each other, each with one chance, and
there is no end of them. A strike is good with a probability, the same for both sides and for every
strike, independently; a strike that is not good changes nothing, as if it fell on someone drawn by
lot and replaced by another. For each good strike one more person is called; then each good strike
of the prosecution takes away one who leans to not guilty, and each good strike of the defence one
who leans to guilty, as far as there are any.

What it is not for. It is no game: no side looks at who stands next, saves a strike, or answers the
other, and the order of strikes plays no part. It knows no challenge for cause, no alternate and no
method of striking (strike and replace, struck jury). The accuracy is not observed in any trial; the
default of 0.15 is the package's own, and no source for it is known to us.
"""

from math import comb, fsum

from juryroom.citations import Citation, Reason
from juryroom.jury.first_ballot import FirstBallot
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

SOURCE = Citation(
    "Edwards, B. sate: Scientific Analysis of Trial Errors, R package, version 3.1.1 (CRAN, 2026)",
    Reason.MODEL,
    "select.with.strikes()",
)
DEFAULT_ACCURACY = 0.15

_SHARE = Parameter(
    "share", 0.0, 1.0, "probability", "the chance that a person called leans to guilty"
)
_JURY_SIZE = Parameter(
    "jury_size", SMALLEST_JURY, LARGEST_JURY, "jurors", "the number of jurors", whole=True
)
_PROSECUTION = Parameter(
    "prosecution_strikes", 0, 60, "strikes", "the strikes the prosecution uses", whole=True
)
_DEFENCE = Parameter(
    "defence_strikes", 0, 60, "strikes", "the strikes the defence uses", whole=True
)
ACCURACY = Parameter(
    "accuracy", 0.0, 1.0, "probability", "the chance that a strike is better than chance"
)


def after_strikes(
    share: float,
    jury_size: int,
    *,
    prosecution_strikes: int = 0,
    defence_strikes: int = 0,
    accuracy: float = DEFAULT_ACCURACY,
) -> FirstBallot:
    r"""Return the first ballot of a jury from which both sides have struck.

    Parameters
    ----------
    share
        :math:`p`, the chance that a person called leans to guilty, 0 to 1.
    jury_size
        :math:`n`, jurors, 3 to 23.
    prosecution_strikes, defence_strikes
        :math:`P` and :math:`D`, the strikes each side uses, 0 to 60.
    accuracy
        :math:`a`, the chance that a strike is better than chance, 0 to 1. At 0, or without strikes,
        the votes are binomial.

    Raises
    ------
    OutOfDomainError
        If a number lies outside its domain.

    Notes
    -----
    With good strikes :math:`h_P \sim \text{Bin}(P, a)` and :math:`h_D \sim \text{Bin}(D, a)`,
    independent, and :math:`k_0 \sim \text{Bin}(n + h_P + h_D, p)` of those called leaning to
    guilty, the jury's guilty votes are :math:`\min(n, \max(0, k_0 - h_D))`. Only products and sums
    of numbers of 0 or more are taken.

    Examples
    --------
    Six strikes and ten, the accuracy as in the package:

    >>> from juryroom.deliberation.registry import model
    >>> from juryroom.trial import Trial
    >>> ballot = after_strikes(0.5, 12, prosecution_strikes=10, defence_strikes=6)
    >>> Trial(model("tug-of-war"), ballot).solve().guilty
    0.3955303
    """
    owner = "after_strikes"
    _SHARE.check(share, owner=owner)
    _JURY_SIZE.check(jury_size, owner=owner)
    _PROSECUTION.check(prosecution_strikes, owner=owner)
    _DEFENCE.check(defence_strikes, owner=owner)
    ACCURACY.check(accuracy, owner=owner)
    n = int(jury_size)
    good_prosecution = _binomial(int(prosecution_strikes), accuracy)
    good_defence = _binomial(int(defence_strikes), accuracy)
    extra = len(good_prosecution) + len(good_defence) - 1
    called = [_binomial(n + more, share) for more in range(extra)]
    terms: list[list[float]] = [[] for _ in range(n + 1)]
    for h_P, chance_P in enumerate(good_prosecution):
        for h_D, chance_D in enumerate(good_defence):
            weight = chance_P * chance_D
            for leaning, chance in enumerate(called[h_P + h_D]):
                terms[min(n, max(0, leaning - h_D))].append(weight * chance)
    return FirstBallot(
        tuple(fsum(term) for term in terms),
        f"{n} jurors, each called leaning to guilty with probability {share:g}, after "
        f"{int(prosecution_strikes)} strikes of the prosecution and {int(defence_strikes)} of the "
        f"defence, each good with probability {accuracy:g}",
    )


def _binomial(trials: int, chance: float) -> list[float]:
    other = 1 - chance
    return [comb(trials, k) * chance**k * other ** (trials - k) for k in range(trials + 1)]
