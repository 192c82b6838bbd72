"""The parts of an exhibit that say how it was made, on what it rests, and what it leaves to others."""

from juryroom.deliberation.registry import models
from juryroom.effect.standards import Standard
from juryroom.effect.survey_question import Answer
from juryroom.report.exhibit.document import Block, Bullets, Paragraph, Section, Table
from juryroom.report.exhibit.numbers import of_100, span
from juryroom.report.exhibit.seating import methods_of_the_court
from juryroom.report.exhibit.sections import another_result

LIMITS = (
    ("LIM-1", "A survey shows what people answer to a summary, alone and without consequence. How far "
     "jurors at a trial would answer alike is not measured here."),
    ("LIM-2", "No model of deliberation is known to be right. Those here were published and differ in "
     "kind; a model that is not among them could lie outside their range."),
    ("LIM-3", "The models were built on, or fitted to, juries of other cases, many of them mock "
     "juries. Nothing is fitted to this case."),
    ("LIM-4", "The interval of one model says nothing about whether that model is right. The range over "
     "models is not an interval: no probability belongs to it."),
    ("LIM-5", "What jurors said to each other of the questioned matter is not modelled: it acts through "
     "first ballots alone."),
    ("LIM-6", "A probability is about many juries drawn alike. It says nothing about whether anyone is "
     "guilty, and nothing about the one jury that sat."),
    ("LIM-7", "A difference in verdicts is not all that courts weigh: the integrity of a trial, and "
     "rights that do not depend on a result, have no number here."),
)  # fmt: skip

TO_ADD = (
    "Qualifications, publications of ten years and testimony of four years, where the rules ask for "
    "them (Fed. R. Crim. P. 16 does), and compensation, where they ask for that.",
    "How respondents were found, screened and paid, on which days, how many were invited and did not "
    "finish, and who approved the study.",
    "The versions of the trial word for word, the questions in their order, and how versions were "
    "assigned by lot.",
    "Why these people stand for those called for this jury: residence, eligibility, death "
    "qualification where it applies.",
    "Why the two versions differ in the questioned matter and in nothing else.",
    "Why the rule of decision, the strikes, the resemblance between jurors and the court's patience "
    "are those of this court.",
    "Where a line was set on a number: who set it, and why there.",
    "Whether the figures were looked at before the question was fixed, and what else was tried.",
    "The opinion itself, its bases and reasons, and a signature.",
)

_METHODS = (
    "Answers are read letter by letter. A row that is empty where it matters is left out and listed; a "
    "row that says what was not foreseen stops the analysis.",
    "The interval of a share is the mid-P interval of the exact binomial limits (Lancaster 1961, J. Am. "
    "Stat. Assoc. 56:223), on the effective size. It holds at shares of 0 and 1 and never has zero "
    "width.",
    "The effective size is that at which a plain survey's share would vary as much as the linearised "
    "variance says (the idea of Korn and Graubard 1998, Survey Methodology 24:193). How much heavier "
    "guilty leanings are than others is drawn towards what all versions say together, with eight answers, "
    "and that towards no difference, with six; these numbers are juryroom's own, chosen by simulation, "
    "not a published rule. Clusters enter by how much their members resemble each other, in all versions "
    "together. How often intervals hold and tests reject so is published with the package.",
    "The test of no difference is the exact unconditional score test (Suissa and Shuster 1985, J. R. "
    "Stat. Soc. A 148:317) where people count alike and on their own; else the score test with effective "
    "sizes at the share of both versions together, referred to Student's t.",
    "The jury's first ballot is the binomial distribution of the share over its seats, or, where jurors "
    "resemble each other, the beta-binomial one; strikes change it as the assumptions say.",
    "Verdicts are the product of first ballot and deliberation (Davis 1973, Psychol. Rev. 80:97). Each "
    "model is solved exactly: no jury is simulated, and each outcome is computed on its own.",
    "What the sample leaves open: shares are drawn from the confidence distribution behind the "
    "interval, in evenly spread strips (McKay, Beckman and Conover 1979, Technometrics 21:239), and "
    "carried through the model. What the parameters leave open: the model's settings are drawn. "
    "Intervals are the middle part of the draws. Both versions of a trial share their settings, since "
    "they differ in the questioned matter alone.",
)
_RAKED = (
    "Each version was weighted to the same margins by raking (Deming and Stephan 1940, Ann. Math. Stat. "
    "11:427) until every margin was met; weights that missed their margins would have been refused. "
    "Every sample that could have been drawn meets them, so a share varies by what they leave: by the "
    "residuals of the answers from a weighted regression on the groups (Deville and Särndal 1992, J. Am. "
    "Stat. Assoc. 87:376), each as wide as answers differ. The part left, of the whole variation, is "
    "drawn towards that of all versions, where this is more, with fifty answers, and towards the whole, "
    "with six (numbers of juryroom's own), and divides the effective size."
)
_SHARED = (
    "A cluster that stands in two versions is one. How alike its people are across versions is taken from "
    "how their sums go together, no more than within a version, and no more than so few clusters can show; "
    "the shares as counted are correlated by it: their draws are put in an order in which they are (Iman "
    "and Conover 1982, Commun. Stat. Simul. Comput. 11:311), the test allows for it, and each cluster "
    "counts once in its degrees of freedom."
)
_ADJUSTED = (
    "Effective sizes, their intervals and the first test are those of the shares as counted. The adjusted "
    "shares, and all that is computed of them, rest on the errors of the logistic model, which are robust "
    "to weights and clusters and take no notice of margins."
)


def standards(answer: Answer) -> Section:
    """Return what courts ask, the two numbers beside it, and the user's lines. No conclusion."""
    lead = (
        "Courts ask different questions of a trial that went wrong, and name no number. Two numbers "
        "can stand beside such a question: the effect on guilty (section 5), and the chance that a jury "
        "does not find guilty in the trial without the questioned matter (below). Where a line is shown "
        "the user set it; the law gives none. Nothing here says whether a standard is met."
    )
    blocks: list[Block] = [Paragraph(lead), *another_result(answer)]
    blocks.append(
        Table(
            caption="What standards ask",
            head=("standard", "question", "who must persuade", "number beside it", "in numbers"),
            rows=tuple(_standard_row(one) for one, _, _ in answer.standards),
            note="An authority marked [unverified] was not read for this program: check it first.",
            numbers=False,
            widths=(4, 5, 3, 3, 4),
        )
    )
    rows = tuple(
        (one.id, band.model, str(band.number), f"{of_100(band.estimate.value)} "
         f"({span(band.estimate.both)})", of_100(line), f"interval {band.side}")
        for one, line, found in answer.standards if line is not None
        for band in found
    )  # fmt: skip
    if rows:
        blocks.append(
            Table(
                caption="Where the numbers lie from the lines that the user set, of 100 juries",
                head=("standard", "model", "number", "value and interval", "line", "lies"),
                rows=rows,
                note="The position of an interval is arithmetic. It is no finding of law.",
            )
        )
    return Section("standards", "Beside the standards of law", tuple(blocks))


def _standard_row(one: Standard) -> tuple[str, ...]:
    authorities = "; ".join(map(str, one.authorities))
    question = f"{one.question} First: {one.gate}." if one.gate else one.question
    reading = one.reading or "no reading in numbers is known"
    looks = "; or ".join(map(str, one.looks_at))
    return (f"{one.id}: {one.place}. {authorities}", question, one.burden, looks, reading)


def assumptions(answer: Answer) -> Section:
    """Return every assumption with its id."""
    rows = tuple((one.id, one.text) for one in answer.effect.assumptions)
    lead = "Each figure rests on these. Where one does not hold, the figures say less than they seem to."
    table = Table(
        caption="Assumptions", head=("id", "assumption"), rows=rows, numbers=False, widths=(1, 9)
    )
    return Section("assumptions", "Assumptions", (Paragraph(lead), table))


def limits(answer: Answer) -> Section:
    """Return what the exhibit cannot say, and what its expert must add by hand."""
    notices = few_models(answer)
    table = Table(caption="Limits", head=("id", "limit"), rows=LIMITS, numbers=False, widths=(1, 9))
    return Section("limits", "Limits", (*(Paragraph(one, "notice") for one in notices), table))


def few_models(answer: Answer) -> tuple[str, ...]:
    """Return the notice that there are too few models to show a range; none where there are enough."""
    if not answer.effect.few_models:
        return ()
    number = len(answer.effect.models)
    return (
        f"FEWER THAN FOUR MODELS: this exhibit shows {number}, as was asked for with --single-model. How "
        "much the answer depends on the model is not shown.",
    )


def methods(answer: Answer) -> Section:
    """Return how the figures were computed, with sources, in the order of the computation."""
    effect = answer.effect
    blocks: list[Block] = [Paragraph(text) for text in _METHODS]
    if answer.raked is not None:
        blocks.insert(3, Paragraph(_RAKED))
    if any(test.correlation != 0 for test in effect.tests.values()):
        blocks.insert(3, Paragraph(_SHARED))
    if effect.adjusted_for:
        blocks.insert(3, Paragraph(_ADJUSTED))
    blocks.append(
        Paragraph(
            f"Here: {effect.draws:,} draws, seed {effect.seed}, stream '{effect.stream}', intervals of "
            f"{effect.confidence:.0%}."
        )
    )
    blocks += methods_of_the_court(effect)
    cards = {name: make.card for name, make in models().items()}
    rows = tuple(
        (m.name, "; ".join(map(str, cards[m.name].citations)) if m.name in cards else m.law.source)
        for m in effect.models
    )
    blocks.append(
        Table(
            caption="Where the models come from",
            head=("model", "source"),
            rows=rows,
            numbers=False,
            widths=(2, 8),
        )
    )
    return Section("methods", "Methods", tuple(blocks))


def to_add() -> Section:
    """Return what no program can know, for the expert to add."""
    lead = "This exhibit states what a program can know. To file it, an expert adds:"
    return Section("to-add", "What the expert adds", (Paragraph(lead), Bullets(TO_ADD)))
