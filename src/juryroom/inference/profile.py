"""Profile intervals: the values of one number that the data do not refute, whatever the others.

Source: Venzon, D. J., & Moolgavkar, S. H. (1988). A method for computing profile-likelihood-based
confidence intervals. Applied Statistics 37, 87-94.
"""

from math import inf

import numpy as np
from scipy.optimize import root_scalar
from scipy.stats import chi2

from juryroom.inference.likelihood import Likelihood
from juryroom.inference.maximum import Maximum, covariance, searched_beside
from juryroom.inference.transforms import FAR, Shape

WITHIN = 1e-5
"""How closely an end is found, on the line."""

_WIDENING = 1.6
_FARTHEST = 200.0


def profile_interval(
    likelihood: Likelihood, maximum: Maximum, index: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Return the values of one number at which twice the log-likelihood falls by no more than chi2.

    Parameters
    ----------
    likelihood, maximum
        What was fitted, and where it is largest.
    index
        Which parameter.
    confidence
        How often such an interval is to hold the true value.

    Returns
    -------
    tuple
        Both ends. Where the data refute no value on one side, the end is the bound there, which is
        infinite where there is none.

    Examples
    --------
    >>> from juryroom.inference.bundled import bundled_table
    >>> from juryroom.inference.families import family_for
    >>> from juryroom.inference.maximum import maximise
    >>> table = bundled_table("deliberations")
    >>> likelihood = Likelihood(table, family_for("pooled-logistic", table))
    >>> maximum = maximise(likelihood, likelihood.family.start())
    >>> [round(end, 2) for end in profile_interval(likelihood, maximum, 1)]
    [11.02, 13.18]
    """
    scale = likelihood.family.free[index].scale
    allowed = float(chi2.ppf(confidence, 1)) / 2
    variance = covariance(maximum)[index, index]
    step = float(np.sqrt(2 * allowed * variance)) if np.isfinite(variance) else 1.0
    ends: list[float] = []
    for side in (-1, 1):
        found = _end(likelihood, maximum, index, allowed, side * step)
        if found is not None:
            ends.append(scale.natural(found))
        else:
            ends.append(scale.low if side < 0 else scale.high)
    return ends[0], ends[1]


def _end(
    likelihood: Likelihood, maximum: Maximum, index: int, allowed: float, step: float
) -> float | None:
    """Return the place on the line where the fall is what is allowed; None where it never is."""
    bounded = likelihood.family.free[index].scale.shape is not Shape.REAL
    last = maximum.theta.copy()
    # Kept, so that the root finder sees the signs that ended the walk.
    seen = {float(maximum.theta[index]): -allowed}

    def beyond(place: float) -> float:
        nonlocal last
        if place in seen:
            return seen[place]
        begun = last.copy()
        begun[index] = place
        last, value = searched_beside(likelihood, begun, index, maximum.information)
        seen[place] = (maximum.value - value) - allowed if value > -inf else 1e9
        return seen[place]

    inside = float(maximum.theta[index])
    outside, reach = inside + step, abs(step)
    while beyond(outside) < 0:
        reach *= _WIDENING
        inside, outside = outside, outside + (reach if step > 0 else -reach)
        if abs(outside) > (FAR if bounded else _FARTHEST * max(1.0, abs(step))):
            return None
    found = root_scalar(beyond, bracket=(inside, outside), method="brentq", xtol=WITHIN)
    return float(found.root)
