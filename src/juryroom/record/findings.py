"""What is found wrong at a place in a case file, before the place has a file name and a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import final

from juryroom.errors import Problem
from juryroom.record.yaml_tree import Path, YamlTree

MOST_TOLD = 300
"""Telling a problem costs more than finding it: a file made of problems would take minutes."""


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


def told(findings: Iterable[Finding], number: int | None = None) -> tuple[Finding, ...]:
    """Return each finding once, the first `MOST_TOLD` of them, and how many there are if more.

    Parameters
    ----------
    findings
        Taken one by one, and no further than needed.
    number
        How many problems there are, where that is known without telling them.
    """
    first = tuple(dict.fromkeys(islice(findings, MOST_TOLD + 1)))
    if len(first) <= MOST_TOLD and (number is None or number <= MOST_TOLD):
        return first
    many = Finding(
        (),
        f"more than {MOST_TOLD} problems" if number is None else f"{number:,} problems",
        f"no more than {MOST_TOLD} problems are told one by one",
        "a file of which these, the first, are put right",
    )
    return (*first[:MOST_TOLD], many)


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
