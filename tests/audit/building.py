"""A case and its documents, written for these tests, with the slips that an audit must find."""

import hashlib
from pathlib import Path

from juryroom.record.case import Case
from tests.record.building import SOUND, loaded, replaced

# Sam Doe, born 17 June 1980, is 41 when these are published; the jury worked four days and one
# juror refused on the fifth; seven women and five men; five years on K1 (complainant V1).
FIRST = """\
Doe guilty on one count after four days

Sam Doe, 41, was convicted of the burglary of Vera Quillon's house in Kings County on June 15, 2021.
Seven women and five men deliberated for four days. "I will wait for you outside," one juror is said
to have threatened another.
The 40-year-old was judged by jurors who stood 10-2 on the other charge.
The jury deadlocked on the charge of Walter Penrose, whose house was b*****d 16 16 times.
"""
SECOND = """\
Doe guilty on one count after four days

Doe guilty on one count after four days
On the fifth day of deliberations a juror would not go on. The judge declared a mistrial on June 16, 2021.
Jurors had been threatened: "You will be out there alone with me outside tonight."
Vera Quilon said that she was glad. Doe was sentenced to five years in prison.
"""
THIRD = """\
A jury of eleven women and one man deliberated for six days in the nine-week trial.
They acquitted Doe on the charge of Vera Quillon, and the jury could not agree on another.
The judge declared a mistrial on June 18, 2021. Doe faces a 12-year sentence, and the vote was 9 to 3.
A 33-year-old witness wept. A defendant aged forty-one would not have been convicted of harming Penrose.
"""
DOCUMENTS = {"S1": FIRST, "S2": SECOND, "S3": THIRD}


def text_of_case(documents: dict[str, str] | None = None) -> str:
    """Return a case file whose articles are kept as files, with their hashes."""
    text = SOUND
    for source, content in (documents or DOCUMENTS).items():
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        start = text.index(f"- {{id: {source}, kind: article")
        end = text.index("}", start)
        text = f"{text[:end]}, file: {source}.txt, sha256: {sha256}{text[end:]}"
    people = (
        "- {id: V1, role: complainant, name: Vera Quillon, name_basis: self_identified, sources: [S1]}\n"
        "- {id: V2, role: complainant, name: Walter Penrose, name_basis: self_identified, sources: [S1]}"
    )
    text = replaced(text, "- {id: V1, role: complainant}", people)
    return replaced(text, "  offence: assault\n", "  offence: assault\n  complainant: V2\n")


def case_and_folder(folder: Path, documents: dict[str, str] | None = None) -> tuple[Case, Path]:
    """Return the case, and the folder in which its documents lie."""
    case = loaded(folder, text_of_case(documents))
    place = folder / "documents"
    place.mkdir()
    for source, content in (documents or DOCUMENTS).items():
        (place / f"{source}.txt").write_bytes(content.encode())
    return case, place
