"""What `juryroom room` is asked: the options and the room file, read by one set of rules.

A key of the file is an option, with underscores; its value is read as the option's text would be.
What is said of one is said with its place: the option, or the file and the line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, final

from juryroom.cli.first_ballots import FirstVotes, read_first_ballot
from juryroom.cli.input_files import read_bytes, read_mapping
from juryroom.cli.jury_options import (
    placed,
    read_number,
    read_parameters,
    read_patience,
    read_rule,
    refuse,
)
from juryroom.cli.room_events import RuleOpens, read_event, read_majority
from juryroom.deliberation.interface import DeliberationModel
from juryroom.deliberation.registry import model
from juryroom.errors import OutOfDomainError, Problem, RecordError, nearest
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.events import JurorRemoved
from juryroom.outcome.patience import Patience
from juryroom.outcome.room import Room
from juryroom.procedure.decision_rule import (
    SMALLEST_JURY,
    AnyRule,
    DecisionRule,
    RuleSchedule,
    SittingRules,
)
from juryroom.provenance import Input, sha256
from juryroom.record.yaml_tree import shown

SCHEMA = "juryroom-room/1"
_OPTIONS = (
    "model", "jury_size", "guilty_votes", "share", "resemblance", "leanings", "to_convict",
    "to_acquit", "majority", "ballots", "hang_hazard",
)  # fmt: skip
_KEYS = ("schema", *_OPTIONS, "parameters", "events")
_REPLACES: Mapping[str, tuple[str, ...]] = {
    "model": ("parameters",),
    "guilty_votes": ("share", "resemblance", "leanings"),
    "share": ("guilty_votes", "leanings"),
    "leanings": ("guilty_votes", "share", "resemblance"),
    "to_convict": ("majority",),
    "to_acquit": ("majority",),
    "majority": ("to_convict", "to_acquit"),
    "ballots": ("hang_hazard",),
    "hang_hazard": ("ballots",),
}
"""What in a file gives way to an option beside it."""


class Said(NamedTuple):
    """The text of an answer, and where it was given."""

    text: str
    where: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RoomQuestion:
    """A room with what happens in it, the same room without, and the events as they were written."""

    room: Room
    without: Room
    first_ballot: FirstBallot
    events: tuple[tuple[str, bool], ...]
    """Each sentence, and whether it opens a rule."""
    inputs: tuple[Input, ...]


@dataclass(slots=True)
class _Asked:
    """Every answer that was given, by the name of its option."""

    answers: dict[str, Said]
    parameters: dict[str, float]
    events: list[Said]
    inputs: tuple[Input, ...] = ()

    def text(self, name: str) -> str | None:
        """Return the text of an answer, or None where it was not given."""
        return self.answers[name].text if name in self.answers else None

    def where(self, name: str) -> str:
        """Return where an answer was given, or the option by which it can be."""
        option = f"--{name.replace('_', '-')}"
        return self.answers[name].where if name in self.answers else option

    def whole(self, name: str) -> int | None:
        """Return a whole number, or None where it was not given."""
        if name not in self.answers:
            return None
        number = read_number(*self.answers[name], "a whole number such as 6")
        if not isinstance(number, int):
            rule = "jurors, votes and ballots are counted"
            raise refuse(self.where(name), f"{number:g}", rule, "a whole number such as 6")
        return number

    def number(self, name: str) -> float | None:
        """Return a number, or None where it was not given."""
        return read_number(*self.answers[name]) if name in self.answers else None

    def drop(self, name: str) -> None:
        """Forget an answer of the file."""
        if name == "parameters":
            self.parameters = {}
        self.answers.pop(name, None)


def read_question(
    file: Path | None,
    given: Mapping[str, str | None],
    parameters: list[str],
    events: list[str],
) -> RoomQuestion:
    """Return the question that a room file and the options beside it ask.

    Parameters
    ----------
    file
        The room file, or None.
    given
        The options by name, None for one that was not given.
    parameters
        ``NAME=VALUE`` pairs for the model.
    events
        Sentences, added to those of the file.

    Raises
    ------
    CaseFileError
        If the file cannot be read, or is not strict YAML with one mapping.
    RecordError
        If the file has a key that a room has not, or lacks its schema.
    OutOfDomainError
        If an answer is no number, or lies outside its domain, or an event is malformed.
    """
    asked = _Asked({}, {}, []) if file is None else _from_file(file)
    options = {name: text for name, text in given.items() if text is not None}
    for name in options:
        for other in _REPLACES.get(name, ()):
            asked.drop(other)
    for name, text in options.items():
        asked.answers[name] = Said(text, f"--{name.replace('_', '-')}")
    asked.parameters |= read_parameters(parameters)
    several = len(events) > 1
    asked.events += [
        Said(text, f"--event {number}" if several else "--event")
        for number, text in enumerate(events, start=1)
    ]
    return _question(asked)


def _question(asked: _Asked) -> RoomQuestion:
    size = asked.whole("jury_size")
    size = 12 if size is None else size
    with placed(asked.where("jury_size")):
        DecisionRule.unanimous(size)  # so that a jury of two is refused for its size
    first_ballot = _first_ballot(asked, size)
    if not asked.events:
        raise refuse(
            "--event",
            "no event",
            "a room is shown with and without what happens in it",
            "--event SENTENCE, or a list under 'events' in a room file; for a jury to which nothing "
            "happens, juryroom solve",
        )
    read = [read_event(said.text, said.where, size) for said in asked.events]
    opened = [event for event in read if isinstance(event, RuleOpens)]
    happening = [
        (said, event)
        for said, event in zip(asked.events, read, strict=True)
        if not isinstance(event, RuleOpens)
    ]
    removed = [event for _, event in happening if isinstance(event, JurorRemoved)]
    base = _rule(asked, size, len(removed))
    _check_fewer(base, opened, removed)
    patience = _patience(asked, size)
    made = _model(asked)
    try:
        room = Room(made, _schedule(base, opened), patience, tuple(event for _, event in happening))
    except OutOfDomainError as error:
        sentences = [f"{said.where} '{said.text}'" for said, _ in happening]
        raise OutOfDomainError(_in_words(p, sentences) for p in error.problems) from None
    return RoomQuestion(
        room=room,
        without=Room(made, base, patience),
        first_ballot=first_ballot,
        events=tuple(
            (said.text, isinstance(event, RuleOpens))
            for said, event in zip(asked.events, read, strict=True)
        ),
        inputs=asked.inputs,
    )


def _first_ballot(asked: _Asked, size: int) -> FirstBallot:
    votes = FirstVotes(
        jury_size=size,
        guilty_votes=asked.whole("guilty_votes"),
        share=asked.text("share"),
        resemblance=asked.number("resemblance") or 0.0,
        leanings=asked.text("leanings"),
    )
    given = [name for name in ("guilty_votes", "share", "leanings") if name in asked.answers]
    with placed(asked.where(given[0]) if given else ""):
        return read_first_ballot(votes)


def _model(asked: _Asked) -> DeliberationModel:
    name = asked.text("model") or "linear-pull"
    return model(name, **asked.parameters)


def _patience(asked: _Asked, size: int) -> Patience:
    ballots, hazard = asked.whole("ballots"), asked.text("hang_hazard")
    if ballots is None and hazard is None:
        return read_patience(size, None, None)
    with placed(asked.where("ballots" if hazard is None else "hang_hazard")):
        return read_patience(size, ballots, hazard)


def _rule(asked: _Asked, size: int, removed: int) -> DecisionRule | SittingRules:
    """Return the rule at first; unanimity covers the juries that may be left."""
    to_convict, to_acquit = asked.whole("to_convict"), asked.whole("to_acquit")
    majority = asked.text("majority")
    if majority is None:
        rule = read_rule(size, to_convict, to_acquit)
        plain = to_convict is None and to_acquit is None
        smallest = max(size - removed, SMALLEST_JURY)
        return SittingRules.unanimous(size, smallest) if plain and removed else rule
    where = asked.where("majority")
    if to_convict is not None or to_acquit is not None:
        rule = "verdicts are counted under one rule at a time"
        raise refuse(where, "a majority beside to_convict or to_acquit", rule, "one of the two")
    with placed(where):
        rules = read_majority(majority, "majority")
    if rules.jury_size != size:
        raise refuse(
            where,
            f"votes for a full jury of {rules.jury_size}, and a jury of {size}",
            "the largest jury for which there is a rule takes the first ballot",
            f"an entry for {size} jurors, and none for more",
        )
    return rules


def _check_fewer(
    base: DecisionRule | SittingRules, opened: list[RuleOpens], removed: list[JurorRemoved]
) -> None:
    """Raise where a juror may leave and no rule says what holds for those who are left."""
    plain = [rule for rule in (base, *(o.rule for o in opened)) if isinstance(rule, DecisionRule)]
    if plain and any(event.rules is None for event in removed):
        raise refuse(
            "events",
            f"a juror who is removed under the rule {plain[0]}",
            "how many votes are a verdict is set for a number of jurors, not carried over to fewer",
            "--majority SITTING:VOTES,... with an entry for each number of jurors, or 'needing "
            "VOTES' in the event, or unanimity",
        )


def _schedule(base: DecisionRule | SittingRules, opened: list[RuleOpens]) -> AnyRule:
    if not opened:
        return base
    later = sorted(opened, key=lambda event: event.ballot)
    return RuleSchedule(((0, base), *((event.ballot, event.rule) for event in later)))


def _in_words(problem: Problem, sentences: list[str]) -> Problem:
    """Return a problem with an event of the room named as the user wrote it."""
    found = re.fullmatch(r"Room\.happenings\[(\d+)\]", problem.where)
    if found:
        return replace(problem, where=sentences[int(found.group(1))])
    if problem.where != "DeadlockCharge.model":
        return problem
    charges = [text for text in sentences if "'charge " in text and " model " in text]
    return replace(problem, where=f"{'; '.join(charges)}, {problem.where}")


def _from_file(file: Path) -> _Asked:
    data = read_bytes(file, "a room file")
    tree = read_mapping(data, str(file), "a room file", f"'schema: {SCHEMA}' and the other keys")
    root: dict[str, Any] = tree.root

    def at(*path: str | int) -> str:
        return f"{file}:{tree.line(path)} {path[0]}" + "".join(f"[{p}]" for p in path[1:])

    problems = [
        Problem(at(key), f"'{key}'", "a room file has the keys of a room", nearest(key, _KEYS))
        for key in root
        if key not in _KEYS
    ]
    if root.get("schema") != SCHEMA:
        where = at("schema") if "schema" in root else f"{file}:1 schema"
        found = repr(root["schema"]) if "schema" in root else "nothing"
        problems.insert(0, Problem(where, found, "a file says its format", f"schema: {SCHEMA}"))
    for key, kind, words in (
        ("events", list, "a list of sentences, each after '- '"),
        ("parameters", dict, "NAME: NUMBER, one a line"),
    ):
        if key in root and not isinstance(root[key], kind):
            rule = f"'{key}' of a room file is a {'list' if kind is list else 'mapping'}"
            problems.append(Problem(at(key), shown(root[key]), rule, words))
    problems += [
        Problem(
            at("events", i),
            shown(item),
            "an event is a sentence",
            "text, as rumour at ballot 5 ...",
        )
        for i, item in enumerate(_listed(root.get("events")))
        if not isinstance(item, str)
    ]
    if problems:
        raise RecordError(problems)
    return _Asked(
        answers={name: Said(_as_text(root[name]), at(name)) for name in _OPTIONS if name in root},
        parameters=_parameters(root.get("parameters") or {}, at("parameters")),
        events=[Said(text, at("events", i)) for i, text in enumerate(_listed(root.get("events")))],
        inputs=(Input(name=file.name, sha256=sha256(data)),),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _parameters(values: Mapping[str, Any], where: str) -> dict[str, float]:
    return read_parameters([f"{name}={_as_text(value)}" for name, value in values.items()], where)


def _as_text(value: Any) -> str:
    """Return a value as the text of its option would be."""
    match value:
        case bool():
            return str(value).lower()
        case list():
            return ",".join(map(_as_text, value))
        case dict():
            return ",".join(f"{key}:{_as_text(held)}" for key, held in value.items())
        case None:
            return ""
        case _:
            return str(value)
