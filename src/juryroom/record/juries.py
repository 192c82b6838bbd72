"""Juries, votes and verdicts: their numbers fit together and are such as the law has known."""

import datetime as dt
from collections.abc import Iterator

from juryroom.record.case import Case
from juryroom.record.events import Event, Step
from juryroom.record.fields import Tally
from juryroom.record.findings import Finding
from juryroom.record.trials import Trial
from juryroom.record.yaml_tree import Path

VERDICTS = frozenset(
    {Step.GUILTY, Step.NOT_GUILTY, Step.NOT_GUILTY_BY_INSANITY, Step.GUILTY_OF_LESSER}
)
_CONVICTS = frozenset({Step.GUILTY, Step.GUILTY_OF_LESSER})
_IN_A_TRIAL = VERDICTS | {Step.JURY_SWORN, Step.SUBMITTED, Step.MISTRIAL, Step.VERDICT_SILENT}

SMALLEST_US, SMALLEST, LARGEST = 6, 3, 23
_BALLEW = "a criminal jury has at least six members (Ballew v. Georgia, 435 U.S. 223 (1978))"
_BALLEW_SINCE = dt.date(1978, 3, 21)
_RANGE = "a jury has 3 to 23 members; the largest that tries crimes, Scotland's, has 15"
_RAMOS = "a jury convicts only by the vote of all (Ramos v. Louisiana, 590 U.S. 83 (2020))"
_RAMOS_SINCE = dt.date(2020, 4, 20)


def check_juries(case: Case) -> Iterator[Finding]:
    """Yield juries of impossible size, votes that do not add up, and verdicts outside a trial."""
    trials = {trial.id: (index, trial) for index, trial in enumerate(case.trials)}
    for index, event in enumerate(case.events):
        yield from _trial_of(index, event, case, trials)
        place, trial = trials.get(event.trial or "", (0, None))
        if event.kind in VERDICTS:
            yield from _jury_size(case, index, event, place, trial)
        yield from _event_tally(case, index, event, trial)
    for index, trial in enumerate(case.trials):
        yield from _sexes(index, trial)
        yield from _on_trial(index, trial)
        yield from _split_tallies(case, index, trial)


def _in_us(case: Case) -> bool:
    return case.jurisdiction == "US" or case.jurisdiction.startswith("US-")


def _trial_of(
    index: int, event: Event, case: Case, trials: dict[str, tuple[int, Trial]]
) -> Iterator[Finding]:
    if event.kind not in _IN_A_TRIAL:
        return
    if event.trial is None:
        yield Finding(
            ("events", index),
            f"{event.kind} without a trial",
            "a jury is sworn, gets the case and gives its verdict in a trial",
            f"trial: one of {', '.join(trials) or 'the trials of the file, which has none'}",
        )
        return
    if event.trial not in trials:
        return  # the check of references says so
    trial = trials[event.trial][1]
    known = {count.id for count in case.counts}
    for position, count in enumerate(event.counts):
        if count not in trial.counts and count in known:
            yield Finding(
                ("events", index, "counts", position),
                f"'{count}', which is not on trial {trial.id}",
                "a trial decides the counts that are on it",
                f"{', '.join(trial.counts)}; or {count} among the counts of {trial.id}",
            )


def _sitting(event: Event, trial: Trial | None) -> int | None:
    if event.sitting is not None:
        return event.sitting
    return None if trial is None or trial.jury is None else trial.jury.size


def _jury_size(
    case: Case, index: int, event: Event, place: int, trial: Trial | None
) -> Iterator[Finding]:
    size = _sitting(event, trial)
    if size is None:
        return
    path: Path = ("trials", place, "jury", "size")
    sworn = trial.jury.size if trial is not None and trial.jury is not None else None
    if sworn is not None and sworn < size:
        size = sworn  # more cannot have sat than were sworn, whatever the event says
    elif event.sitting is not None:
        path = ("events", index, "sitting")
    since = event.date.latest is None or event.date.latest >= _BALLEW_SINCE
    if _in_us(case) and since and size < SMALLEST_US:
        yield Finding(path, f"a verdict by {size} jurors", _BALLEW, f"{SMALLEST_US} or more")
    elif not SMALLEST <= size <= LARGEST:
        yield Finding(path, f"a verdict by {size} jurors", _RANGE, f"{SMALLEST} to {LARGEST}")


def _event_tally(case: Case, index: int, event: Event, trial: Trial | None) -> Iterator[Finding]:
    size, sworn = _sitting(event, trial), None
    if trial is not None and trial.jury is not None:
        sworn = trial.jury.size
    if event.sitting is not None and sworn is not None and event.sitting > sworn:
        yield Finding(
            ("events", index, "sitting"),
            f"{event.sitting} of a jury of {sworn}",
            "a jury may lose members, and gains none",
            f"{sworn} or fewer",
        )
    if event.tally is None:
        return
    if size is not None:
        yield from _adds_up(("events", index, "tally"), event.tally, {size})
    after = event.date.earliest is not None and event.date.earliest > _RAMOS_SINCE
    if event.kind in _CONVICTS and event.tally.not_guilty and _in_us(case) and after:
        yield Finding(
            ("events", index, "tally"),
            f"a guilty verdict with {event.tally.not_guilty} for not guilty",
            _RAMOS,
            "a tally without votes for not guilty, or another kind of event",
        )


def _split_tallies(case: Case, index: int, trial: Trial) -> Iterator[Finding]:
    if trial.jury is None:
        return
    sizes = {trial.jury.size}
    sizes |= {e.sitting for e in case.events if e.trial == trial.id and e.sitting is not None}
    for position, split in enumerate(trial.splits):
        yield from _adds_up(("trials", index, "splits", position, "tally"), split.tally, sizes)


def _adds_up(path: Path, tally: Tally, sizes: set[int]) -> Iterator[Finding]:
    """Yield a tally that fits none of the sizes the jury had."""
    votes = (tally.guilty, tally.not_guilty, *(tally.sides or ()), tally.undecided)
    known = [n for n in votes if n is not None]
    jurors = " or ".join(str(size) for size in sorted(sizes))
    if tally.total is not None and tally.total not in sizes:
        yield Finding(
            path,
            f"{' + '.join(str(n) for n in known)} = {tally.total} votes",
            f"the votes of a jury add up to its members: {jurors}",
            f"numbers that add up to {jurors}, at_least: true for floors, or the unknown side "
            "left out",
        )
    elif tally.total is None and sum(known) > max(sizes):
        yield Finding(
            path,
            f"at least {sum(known)} votes",
            f"a jury has no more votes than members: {jurors}",
            f"numbers that add up to {jurors} or less",
        )


def _sexes(index: int, trial: Trial) -> Iterator[Finding]:
    jury = trial.jury
    if jury is None or (jury.women is None and jury.men is None):
        return
    total = (jury.women or 0) + (jury.men or 0)
    both = jury.women is not None and jury.men is not None
    if total > jury.size or (both and total != jury.size):
        yield Finding(
            ("trials", index, "jury"),
            f"{total} women and men in a jury of {jury.size}",
            "women and men add up to the jury",
            f"numbers that add up to {jury.size}, or the unknown one left out",
        )


def _on_trial(index: int, trial: Trial) -> Iterator[Finding]:
    named: list[tuple[Path, str]] = [
        (("trials", index, "splits", i, "count"), split.count)
        for i, split in enumerate(trial.splits)
    ]
    named += [
        (("trials", index, "room_log", i, "counts", j), count)
        for i, room in enumerate(trial.room_log)
        for j, count in enumerate(room.counts)
    ]
    for path, count in named:
        if count not in trial.counts:
            yield Finding(
                path,
                f"'{count}', which is not on trial {trial.id}",
                "a jury stands divided on the counts of its trial",
                ", ".join(trial.counts),
            )
