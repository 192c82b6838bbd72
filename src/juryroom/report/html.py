"""The page: one HTML file that holds everything it shows and asks for nothing from outside."""

import shlex
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from juryroom.deliberation.registry import models
from juryroom.effect.claimed import ClaimedInfluence
from juryroom.effect.influence import InfluenceKind, InfluenceTable
from juryroom.procedure.retrial import RetrialResult
from juryroom.procedure.retrial_checks import Finding
from juryroom.procedure.track import StepTaken
from juryroom.record.trials import RoomEvent
from juryroom.report import panels, symbols, words
from juryroom.report.bundle import NOTICES, Bundle
from juryroom.report.chronicle import chronicle, kind_of
from juryroom.report.names import Names, stage, trial_words, value, withheld
from juryroom.report.prose import (
    brief_rows,
    conflicts_words,
    known_conflicts,
    lead,
    reference_sentence,
    sources_words,
)
from juryroom.report.tables import (
    GridTable,
    forecast_rows,
    grid_table,
    hearing_rows,
    retrial_rows,
)
from juryroom.version import __version__

CONTENTS = (
    ("short", "In short"),
    ("posture", "Counts"),
    ("timeline", "What happened"),
    ("conflicts", "Where sources differ"),
    ("claimed", "Claims"),
    ("next", "What may come next"),
    ("linked", "Linked cases"),
    ("sources", "Sources"),
    ("made", "Method"),
)
FINDINGS = {
    Finding.BARS: "bars another trial",
    Finding.ALLOWS: "allows another trial",
    Finding.UNKNOWN: "turns on a fact that is not in the record",
    Finding.NOTHING: "decides nothing",
}
ANSWERS = {
    RetrialResult.ALLOWED: "the recorded rule allows it",
    RetrialResult.BARRED: "the recorded rule bars it",
    RetrialResult.NOT_APPLICABLE: "there is nothing to try again",
    RetrialResult.UNKNOWN: "not known",
}


def page(bundle: Bundle) -> str:
    """Return the whole page as HTML: the same bundle gives the same bytes.

    Parameters
    ----------
    bundle
        The result to show. Every figure of the page is a figure of the bundle.
    """
    environment = _environment()
    environment.filters.update(_filters(bundle))
    text = environment.get_template("page.html.j2").render(_context(bundle))
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("juryroom.report"),
        autoescape=select_autoescape(enabled_extensions=("html", "j2"), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> Markup:
    css = files("juryroom.report").joinpath("style.css").read_text(encoding="utf-8")
    return Markup(css)


def _context(bundle: Bundle) -> dict[str, Any]:
    known, later = known_conflicts(bundle)
    return {
        "bundle": bundle,
        "case": bundle.case,
        "on": bundle.on,
        "day_shown": words.day(bundle.on),
        "version": __version__,
        "style": _style(),
        "contents": CONTENTS,
        "notices": NOTICES,
        "lead": lead(bundle),
        "brief": brief_rows(bundle),
        "posture": bundle.posture,
        "chronicle": chronicle("chronicle", bundle.posture.counts, bundle.on)
        if bundle.posture.counts
        else None,
        "timeline": bundle.timeline,
        "conflicts": known,
        "later_conflicts": [found.id for found in later],
        "conflicts_words": conflicts_words(bundle),
        "effects": bundle.effects,
        "retrials": retrial_rows(bundle.next_steps),
        "answers": ANSWERS,
        "ahead": [
            entry
            for entry in bundle.case.calendar
            if entry.known_from.by(bundle.on) and not entry.date.by(bundle.on)
        ],
        "forecasts": [
            (step, forecast_rows(step)) for step in bundle.next_steps if step.predictions
        ],
        "why_none": words.unique(s.why_none for s in bundle.next_steps if s.why_none),
        "linked_posture": {state.case: state for state in bundle.linked},
        "sources_words": sources_words(bundle.case),
        "outlet_of": {source.id: source.outlet for source in bundle.case.sources},
        "made": bundle.provenance.as_json(),
        "command": shlex.join(bundle.provenance.command),
        "cards": [model.card for _, model in sorted(models().items())],
        "line_keys": symbols.LINE_KEYS,
        "spread_keys": symbols.SPREAD_KEYS,
        "step_keys": symbols.STEP_KEYS,
    }


def _filters(bundle: Bundle) -> dict[str, Callable[..., Any]]:
    names = Names(bundle.case)
    return {
        "capital": words.capital,
        "chance": words.chance,
        "hundredths": words.hundredths,
        "rate": words.rate,
        "sentence": words.sentence,
        "spaced": words.spaced,
        "dated": words.dated,
        "trial": trial_words,
        "when": words.when,
        "listed": words.listed,
        "exact": words.exact,
        "ending": words.ENDINGS.__getitem__,
        "mark": _mark,
        "marked": marked,
        "person": names.person,
        "complainant": names.complainant,
        "offence": names.offence,
        "withheld": withheld,
        "reference": reference_sentence,
        "stage": stage,
        "value": value,
        "told": partial(_told, {event.id: event.what for event in bundle.case.events}),
        "told_by": partial(_told_by, names),
        "room_log": partial(_room_log, bundle),
        "hearing": hearing_rows,
        "grids": _grids,
        "panels": panels.of_grid,
        "spreads": panels.of_forecast,
        "strength": panels.strength_shown,
        "finding": FINDINGS.__getitem__,
        "columns": panels.column_words,
        "meaning": panels.EXPLAINED.__getitem__,
    }


def marked(authority: str) -> Markup:
    """Return an authority with its standing set off from it.

    Examples
    --------
    >>> marked("CPL 310.40 [unverified]")
    Markup('CPL 310.40 <span class="flag">unverified</span>')
    """
    text, bracket, standing = authority.partition(" [")
    flag = Markup(' <span class="flag">{}</span>').format(standing.rstrip("]")) if bracket else ""
    return escape(text) + flag


def _mark(step: StepTaken) -> Markup:
    return symbols.kind_symbol(kind_of(step))


def _told(what: dict[str, str], step: StepTaken) -> str:
    return words.spaced(step.step) if step.implied else what.get(step.event, step.step)


def _told_by(names: Names, event: RoomEvent) -> str:
    parts = [
        names.person(event.by) if event.by else "",
        f"about {names.person(event.against)}" if event.against else "",
        event.channel or "",
    ]
    return "; ".join(part for part in parts if part)


def _room_log(bundle: Bundle, claimed: ClaimedInfluence) -> tuple[RoomEvent, ...]:
    """Return what was known of the room on the day, as far as it concerns the count."""
    return tuple(
        event
        for event in claimed.trial.room_log
        if bundle.case.known(event.sources, bundle.on)
        and (not event.counts or claimed.count_id in event.counts)
    )


def _grids(table: InfluenceTable) -> Iterator[GridTable]:
    for kind in InfluenceKind:
        grid = grid_table(table, kind)
        if grid.models:
            yield grid
