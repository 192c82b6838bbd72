"""Named random streams: every random number has an address. Generators are made here only.

A stream is named by a seed and a path of words and numbers. What is drawn from it depends on that
name alone: not on what was drawn before it, on threads, or on the machine. Two conditions of a
study that share a path share their random numbers.
"""

import hashlib
from dataclasses import dataclass
from typing import final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.parameters import Parameter

_SEED = Parameter("seed", 0, 2**64 - 1, "none", "the root of every stream", whole=True)


@final
@dataclass(frozen=True, slots=True)
class Stream:
    """One random stream, named by a seed and a path.

    Parameters
    ----------
    seed
        0 to 2^64 - 1.
    path
        Words and whole numbers that say where the stream is used, outermost first.

    Raises
    ------
    OutOfDomainError
        If the seed lies outside its domain, or the path holds anything but words and whole numbers.

    Examples
    --------
    >>> Streams(1).at("trial", 2) == Streams(1).at("trial").at(2)
    True
    >>> Streams(1).at("trial", 2).generator().integers(100, size=3)
    array([75, 15, 51])
    """

    seed: int
    path: tuple[str | int, ...]

    def __post_init__(self) -> None:
        _SEED.check(self.seed, owner="Stream")
        for name in self.path:
            # Exactly these: a bool, too, is an int to Python.
            if type(name) not in {str, int}:
                raise OutOfDomainError(
                    Problem(
                        "Stream.path",
                        f"{name!r}",
                        "a stream is named by a path of words and whole numbers",
                        "strings and integers",
                    )
                )

    def at(self, *path: str | int) -> "Stream":
        """Return the stream whose path is this one's followed by `path`."""
        return Stream(self.seed, (*self.path, *path))

    @property
    def key(self) -> tuple[int, int]:
        """The key of a counter-based generator: two numbers of 32 bits.

        Two streams have the same key by chance once in 2^64 pairs.
        """
        digest = self._digest(8)
        return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")

    def generator(self) -> np.random.Generator:
        """Return a fresh NumPy generator (Philox4x64-10), at the start of the stream."""
        key = int.from_bytes(self._digest(16), "little")
        return np.random.Generator(np.random.Philox(key=key))

    def _digest(self, size: int) -> bytes:
        """Hash the name; the type of each part counts, so that 1 and "1" are different places."""
        parts = [str(self.seed), *(f"{type(name).__name__}:{name}" for name in self.path)]
        # Each part is preceded by its length, so that no two paths are written alike.
        name = "".join(f"{len(part)}:{part}" for part in parts)
        return hashlib.blake2b(name.encode(), digest_size=size).digest()

    def __str__(self) -> str:
        """Return the address as it is shown to people."""
        return f"seed {self.seed}, stream {'/'.join(map(str, self.path)) or '(root)'}"


@final
@dataclass(frozen=True, slots=True)
class Streams:
    """The random streams of one seed.

    Parameters
    ----------
    seed
        0 to 2^64 - 1.

    Examples
    --------
    >>> print(Streams(1).at("tutorial", "eight to four"))
    seed 1, stream tutorial/eight to four
    """

    seed: int

    def __post_init__(self) -> None:
        _SEED.check(self.seed, owner="Streams")

    def at(self, *path: str | int) -> Stream:
        """Return the stream named `path`."""
        return Stream(self.seed, path)
