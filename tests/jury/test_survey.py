"""A survey is read strictly: nothing is guessed, and what is left out is listed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import CaseFileError, JuryroomError, OutOfDomainError, UnknownNameError
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


def test_an_unknown_condition_names_its_row() -> None:
    assert "row 6, column 'arm'" in refused([*GOOD, ["guilty", "Actual", "1", "a"]])


def test_a_missing_column_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="'verdict' \\(nearest\\)"):
        survey_of([HEAD, *GOOD], Columns(answer="verdic", condition="arm"))


@pytest.mark.parametrize("weight", ["-1", "much", "nan", "inf", "1e400", "1,5"])
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


@pytest.mark.parametrize(
    "cell", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1:A2)", "+1+2", "-2+3", "\t=1"]
)
@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_formula_is_refused_wherever_it_stands(cell: str, place: int) -> None:
    row = ["guilty", "actual", "1", "a"]
    row[place] = cell
    shown = refused([*GOOD, row])
    assert "s.csv row 6" in shown
    assert "formula" in shown


def test_a_formula_in_a_column_that_is_not_read_is_refused_too() -> None:
    rows = [["verdict", "arm", "note"], *[[a, c, "text"] for a, c, *_ in GOOD]]
    rows[2][2] = "=HYPERLINK(A1)"
    with pytest.raises(OutOfDomainError, match="row 3, column 'note'"):
        survey_of(rows, PLAIN)


def test_what_is_no_formula_is_read() -> None:
    assert not any(is_formula(cell) for cell in ("-2.5", "- no idea", "+1", "a=b", "1-2", ""))


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
