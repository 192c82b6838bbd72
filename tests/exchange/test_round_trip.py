"""A case that goes out in a file and comes back is the same case."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juryroom.exchange.case_text import case_data, case_json, case_yaml
from juryroom.exchange.cells import NOTHING, decode, encode, guard, unguard
from juryroom.exchange.csv_tables import csv_files, csv_zip, read_csv_folder, read_csv_zip, rows_of
from juryroom.exchange.incoming import import_case, read_json
from juryroom.exchange.reading import Sheet, data_of
from juryroom.exchange.shapes import ScalarList, Scalars
from juryroom.exchange.tables import table_name, tables_of
from juryroom.exchange.workbook import read_workbook, workbook_bytes, workbook_sheets
from juryroom.record.case import Case
from juryroom.record.files import bundled_cases, find_case, load_case
from juryroom.record.validation import validate
from juryroom.record.yaml_tree import read_yaml
from tests.exchange.generated import HARD, cases

FEW = settings(
    max_examples=20,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
        HealthCheck.filter_too_much,
    ],
)
MIXED = Scalars(frozenset({str, int, float, bool}), free=True)
TEXT = Scalars(frozenset({str}), free=True)


@pytest.mark.parametrize("name", bundled_cases())
def test_bundled_cases_come_back_from_every_form(name: str, tmp_path: Path) -> None:
    case = load_case(find_case(name)).case
    assert read_workbook(workbook_bytes(case), "case.xlsx") == case
    assert read_csv_zip(csv_zip(case), "case.zip") == case
    for file, text in csv_files(case).items():
        (tmp_path / file).write_bytes(text.encode())
    assert read_csv_folder(tmp_path) == case
    for ending, text in ((".json", case_json(case)), (".yaml", case_yaml(case))):
        path = tmp_path / f"case{ending}"
        path.write_text(text, encoding="utf-8")
        assert import_case(path) == case


@pytest.mark.parametrize("name", bundled_cases())
def test_the_same_case_gives_the_same_bytes(name: str) -> None:
    case = load_case(find_case(name)).case
    assert workbook_bytes(case) == workbook_bytes(case)
    assert csv_zip(case) == csv_zip(case)


@FEW
@given(cases())
def test_any_case_comes_back_from_a_workbook(case: Case) -> None:
    data, _ = data_of(workbook_sheets(workbook_bytes(case), "x"), "x")
    assert validate(data) == case


@FEW
@given(cases())
def test_any_case_comes_back_from_csv(case: Case) -> None:
    sheets: list[Sheet] = []
    for table, text in zip(tables_of(case), csv_files(case).values(), strict=True):
        head, *rows = rows_of(text.encode(), "x")
        read = tuple(
            (number, {c: v for c, v in zip(head, row, strict=True) if v})
            for number, row in enumerate(rows, start=2)
        )
        sheets.append(Sheet(table_name(table.name), {c: c for c in head}, read))
    data, _ = data_of(sheets, "x")
    assert validate(data) == case


@FEW
@given(cases())
def test_any_case_comes_back_from_yaml_and_json(case: Case) -> None:
    assert validate(read_yaml(case_yaml(case).encode(), "x").root) == case
    assert validate(read_json(case_json(case).encode(), "x")) == case


@given(st.one_of(st.sampled_from(HARD), st.text(max_size=20)))
def test_text_in_a_cell_is_no_formula_and_comes_back(text: str) -> None:
    for shape in (TEXT, MIXED):
        cell = encode(text, shape)
        assert isinstance(cell, str)
        assert cell != NOTHING
        shown = guard(cell)
        assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert decode(unguard(shown), shape) == text


@given(
    st.one_of(
        st.integers(-(10**17), 10**17),
        st.floats(allow_nan=False, allow_infinity=False),
        st.booleans(),
    )
)
def test_numbers_in_a_mixed_field_keep_value_and_type(value: float) -> None:
    cell = encode(value, MIXED)
    back = decode(cell, MIXED)
    assert back == value
    assert type(back) is type(value)
    written = (
        str(cell).lower()
        if isinstance(cell, bool)
        else repr(cell)
        if not isinstance(cell, str)
        else cell
    )
    assert decode(written, MIXED) == value


@given(st.lists(st.sampled_from(HARD), max_size=4))
def test_lists_come_back_entry_by_entry(entries: list[str]) -> None:
    for item in (TEXT, MIXED):
        shape = ScalarList(item)
        assert decode(encode(entries, shape), shape) == entries


def test_long_text_is_cut_over_columns_and_put_together_again(tmp_path: Path) -> None:
    case = load_case(find_case("people-v-weinstein-la")).case
    notes = tuple(f"{number:05d} " + "=" * 1900 for number in range(40))
    long = case.model_copy(update={"notes": notes})
    assert read_workbook(workbook_bytes(long), "x.xlsx") == long
    assert read_csv_zip(csv_zip(long), "x.zip") == long


def test_fields_as_left_out_are_left_out_of_the_data() -> None:
    case = load_case(find_case("people-v-weinstein-la")).case
    assert "articles" not in case_data(case)
    assert validate(case_data(case)) == case
