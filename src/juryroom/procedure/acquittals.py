"""Whether the prosecution may appeal an acquittal, and what an appeal that succeeds may lead to.

In the United States an acquittal by a jury, or by a judge before there is a verdict of guilty, ends
the count however wrong it was. A judge's acquittal after a verdict of guilty may be appealed,
because the verdict can be put back without a second trial. Canada lets the Crown appeal any
acquittal on a question of law alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, final

from juryroom.procedure.rulepack import Rule, RulePack
from juryroom.procedure.ruling import Ruling, Word, no_rule, not_known
from juryroom.procedure.states import ACQUITTALS, CountState

_AFTER_GUILTY: Final = "judge_acquittal_after_guilty_verdict"
QUESTION_OF_LAW: Final = "question_of_law_alone"


class When(StrEnum):
    """When a judge acquitted."""

    DURING_TRIAL = "during_trial"
    AFTER_HUNG_JURY = "after_hung_jury"
    AFTER_GUILTY_VERDICT = "after_guilty_verdict"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AcquittalFacts:
    """What is known of an acquittal; None means not known.

    `motion_days` counts from the discharge of the jury to the motion. `legal_error` says that the
    judge misread the law, which changes nothing. `appeal_ground` is that of the prosecution.
    """

    state: CountState
    by_judge: bool | None = None
    when: When | None = None
    motion_days: int | None = None
    legal_error: bool | None = None
    appeal_ground: str | None = None


def may_appeal(facts: AcquittalFacts, pack: RulePack) -> Ruling:
    """Return whether the prosecution may appeal that acquittal under those rules.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> federal = rule_pack("US-FED", dt.date(2026, 6, 30))
    >>> for when in When:
    ...     facts = AcquittalFacts(
    ...         state=CountState.ACQUITTED_BY_COURT, by_judge=True, when=when, motion_days=10)
    ...     print(when, "|", may_appeal(facts, federal).word)
    during_trial | barred
    after_hung_jury | barred
    after_guilty_verdict | allowed
    """
    if facts.state not in ACQUITTALS:
        return Ruling(
            word=Word.REFUSED, reason="no_acquittal", says="the count does not stand acquitted"
        )
    on_law = pack.rules.get("crown_appeal_of_acquittal")
    if on_law is not None:
        return _on_a_question_of_law(facts, on_law)
    if not pack.has("acquittal_is_final"):
        return no_rule("acquittal_is_final", pack.jurisdiction)
    judge = facts.by_judge
    if judge is None:
        judge = facts.state is CountState.ACQUITTED_BY_COURT
    return _by_a_judge(facts, pack) if judge else _by_a_jury(pack)


def in_time(facts: AcquittalFacts, pack: RulePack) -> bool | None:
    """Whether the motion on which a judge acquitted after discharge came in time; None: unknown.

    A place without a recorded limit has none here.
    """
    limit = pack.rules.get("judge_acquittal_motion_days")
    if limit is None or facts.when in (None, When.DURING_TRIAL):
        return True
    return None if facts.motion_days is None else facts.motion_days <= limit.value


def remedy(ruling: Ruling) -> str:
    """Return what an appeal that may be brought can lead to, or an empty text where it may not."""
    if ruling.word is not Word.ALLOWED:
        return ""
    word = ruling.rules[0].part("may_order") or "reinstate_verdict"
    return str(word).replace(" ", "_")


def _on_a_question_of_law(facts: AcquittalFacts, rule: Rule) -> Ruling:
    if not rule.part("allowed"):
        says = "the prosecution has no appeal from an acquittal"
        return Ruling(word=Word.BARRED, reason="acquittal_is_final", says=says, rules=(rule,))
    if facts.appeal_ground is None:
        says = "the prosecution may appeal on a question of law alone; the ground is not known"
        return not_known("appeal_ground", "ground_of_appeal_not_known", says, rule)
    if facts.appeal_ground == QUESTION_OF_LAW:
        says = "the prosecution may appeal an acquittal on a question of law alone"
        return Ruling(word=Word.ALLOWED, reason="question_of_law_alone", says=says, rules=(rule,))
    says = "the ground is not a question of law alone"
    return Ruling(word=Word.BARRED, reason="not_a_question_of_law_alone", says=says, rules=(rule,))


def _by_a_jury(pack: RulePack) -> Ruling:
    rule = pack.rule("acquittal_is_final")
    says = "an acquittal by a jury is final, and no appeal lies"
    return Ruling(word=Word.BARRED, reason="acquittal_is_final", says=says, rules=(rule,))


def _by_a_judge(facts: AcquittalFacts, pack: RulePack) -> Ruling:
    if facts.when is None:
        says = "whether there was a verdict of guilty before the judge acquitted is not known"
        field = "counts.acquitted.stage"
        return not_known(field, "stage_not_known", says, *_rules(pack, "judge_acquittal"))
    if facts.when is When.AFTER_GUILTY_VERDICT:
        rule = pack.rules.get(_AFTER_GUILTY)
        if rule is None:
            return no_rule(_AFTER_GUILTY, pack.jurisdiction)
        says = "the verdict of guilty can be put back without another trial"
        reason = "verdict_can_be_reinstated_without_retrial"
        return Ruling(word=Word.ALLOWED, reason=reason, says=says, rules=(rule,))
    if facts.when is When.AFTER_HUNG_JURY:
        return _after_hung_jury(facts, pack)
    reason = "acquittal_stands_even_if_wrong" if facts.legal_error else "judge_acquittal_is_final"
    says = "a judge's acquittal during the trial is final, even if it is wrong in law"
    return Ruling(word=Word.BARRED, reason=reason, says=says, rules=_rules(pack, "judge_acquittal"))


def _after_hung_jury(facts: AcquittalFacts, pack: RulePack) -> Ruling:
    timely = in_time(facts, pack)
    if timely is False:
        limit = pack.rule("judge_acquittal_motion_days")
        says = f"the motion came later than {limit.value} days after discharge"
        late = (pack.rules.get("late_acquittal_after_hung_jury") or limit,)
        return Ruling(word=Word.ALLOWED, reason="motion_out_of_time", says=says, rules=late)
    rules = _rules(pack, "judge_acquittal_after_hung_jury")
    if timely is None:
        says = "whether the motion came in time is not known"
        field = "counts.acquitted.motion_days_after_discharge"
        return not_known(field, "time_of_the_motion_not_known", says, *rules)
    says = "a judge's acquittal after a hung jury is final"
    return Ruling(word=Word.BARRED, reason="judge_acquittal_is_final", says=says, rules=rules)


def _rules(pack: RulePack, name: str) -> tuple[Rule, ...]:
    rule = pack.rules.get(name) or pack.rules.get("acquittal_is_final")
    return (rule,) if rule is not None else ()
