"""Simulation on an NVIDIA device, held to the processor jury by jury: python benchmarks/gpu.py

The reference task of benchmarks/simulation.py, and the same with a hazard and from a juror process.
It stops with an error where one jury differs. Needs the extra `gpu` and a device.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np

from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.markov.kernel import Walked, walk, walk_in_threads
from juryroom.markov.walk import WalkPlan, walk_plan

KEY = (20_111_113, 4_294_967_291)


def reference(hazard: float = 0.0) -> WalkPlan:
    votes = np.arange(13)
    move = votes * (12 - votes) / 132
    first = np.cumprod(np.append(0.4**12, 0.6 / 0.4 * (12 - votes[:-1]) / (votes[:-1] + 1)))
    return walk_plan(
        np.diag(1 - 2 * move) + np.diag(move[:-1], 1) + np.diag(move[1:], -1),
        is_open=(votes > 0) & (votes < 12),
        start_at=votes,
        start_probabilities=first,
        cap=300,
        hazard=hazard,
    )


def minds() -> WalkPlan:
    model, size = PrivatePublic(), 12
    votes = model.states(size).guilty_votes
    return walk_plan(
        model.transition_matrix(size),
        is_open=(votes > 0) & (votes < size),
        start_at=np.array([model.start(size, k) for k in range(size + 1)]),
        start_probabilities=np.full(size + 1, 1 / (size + 1)),
        cap=300,
        hazard=0.0,
    )


def seconds(run: Callable[[], object], rounds: int) -> float:
    taken: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> None:
    warnings.simplefilter("ignore")
    from numba import cuda

    from juryroom.markov.gpu import walk_on_device

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--juries", type=int, default=1 << 26)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    if not cuda.is_available():
        sys.exit("no NVIDIA device")

    def on_processor(plan: WalkPlan, first: int, count: int) -> Walked:
        pieces = list(
            walk_in_threads(plan, KEY, first, count, threads=given.threads, chunk=1 << 14)
        )
        return Walked(*(np.concatenate(column) for column in zip(*pieces, strict=True)))

    print("| task | juries compared | juries a second on the device | on the processor |")
    print("|---|---:|---:|---:|")
    tasks = {"reference": reference(), "with a hazard": reference(0.01), "juror process": minds()}
    for name, plan in tasks.items():
        count = given.juries if plan.ladder else given.juries // 16
        for first, compared in ((0, count), (2**32 - 100, 100)):
            device, processor = (
                walk_on_device(plan, KEY, first, compared),
                on_processor(plan, first, compared),
            )
            for one, other in zip(device, processor, strict=True):
                differing = int((one != other).sum())
                if differing:
                    sys.exit(f"{name}: {differing} of {compared} juries differ")
        walk(plan, KEY, 0, 1000)
        fast = count / seconds(lambda p=plan, n=count: walk_on_device(p, KEY, 0, n), given.rounds)
        slow = count / seconds(lambda p=plan, n=count: on_processor(p, 0, n), 2)
        print(f"| {name} | {count + 100:,} | {fast:,.0f} | {slow:,.0f} |")
    print("\nNot one jury differs.")


if __name__ == "__main__":
    main()
