"""The test of adjusted shares: by hand where the model is saturated, and how often it is wrong.

Each simulated size is compared with a band by an exact binomial test; the chance of a false alarm is
at most `FAILURE_RATE` for each, were the size at the edge of its band.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, ndtr
from scipy.stats import binom

from juryroom.effect.adjusted import AdjustedTest, adjusted_shares
from juryroom.effect.survey_effect import survey_effect
from juryroom.jury.equal_shares import share_test
from juryroom.jury.shares import CountedShare
from juryroom.jury.survey import Respondent, Survey
from juryroom.report.effect_lines import difference_lines
from juryroom.rng import Streams

FAILURE_RATE = 1e-6
SURVEYS = 300
LEVEL = 0.05
LARGEST = 0.08
"""The largest true size that passes: at five in a hundred a test with robust errors is not exact."""


def survey(cells: dict[tuple[str, str], tuple[int, int]]) -> Survey:
    people = [
        (condition, sex, leaning)
        for (condition, sex), (guilty, others) in cells.items()
        for leaning in [1.0] * guilty + [0.0] * others
    ]
    return Survey(
        respondents=tuple(
            Respondent(row=row, condition=c, leaning=x, traits={"sex": sex})
            for row, (c, sex, x) in enumerate(people, start=2)
        )
    )


def test_without_a_trait_it_is_the_difference_of_log_odds_by_hand() -> None:
    """One group alone: the log odds ratio log(ad/bc); its robust variance is 400/398 the sum of 1/cells."""
    a, b, c, d = 140, 60, 110, 90
    one = survey({("actual", "f"): (a, b), ("hypothetical", "f"): (c, d)})
    found = adjusted_shares(one, ["sex"], draws=200, stream=Streams(1).at("x")).tests["actual"]
    statistic = np.log(a * d / (b * c)) / np.sqrt((1 / a + 1 / b + 1 / c + 1 / d) * 400 / 398)
    assert found.statistic == pytest.approx(statistic, rel=1e-6)
    assert found.p_value == pytest.approx(2 * ndtr(-statistic), rel=1e-5)


def test_few_clusters_make_it_less_sure() -> None:
    chances = [AdjustedTest(2.0, clusters).p_value for clusters in (4, 20, 1_000, None)]
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] == pytest.approx(0.0455, abs=1e-4)
    assert AdjustedTest(-2.0, 4).p_value == chances[0]


def test_both_tests_are_shown_each_under_its_name() -> None:
    """Composition makes the counted shares differ; held constant, nothing is left of it."""
    cells = {("actual", "f"): (30, 30), ("actual", "m"): (112, 28),
             ("hypothetical", "f"): (70, 70), ("hypothetical", "m"): (48, 12)}  # fmt: skip
    found = survey_effect(survey(cells), adjust_for=["sex"])
    assert found.tests["actual"].p_value < 0.02
    assert found.adjusted_tests["actual"].p_value > 0.9
    shown = found.as_json()["difference_of_shares"]["actual"]
    assert shown["test"]["p_value"] == found.tests["actual"].p_value
    assert shown["adjusted_test"]["method"].startswith("Wald test of the version's coefficient")
    (line,) = difference_lines(found)
    assert "of the adjusted shares p = " in line
    assert "of the shares as counted, not adjusted, p = " in line
    plain = survey_effect(survey(cells))
    assert plain.as_json()["difference_of_shares"]["actual"]["adjusted_test"] is None


def drawn(number: int, *, clusters: int | None, trait: float) -> Survey:
    """No version matters; a trait does, and is rarer in one version; clusters lean by themselves."""
    rng = Streams(20261121).at("adjusted test", number, clusters or 0).generator()
    people: list[Respondent] = []
    each = 100
    for condition, men in (("actual", 0.75), ("hypothetical", 0.25)):
        lean = rng.normal(0, 1.2, clusters or 1) * (clusters is not None)
        for place in range(each):
            man = rng.random() < men
            own = place % (clusters or 1)
            leaning = rng.random() < expit(trait * (man - 0.5) + lean[own])
            people.append(
                Respondent(
                    row=len(people) + 2,
                    condition=condition,
                    leaning=float(leaning),
                    traits={"sex": "m" if man else "f"},
                    cluster=None if clusters is None else f"{condition} {own}",
                )
            )
    return Survey(respondents=tuple(people))


def rejections(test: Callable[[Survey], float], *, clusters: int | None, trait: float) -> int:
    """Return how many of the surveys a test rejects at five in a hundred."""
    given = (drawn(number, clusters=clusters, trait=trait) for number in range(SURVEYS))
    return sum(test(one) < LEVEL for one in given)


def adjusted(one: Survey) -> float:
    found = adjusted_shares(one, ["sex"], draws=200, stream=Streams(1).at("x"))
    return found.tests["actual"].p_value


def as_counted(one: Survey) -> float:
    shares = [CountedShare(one.share(c), 100.0) for c in one.conditions]
    return share_test(shares[0], shares[1], plain=False).p_value


def without_clusters(one: Survey) -> float:
    found = adjusted_shares(one, ["sex"], draws=200, stream=Streams(1).at("x")).tests["actual"]
    # The same coefficient, with the error that respondents on their own would have.
    people = [Respondent(row=p.row, condition=p.condition, leaning=p.leaning, traits=p.traits)
              for p in one.respondents]  # fmt: skip
    alone = adjusted_shares(
        Survey(respondents=tuple(people)), ["sex"], draws=200, stream=Streams(1).at("x")
    ).tests["actual"]
    assert np.sign(alone.statistic) == np.sign(found.statistic)
    return alone.p_value


def assert_size(rejected: int) -> None:
    """Fail where a size of `LARGEST` or less would hardly reject so often, or a test hardly rejects."""
    assert binom.sf(rejected - 1, SURVEYS, LARGEST) > FAILURE_RATE, rejected
    assert binom.cdf(rejected, SURVEYS, 0.02) > FAILURE_RATE, rejected


@pytest.mark.statistical
@pytest.mark.parametrize(("clusters", "trait"), [(None, 1.5), (12, 1.0)])
def test_where_nothing_differs_it_rejects_as_often_as_it_says(
    clusters: int | None, trait: float
) -> None:
    assert_size(rejections(adjusted, clusters=clusters, trait=trait))


@pytest.mark.statistical
def test_what_leaves_the_trait_or_the_clusters_out_would_be_found() -> None:
    """The controls: both reject where there is nothing, and far too often."""
    for test, clusters, trait in ((as_counted, None, 1.5), (without_clusters, 12, 1.0)):
        with pytest.raises(AssertionError):
            assert_size(rejections(test, clusters=clusters, trait=trait))


@pytest.mark.parametrize("statistic", [1.0, -1.0])
def test_by_clusters_it_refers_to_one_degree_of_freedom_less(statistic: float) -> None:
    """Student's t in closed form: by arctan for one degree of freedom, by a root for two."""
    assert AdjustedTest(statistic, 2).p_value == pytest.approx(1 / 2, rel=1e-12)
    assert AdjustedTest(statistic, 3).p_value == pytest.approx(1 - 1 / np.sqrt(3), rel=1e-12)


def test_every_version_but_the_second_is_tested_against_it() -> None:
    cells = {
        ("actual", "f"): (70, 30),
        ("hypothetical", "f"): (50, 50),
        ("other", "f"): (55, 45),
        ("last", "f"): (30, 70),
    }
    one = replace(survey(cells), conditions=("actual", "hypothetical", "other", "last"))
    tests = adjusted_shares(one, [], draws=200, stream=Streams(1).at("x")).tests
    assert list(tests) == ["actual", "other", "last"]
    # One fit, three log odds ratios: 400 people, 4 coefficients.
    for name, guilty in (("actual", 70), ("other", 55), ("last", 30)):
        log_odds = np.log(guilty / (100 - guilty))
        error = np.sqrt((1 / guilty + 1 / (100 - guilty) + 1 / 50 + 1 / 50) * 400 / 396)
        assert tests[name].statistic == pytest.approx(log_odds / error, rel=1e-6)
