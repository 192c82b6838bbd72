"""The matrix of a walk that moves one place at a time, written in a microsecond."""

import numpy as np

from juryroom.markov.arrays import FloatArray


def walk_matrix(up: FloatArray, down: FloatArray, stay: FloatArray | float) -> FloatArray:
    """Return the matrix on the places 0, 1, ..., n of a walk that stays where it reaches 0 or n.

    Parameters
    ----------
    up, down, stay
        Probability of each move from the places 1, 2, ..., n - 1, shape ``(n - 1,)``; `stay` may be
        one number for all.

    Examples
    --------
    >>> walk_matrix(np.array([0.5, 0.25]), np.array([0.5, 0.5]), np.array([0.0, 0.25]))
    array([[1.  , 0.  , 0.  , 0.  ],
           [0.5 , 0.  , 0.5 , 0.  ],
           [0.  , 0.5 , 0.25, 0.25],
           [0.  , 0.  , 0.  , 1.  ]])
    """
    n = len(up) + 1
    P = np.zeros((n + 1, n + 1))
    P[0, 0] = P[n, n] = 1.0
    # Along a diagonal of a matrix of n + 1 columns, entries lie n + 2 apart.
    entries, apart = P.reshape(-1), n + 2
    entries[apart + 1 : n * apart : apart] = up
    entries[apart - 1 : n * apart - 1 : apart] = down
    entries[apart : n * apart : apart] = stay
    return P
