"""The CSV files of a case keep the limits of a case, and its words."""

import pytest

from juryroom.errors import CaseFileError
from juryroom.exchange.csv_tables import CASE, TableLimits, each_row, rows_of
from juryroom.exchange.workbook_scan import MAX_CELLS, MAX_COLUMNS


def test_the_limits_of_a_case_are_those_of_its_workbook() -> None:
    assert (CASE.cells, CASE.columns) == (MAX_CELLS, MAX_COLUMNS) == (120_000, 300)
    with pytest.raises(CaseFileError, match="a case has a limit"):
        rows_of(b"a,b\n" * 60_001, "x.csv")
    assert len(rows_of(b"a,b\n" * 60_000, "x.csv")) == 60_000
    with pytest.raises(CaseFileError, match="301 columns"):
        rows_of(b"," * 300 + b"\n", "x.csv")
    assert rows_of(b"," * 299 + b"\n", "x.csv") == [[""] * 300]


def test_other_tables_have_limits_of_their_own() -> None:
    small = TableLimits(holds="a note", rows=3, columns=2, cells=5, text=20)
    read = [["a", "b"], ["1"], []]
    assert list(each_row(b"a,b\n1\n\n", "x.csv", small)) == read
    for data, words in (
        (b"\n\n\n\n", "row 4: found more than 3 rows"),
        (b"a,b,c\n", "row 1: found 3 columns"),
        (b"a,b\nc,d\ne,f\n", "row 3: found more than 5 cells"),
        (b'a\n"' + b"\n" * 20 + b'"', "row 2: found a row of more than 20 characters"),
    ):
        with pytest.raises(CaseFileError) as caught:
            list(each_row(data, "x.csv", small))
        assert words in str(caught.value)
        assert "a note has a limit" in str(caught.value)


def test_cells_with_line_breaks_and_commas_are_read() -> None:
    data = b'\xef\xbb\xbfa,b\r\n"1\n2","3,""4"""\r\n'
    assert rows_of(data, "x.csv") == [["a", "b"], ["1\n2", '3,"4"']]
