"""The files of a bundle: their names, the manifest and the seal, and how a stranger's are read.

A bundle is a folder, or one zip, of a few files that all lie at its top. Each has its sha256 in the
manifest, and the manifest has its own in the seal, so that any changed byte is found and its file
named. A bundle from elsewhere is never unpacked to disk: it is read into memory, under limits, and a
name that is not one of ours is refused, whatever it is made of.
"""

import io
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import final

from juryroom.errors import CaseFileError, Problem
from juryroom.exchange.archives import MAX_FILE, unpacked
from juryroom.jury.survey_file import MAX_SURVEY
from juryroom.provenance import canonical_json, sha256

MANIFEST, SEAL = "manifest.json", "SEAL.txt"
PARAMETERS, RESULT, ROWS = "parameters.json", "result.json", "survey.csv"
PAGE, PDF = "exhibit.html", "exhibit.pdf"
COMMAND, MADE_WITH, README = "command.txt", "made-with.json", "README.txt"

REQUIRED = (COMMAND, MADE_WITH, PAGE, PARAMETERS, README, RESULT, ROWS)
NAMES = frozenset({*REQUIRED, PDF, MANIFEST, SEAL})
SCHEMA = "juryroom-bundle/1"

_RULE = "a bundle of an exhibit is a folder of plain files, or the zip that juryroom writes"
_ACCEPTED = "the zip as juryroom wrote it; or one packed by other hands, unpacked to a folder"
MAX_BUNDLE = MAX_SURVEY + MAX_FILE
"""Bytes of a bundle: the rows of a survey, and the files that are made of them."""

_ENCRYPTED = 0x1
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEX = re.compile("[0-9a-f]{64}")
_SEALED = re.compile(rb"[0-9a-f]{64}  manifest\.json\n")


@final
@dataclass(frozen=True, slots=True)
class Change:
    """A file of a bundle that is not as it was made.

    Parameters
    ----------
    name
        The file.
    what
        What is wrong with it.
    """

    name: str
    what: str

    def __str__(self) -> str:
        """Return the change as it is shown to people."""
        return f"{self.name}: {self.what}"


def sealed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files with their manifest and their seal.

    Examples
    --------
    >>> sorted(sealed({"survey.csv": b"verdict,arm"}))
    ['SEAL.txt', 'manifest.json', 'survey.csv']
    """
    manifest = _manifest(files)
    return {**files, MANIFEST: manifest, SEAL: _seal(manifest)}


def seal_of(files: Mapping[str, bytes]) -> str:
    """Return the sha256 of the manifest: the one number that stands for the whole bundle."""
    return sha256(files[MANIFEST])


def _manifest(files: Mapping[str, bytes]) -> bytes:
    listed = {
        name: {"sha256": sha256(data), "bytes": len(data)}
        for name, data in files.items()
        if name not in {MANIFEST, SEAL}
    }
    return canonical_json({"schema": SCHEMA, "files": listed}).encode()


def _seal(manifest: bytes) -> bytes:
    """Return the seal in the form that ``sha256sum -c`` reads."""
    return f"{sha256(manifest)}  {MANIFEST}\n".encode()


def changes(files: Mapping[str, bytes], seal: str | None = None) -> tuple[Change, ...]:
    """Return every file that was changed, added or lost since the bundle was made.

    The manifest holds nothing but what follows from the other files, and the seal nothing but what
    follows from the manifest: so it can mostly be told whether a file was changed or what is said of
    it. Where the manifest fits the files and the seal does not fit the manifest, it cannot: files may
    have been changed and the manifest with them. Then no file is vouched for, and all are named.

    Parameters
    ----------
    files
        The bytes of each file of a bundle, as `read_bundle` gives them.
    seal
        The seal that was quoted elsewhere, or None.

    Examples
    --------
    >>> made = sealed({name: b"as it was" for name in REQUIRED})
    >>> changes(made)
    ()
    >>> [str(one) for one in changes({**made, "survey.csv": b"as it wax"})]
    ['survey.csv: its sha256 is not the one in manifest.json']
    """
    absent = [name for name in (*REQUIRED, MANIFEST, SEAL) if name not in files]
    if absent:
        return tuple(Change(name, "not in the bundle") for name in absent)
    found = seal_of(files)
    quoted = None if seal is None else seal.strip().lower()
    told = tuple(_told(files, quoted))
    if quoted in {None, found}:
        return told
    others = [one for one in told if one.name not in {MANIFEST, SEAL}]
    what = f"its seal is {found}, not the one that was quoted: {_vouched(files)}"
    return (*others, Change(MANIFEST, what))


def _told(files: Mapping[str, bytes], quoted: str | None) -> Iterator[Change]:
    """Give what the files say of each other; a quoted seal tells which of manifest and seal is right."""
    manifest, expected = files[MANIFEST], _manifest(files)
    sealed_so = files[SEAL] == _seal(manifest)
    if manifest != expected:
        if files[SEAL] == _seal(expected):
            yield Change(MANIFEST, "it is not what was sealed, and the other files are")
            return
        yield from _against(manifest, files) or (
            Change(MANIFEST, "it is not in the form in which it is written"),
        )
    if sealed_so:
        return
    if quoted == sha256(manifest):
        yield Change(SEAL, f"it is not the seal of {MANIFEST}, which is the one that was quoted")
    elif not _SEALED.fullmatch(files[SEAL]):
        yield Change(SEAL, f"it holds no seal of {MANIFEST}: {_vouched(files)}")
    else:
        what = f"it is not the one that was sealed (it was changed, or {SEAL} was)"
        yield Change(MANIFEST, f"{what}: {_vouched(files)}")


def _against(manifest: bytes, files: Mapping[str, bytes]) -> tuple[Change, ...]:
    """Return the files that are not as a manifest says, as far as it can be read."""
    said = _said(manifest)
    other = [
        Change(name, f"its sha256 is not the one in {MANIFEST}")
        for name, data in files.items()
        if name not in {MANIFEST, SEAL} and said.get(name) != sha256(data)
    ]
    return (*other, *(Change(name, "not in the bundle") for name in said if name not in files))


def _vouched(files: Mapping[str, bytes]) -> str:
    named = ", ".join(sorted(name for name in files if name not in {MANIFEST, SEAL}))
    return f"nothing vouches for {named}"


def _said(manifest: bytes) -> dict[str, str]:
    """Return the sha256 that a manifest gives for each name, as far as it can be read."""
    text = manifest.decode("utf-8", errors="replace")
    found: dict[str, str] = {}
    for name in NAMES:
        entry = re.search(rf'"{re.escape(name)}": \{{[^}}]*\}}', text)
        digest = entry and _HEX.search(entry.group())
        if digest:
            found[name] = digest.group()
    return found


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return the files as one zip; the same files give the same bytes on every machine.

    They are stored, not compressed, since what compression makes differs between libraries.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            part = zipfile.ZipInfo(name, _EPOCH)
            part.create_system, part.external_attr = 3, 0o644 << 16
            archive.writestr(part, files[name])
    return made.getvalue()


def read_bundle(path: Path) -> dict[str, bytes]:
    """Return the bytes of each file of a bundle, a folder or a zip.

    Parameters
    ----------
    path
        The bundle. Nothing is written anywhere.

    Raises
    ------
    CaseFileError
        If it cannot be read, holds a name that no bundle has, a folder, a link or a locked part, or
        passes a limit; or if the zip is not the one that its files make.
    """
    return _read_folder(path) if path.is_dir() else _read_zip(path)


def _read_folder(path: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for entry in sorted(path.iterdir()):
        if not _is_ours(entry.name):
            problems.append(_stranger(path.name, entry.name))
        elif not stat.S_ISREG(entry.lstat().st_mode):
            rule = "a bundle holds plain files; a link could lead out of it"
            found = f"'{entry.name}', which is a link, a folder or a device"
            problems.append(Problem(path.name, found, rule, "a plain file"))
        elif len(problems) == 0:
            files[entry.name] = _read(entry)
    if problems:
        raise CaseFileError(problems[:10])
    return files


def _read(path: Path) -> bytes:
    """Return the bytes of a file, none too, so that an emptied one is found as changed."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BUNDLE + 1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        found = f"a file that cannot be read ({said})"
        raise CaseFileError(Problem(path.name, found, _RULE, "files that you may read")) from None
    if len(data) > MAX_BUNDLE:
        found, accepted = f"more than {MAX_BUNDLE:,} bytes", f"at most {MAX_BUNDLE:,} bytes"
        rule = "a file of a bundle is read whole, and has a limit"
        raise CaseFileError(Problem(path.name, found, rule, accepted))
    return data


def _read_zip(path: Path) -> dict[str, bytes]:
    data = _read(path)
    if not data:
        raise CaseFileError(Problem(path.name, "an empty file", _RULE, _ACCEPTED))
    _check_parts(data, path.name)
    files = _unpacked(data, path.name)
    if packed(files) != data:
        rule = "a zip of a bundle holds its files and nothing else, stored in one way"
        found = "bytes between or around its files that juryroom does not write"
        raise CaseFileError(Problem(path.name, found, rule, _ACCEPTED))
    return files


def _unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """Return the parts of a zip; where it cannot be read, the message speaks of a bundle."""
    try:
        return unpacked(data, name, MAX_BUNDLE)
    except CaseFileError as error:
        if error.__context__ is None:  # a limit, which is said in words that fit any file
            raise
        said = [Problem(one.where, one.found, _RULE, _ACCEPTED) for one in error.problems]
        raise CaseFileError(said) from None


def _check_parts(data: bytes, name: str) -> None:
    """Refuse a zip for what its directory says, before a part is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return  # `unpacked` says what is wrong
    problems: list[Problem] = []
    for part in parts[: 2 * len(NAMES)]:
        kind = stat.S_IFMT(part.external_attr >> 16)
        # The name is also asked for as it stands in the file: the reader cuts it at a null byte.
        if not (_is_ours(part.filename) and part.orig_filename == part.filename):
            problems.append(_stranger(name, part.orig_filename))
        elif kind not in {0, stat.S_IFREG} or part.flag_bits & _ENCRYPTED:
            rule = "a bundle holds plain files, without links and passwords"
            found = f"'{part.filename}', which is a link, a device or locked"
            problems.append(Problem(name, found, rule, "a plain file"))
    if problems:
        raise CaseFileError(problems[:10])


def _is_ours(name: str) -> bool:
    return name in NAMES


def _stranger(where: str, name: str) -> Problem:
    return Problem(
        where,
        f"the file {name[:80]!r}",
        "a bundle holds the files that juryroom writes, at its top, and no others",
        f"{', '.join(sorted(NAMES))}; one that a computer put there by itself can be removed, which "
        "touches no other",
    )
