"""One result: everything juryroom has to say about a case on a day, gathered once.

The page, the summary and `result.json` are three views of it, so that they cannot disagree.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, final

from juryroom.catalog.base_rates import BaseRate, hung_rate
from juryroom.catalog.line_up import DEFAULT_RATE
from juryroom.catalog.reference import reference
from juryroom.effect.claimed import ClaimedInfluence, claimed_influences
from juryroom.effect.influence import InfluenceTable, influence_table
from juryroom.forecast.new_jury import PRIOR
from juryroom.forecast.next_steps import NOTICE, NextStep, next_steps
from juryroom.procedure.disclosure import disclosable
from juryroom.procedure.posture import Posture, posture
from juryroom.procedure.rulepack import decision_rule, rule_pack
from juryroom.procedure.statements import Admissibility, admissibility
from juryroom.provenance import Input, Provenance
from juryroom.record.case import Case
from juryroom.record.claims import Account
from juryroom.record.conflicts import FoundConflict, find_conflicts
from juryroom.record.files import LoadedCase
from juryroom.record.timeline import Entry, timeline
from juryroom.report.words import capital

SCHEMA = "juryroom-result/1"

NOTICES = (
    NOTICE,
    "A claim is shown as a claim, with who makes it. A mistrial or a dismissal is neither a "
    "conviction nor an acquittal. No conclusion of law is drawn.",
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedEffect:
    """A claimed influence, what it would imply, and what may be heard of it where the case is."""

    claimed: ClaimedInfluence
    table: InfluenceTable
    hearing: tuple[tuple[Account, tuple[Admissibility, ...]], ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The whole answer for one case on one day."""

    case: Case
    on: dt.date
    posture: Posture
    conflicts: tuple[FoundConflict, ...]
    effects: tuple[ClaimedEffect, ...]
    next_steps: tuple[NextStep, ...]
    timeline: tuple[Entry, ...]
    linked: tuple[Posture, ...]
    linked_cases: tuple[Case, ...]
    rate: BaseRate
    provenance: Provenance

    @property
    def assumptions(self) -> tuple[tuple[str, str], ...]:
        """Every assumption behind the figures, with the id by which the page refers to it."""
        return (
            (
                "A1",
                "The reference is fitted to juries that were observed, with what the data leave open "
                "in its intervals (A6). Each other model runs at its published or default "
                "parameters; those without a published value are assumptions.",
            ),
            (
                "A2",
                "One step of one model is not one step of another. Each model's court therefore "
                "loses patience at the constant rate per ballot at which the model hangs "
                f"{self.rate.share:.1%} of juries ({self.rate.study}, {self.rate.unit}), when every "
                "first ballot is equally likely. The rate is published; its use here is assumed.",
            ),
            (
                "A3",
                "Deliberation goes on from the reported split as it would from a first ballot of "
                "that split: nothing of what was said before is carried over.",
            ),
            (
                "A4",
                "A rumour converts each juror who votes not guilty once, independently, with the "
                "probability shown. Pressure lasts: at each ballot there is a constant chance that "
                "one juror who votes not guilty votes guilty without a change of mind. Its strength "
                "is counted in pressed votes: the number expected in the time that deliberation "
                "takes, on average, without pressure.",
            ),
            (
                "A5",
                f"Before the first trial every share of guilty leanings from 0 to 1 is equally "
                f"likely (Beta({PRIOR[0]:g}, {PRIOR[1]:g})), and a new jury hears the same evidence under "
                "the same law. A retrial seldom grants that.",
            ),
            (
                "A6",
                f"{capital(reference().about)}; its juries are taken to be real trials, and this "
                "jury to be like those that were observed. Its court loses patience at a rate "
                "of its own, fitted to them.",
            ),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the result as data; the keys are sorted when it is written."""
        return {
            "schema": SCHEMA,
            "case": {
                "id": self.case.id,
                "caption": self.case.caption,
                "jurisdiction": self.case.jurisdiction,
                "court": self.case.court,
            },
            "on": self.on.isoformat(),
            "posture": self.posture.as_json(),
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
            "claimed_influences": [_effect_json(effect) for effect in self.effects],
            "next_steps": [step.as_json() for step in self.next_steps],
            "timeline": [entry.as_json() for entry in self.timeline],
            "linked_cases": [posture.as_json() for posture in self.linked],
            "assumptions": dict(self.assumptions),
            "notices": list(NOTICES),
            "sources": [
                {
                    "id": source.id,
                    "outlet": source.outlet,
                    "date": None if source.date is None else str(source.date),
                    "quality": str(source.quality),
                    "url": source.url,
                }
                for source in self.case.sources
            ],
            "provenance": self.provenance.as_json(),
        }


def gather(
    loaded: LoadedCase,
    on: dt.date,
    *,
    linked: Sequence[LoadedCase] = (),
    command: tuple[str, ...] = (),
    live: bool = False,
    stage: Callable[[str], None] = lambda _: None,
) -> Bundle:
    """Return the whole answer for a case on a day.

    Parameters
    ----------
    loaded
        The case file as read.
    on
        The day asked about.
    linked
        Files of linked cases, for trial ordinals and for their own postures.
    command
        The command line, for the provenance.
    live
        Whether to forecast counts that are before a court.
    stage
        Called with a few words as each stage begins.
    """
    case, rate = disclosable(loaded.case).case, hung_rate(DEFAULT_RATE)
    stage("replaying the events")
    state = posture(case, on)
    others = tuple(disclosable(other.case).case for other in linked)
    stage("comparing the sources")
    conflicts = find_conflicts(case, linked=others)
    stage("solving the models for what is claimed of the jury room")
    effects = tuple(_effect(case, claimed, rate) for claimed in claimed_influences(case, on))
    stage("solving the models for a new jury")
    steps = next_steps(case, state, rate, live=live)
    return Bundle(
        case=case,
        on=on,
        posture=state,
        conflicts=conflicts,
        effects=effects,
        next_steps=steps,
        timeline=timeline(case, until=on),
        linked=tuple(posture(other, on) for other in others),
        linked_cases=others,
        rate=rate,
        provenance=Provenance(
            command=command,
            inputs=tuple(
                Input(name=file.path.name, sha256=file.sha256) for file in (loaded, *linked)
            ),
        ),
    )


def _effect(case: Case, claimed: ClaimedInfluence, rate: BaseRate) -> ClaimedEffect:
    day = claimed.room[0].date.latest
    pack = rule_pack(case.jurisdiction, day) if day else rule_pack(case.jurisdiction, dt.date.max)
    rule = decision_rule(pack, claimed.jury_size)
    return ClaimedEffect(
        claimed=claimed,
        table=influence_table(claimed.guilty_votes, rule, rate),
        hearing=tuple((account, admissibility(account, pack)) for account in claimed.accounts),
    )


def _effect_json(effect: ClaimedEffect) -> dict[str, Any]:
    return {
        **effect.claimed.as_json(),
        "implied": effect.table.as_json(),
        "may_be_heard": [
            {
                "account": account.id,
                "level": str(account.level),
                "when": account.when,
                "headings": [answer.as_json() for answer in answers],
            }
            for account, answers in effect.hearing
        ],
    }
