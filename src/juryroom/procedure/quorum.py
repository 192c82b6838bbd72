"""Whether the tally that was recorded with a verdict is enough for it under the rules in force."""

from typing import NamedTuple

from juryroom.errors import OutOfDomainError
from juryroom.procedure.law import Law
from juryroom.procedure.rule import ANYTHING_LESS, Rule, votes_needed
from juryroom.record.events import Event, Step
from juryroom.record.fields import Tally

GUILTY_STEPS = frozenset({Step.GUILTY, Step.GUILTY_OF_LESSER})
ACQUITTAL_STEPS = frozenset({Step.NOT_GUILTY, Step.NOT_GUILTY_BY_INSANITY})
VERDICT_STEPS = GUILTY_STEPS | ACQUITTAL_STEPS


class Shortfall(NamedTuple):
    """What is wrong with a verdict's numbers: found, rule, accepted."""

    found: str
    rule: str
    accepted: str


def shortfall(event: Event, law: Law, jury_size: int | None) -> Shortfall | None:
    """Return why the numbers of a verdict do not make it one, or None where they do.

    Parameters
    ----------
    event
        A verdict. Its `sitting` is the number of jurors who gave it; else the tally's total.
    law
        The law of the place on the days of the count. A rule that it does not give, or of which the
        days leave the version open, is unknown and forbids nothing.
    jury_size
        The number sworn, where the record has it.
    """
    tally = event.tally
    sitting = event.sitting
    if sitting is None:
        sitting = jury_size if jury_size is not None else (tally.total if tally else None)
    if sitting is None:
        return None
    too_small = _too_small(event, law, sitting)
    if too_small is not None or tally is None:
        return too_small
    return _too_few(event, tally, law, sitting)


def _too_small(event: Event, law: Law, sitting: int) -> Shortfall | None:
    floor = law.rule("floor_of_the_constitution")
    smallest: int = floor.part("smallest_jury") if floor is not None else 0
    if floor is not None and sitting < smallest:
        return Shortfall(
            f"by {sitting} jurors",
            f"a criminal jury has at least {smallest} members ({floor.authority})",
            f"{smallest} or more",
        )
    rule = law.rule("min_jurors")
    if rule is None or sitting >= rule.part("sitting"):
        return None
    agreed = rule.part("below")
    if agreed and event.authority:
        return None
    fewer = f", or fewer on {agreed}, named in `authority` of the event" if agreed else ""
    return Shortfall(
        f"by {sitting} jurors",
        f"in {law.jurisdiction} a verdict needs {rule.part('sitting')} jurors ({rule.authority})",
        f"{rule.part('sitting')} or more{fewer}",
    )


def _too_few(event: Event, tally: Tally, law: Law, sitting: int) -> Shortfall | None:
    counted = sum(votes or 0 for votes in (tally.guilty, tally.not_guilty, tally.undecided))
    if counted > sitting:
        return Shortfall(
            f"with a tally of {counted} among {sitting} jurors",
            "a tally counts no more votes than there are jurors sitting",
            f"a tally of {sitting} or fewer, or the number that sat in `sitting`",
        )
    convicts = event.kind in GUILTY_STEPS
    rule = law.rule("guilty_min" if convicts else "acquit_min")
    needed = None if rule is None else _needed(rule, sitting)
    if rule is None or needed is None:
        return None
    votes = tally.guilty if convicts else tally.not_guilty
    # A side that is not known, or is known as a floor, may hold all that the others leave.
    most = sitting - counted + (votes or 0) if votes is None or tally.at_least else votes
    if most >= needed:
        return None
    word = "guilty" if convicts else "not guilty"
    return Shortfall(
        f"by {most} of {sitting} jurors",
        f"in {law.jurisdiction} a verdict of {word} needs {needed} of {sitting} ({rule.authority})",
        f"{needed} votes, or the number that sat in `sitting` where it was not {sitting}",
    )


def _needed(rule: Rule, sitting: int) -> int | None:
    """Return the votes that a rule asks for, or None where it says nothing of so many jurors."""
    if rule.value == ANYTHING_LESS:
        return None
    try:
        return votes_needed(rule, sitting)
    except OutOfDomainError:
        return None
