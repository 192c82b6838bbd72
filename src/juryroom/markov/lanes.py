"""A few steps of sixty-four walks at once: the vector code that Numba does not find by itself.

A step looks up two limits by the place of the walk. As a loop over an array that look-up keeps the
compiler from using its lanes. Here the table stands in registers, and sixteen places are looked up
by one shuffle (vpermd on x86 with AVX-512). The code is LLVM's portable vector code: where a
processor has no such instruction the compiler takes others, and the numbers are the same.
"""

from typing import Any

from llvmlite import ir
from numba import types

from juryroom.markov.vectors import (
    LONG,
    VECTOR,
    WIDTH,
    constant,
    intrinsic,
    load,
    look_up,
    pointer,
    spread,
)

VECTORS = 4
"""Vectors that are advanced side by side, so that one's wait is another's work."""

GROUP = WIDTH * VECTORS
STEPS = 8


def _goes_on(builder: Any, walk: tuple[Any, Any], cap: Any, rungs: Any) -> Any:
    """Return which walks go on: on a rung, 0 to `rungs` - 1, and not at the cap."""
    place, taken = walk
    inside = builder.icmp_unsigned("<", place, rungs)
    return builder.and_(inside, builder.icmp_signed("<", taken, cap))


def _one_step(
    builder: Any, walk: tuple[Any, Any], goes_on: Any, draw: Any, limits: list[list[Any]]
) -> tuple[Any, Any]:
    """Return the places and the steps taken after one step of every walk that goes on."""
    place, taken = walk
    moved = constant(-1)
    for table in limits:
        passed = builder.icmp_signed(">", draw, look_up(builder, table, place))
        moved = builder.add(moved, builder.zext(passed, VECTOR))
    place = builder.add(place, builder.select(goes_on, moved, constant(0)))
    return place, builder.add(taken, builder.zext(goes_on, VECTOR))


def _advance(parts: int) -> Any:
    """Return the code for a table of `parts` vectors a limit."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        held, draws, limits = (
            context.make_array(signature.args[i])(context, builder, values[i]) for i in (0, 1, 3)
        )
        lanes = builder.extract_value(held.shape, 1)

        def number(value: int) -> Any:
            return ir.Constant(lanes.type, value)

        def cell(row: int, vector: int) -> Any:
            start = builder.add(values[2], number(WIDTH * vector))
            return builder.add(builder.mul(lanes, number(row)), start)

        tables = [
            [load(builder, limits, number(WIDTH * (2 * limit + part))) for part in range(parts)]
            for limit in (0, 1)
        ]
        rungs = spread(builder, values[4])
        vectors = range(VECTORS)
        walks = [
            (load(builder, held, cell(0, v)), load(builder, held, cell(1, v))) for v in vectors
        ]
        caps = [load(builder, held, cell(2, v)) for v in vectors]
        for i in range(STEPS):
            for v in vectors:
                goes_on = _goes_on(builder, walks[v], caps[v], rungs)
                draw = load(builder, draws, cell(i, v))
                walks[v] = _one_step(builder, walks[v], goes_on, draw, tables)
        ended: Any = ir.Constant(LONG, 0)
        for v in vectors:
            for row, result in enumerate(walks[v]):
                builder.store(result, pointer(builder, held, cell(row, v))).align = 4
            stays = builder.not_(_goes_on(builder, walks[v], caps[v], rungs))
            bits = builder.zext(builder.bitcast(stays, ir.IntType(WIDTH)), LONG)
            ended = builder.or_(ended, builder.shl(bits, ir.Constant(LONG, WIDTH * v)))
        return ended

    return generate


@intrinsic
def advance_narrow(_context: Any, held: Any, draws: Any, at: Any, limits: Any, rungs: Any) -> Any:
    """Take `STEPS` steps with the sixty-four walks from lane `at` on, on at most sixteen rungs.

    `held` holds the rung, the steps taken and the cap of every lane, shape ``(3, lanes)``; `draws`
    one number a step and lane, shape ``(STEPS, lanes)``; `limits` those of down and of stay, shape
    ``(2, 32)``. All are whole numbers of 32 bits in C order. A walk goes on while its rung is 0 to
    `rungs` - 1 and it is not at its cap. Returned is a word of 64 bits: which walks do not go on.
    """
    return types.uint64(held, draws, at, limits, rungs), _advance(1)


@intrinsic
def advance_wide(_context: Any, held: Any, draws: Any, at: Any, limits: Any, rungs: Any) -> Any:
    """Do what `advance_narrow` does, on at most thirty-two rungs."""
    return types.uint64(held, draws, at, limits, rungs), _advance(2)
