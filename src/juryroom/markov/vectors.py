"""Vectors of sixteen words in LLVM's portable code: what the lanes of every kernel are made of.

Where a processor has no instruction for one of these the compiler takes others, and the numbers are
the same.
"""

from typing import TYPE_CHECKING, Any, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic as _made_by_numba

if TYPE_CHECKING:
    from collections.abc import Callable

PARITY = 0x1BD11BDA
ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
ROUNDS = 13
"""Of Threefry2x32: see `juryroom.markov.counter`."""

WIDTH = 16
"""Walks in one vector: sixteen words of 32 bits."""

# Numba gives the first parameter, the context; the caller gives the others.
intrinsic = cast("Callable[[Callable[..., Any]], Callable[..., Any]]", _made_by_numba)

WORD, LONG = ir.IntType(32), ir.IntType(64)
VECTOR = ir.VectorType(WORD, WIDTH)
_PAIRS = ir.VectorType(LONG, WIDTH // 2)


def constant(value: int) -> ir.Constant:
    """Return a vector that holds `value` in every lane."""
    return ir.Constant(VECTOR, [value] * WIDTH)


def spread(builder: Any, word: Any) -> Any:
    """Return a vector that holds `word` in every lane."""
    undefined = ir.Constant(VECTOR, ir.Undefined)
    first = builder.insert_element(undefined, word, ir.Constant(WORD, 0))
    return builder.shuffle_vector(first, undefined, constant(0))


def _shuffle(builder: Any, table: Any, indices: Any) -> Any:
    """Return ``table[indices]``, both vectors. LLVM knows the pattern and makes it one shuffle."""
    found: Any = ir.Constant(VECTOR, ir.Undefined)
    for lane in range(WIDTH):
        number = ir.Constant(WORD, lane)
        entry = builder.extract_element(table, builder.extract_element(indices, number))
        found = builder.insert_element(found, entry, number)
    return found


def look_up(builder: Any, table: list[Any], places: Any) -> Any:
    """Return the entries at `places` of a table of sixteen or thirty-two, one vector or two."""
    if len(table) == 1:
        return _shuffle(builder, table[0], places)
    within = builder.and_(places, constant(WIDTH - 1))
    found = [_shuffle(builder, part, within) for part in table]
    below = builder.icmp_signed("<", places, constant(WIDTH))
    return builder.select(below, found[0], found[1])


def upper_product(builder: Any, one: Any, other: Any) -> Any:
    """Return the upper words of the products of words without sign."""
    half = ir.Constant(_PAIRS, [32] * (WIDTH // 2))
    low, high = (
        ir.Constant(_PAIRS, [value] * (WIDTH // 2)) for value in (2**32 - 1, 2**64 - 2**32)
    )
    pairs = [builder.bitcast(words, _PAIRS) for words in (one, other)]
    even = builder.mul(*(builder.and_(pair, low) for pair in pairs))
    odd = builder.mul(*(builder.lshr(pair, half) for pair in pairs))
    upper = builder.or_(builder.lshr(even, half), builder.and_(odd, high))
    return builder.bitcast(upper, VECTOR)


def _mixed(builder: Any, pair: tuple[Any, Any], rotation: int) -> tuple[Any, Any]:
    x = builder.add(*pair)
    left, right = constant(rotation), constant(32 - rotation)
    turned = builder.or_(builder.shl(pair[1], left), builder.lshr(pair[1], right))
    return x, builder.xor(turned, x)


def threefry(
    builder: Any, counters: list[tuple[Any, Any]], key: tuple[Any, Any]
) -> list[tuple[Any, Any]]:
    """Return the two words at each counter: `juryroom.markov.counter.threefry2x32`, in vectors.

    The rounds of several vectors of counters are written in turn, so that one's wait is another's
    work.
    """
    parity = builder.xor(constant(PARITY), builder.xor(*key))
    keys = (*key, parity)
    pairs = [(builder.add(x, key[0]), builder.add(y, key[1])) for x, y in counters]
    for i in range(ROUNDS):
        pairs = [_mixed(builder, pair, ROTATIONS[i % 8]) for pair in pairs]
        if i % 4 == 3:
            used = i // 4 + 1
            first, second = keys[used % 3], builder.add(keys[(used + 1) % 3], constant(used))
            pairs = [(builder.add(x, first), builder.add(y, second)) for x, y in pairs]
    return pairs


def pointer(builder: Any, array: Any, offset: Any) -> Any:
    """Return where the vector lies that begins at the entry `offset` of an array of words."""
    return builder.bitcast(builder.gep(array.data, [offset]), VECTOR.as_pointer())


def load(builder: Any, array: Any, offset: Any) -> Any:
    """Return the vector that begins at the entry `offset` of an array of words."""
    loaded = builder.load(pointer(builder, array, offset))
    loaded.align = 4
    return loaded


@intrinsic
def lowest_bit(_context: Any, _word: Any) -> Any:
    """Return the place of the lowest bit of a word of 64 bits that is one."""

    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.cttz(values[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate
