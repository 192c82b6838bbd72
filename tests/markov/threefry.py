"""Threefry2x32 in plain Python, for any number of rounds: written from the paper, not the module.

Salmon, J. K., Moraes, M. A., Dror, R. O., & Shaw, D. E. (2011). Parallel random numbers: as easy as
1, 2, 3. SC'11, section 4: a round adds one word to the other, turns that one left by a constant and
mixes the first in; every fourth round is followed by the next three-word key and the count of keys.
"""

from collections.abc import Sequence

TURNS = (13, 15, 26, 6, 17, 29, 16, 24)
MASK = 0xFFFFFFFF

KNOWN_ANSWERS = """
13 00000000 00000000 00000000 00000000 9d1c5ec6 8bd50731
13 ffffffff ffffffff ffffffff ffffffff fd36d048 2d17272c
13 243f6a88 85a308d3 13198a2e 03707344 ba3e4725 f27d669e
20 00000000 00000000 00000000 00000000 6b200159 99ba4efe
20 ffffffff ffffffff ffffffff ffffffff 1cb996fc bb002be7
20 243f6a88 85a308d3 13198a2e 03707344 c4923a9c 483df7a0
32 00000000 00000000 00000000 00000000 cee3d47e a23dfd5c
32 ffffffff ffffffff ffffffff ffffffff 6e2fe0d0 b1b76f82
32 243f6a88 85a308d3 13198a2e 03707344 e2827716 c3c05cdf
"""
"""Rounds, counter, key, answer: the lines threefry2x32 of tests/kat_vectors in Random123, the
library of the paper's authors (github.com/DEShawResearch/random123)."""


Pair = tuple[int, int]


def known_answers() -> list[tuple[int, Pair, Pair, Pair]]:
    """Return the rounds, the counter, the key and the answer of each known answer."""
    lines = [line.split() for line in KNOWN_ANSWERS.strip().splitlines()]
    return [
        (int(rounds), _pair(words[0:2]), _pair(words[2:4]), _pair(words[4:6]))
        for rounds, *words in lines
    ]


def _pair(words: Sequence[str]) -> Pair:
    return int(words[0], 16), int(words[1], 16)


def threefry(counter: Pair, key: Pair, rounds: int) -> Pair:
    """Return the two words at a counter."""
    keys = (*key, 0x1BD11BDA ^ key[0] ^ key[1])
    x, y = (counter[0] + key[0]) & MASK, (counter[1] + key[1]) & MASK
    for i in range(rounds):
        x = (x + y) & MASK
        turn = TURNS[i % 8]
        y = ((y << turn | y >> (32 - turn)) & MASK) ^ x
        if i % 4 == 3:
            used = i // 4 + 1
            x = (x + keys[used % 3]) & MASK
            y = (y + keys[(used + 1) % 3] + used) & MASK
    return x, y
