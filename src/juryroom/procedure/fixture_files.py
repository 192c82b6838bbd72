"""Fixture files: a path, or the name of one of the real cases that juryroom carries in that form."""

from importlib import resources
from pathlib import Path

from juryroom.errors import CaseFileError, Problem, nearest
from juryroom.procedure.fixtures import SCHEMA, Fixture, read_fixture
from juryroom.record.yaml_tree import MAX_BYTES


def bundled_fixtures() -> tuple[str, ...]:
    """Return the names of the fixtures that juryroom carries, in alphabetical order.

    Examples
    --------
    >>> "us-blagojevich" in bundled_fixtures()
    True
    """
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def load_fixture(name_or_path: str | Path) -> Fixture:
    """Return the fixture in a file, or the one of that name that juryroom carries.

    Raises
    ------
    CaseFileError
        If there is no such file and no such name, or the file cannot be read or is not strict YAML.
    RecordError
        If it is not of the fixture format; it holds every problem that was found.

    Examples
    --------
    >>> load_fixture("us-blagojevich").caption
    'United States v. Blagojevich'
    """
    path = Path(name_or_path)
    bundled = _folder() / f"{path.name.removesuffix('.yaml')}.yaml"
    if not path.exists() and str(path) == path.name and bundled.is_file():
        path = bundled
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CaseFileError(
            Problem(
                str(name_or_path),
                f"a file that cannot be read ({getattr(error, 'strerror', None) or error})",
                "a fixture is given as a file, or as the name of one that juryroom carries",
                f"a file of the format {SCHEMA}; or {nearest(path.stem, bundled_fixtures())}",
            )
        ) from error
    return read_fixture(data, str(name_or_path))


def _folder() -> Path:
    return Path(str(resources.files("juryroom.procedure").joinpath("replays")))
