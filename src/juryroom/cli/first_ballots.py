"""The first ballot from the command line: known, or drawn in one of several ways."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from juryroom.cli.jury_options import read_number, read_numbers, refuse

if TYPE_CHECKING:
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.jury.undecided import Recording

VotesOption = Annotated[int | None, typer.Option(help="Votes for guilty on the first ballot.")]
ShareOption = Annotated[
    str | None,
    typer.Option(
        metavar="P or P:W,P:W,...",
        help="Instead of --guilty-votes: the chance that a juror favours guilty at first, 0 to 1; "
        "or several, each with its weight, where one of them is true of the whole jury.",
    ),
]
LeaningsOption = Annotated[
    str | None,
    typer.Option(
        metavar="P,P,...",
        help="Instead of --guilty-votes: for each juror the chance of a first vote for guilty.",
    ),
]
UndecidedOption = Annotated[
    float | None,
    typer.Option(
        help="How many are undecided at first: jurors with --guilty-votes, a share of 0 to 1 with "
        "--share."
    ),
]
UndecidedVoteOption = Annotated[
    str | None,
    typer.Option(
        metavar="RULE",
        help="What becomes of the undecided: split (the default), not-guilty, dropped (with --share "
        "only), or the chance of each to vote guilty.",
    ),
]

_WAYS = "--guilty-votes K, or --share P with an optional --resemblance R, or --leanings P,P,..."


class FirstVotes(NamedTuple):
    """What the options say of the first ballot; what was not given is None, or 0."""

    jury_size: int
    guilty_votes: int | None = None
    share: str | None = None
    resemblance: float = 0.0
    leanings: str | None = None
    undecided: float | None = None
    undecided_vote: str | None = None


def read_first_ballot(asked: FirstVotes) -> "FirstBallot":
    """Return the first ballot that the options describe.

    Raises
    ------
    OutOfDomainError
        If they describe none, or two; or a number lies outside its domain.
    """
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.jury.leanings import poisson_binomial

    _check_one_way(asked)
    if asked.leanings is not None:
        leanings = read_numbers(asked.leanings, "--leanings", "numbers of 0 to 1 with commas")
        if len(leanings) != asked.jury_size:
            raise refuse(
                "--leanings",
                f"{len(leanings)} numbers for a jury of {asked.jury_size}",
                "each juror has a leaning",
                f"{asked.jury_size} numbers, or --jury-size {len(leanings)}",
            )
        return poisson_binomial(leanings)
    if asked.guilty_votes is not None:
        known = FirstBallot.known(asked.guilty_votes, asked.jury_size)
        return known if asked.undecided is None else _with_undecided(asked, asked.guilty_votes)
    return _drawn(asked, asked.share or "")


def _check_one_way(asked: FirstVotes) -> None:
    ways = {
        "--guilty-votes": asked.guilty_votes,
        "--share": asked.share,
        "--leanings": asked.leanings,
    }
    given = [name for name, value in ways.items() if value is not None]
    if len(given) != 1:
        raise refuse(
            ", ".join(ways),
            f"both {' and '.join(given)}" if given else "neither",
            "a jury's first ballot is either known or has a distribution",
            _WAYS,
        )
    if asked.resemblance != 0 and asked.share is None:
        raise refuse(
            "--resemblance",
            f"{asked.resemblance:g} beside {given[0]}",
            "jurors resemble each other in how a first ballot is drawn by one share",
            f"--share P with --resemblance R, or {given[0]} alone",
        )
    if asked.undecided is None and asked.undecided_vote is not None:
        raise refuse(
            "--undecided-vote",
            f"{asked.undecided_vote!r} without --undecided",
            "a rule for the undecided needs to know how many there are",
            "--undecided N with --undecided-vote RULE, or neither",
        )
    if asked.undecided is not None and asked.leanings is not None:
        raise refuse(
            "--undecided",
            f"{asked.undecided:g} beside --leanings",
            "a leaning of one juror's own says already how an undecided juror votes",
            "a leaning such as 0.5 for a juror who is undecided",
        )


def _drawn(asked: FirstVotes, share: str) -> "FirstBallot":
    """Return the first ballot of jurors drawn by a share, or by one of several."""
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.jury.mixture import mixture

    if ":" not in share:
        number = read_number(share, "--share")
        if asked.undecided is not None:
            number = _share_decided(asked, number)
        if asked.resemblance == 0:
            return FirstBallot.binomial(number, asked.jury_size)
        return FirstBallot.beta_binomial(number, asked.resemblance, asked.jury_size)
    accepted = "SHARE:WEIGHT,SHARE:WEIGHT,... for example 0.3:0.5,0.8:0.5"
    if asked.undecided is not None:
        rule = "the undecided are a part of those of whom one share is known"
        raise refuse("--undecided", "several shares", rule, "--share P with --undecided")
    pairs = [part.split(":") for part in share.split(",")]
    if any(len(pair) != 2 for pair in pairs):
        rule = "where one of several shares is true, each has its weight"
        raise refuse("--share", repr(share), rule, accepted)
    parts = [[read_number(text, "--share", accepted) for text in pair] for pair in pairs]
    ballots = [FirstBallot.beta_binomial(p, asked.resemblance, asked.jury_size) for p, _ in parts]
    alike = f", with resemblance {asked.resemblance:g}" if asked.resemblance else ""
    shown = " or ".join(f"{p:g} (weight {w:g})" for p, w in parts)
    return mixture(
        ballots,
        [weight for _, weight in parts],
        f"each of {asked.jury_size} votes guilty with probability {shown}{alike}",
    )


def _share_decided(asked: FirstVotes, share: float) -> float:
    """Return the share for guilty once the undecided are counted by their rule."""
    from juryroom.jury.undecided import ThreeAnswers

    undecided = asked.undecided or 0.0
    rest = 1 - share - undecided
    if not (0 <= share <= 1 and 0 <= undecided <= 1 and rest >= -1e-12):
        raise refuse(
            "--share, --undecided",
            f"{share:g} for guilty and {undecided:g} undecided",
            "with --share, those for guilty and the undecided are parts of one whole",
            "two numbers of 0 to 1 that add up to 1 or less",
        )
    answers = ThreeAnswers(guilty=share, not_guilty=max(rest, 0.0), undecided=undecided)
    return answers.share(_recording(asked.undecided_vote))


def _with_undecided(asked: FirstVotes, guilty: int) -> "FirstBallot":
    """Return the first ballot of one jury of which some members are undecided."""
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.jury.undecided import Dropped, LeaningOnes, SplitEvenly, ThreeAnswers

    rule, undecided = _recording(asked.undecided_vote), asked.undecided or 0.0
    if isinstance(rule, Dropped):
        raise refuse(
            "--undecided-vote",
            "'dropped' beside --guilty-votes",
            "every juror of a jury votes; only a study can leave the undecided out",
            "split, not-guilty, or a chance of 0 to 1",
        )
    if not 0 <= undecided <= asked.jury_size - guilty or undecided != int(undecided):
        raise refuse(
            "--undecided",
            f"{undecided:g} beside {guilty} for guilty, of {asked.jury_size}",
            "with --guilty-votes the undecided are jurors among the others",
            f"a whole number, 0 to {asked.jury_size - guilty}",
        )
    others = asked.jury_size - guilty - undecided
    answers = ThreeAnswers(guilty=guilty, not_guilty=others, undecided=undecided)
    if isinstance(rule, LeaningOnes):
        words = f"who each vote guilty with probability {rule.guilty_share:g}"
    else:
        words = "who split evenly" if isinstance(rule, SplitEvenly) else "who vote not guilty"
    return FirstBallot(answers.on_one_jury(rule).probabilities, f"{answers}, {words}")


def _recording(text: str | None) -> "Recording":
    from juryroom.jury.undecided import CountedNotGuilty, Dropped, LeaningOnes, SplitEvenly

    named = {
        None: SplitEvenly(),
        "split": SplitEvenly(),
        "not-guilty": CountedNotGuilty(),
        "dropped": Dropped(),
    }
    if text in named:
        return named[text]
    try:
        share = float(text or "")
    except ValueError:
        raise refuse(
            "--undecided-vote",
            repr(text),
            "the undecided come to a vote by a rule that is stated",
            "split, not-guilty, dropped, or a chance of 0 to 1",
        ) from None
    return LeaningOnes(guilty_share=share)
