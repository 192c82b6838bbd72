"""One question of law answered: the word, why, by which rule, and what nobody knows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

from juryroom.procedure.rulepack import Rule


class Word(StrEnum):
    """The answer in one word. `refused` is for now; `barred` is for good."""

    ALLOWED = "allowed"
    BARRED = "barred"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The answer to one question.

    Parameters
    ----------
    word
        Allowed, barred, refused for now, or unknown.
    reason
        A code.
    says
        The same in words.
    rules
        The rules of the pack that decided, the first before the others.
    unknown
        The facts that are not known and would decide.
    requires
        What would have to be there first, where it is refused.
    """

    word: Word
    reason: str
    says: str
    rules: tuple[Rule, ...] = ()
    unknown: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


def not_known(field: str, reason: str, says: str, *rules: Rule) -> Ruling:
    """Return the ruling that waits for one fact."""
    return Ruling(word=Word.UNKNOWN, reason=reason, says=says, rules=rules, unknown=(field,))


def no_rule(name: str, place: str) -> Ruling:
    """Return the ruling where the pack of the place gives no rule on the question.

    Examples
    --------
    >>> no_rule("joinder", "GB-SCT").unknown
    ('law: no rule joinder for GB-SCT',)
    """
    says = f"no rule {name} for {place}"
    return not_known(f"law: {says}", "no_rule_recorded", f"{says} is recorded")
