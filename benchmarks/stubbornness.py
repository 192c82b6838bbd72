"""What the exact law of stubborn juries costs: `python benchmarks/stubbornness.py`.

Twelve jurors at the published parameters. Processor time of one thread, the least of several
repeats. The simulation is first checked to agree with the law; what it would take to an error of
its own that small is reckoned from the time of 160,000 juries, as the square of the ratio.
"""

import platform
import time
from collections.abc import Callable
from math import sqrt

from juryroom.deliberation.models.stubbornness import Stubbornness
from juryroom.jury.first_ballot import FirstBallot
from juryroom.rng import Streams

JURIES = 160_000
"""As many as the authors simulated."""

FENCES = (15.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 240.0, 360.0, 480.0, 720.0)
"""The minutes at which the Oregon table is cut."""


def least(do: Callable[[], object], repeats: int = 7) -> float:
    """Return the least processor time of one call, in seconds."""
    do()
    found = float("inf")
    for _ in range(repeats):
        begun = time.thread_time()
        do()
        found = min(found, time.thread_time() - begun)
    return found


def main() -> None:
    """Print the table."""
    model, ballot = Stubbornness(), FirstBallot.binomial(0.5379, 12)
    law = model.solve(ballot)
    coarse = model.solve(ballot, accuracy=1e-4)
    stream = Streams(1).at("benchmark", "stubbornness")
    drawn = model.simulate(ballot, JURIES, rng=stream.generator())
    error = law.sd_minutes / sqrt(JURIES)
    if not abs(float(drawn.minutes.mean()) - law.mean_minutes) < 6 * error:
        raise SystemExit("the simulation and the law disagree")
    exact = least(lambda: model.solve(ballot))
    timed = least(lambda: model.solve(ballot, FENCES))
    quick = least(lambda: model.solve(ballot, accuracy=1e-4))
    simulated = least(lambda: model.simulate(ballot, JURIES, rng=stream.generator()), 3)
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}\n")
    print("| task | error of the mean, minutes | time |\n|---|---:|---:|")
    print(f"| law of votes, mean times | {law.mean_error:.1g}, bound | {1e3 * exact:.1f} ms |")
    print(f"| the same, and the law in time at 11 points | | {1e3 * timed:.1f} ms |")
    print(f"| law, accuracy 1e-4 | {coarse.mean_error:.1g}, bound | {1e3 * quick:.1f} ms |")
    print(f"| {JURIES:,} simulated juries | {error:.2g}, standard | {1e3 * simulated:.0f} ms |")
    for bound in (coarse.mean_error, 1e-6):
        needed = simulated * (error / bound) ** 2
        print(f"| as many as {bound:.1g} takes, reckoned | {bound:.1g} | {needed:.2g} s |")


if __name__ == "__main__":
    main()
