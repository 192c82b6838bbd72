"""Margins in a file are read strictly, and ranges of a number hold the numbers that lie in them."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import CaseFileError, JuryroomError, OutOfDomainError
from juryroom.jury.margins import Grouping, read_margins
from juryroom.jury.survey import Respondent, Survey
from juryroom.jury.weights import rake

CLOUD = """trait,group,share
income,"Less than $10,000",0.1
income,"$10,000-$49,999",0.4
income,"$50,000-$59,999",0.2
income,"$250,000 or more",0.3
age,18-34,0.3
age,35-54,0.4
age,55+,0.3
"""
AGES = {"18-34": 0.3, "35-54": 0.4, "55+": 0.3}

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "margins.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_labels_of_a_panel_are_margins_as_they_are(write: Write) -> None:
    found = read_margins(write(CLOUD))
    assert found == {
        "income": {
            "Less than $10,000": 0.1,
            "$10,000-$49,999": 0.4,
            "$50,000-$59,999": 0.2,
            "$250,000 or more": 0.3,
        },
        "age": AGES,
    }
    assert [list(groups) for groups in found.values()][1] == ["18-34", "35-54", "55+"]


def test_the_order_of_columns_is_free_and_empty_rows_are_none(write: Write) -> None:
    text = "group,share,trait\nf,.52,sex\n\nm,0.48,sex\n,,\n"
    assert read_margins(write(text)) == {"sex": {"f": 0.52, "m": 0.48}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("trait,group\nsex,f\n", "no column 'share'"),
        ("trait,group,share,share\nsex,f,1,1\n", "the column 'share' twice"),
        ("trait,group,share,year\nsex,f,1,2020\n", "the column 'year'"),
        ("trait,group,share\n", "no margin"),
        ("trait,group,share\nsex,f\n", "row 2, column 'share'"),
        ("trait,group,share\nsex,,0.5\n", "row 2, column 'group'"),
        ("trait,group,share\n,f,0.5\n", "row 2, column 'trait'"),
        ("trait,group,share\nsex,f,1,2\n", "row 2: found 4 cells"),
        ("trait,group,share\nsex,f,52%\nsex,m,48%\n", "row 2, column 'share': found '52%'"),
        ("trait,group,share\nsex,f,52\nsex,m,48\n", "did you mean 0.52?"),
        ("trait,group,share\nsex,f,0_5\nsex,m,0.5\n", "found '0_5'"),
        ("trait,group,share\nsex,f,\u0660.5\nsex,m,0.5\n", "digits"),
        ("trait,group,share\nsex,f,-0.5\nsex,m,1.5\n", "0 to 1"),
        ("trait,group,share\nsex,f,nan\nsex,m,0.5\n", "found 'nan'"),
        ("trait,group,share\nsex,f,0.5\nsex,m,0.4\n", "shares that sum to 0.9"),
        ("trait,group,share\nsex,f,0.5\nsex,f,0.5\n", "row 3: found 'f' of 'sex' twice"),
        ("trait,group,share\nsex,f,0.5\nsex,f ,0.5\n", "looks the same"),
        ("trait,group,share\nsex,\u202ef,0.5\nsex,m,0.5\n", "U+202E"),
        ("trait;group;share\nsex;f;1\n", "no column 'trait'"),
    ],
)
def test_what_is_no_margin_is_refused_in_four_parts(write: Write, text: str, words: str) -> None:
    with pytest.raises(JuryroomError) as caught:
        read_margins(write(text))
    assert words in str(caught.value)
    assert "margins.csv" in str(caught.value)
    for problem in caught.value.problems:
        assert all(problem.as_json().values())


def test_a_file_of_margins_has_limits_of_its_own(write: Write, tmp_path: Path) -> None:
    rows = "".join(f"t,g{number},0\n" for number in range(20_001))
    with pytest.raises(CaseFileError, match="a file of margins"):
        read_margins(write(f"trait,group,share\n{rows}"))
    with pytest.raises(CaseFileError, match="a file holds margins"):
        read_margins(write(""))
    with pytest.raises(CaseFileError):
        read_margins(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("cell", "group"),
    [("18", "18-34"), ("34", "18-34"), ("35", "35-54"), ("54", "35-54"), ("55", "55+"),
     ("120", "55+"), (" 40 ", "35-54"), ("18.0", "18-34"), ("18-34", "18-34"), ("55+", "55+"),
     ("17", None), ("34.5", None), ("-20", None), ("forty", None), ("3_4", None), ("1e99", "55+"),
     ("\u0663\u0664", None), ("", None)],
)  # fmt: skip
def test_a_number_lies_in_the_range_that_holds_it(cell: str, group: str | None) -> None:
    assert Grouping.of(AGES).group(cell) == group


def test_ranges_may_have_decimals_and_a_dash_of_any_length() -> None:
    bounds = {"0-0.5": 0.5, "0.51\u20131": 0.5}
    assert Grouping.of(bounds).group("0.25") == "0-0.5"
    assert Grouping.of(bounds).group(".75") == "0.51\u20131"


def test_labels_that_are_not_all_ranges_hold_no_numbers() -> None:
    for labels in ({"18-34": 0.5, "older": 0.5}, {"$50,000-$59,999": 1.0}, {"34-18": 1.0}):
        assert Grouping.of(labels).group("20") is None
        assert all(Grouping.of(labels).group(label) == label for label in labels)


def test_a_single_number_beside_ranges_is_a_range() -> None:
    children = Grouping.of({"0": 0.5, "1-2": 0.3, "3+": 0.2})
    assert [children.group(cell) for cell in ("0", "0.0", "2", "7")] == ["0", "0", "1-2", "3+"]
    codes = Grouping.of({"1": 0.5, "2": 0.5})
    assert [codes.group(cell) for cell in ("1", "1.0", "01")] == ["1", None, None]


def test_a_number_in_two_ranges_is_in_neither() -> None:
    shared = Grouping.of({"18-35": 0.5, "35-54": 0.5})
    assert shared.group("34") == "18-35"
    assert shared.group("35") is None


@given(st.integers(0, 130), st.lists(st.integers(1, 129), min_size=1, max_size=6, unique=True))
def test_every_age_has_one_group(age: int, cuts: list[int]) -> None:
    starts = [0, *sorted(cuts)]
    labels = [f"{a}-{b - 1}" for a, b in pairwise(starts)]
    labels.append(f"{starts[-1]}+")
    found = Grouping.of(dict.fromkeys(labels, 1 / len(labels))).group(str(age))
    expected = max(place for place, start in enumerate(starts) if start <= age)
    assert found == labels[expected]


def people(ages: list[str]) -> Survey:
    return Survey(
        respondents=tuple(
            Respondent(row=row, condition=condition, leaning=1.0, traits={"age": age})
            for row, (condition, age) in enumerate(
                ((c, age) for c in ("actual", "hypothetical") for age in ages), start=2
            )
        )
    )


def test_a_survey_is_weighted_to_ranges_and_keeps_its_numbers() -> None:
    ages = ["18", "25", "40", "60", "70", "90"]
    raked = rake(people(ages), {"age": AGES})
    assert raked.survey.weights("actual") == pytest.approx([0.9, 0.9, 2.4, 0.6, 0.6, 0.6])
    assert [person.traits["age"] for person in raked.survey.arm("actual")] == ages
    assert [(row.group, row.target) for row in raked.balance[:3]] == list(AGES.items())
    assert all(row.after == pytest.approx(row.target) for row in raked.balance)


@pytest.mark.parametrize(
    ("age", "margin", "words"),
    [
        ("34.5", AGES, "'34.5', without a share"),
        ("17", AGES, "'17', without a share"),
        ("35", {"18-35": 0.5, "35+": 0.5}, "in two of the ranges"),
    ],
)
def test_a_number_in_no_range_or_in_two_names_its_row(
    age: str, margin: dict[str, float], words: str
) -> None:
    with pytest.raises(OutOfDomainError) as caught:
        rake(people(["18", "40", "60", age]), {"age": margin})
    assert words in str(caught.value)
    assert "row 5" in str(caught.value)


def test_a_row_that_is_refused_gives_no_share(write: Write) -> None:
    """Two rows without a trait are two problems, and no third one that they are a group twice."""
    with pytest.raises(OutOfDomainError) as raised:
        read_margins(write("trait,group,share\n,f,0.5\n,f,0.5\n"))
    assert [problem.where for problem in raised.value.problems] == [
        "margins.csv row 2, column 'trait'",
        "margins.csv row 3, column 'trait'",
    ]
