"""`juryroom solve` without a model: one jury under the reference estimate, with intervals."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from juryroom.cli.first_ballots import FirstVotes, read_first_ballot
from juryroom.cli.jury_options import refuse
from juryroom.cli.output import command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.catalog.reference import Reference
    from juryroom.catalog.reference_outcome import ReferenceOutcome
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.procedure.decision_rule import DecisionRule

REFERENCE = "reference"
DEFAULT_KIND = "field"


def solve_reference(
    first: FirstVotes,
    rule: "DecisionRule",
    *,
    kind: str | None,
    pressure: float,
    given: Mapping[str, object],
    json: bool,
) -> None:
    """Print the outcome of one jury under the reference estimate.

    Parameters
    ----------
    first
        The first ballot, as the command line gives it.
    rule
        The votes that are a verdict.
    kind
        What jury it is; field where not said.
    pressure
        The chance per ballot that a not-guilty voter votes guilty instead.
    given
        Options that the reference does not take, by name; those not given are None.
    json
        Whether to print JSON.

    Raises
    ------
    OutOfDomainError
        If an option is given that the reference does not take.
    """
    refused = [name for name, value in given.items() if value is not None]
    if refused:
        raise refuse(
            refused[0],
            "a value",
            "the reference has its own numbers, fitted to juries: its court loses patience by a "
            "hazard that was estimated too",
            "no such option, or a model by name (juryroom models)",
        )
    from juryroom.catalog.reference import reference
    from juryroom.errors import OutOfDomainError, Problem

    if not 0 <= pressure <= 1:
        raise OutOfDomainError(
            Problem("--pressure", f"{pressure:g}", "pressure is a chance per ballot", "0 to 1")
        )
    estimate, ballot = reference(), read_first_ballot(first)
    found = estimate.outcome(ballot, rule, kind or DEFAULT_KIND, pressure=pressure)
    if json:
        print_json(_as_json(found, estimate, ballot, rule, pressure))
    else:
        _show(found, estimate, ballot, rule)


def _as_json(
    found: "ReferenceOutcome",
    estimate: "Reference",
    ballot: "FirstBallot",
    rule: "DecisionRule",
    pressure: float,
) -> dict[str, object]:
    from juryroom.provenance import Input, Provenance

    inputs = (Input(name=estimate.file_name, sha256=estimate.sha256),)
    return {
        **found.as_json(),
        "model": REFERENCE,
        "jury_size": rule.jury_size,
        "first_ballot": [float(p) for p in ballot.probabilities],
        "to_convict": rule.to_convict,
        "to_acquit": rule.to_acquit,
        "pressure": pressure,
        "schema": "juryroom-reference-outcome/1",
        "provenance": Provenance(command=command_words(), inputs=inputs).as_json(),
    }


def _show(
    found: "ReferenceOutcome", estimate: "Reference", ballot: "FirstBallot", rule: "DecisionRule"
) -> None:
    import numpy as np

    print(f"{estimate.about}; {found.kind} juries")
    head = ["", "mean", "50%", "80%", "95%"]
    rows = [
        [
            ending.value.replace("_", " "),
            f"{found.mean.probability[ending]:.3f}",
            *(str(each) for each in intervals),
        ]
        for ending, intervals in found.intervals.items()
    ]
    facts = [("first ballot", ballot.description), ("rule", str(rule))]
    print(table(facts))
    print(table([head, *rows]))
    low, middle, high = (float(q) for q in np.quantile(found.hours, (0.025, 0.5, 0.975)))
    hours = f"{middle:.1f} [{low:.1f}, {high:.1f}], at a pace that is assumed, not fitted"
    more = [("mean ballots", f"{found.mean.mean_ballots:.1f}"), ("mean hours", hours)]
    print(table(more))
    print(
        wrapped(
            "Intervals hold what the juries of the data leave open about the numbers of the chain; "
            "they do not say that juries of a given case are like those. juryroom reference says "
            "how it was made."
        )
    )
    print(wrapped("This is about juries in general under this model; it is not about guilt."))
