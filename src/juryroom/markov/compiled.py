"""Functions compiled to machine code by Numba, the same way everywhere.

The first call in a new installation compiles, which takes seconds; the machine code is then kept on
disk beside the source, or in the user's cache where that cannot be written, and later processes
load it. Arithmetic is not re-associated: sums are taken in the order in which they are written.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

Taken = ParamSpec("Taken")
Returned = TypeVar("Returned")

BLOCK = 256
"""Settings that are solved together: enough to fill the lanes, few enough to stay in the cache."""


def compiled(function: Callable[Taken, Returned]) -> Callable[Taken, Returned]:
    """Return `function` compiled on first use, with the machine code kept on disk.

    A division by zero gives an infinity, as in NumPy. The interpreter's lock is released while it
    runs, so threads can work side by side.
    """
    jit = numba.njit(cache=True, nogil=True, error_model="numpy")
    return cast("Callable[Taken, Returned]", jit(function))
