"""How fast juries of jurors who differ are simulated: python benchmarks/jurors.py > table.md

The task: twelve jurors of whom no two are alike, persuadability 0.30, 0.35, ... 0.85, influence 1 to
3.75, each voting guilty at first with chance 0.6; stop at unanimity, or hang after 300 ballots. Every
way of simulating it is first held to the exact solution.

The rounds of all ways are interleaved, and each way is given its best round, in seconds of the
processor. Scalar C needs a C compiler (cc). It does the task twice: as the kernel does, and by copying
the vote of another juror, drawn from a table, which suits a processor without lanes better.
"""

import argparse
import ctypes
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from juryroom.deliberation.jurors import Jurors
from juryroom.markov.mask_kernel import CHUNK, vote, vote_in_threads
from juryroom.markov.mask_walk import MaskPlan
from juryroom.outcome.jurors import JurorsTrial
from juryroom.outcome.jurors_simulated import jurors_plan
from juryroom.outcome.patience import BallotCap

SIZE, CAP = 12, 300
Tally = tuple[float, float, float]
"""Share convicted, share hung, mean ballots."""


@dataclass(frozen=True)
class Way:
    name: str
    run: Callable[[int], Tally]
    juries: int


def trial() -> JurorsTrial:
    return JurorsTrial(
        jurors=Jurors.of(
            [0.3 + 0.05 * i for i in range(SIZE)], [1 + (5 * i) % SIZE / 4 for i in range(SIZE)]
        ),
        first=(0.6,) * SIZE,
        patience=BallotCap(ballots=CAP),
    )


def tallied(votes: np.ndarray, ballots: np.ndarray) -> tuple[int, int, int]:
    counts = np.bincount(votes, minlength=SIZE + 1)
    return int(counts[SIZE]), int(counts[1:SIZE].sum()), int(ballots.sum())


def lanes(plan: MaskPlan, threads: int) -> Callable[[int], Tally]:
    def run(juries: int) -> Tally:
        pieces = vote_in_threads(plan, (1, 2), 0, juries, threads=threads, chunk=CHUNK)
        sums = np.sum([tallied(piece.votes, piece.ballots) for piece in pieces], axis=0)
        return tuple((sums / juries).tolist())

    return run


def singly(plan: MaskPlan) -> Callable[[int], Tally]:
    def run(juries: int) -> Tally:
        voted = vote(plan, (1, 2), 0, juries, lanes=False)
        return tuple((np.array(tallied(voted.votes, voted.ballots)) / juries).tolist())

    return run


def pairs(jurors: Jurors) -> np.ndarray:
    """Return who takes over whose vote as a table of Walker's alias method, for scalar.c."""
    total = sum(juror.influence for juror in jurors.members)
    chances = {
        (i, j): juror.persuadability * other.influence / (total - juror.influence) / SIZE
        for i, juror in enumerate(jurors.members)
        for j, other in enumerate(jurors.members)
        if i != j
    }
    chances[0, 0] = 1 - sum(chances.values())
    names = [i | j << 8 for i, j in chances] + [0] * (256 - len(chances))
    left = [256 * p for p in chances.values()] + [0.0] * (256 - len(chances))
    table = np.array([(2**24, name | name << 16) for name in names], dtype=np.uint32)
    small = [k for k, p in enumerate(left) if p < 1]
    large = [k for k, p in enumerate(left) if p >= 1]
    while small and large:
        low, high = small.pop(), large[-1]
        table[low] = round(left[low] * 2**24), names[low] | names[high] << 16
        left[high] -= 1 - left[low]
        if left[high] < 1:
            small.append(large.pop())
    return table


class ScalarC:
    """The loops of scalar.c, compiled with cc -O3 for this processor."""

    class Counts(ctypes.Structure):
        _fields_ = tuple((n, ctypes.c_int64) for n in ("guilty", "not_guilty", "hung", "ballots"))

    def __init__(self, folder: Path, plan: MaskPlan) -> None:
        library = folder / "scalar.so"
        source = Path(__file__).with_name("scalar.c")
        subprocess.run(
            ["cc", "-O3", "-march=native", "-shared", "-fPIC", str(source), "-o", str(library)],
            check=True,
        )
        self.library = ctypes.CDLL(str(library))
        influence, gain, shift = plan.tables
        leanings = np.zeros(32, dtype=np.uint32)
        leanings[:SIZE] = plan.leanings
        head = np.array([SIZE, plan.whole, CAP], dtype=np.uint32)
        # The kernel's table holds gains less one.
        self.room = np.concatenate([head, leanings, influence, gain + np.uint32(1), shift])

    def way(self, name: str, seed: list[int], *tables: np.ndarray) -> Callable[[int], Tally]:
        words = (ctypes.c_uint32 * len(seed))(*seed)
        function = getattr(self.library, name)

        def run(juries: int) -> Tally:
            counts = self.Counts()
            given = [ctypes.c_void_p(table.ctypes.data) for table in (self.room, *tables)]
            function(ctypes.c_int64(juries), *given, words, ctypes.byref(counts))
            return counts.guilty / juries, counts.hung / juries, counts.ballots / juries

        return run


def check(way: Way, exact: Tally) -> None:
    """Stop where a way of simulating does not simulate the task: six standard errors."""
    found = way.run(way.juries)
    deviations = (*((p * (1 - p)) ** 0.5 for p in exact[:2]), 110)
    for share, mean, deviation in zip(found, exact, deviations, strict=True):
        if abs(share - mean) > 6 * deviation / way.juries**0.5:
            sys.exit(f"{way.name}: {found}, not {exact}")


def ways(folder: Path, scale: float) -> list[Way]:
    plan = jurors_plan(trial())
    scalar, table = ScalarC(folder, plan), pairs(trial().jurors)
    state, key = [1, 2, 3, 4], [1, 2]
    few = max(int(100_000 * scale), 1000)
    return [
        Way("lanes, one thread", lanes(plan, 1), 5 * few),
        Way("the scalar reference of the kernel", singly(plan), few),
        Way("scalar C, Threefry2x32-13", scalar.way("differ_by_address", key), few),
        Way("scalar C, xoshiro128++", scalar.way("differ_with_state", state), few),
        Way(
            "scalar C, xoshiro128++, votes copied in pairs",
            scalar.way("differ_by_pairs", state, table),
            2 * few,
        ),
    ]


def two_threads(rounds: int, juries: int = 500_000) -> float:
    """Return how much faster two threads are than one, by the clock."""
    plan = jurors_plan(trial())
    clock: list[list[float]] = [[], []]
    for _ in range(rounds):
        for times, threads in zip(clock, (1, 2), strict=True):
            begun = time.perf_counter()
            lanes(plan, threads)(juries)
            times.append(time.perf_counter() - begun)
    return min(clock[0]) / min(clock[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies all juries")
    given = parser.parse_args()
    solved = trial().solve()
    assert solved.mean_ballots is not None
    exact = (solved.guilty, solved.hung, solved.mean_ballots)
    print(f"Exact: guilty {exact[0]:.5f}, hung {exact[1]:.5f}, mean ballots {exact[2]:.2f}.\n")
    with tempfile.TemporaryDirectory() as folder:
        measured = ways(Path(folder), given.scale)
        for way in measured:
            check(way, exact)
        seconds: dict[str, list[float]] = {way.name: [] for way in measured}
        for _ in range(given.rounds):
            for way in measured:
                begun = time.process_time()
                way.run(way.juries)
                seconds[way.name].append((time.process_time() - begun) / way.juries)
    best = min(seconds["lanes, one thread"])
    print("| way | juries a second | lanes are faster by |\n|---|---:|---:|")
    for way in measured:
        own = min(seconds[way.name])
        print(f"| {way.name} | {1 / own:,.0f} | {own / best:,.2f} |")
    print(f"\nTwo threads against one: {two_threads(4 * given.rounds):.2f} by the clock.")


if __name__ == "__main__":
    main()
