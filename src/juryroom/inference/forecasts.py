"""What a model that is not fitted here forecasts for the juries of a table.

A forecast is the probability of conviction among the endings that the jury's source can show
(`juryroom.inference.shown`): of all where hung juries are in the table or stand among those not
convicted, of the two verdicts where juries without one were left out.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from juryroom.catalog.reference import Reference
from juryroom.deliberation.registry import model as make_model
from juryroom.errors import OutOfDomainError, Problem, UnknownNameError, nearest
from juryroom.inference.families import EXTRA, Family
from juryroom.inference.likelihood import Likelihood
from juryroom.inference.observation import FirstKind, Observation
from juryroom.inference.record import record_weights, undecided_weights
from juryroom.inference.scoring import Forecasts
from juryroom.inference.shown import shown_endings
from juryroom.inference.table import JuryTable
from juryroom.markov.arrays import FloatArray
from juryroom.procedure.decision_rule import DecisionRule, Ending

REFERENCE = "reference"
DEFAULT_KIND = "field"


class Forecast(NamedTuple):
    """Forecasts for the rows of a table that can be scored.

    Parameters
    ----------
    table
        The table, in which rows that cannot be scored are listed with their reason.
    forecasts
        Of conviction, for its observations.
    ending_chance
        The probability of the ending that was seen, among those that could be shown.
    """

    table: JuryTable
    forecasts: Forecasts
    ending_chance: FloatArray


def scored_rows(table: JuryTable) -> JuryTable:
    """Return the rows that can be scored: a first ballot, and whether the jury convicted."""
    known = table.where(
        lambda each: each.first.kind is not FirstKind.UNKNOWN, "no first ballot to forecast from"
    )
    found = known.where(
        lambda each: each.convicted is not None, "not known whether the jury convicted"
    )
    if not found.observations:
        raise OutOfDomainError(
            Problem(
                f"table '{table.name}'",
                "no row with a first ballot and a verdict",
                "a forecast is scored on juries that a first ballot and a verdict are known of",
                "columns for both (--map)",
            )
        )
    return found


def forecast_of(table: JuryTable, endings: FloatArray) -> Forecast:
    """Return the forecasts that probabilities of each ending make.

    Parameters
    ----------
    table
        Rows that can be scored.
    endings
        Probability of guilty, not guilty and hung of each observation, shape ``(observations, 3)``.
    """
    observations = table.observations
    shown = _chosen(shown_endings(table))
    seen = _chosen([each.endings for each in observations])
    among = (endings * shown).sum(axis=1)
    convicted = np.array([float(bool(each.convicted)) for each in observations])
    names = {each.cluster for each in observations} - {""}
    number = {name: place for place, name in enumerate(sorted(names))}
    forecasts = Forecasts(
        np.clip(endings[:, 0] / among, 0.0, 1.0),
        convicted,
        np.array([float(each.juries) for each in observations]),
        np.array([number.get(each.cluster, -1) for each in observations]),
    )
    return Forecast(table, forecasts, (endings * seen).sum(axis=1) / among)


def model_endings(
    table: JuryTable, name: str, parameters: Mapping[str, float] | None = None
) -> FloatArray:
    """Return what a model gives for each observation at its default parameters, or those given.

    A court waits for ever unless ``hang_hazard`` is given.

    Raises
    ------
    UnknownNameError
        If no model has that name, or it has no such parameter.
    """
    made = make_model(name)
    fixed = {each.name: float(getattr(made, each.name)) for each in made.card.parameters}
    for each in parameters or {}:
        if each not in {*fixed, *EXTRA}:
            raise UnknownNameError(
                Problem(
                    f"model '{name}'",
                    f"'{each}'",
                    "what can be set is a parameter on the model's card, or an extra of the record",
                    nearest(each, [*fixed, *EXTRA]),
                )
            )
    family = Family(name, (), {**fixed, **(parameters or {})})
    return Likelihood(table, family).endings(np.zeros(0))


def reference_endings(table: JuryTable, estimate: Reference) -> FloatArray:
    """Return the mean over the draws of the reference for each observation.

    Parameters
    ----------
    table
        The juries, each of a kind that the reference knows (`with_kinds`).
    estimate
        The reference.
    """
    found = np.empty((len(table.observations), 3))
    laws: dict[tuple[DecisionRule, str], FloatArray] = {}
    for place, each in enumerate(table.observations):
        key = each.rule, each.kind
        if key not in laws:
            laws[key] = estimate.laws(*key).endings.mean(axis=0)
        found[place] = _weights(each) @ laws[key]
    return found


def _weights(each: Observation) -> FloatArray:
    """Return the chance of each number of guilty votes given the record, all alike before it."""
    if each.first.kind is FirstKind.UNDECIDED:
        weights, _ = undecided_weights(each.first, each.jury_size, 0.5)
    else:
        weights = record_weights(each.first, each.jury_size)
    return weights / weights.sum()


def _chosen(endings: Sequence[frozenset[Ending]]) -> FloatArray:
    return np.array([[float(end in each) for end in Ending] for each in endings])
