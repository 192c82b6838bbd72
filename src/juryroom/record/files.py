"""Case files: where they are, and how one becomes a `Case`."""

import hashlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Never, final

from juryroom.errors import CaseFileError, Problem, RecordError, nearest
from juryroom.record.case import Case
from juryroom.record.checks import check_case
from juryroom.record.findings import problems
from juryroom.record.schema import case_schema as case_schema
from juryroom.record.validation import validate
from juryroom.record.yaml_tree import MAX_BYTES, YamlTree, read_yaml, shown


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCase:
    """A case as read from a file.

    Parameters
    ----------
    case
        The case.
    path
        The file.
    sha256
        Of the bytes that were read, in hexadecimal.
    lines
        The file's values, with the line of each.
    """

    case: Case
    path: Path
    sha256: str
    lines: YamlTree


def load_case(path: Path) -> LoadedCase:
    """Return the case in a file, once every reference and cross check holds.

    Raises
    ------
    CaseFileError
        If the file cannot be read, or is not strict YAML 1.2 with one mapping.
    RecordError
        If the file says something that a case cannot be; it holds every problem that was found.

    Examples
    --------
    >>> load_case(find_case("people-v-weinstein")).case.caption
    'People v. Weinstein'
    """
    name = str(path)
    data = _read(path, name)
    tree = read_yaml(data, name)
    if not isinstance(tree.root, dict):
        _refuse(
            f"{name}:{tree.line(())}",
            shown(tree.root),
            "a case file holds one mapping",
            "'schema: juryroom-case/1' and the other fields, each on a line of its own",
        )
    case = validate(tree.root)
    findings = check_case(case) if isinstance(case, Case) else case
    if findings:
        raise RecordError(problems(findings, tree, name))
    assert isinstance(case, Case)
    return LoadedCase(case=case, path=path, sha256=hashlib.sha256(data).hexdigest(), lines=tree)


def find_case(name_or_path: str) -> Path:
    """Return the file of a case: an existing path, or the name of a bundled case.

    Raises
    ------
    CaseFileError
        If there is no such file and no bundled case of that name.
    """
    path = Path(name_or_path)
    if path.is_file():
        return path
    bundled = _bundled_folder() / f"{path.name.removesuffix('.yaml')}.yaml"
    if path.name == name_or_path and bundled.is_file():
        return bundled
    if not path.exists():
        _refuse(
            name_or_path or "''",
            "no file, and no bundled case of that name",
            "a case is given as the path of a case file or the name of a bundled case",
            nearest(path.name.removesuffix(".yaml"), bundled_cases()) or "a path",
        )
    return path


def bundled_cases() -> tuple[str, ...]:
    """Return the names of the cases that juryroom carries, in alphabetical order."""
    return tuple(sorted(file.stem for file in _bundled_folder().glob("*.yaml")))


def _bundled_folder() -> Path:
    """Return `juryroom/cases` of an installed wheel, or `cases` at the top of a checkout."""
    package = Path(str(resources.files("juryroom")))
    installed = package / "cases"
    return installed if installed.is_dir() else package.parents[1] / "cases"


def _read(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        _refuse(name, "a folder", "a case is one file", "the path of a case file in it")
    except FileNotFoundError:
        _refuse(name, "no file", "a case is read from a file", "the path of a case file")
    except (OSError, ValueError) as error:
        _refuse(
            name,
            f"a file that cannot be read ({getattr(error, 'strerror', None) or error})",
            "a case is read from a file",
            "a file that you may read",
        )
    if not data.strip():
        _refuse(
            f"{name}:1",
            "an empty file",
            "a case file holds one mapping",
            "'schema: juryroom-case/1' and the other fields",
        )
    return data


def _refuse(where: str, found: str, rule: str, accepted: str) -> Never:
    raise CaseFileError(Problem(where, found, rule, accepted))
