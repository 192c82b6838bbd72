"""What a source can show: the endings among which its rows were recorded.

Where a source does not tell hung from acquitted, its rows say whether the jury convicted, out of
all that may happen. Where it tells them apart and juries without a verdict were left out, its rows
are the juries that reached one, and a forecast for them is one given a verdict.
"""

from dataclasses import replace

from juryroom.catalog.reference import KINDS
from juryroom.inference.bundled import NOT_SEPARATED
from juryroom.inference.observation import ANY_ENDING
from juryroom.inference.table import JuryTable
from juryroom.procedure.decision_rule import Ending

VERDICTS = frozenset({Ending.GUILTY, Ending.NOT_GUILTY})


def shown_endings(table: JuryTable) -> tuple[frozenset[Ending], ...]:
    """Return, for each observation, the endings that its source can show in this table.

    All three where the source has a hung jury in the table or does not tell hung from acquitted
    (as the table says, or as is known of a source by its name); else guilty and not guilty.

    Examples
    --------
    >>> from juryroom.inference.bundled import bundled_table
    >>> table = bundled_table("deliberations")
    >>> found = dict(zip((each.source for each in table.observations), shown_endings(table)))
    >>> {source: len(endings) for source, endings in sorted(found.items())}
    {'CJP_2015': 3, 'Devine_2001': 3, 'Devine_2004': 3, 'NCSC': 2}
    """
    open_to_hung = {
        each.source
        for each in table.observations
        if Ending.HUNG in each.endings and each.endings != ANY_ENDING
    } | {
        each.source
        for each in table.observations
        if table.assumptions.not_guilty_is_open(each.source) or each.source in NOT_SEPARATED
    }
    return tuple(
        each.endings | (ANY_ENDING if each.source in open_to_hung else VERDICTS)
        for each in table.observations
    )


KIND_OF_SOURCE = {
    "Devine_2001": "mock",
    "Devine_2004": "mock",
    "CJP_2015": "capital",
    "NCSC": "field",
}
"""What juries the sources of the package had, for tables that name a source but no kind."""


def with_kinds(table: JuryTable, default_kind: str) -> JuryTable:
    """Return the table in which every jury is of a kind that the reference knows.

    Parameters
    ----------
    table
        Its kinds are kept where the reference knows them.
    default_kind
        The kind of the others, but where their source is one of the package's.
    """
    return replace(
        table,
        observations=tuple(
            each
            if each.kind in KINDS
            else replace(each, kind=KIND_OF_SOURCE.get(each.source, default_kind))
            for each in table.observations
        ),
    )
