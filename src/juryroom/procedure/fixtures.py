"""Case fixtures, `juryroom-case/0.1`: short histories of real cases, with what a replay must give.

An event of a fixture names its move by number (`edge: C13`), where a case file says what happened
(`kind: guilty`). Reading a fixture turns each numbered move into the word of the record that makes
it; fields that no replay needs are passed over. `juryroom.procedure.fixture_replay` replays it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast, final

from juryroom.errors import Problem, RecordError, nearest
from juryroom.procedure.states import CountState
from juryroom.procedure.transitions import Transition, table
from juryroom.record.dates import EDTF_HELP, PartialDate, parse_date
from juryroom.record.events import Cause, Step
from juryroom.record.fields import FORMATS, JURISDICTION_PATTERN
from juryroom.record.yaml_tree import Path as Place
from juryroom.record.yaml_tree import YamlTree, read_yaml, shown

SCHEMA = "juryroom-case/0.1"
# The word that makes a numbered move, where the move has several words or a fact decides.
_WORDS = {"C02": Step.CONSOLIDATED, "C09": Step.DISMISSED, "C14": Step.NOT_GUILTY}
_INSANITY = re.compile(r"\bNGRI\b|insanity|not criminally responsible", re.IGNORECASE)
_PRECISION = {"not_later_than": "../{}", "approximate": "{}~"}
_ROW = Mapping[str, Any]


@final
@dataclass(frozen=True, slots=True)
class FixtureCount:
    """One count, or a group of `members`; a lesser offence names its greater count."""

    id: str
    offence: str
    members: int
    lesser_of: str | None
    sovereign: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureEvent:
    """One event: a numbered move of some counts, the state they begin in, or an entry of the log.

    `line` is where it stands in the file.
    """

    id: str
    line: int
    counts: tuple[str, ...]
    date: PartialDate | None = None
    edge: str | None = None
    initial: CountState | None = None
    step: Step | None = None
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the states must be on a day: of single counts, or in total.

    `also` holds further states that are accepted. One that is not `scored` is shown and fails
    nothing.
    """

    line: int
    as_of: PartialDate
    states: Mapping[str, CountState]
    also: Mapping[str, frozenset[CountState]]
    totals: Mapping[CountState, int] | None
    scored: bool
    weak: bool


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """A case of the fixture format, as far as a replay needs it."""

    name: str
    id: str
    caption: str
    jurisdictions: tuple[str, ...]
    counts: tuple[FixtureCount, ...]
    events: tuple[FixtureEvent, ...]
    expectations: tuple[Expectation, ...]


def read_fixture(data: bytes, name: str) -> Fixture:
    """Return the fixture that `data` holds; `name` stands for the file in messages.

    Raises
    ------
    CaseFileError
        If the bytes are not strict YAML 1.2.
    RecordError
        If they are not of the fixture format; it holds every problem that was found.
    """
    reader = _Reader(read_yaml(data, name), name)
    fixture = reader.fixture()
    if reader.problems:
        raise RecordError(reader.problems)
    return fixture


class _Listed(NamedTuple):
    """One mapping of a list, with its place in the file."""

    place: Place
    row: _ROW


class _Reader:
    """Reads one fixture, and notes whatever is wrong instead of stopping at it."""

    def __init__(self, tree: YamlTree, name: str) -> None:
        self.tree, self.name = tree, name
        self.problems = list[Problem]()
        self.counts = dict[str, FixtureCount]()

    def fixture(self) -> Fixture:
        root: Any = self.tree.root
        if not isinstance(root, dict) or cast("_ROW", root).get("schema") != SCHEMA:
            found = cast("_ROW", root).get("schema") if isinstance(root, dict) else root
            rule = "a replay reads the fixture format"
            self.note((), shown(found), rule, f"a mapping with schema: {SCHEMA}")
            raise RecordError(self.problems)
        top = cast("_ROW", root)
        given = top.get("jurisdiction")
        places = cast("list[Any]", given) if isinstance(given, list) else [given]
        if not all(map(self.place, places)) or not places:
            rule = "a case has a jurisdiction"
            self.note(("jurisdiction",), shown(given), rule, FORMATS[JURISDICTION_PATTERN])
            places = [""]
        for entry in self.rows("counts"):
            self.count(entry, str(places[0]))
        self._lessers()
        if not self.counts:
            self.note(("counts",), "no count", "a replay moves counts", "a list of counts")
        events = [self.event(number, entry) for number, entry in enumerate(self.rows("events"))]
        expected = [self.expectation(entry) for entry in self.rows("expected_states")]
        return Fixture(
            name=self.name,
            id=str(top.get("id") or "case"),
            caption=_words(top.get("caption") or top.get("id"), self.name),
            jurisdictions=tuple(dict.fromkeys(str(place) for place in places)),
            counts=tuple(self.counts.values()),
            events=tuple(event for event in events if event is not None),
            expectations=tuple(found for found in expected if found is not None),
        )

    def place(self, given: Any) -> bool:
        """Whether a value names a jurisdiction."""
        return isinstance(given, str) and re.fullmatch(JURISDICTION_PATTERN, given) is not None

    def rows(self, key: str) -> Iterator[_Listed]:
        """Yield the mappings of a list of the file; anything else in it is a problem."""
        given: Any = self.tree.root.get(key)
        if given is None:
            return
        if not isinstance(given, list):
            self.note((key,), shown(given), f"{key} is a list", "a list of mappings")
            return
        for index, row in enumerate(cast("list[Any]", given)):
            if isinstance(row, dict):
                yield _Listed((key, index), cast("_ROW", row))
            else:
                self.note((key, index), shown(row), f"each of {key} is a mapping", "a mapping")

    def count(self, entry: _Listed, first_place: str) -> None:
        name, members = entry.row.get("id"), entry.row.get("n", 1)
        if not isinstance(name, str) or name in self.counts:
            rule = "each count has an id of its own"
            self.note(entry.place, shown(name), rule, "id: another word")
            return
        if not isinstance(members, int) or isinstance(members, bool) or members < 1:
            self.note((*entry.place, "n"), shown(members), "n is a number of counts", "1 or more")
            members = 1
        lesser, sovereign = entry.row.get("lesser_of"), entry.row.get("sovereign") or first_place
        if not self.place(sovereign) and sovereign != first_place:
            rule = "a sovereign is a jurisdiction"
            self.note((*entry.place, "sovereign"), shown(sovereign), rule, "US-FED")
        self.counts[name] = FixtureCount(
            name,
            _words(entry.row.get("offence"), "an offence"),
            members,
            None if lesser is None else str(lesser),
            str(sovereign),
        )

    def _lessers(self) -> None:
        for index, count in enumerate(self.counts.values()):
            if count.lesser_of is not None:
                self.known(("counts", index, "lesser_of"), [count.lesser_of])

    def known(self, place: Place, names: Sequence[Any]) -> tuple[str, ...]:
        """Return those of `names` that are counts of the file; another is a problem."""
        for name in names:
            if not isinstance(name, str) or name not in self.counts:
                rule = "an event and an expectation name counts that the file declares"
                self.note(place, shown(name), rule, nearest(str(name), self.counts))
        return tuple(name for name in names if isinstance(name, str) and name in self.counts)

    def event(self, number: int, entry: _Listed) -> FixtureEvent | None:
        place, row = entry
        edge, initial = row.get("edge"), row.get("initial")
        moves = edge is not None or initial is not None
        given = row.get("counts", row.get("count"))
        # An entry of the log may concern counts in words ("several"); only a move needs their ids.
        names = cast("list[Any]", given) if isinstance(given, list) else [given] if given else []
        counts = self.known((*place, "counts"), names) if moves else ()
        if moves and not counts:
            if not names:
                self.note(place, "no count", "a move is one of counts", "counts: [K1]")
            return None
        begins = None if initial is None else self.state((*place, "initial"), initial)
        date = self.date(place, row, needed=edge is not None)
        if edge is None:
            step, fields = None, dict[str, Any]()
        else:
            if self.edge((*place, "edge"), edge) is None or date is None:
                return None
            step, fields = _step(str(edge), row)
        lesser = row.get("lesser")
        if step is Step.GUILTY_OF_LESSER and lesser is not None:
            self.known((*place, "lesser"), [lesser])
            fields = {**fields, "lesser": lesser}
        return FixtureEvent(
            id=str(row.get("id") or f"event {number + 1}"),
            line=self.tree.line(place),
            counts=counts,
            date=date,
            edge=None if edge is None else str(edge),
            initial=begins,
            step=step,
            fields=fields,
        )

    def edge(self, place: Place, edge: Any) -> Transition | None:
        known = {row: move for row, move in table().by_id.items() if row != "C00"}
        known["C26R"] = table().way_back
        if not isinstance(edge, str) or edge not in known:
            rule = "an edge is a move of the machine of a count, or null where nothing moves"
            self.note(place, shown(edge), rule, nearest(str(edge), known))
        return known.get(str(edge))

    def state(self, place: Place, state: Any) -> CountState | None:
        if state not in list(CountState):
            rule = "a state is one of the machine of a count"
            self.note(place, shown(state), rule, nearest(str(state), list(CountState)))
            return None
        return CountState(state)

    def date(self, place: Place, row: _ROW, *, needed: bool) -> PartialDate | None:
        given, precision = row.get("date"), row.get("date_precision")
        if given is None or given == "undated":
            if needed:
                rule = "a move counts from the last day that its date can mean"
                self.note(place, "no date", rule, EDTF_HELP)
            return None
        if precision is not None and str(precision) not in _PRECISION:
            rule = "date_precision says how far a date is known"
            accepted = nearest(str(precision), _PRECISION)
            self.note((*place, "date_precision"), shown(precision), rule, accepted)
        return self.parsed((*place, "date"), given, _PRECISION.get(str(precision), "{}"))

    def parsed(self, place: Place, given: Any, form: str = "{}") -> PartialDate | None:
        text = f"{given:04d}" if isinstance(given, int) else str(given)
        if form.startswith(".."):
            text = text.rpartition("/")[2]
        if "/" in text:
            form = "{}"  # an interval is no closer for being approximate
        try:
            date = parse_date(form.format(text))
        except ValueError:
            self.note(place, shown(given), "a date is written in EDTF", EDTF_HELP)
            return None
        if date.latest is None:
            rule = "a move counts from the last day that its date can mean"
            self.note(place, shown(given), rule, "a date with a last day")
            return None
        return date

    def expectation(self, entry: _Listed) -> Expectation | None:
        place, row = entry
        as_of = self.parsed((*place, "as_of"), row.get("as_of"))
        states = self.states((*place, "states"), row.get("states"))
        also: dict[str, frozenset[CountState]] = {}
        for count, given in self.pairs((*place, "accept_also"), row.get("accept_also")):
            at: Place = (*place, "accept_also", count)
            self.known(at, [count])
            words = cast("list[Any]", given) if isinstance(given, list) else [given]
            found = [self.state(at, word) for word in words]
            also[count] = frozenset(state for state in found if state is not None)
        totals = None
        if row.get("totals") is not None:
            pairs = self.pairs((*place, "totals"), row["totals"])
            found_totals = [(self.state((*place, "totals", s), s), n) for s, n in pairs]
            totals = {state: number for state, number in found_totals if state is not None}
        if totals is None and not states:
            rule = "an expectation says what states are, count by count or in total"
            self.note(place, "neither states nor totals", rule, "states: {K1: MISTRIAL}")
        if as_of is None:
            return None
        return Expectation(
            line=self.tree.line(place),
            as_of=as_of,
            states=states,
            also=also,
            totals=totals,
            scored=row.get("scored") is not False and row.get("standing") != "unverified",
            weak=row.get("quality") == "weak",
        )

    def states(self, place: Place, given: Any) -> dict[str, CountState]:
        found: dict[str, CountState] = {}
        for count, word in self.pairs(place, given):
            self.known((*place, count), [count])
            state = self.state((*place, count), word)
            if state is not None:
                found[count] = state
        return found

    def pairs(self, place: Place, given: Any) -> list[tuple[str, Any]]:
        if given is None:
            return []
        if not isinstance(given, dict):
            self.note(place, shown(given), f"{place[-1]} is a mapping", "K1: MISTRIAL")
            return []
        return list(cast("dict[str, Any]", given).items())

    def note(self, place: Place, found: str, rule: str, accepted: str) -> None:
        where = f"{self.name}:{self.tree.line(place)}"
        self.problems.append(Problem(where, found, rule, accepted))


def _words(given: Any, otherwise: str) -> str:
    """Return a value as words that a record takes."""
    return str(given or "").strip()[:500] or otherwise


def _step(edge: str, row: _ROW) -> tuple[Step, dict[str, Any]]:
    """Return the word of the record that makes a numbered move, and the facts that go with it."""
    given = row.get("cause", row.get("causes", ()))
    names = cast("list[Any]", given) if isinstance(given, list) else [given]
    causes = [str(name) if name in list(Cause) else "other" for name in names if name]
    fields: dict[str, Any] = {}
    move = table().way_back if edge == "C26R" else table().by_id[edge]
    step = _WORDS.get(edge, move.steps[0])
    words = " ".join(str(row.get(key, "")) for key in ("verdict", "form", "result", "what"))
    match edge:
        case "C18":
            fields["causes"] = ["hung", *(cause for cause in causes if cause != "hung")]
        case "C19":
            fields["causes"] = [cause for cause in causes if cause != "hung"] or ["other"]
        case "C14" if _INSANITY.search(words):
            step = Step.NOT_GUILTY_BY_INSANITY
        case _:
            pass
    if row.get("trial") is not None:
        fields["trial"] = "T-" + re.sub(r"[^A-Za-z0-9_-]", "_", str(row["trial"]))[:60]
    if isinstance(row.get("with_prejudice"), bool):
        fields["with_prejudice"] = row["with_prejudice"]
    return step, fields
