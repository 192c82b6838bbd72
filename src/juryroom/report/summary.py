"""The summary that a run prints: plain text that a person can read in a minute."""

import textwrap
from collections.abc import Iterator, Sequence

from juryroom.catalog.base_rates import BaseRate
from juryroom.effect.influence import InfluenceKind
from juryroom.forecast.next_steps import NextStep
from juryroom.procedure.decision_rule import Ending
from juryroom.procedure.posture import CountPosture, Posture
from juryroom.record.case import Case
from juryroom.record.claims import RelationKind
from juryroom.record.conflicts import FoundConflict, Reading
from juryroom.report.bundle import NOTICES, Bundle, ClaimedEffect
from juryroom.report.names import Names, stage, trial_words, value, withheld
from juryroom.report.plain import columns, wrapped
from juryroom.report.prose import (
    differing,
    influence_words,
    known_conflicts,
    next_sentence,
    reference_sentence,
)
from juryroom.report.tables import (
    GridTable,
    RangeRows,
    Span,
    forecast_rows,
    grid_table,
    range_rows,
    shown_strength,
)
from juryroom.report.words import (
    capital,
    dated,
    day,
    hundredths,
    rate,
    sentence,
    spaced,
    unique,
    when,
)

MOST_CONFLICTS, MOST_POSTURE_LINES, MOST_HEARINGS = 5, 16, 4
_WEIGHTS = {RelationKind.CONTRADICTION: 2, RelationKind.ERROR_AGAINST_RECORD: 2}


def summary(bundle: Bundle) -> str:
    """Return what the result says, on about 70 lines of at most 100 columns.

    Parameters
    ----------
    bundle
        The result. Every figure is one of its figures, rounded to juries in 100.
    """
    case = bundle.case
    blocks = [
        [case.caption, f"{case.court} ({case.jurisdiction}), as it stood on {day(bundle.on)}"],
        ["WHERE EACH COUNT STANDS", *_posture(case, bundle.posture)],
        ["WHERE SOURCES DIFFER", *_conflicts(bundle)],
        ["WHAT IS CLAIMED OF THE JURY ROOM", *_claims(bundle)],
        ["WHAT MAY COME NEXT", *_next(bundle)],
        [wrapped(notice, 0) for notice in NOTICES],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks)


def posture_lines(case: Case, posture: Posture) -> str:
    """Return the state of every count: counts with one state, day and authority together."""
    lines = list(_posture_lines(case, posture))
    return "\n".join(lines) if lines else "  no count is in the record by that day"


def _posture_lines(case: Case, posture: Posture) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[CountPosture]] = {}
    for count in posture.counts:
        groups.setdefault((count.phrase, str(count.since), count.authority), []).append(count)
    for (phrase, since, authority), counts in groups.items():
        law = f" ({authority})" if authority else ""
        yield wrapped(f"{capital(phrase)}, since {when(since)}{law}", 2, 2)
        for count in counts:
            yield wrapped(f"{count.id}: {_count_words(case, count)}", 4, 2)
    if posture.not_yet:
        yield wrapped(f"Not yet charged on that day: {', '.join(posture.not_yet)}", 2, 2)
    if posture.notice:
        yield wrapped(sentence(posture.notice), 2, 2)


def _count_words(case: Case, posture: CountPosture) -> str:
    count = posture.count
    parts = [
        count.offence + (f" ({count.members} counts)" if count.members > 1 else ""),
        f"lesser offence of {count.lesser_of}" if count.lesser_of else "",
        f"complainant {Names(case).complainant(count.complainant)}" if count.complainant else "",
        "by weak sources" if posture.weak else "",
    ]
    return "; ".join(part for part in parts if part)


def _posture(case: Case, posture: Posture) -> list[str]:
    lines = posture_lines(case, posture).split("\n")
    if len(lines) <= MOST_POSTURE_LINES:
        return lines
    rest = len(lines) - MOST_POSTURE_LINES
    return [*lines[:MOST_POSTURE_LINES], f"  ... and {rest} more lines: juryroom case posture"]


def conflict_lines(found: Sequence[FoundConflict]) -> str:
    """Return each conflict on a few lines: readings with independent sources, and resolution."""
    lines = [line for conflict in found for line in _conflict(conflict)]
    return "\n".join(lines) if lines else "no two sources differ"


def _conflict(found: FoundConflict) -> list[str]:
    differ = found.declared or found.classified
    relation = f" ({spaced(differ.relation)})" if differ else ""
    hidden = withheld(found)
    said = hidden or "; ".join(_reading(reading) for reading in found.readings)
    return [
        wrapped(f"{found.id}  {found.title}{relation}", 0, 5),
        wrapped(f"{said} -> {_resolved(found)}", 5, 3),
    ]


def _reading(reading: Reading) -> str:
    return f"{value(reading.value)}{'*' if reading.preferred else ''} [{reading.independent}]"


def _resolved(found: FoundConflict) -> str:
    if found.declared is None or found.resolution is None:
        by_rule = found.classified
        if by_rule is None or by_rule.rule is None or withheld(found):
            return "unresolved"
        kept = "" if by_rule.value is None else f"{value(by_rule.value)}: "
        return f"unresolved; by rule {kept}{dated(by_rule.why)} ({spaced(by_rule.rule)})"
    unverified = "" if found.declared.standing == "verified" else f", {found.declared.standing}"
    return f"{dated(found.resolution)} ({spaced(found.declared.rule)}{unverified})"


def conflict_full(found: FoundConflict) -> str:
    """Return one conflict in full: every reading with its claims and sources, and the reason."""
    lines = [wrapped(f"{found.id}  {found.title}", 0, 5)]
    if found.declared:
        lines.append(wrapped(f"relation: {spaced(found.declared.relation)}"))
    lines.append("  readings:")
    hidden = withheld(found)
    if hidden:
        lines.append(wrapped(f"kept in the record and not printed: {hidden}", 4))
    for reading in () if hidden else found.readings:
        claims = f"; claims {', '.join(reading.claims)}" if reading.claims else ""
        preferred = " (preferred)" if reading.preferred else ""
        lines.append(
            wrapped(
                f"{value(reading.value)}{preferred}: {', '.join(reading.sources)} "
                f"({reading.independent} independent){claims}",
                4,
                2,
            )
        )
    if found.silent:
        lines.append(wrapped(f"silent, which is unknown and not no: {', '.join(found.silent)}"))
    lines.append(wrapped(f"resolution: {_resolved(found)}", 2, 2))
    if found.declared:
        lines.append(wrapped(f"decided by: {spaced(found.declared.decided_by)}", 2, 2))
        lines.append(wrapped(f"why: {found.declared.why}", 2, 2))
        if found.declared.unverified_part:
            lines.append(wrapped(f"not verified: {found.declared.unverified_part}", 2, 2))
    if found.sources:
        rests = f"rests on: {', '.join(found.sources)} ({found.independent} independent)"
        lines.append(wrapped(rests, 2, 2))
    return "\n".join(lines)


def _conflicts(bundle: Bundle) -> list[str]:
    known, _ = known_conflicts(bundle)
    lines = [wrapped(differing(bundle))]
    chosen = _matter_most(bundle, known)
    if chosen:
        lines.append(
            wrapped("Those that bear most on the counts, with the rule that resolves them:")
        )
        lines += [wrapped(_one_line(found), 2, 5) for found in chosen]
    return lines


def _one_line(found: FoundConflict) -> str:
    sources = found.independent if found.declared else max(r.independent for r in found.readings)
    return f"{found.id}  {found.title}: {_resolved(found)}; {sources} independent"


def _matter_most(bundle: Bundle, found: Sequence[FoundConflict]) -> list[FoundConflict]:
    """Return the conflicts about the counts and trials that claims and forecasts turn on."""
    open_counts = {step.count_id for step in bundle.next_steps if step.predictions}
    claimed = {effect.claimed.count_id for effect in bundle.effects}
    trials = {effect.claimed.trial.id for effect in bundle.effects}
    counts = {count.id for count in bundle.case.counts} | {t.id for t in bundle.case.trials}

    def weight(conflict: FoundConflict) -> int:
        about = conflict.topic.about
        near = 4 if about in open_counts else 3 if about in claimed | trials else 0
        relation = conflict.declared.relation if conflict.declared else None
        kind = _WEIGHTS.get(relation, 0) if relation else 4
        return max(near, 1 if about in counts else 0) + kind

    shown = [conflict for conflict in found if withheld(conflict) is None]
    first = sorted(shown, key=lambda conflict: -weight(conflict))[:MOST_CONFLICTS]
    return [conflict for conflict in found if conflict in first]


def _claims(bundle: Bundle) -> list[str]:
    if not bundle.effects:
        return [wrapped("Nothing is claimed from which figures could be computed.")]
    others = [e.claimed for e in bundle.effects[1:]]
    return [
        *_claim(bundle, bundle.effects[0]),
        *(
            wrapped(f"Also count {c.count_id}, trial {trial_words(c.trial)}: see the page.")
            for c in others
        ),
    ]


def _claim(bundle: Bundle, effect: ClaimedEffect) -> Iterator[str]:
    claimed, split, names = effect.claimed, effect.claimed.split, Names(bundle.case)
    against = claimed.jury_size - claimed.guilty_votes
    channel = f", {split.channel}" if split.channel else ""
    yield wrapped(
        f"Count {claimed.count_id}, trial {trial_words(claimed.trial)}: {claimed.guilty_votes} for "
        f"guilty, {against} for not guilty {stage(split)}, as {names.person(split.reported_by)} "
        f"reports{channel} ({spaced(split.reliability)}).",
    )
    yield wrapped(f"Reported from the room: {influence_words(effect)}.", 2, 2)
    yield from _hearings(effect)
    yield from _effect_table(effect)


def _hearings(effect: ClaimedEffect) -> Iterator[str]:
    after = [(a, rows) for a, rows in effect.hearing if a.when == "after_discharge"]
    for account, answers in after[:MOST_HEARINGS]:
        said = [
            f"{answer}: {', '.join(spaced(a.heading) for a in answers if a.answer.value == answer)}"
            for answer in unique(a.answer.value for a in answers)
        ]
        yield wrapped(
            f"Juror {account.who} ({spaced(account.level)}); is it heard by a court here? "
            f"{'; '.join(said)}.",
            2,
            2,
        )


def _effect_table(effect: ClaimedEffect) -> Iterator[str]:
    rumour = grid_table(effect.table, InfluenceKind.RUMOUR)
    pressure = grid_table(effect.table, InfluenceKind.PRESSURE)
    pressed, heard = (shown_strength(kind) for kind in (pressure.kind, rumour.kind))
    rows = [["of 100 juries, about", *("guilty", "not g.", "hung") * 3]]
    for name, under_rumour, under_pressure in _table_rows(rumour, pressure):
        rows.append(
            [
                name,
                *_cells(rumour, under_rumour, 0.0),
                *(_cells(pressure, under_pressure, pressed) if under_pressure else ["-"] * 3),
                *_cells(rumour, under_rumour, heard),
            ]
        )
    lines = columns(rows)
    yield from (_heads(lines[0], f"{pressed:g} pressed votes", f"rumour, {heard:.0%}"), *lines)
    yield wrapped(reference_sentence(effect))
    yield wrapped(
        "No source gives a strength; these two are for show. 0: the model rules it out. The court's "
        f"patience: {_patience(effect.table.rate)}. Assumptions A1 to A4 and A6: see the page.",
    )


def _table_rows(
    rumour: GridTable, pressure: GridTable
) -> Iterator[tuple[str, RangeRows, RangeRows | None]]:
    """Return each model with a clock, then the ranges: a model alone is a range of one."""
    under = {row.model: row for row in pressure.models}
    clocked = tuple(row for row in rumour.models if row.clock)
    schemes = tuple(row for row in rumour.models if not row.clock)
    for row in clocked:
        alone = range_rows("", (under[row.model],)) if row.model in under else None
        yield row.model, range_rows("", (row,)), alone
    if clocked:
        both = range_rows("", clocked), range_rows("", tuple(under.values())) if under else None
        yield f"{len(clocked)} models with a clock", *both
    if schemes:
        yield f"{len(schemes)} schemes, no clock", range_rows("", schemes), None
    if clocked and schemes:
        yield f"all {len(rumour.models)} models", rumour.ranges[0], None


def _heads(header: str, pressed: str, heard: str) -> str:
    """Return the line above the header, each head over its three columns."""
    ends = [place + len("hung") for place in range(len(header)) if header.startswith("hung", place)]
    line = ""
    for words, end in zip(("no influence", pressed, heard), ends, strict=True):
        line += words.rjust(end - len(line))
    return line


def _cells(grid: GridTable, rows: RangeRows, strength: float) -> list[str]:
    column = grid.strengths.index(strength)
    return [_range(spans[column]) for _, spans in rows.spans]


def _range(span: Span) -> str:
    low, high = (hundredths(end) for end in span)
    return low if low == high else f"{low}-{high}"


def _patience(base: BaseRate) -> str:
    """Return the published rate to which patience is calibrated, with its unit."""
    return f"hung in {rate(base.share)} of {base.unit}, {base.study}"


def _next(bundle: Bundle) -> list[str]:
    lines: list[str] = []
    for step in bundle.next_steps:
        if step.predictions:
            lines += _forecast(step)
    if not lines:
        why = unique(step.why_none for step in bundle.next_steps if step.why_none)
        lines = [wrapped(f"No forecast: {'; '.join(why) or 'no count is in the record'}.")]
    return lines


def _forecast(step: NextStep) -> Iterator[str]:
    yield wrapped(f"{next_sentence(step)} {sentence(step.retrial.rule)}", 2, 2)
    rows = [["of 100 new juries, about", "guilty", "not guilty", "hung"]]
    for found in forecast_rows(step):
        spans = [found.span(ending, clock_only=True) for ending in Ending]
        wide = [found.span(ending) for ending in Ending]
        cells = [
            f"{_range(near)} ({_range(far)})" if near and far else "no figure"
            for near, far in zip(spans, wide, strict=True)
        ]
        rows.append([_short(found.reading.words), *cells])
    yield from columns(rows)
    yield wrapped("Range over the models with a clock (over every model that gives a figure).")
    low, high = (pick(step.hung_rates, key=lambda r: r.share) for pick in (min, max))
    yield wrapped(
        f"Published rates of hung juries run from {rate(low.share)} ({low.unit}) to "
        f"{rate(high.share)} ({high.unit}); units differ, so they do not compare.",
    )
    yield wrapped(_after_hung(step.after_hung))


def _after_hung(rates: Sequence[BaseRate]) -> str:
    """Return what became of cases after a hung jury, each share with what it is a share of."""
    parts = [(r.unit.rpartition(", of "), r) for r in rates]
    said = [
        f"of {whole}: " + ", ".join(f"{rate(r.share)} {p[0]}" for p, r in parts if p[2] == whole)
        for whole in unique(p[2] for p, _ in parts)
    ]
    standing = ", ".join(unique(str(r.standing) for r in rates))
    return f"What became of them ({standing}), {'; '.join(said)}."


def _short(words: str) -> str:
    """Return a reading without who reports it, which the page says."""
    return textwrap.shorten(words.partition(" (reported by")[0], 56, placeholder=" ...")
