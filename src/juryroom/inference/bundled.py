"""The data sets of the package as tables of juries: what their columns mean here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import ceil

from juryroom.catalog.published import Dataset, dataset
from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError, Problem, UnknownNameError, nearest
from juryroom.inference.reading import table_of_rows
from juryroom.inference.table import Assumptions, JuryTable, MissingFirst

NOT_SEPARATED = frozenset({"Devine_2001", "Devine_2004", "CJP_2015"})
"""Sources of the deliberations in which not guilty means that the jury did not convict."""

_KINDS = {"Devine_2001": "mock", "Devine_2004": "mock", "CJP_2015": "capital", "NCSC": "field"}
_THREE_QUARTERS = ("OR civil", "CA ")
"""Where nine of twelve decide: in Oregon by law (civil); in California as the source's authors take
it, who do not say which of its trials were civil."""

Row = Mapping[str, str]


def bundled_table(name: str, assumptions: Assumptions | None = None) -> JuryTable:
    """Return a data set of the package as a table of juries.

    Parameters
    ----------
    name
        "deliberations", "final_votes" or "deliberation_minutes".
    assumptions
        What is assumed where the data do not say. Whatever is given, not guilty outside NCSC means
        that the jury did not convict, and a table without first ballots keeps its rows.

    Raises
    ------
    UnknownNameError
        If there is no such data set, or it is no table of juries.
    OutOfDomainError
        If its figures are unverified: no fit uses them.

    Examples
    --------
    >>> table = bundled_table("deliberations")
    >>> table.rows_in, table.rows_used, table.reasons()
    (2050, 2012, {'no first ballot': 20, 'no verdict': 18})
    """
    data = dataset(name)
    if data.standing is Standing.UNVERIFIED:
        raise OutOfDomainError(
            Problem(
                f"data set '{name}'",
                "figures that are unverified",
                "an unverified figure is never used by a fit, a default or a test",
                ", ".join(_READERS),
            )
        )
    if name not in _READERS:
        raise UnknownNameError(
            Problem(
                "data set",
                f"'{name}', which is no table of juries",
                "a model is fitted to rows that say how juries began or ended",
                nearest(name, _READERS),
            )
        )
    return _READERS[name](data, assumptions or Assumptions())


def _deliberations(data: Dataset, assumed: Assumptions) -> JuryTable:
    rows = [
        {
            "jury_size": row["jury_size"],
            "share": row["share_guilty"],
            "verdict": row["verdict"],
            "source": row["source"],
            "kind": _KINDS[row["source"]],
            "cluster": _trial(row),
        }
        for row in data.rows
    ]
    meant = replace(assumed, did_not_convict=assumed.did_not_convict | NOT_SEPARATED)
    return table_of_rows(rows, data.name, None, meant, data.sha256)


def _trial(row: Row) -> str:
    """Return the cluster: equal numbers before the dot at one court are one trial."""
    if not row["trial"]:
        return f"{row['source']} {row['id']}"
    return f"{row['source']} {row['site']} {row['trial'].split('.')[0]}"


def _votes(data: Dataset, assumed: Assumptions) -> JuryTable:
    rows: list[Row] = []
    for row in data.rows:
        size = int(row["jury_size"])
        place = f"{row['state']} {row['kind']}"
        decides = ceil(0.75 * size) if place in _THREE_QUARTERS else size
        rows.append(
            {
                "jury_size": row["jury_size"],
                "final_votes": row["votes"],
                "juries": row["juries"],
                "to_convict": str(decides),
                "to_acquit": str(decides),
                "minutes_from": row.get("minutes_from", ""),
                "minutes_to": row.get("minutes_to", ""),
                "source": f"{row['state']} {size} {row['kind']}".strip(),
                "kind": "field",
            }
        )
    open_first = replace(assumed, missing_first=MissingFirst.UNKNOWN)
    table = table_of_rows(rows, data.name, None, open_first, data.sha256)
    return table.where(
        lambda each: each.source != "OR 6 criminal",
        "Oregon criminal juries of six: the table does not fit its label",
    )


_READERS: Mapping[str, Callable[[Dataset, Assumptions], JuryTable]] = {
    "deliberations": _deliberations,
    "final_votes": _votes,
    "deliberation_minutes": _votes,
}
