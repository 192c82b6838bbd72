"""How fast juries are simulated, side by side: python benchmarks/simulation.py > table.md

The reference task: twelve jurors; first ballot Binomial(12, 0.6); at each ballot one juror, drawn
uniformly, changes sides with probability equal to the other side's share among the other eleven;
stop at unanimity, or hang after 300 ballots. Exact law: P(guilty) 0.59374, P(hung) 0.01250, mean
ballots 77.01. Every way of simulating it is first held to that law.

The rounds of all ways are interleaved, and each way is given its best round, in seconds of the
processor: a machine that others use slows all of them alike. Two threads are measured apart, against
one, by the clock, in many short rounds of which some find both cores free.
Scalar C needs a C compiler (cc); Mesa is measured where it is installed.
"""

import argparse
import ctypes
import os
import random  # noqa: TID251 - plain Python as others write it is what is measured
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import comb
from pathlib import Path
from typing import Any

import numpy as np

from juryroom.markov.kernel import CHUNK, walk, walk_in_threads
from juryroom.markov.walk import WalkPlan, walk_plan

SIZE, CAP = 12, 300
GUILTY, HUNG, BALLOTS = 0.59374, 0.01250, 77.01
Tally = tuple[float, float, float]
"""Share convicted, share hung, mean ballots."""


@dataclass(frozen=True)
class Way:
    name: str
    run: Callable[[int], Tally]
    juries: int


def chain() -> tuple[np.ndarray, np.ndarray]:
    votes = np.arange(SIZE + 1)
    move = votes * (SIZE - votes) / (SIZE * (SIZE - 1))
    matrix = np.diag(1 - 2 * move) + np.diag(move[:-1], 1) + np.diag(move[1:], -1)
    first = [comb(SIZE, k) * 0.6**k * 0.4 ** (SIZE - k) for k in range(SIZE + 1)]
    return matrix, np.array(first)


def plan() -> WalkPlan:
    matrix, first = chain()
    votes = np.arange(SIZE + 1)
    return walk_plan(
        matrix,
        is_open=(votes > 0) & (votes < SIZE),
        start_at=votes,
        start_probabilities=first,
        cap=CAP,
        hazard=0.0,
    )


def tallied(places: np.ndarray, steps: np.ndarray) -> tuple[int, int, int]:
    counts = np.bincount(places, minlength=SIZE + 1)
    return int(counts[SIZE]), int(counts[1:SIZE].sum()), int(steps.sum())


def lanes(threads: int) -> Callable[[int], Tally]:
    the_plan = plan()

    def run(juries: int) -> Tally:
        pieces = walk_in_threads(the_plan, (1, 2), 0, juries, threads=threads, chunk=CHUNK)
        sums = np.sum([tallied(*piece) for piece in pieces], axis=0)
        return tuple((sums / juries).tolist())

    return run


def singly(juries: int) -> Tally:
    sums = np.array(tallied(*walk(plan(), (1, 2), 0, juries, lanes=False)))
    return tuple((sums / juries).tolist())


class ScalarC:
    """The two loops of scalar.c, compiled with cc -O3 for this processor."""

    class Counts(ctypes.Structure):
        _fields_ = tuple((n, ctypes.c_int64) for n in ("guilty", "not_guilty", "hung", "ballots"))

    def __init__(self, folder: Path) -> None:
        library = folder / "scalar.so"
        source = Path(__file__).with_name("scalar.c")
        subprocess.run(
            ["cc", "-O3", "-march=native", "-shared", "-fPIC", str(source), "-o", str(library)],
            check=True,
        )
        self.library = ctypes.CDLL(str(library))
        limits = plan().above
        _, first = chain()
        start = np.minimum(np.rint(np.cumsum(first) * 2**31) - 1, 2**31 - 1)
        self.tables = [
            np.ascontiguousarray(table, dtype=np.int32)
            for table in (start, limits[:, 0], limits[:, 1])
        ]

    def way(self, name: str, seed: list[int]) -> Callable[[int], Tally]:
        words = (ctypes.c_uint32 * len(seed))(*seed)
        tables = [ctypes.c_void_p(table.ctypes.data) for table in self.tables]
        function = getattr(self.library, name)

        def run(juries: int) -> Tally:
            counts = self.Counts()
            function(ctypes.c_int64(juries), CAP, SIZE, *tables, words, ctypes.byref(counts))
            return counts.guilty / juries, counts.hung / juries, counts.ballots / juries

        return run


def with_numpy(juries: int) -> Tally:
    """All juries at once, one ballot at a time; those that have ended are taken out."""
    rng = np.random.default_rng(1)  # noqa: TID251 - NumPy as others write it is what is measured
    votes = rng.binomial(SIZE, 0.6, juries)
    move = np.arange(SIZE + 1) * (SIZE - np.arange(SIZE + 1)) / (SIZE * (SIZE - 1))
    guilty, ballots = 0, 0
    for _ in range(CAP):
        going = (votes > 0) & (votes < SIZE)
        guilty += int((votes == SIZE).sum())
        votes = votes[going]
        ballots += len(votes)
        draw, chance = rng.random(len(votes)), move[votes]
        votes = votes + (draw < chance) - (draw >= 1 - chance)
    guilty += int((votes == SIZE).sum())
    hung = int(((votes > 0) & (votes < SIZE)).sum())
    return guilty / juries, hung / juries, ballots / juries


def with_python(juries: int) -> Tally:
    rng = random.Random(1)
    guilty = hung = ballots = 0
    draw = rng.random
    for _ in range(juries):
        votes = sum(draw() < 0.6 for _ in range(SIZE))
        taken = 0
        while 0 < votes < SIZE and taken < CAP:
            taken += 1
            if draw() * SIZE < votes:
                votes -= draw() * (SIZE - 1) < SIZE - votes
            else:
                votes += draw() * (SIZE - 1) < votes
        guilty += votes == SIZE
        hung += 0 < votes < SIZE
        ballots += taken
    return guilty / juries, hung / juries, ballots / juries


def mesa_room(*, collects: bool) -> Callable[[int], Any]:
    """Return a model of one jury with agents of Mesa 3.

    With its agent sets and data collector, as in its tutorial, or with agents in a list.
    """
    import mesa

    class Juror(mesa.Agent):
        def __init__(self, model: mesa.Model, *, guilty: bool) -> None:
            super().__init__(model)
            self.guilty = guilty

        def step(self) -> None:
            against = sum(other.guilty != self.guilty for other in self.model.agents)
            if self.random.random() * (SIZE - 1) < against:
                self.guilty = not self.guilty

    class Room(mesa.Model):
        def __init__(self, seed: int) -> None:
            super().__init__(seed=seed)
            for _ in range(SIZE):
                Juror(self, guilty=self.random.random() < 0.6)
            self.jurors = list(self.agents)
            self.collector = mesa.DataCollector(model_reporters={"votes": "votes"})

        @property
        def votes(self) -> int:
            return sum(juror.guilty for juror in (self.agents if collects else self.jurors))

        def step(self) -> None:
            self.random.choice(self.agents if collects else self.jurors).step()
            if collects:
                self.collector.collect(self)

    return Room


def with_mesa(juries: int, *, collects: bool) -> Tally:
    make = mesa_room(collects=collects)
    guilty = hung = ballots = 0
    for seed in range(juries):
        room, taken = make(seed), 0
        while 0 < room.votes < SIZE and taken < CAP:
            room.step()
            taken += 1
        guilty += room.votes == SIZE
        hung += 0 < room.votes < SIZE
        ballots += taken
    return guilty / juries, hung / juries, ballots / juries


def check(way: Way, found: Tally) -> None:
    """Stop where a way of simulating does not simulate the task: six standard errors."""
    guilty, hung, ballots = found
    for share, exact in ((guilty, GUILTY), (hung, HUNG)):
        error = (exact * (1 - exact) / way.juries) ** 0.5
        if abs(share - exact) > 6 * error + 1e-5:
            sys.exit(f"{way.name}: {found}")
    if abs(ballots - BALLOTS) > 6 * 72 / way.juries**0.5:
        sys.exit(f"{way.name}: {found}")


def ways(folder: Path, scale: float) -> list[Way]:
    def juries(number: int) -> int:
        return max(int(number * scale), 200)

    million = juries(1_000_000)
    scalar = ScalarC(folder)
    found = [
        Way("lanes, one thread", lanes(1), million),
        Way("the scalar reference of the kernel", singly, juries(200_000)),
        Way("scalar C, xoshiro128++", scalar.way("with_state", [1, 2, 3, 4]), juries(400_000)),
        Way("scalar C, Threefry2x32-13", scalar.way("by_address", [1, 2]), juries(200_000)),
        Way("NumPy, all juries at once", with_numpy, juries(200_000)),
        Way("plain Python", with_python, juries(5_000)),
    ]
    try:
        import mesa
    except ModuleNotFoundError:
        return found
    name = f"Mesa {mesa.__version__}"
    return [
        *found,
        Way(f"{name}, with its data collector", partial(with_mesa, collects=True), juries(300)),
        Way(f"{name}, bare agents", partial(with_mesa, collects=False), juries(500)),
    ]


def two_threads(rounds: int, juries: int = 1_000_000) -> tuple[float, float]:
    """Return how much faster two threads are than one: by the clock, and if both cores were free.

    The second is twice the seconds of the processor that one thread takes, over those that two
    take together: what is left of two where they only get in each other's way.
    """
    one, two = lanes(1), lanes(2)
    clock: tuple[list[float], list[float]] = ([], [])
    processor: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for way, run in enumerate((one, two)):
            begun, begun_too = time.perf_counter(), time.process_time()
            run(juries)
            clock[way].append(time.perf_counter() - begun)
            processor[way].append(time.process_time() - begun_too)
    return min(clock[0]) / min(clock[1]), 2 * min(processor[0]) / min(processor[1])


def first_result() -> tuple[float, float]:
    """Return the seconds from the start of a process to its first simulated result, at best.

    By the clock, and of the processor; the machine code is on disk from an earlier process.
    """
    probe = (
        "from juryroom.deliberation.models.linear_pull import LinearPull as M\n"
        "from juryroom.jury.first_ballot import FirstBallot as F\n"
        "from juryroom.trial import Trial as T\n"
        "from juryroom.rng import Streams as S\n"
        "T(M(), F.known(8, 12)).simulate(10000, stream=S(1).at('first'))\n"
    )
    clock: list[float] = []
    processor: list[float] = []
    for _ in range(6):
        begun, used = time.perf_counter(), os.times()
        subprocess.run([sys.executable, "-c", probe], check=True)
        clock.append(time.perf_counter() - begun)
        now = os.times()
        processor.append(
            now.children_user - used.children_user + now.children_system - used.children_system
        )
    return min(clock[1:]), min(processor[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies all juries")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = ways(Path(folder), given.scale)
        for way in measured:
            check(way, way.run(way.juries))
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
    by_clock, at_best = two_threads(20 * given.rounds)
    print(
        f"\nTwo threads against one: {by_clock:.2f} by the clock, {at_best:.2f} by the processor."
    )
    clock, processor = first_result()
    print(
        f"From the start of a process to its first simulated result: {clock:.2f} s by the clock, "
        f"{processor:.2f} s of the processor."
    )


if __name__ == "__main__":
    main()
