"""Another trial outside the United States: a discharge without a verdict ends nothing.

The constitution of the United States lets jeopardy attach when the jury is sworn, and asks whether
a mistrial was necessary. Other places ask whether there is a verdict. What a place's pack does not
give is unknown here, and no rule of the United States stands in for it.
"""

from juryroom.citations import Standing
from juryroom.procedure.retrial_checks import Check, Finding
from juryroom.procedure.retrial_facts import CountFacts
from juryroom.procedure.rulepack import RulePack
from juryroom.procedure.states import ACQUITTALS, CountState
from juryroom.record.events import ReversalGround


def checks_elsewhere(facts: CountFacts, pack: RulePack) -> tuple[Check, ...]:
    """Return the checks on another trial of a count, in a place outside the United States."""
    return (
        _final(facts, pack),
        _no_verdict(facts, pack),
        _reversal(facts, pack),
        _else(facts, pack),
    )


def _final(facts: CountFacts, pack: RulePack) -> Check:
    about = "state"
    if not facts.state.terminal:
        return Check(about, Finding.NOTHING, facts.state.phrase, "state_is_open")
    rule = pack.rules.get("acquittal_is_final") or pack.rules.get("crown_appeal_of_acquittal")
    acquitted = facts.state in ACQUITTALS
    reason = "acquittal_is_final" if acquitted else "the_count_has_ended"
    says = "a recorded acquittal is final, unless an appeal undoes it"
    if not acquitted or rule is None:
        words = f"the count has ended: {facts.state.phrase}"
        return Check(about, Finding.BARS, words, reason, standing=Standing.UNVERIFIED)
    return Check(about, Finding.BARS, says, reason, str(rule.authority), rule.standing)


def _no_verdict(facts: CountFacts, pack: RulePack) -> Check:
    about = "mistrial"
    if facts.state is not CountState.MISTRIAL:
        return Check(about, Finding.NOTHING, "the last trial did not end so", "no_mistrial")
    rule = pack.rules.get("retry_hung")
    if rule is None:
        return _unknown(about, "retry_hung", pack)
    if not rule.part("allowed"):
        says = "the place does not try a count again after a jury that could not agree"
        return Check(
            about, Finding.BARS, says, "no_retrial_here", str(rule.authority), rule.standing
        )
    says = "a jury discharged without a verdict leaves the count open"
    reason = "discharge_without_verdict_is_no_bar"
    return Check(about, Finding.ALLOWS, says, reason, str(rule.authority), rule.standing)


def _reversal(facts: CountFacts, pack: RulePack) -> Check:
    about = "reversal"
    if facts.state is not CountState.REVERSED_NEW_TRIAL:
        return Check(about, Finding.NOTHING, "no judgment has been reversed", "no_reversal")
    rule = pack.rules.get("reversal_remedy")
    if facts.reversal_ground is None or facts.reversal_ground is ReversalGround.INSUFFICIENCY:
        return _unknown(about, "reversal_remedy", pack)
    says = "a new trial was ordered on appeal"
    if rule is None:
        return Check(about, Finding.ALLOWS, says, "new_trial_ordered", standing=Standing.UNVERIFIED)
    return Check(
        about, Finding.ALLOWS, says, "new_trial_ordered", str(rule.authority), rule.standing
    )


def _else(facts: CountFacts, pack: RulePack) -> Check:
    """Say that nothing is recorded on another trial of a count that ended in any other way."""
    spoken_of = (CountState.MISTRIAL, CountState.REVERSED_NEW_TRIAL)
    if facts.state.terminal or facts.state in spoken_of:
        return Check("other endings", Finding.NOTHING, "there was none", "no_other_ending")
    return _unknown("other endings", "another_trial", pack)


def _unknown(about: str, name: str, pack: RulePack) -> Check:
    says = f"no rule {name} for {pack.jurisdiction}"
    return Check(
        about,
        Finding.UNKNOWN,
        f"{says} is recorded",
        "no_rule_recorded",
        standing=Standing.UNVERIFIED,
        unknown=(f"law: {says}",),
    )
