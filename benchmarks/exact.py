"""What exact solutions cost, side by side in one run: `python benchmarks/exact.py`.

Every figure is the least of several repeats, in processor time of one thread, so that what else the
machine does shows as little as it can. Both sides of a ratio are measured in turn, in the same
process, on the same inputs; what is compared is first checked to give the same numbers.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np
import scipy
from scipy.linalg import expm

from juryroom.deliberation.jurors import Jurors
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.joint_ballot import JointBallot
from juryroom.markov.absorbing import capped
from juryroom.markov.adjoint import adjoint_absorption
from juryroom.markov.process import WalkInTime
from juryroom.markov.tridiagonal import Walks
from juryroom.outcome.direct import direct_law
from juryroom.outcome.jurors import JurorsTrial
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import BallotCap, HangHazard
from juryroom.outcome.several_counts import SeveralCounts
from juryroom.outcome.solve import solve_law
from juryroom.outcome.sweep import VoteMoves, sweep_outcomes
from juryroom.procedure.decision_rule import DecisionRule

ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
"""Read by the libraries when they are loaded, so set before the process starts."""

JURORS = 12
RULE = DecisionRule.unanimous(JURORS)
BALLOT = FirstBallot.binomial(0.6, JURORS)
DIVIDED = JURORS - 1
STEPS = 300


class Row(NamedTuple):
    """One line of the table: what was done, by whom, what it took, and what it should take."""

    task: str
    way: str
    taken: float
    compared_with: float | None = None
    bar: str = ""


def least(do: Callable[[], object], repeats: int = 7, times: int = 1) -> float:
    """Return the least processor time of one call, in seconds."""
    do()
    found = np.inf
    for _ in range(repeats):
        begun = time.thread_time()
        for _ in range(times):
            do()
        found = min(found, (time.thread_time() - begun) / times)
    return found


def in_turn(*ways: Callable[[], object], rounds: int = 7) -> list[float]:
    """Return the least processor time of each way, each measured once in every round."""
    found = [least(way, 1) for way in ways]
    for _ in range(rounds - 1):
        found = [min(known, least(way, 1)) for known, way in zip(found, ways, strict=True)]
    return found


def settings(number: int) -> Walks:
    """Return tug-of-war juries of twelve with slope, bias and hazard all over their domains."""
    spread = np.linspace(0, 1, number)
    slope, bias = 0.05 + 0.9 * spread, np.cos(37 * spread)
    votes = np.arange(1, JURORS)[:, None]
    lean = 0.5 + slope * ((votes - bias) / JURORS - 0.5)
    lean = np.clip(lean, 0.01, 0.99)
    return Walks.of(lean**2, (1 - lean) ** 2, hazard=0.001 + 0.05 * spread)


def as_matrices(walks: Walks) -> tuple[np.ndarray, np.ndarray]:
    """Return I - Q and the columns top, bottom, stopped, one: what a dense solver is given."""
    chains = [walks.chain(setting) for setting in range(walks.settings)]
    left = np.eye(walks.places) - np.array([Q for Q, _ in chains])
    ones = np.ones((walks.settings, walks.places, 1))
    return left, np.concatenate([np.array([ends for _, ends in chains]), ones], axis=2)


def batches() -> list[Row]:
    rows: list[Row] = []
    number = 20_000
    walks = settings(number)
    left, right = as_matrices(walks)
    ours = np.moveaxis(np.array(walks.ends()), 0, -1).swapaxes(0, 1)
    assert np.abs(ours - np.linalg.solve(left, right)).max() < 1e-9
    ends, dense = in_turn(walks.ends, lambda: np.linalg.solve(left, right))
    task = "endings and mean ballots from every first ballot, hang hazard, per setting"
    rows.append(Row(task, "numpy.linalg.solve in a batch, matrices made before", dense / number))
    rows.append(
        Row(task, f"GTH in a batch of {number:,}", ends / number, dense / number, "0.2 us, 20x")
    )
    up, down, hazard = walks.up, walks.down, walks.hazard
    made = least(lambda: Walks.of(up, down, hazard=hazard).ends())
    rows.append(Row(task, "the same, inputs copied and checked", made / number, dense / number))
    many = settings(1_000_000)
    rows.append(Row(task, "GTH in a batch of a million", least(many.ends, 3) / 1e6, dense / number))
    moves = VoteMoves(many.up, many.down)
    swept = least(lambda: sweep_outcomes(moves, BALLOT, RULE, many.hazard[0]), 3)
    task = "one first ballot: endings, mean ballots, last split, per setting"
    rows.append(Row(task, "sweep_outcomes, a million, inputs checked", swept / 1e6))
    return rows


def laws_of_time() -> list[Row]:
    number = 2_000
    walks = settings(number)
    start = np.array(BALLOT.probabilities[1:-1])
    task = f"full law ballot by ballot, cap of {STEPS}, per setting"
    ours = least(lambda: walks.capped(start, STEPS)) / number
    Q, ends = walks.chain(0)

    def step_by_step() -> np.ndarray:
        at, law = start, np.empty((STEPS, 3))
        for ballot in range(STEPS):
            law[ballot] = at @ ends
            at = at @ Q
        return law

    law = walks.capped(start, STEPS)
    by_steps = np.column_stack([law.top[:, 0], law.bottom[:, 0], law.stopped[:, 0]])
    assert np.abs(step_by_step() - by_steps).max() < 1e-14
    numpy_loop = least(step_by_step)
    doubled = least(lambda: capped(Q, ends, STEPS), 7, 20)
    return [
        Row(task, "NumPy, one step after the other, one setting", numpy_loop),
        Row("the end alone, cap of 300", "NumPy, steps doubled, one setting", doubled),
        Row(task, f"compiled, in a batch of {number:,}", ours, numpy_loop, "8 us"),
    ]


def single_settings() -> list[Row]:
    """Every call asks for another setting, so nothing that is kept can answer it."""
    fresh = count(1)
    task = "one setting through the public API, never the same twice"

    def hazard() -> HangHazard:
        return HangHazard(per_ballot=1e-6 * next(fresh))

    def pull() -> object:
        return solve_law(LinearPull(inertia=1e-6 * next(fresh)), RULE, hazard())

    def tug() -> object:
        return solve_law(TugOfWar(bias=1e-6 * next(fresh)), RULE, hazard())

    def outcome() -> object:
        law = solve_law(LinearPull(inertia=1e-6 * next(fresh)), RULE, hazard())
        return Outcome.of(BALLOT, law)

    P = TugOfWar().transition_matrix(JURORS)
    Q = P[1:-1, 1:-1]

    def numpy_alone() -> object:
        patience = 1 - 1e-6 * next(fresh)
        return np.linalg.solve(np.eye(DIVIDED) - patience * Q, np.eye(DIVIDED))

    dense = least(numpy_alone, 7, 200)
    ways: list[tuple[str, Callable[[], object], str]] = [
        ("direct_law, the matrix given", lambda: direct_law(P, RULE, hazard()), ""),
        ("making the matrix: linear pull", lambda: LinearPull().transition_matrix(JURORS), ""),
        ("making the matrix: tug of war", lambda: TugOfWar().transition_matrix(JURORS), ""),
        ("solve_law, linear pull", pull, "20 us"),
        ("solve_law, tug of war", tug, "20 us"),
        ("solve_law and Outcome.of, linear pull", outcome, "20 us"),
        (
            "direct_law under a cap of 300",
            lambda: direct_law(P, RULE, BallotCap(ballots=STEPS)),
            "",
        ),
    ]
    rows = [Row(task, "numpy.linalg.solve, every first ballot and last split", dense)]
    return rows + [Row(task, way, least(do, 7, 100), dense, bar) for way, do, bar in ways]


def minds_and_votes() -> list[Row]:
    fresh = count(1)

    def another_hazard() -> object:
        return solve_law(PrivatePublic(), RULE, HangHazard(per_ballot=1e-5 * next(fresh)))

    def another_model() -> object:
        model = PrivatePublic(persuasion=0.3 + 1e-5 * next(fresh))
        return solve_law(model, RULE, HangHazard(per_ballot=0.01))

    task = "minds and votes, twelve jurors, 455 states"
    code = (
        "import time; from juryroom.deliberation.models.private_public import PrivatePublic; "
        "from juryroom.outcome.solve import solve_law; "
        "from juryroom.outcome.patience import HangHazard; "
        "from juryroom.procedure.decision_rule import DecisionRule; "
        "rule = DecisionRule.unanimous(12); begun = time.thread_time(); "
        "solve_law(PrivatePublic(), rule, HangHazard(per_ballot=0.01)); "
        "print(time.thread_time() - begun)"
    )
    cold = min(float(in_a_fresh_process(code)) for _ in range(3))
    return [
        Row(task, "the first in a process (cold)", cold, None, "20 ms"),
        Row(task, "another hazard (warm)", least(another_hazard), None, "3 ms"),
        Row(task, "other parameters (warm)", least(another_model), None, "3 ms"),
    ]


def laws_in_time() -> list[Row]:
    walks = settings(100)
    walk = Walks.of(walks.up[:, 50], walks.down[:, 50], hazard=0.01)
    start, times = np.full(DIVIDED, 1 / DIVIDED), np.linspace(0, 300, 50)
    Q, ends = walk.chain(0)
    generator = np.zeros((DIVIDED + 3, DIVIDED + 3))
    generator[:DIVIDED, :DIVIDED] = Q - np.eye(DIVIDED)
    generator[:DIVIDED, DIVIDED:] = ends
    begun = np.concatenate([start, np.zeros(3)])

    def by_scipy() -> np.ndarray:
        return np.array([(begun @ expm(generator * t))[DIVIDED:] for t in times])

    clock = WalkInTime(walk, start)
    assert clock.is_sum_of_decays
    assert np.abs(clock.ended(times) - by_scipy()).max() < 1e-10
    scipy_time, both = in_turn(by_scipy, lambda: WalkInTime(walk, start).ended(times))
    both = min(both, least(lambda: WalkInTime(walk, start).ended(times), 7, 50))
    again = least(lambda: clock.ended(times), 7, 50)
    task = "time to each outcome at 50 points, continuous time"
    return [
        Row(task, "scipy.linalg.expm, 50 times", scipy_time),
        Row(task, "WalkInTime, made and asked", both, scipy_time, "20 us"),
        Row(task, "WalkInTime, asked again", again, scipy_time),
    ]


def large_chains() -> list[Row]:
    """The operators of the tests: closed forms hold the answers to account."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.markov.test_adjoint import Counts, DifferentJurors, number_convicted

    rows: list[Row] = []
    P = TugOfWar().transition_matrix(JURORS)
    single = Walks.of(P.diagonal(1)[1:], P.diagonal(-1)[:-1]).ends().top[:, 0]
    votes = (3, 5, 6, 7, 9)
    counts = Counts(5, P)
    ends, start = counts.outcomes(), counts.start(votes)
    found = adjoint_absorption(start, counts, ends)
    exact = number_convicted([float(single[k - 1]) for k in votes])
    assert np.abs(found.probabilities - exact).max() <= found.certified_error + 1e-15
    taken = least(lambda: adjoint_absorption(start, counts, ends), 2)
    way = f"adjoint, no matrix, certified within {found.certified_error:.0e}"
    rows.append(Row(f"five counts of twelve, {counts.shape[0]:,} states", way, taken))
    for jurors in (12, 20):
        model = DifferentJurors(jurors)
        Q, R = model.matrices()
        guilty = (np.arange(jurors) % 3 == 0).astype(np.int64)
        start = model.start(guilty)
        found = adjoint_absorption(start, Q, R)
        p = model.p_guilty(guilty)
        assert np.abs(found.probabilities - [p, 1 - p]).max() <= found.certified_error + 1e-15
        taken = least(lambda Q=Q, R=R, s=start: adjoint_absorption(s, Q, R), 2)
        way = f"adjoint, sparse matrix, certified within {found.certified_error:.0e}"
        rows.append(Row(f"{jurors} different jurors, {len(R):,} states", way, taken))
    return rows


def several_counts() -> list[Row]:
    """Counts of twelve under one patience, asked as a user asks."""
    rows: list[Row] = []
    shares = (0.7, 0.5, 0.6, 0.4, 0.55)
    for counts, bar, spill_over, repeats in (
        (3, "8 ms", 0.0, 9),
        (3, None, 0.3, 5),
        (5, "2 s", 0.0, 3),
    ):
        trial = SeveralCounts(
            counts=tuple("abcde"[:counts]),
            first_ballot=JointBallot.leanings(shares[:counts], 12, alike=0.4, resemblance=0.1),
            models=(TugOfWar(),),
            patience=HangHazard(per_ballot=0.02),
        )
        taken = least(lambda t=trial, s=spill_over: t.together(spill_over=s), repeats)
        way = "SeveralCounts.together" + (f", spill-over {spill_over:g}" if spill_over else "")
        rows.append(Row(f"{counts} counts of twelve", way, taken, None, bar))
    return rows


def different_jurors() -> list[Row]:
    """Twelve, fifteen and twenty who all differ, asked as a user asks: no matrix is made."""
    rows: list[Row] = []
    for number, bar, repeats in ((12, "8 ms", 9), (15, "60 ms", 5), (20, "5 s", 2)):
        seats = np.arange(number)
        jurors = Jurors.of((0.2 + 0.6 * seats / number).tolist(), (1 + seats % 7 / 4).tolist())
        first = tuple((0.1 + 0.8 * ((seats * 7) % number) / number).tolist())
        trial = JurorsTrial(jurors=jurors, first=first)
        error = trial.certified().error
        taken = least(trial.certified, repeats)
        way = f"JurorsTrial.certified, no matrix, within {error:.0e}"
        rows.append(Row(f"{number} jurors who all differ", way, taken, None, bar))
    return rows


def in_a_fresh_process(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return run.stdout.strip()


def first_results() -> list[Row]:
    """Wall time from the start of a process, interpreter and imports included."""
    sweep = (
        "import numpy as np; from juryroom.markov.tridiagonal import Walks; "
        "Walks.of(np.full((11, 9), .5), np.full((11, 9), .25), hazard=.01).ends()"
    )
    direct = (
        "import numpy as np; from juryroom.outcome.direct import direct_law; "
        "from juryroom.outcome.patience import HangHazard; "
        "from juryroom.procedure.decision_rule import DecisionRule; "
        "from juryroom.deliberation.models.linear_pull import LinearPull; "
        "direct_law(LinearPull().transition_matrix(12), DecisionRule.unanimous(12), "
        "HangHazard(per_ballot=.01))"
    )
    task = "from the start of a process to the first result, kernels kept on disk"
    rows: list[Row] = []
    for way, code in (
        ("(importing NumPy and Numba alone)", "import numpy, numba"),
        ("a batch of walks", sweep),
        ("one law", direct),
    ):
        in_a_fresh_process(code)
        taken: list[float] = []
        for _ in range(5):
            begun = time.perf_counter()
            in_a_fresh_process(code)
            taken.append(time.perf_counter() - begun)
        rows.append(Row(task, way, min(taken), None, "1.5 s"))
    return rows


def shown(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def processor() -> str:
    """Return the name of the processor, where the system gives one."""
    known = Path("/proc/cpuinfo")
    if known.exists():
        for line in known.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--large", action="store_true", help="also chains of 371,261 and 1,048,574 states"
    )
    large = parser.parse_args().large
    if not os.environ.items() >= ONE_THREAD.items():
        again = [sys.executable, *sys.argv]
        sys.exit(subprocess.call(again, env={**os.environ, **ONE_THREAD}))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"{processor()}, {os.cpu_count()} processors{load}; {platform.system()}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}, "
        f"Numba {numba.__version__}. One thread.\n"
    )
    parts = [batches, laws_of_time, single_settings, minds_and_votes, laws_in_time, first_results]
    print("| task | way | time | ratio | bar |\n|---|---|---:|---:|---:|")
    for part in [*parts, *([large_chains, different_jurors, several_counts] if large else [])]:
        for row in part():
            ratio = f"{row.compared_with / row.taken:.3g}" if row.compared_with else ""
            print(f"| {row.task} | {row.way} | {shown(row.taken)} | {ratio} | {row.bar} |")


if __name__ == "__main__":
    main()
