"""First ballots over ordered options."""

from collections.abc import Callable
from math import comb
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.ordered_ballot import OrderedBallot


@given(share=st.floats(0, 1), resemblance=st.floats(0, 0.9), jury_size=st.integers(3, 14))
def test_two_options_are_the_binary_first_ballot(
    share: float, resemblance: float, jury_size: int
) -> None:
    found = OrderedBallot.multinomial((1 - share, share), jury_size, resemblance=resemblance)
    known = FirstBallot.beta_binomial(share, resemblance, jury_size)
    for k, p in enumerate(known.probabilities):
        assert found.probabilities.get((jury_size - k, k), 0) == pytest.approx(p, abs=1e-14)


@given(weights=st.lists(st.integers(0, 9), min_size=3, max_size=4).filter(any))
def test_merging_two_options_merges_their_shares(weights: list[int]) -> None:
    shares = (np.array(weights) / sum(weights)).tolist()
    merged = [*shares[:-2], shares[-2] + shares[-1]]
    whole = OrderedBallot.multinomial(shares, 5, resemblance=0.2)
    fewer = OrderedBallot.multinomial(merged, 5, resemblance=0.2)
    added: dict[tuple[int, ...], float] = {}
    for split, p in whole.probabilities.items():
        key = (*split[:-2], split[-2] + split[-1])
        added[key] = added.get(key, 0) + p
    assert added == pytest.approx(dict(fewer.probabilities), abs=1e-14)


def test_options_without_a_share_are_left_out() -> None:
    found = OrderedBallot.multinomial((0.5, 0, 0.5), 4)
    assert set(found.probabilities) == {(4 - k, 0, k) for k in range(5)}
    assert [found.probabilities[4 - k, 0, k] for k in range(5)] == [
        comb(4, k) / 16 for k in range(5)
    ]


def test_what_it_says() -> None:
    assert str(OrderedBallot.known((1, 2, 3))) == "1, 2, 3 of 6"
    assert "resemblance 0.2" in str(OrderedBallot.multinomial((0.5, 0.5), 3, resemblance=0.2))


@pytest.mark.parametrize(
    "made",
    [
        lambda: OrderedBallot.known((1, 1)),
        lambda: OrderedBallot.known((1, -1, 6)),
        lambda: OrderedBallot.known(cast("tuple[int, ...]", (1, 1.5, 6))),
        lambda: OrderedBallot.multinomial((0.5, 0.6), 6),
        lambda: OrderedBallot.multinomial((1.0,), 6),
        lambda: OrderedBallot.multinomial((1.5, -0.5), 6),
        lambda: OrderedBallot.multinomial((0.5, 0.5), 24),
        lambda: OrderedBallot({(3, 0): 0.5, (2, 0): 0.5}, "two sizes"),
        lambda: OrderedBallot({(3, 0): 0.5, (2, 1): 0.4}, "too little"),
        lambda: OrderedBallot({(3, 0): float("nan")}, "no number"),
        lambda: OrderedBallot({}, "nothing"),
    ],
)
def test_what_is_no_first_ballot_is_refused(made: Callable[[], OrderedBallot]) -> None:
    with pytest.raises(OutOfDomainError):
        made()
