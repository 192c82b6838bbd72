"""`juryroom solve`: one jury, exactly."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped
from juryroom.errors import OutOfDomainError, Problem

if TYPE_CHECKING:
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.outcome.patience import Patience
    from juryroom.trial import Trial

EXAMPLE = "Example: juryroom solve linear-pull --jury-size 12 --guilty-votes 8"


ModelArgument = Annotated[
    str, typer.Argument(metavar="MODEL", help="A name from `juryroom models`.")
]
SizeOption = Annotated[int, typer.Option(help="Jurors who deliberate, 3 to 23.")]
VotesOption = Annotated[int | None, typer.Option(help="Votes for guilty on the first ballot.")]
ShareOption = Annotated[
    float | None,
    typer.Option(
        help="Instead of --guilty-votes: the chance that a juror favours guilty at first."
    ),
]
ResemblanceOption = Annotated[
    float,
    typer.Option(help="With --share: how far jurors of one case resemble each other, 0 to 1."),
]
ConvictOption = Annotated[int | None, typer.Option(help="Votes that convict. Default: all jurors.")]
AcquitOption = Annotated[int | None, typer.Option(help="Votes that acquit. Default: all jurors.")]
BallotsOption = Annotated[
    int | None, typer.Option(help="The court discharges the jury after so many ballots.")
]
HazardOption = Annotated[
    float | None,
    typer.Option(help="The chance, after each ballot without a verdict, of a discharge."),
]
PressureOption = Annotated[
    float, typer.Option(help="The chance at each ballot that one not-guilty voter votes guilty.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the model; repeatable."),
]


def solve(
    model: ModelArgument,
    *,
    jury_size: SizeOption = 12,
    guilty_votes: VotesOption = None,
    share: ShareOption = None,
    resemblance: ResemblanceOption = 0.0,
    to_convict: ConvictOption = None,
    to_acquit: AcquitOption = None,
    ballots: BallotsOption = None,
    hang_hazard: HazardOption = None,
    pressure: PressureOption = 0.0,
    parameter: SetOption = None,
    json: JsonOption = False,
) -> None:
    """Solve one jury: the chance of guilty, not guilty and hung from a first ballot, exactly.

    For a voting game (feddersen-pesendorfer, quantal-response) it gives how jurors vote and how
    often the jury errs; for a model of accuracy (condorcet, poisson, spencer ...) its measures.
    """
    from juryroom.cli.judgement import is_judgement, solve_judgement
    from juryroom.deliberation.registry import model as make_model
    from juryroom.procedure.decision_rule import DecisionRule
    from juryroom.trial import Trial

    if is_judgement(model):
        options = {
            "--guilty-votes": guilty_votes,
            "--share": share,
            "--resemblance": resemblance or None,
            "--to-acquit": to_acquit,
            "--ballots": ballots,
            "--hang-hazard": hang_hazard,
            "--pressure": pressure or None,
        }
        solve_judgement(
            model,
            jury_size=jury_size,
            to_convict=to_convict,
            parameters=_parameters(parameter or []),
            given={name: value for name, value in options.items() if value is not None},
            json=json,
        )
        return
    DecisionRule.unanimous(jury_size)  # so that a jury of two is refused for its size
    trial = Trial(
        model=make_model(model, **_parameters(parameter or [])),
        first_ballot=_first_ballot(jury_size, guilty_votes, share, resemblance),
        rule=DecisionRule(
            jury_size=jury_size,
            to_convict=jury_size if to_convict is None else to_convict,
            to_acquit=jury_size if to_acquit is None else to_acquit,
        ),
        patience=_patience(ballots, hang_hazard),
        pressure=pressure,
    )
    if json:
        print_json(_as_json(trial))
    else:
        _show(trial)


def _first_ballot(
    jury_size: int, guilty_votes: int | None, share: float | None, resemblance: float
) -> "FirstBallot":
    from juryroom.jury.first_ballot import FirstBallot

    if guilty_votes is not None and share is None:
        _no_resemblance(resemblance)
        return FirstBallot.known(guilty_votes, jury_size)
    if share is None or guilty_votes is not None:
        both = "neither" if share is None else "both"
        raise OutOfDomainError(
            Problem(
                where="--guilty-votes, --share",
                found=both,
                rule="a jury's first ballot is either known or has a distribution",
                accepted="--guilty-votes K, or --share P with an optional --resemblance R",
            )
        )
    return FirstBallot.beta_binomial(share, resemblance, jury_size)


def _no_resemblance(resemblance: float) -> None:
    if resemblance != 0:
        raise OutOfDomainError(
            Problem(
                where="--resemblance",
                found=f"{resemblance:g} beside --guilty-votes",
                rule="jurors resemble each other in how a first ballot is drawn; a known one is not",
                accepted="--share P with --resemblance R, or --guilty-votes K alone",
            )
        )


def _patience(ballots: int | None, hang_hazard: float | None) -> "Patience":
    from juryroom.outcome.patience import BallotCap, HangHazard, Never

    if ballots is not None and hang_hazard is not None:
        raise OutOfDomainError(
            Problem(
                where="--ballots, --hang-hazard",
                found="both",
                rule="the court's patience is of one kind",
                accepted="one of the two, or neither for a court that waits for a verdict",
            )
        )
    if ballots is not None:
        return BallotCap(ballots=ballots)
    return Never() if hang_hazard is None else HangHazard(per_ballot=hang_hazard)


def _parameters(pairs: list[str]) -> dict[str, float]:
    values: dict[str, float] = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        try:
            number = float(text)
        except ValueError:
            raise OutOfDomainError(
                Problem(
                    where="--set",
                    found=repr(pair),
                    rule="a parameter of a model is set by its name and a number",
                    accepted="NAME=VALUE, for example slope=0.5",
                )
            ) from None
        values[name] = int(number) if number.is_integer() else number
    return values


def _as_json(trial: "Trial") -> dict[str, Any]:
    from juryroom.provenance import Provenance

    return {
        **trial.solve().as_json(),
        "model": trial.model.card.name,
        "parameters": {p.name: getattr(trial.model, p.name) for p in trial.model.card.parameters},
        "jury_size": trial.decision_rule.jury_size,
        "first_ballot": [float(p) for p in trial.first_ballot.probabilities],
        "to_convict": trial.decision_rule.to_convict,
        "to_acquit": trial.decision_rule.to_acquit,
        "patience": str(trial.patience),
        "pressure": trial.pressure,
        "schema": "juryroom-outcome/1",
        "provenance": Provenance(command=command_words(), inputs=()).as_json(),
    }


def _show(trial: "Trial") -> None:
    outcome = trial.solve()
    print(f"{trial.model.card.name}: {trial.model.card.says}")
    print(
        table(
            [
                ("first ballot", trial.first_ballot.description),
                ("rule", str(trial.decision_rule)),
                ("patience", str(trial.patience)),
                ("outcome", str(outcome)),
                *(_ballots(outcome.mean_ballots)),
                *(_last_split(outcome.last_split_when_hung, trial.decision_rule.jury_size)),
            ]
        )
    )
    print(wrapped("This is about juries in general under this model; it is not about guilt."))


def _ballots(mean: float | None) -> list[tuple[str, str]]:
    return [] if mean is None else [("mean ballots", f"{mean:.1f}")]


def _last_split(split: Any, jury_size: int) -> list[tuple[str, str]]:
    if not split:
        return []
    likely = sorted(split.items(), key=lambda item: -item[1])[:4]
    words = ", ".join(f"{votes}-{jury_size - votes} {chance:.2f}" for votes, chance in likely)
    return [("when hung, last split", f"{words} (guilty - not guilty; the likeliest)")]
