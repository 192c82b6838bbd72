"""Labels that run from right to left move no sign and no digit beside them, on the page or on paper."""

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.report.exhibit.bundle import ExhibitBundle, make_exhibit
from juryroom.report.exhibit.document import Pictures
from juryroom.report.exhibit.isolation import FSI, PDI, controls_in, isolator, marked
from juryroom.report.exhibit.pdf import exhibit_pngs
from tests.report.exhibit.surveys import PLAIN, survey
from tests.report.reading import Element, read

HEBREW = "\u05d0\u05d1\u05d2 \u05d3\u05d4 12"
ARABIC = "\u0627\u0644\u062d\u0643\u0645 +5"
LEFTWARD = {"R", "AL", "AN"}
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.fixture(scope="module")
def turned() -> ExhibitBundle:
    """A Hebrew and an Arabic label, and a Hebrew title."""
    rows = survey().decode().replace(",actual,", f",{HEBREW},")
    rows = rows.replace(",hypothetical,", f",{ARABIC},")
    asked = PLAIN.model_copy(
        update={
            "conditions": (HEBREW, ARABIC),
            "title": f"State v. {HEBREW}",
            "error": f"The remark \u201c{HEBREW}\u201d",
            "thresholds": (0.1,),
            "draws": 200,
            "models": ("tug-of-war",),
            "single_model": True,
        }
    )
    return make_exhibit(rows.encode(), asked)


def runs_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in LEFTWARD for letter in text)


def open_parts(text: str) -> str:
    """A text without what stands between isolates."""
    return re.sub(f"{FSI}[^{FSI}{PDI}]*{PDI}", "", text)


def texts_outside_of_bdi(element: Element) -> Iterator[str]:
    if element.tag != "bdi":
        yield from element.texts
        for child in element.children:
            yield from texts_outside_of_bdi(child)


def test_every_leftward_letter_of_the_page_is_isolated(turned: ExhibitBundle) -> None:
    page = read(turned.files["exhibit.html"].decode())
    for element in page.all("body"):
        for text in texts_outside_of_bdi(element):
            assert not runs_left(open_parts(text)), text
        for inner in element.everything():
            for value in inner.attributes.values():
                assert not runs_left(open_parts(value)), value
    held = [bdi.text for bdi in page.all("bdi")]
    assert held.count(HEBREW) > 10
    assert held.count(ARABIC) > 10


def test_every_leftward_letter_of_the_pdf_and_the_figures_is_isolated(
    turned: ExhibitBundle,
) -> None:
    for text in turned.exhibit.texts():
        assert not runs_left(open_parts(text)), text
        assert text.count(FSI) == text.count(PDI)
    blocks = [block for section in turned.exhibit.sections for block in section.blocks]
    pictures = [
        figure for block in blocks if isinstance(block, Pictures) for figure in block.figures
    ]
    svgs = [text for figure in pictures for text in re.findall(r"<text[^>]*>([^<]*)", figure.svg)]
    assert f"{FSI}{HEBREW}{PDI}" in svgs
    assert not any(runs_left(open_parts(text)) for text in svgs)


def test_an_exhibit_without_such_letters_has_no_isolate(plain: ExhibitBundle) -> None:
    page = plain.files["exhibit.html"].decode()
    assert "<bdi>" not in page
    assert FSI not in page


def test_hebrew_can_be_set_on_paper() -> None:
    """Isolates are no letters: the font need not have them."""
    pytest.importorskip("typst")
    rows = survey().decode().replace(",actual,", f",{HEBREW},").encode()
    asked = PLAIN.model_copy(
        update={
            "conditions": (HEBREW, "hypothetical"),
            "draws": 200,
            "models": ("tug-of-war",),
            "single_model": True,
        }
    )
    made = make_exhibit(rows, asked, pdf=True)
    assert made.files["exhibit.pdf"].startswith(b"%PDF")
    assert exhibit_pngs(made.exhibit, ppi=20)


def test_every_leftward_letter_of_unicode_is_known() -> None:
    isolate = isolator([])
    for code in range(0x110000):
        letter = chr(code)
        if unicodedata.bidirectional(letter) in LEFTWARD and not controls_in(letter):
            assert isolate(letter) == f"{FSI}{letter}{PDI}", hex(code)


def test_every_character_that_turns_a_line_is_known() -> None:
    for code in range(0x110000):
        letter = chr(code)
        kind = unicodedata.bidirectional(letter)
        if kind in TURNING or (kind == "B" and letter not in "\n\r"):
            assert controls_in(letter) == (f"U+{code:04X}",)
    assert controls_in("\u200e\u200f\u061c") == ("U+200E", "U+200F", "U+061C")


LETTERS = st.text(alphabet="ab\u05d0\u05d1\u0627\u0661 +-1.'\"<>\u202e\u2067\u2069\n", max_size=12)


@given(st.lists(LETTERS, max_size=3), LETTERS, LETTERS)
def test_whatever_a_label_holds_it_stays_within_its_isolate(
    labels: list[str], before: str, after: str
) -> None:
    isolate = isolator(labels)
    text = isolate(f"{before}{''.join(labels)}{after}")
    assert not runs_left(open_parts(text))
    assert not controls_in(open_parts(text))
    depth = 0
    for letter in text:
        depth += (letter == FSI) - (letter == PDI)
        assert depth in {0, 1}
        assert not (depth and letter == "\n")
    assert depth == 0
    page = str(marked(text))
    assert page.count("<bdi>") == page.count("</bdi>") == text.count(FSI)
