"""Not one walk differs: lanes and none, threads, chunks, and a twin in plain Python."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from juryroom.markov.arrays import FloatArray
from juryroom.markov.kernel import CHUNK, LANES, walk, walk_in_threads
from juryroom.markov.walk import LONGEST, WalkPlan, walk_plan
from tests.markov.threefry import Pair, threefry

WORDS = st.integers(0, 2**32 - 1)
KEYS = st.tuples(WORDS, WORDS)
WEIGHTS = st.sampled_from([0.0, 1e-10, 0.1, 0.25, 1.0, 3.0])


@st.composite
def ladders(draw: st.DrawFn) -> dict[str, Any]:
    """Return a chain that moves one place at a time, and how it is walked."""
    top = draw(st.integers(2, 31))
    matrix = np.zeros((top + 1, top + 1))
    for place in range(top + 1):
        reach = range(max(place - 1, 0), min(place + 1, top) + 1)
        weights = [draw(WEIGHTS) for _ in reach]
        total = sum(weights)
        for to, weight in zip(reach, weights, strict=True):
            matrix[place, to] = weight / total if total else 1 / len(weights)
    low = draw(st.integers(0, top - 1))
    high = draw(st.integers(low, top))
    is_open = np.zeros(top + 1, dtype=np.bool_)
    is_open[low:high] = True
    start = np.array([draw(st.integers(0, 3)) for _ in range(top)] + [1], dtype=np.float64)
    return {
        "matrix": matrix,
        "is_open": is_open,
        "start_at": np.arange(top + 1),
        "start_probabilities": start / start.sum(),
        "cap": draw(st.integers(0, 60)),
        "hazard": draw(st.sampled_from([0.0, 1e-9, 0.02, 0.5, 1.0])),
    }


def reference(top: int = 12) -> WalkPlan:
    """Return the plan of the reference task of the benchmarks: the voter model, capped."""
    places = np.arange(top + 1)
    move = places * (top - places) / (top * (top - 1))
    matrix = np.diag(1 - 2 * move) + np.diag(move[:-1], 1) + np.diag(move[1:], -1)
    return walk_plan(
        matrix,
        is_open=(places > 0) & (places < top),
        start_at=places,
        start_probabilities=np.full(top + 1, 1 / (top + 1)),
        cap=300,
        hazard=0.0,
    )


def all_walks(plan: WalkPlan, key: Pair, first: int, count: int, **how: int) -> bytes:
    pieces = list(
        walk_in_threads(plan, key, first, count, **({"threads": 1, "chunk": CHUNK} | how))
    )
    return b"".join(part.places.tobytes() for part in pieces) + b"".join(
        part.steps.tobytes() for part in pieces
    )


@settings(max_examples=60)
@given(ladders(), KEYS, st.integers(0, 2**32 - 1000), st.integers(1, 1000))
def test_lanes_do_not_change_a_walk(
    chain: dict[str, Any], key: Pair, first: int, count: int
) -> None:
    plan = walk_plan(**chain)
    in_lanes, singly = walk(plan, key, first, count), walk(plan, key, first, count, lanes=False)
    assert in_lanes.places.tobytes() == singly.places.tobytes()
    assert in_lanes.steps.tobytes() == singly.steps.tobytes()


@pytest.mark.parametrize("top", [3, 12, 16, 17, 18, 23, 31])
def test_lanes_do_not_change_a_walk_on_any_size_of_table(top: int) -> None:
    plan = reference(top)
    assert plan.ladder
    for count in (1, 2, LANES - 1, LANES, LANES + 1, 5000):
        one = walk(plan, (11, 12), 3, count)
        other = walk(plan, (11, 12), 3, count, lanes=False)
        assert one.places.tobytes() == other.places.tobytes()
        assert one.steps.tobytes() == other.steps.tobytes()


@pytest.mark.parametrize("threads", [1, 2, 8])
@pytest.mark.parametrize("chunk", [1000, 4096, 7919, CHUNK, 10**6])
def test_threads_and_chunks_do_not_change_a_walk(threads: int, chunk: int) -> None:
    plan, key = reference(), (5, 6)
    assert all_walks(plan, key, 0, 40_000, threads=threads, chunk=chunk) == all_walks(
        plan, key, 0, 40_000
    )


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_a_chunk_can_be_one_walk(chunk: int) -> None:
    plan, key = reference(), (5, 6)
    assert all_walks(plan, key, 9, 50, threads=2, chunk=chunk) == all_walks(plan, key, 9, 50)


@given(st.integers(1, 999))
def test_walks_can_be_interrupted_anywhere(at: int) -> None:
    plan, key = reference(), (7, 8)
    whole = walk(plan, key, 0, 1000)
    before, after = walk(plan, key, 0, at), walk(plan, key, at, 1000 - at)
    assert (np.append(before.places, after.places) == whole.places).all()
    assert (np.append(before.steps, after.steps) == whole.steps).all()


def test_the_last_number_is_as_good_as_the_first() -> None:
    plan, key, last = reference(), (7, 8), 2**32 - 1
    walked = walk(plan, key, last - 99, 100)
    assert (walk(plan, key, last, 1).steps == walked.steps[-1:]).all()
    assert (walked.steps == walk(plan, key, last - 99, 100, lanes=False).steps).all()


def twin(chain: dict[str, Any], key: Pair, number: int) -> tuple[int, int]:
    """Walk one walk in plain Python with fractions, from the description of the addresses."""
    x, y = threefry((number, 2**32 - 1), key, 13)
    place = chosen(chain["start_probabilities"], Fraction((x << 32 | y) >> 1, 2**63), 63)
    place = int(chain["start_at"][place])
    stop, steps = chain["cap"], 0
    if chain["hazard"]:
        stop = min(stop, stop_of(chain["hazard"], key, number))
    while chain["is_open"][place] and steps < stop:
        word = threefry((number, steps // 2), key, 13)[steps % 2]
        place = chosen(chain["matrix"][place], Fraction(word >> 1, 2**31), 31)
        steps += 1
    return place, steps


def chosen(row: FloatArray, draw: Fraction, bits: int) -> int:
    """Return the first entry at which the cumulated probability, rounded, exceeds the draw."""
    total, entries = 0.0, [i for i, p in enumerate(row.tolist()) if p > 0]
    whole = sum(row.tolist())
    for i in entries[:-1]:
        total += float(row[i])
        if Fraction(round(Fraction(total / whole) * 2**bits), 2**bits) > draw:
            return i
    return entries[-1]


def stop_of(hazard: float, key: Pair, number: int) -> int:
    """Return the step of the stop, digit by digit."""
    step, ratio, i = 1, 1.0 - hazard, 0
    while ratio / (1 + ratio) >= 2.0**-33:
        word = threefry((number, 2**32 - 2 - i // 2), key, 13)[i % 2]
        if Fraction(word >> 1, 2**31) >= Fraction(round(Fraction(1 / (1 + ratio)) * 2**31), 2**31):
            step += 2**i
        ratio, i = ratio * ratio, i + 1
    return step


@settings(max_examples=30)
@given(ladders(), KEYS, st.integers(0, 2**32 - 20))
def test_a_walk_is_its_twin_in_plain_python(chain: dict[str, Any], key: Pair, first: int) -> None:
    walked = walk(walk_plan(**chain), key, first, 20)
    found = list(zip(walked.places.tolist(), walked.steps.tolist(), strict=True))
    assert found == [twin(chain, key, first + i) for i in range(20)]


@settings(max_examples=15)
@given(KEYS, st.integers(2, 9), st.randoms(use_true_random=False))
def test_a_walk_on_any_chain_is_its_twin(key: Pair, places: int, weights: Any) -> None:
    matrix = np.array(
        [[weights.choice([0, 0, 1, 2]) for _ in range(places)] for _ in range(places)]
    )
    matrix = (matrix + np.eye(places)) / (matrix + np.eye(places)).sum(axis=1, keepdims=True)
    chain: dict[str, Any] = {
        "matrix": matrix,
        "is_open": np.arange(places) > 0,
        "start_at": np.arange(places)[::-1],
        "start_probabilities": np.full(places, 1 / places),
        "cap": 30,
        "hazard": 0.1,
    }
    in_rows: dict[str, Any] = chain | {"matrix": sparse.csr_array(matrix)}
    walked = walk(walk_plan(**in_rows), key, 0, 20)
    found = list(zip(walked.places.tolist(), walked.steps.tolist(), strict=True))
    assert found == [twin(chain, key, i) for i in range(20)]


def test_what_is_certain_is_certain_and_what_is_impossible_is_impossible() -> None:
    """Up from 1, up from 2, and so on: every walk takes every step."""
    matrix = np.eye(6, k=1)
    matrix[5, 5] = 1.0
    places = np.arange(6)
    start = np.array([0.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    plan = walk_plan(
        matrix,
        is_open=places < 5,
        start_at=places,
        start_probabilities=start,
        cap=None,
        hazard=0.0,
    )
    for lanes in (True, False):
        walked = walk(plan, (1, 2), 0, 2000, lanes=lanes)
        assert (walked.places == 5).all()
        assert (walked.steps == 4).all()


def test_limits_are_the_probabilities_to_the_last_of_31_bits() -> None:
    plan = reference()
    for place in range(1, 12):
        move = Fraction(place * (12 - place), 12 * 11)
        down, stay = (Fraction(int(limit) + 1, 2**31) for limit in plan.above[place])
        assert abs(down - move) <= Fraction(1, 2**32) + Fraction(1, 10**15)
        assert abs(stay - (1 - move)) <= Fraction(1, 2**32) + Fraction(1, 10**15)


def test_a_walk_that_does_not_end_is_given_up_in_an_open_place() -> None:
    plan = walk_plan(
        np.eye(3),
        is_open=np.array([False, True, False]),
        start_at=np.arange(3),
        start_probabilities=np.array([0.0, 1.0, 0.0]),
        cap=None,
        hazard=0.0,
    )
    walked = walk(plan, (1, 2), 0, 2)
    assert walked.places.tolist() == [1, 1]
    assert walked.steps.tolist() == [LONGEST, LONGEST]
