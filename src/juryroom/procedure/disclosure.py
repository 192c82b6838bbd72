"""What of a jury room may be shown at all: nothing, where printing it is an offence.

In some places (England and Wales, Canada, and others by their packs) it is an offence to publish how
jurors voted or what they said. There the splits, the reports from the jury room and the accounts of
jurors are taken out of a case before anything is made of it, with the claims that report nothing
else, unless the record says that the court has released them. What a court does in the open about a
jury stays.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, final

from juryroom.errors import ProcedureError
from juryroom.procedure.rule import Rule
from juryroom.procedure.rulepack import rule_pack
from juryroom.record.case import Case
from juryroom.record.claims import Account, Claim, Conflict
from juryroom.record.trials import RoomEvent, RoomKind, Split, Trial

OFFENCE = "offence"
# What the court itself does in the presence of the parties.
IN_COURT = frozenset(
    {
        RoomKind.DEADLOCK_CHARGE,
        RoomKind.INSTRUCTION,
        RoomKind.READBACK,
        RoomKind.RECESS,
        RoomKind.SUBSTITUTION,
    }
)
_OF_THE_ROOM = frozenset({"split", "splits", "ballot", "ballots", "votes", "vote", "room"})


@final
@dataclass(frozen=True, slots=True)
class Disclosable:
    """A case without what may not be shown of its jury rooms.

    Parameters
    ----------
    case
        The case; the one given where nothing is taken out.
    withheld
        How many splits, reports and accounts were taken out.
    rule
        The rule of the place; None where it makes no offence of it.
    """

    case: Case
    withheld: int
    rule: Rule | None

    @property
    def notice(self) -> str | None:
        """What a reader must be told, or None where nothing was taken out."""
        if self.rule is None or not self.withheld:
            return None
        return (
            f"{self.withheld} reports of deliberation are neither kept nor shown: in "
            f"{self.case.jurisdiction} it is an offence to disclose them ({self.rule.authority}); "
            "court_released: true on a report that the court has released keeps it"
        )


def disclosable(case: Case) -> Disclosable:
    """Return `case` without what it is an offence to disclose where it is tried.

    A place that no rule pack speaks for has no rule here, and nothing is taken out.
    """
    try:
        rule = rule_pack(case.jurisdiction, dt.date.max).rules.get("deliberation_disclosure")
    except ProcedureError:
        return Disclosable(case, 0, None)
    if rule is None or rule.value != OFFENCE:
        return Disclosable(case, 0, None)
    out = [thing for thing in _reports(case) if not shown(thing)]
    if not out:
        return Disclosable(case, 0, rule)
    return Disclosable(_without(case, out), len(out), rule)


def shown(report: Split | RoomEvent | Account) -> bool:
    """Whether a report of deliberation may be shown where disclosing it is an offence."""
    if report.court_released:
        return True
    return isinstance(report, RoomEvent) and report.kind in IN_COURT and report.tally is None


def _reports(case: Case) -> Iterator[Split | RoomEvent | Account]:
    for trial in case.trials:
        yield from trial.splits
        yield from trial.room_log
    yield from case.accounts


def _without(case: Case, out: Iterable[Split | RoomEvent | Account]) -> Case:
    gone = {thing.id for thing in out}
    kept = {claim for thing in _reports(case) if shown(thing) for claim in thing.claims}
    claims = {claim for thing in out for claim in thing.claims} - kept
    claims |= {claim.id for claim in case.claims if _tells(claim, gone)}
    topics = {
        (said.about, said.property)
        for claim in case.claims
        if claim.id in claims
        for said in claim.says
    }
    changes: dict[str, Any] = {
        "trials": tuple(_trial(trial, gone) for trial in case.trials),
        "accounts": tuple(account for account in case.accounts if account.id not in gone),
        "claims": tuple(claim for claim in case.claims if claim.id not in claims),
        "conflicts": tuple(c for c in case.conflicts if not _about(c, gone, topics)),
        "events": tuple(
            event.model_copy(update={"claims": tuple(c for c in event.claims if c not in claims)})
            for event in case.events
        ),
    }
    return case.model_copy(update=changes)


def _trial(trial: Trial, gone: set[str]) -> Trial:
    return trial.model_copy(
        update={
            "splits": tuple(split for split in trial.splits if split.id not in gone),
            "room_log": tuple(event for event in trial.room_log if event.id not in gone),
        }
    )


def _tells(claim: Claim, gone: set[str]) -> bool:
    """Whether a claim asserts something of a report that is taken out, or of a split."""
    return any(said.about in gone or _of_the_room(said.property) for said in claim.says)


def _about(conflict: Conflict, gone: set[str], topics: set[tuple[str, str]]) -> bool:
    topic = conflict.topic
    known = topic.about in gone or (topic.about, topic.property) in topics
    return known or _of_the_room(topic.property)


def _of_the_room(prop: str) -> bool:
    return not _OF_THE_ROOM.isdisjoint(prop.split("_"))
