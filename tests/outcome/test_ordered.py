"""A trial with ordered verdicts: endings, splits of hung juries, rules, and what is refused."""

import json
from typing import Any, ClassVar, final

import numpy as np
import pytest
from scipy import sparse

from juryroom.deliberation.interface import ModelCard
from juryroom.deliberation.models.ordered_tug_of_war import OrderedTugOfWar
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.ordered import OrderedModel, splits
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.ordered_ballot import OrderedBallot
from juryroom.outcome.ordered import OrderedOutcome, OrderedTrial
from juryroom.outcome.patience import BallotCap, HangHazard, Never, SplitHazard
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.trial import Trial
from tests.deliberation.ordered_cases import PATIENCES, binary, every_split, solved, verdicts

NAMES = ("not guilty", "lesser", "greater")


def test_a_mixture_of_first_splits_is_the_mixture_of_their_outcomes() -> None:
    ballot = OrderedBallot.multinomial((0.3, 0.45, 0.25), 7, resemblance=0.1)
    for patience in PATIENCES:
        model = OrderedTugOfWar(compromise=0.2)
        whole = OrderedTrial(
            options=NAMES, first_ballot=ballot, model=model, patience=patience
        ).solve()
        parts = {split: solved(model, split, patience) for split in ballot.probabilities}
        weights = ballot.probabilities
        for option in range(3):
            mixed = sum(weights[s] * verdicts(parts[s])[option] for s in parts)
            assert verdicts(whole)[option] == pytest.approx(mixed, abs=1e-12)
        hung = sum(weights[s] * parts[s].hung for s in parts)
        assert whole.hung == pytest.approx(hung, abs=1e-12)
        ballots = sum(weights[s] * parts[s].mean_ballots for s in parts)
        assert whole.mean_ballots == pytest.approx(ballots, rel=1e-12)


@pytest.mark.parametrize("cap", [0, 1, 2, 9])
def test_a_cap_is_so_many_products_of_the_matrix(cap: int) -> None:
    n, model = 6, OrderedTugOfWar(compromise=0.5)
    points = splits(n, 3)
    P = np.linalg.matrix_power(model.transition_matrix(n, 3).toarray(), cap)
    for i, split in enumerate(every_split(n, 3)):
        found = solved(model, split, BallotCap(ballots=cap))
        agreed = [P[i, (points[:, option] == n)].sum() for option in range(3)]
        assert verdicts(found) == pytest.approx(agreed, abs=1e-14)
        split_open = points.max(axis=1) < n
        assert found.hung == pytest.approx(P[i, split_open].sum(), abs=1e-14)
        last = found.last_split_when_hung or {}
        for j in np.flatnonzero(split_open):
            share = last.get(tuple(points[j].tolist()), 0.0) * found.hung
            assert share == pytest.approx(P[i, j], abs=1e-14)


def test_a_hazard_is_the_sum_over_the_ballot_at_which_the_court_stops() -> None:
    hazard, split = 0.2, (2, 2, 2)
    found = solved(OrderedTugOfWar(), split, HangHazard(per_ballot=hazard))
    capped = [solved(OrderedTugOfWar(), split, BallotCap(ballots=t)) for t in range(1, 160)]
    stops = [hazard * (1 - hazard) ** t for t in range(159)]
    for option in range(3):
        mixed = sum(p * verdicts(o)[option] for p, o in zip(stops, capped, strict=True))
        assert verdicts(found)[option] == pytest.approx(mixed, abs=1e-12)
    mixed = sum(p * o.hung for p, o in zip(stops, capped, strict=True))
    assert found.hung == pytest.approx(mixed, abs=1e-12)
    assert sum((found.last_split_when_hung or {}).values()) == pytest.approx(1, abs=1e-14)
    never = solved(OrderedTugOfWar(), split, HangHazard(per_ballot=0))
    assert verdicts(never) == verdicts(solved(OrderedTugOfWar(), split, Never()))


def test_fewer_votes_than_all_are_a_verdict_sooner() -> None:
    at_once = solved(OrderedTugOfWar(), (10, 1, 1), votes_needed=10)
    assert (verdicts(at_once), at_once.mean_ballots) == ([1, 0, 0], 0)
    found = [solved(OrderedTugOfWar(), (4, 4, 4), votes_needed=v).mean_ballots for v in (7, 9, 12)]
    assert found[0] < found[1] < found[2]
    for votes in (6, 13):
        with pytest.raises(OutOfDomainError, match="votes_needed"):
            solved(OrderedTugOfWar(), (4, 4, 4), votes_needed=votes)


def test_when_not_everyone_must_agree_two_options_are_the_binary_rule() -> None:
    rule = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    for k in range(13):
        known = Trial(TugOfWar(), FirstBallot.known(k, 12), rule).solve()
        found = solved(OrderedTugOfWar(), (12 - k, k), votes_needed=10)
        assert verdicts(found)[1] == pytest.approx(known.guilty, abs=1e-12)


@pytest.mark.parametrize(("slope", "movers"), [(1.0, 12), (1.0, 23), (0.99, 20)])
def test_juries_that_hardly_move_keep_their_digits(slope: float, movers: int) -> None:
    model = OrderedTugOfWar(slope=slope, bias=0, bias_between=0, movers=movers)
    found = solved(model, (5, 2, 5))
    assert sum(verdicts(found)) == pytest.approx(1, abs=1e-12)
    assert verdicts(found)[0] == pytest.approx(verdicts(found)[2], abs=1e-12)


@final
class OnlyTwoMove(OrderedModel):
    """Jurors for the last two options trade places; those for the first never move."""

    card: ClassVar[ModelCard] = OrderedTugOfWar.card

    def transition_matrix(self, jury_size: int, options: int) -> sparse.csr_array:
        every = every_split(jury_size, options)
        P = np.zeros((len(every), len(every)))
        for i, (first, second, third) in enumerate(every):
            for after in ((first, second + 1, third - 1), (first, second - 1, third + 1)):
                possible = second > 0 and third > 0
                P[i, every.index(after if possible else every[i])] += 0.5
        return sparse.csr_array(P)


def test_a_jury_that_can_never_agree_is_refused_and_no_other() -> None:
    with pytest.raises(NotAbsorbingError, match="can never agree"):
        solved(OnlyTwoMove(), (1, 2, 1))
    assert verdicts(solved(OnlyTwoMove(), (0, 1, 3))) == pytest.approx([0, 0.25, 0.75])
    assert solved(OnlyTwoMove(), (1, 2, 1), BallotCap(ballots=5)).hung == 1
    assert solved(OnlyTwoMove(), (1, 2, 1), HangHazard(per_ballot=0.1)).hung == pytest.approx(1)


def test_options_must_fit_the_ballot() -> None:
    ballot = OrderedBallot.known((4, 4, 4))
    for names in (("not guilty", "guilty"), ("a", "b", "b")):
        with pytest.raises(OutOfDomainError, match="3 different names"):
            OrderedTrial(options=names, first_ballot=ballot, model=OrderedTugOfWar())


def test_a_hazard_by_guilty_votes_is_refused() -> None:
    patience: Any = SplitHazard(by_minority=(0.0,) * 7)
    with pytest.raises(OutOfDomainError, match="divided guilty side"):
        solved(OrderedTugOfWar(), (4, 4, 4), patience)


def test_an_outcome_sums_to_one_and_can_be_written_down() -> None:
    with pytest.raises(OutOfDomainError, match="sum to 1"):
        OrderedOutcome(
            verdicts={"a": 0.5, "b": 0.4}, hung=0.0, mean_ballots=0.0, last_split_when_hung=None
        )
    found = solved(OrderedTugOfWar(), (1, 1, 2), BallotCap(ballots=1))
    assert json.loads(json.dumps(found.as_json()))["last_split_when_hung"]["1 1 2"] > 0
    assert found.at_least("0") == pytest.approx(1 - found.hung)
    assert found.at_least("2") == found.verdicts["2"]
    assert solved(OrderedTugOfWar(), (1, 1, 2)).as_json()["last_split_when_hung"] is None


def test_not_guilty_by_the_binary_chain_from_a_pool() -> None:
    ballot = OrderedBallot.multinomial((0.4, 0.25, 0.35), 12)
    trial = OrderedTrial(options=NAMES, first_ballot=ballot, model=OrderedTugOfWar())
    weights = [0.0] * 13
    for split, p in ballot.probabilities.items():
        weights[12 - split[0]] += p
    mixed = sum(p * binary(k, 12).not_guilty for k, p in enumerate(weights))
    assert trial.solve().verdicts["not guilty"] == pytest.approx(mixed, abs=1e-12)
