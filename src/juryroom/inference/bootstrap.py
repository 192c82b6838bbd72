"""The bootstrap: the fit again and again to juries drawn anew, whole clusters together.

Source: Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap, chapters 6 and 13.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import final

import numpy as np

from juryroom.errors import OutOfDomainError
from juryroom.inference.likelihood import Likelihood
from juryroom.inference.maximum import Maximum, maximise
from juryroom.inference.table import JuryTable
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.parameters import Parameter
from juryroom.rng import Stream

_REPLICATES = Parameter("replicates", 20, 100_000, "none", "the tables drawn anew", whole=True)


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bootstrap:
    """Estimates from tables drawn anew.

    Parameters
    ----------
    names
        What was fitted.
    draws
        The estimates, shape ``(replicates that came to rest, parameters)``.
    failed
        The replicates whose search did not come to rest, by number.
    clusters
        Units that were drawn: clusters, or single juries where a row is its own.
    """

    names: tuple[str, ...]
    draws: FloatArray
    failed: tuple[int, ...]
    clusters: int

    def interval(self, name: str, confidence: float = 0.95) -> tuple[float, float]:
        """Return the percentile interval of a parameter."""
        column = self.draws[:, self.names.index(name)]
        low, high = np.quantile(column, [(1 - confidence) / 2, (1 + confidence) / 2])
        return float(low), float(high)

    def standard_error(self, name: str) -> float:
        """Return the standard deviation of the estimates of a parameter."""
        return float(self.draws[:, self.names.index(name)].std(ddof=1))

    def as_json(self, confidence: float = 0.95) -> dict[str, object]:
        """Return intervals and standard errors as plain data."""
        return {
            "replicates": len(self.draws) + len(self.failed),
            "failed": list(self.failed),
            "units": self.clusters,
            "confidence": confidence,
            "parameters": {
                name: {
                    "low": self.interval(name, confidence)[0],
                    "high": self.interval(name, confidence)[1],
                    "standard_error": self.standard_error(name),
                }
                for name in self.names
            },
        }


def bootstrap(
    likelihood: Likelihood,
    maximum: Maximum,
    replicates: int,
    *,
    stream: Stream,
    progress: Callable[[int, int], None] | None = None,
) -> Bootstrap:
    """Fit to juries drawn anew.

    Parameters
    ----------
    likelihood, maximum
        What was fitted, and where it is largest: where each search begins.
    replicates
        Tables to draw, 20 to 100,000.
    stream
        Where the random numbers are; replicate `b` draws from ``stream.at(b)`` alone.
    progress
        Told how many are done, of how many.

    Examples
    --------
    >>> from juryroom.inference.bundled import bundled_table
    >>> from juryroom.inference.families import family_for
    >>> from juryroom.rng import Streams
    >>> table = bundled_table("deliberations")
    >>> likelihood = Likelihood(table, family_for("pooled-logistic", table))
    >>> maximum = maximise(likelihood, likelihood.family.start())
    >>> found = bootstrap(likelihood, maximum, 50, stream=Streams(1).at("example"))
    >>> found.clusters, len(found.failed)
    (2012, 0)
    """
    _REPLICATES.check(replicates, owner="bootstrap")
    units, place = drawn_together(likelihood.table)
    family = likelihood.family
    draws: list[list[float]] = []
    failed: list[int] = []
    for number in range(replicates):
        counts = resampled(units, stream.at(number))
        weighted = likelihood.weighted((counts / units)[place])
        try:
            found = maximise(weighted, maximum.theta, starts=1)
        except OutOfDomainError:
            failed.append(number)
        else:
            values = family.values(found.theta)
            draws.append([values[name] for name in family.names])
        if progress is not None:
            progress(number + 1, replicates)
    return Bootstrap(
        names=family.names,
        draws=np.array(draws, dtype=np.float64).reshape(-1, len(family.names)),
        failed=tuple(failed),
        clusters=int(units.sum()),
    )


def drawn_together(table: JuryTable) -> tuple[FloatArray, IntArray]:
    """Return the units in each cluster, and the cluster of each observation.

    A named cluster is one unit. A row that is a cluster of its own is as many units as it has
    juries: each of them may be drawn apart.
    """
    order: dict[str, int] = {}
    sizes: dict[int, float] = {}
    place: list[int] = []
    rows: Mapping[str, set[int]] = _rows_of(table)
    for each in table.observations:
        alone = len(rows[each.cluster]) == 1
        # Endings counted in one row are drawn apart.
        name = f"{each.cluster} {sorted(each.endings)}" if alone else each.cluster
        cluster = order.setdefault(name, len(order))
        sizes[cluster] = (sizes.get(cluster, 0.0) + each.juries) if alone else 1.0
        place.append(cluster)
    return np.array([sizes[cluster] for cluster in range(len(order))]), np.array(place)


def resampled(units: FloatArray, stream: Stream) -> FloatArray:
    """Return how often each cluster is drawn: as many draws as there are units, with replacement."""
    total = int(units.sum())
    drawn = stream.generator().multinomial(total, units / units.sum())
    return drawn.astype(np.float64)


def _rows_of(table: JuryTable) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for each in table.observations:
        found.setdefault(each.cluster, set()).add(each.row)
    return found
