"""Whether a charge may follow an earlier prosecution: another sovereign's, or one that left it out.

The federal constitution lets each sovereign prosecute. A statute of the place may forbid it (New
York CPL 40.20), and may forbid the prosecution to hold back an offence of the same transaction that
it knew of and could have proved (CPL 40.40).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, final

from juryroom.procedure.rulepack import Rule, RulePack
from juryroom.procedure.ruling import Ruling, Word, not_known
from juryroom.procedure.states import ACQUITTALS, BEFORE_VERDICT, ON_TRIAL, CountState

# Outcomes that are reached only once jeopardy has attached: a jury was sworn, or a plea taken.
_ATTACHED: Final = frozenset(
    set(CountState)
    - (BEFORE_VERDICT - ON_TRIAL)
    - {
        CountState.DISMISSED,
        CountState.DISMISSED_WITH_PREJUDICE,
        CountState.ABATED,
        CountState.BARRED,
    }
)
_CONVICTED: Final = frozenset(
    {
        CountState.GUILTY_VERDICT,
        CountState.GUILTY_LESSER,
        CountState.PLEA_GUILTY,
        CountState.SENTENCED,
        CountState.SENTENCE_VACATED,
        CountState.AFFIRMED,
        CountState.FINAL,
    }
)
_KINDS: Final = {"acquittal": ACQUITTALS, "conviction": _CONVICTED}
EXCEPTION: Final = "exception_under_cpl_40_20_2"
_ENDED: Final = ACQUITTALS | _CONVICTED | {CountState.REVERSED_DISMISSED, CountState.BARRED}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PriorFacts:
    """What is known of an earlier prosecution, beside the charge that now follows.

    `same_act` and `same_transaction` compare the two; None means not known. `outcomes` lists
    every outcome that is in question: the answer must hold for each.
    """

    sovereign: str | None = None
    same_act: bool | None = None
    same_transaction: bool | None = None
    outcomes: tuple[CountState, ...] = ()
    jeopardy_attached: bool | None = None

    @property
    def attached(self) -> bool | None:
        """Whether jeopardy attached, as said or as the outcomes show."""
        if self.jeopardy_attached is not None or not self.outcomes:
            return self.jeopardy_attached
        return True if _ATTACHED.issuperset(self.outcomes) else None

    @property
    def related(self) -> bool | None:
        """Whether it was about the same act or transaction."""
        if self.same_act or self.same_transaction:
            return True
        return False if self.same_act is False and self.same_transaction is False else None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OmittedFacts:
    """What is known of an offence that an earlier instrument left out; None means not known."""

    same_transaction: bool | None = None
    known_and_provable: bool | None = None
    trial_begun: bool | None = None


def sovereign_of(jurisdiction: str) -> str:
    """Return whose court sits there: a federal circuit is the one federal sovereign.

    Examples
    --------
    >>> sovereign_of("US-FED-CA2"), sovereign_of("US-NY")
    ('US-FED', 'US-NY')
    """
    return "US-FED" if jurisdiction.startswith("US-FED") else jurisdiction


def after_another(
    facts: PriorFacts, charging: str, pack: RulePack, exception: bool | None
) -> Ruling:
    """Return whether `charging` may bring a charge after that earlier prosecution.

    Parameters
    ----------
    charging
        The sovereign that charges.
    exception
        Whether an exception of the statute applies (New York CPL 40.20(2)); None: not known.
    """
    if facts.sovereign is None:
        rules = _rules(pack, "other_sovereign")
        says = "whose the earlier prosecution was is not known"
        return not_known("prior.sovereign", "sovereign_not_known", says, *rules)
    rule = pack.rule("other_sovereign")
    statute = rule.part("barred_after")
    if sovereign_of(facts.sovereign) == sovereign_of(charging):
        # A statute that reaches a whole transaction binds the state's own second charge as well.
        reaches = statute is not None and "any" in statute and facts.same_transaction
        if facts.same_act or not reaches:
            return _the_same_sovereign(facts, pack)
    if statute is None:
        says = "another sovereign prosecuted: two sovereigns, two offences"
        return Ruling(word=Word.ALLOWED, reason="two_sovereigns", says=says, rules=(rule,))
    return _by_statute(facts, rule, statute, exception)


def left_out(facts: OmittedFacts, pack: RulePack) -> Ruling:
    """Return whether an offence that an earlier instrument left out may still be charged."""
    rule = pack.rules.get("left_out_offence")
    if rule is None:
        says = "no rule of the place on offences left out is recorded; the constitution has none"
        other = _rules(pack, "offences_of_one_act")
        return Ruling(word=Word.ALLOWED, reason="separate_offence", says=says, rules=other)
    conditions = (
        ("omitted.same_transaction", facts.same_transaction, "another_transaction"),
        ("omitted.known_and_provable", facts.known_and_provable, "not_known_or_not_provable_then"),
        ("instruments.trial_begun", facts.trial_begun, "trial_not_begun"),
    )
    failed = next((reason for _, holds, reason in conditions if holds is False), None)
    if failed is not None:
        says = f"the bar on an offence left out does not reach it: {failed.replace('_', ' ')}"
        return Ruling(word=Word.ALLOWED, reason=failed, says=says, rules=(rule,))
    missing = next((field for field, holds, _ in conditions if holds is None), None)
    if missing is not None:
        says = "a fact on which the bar turns is not known"
        return not_known(missing, "left_out_offence_not_known", says, rule)
    says = "an offence of the same transaction, known and provable, was left out of an instrument that was tried"
    return Ruling(word=Word.BARRED, reason="left_out_offence", says=says, rules=(rule,))


def _the_same_sovereign(facts: PriorFacts, pack: RulePack) -> Ruling:
    rules = _rules(pack, "acquittal_is_final")
    if facts.same_act is None:
        says = "whether the earlier prosecution was about the same act is not known"
        return not_known("prior.act", "act_not_known", says, *rules)
    if not facts.same_act:
        says = "the earlier prosecution was about another act"
        return Ruling(word=Word.ALLOWED, reason="another_act", says=says, rules=rules)
    if facts.outcomes and _ENDED.issuperset(facts.outcomes):
        says = "the same sovereign has prosecuted the act to its end"
        reason = "same_sovereign_same_offence"
        return Ruling(word=Word.BARRED, reason=reason, says=says, rules=rules)
    if facts.attached is False:
        says = "jeopardy had not attached in the earlier prosecution"
        return Ruling(word=Word.ALLOWED, reason="jeopardy_had_not_attached", says=says, rules=rules)
    says = "how the same sovereign's earlier prosecution ended is not known well enough"
    return not_known("prior.outcome", "outcome_not_known", says, *rules)


def _by_statute(
    facts: PriorFacts, rule: Rule, kinds: Collection[str], exception: bool | None
) -> Ruling:
    """Apply a statute that forbids a charge after another sovereign's prosecution.

    `kinds` are the outcomes that it reaches. The field that says whether an exception applies is
    named in the rule; what a vector or a record says of one statute says nothing of another.
    """
    reached = _reached(facts.outcomes, kinds)
    if facts.attached is False or facts.related is False or reached is False:
        reason = "jeopardy_had_not_attached" if facts.attached is False else "outside_the_statute"
        says = "the statute reaches only a prosecution of the same act or transaction that counts"
        return Ruling(word=Word.ALLOWED, reason=reason, says=says, rules=(rule,))
    field = rule.part("exceptions")
    excepted = exception if field == EXCEPTION else None
    if field is not None and excepted:
        says = "an exception of the statute applies"
        return Ruling(
            word=Word.ALLOWED, reason="exception_of_the_statute", says=says, rules=(rule,)
        )
    conditions = (
        ("prior.outcome", reached),
        ("prior.jeopardy_attached", facts.attached),
        ("prior.act", facts.related),
        (str(field), False if field is None else excepted),
    )
    missing = next((name for name, known in conditions if known is None), None)
    if missing is not None:
        says = "a fact on which the statute turns is not known"
        return not_known(missing, "earlier_prosecution_not_known", says, rule)
    says = "a prosecution by another sovereign counts here"
    reason = "prosecution_by_another_sovereign_counts"
    return Ruling(word=Word.BARRED, reason=reason, says=says, rules=(rule,))


def _reached(outcomes: Sequence[CountState], kinds: Collection[str]) -> bool | None:
    """Whether the statute reaches the outcomes; None where it reaches some, or none is known."""
    if "any" in kinds:
        return True
    counted = {state for kind in kinds for state in _KINDS[kind]}
    if outcomes and counted.issuperset(outcomes):
        return True
    return False if outcomes and counted.isdisjoint(outcomes) else None


def _rules(pack: RulePack, name: str) -> tuple[Rule, ...]:
    rule = pack.rules.get(name)
    return (rule,) if rule is not None else ()
