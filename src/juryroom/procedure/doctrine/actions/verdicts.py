"""A verdict that is offered, reviewed, or attacked before sentence."""

import datetime as dt
from typing import cast, get_args

from juryroom.procedure import verdict_review, verdict_rule
from juryroom.procedure.doctrine.actions.adapting import (
    answered,
    jury_of,
    removal_of,
    review_word,
    statement_of,
    states_of,
)
from juryroom.procedure.doctrine.answer import Answer, AuthorityUsed, unknown
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Asked, Situation
from juryroom.procedure.doctrine.vocabulary import OffenceType, Result
from juryroom.procedure.juror_loss import ConsentForm, floor_for
from juryroom.procedure.juror_removal import remove_juror
from juryroom.procedure.law import law_of
from juryroom.procedure.legal_dates import LegalDates
from juryroom.procedure.set_aside import SetAsideFacts, claim_of, set_aside
from juryroom.procedure.states import CountState
from juryroom.procedure.verdict_facts import BallotFacts, OffenceFacts, VerdictRuling
from juryroom.procedure.verdict_facts import OffenceType as KnownType
from juryroom.record.dates import PartialDate


def take_verdict(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return whether the court takes the verdict that the ballot on a count supports."""
    ballot, jury = situation.ballot, situation.jury
    if ballot is None or ballot.guilty is None or ballot.not_guilty is None:
        return unknown("ballot")
    deliberation = situation.deliberation
    facts = BallotFacts(
        guilty=ballot.guilty,
        not_guilty=ballot.not_guilty,
        size=jury.size if jury else None,
        sitting=jury.sitting if jury else None,
        offence=_offence(situation),
        minutes=deliberation.minutes if deliberation else None,
        sworn_inquiry=deliberation.sworn_inquiry if deliberation else None,
        majority_direction_given=situation.majority_direction_given,
        numbers_stated=asked.numbers_stated,
        fewer_allowed=_fewer_allowed(situation, law),
    )
    ruling = verdict_rule.take_verdict(facts, law_of(law.jurisdiction, _days(situation, law)))
    return _taken(ruling, situation, asked)


def _taken(ruling: VerdictRuling, situation: Situation, asked: Asked) -> Answer:
    states = states_of(situation)
    if ruling.state is not None:
        states |= dict.fromkeys(_voted_on(situation, asked), CountState(ruling.state))
    return Answer(
        result=Result(ruling.result.value),
        reasons=ruling.reasons or ("rule_met",),
        authorities=tuple(AuthorityUsed(one.cite, one.standing) for one in ruling.authorities),
        state=states,
        requires=ruling.requires,
        announce_split=ruling.announce_split,
        unknown=ruling.missing,
    )


def _voted_on(situation: Situation, asked: Asked) -> tuple[str, ...]:
    """Return the counts of the ballot: those acted on, else K1, else the only one."""
    if asked.counts:
        return asked.counts
    names = tuple(situation.counts)
    return ("K1",) if "K1" in names or len(names) != 1 else names


def _offence(situation: Situation) -> OffenceFacts:
    offence = situation.offence
    if offence is None:
        return OffenceFacts()
    kind = offence.type.value if offence.type else None
    sovereign = offence.sovereign.value if offence.sovereign else None
    return OffenceFacts(
        sovereign=sovereign,
        type=cast("KnownType", kind) if kind in get_args(KnownType) else None,
        offence_class="capital" if offence.type is OffenceType.CAPITAL else None,
    )


def _fewer_allowed(situation: Situation, law: Law) -> bool | None:
    """Return whether what the place asks for before fewer jurors go on is there.

    An order needs a juror whom the court could let go; else the parties must have agreed.
    """
    jury, removal = jury_of(situation), removal_of(situation)
    agreed = law.rule("fewer_jurors_by_agreement")
    # Where no form is on record, a consent in writing is the least that will surely do.
    consent = jury.consent.meets(agreed.part("consent") if agreed else "written")
    if agreed is None and jury.consent.form is ConsentForm.ORAL:
        consent = None
    floor = floor_for(jury, law.pack)
    if floor is None or (jury.sitting or 0) < floor[0]:
        # At a stage that is not known the court might still have ordered it.
        return None if consent is None or jury.stage is None else consent
    good_cause = removal is not None and remove_juror(removal, law.pack).result == "allowed"
    return True if good_cause or consent else None


def _days(situation: Situation, law: Law) -> LegalDates:
    """Return the days that select the law: the day of the vector where no other is given."""
    sworn = _day(situation.jury.sworn) if situation.jury else None
    begun = sworn or law.day
    offence = _offence_day(situation)
    if offence is None and law.date is None:
        offence = begun  # the format's one day of the law, where nothing is dated
    day = max(law.day, begun)
    return LegalDates(
        offence=None if offence is None else min(offence, begun),
        trial_begun=begun,
        trial=day,
        verdict=day,
    )


def _offence_day(situation: Situation) -> dt.date | None:
    """Return the day of the offence: its own, else that of the one count that is given."""
    told = situation.offence.date if situation.offence else None
    if told is None and len(situation.counts) == 1:
        told = next(iter(situation.counts.values())).offence_date
    return _day(told)


def _day(date: PartialDate | None) -> dt.date | None:
    return date.latest if date is not None else None


def review_verdict(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return whether a verdict of guilty stands on review."""
    final = situation.review.final if situation.review else None
    if final is None or final.earliest == final.latest:
        return _reviewed(situation, asked, law, _day(final))
    last = _reviewed(situation, asked, law, _day(final))
    first = _reviewed(situation, asked, law, final.earliest)
    if first.result is last.result:
        return last
    return unknown("review.final", authorities=last.authorities)


def _reviewed(situation: Situation, asked: Asked, law: Law, final: dt.date | None) -> Answer:
    ballot, offence = situation.ballot, situation.offence
    pairs = situation.verdicts_inconsistent
    facts = verdict_review.VerdictFacts(
        jury=jury_of(situation),
        guilty=ballot.guilty if ballot else None,
        not_guilty=ballot.not_guilty if ballot else None,
        alternate_seated=situation.alternate_seated,
        removal=removal_of(situation),
        posture=review_word(situation, asked.posture),
        final=final,
        petty=offence is not None and offence.type is OffenceType.PETTY,
        offence_date=_day(offence.date) if offence else None,
        inconsistent=None if pairs is None else bool(pairs),
    )
    return answered(verdict_review.review_verdict(facts, law.pack), law, states_of(situation))


def set_aside_verdict(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return what becomes of a motion to set a verdict aside before sentence."""
    motion = SetAsideFacts(
        statement=statement_of(situation.statement),
        claim=claim_of(asked.rule),
        trial_error=situation.trial_error,
    )
    return answered(set_aside(motion, law.pack), law, states_of(situation))
