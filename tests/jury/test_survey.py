"""A survey is read strictly: nothing is guessed, and what is left out is listed."""

import time
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import (
    CaseFileError,
    JuryroomError,
    OutOfDomainError,
    UnknownNameError,
    visible,
)
from juryroom.jury.survey import Columns, Labels, Survey
from juryroom.jury.survey_rows import is_formula, read_survey, survey_of
from juryroom.jury.undecided import CountedNotGuilty, Dropped, LeaningOnes, SplitEvenly

HEAD = ["verdict", "arm", "w", "session"]
GOOD = [
    ["guilty", "actual", "1", "a"],
    ["not guilty", "actual", "2", "a"],
    ["guilty", "hypothetical", "0.5", "b"],
    ["not guilty", "hypothetical", "1.5", "b"],
]
COLUMNS = Columns(answer="verdict", condition="arm", weights="w", cluster="session")
PLAIN = Columns(answer="verdict", condition="arm")


def refused(rows: list[list[str]], columns: Columns = COLUMNS, labels: Labels | None = None) -> str:
    with pytest.raises(JuryroomError) as caught:
        survey_of([HEAD, *rows], columns, labels, "s.csv")
    for problem in caught.value.problems:
        assert all((problem.where, problem.found, problem.rule, problem.accepted))
    return str(caught.value)


def test_a_good_survey_is_read_with_its_weights() -> None:
    survey = survey_of([HEAD, *GOOD], COLUMNS)
    assert survey.share("actual") == pytest.approx(1 / 3)
    assert survey.share("hypothetical") == 0.25
    assert survey.weighted
    assert survey.ledger == ()
    assert [person.row for person in survey.respondents] == [2, 3, 4, 5]


def test_a_third_answer_is_refused_and_named_with_its_row() -> None:
    shown = refused([*GOOD, ["undecided", "actual", "1", "a"]])
    assert "s.csv row 6, column 'verdict'" in shown
    assert "'undecided'" in shown
    assert "name a third answer" in shown


@pytest.mark.parametrize(
    "answer", ["Guilty", " guilty", "guilty ", "NOT GUILTY", "not\u2019guilty"]
)
def test_a_label_is_matched_letter_by_letter(answer: str) -> None:
    """D12: sate takes any string it does not know for one of the answers."""
    shown = refused([*GOOD, [answer, "actual", "1", "a"]])
    assert "row 6" in shown
    assert "accepted: " in shown


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("guilty\u00a0", "'guilty\\u00a0'; it goes on with U+00A0 (U+00A0 no-break space)"),
        ("\u200bguilty", "'\\u200bguilty'; letter 1 is U+200B, and U+0067 in the label"),
        ("gu\u0456lty", "letter 3 is U+0456, and U+0069 in the label"),
        ("not\u00a0guilty", "'not\\u00a0guilty'; letter 4 is U+00A0, and U+0020 in the label"),
    ],
)
def test_a_label_that_only_looks_right_is_told_apart(answer: str, shown: str) -> None:
    assert shown in refused([*GOOD, [answer, "actual", "1", "a"]])


def test_letters_composed_otherwise_are_told_apart() -> None:
    labels = Labels(guilty="condamne\u0301", not_guilty="acquitte\u0301")
    assert "letter 8 is U+00E9, and U+0065 in the label" in refused(
        [["condamn\u00e9", "actual", "1", "a"], *GOOD], COLUMNS, labels
    )


CONTROLS = [*map(chr, (0x00, 0x07, 0x09, 0x0A, 0x1B, 0x7F, 0x9B))]
DIRECTIONS = [*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C))]


@pytest.mark.parametrize("character", [*DIRECTIONS, *CONTROLS], ids=lambda c: f"{ord(c):04X}")
def test_a_label_that_turns_the_direction_of_text_is_refused(character: str) -> None:
    turned = f"not {character}guilty"
    for place in (0, 1, 3):
        row = ["guilty", "actual", "1", "a"]
        row[place] = turned
        shown = refused([*GOOD, row])
        assert f"row 6, column '{HEAD[place]}'" in shown
        escape = visible(character).partition(" ")[0]
        assert f"'not {escape}guilty'" in shown
        assert not set(DIRECTIONS + CONTROLS) & set(shown.replace("\n", ""))
    with pytest.raises(OutOfDomainError, match="direction of text"):
        Labels(guilty=turned)
    with pytest.raises(OutOfDomainError, match="direction of text"):
        Labels(conditions=("actual", turned))
    with pytest.raises(OutOfDomainError, match="direction of text"):
        Columns(answer=turned, condition="arm")


def test_labels_in_any_script_are_read() -> None:
    labels = Labels(
        guilty="\u05d0\u05e9\u05dd", not_guilty="\u7121\u7f6a", conditions=("żółć", "\u0645")
    )
    arms = {"actual": "żółć", "hypothetical": "\u0645"}
    rows = [
        [labels.guilty if a == "guilty" else labels.not_guilty, arms[c], w, s]
        for a, c, w, s in GOOD
    ]
    assert survey_of([HEAD, *rows], COLUMNS, labels).size == 4


@pytest.mark.parametrize("other", ["a ", " a", "a\u00a0", "a\u200b", "\ufeffa"])
@pytest.mark.parametrize("use", ["cluster", "traits"])
def test_groups_that_look_alike_are_refused(other: str, use: str) -> None:
    columns = Columns(
        answer="verdict", condition="arm",
        cluster="session" if use == "cluster" else None,
        traits=("session",) if use == "traits" else (),
    )  # fmt: skip
    shown = refused([*GOOD, ["guilty", "actual", "1", other]], columns)
    assert "row 6, column 'session'" in shown
    assert "looks the same" in shown
    assert not set(other) & {"\u00a0", "\u200b", "\ufeff"} & set(shown)
    assert survey_of([HEAD, *GOOD, ["guilty", "actual", "1", "a  b"]], columns).size == 5


def test_a_group_that_cannot_be_seen_is_refused() -> None:
    shown = refused([*GOOD, ["guilty", "actual", "1", "\u200b"]])
    assert "row 6, column 'session'" in shown


@pytest.mark.parametrize(
    "columns",
    [
        {"condition": "verdict"},
        {"weights": "verdict"},
        {"weights": "arm"},
        {"cluster": "arm"},
        {"cluster": "verdict"},
        {"traits": ("sex", "verdict")},
        {"traits": ("arm",)},
    ],
)
def test_answer_and_condition_are_nothing_else(columns: dict[str, Any]) -> None:
    """A margin of the answer would set the share that the survey is asked for."""
    with pytest.raises(OutOfDomainError) as caught:
        cast("Any", Columns)(**{"answer": "verdict", "condition": "arm", **columns})
    assert all(all(problem.as_json().values()) for problem in caught.value.problems)


def test_an_unknown_condition_names_its_row() -> None:
    assert "row 6, column 'arm'" in refused([*GOOD, ["guilty", "Actual", "1", "a"]])


def test_a_missing_column_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="'verdict' \\(nearest\\)"):
        survey_of([HEAD, *GOOD], Columns(answer="verdic", condition="arm"))


@pytest.mark.parametrize(
    "weight",
    ["-1", "much", "nan", "inf", "1e400", "1,5", "3_4", "\u0663", "\uff11", "1\u00a0", "0x1"],
)
def test_a_weight_that_is_none_names_its_row(weight: str) -> None:
    shown = refused([*GOOD, ["guilty", "actual", weight, "a"]])
    assert "row 6, column 'w'" in shown
    assert "0 to 1e+09" in shown


def test_weights_that_are_all_zero_in_a_condition_name_the_rows() -> None:
    rows = [[a, c, "0" if c == "actual" else w, s] for a, c, w, s in GOOD]
    shown = refused(rows)
    assert "condition 'actual'" in shown
    assert "row 2 to row 3" in shown


def test_an_empty_arm_and_an_arm_of_one_are_refused() -> None:
    assert "condition 'hypothetical': found 0 respondents" in refused(GOOD[:2])
    assert "found 1 respondent (row 4)" in refused(GOOD[:3])


COMPUTED = [
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1:A2)", "+1+2", "-2+3", "\t=1", "-A1", "+A1", "\r=1", "@jane",
    " =1", "-2020-01-01", "+1 555-0100", "- unsure (maybe)", "-cmd|' /C calc'!A0", "\uff1dA1", "\n=1",
]  # fmt: skip


@pytest.mark.parametrize("cell", COMPUTED)
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_what_a_spreadsheet_computes_is_refused_wherever_it_is_used(cell: str, place: int) -> None:
    row = ["guilty", "actual", "1", "a"]
    row[place] = cell
    shown = refused([*GOOD, row])
    assert f"s.csv row 6, column '{HEAD[place]}'" in shown
    assert "formula" in shown


@pytest.mark.parametrize("cell", COMPUTED)
def test_what_is_not_used_may_say_anything(cell: str) -> None:
    rows = [["verdict", "arm", "note"], *[[a, c, cell] for a, c, *_ in GOOD]]
    assert survey_of(rows, PLAIN).size == 4


def test_a_label_that_was_named_is_no_formula() -> None:
    """What the user names letter by letter is an answer; a file that is handed on is another matter."""
    labels = Labels(
        guilty="+ guilty", not_guilty="- not guilty", undecided="- unsure (maybe)",
        recording=Dropped(), conditions=("=actual", "hypothetical"),
    )  # fmt: skip
    rows = [
        [f"{'+' if a == 'guilty' else '-'} {a}", "=actual" if c == "actual" else c, *more]
        for a, c, *more in GOOD
    ]
    survey = survey_of([HEAD, *rows, ["- unsure (maybe)", "=actual", "1", "a"]], COLUMNS, labels)
    assert survey.size == 4
    assert "formula ('- unsure')" in refused(
        [*rows, ["- unsure", "=actual", "1", "a"]], COLUMNS, labels
    )


def test_what_is_no_formula_is_read() -> None:
    cells = ("-2.5", "+1", " -3e2", "a=b", "1-2", "", "-", "--", "\u2013 none", "a@b.example")
    assert not any(is_formula(cell) for cell in cells)


def test_every_row_is_counted_or_listed() -> None:
    labels = Labels(undecided="?", recording=Dropped())
    rows = [*GOOD, ["", "actual", "1", "a"], ["?", "actual", "1", "a"], ["guilty", "actual"]]
    survey = survey_of([HEAD, *rows], COLUMNS, labels)
    reasons = {entry.row: entry.reason for entry in survey.ledger}
    assert reasons == {
        6: "empty: verdict",
        7: "undecided, left out as asked",
        8: "empty: w, session",
    }
    assert survey.size + len(survey.ledger) == len(rows)


@pytest.mark.parametrize(
    ("recording", "share"),
    [(SplitEvenly(), 0.5), (CountedNotGuilty(), 0.4), (LeaningOnes(guilty_share=0.75), 0.55)],
)
def test_the_undecided_count_as_was_chosen(recording: SplitEvenly, share: float) -> None:
    labels = Labels(undecided="?", recording=recording)
    answers = ["guilty", "guilty", "not guilty", "not guilty", "?"]
    rows = [["verdict", "arm"], *[[a, c] for c in labels.conditions for a in answers]]
    assert survey_of(rows, PLAIN, labels).share("actual") == pytest.approx(share)


def test_how_the_undecided_count_must_be_said() -> None:
    with pytest.raises(OutOfDomainError, match="no word on how it counts"):
        Labels(undecided="?")


def test_labels_that_are_the_same_are_refused() -> None:
    with pytest.raises(OutOfDomainError, match="own label"):
        Labels(guilty="x", not_guilty="x")
    with pytest.raises(OutOfDomainError, match="difference between two"):
        Labels(conditions=("actual",))


def test_a_file_of_problems_is_refused_in_time() -> None:
    rows = ([f"answer {number}" * 60, "actual", "x", "a"] for number in range(20_000))
    start = time.perf_counter()
    shown = refused([*rows])
    assert time.perf_counter() - start < 5
    assert "39980 more problems" in shown
    assert len(shown) < 20_000


def test_a_group_has_a_label_and_no_text() -> None:
    assert survey_of([HEAD, *GOOD, ["guilty", "actual", "1", "x" * 1_000]], COLUMNS).size == 5
    assert "found 1,001 characters" in refused([*GOOD, ["guilty", "actual", "1", "x" * 1_001]])


def test_problems_are_shown_together_up_to_a_limit() -> None:
    with pytest.raises(OutOfDomainError) as caught:
        survey_of([HEAD, *GOOD, *[["?", "actual", "1", "a"]] * 50], COLUMNS)
    assert len(caught.value.problems) == 21
    assert "30 more problems" in str(caught.value)


@pytest.mark.parametrize("counts", [(0.7, 400), (70.5, 100), (5, 4), (-1, 4)])
def test_a_share_or_a_per_cent_is_no_count(counts: tuple[int, int]) -> None:
    with pytest.raises(OutOfDomainError, match="no share and no per cent"):
        Survey.of_counts({"actual": counts, "hypothetical": (1, 2)})


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    text = "\n".join(",".join(row) for row in [HEAD, *GOOD])
    for name, start in (("plain.csv", b""), ("mark.csv", b"\xef\xbb\xbf")):
        (tmp_path / name).write_bytes(start + text.encode())
        assert read_survey(tmp_path / name, COLUMNS).size == 4
    with pytest.raises(CaseFileError):
        read_survey(tmp_path / "none.csv", COLUMNS)


@given(st.lists(st.sampled_from(["guilty", "not guilty", "", "?", "G", "=1+1"]), max_size=12))
def test_no_answer_is_ever_guessed(answers: list[str]) -> None:
    """Either every answer is one that was named or empty, or the survey is refused."""
    rows = [["verdict", "arm"], *[[a, c] for a, c, *_ in GOOD], *[[a, "actual"] for a in answers]]
    known = {"guilty", "not guilty", ""}
    if set(answers) <= known:
        survey = survey_of(rows, PLAIN)
        assert sum(person.leaning for person in survey.arm("actual")) == 1 + answers.count("guilty")
        assert len(survey.ledger) == answers.count("")
    else:
        with pytest.raises(OutOfDomainError):
            survey_of(rows, PLAIN)


def test_the_problems_that_are_not_shown_are_counted() -> None:
    with pytest.raises(OutOfDomainError) as caught:
        survey_of([HEAD, *GOOD, *[["?", "actual", "1", "a"]] * 23], COLUMNS)
    assert [problem.found for problem in caught.value.problems[20:]] == ["3 more problems"]


@pytest.mark.parametrize(("rows", "found"), [([], "no row"), ([HEAD], "one row, of names")])
def test_a_table_without_rows_is_no_survey(rows: list[list[str]], found: str) -> None:
    with pytest.raises(OutOfDomainError) as caught:
        survey_of(rows, COLUMNS)
    (problem,) = caught.value.problems
    assert (problem.found, problem.accepted) == (found, "a first row of names, and answers")
