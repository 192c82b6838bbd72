"""Work that is cut into numbered pieces and shared among threads; the results come in order."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

AHEAD = 4
"""Pieces a thread may be ahead of the reader: enough to keep it busy, and not all of the memory."""

Found = TypeVar("Found")


def in_pieces(
    work: Callable[[int, int], Found], first: int, count: int, *, threads: int, chunk: int
) -> Iterator[Found]:
    """Yield what `work` finds for each piece of so many numbers, in the order of the numbers.

    Parameters
    ----------
    work
        Takes the first number of a piece and how many there are.
    first, count
        The numbers in all.
    threads
        Threads that share the pieces; with one, the caller's thread does the work.
    chunk
        Numbers a piece.

    Notes
    -----
    Where the reader stops early, or is interrupted, the pieces that no thread has begun are dropped.
    """
    end = first + count
    pieces = ((low, min(chunk, end - low)) for low in range(first, end, chunk))
    if threads == 1:
        for low, size in pieces:
            yield work(low, size)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        waiting: deque[Future[Found]] = deque()
        for low, size in pieces:
            if len(waiting) == AHEAD * threads:
                yield waiting.popleft().result()
            waiting.append(pool.submit(work, low, size))
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
