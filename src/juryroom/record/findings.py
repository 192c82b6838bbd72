"""What is found wrong at a place in a case file, before the place has a file name and a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from juryroom.errors import Problem
from juryroom.record.yaml_tree import Path, YamlTree


@final
@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the place as keys and indices, and the parts of a `Problem`."""

    path: Path
    found: str
    rule: str
    accepted: str


def written(path: Path) -> str:
    """Return a path as messages show it.

    Examples
    --------
    >>> written(("trials", 0, "jury", "size"))
    'trials[0].jury.size'
    """
    parts = (f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return "".join(parts).removeprefix(".")


def problems(findings: Iterable[Finding], tree: YamlTree, name: str) -> tuple[Problem, ...]:
    """Return the findings with file and line, in the order of the file."""
    placed = sorted(
        ((tree.line(finding.path), finding) for finding in findings), key=lambda pair: pair[0]
    )
    return tuple(
        Problem(
            f"{name}:{line} {written(finding.path)}".rstrip(),
            finding.found,
            finding.rule,
            finding.accepted,
        )
        for line, finding in placed
    )
