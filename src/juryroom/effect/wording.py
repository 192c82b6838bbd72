"""A lint of wording: no output draws a conclusion of law, or says who is guilty.

What was said or done at a trial may be named: a remark that the defendant is guilty is no claim that
he is. So a pattern may be excused by what stands before or after it. A lint of words is a guard
against slips; it does not read minds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

_ERROR = r"(?:error|misconduct|threat|instruction|violation)"
_WORDS = r"(?:[\w'\u2019-]+ )"

_SAYINGS = (
    r"(?:statement|remark|comment|testimony|argument|instruction|letter|note|confession|allegation|"
    r"accusation|opinion|belief|suggestion|insinuation|rumou?r|claim|assertion|assurance|story|report|"
    r"article|headline|message|affidavit|declaration|denial|plea|verdict|implication|hint|question)s?"
)
_SAID = (
    r"(?:said|told|stated|testified|argued|instructed|remarked|commented|claimed|wrote|swore|suggested|"
    r"implied|opined|alleged|asserted|insinuated|heard|informed|assured|reminded|warned|shouted|"
    r"announced|asked)"
)
_RELATIVE = r"(?:was|were|is|are|had|has|have|did|could|went|came|led)\b"

REPORTED = (
    rf"(?<!\bour )(?<!\bmy )\b(?:{_SAYINGS}(?: (?:by|from|of|to|in|at|made) {_WORDS}{{0,5}}?| )|"
    rf"{_SAID} {_WORDS}{{0,4}}?),? ?(?:that|whether|if) (?!{_RELATIVE})"
)
"""What stands before words that somebody said: a noun or a verb of speech, and `that`."""

_OF_SPEECH = (
    r"[,'\u2019]? ?(?:[\w-]+ )?(?:remark|comment|statement|argument|testimony|instruction|slide|chant|"
    r"outburst|shout|note|letter|post|tweet|sign|banner|headline|verdict|plea)s?\b"
)
_BEFORE = 160  # how far back a sentence is read

# Between quotation marks; an apostrophe is none, since a letter stands before it.
_QUOTED = re.compile(
    "\u201c[^\u201c\u201d]*\u201d|\u00ab[^\u00ab\u00bb]*\u00bb|\u201e[^\u201e\u201c\u201d]*[\u201c\u201d]|"
    "(?<!\\w)\u2018[^\u2018\u2019]*\u2019(?!\\w)|\"[^\"]*\"|(?<![\\w'])'[^']*'(?![\\w'])"
)


@final
@dataclass(frozen=True, slots=True)
class Claim:
    """Words that claim something, unless what stands beside them makes them something else.

    Parameters
    ----------
    words
        The claim, as a pattern.
    unless_after
        Patterns that end right before it; with one of them it is no claim.
    unless_before
        Patterns that begin right after it.
    """

    words: str
    unless_after: tuple[str, ...] = ()
    unless_before: tuple[str, ...] = ()

    def found_in(self, text: str) -> Iterable[tuple[int, str]]:
        """Give where a text claims it, and in which words."""
        for found in re.finditer(self.words, text, re.IGNORECASE):
            before, after = (
                text[max(0, found.start() - _BEFORE) : found.start()],
                text[found.end() :],
            )
            if any(re.search(f"(?:{one})$", before, re.IGNORECASE) for one in self.unless_after):
                continue
            if any(re.match(one, after, re.IGNORECASE) for one in self.unless_before):
                continue
            yield found.start(), found.group()


_CONCLUSIONS = (
    Claim(
        rf"\b{_ERROR}s? (?:was|is|were|are) (?:not )?(?:harmless|harmful|prejudicial|reversible)"
    ),
    Claim(
        r"\b(?:harmless|reversible|intolerable|tolerable) (?:error|harm|effect)\b",
        unless_before=(r" (?:review|analysis|doctrine|rule|inquiry)\b",),
    ),
    Claim(
        r"\b(?:requires?|warrants?|compels?|calls? for|justif(?:y|ies)) (?:a )?(?:reversal|new trial)"
    ),
    Claim(
        r"\b(?:should|must|shall|ought to) be (?:reversed|affirmed|vacated|upheld|set aside|quashed)"
    ),
    Claim(r"\bentitled to (?:a )?(?:new trial|reversal|relief)"),
    Claim(r"(?<!whether the )(?<!that the )\bconviction (?:is|was) (?:not )?(?:un)?safe"),
    Claim(
        r"\b(?:meets?|fails?|passes|satisf(?:y|ies)|violates?) the "
        r"(?!(?:polygraph|breath|blood|drug|sobriety|lie[ -]detector|paternity) )"
        r"(?:[\w/-]+ )?(?:test|standard)\b"
    ),
    Claim(r"\bha(?:s|ve) (?:not )?(?:carried|met|discharged) (?:the|its|their|his|her) burden"),
    Claim(
        r"\b(?:defendant|accused|he|she) (?:is|was) (?:not )?(?:guilty|innocent)\b",
        unless_after=(
            rf"{REPORTED}{_WORDS}{{0,3}}",
            rf"\b(?:whether|if|presum(?:e[sd]?|ing|ption)) {_WORDS}{{0,3}}",
        ),
        unless_before=(_OF_SPEECH, r" until prove[dn]\b"),
    ),
    Claim(r"\bprejudiced the (?:defendant|accused)"),
    Claim(
        r"\bdenied the (?:defendant|accused)\b(?!(?:'s|\u2019s)? (?:\w+ ){0,2}?(?:continuance|interpreter|"
        r"counsel|lawyer|attorney|expert|witness|bail|motion|request|application|objection|adjournment|"
        r"recess|hearing|transcript|access|funds?)\b)"
    ),
)


def conclusions_in(text: str) -> tuple[str, ...]:
    """Return the conclusions of law that a text draws; none of what the package prints has any.

    Examples
    --------
    >>> conclusions_in("The error was harmless; the conviction should be affirmed.")
    ('error was harmless', 'should be affirmed')
    >>> conclusions_in("Whether the conviction is safe is for the court.")
    ()
    >>> conclusions_in("A remark by the prosecutor that the defendant is guilty")
    ()
    """
    return claims_in(text, _CONCLUSIONS)


def claims_in(text: str, claims: Iterable[Claim]) -> tuple[str, ...]:
    """Return the claims that a text makes, in its order; of two that overlap, the first.

    Parameters
    ----------
    text
        The text; where its lines break means nothing.
    claims
        What is looked for.
    """
    joined = " ".join(text.split())
    found = sorted((start, words) for claim in claims for start, words in claim.found_in(joined))
    kept: list[str] = []
    end = 0
    for start, words in found:
        if start >= end:
            kept.append(words)
            end = start + len(words)
    return tuple(kept)


def without_quotations(text: str) -> str:
    """Return a text without what stands in quotation marks: those words are somebody else's.

    Examples
    --------
    >>> without_quotations('The remark "he is guilty", by the prosecutor')
    'The remark ..., by the prosecutor'
    >>> without_quotations('An open "quotation is none')
    'An open "quotation is none'
    """
    return _QUOTED.sub("...", text)
