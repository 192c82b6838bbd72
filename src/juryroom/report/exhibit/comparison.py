"""Every file of a bundle beside the same file made again from its rows and parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self, final

from juryroom.effect.survey_question import Answer, Question
from juryroom.errors import JuryroomError, OutputError
from juryroom.provenance import Environment, is_version
from juryroom.report.exhibit import files
from juryroom.report.exhibit.bundle import (
    answered,
    computed,
    made_with,
    readme,
    redacted,
    typst_version,
)
from juryroom.report.exhibit.differences import (
    CLOSE,
    FAR,
    NOTHING,
    bears_figures,
    differing,
    first_difference,
    is_canonical,
    last_digits,
    read_json,
    without_pictures,
)
from juryroom.report.exhibit.document import Exhibit
from juryroom.report.exhibit.files import Change
from juryroom.report.exhibit.pdf import exhibit_pdf
from juryroom.report.exhibit.write import exhibit

_LONGEST = 80
_MADE_WITH = ("build", "juryroom", "libraries", "python")


@final
@dataclass(slots=True, kw_only=True)
class Comparison:
    """What is found, file by file.

    Parameters
    ----------
    held
        The bytes of each file, as they are in the bundle.
    question, answer, shown
        What is asked, what it gives here, and the exhibit of it, which says that it was made with
        what the bundle says it was made with.
    said
        What the bundle says it was made with; None where it says no such thing.
    differs, unconfirmed, notes, largest
        As in `Verification`.
    """

    held: Mapping[str, bytes]
    question: Question
    answer: Answer
    shown: Exhibit
    said: Environment | None
    differs: list[Change] = field(default_factory=list[Change])
    unconfirmed: list[Change] = field(default_factory=list[Change])
    notes: list[str] = field(default_factory=list[str])
    largest: float = 0.0

    @classmethod
    def of(cls, held: Mapping[str, bytes], question: Question) -> Self:
        """Compute everything again, and return what is to be compared with it."""
        answer = answered(question, held[files.ROWS])
        made = read_json(held[files.RESULT]).get("provenance")
        said = Environment.read(made) if isinstance(made, dict) else None
        return cls(
            held=held,
            question=question,
            answer=answer,
            shown=exhibit(answer, said),
            said=said,
        )

    @property
    def environment(self) -> Environment:
        """What the files say they were made with."""
        return Environment.here() if self.said is None else self.said

    @property
    def other_build(self) -> bool:
        """Whether the bundle says that another juryroom made it."""
        here = Environment.here()
        return (self.environment.juryroom, self.environment.build) != (here.juryroom, here.build)

    @property
    def other_libraries(self) -> bool:
        """Whether the bundle says that it was made on other libraries, or another Python."""
        here = Environment.here()
        return (self.environment.python, self.environment.libraries) != (
            here.python,
            here.libraries,
        )

    def compare(self) -> None:
        """Compare every file of the bundle."""
        again = computed(self.answer, self.shown)
        self._result(again[files.RESULT])
        self._rows()
        for name in (files.PARAMETERS, files.COMMAND):
            self._equal(name, again[name])
        self._equal(files.README, readme(self.environment, pdf=files.PDF in self.held))
        self._page(again[files.PAGE])
        self._pdf()
        self._made_with()
        self._note()

    def _against(self, name: str, what: str, *, explained: bool) -> None:
        """Note a difference; where what the bundle says of itself explains it, it is no change."""
        (self.unconfirmed if explained else self.differs).append(Change(name, what))

    def _equal(self, name: str, again: bytes) -> None:
        held = self.held[name]
        if held != again:
            what = "it is not what the rows and the parameters give: "
            what += first_difference(*(data.decode(errors="replace") for data in (held, again)))
            self._against(name, what, explained=self.other_build)

    def _result(self, again: bytes) -> None:
        """Compare every figure; a figure that is another is never put down to another build."""
        figure, other = self._first_differences(again)
        found = [figure] if figure is not None else []
        if self.said is None:
            found.append("it does not say what it was made with, in versions and nothing else")
        if not is_canonical(self.held[files.RESULT]):
            found.append("it is not JSON in the form in which it is written")
        if found:
            self._against(files.RESULT, "; ".join(found), explained=False)
        elif other is not None:
            self._against(files.RESULT, other, explained=self.other_build)

    def _first_differences(self, again: bytes) -> tuple[str | None, str | None]:
        """Return the first figure that is not what the rows give, and the first other part."""
        figure = other = None
        recorded, here = (_stripped(read_json(data)) for data in (self.held[files.RESULT], again))
        for place, one, two, apart in differing(recorded, here):
            what = f"{_cut(ascii(place)[1:-1])} is {_short(one)}; the rows give {_short(two)}"
            if apart == FAR:
                # Another build may leave a part out or add one; it turns no figure into a text.
                if bears_figures(two) and one is not NOTHING:
                    figure = figure or what
                else:
                    other = other or what
                continue
            self.largest = max(self.largest, abs(one - two))
            if apart > CLOSE:
                figure = figure or what
        return figure, other

    def _rows(self) -> None:
        """See that the rows hold what is used, in the form in which it is kept, and nothing else."""
        held = self.held[files.ROWS]
        try:
            kept, _ = redacted(held, self.question)
        except JuryroomError as error:
            self._against(files.ROWS, error.problems[0].found, explained=self.other_build)
            return
        if kept != held:
            what = "it holds more than the columns that are used, or not in the form in which it is kept"
            self._against(files.ROWS, what, explained=self.other_build)

    def _page(self, again: bytes) -> None:
        """Compare the page: byte by byte, else its words and then its pictures."""
        held = self.held[files.PAGE]
        if held == again:
            return
        ours = again.decode()
        page = held.decode(errors="replace")
        words, expected = without_pictures(page), without_pictures(ours)
        if words != expected:
            what = "it is not what the rows and the parameters give: "
            near = self.other_libraries and last_digits(words, expected)
            self._against(
                files.PAGE,
                what + first_difference(words, expected),
                explained=self.other_build or near,
            )
            return
        what = (
            "its words and tables are what the rows and the parameters give, its pictures are not"
        )
        explained = self.other_build or self.other_libraries
        if explained:
            what = (
                "its words and tables are what the rows and the parameters give; its pictures are drawn "
                "otherwise here, and were not compared"
            )
        self._against(files.PAGE, what, explained=explained)

    def _pdf(self) -> None:
        """Set the PDF again, and compare it."""
        if files.PDF not in self.held:
            return
        here, used = typst_version(), self._typst()
        if here is None:
            what = "it is set by typst, which is not installed here: it was not compared"
            self._against(files.PDF, what, explained=True)
            return
        page_differs = any(one.name == files.PAGE for one in (*self.differs, *self.unconfirmed))
        explained = self.other_build or used != here or (self.other_libraries and page_differs)
        try:
            again = exhibit_pdf(self.shown)
        except OutputError as error:
            what = f"it cannot be set from the rows and the parameters ({error.problems[0].found[:80]})"
            self._against(files.PDF, what, explained=explained)
            return
        if again == self.held[files.PDF]:
            if used != here:
                what = f"it says typst {_short(used)}, and typst {here} sets the same PDF"
                self._against(files.MADE_WITH, what, explained=False)
            return
        what = "it is not what the rows and the parameters give"
        if used != here:
            what = f"it was set with typst {_short(used)}, and typst {here} sets it otherwise"
        self._against(files.PDF, what, explained=explained)

    def _typst(self) -> Any:
        return read_json(self.held[files.MADE_WITH]).get("typst")

    def _made_with(self) -> None:
        """See that the bundle says the same in both places of what it was made with."""
        used = self._typst()
        fits = is_version(used) if files.PDF in self.held else used is None
        again = made_with(self.environment, typst=used if fits else None)
        if not fits or again != self.held[files.MADE_WITH]:
            what = f"it does not say what {files.RESULT} says, and of typst a version where there is a PDF"
            explained = self.environment.build is None and fits
            self._against(files.MADE_WITH, what, explained=explained)

    def _note(self) -> None:
        """Say what the bundle says it was made with, where that is something else."""
        here, said = Environment.here(), self.environment
        other: list[str] = []
        if self.other_build:
            another = "another build of " if said.juryroom == here.juryroom else ""
            other.append(f"{another}{said.program} (here {here.program})")
        used = {"Python": said.python, **dict(said.libraries)}
        ours = {"Python": here.python, **dict(here.libraries)}
        other += [f"{n} {used[n]} (here {ours[n]})" for n in used if used[n] != ours[n]]
        by = "by" if self.other_build else "with"
        if other:
            self.notes.append(
                f"It says that it was made {by} {', '.join(other)}. That is its maker's word, and cannot be "
                "checked; what it could explain is named as not confirmed. To settle it, verify with "
                "what it names."
            )


def _stripped(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result without what says what it was made with."""
    made = result.get("provenance")
    if not isinstance(made, dict):
        return result
    return {**result, "provenance": {k: v for k, v in made.items() if k not in _MADE_WITH}}


def _short(value: Any) -> str:
    """Return a value of a stranger's for a message, without characters that a terminal would obey."""
    match value:
        case dict():
            return "an object"
        case list():
            return f"a list of {len(value)}"
        case _:
            return "nothing" if value is NOTHING else _cut(ascii(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
