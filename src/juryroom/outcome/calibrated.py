"""The patience at which a model hangs as many juries as were observed to hang."""

from collections.abc import Callable

from scipy.optimize import root_scalar

from juryroom.deliberation.interface import DeliberationModel
from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.hours import MOST_BALLOTS, HourCap, HourlyHazard, Pace
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import HangHazard
from juryroom.outcome.solve import solve_law, sooner
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import DecisionRule

SMALLEST_HAZARD = 1e-12
"""Stands for a hazard of nearly 0 where a jury that is stuck could not be solved at 0."""

_HUNG_RATE = Parameter("hung_rate", 0.0, 1.0, "probability", "the share of juries that hang")


def patience_for_hung_rate(
    model: DeliberationModel,
    rule: DecisionRule,
    *,
    hung_rate: float,
    first_ballot: FirstBallot,
) -> HangHazard:
    """Return the constant hazard at which `model` hangs exactly the share `hung_rate` of juries.

    A ballot is not the same length in every model. Two models that hang the same share of the same
    juries have clocks that can be compared.

    Parameters
    ----------
    model
        A model with ballots: a chain or a juror process.
    rule
        The votes that are a verdict.
    hung_rate
        The share of juries to hang, 0 to 1.
    first_ballot
        The first ballots of those juries.

    Raises
    ------
    OutOfDomainError
        If no hazard gives that rate, or the model has no ballots.

    Examples
    --------
    >>> from juryroom.deliberation.registry import model
    >>> from juryroom.trial import Trial
    >>> ballot = FirstBallot.binomial(0.6, 12)
    >>> rule = DecisionRule.unanimous(12)
    >>> patience = patience_for_hung_rate(
    ...     model("tug-of-war"), rule, hung_rate=0.06, first_ballot=ballot)
    >>> Trial(model("tug-of-war"), ballot, rule, patience).solve().hung
    0.0600
    """
    _HUNG_RATE.check(hung_rate, owner="patience_for_hung_rate")

    def hung(hazard: float) -> float:
        law = solve_law(model, rule, HangHazard(per_ballot=hazard))
        return Outcome.of(first_ballot, law).hung

    where = f"patience_for_hung_rate: {model}, {rule}, {first_ballot}"
    reach = "most where it waits for one ballot beyond the first"
    return HangHazard(per_ballot=_chance_for(hung, hung_rate, where, reach))


def hourly_hazard_for_hung_rate(
    model: DeliberationModel,
    rule: DecisionRule,
    *,
    hung_rate: float,
    first_ballot: FirstBallot,
    pace: Pace,
) -> HourlyHazard:
    """Return the hazard an hour at which `model` hangs exactly the share `hung_rate` of juries.

    Parameters are those of `patience_for_hung_rate`, and

    Parameters
    ----------
    pace
        How ballots come in time.

    Raises
    ------
    OutOfDomainError
        If no hazard gives that rate, or the model has no ballots.

    Examples
    --------
    >>> from juryroom.deliberation.registry import model
    >>> from juryroom.trial import Trial
    >>> ballot, rule = FirstBallot.binomial(0.6, 12), DecisionRule.unanimous(12)
    >>> patience = hourly_hazard_for_hung_rate(
    ...     model("tug-of-war"), rule, hung_rate=0.06, first_ballot=ballot, pace=Pace(4))
    >>> Trial(model("tug-of-war"), ballot, rule, patience).solve().hung
    0.0600
    """
    _HUNG_RATE.check(hung_rate, owner="hourly_hazard_for_hung_rate")

    def hung(chance: float) -> float:
        law = solve_law(model, rule, HangHazard(per_ballot=chance))
        return Outcome.of(first_ballot, sooner(law, rule, chance)).hung

    where = f"hourly_hazard_for_hung_rate: {model}, {rule}, {first_ballot}"
    reach = "most, and out of reach, where every divided jury is discharged at once"
    chance = _chance_for(hung, hung_rate, where, reach)
    if chance >= 1:
        raise OutOfDomainError(
            Problem(
                where,
                f"a hung rate of {hung_rate:g}",
                "at any rate an hour, some juries hold a ballot before they are discharged",
                f"less than {hung_rate:g}",
            )
        )
    per_hour = pace.rate_of_chance(chance)
    return HourlyHazard(per_hour=per_hour, pace=pace)


def deadline_for_hung_rate(
    model: DeliberationModel,
    rule: DecisionRule,
    *,
    hung_rate: float,
    first_ballot: FirstBallot,
    pace: Pace,
) -> HourCap:
    """Return the deadline at which `model` hangs exactly the share `hung_rate` of juries.

    Parameters are those of `hourly_hazard_for_hung_rate`. The pace is one at random moments: where
    every ballot takes the same time the share falls in steps, and most rates are not met.

    Raises
    ------
    OutOfDomainError
        If no deadline gives that rate, the pace is regular, or the model has no ballots.

    Examples
    --------
    >>> from juryroom.deliberation.registry import model
    >>> ballot, rule = FirstBallot.binomial(0.6, 12), DecisionRule.unanimous(12)
    >>> deadline_for_hung_rate(
    ...     model("tug-of-war"), rule, hung_rate=0.06, first_ballot=ballot, pace=Pace(4)).hours
    10.4816
    """
    _HUNG_RATE.check(hung_rate, owner="deadline_for_hung_rate")
    where = f"deadline_for_hung_rate: {model}, {rule}, {first_ballot}"
    if pace.regular:
        rule_ = "where every ballot takes the same time, the share that hangs falls in steps"
        raise OutOfDomainError(Problem(where, str(pace), rule_, "a pace at random moments"))

    def excess(hours: float) -> float:
        law = solve_law(model, rule, HourCap(hours=hours, pace=pace))
        return Outcome.of(first_ballot, law).hung - hung_rate

    # The longest is cut by a rounding, so that no more ballots are expected than are allowed.
    longest = min(10_000.0, (1 - 1e-9) * MOST_BALLOTS / pace.ballots_per_hour)
    most, late = excess(0.0), min(1 / pace.ballots_per_hour, longest)
    while (least := excess(late)) > 0 and late < longest:
        late = min(2 * late, longest)
    if not least <= 0 <= most:
        raise OutOfDomainError(
            Problem(
                where,
                f"a hung rate of {hung_rate:g}",
                "the share that hangs falls as the deadline comes later: most at the first ballot, "
                f"least after {longest:g} hours, the latest that is solved",
                f"{least + hung_rate:.6g} to {most + hung_rate:.6g}"
                if least > 0
                else f"up to {most + hung_rate:.6g}",
            )
        )
    found = root_scalar(excess, bracket=(0.0, late), method="brentq", xtol=1e-12)
    return HourCap(hours=float(found.root), pace=pace)


def _chance_for(hung: Callable[[float], float], hung_rate: float, where: str, reach: str) -> float:
    """Return the chance at which the share `hung` is `hung_rate`, which grows with it."""
    try:
        lowest, least = 0.0, hung(0.0)
    except NotAbsorbingError:
        lowest, least = SMALLEST_HAZARD, hung(SMALLEST_HAZARD)
    most = hung(1.0)
    if not least <= hung_rate <= most:
        raise OutOfDomainError(
            Problem(
                where,
                f"a hung rate of {hung_rate:g}",
                "the share that hangs grows with the hazard: least where the court waits for ever, "
                f"{reach}",
                f"{least:.6g} to {most:.6g}",
            )
        )
    if hung_rate in {least, most}:
        return lowest if hung_rate == least else 1.0

    def excess(chance: float) -> float:
        return hung(chance) - hung_rate

    found = root_scalar(excess, bracket=(lowest, 1.0), method="brentq", xtol=1e-300)
    return float(found.root)
