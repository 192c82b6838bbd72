"""Walks on a graphics processor: one thread a walk, the arithmetic of `juryroom.markov.walk`.

Nothing imports this module unless it is asked for: it needs an NVIDIA device and the extra ``gpu``
(numba-cuda). All arithmetic is in whole numbers of 32 and 64 bits, and a walk's random numbers have
the same addresses, so not one walk differs from those of the central processor.
"""

from typing import Any, cast

import numpy as np
from numba import cuda

from juryroom.markov.counter import threefry_for
from juryroom.markov.kernel import Walked
from juryroom.markov.walk import START_BLOCK, WalkPlan

THREADS_PER_BLOCK = 128

# The compiler of the device is not typed.
_device = cast("Any", cuda)
threefry2x32 = threefry_for(_device.jit(device=True))


@_device.jit
def _walk(
    walks: Any, starts: Any, at: Any, digits: Any, above: Any, to: Any, is_open: Any, found: Any
) -> None:
    """Walk one walk to its end: where it starts, when it is stopped, and step by step."""
    i = _device.grid(1)
    if i >= found.shape[1]:
        return
    walk, key0, key1 = np.uint32(walks[0] + i), np.uint32(walks[1]), np.uint32(walks[2])
    x, y = threefry2x32(walk, np.uint32(START_BLOCK), key0, key1)
    draw = np.int64(((np.uint64(x) << np.uint64(32)) | np.uint64(y)) >> np.uint64(1))
    passed = 0
    for limit in range(starts.size):
        passed += draw > starts[limit]
    place = at[passed]
    cap = walks[3]
    stop = np.int64(1)
    for digit in range(digits.size):
        block = np.uint32(np.uint32(START_BLOCK) - np.uint32(1 + digit // 2))
        x, y = threefry2x32(walk, block, key0, key1)
        word = x if digit % 2 == 0 else y
        if np.int64(word >> np.uint32(1)) > digits[digit]:
            stop += np.int64(1) << min(digit, 24)
    if digits.size > 0:
        cap = min(cap, stop)
    taken = np.int64(0)
    while is_open[place] and taken < cap:
        if taken % 2 == 0:
            x, y = threefry2x32(walk, np.uint32(taken // 2), key0, key1)
            word = x
        else:
            word = y
        draw = np.int64(word >> np.uint32(1))
        passed = 0
        for limit in range(above.shape[1]):
            passed += draw > above[place, limit]
        place = to[place, passed]
        taken += 1
    found[0, i] = place
    found[1, i] = taken


def walk_on_device(plan: WalkPlan, key: tuple[int, int], first: int, count: int) -> Walked:
    """Return what `juryroom.markov.kernel.walk` returns, walked on the device.

    Parameters
    ----------
    plan
        The chain and its start, as whole numbers.
    key
        The key of the stream: two words of 32 bits.
    first, count
        The numbers of the walks, together at most 2^32.
    """
    walks = np.array([first, *key, plan.cap], dtype=np.int64)
    found = _device.device_array((2, count), dtype=np.int32)
    given = [
        _device.to_device(np.ascontiguousarray(table))
        for table in (
            walks,
            plan.start_above,
            plan.start_at,
            plan.digits,
            plan.above,
            plan.to,
            plan.is_open,
        )
    ]
    blocks = -(-count // THREADS_PER_BLOCK)
    _walk[blocks, THREADS_PER_BLOCK](*given, found)
    places, steps = found.copy_to_host()
    return Walked(places, steps)
