"""The ordered verdicts of the R package sate, as they are, for those who must reproduce them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, final

import numpy as np
from scipy import sparse

from juryroom.citations import Citation, Reason
from juryroom.deliberation.interface import ModelCard
from juryroom.deliberation.ordered import OrderedModel, above_each_cut, moves, splits
from juryroom.markov.lattice import lattice


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SateOrdered(OrderedModel):
    r"""The ordered chain of sate 3.1.1, with its defect: for comparison, not for use.

    One of the :math:`K-1` cuts is chosen, each as likely. With :math:`g` jurors above it,
    :math:`m = 1/4 + (g-b)/(2n)` cut off at 0 and 1, and :math:`b = 1` at the lowest cut and 0 at the
    others, one juror moves from the option just below the cut to the one just above it with
    probability :math:`m^2`, and back with :math:`(1-m)^2`. If the option the juror would leave is
    empty nothing happens.

    So an empty middle option blocks one direction. From 6, 0, 6 of twelve no move leads towards not
    guilty, whose probability is 0.460; the same split over two options has 0.722. And an option
    that no one supports can win.

    Examples
    --------
    >>> P = SateOrdered().transition_matrix(12, 3)
    >>> at = lattice(12, 3)
    >>> row = P[[at.index(np.array([6, 0, 6]))]]
    >>> at.points[row.indices].tolist(), row.data
    ([[5, 1, 6], [6, 0, 6], [6, 1, 5]], array([0.105, 0.770, 0.125 ]))
    """

    card: ClassVar[ModelCard] = ModelCard(
        name="sate-ordered",
        says="The ordered chain of the R package sate with its defect: an empty middle option "
        "blocks one direction.",
        citations=(
            Citation(
                "Edwards, B. sate, R package, version 3.1.1, CRAN",
                Reason.MODEL,
                "transition.matrix.ordered(), prob.ordered.verdicts(), prob_ord_from_pool()",
            ),
        ),
        assumes=(
            "one cut is chosen at a ballot, each as likely, whether or not it divides the jury",
            "a juror crosses a cut only from the option next to it; where that is empty, no one "
            "does",
            "the presumption of innocence is at the lowest cut alone; the package's documentation "
            "shows it at every cut, its code at the lowest",
        ),
        not_for=(
            "answers: it exists to reproduce reports that were made with the package",
            "splits with an empty middle option: one side of them is blocked",
            "options that no one supports: they are given a chance to win",
            "a choice of options: adding one that nobody wants changes the others",
            "the length of deliberation: a ballot is spent on a cut that divides no one",
        ),
        can_hang=False,
        clock="ballots",
        label_symmetric=False,
    )

    def transition_matrix(self, jury_size: int, options: int) -> sparse.csr_array:
        """Return the row-stochastic matrix of one ballot on the states of `splits`."""
        return _transition_matrix(jury_size, options)


@lru_cache(maxsize=16)
def _transition_matrix(n: int, options: int) -> sparse.csr_array:
    points, at = splits(n, options), lattice(n, options)
    above = above_each_cut(points)
    every = np.arange(len(points))
    unanimous = points.max(axis=1) == n
    one_juror = np.eye(options, dtype=np.int64)
    chances, arrivals, stays = [], [], np.ones(len(points))
    for cut in range(1, options):
        m = np.clip(0.25 + (above[:, cut - 1] - (cut == 1)) / (2 * n), 0, 1)
        step = one_juror[cut] - one_juror[cut - 1]
        for chance, juror, moved in ((m**2, cut - 1, step), ((1 - m) ** 2, cut, -step)):
            possible = (points[:, juror] > 0) & ~unanimous
            taken = np.where(possible, chance, 0.0) / (options - 1)
            to_state = every.copy()
            to_state[possible] = at.index(points[possible] + moved)
            chances.append(taken)
            arrivals.append(to_state)
            stays = stays - taken
    from_state = np.tile(every, len(chances) + 1)
    return moves(
        np.concatenate([*chances, stays]),
        from_state,
        np.concatenate([*arrivals, every]),
        len(points),
    )
