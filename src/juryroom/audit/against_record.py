"""Figures in documents held against the record: ages, days, terms, panels, votes."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

from juryroom.audit.findings import AuditFinding, FindingKind, declared
from juryroom.audit.mentions import Kind, Mention, Value
from juryroom.record.case import Case
from juryroom.record.dates import PartialDate
from juryroom.record.people import Person, Role
from juryroom.record.trials import Trial

_OTHERS = re.compile(
    r"\b(?:juror|witness|woman|girl|boy|model|actress|complainant|accuser|victim|officer|"
    r"student|nurse|son|daughter|wife|husband|brother|sister|mother|father)\b",
    re.IGNORECASE,
)
_MARGIN = dt.timedelta(days=31)  # a source with no last day may be as much younger than its news


@final
@dataclass(frozen=True, slots=True)
class Expected:
    """What the record has for a figure: the values that fit it, and how it is said."""

    values: frozenset[Value]
    words: str
    about: frozenset[str]
    topics: frozenset[str]


def reported_trial(case: Case, source: str) -> Trial | None:
    """Return the trial that a source reports on: the last that had begun when it was published."""
    day = _published(case, source)
    begun = [
        (first, trial)
        for trial in case.trials
        if (first := _begins(trial)) and day and first <= day
    ]
    if begun:
        return max(begun, key=lambda pair: pair[0])[1]
    return case.trials[0] if len(case.trials) == 1 else None


def check_mention(case: Case, linked: Sequence[Case], mention: Mention) -> AuditFinding | None:
    """Return a finding where a figure fits nothing in the record that it can be about."""
    expected = expected_of(case, linked, mention)
    if expected is None or mention.value in expected.values:
        return None
    return AuditFinding(
        FindingKind.AGAINST_RECORD,
        str(mention.kind),
        (mention.place,),
        mention.shown,
        expected.words,
        declared(case, expected.about, expected.topics),
    )


def expected_of(case: Case, linked: Sequence[Case], mention: Mention) -> Expected | None:
    """Return what the record has for a figure, or None where it has nothing to compare."""
    if mention.kind is Kind.AGE:
        person = person_of(case, mention)
        return None if person is None else _age(case, person, mention)
    if mention.kind is Kind.TERM_YEARS:
        return _terms(case, linked)
    trial = reported_trial(case, mention.place.source)
    if trial is None:
        return None
    match mention.kind:
        case Kind.WOMEN_MEN | Kind.JURY_SIZE:
            return _panel(trial, mention.kind)
        case Kind.DELIBERATION_DAYS | Kind.DELIBERATION_DAY | Kind.DELIBERATION_HOURS:
            return _deliberation(trial, mention.kind)
        case Kind.TRIAL_WEEKS:
            return _weeks(trial)
        case Kind.SPLIT:
            return _splits(trial)


def person_of(case: Case, mention: Mention) -> Person | None:
    """Return whose age a figure is: the person named just before it, else the one defendant."""
    before = mention.sentence[: mention.offset]
    after = mention.sentence[mention.offset :][:60]
    named: list[tuple[int, Person]] = []
    for person in case.people:
        for word in (person.name or "").split()[-1:]:
            named += [
                (found.start(), person) for found in re.finditer(rf"\b{re.escape(word)}\b", before)
            ]
    bare = before.rstrip().endswith((",", "(", "now", "aged", "age"))
    if bare:
        close = [(at, person) for at, person in named if len(before) - at < 40]
        return max(close, key=lambda pair: pair[0])[1] if close else None
    defendants = [person for person in case.people if person.role is Role.DEFENDANT]
    if _OTHERS.search(re.split(r"[,.;]", after)[0]) or len(defendants) != 1:
        return None
    return defendants[0]


def _age(case: Case, person: Person, mention: Mention) -> Expected | None:
    day, born = _published(case, mention.place.source), person.born
    if day is None or born is None or not born.exact or born.latest is None:
        return None
    date = case.source(mention.place.source).date
    open_ended = date is not None and date.latest is None
    days = [day, day + _MARGIN] if open_ended else [day, (date and date.latest) or day]
    ages = sorted({years_between(born.latest, one) for one in days})
    words = f"{person.id} was {' or '.join(map(str, ages))} on {day}, born on {born}"
    return Expected(frozenset(ages), words, frozenset({person.id}), frozenset({"age"}))


def years_between(born: dt.date, day: dt.date) -> int:
    """Return the completed years between two days.

    Examples
    --------
    >>> years_between(dt.date(1952, 3, 19), dt.date(2025, 3, 18))
    72
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _terms(case: Case, linked: Sequence[Case]) -> Expected | None:
    years = {
        (one.id, value)
        for one in (case, *linked)
        for sentence in one.sentences
        for value in (
            sentence.total_years,
            *(term.years for term in sentence.terms),
            *(term.min_years for term in sentence.terms),
        )
        if value is not None
    }
    if not years:
        return None
    listed = sorted({f"{value:g}" for _, value in years}, key=float)
    about = frozenset(
        {case.id, *(s.id for s in case.sentences), *(c.id for c in case.linked_cases)}
    )
    return Expected(
        frozenset(int(value) for _, value in years if value.is_integer()),
        f"terms of {', '.join(listed)} years",
        about,
        frozenset({"sentence", "term", "years", "custody"}),
    )


def _panel(trial: Trial, kind: Kind) -> Expected | None:
    jury = trial.jury
    if jury is None:
        return None
    about = frozenset({trial.id})
    if kind is Kind.JURY_SIZE:
        return Expected(
            frozenset({jury.size}),
            f"{trial.id}: a jury of {jury.size}",
            about,
            frozenset({"jury", "size"}),
        )
    if jury.women is None or jury.men is None:
        return None
    words = f"{trial.id}: {jury.women} women and {jury.men} men"
    topics = frozenset({"jury", "sex", "women", "men", "composition"})
    return Expected(frozenset({(jury.women, jury.men)}), words, about, topics)


def _deliberation(trial: Trial, kind: Kind) -> Expected | None:
    held = trial.deliberation
    topics = frozenset({"deliberation", "days", "length", "hours"})
    about = frozenset({trial.id})
    if held is None or (kind is Kind.DELIBERATION_HOURS and held.hours is None):
        return None
    if kind is Kind.DELIBERATION_HOURS:
        hours = held.hours or 0.0
        near = frozenset(range(int(hours), int(hours) + 2))
        return Expected(near, f"{trial.id}: {hours:g} hours", about, topics)
    worked = len(held.days_worked)
    if worked == 0:
        return None
    words = f"{trial.id}: {worked} days worked"
    if kind is Kind.DELIBERATION_DAYS:
        return Expected(frozenset({worked}), words + _refusal(trial), about, topics)
    ordinal = refusal_ordinal(trial)
    allowed = frozenset(range(1, max(worked, ordinal or 0) + 1))
    return Expected(allowed, words + _refusal(trial), about, topics)


def refusal_ordinal(trial: Trial) -> int | None:
    """Return on which day of deliberation a juror refused to go on, counted from one."""
    held = trial.deliberation
    if held is None or held.refusal_day is None or not held.days_worked:
        return None
    earlier = [day for day in held.days_worked if day.before(held.refusal_day)]
    return len(earlier) + 1


def _refusal(trial: Trial) -> str:
    ordinal = refusal_ordinal(trial)
    return "" if ordinal is None else f", and a refusal on day {ordinal}"


def _weeks(trial: Trial) -> Expected | None:
    dates = trial.dates
    end = dates.mistrial or dates.verdict or dates.closings
    first, last = dates.selection or dates.openings, dates.closings or end
    if first is None or end is None or last is None:
        return None
    opened = dates.openings or first
    days = [_days(opened, last), _days(opened, end), _days(first, end)]
    known = [count for count in days if count is not None]
    if not known:
        return None
    weeks = frozenset(range(min(known) // 7, -(-max(known) // 7) + 1))
    words = f"{trial.id}: {min(weeks)} to {max(weeks)} weeks, by what is counted"
    return Expected(weeks, words, frozenset({trial.id}), frozenset({"length", "weeks"}))


def _splits(trial: Trial) -> Expected | None:
    tallies = [split.tally for split in trial.splits]
    votes = {
        pair
        for tally in tallies
        if tally.guilty is not None and tally.not_guilty is not None
        for pair in ((tally.guilty, tally.not_guilty), (tally.not_guilty, tally.guilty))
    } | {pair for tally in tallies if (pair := getattr(tally, "sides", None)) is not None}
    if not votes:
        return None
    said = ", ".join(sorted({f"{a}-{b}" for a, b in votes}))
    about = frozenset({trial.id, *(split.id for split in trial.splits), *trial.counts})
    return Expected(
        frozenset(votes), f"{trial.id}: reported splits {said}", about, frozenset({"split"})
    )


def _days(first: PartialDate, last: PartialDate) -> int | None:
    if first.earliest is None or last.latest is None:
        return None
    return (last.latest - first.earliest).days


def _begins(trial: Trial) -> dt.date | None:
    dates = trial.dates
    known = (
        dates.selection,
        dates.openings,
        dates.deliberation_start,
        dates.verdict,
        dates.mistrial,
    )
    return next((date.earliest for date in known if date is not None and date.earliest), None)


def _published(case: Case, source: str) -> dt.date | None:
    date = case.source(source).date
    return None if date is None else date.earliest or date.latest


def differing(case: Case, mentions: Sequence[Mention]) -> Iterator[AuditFinding]:
    """Yield figures that measure one thing and differ, in one document or between documents."""
    yield from _ages_differ(case, mentions)
    yield from _days_differ(case, mentions)
    for kind in (Kind.WOMEN_MEN, Kind.JURY_SIZE, Kind.TRIAL_WEEKS, Kind.DELIBERATION_HOURS):
        groups: dict[str, list[Mention]] = {}
        for mention in mentions:
            trial = reported_trial(case, mention.place.source)
            if mention.kind is kind and trial is not None:
                groups.setdefault(trial.id, []).append(mention)
        for trial_id, group in groups.items():
            if len({mention.value for mention in group}) > 1:
                yield _differ(f"{kind} ({trial_id})", group)


def _ages_differ(case: Case, mentions: Sequence[Mention]) -> Iterator[AuditFinding]:
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        person = person_of(case, mention) if mention.kind is Kind.AGE else None
        if person is not None:
            groups.setdefault(person.id, []).append(mention)
    for person_id, group in groups.items():
        for source in dict.fromkeys(mention.place.source for mention in group):
            own = [mention for mention in group if mention.place.source == source]
            if len({mention.value for mention in own}) > 1:
                known = declared(case, {person_id}, {"age"})
                expected = expected_of(case, (), own[0])
                record = "" if expected is None else expected.words
                yield _differ(f"age of {person_id}, inside {source}", own, record, known)


def _days_differ(case: Case, mentions: Sequence[Mention]) -> Iterator[AuditFinding]:
    kinds = {Kind.DELIBERATION_DAY, Kind.DELIBERATION_DAYS}
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        trial = reported_trial(case, mention.place.source)
        if mention.kind in kinds and trial is not None:
            groups.setdefault(trial.id, []).append(mention)
    for trial_id, group in groups.items():
        if len({(mention.kind, mention.value) for mention in group}) < 2:
            continue
        expected = _deliberation(case.trial(trial_id), Kind.DELIBERATION_DAYS)
        record = "" if expected is None else expected.words
        known = declared(case, {trial_id}, {"deliberation", "days", "length"})
        said = "; ".join(f"{_day(m)} ({m.place})" for m in group)
        yield AuditFinding(
            FindingKind.DOCUMENTS_DIFFER,
            f"how long the jury of {trial_id} was out",
            tuple(mention.place for mention in group),
            f"{said}; the number of a day and a number of days are two figures",
            record,
            known,
        )


def _day(mention: Mention) -> str:
    return (
        f"day {mention.value}" if mention.kind is Kind.DELIBERATION_DAY else f"{mention.value} days"
    )


def _differ(
    topic: str, group: Sequence[Mention], record: str = "", known: str | None = None
) -> AuditFinding:
    said = " against ".join(f"{m.shown} ({m.place})" for m in group)
    places = tuple(mention.place for mention in group)
    return AuditFinding(FindingKind.DOCUMENTS_DIFFER, topic, places, said, record, known)
