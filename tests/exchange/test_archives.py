"""What is read of a file has a limit of its kind, and says of which."""

import io
import zipfile
from pathlib import Path

import pytest

from juryroom.errors import CaseFileError
from juryroom.exchange.archives import MAX_UNPACKED, read_limited, unpacked


def test_a_file_is_refused_in_the_words_of_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.touch()
    with pytest.raises(CaseFileError, match="a file holds a case"):
        read_limited(path)
    with pytest.raises(CaseFileError, match="a file holds a survey"):
        read_limited(path, 10, holds="a survey")
    path.write_bytes(b"12345678901")
    with pytest.raises(CaseFileError, match="more than 10 bytes"):
        read_limited(path, 10)
    assert read_limited(path, 11) == b"12345678901"


def test_what_a_zip_unpacks_to_has_the_limit_that_is_given() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", b"x" * (MAX_UNPACKED + 1))
    with pytest.raises(CaseFileError, match=r"20,000,001 bytes when unpacked"):
        unpacked(out.getvalue(), "x.zip")
    assert len(unpacked(out.getvalue(), "x.zip", MAX_UNPACKED + 1)["a.csv"]) == MAX_UNPACKED + 1
    with pytest.raises(CaseFileError, match="at most 100 bytes"):
        unpacked(out.getvalue(), "x.zip", 100)
