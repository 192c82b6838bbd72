"""Each defect of sate, D1 to D20, and what happens here instead.

Where the number of a filed report rests on it, sate's own number is given and says so; where sate
takes bad input without a word, it is refused.
"""

import inspect
from math import comb
from typing import Any

import numpy as np
import pytest

from juryroom.catalog.published import dataset
from juryroom.compat import sate
from juryroom.compat.sate import figures
from juryroom.compat.sate.arguments import Room
from juryroom.compat.sate.simulated import Arm
from juryroom.deliberation.models.ordered_tug_of_war import OrderedTugOfWar
from juryroom.errors import OutOfDomainError
from juryroom.jury.ordered_ballot import OrderedBallot
from juryroom.outcome.ordered import OrderedTrial
from tests.compat.survey_of import person, survey
from tests.golden.tables import HERE

NAMES = ("not guilty", "lesser", "greater")
ROOM = Room(12, 0, 0, 0.15)


def encoded(people: list[dict[str, Any]], **options: Any) -> Any:
    return sate.encode_cloud_respondent_variables(people, **options)


def ours(ballot: OrderedBallot) -> dict[str, float]:
    options = NAMES if ballot.options == 3 else (NAMES[0], NAMES[2])
    trial = OrderedTrial(options=options, first_ballot=ballot, model=OrderedTugOfWar())
    return dict(trial.solve().verdicts)


def test_d1_the_row_of_the_district_of_columbia_is_refused() -> None:
    with pytest.raises(OutOfDomainError, match="D1"):
        sate.target_population_demographics("DC")
    kept = sate.target_population_demographics("DC", known_wrong=True)
    assert kept["black"] == kept["hispanic"] == 0
    with pytest.raises(OutOfDomainError, match="black = yes"):
        sate.weights_for_population(encoded(survey(200)), kept)


def test_d2_an_empty_option_blocks_nobody_in_our_model() -> None:
    table = sate.prob_ordered_verdicts(12, NAMES)
    assert any("D2" in note for note in table.notes)
    assert table["not guilty", "(6, 0, 6)"] == pytest.approx(0.460, abs=5e-4)
    binary = 1 - sate.get_pG_by_k(12)[6]
    assert binary == pytest.approx(0.722, abs=5e-4)
    assert ours(OrderedBallot.known((6, 0, 6)))["not guilty"] == pytest.approx(binary, rel=1e-12)


def test_d2_nobody_s_option_does_not_win_in_our_model() -> None:
    shares = (0.5, 0.5, 0.0)
    assert sate.prob_ord_from_pool(12, NAMES, shares)["greater"] == pytest.approx(4.5e-4, abs=5e-6)
    assert ours(OrderedBallot.multinomial(shares, 12))["greater"] == 0


@pytest.mark.parametrize("share", [0.2, 0.7, 0.95])
def test_d3_the_interval_lies_on_the_curve_and_is_that_of_the_table(share: float) -> None:
    table = sate.as_jury_stats(share, 400, digits=99)
    shown = figures.condition("survey", Arm(share, 400), ROOM, None)
    assert (shown.low, shown.high) == (table["Lower 5%"], table["Upper 95%"])
    assert shown.along[0] == pytest.approx(shown.low, rel=1e-12)
    assert shown.along[-1] == pytest.approx(shown.high, rel=1e-12)
    assert (np.diff(shown.along) > 0).all()
    assert 0 <= shown.low < shown.high <= 1
    assert shown.along == pytest.approx(sate.as_jury_point(shown.shares).tolist(), rel=1e-12)


@pytest.mark.parametrize("share", [0.0, 0.005, 0.995, 1.0])
def test_d4_a_survey_near_the_edge_is_drawn(share: float) -> None:
    chart = sate.graph_estimate(sample_pg=share, sample_n=400).to_dict()
    assert len(chart["layer"]) == 4


def test_d5_the_bar_takes_in_the_whole_effect() -> None:
    def domain(actual: float, hypothetical: float) -> list[float]:
        chart = sate.graph_effect_defendant(actual, 400, hypothetical, 400).to_dict()
        return chart["hconcat"][1]["layer"][-1]["encoding"]["y"]["scale"]["domain"]

    low, high = domain(0.95, 0.20)
    assert low <= -0.2
    assert high > 0.97
    low, high = domain(0.20, 0.95)
    assert low < -0.97
    assert high >= 0.5


def test_d6_the_difference_of_drawn_arms_is_taken_before_they_are_rounded() -> None:
    found = sate.sim_compare_jury_stats(0.7, 400, 0.6, 450, seed=1, nDraws=2_000, digits=1)
    exact = sate.sim_compare_jury_stats(0.7, 400, 0.6, 450, seed=1, nDraws=2_000, digits=99)
    assert found["difference"]["SE"] == 0.1 == round(exact["difference"]["SE"], 1)
    assert found["difference"]["Lower 5%"] < found["difference"]["Upper 95%"]
    before = sate.sim_compare_jury_stats(
        0.7, 400, 0.6, 450, seed=1, nDraws=2_000, digits=1, vintage="3.1.0"
    )
    assert before["difference"]["SE"] == 0


@pytest.mark.parametrize(("size", "too_large"), [(400, 1.03), (4_000, 1.28)])
def test_d7_the_coefficients_count_once(size: int, too_large: float) -> None:
    draws: dict[str, Any] = {"digits": 99, "nDraws": 200_000, "seed": 2}
    quadrature = sate.sim_compare_jury_stats(0.7, size, 0.6, size, **draws)["difference"]
    once = sate.sim_compare_jury_stats(0.7, size, 0.6, size, **draws, paired=True)["difference"]
    assert any("D7" in note for note in quadrature.notes)
    # Two hundred thousand draws give each standard error to about half a per cent.
    assert quadrature["SE"] / once["SE"] == pytest.approx(too_large, abs=0.03)


def coverage(size: int, share: float, kind: Any) -> float:
    """Return how often the interval of the share holds it, over every survey there can be."""
    held = 0.0
    target = sate.as_jury_point(share)
    for x in range(size + 1):
        chance = comb(size, x) * share**x * (1 - share) ** (size - x)
        if chance > 1e-9:
            row = sate.as_jury_stats(x / size, size, digits=99, interval=kind)
            held += chance * (row["Lower 5%"] <= target <= row["Upper 95%"])
    return held


@pytest.mark.parametrize(("size", "share"), [(20, 0.95), (50, 0.98), (100, 0.99)])
def test_d8_wilson_s_interval_has_a_width_and_covers(size: int, share: float) -> None:
    assert coverage(size, share, "wald") == pytest.approx(0.63, abs=0.01)
    assert coverage(size, share, "wilson") > 0.85
    for p in (0, 1):
        wald = sate.as_jury_stats(p, size, digits=99)
        assert wald["Lower 5%"] == wald["Upper 95%"]
        assert any("D8" in note for note in wald.notes)
        wilson = sate.as_jury_stats(p, size, digits=99, interval="wilson")
        assert wilson["Upper 95%"] - wilson["Lower 5%"] > 0.001 * p
        assert wilson["SE"] > 0


@pytest.mark.parametrize("other", [{"simulate": True}, {"vintage": "2.1"}, {"vintage": "1.1"}])
def test_d8_no_release_has_wilson_s_interval(other: dict[str, Any]) -> None:
    with pytest.raises(OutOfDomainError, match="wilson"):
        sate.as_jury_stats(0.5, 400, interval="wilson", **other)
    with pytest.raises(OutOfDomainError, match="wilson"):
        sate.compare_jury_stats(0.5, 400, 0.4, 400, interval="wilson", **other)


def test_d8_a_survey_in_the_middle_has_no_note() -> None:
    assert sate.as_jury_stats(0.5, 400).notes == ()


def test_d9_newcombe_s_interval_of_a_rare_difference_leans_where_the_arms_do() -> None:
    """Under no effect, how often is the difference found above 0 at the 5% level, one-sided?"""

    def rejected(kind: Any) -> float:
        total = 0.0
        for a in range(82, 101):
            for h in range(82, 101):
                chance = comb(100, a) * comb(100, h) * 0.95 ** (a + h) * 0.05 ** (200 - a - h)
                if a > h and chance > 1e-8:
                    found = sate.compare_jury_stats(
                        a / 100, 100, h / 100, 100, digits=99, interval=kind
                    )
                    total += chance * (found["difference"]["Lower 5%"] > 0)
        return total

    wald, newcombe = rejected("wald"), rejected("wilson")
    assert wald == pytest.approx(0.003, abs=0.001)
    assert 0.02 < newcombe < 0.06


def test_d10_the_effective_size_comes_with_the_weights_and_is_taken_by_the_interval() -> None:
    people = survey(400)
    weighted = sate.weights_for_population(
        encoded(people), sate.target_population_demographics("FL")
    )
    w = np.array(weighted["weights"])
    assert weighted.n_eff == pytest.approx(w.sum() ** 2 / (w**2).sum(), rel=1e-12)
    assert weighted.n_eff < 400
    raw = sate.as_jury_stats(0.6, 400, digits=99)
    effective = sate.as_jury_stats(0.6, weighted.n_eff, digits=99)
    assert effective["SE"] > raw["SE"]


def test_d11_weights_that_miss_their_margins_are_refused() -> None:
    people = encoded(survey(400, black=0.01, hispanic=0.01))
    texas = sate.target_population_demographics("TX")
    with pytest.raises(OutOfDomainError, match="D11"):
        sate.weights_for_population(people, texas)
    as_filed = sate.weights_for_population(people, texas, as_in_sate=True)
    missed = as_filed.balance["hispanic"]
    assert abs(missed.after - missed.target) > 0.05
    assert as_filed.trimmed > 0
    assert np.mean(as_filed["weights"]) == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(
    ("question", "answer", "counted"),
    [
        ("Education", "Bachelor\N{RIGHT SINGLE QUOTATION MARK}s degree (for example: BA, AB, BS)",
         "ba_or_more"),
        ("Household_Income", "$50,000 - $59,999", "hhincome_over50k"),
        ("Race", "black or african american", "black"),
        ("Gender", "woman", "woman"),
    ],
)  # fmt: skip
def test_d12_an_answer_that_is_not_known_is_refused(
    question: str, answer: str, counted: str
) -> None:
    people = [person(1), person(2, **{question: answer})]
    with pytest.raises(OutOfDomainError, match="D12") as caught:
        encoded(people)
    assert "row 2" in caught.value.problems[0].where
    assert encoded(people, as_in_sate=True)[counted] == [False, False]
    column = question.replace("_", ".")
    assert encoded(people, also={column: [answer]})[counted] == [False, False]


@pytest.mark.parametrize("blank", ["", "  ", None, float("nan"), "Prefer not to say"])
def test_d12_a_blank_is_missing_and_not_hispanic(blank: Any) -> None:
    found = encoded([person(1, Ethnicity=blank)])
    assert found["hispanic"] == [None]
    assert found["respondent_na"] == [True]


def test_d12_sate_takes_a_blank_for_hispanic() -> None:
    assert encoded([person(1, Ethnicity="")], as_in_sate=True)["hispanic"] == [True]


@pytest.mark.parametrize("shares", [[0.4, 0.5], (0.4, 0.5), np.array([0.4, 0.5])])
def test_d13_one_call_takes_one_share(shares: Any) -> None:
    for refused in (
        lambda: sate.select_with_strikes(shares),
        lambda: sate.as_jury_stats(shares, 20),
        lambda: sate.compare_jury_stats(shares, 20, 0.5, 20),
        lambda: sate.sim_as_jury_stats(shares, 20),
        lambda: sate.compare_juror_stats(0.5, 20, shares, 20),
    ):
        with pytest.raises(OutOfDomainError, match="D13"):
            refused()
    assert len(sate.as_jury_point(shares)) == 2


def test_d14_the_documented_default_works_and_one_juror_is_no_jury() -> None:
    assert sate.get_pG_by_k().tolist() == sate.get_pG_by_k(6).tolist()
    for refused in (
        lambda: sate.get_pG_by_k(1),
        lambda: sate.transition_matrix(1),
        lambda: sate.as_jury_point(0.5, jury_n=1),
    ):
        with pytest.raises(OutOfDomainError, match="D14"):
            refused()
    one = sate.prob_ordered_verdicts(1, ["NG", "G"])
    assert one.values.tolist() == [[1, 0], [0, 1]]
    assert sate.prob_ord_from_pool(1, ["NG", "G"], [0.3, 0.7]) == {"NG": 0.3, "G": 0.7}


@pytest.mark.parametrize("state", ["ga", "PR", "Florida", "", None])
def test_d15_a_state_that_is_not_there_is_refused(state: Any) -> None:
    with pytest.raises(OutOfDomainError, match="D15") as caught:
        sate.target_population_demographics(state)
    if state == "ga":
        assert caught.value.problems[0].accepted.startswith("'GA' (nearest)")


def test_d16_the_presumption_is_at_the_lowest_cut_alone_as_in_the_code() -> None:
    P = sate.transition_matrix_ordered(12, NAMES)

    def up(below: int, above: int, presumption: int) -> float:
        return (0.25 + (above - presumption) / (2 * (below + above))) ** 2 / 2

    assert P["(3, 5, 4)", "(4, 4, 4)"] == pytest.approx(up(4, 8, 1), rel=1e-14)
    assert P["(4, 3, 5)", "(4, 4, 4)"] == pytest.approx(up(8, 4, 0), rel=1e-14)
    assert P["(4, 3, 5)", "(4, 4, 4)"] != pytest.approx(up(8, 4, 1), rel=0.01)


def test_d17_the_grid_has_its_curve_for_any_jury() -> None:
    def curve(jury_n: int) -> list[float]:
        chart = sate.basic_plot_grid(jury_n=jury_n).to_dict()
        return [point["guilty"] for point in chart["data"]["values"]]

    shares = np.linspace(0, 1, 101)
    for jury_n in (6, 12):
        expected = sate.as_jury_point(shares, jury_n=jury_n)
        assert curve(jury_n) == pytest.approx(expected.tolist(), abs=1e-12)


def test_d18_rows_keep_their_order() -> None:
    people = survey(300, descending=True)
    given = [someone["ParticipantId"] for someone in people]
    people[5]["Gender"] = None
    florida = sate.target_population_demographics("FL")
    assert sate.weights_for_population(encoded(people), florida)["ParticipantId"] == given
    filed = sate.weights_for_population(encoded(people), florida, as_in_sate=True)
    assert filed["ParticipantId"] == sorted(given)
    by_id = dict(zip(filed["ParticipantId"], filed["weights"], strict=True))
    mine = sate.weights_for_population(encoded(people), florida)
    assert by_id == dict(zip(mine["ParticipantId"], mine["weights"], strict=True))


def test_d19_what_is_not_recorded_is_said_in_the_passport_of_our_copy() -> None:
    table = dataset("deliberations")
    unrecorded = [row for row in table.rows if row["verdict"] == "none_recorded"]
    without_ballot = [row for row in table.rows if not row["share_guilty"]]
    assert unrecorded
    assert without_ballot
    assert all(row["verdict"] for row in table.rows)
    assert any("none_recorded" in note for note in table.notes)
    assert "empty where not recorded" in table.columns


def test_d20_every_function_that_computes_is_held_to_reference_numbers() -> None:
    tests = "".join(
        path.read_text(encoding="utf-8") for path in (HERE.parent / "compat").glob("test_*.py")
    )
    assert "sate_guilty_by_share.csv" in tests
    for path in HERE.glob("sate_*.csv"):
        named = path.name.replace("FL", "{state}").replace("GA", "{state}")
        for answers in ("complete", "missing"):
            named = named.replace(answers, "{answers}")
        used_elsewhere = path.name in {"sate_civil_simulated.csv", "sate_logistic_by_share.csv"}
        assert named in tests or path.name in tests or used_elsewhere, path.name


def test_no_word_of_the_figures_draws_a_conclusion() -> None:
    charts = [
        sate.basic_plot_grid(),
        sate.compact_harm_plot(),
        sate.graph_estimate(0.7, 400),
        sate.graph_effect_defendant(0.7, 400, 0.6, 450, line=0.05),
    ]
    for chart in charts:
        assert "harm" not in str(chart.to_dict()).lower()
    assert "line at 0.05" in str(charts[-1].to_dict())


def test_the_figures_take_the_arguments_of_sate() -> None:
    expected = {
        "graph_estimate": ["sample_pg", "sample_n"],
        "graph_effect_defendant": ["pg_actual", "n_actual", "pg_hypo", "n_hypo"],
    }
    shared = ["jury_n", "pstrikes", "dstrikes", "accuracy", "simulate"]
    for name, first in expected.items():
        given = list(inspect.signature(getattr(sate, name)).parameters)
        assert given[: len(first) + 5] == first + shared
    assert sate.graph_estimate(0.7, 400, simulate=True).to_dict()
