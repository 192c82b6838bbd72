r"""Chains in which one of n things at a time changes between two conditions, sorted into types.

A state counts, for each type t, how many of its :math:`m_t` things are *on*: the states are the
points of a box with sides :math:`m_t + 1`. Where every thing is of a type of its own they are the
:math:`2^n` vectors of noughts and ones. A thing that is off comes on with chance :math:`\alpha_t`
times the weight of all things on, and one that is on goes off with :math:`\alpha_t` times the
weight of all things off. No matrix is stored: two numbers a state say everything.

What is solved is the adjoint system: the expected visits to each state from one start. Every
ending is then a sum over visits, and one residual bounds the error of them all.
"""

from dataclasses import dataclass
from typing import NamedTuple, final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.markov.compiled import compiled

BLOCK = 4096
"""States worked on together: their numbers stay in the cache nearest to the processor."""

AIM = 1e-11
"""The sum of residuals at which the iteration rests."""

LARGEST_ERROR = 1e-10
"""What a solution may be off by and still be given."""

RESTARTS = 8
STEPS = 400


@final
@dataclass(frozen=True, slots=True, eq=False)
class Box:
    r"""The states, and what each needs to know.

    Parameters
    ----------
    counts
        :math:`m_t`, things of each type, 1 or more, shape ``(types,)``.
    speeds
        :math:`\alpha_t`, 0 or more, shape ``(types,)``.
    weights
        The weight of one thing of each type, 0 or more, shape ``(types,)``.
    """

    counts: IntArray
    speeds: FloatArray
    weights: FloatArray

    @property
    def sizes(self) -> IntArray:
        """The sides of the box."""
        return self.counts + 1

    @property
    def strides(self) -> IntArray:
        """How far apart neighbours along each side are; the last entry is the number of states."""
        return np.concatenate([[1], np.cumprod(self.sizes)]).astype(np.int64)

    def spread(self, per_thing: FloatArray) -> FloatArray:
        """Return the sum of `per_thing` over the things on, for each state, shape ``(states,)``."""
        total = np.zeros(1)
        for worth, size in zip(per_thing, self.sizes, strict=True):
            total = (np.arange(size)[:, None] * worth + total).ravel()
        return total

    def product(self, per_type: list[FloatArray]) -> FloatArray:
        """Return the product over the types of a number for each count of things on."""
        whole = np.ones(1)
        for values in per_type:
            whole = (values[:, None] * whole).ravel()
        return whole


class Flow(NamedTuple):
    """One chain, ready to be applied.

    `on` and `off` are the weights of things on and off in each state; `open_` is 1 where the chain
    goes on and 0 where it ends; `ways_out` is the chance that anything changes; `stays` the chance,
    on arrival in a state, of not being stopped there.
    """

    speeds: FloatArray
    sizes: IntArray
    strides: IntArray
    low: int
    on: FloatArray
    off: FloatArray
    open_: FloatArray
    ways_out: FloatArray
    stays: FloatArray

    @classmethod
    def of(cls, box: Box, open_: FloatArray, stopped: FloatArray) -> "Flow":
        """Return the flow that ends where `open_` is 0 and is stopped with chance `stopped`."""
        strides = box.strides
        on = box.spread(box.weights)
        # Turning every thing over reverses the order of the states, so no weight is subtracted.
        off = on[::-1].copy()
        moved_on = box.spread(box.speeds)
        ways_out = moved_on * off + moved_on[::-1] * on
        low = int(np.searchsorted(strides, BLOCK, side="right")) - 1
        return cls(
            box.speeds,
            box.sizes,
            strides,
            low,
            on,
            off,
            open_,
            ways_out,
            1 - stopped,
        )

    @property
    def diagonal(self) -> FloatArray:
        """One less the chance of being in the same state after a step: a sum, no difference."""
        return (1 - self.stays) + self.stays * self.ways_out

    def inflow(self, visits: FloatArray) -> FloatArray:
        """Return the expected arrivals in each state from others, before any stop."""
        out = np.empty_like(visits)
        _inflow(
            visits * self.on,
            visits * self.off,
            self.speeds,
            self.sizes,
            self.strides,
            self.low,
            out,
        )
        return out

    def step(self, mass: FloatArray) -> FloatArray:
        """Return where the mass is after one step, the states where it ends included."""
        return self.inflow(mass) + (1 - self.ways_out) * mass


class Visits(NamedTuple):
    """Expected visits to each open state, and how far off sums over them can be."""

    visits: FloatArray
    error: float
    """A bound on the error of the probability of any set of endings."""


def visits(flow: Flow, start: FloatArray) -> Visits:
    r"""Return the expected visits to each open state, with a bound on what they may be off by.

    Parameters
    ----------
    flow
        The chain. It must end from every open state that `start` can come to.
    start
        Where it starts, shape ``(states,)``, 0 outside the open states.

    Raises
    ------
    OutOfDomainError
        If the bound is not under `LARGEST_ERROR`.

    Notes
    -----
    BiCGSTAB (van der Vorst 1992) on the system scaled by its diagonal, restarted from the true
    residual. With :math:`x` the visits found and :math:`r = s - (I - Q^T) x`, the probability of an
    ending whose chance from each state is :math:`f` is off by :math:`r \cdot f`, and
    :math:`0 \le f \le 1`: so by at most :math:`\sum |r|`. To this is added what rounding can do to
    the residual itself. (Rows whose sums are rounded let :math:`f` exceed one by that rounding times
    the length of the walk, which changes the bound in a digit that is not shown.)

    `juryroom.markov.adjoint` does the same for any chain; this one knows the shape of its chain,
    stores no matrix, and is compiled.
    """
    diagonal = flow.diagonal
    scale = flow.open_ / np.where(diagonal > 0, diagonal, 1.0)
    gain = flow.open_ * flow.stays
    y = np.zeros_like(start)
    r = start.copy()
    smallest, best = np.inf, y
    for _ in range(RESTARTS):
        _bicgstab(
            r,
            y,
            scale,
            gain,
            flow.on,
            flow.off,
            flow.speeds,
            flow.sizes,
            flow.strides,
            flow.low,
            AIM,
            STEPS,
        )
        r = start - flow.open_ * y + gain * flow.inflow(y * scale)
        size = float(np.abs(r).sum())
        stalled = not size < smallest / 2
        if size < smallest:
            smallest, best = size, y.copy()
        if stalled or smallest <= AIM:
            break
    rounding = (2 * int(flow.sizes.sum()) + 16) * float(np.finfo(np.float64).eps)
    error = smallest + rounding * (1 + 2 * float(np.abs(best).sum()))
    if not error <= LARGEST_ERROR:
        raise OutOfDomainError(
            Problem(
                "Flow, expected visits",
                f"a solution that may be off by {error:.2g}",
                "an answer is given where it is known to be right to "
                f"{LARGEST_ERROR:g}; this chain wanders for too long, or at too unlike speeds",
                "speeds and weights that are less unlike, or a chain that is stopped sooner",
            )
        )
    return Visits(best * scale, error)


@compiled
def _near(from_on: FloatArray, from_off: FloatArray, speeds: FloatArray, out: FloatArray) -> None:
    """Write into `out` what comes along the first three sides, each of one thing: a cube at a time.

    Loops over one or two neighbours would cost more than the arithmetic in them.
    """
    a, b, c = speeds[0], speeds[1], speeds[2]
    for i in range(len(out) // 8):
        j = 8 * i
        p0, p1, p2, p3 = from_on[j], from_on[j + 1], from_on[j + 2], from_on[j + 3]
        p4, p5, p6 = from_on[j + 4], from_on[j + 5], from_on[j + 6]
        q1, q2, q3, q4 = from_off[j + 1], from_off[j + 2], from_off[j + 3], from_off[j + 4]
        q5, q6, q7 = from_off[j + 5], from_off[j + 6], from_off[j + 7]
        out[j] = a * q1 + b * q2 + c * q4
        out[j + 1] = a * p0 + b * q3 + c * q5
        out[j + 2] = a * q3 + b * p0 + c * q6
        out[j + 3] = a * p2 + b * p1 + c * q7
        out[j + 4] = a * q5 + b * q6 + c * p0
        out[j + 5] = a * p4 + b * q7 + c * p1
        out[j + 6] = a * q7 + b * p4 + c * p2
        out[j + 7] = a * p6 + b * p5 + c * p3


@compiled
def _add(factor: float, source: FloatArray, out: FloatArray) -> None:
    for i in range(len(out)):
        out[i] += factor * source[i]


@compiled
def _inflow(
    from_on: FloatArray,
    from_off: FloatArray,
    speeds: FloatArray,
    sizes: IntArray,
    strides: IntArray,
    low: int,
    out: FloatArray,
) -> None:
    """Add up what comes into each state, block by block: near sides in the cache, then far ones."""
    states, block = strides[-1], strides[low]
    cubes = low >= 3 and sizes[0] == 2 and sizes[1] == 2 and sizes[2] == 2
    for base in range(0, states, block):
        end = base + block
        if cubes:
            _near(from_on[base:end], from_off[base:end], speeds, out[base:end])
        else:
            out[base:end] = 0.0
        for t in range(3 if cubes else 0, low):
            side, stride = sizes[t], strides[t]
            for first in range(base, end, side * stride):
                for g in range(side - 1):
                    lower = first + g * stride
                    upper = lower + stride
                    up, down = speeds[t] * (side - 1 - g), speeds[t] * (g + 1)
                    _add(up, from_on[lower:upper], out[upper : upper + stride])
                    _add(down, from_off[upper : upper + stride], out[lower:upper])
        for t in range(low, len(sizes)):
            side, stride = sizes[t], strides[t]
            g = (base // stride) % side
            if g > 0:
                source = from_on[base - stride : end - stride]
                _add(speeds[t] * (side - g), source, out[base:end])
            if g < side - 1:
                source = from_off[base + stride : end + stride]
                _add(speeds[t] * (g + 1), source, out[base:end])


@compiled
def _apply(
    y: FloatArray,
    scale: FloatArray,
    gain: FloatArray,
    on: FloatArray,
    off: FloatArray,
    speeds: FloatArray,
    sizes: IntArray,
    strides: IntArray,
    low: int,
    work_on: FloatArray,
    work_off: FloatArray,
    out: FloatArray,
) -> None:
    """Put the scaled system times `y` into `out`."""
    for i in range(len(y)):
        x = y[i] * scale[i]
        work_on[i] = x * on[i]
        work_off[i] = x * off[i]
    _inflow(work_on, work_off, speeds, sizes, strides, low, out)
    for i in range(len(y)):
        out[i] = y[i] - gain[i] * out[i]


@compiled
def _bicgstab(
    r: FloatArray,
    y: FloatArray,
    scale: FloatArray,
    gain: FloatArray,
    on: FloatArray,
    off: FloatArray,
    speeds: FloatArray,
    sizes: IntArray,
    strides: IntArray,
    low: int,
    aim: float,
    steps: int,
) -> None:
    """Improve `y` in place until the residual `r`, kept up by recurrence, sums to under `aim`."""
    n = len(r)
    shadow, p, v, t = r.copy(), r.copy(), np.empty(n), np.empty(n)
    work_on, work_off = np.empty(n), np.empty(n)
    rho = 0.0
    for i in range(n):
        rho += r[i] * r[i]
    for _ in range(steps):
        _apply(p, scale, gain, on, off, speeds, sizes, strides, low, work_on, work_off, v)
        along = 0.0
        for i in range(n):
            along += shadow[i] * v[i]
        if along == 0.0:
            return
        alpha = rho / along
        for i in range(n):
            r[i] -= alpha * v[i]
        _apply(r, scale, gain, on, off, speeds, sizes, strides, low, work_on, work_off, t)
        tr, tt = 0.0, 0.0
        for i in range(n):
            tr += t[i] * r[i]
            tt += t[i] * t[i]
        omega = tr / tt if tt > 0.0 else 0.0
        size, following = 0.0, 0.0
        for i in range(n):
            y[i] += alpha * p[i] + omega * r[i]
            r[i] -= omega * t[i]
            size += abs(r[i])
            following += shadow[i] * r[i]
        if size <= aim or omega == 0.0 or following == 0.0:
            return
        beta = following / rho * (alpha / omega)
        rho = following
        for i in range(n):
            p[i] = r[i] + beta * (p[i] - omega * v[i])
