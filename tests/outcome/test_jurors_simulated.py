"""Simulated juries of jurors who differ: an address each, added up, never given a wrong ending."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.jurors import Jurors
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.jurors import JurorsTrial
from juryroom.outcome.jurors_simulated import simulate_jurors
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience, SplitHazard
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.provenance import canonical_json
from juryroom.rng import Streams

STREAM = Streams(1).at("tests")


def different(n: int) -> Jurors:
    return Jurors.of([0.3 + 0.6 * i / n for i in range(n)], [1 + (5 * i) % n / 4 for i in range(n)])


def trial_of(n: int, patience: Patience, first: FirstBallot | None = None) -> JurorsTrial:
    leanings = tuple(0.9 - 0.7 * i / n for i in range(n))
    return JurorsTrial(jurors=different(n), first=first or leanings, patience=patience)


TRIALS = [
    trial_of(12, BallotCap(ballots=40)),
    trial_of(6, HangHazard(per_ballot=0.02), FirstBallot.known(3, 6)),
    trial_of(12, SplitHazard.of_minority(lambda jurors: 0.01 * jurors, 12)),
    trial_of(23, Never()),
]
NAMES = ["capped", "number known", "hazard by split", "twenty-three"]


@pytest.mark.parametrize("trial", TRIALS, ids=NAMES)
def test_threads_chunks_and_interruptions_change_nothing(trial: JurorsTrial) -> None:
    whole = trial.simulate(3000, stream=STREAM, threads=1)
    for threads, chunk in ((2, 100), (8, 999), (3, 1)):
        assert simulate_jurors(trial, 3000, stream=STREAM, threads=threads, chunk=chunk) == whole
    parts = [
        trial.simulate(count, stream=STREAM, first=first)
        for first, count in ((0, 1), (1, 999), (1000, 2000))
    ]
    assert parts[0] + parts[1] + parts[2] == whole


@pytest.mark.parametrize("trial", TRIALS, ids=NAMES)
def test_every_jury_is_counted_once_at_its_own_address(trial: JurorsTrial) -> None:
    outcome = trial.simulate(1234, stream=STREAM)
    assert outcome.juries == sum(outcome.counts.values()) == 1234
    assert outcome.ballots is not None
    assert outcome.last_splits is not None
    assert {e: sum(row) for e, row in outcome.ballots.items()} == outcome.counts
    assert sum(outcome.last_splits.values()) == outcome.counts[Ending.HUNG]
    assert outcome.ballots != trial.simulate(1234, stream=STREAM.at("other")).ballots
    assert outcome.ballots != trial.simulate(1234, stream=STREAM, first=1234).ballots
    assert json.loads(canonical_json(outcome.as_json()))["juries"] == 1234


@pytest.mark.parametrize(
    "wrong",
    [
        {"replicates": 0},
        {"replicates": 2**32, "first": 1},
        {"replicates": 10, "first": -1},
        {"replicates": 10, "threads": 0},
        {"replicates": 10, "chunk": 0},
    ],
)
def test_what_no_stream_has_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(OutOfDomainError):
        simulate_jurors(TRIALS[0], stream=STREAM, **wrong)


def test_more_than_twenty_who_differ_are_simulated_and_not_solved() -> None:
    with pytest.raises(OutOfDomainError, match=r"JurorsTrial\.simulate"):
        TRIALS[3].solve()
    assert trial_of(20, Never()).states == 2**20
    few = Jurors.of([0.5] * 20 + [0.1] * 3)
    trial = JurorsTrial(jurors=few, first=(1.0,) * 12 + (0.0,) * 11)
    share = trial.solve().guilty
    assert share == pytest.approx(sum(few.say[:12]), abs=1e-10)
    assert share in trial.simulate(20_000, stream=STREAM).interval(Ending.GUILTY, 0.999999)


def test_a_jury_given_up_has_no_ending() -> None:
    """Jurors who all but never move: the walk is followed for a million ballots, and said so."""
    jurors = Jurors.of([1e-9] * 3)
    trial = JurorsTrial(jurors=jurors, first=(1, 0, 0), patience=HangHazard(per_ballot=1e-9))
    with pytest.raises(OutOfDomainError, match="without an ending"):
        trial.simulate(2, stream=STREAM)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=4, max_size=4),
    st.lists(st.sampled_from([0.0, 1.0, 2.0]), min_size=3, max_size=3),
    st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=4, max_size=4),
    st.sampled_from([(4, 4), (3, 4), (3, 3)]),
    st.sampled_from([Never(), SplitHazard(by_minority=(0.0, 0.0, 0.1))]),
)
def test_a_jury_that_may_never_agree_is_refused_as_the_solution_refuses_it(
    persuadable: list[float],
    influence: list[float],
    leanings: list[float],
    votes: tuple[int, int],
    patience: Patience,
) -> None:
    rule = DecisionRule(jury_size=4, to_convict=votes[0], to_acquit=votes[1])
    jurors = Jurors.of(persuadable, [*influence, 1.0])
    trial = JurorsTrial(jurors=jurors, first=tuple(leanings), rule=rule, patience=patience)
    try:
        solved = trial.solve()
    except NotAbsorbingError as error:
        refusal = str(error)
        with pytest.raises(NotAbsorbingError, match=re.escape(refusal)):
            trial.simulate(10, stream=STREAM)
    else:
        counts = trial.simulate(50, stream=STREAM, threads=1).counts
        assert not any(count and solved.probability[e] < 1e-12 for e, count in counts.items())
