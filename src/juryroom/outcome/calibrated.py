"""The patience at which a model hangs as many juries as were observed to hang."""

from scipy.optimize import root_scalar

from juryroom.deliberation.interface import DeliberationModel
from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import HangHazard
from juryroom.outcome.solve import solve_law
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

    try:
        lowest, least = 0.0, hung(0.0)
    except NotAbsorbingError:
        lowest, least = SMALLEST_HAZARD, hung(SMALLEST_HAZARD)
    most = hung(1.0)
    if not least <= hung_rate <= most:
        raise OutOfDomainError(
            Problem(
                f"patience_for_hung_rate: {model}, {rule}, {first_ballot}",
                f"a hung rate of {hung_rate:g}",
                "the share that hangs grows with the hazard: least where the court waits for ever, "
                "most where it waits for one ballot beyond the first",
                f"{least:.6g} to {most:.6g}",
            )
        )
    if hung_rate in {least, most}:
        return HangHazard(per_ballot=lowest if hung_rate == least else 1.0)

    def excess(hazard: float) -> float:
        return hung(hazard) - hung_rate

    found = root_scalar(excess, bracket=(lowest, 1.0), method="brentq", xtol=1e-300)
    return HangHazard(per_ballot=float(found.root))
