"""`juryroom room --models all`: what events change, model by model, and the range."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from juryroom.cli.jury_options import refuse
from juryroom.cli.output import command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from juryroom.cli.room_question import RoomQuestion
    from juryroom.effect.one_juror import OneJuror
    from juryroom.effect.room_effect import RoomCell, RoomEffect


def check_models(models: str, model: str | None, parameters: list[str] | None) -> None:
    """Raise unless the words ask for every model and for no other."""
    if models != "all":
        accepted = "--models all, or --model NAME for one"
        raise refuse("--models", repr(models), "a range is shown over every model", accepted)
    if model is not None or parameters:
        raise refuse(
            "--models",
            "'all' beside " + ("--model" if model is not None else "--set"),
            "a range is shown over every model, each with its own parameters",
            "--models all alone, or --model NAME with --set",
        )


def show_range(question: "RoomQuestion", *, json: bool) -> None:
    """Print what the events of a question change under every model."""
    from juryroom.effect.one_juror import one_juror
    from juryroom.effect.room_effect import room_effect, room_line_up
    from juryroom.outcome.patience import Never

    room, without = question.room, question.without
    rule = without.rule.rule_at(0, without.jury_size)
    entrants = room_line_up(rule)
    given = not isinstance(room.patience, Never)
    if given:
        entrants = tuple(replace(entrant, patience=room.patience) for entrant in entrants)
    found = room_effect(
        question.first_ballot,
        room.happenings,
        room.rule,
        rule_without=without.rule,
        entrants=entrants,
    )
    jurors = one_juror(question.first_ballot, rule, entrants=entrants)
    patience = str(room.patience) if given else "calibrated to one published hung rate in each"
    if json:
        beside = {"one_juror": [juror.as_json() for juror in jurors]}
        print_json(_as_json(question, found, patience) | beside)
    else:
        _show(question, found, patience, jurors)


def _as_json(question: "RoomQuestion", found: "RoomEffect", patience: str) -> dict[str, Any]:
    from juryroom.provenance import Provenance

    return {
        "schema": "juryroom-room-effect/1",
        "rule": str(question.without.rule),
        "rule_with_events": str(question.room.rule),
        "patience": patience,
        "events": [{"event": text, "is_rule": is_rule} for text, is_rule in question.events],
        **found.as_json(),
        "provenance": Provenance(command=command_words(), inputs=question.inputs).as_json(),
    }


def _show(
    question: "RoomQuestion", found: "RoomEffect", patience: str, jurors: "Sequence[OneJuror]"
) -> None:
    from juryroom.procedure.decision_rule import Ending

    print(
        table(
            [
                ("first ballot", question.first_ballot.description),
                ("rule", str(question.without.rule)),
                ("patience", patience),
                *((f"event {i}", text) for i, (text, _) in enumerate(question.events, start=1)),
            ]
        )
    )
    print(table([("model", "guilty", "not guilty", "hung"), *(_row(cell) for cell in found.cells)]))
    print(table([("range of the change", *(e.value.replace("_", " ") for e in Ending)),
                 *_ranges(question, found), *_of_one(jurors)]))  # fmt: skip
    print(
        wrapped(
            "Each ending is shown without the events > with them. An event alone is what changes "
            "where it is taken away and the others stay. Beside it, what one juror can change who is "
            "no different from the others: a first vote for guilty instead of not guilty, or a "
            "refusal to go on after the first ballot. A ballot is not the same length in every "
            "model. This is about juries in general under these models, with strengths that you "
            "gave; it is not about guilt, and not about any actual jury."
        )
    )


def _row(cell: "RoomCell") -> tuple[str, ...]:
    before, after = cell.without.outcome, cell.found.outcome
    return (
        cell.model,
        f"{before.guilty:.3f} > {after.guilty:.3f}",
        f"{before.not_guilty:.3f} > {after.not_guilty:.3f}",
        f"{before.hung:.3f} > {after.hung:.3f}",
    )


def _ranges(question: "RoomQuestion", found: "RoomEffect") -> list[tuple[str, ...]]:
    from juryroom.procedure.decision_rule import Ending

    numbers = [i for i, (_, is_rule) in enumerate(question.events, start=1) if not is_rule]
    asked: list[tuple[str, int | None]] = [(f"all, {len(found.cells)} models", None)]
    if len(question.events) > 1:
        asked += [(f"event {number} alone", place) for place, number in enumerate(numbers)]
    return [
        (
            name,
            *(
                f"{low:+z.3f} to {high:+z.3f}"
                for low, high in (found.span(ending, event) for ending in Ending)
            ),
        )
        for name, event in asked
    ]


def _of_one(jurors: "Sequence[OneJuror]") -> list[tuple[str, ...]]:
    """Return the ranges of what one juror can change."""
    from juryroom.procedure.decision_rule import Ending

    rows: list[tuple[str, ...]] = []
    for name, found in (
        ("one first vote", [juror.by_vote for juror in jurors]),
        ("one refusal", [juror.by_refusing for juror in jurors]),
    ):
        known = [changes for changes in found if changes is not None]
        if known:
            spans = (sorted(changes[ending] for changes in known) for ending in Ending)
            rows.append((name, *(f"{span[0]:+z.3f} to {span[-1]:+z.3f}" for span in spans)))
    return rows
