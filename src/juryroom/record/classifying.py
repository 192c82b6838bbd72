"""How the readings of a dispute that nobody declared differ, and the rule that would resolve it.

A declared conflict says for itself what kind it is. For one that is not declared, the kind is read
from the values: an age follows from dates, a value that the record itself holds beats what the press
says of it, a month and a day in it do not contradict each other. What no rule resolves stays a
contradiction; nothing is decided by counting voices.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, final

from juryroom.record.case import Case
from juryroom.record.claims import RelationKind, ResolverRule, Scalar, Topic
from juryroom.record.computations import age_on
from juryroom.record.dates import PartialDate, parse_date

_SPELLED_ALIKE = 0.84
_NEGATIONS = frozenset({"not", "no", "never", "none", "without", "nobody", "nor"})
_WORD = re.compile(r"\w+")
_JURY = {"jury_size": "size", "size": "size", "women": "women", "men": "men"}


@final
@dataclass(frozen=True, slots=True)
class Classified:
    """How readings differ, and what resolves them.

    Parameters
    ----------
    relation
        How they differ.
    value
        The value that stands by the rule; None where no rule gives one.
    rule
        The rule, or None where none resolves it.
    why
        The reason, in words.
    """

    relation: RelationKind
    value: Scalar | None
    rule: ResolverRule | None
    why: str

    def as_json(self) -> dict[str, Any]:
        """Return the parts under their names."""
        return {
            "relation": self.relation.value,
            "value": self.value,
            "rule": None if self.rule is None else self.rule.value,
            "why": self.why,
        }


def classify(
    case: Case, topic: Topic, values: Sequence[Scalar], claims: Sequence[str]
) -> Classified:
    """Return how values that differ on one topic differ.

    Parameters
    ----------
    case
        The record.
    topic
        The property of the thing.
    values
        Two values or more.
    claims
        The ids of the claims that assert them.
    """
    for found in (
        _age(case, topic, claims),
        _of_record(case, topic, values),
        _dates(values),
        _texts(values),
    ):
        if found is not None:
            return found
    return Classified(
        RelationKind.CONTRADICTION, None, None, "the values cannot all be true, and no rule decides"
    )


def _age(case: Case, topic: Topic, claims: Sequence[str]) -> Classified | None:
    """Compute an age from the date of birth and the days of the claims."""
    person = next((p for p in case.people if p.id == topic.about), None)
    if topic.property != "age" or person is None or person.born is None or not person.born.exact:
        return None
    days = {day for claim in case.claims if claim.id in claims for day in _day(case, claim.id)}
    born = person.born.latest
    assert born is not None, "an exact day has a latest"
    ages = {age_on(born, day) for day in days if day >= born}
    if len(ages) != 1:
        return None
    (years,) = ages
    why = f"born on {born}, so {years} on {', '.join(str(day) for day in sorted(days))}"
    return Classified(RelationKind.CONTRADICTION, years, ResolverRule.COMPUTED_BEATS_STATED, why)


def _day(case: Case, claim_id: str) -> Iterator[dt.date]:
    """Yield the day a claim speaks of, else the day of its source."""
    claim = next(claim for claim in case.claims if claim.id == claim_id)
    date = claim.date or case.source(claim.source).date
    if date is not None and date.exact and date.latest is not None:
        yield date.latest


def _of_record(case: Case, topic: Topic, values: Sequence[Scalar]) -> Classified | None:
    """Hold the values against what the record itself has, where one of them is it."""
    held = next(_held(case, topic), None)
    same = [value for value in values if held is not None and str(value) == str(held)]
    if len(same) != 1:
        return None
    why = f"the record has {same[0]}; the other differs from it"
    rule = ResolverRule.RECORD_BEATS_PRESS
    return Classified(RelationKind.ERROR_AGAINST_RECORD, same[0], rule, why)


def _held(case: Case, topic: Topic) -> Iterator[object]:
    about, prop = topic.about, topic.property
    yield from (e.date for e in case.events if e.id == about and prop == "date")
    yield from (p.born for p in case.people if p.id == about and prop in {"born", "birth_date"})
    for trial in case.trials:
        if trial.id == about and trial.jury is not None and prop in _JURY:
            yield getattr(trial.jury, _JURY[prop])
    for count in case.counts:
        if count.id == about and prop == "offence":
            yield count.offence


def _dates(values: Sequence[Scalar]) -> Classified | None:
    """Tell dates of which one holds the others from dates that exclude each other."""
    dates = [date for value in values for date in _parsed(value)]
    if len(dates) != len(values):
        return None
    narrow = min(dates, key=_width)
    if _width(narrow) < max(map(_width, dates)) and all(_holds(date, narrow) for date in dates):
        why = f"{narrow} lies within the others, which say less"
        rule = ResolverRule.REFINEMENT_IS_NO_CONTRADICTION
        return Classified(RelationKind.GRANULARITY, narrow.text, rule, why)
    return None


def _parsed(value: Scalar) -> Iterator[PartialDate]:
    if isinstance(value, str) and re.match(r"[0-9]{4}(-|$)", value):
        try:
            date = parse_date(value)
        except ValueError:
            return
        if date.earliest is not None and date.latest is not None:
            yield date


def _width(date: PartialDate) -> int:
    assert date.earliest is not None, "only dates with both ends are compared"
    assert date.latest is not None, "only dates with both ends are compared"
    return (date.latest - date.earliest).days


def _holds(outer: PartialDate, inner: PartialDate) -> bool:
    if outer.earliest is None or outer.latest is None:
        return False
    if inner.earliest is None or inner.latest is None:
        return False
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def _texts(values: Sequence[Scalar]) -> Classified | None:
    """Tell spellings, and wordings that say less, from texts that say different things."""
    if not all(isinstance(value, str) for value in values):
        return None
    words = [_WORD.findall(str(value).casefold()) for value in values]
    if any(not said or any(word[0].isdigit() for word in said) for said in words):
        return None
    first = " ".join(words[0])
    if all(_alike(first, " ".join(said)) for said in words[1:]):
        why = "one wording in several spellings"
        return Classified(RelationKind.WORDING, None, ResolverRule.KEEP_PER_CHANNEL, why)
    longest = max(words, key=len)
    if all(set(said) <= set(longest) and not _negated(said, longest) for said in words):
        why = "the longer wording says what the shorter says, and more"
        rule = ResolverRule.REFINEMENT_IS_NO_CONTRADICTION
        return Classified(RelationKind.GRANULARITY, values[words.index(longest)], rule, why)
    return None


def _negated(shorter: Sequence[str], longer: Sequence[str]) -> bool:
    return bool(_NEGATIONS & (set(longer) - set(shorter)))


def _alike(one: str, other: str) -> bool:
    """Whether two texts of equally many words differ in spelling; a negation is no spelling."""
    apart = set(one.split()) ^ set(other.split())
    if len(one.split()) != len(other.split()) or _NEGATIONS & apart:
        return False
    return SequenceMatcher(None, one, other).ratio() >= _SPELLED_ALIKE
