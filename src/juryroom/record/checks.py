"""What a schema cannot check: that the parts of a case fit together.

Which moves of a count are lawful is not checked here: `procedure` replays the events.
"""

from juryroom.record.case import Case
from juryroom.record.charging import check_charging
from juryroom.record.chronology import check_chronology
from juryroom.record.contradictions import check_conflicts
from juryroom.record.findings import Finding, told
from juryroom.record.juries import check_juries
from juryroom.record.outcomes import check_outcomes
from juryroom.record.references import check_lists, check_references

_CHECKS = (
    check_references,
    check_lists,
    check_charging,
    check_juries,
    check_outcomes,
    check_chronology,
    check_conflicts,
)


def check_case(case: Case) -> tuple[Finding, ...]:
    """Return what in `case` does not fit together, each thing once, as far as it is told."""
    return told(finding for check in _CHECKS for finding in check(case))
