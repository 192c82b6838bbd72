"""A workbook looked through before it is opened: what could run, reach out or exhaust a reader.

One pass over the XML of each part, in time proportional to its size. Formulas are refused with
their cell: a case is what was written down, not what a spreadsheet computes on somebody's machine.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import final
from xml.parsers import expat

from juryroom.exchange.archives import refuse

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 20_000, 300, 120_000
MAX_TEXT, MAX_DEPTH = 40_000, 40

_ACTIVE = re.compile(
    r"vbaproject|activex|embeddings/|externallinks/|connections\.xml|querytables/|macrosheets/"
    r"|ctrlprops/|customui|webextensions|dialogsheets/|\.bin$",
    re.IGNORECASE,
)
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TAG = re.compile(rb"<(?:\w+:)?(?:sheet|Relationship)\s[^>]*>")
_ATTRIBUTE = re.compile(rb'(?:\w+:)?(name|id|Id|Target)="([^"]*)"')


def scan(parts: Mapping[str, bytes], name: str) -> None:
    """Refuse a workbook with macros, links to other files, formulas, or more than a case needs.

    Parameters
    ----------
    parts
        The unpacked parts.
    name
        Of the file, for messages.

    Raises
    ------
    CaseFileError
        With the part or the cell.
    """
    if "[Content_Types].xml" not in parts or "xl/workbook.xml" not in parts:
        refuse(
            name, "no workbook", "an XLSX file is a zip that holds xl/workbook.xml", "an XLSX file"
        )
    cells, titles = 0, _titles(parts)
    for part, data in parts.items():
        if _ACTIVE.search(part):
            refuse(
                f"{name} part '{part}'",
                "macros, controls, or a link to another file",
                "a workbook with a case holds values only",
                "the workbook saved as .xlsx, without macros and links",
            )
        if part.lower().endswith((".xml", ".rels", ".vml")):
            cells = _Scan(name, part, title=titles.get(part, ""), cells=cells).run(data)


def _titles(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the name of the sheet that each part holds, as a reader knows it."""
    sheets = _attributes(parts["xl/workbook.xml"])
    links = _attributes(parts.get("xl/_rels/workbook.xml.rels", b""))
    target = {link["Id"]: link["Target"] for link in links if {"Id", "Target"} <= link.keys()}
    return {
        "xl/" + target[sheet["id"]].removeprefix("/xl/"): unescape(sheet["name"])
        for sheet in sheets
        if "name" in sheet and sheet.get("id") in target
    }


def _attributes(xml: bytes) -> list[dict[str, str]]:
    return [
        {key.decode(): value.decode("utf-8", "replace") for key, value in _ATTRIBUTE.findall(tag)}
        for tag in _TAG.findall(xml)
    ]


@final
@dataclass(slots=True)
class _Scan:
    """One pass over the XML of one part."""

    name: str
    part: str
    title: str = ""
    cell: str = ""
    depth: int = 0
    cells: int = 0
    text: int = 0

    @property
    def where(self) -> str:
        place = f" cell {self.cell}" if self.cell else ""
        held = f"sheet '{self.title}'" if self.title else f"part '{self.part}'"
        return f"{self.name} {held}{place}"

    def run(self, data: bytes) -> int:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = self.doctype
        parser.buffer_text = True
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            refuse(self.where, f"XML that cannot be read ({error})", "a part of a workbook is XML",
                   "the workbook as it was saved")  # fmt: skip
        return self.cells

    def doctype(self, *_: object) -> None:
        refuse(self.where, "a document type", "entities have been used to exhaust readers",
               "a workbook without one")  # fmt: skip

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.text = 0
        local = tag.rpartition(":")[2]
        if self.depth > MAX_DEPTH:
            refuse(self.where, f"XML nested {self.depth} deep", "a workbook is flat",
                   f"at most {MAX_DEPTH} levels")  # fmt: skip
        if local in {"c", "si"}:  # a cell, or a text that cells share
            self.take_cell(attributes.get("r", ""))
        elif local == "f" and "/worksheets/" in self.part:
            refuse(
                self.where,
                "a formula",
                "a case is what was written down, not what a spreadsheet computes",
                "the value itself; in a spreadsheet: copy, then paste as values",
            )
        elif local == "Relationship" and attributes.get("TargetMode") == "External":
            refuse(self.where, f"a link to {attributes.get('Target', '')[:60]!r}",
                   "a workbook with a case reaches out to nothing", "the workbook without links")  # fmt: skip

    def take_cell(self, reference: str) -> None:
        self.cell = reference[:12]
        self.cells += 1
        found = _CELL.fullmatch(reference)
        column = 0
        for letter in found[1] if found else "":
            column = 26 * column + ord(letter) - 64
        far = found is not None and (int(found[2]) > MAX_ROWS or column > MAX_COLUMNS)
        if self.cells > MAX_CELLS or far or (reference and found is None):
            refuse(
                self.where,
                "a cell beyond the limits",
                "a case has a limit, and its cells have places",
                f"at most {MAX_ROWS:,} rows, {MAX_COLUMNS} columns and {MAX_CELLS:,} cells and texts",
            )

    def end(self, _: str) -> None:
        self.depth -= 1
        self.text = 0

    def characters(self, text: str) -> None:
        self.text += len(text)
        if self.text > MAX_TEXT:
            refuse(self.where, f"text of more than {MAX_TEXT:,} characters",
                   "a cell of a workbook holds at most 32,767", "shorter text")  # fmt: skip
