"""Whether a jury's ballot may be taken as its verdict: by numbers, jurors, time and form.

A fact that is not known is never filled in. The facts are read in every way that the known ones
leave open; where all readings give one answer, that is the answer, and else it is unknown and the
facts that would settle it are named.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from juryroom.procedure.law import DATE_FIELDS, Law
from juryroom.procedure.legal_dates import AppliesBy
from juryroom.procedure.rule import Rule
from juryroom.procedure.rulepack import rules_of
from juryroom.procedure.verdict_facts import (
    BallotFacts,
    Direction,
    OffenceFacts,
    Ruling,
    VerdictRuling,
)
from juryroom.procedure.verdict_reading import Answer, Reading, answer, floor_minutes

__all__ = ["BallotFacts", "OffenceFacts", "Ruling", "VerdictRuling", "take_verdict"]

_ASKED = (
    "guilty_min",
    "acquit_min",
    "commonwealth_guilty_min",
    "commonwealth_acquit_min",
    "unanimity_required_for",
    "majority_after_hours",
    "min_jurors",
    "jury_size",
    "announce_split",
    "floor_of_the_constitution",
    "unanimity_in_felony_trials",
)
_CHANGE = "law.day_of_change"
_FULL_JURY = 12
_DAY_NAMES = {f"day of {by}": name for by, name in DATE_FIELDS.items()}

_Axes = dict[str, tuple[Any, ...]]


def take_verdict(ballot: BallotFacts, law: Law) -> VerdictRuling:
    """Return whether the court takes the verdict that a ballot supports.

    Parameters
    ----------
    ballot
        The votes, and what else is known. What is None is unknown, and the answer says so where it
        would change it.
    law
        The law of the place for the days of the count, from `law_of`.

    Raises
    ------
    OutOfDomainError
        If there are more votes than jurors sitting.

    Examples
    --------
    England and Wales (Juries Act 1974 s. 17): ten of twelve will do after two hours, if the
    numbers are stated.

    >>> import datetime as dt
    >>> from juryroom.procedure.law import LegalDates, law_of
    >>> england = law_of("GB-EAW", LegalDates.all_on(dt.date(2026, 6, 30)))
    >>> def ten_of_twelve(**facts):
    ...     return BallotFacts(guilty=10, not_guilty=2, size=12, sitting=12, **facts)
    >>> early = take_verdict(ten_of_twelve(minutes=119, numbers_stated=True), england)
    >>> print(early.result, *early.requires)
    refuse at_least_120_minutes
    >>> print(take_verdict(ten_of_twelve(minutes=120, numbers_stated=True), england).result)
    accept
    >>> print(*take_verdict(ten_of_twelve(minutes=120), england).missing)
    numbers_stated
    """
    names, read = readings(ballot, law)
    answers = {values: answer(reading) for values, reading in read.items()}
    kinds = {(found.result, found.verdict) for found in answers.values()}
    if len(kinds) == 1 and next(iter(kinds))[0] is not Ruling.UNKNOWN:
        return _agreed(list(answers.values()))
    return _unknown(names, answers)


def readings(
    ballot: BallotFacts, law: Law
) -> tuple[tuple[str, ...], Mapping[tuple[Any, ...], Reading]]:
    """Return the facts that are not known, and a reading for all values that they may have."""
    axes = _axes(ballot, law)
    read = dict[tuple[Any, ...], Reading]()
    for values in product(*axes.values()):
        reading = _reading(ballot, law, dict(zip(axes, values, strict=True)))
        if "offence.class" not in axes or _holds(reading):
            read[values] = reading
    return tuple(_DAY_NAMES.get(name, name) for name in axes), read


def _agreed(answers: Sequence[Answer]) -> VerdictRuling:
    first = answers[0]

    def common(name: str) -> tuple[Any, ...]:
        shared = [set(getattr(found, name)) for found in answers]
        return tuple(word for word in getattr(first, name) if all(word in held for held in shared))

    announced = {found.announce_split for found in answers}
    used = dict.fromkeys(by for found in answers for by in found.authorities)
    return VerdictRuling(
        result=first.result,
        verdict=first.verdict,
        reasons=common("reasons") or tuple(dict.fromkeys(w for a in answers for w in a.reasons)),
        requires=common("requires"),
        announce_split=first.announce_split if len(announced) == 1 else None,
        authorities=tuple(used),
        not_shown=tuple(dict.fromkeys(word for found in answers for word in found.not_shown)),
    )


def _unknown(names: tuple[str, ...], answers: Mapping[tuple[Any, ...], Answer]) -> VerdictRuling:
    places = range(len(names))
    matter = [place for place in places if _matters(place, answers)]
    law = dict.fromkeys(word for found in answers.values() for word in found.missing)
    if not matter and not law:
        # Facts that go together, as a type and a class, may change the answer only together.
        matter = [place for place in places if len({key[place] for key in answers}) > 1]
    called = [names[place] for place in matter]
    shown = dict[tuple[Any, ...], Ruling]()
    for values, found in answers.items():
        shown.setdefault(tuple(values[place] for place in matter), found.result)
    verdicts: list[Direction | None] = list({found.verdict for found in answers.values()})
    return VerdictRuling(
        result=Ruling.UNKNOWN,
        verdict=verdicts[0] if len(verdicts) == 1 else None,
        reasons=("a_fact_or_rule_is_not_known",),
        missing=tuple(dict.fromkeys((*called, *law))),
        readings=tuple(
            (dict(zip(called, values, strict=True)), result)
            for values, result in shown.items()
            if matter
        ),
        authorities=tuple(
            dict.fromkeys(by for found in answers.values() for by in found.authorities)
        ),
    )


def _matters(place: int, answers: Mapping[tuple[Any, ...], Answer]) -> bool:
    """Whether two readings that differ only in one fact have different answers."""
    seen = dict[tuple[Any, ...], tuple[Any, ...]]()
    for values, found in answers.items():
        rest = (*values[:place], *values[place + 1 :])
        kind = (found.result, found.verdict)
        if seen.setdefault(rest, kind) != kind:
            return True
    return False


def _reading(ballot: BallotFacts, law: Law, values: Mapping[str, Any]) -> Reading:
    offence = ballot.offence
    fixed = law.sovereign or offence.sovereign
    days = {by: values.get(_axis(by)) for by in AppliesBy}
    return Reading(
        place=law.jurisdiction,
        ballot=ballot,
        sitting=_given(ballot.sitting, values, "jury.sitting"),
        days={by: day or law.dates.between(by)[0] for by, day in days.items()},
        before_change=values.get(_CHANGE, False),
        own_class=values.get("offence.class", offence.offence_class),
        offence_type=_given(offence.type, values, "offence.type") or "other",
        sovereign=_given(fixed, values, "offence.sovereign") or "state",
        minutes=_given(ballot.minutes, values, "deliberation.minutes") or 0,
        sworn_inquiry=bool(_given(ballot.sworn_inquiry, values, "deliberation.sworn_inquiry")),
        numbers_stated=bool(_given(ballot.numbers_stated, values, "numbers_stated")),
        fewer_allowed=bool(_given(ballot.fewer_allowed, values, "jury.fewer_allowed")),
    )


def _axis(by: AppliesBy) -> str:
    return f"day of {by}"


def _given(fact: Any, values: Mapping[str, Any], name: str) -> Any:
    return values.get(name) if fact is None else fact


def _holds(reading: Reading) -> bool:
    """Whether the class that a reading supposes goes with its day and its type of offence."""
    size, classes = reading.rule("jury_size"), reading.rule("offence_classes")
    if size is not None and size.part(reading.own_class or "") is None:
        return False
    may_be = None if classes is None else classes.part(reading.offence_type)
    return may_be is None or reading.own_class in may_be


def _axes(ballot: BallotFacts, law: Law) -> _Axes:
    """Return, for every fact that is not known and is asked for, the values it may have."""
    rules = [rule for name in _ASKED for rule in law.versions(name)]
    axes = dict(_days(rules, law))
    axes.update(_offence_axes(ballot.offence, rules, law))
    times = [rule for rule in rules if rule.name == "majority_after_hours"]
    if ballot.minutes is None and times:
        kinds = (None, *_types(rules))
        floors = {floor_minutes(rule, kind) for rule in times for kind in kinds}
        axes["deliberation.minutes"] = tuple(sorted({0, *floors}))
    asks_oath = any("sworn_inquiry" in (rule.part("plus") or ()) for rule in times)
    if ballot.sworn_inquiry is None and asks_oath:
        axes["deliberation.sworn_inquiry"] = (False, True)
    if ballot.numbers_stated is None and law.versions("announce_split"):
        axes["numbers_stated"] = (False, True)
    if ballot.fewer_allowed is None and (law.versions("min_jurors") or law.versions("jury_size")):
        axes["jury.fewer_allowed"] = (False, True)
    if ballot.sitting is None:
        axes["jury.sitting"] = _sitting(ballot, law)
    return axes


def _sitting(ballot: BallotFacts, law: Law) -> tuple[int, ...]:
    votes = ballot.guilty + ballot.not_guilty
    sizes = [number for rule in law.versions("jury_size") for number in rule.value.values()]
    most = max(sizes, default=_FULL_JURY) if ballot.size is None else ballot.size
    return tuple(range(votes, max(votes, most) + 1))


def _offence_axes(
    offence: OffenceFacts, rules: Sequence[Rule], law: Law
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if offence.type is None and (kinds := _types(rules)):
        yield "offence.type", (*kinds, "other")
    if offence.sovereign is None and law.sovereign is None:
        names = ("commonwealth_guilty_min", "commonwealth_acquit_min")
        if any(rule.name in names for rule in rules):
            yield "offence.sovereign", ("state", "commonwealth")
    sizes = [rule for rule in rules if rule.name == "jury_size"]
    by_class = sorted({name for rule in sizes for name in rule.value})
    if len(by_class) > 1 and offence.offence_class not in by_class:
        yield "offence.class", tuple(by_class)


def _types(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return the types of offence that the rules tell apart."""
    found = list[str]()
    for rule in rules:
        if rule.name == "unanimity_required_for":
            found.extend(kind for entry in rule.value for kind in entry.get("types", ()))
        elif rule.name == "majority_after_hours":
            found.extend(rule.part("by_type") or ())
        elif rule.name == "floor_of_the_constitution":
            found.append("petty")
    return tuple(dict.fromkeys(found))


def _days(rules: Sequence[Rule], law: Law) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Return, for each day that is not known, one day of each stretch in which the law is one."""
    for by in AppliesBy:
        first, last = law.dates.between(by)
        names = {rule.name for rule in rules if rule.applies_by is by}
        limits = {
            day
            for rule in rules_of(law.jurisdiction)
            if rule.name in names
            for day in (rule.valid_from, rule.valid_until)
            if day is not None and first < day <= last
        }
        if limits:
            yield _axis(by), (first, *sorted(limits))
    if any(_in_doubt(rule, law) for rule in rules):
        yield _CHANGE, (False, True)


def _in_doubt(rule: Rule, law: Law) -> bool:
    first, last = law.dates.between(rule.applies_by)
    limits = (rule.valid_from, rule.valid_until)
    return rule.year_only and any(
        day is not None and first.year <= day.year <= last.year for day in limits
    )
