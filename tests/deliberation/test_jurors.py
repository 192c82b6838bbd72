"""Jurors who differ: against fractions, against the plain walk, lumped and whole."""

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from juryroom.deliberation.jurors import Juror, Jurors
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov import rational
from juryroom.outcome.jurors import (
    JurorsTrial,
    change_by_firmness,
    change_by_first_vote,
    largest_change,
)
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience, SplitHazard
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.trial import Trial
from tests.deliberation.pages import check_page

CERTIFIED = 1e-10
Votes = tuple[int, ...]
PERSUADABLE = st.floats(0.05, 1)
INFLUENCE = st.floats(0.1, 10)
PATIENCE: st.SearchStrategy[Patience] = st.one_of(
    st.just(Never()),
    st.builds(HangHazard, per_ballot=st.floats(0, 1)),
    st.builds(BallotCap, ballots=st.integers(0, 40)),
)


def jurors_of(n: int) -> st.SearchStrategy[Jurors]:
    return st.builds(
        Jurors.of,
        st.lists(PERSUADABLE, min_size=n, max_size=n),
        st.lists(INFLUENCE, min_size=n, max_size=n),
    )


def rules_of(n: int) -> st.SearchStrategy[DecisionRule]:
    return st.integers(n // 2 + 1, n).map(
        lambda votes: DecisionRule(jury_size=n, to_convict=votes, to_acquit=votes)
    )


def numbers(outcome: Outcome) -> list[float]:
    assert outcome.mean_ballots is not None
    return [outcome.guilty, outcome.not_guilty, outcome.hung, outcome.mean_ballots]


def step(jurors: Jurors, votes: Votes) -> dict[Votes, Fraction]:
    """One ballot, from the definition, in fractions."""
    n = jurors.size
    moves: dict[Votes, Fraction] = {votes: Fraction(1)}
    for i, juror in enumerate(jurors.members):
        others = [(Fraction(x.influence), votes[j]) for j, x in enumerate(jurors.members) if j != i]
        against = sum((w for w, vote in others if vote != votes[i]), start=Fraction(0))
        everyone = sum((w for w, _ in others), start=Fraction(0))
        if everyone:
            chance = Fraction(juror.persuadability) * against / everyone / n
            moves[votes] -= chance
            moves[(*votes[:i], 1 - votes[i], *votes[i + 1 :])] = chance
    return moves


def twin(jurors: Jurors, first: Votes, rule: DecisionRule, patience: Patience) -> list[float]:
    """Guilty, not guilty, hung, ballots: every state by hand, in fractions."""
    ending = rule.ending(sum(first))
    if ending is not None:
        return [float(ending == "guilty"), float(ending == "not_guilty"), 0.0, 0.0]
    every: list[Votes] = list(product((0, 1), repeat=jurors.size))
    states = [votes for votes in every if rule.ending(sum(votes)) is None]
    hazard = Fraction(patience.per_ballot) if isinstance(patience, HangHazard) else Fraction(0)
    Q: list[list[Fraction]] = []
    R: list[list[Fraction]] = []
    for votes in states:
        moves = step(jurors, votes)
        row = [moves.get(other, Fraction(0)) for other in states]
        ends = [Fraction(0), Fraction(0)]
        for other, chance in moves.items():
            reached = rule.ending(sum(other))
            if reached is not None:
                ends[reached == "not_guilty"] += chance
        Q.append([(1 - hazard) * chance for chance in row])
        R.append([*ends, hazard * sum(row, start=Fraction(0))])
    at = states.index(first)
    if isinstance(patience, BallotCap):
        law = rational.capped(Q, R, patience.ballots)
        hung = sum(law.at_cap[at], start=Fraction(0))
        return [*map(float, law.absorbed[at][:2]), float(hung), float(law.mean_steps[at])]
    return [*map(float, rational.absorption(Q, R)[at]), float(rational.mean_steps(Q)[at])]


@settings(max_examples=25, deadline=None)
@given(data=st.data(), n=st.sampled_from([3, 4]), patience=PATIENCE)
def test_it_is_the_chain_of_the_definition_in_fractions(
    data: st.DataObject, n: int, patience: Patience
) -> None:
    # Few digits, so that the fractions stay short.
    tenths = st.lists(st.integers(1, 8).map(lambda x: x / 8), min_size=n, max_size=n)
    jurors = Jurors.of(data.draw(tenths), data.draw(tenths))
    rule = data.draw(rules_of(n))
    first = tuple(data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)))
    if isinstance(patience, HangHazard):
        patience = HangHazard(per_ballot=round(patience.per_ballot * 64) / 64)
    if isinstance(patience, BallotCap):
        patience = BallotCap(ballots=patience.ballots % 9)
    found = JurorsTrial(jurors=jurors, first=first, rule=rule, patience=patience).certified()
    exact = twin(jurors, first, rule, patience)
    assert found.error <= CERTIFIED
    assert min(numbers(found.outcome)) >= 0
    assert numbers(found.outcome)[:3] == pytest.approx(exact[:3], rel=0, abs=found.error)
    assert numbers(found.outcome)[3] == pytest.approx(exact[3], rel=1e-9, abs=1e-9)


def test_the_twin_tells_other_jurors_apart() -> None:
    """The control: exchanged influence, or own vote counted in, would be seen."""
    rule, first = DecisionRule.unanimous(3), (1, 0, 0)
    right = twin(Jurors.of([0.5] * 3, [1, 1, 2]), first, rule, Never())
    wrong = JurorsTrial(jurors=Jurors.of([0.5] * 3, [2, 1, 1]), first=first).solve()
    assert abs(wrong.guilty - right[0]) > 0.01


@settings(deadline=None)
@given(
    data=st.data(),
    n=st.integers(3, 12),
    persuasion=PERSUADABLE,
    influence=INFLUENCE,
    patience=st.one_of(
        PATIENCE, st.just(SplitHazard.of_minority(lambda jurors: 0.01 * (1 + jurors), 12))
    ),
)
def test_jurors_who_are_alike_are_the_plain_walk(
    data: st.DataObject, n: int, persuasion: float, influence: float, patience: Patience
) -> None:
    rule, votes = data.draw(rules_of(n)), data.draw(st.integers(0, n))
    jurors = Jurors.of([persuasion] * n, [influence] * n)
    ballot = FirstBallot.known(votes, n)
    plain = PrivatePublic(persuasion=persuasion, pressure_to_convict=0, pressure_to_acquit=0)
    expected = Trial(plain, ballot, rule, patience).solve()
    lumped = JurorsTrial(jurors=jurors, first=ballot, rule=rule, patience=patience).certified()
    assert lumped.states == n + 1
    assert numbers(lumped.outcome) == pytest.approx(numbers(expected), rel=1e-8, abs=CERTIFIED)
    split, plainly = lumped.outcome.last_split_when_hung, expected.last_split_when_hung
    if split is None or plainly is None:
        assert split is plainly
    elif expected.hung > 1e-3:
        for k in range(n + 1):
            assert split.get(k, 0.0) == pytest.approx(plainly.get(k, 0.0), abs=1e-6)


@pytest.mark.parametrize("n", [3, 6, 12, 20])
def test_alike_and_unanimous_it_is_the_share(n: int) -> None:
    for votes in range(n + 1):
        trial = JurorsTrial(jurors=Jurors.of([0.7] * n), first=FirstBallot.known(votes, n))
        assert trial.solve().guilty == pytest.approx(votes / n, abs=CERTIFIED)


def test_one_who_differs_is_not_the_plain_walk() -> None:
    """The control: a jury of which one member weighs more is no walk of the votes."""
    trial = JurorsTrial(jurors=Jurors.of([0.7] * 6, [1] * 5 + [3]), first=(0, 0, 0, 0, 0, 1))
    assert trial.solve().guilty > 1 / 6 + 0.1


@st.composite
def typed_juries(draw: st.DrawFn) -> Jurors:
    kinds = draw(st.lists(st.tuples(PERSUADABLE, INFLUENCE), min_size=1, max_size=3))
    seats = draw(st.lists(st.sampled_from(kinds), min_size=3, max_size=8))
    return Jurors.of([a for a, _ in seats], [w for _, w in seats])


@settings(deadline=None)
@given(jurors=typed_juries(), patience=PATIENCE, data=st.data())
def test_lumped_is_whole(jurors: Jurors, patience: Patience, data: st.DataObject) -> None:
    n = jurors.size
    leanings = st.lists(st.floats(0, 1), min_size=n, max_size=n).map(tuple)
    ballots = st.builds(FirstBallot.binomial, st.floats(0, 1), st.just(n))
    first = data.draw(st.one_of(leanings, ballots))
    trial = JurorsTrial(jurors=jurors, first=first, rule=data.draw(rules_of(n)), patience=patience)
    lumped, whole = trial.certified(), trial.certified(lump=False)
    assert whole.states == 2**n
    assert lumped.states <= whole.states
    assert numbers(lumped.outcome)[:3] == pytest.approx(
        numbers(whole.outcome)[:3], rel=0, abs=lumped.error + whole.error
    )
    assert numbers(lumped.outcome)[3] == pytest.approx(
        numbers(whole.outcome)[3], rel=1e-8, abs=1e-8
    )


@settings(deadline=None)
@given(jurors=jurors_of(6), data=st.data(), patience=PATIENCE)
def test_the_order_of_seats_does_not_matter(
    jurors: Jurors, data: st.DataObject, patience: Patience
) -> None:
    order = data.draw(st.permutations(range(6)))
    leanings = data.draw(st.lists(st.floats(0, 1), min_size=6, max_size=6))
    one = JurorsTrial(jurors=jurors, first=tuple(leanings), patience=patience).solve()
    members = tuple(jurors.members[place] for place in order)
    other = JurorsTrial(
        jurors=Jurors(members), first=tuple(leanings[place] for place in order), patience=patience
    ).solve()
    assert numbers(one) == pytest.approx(numbers(other), rel=1e-8, abs=2 * CERTIFIED)


@settings(deadline=None)
@given(jurors=jurors_of(6), data=st.data(), patience=PATIENCE)
def test_exchanging_guilty_and_not_guilty_exchanges_the_verdicts(
    jurors: Jurors, data: st.DataObject, patience: Patience
) -> None:
    votes = data.draw(st.lists(st.integers(0, 1), min_size=6, max_size=6))
    one = JurorsTrial(jurors=jurors, first=tuple(votes), patience=patience).solve()
    other = JurorsTrial(
        jurors=jurors, first=tuple(1 - vote for vote in votes), patience=patience
    ).solve()
    assert one.guilty == pytest.approx(other.not_guilty, abs=2 * CERTIFIED)
    assert one.hung == pytest.approx(other.hung, abs=2 * CERTIFIED)


@settings(deadline=None, max_examples=30)
@given(n=st.integers(3, 10), data=st.data())
def test_a_unanimous_verdict_is_a_sum_of_says(n: int, data: st.DataObject) -> None:
    """The theorem of the page, which the solver knows nothing of."""
    jurors = data.draw(jurors_of(n))
    leanings = tuple(data.draw(st.lists(st.floats(0, 1), min_size=n, max_size=n)))
    found = JurorsTrial(jurors=jurors, first=leanings).certified(lump=False)
    exact = sum(say * leaning for say, leaning in zip(jurors.say, leanings, strict=True))
    assert found.outcome.guilty == pytest.approx(exact, rel=0, abs=found.error + 1e-14)
    assert found.error <= CERTIFIED


def test_the_bound_is_broken_by_a_wrong_solution() -> None:
    """The control: says of jurors that are a little other lie outside the bound."""
    jurors = Jurors.of([0.5] * 8, [1.0] * 7 + [1.0 + 1e-8])
    first = (0,) * 7 + (1,)
    found = JurorsTrial(jurors=jurors, first=first).certified(lump=False)
    assert abs(found.outcome.guilty - jurors.say[7]) <= found.error
    assert abs(found.outcome.guilty - 1 / 8) > found.error


def test_jurors_of_a_first_ballot_may_be_any() -> None:
    jurors = Jurors.of([0.2, 0.4, 0.6, 0.8], [1, 2, 3, 4])
    sets = [votes for votes in product((0, 1), repeat=4) if sum(votes) == 2]
    mean = np.mean([JurorsTrial(jurors=jurors, first=votes).solve().guilty for votes in sets])
    found = JurorsTrial(jurors=jurors, first=FirstBallot.known(2, 4)).solve().guilty
    assert len(sets) == comb(4, 2)
    assert found == pytest.approx(float(mean), abs=CERTIFIED)


def test_one_juror_who_never_moves_prevails_in_the_end() -> None:
    trial = JurorsTrial(jurors=Jurors.of([0.5] * 5 + [0.0]), first=(0, 0, 0, 0, 0, 1))
    assert trial.solve().guilty == pytest.approx(1, abs=CERTIFIED)
    assert trial.jurors.say == (0, 0, 0, 0, 0, 1)


def test_two_who_never_move_hang_the_jury() -> None:
    jurors = Jurors.of([0.5] * 4 + [0.0, 0.0])
    apart = JurorsTrial(jurors=jurors, first=(0, 0, 1, 1, 0, 1))
    with pytest.raises(NotAbsorbingError, match="BallotCap"):
        apart.solve()
    with pytest.raises(NotAbsorbingError, match="2 jurors who never move"):
        _ = jurors.say
    for patience in (BallotCap(ballots=50), HangHazard(per_ballot=0.1)):
        capped = JurorsTrial(jurors=jurors, first=apart.first, patience=patience).solve()
        assert capped.hung == pytest.approx(1, abs=CERTIFIED)
    # On one side, or under a rule that needs neither of them alone, they do not.
    together = JurorsTrial(jurors=jurors, first=(0, 0, 0, 0, 1, 1)).solve()
    assert together.guilty == pytest.approx(1, abs=CERTIFIED)
    five = DecisionRule(jury_size=6, to_convict=5, to_acquit=5)
    agreed = JurorsTrial(jurors=jurors, first=apart.first, rule=five).solve()
    assert agreed.guilty + agreed.not_guilty == pytest.approx(1, abs=CERTIFIED)


def test_influence_that_only_one_juror_has() -> None:
    """That juror sees no one who counts and stays; the others come over."""
    jurors = Jurors.of([0.5] * 4, [0, 0, 0, 1])
    assert jurors.speeds[3] == 0
    trial = JurorsTrial(jurors=jurors, first=(1, 1, 1, 0))
    assert trial.solve().not_guilty == pytest.approx(1, abs=CERTIFIED)


def reached(jurors: Jurors, first: Votes, rule: DecisionRule) -> set[Votes]:
    """Every vote that the jury can come to, itself included; verdicts lead nowhere."""
    found, waiting = {first}, [first]
    while waiting:
        votes = waiting.pop()
        if rule.ending(sum(votes)) is None:
            following = {other for other, p in step(jurors, votes).items() if p} - found
            found |= following
            waiting.extend(following)
    return found


@settings(deadline=None, max_examples=200)
@given(data=st.data(), n=st.sampled_from([3, 4, 5]))
def test_a_jury_that_may_never_agree_is_refused_and_no_other(data: st.DataObject, n: int) -> None:
    """Jurors who never move, and influence that nobody has, against a walk through the states."""
    persuadability = data.draw(st.lists(st.sampled_from([0.0, 0.5]), min_size=n, max_size=n))
    influence = data.draw(st.lists(st.sampled_from([0, 0, 1, 2]), min_size=n, max_size=n))
    assume(any(influence))
    jurors, rule = Jurors.of(persuadability, influence), data.draw(rules_of(n))
    first = tuple(data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)))
    trial = JurorsTrial(jurors=jurors, first=first, rule=rule)
    ends = all(
        any(rule.ending(sum(end)) for end in reached(jurors, votes, rule))
        for votes in reached(jurors, first, rule)
    )
    if ends:
        outcome = trial.solve()
        assert outcome.hung == 0
        assert outcome.guilty + outcome.not_guilty == pytest.approx(1, abs=CERTIFIED)
    else:
        with pytest.raises(NotAbsorbingError, match="never agree"):
            trial.solve()


@settings(deadline=None)
@given(jurors=jurors_of(5), data=st.data(), hazard=st.floats(0, 1))
def test_the_same_hazard_at_every_split_is_a_hazard(
    jurors: Jurors, data: st.DataObject, hazard: float
) -> None:
    first = tuple(data.draw(st.lists(st.floats(0, 1), min_size=5, max_size=5)))
    by_split = SplitHazard(by_minority=(hazard,) * 3)
    one, other = (
        JurorsTrial(jurors=jurors, first=first, patience=patience).solve()
        for patience in (by_split, HangHazard(per_ballot=hazard))
    )
    assert numbers(one) == numbers(other)


def test_what_one_juror_can_change() -> None:
    jurors = Jurors.of([0.5, 0.5, 0.5, 0.25], [1, 1, 2, 1])
    trial = JurorsTrial(jurors=jurors, first=(1, 0, 0, 0))
    for seat in range(1, 5):
        found = change_by_first_vote(trial, seat)
        assert found == pytest.approx(jurors.say[seat - 1], abs=2 * CERTIFIED)
    assert largest_change(trial)[0] == 1 + int(np.argmax(jurors.say))
    firm = change_by_firmness(trial, 1)
    assert firm == pytest.approx(1 - jurors.say[0], abs=2 * CERTIFIED)
    assert largest_change(trial, change_by_firmness) == (1, pytest.approx(firm, abs=CERTIFIED))


def test_what_one_juror_can_change_under_a_cap() -> None:
    trial = JurorsTrial(
        jurors=Jurors.of([0.5] * 6), first=(1, 1, 1, 1, 1, 0), patience=BallotCap(ballots=20)
    )
    assert 0 < change_by_first_vote(trial, 6) < 1
    assert change_by_firmness(trial, 6) < 0
    assert largest_change(trial, change_by_firmness)[0] == 6


@pytest.mark.slow
def test_twelve_and_twenty_who_all_differ() -> None:
    for n in (12, 15, 20):
        jurors = Jurors.of(
            [0.3 + 0.7 * ((7 * i) % n) / n for i in range(n)],
            [1 + ((3 * i) % n) / 4 for i in range(n)],
        )
        first = tuple(i % 2 for i in range(n))
        found = JurorsTrial(jurors=jurors, first=first).certified()
        assert found.states == 2**n
        assert found.error <= CERTIFIED
        exact = sum(say * vote for say, vote in zip(jurors.say, first, strict=True))
        assert found.outcome.guilty == pytest.approx(exact, rel=0, abs=found.error)


def test_the_law_is_that_of_the_plain_model_for_each_first_ballot() -> None:
    rule = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    plain = PrivatePublic(persuasion=0.4, pressure_to_convict=0, pressure_to_acquit=0)
    law = deliberation_law(plain, rule, HangHazard(per_ballot=0.02))
    for votes in range(13):
        trial = JurorsTrial(
            jurors=Jurors.of([0.4] * 12),
            first=FirstBallot.known(votes, 12),
            rule=rule,
            patience=HangHazard(per_ballot=0.02),
        )
        assert numbers(trial.solve())[:3] == pytest.approx(law.endings[votes].tolist(), abs=1e-10)


@pytest.mark.parametrize(
    ("persuadability", "influence", "where", "accepted"),
    [
        ([], None, "Jurors", "3 to 23 jurors"),
        ([0.5] * 24, None, "Jurors", "3 to 23 jurors"),
        ([0.5] * 4, [0.0] * 4, "Jurors", "influence above 0"),
        ([0.5, float("nan"), 0.5], None, "Juror.persuadability", "0 to 1"),
        ([0.5] * 3, [1, 1, -1], "Juror.influence", "0 to 1e+06"),
        ([0.5] * 3, [1, 1], "Jurors.of", "one length"),
    ],
)
def test_bad_jurors_are_refused_in_four_parts(
    persuadability: list[float], influence: list[float] | None, where: str, accepted: str
) -> None:
    with pytest.raises(OutOfDomainError) as refused:
        Jurors.of(persuadability, influence)
    (problem,) = refused.value.problems
    assert problem.where == where
    assert accepted in problem.accepted
    assert all((problem.found, problem.rule))


def test_bad_trials_are_refused() -> None:
    jurors = Jurors((Juror(persuadability=0.5),) * 4)
    with pytest.raises(OutOfDomainError, match="3 first votes"):
        JurorsTrial(jurors=jurors, first=(1, 0, 0))
    with pytest.raises(OutOfDomainError, match="seat 4"):
        JurorsTrial(jurors=jurors, first=(1, 0, 0, float("nan")))
    trial = JurorsTrial(jurors=jurors, first=FirstBallot.known(2, 4))
    with pytest.raises(OutOfDomainError, match="seat"):
        change_by_firmness(trial, 5)
    with pytest.raises(OutOfDomainError, match="only the number is known"):
        change_by_first_vote(trial, 1)


def test_the_page_of_jurors_who_differ_is_true() -> None:
    check_page("jurors-who-differ.md")
