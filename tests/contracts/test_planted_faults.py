"""Wrong models, each wrong in one way: `check_model` must notice, or its silence proves nothing."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, final

import numpy as np
import pytest
from scipy import sparse

from juryroom.deliberation.interface import (
    Chain,
    DeliberationModel,
    FloatArray,
    JurorProcess,
    JurorStates,
    ModelCard,
    Scheme,
)
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.proportionality import Proportionality
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.parameters import Parameter
from juryroom.testing import check_model

CHAIN_CARD = replace(LinearPull.card, name="planted", parameters=())
SCHEME_CARD = replace(Proportionality.card, name="planted")
PROCESS_CARD = replace(PrivatePublic.card, name="planted", parameters=())


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedChain(Chain):
    """Linear pull, until a test puts a fault in."""

    card: ClassVar[ModelCard] = CHAIN_CARD

    def transition_matrix(self, jury_size: int) -> FloatArray:
        return LinearPull().transition_matrix(jury_size)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedScheme(Scheme):
    """Proportionality, until a test puts a fault in."""

    card: ClassVar[ModelCard] = SCHEME_CARD

    def endings(self, jury_size: int) -> FloatArray:
        return Proportionality().endings(jury_size)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedProcess(JurorProcess):
    """Minds and votes, until a test puts a fault in."""

    card: ClassVar[ModelCard] = PROCESS_CARD

    def states(self, jury_size: int) -> JurorStates:
        return PrivatePublic().states(jury_size)

    def transition_matrix(self, jury_size: int) -> sparse.csr_array:
        return PrivatePublic().transition_matrix(jury_size)

    def start(self, jury_size: int, guilty_votes: int) -> int:
        return PrivatePublic().start(jury_size, guilty_votes)

    def pressed_matrix(self, jury_size: int) -> sparse.csr_array:
        return PrivatePublic().pressed_matrix(jury_size)


def expect(model: DeliberationModel, message: str, jury_size: int = 6) -> None:
    with pytest.raises(AssertionError, match=message):
        check_model(model, jury_size)


@pytest.mark.parametrize("made", [PlantedChain, PlantedScheme, PlantedProcess])
def test_without_a_fault_all_is_well(made: type[DeliberationModel]) -> None:
    """The control of the controls."""
    check_model(made(), 6)


def spoil_row(P: FloatArray) -> FloatArray:
    P[2, 3] += 1e-6
    return P


def spoil_sign(P: FloatArray) -> FloatArray:
    P[2, 3] -= 1.0
    P[2, 2] += 1.0
    return P


def spoil_number(P: FloatArray) -> FloatArray:
    P[2, 3] = np.nan
    return P


def spoil_unanimity(P: FloatArray) -> FloatArray:
    P[0, 0], P[0, 1] = 0.9, 0.1
    return P


def spoil_symmetry(P: FloatArray) -> FloatArray:
    P[2, 3] -= 0.01
    P[2, 1] += 0.01
    return P


def spoil_shape(P: FloatArray) -> FloatArray:
    return P[:-1, :-1]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_row, "sums to one only within 1e-06"),
        (spoil_sign, "negative or not a number"),
        (spoil_number, "negative or not a number"),
        (spoil_unanimity, "does not stay unanimous"),
        (spoil_symmetry, "symmetric, but exchanging the verdicts"),
        (spoil_shape, r"shape \(6, 6\), not \(7, 7\)"),
        (np.transpose, "sums to one only within"),
    ],
)
def test_a_wrong_matrix(monkeypatch: pytest.MonkeyPatch, spoil: Any, message: str) -> None:
    def wrong(self: Chain, jury_size: int) -> FloatArray:
        return spoil(LinearPull().transition_matrix(jury_size))

    monkeypatch.setattr(PlantedChain, "transition_matrix", wrong)
    expect(PlantedChain(), message)


@pytest.mark.parametrize(
    ("made", "change", "message"),
    [
        (PlantedChain, {"label_symmetric": False}, "not symmetric, but exchanging"),
        (PlantedChain, {"clock": None}, "gives the clock as None"),
        (PlantedChain, {"can_hang": True}, "only patience ends a chain"),
        (PlantedChain, {"citations": ()}, "or its source"),
        (PlantedChain, {"assumes": ()}, "what it assumes"),
        (PlantedChain, {"not_for": ()}, "what it assumes or is not for"),
        (PlantedChain, {"parameters": LinearPull.card.parameters}, r"lists \['inertia'\]"),
        (PlantedScheme, {"clock": "ballots"}, "a scheme has no time"),
        (PlantedScheme, {"can_hang": True}, "can hang, but no jury"),
        (PlantedScheme, {"label_symmetric": False}, "not symmetric, but exchanging"),
        (PlantedProcess, {"label_symmetric": False}, "not symmetric, but exchanging"),
        (PlantedProcess, {"clock": "minutes"}, "gives the clock as 'minutes'"),
    ],
)
def test_an_untrue_card(
    monkeypatch: pytest.MonkeyPatch,
    made: type[DeliberationModel],
    change: dict[str, Any],
    message: str,
) -> None:
    monkeypatch.setattr(made, "card", replace(made.card, **change))
    expect(made(), message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((3, [0.5, 0.4, 0.0]), "sums to one only within 0.1"),
        ((3, [0.5, 0.4, 0.1]), "cannot hang, but a jury does"),
        ((3, [0.6, 0.4, 0.0]), "symmetric, but exchanging"),
        ((3, [1.5, -0.5, 0.0]), "negative or not a number"),
    ],
)
def test_a_wrong_scheme(
    monkeypatch: pytest.MonkeyPatch, change: tuple[int, list[float]], message: str
) -> None:
    def wrong(self: Scheme, jury_size: int) -> FloatArray:
        endings = Proportionality().endings(jury_size)
        endings[change[0]] = change[1]
        return endings

    monkeypatch.setattr(PlantedScheme, "endings", wrong)
    expect(PlantedScheme(), message)


def doubled_juror(jury_size: int) -> JurorStates:
    states = PrivatePublic().states(jury_size)
    counts = states.counts.copy()
    counts[0, 0] += 1
    return JurorStates(counts, states.guilty_votes, states.guilty_minds)


def votes_for_minds(jury_size: int) -> JurorStates:
    states = PrivatePublic().states(jury_size)
    return JurorStates(states.counts, states.guilty_minds, states.guilty_votes)


def too_many_votes(jury_size: int) -> JurorStates:
    states = PrivatePublic().states(jury_size)
    return JurorStates(states.counts, states.guilty_votes + 1, states.guilty_minds)


@pytest.mark.parametrize(
    ("states", "message"),
    [
        (doubled_juror, "does not count every juror once"),
        (votes_for_minds, "a pressed vote does not add one vote"),
        (too_many_votes, "guilty votes outside the jury"),
    ],
)
def test_wrong_states(monkeypatch: pytest.MonkeyPatch, states: Any, message: str) -> None:
    def wrong(_self: JurorProcess, jury_size: int) -> JurorStates:
        return states(jury_size)

    monkeypatch.setattr(PlantedProcess, "states", wrong)
    expect(PlantedProcess(), message)


def test_a_wrong_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_self: JurorProcess, jury_size: int, guilty_votes: int) -> int:
        return PrivatePublic().start(jury_size, jury_size - guilty_votes)

    monkeypatch.setattr(PlantedProcess, "start", wrong)
    expect(PlantedProcess(), "a first ballot of 0 starts at 6")


def test_a_pressed_vote_that_changes_a_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every juror who votes not guilty is pressed to vote and to think guilty."""

    def wrong(_self: JurorProcess, jury_size: int) -> sparse.csr_array:
        states = PrivatePublic().states(jury_size)
        place = {tuple(count): s for s, count in enumerate(states.counts.tolist())}
        matrix = np.zeros((len(states.counts), len(states.counts)))
        for s, (a, b, c, d) in enumerate(states.counts.tolist()):
            to = (a + 1, b - 1, c, d) if b else (a + 1, b, c, d - 1) if d else (a, b, c, d)
            matrix[s, place[to]] = 1.0
        return sparse.csr_array(matrix)

    monkeypatch.setattr(PlantedProcess, "pressed_matrix", wrong)
    expect(PlantedProcess(), "a pressed vote changes a mind")


def test_a_pressed_vote_that_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_self: JurorProcess, jury_size: int) -> sparse.csr_array:
        return sparse.csr_array(np.eye(len(PrivatePublic().states(jury_size).counts)))

    monkeypatch.setattr(PlantedProcess, "pressed_matrix", wrong)
    expect(PlantedProcess(), "a pressed vote does not add one vote")


def test_a_class_that_can_be_changed() -> None:
    @final
    @dataclass(kw_only=True)
    class Thawed(Chain):
        card: ClassVar[ModelCard] = CHAIN_CARD

        def transition_matrix(self, jury_size: int) -> FloatArray:
            return LinearPull().transition_matrix(jury_size)

    expect(Thawed(), "no frozen dataclass")


def test_a_class_that_is_not_final() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Open(Chain):
        card: ClassVar[ModelCard] = CHAIN_CARD

        def transition_matrix(self, jury_size: int) -> FloatArray:
            return LinearPull().transition_matrix(jury_size)

    expect(Open(), "not final")


def test_a_default_outside_the_domain_on_the_card() -> None:
    @final
    @dataclass(frozen=True, kw_only=True)
    class Outside(Chain):
        slope: float = 3.0

        card: ClassVar[ModelCard] = replace(
            CHAIN_CARD, parameters=(Parameter("slope", 0, 1, "none", "too small for the default"),)
        )

        def transition_matrix(self, jury_size: int) -> FloatArray:
            return LinearPull().transition_matrix(jury_size)

    expect(Outside(), "default outside the domain on the card")


def test_parameters_in_another_order_than_on_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    reversed_card = replace(TugOfWar.card, parameters=TugOfWar.card.parameters[::-1])
    monkeypatch.setattr(TugOfWar, "card", reversed_card)
    expect(TugOfWar(), r"lists \['movers', 'bias', 'slope'\]")


def test_what_is_no_kind_of_model() -> None:
    @final
    @dataclass(frozen=True, kw_only=True)
    class Neither(DeliberationModel):
        card: ClassVar[ModelCard] = CHAIN_CARD

    expect(Neither(), "no Scheme, Chain or JurorProcess")
