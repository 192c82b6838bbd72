"""The golden tables: read them, and know how exactly a printed number may be held to."""

import csv
from pathlib import Path

HERE = Path(__file__).parent
EXACT = 1e-12
PRINTED_DIGITS = 6


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a golden table, as text."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def passport(name: str) -> dict[str, str]:
    """Return the header of a golden table: what it is, its source, how it was made."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    parts = [line[2:].partition(": ") for line in lines if line.startswith("# ")]
    return {key: value for key, _, value in parts}


def tolerance(printed: str) -> float:
    """Return half a unit of the last printed digit; a number with few digits is meant exactly."""
    digits = len(printed.partition(".")[2])
    return EXACT if digits < PRINTED_DIGITS else 0.5000001 * 10.0**-digits
