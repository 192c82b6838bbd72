"""juryroom's one-step models against the twins: logistic curves, any matrix, juries that vote once.

Every comparison is a function that says how far the two are apart, and takes the twin as an
argument: so that a twin with a planted fault goes through the very same comparison.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import Scheme
from juryroom.deliberation.models.retry_until_verdict import after_retrials
from juryroom.deliberation.models.social_decision_scheme import SocialDecisionScheme
from juryroom.deliberation.registry import accuracy_model, model
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.guilt_mixture import GuiltMixture, fit_guilt_mixture, poisson_first_ballot
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.trial import Trial
from tests.qc.scheme_twins import (
    condorcet,
    laplace_wrong,
    logistic,
    matrix_scheme,
    neilson_winter,
    poisson_errors,
    poisson_fit,
    poisson_law,
    pooled_logistic,
    retried,
    social_proof,
    spencer_accuracy,
)
from tests.qc.twins import HALF, ONE, ZERO, Row, binomial, unanimous
from tests.qc.twins import Rule as TwinRule

EXACT = 1e-12
SIZES = range(3, 17)
SIXTY_FOURTHS = st.integers(0, 64).map(lambda i: Fraction(i, 64))
INSIDE = st.integers(1, 63).map(lambda i: Fraction(i, 64))

Rows = Callable[[Fraction], Row]


def widest(theirs: Sequence[float], ours: Sequence[Fraction]) -> float:
    """Return the largest difference between numbers of juryroom and of the twin."""
    return max(abs(p - float(q)) for p, q in zip(theirs, ours, strict=True))


# --- curves --------------------------------------------------------------------------------------


def curve_apart(name: str, given: dict[str, Fraction], jury_size: int, twin: Rows) -> float:
    """Return the largest difference between the rows of a scheme and of a curve of the share."""
    found = model(name, **{key: float(value) for key, value in given.items()})
    assert isinstance(found, Scheme)
    rows = found.endings(jury_size)
    assert rows.shape == (jury_size + 1, 3)
    return max(
        widest([float(p) for p in row], twin(Fraction(k, jury_size))) for k, row in enumerate(rows)
    )


def one_sided(threshold: Fraction, clarity: Fraction) -> Rows:
    def row(share: Fraction) -> Row:
        guilty = social_proof(threshold, clarity, share)
        return guilty, 1 - guilty, ZERO

    return row


def two_sided(threshold: Fraction, gap: Fraction, clarity: Fraction) -> Rows:
    """Return the rows of two factions under one burden: guilty and not guilty, and what is left."""

    def row(share: Fraction) -> Row:
        guilty = social_proof(threshold, clarity, share)
        not_guilty = social_proof(1 - threshold + gap, clarity, 1 - share)
        return guilty, not_guilty, 1 - guilty - not_guilty

    return row


@settings(max_examples=40, deadline=None)
@given(
    jury_size=st.integers(3, 16),
    intercept=st.integers(-640, 640).map(lambda i: Fraction(i, 64)),
    slope=st.integers(0, 1600).map(lambda i: Fraction(i, 64)),
)
def test_the_pooled_curve(jury_size: int, intercept: Fraction, slope: Fraction) -> None:
    given = {"intercept": intercept, "slope": slope}
    twin = partial(pooled_logistic, intercept, slope)
    assert curve_apart("pooled-logistic", given, jury_size, twin) <= EXACT


@settings(max_examples=40, deadline=None)
@given(
    jury_size=st.integers(3, 16),
    threshold=SIXTY_FOURTHS,
    gap=INSIDE,
    clarity=st.one_of(st.integers(1, 2000), st.integers(1, 320_000)).map(lambda i: Fraction(i, 32)),
)
def test_burdens_of_social_proof(
    jury_size: int, threshold: Fraction, gap: Fraction, clarity: Fraction
) -> None:
    given = {"threshold": threshold, "clarity": clarity}
    twin = one_sided(threshold, clarity)
    assert curve_apart("burden-of-social-proof", given, jury_size, twin) <= EXACT
    given = {"threshold_to_convict": threshold, "gap": gap, "clarity": clarity}
    twin = two_sided(threshold, gap, clarity)
    assert curve_apart("two-sided-burden-of-social-proof", given, jury_size, twin) <= EXACT


def test_planted_faults_in_a_curve_are_found() -> None:
    given = {"threshold": HALF, "clarity": Fraction(10)}
    for slipped in (
        one_sided(HALF + Fraction(1, 2**38), Fraction(10)),
        one_sided(HALF, -Fraction(10)),
    ):
        assert curve_apart("burden-of-social-proof", given, 12, slipped) > EXACT
    given = {"threshold_to_convict": HALF, "gap": Fraction(1, 8), "clarity": Fraction(10)}

    def drawn_apart(share: Fraction) -> Row:
        """Two draws, one for each faction, and hung where neither or both win."""
        one = logistic(10 * (share - HALF))
        other = logistic(10 * (1 - share - HALF - Fraction(1, 8)))
        return one * (1 - other), other * (1 - one), one * other + (1 - one) * (1 - other)

    assert curve_apart("two-sided-burden-of-social-proof", given, 12, drawn_apart) > EXACT


# --- any matrix ----------------------------------------------------------------------------------


@st.composite
def matrices(draw: st.DrawFn) -> tuple[list[Row], list[Fraction]]:
    """Draw a scheme in whole 64ths, and a first ballot."""
    n = draw(st.integers(3, 16))
    rows: list[Row] = []
    for _ in range(n + 1):
        low, high = sorted((draw(SIXTY_FOURTHS), draw(SIXTY_FOURTHS)))
        rows.append((low, high - low, 1 - high))
    return rows, binomial(draw(SIXTY_FOURTHS), n)


def scheme_apart(rows: Sequence[Row], law: Sequence[Fraction], ours: Sequence[Fraction]) -> float:
    """Return how far a trial under this scheme is from the answer of the twin."""
    scheme = SocialDecisionScheme.from_matrix([[float(p) for p in row] for row in rows])
    outcome = Trial(scheme, FirstBallot.distribution([float(p) for p in law])).solve()
    return widest((outcome.guilty, outcome.not_guilty, outcome.hung), ours)


@settings(max_examples=60, deadline=None)
@given(drawn=matrices())
def test_any_scheme(drawn: tuple[list[Row], list[Fraction]]) -> None:
    rows, law = drawn
    assert scheme_apart(rows, law, matrix_scheme(rows, law)) <= EXACT


def test_a_scheme_read_from_the_wrong_end_is_found() -> None:
    rows = [(Fraction(k, 6), 1 - Fraction(k, 6), ZERO) for k in range(7)]
    law = binomial(Fraction(5, 8), 6)
    assert scheme_apart(rows, law, matrix_scheme(rows[::-1], law)) > EXACT


# --- Condorcet and Laplace -----------------------------------------------------------------------


@pytest.mark.parametrize("jury_size", SIZES)
def test_condorcet(jury_size: int) -> None:
    for accuracy in (Fraction(i, 64) for i in (0, 1, 20, 32, 41, 63, 64)):
        found = accuracy_model("condorcet", accuracy=float(accuracy), jury_size=jury_size).results()
        theirs = [float(found[key] or 0) for key in ("majority_right", "majority_wrong", "tie")]
        assert widest(theirs, condorcet(accuracy, jury_size)) <= EXACT
        if accuracy == Fraction(41, 64):
            assert widest(theirs, condorcet(accuracy, jury_size + 2)) > EXACT


@pytest.mark.parametrize("jury_size", SIZES)
def test_laplace(jury_size: int) -> None:
    for votes in range(jury_size + 1):
        found = accuracy_model("laplace", votes_to_condemn=votes, jury_size=jury_size).results()
        wrong = laplace_wrong(votes, jury_size)
        assert widest(
            [float(found["wrong"] or 0), float(found["right"] or 0)], [wrong, 1 - wrong]
        ) <= (EXACT)
        assert abs(float(found["wrong"] or 0) - float(laplace_wrong(votes, jury_size + 1))) > EXACT


@pytest.mark.parametrize(
    ("votes", "numerator"), [(12, 1), (11, 14), (10, 92), (9, 378), (8, 1093), (7, 2380)]
)
def test_the_twin_gives_the_table_of_poisson(votes: int, numerator: int) -> None:
    """Poisson 1837, scan page 385; Laplace 1814: over 8192, of twelve."""
    assert laplace_wrong(votes, 12) == Fraction(numerator, 8192)
    assert condorcet(Fraction(7, 10), 11)[0] == Fraction("0.92177520904")


# --- Poisson; Gelfand and Solomon ----------------------------------------------------------------

Bayes = dict[str, Fraction | None]


def judged(guilt: Fraction, reliability: Fraction, rule: TwinRule) -> Bayes:
    """Return every measure of Poisson's jury by name, from the scheme of its rule."""
    named = {"guilty": 0, "not guilty": 1, "": 2}
    matrix = [
        [Fraction(named[rule.verdict(k)] == j) for j in range(3)] for k in range(rule.jury_size + 1)
    ]
    of_guilty, of_innocent = poisson_errors(reliability, matrix)
    convict, acquit, hung = (
        guilt * g + (1 - guilt) * i for g, i in zip(of_guilty, of_innocent, strict=True)
    )
    return {
        "convict": convict,
        "acquit": acquit,
        "hung": hung,
        "convict_if_guilty": of_guilty[0],
        "convict_if_innocent": of_innocent[0],
        "acquit_if_guilty": of_guilty[1],
        "acquit_if_innocent": of_innocent[1],
        "guilt_given_conviction": guilt * of_guilty[0] / convict if convict else None,
        "innocence_given_acquittal": (1 - guilt) * of_innocent[1] / acquit if acquit else None,
        "guilt_given_hung": guilt * of_guilty[2] / hung if hung else None,
    }


def poisson_apart(guilt: Fraction, reliability: Fraction, rule: TwinRule, ours: Bayes) -> float:
    """Return the largest difference in a measure; without end where one says None and one not."""
    found = accuracy_model(
        "poisson",
        prior_guilt=float(guilt),
        reliability=float(reliability),
        jury_size=rule.jury_size,
        to_convict=rule.to_convict,
        to_acquit=rule.to_acquit,
    ).results()
    assert found.keys() == ours.keys()
    if any((found[key] is None) is not (ours[key] is None) for key in ours):
        return float("inf")
    return widest(
        [float(found[key] or 0) for key in ours], [value or ZERO for value in ours.values()]
    )


@settings(max_examples=100, deadline=None)
@given(jury_size=st.integers(3, 16), guilt=SIXTY_FOURTHS, reliability=SIXTY_FOURTHS, data=st.data())
def test_poisson(
    jury_size: int, guilt: Fraction, reliability: Fraction, data: st.DataObject
) -> None:
    to_convict = data.draw(st.integers(1, jury_size))
    to_acquit = data.draw(st.integers(jury_size - to_convict + 1, jury_size))
    rule = TwinRule(jury_size, to_convict, to_acquit)
    assert poisson_apart(guilt, reliability, rule, judged(guilt, reliability, rule)) <= EXACT
    first = poisson_first_ballot(float(guilt), float(reliability), jury_size).probabilities
    law = poisson_law(guilt, reliability, jury_size)
    assert widest(first, law) <= EXACT
    jury = GuiltMixture(prior_guilt=float(guilt), reliability=float(reliability))
    for k, chance in enumerate(law):
        told = jury.guilt_given_votes(k, jury_size)
        assert (told is None) is (chance == 0)
        if chance and told is not None:
            assert abs(told - float(guilt * binomial(reliability, jury_size)[k] / chance)) <= EXACT
    verdicts = jury.verdicts(
        DecisionRule(jury_size=jury_size, to_convict=to_convict, to_acquit=to_acquit)
    )
    assert abs(verdicts.convict - float(sum(law[to_convict:]))) <= EXACT


def test_errors_of_a_jury_that_deliberates() -> None:
    """Gelfand and Solomon: first ballots of the guilty and of the innocent through one scheme."""
    for n in SIZES:
        rows = [
            (Fraction(k, n) ** 2, 1 - Fraction(k, n), Fraction(k * (n - k), n * n))
            for k in range(n + 1)
        ]
        of_guilty, of_innocent = poisson_errors(Fraction(23, 32), rows)
        assert scheme_apart(rows, poisson_law(ONE, Fraction(23, 32), n), of_guilty) <= EXACT
        assert scheme_apart(rows, poisson_law(ZERO, Fraction(23, 32), n), of_innocent) <= EXACT
        assert scheme_apart(rows, poisson_law(HALF, Fraction(23, 32), n), of_guilty) > EXACT


def test_planted_faults_in_poisson_are_found() -> None:
    guilt, reliability, rule = Fraction(41, 64), Fraction(48, 64), TwinRule(12, 7, 6)
    for slipped in (
        judged(1 - guilt, reliability, rule),
        judged(guilt, 1 - reliability, rule),
        judged(guilt, reliability, TwinRule(12, 8, 5)),
        judged(guilt, reliability, unanimous(12)),
    ):
        assert poisson_apart(guilt, reliability, rule, slipped) > EXACT


@pytest.mark.parametrize(
    ("convicted", "by_seven", "guilt", "reliability"),
    [
        ("0.6094", "0.0706", 0.63933, 0.74942),
        ("0.4782", "0.1151", 0.53533, 0.67862),
        ("0.6556", "0.0523", 0.67501, 0.77715),
    ],
)
def test_the_assizes(convicted: str, by_seven: str, guilt: float, reliability: float) -> None:
    """France 1825 to 1830, all crimes, against persons, against property."""
    [(kappa, u)] = poisson_fit(Fraction(convicted), Fraction(by_seven))
    assert (round(float(kappa), 5), round(float(u), 5)) == (guilt, reliability)
    found = fit_guilt_mixture(float(convicted), float(by_seven))
    assert widest((found.prior_guilt, found.reliability), (kappa, u)) <= EXACT
    [(kappa, u)] = poisson_fit(Fraction(convicted) + Fraction(1, 10**10), Fraction(by_seven))
    assert widest((found.prior_guilt, found.reliability), (kappa, u)) > EXACT


@settings(max_examples=15, deadline=None)
@given(
    jury_size=st.integers(3, 16),
    guilt=st.integers(4, 60).map(lambda i: Fraction(i, 64)),
    reliability=st.integers(36, 60).map(lambda i: Fraction(i, 64)),
    data=st.data(),
)
def test_any_fit(
    jury_size: int, guilt: Fraction, reliability: Fraction, data: st.DataObject
) -> None:
    """Of the true numbers and of any other pair that gives the same two shares, one comes back."""
    votes = data.draw(st.integers(jury_size // 2 + 1, jury_size - 1))
    law = poisson_law(guilt, reliability, jury_size)
    convicted, by_least = float(sum(law[votes:])), float(law[votes])
    found = fit_guilt_mixture(convicted, by_least, jury_size=jury_size, to_convict=votes)
    again = poisson_law(Fraction(found.prior_guilt), Fraction(found.reliability), jury_size)
    assert abs(float(sum(again[votes:])) - convicted) <= EXACT
    assert abs(float(again[votes]) - by_least) <= EXACT
    pairs = poisson_fit(Fraction(convicted), Fraction(by_least), votes, jury_size)
    assert min(widest((found.prior_guilt, found.reliability), pair) for pair in pairs) <= 1e-9


# --- Spencer, and retrials -----------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(agreement=st.integers(64, 128).map(lambda i: Fraction(i, 128)))
def test_spencer(agreement: Fraction) -> None:
    found = accuracy_model("spencer", agreement=float(agreement)).results()
    accuracy = spencer_accuracy(agreement)
    theirs = [float(found["accuracy"] or 0), float(found["error"] or 0)]
    assert widest(theirs, [accuracy, 1 - accuracy]) <= EXACT
    if agreement not in (HALF, ONE):
        assert widest(theirs, [agreement, 1 - agreement]) > EXACT


def retrial_apart(accuracy: Fraction, votes: int, jurors: int, in_the_end: Row) -> float:
    found = accuracy_model(
        "retry-until-verdict", accuracy=float(accuracy), votes=votes, jury_size=jurors
    ).results()
    convict, acquit = neilson_winter(accuracy, votes, jurors)
    keys = ("convict", "acquit", "hung", "convict_in_the_end", "acquit_in_the_end")
    apart = widest(
        [float(found[key] or 0) for key in keys],
        [convict, acquit, 1 - convict - acquit, in_the_end[0], in_the_end[1]],
    )
    trials = found["expected_trials"]
    assert trials is not None
    return max(apart, abs(trials / float(in_the_end[2]) - 1))


def ended(accuracy: Fraction, votes: int, jurors: int) -> Row:
    convict, acquit, hung, trials = retried(*neilson_winter(accuracy, votes, jurors))
    assert hung == 0
    return convict, acquit, trials


@pytest.mark.parametrize("jury_size", SIZES)
def test_retrials(jury_size: int) -> None:
    for votes in range(jury_size // 2 + 1, jury_size + 1):
        for accuracy in (Fraction(i, 64) for i in (0, 5, 32, 45, 63, 64)):
            found = ended(accuracy, votes, jury_size)
            assert retrial_apart(accuracy, votes, jury_size, found) <= EXACT
    found = ended(Fraction(45, 64), jury_size, jury_size)
    assert retrial_apart(Fraction(46, 64), jury_size, jury_size, found) > EXACT


def test_the_twin_gives_the_computed_retrials() -> None:
    """Twelve jurors right seven times in ten: seven votes, and all."""
    assert float(ended(Fraction(7, 10), 7, 12)[0]) == pytest.approx(0.958076834273, abs=1e-12)
    assert float(ended(Fraction(7, 10), 12, 12)[0]) == pytest.approx(0.999961606129, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(ever=st.integers(1, 64), data=st.data())
def test_any_trial_tried_again(ever: int, data: st.DataObject) -> None:
    convict = Fraction(data.draw(st.integers(0, ever)), 64)
    acquit = Fraction(ever, 64) - convict
    end = after_retrials(float(convict), float(acquit))
    ours = retried(convict, acquit)
    assert widest((end.convict, end.acquit), ours[:2]) <= EXACT
    assert abs(end.trials / float(ours[3]) - 1) <= EXACT
    slipped = retried(convict, acquit, Fraction(63, 64))
    assert ever == 64 or abs(end.trials / float(slipped[3]) - 1) > EXACT
