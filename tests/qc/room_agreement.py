"""Asks juryroom's room and the twin's the same question, and compares the two answers."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from tests.qc.agreement import Named, sixty_fourths, twin_of
from tests.qc.hours_twins import minority_hazard
from tests.qc.room_twins import Happening, Room, Told
from tests.qc.twins import Rule

TOLERANCE = 1e-12
SLACK = 1e-11

HAZARDS = sixty_fourths(8, 12, 17, 10)
Patience = tuple[str, Fraction | int]

EVERY_SIZE = {6: (5, 6), 5: (5, 4), 4: (3, 4), 3: (3, 3)}
"""For each number of jurors who sit, the votes to convict and to acquit."""

LATER = {6: (4, 5), 5: (4, 4), 4: (3, 3), 3: (2, 3)}
OPENS_AT = 5


# --- one question, asked of both -----------------------------------------------------------------


def by_size(votes: dict[int, tuple[int, int]]) -> Any:
    """Return juryroom's rule for each number of jurors."""
    from juryroom.procedure.decision_rule import DecisionRule, SittingRules

    return SittingRules(
        tuple(DecisionRule(jury_size=n, to_convict=c, to_acquit=a) for n, (c, a) in votes.items())
    )


def theirs(rules: str) -> Any:
    """Return juryroom's rule."""
    from juryroom.procedure.decision_rule import RuleSchedule

    first, later = by_size(EVERY_SIZE), by_size(LATER)
    return {"first": first, "later": later, "opens": RuleSchedule(((0, first), (OPENS_AT, later)))}[
        rules
    ]


def ours(rules: str) -> Callable[[int, int], Rule]:
    """Return the twin's rule."""

    def of(ballot: int, sitting: int) -> Rule:
        opened = rules == "later" or (rules == "opens" and ballot >= OPENS_AT)
        return Rule(sitting, *(LATER if opened else EVERY_SIZE)[sitting])

    return of


def their_happening(event: Happening, models: Sequence[Named], rules: Sequence[str]) -> Any:
    """Return juryroom's happening."""
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.outcome import events

    when = events.OnSplit(*event.split) if event.split else events.AtBallot(event.ballot or 0)
    leaves = {
        "guilty": events.Leaves.GUILTY_VOTER,
        "not guilty": events.Leaves.NOT_GUILTY_VOTER,
        "anyone": events.Leaves.AT_RANDOM,
    }[event.leaves]
    others = {
        "keep": events.Others.KEEP_VOTES,
        "views": events.Others.VOTE_THEIR_VIEWS,
        "afresh": events.Others.VOTE_AFRESH,
    }[event.others]
    made: dict[str, Callable[[], Any]] = {
        "rumour": lambda: events.Rumour(when=when, strength=event.strength),
        "threat": lambda: events.Threat(when=when, pressure=event.strength),
        "charge": lambda: events.DeadlockCharge(
            when=when,
            minority_pull=event.strength,
            model=None if event.model is None else their_model(models[event.model]),
        ),
        "removed": lambda: events.JurorRemoved(
            when=when,
            leaves=leaves,
            rules=None if event.rules is None else theirs(rules[event.rules]),
        ),
        "replaced": lambda: events.JurorReplaced(
            when=when,
            leaves=leaves,
            alternate_guilty=event.alternate_guilty,
            others=others,
            first_ballot=FirstBallot(event.afresh, "afresh") if event.afresh else None,
        ),
        "refuses": lambda: events.JurorRefuses(when=when),
    }
    return made[event.what]()


def their_model(named: Named) -> Any:
    """Return juryroom's model."""
    from juryroom.deliberation.registry import model

    name, given = named
    return model(name, **{k: v if isinstance(v, int) else float(v) for k, v in given.items()})


def answers(
    models: Sequence[Named],
    happenings: Sequence[Happening],
    patience: Patience,
    *,
    first: Sequence[Fraction],
    rules: Sequence[str] = ("first", "later"),
    twin: type[Room] = Room,
) -> tuple[Any, Told]:
    """Return what juryroom says and what the twin says."""
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.outcome.patience import BallotCap, HangHazard, Never, SplitHazard
    from juryroom.outcome.room import Room as Theirs

    kind, much = patience
    patient = {
        "never": Never,
        "cap": lambda: BallotCap(ballots=int(much)),
        "hazard": lambda: HangHazard(per_ballot=float(much)),
        "split": lambda: SplitHazard(by_minority=tuple(map(float, HAZARDS))),
    }[kind]()
    said = Theirs(
        their_model(models[0]),
        theirs(rules[0]),
        patient,
        tuple(their_happening(event, models, rules) for event in happenings),
    ).solve(FirstBallot(tuple(map(float, first)), "given"))

    def hazard(guilty: int, sitting: int) -> float:
        if kind == "split":
            return float(minority_hazard(HAZARDS)(guilty, sitting))
        return float(much) if kind == "hazard" else 0.0

    room = twin(
        models=[_sized(named) for named in models],
        rules=[ours(rule) for rule in rules],
        happenings=happenings,
        hazard=hazard,
        cap=int(much) if kind == "cap" else None,
        minds=models[0][0] == "private-public",
    )
    return said, room.solve([float(p) for p in first])


def _sized(named: Named) -> Callable[[int], Any]:
    return lambda size: twin_of(named, size)


def differences(said: Any, told: Told) -> list[str]:
    """Return every figure in which the two differ."""
    outcome = said.outcome
    pairs = [
        ("guilty", outcome.guilty, told.ends["guilty"]),
        ("not guilty", outcome.not_guilty, told.ends["not guilty"]),
        ("hung", outcome.hung, told.ends["hung"]),
    ]
    pairs += [
        (f"hung with {split}", said.hung_with.get(split, 0.0), told.hung_with.get(split, 0.0))
        for split in said.hung_with.keys() | told.hung_with.keys()
    ]
    pairs += [
        (f"happening {i}", p, told.took_place.get(i, 0.0)) for i, p in enumerate(said.took_place)
    ]
    wrong = [f"{what}: {a} {b}" for what, a, b in pairs if abs(a - b) > TOLERANCE]
    loose = [("ballots", outcome.mean_ballots, told.ballots)]
    if outcome.against_verdict is not None:
        for ending, share in outcome.against_verdict.items():
            how = {"guilty": "guilty", "not_guilty": "not guilty"}[ending.value]
            mass = told.ends[how]
            loose.append((f"against {how}", share or 0.0, told.against[how] / mass if mass else 0))
    return wrong + [
        f"{what}: {a} {b}" for what, a, b in loose if abs(a - b) > SLACK * max(1.0, abs(b))
    ]


def known(votes: int, size: int) -> list[Fraction]:
    """Return the law of a first ballot that is known."""
    return [Fraction(g == votes) for g in range(size + 1)]
