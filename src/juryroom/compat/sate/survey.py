"""The encoder of sate: a panel's answers made into the six yes/no columns that are raked.

sate compares each answer with exact sentences, and an answer it does not know counts as "no"; as
ethnicity it counts as Hispanic, a blank included (D12). Here an answer that is not known is refused.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast, final

from juryroom.compat.sate import arguments
from juryroom.compat.sate.calling import in_words
from juryroom.compat.sate.columns import Columns, Data, columns_of
from juryroom.errors import OutOfDomainError, Problem, nearest

DECLINED = "Prefer not to say"
NOT_HISPANIC = "No, not of Hispanic, Latino, or Spanish origin"
NEEDED = ("Race", "Education", "Household.Income", "Age", "Gender", "Ethnicity")


def _brackets(start: int, stop: int, step: int) -> frozenset[str]:
    return frozenset(f"${low:,}-${low + step - 1:,}" for low in range(start, stop, step))


_OVER_50K = frozenset(
    _brackets(50_000, 100_000, 10_000) | _brackets(100_000, 250_000, 25_000) | {"$250,000 or more"}
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One answered in words: its column, the column made of it, and the answers that are known."""

    asked: str
    made: str
    yes: frozenset[str]
    no: frozenset[str]
    yes_unless: str | None = None

    def encoded(self, answer: object) -> bool:
        """Return what sate makes of an answer that was given."""
        return answer != self.yes_unless if self.yes_unless else answer in self.yes


_QUESTIONS = (
    _Question(
        asked="Race",
        made="black",
        yes=frozenset({"Black or African American"}),
        no=frozenset(
            {
                "White",
                "Asian",
                "American Indian or Alaska Native",
                "Native Hawaiian or Other Pacific Islander",
                "Some other race",
                "Other",
            }
        ),
    ),
    _Question(
        asked="Education",
        made="ba_or_more",
        yes=frozenset(
            {
                "Bachelor's degree (for example: BA, AB, BS)",
                "Master's degree (for example: MA, MS, MEng, MEd, MSW, MBA)",
                "Professional degree (for example: MD, DDS, DVM, LLB, JD)",
                "Doctorate degree (for example: PhD, EdD)",
            }
        ),
        no=frozenset({"High school", "Some college"}),
    ),
    _Question(
        asked="Household.Income",
        made="hhincome_over50k",
        yes=_OVER_50K,
        no=_brackets(10_000, 50_000, 10_000) | {"Less than $10,000"},
    ),
    _Question(
        asked="Gender",
        made="woman",
        yes=frozenset({"Woman"}),
        no=frozenset({"Man", "Non-binary", "Other"}),
    ),
    _Question(
        asked="Ethnicity",
        made="hispanic",
        yes=frozenset({"Yes, Mexican", "Yes, Puerto Rican", "Yes, Cuban"}),
        no=frozenset({NOT_HISPANIC}),
        yes_unless=NOT_HISPANIC,
    ),
)


@in_words
def encode_cloud_respondent_variables(
    dataset: Data,
    *,
    also: Mapping[str, Collection[str]] | None = None,
    as_in_sate: bool = False,
) -> Columns:
    """Return the columns of a survey with six yes/no columns and `respondent_na` added.

    Parameters
    ----------
    dataset
        Columns by name, a data frame, or a list of rows, with `Race`, `Education`,
        `Household.Income`, `Age`, `Gender` and `Ethnicity`. A cell that is None, NaN or blank, or
        says "Prefer not to say", is missing. Age is a number of years.
    also
        Further answers that are in order, by column: each then counts as sate counts it, that is
        as "no", or as Hispanic.
    as_in_sate
        Whether every answer is taken, as sate does, a blank one included: to reproduce a filed
        report (D12).

    Raises
    ------
    OutOfDomainError
        If an answer is not known, or an age is no age.

    Notes
    -----
    The answers that count as "yes" are those of sate 3.1.1, R/encode.cloud.respondent.variables.R.
    Of the others, a few that say plainly what they are are known; a panel has more, and `also` adds
    them. "Other" says nothing of schooling or income, and is not among them.

    Examples
    --------
    >>> person = {
    ...     "Race": "White", "Education": "High school", "Household.Income": "$50,000-$59,999",
    ...     "Age": 34, "Gender": "Woman", "Ethnicity": "Yes, Cuban",
    ... }
    >>> encoded = encode_cloud_respondent_variables([person])
    >>> encoded["woman"], encoded["age35plus"], encoded["hispanic"], encoded["respondent_na"]
    ([True], [False], [True], [False])
    """
    columns = columns_of(dataset, NEEDED, "encode_cloud_respondent_variables.dataset")
    ages = columns["Age"]
    more = _also(also)
    problems = _wrong_ages(ages)
    for question in _QUESTIONS:
        answers = [_answered(answer, as_in_sate) for answer in columns[question.asked]]
        columns[question.asked] = answers
        if not as_in_sate:
            problems += _unknown(question, answers, more.get(question.asked, frozenset()))
        columns[question.made] = [
            None if answer is None else question.encoded(answer) for answer in answers
        ]
    if problems:
        raise OutOfDomainError(problems)
    columns["age35plus"] = [None if age is None else age >= 35 for age in ages]
    made = [columns[name] for name in ("age35plus", *(q.made for q in _QUESTIONS))]
    columns["respondent_na"] = [None in person for person in zip(*made, strict=True)]
    return columns


def _also(also: object) -> dict[str, frozenset[str]]:
    """Return the further answers by column, checked."""
    if also is None:
        return {}
    asked = [question.asked for question in _QUESTIONS]
    given = cast("Mapping[str, object]", also) if isinstance(also, Mapping) else None
    if given is not None and set(given) <= set(asked):
        listed = {name: arguments.texts(answers) for name, answers in given.items()}
        if all(answers is not None for answers in listed.values()):
            return {name: frozenset(answers or ()) for name, answers in listed.items()}
    raise OutOfDomainError(
        Problem(
            "encode_cloud_respondent_variables.also",
            repr(also)[:80],
            "further answers that are in order are listed by the column they stand in",
            f"a mapping with lists of answers under {', '.join(asked)}",
        )
    )


def _answered(answer: Any, as_in_sate: bool) -> Any:
    """Return an answer, None where there is none."""
    blank = isinstance(answer, str) and not answer.strip() and not as_in_sate
    return None if blank or answer == DECLINED else answer


def _unknown(question: _Question, answers: Sequence[Any], also: Collection[str]) -> list[Problem]:
    known = question.yes | question.no | set(also)
    first_rows: dict[Any, int] = {}
    for row, answer in enumerate(answers, start=1):
        if answer is not None and answer not in known:
            first_rows.setdefault(answer, row)
    taken_for = "Hispanic" if question.yes_unless else f"no for {question.made}"
    return [
        Problem(
            f"{question.asked}, row {row}",
            repr(answer),
            f"an answer that is not known would count as {taken_for}, as in sate (D12)",
            f"{nearest(str(answer), sorted(known))}, {DECLINED!r}, None; or, where it is in order, "
            f"also={{{question.asked!r}: [{answer!r}]}}",
        )
        for answer, row in first_rows.items()
    ]


def _wrong_ages(ages: Sequence[Any]) -> list[Problem]:
    return [
        Problem(
            f"Age, row {row}",
            repr(age),
            "an age is a number of years",
            "a number from 0 to 130, or None",
        )
        for row, age in enumerate(ages, start=1)
        if age is not None
        and (isinstance(age, bool) or not isinstance(age, int | float) or not 0 <= age <= 130)
    ]
