"""Where sources differ: every reading of a thing, who gives it, and what the record does about it.

A topic is one property of one thing. Its readings are the values that claims assert and the values
that sources outside the articles are declared to give. Nothing is overwritten and nothing is
decided here: a declared conflict says how it is resolved, by what rule and why; one that nobody
declared is classified by its values and shown as unresolved, with the rule that would resolve it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, final

from juryroom.record.case import Case
from juryroom.record.claims import Assertion, Conflict, ConflictOutcome, Scalar, Topic
from juryroom.record.classifying import Classified, classify
from juryroom.record.computations import Computed, compute

UNRESOLVED = "unresolved"
DECLARED = "declared"

_ALL_STAND = frozenset({ConflictOutcome.KEEP_ALL, ConflictOutcome.SEVERAL_TRUE})


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value, and who gives it.

    Parameters
    ----------
    value
        The value as the claims have it.
    claims
        The ids of the claims that assert it.
    sources
        The ids of the sources: of those claims, and declared ones outside the articles.
    independent
        How many different texts these sources descend from.
    preferred
        Whether the record prefers it.
    """

    value: Scalar
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    independent: int
    preferred: bool

    def as_json(self) -> dict[str, Any]:
        """Return the parts under their names."""
        return {
            "value": self.value,
            "claims": list(self.claims),
            "sources": list(self.sources),
            "independent_sources": self.independent,
            "preferred": self.preferred,
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FoundConflict:
    """A topic on which sources differ, or which the record declares.

    Parameters
    ----------
    id
        The id of the declared conflict, or `thing.property`.
    topic
        The property of the thing.
    title
        The topic in words.
    readings
        Every value, in the order in which the file gives them.
    silent
        The ids of the articles that assert nothing on the topic. Silence is unknown, never no.
    declared
        What the record declares about it, or None.
    computed
        The resolution where it follows from dates, or None.
    sources
        The ids of the sources behind the resolution; empty where there is none.
    independent
        How many different texts those descend from.
    classified
        How the readings of a conflict that nobody declared differ; None where it is declared.
    """

    id: str
    topic: Topic
    title: str
    readings: tuple[Reading, ...]
    silent: tuple[str, ...]
    declared: Conflict | None
    computed: Computed | None
    sources: tuple[str, ...]
    independent: int
    classified: Classified | None = None

    @property
    def status(self) -> str:
        """`declared` where the record says what becomes of the readings, else `unresolved`."""
        return UNRESOLVED if self.declared is None else DECLARED

    @property
    def resolution(self) -> str | None:
        """The resolution in words, or None where there is none."""
        if self.computed is not None:
            return self.computed.sentence
        return None if self.declared is None else self.declared.resolution

    def as_json(self) -> dict[str, Any]:
        """Return the conflict as data."""
        declared = self.declared
        return {
            "id": self.id,
            "about": self.topic.about,
            "property": self.topic.property,
            "title": self.title,
            "status": self.status,
            "readings": [reading.as_json() for reading in self.readings],
            "silent": list(self.silent),
            "resolution": self.resolution,
            "computed": None if self.computed is None else self.computed.as_json(),
            "sources": list(self.sources),
            "independent_sources": self.independent,
            "classified": None if self.classified is None else self.classified.as_json(),
            "relation": None if declared is None else str(declared.relation),
            "outcome": None if declared is None else str(declared.outcome),
            "rule": None if declared is None else str(declared.rule),
            "decided_by": None if declared is None else declared.decided_by,
            "why": None if declared is None else declared.why,
            "standing": None if declared is None else str(declared.standing),
            "unverified_part": None if declared is None else declared.unverified_part,
        }


def find_conflicts(case: Case, *, linked: Sequence[Case] = ()) -> tuple[FoundConflict, ...]:
    """Return every topic on which readings differ, and every declared one.

    Declared conflicts come first, in the order of the file; the others follow in the order of
    their first claim.

    Parameters
    ----------
    case
        The case.
    linked
        Linked cases that were read, for the ordinal of a trial among all trials.

    Raises
    ------
    RecordError
        If a resolution is to be computed from a date that is missing or not exact.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> age = find_conflicts(load_case(find_case("people-v-weinstein")).case)[0]
    >>> [(reading.value, reading.independent) for reading in age.readings], age.resolution
    ([(73, 1), (72, 1)], '73 years on 2025-06-12: born on 1952-03-19')
    """
    said = _assertions(case)
    declared = [_declared(case, conflict, said, linked) for conflict in case.conflicts]
    topics = {_key(conflict.topic) for conflict in case.conflicts}
    undeclared = [_undeclared(case, topic, said) for topic in said if topic not in topics]
    return (*declared, *(conflict for conflict in undeclared if len(conflict.readings) > 1))


def same(one: Scalar, other: Scalar) -> bool:
    """Whether two values are one reading; a number is no truth value, although 1 == True."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def values_of(case: Case, conflict: Conflict) -> tuple[Scalar, ...]:
    """Return every value that a claim or an outside reading gives on a declared topic."""
    return tuple(voice.value for voice in _voices(conflict, _assertions(case)))


@dataclass(slots=True)
class _Voices:
    """Who gives one value."""

    value: Scalar
    claims: list[str]
    sources: list[str]


_Said = dict[tuple[str, str], list[_Voices]]


def _key(topic: Topic | Assertion) -> tuple[str, str]:
    return topic.about, topic.property


def _assertions(case: Case) -> _Said:
    topics: _Said = {}
    for claim in case.claims:
        for said in claim.says:
            voices = topics.setdefault(_key(said), [])
            _add(voices, said.value, claims=(claim.id,), sources=(claim.source,))
    return topics


def _add(
    voices: list[_Voices], value: Scalar, *, claims: Iterable[str], sources: Iterable[str]
) -> None:
    for voice in voices:
        if same(voice.value, value):
            voice.claims.extend(claims)
            voice.sources.extend(sources)
            return
    voices.append(_Voices(value, list(claims), list(sources)))


def _voices(conflict: Conflict, said: _Said) -> list[_Voices]:
    """Return who gives each value on a declared topic, articles and other sources together."""
    key = _key(conflict.topic)
    voices = [_Voices(v.value, [*v.claims], [*v.sources]) for v in said.get(key, [])]
    for reading in conflict.outside:
        _add(voices, reading.value, claims=(), sources=reading.sources)
    return voices


def _readings(
    case: Case, voices: Iterable[_Voices], preferred: Sequence[Scalar] = ()
) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            value=voice.value,
            claims=tuple(dict.fromkeys(voice.claims)),
            sources=tuple(dict.fromkeys(voice.sources)),
            independent=_independent(case, voice.sources),
            preferred=any(same(voice.value, value) for value in preferred),
        )
        for voice in voices
    )


def _independent(case: Case, sources: Iterable[str]) -> int:
    """Count the texts that sources descend from: those of one origin count once."""
    return len({case.source(source).root for source in sources})


def _declared(case: Case, conflict: Conflict, said: _Said, linked: Sequence[Case]) -> FoundConflict:
    computed = None if conflict.compute is None else compute(case, conflict.compute, linked=linked)
    preferred = conflict.preferred
    if computed is not None and "years" in computed.data:
        preferred = (*preferred, computed.data["years"])
    readings = _readings(case, _voices(conflict, said), preferred)
    chosen = [reading for reading in readings if reading.preferred]
    if not chosen and computed is None and conflict.outcome in _ALL_STAND:
        chosen = list(readings)
    sources = tuple(
        dict.fromkeys(
            [
                *(source for reading in chosen for source in reading.sources),
                *conflict.sources,
                *(() if computed is None else computed.sources),
            ]
        )
    )
    return FoundConflict(
        id=conflict.id,
        topic=conflict.topic,
        title=conflict.title,
        readings=readings,
        silent=_silent(case, readings),
        declared=conflict,
        computed=computed,
        sources=sources,
        independent=_independent(case, sources),
    )


def _undeclared(case: Case, topic: tuple[str, str], said: _Said) -> FoundConflict:
    about, prop = topic
    readings = _readings(case, said[topic])
    return FoundConflict(
        id=f"{about}.{prop}",
        topic=Topic(about=about, property=prop),
        title=f"{prop.replace('_', ' ')} of {about}",
        readings=readings,
        silent=_silent(case, readings),
        declared=None,
        computed=None,
        sources=(),
        independent=0,
        classified=_classified(case, topic, readings),
    )


def _classified(
    case: Case, topic: tuple[str, str], readings: Sequence[Reading]
) -> Classified | None:
    if len(readings) < 2:
        return None
    claims = [claim for reading in readings for claim in reading.claims]
    values = [reading.value for reading in readings]
    return classify(case, Topic(about=topic[0], property=topic[1]), values, claims)


def _silent(case: Case, readings: Iterable[Reading]) -> tuple[str, ...]:
    speaking = {source for reading in readings for source in reading.sources}
    return tuple(article for article in case.articles if article not in speaking)
