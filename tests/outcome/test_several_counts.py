"""Several counts before one jury: patterns of verdicts, against enumeration and against each other."""

import json
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import Chain, FloatArray, ModelCard
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.majority import Majority
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.joint_ballot import JointBallot
from juryroom.outcome.joint_walk import SharedPatience, joint_moves, walked
from juryroom.outcome.patience import BallotCap, HangHazard, Never, SplitHazard
from juryroom.outcome.several_counts import PatternOutcome, SeveralCounts
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.trial import Trial
from tests.deliberation.pages import check_page

if TYPE_CHECKING:
    from juryroom.markov.arrays import IntArray

EXACT: dict[str, Any] = {"rel": 0, "abs": 1e-12}
PATIENCES: tuple[SharedPatience, ...] = (
    Never(),
    BallotCap(ballots=9),
    HangHazard(per_ballot=0.05),
)
GUILTY, NOT_GUILTY, HUNG = Ending


@final
class Immovable(Chain):
    """A jury in which no vote ever moves."""

    card: ClassVar[ModelCard] = LinearPull.card

    def transition_matrix(self, jury_size: int) -> FloatArray:
        return np.eye(jury_size + 1)


def trial(
    ballot: JointBallot,
    patience: SharedPatience | None = None,
    rule: DecisionRule | None = None,
    models: tuple[Any, ...] = (TugOfWar(),),
) -> SeveralCounts:
    return SeveralCounts(
        counts=tuple(f"count {i + 1}" for i in range(ballot.counts)),
        first_ballot=ballot,
        models=models,
        patience=patience or Never(),
        rule=rule,
    )


def assert_same(first: PatternOutcome, second: PatternOutcome) -> None:
    assert list(first.patterns) == list(second.patterns)
    found, expected = list(first.patterns.values()), list(second.patterns.values())
    assert found == pytest.approx(expected, **EXACT)


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
@pytest.mark.parametrize(("jury_size", "counts"), [(3, 2), (4, 3), (3, 4)])
def test_in_turn_is_the_sum_over_every_joint_first_ballot(
    jury_size: int, counts: int, patience: SharedPatience
) -> None:
    shares = (0.7, 0.4, 0.55, 0.2)[:counts]
    ballot = JointBallot.leanings(shares, jury_size, alike=0.3, resemblance=0.2)
    found = trial(ballot, patience).in_turn()
    alone = [
        Trial(TugOfWar(), FirstBallot.known(votes, jury_size), patience=patience).solve()
        for votes in range(jury_size + 1)
    ]
    for pattern, probability in found.patterns.items():
        expected = 0.0
        for votes in product(range(jury_size + 1), repeat=counts):
            term = float(ballot.probabilities[votes])
            for count, ending in zip(votes, pattern, strict=True):
                term *= alone[count].probability[ending]
            expected += term
        assert probability == pytest.approx(expected, **EXACT), pattern


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
def test_unrelated_first_ballots_give_the_product_of_the_laws(patience: SharedPatience) -> None:
    ballots = [FirstBallot.binomial(0.6, 12), FirstBallot.known(7, 12)]
    rule = DecisionRule(jury_size=12, to_convict=10, to_acquit=11)
    models = (TugOfWar(), PrivatePublic())
    found = trial(JointBallot.independent(ballots), patience, rule, models).in_turn()
    alone = [
        Trial(model, ballot, rule, patience).solve()
        for model, ballot in zip(models, ballots, strict=True)
    ]
    for (first, second), probability in found.patterns.items():
        expected = alone[0].probability[first] * alone[1].probability[second]
        assert probability == pytest.approx(expected, **EXACT)


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
@given(
    shares=st.lists(st.floats(0.05, 0.95), min_size=2, max_size=3),
    alike=st.floats(0, 1),
    resemblance=st.floats(0, 0.6),
    spill_over=st.floats(0, 1),
)
@settings(max_examples=8, deadline=None)
def test_each_count_by_itself_is_a_trial_of_one_count(
    patience: SharedPatience,
    shares: list[float],
    alike: float,
    resemblance: float,
    spill_over: float,
) -> None:
    """Links between counts, of every kind, change the patterns and no count's own law."""
    ballot = JointBallot.leanings(shares, 5, alike=alike, resemblance=resemblance)
    several = trial(ballot, patience)
    for outcome in (several.in_turn(), several.together(spill_over=spill_over)):
        for name, share in zip(several.counts, shares, strict=True):
            first = FirstBallot.beta_binomial(share, resemblance, 5)
            alone = Trial(TugOfWar(), first, patience=patience).solve()
            assert outcome.of_count(name) == pytest.approx(dict(alone.probability), **EXACT)


@pytest.mark.parametrize("patience", [Never(), BallotCap(ballots=0), BallotCap(ballots=6)], ids=str)
@pytest.mark.parametrize("jury_size", [3, 6])
def test_without_spill_over_or_a_hazard_together_is_in_turn(
    jury_size: int, patience: SharedPatience
) -> None:
    """Given the first ballots the counts walk independently for a known time: a product law."""
    ballot = JointBallot.leanings((0.7, 0.5, 0.4), jury_size, alike=0.5)
    several = trial(ballot, patience, models=(TugOfWar(), LinearPull(), TugOfWar(bias=0)))
    assert_same(several.together(), several.in_turn())


def test_a_shared_hazard_is_the_sum_over_the_ballot_at_which_the_court_stops() -> None:
    """Given that ballot the counts are independent: a cap, and a mixture of caps."""
    hazard = 0.15
    ballot = JointBallot.leanings((0.7, 0.5), 5, alike=0.5)
    found = trial(ballot, HangHazard(per_ballot=hazard)).together()
    mixed = dict.fromkeys(found.patterns, 0.0)
    for ballots in range(1, 220):
        capped = trial(ballot, BallotCap(ballots=ballots)).in_turn()
        for pattern, p in capped.patterns.items():
            mixed[pattern] += hazard * (1 - hazard) ** (ballots - 1) * p
    assert dict(found.patterns) == pytest.approx(mixed, **EXACT)
    # The jury that hangs on one count is more likely to hang on both than chance would have it.
    apart = trial(ballot, HangHazard(per_ballot=hazard)).in_turn()
    assert found.patterns[HUNG, HUNG] > apart.patterns[HUNG, HUNG] + 0.01


@settings(max_examples=40, deadline=None)
@given(
    shares=st.lists(st.floats(0.05, 0.95), min_size=1, max_size=4),
    hazard=st.one_of(st.just(1.0), st.floats(0.001, 0.9)),
    jurors=st.integers(3, 4),
    convict=st.integers(0, 1),
    slopes=st.lists(st.floats(0.1, 1), min_size=4, max_size=4),
)
def test_a_sum_over_ballots_is_a_walk_on_all_votes(
    shares: list[float], hazard: float, jurors: int, convict: int, slopes: list[float]
) -> None:
    """Two ways that share nothing but the moves of each count: no joint state, and all of them."""
    rule = DecisionRule(jury_size=jurors, to_convict=jurors - convict, to_acquit=jurors)
    models = tuple(TugOfWar(slope=slope) for slope in slopes[: len(shares)])
    ballot = JointBallot.leanings(tuple(shares), jurors, alike=0.3)
    for patience in (HangHazard(per_ballot=hazard), BallotCap(ballots=7), Never()):
        several = trial(ballot, patience, rule, models)
        decided = [votes for votes in range(jurors + 1) if rule.ending(votes)]
        matrices = [model.transition_matrix(jurors).copy() for model in models]
        for matrix in matrices:
            matrix[decided] = np.eye(jurors + 1)[decided]
        by_votes = [list(Ending).index(rule.ending(v) or HUNG) for v in range(jurors + 1)]
        votes = np.indices((jurors + 1,) * len(shares)).reshape(len(shares), -1)
        places = 3 ** np.arange(len(shares) - 1, -1, -1)
        pattern: IntArray = places @ np.array(by_votes)[votes]
        done = np.array([2 not in ends for ends in product(range(3), repeat=len(shares))])
        found = walked(
            joint_moves(matrices, 0.0), ballot.probabilities.ravel(), pattern, done, patience
        )
        assert list(several.together().patterns.values()) == pytest.approx(found.tolist(), **EXACT)


def test_five_counts_of_twelve_together() -> None:
    """Each count by itself ends as it would alone, and the first and the last may change places."""
    shares = (0.7, 0.5, 0.6, 0.4, 0.55)
    patience = HangHazard(per_ballot=0.02)
    found = trial(JointBallot.leanings(shares, 12, alike=0.4), patience).together()
    turned = trial(JointBallot.leanings(shares[::-1], 12, alike=0.4), patience).together()
    for share, name in zip(shares, found.counts, strict=True):
        alone = Trial(TugOfWar(), FirstBallot.binomial(share, 12), patience=patience).solve()
        assert dict(found.of_count(name)) == pytest.approx(alone.probability, **EXACT)
    for pattern, p in found.patterns.items():
        assert turned.patterns[pattern[::-1]] == pytest.approx(p, **EXACT)


def test_a_hazard_too_small_for_its_sum_is_refused() -> None:
    """No vote moves, and the court gives up once in a thousand million ballots."""
    ballot = JointBallot.known((2, 1), 3)
    slow = trial(ballot, HangHazard(per_ballot=1e-9), models=(Immovable(),))
    with pytest.raises(NotAbsorbingError, match="larger hazard"):
        slow.together()
    with pytest.raises(NotAbsorbingError):
        trial(ballot, HangHazard(per_ballot=0), models=(Immovable(),)).together()


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
def test_one_draw_for_two_counts_that_begin_alike_ends_them_alike(patience: SharedPatience) -> None:
    found = trial(JointBallot.known((4, 4), 6), patience).together(spill_over=1)
    alone = Trial(TugOfWar(), FirstBallot.known(4, 6), patience=patience).solve()
    for (first, second), p in found.patterns.items():
        expected = alone.probability[first] if first is second else 0.0
        assert p == pytest.approx(expected, **EXACT)


def test_more_spill_over_makes_verdicts_more_alike() -> None:
    several = trial(JointBallot.known((4, 3), 6))
    alike = [several.together(spill_over=s) for s in (0, 0.3, 0.7, 1)]
    both = [outcome.patterns[GUILTY, GUILTY] for outcome in alike]
    assert sorted(both) == both
    assert both[-1] > both[0] + 0.05
    # All that guilt on the harder count can do is to come with guilt on the easier one.
    assert both[-1] == pytest.approx(alike[-1].of_count("count 2")[GUILTY], **EXACT)


def test_the_partial_verdict_before_a_mistrial() -> None:
    found = trial(JointBallot.known((6, 0, 4), 6), BallotCap(ballots=0)).together()
    assert found.patterns[GUILTY, NOT_GUILTY, HUNG] == 1
    assert (found.partial_verdict, found.hung_counts) == (1, (0, 1, 0, 0))
    assert str(found) == "guilty, not guilty, hung: 1.000 (exact)"
    none = trial(JointBallot.known((5, 1, 4), 6), BallotCap(ballots=0)).in_turn()
    assert (none.partial_verdict, none.hung_counts) == (0, (0, 0, 0, 1))


def test_jurors_who_judge_all_counts_alike_seldom_split_them() -> None:
    def mixed(alike: float) -> float:
        outcome = trial(JointBallot.leanings((0.6, 0.6), 12, alike=alike)).in_turn()
        return outcome.patterns[GUILTY, NOT_GUILTY]

    found = [mixed(alike) for alike in (0, 0.5, 0.9, 1)]
    assert sorted(found, reverse=True) == found
    assert found[0] > 0.2
    # Alike in the first ballot, apart in the deliberation: alike is not the same.
    assert found[-1] > 0.1


def test_five_counts_of_twelve_jurors() -> None:
    """371,293 joint first ballots, of which no walk is ever made."""
    shares = (0.7, 0.5, 0.4, 0.6, 0.3)
    ballot = JointBallot.leanings(shares, 12, alike=0.4)
    found = trial(ballot, HangHazard(per_ballot=0.02)).in_turn()
    assert len(found.patterns) == 243
    assert sum(found.hung_counts) == pytest.approx(1, **EXACT)
    alone = Trial(
        TugOfWar(), FirstBallot.binomial(0.6, 12), patience=HangHazard(per_ballot=0.02)
    ).solve()
    assert found.of_count("count 4") == pytest.approx(dict(alone.probability), **EXACT)


def test_one_count_is_a_trial_of_one_count() -> None:
    ballot = FirstBallot.binomial(0.6, 9)
    several = trial(JointBallot.independent([ballot]))
    alone = Trial(TugOfWar(), ballot).solve()
    for outcome in (several.in_turn(), several.together()):
        assert outcome.of_count("count 1") == pytest.approx(dict(alone.probability), **EXACT)


def test_a_scheme_is_taken_in_turn_and_refused_together() -> None:
    several = trial(JointBallot.known((4, 2), 6), models=(Majority(),))
    assert several.in_turn().patterns[GUILTY, NOT_GUILTY] == 1
    with pytest.raises(OutOfDomainError, match="in_turn"):
        several.together()


def test_what_does_not_fit_is_refused() -> None:
    ballot = JointBallot.known((4, 2), 6)
    with pytest.raises(OutOfDomainError, match="SeveralCounts"):
        SeveralCounts(counts=("a", "a"), first_ballot=ballot, models=(TugOfWar(),))
    with pytest.raises(OutOfDomainError, match="SeveralCounts"):
        trial(ballot, models=(TugOfWar(),) * 3)
    with pytest.raises(OutOfDomainError, match="SeveralCounts"):
        trial(ballot, rule=DecisionRule.unanimous(7))
    by_votes: Any = SplitHazard(by_minority=(0.0,) * 4)
    with pytest.raises(OutOfDomainError, match=r"SeveralCounts\.patience"):
        trial(ballot, by_votes)
    with pytest.raises(OutOfDomainError, match="spill-over"):
        trial(JointBallot.known((1, 1, 1, 1), 3)).together(spill_over=0.1)
    with pytest.raises(OutOfDomainError, match="spill_over"):
        trial(ballot).together(spill_over=1.1)
    with pytest.raises(NotAbsorbingError):
        trial(ballot, models=(Immovable(),)).together()
    assert trial(ballot, BallotCap(ballots=9), models=(Immovable(),)).together().hung_counts[2] == 1


def test_an_outcome_sums_to_one_and_can_be_written_down() -> None:
    with pytest.raises(OutOfDomainError, match="sum to 1"):
        PatternOutcome(counts=("a",), patterns={(GUILTY,): 0.5})
    found = trial(JointBallot.known((4, 2), 6), BallotCap(ballots=3)).together()
    written = json.loads(json.dumps(found.as_json()))
    assert len(written["patterns"]) == 9
    assert written["partial_verdict"] == found.partial_verdict


def test_a_decided_count_is_closed() -> None:
    """With 5 of 6 enough a count that meets the rule keeps its verdict while the other goes on."""
    rule = DecisionRule(jury_size=6, to_convict=5, to_acquit=5)
    found = trial(JointBallot.known((5, 3), 6), BallotCap(ballots=40), rule).together(spill_over=1)
    assert found.of_count("count 1")[GUILTY] == pytest.approx(1, **EXACT)


def test_the_table_of_first_ballots_is_not_to_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        JointBallot.known((4, 2), 6).probabilities[0, 0] = 1.0


@given(st.integers(0, 6), st.integers(0, 6))
def test_order_of_the_counts_does_not_matter(first: int, second: int) -> None:
    there, back = (trial(JointBallot.known(v, 6)) for v in ((first, second), (second, first)))
    for outcome, turned in ((there.in_turn(), back.in_turn()), (there.together(), back.together())):
        swapped = {pattern[::-1]: p for pattern, p in turned.patterns.items()}
        assert dict(outcome.patterns) == pytest.approx(swapped, **EXACT)


def test_patterns_of_an_array_follow_the_order_of_the_endings() -> None:
    table = np.zeros((4, 4))
    table[3, 0] = 1
    found = trial(JointBallot(table, "given")).in_turn()
    assert found.patterns[GUILTY, NOT_GUILTY] == 1


def test_page() -> None:
    check_page("several-counts.md")
