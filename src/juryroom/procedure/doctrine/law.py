"""The law that one vector is held against: a place, and the day that decides which rules apply."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Final, final

from juryroom.procedure.rulepack import Rule, RulePack, rule_pack
from juryroom.record.dates import PartialDate

DEFAULT_DAY: Final = dt.date(2026, 6, 30)


@final
@dataclass(frozen=True)
class Law:
    """The rules of a place on a day.

    Parameters
    ----------
    jurisdiction
        A code of the format. US-ANY asks for the federal constitution alone.
    day
        The day whose law applies: `date` of the vector, and 2026-06-30 where it gives none, as the
        format says.
    date
        The date as the vector gives it, or None.
    """

    jurisdiction: str
    day: dt.date = DEFAULT_DAY
    date: PartialDate | None = None

    @cached_property
    def pack(self) -> RulePack:
        """The rules in force.

        Raises
        ------
        ProcedureError
            If no pack speaks for the place.
        """
        return rule_pack(self.jurisdiction, self.day)

    def rule(self, name: str) -> Rule | None:
        """Return the rule of that name, or None where the pack of the place does not give it."""
        return self.pack.rules.get(name)

    @property
    def american(self) -> bool:
        """Whether the federal constitution of the United States binds the place."""
        return self.jurisdiction.startswith("US-")
