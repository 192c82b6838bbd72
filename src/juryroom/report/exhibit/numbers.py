"""Probabilities as an exhibit prints them: of 100, and never without what is not known of them."""

from juryroom.effect.estimates import Estimate, Exceeding
from juryroom.outcome.interval import Interval, interval
from juryroom.report.effect_lines import in_100

MINUS = "\u2212"
"""The minus sign, as wide as a plus; a hyphen beside a number is easily overlooked."""


def of_100(share: float) -> str:
    """Return a probability as a number of 100 to one place.

    Examples
    --------
    >>> of_100(0.5374), of_100(0.0002), of_100(0.99971), of_100(0.0), of_100(1.0)
    ('53.7', 'under 0.1', 'over 99.9', '0', '100')
    """
    if share in {0.0, 1.0}:
        return f"{100 * share:.0f}"
    if share < 0.0005:
        return "under 0.1"
    return "over 99.9" if share > 0.9995 else f"{100 * share:.1f}"


def signed(difference: float) -> str:
    """Return a difference of two probabilities as a number of 100, with its sign.

    Examples
    --------
    >>> signed(0.1694), signed(0.0), signed(-0.031) == f"{MINUS}3.1"
    ('+16.9', '0.0', True)
    """
    text = f"{100 * difference:+.1f}".replace("-", MINUS)
    return "0.0" if text[1:] == "0.0" else text


def span(found: Interval) -> str:
    """Return the ends of the interval of a probability.

    Examples
    --------
    >>> span(Interval(0.2, 0.4142, 0.9))
    '20.0 to 41.4'
    """
    return f"{of_100(found.low)} to {of_100(found.high)}"


def signed_span(found: Interval) -> str:
    """Return the ends of the interval of a difference.

    Examples
    --------
    >>> signed_span(Interval(0.02, 0.26, 0.9))
    '+2.0 to +26.0'
    """
    return f"{signed(found.low)} to {signed(found.high)}"


def cell(estimate: Estimate) -> str:
    """Return a probability with its interval, as the cell of a table."""
    return f"{of_100(estimate.value)} ({span(estimate.both)})"


def frequency(share: float, found: Interval) -> str:
    """Return a probability as a frequency with its interval, as a sentence takes it.

    Examples
    --------
    >>> frequency(0.5374, Interval(0.44, 0.634, 0.9))
    'about 54 in 100 (90% interval 44.0 to 63.4)'
    """
    return f"{in_100(share)} ({found.confidence:.0%} interval {span(found)})"


def exceeding(found: Exceeding, draws: int) -> str:
    """Return the share of draws above a line, with what the number of draws leaves open.

    Examples
    --------
    >>> exceeding(Exceeding(threshold=0.1, sampling=0.89, both=0.885), 20_000)
    '88.5 (88.0 to 89.0)'
    """
    within = interval(round(found.both * draws), draws, 0.99)
    return f"{of_100(found.both)} ({of_100(within.low)} to {of_100(within.high)})"
