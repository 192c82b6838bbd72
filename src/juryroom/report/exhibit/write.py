"""From an answer to the exhibit: its parts, in the order in which they are numbered."""

from juryroom.effect.survey_question import Answer
from juryroom.report.exhibit import method, sections
from juryroom.report.exhibit.document import Exhibit
from juryroom.version import __version__

TITLE = "What a difference between two versions of a trial changed in its verdict"


def exhibit(answer: Answer) -> Exhibit:
    """Return the exhibit of an answer: the same answer gives the same exhibit."""
    question = answer.question
    given = (
        ("Case", question.title),
        ("What is questioned", question.error),
        ("Prepared by", question.prepared_by),
        ("Date", question.dated),
        ("Survey", f"{question.source}, {answer.survey.size} people"),
    )
    return Exhibit(
        title=TITLE,
        facts=tuple((term, said) for term, said in given if said),
        notices=method.few_models(answer),
        sections=(
            sections.short(answer),
            sections.sample(answer),
            sections.preferences(answer),
            sections.outcomes(answer),
            sections.difference(answer),
            sections.s_curve(answer),
            method.standards(answer),
            method.assumptions(answer),
            method.limits(answer),
            method.methods(answer),
            method.provenance(answer),
            method.to_add(),
        ),
        foot=f"juryroom {__version__}. {sections.BOUNDS}",
    )
