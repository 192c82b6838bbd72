"""A stream depends on its name alone, and two names are two streams."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.rng import Stream, Streams

PATHS = st.lists(st.text(max_size=8) | st.integers(-(10**6), 10**6), max_size=4).map(tuple)
SEEDS = st.integers(0, 2**64 - 1)


@given(SEEDS, PATHS, PATHS)
def test_a_longer_path_can_be_said_in_parts(
    seed: int, one: tuple[str | int, ...], other: tuple[str | int, ...]
) -> None:
    assert Streams(seed).at(*one).at(*other) == Streams(seed).at(*one, *other)


@given(SEEDS, PATHS, SEEDS, PATHS)
def test_names_that_differ_have_keys_that_differ(
    seed: int, path: tuple[str | int, ...], other: int, path_too: tuple[str | int, ...]
) -> None:
    one, two = Streams(seed).at(*path), Streams(other).at(*path_too)
    assert (one.key == two.key) == (one == two)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", "b"), ("ab",)),
        ((1,), ("1",)),
        ((1, 2), (12,)),
        (("a:1",), ("a", 1)),
        (("5:int:1",), (1,)),
        ((), ("",)),
        ((1, 2), (2, 1)),
    ],
)
def test_paths_that_look_alike_are_two(
    one: tuple[str | int, ...], other: tuple[str | int, ...]
) -> None:
    assert Streams(1).at(*one).key != Streams(1).at(*other).key


def test_a_generator_starts_where_the_stream_starts() -> None:
    stream = Streams(7).at("panel", 3)
    first = stream.generator().random(5)
    assert (stream.generator().random(5) == first).all()
    assert (Streams(7).at("panel", 4).generator().random(5) != first).all()


def test_another_process_draws_the_same() -> None:
    """The built-in hash of a word differs from process to process; a stream must not."""
    probe = (
        "from juryroom.rng import Streams; s = Streams(5).at('ab', 1); "
        "print(s.key, s.generator().integers(2**60, size=3).tolist())"
    )
    shown = {
        subprocess.run(
            [sys.executable, "-c", probe],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    stream = Streams(5).at("ab", 1)
    here = f"{stream.key} {stream.generator().integers(2**60, size=3).tolist()}\n"
    assert shown == {here}


@pytest.mark.parametrize("seed", [-1, 2**64, 0.5, True, "1"])
def test_a_seed_is_a_whole_number(seed: int) -> None:
    with pytest.raises(OutOfDomainError, match=r"Streams\.seed"):
        Streams(seed)
    with pytest.raises(OutOfDomainError, match=r"Stream\.seed"):
        Stream(seed, ())


@pytest.mark.parametrize("name", [True, 1.0, None, b"a"])
def test_a_path_is_words_and_whole_numbers(name: str) -> None:
    with pytest.raises(OutOfDomainError, match="words and whole numbers"):
        Streams(1).at("trial", name)
