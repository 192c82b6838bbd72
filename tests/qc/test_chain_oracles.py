"""juryroom's chains against two programs of others: PyDTMC, and the model checker Storm in fractions.

Neither is needed to build or to use juryroom. Where one is not installed its tests are skipped:
``pip install pydtmc stormpy`` in an environment of its own brings them.
"""

import warnings
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.qc.agreement import (
    NEVER,
    Named,
    Patience,
    juryroom_outcome,
    sixty_fourths,
    twin_ending,
    twin_of,
)
from tests.qc.twins import Law, Process, Rule, State, unanimous

SINKS = ("guilty", "not guilty", "hung")
ROUNDING = 1e-13
FLOATING = 1e-9
"""PyDTMC inverts a matrix in floating point: digits are lost where juries deliberate long."""

PULL: Named = ("linear-pull", {"inertia": Fraction(9, 64)})
SATE: Named = ("tug-of-war", {"slope": Fraction(1, 2), "bias": Fraction(1), "movers": 2})
STEEP: Named = ("tug-of-war", {"slope": Fraction(1), "bias": Fraction(-1, 2), "movers": 3})
MINDS: Named = (
    "private-public",
    dict(
        zip(
            ("persuasion", "pressure_to_convict", "pressure_to_acquit"),
            sixty_fourths(48, 8, 40),
            strict=True,
        )
    ),
)
HAZARD: Patience = ("hazard", Fraction(1, 64))

CASES: list[tuple[Named, Rule, Patience, int]] = [
    (PULL, unanimous(12), NEVER, 8),
    (PULL, Rule(12, 10, 11), HAZARD, 6),
    (SATE, unanimous(12), NEVER, 6),
    (SATE, unanimous(6), HAZARD, 4),
    (SATE, Rule(12, 11, 10), NEVER, 5),
    (STEEP, unanimous(9), HAZARD, 4),
    (STEEP, Rule(7, 5, 6), NEVER, 3),
    (MINDS, unanimous(3), NEVER, 1),
    (MINDS, Rule(5, 4, 5), HAZARD, 2),
    (MINDS, unanimous(6), HAZARD, 3),
]


@dataclass(frozen=True)
class Chain:
    """A chain to hand over: the first state is where it starts, the last three are the ends."""

    rows: list[dict[int, Fraction]]

    @property
    def size(self) -> int:
        """Return the number of states."""
        return len(self.rows)

    def end(self, name: str) -> int:
        """Return the number of an end."""
        return self.size - 3 + SINKS.index(name)


def chain(process: Process, rule: Rule, hazard: Fraction, guilty_votes: int) -> Chain:
    """Return the chain of a twin from a first ballot that is no verdict."""
    number: dict[State, int] = {process.start(guilty_votes): 0}
    moves: list[Law] = []
    waiting = list(number)
    for state in waiting:
        law = process.move(state)
        moves.append(law)
        for after, chance in law.items():
            if chance and not rule.verdict(process.guilty_votes(after)) and after not in number:
                number[after] = len(number)
                waiting.append(after)
    ends = {name: len(number) + i for i, name in enumerate(SINKS)}
    rows: list[dict[int, Fraction]] = []
    for law in moves:
        row: dict[int, Fraction] = {}
        for after, chance in law.items():
            verdict = rule.verdict(process.guilty_votes(after))
            parts = (
                [(ends[verdict], chance)]
                if verdict
                else [(number.get(after), chance * (1 - hazard)), (ends["hung"], chance * hazard)]
            )
            for to, part in parts:
                if part and to is not None:
                    row[to] = row.get(to, Fraction(0)) + part
        rows.append(row)
    return Chain([*rows, *({end: Fraction(1)} for end in ends.values())])


def chain_of(named: Named, rule: Rule, patience: Patience, guilty_votes: int) -> Chain:
    """Return the chain of a model; every row sums to one, in fractions."""
    hazard = Fraction(patience[1])
    made = chain(twin_of(named, rule.jury_size), rule, hazard, guilty_votes)
    assert all(sum(row.values()) == 1 for row in made.rows)
    return made


# --- PyDTMC --------------------------------------------------------------------------------------


@pytest.fixture
def pydtmc() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("pydtmc", exc_type=ImportError)


@pytest.mark.parametrize(("named", "rule", "patience", "votes"), CASES, ids=str)
def test_pydtmc(pydtmc: Any, named: Named, rule: Rule, patience: Patience, votes: int) -> None:
    guilty, not_guilty, ballots = by_pydtmc(pydtmc, chain_of(named, rule, patience, votes))
    said = juryroom_outcome(named, ("known", votes, rule.jury_size), rule, patience)
    assert said.guilty == pytest.approx(guilty, abs=FLOATING)
    assert said.not_guilty == pytest.approx(not_guilty, abs=FLOATING)
    assert said.hung == pytest.approx(1 - guilty - not_guilty, abs=FLOATING)
    assert said.mean_ballots == pytest.approx(ballots, rel=FLOATING)


def by_pydtmc(pydtmc: Any, made: Chain) -> tuple[float, float, float]:
    """Return P(guilty), P(not guilty) and the mean ballots from the start."""
    reached = {to for row in made.rows[:-3] for to in row}
    kept = [i for i in range(made.size) if i < made.size - 3 or i in reached]
    matrix = [[float(made.rows[i].get(j, 0)) for j in kept] for i in kept]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = pydtmc.MarkovChain(matrix, [str(i) for i in kept])
        ends, times = theirs.absorption_probabilities(), theirs.mean_absorption_times()
    absorbing = [i for i in kept if i >= made.size - 3]
    by_end = {end: float(ends[at][0]) for at, end in enumerate(absorbing)}
    found = [by_end.get(made.end(name), 0.0) for name in ("guilty", "not guilty")]
    return found[0], found[1], float(times[0])


# --- Storm ---------------------------------------------------------------------------------------


@pytest.fixture
def storm() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("stormpy", minversion="2.0", exc_type=ImportError)


@pytest.mark.parametrize(("named", "rule", "patience", "votes"), CASES, ids=str)
def test_storm_in_fractions(
    storm: Any, tmp_path: Path, named: Named, rule: Rule, patience: Patience, votes: int
) -> None:
    exact = by_storm(storm, chain_of(named, rule, patience, votes), tmp_path / "chain.drn")
    first = ("known", votes, rule.jury_size)
    said = juryroom_outcome(named, first, rule, patience)
    for name, theirs in (
        ("guilty", said.guilty),
        ("not guilty", said.not_guilty),
        ("hung", said.hung),
    ):
        assert abs(theirs - float(exact[name])) <= ROUNDING
    assert said.mean_ballots == pytest.approx(float(exact["ballots"]), rel=ROUNDING)
    if named is not MINDS or rule.jury_size < 5:
        twin = twin_ending(twin_of(named, rule.jury_size), first, rule, patience)
        assert exact == {
            "guilty": twin.guilty,
            "not guilty": twin.not_guilty,
            "hung": twin.hung,
            "ballots": twin.ballots,
        }


def by_storm(storm: Any, made: Chain, path: Path) -> dict[str, Fraction]:
    """Return what Storm says of the start, in fractions."""
    lines = ["@type: DTMC", "@parameters", "", "@reward_models", "ballots"]
    lines += ["@nr_states", str(made.size), "@nr_choices", str(made.size), "@model"]
    for i, row in enumerate(made.rows):
        sink = i - (made.size - 3)
        label = "init" if i == 0 else f"end{sink} over" if sink >= 0 else ""
        lines += [f"state {i} [{int(sink < 0)}] {label}".rstrip(), "\taction 0"]
        lines += [f"\t\t{to} : {chance}" for to, chance in sorted(row.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    model = storm.build_model_from_drn[storm.Rational](str(path))
    asked = [f'P=? [F "end{i}"]' for i in range(3)] + ['R{"ballots"}=? [F "over"]']
    found = [
        Fraction(str(storm.model_checking(model, formula).get_value(0)))
        for formula in storm.parse_properties("; ".join(asked))
    ]
    return dict(zip((*SINKS, "ballots"), found, strict=True))


# --- controls ------------------------------------------------------------------------------------


def test_a_planted_fault_is_seen_by_pydtmc(pydtmc: Any) -> None:
    guilty, _, ballots = by_pydtmc(pydtmc, faulty())
    said = juryroom_outcome(SATE, ("known", 4, 6), unanimous(6), HAZARD)
    assert abs(said.guilty - guilty) > 1e-6
    assert abs(said.mean_ballots - ballots) > 1e-6


def test_a_planted_fault_is_seen_by_storm(storm: Any, tmp_path: Path) -> None:
    exact = by_storm(storm, faulty(), tmp_path / "chain.drn")
    said = juryroom_outcome(SATE, ("known", 4, 6), unanimous(6), HAZARD)
    assert abs(said.guilty - float(exact["guilty"])) > 1e-6
    assert abs(said.mean_ballots - float(exact["ballots"])) > 1e-6


def faulty() -> Chain:
    """Return a chain of which one way was made a ten-thousandth less likely."""
    made = chain_of(SATE, unanimous(6), HAZARD, 4)
    row = made.rows[0]
    most, least = max(row, key=lambda to: row[to]), min(row, key=lambda to: row[to])
    row[most] -= Fraction(1, 10_000)
    row[least] += Fraction(1, 10_000)
    return made
