"""Whether a step of a trial is lawful where it happens: each condition, tested on what is recorded.

A condition is broken, met, or cannot be told because a field is not recorded or no rule pack of the
place says. What cannot be told forbids nothing, and the step names the field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, final

from juryroom.procedure.rulepack import Rule, RulePack
from juryroom.procedure.trial_states import TrialState, trial_table
from juryroom.record.trial_log import Consent, TrialEntry


class Broken(NamedTuple):
    """Why a step is unlawful: what was found, the rule with its authority, what is accepted."""

    found: str
    rule: str
    accepted: str


@final
@dataclass(slots=True)
class Standing:
    """What is known of the jury when a step is taken; None where it is not recorded."""

    jurisdiction: str
    room: TrialState = TrialState.DELIBERATING
    sitting: int | None = None
    alternates: int | None = None
    hours: float | None = None
    reports: int = 0
    votes: int | None = None
    for_guilty: bool = True
    unknown: list[str] = field(default_factory=list[str])


class Asked(NamedTuple):
    """A step about to be taken, what is known of the jury, and the rules of the place."""

    entry: TrialEntry
    known: Standing
    pack: RulePack


Test = Callable[[Asked], Broken | None]


def broken(move: str, entry: TrialEntry, known: Standing, pack: RulePack) -> Broken | None:
    """Return why a step of the log does not meet the conditions of its move, or None.

    What could not be told is added to `known.unknown`.
    """
    tests = _TESTS.get((move, entry.kind.value), ())
    asked = Asked(entry, known, pack)
    found = (test(asked) for test in tests)
    return next((each for each in found if each is not None), None)


def _says(rule: Rule, words: str) -> str:
    return f"{words} ({rule.authority})"


def _here(name: str, known: Standing, found: str, accepted: str) -> Broken | None:
    condition = trial_table().conditions[name]
    if not condition.holds_in(known.jurisdiction):
        return None
    return Broken(found, condition.rule(known.jurisdiction), accepted)


def _large_enough(asked: Asked) -> Broken | None:
    floor = asked.pack.rules.get("floor_of_the_constitution")
    if (
        asked.entry.sitting is None
        or floor is None
        or asked.entry.sitting >= floor.part("smallest_jury")
    ):
        return None
    least = floor.part("smallest_jury")
    rule = _says(floor, f"a criminal jury has at least {least} members")
    return Broken(f"a jury of {asked.entry.sitting}", rule, f"{least} or more")


def _alternate_left(asked: Asked) -> Broken | None:
    if asked.known.alternates != 0:
        return None
    return _here("alternates_left", asked.known, "no alternate left", "a mistrial, or fewer jurors")


def _all_back(asked: Asked) -> Broken | None:
    if asked.entry.all_present is not False:
        return None
    return _here("all_present", asked.known, "a juror missing", "resumed once all_present is true")


def _alternate_by_consent(asked: Asked) -> Broken | None:
    rule = asked.pack.rules.get("alternate_in_deliberation")
    if rule is None:
        asked.known.unknown.append("rule alternate_in_deliberation")
        return None
    if rule.part("allowed") is False:
        words = "no alternate joins a jury that has retired"
        return Broken("an alternate", _says(rule, words), "fewer jurors, or a mistrial")
    consent = str(rule.part("consent") or "")
    if consent.startswith("written"):
        return _written_consent(asked, rule, consent)
    if "court_order" in (rule.part("requires") or ()):
        if asked.entry.by_order is False:
            words = "an alternate joins a deliberating jury by order of the court, for good cause"
            return Broken("an alternate without an order", _says(rule, words), "by_order: true")
        if asked.entry.by_order is None:
            asked.known.unknown.append("by_order")
    return None


def _written_consent(asked: Asked, rule: Rule, consent: str) -> Broken | None:
    entry = asked.entry
    if entry.consent is None:
        asked.known.unknown.append("consent")
        return None
    if entry.consent is Consent.WRITTEN_IN_COURT:
        return None
    if entry.consent is Consent.WRITTEN and "court" not in consent:
        return None
    return Broken(
        f"an alternate in deliberation, consent {entry.consent.replace('_', ' ')}",
        _says(rule, f"a deliberating juror is replaced only with consent: {consent}"),
        "consent: written_in_court; else a mistrial",
    )


def _enough_left(asked: Asked) -> Broken | None:
    rule = asked.pack.rules.get("min_jurors")
    if rule is None or asked.entry.sitting is None:
        asked.known.unknown.append("sitting" if rule else "rule min_jurors")
        return None
    parts: Mapping[str, Any] = (
        rule.value if isinstance(rule.value, Mapping) else {"sitting": rule.value}
    )
    least, full, below = parts.get("sitting"), parts.get("full_jury"), parts.get("below")
    if not isinstance(least, int):
        asked.known.unknown.append("rule min_jurors")
        return None
    if asked.entry.sitting >= least:
        ordered = (
            full is None
            or asked.entry.sitting >= full
            or asked.entry.by_order
            or asked.entry.agreed
        )
        if ordered or asked.entry.by_order is None:
            asked.known.unknown.extend([] if ordered else ["by_order"])
            return None
        words = f"a jury of fewer than {full} goes on by order of the court, for good cause"
        return Broken(f"{asked.entry.sitting} jurors", _says(rule, words), "by_order: true")
    if below and asked.entry.agreed is None:
        asked.known.unknown.append("agreed")
        return None
    if below and asked.entry.agreed:
        return None
    words = f"a jury goes on with no fewer than {least}"
    accepted = f"{least} or more" + (f", or fewer on {below}" if below else "")
    return Broken(f"{asked.entry.sitting} jurors", _says(rule, words), accepted)


def _consent_to_go_on(asked: Asked) -> Broken | None:
    rule, reports = asked.pack.rules.get("deadlock"), asked.known.reports
    enough = None if rule is None else rule.part("reports_before_consent_is_needed")
    if rule is None or not isinstance(enough, int) or reports < enough or asked.entry.jury_consent:
        return None
    if asked.entry.jury_consent is None:
        asked.known.unknown.append("jury_consent")
        return None
    return Broken(
        f"sent out again without its consent after {reports} reports that it cannot agree",
        _says(rule, f"after {enough} such reports a jury is sent out again only if it consents"),
        "jury_consent: true, or a mistrial",
    )


def _partial_allowed(asked: Asked) -> Broken | None:
    rule = asked.pack.rules.get("partial_verdict")
    allowed = None if rule is None else rule.part("allowed")
    if rule is None or allowed is None:
        asked.known.unknown.append("rule partial_verdict")
        return None
    if allowed:
        return None
    words = "no verdict is taken on some counts while others are open"
    return Broken("a partial verdict", _says(rule, words), "a verdict on all counts, or a mistrial")


def _time_for_majority(asked: Asked) -> Broken | None:
    rule, votes = asked.pack.rules.get("majority_after_hours"), asked.pack.rules.get("guilty_min")
    if rule is None:
        if votes is None or votes.value != "all":
            asked.known.unknown.append("rule majority_after_hours")
            return None
        words = "a verdict is by the vote of all who sit"
        return Broken("a majority verdict", _says(votes, words), "agreement of all, or a mistrial")
    least = rule.part("hours") if isinstance(rule.value, Mapping) else rule.value
    if not isinstance(least, int | float):
        return None  # a reasonable time, and no number of hours
    if asked.known.hours is None:
        asked.known.unknown.append("hours")
        return None
    if asked.known.hours >= least:
        return None
    words = f"a majority verdict may be given after {least:g} hours of deliberation"
    return Broken(f"{asked.known.hours:g} hours", _says(rule, words), f"{least:g} hours or more")


def _votes_enough(asked: Asked) -> Broken | None:
    rule = asked.pack.rules.get("guilty_min" if asked.known.for_guilty else "acquit_min")
    if rule is None or asked.known.votes is None or asked.known.sitting is None:
        return None
    floor = asked.pack.rules.get("majority_after_hours")
    waits = asked.known.room is TrialState.DELIBERATING and _has_floor(floor)
    needed = (
        asked.known.sitting if rule.value == "all" or waits else rule.part(str(asked.known.sitting))
    )
    if not isinstance(needed, int) or asked.known.votes >= needed:
        return None
    words = f"a verdict of {asked.known.sitting} jurors needs {needed} votes"
    return Broken(
        f"{asked.known.votes} of {asked.known.sitting} jurors for the verdict",
        _says(rule, words),
        "sent_back: a dissent on the poll returns the jury to deliberation",
    )


def _has_floor(rule: Rule | None) -> bool:
    """Whether all must agree until some time has passed; a place may never ask for all."""
    if rule is None or not isinstance(rule.value, Mapping):
        return rule is not None and bool(rule.value)
    return bool(rule.part("hours") or rule.part("plus"))


def _heard(asked: Asked) -> Broken | None:
    if asked.entry.parties_heard is not False:
        return None
    return _here(
        "parties_heard", asked.known, "a mistrial on which no one was heard", "parties_heard"
    )


_TESTS: Mapping[tuple[str, str], tuple[Test, ...]] = {
    ("T02", "sworn"): (_large_enough,),
    ("T04", "juror_replaced"): (_alternate_left,),
    ("T08", "resumed"): (_all_back,),
    ("T11", "juror_replaced"): (_alternate_left, _alternate_by_consent),
    ("T12", "jury_reduced"): (_enough_left,),
    ("T12", "resumed"): (_all_back,),
    ("T13", "mistrial"): (_heard,),
    ("T15", "sent_back"): (_consent_to_go_on,),
    ("T16", "partial_taken"): (_partial_allowed,),
    ("T18", "majority_allowed"): (_time_for_majority,),
    ("T19", "announced"): (_votes_enough,),
    ("T20", "recorded"): (_votes_enough,),
    ("T21", "mistrial"): (_heard,),
    ("T22", "mistrial"): (_heard,),
}
