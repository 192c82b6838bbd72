"""What a new trial contains: which counts come back after a mistrial or a reversal, and which do not.

The replay applies the same rules to the steps of a case; here they answer for a state alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

from juryroom.citations import Standing
from juryroom.procedure.authority import in_place
from juryroom.procedure.rulepack import RulePack
from juryroom.procedure.states import CountState
from juryroom.procedure.transitions import table
from juryroom.record.events import ReversalGround

_OPEN = frozenset(
    {
        CountState.CHARGED,
        CountState.INDICTED,
        CountState.PENDING_TRIAL,
        CountState.MISTRIAL,
        CountState.REVERSED_NEW_TRIAL,
    }
)


class After(StrEnum):
    """What ended the earlier trial."""

    MISTRIAL = "mistrial"
    REVERSAL = "reversal"


class DismissedWhen(StrEnum):
    """When a count was dismissed."""

    DURING_TRIAL = "during_trial"
    BEFORE_JUDGMENT = "before_judgment"
    AFTER_JUDGMENT = "after_judgment"


@final
@dataclass(frozen=True, slots=True)
class Return:
    """Whether a count is in the new trial: None where no rule, or no recorded fact, says so."""

    live: bool | None
    says: str
    authority: str = ""
    standing: Standing = Standing.VERIFIED


def returns(
    state: CountState, after: After, pack: RulePack, dismissed: DismissedWhen | None = None
) -> Return:
    """Return whether a count in `state` is in a new trial held after a mistrial or a reversal.

    Parameters
    ----------
    dismissed
        When it was dismissed, where `state` is DISMISSED; None where that is not known.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> new_york = rule_pack("US-NY", dt.date(2024, 4, 25))
    >>> [returns(state, After.REVERSAL, new_york, DismissedWhen.DURING_TRIAL).live
    ...  for state in (CountState.ACQUITTED, CountState.DISMISSED)]
    [False, True]
    """
    if state.terminal:
        finality = table().final[state]
        authority = in_place(finality.authority, pack.jurisdiction)
        if authority is None:
            return Return(False, finality.reason, standing=Standing.UNVERIFIED)
        return Return(False, finality.reason, str(authority), authority.standing)
    if state is CountState.DISMISSED:
        return _dismissed(after, pack, dismissed)
    if state in _OPEN:
        return Return(True, "the count is open")
    return Return(False, f"the count is not open: {state.phrase}")


def after_reversal(ground: ReversalGround, pack: RulePack) -> CountState:
    """Return the state that a reversal on `ground` leaves a count in."""
    ends = pack.rule("reversal_remedy").part(ground.value) == "dismiss"
    return CountState.REVERSED_DISMISSED if ends else CountState.REVERSED_NEW_TRIAL


def _dismissed(after: After, pack: RulePack, dismissed: DismissedWhen | None) -> Return:
    name = f"counts_after_{after}"
    rule = pack.rules.get(name)
    if rule is None:
        return Return(None, f"no rule {name} is recorded for {pack.jurisdiction}")
    if dismissed is None:
        return Return(
            None, "when it was dismissed is not known", str(rule.authority), rule.standing
        )
    during = dismissed is DismissedWhen.DURING_TRIAL
    in_time = dismissed is not DismissedWhen.AFTER_JUDGMENT
    live = during if after is After.MISTRIAL else in_time
    return Return(live, rule.says, str(rule.authority), rule.standing)
