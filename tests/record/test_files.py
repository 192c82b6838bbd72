"""From a path or a name to a case: what is found, what is refused, and how fast."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import CaseFileError, JuryroomError, Problem, RecordError
from juryroom.record import files
from juryroom.record.files import bundled_cases, find_case, load_case
from tests.record.building import SOUND, line_of, problems_of, replaced, written


def refused(path: Path) -> Problem:
    with pytest.raises(CaseFileError) as caught:
        load_case(path)
    (problem,) = caught.value.problems
    assert all((problem.where, problem.found, problem.rule, problem.accepted))
    return problem


def test_a_sound_file_is_loaded_with_its_digest_and_lines(tmp_path: Path) -> None:
    path = written(tmp_path, SOUND)
    loaded = load_case(path)
    assert loaded.case.id == "people-v-doe"
    assert loaded.path == path
    assert loaded.sha256 == hashlib.sha256(SOUND.encode()).hexdigest()
    assert loaded.lines.line(("counts", 1)) == line_of(SOUND, "id: K2")
    assert loaded.lines.line(("trials", 0, "jury", "size")) == line_of(SOUND, "size: 12")


def test_a_missing_file(tmp_path: Path) -> None:
    problem = refused(tmp_path / "none.yaml")
    assert problem.where == str(tmp_path / "none.yaml")
    assert problem.found == "no file"


def test_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path).found == "a folder"


def test_a_name_that_no_file_can_have() -> None:
    assert "cannot be read" in refused(Path("a\0b")).found


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_without_leave_to_read(tmp_path: Path) -> None:
    path = written(tmp_path, SOUND)
    path.chmod(0)
    assert "cannot be read" in refused(path).found


def test_a_file_that_fails_on_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fail)
    problem = refused(tmp_path / "case.yaml")
    assert problem.found == "a file that cannot be read (Permission denied)"
    assert problem.accepted == "a file that you may read"


@pytest.mark.parametrize("text", ["", "\n\n", "  \n"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    problem = refused(written(tmp_path, text))
    assert problem.where == f"{tmp_path / 'case.yaml'}:1"
    assert problem.found == "an empty file"


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [("- a\n- b\n", 1, "['a', 'b']"), ("# c\njust words\n", 2, "'just words'"), ("12\n", 1, "12")],
)
def test_a_file_whose_top_is_no_mapping(tmp_path: Path, text: str, line: int, found: str) -> None:
    problem = refused(written(tmp_path, text))
    assert problem.where == f"{tmp_path / 'case.yaml'}:{line}"
    assert problem.found == found
    assert problem.rule == "a case file holds one mapping"


def test_all_problems_are_found_in_one_pass(tmp_path: Path) -> None:
    text = replaced(SOUND, "jury: {size: 12,", "jury: {size: 5,")
    text = replaced(text, "by: J1", "by: J9")
    text = replaced(text, 'known_from: "2021-09-01"', 'known_from: "2022-09-01"')
    problems = problems_of(tmp_path, text)
    lines = [int(problem.where.split(":")[1].split()[0]) for problem in problems]
    assert lines == sorted(lines)
    assert {line_of(text, "size: 5"), line_of(text, "J9"), line_of(text, "2022-09-01")} <= set(
        lines
    )


def test_schema_problems_come_before_cross_checks(tmp_path: Path) -> None:
    text = replaced(SOUND, "by: J1", "by: J9")
    text = replaced(text, "reliability: single_source", "reliability: sound")
    (problem,) = problems_of(tmp_path, text)
    assert "splits[0].reliability" in problem.where


def test_problems_of_the_record_are_record_errors(tmp_path: Path) -> None:
    with pytest.raises(RecordError):
        load_case(written(tmp_path, replaced(SOUND, "by: J1", "by: J9")))


def test_a_path_is_found_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, SOUND)
    assert find_case(str(path)) == path


def stand_in(monkeypatch: pytest.MonkeyPatch, package: Path) -> None:
    """Let `package` stand in for the folder of the juryroom package."""

    def folder(_: str) -> Path:
        return package

    monkeypatch.setattr(files.resources, "files", folder)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the cases folder of an installed wheel that holds two cases."""
    package = tmp_path / "juryroom"
    (package / "cases").mkdir(parents=True)
    for name in ("state-v-roe", "people-v-doe"):
        (package / "cases" / f"{name}.yaml").write_text(SOUND)
    stand_in(monkeypatch, package)
    monkeypatch.chdir(tmp_path)
    return package / "cases"


def test_bundled_cases_of_a_wheel(installed: Path) -> None:
    assert bundled_cases() == ("people-v-doe", "state-v-roe")
    assert find_case("people-v-doe") == installed / "people-v-doe.yaml"
    assert find_case("people-v-doe.yaml") == installed / "people-v-doe.yaml"


def test_bundled_cases_of_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "src" / "juryroom").mkdir(parents=True)
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "people-v-doe.yaml").write_text(SOUND)
    stand_in(monkeypatch, tmp_path / "src" / "juryroom")
    assert bundled_cases() == ("people-v-doe",)
    assert find_case("people-v-doe") == tmp_path / "cases" / "people-v-doe.yaml"


def test_a_file_of_the_name_comes_before_a_bundled_case(installed: Path) -> None:
    Path("people-v-doe").write_text(SOUND)
    assert find_case("people-v-doe") == Path("people-v-doe")
    Path("state-v-roe").mkdir()
    assert find_case("state-v-roe") == installed / "state-v-roe.yaml"


@pytest.mark.parametrize("name", ["people-v-do", "people-v-do.yaml", "./people-v-do.yaml"])
def test_an_unknown_name_gives_the_nearest(installed: Path, name: str) -> None:
    with pytest.raises(CaseFileError) as caught:
        find_case(name)
    (problem,) = caught.value.problems
    assert problem.where == name
    assert problem.accepted == "'people-v-doe' (nearest); all: people-v-doe, state-v-roe"


def test_a_bundled_name_is_no_way_out_of_the_folder(installed: Path) -> None:
    (installed.parent / "secret.yaml").write_text(SOUND)
    with pytest.raises(CaseFileError):
        find_case("../secret")


def test_an_empty_name_is_refused(installed: Path) -> None:
    assert find_case(".") == Path()  # a folder: load_case says so
    with pytest.raises(CaseFileError):
        find_case("nothing")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["replace", "insert", "delete", "copy"]),
        st.integers(0, len(SOUND.encode()) - 1),
        st.binary(min_size=1, max_size=6)
        | st.sampled_from([b"- ", b": ", b"\n", b"'", b'"', b"&a ", b"*a", b"[", b"}", b"|", b"2"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(changes=CHANGES)
def test_no_bytes_raise_anything_but_our_errors(
    scratch: Path, changes: list[tuple[str, int, bytes]]
) -> None:
    data = bytearray(SOUND.encode())
    for how, at, piece in changes:
        match how:
            case "replace":
                data[at : at + len(piece)] = piece
            case "insert":
                data[at:at] = piece
            case "delete":
                del data[at : at + 4 * len(piece)]
            case _:
                data[at:at] = data[at // 2 : at // 2 + 40]
    for problem in found_in(written(scratch, bytes(data))):
        assert all((problem.where, problem.found, problem.rule, problem.accepted))


def found_in(path: Path) -> tuple[Problem, ...]:
    try:
        load_case(path)
    except JuryroomError as error:
        return error.problems
    return ()


def test_three_thousand_lines_take_less_than_a_second_and_a_half(tmp_path: Path) -> None:
    claims = "".join(
        f"- id: B{i}\n  source: S1\n  kind: event\n  gist: Something of no weight, number {i}.\n"
        f"  says:\n  - about: K1\n    property: p{i}\n    value: {i}\n"
        for i in range(370)
    )
    text = replaced(SOUND, "conflicts:\n", f"{claims}conflicts:\n")
    assert text.count("\n") > 3000
    path = written(tmp_path, text)
    start = time.process_time()
    load_case(path)
    assert time.process_time() - start < 1.5
