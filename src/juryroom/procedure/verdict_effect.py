"""What a verdict on one count does to the counts beside it.

Guilty of a lesser offence acquits of the greater ones; guilty of the greatest leaves the lesser ones
dismissed, and dismissed is not acquitted. A verdict that is accepted and says nothing of a count
acquits of it, unless it was a partial verdict. The replay applies the same rules to the steps of a
case; here they answer for a set of states alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, final

from juryroom.procedure.rulepack import Rule, RulePack
from juryroom.procedure.states import ON_TRIAL, CountState

_FOUND: Final = frozenset({CountState.GUILTY_VERDICT, CountState.GUILTY_LESSER})
_CONVICTED: Final = _FOUND | {
    CountState.SENTENCED,
    CountState.SENTENCE_VACATED,
    CountState.AFFIRMED,
    CountState.FINAL,
    CountState.REVERSED_NEW_TRIAL,
}
_OPEN: Final = ON_TRIAL | {None}


class Finding(StrEnum):
    """What a jury found on one count."""

    GUILTY = "guilty"
    NOT_GUILTY = "not_guilty"
    NOT_GUILTY_BY_REASON_OF_INSANITY = "not_guilty_by_reason_of_insanity"


_NOT_GUILTY: Final = {
    Finding.NOT_GUILTY: CountState.ACQUITTED,
    Finding.NOT_GUILTY_BY_REASON_OF_INSANITY: CountState.NGRI,
}


@final
@dataclass(slots=True, kw_only=True)
class Effect:
    """The states after a verdict, the rules that moved counts, and what is not known.

    `states` holds None for a count whose state nobody knows.
    """

    states: dict[str, CountState | None]
    rules: list[Rule] = field(default_factory=list[Rule])
    reasons: list[str] = field(default_factory=list[str])
    unknown: list[str] = field(default_factory=list[str])

    def move(self, count: str, state: CountState, reason: str, rule: Rule | None) -> None:
        """Put a count in a state, by a rule."""
        self.states[count] = state
        if reason not in self.reasons:
            self.reasons.append(reason)
        if rule is not None and rule not in self.rules:
            self.rules.append(rule)


def after_verdict(
    states: Mapping[str, CountState | None],
    lesser_of: Mapping[str, str],
    found: Mapping[str, Finding],
    pack: RulePack,
) -> Effect:
    """Return the states once a verdict is recorded, with what it does to greater and lesser counts.

    Parameters
    ----------
    states
        The state of each count; None where it is not known.
    lesser_of
        For a lesser offence, the count of the greater one.
    found
        What the verdict says, count by count. Empty where the states already hold the verdict.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> before = dict.fromkeys(("K1", "K1.a"), CountState.SUBMITTED)
    >>> new_york = rule_pack("US-NY", dt.date(2025, 6, 12))
    >>> lesser = after_verdict(before, {"K1.a": "K1"}, {"K1.a": Finding.GUILTY}, new_york)
    >>> [state.value for state in lesser.states.values()]
    ['ACQUITTED', 'GUILTY_LESSER']
    >>> greater = after_verdict(before, {"K1.a": "K1"}, {"K1": Finding.GUILTY}, new_york)
    >>> [state.value for state in greater.states.values()]
    ['GUILTY_VERDICT', 'DISMISSED']
    """
    effect = Effect(states=dict(states))
    for count, finding in found.items():
        state = _NOT_GUILTY.get(finding) or (
            CountState.GUILTY_LESSER if count in lesser_of else CountState.GUILTY_VERDICT
        )
        effect.move(count, state, "verdict_recorded", None)
    for count in tuple(effect.states):
        _acquit_greater(effect, count, lesser_of, found, pack)
    for count in tuple(effect.states):
        _dismiss_lesser(effect, count, lesser_of, found, pack)
    return effect


def silence(effect: Effect, counts: tuple[str, ...], partial: bool | None, pack: RulePack) -> None:
    """Put the counts of which an accepted verdict says nothing where the law puts them.

    Parameters
    ----------
    partial
        Whether the verdict was taken under the rule on partial verdicts; None: not known.
    """
    rule = pack.rules.get("silent_count")
    for count in counts:
        # A count that the court sent for a new trial is acquitted all the same where the verdict
        # was accepted as whole: the statute speaks, not the order.
        sent = partial is False and effect.states.get(count) is CountState.MISTRIAL
        if effect.states.get(count) not in _OPEN and not sent:
            continue
        if partial:
            effect.reasons.append("partial_verdict_leaves_the_count_open")
        elif rule is None:
            effect.unknown.append(f"law: no rule silent_count for {pack.jurisdiction}")
        elif partial is None:
            effect.unknown.append("verdict.under_partial_verdict_rule")
            effect.rules.append(rule)
        else:
            effect.move(count, CountState.DEEMED_ACQUITTED, "silent_count_is_acquittal", rule)


def _acquit_greater(
    effect: Effect,
    count: str,
    lesser_of: Mapping[str, str],
    found: Mapping[str, Finding],
    pack: RulePack,
) -> None:
    """Acquit of every greater offence where the lesser one was found proved."""
    if effect.states[count] not in _CONVICTED or count not in lesser_of:
        return
    rule = pack.rules.get("lesser_verdict")
    if rule is None:
        return
    for greater in _above(count, lesser_of):
        state = effect.states.get(greater)
        hung = state is CountState.MISTRIAL and rule.part("even_if_hung")
        if greater in effect.states and greater not in found and (state in _OPEN or hung):
            reason = "guilty_of_lesser_acquits_of_greater"
            effect.move(greater, CountState.ACQUITTED, reason, rule)


def _dismiss_lesser(
    effect: Effect,
    count: str,
    lesser_of: Mapping[str, str],
    found: Mapping[str, Finding],
    pack: RulePack,
) -> None:
    """Dismiss a lesser offence, without acquitting of it, where a greater one was found proved."""
    if effect.states[count] not in _OPEN or count in found:
        return
    above = [effect.states.get(greater) for greater in _above(count, lesser_of)]
    rule = pack.rules.get("lesser_after_guilty_of_greater")
    if rule is not None and not _FOUND.isdisjoint(above):
        reason = "guilty_of_greater_dismisses_lesser"
        effect.move(count, CountState.DISMISSED, reason, rule)


def _above(count: str, lesser_of: Mapping[str, str]) -> Iterator[str]:
    """Return the greater counts of a lesser offence, nearest first; a ring of them ends."""
    seen = {count}
    greater = lesser_of.get(count)
    while greater is not None and greater not in seen:
        seen.add(greater)
        yield greater
        greater = lesser_of.get(greater)
