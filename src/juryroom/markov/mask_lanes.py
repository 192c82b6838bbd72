"""A few ballots of thirty-two juries at once whose jurors all differ: vector code for the votes.

A lane holds the votes of one jury as the bits of a word, with two sums over those who vote guilty:
their number and their influence. A ballot needs three numbers of the juror who is drawn; they stand
in registers and are looked up by a shuffle, so no lane waits for memory. The numbers are those of
`juryroom.markov.mask_walk.turn`, bit by bit.
"""

from typing import Any

from llvmlite import ir
from numba import types

from juryroom.markov.vectors import (
    LONG,
    WIDTH,
    constant,
    intrinsic,
    load,
    look_up,
    pointer,
    spread,
    threefry,
    upper_product,
)

VECTORS = 2
"""Vectors that are advanced side by side, so that one's wait is another's work."""

GROUP = WIDTH * VECTORS
STEPS = 8
DRAWN = 4
"""Vectors of lanes whose words are drawn side by side."""

ROWS = 6
"""What a lane holds: votes as bits, their influence, open rung, ballots taken, cap, and number."""

SEATS = 2 * WIDTH


def _goes_on(builder: Any, jury: list[Any], cap: Any, rungs: Any) -> Any:
    """Return which juries go on: on a rung, 0 to `rungs` - 1, and not at the cap."""
    inside = builder.icmp_unsigned("<", jury[2], rungs)
    return builder.and_(inside, builder.icmp_signed("<", jury[3], cap))


def _one_ballot(
    builder: Any, jury: list[Any], goes_on: Any, word: Any, room: tuple[Any, Any, list[list[Any]]]
) -> list[Any]:
    """Return the juries after one ballot of each that goes on."""
    mask, on, rung, taken = jury
    size, whole, (weights, gains) = room
    seat, rest = upper_product(builder, word, size), builder.mul(word, size)
    weight, gain = look_up(builder, weights, seat), look_up(builder, gains, seat)
    own = builder.shl(constant(1), seat)
    votes_guilty = builder.icmp_unsigned("!=", builder.and_(mask, own), constant(0))
    seen = builder.select(votes_guilty, builder.sub(whole, on), on)
    # Between a table and a product of pairs the compiler would give up its shuffle for sixteen
    # single moves; an addition keeps the two apart, and so the table holds gains less one.
    limit = upper_product(builder, seen, builder.add(gain, constant(1)))
    turns = builder.icmp_unsigned("<", builder.lshr(rest, constant(2)), limit)
    turns = builder.and_(turns, goes_on)

    def moved(held: Any, by: Any) -> Any:
        after = builder.select(votes_guilty, builder.sub(held, by), builder.add(held, by))
        return builder.select(turns, after, held)

    return [
        builder.select(turns, builder.xor(mask, own), mask),
        moved(on, weight),
        moved(rung, constant(1)),
        builder.select(goes_on, builder.add(taken, constant(1)), taken),
    ]


def _advance(parts: int) -> Any:
    """Return the code for a table of `parts` vectors a number."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        held, words, tables = (
            context.make_array(signature.args[i])(context, builder, values[i]) for i in (0, 1, 3)
        )
        lanes = builder.extract_value(held.shape, 1)

        def number(value: int) -> Any:
            return ir.Constant(lanes.type, value)

        def cell(row: int, vector: int) -> Any:
            start = builder.add(values[2], number(WIDTH * vector))
            return builder.add(builder.mul(lanes, number(row)), start)

        seats = [
            [load(builder, tables, number(WIDTH * (2 * row + part))) for part in range(parts)]
            for row in range(2)
        ]
        size, whole, rungs = (
            spread(builder, builder.extract_value(values[4], i)) for i in range(3)
        )
        room = size, whole, seats
        vectors = range(VECTORS)
        juries = [[load(builder, held, cell(row, v)) for row in range(4)] for v in vectors]
        caps = [load(builder, held, cell(4, v)) for v in vectors]
        for i in range(STEPS):
            for v in vectors:
                goes_on = _goes_on(builder, juries[v], caps[v], rungs)
                word = load(builder, words, cell(i, v))
                juries[v] = _one_ballot(builder, juries[v], goes_on, word, room)
        ended: Any = ir.Constant(LONG, 0)
        for v in vectors:
            for row, result in enumerate(juries[v]):
                builder.store(result, pointer(builder, held, cell(row, v))).align = 4
            stays = builder.not_(_goes_on(builder, juries[v], caps[v], rungs))
            bits = builder.zext(builder.bitcast(stays, ir.IntType(WIDTH)), LONG)
            ended = builder.or_(ended, builder.shl(bits, ir.Constant(LONG, WIDTH * v)))
        return ended

    return generate


@intrinsic
def vote_narrow(_context: Any, held: Any, words: Any, at: Any, tables: Any, room: Any) -> Any:
    """Take `STEPS` ballots of the juries in `GROUP` lanes from `at` on, of at most sixteen jurors.

    `held` holds the `ROWS` of every lane, shape ``(ROWS, lanes)``; `words` one random word a ballot
    and lane, shape ``(STEPS, lanes)``; `tables` influence and gain less one of every seat, shape
    ``(3, SEATS)``; `room` the jurors, all influence, and the rungs. All are words of 32 bits in C
    order. A jury goes on while its rung is 0 to `rungs` - 1 and it is not at its cap. Returned is a
    word of 64 bits: which juries do not go on.
    """
    return types.uint64(held, words, at, tables, room), _advance(1)


@intrinsic
def vote_wide(_context: Any, held: Any, words: Any, at: Any, tables: Any, room: Any) -> Any:
    """Do what `vote_narrow` does, for at most thirty-two jurors."""
    return types.uint64(held, words, at, tables, room), _advance(2)


@intrinsic
def draw_words(_context: Any, held: Any, words: Any, at: Any, key: Any) -> Any:
    """Fill `words` with those of the next `STEPS` ballots in `DRAWN` vectors of lanes from `at` on."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        held, words = (
            context.make_array(signature.args[i])(context, builder, values[i]) for i in (0, 1)
        )
        lanes = builder.extract_value(held.shape, 1)

        def cell(row: int, vector: int) -> Any:
            start = builder.add(values[2], ir.Constant(lanes.type, WIDTH * vector))
            return builder.add(builder.mul(lanes, ir.Constant(lanes.type, row)), start)

        pair = [spread(builder, builder.extract_value(values[3], i)) for i in range(2)]
        vectors = range(DRAWN)
        taken = [builder.lshr(load(builder, held, cell(3, v)), constant(1)) for v in vectors]
        names = [load(builder, held, cell(5, v)) for v in vectors]
        for half in range(STEPS // 2):
            counters = [(names[v], builder.add(taken[v], constant(half))) for v in vectors]
            drawn = threefry(builder, counters, (pair[0], pair[1]))
            for v in vectors:
                for i in range(2):
                    place = pointer(builder, words, cell(2 * half + i, v))
                    builder.store(drawn[v][i], place).align = 4
        return ir.Constant(LONG, 0)

    return types.int64(held, words, at, key), generate
