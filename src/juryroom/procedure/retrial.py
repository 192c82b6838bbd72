"""Whether a count may be tried again, by which rule, and what nobody knows.

The checks run in a fixed order: terminal state, another sovereign, the mistrial and who wanted it,
an agreement the court would not take, a fact settled by an acquittal, the statute's gate after a
partial verdict, the ground of a reversal, the terms of a dismissal, offences left out before, time
limits. The first that forbids decides. A check that turns on a fact nobody recorded makes the
answer unknown and names the fact. Nothing here is a ruling: it is the rule as recorded, applied to
the facts as recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, final

from juryroom.citations import Standing
from juryroom.procedure.authority import in_place
from juryroom.procedure.posture import Posture
from juryroom.procedure.retrial_checks import CHECKS, Check, Finding
from juryroom.procedure.retrial_elsewhere import checks_elsewhere
from juryroom.procedure.retrial_facts import CountFacts, MistrialFacts, facts_of, sworn_for
from juryroom.procedure.rulepack import RulePack, rule_pack
from juryroom.procedure.states import ON_TRIAL, CountState
from juryroom.procedure.transitions import table
from juryroom.record.case import Case
from juryroom.record.events import ReversalGround

STANDS = frozenset(
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
_REASONS = {
    CountState.ACQUITTED: "acquittal_is_final",
    CountState.ACQUITTED_BY_COURT: "judge_acquittal_is_final",
    CountState.NGRI: "acquittal_is_final",
    CountState.DEEMED_ACQUITTED: "deemed_acquittal_is_final",
    CountState.BARRED: "bar_already_found",
    CountState.REVERSED_DISMISSED: "insufficiency_is_acquittal",
    CountState.DISMISSED_WITH_PREJUDICE: "dismissed_with_prejudice",
}


class RetrialResult(StrEnum):
    """Whether a count may be tried again."""

    ALLOWED = "allowed"
    BARRED = "barred"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RetrialAnswer:
    """Whether a count may be tried again, by which rule, and every check on the way.

    Parameters
    ----------
    result
        Allowed, barred, not applicable (nothing to try again), or unknown.
    rule, authority, standing
        The rule that decided, whose it is, and how far that was checked.
    reasons
        Codes, the one that decided first.
    checks
        Every check in its order, with what it found.
    unknown
        Fields of the record that are not known and would decide.
    mistrial
        How the last trial ended, where it ended without a verdict.
    notice
        What must be told where the rules of another place stand in, or None.
    """

    result: RetrialResult
    rule: str
    authority: str
    standing: Standing
    reasons: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    unknown: tuple[str, ...] = ()
    mistrial: MistrialFacts | None = None
    notice: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        return {
            "result": self.result.value,
            "rule": self.rule,
            "authority": self.authority,
            "standing": self.standing.value,
            "reasons": list(self.reasons),
            "checks": [check.as_json() for check in self.checks],
            "unknown": list(self.unknown),
            "mistrial": self.mistrial.as_json() if self.mistrial else None,
            "notice": self.notice,
        }


def may_retry(case: Case, posture: Posture, count_id: str) -> RetrialAnswer:
    """Return whether a count of `case` may be tried again, as things stood on the day of `posture`.

    The rules are those on the day the jury of its last trial was sworn.

    Raises
    ------
    UnknownNameError
        If the count is not in the posture.
    """
    facts = facts_of(case, posture, count_id)
    trial = facts.mistrial.trial if facts.mistrial else None
    sworn = sworn_for(posture.count(count_id), trial)
    day = (sworn.date.latest if sworn else None) or posture.on
    return decide(facts, rule_pack(case.jurisdiction, day))


def decide(facts: CountFacts, pack: RulePack) -> RetrialAnswer:
    """Return whether a count with those facts may be tried again under those rules.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.record.events import Cause
    >>> hung = CountFacts(
    ...     state=CountState.MISTRIAL, mistrial=MistrialFacts(causes=(Cause.HUNG,)))
    >>> answer = decide(hung, rule_pack("US-FED", dt.date(1984, 6, 29)))
    >>> answer.result.value, answer.authority
    ('allowed', 'Richardson v. United States, 468 U.S. 317 (1984)')
    """
    nothing_to_try = _not_applicable(facts)
    if nothing_to_try is not None:
        return _answer(facts, pack, RetrialResult.NOT_APPLICABLE, nothing_to_try, ())
    checks = _checks(facts, pack)
    made = {check.finding for check in checks}
    # Some check speaks of every state that is left: final, mistrial, reversed, set aside, dismissed.
    finding, result = next(pair for pair in _ORDER if pair[0] in made)
    found = [check for check in checks if check.finding is finding]
    # The last that allows is about the state the count is in now; the first that bars decides.
    decisive = found[-1] if finding is Finding.ALLOWS else found[0]
    return _answer(facts, pack, result, decisive, checks)


# A bar stands whatever else is unknown; an unknown stands whatever else would allow.
_ORDER = (
    (Finding.BARS, RetrialResult.BARRED),
    (Finding.UNKNOWN, RetrialResult.UNKNOWN),
    (Finding.ALLOWS, RetrialResult.ALLOWED),
)


def _checks(facts: CountFacts, pack: RulePack) -> tuple[Check, ...]:
    """Return the checks of the place: those of the constitution bind only where it does."""
    if not pack.has("manifest_necessity"):
        return checks_elsewhere(facts, pack)
    return (_terminal(facts, pack), *(check(facts, pack) for check in CHECKS))


def _answer(
    facts: CountFacts,
    pack: RulePack,
    result: RetrialResult,
    decisive: Check,
    checks: Sequence[Check],
) -> RetrialAnswer:
    alike = [check for check in checks if check.finding is decisive.finding]
    unknown = [field for check in checks for field in check.unknown]
    return RetrialAnswer(
        result=result,
        rule=decisive.says,
        authority=decisive.authority,
        standing=decisive.standing,
        reasons=(decisive.reason, *(check.reason for check in alike if check is not decisive)),
        checks=tuple(checks),
        unknown=tuple(dict.fromkeys(unknown)) if result is RetrialResult.UNKNOWN else (),
        mistrial=facts.mistrial,
        notice=pack.notice,
    )


def _not_applicable(facts: CountFacts) -> Check | None:
    state = facts.state
    if state in STANDS:
        words, reason = "a verdict or plea of guilty stands", "conviction_stands"
    elif state in ON_TRIAL:
        words, reason = "the count is on trial", "on_trial"
    elif state is CountState.ABATED:
        words, reason = "the prosecution ended with the defendant's death", "abated"
    elif facts.superseded and state is CountState.DISMISSED:
        words, reason = "the offence is charged in a later instrument", "superseded"
    elif state.before_verdict and not facts.tried:
        words, reason = "the count has not been tried", "not_tried"
    else:
        return None
    return Check("state", Finding.NOTHING, words, reason)


def _terminal(facts: CountFacts, pack: RulePack) -> Check:
    if not facts.state.terminal:
        return Check(
            "state",
            Finding.NOTHING,
            f"{facts.state.phrase}: that is no end of the count",
            "state_is_open",
        )
    finality = table().final[facts.state]
    authority = in_place(finality.authority, pack.jurisdiction)
    weight = facts.reversal_ground is ReversalGround.WEIGHT
    return Check(
        "state",
        Finding.BARS,
        finality.reason,
        "weight_ends_the_count" if weight else _REASONS[facts.state],
        authority=str(authority) if authority else "",
        standing=authority.standing if authority else Standing.UNVERIFIED,
    )
