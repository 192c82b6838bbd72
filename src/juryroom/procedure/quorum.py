"""Whether the tally that was recorded with a verdict is enough for it under the rules in force."""

from typing import NamedTuple

from juryroom.procedure.rulepack import Rule, RulePack, votes_needed
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


def shortfall(event: Event, pack: RulePack, jury_size: int | None) -> Shortfall | None:
    """Return why the numbers of a verdict do not make it one, or None where they do.

    Parameters
    ----------
    event
        A verdict. Its `sitting` is the number of jurors who gave it; else the tally's total.
    pack
        The rules on the date of the trial. A rule it does not give is unknown and forbids nothing.
    jury_size
        The number sworn, where the record has it.
    """
    tally = event.tally
    sitting = event.sitting
    if sitting is None:
        sitting = jury_size if jury_size is not None else (tally.total if tally else None)
    if sitting is None:
        return None
    too_small = _too_small(event, pack, sitting)
    if too_small is not None or tally is None:
        return too_small
    return _too_few(event, tally, pack, sitting)


def _too_small(event: Event, pack: RulePack, sitting: int) -> Shortfall | None:
    floor = pack.rule("floor_of_the_constitution")
    smallest: int = floor.part("smallest_jury")
    if sitting < smallest:
        return Shortfall(
            f"by {sitting} jurors",
            f"a criminal jury has at least {smallest} members ({floor.authority})",
            f"{smallest} or more",
        )
    rule = pack.rules.get("min_jurors")
    if rule is None or sitting >= rule.part("sitting"):
        return None
    agreed = rule.part("below")
    if agreed and event.authority:
        return None
    fewer = f", or fewer on {agreed}, named in `authority` of the event" if agreed else ""
    return Shortfall(
        f"by {sitting} jurors",
        f"in {pack.jurisdiction} a verdict needs {rule.part('sitting')} jurors ({rule.authority})",
        f"{rule.part('sitting')} or more{fewer}",
    )


def _too_few(event: Event, tally: Tally, pack: RulePack, sitting: int) -> Shortfall | None:
    counted = sum(votes or 0 for votes in (tally.guilty, tally.not_guilty, tally.undecided))
    if counted > sitting:
        return Shortfall(
            f"with a tally of {counted} among {sitting} jurors",
            "a tally counts no more votes than there are jurors sitting",
            f"a tally of {sitting} or fewer, or the number that sat in `sitting`",
        )
    convicts = event.kind in GUILTY_STEPS
    rule: Rule | None = pack.rules.get("guilty_min" if convicts else "acquit_min")
    if rule is None:
        return None
    votes = tally.guilty if convicts else tally.not_guilty
    # A side that is not known, or is known as a floor, may hold all that the others leave.
    most = sitting - counted + (votes or 0) if votes is None or tally.at_least else votes
    needed = votes_needed(rule, sitting)
    if most >= needed:
        return None
    word = "guilty" if convicts else "not guilty"
    return Shortfall(
        f"by {most} of {sitting} jurors",
        f"in {pack.jurisdiction} a verdict of {word} needs {needed} of {sitting} ({rule.authority})",
        f"{needed} votes, or the number that sat in `sitting` where it was not {sitting}",
    )
