"""What the replay of records costs: `python benchmarks/procedure.py`.

Processor time of one thread, the least of several repeats. A docket is one case with many counts;
the one-count cases are as many separate records, built in memory and replayed one by one, with the
building measured apart: a state's docket comes as data, and each record is checked on its way in.
"""

import datetime as dt
import os
import platform
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from juryroom.procedure.posture import check_history, posture
from juryroom.record.case import Case

DAY = dt.date(2001, 1, 1)
LATER = dt.date(2200, 1, 1)
LIFE = ("indicted", "set_for_trial", "jury_sworn", "submitted", "guilty", "sentenced")
HUNG = ("indicted", "jury_sworn", "submitted", "mistrial", "set_for_retrial", "dismissed")
PLEA = ("indicted", "plea_accepted", "sentenced")
CASES = 2_000


class Row(NamedTuple):
    """One line of the table: what was done, what it took, and what it should take."""

    task: str
    taken: str
    bar: str


def least(do: Callable[[], object], repeats: int = 3) -> float:
    """Return the least processor time of one call, in seconds."""
    found = float("inf")
    for _ in range(repeats):
        begun = time.thread_time()
        do()
        found = min(found, time.thread_time() - begun)
    return found


def record(counts: int, events: list[dict[str, Any]], place: str = "US-NY") -> dict[str, Any]:
    """Return a record with so many counts and those events, as data."""
    source = {"id": "s", "kind": "dataset", "outlet": "a court", "quality": "good"}
    return {
        "schema": "juryroom-case/1",
        "id": "docket",
        "caption": "People v. Doe",
        "jurisdiction": place,
        "court": "a court",
        "people": [],
        "sources": [source],
        "counts": [
            {"id": f"K{number}", "offence": "an offence", "sources": ["s"]}
            for number in range(counts)
        ],
        "events": events,
    }


def event(number: int, kind: str, *counts: str, **fields: Any) -> dict[str, Any]:
    """Return an event on a day of its own, as data."""
    causes = ["hung"] if kind == "mistrial" else []
    return {
        "id": f"E{number}",
        "date": str(DAY + dt.timedelta(days=number)),
        "kind": kind,
        "counts": counts,
        "what": kind,
        "causes": causes,
        "sources": ["s"],
        **fields,
    }


def docket(events: int) -> Case:
    """Return one case with so many events: counts that are tried, hang, and come back together."""
    found = list[dict[str, Any]]()
    counts = events // len(HUNG)
    for number in range(counts):
        for kind in HUNG:
            found.append(event(len(found), kind, f"K{number}"))
    while len(found) < events:
        found.append(event(len(found), "motion", "K0"))
    return Case.model_validate(record(counts, found))


def many_trials(events: int) -> Case:
    """Return one case of one count tried over and over, each time without a verdict."""
    found = [event(0, "indicted", "K0"), event(1, "set_for_trial", "K0")]
    again = ("jury_sworn", "submitted", "mistrial", "set_for_retrial")
    while len(found) < events:
        kind = again[(len(found) - 2) % len(again)]
        found.append(event(len(found), kind, "K0"))
    return Case.model_validate(record(1, found))


def small_cases(number: int) -> list[dict[str, Any]]:
    """Return so many records of one count each, as data."""
    lives = (LIFE, HUNG, PLEA)
    return [
        record(1, [event(n, kind, "K0") for n, kind in enumerate(lives[which % len(lives)])])
        for which in range(number)
    ]


def rows() -> list[Row]:
    """Return every measurement."""
    found = list[Row]()
    for name, build in (("of 1,666 counts", docket), ("of one count", many_trials)):
        case = build(10_000)
        seconds = least(lambda case=case: posture(case, LATER))
        found.append(Row(f"posture of a docket of 10,000 events {name}", f"{seconds:.2f} s", "1 s"))
    case = docket(10_000)
    seconds = least(lambda: check_history(case))
    found.append(Row("the same docket, its whole history checked", f"{seconds:.2f} s", ""))
    data = small_cases(CASES)
    built = least(lambda: [Case.model_validate(each) for each in data])
    cases = [Case.model_validate(each) for each in data]
    replayed = least(lambda: [posture(each, LATER) for each in cases])
    for name, taken, bar in (
        ("replayed", replayed, "100,000"),
        ("built and replayed", built + replayed, "100,000"),
    ):
        speed = f"{60 * CASES / taken:,.0f} a minute"
        found.append(Row(f"one-count cases {name}", speed, bar))
    return found


def main() -> None:
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{platform.machine()}{load}; Python {platform.python_version()}. One thread.\n")
    print("| task | taken | bar |\n|---|---:|---:|")
    for row in rows():
        print(f"| {row.task} | {row.taken} | {row.bar} |")


if __name__ == "__main__":
    main()
