"""What comes next for each count: the lawful steps, and what a new jury would do.

The steps are those of `procedure.next_steps`, which knows no probabilities. A forecast is made for a count that ended in a mistrial. While a count is before a court it is off
unless asked for, and once a count has ended there is nothing to forecast.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, final

from juryroom.catalog.base_rates import BaseRate, after_hung, hung_rates
from juryroom.forecast.new_jury import Prediction, Reading, predict
from juryroom.procedure.lawful_steps import CountSteps
from juryroom.procedure.next_steps import next_steps as lawful_next_steps
from juryroom.procedure.posture import CountPosture, Posture
from juryroom.procedure.retrial import RetrialAnswer
from juryroom.procedure.rulepack import decision_rule, rule_pack
from juryroom.procedure.states import CountState
from juryroom.record.case import Case
from juryroom.record.trials import Split, SplitStage, Trial

NOTICE = (
    "This is about juries in general. It says nothing about whether anyone is guilty, "
    "and it is no prediction of what one jury will do."
)
PENDING = frozenset(
    {
        CountState.PENDING_TRIAL,
        CountState.IN_JEOPARDY,
        CountState.SUBMITTED,
        CountState.AGREED_PROVISIONAL,
    }
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What comes next for one count on one day.

    `lawful` holds every step of the procedure, with the reason for those that are closed.
    `predictions` is empty where no forecast is made; `why_none` then says why.
    """

    lawful: CountSteps
    readings: tuple[Reading, ...]
    predictions: tuple[Prediction, ...]
    why_none: str | None
    hung_rates: tuple[BaseRate, ...] = ()
    after_hung: tuple[BaseRate, ...] = ()

    @property
    def count_id(self) -> str:
        """The id of the count."""
        return self.lawful.count.id

    @property
    def state(self) -> CountState:
        """The state it is in."""
        return self.lawful.state

    @property
    def retrial(self) -> RetrialAnswer:
        """Whether it may be tried again."""
        return self.lawful.retrial

    def as_json(self) -> dict[str, Any]:
        """Return the next step as data, with its notice."""
        return {
            "count": self.count_id,
            "state": str(self.state),
            "retrial": self.retrial.as_json(),
            "steps": [step.as_json() for step in self.lawful.possible],
            "notice": NOTICE,
            "readings": [{"id": r.id, "words": r.words} for r in self.readings],
            "predictions": [p.as_json() for p in self.predictions],
            "no_forecast_because": self.why_none,
            "base_rates": {
                "hung": [rate.as_json() for rate in self.hung_rates],
                "after_hung": [rate.as_json() for rate in self.after_hung],
            },
        }


def next_steps(
    case: Case, posture: Posture, rate: BaseRate, *, live: bool = False
) -> tuple[NextStep, ...]:
    """Return what comes next for each count of the posture.

    Parameters
    ----------
    case, posture
        The record, and the state of its counts on the day asked about.
    rate
        The published hung rate to which each model's court is calibrated.
    live
        Whether to forecast counts that are before a court; off by default.
    """
    lawful = lawful_next_steps(case, posture.on, state=posture)
    return tuple(
        _step(case, posture, steps, count, rate, live=live)
        for steps, count in zip(lawful, posture.counts, strict=True)
    )


def _step(
    case: Case,
    posture: Posture,
    lawful: CountSteps,
    count: CountPosture,
    rate: BaseRate,
    *,
    live: bool,
) -> NextStep:
    readings: tuple[Reading, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    size = _jury_size(case, count.id, posture.on)
    why_none = _why_none(count.state, size, live=live)
    if why_none is None and size is not None:
        readings = split_readings(case, count.id, posture.on)
        rule = decision_rule(rule_pack(case.jurisdiction, posture.on), size)
        predictions = predict(readings, rule, rate)
    return NextStep(
        lawful=lawful,
        readings=readings,
        predictions=predictions,
        why_none=why_none,
        hung_rates=hung_rates() if predictions else (),
        after_hung=after_hung() if predictions else (),
    )


def _why_none(state: CountState, jury_size: int | None, *, live: bool) -> str | None:
    if state is CountState.MISTRIAL or (live and state in PENDING):
        return None if jury_size is not None else "the record does not give the size of a jury"
    if state in PENDING:
        return "the count is before a court; a forecast is off unless it is asked for (--live)"
    return "no new jury is to decide this count as it stands"


def split_readings(case: Case, count_id: str, on: dt.date) -> tuple[Reading, ...]:
    """Return what was known on that day of how earlier juries stood on a count.

    Conflicting reports are separate readings. The last is always that the jury hung and nothing
    more, so that a reader sees what the reports of a split add.
    """
    known = [
        (trial, split)
        for trial, split in case.splits(count_id)
        if case.known(split.sources, on) and (trial.jury is not None)
    ]
    readings = [
        Reading(id=split.id, words=_words(trial, split), stage=split.stage, tally=split.tally)
        for trial, split in known
    ]
    return (*readings, Reading(id="hung", words="only that the jury hung"))


def _words(trial: Trial, split: Split) -> str:
    sides = []
    floor = "at least " if split.tally.at_least else ""
    if split.tally.guilty is not None:
        sides.append(f"{floor}{split.tally.guilty} for guilty")
    if split.tally.not_guilty is not None:
        sides.append(f"{floor}{split.tally.not_guilty} for not guilty")
    when = {
        SplitStage.FIRST: "on the first ballot",
        SplitStage.INTERMEDIATE: "during deliberation",
        SplitStage.FINAL: "at the end",
    }[split.stage]
    return f"{', '.join(sides)} {when} of trial {trial.id} (reported by {split.reported_by})"


def _jury_size(case: Case, count_id: str, on: dt.date) -> int | None:
    sizes = [
        trial.jury.size
        for trial in case.trials
        if count_id in trial.counts
        and trial.jury is not None
        and case.known(trial.jury.sources, on)
    ]
    return sizes[-1] if sizes else None
