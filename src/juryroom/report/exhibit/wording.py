"""A lint of wording for exhibits: no word claims more than a model can give."""

import re

from juryroom.effect.survey_question import Question
from juryroom.effect.wording import conclusions_in
from juryroom.errors import OutOfDomainError, Problem

_OVERCLAIMS = (
    r"\bproves?\b",
    r"\bproven\b",
    r"\bproof that\b",
    r"\bthe jury would (?:not )?have\b(?! acquitted but for the error\?)",
    r"\bwould have (?:been )?(?:convicted|acquitted)\b(?! but for the error\?)",
    r"\bscientific(?:ally)? certain(?:ty)?\b",
    r"\breasonable (?:degree of )?scientific certainty\b",
    r"\b(?:beyond|without) (?:any |all )doubt\b",
    r"\bundoubtedly\b",
    r"\b(?:certainly|clearly|obviously) (?:guilty|innocent|changed|affected|caused)\b",
    r"\b(?:error-free|infallible|conclusive(?:ly)?|guarantee[sd]?)\b",
    r"\b(?:cleared|exonerated|innocent)\b",
)
_LINT = re.compile("|".join(f"(?:{pattern})" for pattern in _OVERCLAIMS), re.IGNORECASE)


def overclaims_in(text: str) -> tuple[str, ...]:
    """Return the words of a text that claim too much; no text of an exhibit has any.

    The question that a court asks itself, quoted with its question mark, is no claim.

    Examples
    --------
    >>> overclaims_in("This proves that the jury would have acquitted.")
    ('proves', 'the jury would have')
    >>> overclaims_in("Is it probable that the jury would have acquitted but for the error?")
    ()
    """
    joined = " ".join(text.split())
    return tuple(found.group() for found in _LINT.finditer(joined))


def check_words(question: Question) -> None:
    """Refuse texts of the maker that an exhibit does not print: conclusions, and overclaims.

    Raises
    ------
    OutOfDomainError
        If there is one.
    """
    problems: list[Problem] = []
    for field in ("title", "error", "prepared_by", "dated"):
        text = getattr(question, field)
        for words in (*conclusions_in(text), *overclaims_in(text)):
            rule = "an exhibit states what was found; conclusions are for the court"
            problems.append(Problem(field, f"'{words}'", rule, "words that state a fact"))
    if problems:
        raise OutOfDomainError(problems)
