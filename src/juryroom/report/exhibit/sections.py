"""The parts of an exhibit that show what was found: sample, preferences, outcomes, effect, curve."""

from collections import defaultdict

import numpy as np

from juryroom.effect.effect_result import SurveyEffect
from juryroom.effect.survey_question import Answer
from juryroom.jury.effective_size import EffectiveSize
from juryroom.outcome.interval import Interval
from juryroom.procedure.decision_rule import Ending
from juryroom.report.effect_lines import TWO_WAYS, in_100, ways_differ, words_of_tests
from juryroom.report.exhibit import figures
from juryroom.report.exhibit.document import (
    Block,
    Bullets,
    Facts,
    Paragraph,
    Pictures,
    Section,
    Table,
)
from juryroom.report.exhibit.numbers import (
    cell,
    exceeding,
    frequency,
    of_100,
    signed,
    signed_span,
    span,
)
from juryroom.report.exhibit.seating import court, curve_note, seating
from juryroom.report.words import ENDINGS

BOUNDS = (
    "This is about juries in general under these models. It is not about guilt in this case, nor about "
    "the jury that sat; what it means in law is for the court."
)
NBSP = "\u00a0"
_MOST_ROWS_NAMED = 40


def short(answer: Answer) -> Section:
    """Return the first part: everything in a few sentences, with the range over the models."""
    effect, items = answer.effect, list[str]()
    for arm in effect.arms:
        items.append(
            f"Version '{arm.condition}': of {arm.size.respondents} people who are counted, "
            f"{frequency(arm.share, arm.interval)} lean to guilty."
        )
    over = f"over {_models(effect)}"
    items.append(
        f"Juries of {effect.rule.jury_size} that find guilty: "
        f"{_verdict_range(effect, effect.actual)} in 100 with the version '{effect.actual}', "
        f"{_verdict_range(effect, effect.hypothetical)} in 100 with the version "
        f"'{effect.hypothetical}' (the range {over}; every interval is in section 4)."
    )
    for condition in effect.difference:
        least, most = effect.span(Ending.GUILTY, condition)
        ends = Interval(*effect.interval_span(Ending.GUILTY, condition), effect.confidence)
        items.append(
            f"Effect on guilty, '{condition}' minus '{effect.hypothetical}': "
            f"{_from_to(signed(least), signed(most))} in 100 juries {over}; the lowest and the highest "
            f"end of the {effect.confidence:.0%} intervals are {signed_span(ends)}."
        )
    return Section("short", "In short", (Bullets(tuple(items)), Paragraph(BOUNDS, "notice")))


def _models(effect: SurveyEffect) -> str:
    number = len(effect.models)
    return "one model" if number == 1 else f"{number} models"


def _from_to(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _verdict_range(effect: SurveyEffect, condition: str) -> str:
    values = [model.outcomes[condition][Ending.GUILTY].value for model in effect.models]
    return _from_to(of_100(min(values)), of_100(max(values)))


def sample(answer: Answer) -> Section:
    """Return who was asked, who is counted, who is not and why, and what weighting did."""
    effect, question = answer.effect, answer.question
    counted = answer.survey.size
    left = len(answer.survey.ledger)
    facts = [
        ("Rows of the table", f"{counted + left}: {counted} counted, {left} left out"),
        ("Answers", f"column '{question.answer}': '{question.guilty}', '{question.not_guilty}'"
         + _undecided(answer)),
        ("Versions of the trial", f"column '{question.condition}': '{effect.actual}' (the trial with "
         f"what is questioned), '{effect.hypothetical}' (without it)"
         + "".join(f", '{c}'" for c in effect.conditions[2:])),
    ]  # fmt: skip
    if question.weights is not None:
        facts.append(("Weights", f"column '{question.weights}'"))
    if question.cluster is not None:
        facts.append(("Clusters", f"column '{question.cluster}'; names are replaced by numbers"))
    rows = tuple(
        (
            arm.condition,
            str(arm.size.respondents),
            f"{arm.size.effective:.1f}",
            f"{arm.size.design_effect:.2f}",
            "none" if arm.size.clusters is None else str(arm.size.clusters),
            *_left(arm.size),
        )
        for arm in effect.arms
    )
    head = ("version", "people", "effective size", "design effect", "clusters")
    note = (
        "The effective size is how many independent, equally weighted answers a version is worth; "
        "every interval of a share as counted rests on it."
    )
    if any(arm.size.left_by_margins is not None for arm in effect.arms):
        head = (*head, "left by margins")
        note += (
            " Margins that say something of the answers leave less than the whole variation of a share; "
            "a version may then be worth more answers than it has people."
        )
    blocks: list[Block] = [Facts(tuple(facts))]
    blocks.append(Table(caption="People who are counted", head=head, rows=rows, note=note))
    blocks.append(_ledger(answer))
    if answer.raked is not None:
        blocks.append(_balance(answer))
    return Section("sample", "The sample", tuple(blocks))


def _left(size: EffectiveSize) -> tuple[str, ...]:
    """Return the part of the variation that margins leave, in a column of its own; none without them."""
    return () if size.left_by_margins is None else (f"{size.left_by_margins:.2f}",)


def _undecided(answer: Answer) -> str:
    question = answer.question
    if question.undecided is None:
        return ""
    rule = question.undecided_as
    said = f"{rule:g} of them vote guilty" if isinstance(rule, float) else str(rule)
    return f"; undecided '{question.undecided}', counted as: {said.replace('-', ' ')}"


def _ledger(answer: Answer) -> Block:
    by_reason: dict[str, list[int]] = defaultdict(list)
    for entry in (answer.survey if answer.raked is None else answer.raked.survey).ledger:
        by_reason[entry.reason].append(entry.row)
    if not by_reason:
        return Paragraph("No row was left out.")
    rows = tuple(
        (reason, str(len(numbers)), _listed(numbers)) for reason, numbers in by_reason.items()
    )
    return Table(
        caption="Rows that are left out, and why",
        head=("reason", "rows", "which"),
        rows=rows,
        note="Nothing else is left out. A row that says what was not foreseen stops the analysis.",
        numbers=False,
        widths=(3, 1, 6),
    )


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:_MOST_ROWS_NAMED]))
    more = len(numbers) - _MOST_ROWS_NAMED
    return shown if more <= 0 else f"{shown} and {more} more (all in result.json)"


def _balance(answer: Answer) -> Block:
    raked = answer.raked
    assert raked is not None
    rows = tuple(
        (f"{row.condition}, {row.trait}", row.group, *(f"{100 * share:.1f}" for share in (
            row.before, row.after, row.target)))
        for row in raked.balance
    )  # fmt: skip
    largest = "; ".join(f"{name} {weight:.2f}" for name, weight in raked.largest.items())
    return Table(
        caption="Weights: the composition of each version, of 100 people",
        head=("version, trait", "group", "before", "after", "target"),
        rows=rows,
        note=f"Largest weight, the mean being 1: {largest}. Counts of the sample, exact.",
    )


def preferences(answer: Answer) -> Section:
    """Return the shares of guilty leanings, their difference, and its test."""
    effect = answer.effect
    sure = f"{effect.confidence:.0%}"
    weighted = any(abs(arm.share - arm.unweighted) > 5e-4 for arm in effect.arms)
    head = ["version", "lean to guilty, of 100", f"{sure} interval", "in frequencies"]
    head += ["unweighted"] if weighted else []
    head += ["adjusted"] if effect.adjusted_for else []
    rows: list[tuple[str, ...]] = []
    for arm in effect.arms:
        row = [arm.condition, of_100(arm.share), span(arm.interval), in_100(arm.share)]
        row += [of_100(arm.unweighted)] if weighted else []
        row += [of_100(arm.used)] if effect.adjusted_for else []
        rows.append(tuple(row))
    note = ""
    if effect.adjusted_for:
        note = (
            f"Adjusted for {', '.join(effect.adjusted_for)}; the adjusted shares go through the jury, "
            "and the intervals of the outcomes hold what the adjustment leaves open."
        )
    blocks: list[Block] = [
        Table(caption="Who leans to guilty", head=tuple(head), rows=tuple(rows), note=note),
        Pictures(
            caption="Who leans to guilty, with intervals",
            note=f"The mark is the share, the bar its {sure} interval.",
            figures=(figures.shares(effect),),
        ),
    ]
    for condition, (value, within) in effect.difference.items():
        of = "Difference of adjusted shares" if effect.adjusted_for else "Difference"
        tests = words_of_tests(effect, condition, digits=2)
        name = "Tests of no difference" if len(tests) > 1 else "Test of no difference"
        blocks.append(
            Paragraph(
                f"{of}, '{condition}' minus '{effect.hypothetical}': {signed(value)} in 100 "
                f"people ({sure} interval {signed_span(within)}). {name}: "
                f"{'; '.join(tests).replace('p = ', f'p{NBSP}={NBSP}')}. A "
                "p-value is not the probability that there is no difference."
            )
        )
    if ways_differ(effect):
        blocks.append(Paragraph(TWO_WAYS))
    return Section("preferences", "What people prefer", tuple(blocks))


def outcomes(answer: Answer) -> Section:
    """Return how each version ends under every model."""
    effect = answer.effect
    rows = tuple(
        (model.name, condition, *(cell(model.outcomes[condition][ending]) for ending in Ending))
        for model in effect.models
        for condition in effect.conditions
    )
    sure = f"{effect.confidence:.0%}"
    table = Table(
        caption="How trials end, of 100 juries",
        head=("model", "version", *(ENDINGS[ending] for ending in Ending)),
        rows=rows,
        note=f"In brackets the {sure} interval for sample and parameters together. A hung jury is an "
        "outcome of its own, neither guilty nor not guilty.",
    )
    lead = (
        f"{effect.rule.jury_size} jurors vote; {effect.rule.to_convict} votes convict and "
        f"{effect.rule.to_acquit} acquit. Each model carries the first ballot to guilty, not guilty "
        "or hung, exactly."
    )
    if len(effect.models) > 1:
        lead += " The models disagree; the range over them is part of the answer."
    lead += court(effect)
    about = Table(
        caption="The models",
        head=("model", "what it says", "where its settings come from"),
        rows=tuple((m.name, m.law.says, m.law.source) for m in effect.models),
        numbers=False,
        widths=(2, 4, 5),
    )
    return Section(
        "outcomes", "How both trials end", (Paragraph(lead), *seating(effect), table, about)
    )


def difference(answer: Answer) -> Section:
    """Return the effect under every model, its range, and how probable a larger one is."""
    effect = answer.effect
    sure, blocks = f"{effect.confidence:.0%}", list[Block]()
    for place, condition in enumerate(effect.difference):
        against = f"'{condition}' minus '{effect.hypothetical}'"
        lines = _lines(answer, "effect on guilty")
        estimates = tuple((m.name, m.effects[condition][Ending.GUILTY]) for m in effect.models)
        blocks += [
            Table(
                caption=f"Effect, {against}, in 100 juries",
                head=("model", "outcome", "effect", "sample", "parameters", "together"),
                rows=_effect_rows(effect, condition),
                note=f"Three {sure} intervals: for the sample alone, for the parameters alone, for "
                "both together. Where parameters are taken as known they add nothing.",
            ),
            Pictures(
                caption=f"Effect on guilty under every model, {against}",
                note=f"The mark is the effect, the bar its {sure} interval for sample and parameters "
                "together. The full line is no effect."
                + (" A dashed line is one that the user set." if lines else ""),
                figures=(figures.forest(f"effect-{place}", f"Effect on guilty, {against}", estimates,
                                        difference=True, lines=lines),),
            ),
        ]  # fmt: skip
        if answer.question.thresholds:
            blocks.append(_thresholds(answer, condition))
    return Section("effect", "The difference", tuple(blocks))


def _effect_rows(effect: SurveyEffect, condition: str) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    for model in effect.models:
        for ending, one in model.effects[condition].items():
            known = "known" if one.parameters is None else signed_span(one.parameters)
            rows.append((model.name, ENDINGS[ending], signed(one.value), signed_span(one.sampling), known,
                         signed_span(one.both)))  # fmt: skip
    for ending in Ending:
        low, high = effect.span(ending, condition)
        ends = Interval(*effect.interval_span(ending, condition), effect.confidence)
        across = _from_to(signed(low), signed(high))
        rows.append(("range over models", ENDINGS[ending], across, "", "", signed_span(ends)))
    return tuple(rows)


def _thresholds(answer: Answer, condition: str) -> Table:
    effect = answer.effect
    named = answer.question.thresholds
    rows = tuple(
        (model.name, *(exceeding(one, effect.draws) for one in model.exceeding[condition]))
        for model in effect.models
    )
    return Table(
        caption=f"Of 100 draws of sample and parameters, how many give '{condition}' an effect above "
        "a line that the user named",
        head=("model", *(f"above {signed(one)} in 100" for one in named)),
        rows=rows,
        note="In brackets the 99% interval for the number of draws. Given the model, the survey and "
        "the assumptions; the model's own uncertainty shows between the rows.",
    )


def _lines(answer: Answer, number: str) -> tuple[float, ...]:
    """Return the lines that the user set on one of the two numbers, smallest first."""
    named = set(answer.question.thresholds) if number == "effect on guilty" else set[float]()
    for one, line, _ in answer.standards:
        if line is not None and any(str(looked) == number for looked in one.looks_at):
            named.add(line)
    return tuple(sorted(named))


def another_result(answer: Answer) -> tuple[Block, ...]:
    """Return the chance of not all guilty without the error, as a table and a figure."""
    effect = answer.effect
    name = "chance of not all guilty without the error"
    estimates = tuple((m.name, m.not_all_guilty_without) for m in effect.models)
    rows = tuple(
        (model, of_100(one.value), span(one.both), in_100(one.value)) for model, one in estimates
    )
    sure = f"{effect.confidence:.0%}"
    lines = _lines(answer, name)
    return (
        Table(
            caption=f"Not guilty or hung in the version '{effect.hypothetical}', of 100 juries",
            head=("model", "not guilty or hung", f"{sure} interval", "in frequencies"),
            rows=rows,
        ),
        Pictures(
            caption=f"Not guilty or hung in the version '{effect.hypothetical}', under every model",
            note=f"The mark is the probability, the bar its {sure} interval."
            + (" A dashed line is one that the user set." if lines else ""),
            figures=(figures.forest("another", name.capitalize(), estimates, difference=False,
                                    lines=lines),),
        ),
    )  # fmt: skip


def s_curve(answer: Answer) -> Section:
    """Return the curve from a share to a verdict under every model."""
    effect = answer.effect
    sure = f"{effect.confidence:.0%}"
    looks = "; ".join(
        f"{figures.ARM_NAMES[place]}: {condition}"
        for place, condition in enumerate(effect.conditions)
    )
    note = (
        f"{curve_note(effect)} Marks: {looks}. The "
        f"thick part of the line is the {sure} interval of the share carried along the curve; the bars "
        "at the two axes are the same interval in people and in juries. The grey band, where there is "
        "one, is what the parameters leave open at each share."
    )
    pictures = Pictures(
        caption="From people to juries: guilty verdicts of 100 juries at each share of guilty leanings",
        note=note,
        figures=figures.curves(effect),
        columns=2,
    )
    at = tuple(share / 10 for share in range(11))
    return Section("curve", "From people to juries", (pictures, _curve_table(effect, at)))


def _curve_table(effect: SurveyEffect, at: tuple[float, ...]) -> Table:
    rows: list[tuple[str, ...]] = []
    for model in effect.models:
        values = figures.curve(effect, model, np.array(at)).verdicts
        rows.append((model.name, *(f"{100 * value:.0f}" for value in values)))
    return Table(
        caption="The same curves as a table: guilty verdicts of 100 juries",
        head=("people of 100", *(f"{100 * share:.0f}" for share in at)),
        rows=tuple(rows),
        note="Exact under the model, at the average of its parameters.",
    )
