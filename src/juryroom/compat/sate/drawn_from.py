"""Where the random numbers of a call come from: a seed, or the next place of this process.

In R a call without a seed goes on where the last one stopped: ``replicate(1000, deliberate(6, 12))``
draws a thousand juries. Here such calls are counted, and each draws from the stream that its count
names. So two calls draw different numbers, a program that is run again draws the same ones, and
nothing outside this package is touched: there is no global seed. The count starts at 0 with the
process and is shared by all functions; processes that share their work share it out by seeds.
"""

from dataclasses import dataclass
from itertools import count
from typing import cast, final

from juryroom.compat.sate.arguments import DEFAULT_SEED, draws_of, plain, seed_of
from juryroom.parameters import Parameter
from juryroom.rng import Stream, Streams

_REPLICATE = Parameter(
    "replicate", 0, 2**63, "none", "which jury of those that could be drawn", whole=True
)
_UNSEEDED = count()


@final
@dataclass(frozen=True, slots=True)
class Draws:
    """How many draws are taken, and from which stream.

    Parameters
    ----------
    stream
        The parent of every stream of one call.
    """

    number: int
    stream: Stream

    @classmethod
    def of(cls, number: object, seed: object, owner: str, default: int | None = None) -> "Draws":
        """Return so many draws, both arguments checked.

        Parameters
        ----------
        seed
            None for `default`, and where that is None too for the next place of this process.
        """
        size = draws_of(number, owner)
        if seed is None and default is None:
            return cls(size, unseeded())
        return cls(size, _seeded(default if seed is None else seed_of(seed, owner)))


def unseeded() -> Stream:
    """Return the stream of the next call without a seed."""
    return Streams(DEFAULT_SEED).at("compat", "sate", "unseeded", next(_UNSEEDED))


def jury_stream(seed: object, replicate: object, owner: str, jury_n: int, votes: int) -> Stream:
    """Return the stream of one jury: the next of this process where neither number is given."""
    if seed is None and replicate is None:
        return unseeded().at(owner, jury_n, votes)
    single = cast("int", plain(0 if replicate is None else replicate))
    _REPLICATE.check(single, owner=owner)
    parent = _seeded(None if seed is None else seed_of(seed, owner))
    return parent.at(owner, jury_n, votes, int(single))


def _seeded(seed: int | None) -> Stream:
    return Streams(DEFAULT_SEED if seed is None else seed).at("compat", "sate")
