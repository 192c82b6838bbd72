"""What is looked at before a file of others is opened: its size, and what a zip would unpack to.

A zip names the size of each part before it is unpacked, so a bomb is refused unread. What a part
really unpacks to is counted again while it is read, since a zip may lie.
"""

import io
import zipfile
import zlib
from pathlib import Path
from typing import Never

from juryroom.errors import CaseFileError, Problem

MAX_FILE = 20_000_000
MAX_UNPACKED = 20_000_000
MAX_RATIO = 200
MAX_PARTS = 200

_SMALL = 1_000_000  # short repetitive tables pack very well; a ratio says something of large ones
_CHUNK = 1 << 16
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
               OSError)  # fmt: skip


def refuse(where: str, found: str, rule: str, accepted: str) -> Never:
    """Raise for a file that cannot be read."""
    raise CaseFileError(Problem(where, found, rule, accepted))


def read_limited(path: Path, limit: int = MAX_FILE, *, holds: str = "a case") -> bytes:
    """Return the bytes of a file.

    Parameters
    ----------
    limit
        The largest size, in bytes.
    holds
        What a file of this kind holds, for messages.

    Raises
    ------
    CaseFileError
        If it is missing, a folder, empty or larger than the limit.
    """
    rule = "a file is read whole, and has a limit"
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        refuse(str(path), f"a file that cannot be read ({said})", rule, "a file that you may read")
    if len(data) > limit:
        refuse(str(path), f"more than {limit:,} bytes", rule, f"at most {limit:,} bytes")
    if not data:
        refuse(str(path), "an empty file", f"a file holds {holds}", "a file that is not empty")
    return data


def unpacked(data: bytes, name: str, limit: int = MAX_UNPACKED) -> dict[str, bytes]:
    """Return the parts of a zip, once their number and sizes are within the limits.

    Parameters
    ----------
    data
        The bytes of the zip.
    name
        Of the file, for messages.
    limit
        What all parts together may unpack to, in bytes.

    Raises
    ------
    CaseFileError
        If it is no zip, or unpacks to too much, or a part has a path that leads out of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            _check_directory(listed, len(data), name, limit)
            left, parts = limit, dict[str, bytes]()
            for part in listed:
                parts[part.filename] = _read(archive, part, left, name, limit)
                left -= len(parts[part.filename])
            return parts
    except _UNREADABLE as error:
        refuse(
            name,
            f"a file that cannot be unpacked ({str(error)[:60] or type(error).__name__})",
            "a workbook, and a set of CSV files, is a zip archive",
            "the file as it was saved, without a password",
        )


def _check_directory(listed: list[zipfile.ZipInfo], packed: int, name: str, limit: int) -> None:
    rule = "what a file unpacks to has a limit, against files made to exhaust a reader"
    if len(listed) > MAX_PARTS:
        refuse(name, f"{len(listed):,} parts", rule, f"at most {MAX_PARTS} parts")
    total = sum(part.file_size for part in listed)
    if total > limit:
        refuse(name, f"{total:,} bytes when unpacked", rule, f"at most {limit:,} bytes")
    if total > _SMALL and total > MAX_RATIO * packed:
        refuse(name, f"a file that unpacks to {total // packed} times its size", rule,
               f"at most {MAX_RATIO} times")  # fmt: skip
    seen: set[str] = set()
    for part in listed:
        if part.filename in seen:
            refuse(
                name, f"the part '{part.filename}' twice", "a part has one content", "one of them"
            )
        seen.add(part.filename)
        if part.filename.startswith(("/", "\\")) or ".." in part.filename.replace("\\", "/").split(
            "/"
        ):
            refuse(name, f"the part '{part.filename}'", "a part lies inside its file",
                   "a path without '..'")  # fmt: skip


def _read(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, name: str, limit: int
) -> bytes:
    pieces: list[bytes] = []
    size = 0
    with archive.open(part) as file:
        while piece := file.read(_CHUNK):
            size += len(piece)
            if size > left:
                refuse(
                    name,
                    f"more than {limit:,} bytes when unpacked",
                    "what a file unpacks to has a limit, whatever its directory says",
                    f"at most {limit:,} bytes",
                )
            pieces.append(piece)
    return b"".join(pieces)
