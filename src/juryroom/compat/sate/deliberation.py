"""One deliberation at random, as sate walks it: criminal, and civil without the presumption."""

import math
from typing import Any

from juryroom.compat.sate import arguments
from juryroom.compat.sate.calling import in_words
from juryroom.compat.sate.drawn_from import jury_stream


@in_words
def deliberate(
    g_votes: int, jury_n: int, *, seed: int | None = None, replicate: int | None = None
) -> str | None:
    """Return the verdict of one simulated jury, "G" or "NG".

    Every call is a new jury, as in R, unless it is told which: with a seed or a replicate the answer
    depends on these and the arguments and on nothing else. `get_pG_by_k` gives the exact chance.

    Parameters
    ----------
    g_votes
        Votes for guilty on the first ballot, 0 to `jury_n`; None or NaN gives None, as R's NA.
    jury_n
        Jurors, 2 to 500.
    seed
        0 to 2^64 - 1; 12345 where only a replicate is given. With neither, each call draws from the
        next place of this process (`juryroom.compat.sate.drawn_from`).
    replicate
        Which jury of those that could be drawn; 0 where only a seed is given.

    Examples
    --------
    >>> deliberate(0, 12), deliberate(12, 12)
    ('NG', 'G')
    """
    if _missing(g_votes) or _missing(jury_n):
        return None
    ended = _walk("deliberate", "g_votes", (g_votes, jury_n), (seed, replicate), presumption=1)
    return "G" if ended else "NG"


@in_words
def deliberate_civil(
    p_votes: int, jury_n: int, *, seed: int | None = None, replicate: int | None = None
) -> str:
    """Return the verdict of one simulated civil jury, "P" for the plaintiff or "D".

    sate has no exact twin of it; here it is the tug of war with bias 0.

    Parameters
    ----------
    p_votes
        Votes for the plaintiff on the first ballot, 0 to `jury_n`.
    jury_n, seed, replicate
        As in `deliberate`.

    Examples
    --------
    >>> deliberate_civil(0, 12), deliberate_civil(12, 12)
    ('D', 'P')
    """
    ended = _walk(
        "deliberate_civil", "p_votes", (p_votes, jury_n), (seed, replicate), presumption=0
    )
    return "P" if ended else "D"


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _walk(
    owner: str, name: str, jury: tuple[int, int], address: tuple[Any, Any], *, presumption: int
) -> bool:
    n = arguments.jury(jury[1], owner)
    votes = arguments.votes(jury[0], n, owner, name)
    seed, replicate = address
    generator = jury_stream(seed, replicate, owner, n, votes).generator()
    while 0 < votes < n:
        leaning = 0.25 + (votes - presumption) / (2 * n)
        votes += int((generator.random(2) < leaning).sum()) - 1
    return votes == n
