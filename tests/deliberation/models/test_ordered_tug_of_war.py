"""What ordered verdicts must satisfy, each requirement by its own test."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.models.ordered_tug_of_war import OrderedTugOfWar
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.ordered import splits
from juryroom.errors import OutOfDomainError
from juryroom.markov import rational
from juryroom.outcome.ordered import OrderedPatience
from juryroom.outcome.patience import Never
from tests.deliberation.ordered_cases import (
    PATIENCES,
    at_least,
    binary,
    every_split,
    solved,
    verdicts,
)
from tests.deliberation.pages import check_page

CLOSE = pytest.approx
EXACT: dict[str, Any] = {"rel": 0, "abs": 1e-12}
COMPROMISES = (0.0, 0.4, 1.0)
MODELS = (
    OrderedTugOfWar(),
    OrderedTugOfWar(bias_between=0),
    OrderedTugOfWar(slope=0.9, bias=0.3, bias_between=0.1, movers=1),
    OrderedTugOfWar(slope=0.2, bias=-0.4, bias_between=-1.0, movers=3),
    OrderedTugOfWar(slope=0.7, bias=0.5, bias_between=0.5),
)


def without(split: tuple[int, ...], option: int) -> tuple[int, ...]:
    return split[:option] + split[option + 1 :]


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
@given(
    jury_size=st.integers(3, 23),
    slope=st.floats(0, 1),
    bias=st.floats(-1, 1),
    movers=st.integers(1, 4),
    data=st.data(),
)
@settings(max_examples=30, deadline=None)
def test_1_two_options_are_the_tug_of_war(
    patience: OrderedPatience,
    jury_size: int,
    slope: float,
    bias: float,
    movers: int,
    data: st.DataObject,
) -> None:
    k = data.draw(st.integers(0, jury_size))
    model = OrderedTugOfWar(slope=slope, bias=bias, movers=movers)
    found = solved(model, (jury_size - k, k), patience)
    known = binary(k, jury_size, patience, TugOfWar(slope=slope, bias=bias, movers=movers))
    assert verdicts(found) == CLOSE([known.not_guilty, known.guilty], **EXACT)
    assert found.hung == CLOSE(known.hung, **EXACT)
    assert found.mean_ballots == CLOSE(known.mean_ballots, rel=1e-10)


@pytest.mark.parametrize("jury_size", [3, 6, 12, 23])
def test_1_the_moves_of_two_options_are_those_of_the_tug_of_war(jury_size: int) -> None:
    found = OrderedTugOfWar().transition_matrix(jury_size, 2).toarray()[::-1, ::-1]
    np.testing.assert_allclose(found, TugOfWar().transition_matrix(jury_size), rtol=0, atol=1e-15)


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
@pytest.mark.parametrize("model", MODELS, ids=str)
def test_2_an_option_that_no_one_can_reach_changes_nothing(
    model: OrderedTugOfWar, patience: OrderedPatience
) -> None:
    """Without compromise that is every empty option, wherever it stands in the order."""
    for split in every_split(5, 4):
        whole = solved(model, split, patience)
        for empty in np.flatnonzero(np.array(split) == 0).tolist():
            # Without the lowest option the cut that becomes the lowest keeps its own head start.
            rest = replace(model, bias=model.bias_between) if empty == 0 else model
            fewer = solved(rest, without(split, empty), patience)
            assert verdicts(whole)[empty] == 0
            assert np.delete(verdicts(whole), empty) == CLOSE(np.array(verdicts(fewer)), **EXACT)
            assert whole.hung == CLOSE(fewer.hung, **EXACT)
            assert whole.mean_ballots == CLOSE(fewer.mean_ballots, rel=1e-10)


@pytest.mark.parametrize("compromise", COMPROMISES)
def test_2_and_3_an_option_outside_the_range_of_those_supported_changes_nothing(
    compromise: float,
) -> None:
    model = OrderedTugOfWar(compromise=compromise)
    for split in every_split(6, 3):
        inside = solved(model, split)
        above = solved(model, (*split, 0, 0))
        assert verdicts(above)[3:] == [0, 0]
        assert verdicts(above)[:3] == CLOSE(verdicts(inside), **EXACT)


def test_3_compromise_is_what_its_parameter_says() -> None:
    middle = [
        verdicts(solved(OrderedTugOfWar(compromise=c), (6, 0, 6)))[1] for c in (0, 0.01, 0.3, 1)
    ]
    assert middle[0] == 0
    assert all(less < more for less, more in pairwise(middle))


def test_3_compromise_has_nothing_to_give_where_one_supporter_draws_no_one() -> None:
    model = OrderedTugOfWar(bias=1, bias_between=0, compromise=1)
    assert verdicts(solved(model, (6, 0, 6)))[1] == 0


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
@pytest.mark.parametrize("compromise", COMPROMISES)
def test_4_not_guilty_is_as_likely_as_in_the_binary_chain(
    compromise: float, patience: OrderedPatience
) -> None:
    """From every split, however the other side is divided, under any patience."""
    model = OrderedTugOfWar(compromise=compromise)
    known = [binary(k, 12, patience).not_guilty for k in range(13)]
    for split in every_split(12, 3):
        found = verdicts(solved(model, split, patience))[0]
        assert found == CLOSE(known[12 - split[0]], **EXACT), split


@pytest.mark.parametrize("model", MODELS, ids=str)
@pytest.mark.parametrize("compromise", COMPROMISES)
def test_4_not_guilty_with_more_options(model: OrderedTugOfWar, compromise: float) -> None:
    twin = TugOfWar(slope=model.slope, bias=model.bias, movers=model.movers)
    for split in every_split(5, 5):
        found = verdicts(solved(replace(model, compromise=compromise), split))[0]
        assert found == CLOSE(binary(5 - split[0], 5, Never(), twin).not_guilty, **EXACT), split


@pytest.mark.parametrize("bias", [0.0, 0.6])
def test_4_with_equal_biases_every_cut_is_the_binary_chain(bias: float) -> None:
    model = OrderedTugOfWar(bias=bias, bias_between=bias)
    known = [binary(k, 7, Never(), TugOfWar(bias=bias)).guilty for k in range(8)]
    for split in every_split(7, 4):
        above = np.cumsum(split[::-1])[::-1].tolist()
        assert at_least(solved(model, split)) == CLOSE([known[g] for g in above], **EXACT), split


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_4_merging_two_options_of_the_guilty_side_is_dropping_a_cut(model: OrderedTugOfWar) -> None:
    for split in every_split(6, 4):
        whole = verdicts(solved(model, split))
        # The lowest cut can go only where the next one has the same head start.
        for first in (0, 1, 2) if model.bias == model.bias_between else (1, 2):
            merged = list(without(split, first + 1))
            merged[first] += split[first + 1]
            expected = [*whole[:first], whole[first] + whole[first + 1], *whole[first + 2 :]]
            assert verdicts(solved(model, merged)) == CLOSE(expected, **EXACT), split


@pytest.mark.parametrize("patience", PATIENCES[1:], ids=str)
def test_4_a_jury_that_must_not_agree_on_the_degree_hangs_no_more_often(
    patience: OrderedPatience,
) -> None:
    for split in every_split(8, 3):
        merged = (split[0], split[1] + split[2])
        apart, together = (solved(OrderedTugOfWar(), s, patience).hung for s in (split, merged))
        assert apart >= together - 1e-12


@pytest.mark.parametrize("compromise", COMPROMISES)
def test_5_no_occupied_side_is_blocked(compromise: float) -> None:
    """Each open cut is crossed both ways, by a juror from the nearest occupied option."""
    n, options = 6, 4
    points = splits(n, options)
    P = OrderedTugOfWar(compromise=compromise).transition_matrix(n, options)
    for i, split in enumerate(points):
        to = points[P[[i]].indices]
        above, after = (np.cumsum(s[..., ::-1], axis=-1)[..., -2::-1] for s in (split, to))
        for cut in np.flatnonzero((above > 0) & (above < n)):
            assert {-1, 0, 1} == set((after[:, cut] - above[cut]).tolist())
        for cut in np.flatnonzero((above == 0) | (above == n)):
            assert (after[:, cut] == above[cut]).all()


@pytest.mark.parametrize("model", MODELS, ids=str)
@pytest.mark.parametrize("compromise", COMPROMISES)
def test_6_a_more_punitive_split_never_has_a_less_punitive_law(
    model: OrderedTugOfWar, compromise: float
) -> None:
    """Moving one juror one option up generates the whole order of splits."""
    model = replace(model, compromise=compromise)
    law = {split: np.array(at_least(solved(model, split))) for split in every_split(6, 4)}
    for split, tail in law.items():
        for option in range(3):
            if split[option]:
                harsher = list(split)
                harsher[option] -= 1
                harsher[option + 1] += 1
                assert (law[tuple(harsher)] >= tail - 1e-12).all(), (split, harsher)


@pytest.mark.parametrize("patience", PATIENCES[1:], ids=str)
@pytest.mark.parametrize("compromise", COMPROMISES)
def test_6_also_at_every_ballot_for_the_two_ends(
    compromise: float, patience: OrderedPatience
) -> None:
    model = OrderedTugOfWar(compromise=compromise)
    law = {split: verdicts(solved(model, split, patience)) for split in every_split(6, 3)}
    for split, found in law.items():
        for option in range(2):
            if split[option]:
                harsher = list(split)
                harsher[option] -= 1
                harsher[option + 1] += 1
                other = law[tuple(harsher)]
                assert other[0] <= found[0] + 1e-12
                assert other[2] >= found[2] - 1e-12


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
def test_7_without_a_head_start_reversing_the_options_reverses_the_law(
    patience: OrderedPatience,
) -> None:
    model = OrderedTugOfWar(bias=0, bias_between=0)
    for split in every_split(6, 4):
        there, back = solved(model, split, patience), solved(model, split[::-1], patience)
        assert verdicts(there)[::-1] == CLOSE(verdicts(back), **EXACT)
        assert there.hung == CLOSE(back.hung, **EXACT)
        last, mirrored = there.last_split_when_hung or {}, back.last_split_when_hung or {}
        assert {s[::-1]: p for s, p in last.items()} == CLOSE(mirrored, **EXACT)


def step_by_hand(model: OrderedTugOfWar, split: tuple[int, ...]) -> dict[tuple[int, ...], Fraction]:
    """One ballot, from the definition alone: every combination of the movers' places, by fractions.

    A list of jurors' options is kept, and a juror who crosses a cut is moved across it.
    """
    n, options = sum(split), len(split)
    above = [sum(split[cut:]) for cut in range(options + 1)]
    slope, kappa = Fraction(model.slope), Fraction(model.compromise)
    biases = [Fraction(0), Fraction(model.bias), *[Fraction(model.bias_between)] * (options - 2)]

    def leans(votes: int, bias: Fraction) -> Fraction:
        return Fraction(1, 2) + slope * ((votes - bias) / n - Fraction(1, 2))

    chance = [Fraction(1)]
    for cut in range(1, options):
        leader = min(c for c in range(1, cut + 1) if above[c] == above[cut])
        alone = (1 - kappa) ** (cut - leader)
        if above[cut] in {0, n}:
            chance.append(Fraction(above[cut] == n))
        else:
            lower = leans(above[cut] - 1, biases[cut])
            chance.append(alone * leans(above[cut], biases[leader]) + (1 - alone) * lower)
    place = [p - q for p, q in pairwise([*chance, Fraction(0)])]
    assert min(place) >= 0
    result: dict[tuple[int, ...], Fraction] = {}
    for places in product(range(options), repeat=model.movers):
        weight = Fraction(1)
        for p in places:
            weight *= place[p]
        jurors = sorted(option for option, votes in enumerate(split) for _ in range(votes))
        lenient, harsh = min(places), max(places)
        low, high = jurors[0], jurors[-1]
        if low < lenient:
            jurors[0] = min(lenient, high)
        if high > harsh:
            jurors[-1] = max(harsh, low)
        after = tuple(jurors.count(option) for option in range(options))
        result[after] = result.get(after, Fraction(0)) + weight
    return result


@pytest.mark.parametrize(
    "model",
    [
        OrderedTugOfWar(bias_between=0),
        OrderedTugOfWar(compromise=0.25),
        OrderedTugOfWar(slope=0.75, bias=0.5, bias_between=0.25, movers=3, compromise=1),
        OrderedTugOfWar(slope=1, bias=0, bias_between=0, movers=1),
    ],
    ids=str,
)
@pytest.mark.parametrize(("jury_size", "options"), [(3, 4), (5, 3), (6, 2)])
def test_8_against_fractions(model: OrderedTugOfWar, jury_size: int, options: int) -> None:
    """The most lenient juror comes up to the mildest mover, the harshest down to the harshest."""
    every = every_split(jury_size, options)
    by_hand = [step_by_hand(model, split) for split in every]
    P = model.transition_matrix(jury_size, options).toarray()
    dense = np.array([[float(row.get(to, 0)) for to in every] for row in by_hand])
    np.testing.assert_allclose(P, dense, rtol=0, atol=1e-15)
    is_open = [i for i, split in enumerate(every) if max(split) < jury_size]
    done = [
        every.index(tuple(jury_size * (o == v) for o in range(options))) for v in range(options)
    ]
    exact = rational.absorption(
        [[by_hand[i].get(every[j], Fraction(0)) for j in is_open] for i in is_open],
        [[by_hand[i].get(every[j], Fraction(0)) for j in done] for i in is_open],
    )
    for i, row in zip(is_open, exact, strict=True):
        assert verdicts(solved(model, every[i])) == CLOSE([float(p) for p in row], abs=1e-13)


@given(
    slope=st.floats(0, 0.8),
    between=st.floats(-0.5, 0.5),
    gap=st.floats(0, 0.999),
    movers=st.integers(1, 5),
    compromise=st.floats(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_8_rows_are_distributions(
    slope: float, between: float, gap: float, movers: int, compromise: float
) -> None:
    model = OrderedTugOfWar(
        slope=slope,
        bias=between + gap,
        bias_between=between,
        movers=movers,
        compromise=compromise,
    )
    P = model.transition_matrix(12, 4)
    assert (P.data >= 0).all()
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=0, atol=1e-12)


def test_biases_that_put_places_out_of_order_are_refused() -> None:
    for bias in (-0.01, 1.01):
        with pytest.raises(OutOfDomainError, match="up to one juror larger"):
            OrderedTugOfWar(bias=bias, bias_between=0).transition_matrix(12, 3)
        OrderedTugOfWar(bias=bias).transition_matrix(12, 2)
    with pytest.raises(OutOfDomainError, match="smaller slope"):
        OrderedTugOfWar(slope=1, bias=4).transition_matrix(12, 2)


def test_9_six_options_and_twelve_jurors() -> None:
    model = OrderedTugOfWar(compromise=0.2)
    assert model.transition_matrix(12, 6).shape == (6188, 6188)
    found = solved(model, (2, 2, 2, 2, 2, 2))
    assert sum(verdicts(found)) == CLOSE(1, **EXACT)
    assert verdicts(found)[0] == CLOSE(binary(10, 12).not_guilty, **EXACT)


def test_page() -> None:
    check_page("ordered-verdicts.md")
