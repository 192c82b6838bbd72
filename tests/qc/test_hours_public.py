"""Hours through the public API against the twin that carries the clock's rings forward, exactly.

The twin (`tests.qc.hours_twins.by_hour`) was written from the description alone, in fractions, by
someone who had not read juryroom.
"""

from fractions import Fraction
from operator import mul
from typing import Any

import numpy as np
import pytest

from tests.qc.elimination import ZERO, Found, to_the_end, up_to
from tests.qc.hours_twins import ByHour, ballots_by, by_hour
from tests.qc.test_hours_twins import CHAINS, SATE, Named, first_law, walk
from tests.qc.twins import Rule, binomial, unanimous

TOLERANCE = 1e-10
ENDS = ("guilty", "not guilty", "hung")
each_chain = pytest.mark.parametrize("named", CHAINS, ids=str)


def trial(named: Named, first: list[Fraction], rule: Rule, patience: Any) -> Any:
    from juryroom.deliberation.registry import model
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.procedure.decision_rule import DecisionRule
    from juryroom.trial import Trial

    name, given = named
    return Trial(
        model(name, **{k: v if isinstance(v, int) else float(v) for k, v in given.items()}),
        FirstBallot(tuple(map(float, first)), "given"),
        DecisionRule(
            jury_size=rule.jury_size, to_convict=rule.to_convict, to_acquit=rule.to_acquit
        ),
        patience,
    )


def asked(named: Named, first: list[Fraction], rule: Rule) -> tuple[Any, Any, Any]:
    return first_law(first), walk(named, rule.jury_size), rule.verdict


def near(said: float, told: Fraction) -> bool:
    return abs(said - float(told)) <= TOLERANCE


@each_chain
@pytest.mark.parametrize("hours", ["0", "1/4", "3"])
def test_a_deadline(named: Named, hours: str) -> None:
    from juryroom.outcome.hours import HourCap, Pace

    rate, deadline = Fraction(9, 2), Fraction(hours)
    for n, rule in ((5, unanimous(5)), (6, Rule(6, 5, 6))):
        first = binomial(Fraction(40, 64), n)
        told = by_hour(*asked(named, first, rule), hours=deadline, ballots_per_hour=rate)
        patience = HourCap(hours=float(deadline), pace=Pace(float(rate)))
        said = trial(named, first, rule, patience).solve()
        assert near(said.guilty, told.share("guilty"))
        assert near(said.not_guilty, told.share("not guilty"))
        last = said.last_split_when_hung or {}
        for g in range(n + 1):
            assert near(said.hung * last.get(g, 0.0), told.out.get(g, ZERO))


@each_chain
def test_a_hazard_an_hour(named: Named) -> None:
    from juryroom.outcome.hours import HourlyHazard, Pace

    n, rule = 5, unanimous(5)
    first = binomial(Fraction(24, 64), n)
    pace = Pace(6.0)
    jury = trial(named, first, rule, HourlyHazard(per_hour=3.0, pace=pace))
    said, law = jury.solve(), jury.time_law(pace)
    end = _rung(named, first, rule, Fraction(14))
    assert near(said.guilty, end.share("guilty"))
    assert near(said.not_guilty, end.share("not guilty"))
    assert near(said.hung, end.share("hung"))
    hung_at = {e.state: mass for e, mass in end.ended.items() if e.how == "hung"}
    for votes, share in said.last_split_when_hung.items():
        assert near(said.hung * share, hung_at[votes])
    for hour in (Fraction(0), Fraction(1, 3), Fraction(2)):
        told = _rung(named, first, rule, hour)
        assert all(
            near(said_, told.share(end_))
            for said_, end_ in zip(law.ended([float(hour)])[0], ENDS, strict=True)
        )
        assert near(law.out([float(hour)])[0], sum(told.out.values(), ZERO))


def _rung(named: Named, first: list[Fraction], rule: Rule, hours: Fraction) -> ByHour:
    return by_hour(
        *asked(named, first, rule),
        hours=hours,
        ballots_per_hour=Fraction(6),
        discharges_per_hour=Fraction(3),
    )


@each_chain
def test_who_is_out_and_how_sure(named: Named) -> None:
    """Without patience the twin's juries who are out go on: their law is that of their votes."""
    from juryroom.outcome.hours import Pace
    from juryroom.outcome.patience import Never

    n, rule, rate = 6, Rule(6, 5, 6), Fraction(4)
    first = binomial(Fraction(40, 64), n)
    law = trial(named, first, rule, Never()).time_law(Pace(float(rate)))
    hours = [Fraction(1, 8), Fraction(1), Fraction(5, 2)]
    found = zip(hours, law.ended([float(h) for h in hours]), law.endings_if_out(hours), strict=True)
    for hour, ended, if_out in found:
        told = by_hour(*asked(named, first, rule), hours=hour, ballots_per_hour=rate)
        assert near(ended[0], told.share("guilty"))
        assert near(ended[1], told.share("not guilty"))
        out = sum(told.out.values(), ZERO)
        later = _to_the_end({g: mass / out for g, mass in told.out.items()}, named, rule)
        assert near(if_out[0], later.share("guilty"))
        assert near(if_out[1], later.share("not guilty"))


def _to_the_end(first: Any, named: Named, rule: Rule) -> Found:
    from tests.qc.elimination import never

    return to_the_end(first, walk(named, rule.jury_size), rule.verdict, never)


@each_chain
def test_ballots_one_by_one(named: Named) -> None:
    from juryroom.outcome.patience import Never

    rule = unanimous(5)
    first = binomial(Fraction(24, 64), 5)
    law = trial(named, first, rule, Never()).time_law()
    ended = law.ended(np.arange(12))
    for ballots in range(12):
        told = up_to(*asked(named, first, rule), ballots)
        assert near(ended[ballots, 0], told.share("guilty"))
        assert near(ended[ballots, 1], told.share("not guilty"))
        assert near(law.out([ballots])[0], told.share("hung"))
    told = _to_the_end(first_law(first), named, rule)
    assert law.mean() == pytest.approx(float(told.ballots), rel=TOLERANCE)


@each_chain
def test_before_and_after_a_deadline(named: Named) -> None:
    from juryroom.outcome.hours import HourCap, Pace

    rule, first, pace = unanimous(5), binomial(Fraction(24, 64), 5), Pace(4.0)
    law = trial(named, first, rule, HourCap(hours=2.0, pace=pace)).time_law(pace)
    for hour in (Fraction(1, 2), Fraction(3, 2), Fraction(2), Fraction(3)):
        until = min(hour, Fraction(2))
        told = by_hour(*asked(named, first, rule), hours=until, ballots_per_hour=Fraction(4))
        ended = law.ended([float(hour)])[0]
        assert near(ended[0], told.share("guilty"))
        assert near(ended[1], told.share("not guilty"))
        out = sum(told.out.values(), ZERO)
        assert near(ended[2], out if hour >= 2 else ZERO)
        assert near(law.out([float(hour)])[0], out if hour < 2 else ZERO)


@each_chain
def test_a_cap_on_ballots_in_hours(named: Named) -> None:
    """By an hour so many ballots were held, or the cap was: each number has its chance."""
    from juryroom.outcome.hours import Pace
    from juryroom.outcome.patience import BallotCap

    rule, first, cap = unanimous(5), binomial(Fraction(24, 64), 5), 6
    law = trial(named, first, rule, BallotCap(ballots=cap)).time_law(Pace(4.0))
    told = [up_to(*asked(named, first, rule), ballots) for ballots in range(cap + 1)]
    for hour in (Fraction(1, 2), Fraction(2)):
        weights = ballots_by(4 * hour)
        ended = law.ended([float(hour)])[0]
        for column, end in enumerate(("guilty", "not guilty")):
            by_then = [told[min(j, cap)].share(end) for j in range(len(weights))]
            assert near(ended[column], sum(map(mul, weights, by_then), ZERO))
        capped = sum(weights[cap:], ZERO) * told[cap].share("hung")
        assert near(ended[2], capped)


def test_a_planted_fault_is_seen() -> None:
    from juryroom.outcome.hours import HourCap, Pace

    rule, first = unanimous(5), binomial(Fraction(40, 64), 5)
    told = by_hour(*asked(SATE, first, rule), hours=Fraction(2), ballots_per_hour=Fraction(4))
    right = trial(SATE, first, rule, HourCap(hours=2, pace=Pace(4))).solve()
    assert near(right.guilty, told.share("guilty"))
    for wrong in (Pace(4, regular=True), Pace(4.0001)):
        said = trial(SATE, first, rule, HourCap(hours=2, pace=wrong)).solve()
        assert not near(said.guilty, told.share("guilty"))
