"""The compiled loops of `juryroom.markov.tridiagonal`, which says what they compute and checks it.

Arrays have shape ``(places, settings)`` in C order. The loops run over the settings of one place,
in blocks that stay in the processor's cache; each row is handed to a function of rows, because
there the compiler can tell the rows apart and use its lanes.
"""

import numpy as np

from juryroom.markov.arrays import FloatArray
from juryroom.markov.compiled import BLOCK, compiled


@compiled
def rest(up: FloatArray, down: FloatArray, tolerance: float, stay: FloatArray) -> None:
    """Set `stay` to ``1 - up - down`` rounded once; 0 where rounding left them above one."""
    for i in range(up.shape[0]):
        for s in range(up.shape[1]):
            u, d = up[i, s], down[i, s]
            moved = u + d
            back = moved - u
            lost = (u - (moved - back)) + (d - back)
            left = (1.0 - moved) - lost
            stay[i, s] = 0.0 if -tolerance <= left < 0.0 else left


@compiled
def faults(walks: tuple[FloatArray, FloatArray, FloatArray, FloatArray], tolerance: float) -> int:
    """Return at how many places of the walks there is no probability distribution."""
    up, down, stay, hazard = walks
    found = 0
    for i in range(up.shape[0]):
        for s in range(up.shape[1]):
            u, d, q, h = up[i, s], down[i, s], stay[i, s], hazard[i, s]
            off = abs(u + d + q - 1.0)
            good = (u >= 0.0) & (d >= 0.0) & (q >= 0.0) & (h >= 0.0) & (h <= 1.0)
            found += 1 - (good & (off <= tolerance))
    return found


@compiled
def _forward(
    moves: tuple[FloatArray, FloatArray, FloatArray],
    hazards: tuple[FloatArray, FloatArray, FloatArray],
    below: tuple[FloatArray, FloatArray, FloatArray],
    found: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    farthest: FloatArray,
) -> None:
    """Eliminate one place: `found` becomes its a, f, e, and the steps before it is left upwards."""
    up, down, stay = moves
    here, under, over = hazards
    bottom, stopped, steps = below
    a, f, e, w = found
    for s in range(up.size):
        stop = over[s] * up[s] + here[s] * stay[s] + under[s] * down[s]
        rise = (1.0 - over[s]) * up[s]
        fall = (1.0 - under[s]) * down[s]
        r = 1.0 / (rise + (stop + fall * (bottom[s] + stopped[s])))
        a[s] = r * rise
        f[s] = r * (fall * bottom[s])
        e[s] = r * (stop + fall * stopped[s])
        time = r * (1.0 + fall * steps[s])
        w[s] = time
        farthest[s] = max(farthest[s], time)


@compiled
def _backward(
    found: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    above: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
) -> None:
    """Turn what happens before a place is left upwards into what happens in the end."""
    a, f, e, w = found
    top, bottom, stopped, steps = above
    for s in range(a.size):
        reach = a[s]
        a[s] = reach * top[s]
        f[s] += reach * bottom[s]
        e[s] += reach * stopped[s]
        w[s] += reach * steps[s]


@compiled
def ends(
    walks: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    found: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
) -> float:
    """Fill `found`: top, bottom, stopped, steps. Return the longest time to leave a place upwards."""
    up, down, stay, hazard = walks
    m, settings = up.shape
    zero, one = np.zeros(BLOCK), np.ones(BLOCK)
    farthest = np.zeros(BLOCK)
    top, bottom, stopped, steps = found
    for lo in range(0, settings, BLOCK):
        hi = min(lo + BLOCK, settings)
        z, far = zero[: hi - lo], farthest[: hi - lo]
        for i in range(m):
            under = hazard[i - 1, lo:hi] if i > 0 else z
            over = hazard[i + 1, lo:hi] if i < m - 1 else z
            bottom_below = bottom[i - 1, lo:hi] if i > 0 else one[: hi - lo]
            stopped_below = stopped[i - 1, lo:hi] if i > 0 else z
            steps_below = steps[i - 1, lo:hi] if i > 0 else z
            _forward(
                (up[i, lo:hi], down[i, lo:hi], stay[i, lo:hi]),
                (hazard[i, lo:hi], under, over),
                (bottom_below, stopped_below, steps_below),
                (top[i, lo:hi], bottom[i, lo:hi], stopped[i, lo:hi], steps[i, lo:hi]),
                far,
            )
        for i in range(m - 2, -1, -1):
            j = i + 1
            _backward(
                (top[i, lo:hi], bottom[i, lo:hi], stopped[i, lo:hi], steps[i, lo:hi]),
                (top[j, lo:hi], bottom[j, lo:hi], stopped[j, lo:hi], steps[j, lo:hi]),
            )
    return farthest.max()


@compiled
def _leave(
    moves: tuple[FloatArray, FloatArray, FloatArray],
    hazards: tuple[FloatArray, FloatArray, FloatArray],
    ends_below: FloatArray,
    found: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
) -> None:
    """Eliminate one place: what rises from it, what ends first, visits an entry, and what falls."""
    up, down, stay = moves
    here, under, over = hazards
    rises, ends, visits, falls = found
    for s in range(up.size):
        stop = over[s] * up[s] + here[s] * stay[s] + under[s] * down[s]
        rise = (1.0 - over[s]) * up[s]
        fall = (1.0 - under[s]) * down[s]
        r = 1.0 / (rise + (stop + fall * ends_below[s]))
        rises[s] = r * rise
        ends[s] = r * (stop + fall * ends_below[s])
        visits[s] = r
        falls[s] = fall


@compiled
def _leave_all(
    walks: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    lo: int,
    hi: int,
    found: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
) -> None:
    """Eliminate every place of the settings from `lo` to `hi`."""
    up, down, stay, hazard = walks
    rises, ends, visits, falls = found
    m, n = up.shape[0], hi - lo
    nothing, certain = np.zeros(n), np.ones(n)
    for i in range(m):
        _leave(
            (up[i, lo:hi], down[i, lo:hi], stay[i, lo:hi]),
            (
                hazard[i, lo:hi],
                hazard[i - 1, lo:hi] if i > 0 else nothing,
                hazard[i + 1, lo:hi] if i < m - 1 else nothing,
            ),
            ends[i - 1, :n] if i > 0 else certain,
            (rises[i, :n], ends[i, :n], visits[i, :n], falls[i, :n]),
        )


@compiled
def _add_product(x: FloatArray, factor: FloatArray, other: FloatArray) -> None:
    for s in range(x.size):
        x[s] += factor[s] * other[s]


@compiled
def _multiply(x: FloatArray, factor: FloatArray) -> None:
    for s in range(x.size):
        x[s] *= factor[s]


@compiled
def total(
    walks: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    reward: FloatArray,
    found: FloatArray,
) -> None:
    """Fill `found` with the expected sum of `reward` over the visits, from every place."""
    m, settings = reward.shape
    rises, ends = np.empty((m, BLOCK)), np.empty((m, BLOCK))
    visits, falls = np.empty((m, BLOCK)), np.empty((m, BLOCK))
    for lo in range(0, settings, BLOCK):
        hi = min(lo + BLOCK, settings)
        n = hi - lo
        _leave_all(walks, lo, hi, (rises, ends, visits, falls))
        for i in range(m):
            found[i, lo:hi] = reward[i, lo:hi]
            if i > 0:
                _add_product(found[i, lo:hi], falls[i, :n], found[i - 1, lo:hi])
            _multiply(found[i, lo:hi], visits[i, :n])
        for i in range(m - 2, -1, -1):
            _add_product(found[i, lo:hi], rises[i, :n], found[i + 1, lo:hi])


@compiled
def visits(
    walks: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    start: FloatArray,
    found: FloatArray,
) -> None:
    """Fill `found` with the expected visits to every place, from the places in `start`.

    Place i is entered as often as the walk starts there or rises to it from below for the first
    time, and as it falls back from above; an entry is followed by so many visits before it is left
    upwards.
    """
    m, settings = found.shape
    rises, ends = np.empty((m, BLOCK)), np.empty((m, BLOCK))
    each, falls = np.empty((m, BLOCK)), np.empty((m, BLOCK))
    for lo in range(0, settings, BLOCK):
        hi = min(lo + BLOCK, settings)
        n = hi - lo
        _leave_all(walks, lo, hi, (rises, ends, each, falls))
        for i in range(m):
            found[i, lo:hi] = start[i]
            if i > 0:
                _add_product(found[i, lo:hi], rises[i - 1, :n], found[i - 1, lo:hi])
        for i in range(m - 1, -1, -1):
            if i < m - 1:
                _add_product(found[i, lo:hi], falls[i + 1, :n], found[i + 1, lo:hi])
            _multiply(found[i, lo:hi], each[i, :n])


@compiled
def _effective(
    moves: tuple[FloatArray, FloatArray, FloatArray],
    hazards: tuple[FloatArray, FloatArray, FloatArray],
    found: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
) -> None:
    """Set the chances to rise, to fall, to remain and to be stopped in one step from one place."""
    up, down, stay = moves
    here, under, over = hazards
    rises, falls, stays, stops = found
    for s in range(up.size):
        rises[s] = (1.0 - over[s]) * up[s]
        falls[s] = (1.0 - under[s]) * down[s]
        stays[s] = (1.0 - here[s]) * stay[s]
        stops[s] = over[s] * up[s] + here[s] * stay[s] + under[s] * down[s]


@compiled
def _step(
    at: FloatArray, rises: FloatArray, falls: FloatArray, stays: FloatArray, found: FloatArray
) -> None:
    """Move every walk by one step. Rows 0 and m + 1 of `at`, and row 0 of `rises`, are zero."""
    for i in range(1, at.shape[0] - 1):
        for s in range(at.shape[1]):
            found[i, s] = (
                stays[i, s] * at[i, s]
                + rises[i - 1, s] * at[i - 1, s]
                + falls[i + 1, s] * at[i + 1, s]
            )


@compiled
def _ends(
    at: FloatArray,
    rises: FloatArray,
    falls: FloatArray,
    stops: FloatArray,
    ended: tuple[FloatArray, FloatArray, FloatArray],
) -> None:
    """Set the probabilities to end in the next step: at the top, at the bottom, stopped."""
    top, bottom, stopped = ended
    m = at.shape[0] - 2
    for s in range(top.size):
        top[s] = rises[m, s] * at[m, s]
        bottom[s] = falls[1, s] * at[1, s]
        stopped[s] = stops[1, s] * at[1, s]
    for i in range(2, m + 1):
        for s in range(top.size):
            stopped[s] += stops[i, s] * at[i, s]


@compiled
def capped(
    walks: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    start: FloatArray,
    ended: tuple[FloatArray, FloatArray, FloatArray],
    at_cap: FloatArray,
) -> None:
    """Fill `ended` step by step, and `at_cap` with the places after the last of them."""
    up, down, stay, hazard = walks
    top, bottom, stopped = ended
    m, settings = up.shape
    block = min(BLOCK, max(settings, 1))
    zero = np.zeros(block)
    rises, falls = np.zeros((m + 2, block)), np.zeros((m + 2, block))
    stays, stops = np.zeros((m + 2, block)), np.zeros((m + 2, block))
    at, after = np.zeros((m + 2, block)), np.zeros((m + 2, block))
    for lo in range(0, settings, block):
        hi = min(lo + block, settings)
        n = hi - lo
        for i in range(m):
            _effective(
                (up[i, lo:hi], down[i, lo:hi], stay[i, lo:hi]),
                (
                    hazard[i, lo:hi],
                    hazard[i - 1, lo:hi] if i > 0 else zero[:n],
                    hazard[i + 1, lo:hi] if i < m - 1 else zero[:n],
                ),
                (rises[i + 1, :n], falls[i + 1, :n], stays[i + 1, :n], stops[i + 1, :n]),
            )
            at[i + 1, :] = start[i]
        for t in range(top.shape[0]):
            _ends(at, rises, falls, stops, (top[t, lo:hi], bottom[t, lo:hi], stopped[t, lo:hi]))
            _step(at, rises, falls, stays, after)
            at, after = after, at
        at_cap[:, lo:hi] = at[1 : m + 1, :n]
