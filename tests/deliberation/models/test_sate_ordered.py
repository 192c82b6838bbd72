"""The ordered chain of the R package sate: its numbers, and its defect."""

from typing import Any

import numpy as np
import pytest

from juryroom.deliberation.models.ordered_tug_of_war import OrderedTugOfWar
from juryroom.deliberation.models.sate_ordered import SateOrdered
from juryroom.deliberation.ordered import OrderedModel
from juryroom.jury.ordered_ballot import OrderedBallot
from juryroom.markov.lattice import lattice
from juryroom.outcome.ordered import OrderedTrial
from tests.deliberation.ordered_cases import binary, every_split, solved, verdicts
from tests.golden.tables import read

EXACT: dict[str, Any] = {"rel": 0, "abs": 1e-12}


def test_golden_verdicts() -> None:
    rows = read("sate_ordered_verdicts.csv")
    assert len(rows) == 601
    for row in rows:
        found = solved(SateOrdered(), map(int, row["split"].split()))
        expected = float(row["probability"])
        assert verdicts(found)[int(row["option"])] == pytest.approx(expected, **EXACT), row


def test_golden_shares() -> None:
    rows = read("sate_ordered_by_shares.csv")
    assert len(rows) == 77
    for row in rows:
        shares = np.array([float(share) for share in row["shares"].split()])
        ballot = OrderedBallot.multinomial((shares / shares.sum()).tolist(), int(row["jury_size"]))
        names = [str(option) for option in range(len(shares))]
        found = OrderedTrial(options=names, first_ballot=ballot, model=SateOrdered()).solve()
        expected = float(row["probability"])
        assert found.verdicts[row["option"]] == pytest.approx(expected, **EXACT), row


def test_golden_moves() -> None:
    rows = read("sate_ordered_moves.csv")
    assert len(rows) == 148
    for row in rows:
        there, to = (
            np.array([int(x) for x in row[end].split()]) for end in ("from_split", "to_split")
        )
        at = lattice(int(there.sum()), len(there))
        P = SateOrdered().transition_matrix(int(there.sum()), len(there))
        expected = float(row["probability"])
        assert P[at.index(there), at.index(to)] == pytest.approx(expected, **EXACT), row


def test_two_options_are_the_binary_chain() -> None:
    for k in range(13):
        found = verdicts(solved(SateOrdered(), (12 - k, k)))[1]
        assert found == pytest.approx(binary(k, 12).guilty, **EXACT)


def pool(model: OrderedModel, *shares: float) -> list[float]:
    ballot = OrderedBallot.multinomial(shares, 12)
    return verdicts(OrderedTrial(options=("0", "1", "2"), first_ballot=ballot, model=model).solve())


def test_the_defect_and_what_the_corrected_model_gives() -> None:
    """An empty middle option blocks one side, and an option without supporters can win."""
    corrected = OrderedTugOfWar(bias_between=0)
    assert verdicts(solved(SateOrdered(), (6, 0, 6)))[0] == pytest.approx(0.460, abs=5e-4)
    assert verdicts(solved(corrected, (6, 0, 6)))[0] == pytest.approx(0.722, abs=5e-4)
    assert pool(SateOrdered(), 0.5, 0, 0.5)[0] == pytest.approx(0.473, abs=5e-4)
    assert pool(corrected, 0.5, 0, 0.5)[0] == pytest.approx(0.659, abs=5e-4)
    assert pool(SateOrdered(), 0.5, 0.5, 0)[2] == pytest.approx(0.00045, abs=5e-6)
    assert pool(corrected, 0.5, 0.5, 0)[2] == 0


def test_the_tests_of_the_corrected_model_can_fail() -> None:
    """The margin of not guilty, and the reach of an empty option, fail for this chain."""
    worst = max(
        abs(verdicts(solved(SateOrdered(), split))[0] - binary(12 - split[0], 12).not_guilty)
        for split in every_split(12, 3)
    )
    assert worst > 0.2
    assert verdicts(solved(SateOrdered(), (6, 6, 0)))[2] > 1e-4
