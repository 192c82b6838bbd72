"""The law of deliberation: how a jury ends, from each first ballot."""

from dataclasses import dataclass
from typing import final

from juryroom.markov.arrays import FloatArray


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeliberationLaw:
    """How a jury ends, from each first ballot. Rows are 0, 1, ..., n guilty votes. Read-only.

    Parameters
    ----------
    endings
        Probability of guilty, not guilty and hung, shape ``(n + 1, 3)``. Each is computed; none is
        what the others leave.
    last_split
        Probability of hanging with 0, 1, ..., n guilty votes at the end, shape
        ``(n + 1, n + 1)``; rows sum to the hung column. None for a scheme: it says that a jury
        hangs, not how it then stands.
    mean_ballots
        Expected ballots beyond the first, shape ``(n + 1,)``. None for a scheme: it has no time.
    dissent
        For a juror process, the expected share of jurors whose private view is against the verdict,
        counted as 0 where there is another ending, shape ``(n + 1, 2)``: guilty, not guilty. None
        for other models: they know no private views.
    """

    endings: FloatArray
    last_split: FloatArray | None
    mean_ballots: FloatArray | None
    dissent: FloatArray | None

    @property
    def jury_size(self) -> int:
        """The number of jurors."""
        return len(self.endings) - 1

    @property
    def against_verdict(self) -> tuple[tuple[float | None, float | None], ...] | None:
        """Expected share of jurors against a guilty verdict, and against one of not guilty.

        From each first ballot, given that there is that verdict; None where it has probability 0.
        None altogether for a model that knows no private views.
        """
        if self.dissent is None:
            return None
        return tuple(
            (share(dissent[0], ending[0]), share(dissent[1], ending[1]))
            for dissent, ending in zip(self.dissent, self.endings, strict=True)
        )


def share(part: float, whole: float) -> float | None:
    """Return `part` of `whole` as a share, or None where `whole` is 0."""
    return float(part) / float(whole) if whole > 0 else None
