"""Where a case claims that an influence moved a jury: the split, the claims, and who makes them.

Found in the record, never supplied here: a reported split during deliberation, on a count of a
trial from whose room a rumour, a threat or pressure is reported.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, final

from juryroom.record.case import Case
from juryroom.record.claims import Account, Claim
from juryroom.record.trials import RoomEvent, RoomKind, Split, SplitStage, Trial

INFLUENCES = frozenset({RoomKind.RUMOUR, RoomKind.THREAT, RoomKind.PRESSURE})


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedInfluence:
    """A split and the influences that are claimed to have acted on the jury that stood so."""

    count_id: str
    trial: Trial
    split: Split
    guilty_votes: int
    jury_size: int
    room: tuple[RoomEvent, ...]
    accounts: tuple[Account, ...]
    claims: tuple[Claim, ...]

    def as_json(self) -> dict[str, Any]:
        """Return what is claimed, by whom and how reliably, as data."""
        return {
            "count": self.count_id,
            "trial": self.trial.id,
            "split": {
                "id": self.split.id,
                "guilty": self.guilty_votes,
                "not_guilty": self.jury_size - self.guilty_votes,
                "stage": str(self.split.stage),
                "reported_by": self.split.reported_by,
                "channel": self.split.channel,
                "reliability": str(self.split.reliability),
                "sources": list(self.split.sources),
            },
            "room": [
                {
                    "id": event.id,
                    "date": str(event.date),
                    "kind": str(event.kind),
                    "what": event.what,
                    "report": str(event.report),
                    "sources": list(event.sources),
                }
                for event in self.room
            ],
            "claims": [
                {"id": claim.id, "source": claim.source, "gist": claim.gist}
                for claim in self.claims
            ],
        }


def claimed_influences(case: Case, on: dt.date) -> tuple[ClaimedInfluence, ...]:
    """Return every claimed influence of `case` that was known on that day, in order of trials."""
    return tuple(
        found
        for trial in case.trials
        for split in trial.splits
        if (found := _claimed(case, trial, split, on)) is not None
    )


def _claimed(case: Case, trial: Trial, split: Split, on: dt.date) -> ClaimedInfluence | None:
    tally, size = split.tally, trial.jury.size if trial.jury else None
    if split.stage is SplitStage.FINAL or tally.at_least or tally.guilty is None or size is None:
        return None
    if tally.total != size or tally.undecided or not case.known(split.sources, on):
        return None
    room = tuple(
        event
        for event in trial.room_log
        if event.kind in INFLUENCES
        and (not event.counts or split.count in event.counts)
        and case.known(event.sources, on)
    )
    if not room:
        return None
    accounts = tuple(
        account
        for account in case.accounts
        if account.trial == trial.id
        and (not account.counts or split.count in account.counts)
        and case.known(account.sources, on)
    )
    named = {
        *split.claims,
        *(c for e in room for c in e.claims),
        *(c for a in accounts for c in a.claims),
    }
    claims = tuple(claim for claim in case.claims if claim.id in named)
    return ClaimedInfluence(
        count_id=split.count,
        trial=trial,
        split=split,
        guilty_votes=tally.guilty,
        jury_size=size,
        room=room,
        accounts=accounts,
        claims=claims,
    )
