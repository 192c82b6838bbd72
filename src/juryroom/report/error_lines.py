"""What several errors changed, as lines of text and rows of tables."""

from collections.abc import Iterator, Sequence

from juryroom.effect.error_design import ALL_TOGETHER, Comparison, ErrorDesign, Kind, NotIdentified
from juryroom.effect.estimates import Estimate
from juryroom.effect.several_errors import FactorialEffect
from juryroom.outcome.interval import Interval
from juryroom.procedure.decision_rule import Ending
from juryroom.report.effect_lines import Row, in_100


def version_rows(found: FactorialEffect) -> list[Row]:
    """Return the versions, their errors, and who leans to guilty in each."""
    effect = found.effect
    rows: list[Row] = [
        (
            "version",
            "errors in it",
            "counted",
            "worth",
            "lean to guilty",
            "interval",
            "in frequencies",
        )
    ]
    for condition in found.design.versions.values():
        arm = effect.arm(condition)
        share = f"{arm.share:.3f}"
        if abs(arm.share - arm.unweighted) > 5e-4:
            share += f" (unweighted {arm.unweighted:.3f})"
        if effect.adjusted_for:
            share += f" (adjusted {arm.used:.3f})"
        errors = ", ".join(found.design.errors_of(condition)) or "none"
        counted, worth = str(arm.size.respondents), f"{arm.size.effective:.0f}"
        interval = str(arm.interval)
        rows.append((condition, errors, counted, worth, share, interval, in_100(arm.used)))
    return rows


def comparisons_shown(design: ErrorDesign) -> tuple[Comparison, ...]:
    """Return the comparisons to show: of two errors the interaction is what is beyond the sum."""
    return tuple(
        one
        for one in design.comparisons
        if len(design.errors) > 2 or one.kind is not Kind.INTERACTION
    )


def comparison_words(kind: Kind, errors: Sequence[str]) -> str:
    """Return a comparison in a few words.

    Examples
    --------
    >>> comparison_words(Kind.ADDED, ["remark"])
    'remark, added to the others'
    >>> comparison_words(Kind.INTERACTION, ["remark", "threat", "confession"])
    'interaction of remark, threat and confession'
    """
    named = ", ".join(errors[:-1]) + " and " + errors[-1] if len(errors) > 1 else errors[0]
    match kind:
        case Kind.ALONE:
            return f"{named} alone"
        case Kind.SEVERAL:
            return f"{named} together"
        case Kind.TOGETHER:
            return f"{ALL_TOGETHER} ({named})"
        case Kind.ADDED:
            return f"{named}, added to the others"
        case Kind.BEYOND_SUM:
            return f"{ALL_TOGETHER}, beyond the sum of each alone"
        case Kind.INTERACTION:
            return f"interaction of {named}"


def formula(comparison: Comparison) -> str:
    """Return which versions are added and taken away.

    Examples
    --------
    >>> design = ErrorDesign.of({"a": ["A", "AB"], "b": ["B", "AB"]}, "none")
    >>> formula(design.comparisons[-1])
    "'AB' - 'A' - 'B' + 'none'"
    """
    parts: list[str] = []
    for name, weight in comparison.weights:
        sign = "-" if weight < 0 else "+"
        times = "" if abs(weight) == 1 else f"{abs(weight)} x "
        parts.append(f"{sign} {times}'{name}'")
    return " ".join(parts).removeprefix("+ ")


def short_rows(found: FactorialEffect) -> list[Row]:
    """Return every comparison in guilty verdicts of 100 juries and guilty leanings of 100 jurors."""
    many = "over models" if len(found.models) > 1 else "one model"
    rows: list[Row] = [
        ("change, of 100", f"juries, {many}", "intervals reach", "jurors", "interval")
    ]
    for one in comparisons_shown(found.design):
        low, high = found.span(one, Ending.GUILTY)
        juries = _tenths(low) if low == high else f"{_tenths(low)} to {_tenths(high)}"
        ends = found.interval_span(one, Ending.GUILTY)
        reach = f"[{_tenths(ends[0])}, {_tenths(ends[1])}]"
        jurors = found.shares.estimates[one]
        within = f"[{_tenths(jurors.both.low)}, {_tenths(jurors.both.high)}]"
        words = comparison_words(one.kind, one.errors)
        rows.append((words, juries, reach, _tenths(jurors.value), within))
    return rows


def share_rows(found: FactorialEffect) -> list[Row]:
    """Return every comparison among jurors, with the versions it takes."""
    of = "adjusted lean to guilty" if found.effect.adjusted_for else "lean to guilty"
    rows: list[Row] = [(of, "change", "interval", "versions")]
    for one in comparisons_shown(found.design):
        own = found.shares.estimates[one]
        words = comparison_words(one.kind, one.errors)
        rows.append((words, f"{own.value:+.3f}", _signed(own.both), formula(one)))
    return rows


def no_difference_rows(found: FactorialEffect) -> list[Row]:
    """Return the tests of each version against the one without any error."""
    effect = found.effect
    none, *others = found.design.versions.values()
    counted, adjusted = effect.tests, effect.adjusted_tests
    free = any(test.freedom is not None for test in counted.values())
    correlated = any(test.correlation != 0 for test in counted.values())
    head = ["version", "errors in it", f"p, of no difference from '{none}'"]
    head += ["degrees of freedom"] * free + ["shares correlated by"] * correlated
    rows: list[Row] = [(*head, *(("adjusted p",) if adjusted else ()))]
    for condition in others:
        test = counted[condition]
        shown = [f"{test.p_value:.3g}"]
        shown += ["" if test.freedom is None else f"{test.freedom:,.0f}"] * free
        shown += [f"{test.correlation:+.2f}"] * correlated
        shown += [f"{adjusted[condition].p_value:.3g}"] if condition in adjusted else []
        rows.append((condition, ", ".join(found.design.errors_of(condition)), *shown))
    return rows


def method_lines(found: FactorialEffect) -> Iterator[str]:
    """Yield which tests the p-values are of, and what they are not."""
    tests, adjusted = found.effect.tests.values(), found.effect.adjusted_tests.values()
    counted = ", of the shares as counted" if adjusted else ""
    methods = " or ".join(dict.fromkeys(test.name for test in tests))
    yield f"p{counted}: {methods}. It is not the probability that there is no difference."
    for method in dict.fromkeys(test.method for test in adjusted):
        yield f"adjusted p: {method}."


def outcome_rows(found: FactorialEffect) -> list[Row]:
    """Return how each version ends under every model."""
    rows: list[Row] = [("model", "version", *map(_words, Ending), "guilty in frequencies")]
    for model in found.effect.models:
        for condition in found.design.versions.values():
            own = model.outcomes[condition]
            shown = [f"{own[ending].value:.3f}" for ending in Ending]
            rows.append((model.name, condition, *shown, in_100(own[Ending.GUILTY].value)))
    return rows


def comparison_rows(found: FactorialEffect, comparison: Comparison) -> list[Row]:
    """Return one comparison under every model, each ending with its interval, and the range."""
    rows: list[Row] = [("model", *map(_words, Ending))]
    for name, own in found.models.items():
        rows.append((name, *(_estimate(own[ending].estimates[comparison]) for ending in Ending)))
    if len(found.models) > 1:
        spans = [found.span(comparison, ending) for ending in Ending]
        rows.append(("all models", *(f"{low:+.3f} to {high:+.3f}" for low, high in spans)))
        ends = [found.interval_span(comparison, ending) for ending in Ending]
        rows.append(("intervals reach", *(f"[{low:+.3f}, {high:+.3f}]" for low, high in ends)))
    return rows


def threshold_rows(found: FactorialEffect) -> list[Row]:
    """Return how probable a change of guilty above each threshold is: of all errors, or of each set."""
    rows: list[Row] = [
        ("errors", "model", "change of guilty above", "probability", "sampling alone")
    ]
    together = found.design.together
    _, *sets = found.design.versions.values()
    conditions = [together] if together else sets
    for condition in conditions:
        errors = ", ".join(found.design.errors_of(condition))
        for model in found.effect.models:
            for one in model.exceeding[condition]:
                shown = f"{one.threshold:g}", f"{one.both:.3f}", f"{one.sampling:.3f}"
                rows.append((errors, model.name, *shown))
    return rows


def other_result_rows(found: FactorialEffect) -> list[Row]:
    """Return the chance of not all guilty in the trial without any of the errors."""
    rows: list[Row] = [("model", "not all guilty", "interval", "in frequencies")]
    for model in found.effect.models:
        own = model.not_all_guilty_without
        rows.append((model.name, f"{own.value:.3f}", str(own.both), in_100(own.value)))
    return rows


def not_identified_lines(design: ErrorDesign) -> Iterator[str]:
    """Yield what the versions do not identify, each with the versions it would need."""
    for one in design.not_identified:
        if len(design.errors) > 2 or one.kind is not Kind.INTERACTION:
            words = comparison_words(one.kind, one.errors)
            cumulative = "the cumulative effect, " if one.kind is Kind.TOGETHER else ""
            yield f"{cumulative}{words}: {_lacking(one)}"
    more = design.sets_without_version
    if more:
        sets = "one other set of errors" if more == 1 else f"{more:,} other sets of errors"
        yield f"the interactions of {sets}: no version has exactly those errors"


def _lacking(one: NotIdentified) -> str:
    named = "; ".join(", ".join(own) or "none" for own in one.missing)
    more = one.lacking - len(one.missing)
    return f"no version has exactly: {named}" + (f"; and {more} more" if more else "")


def _tenths(number: float) -> str:
    shown = f"{100 * number:+.1f}"
    return "0.0" if shown in {"+0.0", "-0.0"} else shown


def _estimate(own: Estimate) -> str:
    return f"{own.value:+.3f} {_signed(own.both)}"


def _signed(interval: Interval) -> str:
    return f"[{interval.low:+.3f}, {interval.high:+.3f}]"


def _words(ending: Ending) -> str:
    return str(ending).replace("_", " ")
