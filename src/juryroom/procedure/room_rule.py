"""The decision rule that a jury room works under in a place, on a day, for an offence.

The same data as `take_verdict`, in the form that the models of deliberation take.
"""

import datetime as dt
from dataclasses import replace
from math import ceil

from juryroom.errors import Problem, ProcedureError
from juryroom.procedure.decision_rule import (
    SMALLEST_JURY,
    AnyRule,
    DecisionRule,
    RuleSchedule,
    SittingRules,
)
from juryroom.procedure.law import law_of
from juryroom.procedure.legal_dates import LegalDates
from juryroom.procedure.rule import Rule
from juryroom.procedure.verdict_facts import BallotFacts, OffenceFacts
from juryroom.procedure.verdict_reading import Reading, floor_minutes, needed
from juryroom.procedure.verdict_rule import readings

_ANY_OFFENCE = OffenceFacts()


def decision_rule_for(
    jurisdiction: str,
    on: dt.date,
    *,
    jurors: int,
    offence: OffenceFacts = _ANY_OFFENCE,
    dates: LegalDates | None = None,
    minutes_per_ballot: float | None = None,
    majority_after_minutes: float | None = None,
) -> AnyRule:
    """Return how many votes are a verdict in a place, for every number of jurors that may be left.

    Parameters
    ----------
    jurisdiction, on
        As in `rule_pack`. `on` stands for every day that `dates` does not give.
    jurors
        Jurors sworn, 3 to 23.
    offence
        What the place tells offences apart by; asked for where it changes the rule.
    dates
        The days that select the law, where they are not all `on`.
    minutes_per_ballot
        Minutes between two ballots; the first is at 0. Needed where a majority opens after a time.
    majority_after_minutes
        When the court opens a majority, not before the floor of the place. Left out: the practice
        of the place where it is known, else its floor.

    Raises
    ------
    ProcedureError
        If the place gives no rule for so many jurors, or a fact that changes the rule is missing.

    Examples
    --------
    England: all must agree, and after two hours and ten minutes ten will do.

    >>> rule = decision_rule_for(
    ...     "GB-EAW", dt.date(2026, 6, 30), jurors=12, minutes_per_ballot=10)
    >>> for ballot in (12, 13):
    ...     print(rule.rule_at(ballot, 12))
    12 of 12 (unanimous)
    10 to convict, 10 to acquit, of 12
    >>> print(decision_rule_for("US-NY", dt.date(2026, 6, 30), jurors=12))
    12 of 12 (unanimous)
    """
    law = law_of(jurisdiction, dates or LegalDates.all_on(on))
    asked = BallotFacts(
        guilty=0,
        not_guilty=0,
        size=jurors,
        sitting=jurors,
        offence=offence,
        minutes=0,
        sworn_inquiry=True,
        numbers_stated=True,
        fewer_allowed=False,
    )
    names, read = readings(asked, law)
    opening = (minutes_per_ballot, majority_after_minutes)
    rules = {values: _rule(reading, jurors, opening) for values, reading in read.items()}
    if len(set(rules.values())) == 1:
        return next(iter(rules.values()))
    raise ProcedureError(
        Problem(
            where=f"decision rule of {jurisdiction}",
            found=", ".join(f"no {name}" for name in names),
            rule="the rule changes with what is not known, and no value is put in its place",
            accepted="; ".join(dict.fromkeys(map(str, rules.values()))),
        )
    )


def _rule(reading: Reading, jurors: int, opening: tuple[float | None, float | None]) -> AnyRule:
    least = reading.rule("min_jurors")
    fewest = min(jurors, least.part("sitting")) if least is not None else jurors
    found = list[DecisionRule]()
    for sitting in range(jurors, max(fewest, SMALLEST_JURY) - 1, -1):
        votes = _votes(reading, sitting)
        if votes is not None:
            found.append(votes)
        elif sitting == jurors:
            raise _no_rule(reading, jurors)
    rules = _one_or_many(found)
    alone = _one_or_many([DecisionRule.unanimous(rule.jury_size) for rule in found])
    time = reading.rule("majority_after_hours")
    if rules == alone or time is None:
        return rules
    ballot = _opens_at(reading, time, *opening)
    return RuleSchedule(((0, alone), (ballot, rules))) if ballot else rules


def _votes(reading: Reading, sitting: int) -> DecisionRule | None:
    fewer = replace(reading, sitting=sitting)
    guilty, acquit = needed(fewer, "guilty").votes, needed(fewer, "not_guilty").votes
    if guilty is None or acquit is None:
        return None
    return DecisionRule(jury_size=sitting, to_convict=guilty, to_acquit=acquit)


def _one_or_many(rules: list[DecisionRule]) -> DecisionRule | SittingRules:
    return rules[0] if len(rules) == 1 else SittingRules(tuple(rules))


def _opens_at(
    reading: Reading, time: Rule, minutes_per_ballot: float | None, after: float | None
) -> int:
    floor = floor_minutes(time, reading.offence_type)
    usual = time.part("practice_minutes") or floor
    if not usual and after is None:
        if "reasonable_time" in (time.part("plus") or ()):
            raise _needs(reading, time, "majority_after_minutes", "no floor; the court decides")
        return 0
    opens = usual if after is None else after
    if opens < floor:
        raise _needs(reading, time, "majority_after_minutes", f"{opens:g}, with a floor of {floor}")
    if minutes_per_ballot is None or minutes_per_ballot <= 0:
        raise _needs(reading, time, "minutes_per_ballot", f"{minutes_per_ballot}")
    return ceil(opens / minutes_per_ballot)


def _needs(reading: Reading, time: Rule, name: str, found: str) -> ProcedureError:
    return ProcedureError(
        Problem(
            where=f"decision rule of {reading.place}: {name}",
            found=found,
            rule=f"a majority opens after a time ({time.authority})",
            accepted=f"{name}: minutes, more than 0 and not below the floor",
        )
    )


def _no_rule(reading: Reading, jurors: int) -> ProcedureError:
    return ProcedureError(
        Problem(
            where=f"decision rule of {reading.place}",
            found=f"{jurors} jurors",
            rule="the votes needed are known for a number of jurors, or not at all",
            accepted="a number of jurors of which guilty_min and acquit_min of the place speak",
        )
    )
