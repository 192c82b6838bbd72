"""The eigenvalues of a walk that moves one place at a time, and its law in time, compiled.

For a dozen places the call of a library takes longer than the work. The eigenvalues are those of a
symmetric tridiagonal matrix, found by the implicit QL method with Wilkinson's shift.

Source: Bowdler, H., Martin, R. S., Reinsch, C., & Wilkinson, J. H. (1968). The QR and QL algorithms
for symmetric matrices. Numerische Mathematik 11, 293-306.
"""

import numpy as np

from juryroom.markov.arrays import FloatArray
from juryroom.markov.compiled import compiled

ROUNDING = float(np.finfo(np.float64).eps)
NEGLIGIBLE = 1e-40
"""An entry beside the diagonal that is taken as 0; the matrices here have entries up to one."""
MOST_SWEEPS = 60
"""For one eigenvalue; two or three are usual."""


@compiled
def spectrum(diagonal: FloatArray, beside: FloatArray, vectors: FloatArray) -> bool:
    """Diagonalise a symmetric tridiagonal matrix; False if that does not converge.

    Parameters
    ----------
    diagonal
        Shape ``(m,)``; becomes the eigenvalues, in no order.
    beside
        The entries beside the diagonal, shape ``(m,)``, the last of them 0; overwritten.
    vectors
        Shape ``(m, m)``; row k becomes the eigenvector of eigenvalue k.
    """
    m = diagonal.size
    vectors[:, :] = 0.0
    for i in range(m):
        vectors[i, i] = 1.0
    for low in range(m):
        for sweep in range(MOST_SWEEPS + 1):
            high = low
            while high < m - 1:
                scale = abs(diagonal[high]) + abs(diagonal[high + 1])
                if abs(beside[high]) + scale == scale or abs(beside[high]) < NEGLIGIBLE:
                    break
                high += 1
            if high == low:
                break
            if sweep == MOST_SWEEPS:
                return False
            _sweep(diagonal, beside, vectors, low, high)
    return True


@compiled
def _sweep(
    diagonal: FloatArray, beside: FloatArray, vectors: FloatArray, low: int, high: int
) -> None:
    """Chase one bulge from row `high` up to row `low` by plane rotations."""
    shift = (diagonal[low + 1] - diagonal[low]) / (2.0 * beside[low])
    length = np.sqrt(shift * shift + 1.0)
    g = diagonal[high] - diagonal[low]
    g += beside[low] / (shift + (length if shift >= 0.0 else -length))
    sine, cosine, moved = 1.0, 1.0, 0.0
    for i in range(high - 1, low - 1, -1):
        f, b = sine * beside[i], cosine * beside[i]
        length = np.sqrt(f * f + g * g)
        beside[i + 1] = length
        if length == 0.0:
            diagonal[i + 1] -= moved
            beside[high] = 0.0
            return
        sine, cosine = f / length, g / length
        g = diagonal[i + 1] - moved
        turn = (diagonal[i] - g) * sine + 2.0 * cosine * b
        moved = sine * turn
        diagonal[i + 1] = g + moved
        g = cosine * turn - b
        _rotate(vectors[i], vectors[i + 1], cosine, sine)
    diagonal[low] -= moved
    beside[low] = g
    beside[high] = 0.0


@compiled
def _rotate(one: FloatArray, other: FloatArray, cosine: float, sine: float) -> None:
    for column in range(one.size):
        x, y = one[column], other[column]
        other[column] = sine * x + cosine * y
        one[column] = cosine * x - sine * y


@compiled
def modes(
    walk: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    start: FloatArray,
    rates: FloatArray,
    places: FloatArray,
    ends: FloatArray,
) -> float:
    r"""Write one walk in time, at rate one, as a sum of decays; return a bound on what is lost.

    With the moves of `juryroom.markov.tridiagonal`, the matrix of the walk in time has the diagonal
    :math:`-(u'_i + d'_i + k_i)`, a sum, and is made symmetric by the scale :math:`D` with
    :math:`D_{i+1} / D_i = \sqrt{u'_i / d'_{i+1}}`. Its eigenvalues are off by some roundings of the
    largest, which moves the law by no more than that over the smallest, times the spread of the
    scale from the start to its largest. The bound is infinite where a walk can go one way and not back: then there is no scale.

    Parameters
    ----------
    walk
        Up, down, stay and hazard, each of shape ``(m,)``.
    start
        Probability to start at each place, shape ``(m,)``.
    rates
        Filled with the rates of decay, shape ``(m,)``.
    places
        Filled with the probability of each place in each mode at time 0, shape ``(m, m)``.
    ends
        Filled with all that each mode brings to the top, the bottom and the stop, ``(m, 3)``.
    """
    up, down, stay, hazard = walk
    m = up.size
    beside, scale, stop = np.zeros(m), np.ones(m), np.empty(m)
    for i in range(m):
        over = hazard[i + 1] if i < m - 1 else 0.0
        under = hazard[i - 1] if i > 0 else 0.0
        stop[i] = over * up[i] + under * down[i] + hazard[i] * stay[i]
        rise, fall = (1.0 - over) * up[i], (1.0 - under) * down[i]
        rates[i] = -(rise + fall + stop[i])
        if i < m - 1:
            back = (1.0 - hazard[i]) * down[i + 1]
            if not (rise > 0.0 and back > 0.0):
                return np.inf
            beside[i] = np.sqrt(rise * back)
            scale[i + 1] = scale[i] * np.sqrt(rise / back)
    vectors = np.empty((m, m))
    if not spectrum(rates, beside, vectors):
        return np.inf
    for k in range(m):
        rates[k] = -rates[k]
        begun, stopped = 0.0, 0.0
        for i in range(m):
            begun += start[i] * vectors[k, i] / scale[i]
            stopped += stop[i] * vectors[k, i] * scale[i]
        for i in range(m):
            places[k, i] = begun * vectors[k, i] * scale[i]
        ends[k, 0] = begun * vectors[k, m - 1] * scale[m - 1] * up[m - 1] / rates[k]
        ends[k, 1] = begun * vectors[k, 0] * scale[0] * down[0] / rates[k]
        ends[k, 2] = begun * stopped / rates[k]
    slowest = rates.min()
    if not slowest > 0.0:
        return np.inf
    spread = np.sqrt(((start / scale) ** 2).sum()) * scale.max()
    return m * ROUNDING * rates.max() / slowest * spread


@compiled
def decayed(rates: FloatArray, weights: FloatArray, times: FloatArray, found: FloatArray) -> None:
    """Set `found` at each time to the sum of `weights` decayed: ``weights[k] exp(-rates[k] t)``.

    Shapes ``(modes,)``, ``(modes, columns)``, ``(times,)``, ``(times, columns)``.
    """
    found[:, :] = 0.0
    for t in range(times.size):
        for k in range(rates.size):
            left = np.exp(-rates[k] * times[t])
            for column in range(found.shape[1]):
                found[t, column] += left * weights[k, column]


@compiled
def grown(rates: FloatArray, weights: FloatArray, times: FloatArray, found: FloatArray) -> None:
    """Set `found` at each time to what `decayed` has lost since time 0, every small loss right."""
    found[:, :] = 0.0
    for t in range(times.size):
        for k in range(rates.size):
            lost = -np.expm1(-rates[k] * times[t])
            for column in range(found.shape[1]):
                found[t, column] += lost * weights[k, column]
