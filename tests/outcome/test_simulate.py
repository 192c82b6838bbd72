"""Simulated juries: an address each, counted once, added up, and never given a wrong ending."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.majority import Majority
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience, SplitHazard
from juryroom.outcome.simulate import simulate
from juryroom.outcome.simulated import SimulatedOutcome
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.provenance import canonical_json
from juryroom.rng import Streams
from juryroom.trial import Trial
from tests.outcome.frozen import Frozen

STREAM = Streams(1).at("tests")
TRIALS = [
    Trial(TugOfWar(), FirstBallot.binomial(0.6, 12), patience=BallotCap(ballots=40)),
    Trial(PrivatePublic(), FirstBallot.known(4, 6), patience=HangHazard(per_ballot=0.02)),
    Trial(LinearPull(), FirstBallot.known(8, 12), DecisionRule.unanimous(12), Never(), 0.1),
    Trial(
        TugOfWar(),
        FirstBallot.known(8, 12),
        patience=SplitHazard.of_minority(lambda jurors: 0.01 * jurors, 12),
    ),
    Trial(Majority(), FirstBallot.binomial(0.5, 12)),
]

NAMES = ["capped", "private views", "pressed", "hazard by split", "scheme"]


@pytest.mark.parametrize("trial", TRIALS, ids=NAMES)
def test_threads_chunks_and_interruptions_change_nothing(trial: Trial) -> None:
    question = (
        trial.model,
        trial.first_ballot,
        trial.decision_rule,
        trial.patience,
        trial.pressure,
    )
    whole = trial.simulate(3000, stream=STREAM, threads=1)
    for threads, chunk in ((2, 100), (8, 999), (3, 1)):
        assert simulate(question, 3000, stream=STREAM, threads=threads, chunk=chunk) == whole
    parts = [
        trial.simulate(count, stream=STREAM, first=first)
        for first, count in ((0, 1), (1, 999), (1000, 2000))
    ]
    assert parts[0] + parts[1] + parts[2] == whole
    assert parts[0] + (parts[1] + parts[2]) == whole


@pytest.mark.parametrize("trial", TRIALS, ids=NAMES)
def test_another_address_is_other_juries(trial: Trial) -> None:
    here = trial.simulate(2000, stream=STREAM)
    assert here.counts != trial.simulate(2000, stream=STREAM.at("other")).counts
    assert here.counts != trial.simulate(2000, stream=STREAM, first=2000).counts


@pytest.mark.parametrize("trial", TRIALS, ids=NAMES)
def test_every_jury_is_counted_once(trial: Trial) -> None:
    outcome = trial.simulate(1234, stream=STREAM)
    assert outcome.juries == sum(outcome.counts.values()) == 1234
    assert outcome.method == "1,234 simulated juries"
    assert outcome.guilty + outcome.not_guilty + outcome.hung == pytest.approx(1, abs=1e-15)
    if outcome.ballots is not None:
        assert {e: sum(row) for e, row in outcome.ballots.items()} == outcome.counts
        assert outcome.last_splits is not None
        assert sum(outcome.last_splits.values()) == outcome.counts[Ending.HUNG]


@settings(max_examples=25)
@given(st.integers(0, 12), st.integers(7, 12), st.integers(6, 12), st.integers(0, 20))
def test_a_first_ballot_that_is_a_verdict_takes_no_ballot(
    votes: int, to_convict: int, to_acquit: int, cap: int
) -> None:
    rule = DecisionRule(jury_size=12, to_convict=to_convict, to_acquit=to_acquit)
    trial = Trial(TugOfWar(), FirstBallot.known(votes, 12), rule, BallotCap(ballots=cap))
    outcome = trial.simulate(50, stream=STREAM)
    verdict = rule.ending(votes)
    assert outcome.ballots is not None
    assert outcome.mean_ballots is not None
    assert outcome.mean_ballots <= cap
    if verdict is not None:
        assert outcome.counts[verdict] == 50
        assert outcome.mean_ballots == 0
    elif cap == 0:
        assert outcome.counts[Ending.HUNG] == 50
        assert outcome.last_split_when_hung == {votes: 1.0}


def test_the_shares_have_intervals() -> None:
    outcome = TRIALS[0].simulate(10_000, stream=STREAM)
    for ending, p in outcome.probability.items():
        assert p in outcome.intervals[ending]
        assert outcome.intervals[ending].confidence == 0.95
        assert outcome.interval(ending, 0.5).high < outcome.intervals[ending].high
    shown = str(outcome)
    assert shown.endswith("(10,000 simulated juries)")
    assert shown.count("[") == shown.count("]") == 3


@pytest.mark.parametrize("trial", TRIALS, ids=NAMES)
def test_the_file_holds_what_an_exact_one_does_and_the_address(trial: Trial) -> None:
    written = trial.simulate(500, stream=STREAM).as_json()
    assert set(trial.solve().as_json()) <= set(written)
    read = json.loads(canonical_json(written))
    assert (read["seed"], read["path"], read["first_jury"]) == (1, ["tests"], 0)
    assert read["juries"] == sum(read["counts"].values()) == 500


def test_a_jury_that_never_ends_is_no_hung_jury() -> None:
    """Frozen but for one move in 10^9, the jury outlasts the walk: that is an error, not an end."""
    trial = Trial(LinearPull(inertia=0.999), FirstBallot.known(6, 12), patience=Never())
    assert trial.simulate(20, stream=STREAM).hung == 0
    with pytest.raises(OutOfDomainError, match="without an ending after 1,000,000 ballots"):
        Trial(Frozen(), FirstBallot.known(6, 12)).simulate(2, stream=STREAM)
    hazard = HangHazard(per_ballot=1e-12)
    with pytest.raises(OutOfDomainError, match="without an ending"):
        Trial(Frozen(), FirstBallot.known(6, 12), patience=hazard).simulate(2, stream=STREAM)


@pytest.mark.parametrize("patience", [Never(), SplitHazard(by_minority=(0.0,) * 7)], ids=str)
def test_a_jury_that_cannot_end_is_refused_at_once(patience: Patience) -> None:
    trial = Trial(Frozen(move=0.0), FirstBallot.known(6, 12), patience=patience)
    with pytest.raises(NotAbsorbingError, match="no verdict"):
        trial.simulate(10, stream=STREAM)
    capped = Trial(Frozen(move=0.0), FirstBallot.known(6, 12), patience=BallotCap(ballots=3))
    assert capped.simulate(10, stream=STREAM).last_split_when_hung == {6: 1.0}


@pytest.mark.parametrize(
    ("replicates", "first", "threads"), [(0, 0, 1), (1, -1, 1), (1, 0, 0), (1.5, 0, 1)]
)
def test_numbers_outside_their_domain(replicates: int, first: int, threads: int) -> None:
    with pytest.raises(OutOfDomainError, match="simulate"):
        TRIALS[0].simulate(replicates, stream=STREAM, first=first, threads=threads)


def test_a_stream_has_an_end() -> None:
    assert TRIALS[0].simulate(5, stream=STREAM, first=2**32 - 5).juries == 5
    with pytest.raises(OutOfDomainError, match="one word of 32 bits"):
        TRIALS[0].simulate(6, stream=STREAM, first=2**32 - 5)


def test_a_scheme_is_asked_only_for_what_it_has() -> None:
    rule = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    with pytest.raises(OutOfDomainError, match="cannot be exchanged"):
        Trial(Majority(), FirstBallot.known(8, 12), rule).simulate(10, stream=STREAM)


def test_juries_are_added_in_order_and_once() -> None:
    one = TRIALS[0].simulate(10, stream=STREAM)
    for other in (
        one,
        TRIALS[0].simulate(10, stream=STREAM, first=11),
        TRIALS[0].simulate(10, stream=STREAM.at("x"), first=10),
        TRIALS[1].simulate(10, stream=STREAM, first=10),
    ):
        with pytest.raises(OutOfDomainError, match="in the order of their numbers"):
            assert one + other


def test_counts_that_disagree_are_refused() -> None:
    with pytest.raises(OutOfDomainError, match="every jury ends once"):
        SimulatedOutcome(
            stream=STREAM,
            first=0,
            counts=dict.fromkeys(Ending, 1),
            ballots=dict.fromkeys(Ending, (0, 2)),
            last_splits=None,
            jurors_against=None,
            jury_size=12,
        )
