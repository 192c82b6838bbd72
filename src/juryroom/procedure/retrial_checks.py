"""The checks on another trial, each a rule of the place put to the facts of one count."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, final

from juryroom.citations import Standing
from juryroom.procedure.retrial_facts import CountFacts, MistrialFacts
from juryroom.procedure.rulepack import Rule, RulePack
from juryroom.procedure.states import CountState
from juryroom.record.events import Cause

# Causes behind which a prosecutor may have meant to provoke the defence's request.
_MAY_BE_PROVOKED = frozenset({Cause.PROSECUTION_ERROR, Cause.OTHER})
_JUROR_GONE = frozenset({Cause.JUROR_REFUSAL, Cause.JUROR_LOST})
_GATES = {
    "inconsistent_with_verdict": (
        "guilt would be inconsistent with a verdict that was given",
        "cpl_310_70_2_a",
    ),
    "concurrent_only": (
        "the term could only run together with that of a conviction of equal or higher grade",
        "cpl_310_70_2_b",
    ),
    "concurrent": (
        "a concurrent count left open after a partial verdict could not be tried again",
        "cpl_310_70_before_1974",
    ),
}


class Finding(StrEnum):
    """What a check found."""

    BARS = "bars"
    ALLOWS = "allows"
    UNKNOWN = "unknown"
    NOTHING = "nothing"


@final
@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is about, what it found, in words and as a code, and by whose authority.

    `unknown` names the fields of the record that it would need. A check without an authority only
    reads the state or the record: its standing is computed.
    """

    about: str
    finding: Finding
    says: str
    reason: str
    authority: str = ""
    standing: Standing = Standing.COMPUTED
    unknown: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the check as plain data."""
        return {
            "about": self.about,
            "finding": self.finding.value,
            "says": self.says,
            "reason": self.reason,
            "authority": self.authority,
            "standing": self.standing.value,
            "unknown": list(self.unknown),
        }


def _by(rule: Rule, about: str, finding: Finding, says: str, reason: str, *unknown: str) -> Check:
    return Check(about, finding, says, reason, str(rule.authority), rule.standing, unknown)


def other_sovereign(facts: CountFacts, pack: RulePack) -> Check:
    """Note the case of another sovereign; it decides nothing about this one."""
    rule = pack.rule("other_sovereign")
    if not facts.other_sovereigns:
        return Check("other sovereign", Finding.NOTHING, "no other is recorded", "one_sovereign")
    named = "; ".join(facts.other_sovereigns)
    says = f"the same person in {named}; a charge after another sovereign's is {rule.says}"
    return _by(rule, "other sovereign", Finding.NOTHING, says, "two_sovereigns")


def mistrial(facts: CountFacts, pack: RulePack) -> Check:
    """Ask what the defence wanted, and whether there was a manifest necessity."""
    found = facts.mistrial
    if found is None:
        if facts.state is CountState.MISTRIAL:
            return _by(
                pack.rule("manifest_necessity"),
                "mistrial",
                Finding.UNKNOWN,
                "another trial turns on how and why the last one ended",
                "mistrial_not_described",
                "causes",
                "mover",
            )
        return Check("mistrial", Finding.NOTHING, "the last trial did not end so", "no_mistrial")
    if found.defence_agreed:
        return _wanted(found, pack)
    if found.intent_to_provoke and found.defence_agreed is None:
        return _provoked(found, pack)
    needed = _needed(found, pack)
    if found.defence_agreed is None and needed.finding is Finding.ALLOWS:
        # Had the defence consented, the answer might turn on whether it was provoked to.
        wanted = _wanted(found, pack)
        return wanted if wanted.finding is Finding.UNKNOWN else needed
    return needed


def _wanted(found: MistrialFacts, pack: RulePack) -> Check:
    rule = pack.rule("mistrial_the_defence_wanted")
    if found.intent_to_provoke:
        says = "the prosecutor meant to provoke the defence's request"
        return _by(rule, "mistrial", Finding.BARS, says, "prosecution_meant_to_provoke")
    in_question = not found.causes or _MAY_BE_PROVOKED & set(found.causes)
    if found.intent_to_provoke is None and in_question and not _necessary(found):
        says = "the defence wanted the mistrial; whether it was provoked is not known"
        field = "retrial.intent_to_provoke"
        return _by(rule, "mistrial", Finding.UNKNOWN, says, "provocation_not_known", field)
    says = "the defence asked for the mistrial or consented, and was not provoked to it"
    return _by(rule, "mistrial", Finding.ALLOWS, says, "defence_asked_or_consented")


def _provoked(found: MistrialFacts, pack: RulePack) -> Check:
    """Put the rules where the prosecutor meant to provoke, and the defence may have consented."""
    if found.manifest_necessity is False:
        rule = pack.rule("manifest_necessity")
        says = "there was no necessity, and consent, if there was any, was provoked"
        return _by(rule, "mistrial", Finding.BARS, says, "no_manifest_necessity")
    rule = pack.rule("mistrial_the_defence_wanted")
    says = "the prosecutor meant to provoke a request; whether the defence consented is not known"
    return _by(rule, "mistrial", Finding.UNKNOWN, says, "consent_not_known", "defence_position")


def _necessary(found: MistrialFacts) -> bool:
    """Whether the mistrial was necessary: a court said so, or the jury could not agree."""
    if found.manifest_necessity is None:
        return Cause.HUNG in found.causes
    return found.manifest_necessity


def _needed(found: MistrialFacts, pack: RulePack) -> Check:
    necessity = pack.rule("manifest_necessity")
    hung = Cause.HUNG in found.causes
    if found.manifest_necessity is False:
        return _no_necessity(found, pack)
    if hung:
        rule, says = pack.rule("hung_jury"), "a jury that cannot agree does not end jeopardy"
        return _by(rule, "mistrial", Finding.ALLOWS, says, "hung_jury_does_not_end_jeopardy")
    if found.manifest_necessity:
        says = "a court found the mistrial manifestly necessary"
        return _by(necessity, "mistrial", Finding.ALLOWS, says, "manifest_necessity")
    no_jury = pack.rules.get("no_lawful_jury")
    if no_jury is not None and found.in_deliberation and _JUROR_GONE & set(found.causes):
        says = "a juror could not go on and no lawful jury was left"
        return _by(no_jury, "mistrial", Finding.ALLOWS, says, "no_lawful_jury")
    says = "whether the mistrial was manifestly necessary is not known"
    field = "retrial.manifest_necessity"
    return _by(necessity, "mistrial", Finding.UNKNOWN, says, "necessity_not_known", field)


def _no_necessity(found: MistrialFacts, pack: RulePack) -> Check:
    rule, reason = pack.rule("manifest_necessity"), "no_manifest_necessity"
    if pack.has("discharge_without_necessity_or_consent"):
        rule = pack.rule("discharge_without_necessity_or_consent")
        reason = "discharge_without_legal_necessity"
    if found.defence_agreed is None:
        says = "there was no necessity; whether the defence consented is not known"
        return _by(rule, "mistrial", Finding.UNKNOWN, says, "consent_not_known", "defence_position")
    says = "the jury was discharged without necessity, and without the defence's consent"
    return _by(rule, "mistrial", Finding.BARS, says, reason)


def agreement(facts: CountFacts, pack: RulePack) -> Check:
    """Ask whether an agreement was reported and not taken: that bars in California only."""
    about, found = "agreement not taken", facts.mistrial
    if found is None or not facts.agreement_reported:
        says = "no agreement was reported before discharge; what jurors say later is no verdict"
        rule = pack.rule("agreement_not_recorded")
        return _by(rule, about, Finding.NOTHING, says, "no_recorded_verdict")
    rule = pack.rule("partial_verdict")
    if not rule.part("refused_agreement_bars"):
        says = "an agreement that was not recorded has no effect"
        return _by(rule, about, Finding.NOTHING, says, "no_recorded_verdict")
    if found.defence_agreed or found.manifest_necessity or facts.agreement_refused is False:
        says = "the defence consented, a court found necessity, or the agreement was not refused"
        return _by(rule, about, Finding.NOTHING, says, "discharge_with_necessity_or_consent")
    # Consent that the prosecutor meant to provoke would bar as well, so it need not be known.
    agreed = False if found.intent_to_provoke else found.defence_agreed
    missing = [
        field
        for field, known in (
            ("causes: partial_verdict_not_taken", facts.agreement_refused),
            ("defence_position", agreed),
        )
        if known is None
    ]
    if missing:
        says = "the jury had agreed; whether the court refused it, or the defence consented, is not known"
        return _by(rule, about, Finding.UNKNOWN, says, "refusal_not_known", *missing)
    says = "the jury had agreed, and was discharged without necessity or consent"
    return _by(rule, about, Finding.BARS, says, "discharge_without_legal_necessity")


def settled_fact(facts: CountFacts, pack: RulePack) -> Check:
    """Ask whether an acquittal necessarily decided a fact that this count needs."""
    about, rule = "fact settled by an acquittal", pack.rule("fact_settled_by_acquittal")
    if facts.settled_by_acquittal:
        says = "an acquittal necessarily decided a fact that this count needs"
        return _by(rule, about, Finding.BARS, says, "issue_preclusion")
    if facts.settled_by_acquittal is None and facts.acquittal_beside:
        says = "an acquittal stands beside it; what it necessarily decided is not recorded"
        field = "retrial.settled_by_acquittal"
        return _by(rule, about, Finding.UNKNOWN, says, "settled_fact_not_known", field)
    says = "no acquittal decided a fact that this count needs"
    return _by(rule, about, Finding.NOTHING, says, "no_settled_fact")


def gate(facts: CountFacts, pack: RulePack) -> Check:
    """Ask whether the statute shuts out a count that a partial verdict left open."""
    about, rule = "gate after a partial verdict", pack.rule("retry_hung")
    gates: tuple[str, ...] = rule.part("barred_if") or ()
    if facts.mistrial is None or not gates or not facts.verdict_beside:
        says = "no such gate, or no verdict on another count of that trial"
        return _by(rule, about, Finding.NOTHING, says, "no_gate")
    shut = {name: _shut(name, facts) for name in gates}
    closed = next((name for name, value in shut.items() if value), None)
    if closed is not None:
        says, reason = _GATES[closed]
        return _by(rule, about, Finding.BARS, says, reason)
    missing = [f"retrial.{name}" for name, value in shut.items() if value is None]
    if missing:
        says = "there was a partial verdict; a fact on which the statute turns is not known"
        return _by(rule, about, Finding.UNKNOWN, says, "gate_not_known", *missing)
    says = "there was a partial verdict, and the statute leaves this count open to another trial"
    return _by(rule, about, Finding.ALLOWS, says, "gate_open")


def _shut(name: str, facts: CountFacts) -> bool | None:
    value: bool | None = getattr(facts, name)
    if name == "concurrent_only" and not facts.conviction_beside:
        return False
    return value


def reversal(facts: CountFacts, pack: RulePack) -> Check:
    """Ask on which ground the conviction was reversed."""
    about, rule = "reversal", pack.rule("reversal_remedy")
    if facts.set_aside:
        says = "the trial court set the verdict aside and ordered a new trial"
        return Check(about, Finding.ALLOWS, says, "verdict_set_aside")
    if not (facts.reversed_ or facts.state is CountState.REVERSED_NEW_TRIAL):
        return Check(
            about,
            Finding.NOTHING,
            "no judgment has been reversed since its last trial",
            "no_reversal",
        )
    if facts.reversal_ground is None and facts.state is CountState.REVERSED_NEW_TRIAL:
        # A ground that ends the count would have left it in another state.
        says = "the court that reversed ordered a new trial"
        return _by(rule, about, Finding.ALLOWS, says, "new_trial_ordered")
    if facts.reversal_ground is None:
        says = "the ground of the reversal is not known"
        return _by(rule, about, Finding.UNKNOWN, says, "ground_not_known", "ground")
    ground = facts.reversal_ground.value
    words = ground.replace("_", " ")
    if rule.part(ground) == "dismiss":
        says = f"a reversal for {words} of the proof ends the count"
        return _by(rule, about, Finding.BARS, says, f"{ground}_ends_the_count")
    says = f"a reversal for {words} leaves the count open to another trial"
    return _by(rule, about, Finding.ALLOWS, says, f"{ground}_allows_retrial")


def dismissal(facts: CountFacts, pack: RulePack) -> Check:
    """Ask on which terms the count was dismissed."""
    about = "dismissal"
    if facts.state is not CountState.DISMISSED:
        return Check(about, Finding.NOTHING, "the count is not dismissed", "not_dismissed")
    if facts.dismissed_in_trial:
        says = "dismissed with a jury sworn: it may come back only with a new trial of the others"
        rule = pack.rules.get("counts_after_mistrial") or pack.rule("manifest_necessity")
        field = "a new trial of the counts it was tried with"
        return _by(rule, about, Finding.UNKNOWN, says, "dismissed_during_trial", field)
    if facts.with_prejudice is None:
        says = "whether it was dismissed with prejudice is not known"
        unverified = Standing.UNVERIFIED
        return Check(
            about, Finding.UNKNOWN, says, "prejudice_not_known", "", unverified, ("with_prejudice",)
        )
    if facts.with_prejudice:
        return Check(about, Finding.BARS, "dismissed with prejudice", "dismissed_with_prejudice")
    cap = pack.rules.get("dismissals_cap")
    if cap is not None and facts.dismissals >= cap.value:
        says = f"dismissed {facts.dismissals} times; the cap is {cap.value}, with exceptions"
        field = "an exception to the cap on dismissals"
        return _by(cap, about, Finding.UNKNOWN, says, "cap_on_dismissals", field)
    says = "dismissed without prejudice: it may be brought again, within the limits of the place"
    return Check(
        about,
        Finding.ALLOWS,
        says,
        "dismissed_without_prejudice",
        standing=Standing.UNVERIFIED,
    )


def left_out(_facts: CountFacts, pack: RulePack) -> Check:
    """Note the rule on offences left out of an earlier instrument."""
    about = "offence left out before"
    rule = pack.rules.get("left_out_offence")
    if rule is None:
        return Check(about, Finding.NOTHING, "no rule of the place is recorded", "no_rule")
    says = f"{rule.value}; this count was in an instrument that was tried"
    return _by(rule, about, Finding.NOTHING, says, "not_left_out")


def time_limit(_facts: CountFacts, pack: RulePack) -> Check:
    """Note the time limit; it is named and not computed."""
    about = "time"
    rule = pack.rules.get("retrial_within_days")
    if rule is None:
        return Check(about, Finding.NOTHING, "limits of speedy trial are not computed", "no_clock")
    says = f"to be tried again within {rule.value} days; extensions and waivers are not recorded"
    return _by(rule, about, Finding.NOTHING, says, "no_clock")


CHECKS: tuple[Callable[[CountFacts, RulePack], Check], ...] = (
    other_sovereign,
    mistrial,
    agreement,
    settled_fact,
    gate,
    reversal,
    dismissal,
    left_out,
    time_limit,
)
