"""What the law answers to a ballot when every fact that it asks for is known.

`take_verdict` reads the facts in every way that the known ones leave open, and this module answers
each reading. A rule that the place does not give stays unknown.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, final

from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError, Problem
from juryroom.procedure.authority import Authority
from juryroom.procedure.legal_dates import AppliesBy
from juryroom.procedure.rule import ALL, ANYTHING_LESS, Rule
from juryroom.procedure.rulepack import rules_of
from juryroom.procedure.verdict_facts import BallotFacts, Direction, Ruling

_VOTES: Mapping[Direction, str] = {"guilty": "guilty_min", "not_guilty": "acquit_min"}
_COMMONWEALTH: Mapping[Direction, str] = {
    "guilty": "commonwealth_guilty_min",
    "not_guilty": "commonwealth_acquit_min",
}
_PRACTICE = Authority(
    "practice: a majority is taken once the judge has invited it", Standing.UNVERIFIED
)


@final
@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one reading of the facts."""

    result: Ruling
    verdict: Direction | None = None
    reasons: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    announce_split: bool | None = None
    missing: tuple[str, ...] = ()
    authorities: tuple[Authority, ...] = ()
    not_shown: tuple[str, ...] = ()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The facts of a ballot with every gap filled in one way, and the days that select the law."""

    place: str
    ballot: BallotFacts
    sitting: int
    days: Mapping[AppliesBy, dt.date]
    before_change: bool = False
    own_class: str | None = None
    offence_type: str = "other"
    sovereign: str = "state"
    minutes: float = 0.0
    sworn_inquiry: bool = False
    numbers_stated: bool = False
    fewer_allowed: bool = False

    def rule(self, name: str) -> Rule | None:
        """Return the version of a rule in force, or None where there is none."""
        found = None
        for rule in rules_of(self.place):
            if rule.name == name and rule.on(self.day(rule)):
                found = rule  # the place's own rules come after those of its constitution
        return found

    def day(self, rule: Rule) -> dt.date:
        """Return the day that selects the version of `rule`."""
        day = self.days[rule.applies_by]
        if rule.year_only and self.before_change and day.year > dt.MINYEAR:
            return dt.date(day.year - 1, 12, 31)
        return day

    @property
    def petty(self) -> bool:
        """Whether the offence is petty, so that the constitution asks for no jury."""
        return self.offence_type == "petty"

    def votes(self, direction: Direction) -> int:
        """Return the votes in one direction."""
        return self.ballot.guilty if direction == "guilty" else self.ballot.not_guilty


@final
@dataclass(frozen=True, slots=True)
class Needed:
    """The votes a verdict needs, why, and by which rules; `votes` None where that is not known."""

    votes: int | None
    code: str
    rules: tuple[Rule, ...] = field(default_factory=tuple[Rule, ...])


def answer(reading: Reading) -> Answer:
    """Return what the law answers to a ballot whose facts are all given."""
    void = _void_jury(reading)
    if void is not None:
        return void
    guilty = needed(reading, "guilty")
    void = _void_majority(reading, guilty)
    if void is not None:
        return void
    acquit = needed(reading, "not_guilty")
    asked: tuple[tuple[Direction, Needed], ...] = (("guilty", guilty), ("not_guilty", acquit))
    for direction, need in asked:
        if _enough(reading, direction, need):
            return _offered(reading, direction, need)
    _check_total(reading)
    doubtful = [
        f"law.{_VOTES[direction]}"
        for direction, need in asked
        if need.votes is None and 2 * reading.votes(direction) > reading.sitting
    ]
    if doubtful:
        return Answer(Ruling.UNKNOWN, missing=tuple(doubtful))
    more: Direction = "guilty"
    if reading.ballot.not_guilty > reading.ballot.guilty:
        more = "not_guilty"
    need = guilty if more == "guilty" else acquit
    rules = (*need.rules, *guilty.rules, *acquit.rules)
    return Answer(
        Ruling.NO_VERDICT,
        reasons=(need.code,),
        authorities=tuple(dict.fromkeys(rule.authority for rule in rules)),
    )


def needed(reading: Reading, direction: Direction) -> Needed:
    """Return the votes that a verdict needs among the jurors sitting."""
    base = reading.rule(_VOTES[direction])
    if reading.sovereign == "commonwealth":
        federal = reading.rule(_COMMONWEALTH[direction])
        if federal is not None:
            return Needed(reading.sitting, "unanimity_for_commonwealth_offences", (federal,))
    code, special = _singled_out(reading, direction)
    if special is not None:
        return Needed(reading.sitting, code, (special,))
    if base is None:
        return Needed(None, "rule_unknown")
    if base.value == ALL:
        return Needed(reading.sitting, "unanimity_required", (base,))
    if base.value == ANYTHING_LESS:
        guilty = needed(reading, "guilty")
        votes = None if guilty.votes is None else reading.sitting - guilty.votes + 1
        return Needed(votes, "anything_less_acquits", (base, *guilty.rules))
    votes = base.part(str(reading.sitting))
    least = reading.rule("min_jurors")
    if votes is None and least is not None and reading.sitting < least.part("sitting"):
        votes = reading.sitting
    return Needed(votes, "votes_short_of_the_majority", (base,))


def _enough(reading: Reading, direction: Direction, need: Needed) -> bool:
    votes = reading.votes(direction)
    if need.code == "anything_less_acquits":
        # Whoever has not voted guilty has not convicted.
        return need.votes is not None and reading.ballot.guilty <= reading.sitting - need.votes
    return votes >= (reading.sitting if need.votes is None else need.votes)


def _singled_out(reading: Reading, direction: Direction) -> tuple[str, Rule | None]:
    rule = reading.rule("unanimity_required_for")
    if rule is None:
        return "", None
    for entry in rule.value:
        if direction not in entry["directions"]:
            continue
        both = len(entry["directions"]) > 1
        kind = reading.offence_type
        if kind in entry.get("types", ()):
            return (f"unanimity_for_{kind}" if both else f"{direction}_of_{kind}_needs_all"), rule
        if reading.own_class in entry.get("classes", ()):
            return f"unanimity_for_class_{reading.own_class}", rule
        if reading.sitting < entry.get("jurors_below", 0):
            return f"unanimity_of_fewer_than_{entry['jurors_below']}_jurors", rule
    return "", None


def _void_jury(reading: Reading) -> Answer | None:
    floor = reading.rule("floor_of_the_constitution")
    if floor is None or reading.petty or reading.sitting >= floor.part("smallest_jury"):
        return None
    supported: Direction = "guilty"
    if reading.ballot.not_guilty > reading.ballot.guilty:
        supported = "not_guilty"
    return Answer(Ruling.INVALID, supported, ("fewer_than_six",), authorities=(floor.authority,))


def _void_majority(reading: Reading, need: Needed) -> Answer | None:
    """Return what the constitution says of votes for guilty that the place would take."""
    votes, sitting = reading.ballot.guilty, reading.sitting
    floor = reading.rule("floor_of_the_constitution")
    if floor is None or reading.petty or votes >= sitting or not _place_takes(reading, need):
        return None
    if sitting == floor.part("smallest_jury"):
        reason = ("six_not_unanimous",)
        return Answer(Ruling.INVALID, "guilty", reason, authorities=(floor.authority,))
    unanimity = reading.rule("unanimity_in_felony_trials")
    if unanimity is None:
        return None
    reason = ("unanimity_required_by_the_constitution",)
    return Answer(Ruling.INVALID, "guilty", reason, authorities=(unanimity.authority,))


def _place_takes(reading: Reading, need: Needed) -> bool:
    """Whether the place's own rule takes these votes for guilty, or may do so."""
    votes = reading.ballot.guilty
    if need.votes is None:
        return 2 * votes > reading.sitting
    if votes >= need.votes:
        return True
    unanimity = reading.rule("unanimity_in_felony_trials")
    if unanimity is None or not any(rule.authority == unanimity.authority for rule in need.rules):
        return False
    # The place's own text still has the majority that only the constitution took away.
    former = (rule for rule in rules_of(reading.place) if rule.name == "guilty_min" and rule.void)
    return any(votes >= (rule.part(str(reading.sitting)) or reading.sitting) for rule in former)


def _offered(reading: Reading, direction: Direction, need: Needed) -> Answer:
    """Answer to a ballot whose numbers are a verdict: the number of jurors, time and form."""
    few = _too_few_jurors(reading, direction, need)
    if few is not None and few.result is not Ruling.ACCEPT:
        return few
    _check_total(reading)
    rules = _rules_of(reading, need)
    if not rules:
        return Answer(Ruling.UNKNOWN, direction, missing=(f"law.{_VOTES[direction]}",))
    unanimous = reading.votes(direction) >= reading.sitting
    lacks = list[tuple[str, str, Authority]]()
    not_shown: tuple[str, ...] = ()
    if not unanimous and need.code != "anything_less_acquits":
        time = reading.rule("majority_after_hours")
        if time is None:
            return Answer(Ruling.UNKNOWN, direction, missing=("law.majority_after_hours",))
        rules.append(time)
        lacks.extend(_lacks_of_time(reading, time))
        not_shown = _not_shown(reading, time)
    split = reading.rule("announce_split")
    if split is not None and not unanimous and direction == "guilty":
        rules.append(split)
        if not reading.numbers_stated:
            lacks.append(("numbers_not_stated", "numbers_stated_in_open_court", split.authority))
    authorities = [rule.authority for rule in rules]
    authorities.extend(few.authorities if few is not None else ())
    if lacks:
        return Answer(
            Ruling.REFUSE,
            direction,
            tuple(reason for reason, _, _ in lacks),
            tuple(requires for _, requires, _ in lacks),
            authorities=tuple(dict.fromkeys((*authorities, *(by for _, _, by in lacks)))),
        )
    said = () if need.code == "votes_short_of_the_majority" else (need.code,)
    return Answer(
        Ruling.ACCEPT,
        direction,
        ("unanimous",) if unanimous else said or ("majority",),
        ("unanimity_of_those_sitting",) if need.votes == reading.sitting else (),
        announce_split=_announced(split, direction, unanimous=unanimous),
        authorities=tuple(dict.fromkeys(authorities)),
        not_shown=not_shown,
    )


def _rules_of(reading: Reading, need: Needed) -> list[Rule]:
    """Return the rules that the numbers rest on.

    Where no rule of the place is known, a jury of which all agree has met whatever it may be; in
    the United States the constitution says that a jury of so many is one.
    """
    floor = reading.rule("floor_of_the_constitution")
    return [*need.rules] or ([floor] if floor is not None else [])


def _announced(split: Rule | None, direction: Direction, *, unanimous: bool) -> bool | None:
    if split is None or (direction == "guilty" and unanimous):
        return None
    return direction == "guilty"


def _lacks_of_time(reading: Reading, time: Rule) -> Iterator[tuple[str, str, Authority]]:
    floor = floor_minutes(time, reading.offence_type)
    if reading.minutes < floor:
        yield "time_floor_not_reached", f"at_least_{floor}_minutes", time.authority
    plus = time.part("plus") or ()
    if "sworn_inquiry" in plus and not reading.sworn_inquiry:
        yield "no_sworn_inquiry", "sworn_inquiry", time.authority
    opened = reading.ballot.majority_direction_given
    if opened is False and (floor or "reasonable_time" in plus):
        yield "no_majority_direction", "majority_direction_given", _PRACTICE


def _not_shown(reading: Reading, time: Rule) -> tuple[str, ...]:
    asked = floor_minutes(time, reading.offence_type) or time.part("plus")
    unsaid = reading.ballot.majority_direction_given is None
    return ("majority_direction_given",) if asked and unsaid else ()


def floor_minutes(time: Rule, offence_type: str | None) -> int:
    """Return the minutes before which no majority is taken, for an offence of that type."""
    by_type: Mapping[str, Any] = time.part("by_type") or MappingProxyType({})
    return round(60 * by_type.get(offence_type or "", time.part("hours")))


def _too_few_jurors(reading: Reading, direction: Direction, need: Needed) -> Answer | None:
    """Answer by the number of jurors alone: an acceptance carries the rule that was asked."""
    sitting = reading.sitting
    if any(rule.part(str(sitting)) is not None for rule in need.rules):
        return None  # the rule on votes itself provides for so many jurors
    least, size = reading.rule("min_jurors"), reading.rule("jury_size")
    if least is not None:
        rule, full = least, least.part("full_jury") or least.part("sitting")
        may_be_fewer = sitting >= least.part("sitting") or bool(least.part("below"))
    elif size is not None:
        rule, full = size, size.part(reading.own_class or "any") or max(size.value.values())
        may_be_fewer = reading.place.startswith("US-")
        if sitting < full and not may_be_fewer:
            return Answer(Ruling.UNKNOWN, direction, missing=("law.min_jurors",))
    elif reading.ballot.size == sitting or reading.place == "US-ANY":
        return None
    else:
        return Answer(Ruling.UNKNOWN, direction, missing=("law.min_jurors",))
    if sitting >= full or (may_be_fewer and reading.fewer_allowed):
        return Answer(Ruling.ACCEPT, direction, authorities=(rule.authority,))
    return Answer(
        Ruling.REFUSE,
        direction,
        ("below_minimum_number",),
        ("fewer_jurors_allowed",) if may_be_fewer else (f"at_least_{full}_jurors",),
        authorities=(rule.authority,),
    )


def _check_total(reading: Reading) -> None:
    total = reading.ballot.guilty + reading.ballot.not_guilty
    if total > reading.sitting:
        raise OutOfDomainError(
            Problem(
                where="BallotFacts",
                found=f"{total} votes among {reading.sitting} jurors",
                rule="a juror has one vote",
                accepted=f"{reading.sitting} votes or fewer",
            )
        )
