"""The device's walks are the processor's: on the simulator that comes with Numba, or a device.

The simulator runs the kernel as plain Python with NumPy's numbers, in a process of its own, because
it is chosen before Numba is loaded. It shows that the arithmetic is the same, not that a device
runs it; benchmarks/gpu.py does that where there is one.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import sys
import warnings

warnings.simplefilter("ignore")
import numpy as np

from juryroom.markov import gpu
from juryroom.markov.walk import walk_plan

places = np.arange(7)
move = places * (6 - places) / 30
matrix = np.diag(1 - 2 * move) + np.diag(move[:-1], 1) + np.diag(move[1:], -1)
for hazard in (0.0, 0.05, 1.0):
    plan = walk_plan(
        matrix,
        is_open=(places > 0) & (places < 6),
        start_at=places,
        start_probabilities=np.full(7, 1 / 7),
        cap=30,
        hazard=hazard,
    )
    walked = WALK(plan, (3, 2**32 - 4), 2**32 - 40, 40)
    print(walked.places.tolist(), walked.steps.tolist())
"""


def shown(walk: str, **environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PROBE.replace("WALK", walk)],
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
            **environment,
        },
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.slow
def test_the_device_walks_the_same_walks() -> None:
    pytest.importorskip("numba.cuda")
    on_device = shown("gpu.walk_on_device", NUMBA_ENABLE_CUDASIM="1", NUMBA_DISABLE_JIT="0")
    probe = "__import__('juryroom.markov.kernel', fromlist=['walk']).walk"
    assert on_device == shown(probe)
    assert len(on_device.splitlines()) == 3
