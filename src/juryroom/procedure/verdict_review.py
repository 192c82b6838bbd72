"""A verdict under review: was it given by a lawful jury, by enough votes, on a lawful removal.

Each check finds that the verdict falls, that it passes, that the rule is not recorded, or that it
turns on a fact nobody recorded. The first that lets it fall decides, whatever else is unknown; else
what is unknown; and where every check that has something to say passes, the verdict stands. What
numbers a verdict needs is asked of `verdict_rule`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, final

from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError
from juryroom.procedure.authority import Authority
from juryroom.procedure.juror_loss import JuryFacts, Stage, floor_for, pack_consent
from juryroom.procedure.juror_removal import RemovalFacts, remove_juror
from juryroom.procedure.law import Law, Review, law_of, void_on_review
from juryroom.procedure.legal_dates import LegalDates
from juryroom.procedure.rule import Rule, votes_needed
from juryroom.procedure.rule_answer import UNKNOWN, RuleAnswer, no_rule, turns_on
from juryroom.procedure.rulepack import RulePack

FALLS: Final = frozenset({"reverse", "invalid"})
_STANDS: Final = "stands"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictFacts:
    """A verdict of guilty and how it came about; None means not known.

    Parameters
    ----------
    jury
        The jury that gave it, after a juror was lost where one was.
    guilty, not_guilty
        Votes on the count.
    alternate_seated
        Whether an alternate joined and the jury went on.
    removal
        What was said of a juror who was removed.
    posture
        On which road it is reviewed.
    final
        The day on which the conviction became final.
    petty
        Whether the offence is one for which no jury is owed.
    offence_date
        The day of the offence, which decides on the numbers in some places.
    inconsistent
        Whether verdicts on two counts cannot both be right.
    """

    jury: JuryFacts
    guilty: int | None = None
    not_guilty: int | None = None
    alternate_seated: bool | None = None
    removal: RemovalFacts | None = None
    posture: Review | None = None
    final: dt.date | None = None
    petty: bool = False
    offence_date: dt.date | None = None
    inconsistent: bool | None = None

    @property
    def voting(self) -> int | None:
        """How many jurors gave the verdict."""
        if self.guilty is not None and self.not_guilty is not None:
            return self.guilty + self.not_guilty
        if self.alternate_seated and self.jury.sworn is not None:
            return self.jury.sworn
        return self.jury.sitting


def review_verdict(facts: VerdictFacts, pack: RulePack) -> RuleAnswer:
    """Return whether a verdict stands on review: `stands`, `reverse`, `invalid` or `unknown`.

    Examples
    --------
    >>> from juryroom.procedure.juror_loss import Consent, ConsentForm
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> aloud = Consent(form=ConsentForm.ORAL, in_open_court=True)
    >>> facts = VerdictFacts(
    ...     jury=JuryFacts(stage=Stage.DELIBERATION, sworn=12, sitting=11, consent=aloud),
    ...     alternate_seated=True, posture="direct")
    >>> answer = review_verdict(facts, rule_pack("US-NY", dt.date(1996, 6, 1)))
    >>> answer.result, answer.requires
    ('reverse', ('written_consent', 'signed_by_defendant', 'in_open_court'))
    """
    found = [answer for check in _CHECKS if (answer := check(facts, pack)) is not None]
    falls = next((one for one in found if one.result in FALLS), None)
    if falls is not None:
        return falls
    open_ones = [one for one in found if one.result == UNKNOWN]
    if open_ones:
        unknown = tuple(dict.fromkeys(field for one in open_ones for field in one.unknown))
        return replace(open_ones[0], unknown=unknown)
    if not found:
        return turns_on("jury", "ballot", "juror", "verdicts_inconsistent")
    return RuleAnswer(
        result=_STANDS,
        reasons=tuple(dict.fromkeys(reason for one in found for reason in one.reasons)),
        authorities=tuple(dict.fromkeys(cited for one in found for cited in one.authorities)),
        doubtful=any(one.doubtful for one in found),
    )


def _removal(facts: VerdictFacts, pack: RulePack) -> RuleAnswer | None:
    if facts.removal is None or not facts.removal.problems:
        return None
    removed = remove_juror(facts.removal, pack)
    if removed.result == "refuse":
        return _on_state_ground(replace(removed, result="reverse"), facts)
    return removed if removed.result == UNKNOWN else replace(removed, result=_STANDS, requires=())


def _alternate(facts: VerdictFacts, pack: RulePack) -> RuleAnswer | None:
    if not facts.alternate_seated:
        return None
    stage = facts.jury.stage
    if stage is None:
        return turns_on("stage")
    name = "alternate_in_evidence" if stage is Stage.EVIDENCE else "alternate_in_deliberation"
    rule = pack.rules.get(name)
    if rule is None:
        return no_rule(pack, name)
    asked = rule.part("consent")
    if asked is None:
        return turns_on(f"the consent that {rule.authority.cite} asks for", rules=(rule,))
    consent = facts.jury.consent.meets(asked)
    if consent is None:
        return turns_on("consent", rules=(rule,))
    if consent:
        return _passes(rule, "alternate_seated_as_the_rule_asks")
    fell = RuleAnswer(
        result="reverse",
        reasons=("consent_not_in_the_form_required",),
        authorities=(rule.authority,),
        requires=tuple(rule.part("requires") or ()),
    )
    return _on_state_ground(fell, facts)


def _number(facts: VerdictFacts, pack: RulePack) -> RuleAnswer | None:
    """Return whether as many jurors gave the verdict as must: the constitution first."""
    voting = facts.voting
    if voting is None or facts.petty:
        return None
    floor = pack.rules.get("floor_of_the_constitution")
    if floor is not None and voting < floor.part("smallest_jury"):
        return _void(floor, "fewer_than_six")
    sworn = facts.jury.sworn
    if sworn is None or voting >= sworn:
        return None
    return _fewer(facts, pack, voting)


def _fewer(facts: VerdictFacts, pack: RulePack, voting: int) -> RuleAnswer | None:
    stage = facts.jury.stage
    if stage is None and _stage_matters(pack):
        return turns_on("stage")
    allowed = floor_for(facts.jury, pack)
    if allowed is not None and voting >= allowed[0]:
        return _passes(allowed[1], f"{voting}_may_go_on")
    agreed = pack.rules.get("fewer_jurors_by_agreement")
    consent = facts.jury.consent
    if agreed is not None and pack_consent(agreed, consent):
        if consent.meets(agreed.part("consent")):
            return _passes(agreed, f"{voting}_by_agreement")
        return turns_on("consent", rules=(agreed,))
    rule = allowed[1] if allowed else agreed or pack.rules.get("min_jurors")
    if rule is None:
        return no_rule(pack, "min_jurors")
    fell = RuleAnswer(
        result="reverse",
        reasons=("below_minimum_number",),
        authorities=(rule.authority,),
        requires=tuple(agreed.part("requires") or ()) if agreed else (),
    )
    return _on_state_ground(fell, facts)


def _stage_matters(pack: RulePack) -> bool:
    own = pack.rules.get("fewer_jurors_by_order")
    return own is not None and own.part("stage") is not None


def _votes(facts: VerdictFacts, pack: RulePack) -> RuleAnswer | None:
    """Return whether enough voted guilty under the rule of the day, and whether that was void."""
    guilty, voting = facts.guilty, facts.voting
    if guilty is None or voting is None:
        return None
    floor = pack.rules.get("floor_of_the_constitution")
    if floor is not None and voting == floor.part("smallest_jury") and guilty < voting:
        return _void(floor, "six_must_be_unanimous")
    rule = _rule_of_the_verdict(facts, pack, guilty, voting)
    if rule is None:
        return _by_the_constitution(facts, pack, all_agree=guilty == voting)
    needed = _needed(rule, voting)
    if needed is None:
        return turns_on(f"rule '{rule.name}' of {pack.jurisdiction} on {voting} jurors")
    if guilty >= needed:
        agreed = guilty == voting
        return _passes(rule, "votes_enough") if agreed else _not_void(rule, facts, pack)
    return RuleAnswer(
        result="invalid" if floor is not None else "reverse",
        reasons=("not_enough_votes",),
        authorities=(rule.authority,),
        requires=(f"{needed}_votes",),
    )


def _by_the_constitution(facts: VerdictFacts, pack: RulePack, *, all_agree: bool) -> RuleAnswer:
    """Return what the constitution alone says where no rule of a place is asked."""
    unanimity = pack.rules.get("unanimity_in_felony_trials")
    if unanimity is None:
        return no_rule(pack, "guilty_min")
    if all_agree:
        return _passes(unanimity, "votes_enough")
    if facts.posture is None:
        return turns_on("review.posture", rules=(unanimity,))
    still_open = facts.final is not None and facts.final >= (unanimity.valid_from or dt.date.max)
    if facts.posture == "direct" or still_open:
        return _void(unanimity, "unanimity_required")
    elsewhere = pack.rules.get(f"verdict_on_{facts.posture}_review")
    if elsewhere is None:
        return no_rule(pack, f"verdict_on_{facts.posture}_review")
    return _passes(elsewhere, "not_retroactive_there")


def _rule_of_the_verdict(
    facts: VerdictFacts, pack: RulePack, guilty: int, voting: int
) -> Rule | None:
    """Return the rule under which the verdict was taken.

    A verdict that was recorded was taken under a rule that allowed it: of the versions that the
    known days leave open, the first whose number it meets, else the last.
    """
    law = _law_of_the_verdict(facts, pack)
    versions = law.versions("guilty_min")
    if not versions:
        return pack.rules.get("guilty_min")
    met = [rule for rule in versions if guilty >= (_needed(rule, voting) or voting + 1)]
    return met[0] if met else versions[-1]


def _law_of_the_verdict(facts: VerdictFacts, pack: RulePack) -> Law:
    """Return the law for the days that are known: the verdict is not later than the review."""
    last = min(day for day in (facts.final, pack.on) if day is not None)
    offence = facts.offence_date
    if offence is not None and offence > last:
        offence = None
    return law_of(pack.jurisdiction, LegalDates(offence=offence, verdict=None, trial=None))


def _needed(rule: Rule, voting: int) -> int | None:
    try:
        return votes_needed(rule, voting)
    except OutOfDomainError:
        return None


def _not_void(rule: Rule, facts: VerdictFacts, pack: RulePack) -> RuleAnswer:
    if rule.void is None:
        return _passes(rule, "votes_enough")
    posture = facts.posture
    if posture is None:
        return turns_on("review.posture", rules=(rule,))
    if posture != "direct" and _still_open(rule, facts.final):
        # A conviction still open on direct review when the rule fell has that on its side.
        posture = "direct"
    void = void_on_review(rule, posture, pack.on)
    authority = _void_authority(rule)
    if void is None:
        own = pack.rules.get(f"verdict_on_{posture}_review")
        if own is not None and own.value == _STANDS:
            return _passes(own, "not_retroactive_there")
        return turns_on(f"rule of {pack.jurisdiction} on {posture} review", rules=(rule,))
    if void:
        return replace(_void(rule, "unanimity_required"), authorities=(authority, rule.authority))
    reason = "not_retroactive_on_habeas" if posture == "federal_habeas" else "rule_not_yet_void"
    return RuleAnswer(result=_STANDS, reasons=(reason,), authorities=(authority, rule.authority))


def _still_open(rule: Rule, final_on: dt.date | None) -> bool:
    since = rule.void.get("on_direct_review") if rule.void else None
    return final_on is not None and isinstance(since, dt.date) and final_on >= since


def _void_authority(rule: Rule) -> Authority:
    assert rule.void is not None, "asked only of a rule that is void somewhere"
    return Authority(str(rule.void["authority"]), Standing(rule.void.get("standing", "verified")))


def _inconsistent(facts: VerdictFacts, pack: RulePack) -> RuleAnswer | None:
    if not facts.inconsistent:
        return None
    rule = pack.rules.get("inconsistent_verdicts")
    if rule is None:
        return turns_on(f"rule 'inconsistent_verdicts' of {pack.jurisdiction}")
    federal = pack.jurisdiction.startswith("US-FED") or pack.jurisdiction == "US-ANY"
    return replace(_passes(rule, "inconsistent_verdicts_stand"), doubtful=not federal)


_CHECKS: Final[tuple[Callable[[VerdictFacts, RulePack], RuleAnswer | None], ...]] = (
    _removal,
    _alternate,
    _number,
    _votes,
    _inconsistent,
)


def _passes(rule: Rule, reason: str) -> RuleAnswer:
    return RuleAnswer(result=_STANDS, reasons=(reason,), authorities=(rule.authority,))


def _void(rule: Rule, reason: str) -> RuleAnswer:
    return RuleAnswer(result="invalid", reasons=(reason,), authorities=(rule.authority,))


def _on_state_ground(fell: RuleAnswer, facts: VerdictFacts) -> RuleAnswer:
    """Keep a fault of statute to direct review; on another road the rule is not recorded."""
    if facts.posture in (None, "direct"):
        return fell
    return RuleAnswer(
        result=UNKNOWN,
        reasons=("no_rule_recorded_for_this_review",),
        authorities=fell.authorities,
        unknown=("review.posture",),
    )
