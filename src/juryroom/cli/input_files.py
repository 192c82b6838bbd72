"""Reading the small files that a verb takes beside case files: a room, a list of jurors."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from juryroom.errors import CaseFileError, Problem

if TYPE_CHECKING:
    from juryroom.record.yaml_tree import YamlTree

MOST_BYTES = 1_000_000


def read_bytes(path: Path, what: str) -> bytes:
    """Return the bytes of a small file.

    Parameters
    ----------
    path
        The file.
    what
        What it is, for messages: "a room file".

    Raises
    ------
    CaseFileError
        If it is missing, a folder, unreadable, empty, or larger than a million bytes.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _refused(path, "no file", what, f"the path of {what}") from None
    except IsADirectoryError:
        raise _refused(path, "a folder", what, f"the path of {what} in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        found = f"a file that cannot be read ({reason})"
        raise _refused(path, found, what, "a file that you may read") from None
    if not data.strip():
        raise _refused(path, "an empty file", what, f"{what} with something in it")
    if len(data) > MOST_BYTES:
        raise _refused(path, "a larger file", what, f"at most {MOST_BYTES:,} bytes")
    return data


def read_mapping(data: bytes, name: str, what: str, begins: str) -> "YamlTree":
    """Return the one mapping of a strict YAML 1.2 file, with the line of every key.

    Raises
    ------
    CaseFileError
        If it is no such file.
    """
    from juryroom.record.yaml_tree import read_yaml, shown

    try:
        tree = read_yaml(data, name)
    except CaseFileError as error:
        # The reader is that of case files, and says so.
        raise CaseFileError(
            replace(
                problem,
                rule=problem.rule.replace("a case file", what),
                accepted=problem.accepted.replace("'schema: juryroom-case/1'", begins),
            )
            for problem in error.problems
        ) from None
    if not isinstance(tree.root, dict):
        rule = f"{what} holds one mapping"
        raise CaseFileError(Problem(f"{name}:{tree.line(())}", shown(tree.root), rule, begins))
    return tree


def _refused(path: Path, found: str, what: str, accepted: str) -> CaseFileError:
    return CaseFileError(Problem(str(path), found, f"{what} is read from one small file", accepted))
