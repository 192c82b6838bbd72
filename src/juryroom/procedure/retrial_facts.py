"""The facts on which another trial of a count may turn, and where the record has them.

`CountFacts` is all that the decision needs; None means not known. `facts_of` reads it from a case
and its posture.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, final

from juryroom.procedure.posture import CountPosture, Posture, StepTaken
from juryroom.procedure.states import ACQUITTALS, CountState
from juryroom.record.case import Case
from juryroom.record.charges import Count
from juryroom.record.events import Cause, DefencePosition, Event, Mover, ReversalGround

_VERDICTS = frozenset({"C13", "C14", "C15", "C17"})
_GUILTY = frozenset({CountState.GUILTY_VERDICT, CountState.GUILTY_LESSER})


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MistrialFacts:
    """How the last trial of a count ended without a verdict; None means not known.

    `manifest_necessity` and `intent_to_provoke` are findings of a court. `in_deliberation` says
    that the jury had the count before it.
    """

    causes: tuple[Cause, ...] = ()
    mover: Mover | None = None
    defence_position: DefencePosition | None = None
    manifest_necessity: bool | None = None
    intent_to_provoke: bool | None = None
    in_deliberation: bool | None = None
    trial: str | None = None
    date: str | None = None
    event: str | None = None

    @property
    def defence_agreed(self) -> bool | None:
        """Whether the defence asked for it or consented; None where the record does not say."""
        if self.mover is Mover.DEFENCE or self.defence_position is DefencePosition.CONSENTED:
            return True
        return None if self.defence_position is None else False

    def as_json(self) -> dict[str, Any]:
        """Return the facts as plain data."""
        return {
            "causes": [cause.value for cause in self.causes],
            "mover": self.mover,
            "defence_position": self.defence_position,
            "manifest_necessity": self.manifest_necessity,
            "intent_to_provoke": self.intent_to_provoke,
            "in_deliberation": self.in_deliberation,
            "trial": self.trial,
            "date": self.date,
            "event": self.event,
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CountFacts:
    """What is known of a count that matters for another trial; None means not known.

    Parameters
    ----------
    state
        The state it is in.
    mistrial, reversed_, set_aside
        How its last trial ended: without a verdict, with one that an appeal court reversed, or
        with one that the trial court set aside. At most one holds.
    reversal_ground
        Why it was reversed.
    agreement_reported, agreement_refused
        The jury reported agreement on the count before it was discharged; the court would not
        take it.
    acquittal_beside, settled_by_acquittal
        An acquittal on another count may have decided a fact this one needs; it necessarily did.
    verdict_beside, conviction_beside
        The jury that was discharged on this count had given a verdict on another; one of guilty.
    inconsistent_with_verdict, concurrent_only
        The two gates of New York CPL 310.70(2). `concurrent` is that of its text before 1974.
    with_prejudice, dismissals
        The terms of the last dismissal, and how often the count was dismissed.
    dismissed_in_trial, superseded
        It fell while a jury was sworn, or to a later instrument.
    other_sovereigns
        Places that prosecute or prosecuted the same person in a linked case.
    """

    state: CountState
    mistrial: MistrialFacts | None = None
    reversed_: bool = False
    set_aside: bool = False
    reversal_ground: ReversalGround | None = None
    agreement_reported: bool = False
    agreement_refused: bool | None = None
    acquittal_beside: bool = False
    settled_by_acquittal: bool | None = None
    verdict_beside: bool = False
    conviction_beside: bool = False
    inconsistent_with_verdict: bool | None = None
    concurrent_only: bool | None = None
    concurrent: bool | None = None
    with_prejudice: bool | None = None
    dismissals: int = 0
    dismissed_in_trial: bool = False
    superseded: bool = False
    other_sovereigns: tuple[str, ...] = ()

    @property
    def tried(self) -> bool:
        """Whether a trial of the count has ended and left it open."""
        return self.mistrial is not None or self.reversed_ or self.set_aside


def facts_of(case: Case, posture: Posture, count_id: str) -> CountFacts:
    """Return what the record knows of a count on the day of `posture`."""
    count = posture.count(count_id)
    events = {event.id: event for event in case.events}
    facts = CountFacts(
        state=count.state,
        other_sovereigns=tuple(
            f"{linked.caption} ({linked.jurisdiction})"
            for linked in case.linked_cases
            if linked.jurisdiction != case.jurisdiction
        ),
    )
    facts = _with_dismissal(facts, count, events)
    if count.state is CountState.REVERSED_DISMISSED:
        return replace(facts, reversal_ground=events[count.steps[-1].event].ground)
    ending = next((step for step in reversed(count.steps) if _ends_a_trial(step)), None)
    if ending is None:
        return _with_dismissal_finding(facts, count, events)
    if ending.transition == "C25":
        facts = replace(facts, set_aside=True)
    elif ending.after is CountState.REVERSED_NEW_TRIAL:
        facts = replace(facts, reversed_=True, reversal_ground=events[ending.event].ground)
    else:
        facts = _with_mistrial(facts, ending, events[ending.event])
        facts = _with_verdicts(facts, posture, count, ending.trial)
    return _with_acquittals(facts, posture, count, events[ending.event])


def sworn_for(count: CountPosture, trial: str | None) -> StepTaken | None:
    """Return the step by which a jury was sworn on the count in that trial."""
    return next(
        (step for step in count.steps if step.transition == "C05" and step.trial == trial), None
    )


def separate_acts(one: Count, other: Count) -> bool | None:
    """Whether two counts are about different acts; None where the record cannot tell.

    Acts that are named differ by name. Otherwise two counts whose offence dates cannot meet are
    about different acts.
    """
    if one.act is not None and other.act is not None:
        return one.act != other.act
    if one.offence_date is None or other.offence_date is None:
        return None
    first, second = one.offence_date, other.offence_date
    if first.approximate or second.approximate:
        return None
    apart = _ends_before(first.latest, second.earliest) or _ends_before(
        second.latest, first.earliest
    )
    return True if apart else None


def _ends_before(latest: Any, earliest: Any) -> bool:
    return latest is not None and earliest is not None and latest < earliest


def _ends_a_trial(step: StepTaken) -> bool:
    ends = (CountState.MISTRIAL, CountState.REVERSED_NEW_TRIAL)
    return step.before is not step.after and (step.after in ends or step.transition == "C25")


def _with_dismissal(facts: CountFacts, count: CountPosture, events: dict[str, Event]) -> CountFacts:
    dismissed = [step for step in count.steps if step.after is CountState.DISMISSED]
    if not dismissed:
        return facts
    last = dismissed[-1]
    return replace(
        facts,
        dismissals=len(dismissed),
        with_prejudice=events[last.event].with_prejudice,
        dismissed_in_trial=last.transition in ("C09", "C16"),
        superseded=last.transition == "C03",
    )


def _with_dismissal_finding(
    facts: CountFacts, count: CountPosture, events: dict[str, Event]
) -> CountFacts:
    """Keep what a court found, on dismissing a count never tried, that an acquittal decided."""
    stated = [step for step in count.steps if step.after is CountState.DISMISSED]
    found = events[stated[-1].event].retrial if stated else None
    return replace(facts, settled_by_acquittal=found.settled_by_acquittal if found else None)


def _with_mistrial(facts: CountFacts, ending: StepTaken, event: Event) -> CountFacts:
    found = event.retrial
    agreed = ending.before is CountState.AGREED_PROVISIONAL
    not_taken = Cause.PARTIAL_VERDICT_NOT_TAKEN in event.causes
    return replace(
        facts,
        mistrial=MistrialFacts(
            causes=event.causes,
            mover=event.mover,
            defence_position=event.defence_position,
            manifest_necessity=found.manifest_necessity if found else None,
            intent_to_provoke=found.intent_to_provoke if found else None,
            in_deliberation=agreed or ending.before is CountState.SUBMITTED,
            trial=ending.trial,
            date=str(ending.date),
            event=ending.event,
        ),
        agreement_reported=agreed or not_taken,
        agreement_refused=True if not_taken else None,
        inconsistent_with_verdict=found.inconsistent_with_verdict if found else None,
        concurrent_only=found.concurrent_only if found else None,
    )


def _with_verdicts(
    facts: CountFacts, posture: Posture, count: CountPosture, trial: str | None
) -> CountFacts:
    beside = [
        (other, step)
        for other in posture.counts
        if other.id != count.id
        for step in other.steps
        if step.trial == trial and step.transition in _VERDICTS and step.before is not step.after
    ]
    guilty = [other for other, step in beside if step.after in _GUILTY]
    apart = all(separate_acts(count.count, other.count) for other, _ in beside)
    apart_from_guilty = all(separate_acts(count.count, other.count) for other in guilty)
    inconsistent, only = facts.inconsistent_with_verdict, facts.concurrent_only
    return replace(
        facts,
        verdict_beside=bool(beside),
        conviction_beside=bool(guilty),
        inconsistent_with_verdict=False if inconsistent is None and apart else inconsistent,
        concurrent_only=False if only is None and apart_from_guilty else only,
        concurrent=True if only else (False if apart else None),
    )


def _with_acquittals(
    facts: CountFacts, posture: Posture, count: CountPosture, event: Event
) -> CountFacts:
    beside = any(_may_settle(count, other) for other in posture.counts if other.id != count.id)
    stated = event.retrial.settled_by_acquittal if event.retrial else None
    return replace(facts, acquittal_beside=beside, settled_by_acquittal=stated)


def _may_settle(count: CountPosture, other: CountPosture) -> bool:
    """Whether an acquittal on `other` may have decided a fact that `count` needs.

    It has not if it is about another act, and not if the same jury found this count proved.
    """
    if other.state not in ACQUITTALS or separate_acts(count.count, other.count):
        return False
    trials = {step.trial for step in _convictions(count)}
    return other.steps[-1].trial not in trials


def _convictions(count: CountPosture) -> Iterator[StepTaken]:
    return (step for step in count.steps if step.after in _GUILTY)
