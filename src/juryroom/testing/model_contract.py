"""What every model of deliberation keeps, ours and strangers'.

from juryroom.testing import check_model

@pytest.mark.parametrize("jury_size", range(3, 24))
def test_contract(jury_size):
    check_model(MyModel(), jury_size)
"""

from dataclasses import MISSING, fields, is_dataclass
from typing import Any, cast

import numpy as np
from scipy import sparse

from juryroom.deliberation.interface import Chain, DeliberationModel, JurorProcess, Scheme
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.markov.arrays import Matrix
from juryroom.outcome.law import DeliberationLaw
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience
from juryroom.outcome.solve import solve_law
from juryroom.procedure.decision_rule import DecisionRule, Ending

TOLERANCE = 1e-10
SIZES_TRIED_FOR_A_CLAIM = range(3, 13)
"""A card's claim that something can happen is kept where it happens at one of these sizes."""


def check_model(model: DeliberationModel, jury_size: int) -> None:
    """Raise `AssertionError` where `model` breaks the contract of its kind or its card is untrue.

    Parameters
    ----------
    model
        The model, with any parameters.
    jury_size
        Jurors, 3 to 23.

    Notes
    -----
    Checked: the form (a final, frozen, hashable dataclass whose fields are the parameters on its
    card, with defaults in their domains); the matrices (shapes, probabilities, rows that sum to
    one, unanimity absorbs in a chain, a pressed vote moves one juror in a juror process); the card
    (kind of clock, whether it can hang, symmetry at the defaults); and the law under several
    decision rules and kinds of patience (every ending computed, all of them sum to one, splits sum
    to hung, a first ballot that meets the rule is a verdict at once).

    Examples
    --------
    >>> from juryroom.deliberation.models.linear_pull import LinearPull
    >>> check_model(LinearPull(inertia=0.2), 12)
    """
    _check_form(model)
    _check_kind(model, jury_size)
    _check_symmetry(model, jury_size)
    for rule in _rules(jury_size):
        for patience in _kinds_of_patience():
            _check_law(model, rule, patience)


def _hold(kept: object, what: str) -> None:
    if not kept:
        raise AssertionError(what)


def _check_form(model: DeliberationModel) -> None:
    made, card = type(model), model.card
    parameters: Any = getattr(made, "__dataclass_params__", None)
    _hold(is_dataclass(model) and parameters.frozen, f"{made.__name__} is no frozen dataclass")
    _hold(getattr(made, "__final__", False), f"{made.__name__} is not final: to change it, wrap it")
    _hold(hash(model) == hash(model), f"{made.__name__} has no stable hash")
    taken = fields(cast("Any", model))
    names = [field.name for field in taken]
    on_card = [parameter.name for parameter in card.parameters]
    _hold(names == on_card, f"card '{card.name}' lists {on_card}, the class takes {names}")
    for field, parameter in zip(taken, card.parameters, strict=True):
        _hold(field.kw_only, f"{card.name}.{field.name} can be given without its name")
        _hold(field.default is not MISSING, f"{card.name}.{field.name} has no default")
        try:
            parameter.check(cast("Any", field.default), owner=made.__name__)
        except OutOfDomainError as error:
            raise AssertionError(f"default outside the domain on the card: {error}") from error
    _hold(card.says and card.citations, f"card '{card.name}' lacks what it says, or its source")
    _hold(card.assumes and card.not_for, f"card '{card.name}' lacks what it assumes or is not for")


def _check_kind(model: DeliberationModel, jury_size: int) -> None:
    card = model.card
    match model:
        case Scheme():
            _hold(card.clock is None, f"card '{card.name}' has a clock, but a scheme has no time")
            _check_scheme(model, jury_size)
        case Chain():
            _check_chain(model, jury_size)
        case JurorProcess():
            _check_process(model, jury_size)
        case _:
            raise AssertionError(f"{type(model).__name__} is no Scheme, Chain or JurorProcess")
    if not isinstance(model, Scheme):
        _hold(card.clock == "ballots", f"card '{card.name}' gives the clock as {card.clock!r}")
        _hold(not card.can_hang, f"card '{card.name}' can hang, but only patience ends a chain")


def _check_rows(matrix: Matrix, shape: tuple[int, int], what: str) -> None:
    entries = np.asarray(matrix.data if isinstance(matrix, sparse.sparray) else matrix)
    _hold(matrix.shape == shape, f"{what} has shape {matrix.shape}, not {shape}")
    _hold((entries >= 0).all(), f"{what} has an entry that is negative or not a number")
    excess = float(np.abs(np.asarray(matrix.sum(axis=1)) - 1).max())
    _hold(excess <= TOLERANCE, f"{what} has a row that sums to one only within {excess:.3g}")


def _check_scheme(scheme: Scheme, jury_size: int) -> None:
    name = scheme.card.name
    endings = scheme.endings(jury_size)
    _check_rows(endings, (jury_size + 1, len(Ending)), f"{name}: endings")
    if scheme.card.can_hang:
        hangs = any(scheme.endings(n)[:, 2].any() for n in SIZES_TRIED_FOR_A_CLAIM)
        _hold(hangs, f"card '{name}' can hang, but no jury of {SIZES_TRIED_FOR_A_CLAIM} does")
    else:
        _hold(not endings[:, 2].any(), f"card '{name}' cannot hang, but a jury does")


def _check_chain(chain: Chain, jury_size: int) -> None:
    name = chain.card.name
    matrix = chain.transition_matrix(jury_size)
    _check_rows(matrix, (jury_size + 1, jury_size + 1), f"{name}: transition matrix")
    _hold(
        matrix[0, 0] == 1 and matrix[jury_size, jury_size] == 1,
        f"{name}: a unanimous jury does not stay unanimous",
    )


def _check_process(process: JurorProcess, jury_size: int) -> None:
    name = process.card.name
    states = process.states(jury_size)
    counts, votes, minds = states.counts, states.guilty_votes, states.guilty_minds
    _hold(
        (counts >= 0).all() and (counts.sum(axis=1) == jury_size).all(),
        f"{name}: a state does not count every juror once",
    )
    for seen, what in ((votes, "guilty votes"), (minds, "guilty minds")):
        _hold(seen.shape == (len(counts),), f"{name}: {what} of shape {seen.shape}")
        _hold(((seen >= 0) & (seen <= jury_size)).all(), f"{name}: {what} outside the jury")
    square = (len(counts), len(counts))
    _check_rows(process.transition_matrix(jury_size), square, f"{name}: transition matrix")
    for first in range(jury_size + 1):
        start = process.start(jury_size, first)
        _hold(votes[start] == first, f"{name}: a first ballot of {first} starts at {votes[start]}")
    pressed = process.pressed_matrix(jury_size)
    _check_rows(pressed, square, f"{name}: pressed matrix")
    moves = pressed.tocoo()
    from_state, to_state = (moves.coords[axis][moves.data > 0] for axis in (0, 1))
    expected = np.minimum(votes[from_state] + 1, jury_size)
    _hold((votes[to_state] == expected).all(), f"{name}: a pressed vote does not add one vote")
    _hold((minds[to_state] == minds[from_state]).all(), f"{name}: a pressed vote changes a mind")


def _check_symmetry(model: DeliberationModel, jury_size: int) -> None:
    """Hold the card to its word, at the default parameters."""
    default, card = type(model)(), model.card
    if card.label_symmetric:
        _hold(
            _asymmetry(default, jury_size) <= TOLERANCE,
            f"card '{card.name}' is symmetric, but exchanging the verdicts of {jury_size} jurors "
            "changes them",
        )
    else:
        _hold(
            any(_asymmetry(default, n) > TOLERANCE for n in SIZES_TRIED_FOR_A_CLAIM),
            f"card '{card.name}' is not symmetric, but exchanging the verdicts changes nothing",
        )


def _asymmetry(model: DeliberationModel, jury_size: int) -> float:
    """Return by how much the endings change when guilty and not guilty are exchanged."""
    patience = Never() if isinstance(model, Scheme) else BallotCap(ballots=25)
    endings = solve_law(model, DecisionRule.unanimous(jury_size), patience).endings
    return float(np.abs(endings - endings[::-1, [1, 0, 2]]).max())


def _rules(jury_size: int) -> list[DecisionRule]:
    """Return unanimity, one dissenter allowed, and a rule that differs between the verdicts."""
    pairs = [(jury_size, jury_size), (jury_size, jury_size // 2 + 1)]
    if jury_size > SIZES_TRIED_FOR_A_CLAIM[0]:
        pairs.append((jury_size - 1, jury_size - 1))
    return [
        DecisionRule(jury_size=jury_size, to_convict=convict, to_acquit=acquit)
        for convict, acquit in pairs
    ]


def _kinds_of_patience() -> list[Patience]:
    return [Never(), BallotCap(ballots=0), BallotCap(ballots=10), HangHazard(per_ballot=0.05)]


def _check_law(model: DeliberationModel, rule: DecisionRule, patience: Patience) -> None:
    if isinstance(model, Scheme) and (
        patience != Never() or rule != DecisionRule.unanimous(rule.jury_size)
    ):
        return
    try:
        law = solve_law(model, rule, patience)
    except NotAbsorbingError:
        _hold(patience == Never(), f"{model}: no law under {rule}, {patience}")
        return
    where = f"{model} under {rule}, {patience}"
    n = rule.jury_size
    _check_rows(law.endings, (n + 1, len(Ending)), f"{where}: endings")
    if not isinstance(model, Scheme):
        _check_ballots(law, rule, where)


def _check_ballots(law: DeliberationLaw, rule: DecisionRule, where: str) -> None:
    """Check what a chain's law has beside its endings."""
    if law.last_split is None or law.mean_ballots is None:
        raise AssertionError(f"{where}: no splits or no ballots")
    hung = law.endings[:, 2]
    _hold((law.last_split >= 0).all(), f"{where}: a split of negative probability")
    _hold(
        np.allclose(law.last_split.sum(axis=1), hung, rtol=0, atol=TOLERANCE),
        f"{where}: splits do not sum to hung",
    )
    _hold(
        (law.mean_ballots >= 0).all() and np.isfinite(law.mean_ballots).all(),
        f"{where}: mean ballots that are negative or not finite",
    )
    for first in range(rule.jury_size + 1):
        verdict = rule.ending(first)
        if verdict is not None:
            column = list(Ending).index(verdict)
            _hold(
                law.endings[first, column] == 1 and law.mean_ballots[first] == 0,
                f"{where}: a first ballot of {first} meets the rule but is no verdict at once",
            )
    if law.dissent is not None:
        within = (law.dissent >= 0).all() and (law.dissent <= law.endings[:, :2] + TOLERANCE).all()
        _hold(within, f"{where}: a share of jurors against the verdict outside 0 to 1")
