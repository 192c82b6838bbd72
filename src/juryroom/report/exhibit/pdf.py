"""The exhibit as a PDF: the same blocks, set by typst with fonts that typst carries itself.

The texts travel as data and are never read as markup, so that no label of a survey can become a
command. Nothing is read from the disk but the template, and no system font is looked at: the same
exhibit gives the same bytes wherever the same typst runs.
"""

import json
import re
from importlib.resources import files
from typing import Any

from juryroom.errors import OutputError, Problem
from juryroom.report.exhibit.document import Exhibit

FONT, MONO = "Libertinus Serif", "DejaVu Sans Mono"
_FAMILY = re.compile(r'font-family="[^"]*"')


def exhibit_pdf(exhibit: Exhibit) -> bytes:
    """Return the exhibit as a tagged PDF (PDF/UA-1), its fonts inside it.

    Parameters
    ----------
    exhibit
        What it says.

    Raises
    ------
    OutputError
        If typst is not installed, or a text has a letter that its fonts have not.
    """
    return _compiled(exhibit, format="pdf", pdf_standards=["ua-1"], timestamp=0)


def exhibit_pngs(exhibit: Exhibit, ppi: float = 96.0) -> list[bytes]:
    """Return the pages of the PDF as pictures.

    Parameters
    ----------
    exhibit
        What it says.
    ppi
        Dots an inch.
    """
    made = _compiled(exhibit, format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else made


def _compiled(exhibit: Exhibit, **options: Any) -> Any:
    try:
        import typst
    except ImportError:
        rule = "the PDF of an exhibit is set by typst, a wheel without system libraries"
        raise OutputError(
            Problem("--pdf", "no typst", rule, "pip install typst; or no --pdf, and print the page")
        ) from None
    template = files("juryroom.report").joinpath("templates/exhibit.typ").read_bytes()
    compiler = typst.Compiler(template, ignore_system_fonts=True)
    content = json.dumps(_with_fonts(exhibit.as_json()), ensure_ascii=False)
    try:
        return compiler.compile(sys_inputs={"exhibit": content}, **options)
    except typst.TypstError as error:
        rule = (
            f"a filed PDF holds its fonts, and {FONT} has the letters of Latin, Greek and Cyrillic"
        )
        accepted = "texts and labels in these letters; or no --pdf, and print the page"
        raise OutputError(Problem("--pdf", error.message, rule, accepted)) from None


def _with_fonts(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content with figures that are lettered in the font of the page."""
    for section in content["sections"]:
        for block in section["blocks"]:
            for figure in block.get("figures", ()):
                figure["svg"] = _namespaced(_FAMILY.sub(f'font-family="{FONT}"', figure["svg"]))
    return content


def _namespaced(svg: str) -> str:
    """Return the SVG as a file of its own; within a page it needs no namespace."""
    return svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
