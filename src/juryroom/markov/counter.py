"""Random numbers by address: Threefry2x32 with thirteen rounds.

The numbers at a counter depend on the counter and the key alone, so a walk can be repeated, split
among threads, or taken up again anywhere, and stay the same walk.

Source: Salmon, J. K., Moraes, M. A., Dror, R. O., & Shaw, D. E. (2011). Parallel random numbers: as
easy as 1, 2, 3. SC'11, section 4 (Threefry) and table 2; rotations and constants from their library
Random123, whose documentation of Threefry2x32 says that no statistical flaw is known with thirteen
rounds or more.
"""

from typing import TYPE_CHECKING, Any, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

inlined = cast("Callable[..., Any]", numba.njit(inline="always", error_model="numpy"))
"""Written into the loop that calls it: only so can the loop use its lanes, or pass arrays for free."""

_PARITY = np.uint32(0x1BD11BDA)
"""The constant that stands in for a missing third key: Salmon et al. 2011, section 4.2."""


def threefry_for(compiler: "Callable[..., Any]") -> "Callable[..., Any]":
    """Return Threefry2x32 with 13 rounds, compiled by `compiler`: one text for every processor.

    What is returned takes the counter, two words, and the key, two words, and returns two words;
    all of them are ``np.uint32``.
    """

    @compiler
    def mix(x: np.uint32, y: np.uint32, rotation: int) -> tuple[np.uint32, np.uint32]:
        x = np.uint32(x + y)
        turned = np.uint32(
            np.uint32(y << np.uint32(rotation)) | np.uint32(y >> np.uint32(32 - rotation))
        )
        return x, np.uint32(turned ^ x)

    @compiler
    def threefry2x32(
        first: np.uint32, second: np.uint32, key0: np.uint32, key1: np.uint32
    ) -> tuple[np.uint32, np.uint32]:
        key2 = np.uint32(_PARITY ^ key0 ^ key1)
        x, y = np.uint32(first + key0), np.uint32(second + key1)
        x, y = mix(x, y, 13)
        x, y = mix(x, y, 15)
        x, y = mix(x, y, 26)
        x, y = mix(x, y, 6)
        x, y = np.uint32(x + key1), np.uint32(y + np.uint32(key2 + np.uint32(1)))
        x, y = mix(x, y, 17)
        x, y = mix(x, y, 29)
        x, y = mix(x, y, 16)
        x, y = mix(x, y, 24)
        x, y = np.uint32(x + key2), np.uint32(y + np.uint32(key0 + np.uint32(2)))
        x, y = mix(x, y, 13)
        x, y = mix(x, y, 15)
        x, y = mix(x, y, 26)
        x, y = mix(x, y, 6)
        x, y = np.uint32(x + key0), np.uint32(y + np.uint32(key1 + np.uint32(3)))
        return mix(x, y, 17)

    return threefry2x32


threefry2x32 = threefry_for(inlined)
"""The two random words at a counter, for loops that `juryroom.markov.compiled` compiles."""
