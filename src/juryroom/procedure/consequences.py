"""What an event does to counts that it does not name.

A lesser offence goes with its greater count until the verdict parts them. In New York a mistrial,
and a new trial after a reversal, bring back counts that were dismissed on the way. Each such move
is written down as a step of the count that moved, with the rule that moved it.
"""

from collections.abc import Iterator, Mapping, Sequence

from juryroom.procedure.mover import Happening, Mover
from juryroom.procedure.rulepack import Rule
from juryroom.procedure.states import ON_TRIAL, CountState
from juryroom.procedure.track import Track
from juryroom.record.events import Step

# Steps that carry a lesser offence along with its greater count, where both were in one state.
TOGETHER = frozenset(
    {
        Step.INDICTED,
        Step.CONSOLIDATED,
        Step.SEVERED,
        Step.SUPERSEDED,
        Step.SET_FOR_TRIAL,
        Step.JURY_SWORN,
        Step.MISTRIAL,
        Step.SET_FOR_RETRIAL,
        Step.REMANDED,
        Step.DISMISSED,
        Step.BARRED,
        Step.ABATED,
    }
)
# Steps by which the record itself says how a count ended with a verdict on its relatives.
ENDS = frozenset(
    {
        Step.GUILTY,
        Step.GUILTY_OF_LESSER,
        Step.NOT_GUILTY,
        Step.NOT_GUILTY_BY_INSANITY,
        Step.ACQUITTED_BY_COURT,
        Step.VERDICT_SILENT,
        Step.LESSER_DISMISSED,
        Step.NOT_SUBMITTED,
        Step.DISMISSED,
        Step.MISTRIAL,
    }
)
States = Mapping[str, CountState | None]


def join_greater(mover: Mover, track: Track, happening: Happening) -> None:
    """Put a lesser offence that the record has not named before where its greater count stands."""
    greater = mover.tracks.get(track.count.lesser_of or "")
    if greater is not None and greater.state is not None and greater.state.before_verdict:
        track.trial = greater.trial
        mover.record(track, happening, mover.table.by_id["C00"], greater.state, implied=True)


def lesser_verdict(mover: Mover, happening: Happening, named: Sequence[Track]) -> list[Track]:
    """Move the counts that a verdict of guilty of a lesser offence names; return those it cannot.

    The lesser offence stands in `lesser` or among the counts of the event. The other counts are
    the greater ones, and are acquitted.
    """
    chosen = [track for track in named if track.count.id == happening.event.lesser]
    chosen = chosen or [track for track in named if track.count.lesser_of is not None]
    if not chosen:
        known = [lesser.count.id for track in named for lesser in _descendants(mover, track)]
        for track in named:
            mover.report(
                happening,
                track.count.id,
                found=f"{happening.step} on {happening.event.date} of no lesser offence",
                rule="a verdict of guilty of a lesser offence names that offence, a count of its own",
                accepted=f"`lesser`, one of: {', '.join(known) or 'a count with `lesser_of`'}",
            )
        return []
    above = [greater for track in chosen for greater in _ancestors(mover, track)]
    refused = [track for track in chosen if not mover.move(track, happening)]
    for track in named:
        if track in chosen or (track.state is CountState.ACQUITTED and track in above):
            continue
        if track not in above or track.state not in ON_TRIAL:
            refused.append(track)
        else:
            _acquit_greater(mover, track, happening, by_law=False)
    return refused


def follow(mover: Mover, happening: Happening, named: Sequence[Track], before: States) -> None:
    """Move the counts that the law moves along with those the event moved."""
    step = happening.step
    if mover.lessers and step in (Step.GUILTY, Step.GUILTY_OF_LESSER):
        for track in named:
            _part_family(mover, track, happening, before)
    elif mover.lessers and step in TOGETHER:
        for track in named:
            _carry_lessers(mover, track, happening, before)
    if step is Step.MISTRIAL:
        _return_with_mistrial(mover, happening, named, before)
    elif step is Step.SET_FOR_RETRIAL or step is Step.REMANDED:
        _set_down_with_the_rest(mover, happening, named, before)
        _return_after_reversal(mover, happening, named, before)


def _acquit_greater(mover: Mover, track: Track, happening: Happening, *, by_law: bool) -> None:
    table = mover.table.by_id
    acquit, submit = table["C15"], table["C10"]
    if track.state in submit.from_states:
        reached = submit.target(track.state, happening.step)
        mover.record(track, happening, submit, reached, implied=True, by_law=by_law)
    assert acquit.to_greater is not None, "the table says what becomes of the greater count"
    mover.record(track, happening, acquit, acquit.to_greater, by_law=by_law)


def _part_family(mover: Mover, track: Track, happening: Happening, before: States) -> None:
    """Guilty of one offence acquits of the greater ones and dismisses the lesser ones."""
    if track.state is CountState.GUILTY_LESSER:
        for greater in _ancestors(mover, track):
            unnamed = greater.count.id not in before and greater.state in ON_TRIAL
            if unnamed and not mover.says_otherwise(greater, happening, ENDS):
                _acquit_greater(mover, greater, happening, by_law=True)
    if track.state in (CountState.GUILTY_LESSER, CountState.GUILTY_VERDICT):
        fall = mover.table.by_id["C16"]
        for lesser in _descendants(mover, track):
            unnamed = lesser.count.id not in before and lesser.state in ON_TRIAL
            if unnamed and not mover.says_otherwise(lesser, happening, ENDS):
                mover.record(lesser, happening, fall, CountState.DISMISSED, by_law=True)


def _carry_lessers(mover: Mover, track: Track, happening: Happening, before: States) -> None:
    """Take a lesser offence where its greater count goes, if both stood in one state.

    All states of a trial under way are one here: what the jury has been given, or has agreed on
    and not yet returned, changes no rights.
    """
    words, left = (happening.step,), before[track.count.id]
    for lesser in _descendants(mover, track):
        together = lesser.state is left or {lesser.state, left} <= ON_TRIAL
        if lesser.count.id in before or left is None or not together or track.state is left:
            continue
        if not mover.says_otherwise(lesser, happening, words):
            mover.move(lesser, happening, by_law=True)


def _return_with_mistrial(
    mover: Mover, happening: Happening, named: Sequence[Track], before: States
) -> None:
    rule = mover.pack(happening).rules.get("counts_after_mistrial")
    if rule is None or rule.part("dismissed_during_trial") != "return":
        return
    for track in _moved(named, before, to=CountState.MISTRIAL):
        trial = track.trial
        if trial is None:
            continue
        while trial.dropped:
            _bring_back(mover, trial.dropped.popleft(), happening, rule, CountState.MISTRIAL)
        for lesser in trial.lessers.pop(track.count.id, ()):
            _bring_back(mover, lesser, happening, rule, CountState.MISTRIAL)


def _set_down_with_the_rest(
    mover: Mover, happening: Happening, named: Sequence[Track], before: States
) -> None:
    rule = mover.pack(happening).rules.get("counts_after_mistrial")
    if rule is None:
        return
    for track in _moved(named, before, to=CountState.PENDING_TRIAL):
        trial = track.trial
        while trial is not None and trial.returned:
            other = trial.returned.popleft()
            if other.state is CountState.MISTRIAL:
                set_down = mover.table.by_id["C21"]
                mover.record(
                    other, happening, set_down, CountState.PENDING_TRIAL, by_law=True, rule=rule
                )


def _return_after_reversal(
    mover: Mover, happening: Happening, named: Sequence[Track], before: States
) -> None:
    rule = mover.pack(happening).rules.get("counts_after_reversal")
    if rule is None or rule.part("dismissed_before_judgment") != "return":
        return
    for track in _moved(named, before, to=CountState.PENDING_TRIAL):
        trial = track.trial
        if trial is None or before[track.count.id] is not CountState.REVERSED_NEW_TRIAL:
            continue
        back = list(trial.dropped)
        trial.dropped.clear()
        while trial.later and trial.later[0][0] < track.judgment:
            back.append(trial.later.popleft()[1])
        back += (
            other
            for other in trial.gone_on
            if other.dismissed is not None and other.dismissed < track.judgment
        )
        back += trial.lessers.pop(track.count.id, ())
        for other in back:
            _bring_back(mover, other, happening, rule, CountState.PENDING_TRIAL)


def _bring_back(
    mover: Mover, track: Track, happening: Happening, rule: Rule, state: CountState
) -> None:
    """Revive a count, and the lesser offences that fell with it, if it is still dismissed."""
    trial = track.trial
    if trial is None or track.state is not CountState.DISMISSED:
        return
    move = "C21" if state is CountState.MISTRIAL else "C32"
    mover.record(track, happening, mover.table.by_id[move], state, by_law=True, rule=rule)
    if state is CountState.MISTRIAL:
        trial.returned.append(track)
    for lesser in trial.lessers.pop(track.count.id, ()):
        _bring_back(mover, lesser, happening, rule, state)


def _moved(named: Sequence[Track], before: States, *, to: CountState) -> Iterator[Track]:
    """Return the counts that this event itself put in that state."""
    return (
        track for track in named if track.state is to and before[track.count.id] is not track.state
    )


def _ancestors(mover: Mover, track: Track) -> Iterator[Track]:
    """Return the greater counts of a lesser offence, nearest first; a ring of them ends."""
    seen = {track.count.id}
    above = track.count.lesser_of
    while above in mover.tracks and above not in seen:
        seen.add(above)
        greater = mover.tracks[above]
        yield greater
        above = greater.count.lesser_of


def _descendants(mover: Mover, track: Track) -> Iterator[Track]:
    """Return the lesser offences of a count, and theirs; a ring of them ends."""
    seen, waiting = {track.count.id}, [track]
    while waiting:
        for lesser in mover.lessers.get(waiting.pop().count.id, ()):
            if lesser.count.id not in seen:
                seen.add(lesser.count.id)
                waiting.append(lesser)
                yield lesser
