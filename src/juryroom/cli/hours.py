"""Hours on the command line: how long a ballot takes, the court's clock, and how long juries are out.

The minutes that a ballot takes are the user's own number: no model and no source gives them.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from juryroom.cli.jury_options import read_patience, refuse
from juryroom.cli.output import table, wrapped

if TYPE_CHECKING:
    from juryroom.outcome.hours import Pace
    from juryroom.outcome.patience import AnyPatience
    from juryroom.outcome.time_law import TimeLaw

HoursOption = Annotated[
    float | None,
    typer.Option(help="The court discharges the jury after so many hours; needs --minutes."),
]
MinutesOption = Annotated[
    float | None,
    typer.Option(help="The minutes that one ballot takes, 0.1 to 10000: your own number."),
]
AtRandomOption = Annotated[
    bool,
    typer.Option(
        "--at-random",
        help="Ballots come at random moments, one in --minutes on average. Without it, each takes "
        "--minutes.",
    ),
]
HourlyHazardOption = Annotated[
    float | None,
    typer.Option(
        help="The court may discharge the jury at any moment, so many times an hour; needs "
        "--minutes."
    ),
]
TimesOption = Annotated[
    bool,
    typer.Option("--times", help="Show how long juries are out; with --minutes, in hours."),
]

SHARES = (0.1, 0.5, 0.9, 0.99)
"""The shares of juries whose time is shown."""

_BALLOTS = (
    0,
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    1000,
    2000,
    5000,
    10_000,
    20_000,
    50_000,
    100_000,
)
_HOURS = (0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
_FEW = 0.005
"""The table of times ends where fewer juries than this are still out."""


class Waits(NamedTuple):
    """What the options say of the court's patience and of time; None where nothing is said."""

    ballots: int | None = None
    hang_hazard: str | None = None
    hours: float | None = None
    minutes: float | None = None
    at_random: bool = False
    hourly_hazard: float | None = None

    @property
    def named(self) -> dict[str, object]:
        """Each option by its name, None where it is not given."""
        return {
            "--ballots": self.ballots,
            "--hours": self.hours,
            "--minutes": self.minutes,
            "--at-random": self.at_random or None,
            "--hourly-hazard": self.hourly_hazard,
            "--hang-hazard": self.hang_hazard,
        }


def read_pace(waits: Waits) -> "Pace | None":
    """Return how ballots come in time, where the options say it."""
    from juryroom.outcome.hours import Pace
    from juryroom.parameters import Parameter

    if waits.minutes is None:
        if waits.at_random:
            rule = "ballots that come at random moments do so at a pace"
            raise refuse("--at-random", "no --minutes", rule, "--at-random with --minutes M")
        return None
    meaning = "the time that one ballot takes"
    Parameter("minutes", 0.1, 10_000, "minutes", meaning).check(waits.minutes, owner="solve")
    return Pace.of_minutes(waits.minutes, regular=not waits.at_random)


def read_waits(jury_size: int, waits: Waits) -> "AnyPatience":
    """Return the court's patience, in ballots or in hours.

    Raises
    ------
    OutOfDomainError
        If two kinds of patience are given, or hours without the minutes of a ballot.
    """
    from juryroom.outcome.hours import HourCap, HourlyHazard

    pace = read_pace(waits)
    if waits.hours is None and waits.hourly_hazard is None:
        return read_patience(jury_size, waits.ballots, waits.hang_hazard)
    kinds = ("--hours", "--hourly-hazard", "--ballots", "--hang-hazard")
    given = [name for name in kinds if waits.named[name] is not None]
    if len(given) > 1:
        both = "both" if len(given) == 2 else "all"
        rule = "the court's patience is of one kind"
        raise refuse(", ".join(given), both, rule, "one of them")
    if pace is None:
        rule = "the models count ballots; hours become ballots by the minutes that one takes"
        raise refuse(given[0], "no --minutes", rule, f"{given[0]} with --minutes M, or --ballots N")
    if waits.hours is not None:
        return HourCap(hours=waits.hours, pace=pace)
    return HourlyHazard(per_hour=waits.hourly_hazard or 0.0, pace=pace)


def patience_words(patience: "AnyPatience") -> str:
    """Return the patience as it is shown; a deadline at a regular pace is a number of ballots."""
    from juryroom.outcome.hours import HourCap
    from juryroom.outcome.patience import in_ballots

    regular = isinstance(patience, HourCap) and patience.pace.regular
    return str(in_ballots(patience, "solve") if regular else patience)


def shown_times(law: "TimeLaw") -> list[float]:
    """Return the times that are shown: round ones, while some juries are still out."""
    times: list[float] = []
    for time in _BALLOTS if law.unit == "ballots" else _HOURS:
        times.append(time)
        if law.out([time])[0] < _FEW:
            break
    return times


def print_times(law: "TimeLaw", pace: "Pace | None") -> None:
    """Print who is still out after some times, how their trials then end, and quantiles."""
    times = shown_times(law)
    rows = zip(times, law.out(times), law.endings_if_out(times), strict=True)
    heading = [(law.unit, "still out", "of these: guilty", "not guilty", "hung")]
    body = [
        (f"{time:g}", f"{out:.3f}", *(f"{p:.3f}" if p == p else "-" for p in endings))
        for time, out, endings in rows
    ]
    print(f"How long juries are out, in {law.unit}" + ("" if pace is None else f" ({pace})"))
    print(table([*heading, *body]))
    names = {None: "any ending", **{ending: ending.replace("_", " ") for ending in law.probability}}
    shares = [f"{share:.0%} by" for share in SHARES]
    found = [
        (
            name,
            _number(law.mean(ending)),
            _number(spread(law, ending)),
            *map(_number, quantiles(law, ending).values()),
        )
        for ending, name in names.items()
    ]
    print(table([("", "mean", "sd", *shares), *found]))
    print(wrapped("Time is counted from the first ballot. No model knows the length of a ballot."))


def times_json(law: "TimeLaw", pace: "Pace | None") -> dict[str, Any]:
    """Return what `print_times` prints, at full precision."""
    times = shown_times(law)
    names = {"any": None, **{ending.value: ending for ending in law.probability}}
    return {
        "unit": law.unit,
        "pace": None if pace is None else str(pace),
        "times": times,
        "still_out": law.out(times).tolist(),
        "endings_if_out": [
            None if row[0] != row[0] else row.tolist() for row in law.endings_if_out(times)
        ],
        "by_ending": {
            name: {
                "mean": law.mean(ending),
                "variance": law.variance(ending),
                "quantiles": quantiles(law, ending),
            }
            for name, ending in names.items()
        },
    }


def quantiles(law: "TimeLaw", ending: Any) -> Mapping[str, float | None]:
    """Return the time by which each of `SHARES` has ended; None where the ending is too rare."""
    from juryroom.errors import OutOfDomainError

    found: dict[str, float | None] = {}
    for share in SHARES:
        try:
            found[f"{share:g}"] = law.quantile(share, ending)
        except OutOfDomainError:
            found[f"{share:g}"] = None
    return found


def spread(law: "TimeLaw", ending: Any) -> float | None:
    """Return the standard deviation of the time."""
    variance = law.variance(ending)
    return None if variance is None else variance**0.5


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
