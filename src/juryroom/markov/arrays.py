"""The arrays that pass between modules, under one name each."""

import numpy as np
from scipy import sparse

FloatArray = np.typing.NDArray[np.float64]
IntArray = np.typing.NDArray[np.int64]
BoolArray = np.typing.NDArray[np.bool_]
Matrix = FloatArray | sparse.csr_array


def read_only(array: FloatArray) -> FloatArray:
    """Return `array`, closed to writing, so that a cached result cannot be changed by its reader."""
    array.setflags(write=False)
    return array
