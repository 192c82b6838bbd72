"""A table of juries: observations, and a ledger in which every row read has its place.

Nothing is dropped in silence. The rows read are the rows used and the rows listed, each listed row
with its reason; a cell that cannot be what its column says is an error that names row and column.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self, final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.inference.observation import WHOLE, Observation

EVERY_SOURCE = "*"


class MissingVerdict(StrEnum):
    """What a jury without a recorded verdict is taken for."""

    DROPPED = "dropped"
    HUNG = "hung"
    UNKNOWN = "unknown"


class MissingFirst(StrEnum):
    """What is done with a jury whose first ballot is not recorded."""

    DROPPED = "dropped"
    UNKNOWN = "unknown"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What is assumed where a table does not say.

    Parameters
    ----------
    missing_verdict
        A jury without a recorded verdict: listed and left out (dropped), taken as hung, or kept
        with an ending that is open (unknown).
    missing_first
        A jury without a recorded first ballot: listed and left out, or kept with one that is open;
        the distribution of first ballots is then fitted too.
    did_not_convict
        Sources in which not guilty means that the jury did not convict: acquittals and hung juries
        are not told apart there. ``{"*"}`` for all.
    near_whole
        A share of guilty votes within so many votes of a whole vote is that vote.

    Examples
    --------
    >>> print(Assumptions())
    a missing verdict: dropped; a missing first ballot: dropped; not guilty: acquitted
    """

    missing_verdict: MissingVerdict = MissingVerdict.DROPPED
    missing_first: MissingFirst = MissingFirst.DROPPED
    did_not_convict: frozenset[str] = frozenset()
    near_whole: float = WHOLE

    def not_guilty_is_open(self, source: str) -> bool:
        """Whether not guilty in `source` may also be hung."""
        return bool(self.did_not_convict & {EVERY_SOURCE, source})

    def __str__(self) -> str:
        """Return the assumptions as they are shown to people."""
        merged = ", ".join(sorted(self.did_not_convict - {EVERY_SOURCE}))
        if EVERY_SOURCE in self.did_not_convict:
            means = "did not convict, hung juries included"
        elif merged:
            means = f"did not convict, hung juries included ({merged}); else acquitted"
        else:
            means = "acquitted"
        return (
            f"a missing verdict: {self.missing_verdict}; "
            f"a missing first ballot: {self.missing_first}; not guilty: {means}"
        )


@final
@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """A row that was read and is not used, and why."""

    row: int
    reason: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class JuryTable:
    """Observations of juries, and the rows that were left out.

    Parameters
    ----------
    name
        The file without its folder, or the data set.
    rows_in
        Rows read.
    observations
        What is used; a row that counts several endings gives several.
    left_out
        Rows that are not used.
    assumptions
        What was assumed where the table does not say.
    sha256
        Of the bytes that were read, or empty.

    Raises
    ------
    OutOfDomainError
        If a row has no place, or two.
    """

    name: str
    rows_in: int
    observations: tuple[Observation, ...]
    left_out: tuple[LeftOut, ...] = ()
    assumptions: Assumptions = field(default_factory=Assumptions)
    sha256: str = ""

    def __post_init__(self) -> None:
        used = {each.row for each in self.observations}
        listed = [each.row for each in self.left_out]
        places = sorted([*used, *listed])
        if places != list(range(1, self.rows_in + 1)):
            raise OutOfDomainError(
                Problem(
                    f"table '{self.name}'",
                    f"{self.rows_in} rows, of which {len(used)} are used and {len(listed)} listed",
                    "every row read is used, or listed with a reason: never both, never neither",
                    "rows 1, 2, ..., each in one place",
                )
            )

    @classmethod
    def of(cls, observations: Iterable[Observation], name: str = "observations") -> Self:
        """Return a table of observations made by other means, numbered anew."""
        numbered = tuple(replace(each, row=row) for row, each in enumerate(observations, 1))
        return cls(name=name, rows_in=len(numbered), observations=numbered)

    @property
    def rows_used(self) -> int:
        """The rows that are used."""
        return len({each.row for each in self.observations})

    @property
    def juries(self) -> int:
        """The juries that the rows used stand for."""
        return sum(each.juries for each in self.observations)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the rows used, in alphabetical order."""
        return tuple(sorted({each.source for each in self.observations}))

    @property
    def jury_sizes(self) -> tuple[int, ...]:
        """The jury sizes of the rows used, from the smallest."""
        return tuple(sorted({each.jury_size for each in self.observations}))

    def where(self, keep: Callable[[Observation], bool], reason: str) -> "JuryTable":
        """Return the table of the observations that `keep` takes; the others are listed.

        Parameters
        ----------
        keep
            Says of an observation whether it stays. All observations of a row must fare alike.
        reason
            Why the others are left out.
        """
        kept = tuple(each for each in self.observations if keep(each))
        stays = {each.row for each in kept}
        gone = {each.row for each in self.observations} - stays
        return replace(
            self,
            observations=tuple(each for each in self.observations if each.row in stays),
            left_out=tuple(sorted([*self.left_out, *(LeftOut(row, reason) for row in gone)])),
        )

    def reasons(self) -> dict[str, int]:
        """Return how many rows were left out for each reason, the most frequent first."""
        return dict(Counter(each.reason for each in self.left_out).most_common())

    def subset(self, rows: Sequence[int], reason: str = "not in this part") -> "JuryTable":
        """Return the table of some of the rows used, by their numbers; the others are listed."""
        chosen = set(rows)
        return self.where(lambda each: each.row in chosen, reason)

    def as_json(self) -> dict[str, object]:
        """Return the ledger as plain data."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "rows_in": self.rows_in,
            "rows_used": self.rows_used,
            "juries": self.juries,
            "rows_left_out": [{"row": each.row, "reason": each.reason} for each in self.left_out],
            "assumptions": str(self.assumptions),
        }


def counts_by(table: JuryTable, key: Callable[[Observation], str]) -> Mapping[str, int]:
    """Return the juries of a table by something known of each, in alphabetical order."""
    found: Counter[str] = Counter()
    for each in table.observations:
        found[key(each)] += each.juries
    return dict(sorted(found.items()))
