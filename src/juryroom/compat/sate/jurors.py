"""The difference between two surveys at the level of jurors, before any jury is drawn."""

from math import hypot

from juryroom.compat.sate import arguments
from juryroom.compat.sate.calling import in_words
from juryroom.compat.sate.jury import square_and_add
from juryroom.compat.sate.row import Row, Rows, row
from juryroom.compat.sate.simulated import Arm, Z, arms
from juryroom.compat.sate.survey_interval import (
    IntervalKind,
    bounds,
    kind_of,
    standard_error,
    wald_note,
)


@in_words
def compare_juror_stats(
    pg_actual: float,
    n_actual: float,
    pg_hypo: float,
    n_hypo: float,
    digits: int = 3,
    *,
    interval: IntervalKind = "wald",
) -> Rows:
    """Return the share for guilty in each trial and their difference, with 90% intervals.

    Parameters
    ----------
    pg_actual, n_actual, pg_hypo, n_hypo
        Share and size of the survey of each trial.
    digits
        Decimal places that are kept, 0 to 99.
    interval
        "wald" is sate's and may run below 0 or above 1; "wilson" stays inside, and its difference
        is Newcombe's (1998, method 10).

    Returns
    -------
    dict
        ``actual_trial``, ``hypo_trial`` and ``difference``.

    Examples
    --------
    >>> print(compare_juror_stats(0.70, 400, 0.60, 450)["difference"])
    Difference 0.1, SE 0.033, MOE 0.054, Lower 5% 0.046, Upper 95% 0.154
    """
    owner = "compare_juror_stats"
    actual, hypo = arms(pg_actual, n_actual, pg_hypo, n_hypo, owner)
    places, kind = arguments.digits_of(digits, owner), kind_of(interval, owner)
    arm_a, arm_h = _arm(actual, kind), _arm(hypo, kind)
    d = actual.share - hypo.share
    if kind == "wilson":
        difference = square_and_add(arm_a, arm_h, d)
    else:
        se = hypot(arm_a["SE"], arm_h["SE"])
        notes = tuple(dict.fromkeys([*arm_a.notes, *arm_h.notes]))
        difference = row("P(g)", d, se, Z * se, d - Z * se, d + Z * se, notes=notes)
    return Rows(
        actual_trial=arm_a.titled("P(g|actual)").rounded(places),
        hypo_trial=arm_h.titled("P(g|hypo)").rounded(places),
        difference=difference.titled("Difference").rounded(places),
    )


def _arm(arm: Arm, kind: IntervalKind) -> Row:
    low, high = bounds(arm.share, arm.size, kind)
    if kind == "wald":
        se = standard_error(arm.share, arm.size)
        return row("P(g)", arm.share, se, Z * se, low, high, notes=wald_note(arm.share, arm.size))
    return row("P(g)", arm.share, (high - low) / (2 * Z), (high - low) / 2, low, high)
