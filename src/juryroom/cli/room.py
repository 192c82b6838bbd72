"""`juryroom room`: one jury with and without what happens in its room, side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.jury_options import SetOption
from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.cli.room_question import RoomQuestion
    from juryroom.outcome.histories import RoomOutcome

EXAMPLE = (
    "Example: juryroom room --guilty-votes 6 --hang-hazard 0.02 "
    '--event "rumour at ballot 5 converts 0.2"'
)

HELP = """One jury with and without what happens in its room, exactly, side by side.

An option beside a file replaces the file's value; events are added to the file's.

\b
Events. WHEN is `at ballot N` (before ballot N; the first is 0) or `on G-H`
(as soon as a ballot first shows that split). P is a chance, 0 to 1.
  rumour WHEN converts P      each not-guilty voter may be won
  threat WHEN presses P       from then on, at each ballot, one may be pressed
  charge WHEN [pulls P] [model NAME [PARAMETER=VALUE ...]]
                              from then on the smaller side is pulled, or
                              votes move by another model, or both
  replace WHEN [guilty voter | not-guilty voter] [alternate P]
          [others keep | others think | others afresh P [of JURORS]]
                              an alternate comes in; deliberation begins anew
  remove WHEN [guilty voter | not-guilty voter] [needing VOTES]
                              a juror leaves, the others go on
  refuse WHEN                 no lawful jury remains: hung
  rule at ballot N [convicts VOTES] [acquits VOTES] | majority 12:10,11:10
                              from ballot N another rule counts
"""
"""The help of the verb; the sign before the events keeps their lines as they are."""


FileArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="ROOM.yaml",
        help="A room file: the options below as keys, and a list of events.",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(help="A name from `juryroom models`, with ballots. Default: linear-pull."),
]
ModelsOption = Annotated[
    str | None,
    typer.Option(
        metavar="all",
        help="Instead of --model: every model that has ballots, and the range of the change. "
        "Without a patience each model's is calibrated to one published hung rate.",
    ),
]
# Numbers are read as text here, since a room file gives the same answers and its own place.
SizeOption = Annotated[
    str | None,
    typer.Option(metavar="N", help="Jurors who take the first ballot, 3 to 23. Default: 12."),
]
VotesOption = Annotated[
    str | None, typer.Option(metavar="K", help="Votes for guilty on the first ballot.")
]
ShareOption = Annotated[
    str | None,
    typer.Option(metavar="P", help="Instead: the chance of a first vote for guilty, 0 to 1."),
]
ResemblanceOption = Annotated[
    str | None,
    typer.Option(metavar="R", help="With --share: how far jurors resemble each other, 0 to 1."),
]
LeaningsOption = Annotated[
    str | None, typer.Option(metavar="P,P,...", help="Instead: that chance for each juror.")
]
ConvictOption = Annotated[
    str | None, typer.Option(metavar="VOTES", help="Votes that convict. Default: all jurors.")
]
AcquitOption = Annotated[
    str | None, typer.Option(metavar="VOTES", help="Votes that acquit. Default: all jurors.")
]
MajorityOption = Annotated[
    str | None,
    typer.Option(
        metavar="SITTING:VOTES,...",
        help="Instead of the two: of so many jurors who sit, so many decide; 12:10,11:10.",
    ),
]
BallotsOption = Annotated[
    str | None,
    typer.Option(metavar="N", help="The court discharges the jury after so many ballots."),
]
HazardOption = Annotated[
    str | None,
    typer.Option(
        metavar="P or P0,P1,...",
        help="The chance of a discharge after each ballot without a verdict, 0 to 1; a list goes "
        "by the split, as in `juryroom solve`.",
    ),
]
EventOption = Annotated[
    list[str] | None,
    typer.Option(metavar="SENTENCE", help="What happens; repeatable. See above."),
]


def room(
    file: FileArgument = None,
    *,
    model: ModelOption = None,
    models: ModelsOption = None,
    parameter: SetOption = None,
    jury_size: SizeOption = None,
    guilty_votes: VotesOption = None,
    share: ShareOption = None,
    resemblance: ResemblanceOption = None,
    leanings: LeaningsOption = None,
    to_convict: ConvictOption = None,
    to_acquit: AcquitOption = None,
    majority: MajorityOption = None,
    ballots: BallotsOption = None,
    hang_hazard: HazardOption = None,
    event: EventOption = None,
    json: JsonOption = False,
) -> None:
    """One jury with and without what happens in its room, exactly, side by side."""
    from juryroom.cli.room_question import read_question

    given = {
        "model": model,
        "jury_size": jury_size,
        "guilty_votes": guilty_votes,
        "share": share,
        "resemblance": resemblance,
        "leanings": leanings,
        "to_convict": to_convict,
        "to_acquit": to_acquit,
        "majority": majority,
        "ballots": ballots,
        "hang_hazard": hang_hazard,
    }
    question = read_question(file, given, parameter or [], event or [])
    if models is not None:
        from juryroom.cli.room_range import check_models, show_range

        check_models(models, model, parameter)
        show_range(question, json=json)
        return
    without = question.without.solve(question.first_ballot)
    found = question.room.solve(question.first_ballot)
    if json:
        print_json(_as_json(question, without, found))
    else:
        _show(question, without, found)


def _as_json(
    question: "RoomQuestion", without: "RoomOutcome", found: "RoomOutcome"
) -> dict[str, Any]:
    from juryroom.provenance import Provenance

    room = question.room
    took_place = iter(found.took_place)
    return {
        "schema": "juryroom-room-outcome/1",
        "model": room.model.card.name,
        "parameters": {p.name: getattr(room.model, p.name) for p in room.model.card.parameters},
        "jury_size": room.jury_size,
        "first_ballot": [float(p) for p in question.first_ballot.probabilities],
        "rule": str(question.without.rule),
        "rule_with_events": str(room.rule),
        "patience": str(room.patience),
        "events": [
            # A rule that opens is a date, not something that may or may not take place.
            {"event": text, "took_place": None if is_rule else next(took_place)}
            for text, is_rule in question.events
        ],
        "without": _outcome_json(without),
        "with": _outcome_json(found),
        "provenance": Provenance(command=command_words(), inputs=question.inputs).as_json(),
    }


def _outcome_json(found: "RoomOutcome") -> dict[str, Any]:
    return {name: value for name, value in found.as_json().items() if name != "took_place"}


def _show(question: "RoomQuestion", without: "RoomOutcome", found: "RoomOutcome") -> None:
    room = question.room
    print(wrapped(f"{room.model.card.name}: {room.model.card.says}"))
    print(
        table(
            [
                ("first ballot", question.first_ballot.description),
                ("rule", str(question.without.rule)),
                ("patience", str(room.patience)),
            ]
        )
    )
    print("events, and the chance that each takes place before the jury's work ends")
    took_place = iter(found.took_place)
    for number, (text, is_rule) in enumerate(question.events, start=1):
        chance = "a date" if is_rule else f"{next(took_place):.3f}"
        print(f"  {number}. {text}: {chance}")
    print(table([("", "without", "with", "change"), *_rows(without, found)]))
    for name, outcome in (("without", without), ("with", found)):
        if splits := _splits(outcome):
            print(wrapped(f"when hung, last split {name}: {splits}", 2, 2))
    print(
        wrapped(
            "Splits are guilty - not guilty, the likeliest first. This is one model: --models all "
            "gives every model with ballots, and the range of the change. It is about juries in "
            "general, with strengths that you gave; it is not about guilt."
        )
    )


def _rows(without: "RoomOutcome", found: "RoomOutcome") -> list[tuple[str, str, str, str]]:
    before, after = without.outcome, found.outcome
    rows = [
        (word, f"{a:.3f}", f"{b:.3f}", f"{b - a:+z.3f}")
        for word, a, b in (
            ("guilty", before.guilty, after.guilty),
            ("not guilty", before.not_guilty, after.not_guilty),
            ("hung", before.hung, after.hung),
        )
    ]
    a, b = before.mean_ballots or 0.0, after.mean_ballots or 0.0
    rows.append(("mean ballots", f"{a:.1f}", f"{b:.1f}", f"{b - a:+z.1f}"))
    for ending, was in (before.against_verdict or {}).items():
        now = (after.against_verdict or {}).get(ending)
        name = f"jurors against a {ending.value.replace('_', '-')} verdict"
        change = "" if was is None or now is None else f"{now - was:+z.3f}"
        rows.append((name, _shown(was), _shown(now), change))
    return rows


def _shown(share: float | None) -> str:
    return "none" if share is None else f"{share:.3f}"


def _splits(found: "RoomOutcome") -> str:
    hung = sum(found.hung_with.values())
    # Splits that are equally likely but for rounding stand in one order on every machine.
    likely = sorted(found.hung_with.items(), key=lambda item: (-round(item[1], 9), item[0]))[:4]
    return ", ".join(f"{g}-{n} {p / hung:.2f}" for (g, n), p in likely if p > 0)
