"""Models of votes and time from the command line: `juryroom solve` gives their exact law.

They end when the jury stops and have no rule of verdict but their own zone, so the options of a
trial that say when a jury is done do not apply, and one that is given is refused.
"""

from math import isnan
from typing import Any

from juryroom.cli.first_ballots import FirstVotes, read_first_ballot
from juryroom.cli.output import command_words, print_json, table, wrapped
from juryroom.deliberation.models.stubbornness import Stubbornness
from juryroom.deliberation.registry import timed_models
from juryroom.deliberation.timed import StubbornLaw
from juryroom.errors import OutOfDomainError, Problem, UnknownNameError, nearest
from juryroom.jury.first_ballot import FirstBallot
from juryroom.provenance import Provenance

QUANTILES = (0.1, 0.5, 0.9)
FENCES = (15.0, 30.0, 60.0, 120.0, 240.0, 480.0)
"""Minutes by which the share of juries that have stopped is shown."""


def is_timed(name: str) -> bool:
    """Whether `name` is a model of votes and time."""
    return name in timed_models()


def solve_timed(
    name: str,
    first_votes: FirstVotes,
    *,
    parameters: dict[str, float],
    given: dict[str, object],
    json: bool,
) -> None:
    """Print the exact law of the votes and of the time at the stop.

    Parameters
    ----------
    first_votes
        What the options say of the first ballot.
    given
        Options of a trial that were given and do not apply, by name.

    Raises
    ------
    OutOfDomainError
        If there is one of those, or a number lies outside its domain.
    """
    if given:
        raise OutOfDomainError(
            Problem(
                where=", ".join(given),
                found=", ".join(str(value) for value in given.values()),
                rule=f"in {name} a jury stops by itself, at any split; its zone stands for the rule",
                accepted="a first ballot, --jury-size and --set NAME=VALUE, for example zone=1",
            )
        )
    model = _made(name, parameters)
    ballot = read_first_ballot(first_votes)
    law = model.solve(ballot, FENCES)
    if json:
        print_json(_as_json(model, ballot, law))
    else:
        _show(model, ballot, law)


def _made(name: str, parameters: dict[str, float]) -> Stubbornness:
    kind = timed_models()[name]
    known = [parameter.name for parameter in kind.card.parameters]
    for each in parameters:
        if each not in known:
            raise UnknownNameError(
                Problem(
                    f"model '{name}'",
                    f"a parameter '{each}'",
                    "a model takes the parameters on its card",
                    nearest(each, known),
                )
            )
    return kind(**parameters)


def _in_zone(model: Stubbornness, law: StubbornLaw) -> tuple[float, float, float]:
    """Return the chance to stop where guilty, where not guilty, and where neither can be said."""
    inside = model.in_zone(len(law.votes) - 1)
    guilty = [v > len(law.votes) // 2 for v in range(len(law.votes))]
    high = float(sum(p for p, i, g in zip(law.votes, inside, guilty, strict=True) if i and g))
    low = float(sum(p for p, i, g in zip(law.votes, inside, guilty, strict=True) if i and not g))
    return high, low, float(law.votes[~inside].sum())


def _as_json(model: Stubbornness, ballot: FirstBallot, law: StubbornLaw) -> dict[str, Any]:
    guilty, not_guilty, between = _in_zone(model, law)
    return {
        "votes": [float(p) for p in law.votes],
        "in_zone_guilty": guilty,
        "in_zone_not_guilty": not_guilty,
        "between_the_zones": between,
        "mean_minutes": law.mean_minutes,
        "sd_minutes": law.sd_minutes,
        "mean_minutes_by_votes": [
            None if isnan(mean) else float(mean) for mean in law.mean_minutes_by_votes
        ],
        "quantile_minutes": {
            str(share): model.quantile_minutes(ballot, share) for share in QUANTILES
        },
        "stopped_by_minutes": {
            f"{minutes:g}": float(ended.sum())
            for minutes, ended in zip(law.minutes, law.ended, strict=True)
        },
        "error": law.error,
        "mean_error_minutes": law.mean_error,
        "model": model.card.name,
        "parameters": {p.name: getattr(model, p.name) for p in model.card.parameters},
        "jury_size": ballot.jury_size,
        "first_ballot": [float(p) for p in ballot.probabilities],
        "method": "exact",
        "provenance": Provenance(command=command_words(), inputs=()).as_json(),
    }


def _show(model: Stubbornness, ballot: FirstBallot, law: StubbornLaw) -> None:
    n = ballot.jury_size
    guilty, not_guilty, between = _in_zone(model, law)
    quantiles = [model.quantile_minutes(ballot, share) for share in QUANTILES]
    shown = "  ".join(f"{100 * s:g}% {q:.0f}" for s, q in zip(QUANTILES, quantiles, strict=True))
    print(wrapped(f"{model.card.name}: {model.card.says}"))
    print(
        table(
            [
                ("first ballot", ballot.description),
                *((p.name, f"{getattr(model, p.name):g}") for p in model.card.parameters),
                ("stops where guilty can be said", f"{guilty:.3f}"),
                ("stops where not guilty can be said", f"{not_guilty:.3f}"),
                ("stops in between", f"{between:.3f}"),
                ("mean minutes", f"{law.mean_minutes:.1f} (sd {law.sd_minutes:.1f})"),
                ("minutes by which so many stop", shown),
            ]
        )
    )
    rows = [("guilty votes", "chance", "mean minutes")]
    for votes, (chance, mean) in enumerate(zip(law.votes, law.mean_minutes_by_votes, strict=True)):
        rows.append((f"{votes} of {n}", f"{chance:.4f}", "-" if isnan(mean) else f"{mean:.1f}"))
    print(table(rows))
    print(
        wrapped(
            "Exact. Minutes are the model's: one draw of a juror a minute. Stopping in between is no "
            "rate of hung juries: the data behind the model are of juries with a verdict."
        )
    )
    print(wrapped("This is about juries in general under this model; it is not about guilt."))
