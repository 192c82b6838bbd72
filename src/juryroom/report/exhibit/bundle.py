"""A bundle: the exhibit with everything that someone else needs to compute it again, offline."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import final

from juryroom.effect.survey_question import Answer, Question, ask
from juryroom.errors import OutOfDomainError, Problem
from juryroom.exchange.csv_tables import rows_of
from juryroom.jury.survey import column_places
from juryroom.jury.survey_rows import is_formula
from juryroom.provenance import canonical_json, sha256
from juryroom.report.exhibit import files
from juryroom.report.exhibit.document import Exhibit
from juryroom.report.exhibit.html import exhibit_html
from juryroom.report.exhibit.pdf import exhibit_pdf
from juryroom.report.exhibit.wording import check_words
from juryroom.report.exhibit.write import exhibit
from juryroom.version import __version__


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitBundle:
    """An exhibit and its bundle.

    Parameters
    ----------
    answer
        What was found.
    exhibit
        What the exhibit says.
    files
        The bytes of each file, with manifest and seal.
    dropped
        The columns of the survey that are not in the bundle.
    """

    answer: Answer
    exhibit: Exhibit
    files: dict[str, bytes]
    dropped: tuple[str, ...]

    @property
    def smallest_group(self) -> int | None:
        """How many people share their traits with fewest others; None where no trait is kept."""
        traits = [tuple(one.traits.values()) for one in self.answer.survey.respondents]
        return min(Counter(traits).values()) if any(traits) else None

    @property
    def seal(self) -> str:
        """The sha256 of the manifest: quoted where the exhibit is filed, it fixes every file."""
        return files.seal_of(self.files)

    def as_zip(self) -> bytes:
        """Return the bundle as one zip."""
        return files.packed(self.files)


def make_exhibit(
    survey: bytes,
    question: Question,
    *,
    pdf: bool = False,
    stage: Callable[[str], None] = lambda _: None,
) -> ExhibitBundle:
    r"""Return the exhibit for a survey, and its bundle.

    Parameters
    ----------
    survey
        The bytes of a CSV file with one row a respondent.
    question
        What is asked of it; `source_sha256` is set here.
    pdf
        Whether the bundle holds the exhibit as a PDF too.
    stage
        Called with a few words as each stage begins.

    Raises
    ------
    CaseFileError, OutOfDomainError, UnknownNameError
        As `juryroom.effect.survey_question.ask` does; or if a text of the maker's draws a conclusion
        of law or claims too much.
    OutputError
        If the PDF is asked for and typst is not installed.

    Examples
    --------
    >>> rows = ["name,verdict,arm"]
    >>> for arm, guilty in (("actual", 140), ("hypothetical", 120)):
    ...     rows += [f"R,{'guilty' if i < guilty else 'not guilty'},{arm}" for i in range(200)]
    >>> asked = Question(answer="verdict", condition="arm", draws=2_000)
    >>> made = make_exhibit("\n".join(rows).encode(), asked)
    >>> made.dropped, len(made.files)
    (('name',), 9)
    """
    stage("reading the survey")
    read, dropped = redacted(survey, question)
    question = question.model_copy(update={"source_sha256": sha256(survey)})
    stage("solving the models")
    answer = answered(question, read)
    stage("drawing the exhibit")
    shown = exhibit(answer)
    made = computed(answer, shown)
    made[files.MADE_WITH] = canonical_json(_made_with(pdf=pdf)).encode()
    made[files.README] = readme(pdf=pdf)
    if pdf:
        stage("setting the PDF")
        made[files.PDF] = exhibit_pdf(shown)
    return ExhibitBundle(answer=answer, exhibit=shown, files=files.sealed(made), dropped=dropped)


def answered(question: Question, rows: bytes) -> Answer:
    """Return what an exhibit shows of a question: beside every standard, unless some are named."""
    check_words(question)
    return ask(question, rows, rows_name=files.ROWS, every_standard=True)


def computed(answer: Answer, shown: Exhibit) -> dict[str, bytes]:
    """Return the files that follow from the rows and the parameters alone."""
    texts = {
        files.PARAMETERS: answer.question.as_text(),
        files.RESULT: canonical_json(answer.as_json()),
        files.PAGE: exhibit_html(shown),
        files.COMMAND: " ".join(answer.question.command) + "\n",
    }
    return {files.ROWS: answer.rows, **{name: text.encode() for name, text in texts.items()}}


def redacted(survey: bytes, question: Question) -> tuple[bytes, tuple[str, ...]]:
    r"""Return the rows with the columns that are used and no others, and the names of the others.

    The order of the rows is kept, so that a row number means the same in both files. The names of
    clusters are replaced by numbers in the order in which they first stand there.

    Raises
    ------
    UnknownNameError
        If a column is not there.
    OutOfDomainError
        If a column's name is one that a spreadsheet would compute.

    Examples
    --------
    >>> asked = Question(answer="v", condition="arm", cluster="room")
    >>> rows, dropped = redacted(b"name,v,arm,room\nAnn,guilty,actual,Ann's\n", asked)
    >>> rows.decode(), dropped
    ('v,arm,room\nguilty,actual,1\n', ('name',))
    """
    name = Path(question.source).name
    table = rows_of(survey, name)
    if not table:
        return survey, ()
    kept = dict.fromkeys(question.columns().named)
    places = column_places(table[0], kept, name)
    problems = [
        Problem(f"{name} row 1", f"the column '{column[:40]}'", "a spreadsheet would compute it",
                "a name that is text") for column in kept if is_formula(column)
    ]  # fmt: skip
    if problems:
        raise OutOfDomainError(problems)
    clusters: dict[str, str] = {}
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(kept)
    for number, row in enumerate(table[1:], start=2):
        _check_row(row, table[0], name, number)
        cells = {column: row[at] if at < len(row) else "" for column, at in places.items()}
        grouped = cells.get(question.cluster) if question.cluster is not None else None
        if grouped is not None and grouped.strip():
            cells[str(question.cluster)] = clusters.setdefault(grouped, str(len(clusters) + 1))
        out.writerow(cells[column] for column in kept)
    return text.getvalue().encode(), tuple(column for column in table[0] if column not in kept)


def _check_row(row: list[str], head: list[str], name: str, number: int) -> None:
    """Refuse a row with more cells than names: which of them are used cannot be said."""
    if len(row) > len(head):
        rule = "the first row names every column"
        accepted = f"{len(head)} cells or fewer"
        raise OutOfDomainError(Problem(f"{name} row {number}", f"{len(row)} cells", rule, accepted))


def _made_with(*, pdf: bool) -> dict[str, str | None]:
    return {"juryroom": __version__, "typst": typst_version() if pdf else None}


def typst_version() -> str | None:
    """Return the version of typst, or None where it is not installed."""
    try:
        return version("typst")
    except PackageNotFoundError:
        return None


def readme(*, pdf: bool) -> bytes:
    """Return what a bundle says of itself to whoever opens it first."""
    listed = [
        (files.PAGE, "the exhibit, for a browser"),
        *([(files.PDF, "the exhibit, on paper")] if pdf else []),
        (files.ROWS, "the rows it rests on: the columns that were used and no others"),
        (files.PARAMETERS, "everything that was asked"),
        (files.COMMAND, "the command line"),
        (files.RESULT, "every figure, unrounded"),
        (files.MADE_WITH, "versions"),
        (files.MANIFEST, "the sha256 of each file"),
        (files.SEAL, "the sha256 of the manifest"),
    ]
    lines = [f"  {name:<16} {what}" for name, what in listed]
    text = "\n".join(
        [
            "An exhibit made by juryroom, and what is needed to compute it again.",
            "",
            *lines,
            "",
            "To compute everything again, without a network:",
            "",
            f"  pip install juryroom=={__version__}   (once)",
            "  juryroom exhibit verify THIS-FOLDER",
            "",
            "It checks that no byte was changed, names any file that was, computes every figure again",
            "from the rows and the parameters, and compares. Without juryroom, the files can be",
            f"compared with {files.MANIFEST} by any program for sha256, and that with the seal:",
            "",
            f"  sha256sum -c {files.SEAL}",
            "",
            "The seal shows that files were not changed since it was made. It does not show when that",
            "was, nor who made it: quote the seal in the filing, or have it time-stamped.",
            "",
        ]
    )
    return text.encode()
