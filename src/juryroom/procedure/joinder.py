"""Two instruments against one defendant: tried together, or one in place of the other.

A second instrument supersedes the first only for an offence that both charge, and only before a
plea or the start of the trial. Where no offence is in both, nothing is superseded: the instruments
may be consolidated, and keep all their counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from juryroom.procedure.rulepack import Rule, RulePack
from juryroom.procedure.ruling import Ruling, Word, no_rule, not_known


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentFacts:
    """An indictment or information, with its counts; `trial_begun` None means not known."""

    id: str
    counts: tuple[str, ...]
    trial_begun: bool | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What becomes of two instruments.

    Parameters
    ----------
    ruling
        Whether they may be tried together.
    live, superseded
        The counts that go to trial, and those of the earlier instrument that the later replaced.
    """

    ruling: Ruling
    live: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()


def join(
    instruments: Sequence[InstrumentFacts],
    same_offence: bool | None,
    in_both: Sequence[str],
    pack: RulePack,
) -> Joined:
    """Return what becomes of two instruments that the prosecution asks to try together.

    Parameters
    ----------
    instruments
        The earlier first.
    same_offence
        Whether an offence is charged in both; None: not known.
    in_both
        The counts of the earlier instrument whose offence the later one charges again.
    """
    rule = pack.rules.get("joinder")
    if rule is None:
        return Joined(ruling=no_rule("joinder", pack.jurisdiction))
    if len(instruments) < 2:
        return Joined(ruling=not_known("instruments", "one_instrument", "two are joined", rule))
    begun = [one.id for one in instruments if one.trial_begun]
    if same_offence is None:
        says = "whether one offence is charged in both is not known"
        return Joined(ruling=not_known("same_offence_in_both", "offences_not_known", says, rule))
    if begun:
        return Joined(ruling=_too_late(same_offence, pack, rule))
    every = [count for one in instruments for count in one.counts]
    if not same_offence:
        says = "no offence is charged in both: they may be tried together, and no count falls"
        ruling = Ruling(
            word=Word.ALLOWED, reason="no_offence_in_both", says=says, rules=_both(pack, rule)
        )
        return Joined(ruling=ruling, live=tuple(dict.fromkeys(every)))
    return _superseded(instruments, in_both, pack, rule)


def _too_late(same_offence: bool, pack: RulePack, rule: Rule) -> Ruling:
    says = "a trial of one of them has begun"
    rules = tuple(reversed(_both(pack, rule))) if same_offence else (rule,)
    reason = "no_superseding_once_the_trial_has_begun" if same_offence else "trial_has_begun"
    return Ruling(
        word=Word.REFUSED, reason=reason, says=says, rules=rules, requires=("trial_not_begun",)
    )


def _superseded(
    instruments: Sequence[InstrumentFacts], in_both: Sequence[str], pack: RulePack, rule: Rule
) -> Joined:
    superseding = pack.rules.get("superseding")
    if superseding is None:
        return Joined(ruling=no_rule("superseding", pack.jurisdiction))
    earlier, *later = instruments
    gone = tuple(in_both) or (earlier.counts if len(earlier.counts) == 1 else ())
    if not gone:
        says = "an offence is charged in both; which counts that are is not known"
        field = "instruments.counts"
        return Joined(ruling=not_known(field, "counts_in_both_not_known", says, superseding))
    charged_again = {count for one in later for count in one.counts}
    kept = [count for count in earlier.counts if count not in gone]
    live = tuple(dict.fromkeys([*kept, *(count for one in later for count in one.counts)]))
    says = "for the offence in both the later instrument stands; the other counts live on"
    ruling = Ruling(
        word=Word.ALLOWED,
        reason="superseded_for_the_offence_in_both",
        says=says,
        rules=(superseding, rule),
    )
    fallen = tuple(count for count in gone if count not in charged_again)
    return Joined(ruling=ruling, live=live, superseded=fallen)


def _both(pack: RulePack, rule: Rule) -> tuple[Rule, ...]:
    superseding = pack.rules.get("superseding")
    return (rule,) if superseding is None else (superseding, rule)
