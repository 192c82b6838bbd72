"""From the word in `when.action` to the function that answers, in one table.

Each family of actions is a module of `actions`, loaded when it is first asked.
"""

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import Final, cast

from juryroom.errors import ProcedureError
from juryroom.procedure.doctrine.answer import Answer, unknown
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Asked, Situation
from juryroom.procedure.doctrine.vocabulary import Action
from juryroom.record.dates import PartialDate

Act = Callable[[Situation, Asked, Law], Answer]

FAMILIES: Final = {
    Action.RETRY: "retrials",
    Action.NEW_TRIAL: "retrials",
    Action.STATE_OF: "retrials",
    Action.APPEAL_ACQUITTAL: "acquittals",
    Action.CHARGE: "charging",
    Action.JOIN: "charging",
    Action.TAKE_VERDICT: "verdicts",
    Action.REVIEW_VERDICT: "verdicts",
    Action.SET_ASIDE_VERDICT: "verdicts",
    Action.JUROR_LOST: "jurors",
    Action.REMOVE_JUROR: "jurors",
    Action.OFFER_JUROR_STATEMENT: "statements",
    Action.RUN_TERMS: "sentences",
    Action.REVIEW_SENTENCE: "sentences",
}


def act(action: Action) -> Act:
    """Return the function that answers `action`: of that name, in the module of its family."""
    module = import_module(f"juryroom.procedure.doctrine.actions.{FAMILIES[action]}")
    return cast("Act", getattr(module, action.value))


def answer(
    situation: Situation, asked: Asked, jurisdiction: str, date: PartialDate | None
) -> Answer:
    """Return what the law of `jurisdiction` makes of one act.

    Where the date is only a year or a month, the law of its first and of its last day are asked;
    if they differ, the date would decide, and the answer is unknown. Where there is no date, the
    law is that in force on 2026-06-30, as the format says.
    """
    if date is None or date.latest is None:
        return on(situation, asked, Law(jurisdiction))
    last = on(situation, asked, Law(jurisdiction, date.latest, date))
    first_day = date.earliest
    if first_day is None or first_day == date.latest:
        return last
    first = on(situation, asked, Law(jurisdiction, first_day, date))
    if first.result is last.result and first.state == last.state:
        return last
    return unknown("date", reasons=("law_changed_within_the_date",), authorities=last.authorities)


def on(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return the answer of the law on one day; a rule that nobody recorded makes it unknown."""
    try:
        return act(asked.action)(situation, asked, law)
    except ProcedureError as error:
        found = error.problems[0].found
        missing = "no rules" if found == law.jurisdiction else found
        return unknown(f"law: {missing} for {law.jurisdiction}", reasons=("no_rule_recorded",))


def day_of(date: PartialDate | None) -> dt.date | None:
    """Return the last day that a date can mean, or None."""
    return date.latest if date is not None else None
