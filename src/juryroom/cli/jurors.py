"""`juryroom jurors`: a jury whose members differ, and whose vote can change the verdict most."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from juryroom.cli.juror_seats import Seat, read_seats
from juryroom.cli.jury_options import (
    AcquitOption,
    BallotsOption,
    ConvictOption,
    HazardOption,
    placed,
    read_patience,
    read_rule,
    refuse,
)
from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.outcome.jurors import Certified, JurorsTrial
    from juryroom.outcome.simulated import SimulatedOutcome
    from juryroom.provenance import Input

EXAMPLE = "Example: juryroom jurors --juror 8x0.3,0.5 --juror 3x0.8,0.5 --juror 1,0.1,2"

MOST_STATES = 2**16
"""States up to which the change that each juror makes is solved unasked: seconds for all of them."""

SOLVED_STATES = 2**20
"""States up to which a jury is solved: twenty jurors who all differ. A larger one is simulated."""

_EACH = "what each juror changes is solved, up to twenty jurors who all differ"


def jurors(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="JURORS.csv",
            help="One juror a line, 3 to 23: columns leaning (the chance of a first vote for "
            "guilty, 0 to 1), persuadability (0 to 1), influence (0 or more; default 1).",
        ),
    ] = None,
    *,
    juror: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[TIMESx]L,P[,I]",
            help="Instead of a file: leaning, persuadability and influence of one juror, or of "
            "so many; repeatable.",
        ),
    ] = None,
    guilty_votes: Annotated[
        int | None,
        typer.Option(
            help="Votes for guilty on the first ballot, where it is not known whose they are: for "
            "a file without the column leaning."
        ),
    ] = None,
    to_convict: ConvictOption = None,
    to_acquit: AcquitOption = None,
    ballots: BallotsOption = None,
    hang_hazard: HazardOption = None,
    each: Annotated[
        bool,
        typer.Option(
            "--each", help="Solve what each juror changes, even where that takes minutes."
        ),
    ] = False,
    simulate: Annotated[
        bool,
        typer.Option(
            "--simulate",
            help="Simulate juries and show intervals, as is done anyway where more than twenty "
            "jurors differ.",
        ),
    ] = False,
    replicates: Annotated[int, typer.Option(help="Juries to simulate.")] = 100_000,
    seed: Annotated[int, typer.Option(help="The root of the random numbers, 0 to 2^64 - 1.")] = 1,
    json: JsonOption = False,
) -> None:
    """Solve a jury whose members differ, exactly, and say whose vote can change the verdict most.

    More than twenty who all differ are simulated, and the answers have intervals.

    At each ballot one juror is drawn and sees the votes of the others, weighed by influence; the
    juror changes sides with the chance persuadability times the share seen on the other side.
    Jurors have seats, and no names.
    """
    seats, inputs = read_seats(file, juror or [])
    trial = _trial(seats, guilty_votes, (to_convict, to_acquit), ballots, hang_hazard)
    if simulate or trial.states > SOLVED_STATES:
        if each:
            raise refuse("--each", "with simulated juries", _EACH, "--each without --simulate")
        found: Certified | SimulatedOutcome = _simulated(trial, replicates, seed)
        changes = _by_formula(trial)
    else:
        found = trial.certified()
        changes = _changes(trial) if each or found.states <= MOST_STATES else _by_formula(trial)
    if json:
        print_json(_as_json(trial, found, changes, inputs))
    else:
        _show(trial, found, changes)


def _simulated(trial: "JurorsTrial", replicates: int, seed: int) -> "SimulatedOutcome":
    from juryroom.rng import Streams

    return trial.simulate(replicates, stream=Streams(seed).at("jurors"))


def _trial(
    seats: list[Seat],
    guilty_votes: int | None,
    votes: tuple[int | None, int | None],
    ballots: int | None,
    hang_hazard: str | None,
) -> "JurorsTrial":
    from juryroom.deliberation.jurors import Juror, Jurors
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.jury.leanings import vote_counts
    from juryroom.outcome.jurors import JurorsTrial

    members: list[Juror] = []
    for seat in seats:
        with placed(seat.where):
            vote_counts([] if seat.leaning is None else [seat.leaning])
            members.append(Juror(persuadability=seat.persuadability, influence=seat.influence))
    made = Jurors(tuple(members))
    leanings = tuple(seat.leaning for seat in seats if seat.leaning is not None)
    if bool(leanings) == (guilty_votes is not None):
        raise refuse(
            "leaning, --guilty-votes",
            "both" if leanings else "neither",
            "how the jurors first vote is known of each, or only in number",
            "a column leaning, or --guilty-votes K with a file that has none",
        )
    known = None if guilty_votes is None else FirstBallot.known(guilty_votes, made.size)
    return JurorsTrial(
        jurors=made,
        first=known or leanings,
        rule=read_rule(made.size, *votes),
        patience=read_patience(made.size, ballots, hang_hazard),
    )


class Change(NamedTuple):
    """What one juror changes of P(guilty); None where it cannot be said."""

    first_vote: float | None
    firm: float | None


def _changes(trial: "JurorsTrial") -> list[Change]:
    """Return what each juror changes, in the order of the seats; those who are alike once."""
    from juryroom.errors import NotAbsorbingError
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.outcome.jurors import change_by_firmness, change_by_first_vote

    solved: dict[object, Change] = {}
    found: list[Change] = []
    for seat, juror in enumerate(trial.jurors.members, start=1):
        leaning = None if isinstance(trial.first, FirstBallot) else trial.first[seat - 1]
        if (juror, leaning) not in solved:
            vote = None if leaning is None else change_by_first_vote(trial, seat)
            try:
                firm = change_by_firmness(trial, seat)
            except NotAbsorbingError:  # a court that waits for ever, and two who never move
                firm = None
            solved[juror, leaning] = Change(vote, firm)
        found.append(solved[juror, leaning])
    return found


def _by_formula(trial: "JurorsTrial") -> list[Change] | None:
    """Return what a first vote changes in a jury that goes on until all agree: its closed form."""
    from juryroom.errors import NotAbsorbingError
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.outcome.patience import Never
    from juryroom.procedure.decision_rule import DecisionRule

    until_all_agree = (
        isinstance(trial.patience, Never)
        and trial.decision_rule == DecisionRule.unanimous(trial.jurors.size)
        and not isinstance(trial.first, FirstBallot)
    )
    try:
        return [Change(say, None) for say in trial.jurors.say] if until_all_agree else None
    except NotAbsorbingError:
        return None


def _largest(changes: list[Change], name: str) -> tuple[list[int], float] | None:
    """Return the seats that change most, with their change."""
    values = [(seat, getattr(change, name)) for seat, change in enumerate(changes, start=1)]
    known = [(seat, value) for seat, value in values if value is not None]
    if not known:
        return None
    most = max(abs(value) for _, value in known)
    # Solutions are right to 1e-10; what differs by less is taken as the same.
    seats = [(seat, value) for seat, value in known if abs(value) >= most - 4e-10]
    return [seat for seat, _ in seats], seats[0][1]


def _as_json(
    trial: "JurorsTrial",
    found: "Certified | SimulatedOutcome",
    changes: list[Change] | None,
    inputs: tuple["Input", ...],
) -> dict[str, Any]:
    from juryroom.outcome.simulated import SimulatedOutcome
    from juryroom.provenance import Provenance

    drawn = isinstance(found, SimulatedOutcome)
    members = [
        {
            "seat": seat,
            "leaning": None if leaning is None else float(leaning),
            "persuadability": float(juror.persuadability),
            "influence": float(juror.influence),
            "change_by_first_vote": None if changes is None else changes[seat - 1].first_vote,
            "change_by_firmness": None if changes is None else changes[seat - 1].firm,
        }
        for seat, (juror, leaning) in enumerate(
            zip(trial.jurors.members, _leanings(trial), strict=True), start=1
        )
    ]
    return {
        **(found.as_json() if drawn else found.outcome.as_json()),
        **({} if drawn else {"error": found.error, "states": found.states}),
        "jurors": members,
        "first_ballot": str(trial.first) if None in _leanings(trial) else "by the leanings",
        "to_convict": trial.decision_rule.to_convict,
        "to_acquit": trial.decision_rule.to_acquit,
        "patience": str(trial.patience),
        "schema": f"juryroom-jurors{'-simulated' if drawn else ''}-outcome/1",
        "provenance": Provenance(command=command_words(), inputs=inputs).as_json(),
    }


def _leanings(trial: "JurorsTrial") -> list[float | None]:
    from juryroom.jury.first_ballot import FirstBallot

    if isinstance(trial.first, FirstBallot):
        return [None] * trial.jurors.size
    return list(trial.first)


def _show(
    trial: "JurorsTrial", found: "Certified | SimulatedOutcome", changes: list[Change] | None
) -> None:
    from juryroom.cli.solve import last_split
    from juryroom.outcome.simulated import SimulatedOutcome

    drawn = isinstance(found, SimulatedOutcome)
    outcome = found if drawn else found.outcome
    leanings = _leanings(trial)
    first = (
        "by the leanings below" if leanings[0] is not None else f"{trial.first}, whoever they are"
    )
    rows = [
        ("first ballot", first),
        ("rule", str(trial.decision_rule)),
        ("patience", str(trial.patience)),
        ("outcome", f"{outcome}" if drawn else f"{outcome}, error below 1e-10"),
        ("mean ballots", f"{outcome.mean_ballots:.1f}"),
        *last_split(outcome.last_split_when_hung, trial.jurors.size),
    ]
    print(table(rows))
    header = ("seat", "leaning", "persuadability", "influence", "first vote", "firm")
    print(
        table(
            [
                header,
                *(
                    (
                        str(seat),
                        "unknown" if leaning is None else f"{leaning:g}",
                        f"{juror.persuadability:g}",
                        f"{juror.influence:g}",
                        _shown(None if changes is None else changes[seat - 1].first_vote),
                        _shown(None if changes is None else changes[seat - 1].firm),
                    )
                    for seat, (juror, leaning) in enumerate(
                        zip(trial.jurors.members, leanings, strict=True), start=1
                    )
                ),
            ]
        )
    )
    print(
        wrapped(
            "first vote: the rise of the chance of guilty where this juror first votes guilty "
            "instead of not guilty; firm: its change where this juror can no longer be persuaded."
        )
    )
    if drawn:
        words = "Simulated, and not solved: [low, high] is where chance may have put each, at 95 %."
        print(wrapped(f"{words} The same seed gives the same juries: {found.stream}."))
    _show_largest(changes, 0 if drawn else found.states)
    print(wrapped("This is about jurors with these numbers; it says nothing of any actual juror."))


def _show_largest(changes: list[Change] | None, states: int) -> None:
    if changes is None or all(change.firm is None for change in changes):
        what = "What each juror changes" if changes is None else "What a juror's firmness changes"
        if states > MOST_STATES:
            print(wrapped(f"{what} is not solved for {states:,} states unasked: --each."))
    if changes is None:
        return
    for name, words in (("first_vote", "first vote"), ("firm", "firmness")):
        if largest := _largest(changes, name):
            seats, change = largest
            if len(seats) == len(changes) > 1:
                print(wrapped(f"The {words} of every juror matters as much ({abs(change):.3f})."))
                continue
            whose = f"seat{'s' if len(seats) > 1 else ''} {', '.join(map(str, seats))}"
            print(wrapped(f"The {words} that matters most: {whose} ({change:+z.3f})."))


def _shown(change: float | None) -> str:
    return "-" if change is None else f"{change:+z.3f}"
