"""The posture under every reading of the sources: whether what they dispute matters to any count.

Where sources differ on something the posture reads (the day of a step, how a count ended, why a
trial broke off, who moved), the events are replayed under each reading that is neither deprecated
nor set aside by a rule, beside the record as it stands. Disputes that touch no common count are
independent and are not multiplied. A reading under which the record is no lawful history is shown
as one that the record excludes.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from juryroom.errors import RecordError
from juryroom.procedure.posture import Posture, posture
from juryroom.procedure.reading_changes import Change, Told, change, changed, is_read, target
from juryroom.procedure.reading_results import (
    CountUnder,
    Dispute,
    Group,
    Readings,
    ReadingTold,
    Variant,
)
from juryroom.procedure.retrial import may_retry
from juryroom.record.case import Case
from juryroom.record.citing import Rank
from juryroom.record.claims import ConflictOutcome
from juryroom.record.conflicts import FoundConflict, Reading, find_conflicts

CAP = 64
_ONE_STANDS = frozenset({ConflictOutcome.VALUE, ConflictOutcome.REFINE})


def posture_readings(
    case: Case, on: dt.date, *, linked: Sequence[Case] = (), cap: int = CAP
) -> Readings:
    """Return the posture of a case on a day under every reading that is not deprecated.

    Parameters
    ----------
    case
        The record, with its claims and conflicts.
    on
        The day asked about.
    linked
        Linked cases that were read, as for `find_conflicts`.
    cap
        The most choices that are tried for disputes that touch common counts. Beyond it each
        dispute is tried on its own, and the group says so.

    Raises
    ------
    RecordError
        If the record as it stands is no lawful history.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> case = load_case(find_case("people-v-weinstein")).case
    >>> found = posture_readings(case, dt.date(2025, 6, 13))
    >>> [(group.disputes[0].id, group.differing) for group in found.groups][:1]
    [('X08', ('R3_M',))]
    """
    state = posture(case, on)
    conflicts = find_conflicts(case, linked=linked)
    disputes = [_dispute(case, found, on) for found in conflicts if is_read(case, found.topic)]
    open_ = [dispute for dispute in disputes if dispute.alternatives]
    return Readings(
        posture=state,
        groups=tuple(_group(case, on, members, cap) for members in _grouped(case, open_)),
        same=tuple(dispute for dispute in disputes if not dispute.alternatives),
        not_read=tuple(found.id for found in conflicts if not is_read(case, found.topic)),
    )


def _dispute(case: Case, found: FoundConflict, on: dt.date) -> Dispute:
    claims = [claim for reading in found.readings for claim in reading.claims]
    index = target(case, found.topic, claims)
    return Dispute(
        id=found.id,
        title=found.title,
        event=None if index is None else case.events[index].id,
        readings=tuple(_told(case, found, reading, index, on) for reading in found.readings),
    )


def _told(
    case: Case, found: FoundConflict, reading: Reading, index: int | None, on: dt.date
) -> ReadingTold:
    said: Change | Told
    if _deprecated(case, reading):
        said = Told.DEPRECATED
    elif _set_aside(found, reading):
        said = Told.SET_ASIDE
    elif index is None:
        said = Told.NO_EVENT
    else:
        said = change(case, found.topic, index, reading.value)
        dates = [case.events[index].date]
        if isinstance(said, Change):
            dates.append(said.fields.get("date", dates[0]))
        if not any(date.by(on) for date in dates):
            said = Told.LATER
    if isinstance(said, Told):
        return ReadingTold(reading.value, reading.independent, said)
    return ReadingTold(reading.value, reading.independent, Told.CHANGES, said)


def _deprecated(case: Case, reading: Reading) -> bool:
    """Whether every claim of a reading is deprecated, and no source beside them gives it."""
    claims = [claim for claim in case.claims if claim.id in reading.claims]
    beside = set(reading.sources) - {claim.source for claim in claims}
    return bool(claims) and not beside and all(c.rank is Rank.DEPRECATED for c in claims)


def _set_aside(found: FoundConflict, reading: Reading) -> bool:
    """Whether the record says that one value stands, and this is another."""
    declared = found.declared
    if declared is None or declared.outcome not in _ONE_STANDS or reading.preferred:
        return False
    return any(other.preferred for other in found.readings)


def _grouped(case: Case, disputes: Iterable[Dispute]) -> Iterator[tuple[Dispute, ...]]:
    """Yield the disputes that touch common counts together."""
    groups = list[tuple[list[Dispute], frozenset[str]]]()
    for dispute in disputes:
        members, counts = [dispute], _touched(case, dispute)
        for group in [group for group in groups if group[1] & counts]:
            groups.remove(group)
            members, counts = [*group[0], *members], counts | group[1]
        groups.append((members, counts))
    return (tuple(members) for members, _ in groups)


def _touched(case: Case, dispute: Dispute) -> frozenset[str]:
    """Return the counts that a dispute may touch: of its event, and those tried with them."""
    counts = {
        count
        for reading in dispute.alternatives
        if reading.change is not None
        for count in case.events[reading.change.event].counts
    }
    family = {count.id: count.lesser_of for count in case.counts}
    while True:
        beside = {
            count
            for event in case.events
            if event.is_step and event.trial is not None and counts.intersection(event.counts)
            for count in event.counts
        }
        beside |= {count for count, greater in family.items() if greater in counts}
        beside |= {greater for count, greater in family.items() if greater and count in counts}
        if beside <= counts:
            return frozenset(counts)
        counts |= beside


def _group(case: Case, on: dt.date, disputes: tuple[Dispute, ...], cap: int) -> Group:
    touched = frozenset[str]().union(*(_touched(case, dispute) for dispute in disputes))
    options = [(None, *dispute.alternatives) for dispute in disputes]
    number = 1
    for option in options:
        number *= len(option)
    notice = ""
    if number <= cap:
        choices: Iterable[tuple[ReadingTold | None, ...]] = product(*options)
    else:
        notice = f"{number} choices among {len(disputes)} disputes are more than {cap}: each"
        notice += " dispute was read on its own, the others as the record has them"
        choices = _one_at_a_time(options)
    ids = [dispute.id for dispute in disputes]
    variants = tuple(_variant(case, on, touched, ids, choice) for choice in choices)
    return Group(disputes, variants, notice)


def _one_at_a_time(
    options: Sequence[tuple[ReadingTold | None, ...]],
) -> Iterator[tuple[ReadingTold | None, ...]]:
    none = (None,) * len(options)
    yield none
    for place, option in enumerate(options):
        for reading in option[1:]:
            yield (*none[:place], reading, *none[place + 1 :])


def _variant(
    case: Case,
    on: dt.date,
    touched: frozenset[str],
    ids: Sequence[str],
    choice: Sequence[ReadingTold | None],
) -> Variant:
    chosen = {name: reading for name, reading in zip(ids, choice, strict=True) if reading}
    changes = [reading.change for reading in chosen.values() if reading.change is not None]
    values = {name: reading.value for name, reading in chosen.items()}
    read = changed(case, changes)
    try:
        state = posture(read, on)
    except RecordError as error:
        problem = error.problems[0]
        return Variant(values, (), f"{problem.found}; {problem.rule}")
    return Variant(values, tuple(_under(read, state, touched)))


def _under(case: Case, state: Posture, touched: frozenset[str]) -> Iterator[CountUnder]:
    for count in state.counts:
        if count.id in touched:
            answer = may_retry(case, state, count.id)
            yield CountUnder(
                id=count.id,
                state=count.state,
                since=str(count.since),
                retrial=answer.result,
                rule=answer.rule,
                authority=answer.authority,
            )
