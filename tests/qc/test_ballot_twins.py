"""juryroom's other first ballots and its stubborn jury against the twins."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from juryroom.deliberation.models.stubbornness import Stubbornness, share_for_majorities
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.leanings import finite_panel, poisson_binomial
from juryroom.jury.mixture import mixture
from juryroom.jury.strikes import after_strikes
from juryroom.jury.undecided import (
    CountedNotGuilty,
    Dropped,
    LeaningOnes,
    SplitEvenly,
    ThreeAnswers,
)
from juryroom.rng import Streams
from tests.qc.ballot_twins import (
    Stubborn,
    hypergeometric,
    jurors_who_differ,
    mixed,
    sate_strikes,
    stubborn_end,
    three_ways,
    tireless_end,
    written_down,
)
from tests.qc.endings import tug_of_war
from tests.qc.scheme_twins import condorcet
from tests.qc.twins import HALF, ONE, ZERO, beta_binomial, binomial

EXACT = 1e-12
ONE_IN_A_MILLION = 1e-6
JURIES = 200_000
SIZES = range(3, 17)
SIXTY_FOURTHS = st.integers(0, 64).map(lambda i: Fraction(i, 64))


def widest(theirs: Sequence[float], ours: Sequence[Fraction]) -> float:
    """Return the largest difference between two laws of the same length."""
    return max(abs(p - float(q)) for p, q in zip(theirs, ours, strict=True))


# --- first ballots -------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(shares=st.lists(SIXTY_FOURTHS, min_size=3, max_size=16))
def test_jurors_who_differ(shares: list[Fraction]) -> None:
    found = poisson_binomial([float(p) for p in shares]).probabilities
    assert widest(found, jurors_who_differ(shares)) <= EXACT
    other = [min(ONE, shares[0] + Fraction(1, 10**10)), *shares[1:]]
    if shares[0] < 1:
        assert widest(found, jurors_who_differ(other)) > EXACT


@settings(max_examples=60, deadline=None)
@given(
    jury_size=st.integers(3, 16),
    shares=st.tuples(SIXTY_FOURTHS, SIXTY_FOURTHS, SIXTY_FOURTHS),
    cuts=st.tuples(SIXTY_FOURTHS, SIXTY_FOURTHS).map(sorted),
)
def test_mixtures(
    jury_size: int, shares: tuple[Fraction, Fraction, Fraction], cuts: list[Fraction]
) -> None:
    weights = (cuts[0], cuts[1] - cuts[0], 1 - cuts[1])
    found = mixture(
        [
            FirstBallot.binomial(float(shares[0]), jury_size),
            FirstBallot.beta_binomial(float(shares[1]), 0.25, jury_size),
            poisson_binomial([1.0] + [float(shares[2])] * (jury_size - 1)),
        ],
        [float(w) for w in weights],
    ).probabilities
    laws = [
        binomial(shares[0], jury_size),
        beta_binomial(shares[1], Fraction(1, 4), jury_size),
        jurors_who_differ([ONE] + [shares[2]] * (jury_size - 1)),
    ]
    assert widest(found, mixed(list(zip(weights, laws, strict=True)))) <= EXACT


def test_a_mixture_weighted_the_wrong_way_round_is_found() -> None:
    laws = [binomial(Fraction(1, 4), 6), binomial(Fraction(3, 4), 6)]
    found = mixture([FirstBallot.binomial(s, 6) for s in (0.25, 0.75)], [0.75, 0.25]).probabilities
    assert widest(found, mixed([(Fraction(1, 4), laws[0]), (Fraction(3, 4), laws[1])])) > EXACT


@pytest.mark.parametrize("jury_size", SIZES)
def test_panels(jury_size: int) -> None:
    for panel in (jury_size, jury_size + 1, 2 * jury_size, 60):
        for guilty in (0, 1, panel // 3, panel - 1, panel):
            found = finite_panel(guilty, panel, jury_size).probabilities
            assert widest(found, hypergeometric(guilty, panel, jury_size)) <= EXACT
    found = finite_panel(20, 60, jury_size).probabilities
    assert widest(found, binomial(Fraction(1, 3), jury_size)) > EXACT


@settings(max_examples=30, deadline=None)
@given(
    jury_size=st.integers(3, 16),
    said=st.tuples(st.integers(1, 20), st.integers(0, 20), st.integers(0, 20)),
    leaning=SIXTY_FOURTHS,
)
def test_undecided(jury_size: int, said: tuple[int, int, int], leaning: Fraction) -> None:
    """Three kinds of answer in the jury room, each undecided one then written down by the rule."""
    guilty, not_guilty, undecided = said
    asked = ThreeAnswers(guilty=guilty, not_guilty=not_guilty, undecided=undecided)
    whole = sum(said)
    votes = three_ways(Fraction(guilty, whole), Fraction(not_guilty, whole), jury_size)
    for rule, as_guilty in (
        (CountedNotGuilty(), ZERO),
        (SplitEvenly(), HALF),
        (LeaningOnes(guilty_share=float(leaning)), leaning),
        (Dropped(), Fraction(guilty, guilty + not_guilty)),
    ):
        found = asked.first_ballot(rule, jury_size).probabilities
        assert widest(found, written_down(votes, as_guilty, jury_size)) <= EXACT
        if undecided:
            slipped = as_guilty + Fraction(1, 100) if as_guilty < HALF else as_guilty - HALF / 50
            assert widest(found, written_down(votes, slipped, jury_size)) > EXACT


@pytest.mark.parametrize(
    ("prosecution", "defence", "accuracy", "printed"),
    [
        (0, 0, "0.15", 0.3411546),
        (3, 3, "0.15", 0.3460368),
        (10, 6, "0.15", 0.3955303),
        (0, 10, "0.15", 0.2492035),
        (10, 0, "0.15", 0.4596501),
        (4, 4, "1", 0.3618630),
    ],
)
def test_the_twin_gives_the_computed_strikes(
    prosecution: int, defence: int, accuracy: str, printed: float
) -> None:
    """By sate's chain, of twelve from an even venire."""
    law = sate_strikes(HALF, 12, prosecution, defence, Fraction(accuracy))
    guilty = sum((chance * tug_of_war(k, 12) for k, chance in enumerate(law)), ZERO)
    assert float(guilty) == pytest.approx(printed, abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(
    share=SIXTY_FOURTHS,
    jury_size=st.integers(3, 16),
    prosecution=st.integers(0, 8),
    defence=st.integers(0, 8),
    accuracy=SIXTY_FOURTHS,
)
def test_strikes(
    share: Fraction, jury_size: int, prosecution: int, defence: int, accuracy: Fraction
) -> None:
    found = after_strikes(
        float(share),
        jury_size,
        prosecution_strikes=prosecution,
        defence_strikes=defence,
        accuracy=float(accuracy),
    ).probabilities
    law = sate_strikes(share, jury_size, prosecution, defence, accuracy)
    assert widest(found, law) <= EXACT
    if prosecution != defence and accuracy and 0 < share < 1:
        turned = sate_strikes(share, jury_size, defence, prosecution, accuracy)
        assert widest(found, turned) > EXACT


# --- Burghardt, Rand and Girvan ------------------------------------------------------------------

PUBLISHED = ("0.864", "0.0146", "1.592", "0.221", "0.75")
"""Herding, stopping, tau, slowing and zone of twelve in California, middling trials."""

SETTINGS = [
    PUBLISHED,
    ("0.7", "0.25", "0.5", "1", "1"),
    ("0.95", "1", "3", "0.5", "0.8"),
    ("0.5", "0.05", "0.25", "0.125", "0.6"),
]


def both(numbers: Sequence[str], jurors: int) -> tuple[Stubbornness, Stubborn]:
    """Return the same stubborn jury twice: juryroom's and the twin's."""
    herding, stopping, tau, slowing, zone = map(Fraction, numbers)
    theirs = Stubbornness(
        herding=float(herding),
        stopping=float(stopping),
        patience=float(tau),
        slowing=float(slowing),
        zone=float(zone),
    )
    return theirs, Stubborn(jurors, herding, stopping, tau, slowing, zone)


@pytest.mark.parametrize("numbers", SETTINGS, ids=str)
@pytest.mark.parametrize("jurors", SIZES)
def test_one_draw_and_juries_that_never_tire(jurors: int, numbers: tuple[str, ...]) -> None:
    theirs, ours = both(numbers, jurors)
    matrix = theirs.herding_matrix(jurors)
    for votes in range(jurors + 1):
        up, down = ours.turned(votes)
        row = [ZERO] * (jurors + 1)
        row[votes] = 1 - up - down
        row[min(jurors, votes + 1)] += up
        row[max(0, votes - 1)] += down
        assert widest([float(p) for p in matrix[votes]], row) <= EXACT
    share, again = Fraction(35, 64), Fraction(jurors, 17)
    law = theirs.without_stiffening(FirstBallot.binomial(float(share), jurors), float(again))
    votes, time = tireless_end(ours, binomial(share, jurors), again)
    assert widest([float(p) for p in law.votes], votes) <= EXACT
    assert abs(law.mean_minutes / float(time * jurors) - 1) <= EXACT
    slipped, _ = tireless_end(ours, binomial(share, jurors), again * Fraction(999, 1000))
    assert widest([float(p) for p in law.votes], slipped) > EXACT


def misfit(counts: Sequence[float], chances: Sequence[float]) -> float:
    """Return how likely counts so far from these chances are (chi-square, rare votes pooled)."""
    whole = sum(counts)
    pairs = sorted(zip(chances, counts, strict=True))
    while len(pairs) > 2 and pairs[0][0] * whole < 10:
        first, second, *rest = pairs
        pairs = sorted([(first[0] + second[0], first[1] + second[1]), *rest])
    expected = np.array([chance for chance, _ in pairs]) * whole
    found = np.array([count for _, count in pairs])
    surprise = float(((found - expected) ** 2 / expected).sum())
    return float(stats.chi2.sf(surprise, len(pairs) - 1))


@pytest.mark.parametrize("numbers", SETTINGS, ids=str)
@pytest.mark.parametrize("jurors", [3, 5, 6, 8])
def test_stubborn_juries(jurors: int, numbers: tuple[str, ...]) -> None:
    """The simulation against the exact law: fails by chance once in a million for each figure."""
    theirs, ours = both(numbers, jurors)
    share = Fraction(35, 64)
    end = stubborn_end(ours, binomial(share, jurors), float)
    assert sum(end.votes) == pytest.approx(1, abs=1e-12)
    juries = theirs.simulate(
        FirstBallot.binomial(float(share), jurors),
        JURIES,
        rng=Streams(1).at(f"stubborn {jurors} {numbers}").generator(),
    )
    chances = [float(p) for p in end.votes]
    assert misfit(juries.counts.tolist(), chances) > ONE_IN_A_MILLION
    mean = float(sum(end.time)) * jurors
    error = float(juries.minutes.std()) / JURIES**0.5
    assert 2 * stats.norm.sf(abs(float(juries.minutes.mean()) - mean) / error) > ONE_IN_A_MILLION


def test_the_exact_law_is_that_of_the_authors() -> None:
    """Their 160,000 juries of twelve, by final votes, and their mean time (sd 9.8489)."""
    printed = (
        0.018181, 0.085994, 0.14915, 0.122394, 0.021319, 0.008788, 0.003056,
        0.010731, 0.028794, 0.17275, 0.215594, 0.132706, 0.030544,
    )  # fmt: skip
    _, ours = both(PUBLISHED, 12)
    end = stubborn_end(ours, binomial(Fraction("0.5379"), 12), float)
    chances = [float(p) for p in end.votes]
    assert misfit([160_000 * p for p in printed], chances) > ONE_IN_A_MILLION
    assert abs(float(sum(end.time)) - 9.8332) / (9.8489 / 400) < 4.9


@pytest.mark.parametrize("slip", ["zone", "tau", "slowing", "herding", "stopping"])
def test_planted_faults_in_a_stubborn_jury_are_found(slip: str) -> None:
    theirs, _ = both(PUBLISHED, 6)
    at = ("herding", "stopping", "tau", "slowing", "zone").index(slip)
    wrong = {"zone": "0.9", "tau": "1.75", "slowing": "0.3", "herding": "0.85", "stopping": "0.02"}
    numbers = (*PUBLISHED[:at], wrong[slip], *PUBLISHED[at + 1 :])
    end = stubborn_end(both(numbers, 6)[1], binomial(Fraction(35, 64), 6), float)
    juries = theirs.simulate(
        FirstBallot.binomial(35 / 64, 6), JURIES, rng=Streams(1).at("slipped").generator()
    )
    assert misfit(juries.counts.tolist(), [float(p) for p in end.votes]) < ONE_IN_A_MILLION


@pytest.mark.parametrize("jurors", SIZES)
def test_the_rule_of_the_authors_for_the_first_ballot(jurors: int) -> None:
    for share in (Fraction(i, 64) for i in (3, 20, 32, 41, 60)):
        more, _, tie = condorcet(share, jurors)
        assert share_for_majorities(float(more + tie / 2), jurors) == pytest.approx(
            float(share), abs=1e-9
        )
        if share < HALF:
            assert abs(share_for_majorities(float(more), jurors) - float(share)) > 1e-9 or not tie
