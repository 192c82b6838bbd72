"""The posture under each reading of what the sources dispute, in lines for a terminal."""

from collections.abc import Iterator

from juryroom.procedure.reading_changes import Told
from juryroom.procedure.reading_results import CountUnder, Dispute, Group, Readings, Variant
from juryroom.procedure.retrial import RetrialResult
from juryroom.report.names import value
from juryroom.report.plain import wrapped
from juryroom.report.words import listed, number, sentence, when

_RETRIAL = {
    RetrialResult.ALLOWED: "another trial: the recorded rule allows it",
    RetrialResult.BARRED: "another trial: the recorded rule bars it",
    RetrialResult.UNKNOWN: "another trial: not known",
    RetrialResult.NOT_APPLICABLE: "nothing to try again",
}


def reading_lines(readings: Readings) -> str:
    """Return whether what the sources dispute matters to any count, and the postures that differ.

    Parameters
    ----------
    readings
        The posture under every reading.
    """
    return "\n".join(_lines(readings))


def _lines(readings: Readings) -> Iterator[str]:
    bearing = len(readings.same) + sum(len(group.disputes) for group in readings.groups)
    said = f"Readings: of {number(bearing + len(readings.not_read), 'conflict')} between sources, "
    yield wrapped(f"{said}{number(bearing, 'conflict')} on what the posture reads", 0, 2)
    for group in readings.groups:
        yield from _group(group)
    for dispute in readings.same:
        yield wrapped(f"{dispute.id} {dispute.title}: does not matter to any count", 2, 4)
        for reading in dispute.readings:
            yield wrapped(f"{value(reading.value)} [{reading.independent}]: {reading.told}", 6, 4)
    if readings.not_read:
        yield wrapped(f"The posture reads nothing of: {', '.join(readings.not_read)}", 2, 4)


def _group(group: Group) -> Iterator[str]:
    for dispute in group.disputes:
        matters = dispute.id in group.decisive
        words = (
            f"matters to {listed(group.differing)}" if matters else "does not matter to any count"
        )
        yield wrapped(f"{dispute.id} {dispute.title}: {words}", 2, 4)
        for reading in dispute.readings:
            if reading.told not in {Told.CHANGES, Told.RECORD}:
                yield wrapped(f"{value(reading.value)}: {reading.told}", 6, 4)
    if group.notice:
        yield wrapped(sentence(group.notice), 4, 2)
    possible = [variant for variant in group.variants if not variant.excluded]
    if not group.differing:
        yield wrapped(f"{number(len(possible), 'posture')}, every count the same in each", 4, 2)
    else:
        yield from _side_by_side(group, possible)
    if group.dates_only:
        days = f"only the day since when is not the same for {listed(group.dates_only)}: "
        yield wrapped(days + "; ".join(_days(group, possible)), 4, 2)
    for variant in group.variants:
        if variant.excluded:
            said = f"{_choice(group, variant)}: the record excludes it: {variant.excluded}"
            yield wrapped(said, 4, 4)


def _side_by_side(group: Group, variants: list[Variant]) -> Iterator[str]:
    """Yield each posture that differs once, after the readings that give it."""
    postures = dict[tuple[str, ...], list[str]]()
    for variant in variants:
        chosen = {k: v for k, v in variant.choice.items() if k in group.decisive}
        words = _choice(group, Variant(chosen, variant.counts))
        counts = tuple(_count(count) for count in variant.counts if count.id in group.differing)
        given = postures.setdefault(counts, [])
        if words not in given:
            given.append(words)
    for counts, given in postures.items():
        yield wrapped(f"{'; or '.join(given)}:", 4, 2)
        for count in counts or ("no count is in the record by that day",):
            yield wrapped(count, 8, 2)


def _count(count: CountUnder) -> str:
    law = f" ({count.authority})" if count.authority else ""
    rule = f": {count.rule}{law}" if count.retrial is not RetrialResult.NOT_APPLICABLE else ""
    return f"{count.id}: {count.state.phrase}; {_RETRIAL[count.retrial]}{rule}"


def _days(group: Group, variants: list[Variant]) -> Iterator[str]:
    seen = set[str]()
    for variant in variants:
        for count in variant.counts:
            said = f"{count.id} {when(count.since)}"
            if count.id in group.dates_only and said not in seen:
                seen.add(said)
                yield said


def _choice(group: Group, variant: Variant) -> str:
    titles = {dispute.id: dispute for dispute in group.disputes}
    chosen = [f"{_name(titles[name])} {value(said)}" for name, said in variant.choice.items()]
    return f"if {listed(chosen)}" if chosen else "as the record has it"


def _name(dispute: Dispute) -> str:
    return f"{dispute.id} is"
