"""What `given` says of one count, as the facts on which another trial of it turns."""

import re
from collections.abc import Mapping
from typing import Final

from juryroom.procedure.doctrine.actions.counts import Standings, ground_of
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Count, Mistrial, ReportedAgreement, Situation
from juryroom.procedure.doctrine.vocabulary import AgreementStage, Stage
from juryroom.procedure.retrial import STANDS
from juryroom.procedure.retrial_facts import CountFacts, MistrialFacts
from juryroom.procedure.states import ACQUITTALS, CountState
from juryroom.record.dates import PartialDate
from juryroom.record.events import Cause

_VERDICTS: Final = ACQUITTALS | STANDS - {CountState.PLEA_GUILTY}
_IN_DELIBERATION: Final = frozenset(
    {Cause.HUNG, Cause.JUROR_REFUSAL, Cause.PARTIAL_VERDICT_NOT_TAKEN}
)
_GRADE: Final = re.compile(r"(?:class\s+)?([A-E])\b", re.IGNORECASE)


def facts_for(name: str, situation: Situation, standings: Standings, law: Law) -> CountFacts:
    """Return the facts on which another trial of one count turns, with None for what is not given.

    The states of the counts beside it are those of `standings`, which must know that of the count.
    """
    count = situation.counts.get(name) or Count()
    state = standings.known[name]
    beside = {other: state for other, state in standings.known.items() if other != name}
    convicted = [other for other, state in beside.items() if state in STANDS]
    verdict_beside = any(state in _VERDICTS for state in beside.values())
    hung = state is CountState.MISTRIAL
    told = count.reported_agreement
    agreed = told is not None and told.stage is AgreementStage.DURING_DELIBERATION
    not_taken = count.mistrial is not None and (
        Cause.PARTIAL_VERDICT_NOT_TAKEN in count.mistrial.cause
    )
    refused = True if not_taken else _refused(told)
    return CountFacts(
        state=state,
        mistrial=_mistrial(count.mistrial, situation, law, refused=bool(agreed and refused))
        if hung
        else None,
        reversed_=state is CountState.REVERSED_NEW_TRIAL,
        reversal_ground=ground_of(count, situation),
        agreement_reported=agreed or not_taken,
        agreement_refused=refused,
        acquittal_beside=any(state in ACQUITTALS for state in beside.values()),
        settled_by_acquittal=_settled(name, situation, standings),
        verdict_beside=verdict_beside or _gate_is_given(situation),
        conviction_beside=bool(convicted),
        inconsistent_with_verdict=_inconsistent(name, situation, beside),
        concurrent_only=_concurrent_only(name, situation, convicted),
        concurrent=_concurrent(name, situation, beside),
        with_prejudice=False if state is CountState.DISMISSED else None,
        dismissals=1 if state is CountState.DISMISSED else 0,
    )


def _mistrial(
    told: Mistrial | None, situation: Situation, law: Law, *, refused: bool
) -> MistrialFacts | None:
    if told is None:
        return None
    # Where a refused agreement bars, the refusal itself is want of necessity for the agreed count,
    # although the jury was truly deadlocked on the rest (Stone v. Superior Court).
    partial = law.rule("partial_verdict")
    bars = refused and partial is not None and partial.part("refused_agreement_bars")
    late = situation.stage in (Stage.DELIBERATION, Stage.AFTER_VERDICT)
    return MistrialFacts(
        causes=told.cause,
        mover=told.mover,
        defence_position=told.defence_position,
        manifest_necessity=None if bars else told.manifest_necessity,
        intent_to_provoke=_provoked(told),
        in_deliberation=True if late or _IN_DELIBERATION & set(told.cause) else None,
    )


def _provoked(told: Mistrial) -> bool | None:
    """Whether the prosecutor meant to provoke the mistrial.

    The causes are a closed list in which an error of the prosecution is one: where causes are
    given and it is not among them, there was nothing of the prosecution's to provoke with.
    """
    if told.prosecutor_intent_to_provoke is not None or not told.cause:
        return told.prosecutor_intent_to_provoke
    return None if Cause.PROSECUTION_ERROR in told.cause else False


def _refused(told: ReportedAgreement | None) -> bool | None:
    """Whether the court would not take an agreement that was reported to it.

    An agreement that was reported in open court and not recorded was not taken, which is all that
    the rule asks where it gives effect to an agreement (the jury is to have the chance).
    """
    if told is None or told.court_refused_to_take is not None:
        return None if told is None else told.court_refused_to_take
    return True if told.in_open_court and told.recorded is False else None


def _settled(name: str, situation: Situation, standings: Standings) -> bool:
    """Whether an acquittal is shown to have decided a fact that this count needs.

    The defendant has to show it (Dowling), so what is not given does not bar. An acquittal that a
    conviction by the same jury contradicts settles nothing (Bravo-Fernandez); a count on which the
    jury hung contradicts nothing (Yeager).
    """
    fact = situation.shared_fact
    if fact is None or name not in (fact.element_of or ()):
        return False
    acquitted = {
        other
        for other in fact.necessarily_decided_for_defendant_by or ()
        if standings.states.get(other, CountState.ACQUITTED) in ACQUITTALS
    }
    contradicted = {
        other
        for pair in situation.verdicts_inconsistent or ()
        for other in pair
        if all(standings.states.get(one) is not CountState.MISTRIAL for one in pair)
    }
    return bool(acquitted - contradicted)


def _gate_is_given(situation: Situation) -> bool:
    """Whether the vector gives facts that only a partial verdict raises."""
    return situation.gate is not None


def _inconsistent(name: str, situation: Situation, beside: Mapping[str, CountState]) -> bool | None:
    told = situation.gate.guilt_inconsistent_with_verdict if situation.gate else None
    if told is not None:
        return told
    others = [other for other, state in beside.items() if state in _VERDICTS]
    return False if all(_apart(name, other, situation) for other in others) else None


def _concurrent_only(name: str, situation: Situation, convicted: list[str]) -> bool | None:
    """Whether the term could run only with that of a conviction of equal or higher grade."""
    gate = situation.gate
    only = gate.concurrent_only_with if gate else None
    if only is None and gate is not None and gate.concurrent_counts is not None:
        # Concurrent counts are those on which only concurrent terms may be imposed (CPL 300.30(3)).
        only = tuple(other for pair in gate.concurrent_counts if name in pair for other in pair)
    if only is None:
        apart = all(_apart(name, other, situation) for other in convicted)
        return False if apart else None
    tied = [other for other in only if other in convicted]
    if not tied:
        return False
    stated = gate.convicted_count_is_equal_or_higher_grade if gate else None
    if stated is not None:
        return stated
    higher = [_equal_or_higher(other, name, situation) for other in tied]
    return True if True in higher else (None if None in higher else False)


def _concurrent(name: str, situation: Situation, beside: Mapping[str, CountState]) -> bool | None:
    """Whether a verdict was given on a count that is concurrent with this one, guilty or not."""
    gate = situation.gate
    decided = {other for other, state in beside.items() if state in _VERDICTS}
    if gate is None or (gate.concurrent_counts is None and gate.concurrent_only_with is None):
        return False if all(_apart(name, other, situation) for other in decided) else None
    tied = {other for pair in gate.concurrent_counts or () if name in pair for other in pair}
    tied |= set(gate.concurrent_only_with or ())
    return bool((tied - {name}) & decided)


def _equal_or_higher(one: str, than: str, situation: Situation) -> bool | None:
    """Whether the class of one count is the same as another's or above it: A is the highest."""
    grades = [_grade(situation.counts.get(name)) for name in (one, than)]
    first, second = grades
    return None if first is None or second is None else first <= second


def _grade(count: Count | None) -> str | None:
    found = _GRADE.match(count.grade) if count is not None and count.grade else None
    return found.group(1).upper() if found else None


def _apart(name: str, other: str, situation: Situation) -> bool:
    """Whether two counts are known to be about different acts: by act, or by dates that part."""
    one, two = situation.counts.get(name), situation.counts.get(other)
    if one is None or two is None:
        return False
    if one.act is not None and two.act is not None:
        return one.act != two.act
    first, second = one.offence_date, two.offence_date
    return first is not None and second is not None and _dates_part(first, second)


def _dates_part(first: PartialDate, second: PartialDate) -> bool:
    return first.before(second) or second.before(first)
