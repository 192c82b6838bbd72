"""The picture of `juryroom case timeline`: written where `--out` names a file."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from juryroom.cli.export import write_bytes
from juryroom.errors import OutputError, Problem

if TYPE_CHECKING:
    from juryroom.record.case import Case

ENDINGS = (".svg", ".png", ".html")


def draw(case: "Case", out: Path, *, count: str | None, until: dt.date) -> None:
    """Write the picture of a timeline; the ending of the name says as what.

    Raises
    ------
    OutputError
        If the ending is none of `ENDINGS`, or the file cannot be written.
    """
    if out.suffix.lower() not in ENDINGS:
        raise OutputError(
            Problem(
                str(out),
                f"a name that ends in {out.suffix or 'nothing'}",
                "the ending of the name says what is drawn",
                ", ".join(ENDINGS),
            )
        )
    from juryroom.record.timeline import timeline
    from juryroom.report.count_timeline import count_timeline, standalone, timeline_page

    figure = count_timeline(case, count=count, until=until)
    if out.suffix.lower() == ".html":
        data = timeline_page(figure, timeline(case, until=until, count=count)).encode()
    else:
        data = standalone(figure, png=out.suffix.lower() == ".png")
    write_bytes(out, data)
    print(f"Wrote {out}: {figure.desc}")
