"""A lint of wording for exhibits: no word claims more than a model can give."""

from collections.abc import Iterator

from juryroom.effect.survey_question import Question
from juryroom.effect.wording import (
    REPORTED,
    Claim,
    claims_in,
    conclusions_in,
    without_quotations,
)
from juryroom.errors import OutOfDomainError, Problem
from juryroom.report.exhibit.isolation import controls_in

_WORDS = r"(?:[\w'\u2019-]+ )"
_AS = r"(?:is|was|were|are|be|been|being|as)(?: (?:not|probably|plainly|clearly|actually))? "
_IF = rf"\b(?:if|unless|until|when|whether|once|before|where) {_WORDS}{{1,5}}"
_WITNESS = (
    r"\b(?:testif(?:ied|ying)|testimony|opin(?:ed|ion)|said|told|stated|claimed|statement|remark|"
    r"argu(?:ed|ment))\b[^.;:!?]{0,60}"
)
_WITHHELD = (
    r" (?:(?:was|were|is|are|had|has|have)\b|the (?:state|prosecution|prosecutor|crown|government|police|"
    r"defen[cs]e|court|judge) (?:had |never )?(?:withheld|suppressed|lost|destroyed|excluded|concealed|"
    r"admitted|offered|barred|disclosed)\b)"
)
_RESULT = r"(?:acquittal|conviction|verdict|result|outcome)"

_OVERCLAIMS = (
    Claim(r"\bproves\b", unless_after=(_IF, rf"{REPORTED}{_WORDS}{{0,2}}")),
    Claim(
        r"\bprove\b",
        unless_after=(_IF, r"\b(?:must|need|shall|not|cannot|never) ", r"(?<!goes )(?<!serves )(?<!suffices )"
                      r"(?<!enough )(?<!tends )\bto "),
    ),
    Claim(r"\bproven\b", unless_after=(r"\b(?:not|until|unless|if) ", r"(?<!can )(?<!could )\bbe ")),
    Claim(
        r"\bproof that\b",
        unless_after=(r"\b(?:no|without|lack of|absence of|requir\w+) ",),
        unless_before=(_WITHHELD,),
    ),
    Claim(r"\bthe jury would (?:not )?have\b(?! acquitted but for the error\?)"),
    Claim(
        r"\bwould have (?:been )?(?:convicted|acquitted)\b(?! but for the error\?)",
        unless_after=(rf"{REPORTED}{_WORDS}{{0,3}}",),
    ),
    Claim(r"\bscientific(?:ally)? certain(?:ty)?\b", unless_after=(_WITNESS,)),
    Claim(r"\breasonable (?:degree of )?scientific certainty\b", unless_after=(_WITNESS,)),
    Claim(
        r"\b(?:beyond|without) (?:any |all )doubt\b",
        unless_after=(r"\b(?:instruct\w+|burden|told)\b[^.;:!?]{0,60}",),
    ),
    Claim(r"\bundoubtedly\b"),
    Claim(
        r"\b(?:certainly|clearly|obviously) (?:guilty|innocent|changed|affected|caused)\b",
        unless_after=(rf"{REPORTED}{_WORDS}{{0,4}}",),
    ),
    Claim(r"\b(?:error-free|infallible)\b", unless_after=(_WITNESS,)),
    Claim(
        r"\bconclusive(?:ly)?\b",
        unless_after=(r"\bnot ", rf"{REPORTED}{_WORDS}{{0,4}}"),
        unless_before=(r" (?:\w+ ){0,2}presumption\b",),
    ),
    Claim(
        r"\bguarantees?\b(?= (?:that|the|a|an|its|this)\b)",
        unless_after=(r"\b(?:a|an|the|his|her|its|their|no|of|constitutional) ",),
    ),
    Claim(rf"\bguaranteed (?:an? |the |that\b|this |{_RESULT}|accura|correct|reliable|valid|to )"),
    Claim(r"\b(?:figure|number|finding|estimate|answer|effect|"
          rf"{_RESULT})s? (?:is|are|was|were) guaranteed\b"),
    Claim(
        r"\b(?:cleared|exonerated|innocent)\b",
        unless_after=(
            rf"{REPORTED}{_WORDS}{{0,4}}{_AS}",
            rf"\b(?:whether|if) {_WORDS}{{0,4}}{_AS}",
            r"\bpresum(?:e[sd]?|ing) (?:to be )?",
            r"\b(?:courtroom|gallery|room|bench|spectators|public)(?: (?:was|were|being|been|had been))? ",
        ),
        unless_before=(
            r" (?:explanation|possession|owner|bystander|purchaser|agent|construction|misrepresentation|"
            r"intent|purpose|conduct|dissemination|until prove[dn]|courtroom|gallery|room)\b",
        ),
    ),
)  # fmt: skip
_RULE = "an exhibit states what was found; conclusions are for the court"
_ACCEPTED = "words that state a fact; or the words in quotation marks, as somebody's"


def overclaims_in(text: str) -> tuple[str, ...]:
    """Return the words of a text that claim too much; no text of an exhibit has any.

    The question that a court asks itself, quoted with its question mark, is no claim; nor is what
    names a thing that happened at the trial.

    Examples
    --------
    >>> overclaims_in("This proves that the jury would have acquitted.")
    ('proves', 'the jury would have')
    >>> overclaims_in("Is it probable that the jury would have acquitted but for the error?")
    ()
    >>> overclaims_in("A conclusive presumption, and the proof that was withheld")
    ()
    """
    return claims_in(text, _OVERCLAIMS)


def check_words(question: Question) -> None:
    """Refuse texts of the maker that an exhibit does not print: conclusions, and overclaims.

    Words in quotation marks are somebody's, and are printed. No text may hold a character that would
    change the direction of what stands beside it.

    Raises
    ------
    OutOfDomainError
        If there is one.
    """
    problems: list[Problem] = []
    for field, text in _printed(question):
        own = without_quotations(text)
        problems += [
            Problem(field, f"'{words}'", _RULE, _ACCEPTED)
            for words in (*conclusions_in(own), *overclaims_in(own))
        ]
    for field, text in _texts(question.model_dump(mode="json"), ""):
        rule = (
            "a character that changes the direction of a line can move a sign or a digit beside it"
        )
        problems += [
            Problem(field, found, rule, "the text without it") for found in controls_in(text)
        ]
    if problems:
        raise OutOfDomainError(problems[:10])


def _printed(question: Question) -> Iterator[tuple[str, str]]:
    """Give the texts that are printed as the maker's own words."""
    for field in ("title", "error", "prepared_by", "dated"):
        yield field, getattr(question, field)
    for condition in question.conditions:
        yield "conditions", condition


def _texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield place, value
        case dict():
            for key, inner in value.items():
                yield from _texts(inner, f"{place}.{key}" if place else str(key))
        case list():
            for inner in value:
                yield from _texts(inner, place)
        case _:
            return
