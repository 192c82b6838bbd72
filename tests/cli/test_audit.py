"""`juryroom case audit`, from the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.audit.building import DOCUMENTS, text_of_case

Juryroom = Callable[..., Any]


def written(folder: Path) -> None:
    (folder / "people-v-doe.yaml").write_text(text_of_case(), encoding="utf-8")
    (folder / "documents").mkdir()
    for source, text in DOCUMENTS.items():
        (folder / "documents" / f"{source}.txt").write_text(text, encoding="utf-8")


def test_the_audit_in_words(juryroom: Juryroom, tmp_path: Path) -> None:
    written(tmp_path)
    shown = juryroom("case", "audit", "people-v-doe.yaml", "--documents", "documents")
    assert shown.code == 0
    assert "Documents: 3 unchanged" in shown.out
    assert "S1:6:5  age: 40" in shown.out
    assert "[declared: X1]" in shown.out
    assert "Quilon, 1 letter from Quillon" in shown.out
    assert all(len(line) <= 100 for line in shown.out.splitlines())


def test_the_audit_as_data(juryroom: Juryroom, tmp_path: Path) -> None:
    written(tmp_path)
    words = ("case", "audit", "people-v-doe.yaml", "--documents", "documents", "--json")
    first, second = juryroom(*words), juryroom(*words)
    assert first.out == second.out
    data = json.loads(first.out)
    assert {document["state"] for document in data["documents"]} == {"unchanged"}
    place = data["findings"][0]["places"][0]
    line = DOCUMENTS[place["source"]].splitlines()[place["line"] - 1]
    assert (
        line == DOCUMENTS[place["source"]][place["char"] - place["column"] + 1 :].partition("\n")[0]
    )
    assert len(data["provenance"]["inputs"]) == 4


def test_a_folder_that_is_none_is_refused(juryroom: Juryroom, tmp_path: Path) -> None:
    written(tmp_path)
    shown = juryroom("case", "audit", "people-v-doe.yaml", "--documents", "nowhere")
    assert shown.code == 3
    assert "no folder" in shown.err
