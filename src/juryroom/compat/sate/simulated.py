"""The logistic mode of sate: drawn shares and drawn coefficients, from named streams.

R's random numbers are not ours. What is drawn here agrees with sate in distribution, depends on the
seed alone, and is tested against sate's own output at a stated failure rate.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from juryroom.compat.sate import arguments
from juryroom.compat.sate.arguments import Room
from juryroom.compat.sate.calling import in_words
from juryroom.compat.sate.drawn_from import Draws
from juryroom.compat.sate.row import Row, Rows, row
from juryroom.compat.sate.strikes import first_ballots
from juryroom.compat.sate.vintages import LATEST, Vintage, vintage_of
from juryroom.deliberation.models.pooled_logistic import PooledLogistic
from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray

Z = 1.6448536269514722
"""The 95% point of the normal law: 90% intervals, so that one side is tested at 5%."""

COVARIANCE = np.array([[0.08709364, -0.143234], [-0.143234, 0.24984828]])
"""Of intercept and slope: sate 3.1.1, sim.as.jury.stats(), from its fit to its own data set."""

_AT_ONCE = 20_000
_DRAWN = "drawn at random from named streams: agrees with sate in distribution, not in its digits"


class Arm(NamedTuple):
    """The survey of one condition: share for guilty, and its size."""

    share: float
    size: float


@in_words
def sim_as_jury_stats(
    sample_pg: float,
    sample_n: float,
    jury_n: int = 12,
    pstrikes: int = 0,
    dstrikes: int = 0,
    accuracy: float = 0.15,
    digits: int = 3,
    nDraws: int = arguments.DEFAULT_DRAWS,
    seed: int | None = None,
    *,
    vintage: str = LATEST,
) -> Row:
    """Return P(G) of one survey in the logistic mode, with the spread of the draws.

    Parameters
    ----------
    sample_pg, sample_n
        The share that favours guilty, 0 to 1, and the respondents behind it.
    jury_n, pstrikes, dstrikes, accuracy
        As in `select_with_strikes`.
    digits
        Decimal places that are kept, 0 to 99.
    nDraws
        Draws of share, intercept and slope.
    seed
        0 to 2^64 - 1. Without one every call draws anew (`juryroom.compat.sate.drawn_from`); the
        releases from 2.1.0 to 3.1.0 then draw from seed 12345, their own default.
    vintage
        A release of sate. Up to 2.1.0 a share drawn outside 0 to 1 is an error.

    Examples
    --------
    >>> sorted(sim_as_jury_stats(0.5, 830, nDraws=500))
    ['Lower 5%', 'MOE', 'P(G)', 'SE', 'Upper 95%']
    """
    owner = "sim_as_jury_stats"
    room = Room.of(jury_n, pstrikes, dstrikes, accuracy, owner)
    arm = Arm(
        arguments.share(sample_pg, owner, "sample_pg"),
        arguments.sample(sample_n, owner, "sample_n"),
    )
    release = vintage_of(vintage)
    draws = Draws.of(nDraws, seed, owner, release.seed)
    places = arguments.digits_of(digits, owner)
    return summary(estimates(arm, room, draws, release)).rounded(places)


@in_words
def sim_compare_jury_stats(
    pg_actual: float,
    n_actual: float,
    pg_hypo: float,
    n_hypo: float,
    jury_n: int = 12,
    digits: int = 3,
    pstrikes: int = 0,
    dstrikes: int = 0,
    accuracy: float = 0.15,
    seed: int | None = None,
    nDraws: int = arguments.DEFAULT_DRAWS,
    *,
    paired: bool = False,
    vintage: str = LATEST,
) -> Rows:
    """Return both arms and their difference in the logistic mode.

    Parameters
    ----------
    pg_actual, n_actual, pg_hypo, n_hypo
        Share and size of the survey of each trial.
    jury_n, pstrikes, dstrikes, accuracy, digits, seed, nDraws
        As in `sim_as_jury_stats`.
    paired
        False is sate's way: one seed draws both arms, and their standard errors are added in
        quadrature, which counts the uncertainty of the coefficients twice (D7). True draws the
        coefficients once for both arms and the two surveys apart, and takes the spread of the
        difference itself.
    vintage
        A release of sate. In all of them the difference is taken between rounded arms (D6); under
        3.1.1 that is not followed, as no report can be reproduced from these draws anyway.

    Returns
    -------
    dict
        ``actual_jury``, ``hypo_jury`` and ``difference``.
    """
    owner = "sim_compare_jury_stats"
    room = Room.of(jury_n, pstrikes, dstrikes, accuracy, owner)
    actual, hypo = arms(pg_actual, n_actual, pg_hypo, n_hypo, owner)
    release = vintage_of(vintage)
    draws = Draws.of(nDraws, seed, owner, release.seed)
    return comparison(
        (actual, hypo), room, draws, release, arguments.digits_of(digits, owner), paired=paired
    )


def comparison(
    asked: tuple[Arm, Arm], room: Room, draws: Draws, release: Vintage, digits: int, *, paired: bool
) -> Rows:
    """Return both arms and their difference, drawn; see `sim_compare_jury_stats`."""
    actual, hypo = asked
    first = estimates(actual, room, draws, release)
    second = estimates(hypo, room, draws, release, "hypothetical" if paired else "survey")
    arm_a, arm_h = summary(first), summary(second)
    if paired:
        difference = summary(first - second)
    else:
        if release.rounded_arms:
            arm_a, arm_h = arm_a.rounded(digits), arm_h.rounded(digits)
        note = (
            "D7: the uncertainty of the coefficients is counted twice, so the standard error is "
            "too large; paired=True counts it once"
        )
        difference = apart(arm_a, arm_h, (_DRAWN, note))
    return compared(arm_a, arm_h, difference, digits)


def arms(
    pg_actual: object, n_actual: object, pg_hypo: object, n_hypo: object, owner: str
) -> tuple[Arm, Arm]:
    """Return the two surveys, checked."""
    return (
        Arm(
            arguments.share(pg_actual, owner, "pg_actual"),
            arguments.sample(n_actual, owner, "n_actual"),
        ),
        Arm(arguments.share(pg_hypo, owner, "pg_hypo"), arguments.sample(n_hypo, owner, "n_hypo")),
    )


def apart(actual: Row, hypo: Row, notes: tuple[str, ...]) -> Row:
    """Return the difference of two arms whose standard errors are added in quadrature."""
    d = actual["P(G)"] - hypo["P(G)"]
    se = float(np.hypot(actual["SE"], hypo["SE"]))
    return row("P(G)", d, se, Z * se, d - Z * se, d + Z * se, notes=notes)


def compared(actual: Row, hypo: Row, difference: Row, digits: int) -> Rows:
    """Return the three rows under sate's names, rounded."""
    return Rows(
        actual_jury=actual.titled("P(G|actual)").rounded(digits),
        hypo_jury=hypo.titled("P(G|hypo)").rounded(digits),
        difference=difference.titled("Difference in P(G)").rounded(digits),
    )


def coefficients(draws: Draws, arm: str = "coefficients") -> FloatArray:
    """Return drawn intercepts and slopes, shape ``(draws, 2)``."""
    generator = draws.stream.at(arm).generator()
    model = PooledLogistic()
    spread = generator.standard_normal((draws.number, 2)) @ np.linalg.cholesky(COVARIANCE).T
    return np.array([model.intercept, model.slope]) + spread


def shares_drawn(arm: Arm, draws: Draws, stream: str) -> FloatArray:
    """Return drawn shares, before anything is done about those outside 0 to 1."""
    s = (arm.share * (1 - arm.share) / arm.size) ** 0.5
    return arm.share + s * draws.stream.at(stream).generator().standard_normal(draws.number)


def estimates(
    arm: Arm, room: Room, draws: Draws, vintage: Vintage, stream: str = "survey"
) -> FloatArray:
    """Return P(G) of each draw, shape ``(draws,)``."""
    vintage.check("sim_as_jury_stats")
    shares = shares_drawn(arm, draws, stream)
    outside = int(((shares < 0) | (shares > 1)).sum())
    if outside and not vintage.clipped:
        raise OutOfDomainError(
            Problem(
                f"sate {vintage.release}, logistic mode",
                f"{outside} of {draws.number} drawn shares outside 0 to 1",
                "this release stops there; from 2.2.0 on such a draw is moved to the edge",
                "a share further from the edge, a larger sample, or a later vintage",
            )
        )
    ends = coefficients(draws)
    places = range(0, draws.number, _AT_ONCE)
    parts = (slice(start, start + _AT_ONCE) for start in places)
    k = np.arange(room.jury_n + 1) / room.jury_n
    return np.concatenate(
        [
            (
                first_ballots(np.clip(shares[part], 0, 1), room)
                * expit(ends[part, :1] + ends[part, 1:] * k)
            ).sum(axis=1)
            for part in parts
        ]
    )


def logistic_points(shares: FloatArray, room: Room, draws: Draws) -> FloatArray:
    """Return P(G) at each share, averaged over drawn coefficients."""
    k = np.arange(room.jury_n + 1) / room.jury_n
    ends = coefficients(draws)
    total = np.zeros(room.jury_n + 1)
    for start in range(0, draws.number, _AT_ONCE):
        part = ends[start : start + _AT_ONCE]
        total += expit(part[:, :1] + part[:, 1:] * k).sum(axis=0)
    return np.clip(first_ballots(shares, room) @ (total / draws.number), 0, 1)


def summary(drawn: FloatArray) -> Row:
    """Return mean, spread and the 5% and 95% quantiles of what was drawn."""
    low, high = np.quantile(drawn, [0.05, 0.95]).tolist()
    mean, width = float(drawn.mean()), high - low
    return row("P(G)", mean, width / (2 * Z), width / 2, low, high, notes=(_DRAWN,))
