"""From an answer to the exhibit: its parts, in the order in which they are numbered."""

from collections.abc import Iterator
from typing import Any

from juryroom.effect.survey_question import Answer
from juryroom.provenance import Environment
from juryroom.report.exhibit import method, sections
from juryroom.report.exhibit.document import Exhibit
from juryroom.report.exhibit.isolation import isolated
from juryroom.report.exhibit.making import making

TITLE = "Two versions of a trial, and how juries would decide each"


def exhibit(answer: Answer, environment: Environment | None = None) -> Exhibit:
    """Return the exhibit of an answer: the same answer gives the same exhibit.

    Parameters
    ----------
    answer
        What was found.
    environment
        What the exhibit says it was made with; what it is made with here, unless given.
    """
    made_with = Environment.here() if environment is None else environment
    question = answer.question
    given = (
        ("Case", question.title),
        ("What is questioned", question.error),
        ("Prepared by", question.prepared_by),
        ("Date", question.dated),
        ("Survey", f"{question.source}, {answer.survey.size} people"),
    )
    made = Exhibit(
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
            making(answer, made_with),
            method.to_add(),
        ),
        foot=f"juryroom {made_with.juryroom}. {sections.BOUNDS}",
        generator=f"juryroom {made_with.juryroom}",
    )
    return isolated(made, texts_given(answer))


def texts_given(answer: Answer) -> frozenset[str]:
    """Return every text of an exhibit that is the maker's or the survey's, and not juryroom's."""
    question = answer.question.model_dump(mode="json")
    groups = {value for one in answer.survey.respondents for value in one.traits.values()}
    return frozenset(_texts(question)) | groups


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
