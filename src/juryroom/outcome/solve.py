"""The law of deliberation, solved: model, decision rule and patience make one table.

A chain is a juror process whose states are the votes, so both are solved in one way. Let Q be the
moves between the states that are no verdict. Every column of the law is then the expected total of
something earned along the way: the verdict reached, the ballot counted, the split when it hangs.
"""

from functools import lru_cache
from typing import NamedTuple, assert_never, cast

import numpy as np
from scipy import sparse

from juryroom.deliberation.interface import Chain, DeliberationModel, JurorProcess, Scheme
from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.markov.absorbing import AbsorbingChain, capped_total, check_stochastic, unabsorbed
from juryroom.markov.arrays import FloatArray, IntArray, Matrix, read_only
from juryroom.markov.deadline import deadline_total
from juryroom.outcome.direct import direct_law, open_votes
from juryroom.outcome.hours import HourCap, HourlyHazard
from juryroom.outcome.law import DeliberationLaw
from juryroom.outcome.patience import (
    AnyPatience,
    BallotCap,
    HangHazard,
    Never,
    Patience,
    SplitHazard,
    in_ballots,
)
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import DecisionRule

_PRESSURE = Parameter(
    "pressure",
    0.0,
    1.0,
    "probability",
    "the chance per ballot that, instead, one juror who votes not guilty votes guilty",
)
_SCHEME_RULE = "a scheme gives the ending for each first ballot outright"


def deliberation_law(
    model: DeliberationModel,
    rule: DecisionRule,
    patience: AnyPatience,
    pressure: float = 0.0,
) -> DeliberationLaw:
    """Return how a jury ends from each first ballot, exactly.

    Parameters
    ----------
    model
        How votes move.
    rule
        The votes that are a verdict. A first ballot that meets it is a verdict at ballot 0.
    patience
        When the court gives up.
    pressure
        The chance per ballot, 0 to 1, that instead of the model's ballot one juror who votes not
        guilty votes guilty, private view unchanged: a threat from outside the evidence.

    Raises
    ------
    OutOfDomainError
        If a scheme is asked for what it does not have: another rule than its own, patience,
        pressure; or if the model's matrix is not stochastic.
    NotAbsorbingError
        If the court waits for ever and some divided jury never ends.

    Notes
    -----
    Laws are kept: the same question is answered once. `solve_law` answers it afresh.

    Examples
    --------
    >>> from juryroom.deliberation.models.linear_pull import LinearPull
    >>> law = deliberation_law(LinearPull(), DecisionRule.unanimous(12), Never())
    >>> law.endings[8]
    array([0.88671875, 0.11328125, 0. ])
    """
    return _kept_law(model, rule, patience, pressure)


@lru_cache(maxsize=1024)
def _kept_law(
    model: DeliberationModel, rule: DecisionRule, patience: AnyPatience, pressure: float
) -> DeliberationLaw:
    return solve_law(model, rule, patience, pressure)


def solve_law(
    model: DeliberationModel, rule: DecisionRule, patience: AnyPatience, pressure: float = 0.0
) -> DeliberationLaw:
    """Return what `deliberation_law` returns, solved afresh and not kept."""
    _PRESSURE.check(pressure, owner="deliberation_law")
    match model:
        case Scheme():
            return _scheme_law(model, rule, patience, pressure)
        case Chain() | JurorProcess():
            moves = moves_under(model, rule, pressure)
            if isinstance(patience, HourCap | HourlyHazard):
                return _hour_law(moves, model, rule, patience)
            return _ballot_law(moves, model, rule, patience)
        case _:
            raise OutOfDomainError(
                Problem(
                    "deliberation_law",
                    f"a model of class {type(model).__name__}",
                    "a model of deliberation is one of three kinds",
                    "a Scheme, a Chain or a JurorProcess",
                )
            )


def _scheme_law(
    scheme: Scheme, rule: DecisionRule, patience: AnyPatience, pressure: float
) -> DeliberationLaw:
    """Return the scheme's own table; refuse what a scheme cannot answer."""
    name, n = scheme.card.name, rule.jury_size
    refused: list[Problem] = []
    if rule != DecisionRule.unanimous(n):
        refused.append(
            Problem(
                f"model '{name}', decision rule",
                str(rule),
                f"{_SCHEME_RULE}: the rule is part of it and cannot be exchanged",
                "no other rule than unanimity, or a chain, which takes any rule",
            )
        )
    if patience != Never():
        refused.append(
            Problem(
                f"model '{name}', patience",
                str(patience),
                f"{_SCHEME_RULE}: it has no ballots that a court could count",
                "Never(), or a chain, which takes any patience",
            )
        )
    if pressure > 0:
        refused.append(
            Problem(
                f"model '{name}', pressure",
                f"{pressure:g} per ballot",
                f"{_SCHEME_RULE}: it has no ballots at which a vote could be pressed",
                "0, or a chain, which takes any pressure",
            )
        )
    if refused:
        raise OutOfDomainError(refused)
    endings = np.array(scheme.endings(n), dtype=np.float64)
    return DeliberationLaw(
        endings=read_only(endings), last_split=None, mean_ballots=None, dissent=None
    )


class Moves(NamedTuple):
    """What is solved: the moves of a state, the votes seen in it, and where each jury starts."""

    matrix: Matrix
    votes: IntArray
    guilty_minds: IntArray | None
    starts: IntArray


def moves_under(model: Chain | JurorProcess, rule: DecisionRule, pressure: float) -> Moves:
    """Return the moves of `model` under `pressure`."""
    n = rule.jury_size
    juries = np.arange(n + 1)
    if isinstance(model, Chain):
        matrix = model.transition_matrix(n)
        if pressure > 0:
            pressed = np.eye(n + 1, k=1)
            pressed[n, n] = 1.0
            matrix = (1 - pressure) * matrix + pressure * pressed
        return Moves(matrix, juries, None, juries)
    states = model.states(n)
    process = model.transition_matrix(n)
    if pressure > 0:
        process = ((1 - pressure) * process + pressure * model.pressed_matrix(n)).tocsr()
    starts = np.array([model.start(n, votes) for votes in range(n + 1)])
    return Moves(process, states.guilty_votes, states.guilty_minds, starts)


def _ballot_law(
    moves: Moves, model: DeliberationModel, rule: DecisionRule, patience: Patience
) -> DeliberationLaw:
    """Return the law under patience in ballots."""
    if isinstance(model, Chain):
        # What is refused here is refused again below, where it is explained.
        law = direct_law(cast("FloatArray", moves.matrix), rule, patience)
        if law is not None:
            return law
    return _chain_law(moves, model, rule, patience)


def _hour_law(
    moves: Moves, model: DeliberationModel, rule: DecisionRule, patience: HourCap | HourlyHazard
) -> DeliberationLaw:
    """Return the law under patience in hours, by the chain in ballots that it comes to."""
    if isinstance(patience, HourlyHazard):
        chance = patience.before_each_ballot
        law = _ballot_law(moves, model, rule, HangHazard(per_ballot=chance))
        return sooner(law, rule, chance)
    if patience.pace.regular:
        return _ballot_law(moves, model, rule, in_ballots(patience, "solve_law"))
    return _chain_law(moves, model, rule, patience)


def sooner(law: DeliberationLaw, rule: DecisionRule, chance: float) -> DeliberationLaw:
    """Return `law` where a jury divided at its first ballot is discharged at once with `chance`."""
    first, last = open_votes(rule)
    endings, mean = law.endings.copy(), law.mean_ballots
    divided = slice(first, last + 1)
    endings[divided] *= 1 - chance
    endings[divided, 2] += chance
    assert law.last_split is not None
    assert mean is not None
    split = (1 - chance) * law.last_split
    juries = np.arange(first, last + 1)
    split[juries, juries] += chance
    dissent = None if law.dissent is None else law.dissent.copy()
    if dissent is not None:
        dissent[divided] *= 1 - chance
    return DeliberationLaw(
        endings=read_only(endings),
        last_split=read_only(split),
        # A first ballot that is a verdict has taken no ballot, and no patience.
        mean_ballots=read_only((1 - chance) * mean),
        dissent=None if dissent is None else read_only(dissent),
    )


class _Columns(NamedTuple):
    """The columns in which every jury's deliberation is summed up."""

    convicts: FloatArray
    acquits: FloatArray
    dissent: FloatArray
    ballots: FloatArray
    splits: FloatArray

    @classmethod
    def cut(cls, table: FloatArray) -> "_Columns":
        """Cut a table of shape ``(rows, 5 + n + 1)`` into its columns."""
        return cls(table[:, 0], table[:, 1], table[:, 2:4], table[:, 4], table[:, 5:])


class OpenChain(NamedTuple):
    """The chain on the states that are no verdict, the first to m-th of them its places."""

    at_once: FloatArray
    """For each state: is it guilty, is it not guilty, and the share of jurors against each."""
    rows: IntArray
    """The states that are no verdict, shape ``(m,)``."""
    Q: Matrix
    """Moves between them, shape ``(m, m)``."""
    verdicts: FloatArray
    """What a move out of each brings of the columns of `at_once`, shape ``(m, 4)``."""
    split: FloatArray
    """One in the column of the votes of each, shape ``(m, n + 1)``."""


def open_chain(moves: Moves, rule: DecisionRule) -> OpenChain:
    """Return the chain on the states that are no verdict under `rule`."""
    at_once = _verdict_columns(moves, rule)
    rows = np.flatnonzero((at_once[:, 0] == 0) & (at_once[:, 1] == 0))
    leaving = moves.matrix[rows]
    split = np.eye(rule.jury_size + 1)[moves.votes[rows]]
    return OpenChain(at_once, rows, leaving[:, rows], leaving @ at_once, split)


def _chain_law(
    moves: Moves, model: DeliberationModel, rule: DecisionRule, patience: Patience | HourCap
) -> DeliberationLaw:
    """Solve for every column at the states that are no verdict, and read them at the starts."""
    n = rule.jury_size
    at_once, rows, Q, verdicts, split = open_chain(moves, rule)
    table = np.zeros((len(moves.votes), 5 + n + 1))
    table[:, :4] = at_once
    try:
        table[rows] = _totals(Q, verdicts, split, patience)
    except NotAbsorbingError as error:
        problem = _never_ends(Q, verdicts, split, model, rule, patience)
        raise NotAbsorbingError(problem) from error
    result = _Columns.cut(table[moves.starts])
    endings = np.column_stack([result.convicts, result.acquits, result.splits.sum(axis=1)])
    return DeliberationLaw(
        endings=read_only(endings),
        last_split=read_only(result.splits.copy()),
        mean_ballots=read_only(result.ballots.copy()),
        dissent=None if moves.guilty_minds is None else read_only(result.dissent.copy()),
    )


def _verdict_columns(moves: Moves, rule: DecisionRule) -> FloatArray:
    """Return for each state: is it guilty, is it not guilty, and the share of jurors against each."""
    n = rule.jury_size
    guilty = moves.votes >= rule.to_convict
    not_guilty = n - moves.votes >= rule.to_acquit
    minds = moves.votes if moves.guilty_minds is None else moves.guilty_minds
    return np.column_stack(
        [guilty, not_guilty, guilty * (n - minds) / n, not_guilty * minds / n]
    ).astype(np.float64)


def _totals(
    Q: Matrix, verdicts: FloatArray, split: FloatArray, patience: Patience | HourCap
) -> FloatArray:
    """Return the columns from each open state: four of verdicts, one of ballots, n + 1 of splits."""
    one_ballot = np.ones((len(verdicts), 1))
    match patience:
        case Never():
            chain = AbsorbingChain(Q, verdicts[:, :2])
            ended = chain.total(np.hstack([verdicts, one_ballot]))
            return np.hstack([ended, np.zeros_like(split)])
        case HangHazard() | SplitHazard():
            # One row of `split` marks the votes of one state: the product is the hazard there.
            hazard = split @ np.array(patience.hazards(split.shape[1] - 1))
            hangs = Q @ (hazard[:, None] * split)
            chain = AbsorbingChain(
                scaled_columns(Q, 1 - hazard), np.hstack([verdicts[:, :2], hangs])
            )
            return chain.total(np.hstack([verdicts, one_ballot, hangs]))
        case BallotCap() | HourCap():
            check_stochastic(Q, verdicts[:, :2])
            running = np.hstack([verdicts, one_ballot, np.zeros_like(split)])
            terminal = np.hstack([np.zeros((len(split), 5)), split])
            if isinstance(patience, BallotCap):
                return capped_total(Q, running, terminal, patience.ballots)
            return deadline_total(Q, running, terminal, patience.expected_ballots)
        case _:
            assert_never(patience)


def scaled_columns(Q: Matrix, factors: FloatArray) -> Matrix:
    """Return `Q` with each column multiplied by its factor, sparse where `Q` is."""
    if isinstance(Q, sparse.sparray):
        return sparse.csr_array(Q @ sparse.diags_array(factors, format="csr"))
    return Q * factors


def _never_ends(
    Q: Matrix,
    verdicts: FloatArray,
    split: FloatArray,
    model: DeliberationModel,
    rule: DecisionRule,
    patience: Patience | HourCap,
) -> Problem:
    """Return what is wrong where a court waits for ever for a jury that can never agree."""
    ends = verdicts[:, :2]
    if isinstance(patience, SplitHazard):
        hazard = split @ np.array(patience.hazards(rule.jury_size))
        ends = np.column_stack([ends, Q @ hazard])
    stuck = np.unique(split.argmax(axis=1)[unabsorbed(Q, ends)])
    return Problem(
        f"{model}, {rule}, {patience}",
        f"juries that can never agree, with guilty votes of {', '.join(map(str, stuck))}",
        "a court that waits for ever needs a jury that can reach a verdict from every division",
        "patience that ends, for example BallotCap(ballots=50) or HangHazard(per_ballot=0.02): "
        "such a jury then hangs",
    )
