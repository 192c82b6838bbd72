"""Verdicts, mistrials, appeals, time and panels: their parts fit each other and the events."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from juryroom.record.appeals import AppealResult
from juryroom.record.case import Case
from juryroom.record.events import Event, Step
from juryroom.record.findings import Finding
from juryroom.record.trials import Trial
from juryroom.record.verdicts import VerdictForm
from juryroom.record.yaml_tree import Path

_BY_FORM = {
    VerdictForm.GUILTY: (Step.GUILTY,),
    VerdictForm.NOT_GUILTY: (Step.NOT_GUILTY,),
    VerdictForm.NOT_GUILTY_BY_INSANITY: (Step.NOT_GUILTY_BY_INSANITY,),
    VerdictForm.GUILTY_OF_LESSER: (Step.GUILTY_OF_LESSER, Step.GUILTY),
    VerdictForm.NOT_PROVEN: (Step.NOT_GUILTY,),
}
_BY_RESULT = {
    AppealResult.AFFIRMED: (Step.AFFIRMED,),
    AppealResult.REVERSED_NEW_TRIAL: (Step.REVERSED_NEW_TRIAL,),
    AppealResult.REVERSED_DISMISSED: (Step.REVERSED_DISMISSED,),
    AppealResult.SENTENCE_VACATED: (Step.SENTENCE_VACATED,),
    AppealResult.VERDICT_RESTORED: (Step.REMANDED,),
}


def check_outcomes(case: Case) -> Iterator[Finding]:
    """Yield outcomes that the events do not bear out, and numbers that do not fit together."""
    events = {event.id: event for event in case.events}
    for index, trial in enumerate(case.trials):
        yield from _verdicts(index, trial, events)
        yield from _mistrials(index, trial, events)
        yield from _counts_of_trial(index, trial)
        yield from _time(index, trial)
        yield from _panel(index, trial)
        yield from _log(index, trial)
    yield from _appeals(case, events)
    yield from _statutes(case)


def _borne_out(
    path: Path, event: Event | None, kinds: Iterable[Step], counts: Iterable[str], what: str
) -> Iterator[Finding]:
    """Yield an event that is not of the kind, or not on the counts, that an outcome says."""
    if event is None:
        return  # the check of references says so
    expected = tuple(kinds)
    if event.kind not in expected:
        words = " or ".join(expected) or "no step, for it moves no count"
        yield Finding(
            path,
            f"{event.id}, which is {event.kind}",
            f"{what} and the event it names say the same",
            f"an event of kind {words}" if expected else words,
        )
    missing = [count for count in counts if count not in (*event.counts, event.lesser)]
    if missing:
        yield Finding(
            path,
            f"{event.id}, which is not on {', '.join(missing)}",
            f"{what} and the event it names are on the same counts",
            f"an event on {', '.join(missing)}",
        )


def _verdicts(index: int, trial: Trial, events: dict[str, Event]) -> Iterator[Finding]:
    for position, verdict in enumerate(trial.verdicts):
        if verdict.event is not None:
            path: Path = ("trials", index, "verdicts", position, "event")
            kinds = _BY_FORM[verdict.form]
            yield from _borne_out(
                path, events.get(verdict.event), kinds, [verdict.count], "a verdict"
            )


def _mistrials(index: int, trial: Trial, events: dict[str, Event]) -> Iterator[Finding]:
    for position, mistrial in enumerate(trial.mistrials):
        if mistrial.event is not None:
            path: Path = ("trials", index, "mistrials", position, "event")
            event = events.get(mistrial.event)
            yield from _borne_out(path, event, [Step.MISTRIAL], mistrial.counts, "a mistrial")


def _counts_of_trial(index: int, trial: Trial) -> Iterator[Finding]:
    """Yield outcomes on counts that are not on the trial."""
    named: list[tuple[Path, str]] = [
        (("trials", index, "verdicts", i, "count"), verdict.count)
        for i, verdict in enumerate(trial.verdicts)
    ]
    for part, entries in (
        ("mistrials", trial.mistrials),
        ("phases", trial.phases),
        ("log", trial.log),
    ):
        named += [
            (("trials", index, part, i, "counts", j), count)
            for i, entry in enumerate(entries)
            for j, count in enumerate(entry.counts)
        ]
    for path, count in named:
        if count not in trial.counts:
            yield Finding(
                path,
                f"'{count}', which is not on trial {trial.id}",
                "a trial decides the counts that are on it",
                f"{', '.join(trial.counts)}; or {count} among the counts of {trial.id}",
            )


def _time(index: int, trial: Trial) -> Iterator[Finding]:
    out = trial.deliberation
    if out is None:
        return
    place: Path = ("trials", index, "deliberation")
    if out.hours is not None and len(out.stretches) > 1:
        yield Finding(
            (*place, "hours"),
            f"{out.hours:g} hours over {len(out.stretches)} stretches",
            "a jury with a new member begins anew, and hours before and after are not added "
            "(FRCrP 24(c)(3))",
            "the hours of each stretch, in that stretch",
        )
    for i, stretch in enumerate(out.stretches):
        if stretch.end is not None and stretch.end.before(stretch.start):
            yield Finding(
                (*place, "stretches", i, "end"),
                f"{stretch.end}, before {stretch.start}",
                "a stretch begins, then ends",
                f"a date not before {stretch.start}",
            )
    for i, (one, other) in enumerate(pairwise(out.stretches), start=1):
        if other.start.before(one.start):
            yield Finding(
                (*place, "stretches", i, "start"),
                f"{other.start}, before that of {one.id} ({one.start})",
                "stretches stand in the order in which they began",
                f"a date not before {one.start}, or another place in the list",
            )


def _panel(index: int, trial: Trial) -> Iterator[Finding]:
    jury = trial.jury
    if jury is None:
        return
    place: Path = ("trials", index, "jury")
    sums: list[tuple[Path, int]] = [
        ((*place, "reported", i), (report.women or 0) + (report.men or 0))
        for i, report in enumerate(jury.reported)
    ]
    sums += [
        ((*place, "composition", i, "number"), group.number)
        for i, group in enumerate(jury.composition)
    ]
    for path, number in sums:
        if number > jury.size:
            yield Finding(
                path,
                f"{number} of a jury of {jury.size}",
                "a group within a jury is no larger than the jury",
                f"{jury.size} or fewer",
            )


def _log(index: int, trial: Trial) -> Iterator[Finding]:
    """Yield entries of the log that stand before an earlier one."""
    for i, (one, other) in enumerate(pairwise(trial.log), start=1):
        if other.date.before(one.date):
            yield Finding(
                ("trials", index, "log", i, "date"),
                f"{other.date}, before {one.id} ({one.date})",
                "the log of a trial stands in the order in which things happened",
                f"a date not before {one.date}, or another place in the list",
            )


def _appeals(case: Case, events: dict[str, Event]) -> Iterator[Finding]:
    for index, appeal in enumerate(case.appeals):
        place: Path = ("appeals", index)
        if appeal.filed and appeal.decided and appeal.decided.before(appeal.filed):
            yield Finding(
                (*place, "decided"),
                f"{appeal.decided}, before {appeal.filed}",
                "an appeal is filed, then decided",
                f"a date not before {appeal.filed}",
            )
        if appeal.results and appeal.decided is None:
            yield Finding(
                (*place, "decided"),
                "results without a day",
                "an appeal has results from the day it was decided",
                "decided: the day of the decision, or no results yet",
            )
        for i, result in enumerate(appeal.results):
            if result.event is not None:
                yield from _borne_out(
                    (*place, "results", i, "event"),
                    events.get(result.event),
                    _BY_RESULT.get(result.result, ()),
                    result.counts,
                    "a result on appeal",
                )


def _statutes(case: Case) -> Iterator[Finding]:
    for index, count in enumerate(case.counts):
        force, offence = count.statute_in_force, count.offence_date
        if force is None or offence is None:
            continue
        if offence.before(force) or force.before(offence):
            yield Finding(
                ("counts", index, "statute_in_force"),
                f"{force}, when the offence is of {offence}",
                "an offence is charged under the law as it stood when it was done "
                "(U.S. Const. art. I s. 9, 10; Calder v. Bull, 3 U.S. 386 (1798))",
                f"a time that holds {offence}, and the statute as it read then",
            )
