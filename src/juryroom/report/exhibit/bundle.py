"""A bundle: the exhibit with everything that someone else needs to compute it again, offline."""

import csv
import io
import shlex
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import final

from juryroom.effect.survey_question import Answer, Question, ask
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.survey import column_places
from juryroom.jury.survey_file import survey_lines
from juryroom.jury.survey_rows import is_formula
from juryroom.provenance import Environment, canonical_json, sha256
from juryroom.report.exhibit import files
from juryroom.report.exhibit.document import Exhibit
from juryroom.report.exhibit.html import exhibit_html
from juryroom.report.exhibit.pdf import exhibit_pdf
from juryroom.report.exhibit.wording import check_words
from juryroom.report.exhibit.write import exhibit


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
    here = Environment.here()
    made[files.MADE_WITH] = made_with(here, typst=typst_version() if pdf else None)
    made[files.README] = readme(here, pdf=pdf)
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
        files.COMMAND: shlex.join(answer.question.command) + "\n",
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
    table = survey_lines(survey, name)
    head = next(table, None)
    if head is None:
        return survey, ()
    kept = dict.fromkeys(question.columns().named)
    places = column_places(head, kept, name)
    _check_opened(kept, question, name)
    clusters: dict[str, str] = {}
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(kept)
    for number, row in enumerate(table, start=2):
        _check_row(row, head, name, number)
        cells = {column: row[at] if at < len(row) else "" for column, at in places.items()}
        grouped = cells.get(question.cluster) if question.cluster is not None else None
        if grouped is not None and grouped.strip():
            cells[str(question.cluster)] = clusters.setdefault(grouped, str(len(clusters) + 1))
        out.writerow(cells[column] for column in kept)
    return text.getvalue().encode(), tuple(column for column in head if column not in kept)


def _check_opened(kept: Iterable[str], question: Question, name: str) -> None:
    """Refuse columns and labels that a spreadsheet would compute: the rows are opened by others."""
    labels = question.labels()
    named = [(f"the column '{column}'", column) for column in kept]
    named += [(f"the label '{label}'", label) for label in (*labels.answers, *labels.conditions)]
    rule = "the rows of a bundle are opened by others, and a spreadsheet would compute this"
    problems = [
        Problem(name, what[:80], rule, "a name that is text, in the file and in the options")
        for what, text in named
        if is_formula(text)
    ]
    if problems:
        raise OutOfDomainError(problems)


def _check_row(row: list[str], head: list[str], name: str, number: int) -> None:
    """Refuse a row with more cells than names: which of them are used cannot be said."""
    if len(row) > len(head):
        rule = "the first row names every column"
        accepted = f"{len(head)} cells or fewer"
        raise OutOfDomainError(Problem(f"{name} row {number}", f"{len(row)} cells", rule, accepted))


def made_with(environment: Environment, *, typst: str | None) -> bytes:
    """Return what a bundle says it was made with: juryroom, and typst where there is a PDF."""
    said = {"juryroom": environment.juryroom, "build": environment.build, "typst": typst}
    return canonical_json(said).encode()


def typst_version() -> str | None:
    """Return the version of typst, or None where it is not installed."""
    try:
        return version("typst")
    except PackageNotFoundError:
        return None


def readme(environment: Environment, *, pdf: bool) -> bytes:
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
            f"  pip install 'juryroom{'[pdf]' if pdf else ''}=={environment.juryroom}'   (once)",
            "  juryroom exhibit verify THIS-FOLDER",
            "",
            "It checks that every file is as it was sealed, names any that is not, computes everything",
            "again from the rows and the parameters, and compares every file with that. Without",
            f"juryroom, the files can be compared with {files.MANIFEST} by any program for sha256, and",
            "that with the seal:",
            "",
            f"  sha256sum -c {files.SEAL}",
            "",
            "Rows and parameters could be replaced by others, and everything made anew from them. That",
            "they are the ones that were filed, the seal alone shows: quote it in the filing, and give it",
            "to the check: juryroom exhibit verify THIS-FOLDER --seal SHA256. It does not show when it was",
            "made, nor by whom.",
            "",
        ]
    )
    return text.encode()
