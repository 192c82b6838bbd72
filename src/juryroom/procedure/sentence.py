"""Terms of a sentence and what they add up to.

A term has a least and a longest time. Concurrent terms merge into the longest, consecutive ones
add; the least and the longest times are summed apart, and a life term has no finite longest time.
A term that fell counts for nothing, and one that was to follow it then follows nothing: that is
said, and no new start is put in its place.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.record.dates import PartialDate
from juryroom.record.sentences import Relation


class TermKind(StrEnum):
    """What kind of term it is."""

    DETERMINATE = "determinate"
    INDETERMINATE = "indeterminate"
    DEFINITE = "definite"
    LIFE = "life"
    PROBATION = "probation"


class TermStatus(StrEnum):
    """What became of a term."""

    ACTIVE = "active"
    VACATED = "vacated"
    REPLACED = "replaced"
    DISCHARGED = "discharged"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceTerm:
    """One term: by which court, on which count, how long, when, for which act; None: not known.

    Parameters
    ----------
    id
        The short name of the term.
    court
        The jurisdiction of the court that imposed it.
    years, min_years
        The longest time in years, and the least where the term is a range. `years` is infinite for
        life; the least time alone may then be known.
    imposed, offence_date
        When it was imposed, and the date of the offence, which decides on the range.
    act
        A name of the act; the same act has the same name.
    grade
        The class of the offence, where the place has classes: "B violent felony".
    status
        Whether it still runs; None where it is not known whether it was served.
    """

    id: str
    court: str
    count: str | None = None
    kind: TermKind | None = None
    years: float | None = None
    min_years: float | None = None
    imposed: PartialDate | None = None
    act: str | None = None
    offence_date: PartialDate | None = None
    grade: str | None = None
    status: TermStatus | None = TermStatus.ACTIVE

    def __post_init__(self) -> None:
        for name in ("years", "min_years"):
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise OutOfDomainError(
                    Problem(
                        where=f"terms.{self.id}.{name}",
                        found=str(value),
                        rule="a term is a time",
                        accepted="0 or more years",
                    )
                )
        if self.years is not None and self.min_years is not None and self.min_years > self.years:
            raise OutOfDomainError(
                Problem(
                    where=f"terms.{self.id}",
                    found=f"{self.min_years:g} to {self.years:g} years",
                    rule="the least time of a term is not above the longest",
                    accepted="a least time that is not above the longest",
                )
            )

    @property
    def counts(self) -> bool:
        """Whether the term adds to the time to be served: it did not fall and is not replaced."""
        return self.status not in (TermStatus.VACATED, TermStatus.REPLACED)

    @property
    def in_prison(self) -> bool:
        """Whether it is a term of imprisonment."""
        return self.kind is not TermKind.PROBATION

    @property
    def longest(self) -> float | None:
        """The longest time in years; infinite for life, None where it is not known."""
        return math.inf if self.kind is TermKind.LIFE else self.years

    @property
    def least(self) -> float | None:
        """The least time in years: that of a range, else the term itself; None for bare life."""
        if self.min_years is not None:
            return self.min_years
        longest = self.longest
        return None if longest is None or math.isinf(longest) else longest


@final
@dataclass(frozen=True, slots=True)
class Total:
    """The time that terms add up to, in years; None where a term is not known.

    Examples
    --------
    >>> print(Total(19.0, math.inf))
    19 years to life
    >>> print(Total(23.0, 23.0))
    23 years
    """

    least: float | None
    longest: float | None

    @property
    def life(self) -> bool:
        """Whether there is no finite longest time."""
        return self.longest is not None and math.isinf(self.longest)

    def __str__(self) -> str:
        """Return the total in words."""
        if self.longest is None:
            return "not known"
        top = "life" if self.life else f"{self.longest:g} years"
        if self.least is None or self.least == self.longest:
            return top
        return f"{self.least:g} years to {top}" if self.life else f"{self.least:g} to {top}"

    def as_json(self) -> dict[str, Any]:
        """Return the total as plain data; a total without a finite end says `life`."""
        return {
            "least_years": self.least,
            "longest_years": None if self.life else self.longest,
            "life": self.life,
        }


Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """Return two ids as the unordered pair under which their relation is kept."""
    return (one, other) if one <= other else (other, one)


def total(terms: Sequence[SentenceTerm], relations: Mapping[Pair, Relation]) -> Total | None:
    """Return what `terms` add up to, or None where the relation of two of them is not stated.

    Parameters
    ----------
    terms
        In the order in which they follow one another where they are consecutive.
    relations
        How each pair runs, under `pair` of their ids.

    Notes
    -----
    A term starts when every earlier one that it follows has ended. See New York Penal Law 70.30
    for the same sum; caps on it are not applied.

    Examples
    --------
    >>> two = [SentenceTerm(id="A", court="US-NY", years=20),
    ...        SentenceTerm(id="B", court="US-NY", years=3)]
    >>> for relation in (Relation.CONSECUTIVE, Relation.CONCURRENT):
    ...     print(total(two, {pair("A", "B"): relation}))
    23 years
    20 years
    """
    running = [term for term in terms if term.counts and term.in_prison]
    for i, term in enumerate(running):
        for earlier in running[:i]:
            stated = relations.get(pair(earlier.id, term.id), Relation.UNSPECIFIED)
            if stated is Relation.UNSPECIFIED:
                return None
    return Total(
        _longest([term.least for term in running], running, relations),
        _longest([term.longest for term in running], running, relations),
    )


def _longest(
    lengths: Sequence[float | None],
    terms: Sequence[SentenceTerm],
    relations: Mapping[Pair, Relation],
) -> float | None:
    """Return when the last of the terms ends, or None where a length that matters is not known."""
    if any(length is None for length in lengths):
        return None
    ends = list[float]()
    for i, term in enumerate(terms):
        start = max(
            (
                ends[j]
                for j in range(i)
                if relations[pair(terms[j].id, term.id)] is Relation.CONSECUTIVE
            ),
            default=0.0,
        )
        ends.append(start + (lengths[i] or 0.0))
    return max(ends, default=0.0)


def all_pairs(terms: Iterable[SentenceTerm], relation: Relation) -> dict[Pair, Relation]:
    """Return that relation for each pair of `terms`."""
    ids = [term.id for term in terms]
    return {pair(one, other): relation for i, one in enumerate(ids) for other in ids[i + 1 :]}


def days_in_custody(
    intervals: Iterable[tuple[PartialDate, PartialDate | None]], on: dt.date
) -> tuple[int, int]:
    """Return the fewest and the most days in custody by `on`, each day counted once.

    Parameters
    ----------
    intervals
        The first and the last day of each; None while it goes on. They may overlap: a day spent in
        custody for two jurisdictions is one day.
    on
        The day that is asked about; later days are not counted.

    Examples
    --------
    >>> from juryroom.record.dates import parse_date
    >>> spans = [(parse_date("2020-01-01"), parse_date("2020-01-10")),
    ...          (parse_date("2020-01-06"), parse_date("2020-01-15"))]
    >>> days_in_custody(spans, dt.date(2026, 6, 30))
    (15, 15)
    """
    held = list(intervals)
    fewest = [(first.latest, (last.earliest if last else on)) for first, last in held]
    most = [(first.earliest, (last.latest or on) if last else on) for first, last in held]
    return _union(fewest, on), _union(most, on)


def _union(spans: Iterable[tuple[dt.date | None, dt.date | None]], on: dt.date) -> int:
    known = sorted((a, min(b, on)) for a, b in spans if a is not None and b is not None)
    days, reached = 0, dt.date.min
    for first, last in known:
        start = max(first, reached + dt.timedelta(days=1)) if reached > dt.date.min else first
        if start <= last:
            days += (last - start).days + 1
            reached = last
    return days
