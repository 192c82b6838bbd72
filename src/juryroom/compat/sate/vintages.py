"""The releases of sate on CRAN, and what changed the numbers from one to the next.

A filed report that quotes a number of sate rests on one release. The names are those of the
package's DESCRIPTION; its NEWS labels some releases differently ("v2.5.0" is 2.4.0, "v3.2.0" is
3.1.1), and NEWS labels are not accepted here.

Edwards, B. sate: Scientific Analysis of Trial Errors, R package, CRAN, CC0,
https://github.com/cran/sate: DESCRIPTION, NAMESPACE and R/helper.functions.r of each release.
"""

from dataclasses import dataclass
from typing import Literal, cast, final

import numpy as np

from juryroom.compat.sate.arguments import DEFAULT_SEED
from juryroom.compat.sate.chain import guilty_by_votes
from juryroom.errors import OutOfDomainError, Problem, nearest
from juryroom.markov.arrays import FloatArray

Curve = Literal["share", "simulated", "five digits", "exact"]

_FIRST = frozenset({"as_jury_point", "as_jury_stats", "compare_jury_stats"})
_SECOND = _FIRST | {
    "deliberate",
    "deliberate_civil",
    "graph_effect_defendant",
    "graph_estimate",
    "select_with_strikes",
    "sim_as_jury_stats",
    "sim_compare_jury_stats",
}
_WITH_TABLE = _SECOND | {"get_pG_by_k"}
_WITH_SURVEY = _WITH_TABLE | {
    "basic_plot_grid",
    "compact_harm_plot",
    "compare_juror_stats",
    "encode_cloud_respondent_variables",
    "state_demographic_info",
    "target_population_demographics",
    "weights_for_population",
}
EXPORTS = _WITH_SURVEY | {
    "transition_matrix",
    "transition_matrix_ordered",
    "prob_ordered_verdicts",
    "prob_ord_from_pool",
}
"""The exports of sate 3.1.1, dots made underscores."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """One release of sate, as far as its numbers differ from the others.

    Parameters
    ----------
    release
        The version in DESCRIPTION.
    published
        The date on CRAN.
    curve
        Where P(G) comes from: the logistic curve at the share itself, no jury drawn; P(G|k) printed
        from a simulation; P(G|k) kept to five digits; or P(G|k) exactly.
    rounded_arms
        Whether the difference of two arms was taken after each was rounded.
    clipped
        Whether the logistic mode moves drawn shares below 0 or above 1 to the edge.
    has_simulate
        Whether the analytic functions take the argument `simulate`.
    exports
        The functions it has, under their names here.
    cannot
        What of its output cannot be reproduced here, and why.
    seed
        The default seed of its functions; None where each call draws anew.
    """

    release: str
    published: str
    curve: Curve
    rounded_arms: bool
    clipped: bool
    has_simulate: bool
    exports: frozenset[str]
    cannot: tuple[str, ...]
    seed: int | None

    def guilty_by_votes(self, jury_n: int) -> FloatArray:
        """Return P(G|k) as this release has it.

        Raises
        ------
        OutOfDomainError
            If the release has no such jury size.
        """
        if self.curve == "simulated":
            self._has_size(jury_n, sorted(_SIMULATED))
            return np.array(_SIMULATED[jury_n])
        if self.curve == "five digits":
            self._has_size(jury_n, list(range(4, 26)))
            return np.array([round(p, 5) for p in guilty_by_votes(jury_n).tolist()])
        return guilty_by_votes(jury_n)

    def _has_size(self, jury_n: int, sizes: list[int]) -> None:
        if jury_n not in sizes:
            raise OutOfDomainError(
                Problem(
                    f"sate {self.release}, jury_n",
                    str(jury_n),
                    "this release reads P(G|k) from a table and has no other sizes",
                    ", ".join(map(str, sizes)),
                )
            )

    def check(self, function: str) -> None:
        """Raise `OutOfDomainError` unless this release has `function`."""
        if function not in self.exports:
            first = next(v.release for v in VINTAGES.values() if function in v.exports)
            raise OutOfDomainError(
                Problem(
                    f"sate {self.release}",
                    function,
                    "a filed report can only rest on a function that its release had",
                    f"{first} or later, or one of: {', '.join(sorted(self.exports))}",
                )
            )


_DRAWN = (
    "what was drawn at random: R's random numbers are not ours, so the logistic mode agrees in "
    "distribution and not in its digits"
)

_RELEASES: tuple[tuple[str, str, Curve, frozenset[str]], ...] = (
    ("1.1.0", "2020-03-17", "share", _FIRST),
    ("2.1.0", "2023-12-20", "simulated", _SECOND),
    ("2.2.0", "2024-09-11", "five digits", _WITH_TABLE),
    ("2.2.1", "2024-12-05", "five digits", _WITH_TABLE),
    ("2.3.0", "2025-02-06", "five digits", _WITH_SURVEY),
    ("2.4.0", "2025-03-04", "five digits", _WITH_SURVEY),
    ("3.1.0", "2025-11-05", "exact", EXPORTS),
    ("3.1.1", "2026-03-05", "exact", EXPORTS),
)

VINTAGES: dict[str, Vintage] = {
    release: Vintage(
        release=release,
        published=published,
        curve=curve,
        rounded_arms=release != "3.1.1",
        clipped=release not in {"1.1.0", "2.1.0"},
        has_simulate=release == "3.1.1",
        exports=exports,
        cannot=(_DRAWN,),
        seed=None if release in {"1.1.0", "3.1.1"} else DEFAULT_SEED,
    )
    for release, published, curve, exports in _RELEASES
}

_SHORT = {
    "1.1": "1.1.0",
    "2.1": "2.1.0",
    "2.2": "2.2.1",
    "2.2-3.0": "2.4.0",
    "2.3": "2.3.0",
    "2.4": "2.4.0",
}
_LABELS_OF_NEWS = {"2.5.0": "2.4.0", "2.5": "2.4.0", "3.2.0": "3.1.1", "3.2": "3.1.1"}
LATEST = "3.1.1"


def vintage_of(name: str) -> Vintage:
    """Return the release of that name.

    Parameters
    ----------
    name
        A version of DESCRIPTION, or its first two numbers where they name one release's arithmetic;
        "2.2-3.0" is 2.4.0, the last release before 3.1.0. "3.1" is refused: 3.1.0 and 3.1.1 differ.

    Raises
    ------
    OutOfDomainError
        If there is no such release.

    Examples
    --------
    >>> vintage_of("2.1").published
    '2023-12-20'
    """
    rule = (
        "a number of sate rests on one release, named by its DESCRIPTION (NEWS has other labels: "
        "its v2.5.0 is 2.4.0 and its v3.2.0 is 3.1.1; 3.1.0 and 3.1.1 differ)"
    )
    word = str(name)
    if isinstance(cast("object", name), str) and _SHORT.get(word, word) in VINTAGES:
        return VINTAGES[_SHORT.get(word, word)]
    bare = word.removeprefix("v").removeprefix("V")
    meant = _LABELS_OF_NEWS.get(bare, _SHORT.get(bare, bare))
    accepted = nearest(meant, VINTAGES)
    if meant in VINTAGES:
        accepted = f"'{meant}' (nearest); all: {', '.join(VINTAGES)}"
    raise OutOfDomainError(Problem("vintage", repr(name), rule, accepted))


# P(G|k) as printed in release 2.1.0, R/helper.functions.r, get.model.values(); CC0. They come from
# a simulation: off by up to 4.4e-4 for twelve jurors, 1.4e-3 for sixteen. Other sizes have none.
_SIMULATED: dict[int, tuple[float, ...]] = {
    4: (0, 0.016832, 0.166799, 0.582394, 1),
    6: (0, 0.0044, 0.0448, 0.2064, 0.5217, 0.8380, 1),
    8: (0, 0.001352, 0.013442, 0.072006, 0.236054, 0.506787, 0.777377, 0.941337, 1),
    12: (0, 0.0001, 0.0014, 0.0086, 0.0377, 0.1191, 0.2779, 0.5010, 0.7232, 0.8825, 0.9638, 0.9927,
         1),
    16: (0, 0.000012, 0.000119, 0.000994, 0.005312, 0.020486, 0.063226, 0.154504, 0.307323,
         0.500089, 0.693865, 0.845554, 0.936905, 0.979330, 0.994850, 0.999129, 1),
}  # fmt: skip
