"""Jurors who differ: not one jury differs by lanes, threads or chunks, nor from its twin in Python."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.markov.mask_kernel import CHUNK, LANES, Voted, vote, vote_in_threads
from juryroom.markov.mask_walk import MaskPlan, mask_plan, turn
from juryroom.markov.pieces import in_pieces
from juryroom.markov.walk import LONGEST
from tests.markov.threefry import Pair, threefry

WORDS = st.integers(0, 2**32 - 1)
KEYS = st.tuples(WORDS, WORDS)
SHARES = st.sampled_from([0.0, 1e-10, 0.25, 0.5, 0.9, 1.0])
INFLUENCE = st.sampled_from([0.0, 1e-6, 0.5, 1.0, 1.5, 40.0])


@st.composite
def rooms(draw: st.DrawFn, largest: int = 23) -> dict[str, Any]:
    """Return jurors who differ, how they first vote, and when they end."""
    n = draw(st.integers(3, largest))
    law = np.array([draw(st.integers(0, 3)) for _ in range(n)] + [1], dtype=np.float64)
    by_number = draw(st.booleans())
    discharge = draw(st.sampled_from([None, [0.0] * (n + 1), [k / 30 for k in range(n + 1)]]))
    return {
        "persuadability": [draw(SHARES) for _ in range(n)],
        "influence": [draw(INFLUENCE) for _ in range(n - 1)] + [1.0],
        "bounds": (draw(st.integers(0, n // 2 - 1)), draw(st.integers(n // 2 + 1, n))),
        "leanings": None if by_number else [draw(SHARES) for _ in range(n)],
        "number": law / law.sum() if by_number else None,
        "cap": draw(st.integers(0, 60)),
        "hazard": 0.0 if discharge else draw(st.sampled_from([0.0, 1e-17, 1e-9, 0.02, 0.5, 1.0])),
        "discharge": discharge,
    }


def twelve(n: int = 12, **changed: Any) -> MaskPlan:
    """Return the plan of jurors of whom no two are alike."""
    given_: dict[str, Any] = {
        "persuadability": [0.3 + 0.6 * i / n for i in range(n)],
        "influence": [1 + (5 * i) % n / 4 for i in range(n)],
        "bounds": (0, n),
        "leanings": [0.9 - 0.7 * i / n for i in range(n)],
        "number": None,
        "cap": 300,
        "hazard": 0.0,
        "discharge": None,
    }
    return mask_plan(**(given_ | changed))


def bytes_of(*pieces: Voted) -> bytes:
    return b"".join(part.tobytes() for row in zip(*pieces, strict=True) for part in row)


@settings(max_examples=60, deadline=None)
@given(rooms(), KEYS, st.integers(0, 2**32 - 700), st.integers(1, 700))
def test_lanes_do_not_change_a_jury(
    room: dict[str, Any], key: Pair, first: int, count: int
) -> None:
    plan = mask_plan(**room)
    singly = vote(plan, key, first, count, lanes=False)
    assert bytes_of(vote(plan, key, first, count)) == bytes_of(singly)


@pytest.mark.parametrize("n", range(3, 24))
def test_lanes_do_not_change_a_jury_of_any_size(n: int) -> None:
    plan = twelve(n)
    assert plan.fits_lanes
    for count in (1, LANES - 1, LANES + 1, 3000):
        singly = vote(plan, (11, 12), 3, count, lanes=False)
        assert bytes_of(vote(plan, (11, 12), 3, count)) == bytes_of(singly)


@pytest.mark.parametrize("threads", [1, 2, 8])
@pytest.mark.parametrize("chunk", [999, 4096, CHUNK, 10**6])
def test_threads_and_chunks_do_not_change_a_jury(threads: int, chunk: int) -> None:
    plan, key = twelve(), (5, 6)
    pieces = vote_in_threads(plan, key, 7, 40_000, threads=threads, chunk=chunk)
    whole = vote(plan, key, 7, 40_000, lanes=False)
    assert bytes_of(*pieces) == bytes_of(whole)


def test_juries_can_be_interrupted_anywhere() -> None:
    plan, key = twelve(), (7, 8)
    whole = vote(plan, key, 0, 1000)
    for at in (1, 2, 499, 999):
        parts = vote(plan, key, 0, at), vote(plan, key, at, 1000 - at)
        assert bytes_of(*parts) == bytes_of(whole)


def test_what_an_interrupted_reader_did_not_wait_for_is_dropped() -> None:
    begun: list[int] = []

    def work(low: int, size: int) -> int:
        begun.append(low)
        if low == 2:
            raise KeyboardInterrupt
        return low + size

    with pytest.raises(KeyboardInterrupt):
        list(in_pieces(work, 0, 10_000, threads=2, chunk=1))
    assert len(begun) < 100


def test_the_last_number_is_as_good_as_the_first() -> None:
    plan, key, last = twelve(), (7, 8), 2**32 - 1
    voted = vote(plan, key, last - 99, 100)
    assert vote(plan, key, last, 1).ballots[0] == voted.ballots[-1]
    assert bytes_of(voted) == bytes_of(vote(plan, key, last - 99, 100, lanes=False))


def words_of(jury: int, key: Pair, base: int, place: int) -> int:
    return threefry((jury, base + place // 2), key, 13)[place % 2]


def twin(room: dict[str, Any], key: Pair, jury: int) -> tuple[int, int, int]:
    """Return the last votes, their number and the ballots of one jury, in fractions."""
    n, (low, high) = len(room["influence"]), room["bounds"]
    unit = sum(map(Fraction, room["influence"])) / (2**32 - 64)
    units = [max(round(Fraction(w) / unit), 1) if w else 0 for w in room["influence"]]
    votes = first_votes(room, key, jury)
    taken, stop = 0, min(room["cap"], stop_of(room["hazard"], key, jury))
    while low < sum(votes) < high and taken < stop:
        drawn = words_of(jury, key, 0, taken) * n
        seat, rest = drawn >> 32, (drawn & (2**32 - 1)) >> 2
        seen = sum(w for w, v in zip(units, votes, strict=True) if v != votes[seat])
        others = sum(units) - units[seat]
        # The kernel's limit is the next whole number below or above this, which only a draw that
        # hits it could tell apart.
        share = Fraction(room["persuadability"][seat]) * seen / others if others else Fraction(0)
        if rest < share * 2**30:
            votes[seat] = 1 - votes[seat]
        taken += 1
        if room["discharge"] and low < sum(votes) < high:
            word = words_of(jury, key, 2**30, taken - 1)
            if word < round(Fraction(room["discharge"][sum(votes)]) * 2**32):
                break
    return sum(v << i for i, v in enumerate(votes)), sum(votes), taken


def first_votes(room: dict[str, Any], key: Pair, jury: int) -> list[int]:
    n = len(room["influence"])
    words = [words_of(jury, key, 2**31, seat) for seat in range(n)]
    if room["leanings"]:
        limits = [round(Fraction(p) * 2**32) for p in room["leanings"]]
        return [int(word < limit) for word, limit in zip(words, limits, strict=True)]
    x, y = threefry((jury, 2**32 - 1), key, 13)
    draw, law = (x << 32 | y) >> 1, np.cumsum(room["number"])
    left = sum(draw >= round(Fraction(float(p)) * 2**63) for p in (law / law[-1])[:-1])
    votes: list[int] = []
    for seat, word in enumerate(words):
        votes.append(int((word * (n - seat)) >> 32 < left))
        left -= votes[-1]
    return votes


def stop_of(hazard: float, key: Pair, jury: int) -> int:
    """Return the ballot of the discharge, digit by digit; there are 64 of them at most."""
    step, ratio, i = 1, 1.0 - hazard, 0
    if not hazard:
        return LONGEST
    while ratio / (1 + ratio) >= 2.0**-33 and i < 64:
        word = threefry((jury, 2**32 - 2 - i // 2), key, 13)[i % 2]
        if Fraction(word >> 1, 2**31) >= Fraction(round(Fraction(1 / (1 + ratio)) * 2**31), 2**31):
            step += 2**i
        ratio, i = ratio * ratio, i + 1
    return step


@settings(max_examples=40, deadline=None)
@given(rooms(largest=14), KEYS, st.integers(0, 2**32 - 20))
def test_a_jury_is_its_twin_in_plain_python(room: dict[str, Any], key: Pair, first: int) -> None:
    voted = vote(mask_plan(**room), key, first, 12)
    found = list(zip(*(part.tolist() for part in voted), strict=True))
    assert found == [twin(room, key, first + i) for i in range(12)]


@settings(max_examples=100, deadline=None)
@given(rooms(), st.data())
def test_the_chance_of_each_move_is_right_to_its_bound(
    room: dict[str, Any], data: st.DataObject
) -> None:
    """Count, exactly, the words with which a juror moves; compare with the model in fractions."""
    plan, n = mask_plan(**room), len(room["influence"])
    mask = data.draw(st.integers(0, 2**n - 1))
    weights, units = [Fraction(w) for w in room["influence"]], plan.tables[0].tolist()
    whole = sum(weights)
    # What is less than a unit of influence is a unit; such jurors are looked at elsewhere.
    tiny = any(0 < w / whole < Fraction(1, 2**31) for w in weights)
    on = sum(unit for i, unit in enumerate(units[:n]) if mask >> i & 1)
    for seat in range(n):
        against = sum(w for i, w in enumerate(weights) if (mask >> i ^ mask >> seat) & 1)
        others = whole - weights[seat]
        exact = Fraction(room["persuadability"][seat]) * against / others / n if others else 0
        found = Fraction(moving_words(plan, mask, on, seat), 2**32)
        if exact == 0:
            assert found == 0
        elif not tiny:
            rounding = 4 + n * whole / others
            assert abs(found - exact) <= (1 + rounding / n) * Fraction(1, 2**32)


def moving_words(plan: MaskPlan, mask: int, on: int, seat: int) -> int:
    """Return how many words draw this seat and move it; they are an interval."""
    n, room = plan.size, (plan.size, np.uint64(plan.whole))
    first, end = -(-(seat << 32) // n), -(-((seat + 1) << 32) // n)
    low, high = first, end
    while low < high:
        middle = (low + high) // 2
        turned = turn(np.int64(mask), np.uint64(on), np.uint32(middle), plan.tables, room)
        assert turned in {-1, seat}
        low, high = (middle + 1, high) if turned == seat else (low, middle)
    return low - first


def test_what_is_certain_is_certain() -> None:
    """One against all others, each sure to move when drawn: whoever is drawn there moves."""
    for n in range(3, 24):
        plan = twelve(n, persuadability=[1.0] * n)
        for seat in range(n):
            on = int(plan.tables[0, seat])
            every = -(-((seat + 1) << 32) // n) - -(-(seat << 32) // n)
            assert moving_words(plan, 1 << seat, on, seat) == every


def test_a_jury_that_does_not_end_is_given_up_divided() -> None:
    plan = twelve(3, persuadability=[0.0] * 3, leanings=[1.0, 0.0, 0.0], cap=None)
    for lanes in (True, False):
        voted = vote(plan, (1, 2), 0, 2, lanes=lanes)
        assert voted.votes.tolist() == [1, 1]
        assert voted.ballots.tolist() == [LONGEST, LONGEST]
