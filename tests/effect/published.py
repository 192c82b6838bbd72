"""The tables that benchmarks/intervals.py made, as they are published."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "verification"


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
