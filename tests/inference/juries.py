"""Tables of juries for the tests of inference."""

from collections.abc import Callable, Mapping

from juryroom.inference.bundled import bundled_table
from juryroom.inference.observation import FirstKind, Observation
from juryroom.inference.reading import table_of_rows
from juryroom.inference.table import Assumptions, JuryTable

NEAR, AS_PRINTED = 0.011, 0.0

SOURCES: Mapping[str, Callable[[Observation], bool]] = {
    "all_visible": lambda each: each.juries > 0,
    "visible_noncapital": lambda each: each.kind != "capital",
    "capital_CJP": lambda each: each.kind == "capital",
    "CJP_2015": lambda each: each.kind == "capital",
    "NCSC_AZ": lambda each: each.cluster.startswith("NCSC AZ"),
    "NCSC_LA": lambda each: each.cluster.startswith("NCSC LA"),
    "NCSC_AZ+LA": lambda each: each.source == "NCSC",
    "Devine_2001": lambda each: each.source == "Devine_2001",
    "Devine_2004": lambda each: each.source == "Devine_2004",
}


def whole_and_divided(each: Observation) -> bool:
    """Whether a jury began divided, with a whole number of guilty votes."""
    return each.first.kind is FirstKind.VOTES and 0 < each.first.low < each.jury_size


def selected(row: Mapping[str, str]) -> JuryTable:
    """Return the rows of the deliberations that a row of a golden table was computed from."""
    sizes = {int(size) for size in row["jury_size"].split("+")}
    whole = row.get("rows_used") == "whole_votes"
    chosen = SOURCES[row["data"]]
    table = bundled_table("deliberations", Assumptions(near_whole=NEAR if whole else AS_PRINTED))
    table = table.where(lambda each: chosen(each) and each.jury_size in sizes, "other rows")
    return table.where(whole_and_divided, "no whole votes") if whole else table


def of_rows(*rows: dict[str, str], assumptions: Assumptions | None = None) -> JuryTable:
    """Return the table of a few rows."""
    columns = dict.fromkeys(column for row in rows for column in row)
    filled = [{column: row.get(column, "") for column in columns} for row in rows]
    return table_of_rows(filled, "few", None, assumptions)
