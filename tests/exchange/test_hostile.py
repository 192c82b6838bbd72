"""Files made to run, reach out or exhaust a reader are refused, soon and in words."""

import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from juryroom.errors import JuryroomError
from juryroom.exchange.csv_tables import csv_zip, read_csv_zip
from juryroom.exchange.incoming import import_case, read_json
from juryroom.exchange.workbook import read_workbook, workbook_bytes
from juryroom.record.files import find_case, load_case

CASE = load_case(find_case("people-v-weinstein-la")).case
BOOK = workbook_bytes(CASE)


def changed(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


@contextmanager
def refused(words: str) -> Generator[None]:
    start = time.perf_counter()
    with pytest.raises(JuryroomError) as caught:
        yield
    assert words in str(caught.value)
    assert time.perf_counter() - start < 5


def test_a_bomb_of_200_mb_is_refused_unread() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("xl/workbook.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(200):
            part.write(b"\x00" * 1_000_000)
    with refused("200,000,000 bytes when unpacked"):
        read_workbook(out.getvalue(), "x.xlsx")
    with refused("200,000,000 bytes when unpacked"):
        read_csv_zip(out.getvalue(), "x.zip")


def test_a_directory_that_lies_about_sizes_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"\x00" * 30_000_000)
    data = out.getvalue().replace((30_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with refused("cannot be unpacked"):
        read_workbook(data, "x.xlsx")


def test_ratio_and_number_of_parts_have_limits() -> None:
    def repeat(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet99.xml"] = b"<a/>" * 3_000_000

    with refused("times its size"):
        read_workbook(changed(repeat), "x.xlsx")

    def many(parts: dict[str, bytes]) -> None:
        parts.update({f"xl/x{number}.xml": b"<a/>" for number in range(300)})

    with refused("parts"):
        read_workbook(changed(many), "x.xlsx")


def test_a_formula_is_refused_with_its_cell() -> None:
    book = load_workbook(io.BytesIO(BOOK))
    book["events"]["C3"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    with refused("sheet 'events' cell C3: found a formula"):
        read_workbook(out.getvalue(), "x.xlsx")


def test_a_row_with_only_a_space_in_it_is_empty() -> None:
    book = load_workbook(io.BytesIO(BOOK))
    sheet = book["events"]
    sheet[f"A{sheet.max_row + 3}"] = " "
    out = io.BytesIO()
    book.save(out)
    assert read_workbook(out.getvalue(), "x.xlsx") == read_workbook(BOOK, "x.xlsx")


@pytest.mark.parametrize(
    ("part", "data", "words"),
    [
        ("xl/vbaProject.bin", b"x", "macros"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "link to another file"),
        ("xl/embeddings/oleObject1.bin", b"x", "macros, controls"),
        ("xl/worksheets/_rels/s.xml.rels", b'<R><Relationship TargetMode="External" Target="http://x.example/"/></R>', "a link to"),
        ("xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a document type"),
        ("xl/worksheets/sheet1.xml", b"<a>" * 60 + b"</a>" * 60, "nested"),
        ("xl/worksheets/sheet1.xml", b'<s><c r="XFD1048576"/></s>', "beyond the limits"),
        ("xl/worksheets/sheet1.xml", b"<s>" + b"x1y" * 200_000 + b"</s>", "characters"),
        ("xl/worksheets/sheet1.xml", b"<s><c", "XML that cannot be read"),
        ("xl/worksheets/sheet1.xml", b"<worksheet/>", ""),
        ("../evil.xml", b"<a/>", "lies inside"),
        ("xl/styles.xml", b"<styleSheet/>", ""),
    ],
)  # fmt: skip
def test_parts_that_do_not_belong_are_refused(part: str, data: bytes, words: str) -> None:
    if words:
        with refused(words):
            read_workbook(changed(lambda parts: parts.update({part: data})), "x.xlsx")
    else:  # a part that is only odd may be read or refused, and never ends in another error
        with suppress(JuryroomError):
            read_workbook(changed(lambda parts: parts.update({part: data})), "x.xlsx")


@settings(max_examples=40)
@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=30))
def test_a_damaged_workbook_is_read_or_refused(at: int, noise: bytes) -> None:
    data = BOOK[:at] + noise + BOOK[at + len(noise) :]
    with suppress(JuryroomError):
        assert read_workbook(data, "x.xlsx").id


@settings(max_examples=30)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    for read in (read_workbook, read_csv_zip):
        with pytest.raises(JuryroomError):
            read(data, "x")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "nested too deep"),
        ('{"a": NaN}', "NaN"),
        ('{"a": 1, "a": 2}', "twice"),
        ("[" * 50 + "]" * 50, "nested more than"),
        ('{"a": ' + "9" * 5000 + "}", "digits"),
        ("\ud800".encode("utf-16", "surrogatepass").decode("latin-1"), ""),
    ],
)
def test_json_is_read_strictly(text: str, words: str) -> None:
    with refused(words):
        read_json(text.encode(), "x.json")


def test_a_date_that_a_spreadsheet_made_of_text_comes_back_as_typed() -> None:
    book = load_workbook(io.BytesIO(BOOK))
    sheet = book["events"]
    column = next(cell.coordinate[:-1] for cell in sheet[1] if cell.value == "date")
    rows = range(2, len(CASE.events) + 2)
    day = next(row for row in rows if CASE.events[row - 2].date.exact)
    sheet[f"{column}{day}"] = dt.datetime.fromisoformat(str(CASE.events[day - 2].date))
    out = io.BytesIO()
    book.save(out)
    assert read_workbook(out.getvalue(), "x.xlsx") == CASE


def test_problems_name_sheet_and_cell() -> None:
    book = load_workbook(io.BytesIO(BOOK))
    sheet = book["counts"]
    place = next(f"{cell.coordinate[:-1]}3" for cell in sheet[1] if cell.value == "sources")
    sheet[place] = "nowhere"
    out = io.BytesIO()
    book.save(out)
    with refused(f"sheet 'counts' cell {place}"):
        read_workbook(out.getvalue(), "x.xlsx")


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "words"),
    [
        ("counts", "Z1", "colour", "every column is a field"),
        ("nouns", "A1", "x", "every sheet is a part"),
    ],
)
def test_unknown_columns_and_sheets_are_refused(
    sheet: str, cell: str, value: str, words: str
) -> None:
    book = load_workbook(io.BytesIO(BOOK))
    found = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
    found[cell] = value
    found[f"{cell[0]}2"] = value
    out = io.BytesIO()
    book.save(out)
    with refused(words):
        read_workbook(out.getvalue(), "x.xlsx")


def test_a_workbook_that_holds_no_case_is_refused() -> None:
    out = io.BytesIO()
    Workbook().save(out)
    with refused("every sheet is a part of the case file"):
        read_workbook(out.getvalue(), "x.xlsx")


def test_an_ending_that_says_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.doc"
    path.write_bytes(b"x")
    with refused("the ending of the name"):
        import_case(path)


def test_csv_with_more_cells_than_columns_is_refused() -> None:
    out = io.BytesIO(csv_zip(CASE))
    with zipfile.ZipFile(out, "a") as more:
        more.writestr("notes.csv", "a\r\n1,2\r\n")
    with refused("more cells than columns"):
        read_csv_zip(out.getvalue(), "x.zip")


def test_a_file_made_of_problems_is_refused_in_time() -> None:
    rows = "".join(f"!{number},x,z z\r\n" for number in range(19_000))
    with zipfile.ZipFile(io.BytesIO(csv_zip(CASE))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["people.csv"] = f"id,role,trial\r\n{rows}".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    with refused("57,000 problems"):
        read_csv_zip(out.getvalue(), "x.zip")
