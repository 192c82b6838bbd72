"""The files of a bundle: which zips are read, how one is written, and by which seal it is told."""

import io
import zipfile
from pathlib import Path

import pytest

from juryroom.errors import CaseFileError
from juryroom.report.exhibit.bundle import ExhibitBundle
from juryroom.report.exhibit.files import (
    MANIFEST,
    REQUIRED,
    SEAL,
    packed,
    read_bundle,
    seal_of,
    sealed,
)
from juryroom.report.exhibit.verify import Outcome, verify_bundle

FILES = {"README.txt": b"read me", "survey.csv": b"verdict,arm\n"}
NO_PLAIN_FILE = "'survey.csv', which is a link, a device or locked"


def central(data: bytearray) -> int:
    """Where the directory's entry for the survey begins, as `packed` writes it, the last one."""
    return data.rindex(b"PK\x01\x02")


def test_a_locked_part_is_refused_before_it_is_read(tmp_path: Path) -> None:
    data = bytearray(packed(FILES))
    data[data.rindex(b"PK\x03\x04") + 6] |= 1  # the lowest of the flags, in both places
    data[central(data) + 8] |= 1
    place = tmp_path / "bundle.zip"
    place.write_bytes(data)
    with pytest.raises(CaseFileError) as refused:
        read_bundle(place)
    assert [problem.found for problem in refused.value.problems] == [NO_PLAIN_FILE]


@pytest.mark.parametrize("mode", [0o120777, 0o040755, 0o020644, 0o010644])
def test_a_link_or_a_device_is_refused_as_such(mode: int, tmp_path: Path) -> None:
    data = bytearray(packed(FILES))
    at = central(data) + 38  # the attributes of the part, of which the upper half is the mode
    data[at : at + 4] = (mode << 16).to_bytes(4, "little")
    place = tmp_path / "bundle.zip"
    place.write_bytes(data)
    with pytest.raises(CaseFileError) as refused:
        read_bundle(place)
    assert [problem.found for problem in refused.value.problems] == [NO_PLAIN_FILE]


def test_the_same_parts_unlocked_and_plain_are_read(tmp_path: Path) -> None:
    place = tmp_path / "bundle.zip"
    place.write_bytes(packed(FILES))
    assert read_bundle(place) == FILES


def test_a_zip_is_written_in_one_way() -> None:
    """A reader makes the zip again and compares the bytes, so none of this may change."""
    data = packed(dict(reversed(FILES.items())))
    assert data == packed(FILES)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    assert [part.filename for part in parts] == sorted(FILES)
    for part in parts:
        assert part.date_time == (1980, 1, 1, 0, 0, 0)
        assert (part.create_system, part.external_attr) == (3, 0o644 << 16)
        assert part.compress_type == zipfile.ZIP_STORED


def test_the_same_files_in_another_zip_are_refused(tmp_path: Path) -> None:
    """With the files compressed, or with bytes before them that no reader of zips looks at."""
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(FILES.items()):
            archive.writestr(name, data)
    place = tmp_path / "bundle.zip"
    for made in (other.getvalue(), b"more" + packed(FILES)):
        place.write_bytes(made)
        with pytest.raises(CaseFileError) as refused:
            read_bundle(place)
        assert [problem.found for problem in refused.value.problems] == [
            "bytes between or around its files that juryroom does not write"
        ]


def test_a_changed_bundle_is_told_by_the_seal_that_it_has(tmp_path: Path) -> None:
    """Nothing is computed of it; one without a manifest has no seal."""
    made = sealed(dict.fromkeys(REQUIRED, b"as it was"))
    for files, seal, name in (
        ({**made, "survey.csv": b"as it wax"}, seal_of(made), "survey.csv"),
        ({own: data for own, data in made.items() if own != MANIFEST}, "", MANIFEST),
    ):
        folder = tmp_path / name
        folder.mkdir()
        for own, data in files.items():
            (folder / own).write_bytes(data)
        found = verify_bundle(folder)
        assert found.outcome is Outcome.CHANGED
        assert [change.name for change in found.changed] == [name]
        assert found.seal == seal


def test_what_was_made_again_is_listed_without_the_manifest_and_the_seal(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    for name, data in single.files.items():
        (tmp_path / name).write_bytes(data)
    found = verify_bundle(tmp_path, seal=seal_of(single.files))
    assert found.same == tuple(sorted({*single.files} - {MANIFEST, SEAL}))
