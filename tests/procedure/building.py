"""Small cases for tests: one event a day, in the order given."""

import datetime as dt
from typing import Any

from juryroom.procedure.posture import Posture, posture
from juryroom.procedure.states import CountState
from juryroom.record.case import Case

END = dt.date(2100, 1, 1)
FIRST_DAY = dt.date(2001, 1, 1)
S = CountState

Step = dict[str, Any]
HUNG = {"causes": ["hung"]}
LOST = {"causes": ["juror_lost"]}


def happens(kind: str, *counts: str, **fields: Any) -> Step:
    """Return an event of `kind` on `counts`, K1 where none is named."""
    return {"kind": kind, "counts": list(counts or ("K1",)), **fields}


def case_of(
    *events: Step,
    counts: tuple[Any, ...] = ("K1",),
    place: str = "US-NY",
    first_day: dt.date = FIRST_DAY,
    **fields: Any,
) -> Case:
    """Return a case with those events, a day apart unless they say otherwise."""
    return Case.model_validate(
        {
            "schema": "juryroom-case/1",
            "id": "test-case",
            "caption": "People v. Test",
            "jurisdiction": place,
            "court": "a court",
            "people": [],
            "sources": [{"id": "s1", "kind": "decision", "outlet": "a court", "quality": "good"}],
            "counts": [_count(count) for count in counts],
            "events": [_event(number, event, first_day) for number, event in enumerate(events)],
            **fields,
        }
    )


def states(case: Case, on: dt.date = END) -> dict[str, CountState]:
    """Return the state of each count on a day."""
    return {count.id: count.state for count in at(case, on).counts}


def at(case: Case, on: dt.date = END) -> Posture:
    """Return the posture on a day, or at the end."""
    return posture(case, on)


def day(number: int) -> dt.date:
    """Return the day of the event of that number."""
    return FIRST_DAY + dt.timedelta(days=number)


def _count(count: Any) -> dict[str, Any]:
    given = {"id": count} if isinstance(count, str) else dict(count)
    return {"offence": f"offence {given['id']}", "sources": ["s1"], **given}


def _event(number: int, event: Step, first_day: dt.date) -> dict[str, Any]:
    return {
        "id": f"E{number:02d}",
        "date": str(first_day + dt.timedelta(days=number)),
        "what": event["kind"],
        "sources": ["s1"],
        **event,
    }


# The shortest history to each state, as words of the record on one count.
_SUBMITTED = ("indicted", "set_for_trial", "jury_sworn", "submitted")
_GUILTY = (*_SUBMITTED, "guilty")
_SENTENCED = (*_GUILTY, "sentenced")
_HUNG = (*_SUBMITTED, "mistrial")
REACH: dict[CountState, tuple[str, ...]] = {
    S.CHARGED: ("charged",),
    S.INDICTED: ("indicted",),
    S.PENDING_TRIAL: ("indicted", "set_for_trial"),
    S.IN_JEOPARDY: ("indicted", "set_for_trial", "jury_sworn"),
    S.SUBMITTED: _SUBMITTED,
    S.AGREED_PROVISIONAL: (*_SUBMITTED, "agreement_reported"),
    S.GUILTY_VERDICT: _GUILTY,
    S.ACQUITTED: (*_SUBMITTED, "not_guilty"),
    S.ACQUITTED_BY_COURT: ("indicted", "set_for_trial", "jury_sworn", "acquitted_by_court"),
    S.NGRI: (*_SUBMITTED, "not_guilty_by_insanity"),
    S.DEEMED_ACQUITTED: (*_SUBMITTED, "verdict_silent"),
    S.MISTRIAL: _HUNG,
    S.BARRED: (*_HUNG, "barred"),
    S.PLEA_GUILTY: ("indicted", "set_for_trial", "plea_accepted"),
    S.SENTENCED: _SENTENCED,
    S.SENTENCE_VACATED: (*_SENTENCED, "sentence_vacated"),
    S.AFFIRMED: (*_SENTENCED, "affirmed"),
    S.REVERSED_NEW_TRIAL: (*_SENTENCED, "reversed_new_trial"),
    S.REVERSED_DISMISSED: (*_SENTENCED, "reversed_dismissed"),
    S.DISMISSED: ("indicted", "set_for_trial", "dismissed"),
    S.DISMISSED_WITH_PREJUDICE: ("indicted", "set_for_trial", "dismissed"),
    S.ABATED: ("indicted", "abated"),
    S.FINAL: (*_SENTENCED, "affirmed", "final"),
}
# A lesser offence beside its greater count, which the same verdict acquits.
LESSER = {"id": "K1_a", "lesser_of": "K1"}
REACH_LESSER: dict[CountState, tuple[str, ...]] = {
    S.IN_JEOPARDY: ("indicted", "set_for_trial", "jury_sworn"),
    S.SUBMITTED: _SUBMITTED,
    S.AGREED_PROVISIONAL: (*_SUBMITTED, "agreement_reported"),
    S.GUILTY_LESSER: (*_SUBMITTED, "guilty_of_lesser"),
}


def history_to(state: CountState, *counts: str) -> list[Step]:
    """Return the shortest history that leads to `state`."""
    fields: dict[str, Any] = dict(HUNG)
    if state is S.DISMISSED_WITH_PREJUDICE:
        fields["with_prejudice"] = True
    return [happens(word, *counts, **_only(word, fields)) for word in REACH[state]]


def lesser_history_to(state: CountState) -> list[Step]:
    """Return the shortest history that leads the lesser offence K1_a to `state`."""
    return [happens(word, "K1", "K1_a") for word in REACH_LESSER[state]]


def _only(word: str, fields: dict[str, Any]) -> dict[str, Any]:
    wanted = {"mistrial": "causes", "dismissed": "with_prejudice"}.get(word)
    return {key: value for key, value in fields.items() if key == wanted}
