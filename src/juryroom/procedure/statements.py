"""What a juror's account may prove: the rule of the place, heading by heading.

The answer is the rule of evidence as recorded and no conclusion about a verdict. An account given
while the jury still deliberates is no attempt to impeach a verdict; it is for the judge to inquire
into, and the rule of the place on that is given instead.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, final

from juryroom.citations import Standing
from juryroom.procedure.rulepack import Rule, RulePack
from juryroom.record.claims import Account


class Heard(StrEnum):
    """Whether a court of the place hears a juror on a heading."""

    HEARD = "heard"
    NOT_HEARD = "not heard"
    NOT_ITS_EFFECT = "heard, but not its effect on a vote"
    UNSETTLED = "unsettled"
    UNKNOWN = "unknown"
    BEFORE_VERDICT = "before the verdict: for the judge to inquire into"


@final
@dataclass(frozen=True, slots=True)
class Admissibility:
    """Whether a juror is heard on one heading, by the rule of which place, and how far checked.

    Parameters
    ----------
    heading
        As in the account.
    kind
        inside, mind, outside, rumour or animus; empty where the heading is not known.
    answer
        Whether the rule of the place lets it in.
    besides
        What else the place asks for before a verdict is set aside, or empty.
    """

    heading: str
    kind: str
    answer: Heard
    rule: str
    authority: str
    standing: Standing
    besides: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        return {
            "heading": self.heading,
            "kind": self.kind,
            "answer": self.answer.value,
            "rule": self.rule,
            "authority": self.authority,
            "standing": self.standing.value,
            "besides": self.besides,
        }


_SAYS = {
    "inside": "what was said and done in the jury room",
    "mind": "what went on in a juror's mind, and why the juror voted so",
    "outside": "an influence from outside the jury room",
    "rumour": "a rumour of payment between jurors",
    "animus": "a clear statement that racial animus was a motive",
}


def admissibility(account: Account, pack: RulePack) -> tuple[Admissibility, ...]:
    """Return, for each heading of a juror's account, whether the rule of the place lets it in.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> account = Account.model_validate({
    ...     "id": "A1", "who": "J1", "trial": "T1", "when": "after_discharge", "level": "sworn",
    ...     "says": ["threatened", "regret"], "sources": ["s1"]})
    >>> for place in ("US-NY", "US-CA"):
    ...     answers = admissibility(account, rule_pack(place, dt.date(2025, 6, 12)))
    ...     print(place, "; ".join(answer.answer.value for answer in answers))
    US-NY not heard; not heard
    US-CA heard, but not its effect on a vote; not heard
    """
    before = account.when == "during_deliberation"
    answer = _before_verdict if before else _after_verdict
    return tuple(answer(heading, kind_of(heading), pack) for heading in account.says)


def _after_verdict(heading: str, kind: str, pack: RulePack) -> Admissibility:
    rule, answer = rule_on(kind, pack)
    if rule is None:
        says = "no rule of the place on this is recorded"
        return Admissibility(heading, kind, Heard.UNKNOWN, says, "", Standing.UNVERIFIED)
    says = f"rule of the place on {_SAYS[kind]}: {answer.value}"
    besides = _besides(pack) if answer in (Heard.HEARD, Heard.NOT_ITS_EFFECT) else ""
    return Admissibility(heading, kind, answer, says, str(rule.authority), rule.standing, besides)


def _before_verdict(heading: str, kind: str, pack: RulePack) -> Admissibility:
    rule = pack.rules.get("juror_inquiry")
    if rule is None:
        says = "no rule of the place on an inquiry during deliberation is recorded"
        return Admissibility(heading, kind, Heard.BEFORE_VERDICT, says, "", Standing.UNVERIFIED)
    says = f"rule of the place during deliberation: {rule.value}"
    return Admissibility(
        heading, kind, Heard.BEFORE_VERDICT, says, str(rule.authority), rule.standing
    )


def rule_on(kind: str, pack: RulePack) -> tuple[Rule | None, Heard]:
    """Return the rule of the place on accounts of that kind, and whether a juror is heard.

    The rule is None, and the answer unknown, where the place has none that is recorded.
    """
    named = {"rumour": "juror_rumour_of_payment", "animus": "juror_racial_animus"}.get(kind)
    own = pack.rules.get(named) if named else None
    if own is not None:
        return own, Heard(own.value)
    rule = pack.rules.get("juror_statements")
    if rule is None or kind not in _SAYS or kind == "animus":
        return None, Heard.UNKNOWN
    # A rumour between jurors is talk in the jury room; what a place does not part, it treats alike.
    value = rule.part(kind) or rule.part("inside")
    return rule, Heard(value)


def _besides(pack: RulePack) -> str:
    rule = pack.rules.get("set_aside_before_sentence")
    if rule is None or not rule.part("unknown_before_verdict"):
        return ""
    return f"it must not have been known to the defence before the verdict ({rule.authority})"


def kind_of(heading: str) -> str:
    """Return inside, mind, outside, rumour or animus, or empty where the heading is not known.

    Examples
    --------
    >>> kind_of("internal_threat"), kind_of("split_6_6"), kind_of("something_else")
    ('inside', 'inside', '')
    """
    return _kinds().get(re.sub(r"_\d+_\d+$", "", heading), "")


@cache
def _kinds() -> Mapping[str, str]:
    text = resources.files("juryroom.procedure").joinpath("headings.toml").read_text("utf-8")
    return MappingProxyType(
        {heading: kind for kind, headings in tomllib.loads(text).items() for heading in headings}
    )
