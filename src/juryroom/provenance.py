"""What was run: version, command, seed, inputs and libraries, in every result.

The block holds no clock time and no path, so that the same inputs and version give the same bytes.
"""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, final

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
            "juryroom": __version__,
            "command": list(self.command),
            "seed": self.seed,
            "random_numbers": "none: every figure is exact" if self.seed is None else "seeded",
            "inputs": [{"name": i.name, "sha256": i.sha256} for i in self.inputs],
            "libraries": {name: version(name) for name in LIBRARIES},
            "python": platform.python_version(),
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
