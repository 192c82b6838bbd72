"""Who complains of whom: the directed graph between seats that the log of the jury room makes.

Two reports of one event stay two edges: which of them are one is for a reader to say, and a note in
the record does. Nobody is named; a seat is a role id.
"""

from typing import NamedTuple

from juryroom.record.trials import Report, RoomKind, Trial

_COMPLAINS = frozenset(
    {
        RoomKind.COMPLAINT,
        RoomKind.INQUIRY,
        RoomKind.PRESSURE,
        RoomKind.THREAT,
        RoomKind.RUMOUR,
        RoomKind.DISPUTE,
        RoomKind.REFUSAL,
    }
)


class Complaint(NamedTuple):
    """One edge: the seat that complains, the seat complained of, and the entry that says so.

    `against` is None where the report does not say of whom.
    """

    by: str
    against: str | None
    kind: RoomKind
    report: Report
    entry: str


def complaints(trial: Trial) -> tuple[Complaint, ...]:
    """Return the graph of complaints of a trial, in the order of its room log.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> trial = load_case(find_case("people-v-weinstein")).case.trial("T2")
    >>> [(edge.by, edge.against) for edge in complaints(trial) if edge.kind == "threat"]
    [('JB', 'JU'), ('JF', 'JT'), ('JF', 'JT')]
    """
    return tuple(
        Complaint(entry.by, entry.against, entry.kind, entry.report, entry.id)
        for entry in trial.room_log
        if entry.by is not None and entry.kind in _COMPLAINS
    )
