"""What sate's functions cannot take is refused in words, and what they return is printed for people."""

import inspect
from typing import Any

import pytest

from juryroom.compat import sate
from juryroom.compat.sate.survey_interval import wald_note
from juryroom.errors import JuryroomError, OutOfDomainError
from tests.compat.survey_of import survey
from tests.compat.test_defects import coverage

call: Any = sate
PEOPLE = sate.encode_cloud_respondent_variables(survey(120))
FLORIDA = sate.target_population_demographics("FL")


def words_of(made: Any) -> str:
    with pytest.raises(JuryroomError) as caught:
        made()
    for problem in caught.value.problems:
        assert all(problem.as_json().values())
    return str(caught.value)


@pytest.mark.parametrize("shares", [0.5, None, "ab", ["a", "b"], [None, 0.5], [True, False], [0.5, "0.5"],
                                    {"NG": "x", "G": 1}, [[0.5], [0.5]], object()])  # fmt: skip
def test_the_shares_of_a_pool_are_numbers(shares: Any) -> None:
    assert "verdict_props" in words_of(lambda: call.prob_ord_from_pool(12, ["NG", "G"], shares))


@pytest.mark.parametrize("verdicts", [None, 5, "NG", [], ["NG"], ["NG", "NG"], object()])
def test_the_verdicts_are_a_list_of_names(verdicts: Any) -> None:
    for made in (
        lambda: call.prob_ord_from_pool(12, verdicts, [0.5, 0.5]),
        lambda: call.prob_ordered_verdicts(12, verdicts),
        lambda: call.transition_matrix_ordered(12, verdicts),
    ):
        assert "verdict_options" in words_of(made)


@pytest.mark.parametrize("data", [None, 5, "Race", [1, 2], [None], [], {}, {"Race": 5}, object()])
def test_a_survey_is_a_table(data: Any) -> None:
    assert "dataset" in words_of(lambda: call.encode_cloud_respondent_variables(data))
    assert "respondentdata" in words_of(lambda: call.weights_for_population(data, FLORIDA))


@pytest.mark.parametrize("targets", [None, 5, "FL", [0.5] * 6, {}, {"black": "x"}, object()])
def test_targets_are_six_shares(targets: Any) -> None:
    assert "weights_for_population" in words_of(
        lambda: call.weights_for_population(PEOPLE, targets)
    )


ODD = [
    None,
    "x",
    "0.5",
    [0.5],
    (1, 2),
    {},
    {"a": 1},
    True,
    float("nan"),
    float("inf"),
    -1,
    1e300,
    object(),
    b"x",
    1j,
]
"""What a caller without a type checker may pass, wherever."""

TAKES: dict[str, dict[str, Any]] = {
    "transition_matrix": {"jury_n": 6},
    "get_pG_by_k": {"jury_n": 6},
    "deliberate": {"g_votes": 3, "jury_n": 6, "seed": 1, "replicate": 0},
    "deliberate_civil": {"p_votes": 3, "jury_n": 6, "seed": 1, "replicate": 0},
    "select_with_strikes": {"p_g": 0.5, "jury_n": 6, "pstrikes": 1, "dstrikes": 1, "accuracy": 0.1},
    "as_jury_point": {"sample_pg": 0.5, "jury_n": 6, "pstrikes": 1, "dstrikes": 1, "accuracy": 0.1,
                      "simulate": False, "vintage": "3.1.1"},
    "as_jury_stats": {"sample_pg": 0.5, "sample_n": 99, "jury_n": 6, "pstrikes": 1, "dstrikes": 1,
                      "accuracy": 0.1, "digits": 3, "simulate": False, "interval": "wald",
                      "vintage": "3.1.1"},
    "compare_jury_stats": {"pg_actual": 0.5, "n_actual": 99, "pg_hypo": 0.4, "n_hypo": 99, "jury_n": 6,
                           "pstrikes": 1, "dstrikes": 1, "accuracy": 0.1, "digits": 3,
                           "simulate": False, "interval": "wald", "vintage": "3.1.1"},
    "compare_juror_stats": {"pg_actual": 0.5, "n_actual": 99, "pg_hypo": 0.4, "n_hypo": 99, "digits": 3,
                            "interval": "wald"},
    "sim_as_jury_stats": {"sample_pg": 0.5, "sample_n": 99, "jury_n": 6, "pstrikes": 1, "dstrikes": 1,
                          "accuracy": 0.1, "digits": 3, "nDraws": 20, "seed": 1, "vintage": "3.1.1"},
    "sim_compare_jury_stats": {"pg_actual": 0.5, "n_actual": 99, "pg_hypo": 0.4, "n_hypo": 99,
                               "jury_n": 6, "digits": 3, "pstrikes": 1, "dstrikes": 1, "accuracy": 0.1,
                               "seed": 1, "nDraws": 20, "vintage": "3.1.1"},
    "transition_matrix_ordered": {"jury_n": 3, "verdict_options": ["a", "b"], "digits": 3},
    "prob_ordered_verdicts": {"jury_n": 3, "verdict_options": ["a", "b"], "digits": 3},
    "prob_ord_from_pool": {"jury_n": 3, "verdict_options": ["a", "b"], "verdict_props": [0.5, 0.5],
                           "digits": 3},
    "target_population_demographics": {"state": "FL"},
    "encode_cloud_respondent_variables": {"dataset": survey(3), "also": None},
    "weights_for_population": {"respondentdata": PEOPLE, "targetdata": FLORIDA},
    "graph_estimate": {"sample_pg": 0.5, "sample_n": 99, "jury_n": 6, "pstrikes": 1, "dstrikes": 1,
                       "accuracy": 0.1, "simulate": False},
    "graph_effect_defendant": {"pg_actual": 0.5, "n_actual": 99, "pg_hypo": 0.4, "n_hypo": 99,
                               "jury_n": 6, "pstrikes": 1, "dstrikes": 1, "accuracy": 0.1,
                               "simulate": False, "line": 0.1},
    "basic_plot_grid": {"jury_n": 6},
    "compact_harm_plot": {"line": 0.1},
    "state_demographic_info": {},
}  # fmt: skip


def test_every_export_is_asked() -> None:
    assert set(TAKES) == sate.EXPORTS


@pytest.mark.parametrize(
    ("name", "argument"),
    [(name, argument) for name, taken in TAKES.items() for argument in taken],
)
def test_an_odd_argument_is_taken_or_refused_in_words(name: str, argument: str) -> None:
    for odd in ODD:
        raised: list[JuryroomError] = []
        try:
            getattr(call, name)(**{**TAKES[name], argument: odd})
        except JuryroomError as error:
            raised.append(error)
        for error in raised:
            assert all(all(problem.as_json().values()) for problem in error.problems)


@pytest.mark.parametrize("name", sorted(sate.EXPORTS))
def test_an_argument_that_is_not_there_is_refused_in_words(name: str) -> None:
    function = getattr(call, name)
    shown = words_of(lambda: function(**TAKES[name], sampel_pg=0.5))
    assert f"{name}: found an argument 'sampel_pg'" in shown
    required = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is inspect.Parameter.empty
    ]
    if required:
        assert f"{name}: found no '{required[0]}'" in words_of(function)
    assert "arguments" in words_of(lambda: function(*range(20)))


def test_the_names_of_the_first_release() -> None:
    first = sate.preset("1.1")
    assert (
        first.as_jury_point(pg=0.5)
        == first.as_jury_point(sample_pg=0.5)
        == first.as_jury_point(0.5)
    )
    by_name = first.as_jury_stats(pg=0.5, n=500, seed=3, ndraw=5_000)
    assert (
        by_name == first.as_jury_stats(0.5, 500, 3, 5_000) == first.as_jury_stat(0.5, 500, 3, 5_000)
    )
    assert by_name == first.as_jury_stats(0.5, 500, simulate={"nDraws": 5_000, "seed": 3})
    found = first.compare_jury_stats(
        pg_actual=0.7, n_actual=400, pg_hypo=0.6, n_hypo=450, seed=12345, ndraw=5_000
    )
    assert found == first.compare_jury_stats(0.7, 400, 0.6, 450, 12345, 5_000)
    assert found != first.compare_jury_stats(0.7, 400, 0.6, 450, 12346, 5_000)


@pytest.mark.parametrize(
    ("release", "function", "given", "words"),
    [
        ("1.1", "as_jury_point", {"p": 0.5}, "an argument 'p'"),
        ("1.1", "as_jury_point", {"pg": 0.5, "sample_pg": 0.4}, "both pg and sample_pg"),
        ("1.1", "as_jury_point", {"pg": 0.5, "seed": 1}, "an argument 'seed'"),
        ("1.1", "as_jury_stats", {"pg": 0.5, "n": 9, "seed": 1, "simulate": True}, "seed and simulate"),
        ("1.1", "as_jury_stats", {"pg": 0.5, "n": 9, "ndraw": "x"}, "found 'x'"),
        ("1.1", "as_jury_stats", {"pg": 0.5, "n": 9, "seed": -1}, "found -1"),
        ("1.1", "as_jury_stats", {"pg": 0.5}, "no 'n'"),
        ("1.1", "as_jury_point", {"pg": 0.5, "jury_n": 6}, "neither jury size nor strikes"),
        ("2.1", "as_jury_point", {"pg": 0.5}, "preset(\"1.1\")"),
        ("3.1.1", "compare_jury_stats", {"pg_actual": 0.7, "n_actual": 400, "pg_hypo": 0.6, "n_hypo": 450,
                                         "ndraw": 5}, "preset(\"1.1\")"),
        ("3.1.0", "as_jury_point", {"sample_pg": 0.5, "vintage": "2.1"}, "vintage"),
    ],
)  # fmt: skip
def test_arguments_that_a_release_did_not_have(
    release: str, function: str, given: dict[str, Any], words: str
) -> None:
    assert words in words_of(lambda: getattr(sate.preset(release), function)(**given))


def test_a_value_twice_is_refused() -> None:
    assert "twice" in words_of(lambda: sate.preset("1.1").as_jury_point(0.5, pg=0.5))
    assert "twice" in words_of(lambda: call.as_jury_point(0.5, sample_pg=0.5))


@pytest.mark.parametrize(
    ("size", "share"), [(20, 0.95), (50, 0.98), (100, 0.99), (40, 0.03), (60, 0.94)]
)
def test_the_note_says_how_often_the_interval_at_hand_holds_the_truth(
    size: int, share: float
) -> None:
    held = coverage(size, share, "wald")
    (note,) = sate.as_jury_stats(share, size).notes
    assert f"{100 * held:.0f} times in 100" in note
    assert "63" not in note or round(100 * held) == 63


def test_notes_at_the_edge_and_of_an_effective_size() -> None:
    (note,) = wald_note(1.0, 20)
    assert "no width" in note
    assert "0.861 gives 20 of 20 once in twenty surveys" in note
    assert pytest.approx(0.05, rel=0.01) == 0.861**20
    (note,) = wald_note(0.0, 20)
    assert "0.139 gives 0 of 20 once in twenty surveys" in note
    (note,) = wald_note(0.98, 50.5)
    assert "the interval of 50 would hold it 63 times in 100" in note
    (note,) = wald_note(1e-7, 1_000_000)
    assert "10 times in 100" in note, "it has no least"
    assert wald_note(0.5, 20) == ()


def test_a_comparison_is_printed_as_a_table() -> None:
    shown = str(sate.compare_jury_stats(0.70, 400, 0.60, 450))
    lines = shown.splitlines()
    assert lines[0].split() == ["estimate", "SE", "MOE", "Lower", "5%", "Upper", "95%"]
    assert lines[3].split() == [
        "Difference",
        "in",
        "P(G)",
        "0.193",
        "0.062",
        "0.101",
        "0.092",
        "0.295",
    ]
    assert "Row(" not in shown
    assert "{" not in shown
    assert len({len(line) for line in lines}) == 1
    edge = str(sate.compare_juror_stats(1, 20, 0.6, 450))
    assert edge.count("D8, D9") == 1
    assert repr(sate.as_jury_stats(0.5, 830)) == str(sate.as_jury_stats(0.5, 830))


def test_a_comparison_is_still_a_dictionary_of_rows() -> None:
    found = sate.compare_jury_stats(0.70, 400, 0.60, 450)
    assert isinstance(found, dict)
    assert list(found) == ["actual_jury", "hypo_jury", "difference"]
    assert found == dict(found)


def test_a_table_of_the_ordered_chain_is_printed_in_its_width() -> None:
    small = sate.transition_matrix_ordered(2, ["NG", "G"])
    assert str(small).splitlines()[:-1] == [
        "        (1, 1)  (2, 0)  (0, 2)",
        "(1, 1)   0.375       0       0",
        "(2, 0)  0.5625       1       0",
        "(0, 2)  0.0625       0       1",
    ]
    wide = sate.transition_matrix_ordered(12, ["NG", "M2", "M1"])
    shown = str(wide)
    assert max(map(len, shown.splitlines()[:-1])) <= 100
    for column in wide.columns:
        assert column in shown
    assert repr(wide) == shown
    assert shown.count("D2") == 1


def test_a_release_is_printed_by_its_name() -> None:
    assert repr(sate.preset("2.1")) == "sate 2.1.0 (2023-12-20)"


def test_weights_are_printed_as_a_balance() -> None:
    shown = str(sate.weights_for_population(PEOPLE, FLORIDA))
    assert "120 respondents" in shown
    assert "effective" in shown
    for margin in FLORIDA:
        assert margin in shown
    assert len(shown) < 1_000


@pytest.mark.parametrize(
    ("label", "release"),
    [("v3.2.0", "3.1.1"), ("3.2.0", "3.1.1"), ("V3.2.0", "3.1.1"), ("v2.5.0", "2.4.0"), ("2.5.0", "2.4.0"),
     ("v3.1.1", "3.1.1"), ("v2.1.0", "2.1.0"), ("v2.1", "2.1.0")],
)  # fmt: skip
def test_a_label_of_news_is_refused_with_its_release(label: str, release: str) -> None:
    with pytest.raises(OutOfDomainError) as caught:
        sate.preset(label)
    assert caught.value.problems[0].accepted.startswith(f"'{release}' (nearest)")


@pytest.mark.parametrize("label", ["3.1", "3", None, 3.1, "latest", ["3.1.1"]])
def test_a_name_of_no_release_is_refused_in_words(label: Any) -> None:
    shown = words_of(lambda: sate.preset(label))
    assert "3.1.1" in shown
