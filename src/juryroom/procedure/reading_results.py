"""What the readings of a dispute make of the counts: the results of `posture_readings`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

from juryroom.procedure.posture import Posture
from juryroom.procedure.reading_changes import Change, Told
from juryroom.procedure.retrial import RetrialResult
from juryroom.procedure.states import CountState
from juryroom.record.claims import Scalar


@final
@dataclass(frozen=True, slots=True)
class ReadingTold:
    """One reading of a dispute, and what becomes of it."""

    value: Scalar
    independent: int
    told: Told
    change: Change | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the reading as plain data."""
        return {
            "value": self.value,
            "independent_sources": self.independent,
            "told": self.told.value,
        }


@final
@dataclass(frozen=True, slots=True)
class Dispute:
    """A topic that the posture reads and on which sources differ.

    Parameters
    ----------
    id, title
        Of the conflict.
    event
        The id of the event it is about, or None where the record has none, or several.
    readings
        Every reading, with what becomes of it.
    """

    id: str
    title: str
    event: str | None
    readings: tuple[ReadingTold, ...]

    @property
    def alternatives(self) -> tuple[ReadingTold, ...]:
        """The readings under which the events would be others."""
        return tuple(reading for reading in self.readings if reading.change is not None)

    def as_json(self) -> dict[str, Any]:
        """Return the dispute as plain data."""
        return {
            "id": self.id,
            "title": self.title,
            "event": self.event,
            "readings": [reading.as_json() for reading in self.readings],
        }


@final
@dataclass(frozen=True, slots=True)
class CountUnder:
    """One count under one reading: its state, since when, and whether it may be tried again."""

    id: str
    state: CountState
    since: str
    retrial: RetrialResult
    rule: str
    authority: str

    def as_json(self) -> dict[str, Any]:
        """Return the count as plain data."""
        return {
            "id": self.id,
            "state": self.state.value,
            "phrase": self.state.phrase,
            "since": self.since,
            "retrial": self.retrial.value,
            "rule": self.rule,
            "authority": self.authority,
        }


@final
@dataclass(frozen=True, slots=True)
class Variant:
    """The counts under one choice of readings.

    Parameters
    ----------
    choice
        The value chosen for each dispute of the group; a dispute that is not named is read as the
        record has it.
    counts
        The counts that the group touches.
    excluded
        Why the record excludes this choice, or empty.
    """

    choice: Mapping[str, Scalar]
    counts: tuple[CountUnder, ...]
    excluded: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the variant as plain data."""
        return {
            "choice": dict(self.choice),
            "counts": [count.as_json() for count in self.counts],
            "excluded": self.excluded or None,
        }


@final
@dataclass(frozen=True, slots=True)
class Group:
    """Disputes that touch common counts, and the counts under every choice among their readings.

    `variants` begins with the record as it stands. `notice` says where not every choice was tried.
    """

    disputes: tuple[Dispute, ...]
    variants: tuple[Variant, ...]
    notice: str = ""

    @property
    def differing(self) -> tuple[str, ...]:
        """The counts whose state, or whose answer on another trial, is not the same under all."""
        return self._differ(_ends)

    @property
    def dates_only(self) -> tuple[str, ...]:
        """The counts that differ in nothing but the day since which they are in their state."""
        days = self._differ(_since)
        return tuple(count for count in days if count not in self.differing)

    @property
    def decisive(self) -> tuple[str, ...]:
        """The disputes that matter: a choice among their readings alone changes some count."""
        found = list[str]()
        for dispute in self.disputes:
            ends = dict[tuple[tuple[str, Scalar], ...], set[object]]()
            for variant in self.variants:
                if not variant.excluded:
                    rest = tuple((k, v) for k, v in variant.choice.items() if k != dispute.id)
                    counts = tuple((count.id, _ends(count)) for count in variant.counts)
                    ends.setdefault(rest, set()).add(counts)
            if any(len(seen) > 1 for seen in ends.values()):
                found.append(dispute.id)
        return tuple(found)

    def _differ(self, part: Callable[[CountUnder], object]) -> tuple[str, ...]:
        seen = dict[str, set[object]]()
        possible = [variant for variant in self.variants if not variant.excluded]
        for variant in possible:
            for count in variant.counts:
                seen.setdefault(count.id, set()).add(part(count))
        ids = [{count.id for count in variant.counts} for variant in possible]
        return tuple(
            name
            for name, parts in seen.items()
            if len(parts) > 1 or not all(name in there for there in ids)
        )

    def as_json(self) -> dict[str, Any]:
        """Return the group as plain data."""
        return {
            "disputes": [dispute.as_json() for dispute in self.disputes],
            "decisive": list(self.decisive),
            "matters_to": list(self.differing),
            "matters_to_the_day_only": list(self.dates_only),
            "postures": [variant.as_json() for variant in self.variants],
            "notice": self.notice or None,
        }


@final
@dataclass(frozen=True, slots=True)
class Readings:
    """The posture of a case on a day, and under every reading of what its sources dispute.

    Parameters
    ----------
    posture
        The posture of the record as it stands.
    groups
        The disputes that would change an event, in groups.
    same
        Disputes of which every reading left is as the record has it, or says nothing.
    not_read
        The ids of the conflicts on things that the posture does not read.
    """

    posture: Posture
    groups: tuple[Group, ...]
    same: tuple[Dispute, ...]
    not_read: tuple[str, ...]

    @property
    def matters(self) -> bool:
        """Whether some dispute matters to a count."""
        return any(group.differing for group in self.groups)

    def as_json(self) -> dict[str, Any]:
        """Return the readings as plain data."""
        return {
            "matters": self.matters,
            "groups": [group.as_json() for group in self.groups],
            "same": [dispute.as_json() for dispute in self.same],
            "not_read_by_the_posture": list(self.not_read),
        }


def _ends(count: CountUnder) -> object:
    return count.state, count.retrial


def _since(count: CountUnder) -> object:
    return count.since
