"""The bundle: every changed byte is found and named, a stranger's is refused, a forged one computed."""

import io
import json
import re
import shlex
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from juryroom.effect import called_jury
from juryroom.effect.survey_question import Question
from juryroom.errors import CaseFileError, JuryroomError, OutOfDomainError
from juryroom.provenance import build, canonical_json
from juryroom.report.exhibit.bundle import ExhibitBundle, answered, make_exhibit, redacted
from juryroom.report.exhibit.document import Facts
from juryroom.report.exhibit.files import (
    MANIFEST,
    NAMES,
    SEAL,
    changes,
    packed,
    read_bundle,
    seal_of,
    sealed,
)
from juryroom.report.exhibit.verify import verify_bundle
from juryroom.rng import Streams
from juryroom.version import __version__
from tests.report.exhibit.surveys import PLAIN, RICH, survey

EDITS = 1_000
SEALED = re.compile(rb"[0-9a-f]{64}  manifest\.json\n")


def written(files: dict[str, bytes], place: Path) -> Path:
    place.mkdir()
    for name, data in files.items():
        (place / name).write_bytes(data)
    return place


def test_bundle_as_made_holds_in_a_folder_and_in_a_zip(
    plain: ExhibitBundle, tmp_path: Path
) -> None:
    folder = verify_bundle(written(plain.files, tmp_path / "bundle"), seal=plain.seal)
    assert folder.holds
    assert folder.largest == 0.0
    assert {"result.json", "exhibit.html", "exhibit.pdf", "parameters.json"} <= set(folder.same)
    packed_bundle = tmp_path / "bundle.zip"
    packed_bundle.write_bytes(plain.as_zip())
    assert read_bundle(packed_bundle) == plain.files
    assert plain.as_zip() == packed(dict(reversed(plain.files.items())))


def test_no_connection_is_opened(
    single: ExhibitBundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert verify_bundle(written(single.files, tmp_path / "bundle")).holds


def test_rich_bundle_gives_the_same_again(rich: ExhibitBundle, tmp_path: Path) -> None:
    found = verify_bundle(written(rich.files, tmp_path / "bundle"))
    assert found.holds, found
    assert "exhibit.html" in found.same


@pytest.mark.parametrize("name", ["played", "seen"])
def test_bundles_with_a_game_give_the_same_again(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    made: ExhibitBundle = request.getfixturevalue(name)
    called_jury._solved.cache_clear()  # pyright: ignore[reportPrivateUsage]  # solved anew, not kept
    found = verify_bundle(written(made.files, tmp_path / "bundle"))
    assert found.holds, found
    assert {"exhibit.html", "parameters.json", "result.json"} <= set(found.same)


def test_a_bundle_with_another_game_does_not_hold(played: ExhibitBundle, tmp_path: Path) -> None:
    """The control: fewer strikes in the parameters, and the figures are not those of the rows."""
    asked = json.loads(played.files["parameters.json"])
    asked["strikes"]["defence"] = 2
    other = forged(played, parameters_json=canonical_json(asked).encode())
    found = verify_bundle(written(other, tmp_path / "bundle"))
    assert "result.json" in [one.name for one in found.differs]


def edits(sizes: dict[str, int]) -> Iterator[tuple[str, int, int]]:
    """A thousand edits, spread over the files evenly: small files matter as much as large ones."""
    generator = Streams(20261121).at("edits").generator()
    names = sorted(sizes)
    for _ in range(EDITS):
        name = names[int(generator.integers(len(names)))]
        yield name, int(generator.integers(sizes[name])), int(generator.integers(1, 256))


def test_a_thousand_single_byte_edits_are_all_found_and_the_file_named(
    plain: ExhibitBundle,
) -> None:
    assert changes(plain.files) == ()
    for name, place, flip in edits({name: len(data) for name, data in plain.files.items()}):
        data = bytearray(plain.files[name])
        data[place] ^= flip
        named = [one.name for one in changes({**plain.files, name: bytes(data)})]
        # Another seal in the form of a seal: whether it or the manifest was changed cannot be told.
        still_a_seal = name == SEAL and SEALED.fullmatch(data)
        assert named == ([MANIFEST] if still_a_seal else [name])


def test_edits_of_a_zip_are_all_found(single: ExhibitBundle, tmp_path: Path) -> None:
    made = single.as_zip()
    place = tmp_path / "bundle.zip"
    generator = Streams(20261121).at("zip edits").generator()
    for _ in range(200):
        data = bytearray(made)
        data[int(generator.integers(len(data)))] ^= int(generator.integers(1, 256))
        place.write_bytes(data)
        with pytest.raises(CaseFileError, match=r"bundle\.zip"):
            read_bundle(place)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_lost_file_and_a_shortened_one_are_named(plain: ExhibitBundle, name: str) -> None:
    without = {key: data for key, data in plain.files.items() if key != name}
    assert name in [one.name for one in changes(without)]
    shorter = {**plain.files, name: plain.files[name][:-1]}
    assert [one.name for one in changes(shorter)] == [name]


def test_two_changed_files_are_both_named(plain: ExhibitBundle) -> None:
    edited = {**plain.files, "survey.csv": b"x", "result.json": b"{}"}
    assert {one.name for one in changes(edited)} == {"survey.csv", "result.json"}


def forged(made: ExhibitBundle, **parts: bytes) -> dict[str, bytes]:
    """A bundle in which somebody changed files and made manifest and seal anew."""
    named = {name.replace("_", "."): data for name, data in parts.items()}
    kept = {k: v for k, v in made.files.items() if k not in {MANIFEST, SEAL}}
    return sealed({**kept, **named})


def test_a_changed_figure_under_a_new_seal_is_found_by_computing(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    result = json.loads(single.files["result.json"])
    result["models"][0]["effects"]["actual"]["guilty"]["value"] += 1e-6
    files = forged(single, result_json=canonical_json(result).encode())
    assert changes(files) == ()
    found = verify_bundle(written(files, tmp_path / "bundle"))
    assert [one.name for one in found.differs] == ["result.json"]
    assert "models[0].effects.actual.guilty.value" in found.differs[0].what
    assert not found.holds


def test_a_changed_row_and_a_changed_page_under_a_new_seal_are_found(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    rows = single.files["survey.csv"].replace(b"guilty,actual", b"not guilty,actual", 1)
    found = verify_bundle(written(forged(single, survey_csv=rows), tmp_path / "rows"))
    assert {"result.json", "exhibit.html"} <= {one.name for one in found.differs}
    page = single.files["exhibit.html"].replace(b"lean to guilty", b"lean to gui1ty", 1)
    found = verify_bundle(written(forged(single, exhibit_html=page), tmp_path / "page"))
    assert [one.name for one in found.differs] == ["exhibit.html"]


@pytest.mark.parametrize(
    "junk",
    [b"{}", b"[]", b"not json", b"[" * 200_000, b'{"provenance": 1}', b'{"a": NaN}', b"\xff"],
)
def test_a_result_that_is_none_differs_and_stops_nothing(
    single: ExhibitBundle, junk: bytes, tmp_path: Path
) -> None:
    files = forged(single, result_json=junk)
    found = verify_bundle(written(files, tmp_path / "bundle"))
    assert [one.name for one in found.differs] == ["result.json"]


def test_a_changed_readme_under_a_new_seal_is_found(single: ExhibitBundle, tmp_path: Path) -> None:
    text = single.files["README.txt"].replace(b"without a network", b"with curl | sh")
    kept = {k: v for k, v in single.files.items() if k not in {MANIFEST, SEAL}}
    found = verify_bundle(written(sealed({**kept, "README.txt": text}), tmp_path / "bundle"))
    assert [one.name for one in found.differs] == ["README.txt"]


def test_the_smallest_group_that_traits_tell_is_counted(
    plain: ExhibitBundle, rich: ExhibitBundle
) -> None:
    assert plain.smallest_group is None
    assert rich.smallest_group == 60  # every third of 177 and the three without an answer


def test_a_new_seal_is_not_the_one_that_was_quoted(single: ExhibitBundle, tmp_path: Path) -> None:
    files = forged(single, command_txt=b"juryroom exhibit other.csv\n")
    assert seal_of(files) != single.seal
    found = verify_bundle(written(files, tmp_path / "bundle"), seal=single.seal)
    assert not found.holds
    assert "not the one that was quoted" in found.changed[0].what


STRANGE = (
    "../survey.csv", "../../etc/passwd", "..\\survey.csv", "..\\..\\windows\\system32", "/etc/passwd",
    "//etc/passwd", "\\\\server\\share", "C:\\survey.csv", "C:/survey.csv", "c:survey.csv",
    "file:///etc/passwd", "~/survey.csv", "~root/.ssh/id", "./survey.csv", ".\\survey.csv", ".", "..",
    "...", "survey.csv/..", "survey.csv/../../x", "a/../../x", "a/b/../../../x", "a/survey.csv",
    "survey.csv/", "a/", "%2e%2e/survey.csv", "%2e%2e%2fsurvey.csv", "..%2fsurvey.csv", "..%c0%afx",
    "\u2025/survey.csv", "\uff0e\uff0e/survey.csv", "..\u2215survey.csv", "survey.csv ", " survey.csv",
    "survey.csv.", "SURVEY.CSV", "survey.csv:stream", "survey.csv\n", "survey\u202ecsv.", "aux", "con.csv",
    "nul", "-rf", "$HOME/x", "`id`", "|id", ".ssh/authorized_keys", "survey.csv\x00.exe",
    "exhibit.html\x00", "survey.c\u0455v",
)  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_crafted_name_in_a_zip_is_refused(
    single: ExhibitBundle, name: str, tmp_path: Path
) -> None:
    """Fifty crafted names; nothing is ever written, and the message names the file."""
    assert len(STRANGE) >= 50
    stored = name.split("\x00")[0]  # the writer of the standard library would cut it
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for own, data in single.files.items():
            if own != stored:
                archive.writestr(own, data)
        part = zipfile.ZipInfo("placeholder")
        part.filename = name
        archive.writestr(part, b"x")
    place = tmp_path / "bundle.zip"
    place.write_bytes(made.getvalue())
    with pytest.raises(CaseFileError) as refused:
        read_bundle(place)
    # for its name, before a byte is unpacked; and not only because the zip differs from ours
    assert "at its top, and no others" in str(refused.value)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["bundle.zip"]


@pytest.mark.parametrize("mode", [0o120777, 0o040755, 0o020644, 0o010644])
def test_a_link_or_device_in_a_zip_is_refused(
    single: ExhibitBundle, mode: int, tmp_path: Path
) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for own, data in single.files.items():
            part = zipfile.ZipInfo(own)
            part.create_system = 3
            part.external_attr = (mode if own == "survey.csv" else 0o100644) << 16
            archive.writestr(part, data)
    place = tmp_path / "bundle.zip"
    place.write_bytes(made.getvalue())
    with pytest.raises(CaseFileError, match=r"survey\.csv"):
        read_bundle(place)


def test_links_folders_and_other_files_in_a_folder_are_refused(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(single.files["survey.csv"])
    linked = written(single.files, tmp_path / "linked")
    (linked / "survey.csv").unlink()
    (linked / "survey.csv").symlink_to(outside)
    held = written(single.files, tmp_path / "held")
    (held / "more").mkdir()
    other = written(single.files, tmp_path / "other")
    (other / "notes.txt").write_text("x")
    for folder in (linked, held, other):
        with pytest.raises(CaseFileError):
            read_bundle(folder)


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_bundle_is_refused(data: bytes, tmp_path: Path) -> None:
    place = tmp_path / "bundle.zip"
    place.write_bytes(data)
    with pytest.raises(CaseFileError):
        verify_bundle(place)


def test_parameters_of_a_stranger_are_read_strictly(plain: ExhibitBundle, tmp_path: Path) -> None:
    for number, (field, value) in enumerate(
        [
            ("draws", "2000"),
            ("unknown", 1),
            ("models", ["x"] * 40),
            ("title", "x" * 501),
            ("seed", 1.5),
        ]
    ):
        asked = {**json.loads(plain.files["parameters.json"]), field: value}
        files = forged(plain, parameters_json=canonical_json(asked).encode())
        with pytest.raises(JuryroomError, match=field):
            verify_bundle(written(files, tmp_path / f"bundle{number}"))


def test_nothing_of_a_column_that_is_not_used_is_in_the_bundle(
    plain: ExhibitBundle, rich: ExhibitBundle
) -> None:
    assert plain.dropped == ("name", "sex", "session", "remark")
    assert rich.dropped == ("name", "remark")
    for made in (plain, rich):
        for name, data in made.files.items():
            assert b"Zed" not in data, name


def test_rows_keep_their_numbers_and_clusters_their_members() -> None:
    given = survey(rich=True).decode().splitlines()
    rows, _ = redacted(survey(rich=True), RICH)
    kept = rows.decode().splitlines()
    assert len(kept) == len(given)
    sessions: dict[str, set[str]] = {}
    for before, after in zip(given[1:], kept[1:], strict=True):
        _, verdict, arm, _, session, _ = before.split(",")
        assert after.split(",")[:2] == [verdict, arm]
        sessions.setdefault(session, set()).add(after.split(",")[2])
    assert all(len(numbers) == 1 for numbers in sessions.values())
    assert len({number for numbers in sessions.values() for number in numbers}) == len(sessions)


def test_the_redacted_rows_give_what_the_whole_table_gives(rich: ExhibitBundle) -> None:
    """Row numbers in the ledger, clusters, weights: nothing hangs on what was left out."""
    whole = answered(rich.answer.question, survey(rich=True))
    assert whole.effect.as_json() == rich.answer.effect.as_json()
    assert whole.raked is not None
    assert rich.answer.raked is not None
    assert whole.raked.as_json() == rich.answer.raked.as_json()


def test_a_row_with_more_cells_than_names_is_refused_before_it_is_cut() -> None:
    with pytest.raises(OutOfDomainError, match="row 3"):
        redacted(b"verdict,arm\nguilty,actual\nguilty,actual,Zed\n", PLAIN)


def test_a_column_name_that_a_spreadsheet_would_compute_is_refused() -> None:
    asked = Question(answer="=1+1", condition="arm")
    with pytest.raises(OutOfDomainError, match="spreadsheet"):
        redacted(b"=1+1,arm\nguilty,actual\n", asked)


def test_the_command_is_printed_so_that_a_shell_reads_it_back() -> None:
    words = ("juryroom", "exhibit", "a b.csv", "--title", "State v. O'Neil; $HOME", "--error", "")
    made = make_exhibit(
        survey(),
        PLAIN.model_copy(
            update={"command": words, "models": ("tug-of-war",), "single_model": True, "draws": 200}
        ),
    )
    assert tuple(shlex.split(made.files["command.txt"].decode())) == words
    (part,) = (one for one in made.exhibit.sections if one.id == "provenance")
    facts = next(block for block in part.blocks if isinstance(block, Facts))
    assert tuple(shlex.split(dict(facts.rows)["Command"])) == words


def test_an_exhibit_of_rows_that_need_no_redacting_is_made_and_holds(tmp_path: Path) -> None:
    """The rows of a bundle, taken as a survey: both inputs are then one file."""
    rows, _ = redacted(survey(), PLAIN)
    asked = PLAIN.model_copy(
        update={"source": "survey.csv", "models": ("tug-of-war",), "single_model": True}
    )
    made = make_exhibit(rows, asked)
    assert made.dropped == ()
    assert verify_bundle(written(made.files, tmp_path / "bundle")).holds


def test_the_exhibit_says_which_build_made_it(single: ExhibitBundle) -> None:
    short = build()[:12]
    assert f"juryroom {__version__}, build {short}," in single.files["exhibit.html"].decode()
    assert json.loads(single.files["result.json"])["provenance"]["build"] == build()
    assert json.loads(single.files["made-with.json"])["build"] == build()


def spoiled(made: ExhibitBundle) -> dict[str, bytes]:
    """Bundles that cannot be read, each in its own way."""
    whole = made.as_zip()
    at = whole.index(b"verdict,arm")
    return {
        "empty.zip": b"",
        "text.zip": b"verdict,arm\n",
        "cut.zip": whole[: len(whole) // 2],
        "checksum.zip": whole[:at] + b"V" + whole[at + 1 :],
    }


@pytest.mark.parametrize("name", ["empty.zip", "text.zip", "cut.zip", "checksum.zip"])
def test_what_is_wrong_with_a_bundle_is_said_of_a_bundle(
    single: ExhibitBundle, name: str, tmp_path: Path
) -> None:
    place = tmp_path / name
    place.write_bytes(spoiled(single)[name])
    with pytest.raises(CaseFileError) as refused:
        verify_bundle(place)
    said = str(refused.value)
    assert "bundle" in said
    assert not re.search(r"\bcase\b|workbook", said), said


def test_an_emptied_file_is_a_changed_file(single: ExhibitBundle, tmp_path: Path) -> None:
    for name in ("manifest.json", "survey.csv"):
        place = written({**single.files, name: b""}, tmp_path / name)
        assert [one.name for one in verify_bundle(place).changed] == [name]


def test_a_bundle_that_is_not_there_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="a bundle of an exhibit"):
        verify_bundle(tmp_path / "nothing")
