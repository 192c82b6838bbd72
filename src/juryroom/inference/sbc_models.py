"""The models whose inference is checked, each with its juries: one replication at a time."""

from dataclasses import replace

import numpy as np

from juryroom.errors import OutOfDomainError
from juryroom.inference.batch_posterior import posterior_draws
from juryroom.inference.families import Family, family_for
from juryroom.inference.likelihood import Likelihood
from juryroom.inference.observation import (
    ANY_ENDING,
    DID_NOT_CONVICT,
    FirstSeen,
    Observation,
)
from juryroom.inference.posterior import posterior, priors_for
from juryroom.inference.reference_model import (
    ENDINGS,
    NAMES,
    Priors,
    ReferenceDensity,
)
from juryroom.inference.sbc import Replicate, Replication
from juryroom.inference.table import JuryTable
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Stream

JURIES_A_SPLIT = 20
DRAWS = 4_000
FAMILY_DRAWS = 1_000


def reference_replicate(table: JuryTable, priors: Priors, draws: int = DRAWS) -> Replicate:
    """Return the maker of replications of the reference model on the juries of a table.

    Parameters
    ----------
    table
        Its juries keep size, kind, first ballot, and whether their source tells hung from
        acquitted; their endings are simulated.
    priors
        Of the model; the true numbers are drawn from them.
    draws
        From each posterior.
    """
    design, number, merged = _design(table)
    density = ReferenceDensity(design, priors)

    def replicate(stream: Stream) -> Replication | None:
        generator = stream.generator()
        truth = priors.centre + priors.spread * generator.standard_normal(len(NAMES))
        endings = density.endings(truth[None])[:: len(ENDINGS)]
        counts = generator.multinomial(number, endings / endings.sum(axis=1, keepdims=True))
        counts[merged, 1] += counts[merged, 2]
        counts[merged, 2] = 0
        part = density.weighted(counts.ravel().astype(np.float64))
        found = posterior_draws(part, priors.centre, draws, stream.at("posterior"))
        if not found.reliable:
            return None
        mean = found.mean()
        deviation = np.sqrt(found.weights @ (found.theta - mean) ** 2)
        return Replication(truth, found.ranks(truth), mean, deviation)

    return replicate


def _design(table: JuryTable) -> tuple[JuryTable, list[int], np.typing.NDArray[np.bool_]]:
    """Return three observations for each distinct jury, one an ending; how many; where merged."""
    found: dict[tuple[DecisionRule, str, float, bool], int] = {}
    for each in table.observations:
        merged = table.assumptions.not_guilty_is_open(each.source)
        key = each.rule, each.kind, float(each.first.low), merged
        found[key] = found.get(key, 0) + each.juries
    observations = [
        Observation(
            row=0,
            rule=rule,
            first=FirstSeen.of_share(votes / rule.jury_size, rule.jury_size),
            endings=DID_NOT_CONVICT
            if merged and ending is Ending.NOT_GUILTY
            else frozenset({ending}),
            source=kind,
            kind=kind,
        )
        for rule, kind, votes, merged in found
        for ending in ENDINGS
    ]
    merged_cells = np.array([key[3] for key in found])
    return JuryTable.of(observations, "design"), list(found.values()), merged_cells


def family_replicate(
    name: str, jury_size: int = 12, draws: int = FAMILY_DRAWS
) -> tuple[Family, Replicate]:
    """Return a family and the maker of its replications: its posterior as users take it.

    Twenty juries from each split of the first ballot that is no verdict.
    """
    rule = DecisionRule.unanimous(jury_size)
    design = JuryTable.of(
        [
            Observation(
                row=0, rule=rule, first=FirstSeen.of_votes(votes), endings=ANY_ENDING, juries=1
            )
            for votes in range(1, jury_size)
        ],
        "design",
    )
    family = family_for(name, design)
    forecasts = Likelihood(design, family)
    priors = priors_for(family)
    centre = np.array([each.scale.on_line(priors[each.name].centre) for each in family.free])
    spread = np.array([priors[each.name].spread for each in family.free])

    def replicate(stream: Stream) -> Replication | None:
        generator = stream.generator()
        truth = centre + spread * generator.standard_normal(len(centre))
        endings = forecasts.endings(truth)
        guilty = generator.binomial(JURIES_A_SPLIT, np.clip(endings[:, 0], 0, 1))
        table = _simulated(design, guilty)
        try:
            found = posterior(table, family, stream=stream.at("posterior"), draws=draws)
        except OutOfDomainError:
            return None
        mean = found.weights @ found.places
        deviation = np.sqrt(found.weights @ (found.places - mean) ** 2)
        return Replication(truth, found.weights @ (found.places < truth), mean, deviation)

    return family, replicate


def _simulated(design: JuryTable, guilty: np.typing.NDArray[np.int64]) -> JuryTable:
    counts = [(int(g), JURIES_A_SPLIT - int(g)) for g in guilty]
    return JuryTable.of(
        [
            replace(each, endings=frozenset({ending}), juries=count)
            for each, both in zip(design.observations, counts, strict=True)
            for ending, count in zip((Ending.GUILTY, Ending.NOT_GUILTY), both, strict=True)
            if count
        ],
        "simulated",
    )
