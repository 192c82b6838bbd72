"""The counter-based generator against the known answers of its authors."""

from typing import Any, cast

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.markov.counter import threefry2x32
from tests.markov.threefry import Pair, known_answers, threefry

WORDS = st.integers(0, 2**32 - 1)


def _at(counter: Any, key: Any) -> Any:
    return threefry2x32(counter[0], counter[1], key[0], key[1])


COMPILED = cast("Any", numba.njit(_at))


def drawn(counter: Pair, key: Pair) -> Pair:
    x, y = COMPILED(np.array(counter, dtype=np.uint32), np.array(key, dtype=np.uint32))
    return int(x), int(y)


@pytest.mark.parametrize(("rounds", "counter", "key", "answer"), known_answers())
def test_the_twin_gives_the_known_answers(
    rounds: int, counter: Pair, key: Pair, answer: Pair
) -> None:
    assert threefry(counter, key, rounds) == answer


def test_the_generator_gives_the_known_answers() -> None:
    known = [line for line in known_answers() if line[0] == 13]
    assert len(known) == 3
    for _, counter, key, answer in known:
        assert drawn(counter, key) == answer


@given(st.tuples(WORDS, WORDS), st.tuples(WORDS, WORDS))
def test_the_generator_is_its_twin(counter: Pair, key: Pair) -> None:
    assert drawn(counter, key) == threefry(counter, key, 13)
