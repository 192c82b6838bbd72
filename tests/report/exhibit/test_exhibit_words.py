"""A lint of every word of an exhibit, whatever it is asked: no conclusion, no overclaim, no bare number."""

import re
from collections.abc import Iterator

import pytest

from juryroom.effect.wording import conclusions_in
from juryroom.errors import OutOfDomainError
from juryroom.report.exhibit.bundle import ExhibitBundle, make_exhibit
from juryroom.report.exhibit.document import Bullets, Exhibit, Paragraph, Table
from juryroom.report.exhibit.wording import check_words, overclaims_in
from tests.report.exhibit.surveys import PLAIN, survey
from tests.report.reading import Element, read

EXHIBITS = ("plain", "rich", "single", "adjusted", "played", "seen")
# A probability may stand without brackets where the words beside it say what is not known of it.
HEDGED = re.compile(r"interval|range over|exact", re.IGNORECASE)
OF_100 = re.compile(r"\d in 100\b")
FORBIDDEN = ("proves", "the jury would have", "scientifically certain", "harmless", "cleared")


@pytest.fixture(params=EXHIBITS)
def made(request: pytest.FixtureRequest) -> ExhibitBundle:
    """Every exhibit in turn."""
    return request.getfixturevalue(request.param)


def sentences(exhibit: Exhibit) -> Iterator[str]:
    for section in exhibit.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph | Bullets):
                yield from (text for text in block.texts)


def tables(exhibit: Exhibit) -> Iterator[Table]:
    for section in exhibit.sections:
        yield from (block for block in section.blocks if isinstance(block, Table))


def test_no_text_draws_a_conclusion_of_law(made: ExhibitBundle) -> None:
    for text in made.exhibit.texts():
        assert conclusions_in(text) == (), text


def test_no_text_claims_more_than_a_model_can_give(made: ExhibitBundle) -> None:
    for text in made.exhibit.texts():
        assert overclaims_in(text) == (), text


def test_texts_are_all_that_the_page_says(made: ExhibitBundle) -> None:
    """What the lint reads is what is printed: no word of the page is in the template alone."""
    known = " ".join(" ".join(made.exhibit.texts()).split())
    frame = {"Exhibit", "Skip to the exhibit"}
    page = read(made.files["exhibit.html"].decode())
    for element in page.all("body")[0].everything():
        if any(up.tag == "svg" for up in ancestors(element)):
            continue
        for text in filter(str.strip, element.texts):
            words = " ".join(text.split())
            words = re.sub(r"^\d+\. ", "", words)
            assert words in frame or words in known, words


def ancestors(element: Element | None) -> Iterator[Element]:
    while element is not None:
        yield element
        element = element.parent


@pytest.mark.parametrize("words", FORBIDDEN)
def test_forbidden_words_are_found_by_one_of_the_two_lints(words: str) -> None:
    text = f"This error was {words}" if words == "harmless" else f"It {words} acquitted."
    assert conclusions_in(text) or overclaims_in(text)


def test_no_sentence_has_a_probability_without_what_is_not_known_of_it(
    made: ExhibitBundle,
) -> None:
    seen = 0
    for text in sentences(made.exhibit):
        if OF_100.search(text):
            seen += 1
            assert HEDGED.search(text), text
    assert seen >= 4


def test_no_table_has_a_probability_without_what_is_not_known_of_it(made: ExhibitBundle) -> None:
    """A table of juries or people of 100 has intervals in its cells, or says that it is exact."""
    seen = 0
    for table in tables(made.exhibit):
        words = f"{table.caption} {' '.join(table.head)}"
        if not (table.numbers and re.search(r"\b100\b", words)):
            continue
        seen += 1
        if "xact" in table.note:
            continue
        for row in table.rows:
            numbers = [cell for cell in row[1:] if re.search(r"\d", cell)]
            assert any(re.search(r"\d to \S*\d", cell) for cell in numbers), (table.caption, row)
    assert seen >= 5


def test_a_bare_number_would_be_found() -> None:
    text = "About 54 in 100 juries find guilty."
    assert OF_100.search(text)
    assert not HEDGED.search(text)


def test_frequencies_are_whole_numbers_of_100(made: ExhibitBundle) -> None:
    """A range over models has the one place of the tables that it is read from."""
    for text in made.exhibit.texts():
        for number, end in re.findall(r"(?:about|than) ([\d.]+)( to [\d.]+)? in 100", text):
            assert re.fullmatch(r"\d{1,3}(\.\d)?" if end else r"\d{1,3}", number), text


@pytest.mark.parametrize("field", ["title", "error", "prepared_by", "dated"])
@pytest.mark.parametrize(
    "words", ["an error that was harmless: the error was harmless", "This proves misconduct"]
)
def test_texts_of_the_maker_are_read_by_the_same_lint(field: str, words: str) -> None:
    with pytest.raises(OutOfDomainError, match="conclusions are for the court"):
        make_exhibit(survey(), PLAIN.model_copy(update={field: words}))


PASS = (
    "the proof that was withheld",
    "The proof that the State withheld",
    "A statement that he was innocent, not disclosed",
    "a guaranteed plea",
    "A guarantee of leniency to the witness",
    "conclusive presumption instruction",
    "An instruction on a conclusive or mandatory presumption of intent",
    "defendant is guilty remark by prosecutor",
    "The prosecutor's remark that the defendant is guilty",
    "The prosecutor told the jury that the defendant was guilty",
    "Testimony by a detective that he was guilty",
    "A letter of the co-defendant that the accused was innocent",
    "An affidavit that she would have acquitted",
    "A juror asked whether the defendant was guilty of another charge",
    "The instruction that he is presumed innocent was left out",
    "Innocent until proven guilty: the instruction was not given",
    "An innocent explanation of the cash, excluded",
    "Instruction that the defendant must prove self-defence",
    "Evidence of other acts, offered to prove motive",
    "Instruction that the State need not prove intent",
    "Instruction to convict if the State proves two of three elements",
    "Instruction to convict without proof that he knew",
    "The prosecutor's argument that silence proves guilt",
    "The courtroom was cleared during the testimony",
    "An expert testified to a reasonable degree of scientific certainty",
    "Testimony that fingerprints are infallible",
    "An instruction that guilt be shown beyond all doubt",
    "The court denied the defendant's motion to suppress",
    "The court denied the defendant a continuance",
    "Testimony that the witness passes the polygraph test",
    "The harmless error doctrine was argued to the jury",
    'A juror\'s note that read "the error was harmless"',
    "\u201cHe is innocent, this proves it\u201d: a shout from the gallery",
    "Prosecutor's slide \u2018DEFENDANT IS GUILTY\u2019 in closing",
    "'He was clearly guilty', said of the defendant's brother",
)
REFUSED = (
    "This proves misconduct",
    "The survey proves that the remark mattered",
    "These figures prove that the verdict was wrong",
    "It goes to prove that the jury erred",
    "It has been proven that the remark mattered",
    "It can be proven that the remark mattered",
    "Proof that the error changed the verdict",
    "This is proof that the defendant is not guilty",
    "Without the remark he would have been acquitted",
    "Most juries would have acquitted",
    "But for this the jury would have acquitted",
    "The jury would not have convicted",
    "The defendant is innocent",
    "He was not guilty",
    "The accused is guilty and always was",
    "Our statement that he is innocent",
    "An innocent man was convicted",
    "He was cleared by this survey",
    "The survey exonerated him",
    "The error was harmless",
    "A threat that went unanswered; the threat was prejudicial",
    "The error was prejudicial",
    "The remark was reversible error",
    "It prejudiced the defendant",
    "It denied the defendant a fair trial",
    "This denied the accused due process",
    "The conviction must be reversed",
    "The defendant is entitled to a new trial",
    "The remark fails the Chapman test",
    "The State has not carried its burden",
    "The results are guaranteed",
    "The remark guaranteed a conviction",
    "This guarantees that the verdict would differ",
    "Conclusive evidence of bias",
    "The figures show conclusively that it mattered",
    "To a scientific certainty the remark mattered",
    "Beyond any doubt the remark mattered",
    "The remark undoubtedly mattered",
    "He was clearly innocent",
    "The remark that was struck proves misconduct",
    "The statement that the court struck proves misconduct",
    "Presumably the defendant is guilty",
    "The defendant's remark that the error was harmless in the jurors' view",
    'The "error was harmless',
)


@pytest.mark.parametrize("words", PASS)
def test_what_happened_at_a_trial_can_be_named(words: str) -> None:
    check_words(PLAIN.model_copy(update={"error": words, "title": words}))


@pytest.mark.parametrize("words", REFUSED)
def test_what_claims_or_concludes_is_refused(words: str) -> None:
    with pytest.raises(OutOfDomainError, match="or the words in quotation marks, as somebody's"):
        check_words(PLAIN.model_copy(update={"error": words}))


@pytest.mark.parametrize("words", REFUSED[:-1])
def test_quoted_words_are_somebody_s(words: str) -> None:
    check_words(PLAIN.model_copy(update={"error": f'A poster: "{words}".'}))


def test_the_tables_are_as_long_as_they_should_be() -> None:
    assert len(set(PASS)) >= 30
    assert len(set(REFUSED)) >= 30


def test_names_of_versions_are_read_by_the_same_lint() -> None:
    with pytest.raises(OutOfDomainError, match="conditions"):
        check_words(PLAIN.model_copy(update={"conditions": ("the error was harmless", "other")}))


@pytest.mark.parametrize("control", ["\u202e", "\u2067", "\u2069", "\u200f", "\u061c", "\u2029"])
@pytest.mark.parametrize("field", ["title", "error", "guilty", "source"])
def test_what_would_turn_a_line_around_is_refused(control: str, field: str) -> None:
    with pytest.raises(OutOfDomainError, match=rf"{field}: found U\+{ord(control):04X}"):
        check_words(PLAIN.model_copy(update={field: f"a{control}b"}))
    with pytest.raises(OutOfDomainError, match="conditions: found"):
        check_words(PLAIN.model_copy(update={"conditions": (f"a{control}", "b")}))


def test_standards_are_described_and_no_side_is_taken(plain: ExhibitBundle) -> None:
    (part,) = (s for s in plain.exhibit.sections if s.id == "standards")
    (bands,) = (
        b for b in part.blocks if isinstance(b, Table) and b.caption.startswith("Where the numbers")
    )
    assert {row[0] for row in bands.rows} == {"watson"}
    assert all(
        re.fullmatch("interval (below|across|above) the line", row[-1]) for row in bands.rows
    )


def test_section_numbers_that_texts_refer_to_are_right(plain: ExhibitBundle) -> None:
    titles = [s.id for s in plain.exhibit.sections]
    text = " ".join(plain.exhibit.texts())
    assert titles[4 - 1] == "outcomes"
    assert titles[5 - 1] == "effect"
    assert set(re.findall(r"section (\d+)", text)) == {"4", "5"}
