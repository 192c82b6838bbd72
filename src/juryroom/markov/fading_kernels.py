"""The compiled loops of `juryroom.markov.fading`, which says what they compute and checks it.

Rows are states of one readiness, with the places beside each other. A level has one row for each
number of slow steps; the rows of a level follow each other, so slow steps lead to the next row.
"""

import numpy as np

from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.markov.compiled import compiled

Walk = tuple[FloatArray, FloatArray, FloatArray, FloatArray, IntArray, FloatArray, FloatArray]
Level = tuple[FloatArray, FloatArray, FloatArray, IntArray, IntArray, IntArray]
Found = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


@compiled
def grouped(values: FloatArray, width: float) -> IntArray:
    """Return the number of the group of each of the rising values; a group is no wider than that."""
    label = np.empty(values.size, np.int64)
    group, first = -1, -np.inf
    for i in range(values.size):
        if values[i] - first > width:
            group += 1
            first = values[i]
        label[i] = group
    return label


@compiled
def play_out(
    walk: Walk,
    levels: Level,
    onward: tuple[IntArray, IntArray],
    slow: tuple[float, float],
    masses: tuple[FloatArray, FloatArray],
    found: Found,
    times: FloatArray,
    negligible: float,
) -> float:
    """Play out every state of one layer: what stops is added to `found`, the rest goes on.

    Return what the width of the levels, and the states that are played out no more, may cost.
    """
    left, clocks, spreads, live, begin, rows = levels
    here, there = masses
    moved, _, ended, certain = found
    leads, begins = onward
    error = 0.0
    targets = np.empty(here.shape[1], np.int64)
    for z in range(left.size):
        for v in range(targets.size):
            group = walk[4][v]
            targets[v] = -1 if group < 0 or live[z] == 0 else begins[leads[z, group]]
        for j in range(rows[z]):
            clock, mass = clocks[z] + j * slow[1], here[begin[z] + j]
            whole = mass.sum()
            if whole == 0.0:
                continue
            if j >= live[z] or whole <= negligible:
                error += whole if j < live[z] else 0.0
                _add(found[1], mass, clock)
                if times.size:
                    _stop_later(walk, mass, clock, times, certain)
                continue
            _add(moved, mass, clock)
            if times.size:
                _stop_now(walk, mass, clock, times, ended)
            chance = max(0.0, left[z] - j * slow[0])
            after = here[begin[z] + j + 1 : begin[z] + j + 2]
            error += spreads[z] * _go_on(walk, mass, chance, targets, j, (after, there))
    return error


@compiled
def _go_on(
    walk: Walk,
    mass: FloatArray,
    chance: float,
    targets: IntArray,
    j: int,
    onto: tuple[FloatArray, FloatArray],
) -> float:
    """Move what does not stop; return the chance that it would move at readiness 1."""
    up, down, stop = walk[0], walk[1], walk[2]
    after, there = onto
    last, movable = up.size - 1, 0.0
    for v in range(up.size):
        going = mass[v] * (1.0 - stop[v])
        rise, fall = going * chance * up[v], going * chance * down[v]
        movable += going * (up[v] + down[v])
        target = after[0] if targets[v] < 0 else there[targets[v] + j]
        target[v] += going - rise - fall
        if v < last:
            target[v + 1] += rise
        if v > 0:
            target[v - 1] += fall
    return movable


@compiled
def _add(sums: FloatArray, mass: FloatArray, clock: float) -> None:
    """Add the probability of each place, and the same times the time and its square."""
    for v in range(mass.size):
        timed = mass[v] * clock
        sums[0, v] += mass[v]
        sums[1, v] += timed
        sums[2, v] += timed * clock


@compiled
def _stop_now(
    walk: Walk, mass: FloatArray, clock: float, times: FloatArray, ended: FloatArray
) -> None:
    """Add what stops at the step from these states to the first time that is not before it."""
    stop, lasts = walk[2], walk[3]
    first = np.searchsorted(times, clock)
    for v in range(mass.size):
        e = first
        while e < times.size and times[e] < clock + lasts[v]:
            e += 1
        ended[e, v] += mass[v] * stop[v]


@compiled
def _stop_later(
    walk: Walk, mass: FloatArray, clock: float, times: FloatArray, certain: FloatArray
) -> None:
    """Add walks that stay where they are: what is left is one geometric number of steps."""
    lasts, powers, survive = walk[3], walk[5], walk[6]
    for e in range(times.size):
        if times[e] > clock:
            for v in range(mass.size):
                steps = int((times[e] - clock) / lasts[v])
                gone = (
                    powers[v, steps] if steps < powers.shape[1] else -np.expm1(steps * survive[v])
                )
                certain[e, v] += mass[v] * gone
