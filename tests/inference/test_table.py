"""Tables of juries: every row has its place, and a wrong cell is named."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import (
    CaseFileError,
    JuryroomError,
    OutOfDomainError,
    Problem,
    RecordError,
    UnknownNameError,
)
from juryroom.inference.bundled import bundled_table
from juryroom.inference.observation import ANY_ENDING, DID_NOT_CONVICT, FirstKind, FirstSeen
from juryroom.inference.reading import COLUMNS, read_table, table_of_rows
from juryroom.inference.table import (
    EVERY_SOURCE,
    Assumptions,
    JuryTable,
    LeftOut,
    MissingFirst,
    MissingVerdict,
)
from juryroom.procedure.decision_rule import Ending
from tests.inference.juries import of_rows

NUMBERS = ["0", "1", "3", "6", "12", "24", "0.5", ".083", "-1", "1e400", "nan", "1_0"]
WORDS = [
    "",
    "",
    "x",
    '"',
    "a,b",
    "guilty",
    "Not guilty",
    "hung",
    "none_recorded",
    "did not convict",
]
CELL = st.sampled_from([*NUMBERS, *WORDS])


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, str]]:
    columns = ["jury_size", *draw(st.lists(st.sampled_from(list(COLUMNS)), unique=True))]
    row = st.fixed_dictionaries(dict.fromkeys(columns, CELL))
    good = {"jury_size": st.sampled_from(["6", "12"]), "juries": st.sampled_from(["", "0", "3"])}
    good["votes"] = st.sampled_from(["", "0", "3", "6"])
    good["verdict"] = st.sampled_from(["guilty", "not guilty", "hung", "", "none_recorded"])
    fine = st.fixed_dictionaries(good)
    return draw(st.one_of(st.lists(row, max_size=6), st.lists(fine, max_size=12)))


@settings(max_examples=150, deadline=None)
@given(
    tables(),
    st.sampled_from(MissingVerdict),
    st.sampled_from(MissingFirst),
    st.booleans(),
)
def test_rows_in_are_rows_used_and_rows_listed(
    rows: list[dict[str, str]], verdict: MissingVerdict, first: MissingFirst, merged: bool
) -> None:
    """Any table is refused in four parts, or has a place for every row."""
    assumed = Assumptions(
        missing_verdict=verdict,
        missing_first=first,
        did_not_convict=frozenset({EVERY_SOURCE} if merged else ()),
    )
    refused: tuple[Problem, ...] = ()
    table: JuryTable | None
    try:
        table = table_of_rows(rows, "any", None, assumed)
    except JuryroomError as error:
        refused = error.problems
        table = None
    if table is None:
        assert all(str(problem).count("\n") == 2 for problem in refused)
        return
    assert table.rows_in == len(rows)
    assert table.rows_used + len(table.left_out) == table.rows_in
    assert all(each.reason for each in table.left_out)
    assert all(each.juries > 0 and each.endings for each in table.observations)


def test_a_row_without_a_place_is_refused() -> None:
    table = of_rows({"jury_size": "6", "votes": "3", "verdict": "hung"})
    with pytest.raises(OutOfDomainError, match="2 rows, of which 1 are used and 0 listed"):
        JuryTable(name="lost", rows_in=2, observations=table.observations)
    with pytest.raises(OutOfDomainError, match="both"):
        JuryTable(
            name="twice",
            rows_in=1,
            observations=table.observations,
            left_out=(LeftOut(1, "no reason"),),
        )


def test_the_deliberations_are_read_as_their_passport_says() -> None:
    table = bundled_table("deliberations")
    assert (table.rows_in, table.rows_used) == (2050, 2012)
    assert table.reasons() == {"no first ballot": 20, "no verdict": 18}
    acquitted = [
        each for each in table.observations if each.endings == frozenset({Ending.NOT_GUILTY})
    ]
    assert {each.source for each in acquitted} == {"NCSC"}
    hung = bundled_table("deliberations", Assumptions(missing_verdict=MissingVerdict.HUNG))
    assert sum(each.endings == frozenset({Ending.HUNG}) for each in hung.observations) == 18
    left_open = bundled_table("deliberations", Assumptions(missing_verdict=MissingVerdict.UNKNOWN))
    assert sum(each.endings == ANY_ENDING for each in left_open.observations) == 18


def test_final_votes_leave_the_first_ballot_open_and_doubtful_rows_out() -> None:
    table = bundled_table("final_votes")
    assert table.juries == 3073 - 103
    assert {each.first.kind for each in table.observations} == {FirstKind.UNKNOWN}
    oregon = [each for each in table.observations if each.source == "OR 12 civil"]
    assert {each.rule.to_convict for each in oregon} == {9}


def test_unverified_figures_are_never_fitted() -> None:
    with pytest.raises(OutOfDomainError, match="unverified"):
        bundled_table("kalven_zeisel_first_ballot")
    with pytest.raises(UnknownNameError, match="no table of juries"):
        bundled_table("hung_rates")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"jury_size": "2", "votes": "1"}, "jury_size"),
        ({"jury_size": "", "votes": "1"}, "jury_size"),
        ({"jury_size": "12", "votes": "13"}, "votes"),
        ({"jury_size": "12", "votes": "1.5"}, "votes"),
        ({"jury_size": "12", "share": "1.2"}, "share"),
        ({"jury_size": "12", "share": "55%"}, "share"),
        ({"jury_size": "12", "votes": "6", "share": "0.5"}, "share"),
        ({"jury_size": "12", "votes_from": "6", "votes_to": "4"}, "votes_to"),
        ({"jury_size": "12", "votes": "6", "undecided": "7"}, "undecided"),
        ({"jury_size": "12", "votes": "6", "verdict": "gulity"}, "verdict"),
        ({"jury_size": "12", "votes": "6", "verdict": "hung", "final_votes": "12"}, "final_votes"),
        ({"jury_size": "12", "votes": "6", "hours_from": "3", "hours_to": "2"}, "hours_to"),
        ({"jury_size": "12", "votes": "6", "to_convict": "4", "to_acquit": "4"}, "to_convict"),
        ({"jury_size": "12", "votes": "", "verdict": "gulity"}, "verdict"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(row: dict[str, str], column: str) -> None:
    good = {"jury_size": "12", "votes": "6", "verdict": "guilty"}
    with pytest.raises(RecordError, match=rf"few row 2, column '{column}': found") as caught:
        of_rows(good if "share" not in row else {"jury_size": "12", "share": ".5"}, row)
    assert len(caught.value.problems) == 1


def test_a_map_says_what_columns_are_called(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("# a note\nn,p1,end\n12,.67,Guilty\n6,0.30,hung\n", encoding="utf-8")
    table = read_table(path, {"jury_size": "n", "share": "p1", "verdict": "end"})
    first, second = table.observations
    assert (first.first.kind, first.first.low) == (FirstKind.SHARE, pytest.approx(8.04))
    assert second.first == FirstSeen(FirstKind.SHARE, 0.30 * 6, 0.30 * 6, 0.30)
    with pytest.raises(UnknownNameError, match="no column 'p2'"):
        read_table(path, {"jury_size": "n", "share": "p2"})
    with pytest.raises(UnknownNameError, match="'shares'"):
        read_table(path, {"jury_size": "n", "shares": "p1"})
    with pytest.raises(CaseFileError, match="no column 'jury_size'"):
        read_table(path, {"share": "p1"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"", "no line of column names"),
        (b"jury_size,votes\n12\n", "1 cells in row 1"),
        (b"a,a\n1,2\n", "'a' twice"),
        (b"jury_size\n\xff\n", "not UTF-8"),
        (b'jury_size\n"1\n', "no CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, text: bytes, found: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(text)
    with pytest.raises(CaseFileError, match=found):
        read_table(path)
    with pytest.raises(CaseFileError, match="No such file"):
        read_table(tmp_path / "missing.csv")


def test_endings_counted_in_columns_are_several_observations_of_one_row() -> None:
    table = of_rows(
        {"jury_size": "12", "votes_from": "1", "votes_to": "5", "guilty": "1", "hung": "3"},
        {"jury_size": "12", "votes_from": "6", "votes_to": "6", "guilty": "0", "hung": "0"},
    )
    assert [each.juries for each in table.observations] == [1, 3]
    assert table.observations[0].first.kind is FirstKind.BIN
    assert table.left_out == (LeftOut(2, "no juries"),)


def test_not_guilty_may_mean_did_not_convict() -> None:
    row = {"jury_size": "12", "votes": "6", "verdict": "not guilty", "source": "A"}
    merged = of_rows(row, assumptions=Assumptions(did_not_convict=frozenset({"A"})))
    assert merged.observations[0].endings == DID_NOT_CONVICT
    assert merged.observations[0].convicted is False
    assert of_rows(row).observations[0].endings == frozenset({Ending.NOT_GUILTY})


def test_the_names_of_published_tables_are_known_and_a_map_goes_first(tmp_path: Path) -> None:
    file = tmp_path / "juries.csv"
    file.write_text(
        "jury_size,first_ballot_share_guilty,other,verdict\n12,0.5,0.25,guilty\n", encoding="utf-8"
    )
    assert read_table(file).observations[0].first.low == 6
    mapped = read_table(file, columns={"share": "other"})
    assert mapped.observations[0].first.low == 3
