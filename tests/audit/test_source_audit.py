"""The audit as a whole, on documents written for it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from juryroom.audit.documents import MAX_BYTES, FileState
from juryroom.audit.findings import AuditFinding, FindingKind
from juryroom.audit.source_audit import SourceAudit, audit
from juryroom.errors import CaseFileError
from juryroom.record.files import find_case, load_case
from tests.audit.building import DOCUMENTS, case_and_folder, text_of_case
from tests.record.building import loaded, replaced


@pytest.fixture
def found(tmp_path: Path) -> SourceAudit:
    case, folder = case_and_folder(tmp_path)
    return audit(case, folder)


def of(found: SourceAudit, kind: FindingKind, topic: str) -> Iterator[AuditFinding]:
    return (f for f in found.findings if f.kind is kind and topic in f.topic)


def against(found: SourceAudit, topic: str) -> list[tuple[str, str]]:
    return [
        (f"{f.places[0].source}:{f.places[0].line}", f.says)
        for f in of(found, FindingKind.AGAINST_RECORD, topic)
    ]


def test_figures_that_differ_from_the_record_and_no_others(found: SourceAudit) -> None:
    assert against(found, "age") == [("S1:6", "40")]
    assert against(found, "days of deliberation") == [("S3:1", "6")]
    assert against(found, "women and men") == [("S3:1", "11-1")]
    assert against(found, "years of a term") == [("S3:3", "12")]
    assert against(found, "votes") == [("S3:3", "9-3")]
    assert against(found, "verdict on the counts of V1") == [("S3:2", "not guilty")]
    assert against(found, "date of the mistrial") == [("S3:3", "June 18, 2021")]
    assert against(found, "weeks of trial") == [("S3:1", "9")]
    kinds = [f for f in found.findings if f.kind is FindingKind.AGAINST_RECORD]
    assert len(kinds) == 8


def test_an_age_that_differs_inside_one_document(found: SourceAudit) -> None:
    (age,) = of(found, FindingKind.DOCUMENTS_DIFFER, "age of D1")
    assert [(p.line, age.says.count(str(p))) for p in age.places] == [(3, 1), (6, 1)]
    assert "41" in age.record
    assert age.declared == "X1"


def test_the_number_of_a_day_against_a_number_of_days(found: SourceAudit) -> None:
    (days,) = of(found, FindingKind.DOCUMENTS_DIFFER, "how long the jury")
    assert {str(place).rpartition(":")[0] for place in days.places} == {"S1:4", "S2:4", "S3:1"}
    assert "day 5" in days.says
    assert "4 days worked, and a refusal on day 5" in days.record


def test_two_wordings_of_one_threat_are_told_and_not_quoted(found: SourceAudit) -> None:
    (threat,) = of(found, FindingKind.WORDING, "threat of a meeting outside")
    assert [place.source for place in threat.places] == ["S1", "S2"]
    assert "wait" not in threat.says


def test_a_misspelt_name(found: SourceAudit) -> None:
    (name,) = of(found, FindingKind.NEAR_NAME, "")
    assert (name.topic, name.says) == ("name of V1", "Quilon, 1 letter from Quillon")
    assert (name.places[0].source, name.places[0].line) == ("S2", 6)


def test_slips_of_printing(found: SourceAudit) -> None:
    slips = {(f.topic, f.places[0].source) for f in of(found, FindingKind.SLIP, "")}
    assert slips == {("masked word", "S1"), ("doubled number", "S1"), ("line printed twice", "S2")}


def test_documents_that_are_gone_or_changed(tmp_path: Path) -> None:
    case, folder = case_and_folder(tmp_path)
    (folder / "S1.txt").rename(folder / "other.txt")
    (folder / "S2.txt").write_text(DOCUMENTS["S2"] + "!", encoding="utf-8")
    (folder / "S3.txt").write_bytes(b"\xff\xfe")
    states = {d.source: (str(d.state), d.elsewhere) for d in audit(case, folder).documents}
    assert states == {
        "S1": ("missing", "other.txt"),
        "S2": ("changed", None),
        "S3": ("cannot be read as text", None),
    }
    with pytest.raises(CaseFileError, match="no folder"):
        audit(case, folder / "none")


def test_a_document_that_is_too_large_is_not_called_missing(tmp_path: Path) -> None:
    case, folder = case_and_folder(tmp_path)
    (folder / "S1.txt").write_bytes(b"a" * (MAX_BYTES + 1))
    first = audit(case, folder).documents[0]
    assert (first.source, first.state, first.found) == ("S1", FileState.TOO_LARGE, None)


@pytest.mark.parametrize("name", ["../case.yaml", "/etc/hostname", "a\x00b", "documents/.."])
def test_a_file_outside_the_folder_is_never_opened(tmp_path: Path, name: str) -> None:
    case, folder = case_and_folder(tmp_path)
    sources = tuple(
        s.model_copy(update={"file": name}) if s.id == "S1" else s for s in case.sources
    )
    checked = audit(case.model_copy(update={"sources": sources}), folder).documents
    assert checked[0].found is None


def test_claims_are_found_where_they_stand_and_missing_figures_told(tmp_path: Path) -> None:
    case, folder = case_and_folder(tmp_path)
    states = {claim.claim: claim for claim in audit(case, folder).claims}
    assert str(states["A1"].state) == "found"
    assert states["A1"].place is not None
    assert states["A1"].place.line == 6
    assert str(states["A2"].state) == "a figure of it is not in the document"
    assert states["A2"].missing == ("40",)


def test_a_citation_is_looked_for_at_its_pin(tmp_path: Path) -> None:
    def states(pin: str, terms: str) -> list[str]:
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        text = replaced(
            text_of_case(),
            "gist: He is 41.,",
            f"gist: He is 41., citations: [{{source: S3, pin: {pin}, terms: [{terms}]}}],",
        )
        case = loaded(folder, text)
        _, documents = case_and_folder(folder)
        return [str(c.state) for c in audit(case, documents).claims if c.claim == "A3"][1:]

    assert states("line 4", "aged forty-one") == ["found"]
    assert states("line 1", "aged forty-one") == ["found away from its pin"]
    assert states("line 4", "forty-two") == ["not found"]
    assert states("line 4", "forty-one, forty-two") == ["partly found"]


def test_facts_without_a_source_and_sources_without_a_fact(tmp_path: Path) -> None:
    text = replaced(text_of_case(), "  dates_sources: [R1]\n", "")
    text = replaced(
        text,
        "- {id: B1, role: judge}",
        "- {id: B1, role: judge, name: Ann Bench, name_basis: public_office}",
    )
    text = replaced(
        text,
        "- {id: W1, kind",
        "- {id: W2, kind: commentary, outlet: Another, quality: weak}\n- {id: W1, kind",
    )
    found = audit(loaded(tmp_path, text), tmp_path)
    assert set(found.facts_without_source) == {"people[3]", "trials[0]"}
    assert found.sources_without_fact == ("W2",)


def test_a_document_that_agrees_gives_nothing(tmp_path: Path) -> None:
    calm = (
        "Sam Doe, 41, was convicted of the burglary of Vera Quillon's house. Seven women and five men\n"
        "deliberated for four days. Doe, who is 41 years old, had been acquitted of nothing.\n"
        "The jury of 12 was not able to acquit him, and a mistrial followed on the charge of Penrose.\n"
        "If jurors would have hung on the charge of Vera Quillon, lawyers said, much would differ.\n"
    )
    case, folder = case_and_folder(
        tmp_path, {"S1": calm, "S2": calm.replace("41", "forty-one"), "S3": calm}
    )
    assert audit(case, folder).findings == ()


SEEDS = os.environ.get("JURYROOM_SEEDS")


@pytest.mark.skipif(SEEDS is None, reason="JURYROOM_SEEDS names no folder with the four articles")
def test_the_four_articles_of_the_bundled_case() -> None:
    case = load_case(find_case("people-v-weinstein")).case
    linked = load_case(find_case("people-v-weinstein-la")).case
    found = audit(case, Path(SEEDS or ""), linked=[linked])
    assert {str(document.state) for document in found.documents} == {"unchanged"}
    assert against(found, "age") == [("S1:39", "72")]
    assert against(found, "days of deliberation") == [("S3:8", "6")]
    (name,) = of(found, FindingKind.NEAR_NAME, "")
    assert name.says == "Halley, 1 letter from Haley"
    (threat,) = of(found, FindingKind.WORDING, "outside")
    assert {place.source for place in threat.places} == {"S1", "S2"}
    (days,) = of(found, FindingKind.DOCUMENTS_DIFFER, "how long the jury")
    assert {place.source for place in days.places} == {"S2", "S3"}
    assert {f.declared for f in found.findings} - {None} == {"X01", "X03", "X04", "X05"}
