"""What `given` says of the counts, in the terms of the rules: their states, and facts for a retrial.

A count may be given by its state, or by what happened to it (a mistrial, an acquittal, a dismissal,
a reversal, a verdict). `standing_of` settles every state once, so that each action starts from the
same place; a state that nothing given decides stays unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, final

from juryroom.procedure.acquittals import AcquittalFacts, When, in_time
from juryroom.procedure.doctrine.answer import AuthorityUsed
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Count, Situation
from juryroom.procedure.doctrine.vocabulary import (
    AcquittedBy,
    AgreementStage,
    DismissalGround,
    Ground,
    ReportedVerdict,
)
from juryroom.procedure.new_trial import after_reversal
from juryroom.procedure.retrial import STANDS
from juryroom.procedure.rulepack import Rule
from juryroom.procedure.states import ACQUITTALS, ON_TRIAL, CountState
from juryroom.procedure.verdict_effect import Effect, Finding, after_verdict, silence
from juryroom.record.events import ReversalGround

# States in which a conviction stands, which a reversal undoes.
_JUDGED: Final = STANDS - {CountState.PLEA_GUILTY}
_REVERSED: Final = frozenset({CountState.REVERSED_NEW_TRIAL, CountState.REVERSED_DISMISSED})
_UNDER_WAY: Final = ON_TRIAL | {None, CountState.MISTRIAL}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """The state of every count, why where it was not given, and what is not known."""

    states: Mapping[str, CountState | None]
    rules: tuple[Rule, ...] = ()
    reasons: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def known(self) -> dict[str, CountState]:
        """The states that are known."""
        return {name: state for name, state in self.states.items() if state is not None}

    @property
    def authorities(self) -> tuple[AuthorityUsed, ...]:
        """The authorities of the rules that moved counts."""
        return tuple(AuthorityUsed.of(rule) for rule in self.rules)


def standing_of(situation: Situation, law: Law) -> Standings:
    """Return the state of every count, as given or as what is given makes it."""
    own = Effect(states={})
    for name, count in situation.counts.items():
        own.states[name] = count.state
        _by_events(own, name, count, situation, law)
    verdict = situation.verdict
    lesser_of = {
        name: count.lesser_of for name, count in situation.counts.items() if count.lesser_of
    }
    said = {} if verdict is None else verdict.said
    # A count that was reversed since holds its verdict already: the verdict came first.
    found = {
        name: Finding(word.value)
        for name, word in said.items()
        if own.states.get(name) not in _REVERSED
    }
    states = {**dict.fromkeys(said), **own.states}
    effect = after_verdict(states, lesser_of, found, law.pack)
    if verdict is not None:
        for name in verdict.silent_on:
            effect.states.setdefault(name, None)
        silence(effect, verdict.silent_on, verdict.under_partial_verdict_rule, law.pack)
    return Standings(
        states=effect.states,
        rules=tuple({rule.name: rule for rule in (*effect.rules, *own.rules)}.values()),
        reasons=tuple(dict.fromkeys([*effect.reasons, *own.reasons])),
        unknown=tuple(dict.fromkeys(effect.unknown)),
    )


def acquittal_facts(
    count: Count, state: CountState, appeal_ground: str | None = None
) -> AcquittalFacts:
    """Return what is given of an acquittal, for the rules on it."""
    told = count.acquitted
    by = told.by if told else None
    stage = told.stage if told else None
    return AcquittalFacts(
        state=state,
        by_judge=None if by is None else by is AcquittedBy.JUDGE,
        when=When(stage.value) if stage is not None else None,
        motion_days=told.motion_days_after_discharge if told else None,
        legal_error=told.legal_error if told else None,
        appeal_ground=appeal_ground,
    )


def ground_of(count: Count, situation: Situation) -> ReversalGround | None:
    """Return the ground of a reversal, as the rules on another trial know grounds.

    Proof that was not enough with everything that was admitted is a want of proof, whatever error
    the court named; proof that was enough only with what was wrongly admitted is a trial error
    (Lockhart v. Nelson). A conviction undone as repugnant to an acquittal is a trial error too:
    the acquittal stands, and inconsistent verdicts settle nothing (Bravo-Fernandez).
    """
    ground = count.reversal_ground
    enough = situation.sufficiency and situation.sufficiency.with_all_admitted_evidence
    if ground is None:
        reversed_ = count.state is CountState.REVERSED_NEW_TRIAL
        return ReversalGround.INSUFFICIENCY if reversed_ and enough is False else None
    if enough is False and ground is not Ground.WEIGHT:
        return ReversalGround.INSUFFICIENCY
    if ground is Ground.REPUGNANT_VERDICTS:
        return ReversalGround.TRIAL_ERROR
    ended = count.state is CountState.REVERSED_DISMISSED
    if ground is Ground.INSUFFICIENCY and enough and not ended:
        return ReversalGround.EVIDENCE_ERROR
    return ReversalGround(ground.value)


def _by_events(own: Effect, name: str, count: Count, situation: Situation, law: Law) -> None:
    """Settle the state of one count from what is given of it, the latest event last."""
    state = count.state
    if count.mistrial is not None and state in (None, *ON_TRIAL):
        own.states[name] = CountState.MISTRIAL
    _by_recorded_agreement(own, name, count)
    _by_acquittal(own, name, count, law)
    _by_dismissal(own, name, count, law)
    ground = ground_of(count, situation)
    if ground is not None and (own.states[name] is None or own.states[name] in _JUDGED):
        rule = law.rule("reversal_remedy")
        own.move(name, after_reversal(ground, law.pack), "reversal", rule)


def _by_recorded_agreement(own: Effect, name: str, count: Count) -> None:
    told = count.reported_agreement
    if told is None or not told.recorded or told.in_open_court is False:
        return
    if own.states[name] not in _UNDER_WAY or told.stage is AgreementStage.AFTER_DISCHARGE:
        return
    recorded = {
        ReportedVerdict.GUILTY: CountState.GUILTY_VERDICT,
        ReportedVerdict.NOT_GUILTY: CountState.ACQUITTED,
    }.get(told.verdict or ReportedVerdict.NOT_DISCLOSED)
    if recorded is not None:
        own.move(name, recorded, "verdict_was_recorded", None)


def _by_acquittal(own: Effect, name: str, count: Count, law: Law) -> None:
    told, state = count.acquitted, own.states[name]
    if told is None or state in ACQUITTALS or told.by is None:
        return
    if told.by is AcquittedBy.JUDGE:
        # An acquittal that was entered stands as one until its motion is shown to be late.
        if in_time(acquittal_facts(count, CountState.ACQUITTED_BY_COURT), law.pack) is not False:
            own.move(name, CountState.ACQUITTED_BY_COURT, "judge_acquitted", None)
        return
    rule = law.rule("acquittal_is_final")
    own.move(name, CountState.ACQUITTED, "acquittal_stands_despite_inconsistency", rule)


def _by_dismissal(own: Effect, name: str, count: Count, law: Law) -> None:
    told = count.dismissed
    open_to_it = (None, CountState.DISMISSED, CountState.ACQUITTED_BY_COURT, *ON_TRIAL)
    if told is None or own.states[name] not in open_to_it:
        return
    if told.ground is DismissalGround.TRIAL_ORDER_OF_DISMISSAL:
        rule = law.rule("trial_order_of_dismissal")
        reason = "trial_order_of_dismissal_is_deemed_acquittal"
        own.move(name, CountState.ACQUITTED_BY_COURT, reason, rule)
    elif own.states[name] not in (CountState.DISMISSED, CountState.ACQUITTED_BY_COURT):
        own.move(name, CountState.DISMISSED, "dismissed", None)
