"""juryroom's voting games against the twins, and both against what an equilibrium is."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.games import Equilibrium, VotingGame
from juryroom.deliberation.models.feddersen_pesendorfer import FeddersenPesendorfer
from juryroom.deliberation.models.quantal_response import QuantalResponse
from juryroom.errors import OutOfDomainError
from tests.qc.voting_twins import (
    Branch,
    Game,
    Strategy,
    best_symmetric,
    errors,
    expit,
    gain,
    unanimity_limits,
    voting_rates,
)

NEAR = 1e-9
HALF = Fraction(1, 2)
SIZES = range(3, 17)
INSIDE = st.integers(1, 63).map(lambda i: Fraction(i, 64))
ACCURACIES = st.integers(33, 63).map(lambda i: Fraction(i, 64))


def asked(model: VotingGame, game: Game) -> Equilibrium:
    return model.equilibrium_of(game.jurors, game.votes)


def apart(found: Equilibrium, game: Game, strategy: Strategy) -> float:
    """Return the largest difference between an equilibrium of juryroom and of the twin."""
    ours = (*strategy, *voting_rates(game, strategy), *errors(game, strategy))
    theirs = (
        found.guilty_vote_on_innocent_signal,
        found.guilty_vote_on_guilty_signal,
        found.guilty_vote_if_guilty,
        found.guilty_vote_if_innocent,
        found.convict_if_innocent,
        found.acquit_if_guilty,
    )
    return max(abs(a - float(b)) for a, b in zip(theirs, ours, strict=True))


# --- Feddersen and Pesendorfer -------------------------------------------------------------------


def strategic(game: Game) -> VotingGame:
    return FeddersenPesendorfer(signal_accuracy=float(game.accuracy), doubt=float(game.doubt))


@pytest.mark.parametrize(
    ("n", "k", "tenths", "doubt", "printed"),
    [
        (3, 3, 7, "0.5", (0.314250087969, 0.140587770923, 0.498913476193)),
        (12, 12, 7, "0.5", (0.824424217847, 0.207286598251, 0.477603275992)),
        (12, 12, 8, "0.9", (0.575916295032, 0.00692328579812, 0.654779317948)),
        (12, 10, 8, "0.5", (0.450986438302, 0.0492230907724, 0.137117974862)),
        (12, 7, 8, "0.9", (0.0, 0.003903131648, 0.019405279232)),
        (1000, 1000, 8, "0.5", (0.997689868406, 0.157266237577, 0.370061501593)),
    ],
)
def test_the_twin_gives_the_computed_equilibria(
    n: int, k: int, tenths: int, doubt: str, printed: tuple[float, float, float]
) -> None:
    game = Game(n, k, Fraction(tenths, 10), Fraction(doubt))
    strategy = best_symmetric(game)
    assert strategy is not None
    found = (float(strategy[0]), *map(float, errors(game, strategy)))
    assert found == pytest.approx(printed, abs=1e-12)


@pytest.mark.parametrize("accuracy", [Fraction(i, 64) for i in range(33, 64)])
def test_at_the_very_edge_no_signal_matters(accuracy: Fraction) -> None:
    """Doubt of one signal of innocence, where one is all there is; and a hair inside it matters."""
    for n in (2, 3, 12):
        game = Game(n, n, accuracy, 1 - accuracy)
        assert best_symmetric(game) is None
        with pytest.raises(OutOfDomainError):
            asked(strategic(game), game)
        inside = Game(n, n, accuracy, 1 - accuracy + Fraction(1, 10**9))
        assert best_symmetric(inside) is not None
        assert asked(strategic(inside), inside).guilty_vote_on_innocent_signal < 1


@settings(max_examples=100, deadline=None)
@given(n=st.integers(2, 16), accuracy=ACCURACIES, doubt=INSIDE, data=st.data())
def test_any_voting_rule(n: int, accuracy: Fraction, doubt: Fraction, data: st.DataObject) -> None:
    """Where the twin finds that signals cannot matter, juryroom refuses."""
    game = Game(n, data.draw(st.integers(1, n)), accuracy, doubt)
    strategy = best_symmetric(game)
    if strategy is None:
        with pytest.raises(OutOfDomainError):
            asked(strategic(game), game)
    else:
        assert apart(asked(strategic(game), game), game, strategy) <= NEAR


@pytest.mark.parametrize("n", SIZES)
def test_every_rule_of_every_size(n: int) -> None:
    for k, doubt in product(range(1, n + 1), (HALF, Fraction(29, 32))):
        game = Game(n, k, Fraction(45, 64), doubt)
        strategy = best_symmetric(game)
        if strategy is None:
            with pytest.raises(OutOfDomainError):
                asked(strategic(game), game)
        else:
            assert apart(asked(strategic(game), game), game, strategy) <= NEAR


def test_limits_of_unanimity() -> None:
    """The printed limits, from juries of 2,048 to 32,768; and juryroom's jury of 1,000 nearby."""
    for tenths, doubt in ((7, HALF), (8, HALF), (8, Fraction(9, 10)), (6, Fraction(3, 5))):
        p = Fraction(tenths, 10)
        base = float((1 - doubt) * (1 - p) / (doubt * p))
        power = float(2 * p - 1)
        printed = base ** (float(p) / power), 1 - base ** (float(1 - p) / power)
        limits = unanimity_limits(p, doubt)
        assert limits == pytest.approx(printed, abs=1e-12)
        large = [
            FeddersenPesendorfer(signal_accuracy=tenths / 10, doubt=float(doubt)).equilibrium_of(
                n, n
            )
            for n in (250, 500, 1000)
        ]
        for name, limit in zip(("convict_if_innocent", "acquit_if_guilty"), limits, strict=True):
            early, middle, late = (getattr(found, name) for found in large)
            first, second = 2 * middle - early, 2 * late - middle
            assert (4 * second - first) / 3 == pytest.approx(limit, abs=1e-5)


@pytest.mark.parametrize("slip", ["pivotal by k", "doubt turned round", "sincere"])
def test_planted_faults_in_an_equilibrium_are_found(slip: str) -> None:
    game = Game(12, 10, Fraction(4, 5), Fraction(3, 5))
    wrong = {
        "pivotal by k": Game(12, 11, game.accuracy, game.doubt),
        "doubt turned round": Game(12, 10, game.accuracy, 1 - game.doubt),
        "sincere": game,
    }[slip]
    strategy = (Decimal(0), Decimal(1)) if slip == "sincere" else best_symmetric(wrong)
    assert strategy is not None
    assert apart(asked(strategic(game), game), game, strategy) > NEAR


# --- Guarnaschelli, McKelvey and Palfrey ---------------------------------------------------------


def noisy(game: Game, precision: float) -> VotingGame:
    return QuantalResponse(
        signal_accuracy=float(game.accuracy), doubt=float(game.doubt), precision=precision
    )


def noisy_apart(game: Game, precision: float, twin: tuple[float, float]) -> float:
    strategy = Decimal(twin[0]), Decimal(twin[1])
    return apart(asked(noisy(game, precision), game), game, strategy)


@pytest.mark.parametrize(
    ("n", "k", "precision", "printed"),
    [
        (3, 3, 5, (0.450381, 0.583364, 0.117848, 0.839481)),
        (3, 3, 20, (0.404685, 0.970682, 0.189598, 0.486303)),
        (3, 3, 100, (0.347630, 1.000000, 0.160405, 0.479721)),
        (3, 2, 5, (0.378649, 0.621351, 0.427418, 0.427418)),
        (3, 2, 20, (0.137972, 0.862028, 0.288857, 0.288857)),
        (3, 2, 100, (0.000224, 0.999776, 0.216113, 0.216113)),
        (6, 4, 5, (0.432398, 0.589186, 0.306025, 0.574285)),
        (6, 4, 20, (0.286791, 0.819090, 0.249475, 0.334044)),
        (6, 4, 100, (0.085869, 0.999264, 0.128462, 0.210446)),
        (6, 6, 5, (0.492754, 0.508481, 0.015157, 0.983656)),
        (6, 6, 20, (0.476718, 0.547560, 0.015248, 0.978746)),
    ],
)
def test_the_computed_quantal_responses(
    n: int, k: int, precision: float, printed: tuple[float, ...]
) -> None:
    game = Game(n, k, Fraction(7, 10), HALF)
    twin = Branch(game).at(precision)
    found = (*twin, *map(float, errors(game, (Decimal(twin[0]), Decimal(twin[1])))))
    assert found == pytest.approx(printed, abs=6e-7)
    assert noisy_apart(game, precision, twin) <= NEAR


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(3, 16),
    accuracy=st.integers(36, 62).map(lambda i: Fraction(i, 64)),
    doubt=st.integers(8, 56).map(lambda i: Fraction(i, 64)),
    precision=st.one_of(st.integers(0, 40), st.integers(0, 2000)).map(lambda i: i / 4),
    data=st.data(),
)
def test_any_quantal_response(
    n: int, accuracy: Fraction, doubt: Fraction, precision: float, data: st.DataObject
) -> None:
    game = Game(n, data.draw(st.integers(1, n)), accuracy, doubt)
    twin = Branch(game).at(precision)
    gains = gain(game, twin)
    for vote, much in zip(twin, gains, strict=True):
        assert vote == pytest.approx(expit(precision * much), abs=1e-11)
    assert noisy_apart(game, precision, twin) <= NEAR


@pytest.mark.parametrize(("before", "after"), [(30.0, 30.2)])
def test_a_branch_that_folds(before: float, after: float) -> None:
    """Six of six: the branch turns back twice between, and both programs jump at the first turn."""
    game = Game(6, 6, Fraction(7, 10), HALF)
    branch = Branch(game)
    low, high = branch.at(before), branch.at(after)
    assert high[1] - low[1] > 0.3
    assert noisy_apart(game, before, low) <= NEAR
    assert noisy_apart(game, after, high) <= NEAR
    assert noisy_apart(game, 100, branch.at(100)) <= NEAR


def test_planted_faults_in_a_quantal_response_are_found() -> None:
    game = Game(6, 4, Fraction(7, 10), Fraction(3, 5))
    found = Branch(game).at(20)
    for slipped in (
        Branch(Game(6, 5, game.accuracy, game.doubt)).at(20),
        Branch(Game(6, 4, game.accuracy, 1 - game.doubt)).at(20),
        Branch(game).at(20.0001),
        (1 - found[1], 1 - found[0]),
    ):
        assert noisy_apart(game, 20, slipped) > NEAR
