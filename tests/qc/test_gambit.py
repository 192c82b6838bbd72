"""juryroom's voting games against Gambit, where Gambit is installed: another program's equilibria.

The game is written out as a tree, with chance drawing the state and every signal, and each juror
voting without knowing more than the own signal. Gambit is told nothing of pivotal votes, nor that
jurors are alike. It is no requirement of juryroom or of its tests: without it these are skipped.
Run with pygambit 17.0.0b2. The profiles on a logit branch cannot be read in 16.7.0, so that there
only the Nash equilibria are checked.

Gambit: Savani and Turocy (2025), Gambit: the package for computation in game theory.
"""

import io
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from juryroom.deliberation.models.feddersen_pesendorfer import FeddersenPesendorfer
from juryroom.deliberation.models.quantal_response import QuantalResponse

gambit = pytest.importorskip("pygambit")
logit = pytest.importorskip("pygambit.qre")

reads_branches = pytest.mark.skipif(
    int(gambit.__version__.split(".")[0]) < 17, reason="profiles on a branch cannot be read"
)

HALF = Fraction(1, 2)
SEVEN_TENTHS = Fraction(7, 10)
NAMES = "ABCDEFGH"
NOUGHT = 1e-12
BRANCH = 1e-8
"""Gambit steps to a precision by its own tolerance, and not to the last digit."""

Vote = tuple[float, float]
"""The chance of a vote for guilty after a signal of guilt and after one of innocence."""


def tree(jurors: int, votes: int, accuracy: Fraction, doubt: Fraction) -> str:
    """Return the game in Gambit's format for trees: prefix order, one node a line."""
    names = NAMES[:jurors]
    lines = ['EFG 2 R "jury" { ' + " ".join(f'"{name}"' for name in names) + " }"]

    def paid(state: str, cast: tuple[int, ...]) -> str:
        """Return the leaf: nothing is lost by a right verdict."""
        convicted = sum(cast) >= votes
        if convicted is (state == "G"):
            return 't "" 0'
        number, loss = (1, -doubt) if convicted else (2, doubt - 1)
        return f't "" {number} "wrong {number}" {{ ' + " ".join([str(loss)] * jurors) + " }"

    def vote(state: str, signals: str, cast: tuple[int, ...]) -> None:
        if len(cast) == jurors:
            lines.append(paid(state, cast))
            return
        signal = signals[len(cast)]
        known = 1 if signal == "g" else 2
        lines.append(f'p "" {len(cast) + 1} {known} "{signal}" {{ "guilty" "not guilty" }} 0')
        for choice in (1, 0):
            vote(state, signals, (*cast, choice))

    def signal(state: str, seen: str) -> None:
        if len(seen) == jurors:
            vote(state, seen, ())
            return
        true = accuracy if state == "G" else 1 - accuracy
        number = 2 + 2 * len(seen) + (state == "G")
        lines.append(f'c "" {number} "signal {number}" {{ "g" {true} "i" {1 - true} }} 0')
        for one in "gi":
            signal(state, seen + one)

    lines.append('c "" 1 "state" { "G" 1/2 "I" 1/2 } 0')
    for state in "GI":
        signal(state, "")
    return "\n".join(lines) + "\n"


def game(jurors: int, votes: int, accuracy: Fraction, doubt: Fraction) -> Any:
    return gambit.read_efg(io.StringIO(tree(jurors, votes, accuracy, doubt)))


def regret(played: Any, jurors: int, vote: Vote) -> float:
    """Return the most that a juror could gain by another strategy when all play `vote`."""
    one = [[chance, 1 - chance] for chance in vote]
    return float(played.mixed_behavior_profile(data=[one] * jurors).max_regret())


def strategic(jurors: int, votes: int, accuracy: Fraction, doubt: Fraction) -> Vote:
    found = FeddersenPesendorfer(
        signal_accuracy=float(accuracy), doubt=float(doubt)
    ).equilibrium_of(jurors, votes)
    return found.guilty_vote_on_guilty_signal, found.guilty_vote_on_innocent_signal


def noisy(jurors: int, votes: int, accuracy: Fraction, doubt: Fraction, precision: float) -> Vote:
    found = QuantalResponse(
        signal_accuracy=float(accuracy), doubt=float(doubt), precision=precision
    ).equilibrium_of(jurors, votes)
    return found.guilty_vote_on_guilty_signal, found.guilty_vote_on_innocent_signal


def on_the_branch(played: Any, jurors: int, precision: float) -> list[Vote]:
    """Return what each juror does at a precision on Gambit's branch from the coins."""
    (found,) = logit.logit_solve_lambda(played, precision)
    assert abs(found.lam - precision) <= BRANCH * max(1.0, precision)
    votes: list[Vote] = []
    for name in NAMES[:jurors]:
        guilty, innocent = (float(action["guilty"]) for _, action in found.profile[name])
        votes.append((guilty, innocent))
    return votes


def widest(ours: Vote, theirs: list[Vote]) -> float:
    return max(abs(a - b) for juror in theirs for a, b in zip(ours, juror, strict=True))


THREE = [
    (3, votes, accuracy, doubt)
    for votes, accuracy, doubt in product(
        (1, 2, 3), (SEVEN_TENTHS, Fraction(9, 10)), (Fraction(2, 5), HALF, Fraction(3, 5))
    )
]
MORE = [
    (4, 4, SEVEN_TENTHS, HALF),
    (4, 2, SEVEN_TENTHS, Fraction(4, 5)),
    (5, 4, Fraction(4, 5), Fraction(4, 5)),
]


@pytest.mark.parametrize("jury", [*THREE, *MORE], ids=str)
def test_nobody_gains_by_another_strategy(jury: tuple[int, int, Fraction, Fraction]) -> None:
    vote = strategic(*jury)
    assert regret(game(*jury), jury[0], vote) <= NOUGHT


@reads_branches
@pytest.mark.parametrize("precision", [0.5, 5, 20, 50])
@pytest.mark.parametrize("jury", [*THREE, *MORE[:2]], ids=str)
def test_the_logit_branch(jury: tuple[int, int, Fraction, Fraction], precision: float) -> None:
    """Gambit's jurors need not vote alike, and later on they do not.

    Where precision times s(1 - s) times the fall of the gain in one other juror's s reaches one,
    equilibria in which jurors differ split off: at about 58.8 for the four who must agree.
    """
    theirs = on_the_branch(game(*jury), jury[0], precision)
    assert widest(noisy(*jury, precision), theirs) <= BRANCH


def test_planted_faults_are_found() -> None:
    """Another rule, another doubt, sincere votes, and votes that are not sure."""
    jury = (3, 3, SEVEN_TENTHS, HALF)
    played = game(*jury)
    for slipped in (
        strategic(3, 2, SEVEN_TENTHS, HALF),
        strategic(3, 3, SEVEN_TENTHS, Fraction(3, 5)),
        (1.0, 0.0),
        noisy(*jury, 100),
    ):
        assert regret(played, 3, slipped) > NOUGHT


@reads_branches
def test_planted_faults_on_a_branch_are_found() -> None:
    jury = (3, 3, SEVEN_TENTHS, HALF)
    theirs = on_the_branch(game(*jury), 3, 20)
    assert widest(noisy(*jury, 20.001), theirs) > BRANCH
    assert widest(noisy(3, 2, SEVEN_TENTHS, HALF, 20), theirs) > BRANCH
