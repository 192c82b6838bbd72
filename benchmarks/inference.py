"""What fits cost: `OPENBLAS_NUM_THREADS=1 python benchmarks/inference.py`.

Every figure is the least of several repeats, in processor time of one thread. A fit is the whole of
it: cells, search, observed information; without and with profile intervals.
"""

import platform
import time
from collections.abc import Callable

import numpy as np
import scipy

from juryroom.inference.bundled import bundled_table
from juryroom.inference.families import family_for
from juryroom.inference.fit import fit
from juryroom.inference.posterior import posterior
from juryroom.inference.table import Assumptions, MissingVerdict
from juryroom.rng import Streams

BAR_FIT, BAR_POSTERIOR = 0.5, 10.0


def least(do: Callable[[], object], repeats: int = 5) -> float:
    """Return the least processor time of one call, in seconds."""
    taken: list[float] = []
    for _ in range(repeats):
        began = time.process_time()
        do()
        taken.append(time.process_time() - began)
    return min(taken)


def main() -> None:
    """Print the table."""
    whole = bundled_table("deliberations")
    family = family_for("tug-of-war", whole)
    juries = fit(whole, family, list_impossible=True, intervals="normal").likelihood.table
    hung = bundled_table("deliberations", Assumptions(missing_verdict=MissingVerdict.HUNG))
    some = hung.where(lambda each: each.source in {"NCSC", "Devine_2004"}, "others")
    timed = bundled_table("deliberation_minutes")
    stream = Streams(1).at("benchmark")
    rows = [
        (
            f"tug of war, {juries.rows_used:,} juries, maximum likelihood",
            least(lambda: fit(juries, family, intervals="normal")),
            f"{BAR_FIT} s",
        ),
        ("the same, with profile intervals", least(lambda: fit(juries, family)), ""),
        (
            f"tug of war with a hazard, {some.rows_used} juries, posterior of 4,000 draws",
            least(
                lambda: posterior(some, family_for("tug-of-war", some, slip=True), stream=stream), 3
            ),
            f"{BAR_POSTERIOR:g} s",
        ),
        (
            f"tug of war, {timed.juries} juries with final votes and minutes, maximum likelihood",
            least(lambda: fit(timed, family_for("tug-of-war", timed)), 1),
            "",
        ),
    ]
    print(f"{platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}, ")
    print(f"SciPy {scipy.__version__}; one thread\n")
    print("| task | time | bar |\n|---|---:|---:|")
    for task, taken, bar in rows:
        print(f"| {task} | {taken:.3f} s | {bar} |")


if __name__ == "__main__":
    main()
