"""`juryroom counts`: several counts before one jury, and the probability of every pattern."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.jury_options import (
    AcquitOption,
    BallotsOption,
    ConvictOption,
    OneHazardOption,
    SetOption,
    SizeOption,
    placed,
    read_number,
    read_parameters,
    read_plain_patience,
    read_rule,
    refuse,
)
from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.deliberation.interface import DeliberationModel
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.jury.joint_ballot import JointBallot
    from juryroom.outcome.several_counts import PatternOutcome, SeveralCounts

EXAMPLE = (
    "Example: juryroom counts tug-of-war --count assault=0.7 --count trafficking=0.5 --alike 0.4 "
    "--hang-hazard 0.02 --together"
)

SHOWN = 0.0005
"""A pattern that is rarer is not shown to people; JSON holds every one."""

_COUNT_FORM = (
    "NAME=SHARE, the chance of a first vote for guilty, or NAME=G-N, a first ballot that is known; "
    "for example assault=0.7 or assault=8-4"
)
_SPLIT = re.compile(r"(\d{1,3})-(\d{1,3})")


def counts(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="A name from `juryroom models`, of every count.")
    ],
    *,
    count: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=SHARE or NAME=G-N",
            help="A count, with the chance that a juror favours guilty on it at first, 0 to 1, or "
            "with its first ballot where that is known; repeatable, up to five.",
        ),
    ] = None,
    jury_size: SizeOption = 12,
    alike: Annotated[
        float,
        typer.Option(help="How far one juror judges every count by one leaning, 0 to 1."),
    ] = 0.0,
    resemblance: Annotated[
        float, typer.Option(help="How far jurors of one case resemble each other, 0 to 1.")
    ] = 0.0,
    model_of: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=MODEL", help="Another model for one count; repeatable."),
    ] = None,
    to_convict: ConvictOption = None,
    to_acquit: AcquitOption = None,
    ballots: BallotsOption = None,
    hang_hazard: OneHazardOption = None,
    together: Annotated[
        bool,
        typer.Option(
            "--together",
            help="Also with one ballot on every open count at a time and one patience for all; with "
            "a spill-over up to three counts.",
        ),
    ] = False,
    spill_over: Annotated[
        float | None,
        typer.Option(
            help="With --together: the chance that one draw moves every count, 0 to 1. Default: 0."
        ),
    ] = None,
    parameter: SetOption = None,
    json: JsonOption = False,
) -> None:
    """Solve several counts before one jury: every pattern of verdicts, and each count, exactly.

    In turn, each count is deliberated by itself, with a patience of its own. Together, the court's
    patience ends for all of them at once.
    """
    from juryroom.deliberation.registry import model as make_model
    from juryroom.outcome.several_counts import SeveralCounts

    rule = read_rule(jury_size, to_convict, to_acquit)
    said = _counts(count or [])
    made = make_model(model, **read_parameters(parameter))
    trial = SeveralCounts(
        counts=tuple(said),
        first_ballot=_first_ballots(said, jury_size, alike, resemblance),
        models=_models(tuple(said), made, model_of or []),
        rule=rule,
        patience=read_plain_patience(ballots, hang_hazard),
    )
    if spill_over is not None and not together:
        raise refuse(
            "--spill-over",
            f"{spill_over:g} without --together",
            "one draw can move several counts only where they are voted on at one ballot",
            "--together with --spill-over P, or neither",
        )
    in_turn = trial.in_turn()
    joined = trial.together(spill_over=spill_over or 0.0) if together else None
    if json:
        print_json(_as_json(trial, in_turn, joined, spill_over or 0.0))
    else:
        _show(trial, in_turn, joined, spill_over or 0.0)


def _counts(pairs: list[str]) -> dict[str, str]:
    """Return what is said of each count, by its name."""
    said: dict[str, str] = {}
    for pair in pairs:
        name, sign, text = (part.strip() for part in pair.partition("="))
        if not (name and sign and text):
            rule = "a count has a name and a first ballot"
            raise refuse("--count", repr(pair), rule, _COUNT_FORM)
        if name in said:
            rule = "each count has a name of its own"
            raise refuse("--count", f"'{name}' twice", rule, "another name")
        said[name] = text
    if not said:
        rule = "a jury of several counts has counts"
        raise refuse("--count", "no count", rule, f"two to five of {_COUNT_FORM}")
    return said


def _first_ballots(
    said: dict[str, str], jury_size: int, alike: float, resemblance: float
) -> "JointBallot":
    """Return the joint first ballot: linked where all are shares, apart where one is known."""
    from juryroom.jury.joint_ballot import JointBallot

    known = [name for name, text in said.items() if _SPLIT.fullmatch(text)]
    if known and (alike != 0 or resemblance != 0):
        raise refuse(
            "--alike, --resemblance",
            f"{alike:g}, {resemblance:g} beside the known first ballot of '{known[0]}'",
            "a link between counts or jurors is one of how their first votes are drawn",
            "NAME=SHARE for every count, or neither of the two options",
        )
    if known:
        return JointBallot.independent(
            [_ballot(name, text, jury_size) for name, text in said.items()]
        )
    shares: list[float] = []
    for name, text in said.items():
        shares.append(read_number(text, f"--count {name}", _COUNT_FORM))
        with placed(f"--count {name}"):
            JointBallot.leanings(shares[-1:], jury_size)
    return JointBallot.leanings(shares, jury_size, alike=alike, resemblance=resemblance)


def _ballot(name: str, text: str, jury_size: int) -> "FirstBallot":
    from juryroom.jury.first_ballot import FirstBallot

    split = _SPLIT.fullmatch(text)
    with placed(f"--count {name}"):
        if not split:
            return FirstBallot.binomial(read_number(text, text, _COUNT_FORM), jury_size)
        guilty, others = int(split.group(1)), int(split.group(2))
        if guilty + others != jury_size:
            raise refuse(
                text,
                f"{guilty + others} votes of a jury of {jury_size}",
                "every juror votes on every count",
                f"two numbers that add up to {jury_size}, or --jury-size {guilty + others}",
            )
        return FirstBallot.known(guilty, jury_size)


def _models(
    names: tuple[str, ...], every: "DeliberationModel", others: list[str]
) -> tuple["DeliberationModel", ...]:
    from juryroom.deliberation.registry import model as make_model
    from juryroom.errors import nearest

    chosen = dict.fromkeys(names, every)
    for pair in others:
        name, _, model = pair.partition("=")
        if name not in chosen:
            rule = "a model of its own is that of a count before the jury"
            raise refuse("--model-of", repr(pair), rule, f"NAME=MODEL; {nearest(name, names)}")
        chosen[name] = make_model(model)
    return tuple(chosen.values())


def _as_json(
    trial: "SeveralCounts",
    in_turn: "PatternOutcome",
    joined: "PatternOutcome | None",
    spill_over: float,
) -> dict[str, Any]:
    from juryroom.provenance import Provenance

    return {
        "schema": "juryroom-counts-outcome/1",
        "in_turn": _outcome_json(in_turn),
        "together": None if joined is None else _outcome_json(joined),
        "spill_over": None if joined is None else spill_over,
        "models": [
            {
                "count": name,
                "model": model.card.name,
                "parameters": {p.name: getattr(model, p.name) for p in model.card.parameters},
            }
            for name, model in zip(trial.counts, trial.model_by_count, strict=True)
        ],
        "first_ballot": trial.first_ballot.description,
        "jury_size": trial.first_ballot.jury_size,
        "to_convict": trial.decision_rule.to_convict,
        "to_acquit": trial.decision_rule.to_acquit,
        "patience": str(trial.patience),
        "provenance": Provenance(command=command_words(), inputs=()).as_json(),
    }


def _outcome_json(found: "PatternOutcome") -> dict[str, Any]:
    by_count = {
        name: {ending.value: p for ending, p in found.of_count(name).items()}
        for name in found.counts
    }
    return {**found.as_json(), "by_count": by_count}


def _show(
    trial: "SeveralCounts",
    in_turn: "PatternOutcome",
    joined: "PatternOutcome | None",
    spill_over: float,
) -> None:
    models = dict.fromkeys(
        f"{model.card.name}: {model.card.says}" for model in trial.model_by_count
    )
    for says in models:
        print(wrapped(says, hang=2))
    print(
        table(
            [
                ("first ballots", trial.first_ballot.description),
                ("rule", f"{trial.decision_rule}, on each count"),
                ("patience", str(trial.patience)),
                *([] if joined is None else [("spill-over", f"{spill_over:g}, together")]),
            ]
        )
    )
    found = [in_turn] if joined is None else [in_turn, joined]
    titles = ("in turn", "together")[: len(found)]
    print("patterns")
    print(table([(*trial.counts, *titles), *_patterns(found)]))
    print("each count, whatever the others")
    print(table([("", "guilty", "not guilty", "hung"), *_by_count(found, titles)]))
    print(table(_hung(found, titles)))
    print(wrapped("This is about juries in general under this model; it is not about guilt."))


def _patterns(found: list["PatternOutcome"]) -> list[tuple[str, ...]]:
    """Return a row a pattern, the likeliest in turn first; the rare ones in one row."""
    ordered = sorted(found[0].patterns, key=lambda pattern: -found[0].patterns[pattern])
    rows: list[tuple[str, ...]] = []
    rare: list[Any] = []
    for pattern in ordered:
        chances = [outcome.patterns[pattern] for outcome in found]
        if max(chances) < SHOWN:
            rare.append(pattern)
        else:
            words = (ending.value.replace("_", " ") for ending in pattern)
            rows.append((*words, *(f"{p:.3f}" for p in chances)))
    if rare:
        rest = [sum(outcome.patterns[pattern] for pattern in rare) for outcome in found]
        blank = [""] * (len(found[0].counts) - 1)
        title = f"{len(rare)} rarer one{'s' if len(rare) > 1 else ''}"
        rows.append((title, *blank, *(f"{p:.3f}" for p in rest)))
    return rows


def _by_count(found: list["PatternOutcome"], titles: tuple[str, ...]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name in found[0].counts:
        for outcome, title in zip(found, titles, strict=True):
            shown = f"{name}, {title}" if len(found) > 1 else name
            rows.append((shown, *(f"{p:.3f}" for p in outcome.of_count(name).values())))
    return rows


def _hung(found: list["PatternOutcome"], titles: tuple[str, ...]) -> list[tuple[str, ...]]:
    numbers = range(len(found[0].hung_counts))
    return [
        ("", *titles),
        ("verdicts on some counts only", *(f"{o.partial_verdict:.3f}" for o in found)),
        *(
            (f"hung on {n}", *(f"{outcome.hung_counts[n]:.3f}" for outcome in found))
            for n in numbers
        ),
    ]
