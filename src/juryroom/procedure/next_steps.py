"""What may lawfully happen next to each count: the steps, who decides, by when, by whose authority.

Every word of every move of the table is asked of the state a count is in. A step is open, closed
with the reason and the authority, or turns on something that nobody recorded. A tree of a given
depth follows each open step to the states it leads to; there, what the step itself says of the
count is taken for known, and nothing else. No step has a probability here, and nothing here is a
ruling: it is the rule as recorded, applied to the facts as recorded.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, NamedTuple, final

from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError, Problem, ProcedureError
from juryroom.procedure.authority import in_place
from juryroom.procedure.deadlines import Made, deadlines
from juryroom.procedure.lawful_steps import CountSteps, LawfulStep, Openness, Reached
from juryroom.procedure.posture import CountPosture, Posture, posture
from juryroom.procedure.quorum import GUILTY_STEPS, VERDICT_STEPS
from juryroom.procedure.retrial import RetrialAnswer, RetrialResult, decide, may_retry
from juryroom.procedure.retrial_facts import CountFacts, MistrialFacts
from juryroom.procedure.rulepack import RulePack, decision_rule, rule_pack
from juryroom.procedure.states import CountState
from juryroom.procedure.transitions import Table, Transition, table
from juryroom.record.case import Case
from juryroom.record.events import Cause, ReversalGround, Step

DEEPEST = 5
_MISTRIALS = frozenset({"C18", "C19"})
_ENTERS = "C00"


def next_steps(
    case: Case,
    on: dt.date,
    depth: int = 1,
    *,
    state: Posture | None = None,
    counts: Sequence[str] | None = None,
) -> tuple[CountSteps, ...]:
    """Return what may lawfully happen next to each count of a case.

    Parameters
    ----------
    case
        The record.
    on
        The day asked about.
    depth
        How many steps ahead the tree goes, from 1 to 5.
    state
        The posture on that day, where it is at hand.
    counts
        The ids of the counts asked about; all of them where it is left out.

    Raises
    ------
    OutOfDomainError
        If `depth` is none of those numbers.
    UnknownNameError
        If a count is not in the posture.
    RecordError
        If the record is no lawful history.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> case = load_case(find_case("people-v-weinstein")).case
    >>> (hung,) = next_steps(case, dt.date(2025, 6, 13), counts=["R3_M"])
    >>> [(s.transition, s.openness.value) for s in hung.asked("set_for_retrial")][:1]
    [('C21', 'open')]
    >>> (acquitted,) = next_steps(case, dt.date(2025, 6, 13), counts=["R1_M"])
    >>> len(acquitted.possible), next(acquitted.asked("set_for_retrial")).why
    (0, 'a recorded acquittal is final')
    """
    if not 1 <= depth <= DEEPEST:
        raise OutOfDomainError(
            Problem(
                where="depth",
                found=str(depth),
                rule="a tree of next steps goes a few steps ahead; its size grows with each",
                accepted=f"1 to {DEEPEST}",
            )
        )
    found = posture(case, on) if state is None else state
    asked = found.counts if counts is None else tuple(found.count(name) for name in counts)
    asker = _Asker(case, on, rule_pack(case.jurisdiction, on))
    return tuple(asker.count(found, count, depth) for count in asked)


class _Found(NamedTuple):
    """Whether a step is open, why not or what it turns on, and whose rule that is."""

    openness: Openness
    why: str
    unknown: tuple[str, ...]
    authority: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class _At:
    """Where a count is, or would be: its state, what led there, and what that says of a retrial."""

    state: CountState
    lesser: bool
    has_lesser: bool
    made: tuple[Made, ...]
    retrial: RetrialAnswer
    size: int | None

    @property
    def last(self) -> str:
        return self.made[-1][0] if self.made else ""

    @property
    def facts(self) -> frozenset[str]:
        """What may hold of the next event: a mistrial may be of a hung jury, or not."""
        return frozenset({"hung", "lesser" if self.lesser else "not_lesser"})


@final
@dataclass
class _Asker:
    """Asks the table for the steps of one case on one day."""

    case: Case
    on: dt.date
    pack: RulePack
    table: Table = field(default_factory=table)
    _known: dict[tuple[Any, ...], tuple[LawfulStep, ...]] = field(
        default_factory=dict[tuple[Any, ...], tuple[LawfulStep, ...]]
    )

    def count(self, state: Posture, count: CountPosture, depth: int) -> CountSteps:
        """Return every step for one count of the posture."""
        retrial = may_retry(self.case, state, count.id)
        at = _At(
            state=count.state,
            lesser=count.count.lesser_of is not None,
            has_lesser=any(c.lesser_of == count.id for c in self.case.counts),
            made=tuple((step.transition, step.date) for step in count.steps),
            retrial=retrial,
            size=self._jury_size(count),
        )
        steps = tuple(self._steps(at, depth))
        return CountSteps(
            count=count.count,
            state=count.state,
            since=count.since,
            retrial=retrial,
            steps=(*(s for s in steps if not _closed(s)), *(s for s in steps if _closed(s))),
            motions=tuple(
                motion
                for motion in self.case.motions
                if count.id in motion.counts
                and motion.filed.by(self.on)
                and (motion.ruling is None or not motion.ruling.date.by(self.on))
            ),
            ahead=tuple(
                entry
                for entry in self.case.calendar
                if count.id in entry.counts
                and entry.known_from.by(self.on)
                and not entry.date.by(self.on)
            ),
        )

    def _steps(self, at: _At, depth: int) -> Iterator[LawfulStep]:
        rows = (*self.table.by_id.values(), self.table.way_back, self.table.appeal)
        for row in rows:
            if row.id == _ENTERS:
                continue
            for step in row.steps:
                yield self._step(at, row, step, depth)

    def _step(self, at: _At, row: Transition, step: Step, depth: int) -> LawfulStep:
        words = _words()[row.id]
        openness, why, unknown, authority, standing = self._openness(at, row, step, words)
        closed = openness is Openness.CLOSED
        times = () if closed else deadlines(self.case.jurisdiction, row.id, at.made, self.on)
        late = [time for time in times if time.passed(self.on)]
        if late and openness is Openness.OPEN:
            openness, unknown = Openness.TURNS_ON, ("an extension of the time",)
            why = f"{late[0].length} from {late[0].from_words} ended on {late[0].by}; whether the"
            why += " motion was made in it, or the time extended, is not recorded"
        return LawfulStep(
            transition=row.id,
            step=step.value,
            says=words["says"][step],
            decides=words["decides"],
            openness=openness,
            why=why,
            unknown=unknown,
            condition=row.condition,
            authority=authority,
            standing=standing,
            needs="" if closed else self._needs(at, step),
            any_time=words.get("any_time", False),
            deadlines=times,
            reaches=() if closed else self._reaches(at, row, step, depth),
        )

    def _openness(self, at: _At, row: Transition, step: Step, words: Mapping[str, Any]) -> _Found:
        law = row.authority_in(self.case.jurisdiction)
        whose = str(law), law.standing
        if row is self.table.appeal:
            return self._appeal(at, row)
        if not self._leaves(at, row, step):
            return self._why_closed(at, row, step, whose)
        if words.get("retrial") and at.retrial.result is not RetrialResult.ALLOWED:
            return _by_retrial(at.retrial, whose)
        if row.id == "C20":
            return _by_bar(at.retrial, whose)
        own = in_place(row.authority, self.case.jurisdiction)
        if words.get("own_rule") and (own is None or own is row.authority.get("us")):
            why = f"no rule of {self.case.jurisdiction} that allows it is recorded"
            return _Found(Openness.TURNS_ON, why, (f"a rule of {self.case.jurisdiction}",), *whose)
        return _Found(Openness.OPEN, "", (), *whose)

    def _leaves(self, at: _At, row: Transition, step: Step) -> bool:
        """Whether the move leaves the state, for a count of that kind."""
        if row is self.table.way_back:
            return at.state in row.from_states and at.last == "C26"
        states = (*row.only_from.get(step, row.from_states), *row.repeat_in)
        if at.state not in states:
            return False
        if row.id == "C15" and step is Step.GUILTY_OF_LESSER:
            return at.lesser or at.has_lesser
        return row.needs <= at.facts

    def _why_closed(
        self, at: _At, row: Transition, step: Step, whose: tuple[str, Standing]
    ) -> _Found:
        finality = self.table.final.get(at.state)
        if finality is not None:
            law = in_place(finality.authority, self.case.jurisdiction)
            whose = ("", Standing.COMPUTED) if law is None else (str(law), law.standing)
            return _Found(Openness.CLOSED, finality.reason, (), *whose)
        if at.state in row.from_states:
            return _Found(Openness.CLOSED, self._why_other(at, row), (), *whose)
        first = self.table.chain(step, at.state, at.facts)
        if len(first) > 1 and first[-1] is row:
            before = " and ".join(f"{move.steps[0]} ({move.id})" for move in first[:-1])
            return _Found(Openness.CLOSED, f"{before} comes first", (), *whose)
        leaves = " or ".join(state.phrase for state in row.from_states)
        return _Found(Openness.CLOSED, f"it is for a count that is: {leaves}", (), *whose)

    def _why_other(self, at: _At, row: Transition) -> str:
        if row is self.table.way_back:
            return "no verdict of guilty stood before the judge acquitted"
        if row.id == "C09":
            return "the count is before the jury already"
        if at.lesser:
            return "it is for a count that is no lesser offence"
        if row.id == "C15":
            return "no lesser offence of this count is in the record"
        return "it is for a lesser offence"

    def _appeal(self, at: _At, row: Transition) -> _Found:
        """Return whether the prosecution may appeal from an acquittal: by a rule of the place."""
        rule = self.pack.rules.get(self.table.appeal_rule)
        if rule is None or not rule.part("allowed") or at.state not in row.from_states:
            return self._why_closed(at, row, row.steps[0], ("", Standing.COMPUTED))
        why = f"the prosecution may appeal only on: {str(rule.part('ground')).replace('_', ' ')}"
        unknown = ("the ground of the appeal",)
        return _Found(Openness.TURNS_ON, why, unknown, str(rule.authority), rule.standing)

    def _reaches(self, at: _At, row: Transition, step: Step, depth: int) -> tuple[Reached, ...]:
        if row is self.table.way_back:
            reached = [CountState.GUILTY_LESSER if at.lesser else CountState.GUILTY_VERDICT]
        elif row.id == "C15" and not at.lesser:
            reached = [row.to_greater or CountState.ACQUITTED]
        else:
            reached = [row.target(at.state, step, with_prejudice=False)]
            if row.to_with_prejudice is not None:
                reached.append(row.to_with_prejudice)
        return tuple(Reached(state, self._then(at, row, state, depth - 1)) for state in reached)

    def _then(
        self, at: _At, row: Transition, state: CountState, depth: int
    ) -> tuple[LawfulStep, ...]:
        """Return the steps that are not closed once the step has been taken."""
        if depth == 0 or state is at.state:  # where the state is kept, the steps are the same
            return ()
        made = (*at.made, (row.id, None))
        retrial = decide(_facts(row, state), self.pack)
        size = None if row.id == "C05" else at.size  # a jury that is not sworn has no size
        after = replace(at, state=state, made=made, retrial=retrial, size=size)
        key = (state, at.lesser, at.has_lesser, row.id, frozenset(m for m, _ in made), depth)
        if key not in self._known:
            steps = self._steps(after, depth)
            self._known[key] = tuple(step for step in steps if not _closed(step))
        return self._known[key]

    def _needs(self, at: _At, step: Step) -> str:
        """Return the votes a verdict takes, where the rule and the size of the jury are known."""
        if step not in VERDICT_STEPS or at.size is None:
            return ""
        try:
            rule = decision_rule(self.pack, at.size)
        except (OutOfDomainError, ProcedureError):  # the place says nothing of such a jury
            return ""
        votes = rule.to_convict if step in GUILTY_STEPS else rule.to_acquit
        return f"{votes} of {at.size} votes"

    def _jury_size(self, count: CountPosture) -> int | None:
        """Return the size of the jury that has the count now, where the record gives it."""
        trial = count.steps[-1].trial
        found = next((t for t in self.case.trials if t.id == trial), None)
        return found.jury.size if found is not None and found.jury is not None else None


def _closed(step: LawfulStep) -> bool:
    return step.openness is Openness.CLOSED


def _by_retrial(answer: RetrialAnswer, whose: tuple[str, Standing]) -> _Found:
    if answer.result is RetrialResult.NOT_APPLICABLE:
        return _Found(Openness.OPEN, "", (), *whose)
    barred = answer.result is RetrialResult.BARRED
    openness = Openness.CLOSED if barred else Openness.TURNS_ON
    return _Found(openness, answer.rule, answer.unknown, answer.authority, answer.standing)


def _by_bar(answer: RetrialAnswer, whose: tuple[str, Standing]) -> _Found:
    if answer.result is RetrialResult.BARRED:
        return _Found(Openness.OPEN, "", (), answer.authority, answer.standing)
    if answer.result is RetrialResult.ALLOWED:
        why = f"on the facts as recorded no bar is found: {answer.rule}"
        return _Found(Openness.TURNS_ON, why, ("a fact that bars",), *whose)
    return _Found(Openness.TURNS_ON, answer.rule, answer.unknown, *whose)


def _facts(row: Transition, state: CountState) -> CountFacts:
    """Return what a step that has not happened would itself say of another trial."""
    if row.id in _MISTRIALS:
        causes = (Cause.HUNG,) if row.id == "C18" else ()
        return CountFacts(state=state, mistrial=MistrialFacts(causes=causes))
    if row.id in {"C29", "C29A"}:
        return CountFacts(state=state, reversed_=True, reversal_ground=ReversalGround.TRIAL_ERROR)
    if row.id == "C30":
        return CountFacts(state=state, reversal_ground=ReversalGround.INSUFFICIENCY)
    return CountFacts(state=state, set_aside=row.id == "C25")


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    text = resources.files("juryroom.procedure").joinpath("next_steps.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text)["step"])
