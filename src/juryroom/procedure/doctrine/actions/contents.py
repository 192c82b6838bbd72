"""Which counts a new trial contains: each count by its state, and by when and how it fell."""

from dataclasses import dataclass
from typing import Final, final

from juryroom.citations import Standing
from juryroom.procedure.doctrine.actions.counts import Standings
from juryroom.procedure.doctrine.actions.retrial_facts import facts_for
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Asked, Count, Dismissed, Situation
from juryroom.procedure.doctrine.vocabulary import DismissedWhen as Given
from juryroom.procedure.new_trial import After, DismissedWhen, Return, returns
from juryroom.procedure.retrial import STANDS, RetrialResult, decide
from juryroom.procedure.states import ACQUITTALS, CountState

_LEFT_OPEN: Final = (CountState.MISTRIAL, CountState.REVERSED_NEW_TRIAL)
_REASONS: Final = {
    CountState.DEEMED_ACQUITTED: "deemed_acquittal_never_returns",
    CountState.DISMISSED_WITH_PREJUDICE: "dismissed_with_prejudice",
    CountState.REVERSED_DISMISSED: "ended_by_the_reversal",
    CountState.BARRED: "bar_already_found",
    CountState.ABATED: "abated",
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Whether one count is in the new trial, why, and by whose rule."""

    live: bool | None
    reason: str
    authority: str = ""
    standing: Standing = Standing.VERIFIED
    unknown: tuple[str, ...] = ()


def after_what(asked: Asked | None, standings: Standings) -> After | None:
    """Return what ended the earlier trial: as asked, else as the states of the counts show."""
    if asked is not None and asked.after is not None:
        return After(asked.after.value)
    states = set(standings.known.values())
    if CountState.REVERSED_NEW_TRIAL in states:
        return After.REVERSAL
    return After.MISTRIAL if CountState.MISTRIAL in states else None


def entry(name: str, after: After, situation: Situation, standings: Standings, law: Law) -> Entry:
    """Return whether one count is in a new trial held after a mistrial or a reversal."""
    count = situation.counts.get(name) or Count()
    state = standings.states.get(name)
    if state is None:
        return Entry(live=None, reason="state_not_known", unknown=(f"counts.{name}.state",))
    if state in _LEFT_OPEN:
        return _left_open(name, situation, standings, law)
    if state is CountState.DISMISSED:
        return _dismissed(name, count, after, standings, law, situation)
    found = returns(state, after, law.pack)
    return Entry(
        live=found.live,
        reason=_reason(name, state, standings),
        authority=found.authority,
        standing=found.standing,
    )


def _left_open(name: str, situation: Situation, standings: Standings, law: Law) -> Entry:
    """Put in a count that was left open, unless a bar is found; what is not known is no bar.

    The new trial has been ordered, so a court has looked at what the vector does not give.
    """
    answer = decide(facts_for(name, situation, standings, law), law.pack)
    if answer.result is RetrialResult.BARRED:
        return Entry(
            live=False,
            reason=answer.reasons[0],
            authority=answer.authority,
            standing=answer.standing,
        )
    return Entry(live=True, reason="left_open_by_the_earlier_trial")


def _dismissed(
    name: str,
    count: Count,
    after: After,
    standings: Standings,
    law: Law,
    situation: Situation,
) -> Entry:
    when = _when(count.dismissed)
    if when is None and _fell_with_its_greater(count, standings):
        when = DismissedWhen.BEFORE_JUDGMENT
    found = returns(CountState.DISMISSED, after, law.pack, when)
    if found.live is None:
        return Entry(
            live=None,
            reason="when_it_was_dismissed_not_known",
            authority=found.authority,
            standing=found.standing,
            unknown=(_missing(name, found, after, law),),
        )
    reason = _dismissal_reason(found, when)
    del situation
    return Entry(live=found.live, reason=reason, authority=found.authority, standing=found.standing)


def _missing(name: str, found: Return, after: After, law: Law) -> str:
    if found.authority:
        return f"counts.{name}.dismissed.when"
    return f"law: no rule counts_after_{after} for {law.jurisdiction}"


def _dismissal_reason(found: Return, when: DismissedWhen | None) -> str:
    if found.live:
        return "dismissed_count_returns"
    after_judgment = when is DismissedWhen.AFTER_JUDGMENT
    return "dismissed_after_judgment" if after_judgment else "not_dismissed_during_the_trial"


def _when(told: Dismissed | None) -> DismissedWhen | None:
    """Return when a count was dismissed: as said, or as what it came after shows."""
    if told is None:
        return None
    words = (told.after or "").lower()
    if told.when is Given.AFTER_JUDGMENT or any(mark in words for mark in ("judgment", "appeal")):
        return DismissedWhen.AFTER_JUDGMENT
    return None if told.when is None else DismissedWhen(told.when.value)


def _fell_with_its_greater(count: Count, standings: Standings) -> bool:
    """Whether a lesser offence fell because the jury found the greater one proved."""
    greater = standings.states.get(count.lesser_of or "")
    return greater is CountState.REVERSED_NEW_TRIAL or greater in STANDS


def _reason(name: str, state: CountState, standings: Standings) -> str:
    if state in ACQUITTALS:
        moved = "trial_order_of_dismissal_is_deemed_acquittal"
        if state is CountState.ACQUITTED_BY_COURT and moved in standings.reasons:
            return moved
        return _REASONS.get(state, "acquitted_count_never_returns")
    del name
    if state in STANDS:
        return "conviction_stands"
    return _REASONS.get(state, "count_is_open")
