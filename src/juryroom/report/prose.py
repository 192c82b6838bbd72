"""Sentences made from the result, the same on the page and in the summary.

They say what stands, what is claimed and what a model gives. They draw no conclusion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from juryroom.catalog.reference import REFERENCE
from juryroom.effect.influence import InfluenceKind
from juryroom.forecast.next_steps import NextStep
from juryroom.procedure.decision_rule import Ending
from juryroom.procedure.posture import CountPosture
from juryroom.procedure.retrial import RetrialResult
from juryroom.record.case import Case
from juryroom.record.claims import ConflictOutcome
from juryroom.record.conflicts import FoundConflict
from juryroom.record.sources import Quality
from juryroom.record.trials import RoomKind
from juryroom.report.bundle import Bundle, ClaimedEffect
from juryroom.report.tables import Span, forecast_rows, grid_table, has_clock, shown_strength
from juryroom.report.words import capital, day, listed, number, small, spaced, unique

_PREFERS = frozenset({ConflictOutcome.VALUE, ConflictOutcome.REFINE})


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRow:
    """A line of the shortest table: what is asked, and the range for each ending.

    `reference` is what the reference alone gives, from the lowest to the highest where there is more
    than one reading; None where it gives nothing.
    """

    words: str
    spans: tuple[Span, ...]
    reference: tuple[Span, ...] | None


def brief_rows(bundle: Bundle) -> tuple[BriefRow, ...]:
    """Return the ranges over the models with a clock, for each claim and for each new jury."""
    rows: list[BriefRow] = []
    for effect in bundle.effects:
        grid = grid_table(effect.table, InfluenceKind.PRESSURE)
        if not grid.ranges:
            continue
        start = f"Count {effect.claimed.count_id}, from the {_split(effect)} that is claimed"
        for strength in (0.0, shown_strength(InfluenceKind.PRESSURE)):
            column = grid.strengths.index(strength)
            pressed = f", with {strength:g} pressed votes" if strength else ", without pressure"
            spans = tuple(spans[column] for _, spans in grid.ranges[0].spans)
            own = _reference_spans(effect, InfluenceKind.PRESSURE, strength)
            rows.append(BriefRow(words=start + pressed, spans=spans, reference=own))
        every = grid_table(effect.table, InfluenceKind.RUMOUR).ranges[0]
        words = f"{start}, no influence, over {every.name}"
        spans = tuple(spans[0] for _, spans in every.spans)
        own = _reference_spans(effect, InfluenceKind.RUMOUR, 0.0)
        rows.append(BriefRow(words=words, spans=spans, reference=own))
    for step in bundle.next_steps:
        spans = new_jury_spans(step)
        if spans is not None:
            words = (
                f"Count {step.count_id}, a new jury, over every reading of the first one's split"
            )
            rows.append(
                BriefRow(words=words, spans=spans, reference=new_jury_spans(step, REFERENCE))
            )
    return tuple(rows)


def _reference_spans(
    effect: ClaimedEffect, kind: InfluenceKind, strength: float
) -> tuple[Span, ...]:
    found = effect.table.cell(REFERENCE, kind, strength).outcome.probability
    return tuple((found[ending], found[ending]) for ending in Ending)


def reference_sentence(effect: ClaimedEffect) -> str:
    """Return what the reference gives without any influence, with its intervals."""
    cell = effect.table.cell(REFERENCE, InfluenceKind.RUMOUR, 0.0)
    spans = dict(cell.intervals)
    said = ", ".join(
        f"{ending.value.replace('_', ' ')} {cell.outcome.probability[ending]:.0%} "
        f"({spans[ending][0]:.0%} to {spans[ending][1]:.0%})"
        for ending in Ending
    )
    return (
        f"The reference, fitted to observed juries, without any influence: {said}. The brackets hold "
        "95 per cent of what the data leave open; they do not hold whether this jury is like those."
    )


def new_jury_spans(step: NextStep, model: str | None = None) -> tuple[Span, ...] | None:
    """Return the range of each ending over every reading, under one model or all with a clock."""
    given = [
        outcome.probability
        for rows in forecast_rows(step)
        for name, outcome in rows.outcomes
        if name == model or (model is None and has_clock(name))
    ]
    if not given:
        return None
    return tuple((min(p[e] for p in given), max(p[e] for p in given)) for e in Ending)


def lead(bundle: Bundle) -> str:
    """Return the whole result in one paragraph, with no figures of the models."""
    parts = [_standing(bundle), differing(bundle)]
    parts += [claimed_sentence(effect) for effect in bundle.effects]
    if not bundle.effects:
        parts.append("Nothing is claimed of a jury room from which figures could be computed.")
    forecasts = [step for step in bundle.next_steps if step.predictions]
    parts += [next_sentence(step) for step in forecasts]
    if not forecasts:
        parts.append("No forecast is made on that day.")
    return " ".join(parts)


def _standing(bundle: Bundle) -> str:
    total = sum(count.members for count in bundle.posture.counts)
    said = [
        f"{capital(group[0].phrase)}: {small(sum(c.members for c in group))} "
        f"({', '.join(c.id for c in group)})."
        for group in state_groups(bundle.posture.counts)
    ]
    several, verb = number(total, "count"), "stands" if total == 1 else "stand"
    if not total:
        return f"No count of {bundle.case.caption} is in the record by {day(bundle.on)}."
    return f"On {day(bundle.on)} the {several} of {bundle.case.caption} {verb} so. {' '.join(said)}"


def state_groups(counts: Sequence[CountPosture]) -> tuple[tuple[CountPosture, ...], ...]:
    """Return the counts in groups of one state, in the order in which the states first appear."""
    states = unique(count.state for count in counts)
    return tuple(tuple(c for c in counts if c.state == state) for state in states)


def known_conflicts(
    bundle: Bundle,
) -> tuple[tuple[FoundConflict, ...], tuple[FoundConflict, ...]]:
    """Return the conflicts that could be seen on the day, and those of later sources alone."""
    known: list[FoundConflict] = []
    later: list[FoundConflict] = []
    for found in bundle.conflicts:
        sources = tuple(unique(s for reading in found.readings for s in reading.sources))
        seen = not sources or bundle.case.known(sources, bundle.on)
        (known if seen else later).append(found)
    return tuple(known), tuple(later)


def resolved_words(conflicts: Sequence[FoundConflict]) -> str:
    """Return how many conflicts end in a preferred value, in all readings, or in neither."""
    declared = [found.declared for found in conflicts if found.declared is not None]
    prefers = sum(entry.outcome in _PREFERS for entry in declared)
    silent = sum(entry.outcome is ConflictOutcome.UNKNOWN_WHERE_SILENT for entry in declared)
    keeps = len(declared) - prefers - silent
    parts = [
        (prefers, f"for {small(prefers)} the record prefers a value"),
        (keeps, f"for {small(keeps)} it keeps more than one reading"),
        (silent, f"for {small(silent)} it takes the silence of a source as unknown"),
        (
            len(conflicts) - len(declared),
            f"for {small(len(conflicts) - len(declared))} nothing is resolved",
        ),
    ]
    return listed([words for count, words in parts if count])


def differing(bundle: Bundle) -> str:
    """Return on how many things sources differ, and how many of each kind of resolution."""
    known, _ = known_conflicts(bundle)
    if not known:
        return "No two of its sources give different values for one thing."
    return f"Its sources differ on {number(len(known), 'thing')}: {resolved_words(known)}."


def conflicts_words(bundle: Bundle) -> str:
    """Return how many things sources differ on and what becomes of them."""
    roots = {source.root for source in bundle.case.sources}
    return (
        f"{differing(bundle)} The record has {len(bundle.case.sources)} sources, which descend "
        f"from {len(roots)} texts; {number(len(bundle.case.articles), 'article')} among them "
        f"{'is' if len(bundle.case.articles) == 1 else 'are'} read claim by claim, so that silence "
        "can be told from a statement."
    )


def claimed_sentence(effect: ClaimedEffect) -> str:
    """Return what is claimed of a jury room, and on what the effect would turn."""
    claimed = effect.claimed
    return (
        f"On count {claimed.count_id} the jury is said to have stood {_split(effect)}, and from its "
        f"room {influence_words(effect)} are reported; what they could change turns on the model, "
        "and on a strength that no source gives."
    )


def _split(effect: ClaimedEffect) -> str:
    claimed = effect.claimed
    return f"{claimed.guilty_votes} to {claimed.jury_size - claimed.guilty_votes}"


def influence_words(effect: ClaimedEffect) -> str:
    """Return the influences that are claimed, each with how far it is established."""
    room = effect.claimed.room
    return listed(
        [
            f"a {kind} ({', '.join(unique(spaced(e.report) for e in room if e.kind == kind))})"
            if kind != RoomKind.PRESSURE
            else f"{kind} ({', '.join(unique(spaced(e.report) for e in room if e.kind == kind))})"
            for kind in unique(event.kind for event in room)
        ]
    )


def next_sentence(step: NextStep) -> str:
    """Return whether a count may be tried again, and by what authority."""
    count, authority = step.count_id, step.retrial.authority
    answer = {
        RetrialResult.ALLOWED: f"Count {count} may be tried again by the recorded rule",
        RetrialResult.BARRED: f"Count {count} may not be tried again by the recorded rule",
        RetrialResult.NOT_APPLICABLE: f"On count {count} there is nothing to try again",
        RetrialResult.UNKNOWN: f"Whether count {count} may be tried again turns on a fact that is "
        "not in the record",
    }[step.retrial.result]
    return f"{answer} ({authority})." if authority else f"{answer}."


def sources_words(case: Case) -> str:
    """Return how many sources there are, of which quality, and how many texts they descend from."""
    by_quality = [
        f"{sum(source.quality is quality for source in case.sources)} {quality}"
        for quality in Quality
    ]
    roots = {source.root for source in case.sources}
    return (
        f"{len(case.sources)} sources ({', '.join(by_quality)}), which descend from "
        f"{len(roots)} texts."
    )
