"""The days that decide which law applies: of the offence, of the trial's begin, of the verdict."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Self, final

from juryroom.errors import OutOfDomainError, Problem


class AppliesBy(StrEnum):
    """Which day selects the version of a rule.

    `offence_class` says that the value of the day of trial is chosen by the class of the offence.
    """

    OFFENCE_DATE = "offence_date"
    TRIAL_BEGUN = "trial_begun"
    TRIAL_DATE = "trial_date"
    OFFENCE_CLASS = "offence_class"
    VERDICT_DATE = "verdict_date"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDates:
    """The days of one count that select the law; None where a day is not known.

    Parameters
    ----------
    offence, trial_begun, trial, verdict
        In that order in time. `trial_begun` is the day on which the jury was sworn, `trial` the day
        of trial that is asked about.
    indictment_read
        The day on which the charge was read to the jury, where it is known and was another day.

    Examples
    --------
    >>> days = LegalDates.all_on(dt.date(2026, 2, 1)).but(trial_begun=dt.date(2025, 12, 10))
    >>> days.between(AppliesBy.TRIAL_BEGUN)
    (datetime.date(2025, 12, 10), datetime.date(2025, 12, 10))
    >>> LegalDates(trial=dt.date(2018, 5, 1)).between(AppliesBy.OFFENCE_DATE)
    (datetime.date(1, 1, 1), datetime.date(2018, 5, 1))
    """

    offence: dt.date | None = None
    trial_begun: dt.date | None = None
    trial: dt.date | None = None
    verdict: dt.date | None = None
    indictment_read: dt.date | None = None

    def __post_init__(self) -> None:
        known = [day for day in self._in_order if day is not None]
        if known != sorted(known):
            raise OutOfDomainError(
                Problem(
                    where="LegalDates",
                    found=", ".join(map(str, known)),
                    rule="an offence is before its trial, and a trial begins before its verdict",
                    accepted="offence, trial_begun, trial and verdict in the order of time",
                )
            )

    @classmethod
    def all_on(cls, day: dt.date) -> Self:
        """Return dates that are all the same day."""
        return cls(offence=day, trial_begun=day, trial=day, verdict=day)

    @classmethod
    def of_record(cls, *, offence: dt.date | None, sworn: dt.date, verdict: dt.date) -> Self:
        """Return the days of a recorded verdict: procedure is that of the day of swearing.

        A day of offence that the record puts after the swearing is an error of the record, which
        other checks report; here it is not known.
        """
        begun = min(sworn, verdict)
        known = offence if offence is not None and offence <= begun else None
        return cls(offence=known, trial_begun=begun, trial=begun, verdict=verdict)

    def but(
        self,
        *,
        offence: dt.date | None = None,
        trial_begun: dt.date | None = None,
        verdict: dt.date | None = None,
        indictment_read: dt.date | None = None,
    ) -> "LegalDates":
        """Return these dates with those replaced that are given.

        Of the others, an earlier stage that would come after a given day is put on that day: a
        trial that began on a day is for an offence of that day or before.
        """
        given = {"offence": offence, "trial_begun": trial_begun, "trial": None, "verdict": verdict}
        days = dict[str, dt.date | None]()
        bound = dt.date.max
        for name in reversed(given):
            own = given[name]
            day = own if own is not None else getattr(self, name)
            days[name] = day if day is None or own is not None else min(day, bound)
            bound = min(bound, day or bound)
        read = indictment_read or self.indictment_read
        return LegalDates(**days, indictment_read=read)

    def between(self, applies_by: AppliesBy) -> tuple[dt.date, dt.date]:
        """Return the first and last day that the one `applies_by` names can have been.

        Where the day is known they are the same; else the days before and after it bound it.
        """
        place = _PLACES[applies_by]
        days = self._in_order
        earlier = [day for day in days[: place + 1] if day is not None]
        later = [day for day in days[place:] if day is not None]
        if days[place] is not None:
            earlier = later = [day for day in (days[place],) if day is not None]
        first = max(earlier, default=dt.date.min)
        last = min(later, default=dt.date.max)
        if applies_by is AppliesBy.TRIAL_BEGUN and self.indictment_read is not None:
            return min(first, self.indictment_read), max(last, self.indictment_read)
        return first, last

    @property
    def _in_order(self) -> tuple[dt.date | None, ...]:
        return (self.offence, self.trial_begun, self.trial, self.verdict)


_PLACES = {
    AppliesBy.OFFENCE_DATE: 0,
    AppliesBy.TRIAL_BEGUN: 1,
    AppliesBy.TRIAL_DATE: 2,
    AppliesBy.OFFENCE_CLASS: 2,
    AppliesBy.VERDICT_DATE: 3,
}
