"""A lint of wording: no output draws a conclusion of law, or says who is guilty."""

import re

_ERROR = r"(?:error|misconduct|threat|instruction|violation)"
_CONCLUSIONS = (
    rf"\b{_ERROR}s? (?:was|is|were|are) (?:not )?(?:harmless|harmful|prejudicial|reversible)",
    r"\b(?:harmless|reversible|intolerable|tolerable) (?:error|harm|effect)\b(?! review)",
    r"\b(?:requires?|warrants?|compels?|calls? for|justif(?:y|ies)) (?:a )?(?:reversal|new trial)",
    r"\b(?:should|must|shall|ought to) be (?:reversed|affirmed|vacated|upheld|set aside|quashed)",
    r"\bentitled to (?:a )?(?:new trial|reversal|relief)",
    r"(?<!whether the )(?<!that the )\bconviction (?:is|was) (?:not )?(?:un)?safe",
    r"\b(?:meets?|fails?|passes|satisf(?:y|ies)|violates?) the (?:[\w/-]+ )?(?:test|standard)\b",
    r"\bha(?:s|ve) (?:not )?(?:carried|met|discharged) (?:the|its|their|his|her) burden",
    r"\b(?:defendant|accused|he|she) (?:is|was) (?:not )?(?:guilty|innocent)\b",
    r"\b(?:prejudiced the|denied the) (?:defendant|accused)",
)
_LINT = re.compile("|".join(f"(?:{pattern})" for pattern in _CONCLUSIONS), re.IGNORECASE)


def conclusions_in(text: str) -> tuple[str, ...]:
    """Return the conclusions of law that a text draws; none of what the package prints has any.

    Examples
    --------
    >>> conclusions_in("The error was harmless; the conviction should be affirmed.")
    ('error was harmless', 'should be affirmed')
    >>> conclusions_in("Whether the conviction is safe is for the court.")
    ()
    """
    joined = " ".join(text.split())
    return tuple(found.group() for found in _LINT.finditer(joined))
