"""What was run: version, build, command, seed, inputs and libraries, in every result.

The block holds no clock time and no path, so that the same inputs and version give the same bytes.
"""

import hashlib
import json
import os
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self, final

from juryroom.version import __version__

LIBRARIES = (
    "altair",
    "edtf",
    "numba",
    "numpy",
    "pydantic",
    "ruamel.yaml",
    "scipy",
    "statsmodels",
    "vl-convert-python",
)

SOURCES = frozenset({".css", ".csv", ".j2", ".json", ".py", ".toml", ".typ", ".yaml"})
"""Files of the package that decide what it gives; all else there is caches and hints of types."""

_APART = frozenset({"cases", "schemas"})
"""Folders that the wheel carries and the repository holds elsewhere: inputs, with a sha256 of their own."""

_SHORT = 12
_BUILD = re.compile("[0-9a-f]{64}", re.ASCII)
_VERSION = re.compile(
    r"\d{1,9}(?:\.\d{1,9}){0,5}(?:(?:a|b|rc)\d{1,9})?(?:\.post\d{1,9})?(?:\.dev\d{1,9})?"
    r"(?:\+[0-9a-z.]{0,12})?",
    re.ASCII,
)


def is_version(text: object) -> bool:
    """Return whether a text of a stranger's is a version, and nothing that could say more.

    Examples
    --------
    >>> [is_version(one) for one in ("1.9.0.post1", "3.13.0rc1+", "2.1, reviewed by the court", 3)]
    [True, True, False, False]
    """
    return isinstance(text, str) and _VERSION.fullmatch(text) is not None


@cache
def build() -> str:
    """Return the sha256 over every source of the package: names, lengths and bytes, sorted by name.

    Two copies of one version that differ in a line differ here. It is computed when a result is
    first made, not when the package is imported.
    """
    root = Path(__file__).parent
    made = hashlib.sha256()
    for name in sorted(_sources(root, "")):
        data = (root / name).read_bytes()
        made.update(f"{name}\0{len(data)}\0".encode())
        made.update(data)
    return made.hexdigest()


def _sources(folder: Path, above: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{above}{entry.name}"
            if entry.is_dir():
                if entry.name != "__pycache__" and name not in _APART:
                    yield from _sources(Path(entry.path), f"{name}/")
            elif os.path.splitext(entry.name)[1] in SOURCES:
                yield name


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What a result was made with.

    Parameters
    ----------
    juryroom
        The version.
    build
        The sha256 over the sources of the package; None where a result does not say.
    python
        The version of Python.
    libraries
        Each library that has a part in the numbers or the figures, with its version.
    """

    juryroom: str
    build: str | None
    python: str
    libraries: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, block: Mapping[str, Any]) -> Self | None:
        """Return what a block of a stranger's says; None where it says anything but versions.

        Examples
        --------
        >>> Environment.read(Environment.here().as_json()) == Environment.here()
        True
        >>> Environment.read({**Environment.here().as_json(), "python": "approved by the court"})
        """
        libraries, built = block.get("libraries"), block.get("build")
        if not isinstance(libraries, dict) or libraries.keys() != set(LIBRARIES):
            return None
        if not (built is None or (isinstance(built, str) and _BUILD.fullmatch(built))):
            return None
        named = (block.get("juryroom"), block.get("python"), *libraries.values())
        if not all(map(is_version, named)):
            return None
        return cls(
            juryroom=block["juryroom"],
            build=built,
            python=block["python"],
            libraries=tuple((name, libraries[name]) for name in LIBRARIES),
        )

    @staticmethod
    @cache
    def here() -> "Environment":
        """Return what a result is made with here."""
        return Environment(
            juryroom=__version__,
            build=build(),
            python=platform.python_version(),
            libraries=tuple((name, version(name)) for name in LIBRARIES),
        )

    @property
    def program(self) -> str:
        """The version and the build, shortened as it is shown to people."""
        built = "of an unknown build" if self.build is None else f"build {self.build[:_SHORT]}"
        return f"juryroom {self.juryroom}, {built}"

    def as_json(self) -> dict[str, Any]:
        """Return every part under its name."""
        return {
            "juryroom": self.juryroom,
            "build": self.build,
            "python": self.python,
            "libraries": dict(self.libraries),
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file that was read: its name without its folder, and the sha256 of its bytes."""

    name: str
    sha256: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a result was made.

    Parameters
    ----------
    command
        The command line, word by word; the folder of an input file is left out.
    inputs
        The files that were read.
    seed
        The root seed of the random streams, or None where nothing random was used.
    """

    command: tuple[str, ...]
    inputs: tuple[Input, ...]
    seed: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the block that stands in every result."""
        return {
            **Environment.here().as_json(),
            "command": list(self.command),
            "seed": self.seed,
            "random_numbers": "none: every figure is exact" if self.seed is None else "seeded",
            "inputs": [{"name": i.name, "sha256": i.sha256} for i in self.inputs],
        }


def sha256(data: bytes) -> str:
    """Return the sha256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def canonical_json(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return `value` as canonical JSON: sorted keys, no NaN, two spaces, a newline at the end.

    Raises
    ------
    ValueError
        If a number is not finite: JSON has no word for it, and a result should hold none.

    Examples
    --------
    >>> print(canonical_json({"b": 1, "a": 0.1}), end="")
    {
      "a": 0.1,
      "b": 1
    }
    """
    return json.dumps(value, sort_keys=True, allow_nan=False, ensure_ascii=False, indent=2) + "\n"
