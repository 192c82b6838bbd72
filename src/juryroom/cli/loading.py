"""Reading case files for the verbs: a case, a case with its events replayed, the cases it links to.

Nothing heavy is imported here, so that a file that cannot be read is refused at once.
"""

import re
import sys
from dataclasses import replace

from juryroom.errors import RecordError
from juryroom.record.files import LoadedCase, bundled_cases, find_case, load_case

_EVENT = re.compile(r"events\[(\d+)\]")


def load(case: str) -> LoadedCase:
    """Return the case of that path or bundled name, without what may not be shown of a jury room."""
    return _shown(load_case(find_case(case)))


def load_replayed(case: str) -> LoadedCase:
    """Return the case of that path or bundled name, once all of its events are lawful moves.

    Raises
    ------
    RecordError
        If an event is a move that cannot be made; each problem with its file and line.
    """
    from juryroom.procedure.posture import check_history

    loaded = load(case)
    try:
        check_history(loaded.case)
    except RecordError as error:
        raise RecordError(
            replace(problem, where=_placed(loaded, problem.where)) for problem in error.problems
        ) from None
    return loaded


def load_linked(loaded: LoadedCase) -> tuple[LoadedCase, ...]:
    """Return the linked cases whose files lie beside the case file, or are bundled."""
    found: list[LoadedCase] = []
    for link in loaded.case.linked_cases:
        beside = loaded.path.with_name(f"{link.id}.yaml")
        if beside.is_file():
            found.append(_shown(load_case(beside)))
        elif link.id in bundled_cases():
            found.append(_shown(load_case(find_case(link.id))))
    return tuple(found)


def _shown(loaded: LoadedCase) -> LoadedCase:
    """Take out what it is an offence to disclose, and say so on stderr."""
    from juryroom.procedure.disclosure import disclosable

    found = disclosable(loaded.case)
    if found.notice is not None:
        print(found.notice, file=sys.stderr)
    return replace(loaded, case=found.case)


def _placed(loaded: LoadedCase, where: str) -> str:
    event = _EVENT.match(where)
    line = loaded.lines.line(("events", int(event.group(1)))) if event else 1
    return f"{loaded.path}:{line} {where}"
