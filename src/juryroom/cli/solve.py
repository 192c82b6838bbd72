"""`juryroom solve`: one jury, exactly."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.first_ballots import (
    FirstVotes,
    LeaningsOption,
    ShareOption,
    UndecidedOption,
    UndecidedVoteOption,
    VotesOption,
    read_first_ballot,
)
from juryroom.cli.hours import (
    AtRandomOption,
    HourlyHazardOption,
    HoursOption,
    MinutesOption,
    TimesOption,
    Waits,
    patience_words,
    print_times,
    read_pace,
    read_waits,
    times_json,
)
from juryroom.cli.jury_options import (
    AcquitOption,
    BallotsOption,
    ConvictOption,
    HazardOption,
    ResemblanceOption,
    SetOption,
    SizeOption,
    read_parameters,
    read_rule,
    refuse,
)
from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped
from juryroom.cli.solve_reference import REFERENCE, solve_reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from juryroom.outcome.hours import Pace
    from juryroom.trial import Trial

EXAMPLE = "Example: juryroom solve linear-pull --jury-size 12 --guilty-votes 8"

ModelArgument = Annotated[
    str,
    typer.Argument(
        metavar="[MODEL]",
        help="A name from `juryroom models`. Without one: the reference, fitted to 2,030 juries.",
    ),
]
KindOption = Annotated[
    str | None,
    typer.Option(help="Of the reference: field (real juries, the default), mock or capital."),
]
PressureOption = Annotated[
    float, typer.Option(help="The chance at each ballot that one not-guilty voter votes guilty.")
]


def solve(
    model: ModelArgument = REFERENCE,
    *,
    jury_size: SizeOption = 12,
    guilty_votes: VotesOption = None,
    share: ShareOption = None,
    resemblance: ResemblanceOption = 0.0,
    leanings: LeaningsOption = None,
    undecided: UndecidedOption = None,
    undecided_vote: UndecidedVoteOption = None,
    to_convict: ConvictOption = None,
    to_acquit: AcquitOption = None,
    ballots: BallotsOption = None,
    hours: HoursOption = None,
    minutes: MinutesOption = None,
    at_random: AtRandomOption = False,
    hang_hazard: HazardOption = None,
    hourly_hazard: HourlyHazardOption = None,
    times: TimesOption = False,
    pressure: PressureOption = 0.0,
    parameter: SetOption = None,
    kind: KindOption = None,
    json: JsonOption = False,
) -> None:
    """Solve one jury: the chance of guilty, not guilty and hung from a first ballot, exactly.

    Without a MODEL it is solved under the reference estimate, with intervals for what is not known
    of its numbers. With one, under that model at its default parameters or those set.

    For a voting game (feddersen-pesendorfer, quantal-response) it gives how jurors vote and how
    often the jury errs; for a model of accuracy (condorcet, poisson, spencer ...) its measures; for
    stubbornness the votes and the time at which the jury stops.
    """
    from juryroom.deliberation.registry import model as make_model
    from juryroom.trial import Trial

    first = FirstVotes(
        jury_size, guilty_votes, share, resemblance, leanings, undecided, undecided_vote
    )
    waits = Waits(ballots, hang_hazard, hours, minutes, at_random, hourly_hazard)
    of_trial = {
        "--to-convict": to_convict,
        "--to-acquit": to_acquit,
        "--pressure": pressure or None,
        "--times": times or None,
    }
    if model == REFERENCE:
        solve_reference(
            first,
            read_rule(jury_size, to_convict, to_acquit),
            kind=kind,
            pressure=pressure,
            given={**waits.named, "--times": times or None, "--set": parameter},
            json=json,
        )
        return
    _check_no_kind(model, kind)
    if _solved_elsewhere(model, first, {**waits.named, **of_trial}, parameter, json=json):
        return
    _check_kind(model)
    rule = read_rule(jury_size, to_convict, to_acquit)
    trial = Trial(
        model=make_model(model, **read_parameters(parameter)),
        first_ballot=read_first_ballot(first),
        rule=rule,
        patience=read_waits(jury_size, waits),
        pressure=pressure,
    )
    pace = read_pace(waits)
    law = trial.time_law(pace) if times else None
    if json:
        asked = {} if law is None else {"times": times_json(law, pace)}
        print_json({**_as_json(trial, pace), **asked})
        return
    _show(trial, pace)
    if law is not None:
        print_times(law, pace)
    print(wrapped("This is about juries in general under this model; it is not about guilt."))


def _solved_elsewhere(
    model: str,
    first: FirstVotes,
    of_trial: "Mapping[str, object]",
    parameter: list[str] | None,
    *,
    json: bool,
) -> bool:
    """Answer for a voting game, a model of accuracy or one with a time of its own; say whether."""
    from juryroom.cli.judgement import is_judgement, solve_judgement
    from juryroom.cli.timed import is_timed, solve_timed

    parameters = read_parameters(parameter)
    given = {name: value for name, value in of_trial.items() if value is not None}
    if is_judgement(model):
        to_convict = of_trial["--to-convict"]
        options = {name: each for name, each in _first_options(first).items() if each is not None}
        others = {name: value for name, value in given.items() if name != "--to-convict"}
        solve_judgement(
            model,
            jury_size=first.jury_size,
            to_convict=to_convict if isinstance(to_convict, int) else None,
            parameters=parameters,
            given={**options, **others},
            json=json,
        )
        return True
    if is_timed(model):
        solve_timed(model, first, parameters=parameters, given=given, json=json)
        return True
    return False


def _first_options(first: FirstVotes) -> dict[str, object]:
    """Return each option of the first ballot by its name, None where it is not given."""
    return {
        "--guilty-votes": first.guilty_votes,
        "--share": first.share,
        "--resemblance": first.resemblance or None,
        "--leanings": first.leanings,
        "--undecided": first.undecided,
        "--undecided-vote": first.undecided_vote,
    }


def _check_no_kind(model: str, kind: str | None) -> None:
    """Raise where a kind of jury is given to a model that knows none."""
    if kind is not None:
        rule = "the kind of jury is known to the reference alone"
        raise refuse("--kind", f"'{kind}' for model '{model}'", rule, "no --kind, or no MODEL")


def _check_kind(model: str) -> None:
    """Raise where a model answers another verb's question."""
    from juryroom.deliberation.registry import ordered_models

    if model in ordered_models():
        raise refuse(
            "model",
            f"'{model}'",
            "this verb solves juries of two verdicts, ballot by ballot",
            "juryroom ordered for this model, or a name of the first group in juryroom models",
        )


def _as_json(trial: "Trial", pace: "Pace | None") -> dict[str, Any]:
    from juryroom.provenance import Provenance

    outcome = trial.solve()
    return {
        **outcome.as_json(),
        "mean_hours": _hours(trial, pace),
        "model": trial.model.card.name,
        "parameters": {p.name: getattr(trial.model, p.name) for p in trial.model.card.parameters},
        "jury_size": trial.decision_rule.jury_size,
        "first_ballot": [float(p) for p in trial.first_ballot.probabilities],
        "to_convict": trial.decision_rule.to_convict,
        "to_acquit": trial.decision_rule.to_acquit,
        "patience": patience_words(trial.patience),
        "pressure": trial.pressure,
        "schema": "juryroom-outcome/1",
        "provenance": Provenance(command=command_words(), inputs=()).as_json(),
    }


def _show(trial: "Trial", pace: "Pace | None") -> None:
    outcome = trial.solve()
    hours = _hours(trial, pace)
    print(f"{trial.model.card.name}: {trial.model.card.says}")
    print(
        table(
            [
                ("first ballot", trial.first_ballot.description),
                ("rule", str(trial.decision_rule)),
                ("patience", patience_words(trial.patience)),
                ("outcome", str(outcome)),
                *(_ballots(outcome.mean_ballots)),
                *([] if hours is None else [("mean hours", f"{hours:.1f}")]),
                *(last_split(outcome.last_split_when_hung, trial.decision_rule.jury_size)),
            ]
        )
    )


def _hours(trial: "Trial", pace: "Pace | None") -> float | None:
    """Return the mean time that juries are out, where there is a pace and the model has time."""
    if pace is None or trial.solve().mean_ballots is None:
        return None
    return trial.time_law(pace).mean()


def _ballots(mean: float | None) -> list[tuple[str, str]]:
    return [] if mean is None else [("mean ballots", f"{mean:.1f}")]


def last_split(split: Any, jury_size: int) -> list[tuple[str, str]]:
    """Return the row that shows the likeliest splits of a jury that hangs, or none."""
    if not split:
        return []
    likely = sorted(split.items(), key=lambda item: -item[1])[:4]
    words = ", ".join(f"{votes}-{jury_size - votes} {chance:.2f}" for votes, chance in likely)
    return [("when hung, last split", f"{words} (guilty - not guilty; the likeliest)")]
