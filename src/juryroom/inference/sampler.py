"""A posterior by a sampler: nutpie's No-U-Turn sampler, kept as ArviZ InferenceData.

Behind the extra ``bayes``: both libraries take seconds to load and are imported only here. For any
number of parameters, for draws that other tools read, and where importance sampling refuses.

Source: Hoffman, M. D., & Gelman, A. (2014). The No-U-Turn sampler. Journal of Machine Learning
Research 15, 1593-1623; nutpie, https://github.com/pymc-devs/nutpie.
"""

import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.inference.diagnostics import (
    LARGEST_R_HAT,
    LEAST_EFFECTIVE,
    refuse_unreliable,
)
from juryroom.inference.families import Family
from juryroom.inference.likelihood import Likelihood
from juryroom.inference.posterior import (
    Penalised,
    Prior,
    mode_and_root,
    prior_words,
    priors_for,
)
from juryroom.inference.table import JuryTable
from juryroom.markov.arrays import FloatArray
from juryroom.parameters import Parameter
from juryroom.rng import Stream

EXTRA = "bayes"
NEEDED = ("nutpie", "arviz")
TUNE = 300
"""Draws made before those that are kept."""

_CHAINS = Parameter("chains", 2, 16, "none", "the chains, each begun elsewhere", whole=True)
_DRAWS = Parameter("draws", 100, 100_000, "none", "the draws kept of each chain", whole=True)


class Checked(NamedTuple):
    """What was checked of the draws."""

    divergences: int
    largest_r_hat: float
    least_effective: float

    def faults(self) -> list[str]:
        """Return what is wrong, in words; empty where the draws can be trusted."""
        found: list[str] = []
        if self.divergences:
            found.append(f"{self.divergences} divergences")
        if not self.largest_r_hat <= LARGEST_R_HAT:
            found.append(f"an R-hat of {self.largest_r_hat:.3f}")
        if not self.least_effective >= LEAST_EFFECTIVE:
            found.append(f"an effective sample size of {self.least_effective:.0f}")
        return found


def sample(
    table: JuryTable,
    family: Family,
    *,
    stream: Stream,
    priors: Mapping[str, Prior] | None = None,
    chains: int = 4,
    draws: int = 600,
) -> Any:
    """Return draws from the posterior of a family given a table, as ArviZ InferenceData.

    Parameters
    ----------
    table, family
        The juries; the model, and what of it is free.
    stream
        Where the sampler's seed is.
    priors
        By name, in place of the defaults.
    chains, draws
        Chains, 2 to 16, and draws kept of each, 100 to 100,000; 300 more are
        made before, to tune.

    Returns
    -------
    arviz.InferenceData
        Group ``posterior``: one variable a parameter, in its own unit. Its attributes say the
        model, the priors and the ledger of the table.

    Raises
    ------
    OutOfDomainError
        If the extra is not installed, a row has probability 0, or the draws cannot be trusted: a
        divergence, an R-hat above 1.01, an effective sample size below 400.
    """
    _CHAINS.check(chains, owner="sample")
    _DRAWS.check(draws, owner="sample")
    nutpie, arviz = _libraries()
    likelihood = Likelihood(table, family)
    likelihood.check_possible(family.start())
    target = Penalised(likelihood, priors_for(family, priors))
    space = _Space(*mode_and_root(target))
    size = len(space.mode)
    model = nutpie.compiled_pyfunc.from_pyfunc(
        ndim=size,
        make_logp_fn=lambda: _log_posterior(target, space),
        make_expand_fn=_in_own_units(family, space),
        expanded_dtypes=[np.dtype(np.float64)] * size,
        expanded_shapes=[()] * size,
        expanded_names=list(family.names),
        make_initial_point_fn=_near(size, stream),
    )
    with warnings.catch_warnings():
        # Of libraries beneath the sampler; none of them is about the draws.
        warnings.simplefilter("ignore")
        trace = nutpie.sample(
            model,
            draws=draws,
            tune=TUNE,
            chains=chains,
            cores=1,
            seed=stream.key[0],
            progress_bar=False,
            save_warmup=False,
        )
        checked = _checked(trace, arviz)
    refuse_unreliable(
        f"posterior of '{family.model}' given {table.name}, {chains} chains of {draws} draws",
        checked.faults(),
        "more draws, tighter priors, or fewer free parameters",
    )
    trace.posterior.attrs["juryroom_model"] = family.model
    trace.posterior.attrs["juryroom_table"] = f"{table.name} sha256 {table.sha256}"
    for name, prior in target.priors.items():
        trace.posterior[name].attrs["prior"] = prior_words(family, name, prior)
    return trace


def check(trace: Any) -> Checked:
    """Return what is to be checked of draws: divergences, R-hat, effective sample size.

    Parameters
    ----------
    trace
        ArviZ InferenceData with a group ``posterior``.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _checked(trace, _libraries()[1])


def summary(trace: Any, family: Family, confidence: float = 0.95) -> dict[str, object]:
    """Return the draws of `sample` in numbers, as plain data."""
    checked = check(trace)
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    parameters: list[dict[str, object]] = []
    for each in family.free:
        drawn = np.asarray(trace.posterior[each.name]).ravel()
        low, high = np.quantile(drawn, tails)
        parameters.append(
            {
                "name": each.name,
                "meaning": each.meaning,
                "mean": float(drawn.mean()),
                "standard_deviation": float(drawn.std(ddof=1)),
                "low": float(low),
                "high": float(high),
                "prior": trace.posterior[each.name].attrs["prior"],
            }
        )
    return {
        "model": family.model,
        "way": "No-U-Turn sampler (nutpie)",
        "draws": int(trace.posterior.sizes["chain"] * trace.posterior.sizes["draw"]),
        "divergences": checked.divergences,
        "largest_r_hat": checked.largest_r_hat,
        "effective_sample_size": checked.least_effective,
        "confidence": confidence,
        "parameters": parameters,
    }


def _libraries() -> tuple[Any, Any]:
    """Return nutpie and ArviZ, or say what to install."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise OutOfDomainError(
            Problem(
                "posterior by a sampler",
                f"no {' and no '.join(missing)}",
                "the sampler stands in the extra 'bayes', which is not installed",
                f"pip install 'juryroom[{EXTRA}]'; or the posterior by importance sampling, which "
                "needs nothing more",
            )
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ArviZ announces its next release at import
        arviz, nutpie = import_module("arviz"), import_module("nutpie")
        import_module("nutpie.compiled_pyfunc")
    return nutpie, arviz


class _Space(NamedTuple):
    """Where chains walk: around the mode, in steps in which the posterior is about round."""

    mode: FloatArray
    root: FloatArray

    def theta(self, place: FloatArray) -> FloatArray:
        """Return the place on the line."""
        return self.mode + self.root @ place


def _log_posterior(
    target: Penalised, space: _Space
) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    def value_and_gradient(place: FloatArray) -> tuple[float, FloatArray]:
        found = target.value_and_gradient(space.theta(place))
        return found.value, space.root.T @ found.gradient

    return value_and_gradient


def _in_own_units(
    family: Family, space: _Space
) -> Callable[..., Callable[[FloatArray], dict[str, FloatArray]]]:
    def expand(place: FloatArray) -> dict[str, FloatArray]:
        values = family.values(space.theta(place))
        return {name: np.array(values[name], dtype=np.float64) for name in family.names}

    def make(*_: object) -> Callable[[FloatArray], dict[str, FloatArray]]:
        return expand

    return make


def _near(size: int, stream: Stream) -> Callable[[int], FloatArray]:
    def begin(seed: int) -> FloatArray:
        return stream.at("begin", int(seed)).generator().standard_normal(size)

    return begin


def _checked(trace: Any, arviz: Any) -> Checked:
    r_hat = arviz.rhat(trace)
    bulk, tail = arviz.ess(trace, method="bulk"), arviz.ess(trace, method="tail")
    names = list(trace.posterior.data_vars)
    stats = getattr(trace, "sample_stats", None)
    return Checked(
        divergences=0 if stats is None else int(np.asarray(stats["diverging"]).sum()),
        largest_r_hat=max(float(r_hat[name]) for name in names),
        least_effective=min(float(ess[name]) for ess in (bulk, tail) for name in names),
    )
