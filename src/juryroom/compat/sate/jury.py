"""The probability of a guilty verdict from a survey: a point, its interval, and a comparison."""

from collections.abc import Sequence
from math import sqrt
from typing import cast, overload

import numpy as np

from juryroom.compat.sate import arguments, first_release
from juryroom.compat.sate.arguments import Room, Simulate, simulation
from juryroom.compat.sate.calling import in_words
from juryroom.compat.sate.drawn_from import Draws
from juryroom.compat.sate.row import Row, Rows, row
from juryroom.compat.sate.simulated import (
    Arm,
    Z,
    apart,
    arms,
    compared,
    comparison,
    estimates,
    logistic_points,
    summary,
)
from juryroom.compat.sate.strikes import first_ballots
from juryroom.compat.sate.survey_interval import IntervalKind, bounds, kind_of, wald_note
from juryroom.compat.sate.vintages import LATEST, VINTAGES, Vintage, vintage_of
from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray
from juryroom.parameters import Parameter

_SHARE = Parameter(
    "sample_pg", 0.0, 1.0, "probability", "the share of the venire that favours guilty"
)
_FIRST_STATS, _FIRST_COMPARISON = 100_000, 1_000_000
"""The draws that sate 1.1.0 takes unless it is told."""


@overload
def as_jury_point(
    sample_pg: float,
    jury_n: int = 12,
    pstrikes: int = 0,
    dstrikes: int = 0,
    accuracy: float = 0.15,
    simulate: Simulate = False,
    *,
    vintage: str = LATEST,
) -> float: ...
@overload
def as_jury_point(
    sample_pg: Sequence[float] | FloatArray,
    jury_n: int = 12,
    pstrikes: int = 0,
    dstrikes: int = 0,
    accuracy: float = 0.15,
    simulate: Simulate = False,
    *,
    vintage: str = LATEST,
) -> FloatArray: ...
@in_words
def as_jury_point(
    sample_pg: float | Sequence[float] | FloatArray,
    jury_n: int = 12,
    pstrikes: int = 0,
    dstrikes: int = 0,
    accuracy: float = 0.15,
    simulate: Simulate = False,
    *,
    vintage: str = LATEST,
) -> float | FloatArray:
    """Return P(G), the probability of a guilty verdict, for one share or for several.

    Parameters
    ----------
    sample_pg
        The share of the venire that favours guilty, 0 to 1, or a sequence of such shares.
    jury_n, pstrikes, dstrikes, accuracy
        As in `select_with_strikes`.
    simulate
        False for the chain; True, or a mapping with `nDraws` and `seed`, for the logistic mode,
        averaged over drawn coefficients.
    vintage
        A release of sate: `juryroom.compat.sate.vintage_of`.

    Returns
    -------
    float or FloatArray
        A number for a number, an array for a sequence.

    Examples
    --------
    >>> as_jury_point(0.5)
    0.341155
    >>> as_jury_point([0.5, 10 / 12], jury_n=6)
    array([0.29204, 0.788316])
    >>> as_jury_point(0.5, vintage="1.1"), as_jury_point(0.5, vintage="2.1")
    (0.273242, 0.341114)
    """
    owner = "as_jury_point"
    room = Room.of(jury_n, pstrikes, dstrikes, accuracy, owner)
    many = arguments.several(sample_pg)
    given = list(cast("Sequence[object]", sample_pg)) if many else [cast("object", sample_pg)]
    for value in given:
        _SHARE.check(cast("float", arguments.plain(value)), owner=owner)
    shares = np.array(given, dtype=np.float64)
    release = vintage_of(vintage)
    draws = drawn(simulate, owner, release)
    found = points(shares, room, release) if draws is None else logistic_points(shares, room, draws)
    return found if many else float(found[0])


def points(shares: FloatArray, room: Room, vintage: Vintage) -> FloatArray:
    """Return P(G) at each share, as that release has it."""
    if vintage.curve == "share":
        first_release.check_room(room, "as_jury_point")
        return first_release.points(shares)
    law = first_ballots(shares, room)
    return np.clip((law * vintage.guilty_by_votes(room.jury_n)).sum(axis=1), 0, 1)


@in_words
def as_jury_stats(
    sample_pg: float,
    sample_n: float,
    jury_n: int = 12,
    pstrikes: int = 0,
    dstrikes: int = 0,
    accuracy: float = 0.15,
    digits: int = 3,
    simulate: Simulate = False,
    *,
    interval: IntervalKind = "wald",
    vintage: str = LATEST,
) -> Row:
    """Return P(G) of one survey with its standard error, margin of error and 90% interval.

    Parameters
    ----------
    sample_pg, sample_n
        The share that favours guilty, 0 to 1, and the respondents behind it: with weights, their
        effective number (D10).
    jury_n, pstrikes, dstrikes, accuracy
        As in `select_with_strikes`.
    digits
        Decimal places that are kept, 0 to 99.
    simulate
        As in `as_jury_point`.
    interval
        "wald" is sate's: the share plus and minus 1.645 standard errors, cut off at 0 and 1, both
        ends mapped through P(G). It has no width at a share of 0 or 1 (D8). "wilson" maps the ends
        of Wilson's interval instead, which has; it goes with neither `simulate` nor a vintage.
    vintage
        A release of sate. 1.1.0 always draws, 100,000 times unless `simulate` says otherwise.

    Examples
    --------
    >>> print(as_jury_stats(0.5, 830))
    P(G) 0.341, SE 0.032, MOE 0.052, Lower 5% 0.29, Upper 95% 0.395
    >>> as_jury_stats(1, 20)["Lower 5%"], as_jury_stats(1, 20, interval="wilson")["Lower 5%"]
    (1.0, 0.959)
    """
    owner = "as_jury_stats"
    room = Room.of(jury_n, pstrikes, dstrikes, accuracy, owner)
    arm = Arm(
        arguments.share(sample_pg, owner, "sample_pg"),
        arguments.sample(sample_n, owner, "sample_n"),
    )
    places = arguments.digits_of(digits, owner)
    release = vintage_of(vintage)
    kind = _kind(interval, simulate, release, owner)
    if release.curve == "share":
        first_release.check_room(room, owner)
        draws = _first_draws(simulate, owner, _FIRST_STATS)
        return first_release.stats(arm, draws).rounded(places)
    draws = drawn(simulate, owner, release)
    return stats_row(arm, room, release, kind, draws).rounded(places)


def stats_row(
    arm: Arm, room: Room, vintage: Vintage, kind: IntervalKind = "wald", draws: Draws | None = None
) -> Row:
    """Return the row of one survey at full precision, by the chain or from draws."""
    if draws is not None:
        return summary(estimates(arm, room, draws, vintage))
    ends = bounds(arm.share, arm.size, kind)
    clipped = [min(max(end, 0.0), 1.0) for end in ends]
    point, low, high = points(np.array([arm.share, *clipped]), room, vintage).tolist()
    width = high - low
    notes = wald_note(arm.share, arm.size) if kind == "wald" else ()
    return row("P(G)", point, width / (2 * Z), width / 2, low, high, notes=notes)


@in_words
def compare_jury_stats(
    pg_actual: float,
    n_actual: float,
    pg_hypo: float,
    n_hypo: float,
    jury_n: int = 12,
    pstrikes: int = 0,
    dstrikes: int = 0,
    accuracy: float = 0.15,
    digits: int = 3,
    simulate: Simulate = False,
    *,
    interval: IntervalKind = "wald",
    vintage: str = LATEST,
) -> Rows:
    """Return P(G) in the actual and the hypothetical trial, and the difference.

    Parameters
    ----------
    pg_actual, n_actual, pg_hypo, n_hypo
        Share and size of the survey of each trial.
    jury_n, pstrikes, dstrikes, accuracy, digits, simulate
        As in `as_jury_stats`.
    interval
        "wald" is sate's: standard errors added in quadrature, a symmetric interval (D9). "wilson"
        takes each arm's distance to its own end, so the interval leans where the arms do (Newcombe
        1998, Statistics in Medicine 17, 873-890, method 10).
    vintage
        A release of sate; before 3.1.1 the difference is that of the rounded arms.

    Returns
    -------
    dict
        ``actual_jury``, ``hypo_jury`` and ``difference``.

    Examples
    --------
    >>> print(compare_jury_stats(0.70, 400, 0.60, 450)["difference"])
    Difference in P(G) 0.193, SE 0.062, MOE 0.101, Lower 5% 0.092, Upper 95% 0.295
    """
    owner = "compare_jury_stats"
    room = Room.of(jury_n, pstrikes, dstrikes, accuracy, owner)
    actual, hypo = arms(pg_actual, n_actual, pg_hypo, n_hypo, owner)
    places = arguments.digits_of(digits, owner)
    release = vintage_of(vintage)
    kind = _kind(interval, simulate, release, owner)
    if release.curve == "share":
        first_release.check_room(room, owner)
        draws = _first_draws(simulate, owner, _FIRST_COMPARISON)
        return first_release.compare(actual, hypo, draws, places)
    draws = drawn(simulate, owner, release)
    return compared_rows((actual, hypo), room, release, kind, draws, places)


def compared_rows(
    asked: tuple[Arm, Arm],
    room: Room,
    release: Vintage,
    kind: IntervalKind,
    draws: Draws | None,
    places: int,
) -> Rows:
    """Return both arms and their difference, by the chain or from draws."""
    if draws is not None:
        return comparison(asked, room, draws, release, places, paired=False)
    arm_a, arm_h = (stats_row(arm, room, release, kind) for arm in asked)
    if release.rounded_arms:
        arm_a, arm_h = arm_a.rounded(places), arm_h.rounded(places)
    notes = tuple(dict.fromkeys([*arm_a.notes, *arm_h.notes]))
    difference = apart(arm_a, arm_h, notes)
    if kind == "wilson":
        difference = square_and_add(arm_a, arm_h, difference["P(G)"])
    return compared(arm_a, arm_h, difference, places)


def square_and_add(actual: Row, hypo: Row, d: float) -> Row:
    """Return the difference with each end from the two distances that push it there."""
    title = next(iter(actual))
    low = d - sqrt(
        (actual[title] - actual["Lower 5%"]) ** 2 + (hypo["Upper 95%"] - hypo[title]) ** 2
    )
    high = d + sqrt(
        (actual["Upper 95%"] - actual[title]) ** 2 + (hypo[title] - hypo["Lower 5%"]) ** 2
    )
    width = high - low
    return row(title, d, width / (2 * Z), width / 2, low, high)


def _kind(interval: object, simulate: Simulate, vintage: Vintage, owner: str) -> IntervalKind:
    """Return the kind of interval; refuse Wilson's where the number is to be a release's own."""
    kind = kind_of(interval, owner)
    if kind == "wilson" and (simulate is not False or vintage.release != LATEST):
        raise OutOfDomainError(
            Problem(
                f"{owner}.interval",
                f"'wilson' with simulate={simulate!r}, vintage={vintage.release!r}",
                "no release of sate has this interval, and the logistic mode takes its own from "
                "the draws",
                f"interval='wald'; or simulate=False and vintage={LATEST!r}",
            )
        )
    return kind


def _first_draws(simulate: Simulate, owner: str, number: int) -> Draws:
    wanted, seed = simulation(simulate, owner, number) or (number, None)
    return Draws.of(wanted, seed, owner)


def drawn(
    simulate: Simulate,
    owner: str,
    vintage: Vintage = VINTAGES[LATEST],
    number: int = arguments.DEFAULT_DRAWS,
) -> Draws | None:
    """Return what `simulate` asks for, or None where it asks for nothing.

    Raises
    ------
    OutOfDomainError
        If the release does not have the argument.
    """
    wanted = simulation(simulate, owner, number)
    if wanted is not None and not vintage.has_simulate:
        raise OutOfDomainError(
            Problem(
                f"sate {vintage.release}, {owner}.simulate",
                repr(simulate),
                "the argument first came with 3.1.1",
                "False; or sim_as_jury_stats and sim_compare_jury_stats, from 2.1.0 on",
            )
        )
    return None if wanted is None else Draws.of(*wanted, owner, vintage.seed)
