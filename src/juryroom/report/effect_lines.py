"""The effect from a survey as lines of text."""

from collections.abc import Iterator
from math import floor

from juryroom.effect.effect_result import ModelEffect, SurveyEffect
from juryroom.effect.estimates import Estimate
from juryroom.effect.standards import Band
from juryroom.effect.standards import standard as standard_of
from juryroom.jury.weights import Raked
from juryroom.outcome.interval import Interval
from juryroom.procedure.decision_rule import Ending

Row = tuple[str, ...]

ENOUGH_DRAWS = 50_000
"""From so many draws on, three digits of the ends of intervals are steady."""


def in_100(share: float) -> str:
    """Return a probability as a frequency.

    Examples
    --------
    >>> in_100(0.537), in_100(0.004), in_100(0.9991), in_100(0.0), in_100(1.0)
    ('about 54 in 100', 'fewer than 1 in 100', 'more than 99 in 100', '0 in 100', '100 in 100')
    >>> in_100(0.675), in_100(0.725)
    ('about 68 in 100', 'about 73 in 100')
    """
    if share in {0.0, 1.0}:
        return f"{100 * share:.0f} in 100"
    if share < 0.005:
        return "fewer than 1 in 100"
    # A half goes up, as on paper; the share is rounded first so that no last digit of a double decides.
    return (
        "more than 99 in 100"
        if share > 0.995
        else f"about {floor(round(100 * share, 9) + 0.5)} in 100"
    )


def arm_rows(effect: SurveyEffect) -> list[Row]:
    """Return the table of conditions, its first row the names of the columns."""
    rows: list[Row] = [("condition", "counted", "worth", "lean to guilty", "interval")]
    for arm in effect.arms:
        size = arm.size
        share = f"{arm.share:.3f}"
        if abs(arm.share - arm.unweighted) > 5e-4:
            share += f" (unweighted {arm.unweighted:.3f})"
        if effect.adjusted_for:
            share += f" (adjusted {arm.used:.3f})"
        worth = f"{size.effective:.0f}"
        rows.append((arm.condition, str(size.respondents), worth, share, str(arm.interval)))
    return rows


def outcome_rows(effect: SurveyEffect) -> list[Row]:
    """Return the outcomes in both trials under every model."""
    rows: list[Row] = [("model", "trial", *map(_words, Ending), "guilty in frequencies")]
    for model in effect.models:
        for condition in effect.conditions:
            own = model.outcomes[condition]
            shown = [f"{own[ending].value:.3f}" for ending in Ending]
            rows.append((model.name, condition, *shown, in_100(own[Ending.GUILTY].value)))
    return rows


def effect_rows(effect: SurveyEffect, condition: str) -> list[Row]:
    """Return the effects under every model, the interval for each source of uncertainty."""
    rows: list[Row] = [("model", "ending", "effect", "sampling", "parameters", "both")]
    for model in effect.models:
        own = model.effects[condition]
        rows += [(model.name, _words(ending), *_estimate(own[ending])) for ending in Ending]
    low, high = effect.span(Ending.GUILTY, condition)
    ends = Interval(*effect.interval_span(Ending.GUILTY, condition), effect.confidence)
    rows.append(("all models", "guilty", f"{low:+.3f} to {high:+.3f}", "", "", _signed(ends)))
    return rows


def _estimate(estimate: Estimate) -> tuple[str, str, str, str]:
    parameters = "taken as known"
    if estimate.parameters is not None:
        parameters = _signed(estimate.parameters)
    sampling, both = _signed(estimate.sampling), _signed(estimate.both)
    return f"{estimate.value:+.3f}", sampling, parameters, both


def _signed(interval: Interval) -> str:
    return f"[{interval.low:+.3f}, {interval.high:+.3f}]"


def other_result_rows(effect: SurveyEffect) -> list[Row]:
    """Return the chance of not all guilty in the trial without the error, under every model."""
    rows: list[Row] = [("model", "not all guilty", "interval", "in frequencies")]
    for model in effect.models:
        found = model.not_all_guilty_without
        rows.append((model.name, f"{found.value:.3f}", str(found.both), in_100(found.value)))
    return rows


def threshold_rows(effect: SurveyEffect, condition: str) -> list[Row]:
    """Return how probable an effect above each threshold is, under every model."""
    rows: list[Row] = [("model", "effect on guilty above", "probability", "sampling alone")]
    for model in effect.models:
        for one in model.exceeding[condition]:
            shown = f"{one.threshold:g}"
            rows.append((model.name, shown, f"{one.both:.3f}", f"{one.sampling:.3f}"))
    return rows


def band_rows(bands: tuple[Band, ...]) -> list[Row]:
    """Return where the numbers lie from the line that was set."""
    rows: list[Row] = [("model", "number", "value", "interval", "line", "the interval lies")]
    for band in bands:
        value, interval = f"{band.estimate.value:.3f}", str(band.estimate.both)
        line = f"{band.line:g}"
        rows.append((band.model, str(band.number), value, interval, line, str(band.side)))
    return rows


def balance_rows(raked: Raked, effect: SurveyEffect) -> list[Row]:
    """Return every margin in every condition, before, after, target, and what margins leave open."""
    rows: list[Row] = [("condition", "trait", "group", "before", "after", "target")]
    for row in raked.balance:
        shares = [f"{share:.3f}" for share in (row.before, row.after, row.target)]
        rows.append((row.condition, row.trait, row.group, *shares))
    for condition, largest in raked.largest.items():
        size = f"Kish {raked.effective[condition]:.0f}"
        rounds = f"{raked.rounds[condition]} rounds"
        rows.append((condition, "largest weight", f"{largest:.2f}", size, rounds, ""))
    for arm in effect.arms:
        if arm.size.left_by_margins is not None:
            left = f"{arm.size.left_by_margins:.2f}"
            rows.append((arm.condition, "left by margins", left, "of variance", "", ""))
    return rows


def ledger_rows(effect: SurveyEffect) -> list[Row]:
    """Return the rows left out, each reason with its rows."""
    by_reason: dict[str, list[int]] = {}
    for entry in effect.ledger:
        by_reason.setdefault(entry.reason, []).append(entry.row)
    rows: list[Row] = [
        (reason, str(len(rows)), f"row {', '.join(map(str, rows))}")
        for reason, rows in by_reason.items()
    ]
    return rows or [("none",)]


def standard_lines(name: str, line: float | None = None) -> Iterator[str]:
    """Return what a standard asks, line by line, and how a line of the user's lies to its reading."""
    standard = standard_of(name)
    yield f"{standard.id}: {standard.place}. {standard.question}"
    looks_at = "; ".join(map(str, standard.looks_at)) or "no number"
    yield f"Burden: {standard.burden}. Looks at: {looks_at}."
    if standard.gate:
        yield f"Before any number: {standard.gate}."
    beside = standard.beside(line) if line is not None else ""
    reading = standard.reading or "no reading in numbers is known"
    yield f"In numbers: {reading}{f'; {beside}' if beside else ''}."
    yield f"Authority: {'; '.join(map(str, standard.authorities))}."


def difference_lines(effect: SurveyEffect) -> Iterator[str]:
    """Return the difference of shares and its tests, one line for each condition.

    Where shares are adjusted, the difference is that of the adjusted ones; both tests are named.
    """
    for condition, (value, interval) in effect.difference.items():
        of = "adjusted lean" if effect.adjusted_for else "lean"
        yield (
            f"{of} to guilty, {condition} minus {effect.hypothetical}: {value:+.3f} "
            f"{_signed(interval)}; {'; '.join(words_of_tests(effect, condition))}"
        )


TWO_WAYS = (
    "The interval and the test are made in two ways: near their limits the one may leave 0 out where the "
    "other finds no difference, or the other way round."
)


def draws_line(effect: SurveyEffect) -> str:
    """Return how the draws were made, and whether they are few."""
    few = ""
    if effect.draws < ENOUGH_DRAWS:
        few = f"; with fewer than {ENOUGH_DRAWS:,} the last digit of an interval is partly chance"
    return f"{effect.draws:,} draws, seed {effect.seed}, stream {effect.stream}{few}"


def ways_differ(effect: SurveyEffect) -> bool:
    """Return whether an interval leaves 0 out where its test finds no difference, or the reverse."""
    tests = {**effect.tests, **effect.adjusted_tests}
    return any(
        (interval.low <= 0 <= interval.high) == (tests[condition].p_value < 1 - effect.confidence)
        for condition, (_, interval) in effect.difference.items()
    )


def words_of_tests(effect: SurveyEffect, condition: str, digits: int = 3) -> tuple[str, ...]:
    """Return each test of no difference in words: that of the adjusted shares first."""
    test = effect.tests[condition]
    counted = f"p = {test.p_value:.{digits}g} ({test.method})"
    own = effect.adjusted_tests.get(condition)
    if own is None:
        return (counted,)
    return (
        f"of the adjusted shares p = {own.p_value:.{digits}g} ({own.method})",
        f"of the shares as counted, not adjusted, {counted}",
    )


def seating_rows(effect: SurveyEffect) -> list[Row]:
    """Return what strikes do to the first ballot, under every model and in every trial."""
    rows: list[Row] = [
        ("model", "trial", "votes before strikes", "after", "spent by prosecution", "by defence")
    ]
    apart = effect.jury.by_model
    for model in effect.models if apart else effect.models[:1]:
        for condition, own in model.seated.items():
            before = effect.arm(condition).before_strikes.mean_guilty_votes
            spent = ("all", "all")
            if own.spent is not None:
                spent = (f"{own.spent.prosecution:.1f}", f"{own.spent.defence:.1f}")
            name = model.name if apart else "every model"
            after = own.first_ballot.mean_guilty_votes
            rows.append((name, condition, f"{before:.2f}", f"{after:.2f}", *spent))
    return rows


def model_lines(model: ModelEffect) -> str:
    """Return one line that says what a model is and where its settings come from."""
    return f"{model.name}: {model.law.says} Settings: {model.law.source}."


def _words(ending: Ending) -> str:
    return str(ending).replace("_", " ")
