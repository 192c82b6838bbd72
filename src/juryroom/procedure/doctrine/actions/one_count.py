"""Whether one count may be tried again, from what a vector gives."""

from dataclasses import dataclass, replace
from typing import Final, final

from juryroom.procedure.acquittals import in_time, may_appeal
from juryroom.procedure.doctrine.actions.authorities import of_rules, used
from juryroom.procedure.doctrine.actions.contents import after_what, entry
from juryroom.procedure.doctrine.actions.counts import Standings, acquittal_facts
from juryroom.procedure.doctrine.actions.retrial_facts import facts_for
from juryroom.procedure.doctrine.answer import AuthorityUsed
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Count, Situation
from juryroom.procedure.doctrine.vocabulary import DismissedWhen, Ground
from juryroom.procedure.retrial import RetrialAnswer, RetrialResult, decide
from juryroom.procedure.ruling import Word
from juryroom.procedure.states import ACQUITTALS, CountState

_NO_VERDICT: Final = "no_recorded_verdict"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Whether one count may be tried again, why, and what is not known."""

    word: Word
    reasons: tuple[str, ...]
    authorities: tuple[AuthorityUsed, ...] = ()
    unknown: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


def again(name: str, situation: Situation, standings: Standings, law: Law) -> Again:
    """Return whether one count, whose state is known, may be tried again."""
    count = situation.counts.get(name) or Count()
    state = standings.known[name]
    if state in ACQUITTALS:
        return _acquitted(count, state, situation, standings, law)
    if state is CountState.DISMISSED and (_fell_in_trial(count) or _may_return(count, standings)):
        return _with_the_rest(name, situation, standings, law)
    answer = decide(facts_for(name, situation, standings, law), law.pack)
    told = _told(answer, law, agreement=count.reported_agreement is not None)
    return _beside_an_acquittal(name, told, situation, standings, law)


def _may_return(count: Count, standings: Standings) -> bool:
    """Whether a count that was dropped before judgment was tried with one since reversed."""
    dropped = count.dismissed is not None and count.dismissed.when is DismissedWhen.BEFORE_JUDGMENT
    return dropped and CountState.REVERSED_NEW_TRIAL in standings.known.values()


def _beside_an_acquittal(
    name: str, told: Again, situation: Situation, standings: Standings, law: Law
) -> Again:
    """Say why an acquittal that contradicts the conviction of a count does not bar it."""
    rule = law.rule("inconsistent_verdicts")
    contradicted = any(
        name in pair and any(standings.states.get(other) in ACQUITTALS for other in pair)
        for pair in situation.verdicts_inconsistent or ()
    )
    if rule is None or not contradicted or told.word is not Word.ALLOWED:
        return told
    return replace(
        told,
        reasons=(*told.reasons, "inconsistent_verdicts_settle_nothing"),
        authorities=tuple(dict.fromkeys([*told.authorities, *of_rules([rule])])),
    )


def _acquitted(
    count: Count, state: CountState, situation: Situation, standings: Standings, law: Law
) -> Again:
    facts = acquittal_facts(count, state)
    if in_time(facts, law.pack) is False and not _after_verdict(count):
        rules = may_appeal(facts, law.pack).rules
        return Again(
            word=Word.REFUSED,
            reasons=("motion_out_of_time",),
            authorities=of_rules(rules),
            requires=("acquittal_set_aside_on_appeal",),
        )
    ruling = may_appeal(facts, law.pack)
    repugnant = count.reversal_ground is Ground.REPUGNANT_VERDICTS
    contradicted = repugnant or bool(situation.verdicts_inconsistent)
    reason = ruling.reason
    if ruling.word is not Word.BARRED:
        reason = "acquittal_is_final"
    elif contradicted and not facts.by_judge:
        reason = "acquittal_stands_despite_inconsistency"
    if state is CountState.DEEMED_ACQUITTED:
        reason = "deemed_acquittal_is_final"
    moved = standings.authorities if standings.reasons else ()
    authorities = tuple(dict.fromkeys([*moved, *of_rules(ruling.rules)]))
    return Again(word=Word.BARRED, reasons=(reason,), authorities=authorities)


def _after_verdict(count: Count) -> bool:
    told = count.acquitted
    return (
        told is not None and told.stage is not None and told.stage.value == "after_guilty_verdict"
    )


def _fell_in_trial(count: Count) -> bool:
    return count.dismissed is not None and count.dismissed.when is DismissedWhen.DURING_TRIAL


def _with_the_rest(name: str, situation: Situation, standings: Standings, law: Law) -> Again:
    """Ask whether a count that fell during the trial comes back with a new trial of the others."""
    after = after_what(None, standings)
    if after is None:
        return _told(
            decide(facts_for(name, situation, standings, law), law.pack), law, agreement=False
        )
    found = entry(name, after, situation, standings, law)
    authorities = used([(found.authority, found.standing)], law)
    if found.unknown:
        return Again(
            word=Word.UNKNOWN,
            reasons=(found.reason,),
            authorities=authorities,
            unknown=found.unknown,
        )
    word = Word.ALLOWED if found.live else Word.BARRED
    return Again(word=word, reasons=(found.reason,), authorities=authorities)


def _told(answer: RetrialAnswer, law: Law, *, agreement: bool) -> Again:
    """Return the ruling on a retrial; where an agreement was reported, what the law makes of it."""
    cited = [(answer.authority, answer.standing)]
    reasons = list(answer.reasons)
    for check in answer.checks:
        if agreement and check.reason == _NO_VERDICT:
            cited.append((check.authority, check.standing))
            reasons.append(check.reason)
    authorities = used(cited, law)
    if answer.result is RetrialResult.NOT_APPLICABLE:
        return _nothing_to_try(answer, authorities)
    return Again(
        word=Word(answer.result.value),
        reasons=tuple(dict.fromkeys(reasons)),
        authorities=authorities,
        unknown=answer.unknown if answer.result is RetrialResult.UNKNOWN else (),
    )


def _nothing_to_try(answer: RetrialAnswer, authorities: tuple[AuthorityUsed, ...]) -> Again:
    """Say why a count that waits for no second trial may or may not be tried."""
    reason = answer.reasons[0]
    if reason == "not_tried":
        return Again(word=Word.ALLOWED, reasons=(reason,), authorities=authorities)
    if reason == "abated":
        return Again(word=Word.BARRED, reasons=(reason,), authorities=authorities)
    needs = {
        "conviction_stands": ("verdict_set_aside_or_judgment_reversed",),
        "on_trial": ("end_of_the_trial_under_way",),
    }
    return Again(
        word=Word.REFUSED,
        reasons=(reason,),
        authorities=authorities,
        requires=needs.get(reason, ()),
    )
