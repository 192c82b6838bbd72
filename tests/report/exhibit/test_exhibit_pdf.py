"""The PDF: the same words as the page, tagged, its fonts inside it, the same bytes each time."""

import re
import zlib
from dataclasses import replace

import pytest

from juryroom.errors import OutputError
from juryroom.report.exhibit.bundle import ExhibitBundle, make_exhibit
from juryroom.report.exhibit.pdf import FONT, exhibit_pdf, exhibit_pngs
from tests.report.exhibit.surveys import PLAIN, survey

pytest.importorskip("typst")


def streams(pdf: bytes) -> bytes:
    """Everything in a PDF, its compressed streams unpacked."""
    found = [pdf]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_pdf_is_tagged_has_a_title_a_language_and_its_fonts(plain: ExhibitBundle) -> None:
    pdf = plain.files["exhibit.pdf"]
    assert pdf.startswith(b"%PDF-1.")
    held = streams(pdf)
    assert b"/MarkInfo" in held
    assert b"/Lang" in held
    assert b"pdfuaid:part" in held
    fonts = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([A-Za-z-]+)", held))
    assert {name.split(b"-")[0] for name in fonts} == {b"LibertinusSerif", b"DejaVuSansMono"}
    assert held.count(b"/FontFile") >= len(fonts) or b"/FontFile" in held


def test_pdf_has_alternative_text_for_every_figure(plain: ExhibitBundle) -> None:
    figures = str(plain.exhibit.as_json()).count("'svg'")
    assert streams(plain.files["exhibit.pdf"]).count(b"/Alt") >= figures


def test_pdf_is_small_and_the_same_each_time(plain: ExhibitBundle) -> None:
    pdf = plain.files["exhibit.pdf"]
    assert len(pdf) < 3_000_000
    assert exhibit_pdf(plain.exhibit) == pdf


def test_every_exhibit_can_be_set(rich: ExhibitBundle) -> None:
    pages = exhibit_pngs(rich.exhibit, ppi=20)
    assert 4 <= len(pages) <= 14
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_texts_are_never_read_as_markup(plain: ExhibitBundle) -> None:
    """A label that is a typst command is set letter by letter: it can read no file and stop nothing."""
    hostile = '#panic("x") #read("/etc/passwd") $x$ *bold* @ref <label> \\ // [ ] "'
    exhibit = plain.exhibit.__class__(
        title=hostile,
        facts=((hostile, hostile),),
        notices=(hostile,),
        sections=plain.exhibit.sections,
        foot=hostile,
    )
    assert exhibit_pdf(exhibit).startswith(b"%PDF")


def test_labels_of_a_survey_stand_in_figures_as_text() -> None:
    hostile = '</svg><script>#read("x")&amp;\u00df\u03a9\u0416 ' + "long " * 20
    rows = survey().decode().replace(",actual,", f',"{hostile.replace(chr(34), chr(34) * 2)}",')
    asked = PLAIN.model_copy(
        update={
            "conditions": (hostile, "hypothetical"),
            "draws": 200,
            "models": ("tug-of-war",),
            "single_model": True,
        }
    )
    assert make_exhibit(rows.encode(), asked, pdf=True).files["exhibit.pdf"].startswith(b"%PDF")


def test_a_letter_that_the_font_has_not_is_named(single: ExhibitBundle) -> None:
    exhibit = replace(single.exhibit, facts=(("Case", "\u4e2d v. Roe"),))
    with pytest.raises(OutputError, match="\u4e2d"):
        exhibit_pdf(exhibit)


def test_without_typst_the_message_says_what_to_install(
    plain: ExhibitBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(OutputError, match="pip install typst"):
        exhibit_pdf(plain.exhibit)


def test_no_system_font_is_named(plain: ExhibitBundle) -> None:
    assert FONT == "Libertinus Serif"
    assert b"Liberation" not in streams(plain.files["exhibit.pdf"])
