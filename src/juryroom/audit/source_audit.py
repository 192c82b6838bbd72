"""The whole audit: documents, claims, facts, figures, names and wordings, in one result."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, final

from juryroom.audit.against_record import check_mention, differing, reported_trial
from juryroom.audit.coverage import facts_without_source, sources_without_fact
from juryroom.audit.dates_said import dates_in
from juryroom.audit.documents import Checked, Document, read_documents
from juryroom.audit.findings import AuditFinding, FindingKind, declared
from juryroom.audit.mentions import Mention, mentions_in
from juryroom.audit.near_names import near_names
from juryroom.audit.numbers import numbers_in
from juryroom.audit.support import Support, supports
from juryroom.audit.verdict_words import recorded, verdicts_in
from juryroom.audit.wordings import Wording, slips_in, threats_in
from juryroom.record.case import Case
from juryroom.record.people import Role


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAudit:
    """What became of the documents, and what in them wants a look.

    Parameters
    ----------
    documents
        Each source with a file: there or not, changed or not.
    not_kept
        The ids of the sources that have no file, so that nothing could be looked up in them.
    claims
        Where each claim was found.
    facts_without_source, sources_without_fact
        Places in the record, and ids of sources.
    findings
        What differs, by kind and place.
    """

    documents: tuple[Checked, ...]
    not_kept: tuple[str, ...]
    claims: tuple[Support, ...]
    facts_without_source: tuple[str, ...]
    sources_without_fact: tuple[str, ...]
    findings: tuple[AuditFinding, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the audit as data."""
        return {
            "documents": [document.as_json() for document in self.documents],
            "sources_not_kept": list(self.not_kept),
            "claims": [claim.as_json() for claim in self.claims],
            "facts_without_source": list(self.facts_without_source),
            "sources_without_fact": list(self.sources_without_fact),
            "findings": [finding.as_json() for finding in self.findings],
        }


def audit(case: Case, folder: Path, *, linked: Sequence[Case] = ()) -> SourceAudit:
    """Return what the documents in a folder bear out, and what in them differs from the record.

    Parameters
    ----------
    case
        The case.
    folder
        Where its documents lie, under the names that `sources` gives them.
    linked
        Linked cases, whose sentences a document may speak of.

    Raises
    ------
    CaseFileError
        If the folder is none.
    """
    checked, documents = read_documents(case, folder)
    return SourceAudit(
        documents=checked,
        not_kept=tuple(source.id for source in case.sources if source.file is None),
        claims=supports(case, {document.source: document for document in documents}),
        facts_without_source=facts_without_source(case),
        sources_without_fact=sources_without_fact(case),
        findings=tuple(_findings(case, linked, documents)),
    )


def _findings(
    case: Case, linked: Sequence[Case], documents: Sequence[Document]
) -> Iterator[AuditFinding]:
    mentions: list[Mention] = [m for document in documents for m in mentions_in(document)]
    for mention in mentions:
        found = check_mention(case, linked, mention)
        if found is not None:
            yield found
    for document in documents:
        yield from _verdicts(case, document)
        yield from _dates(case, document)
    yield from differing(case, mentions)
    yield from _wordings(case, [w for document in documents for w in threats_in(document)])
    yield from _names(case, documents)
    for document in documents:
        for slip, place, shown in slips_in(document):
            yield AuditFinding(FindingKind.SLIP, str(slip), (place,), shown)


def _verdicts(case: Case, document: Document) -> Iterator[AuditFinding]:
    trial = reported_trial(case, document.source)
    for said in verdicts_in(case, document):
        years = frozenset(n for n in numbers_in(said.sentence) if 1900 <= n < 2100)
        known = recorded(case, said.person, None if trial is None else trial.id, years)
        if known and said.ended not in known:
            yield AuditFinding(
                FindingKind.AGAINST_RECORD,
                f"verdict on the counts of {said.person}",
                (said.place,),
                str(said.ended),
                f"{said.person}: {', '.join(sorted(known))}",
            )


def _dates(case: Case, document: Document) -> Iterator[AuditFinding]:
    for said in dates_in(case, document):
        if not said.fits:
            yield AuditFinding(
                FindingKind.AGAINST_RECORD,
                f"date of the {said.event}",
                (said.place,),
                said.said,
                f"{said.event}: {', '.join(said.recorded)}",
            )


def _wordings(case: Case, threats: Sequence[Wording]) -> Iterator[AuditFinding]:
    """Yield threats of one class in different words; the words themselves are not shown."""
    for kind in dict.fromkeys(threat.kind for threat in threats):
        group = [threat for threat in threats if threat.kind == kind]
        texts = list(dict.fromkeys(threat.words for threat in group))
        if len(texts) < 2:
            continue
        shared = [len(set(one) & set(other)) for one, other in pairwise(texts)]
        lengths = ", ".join(f"{len(t.words)} words ({t.place})" for t in group)
        about = {t.id for t in case.trials} | {
            person.id for person in case.people if person.role is Role.JUROR
        }
        held = [
            room.id
            for trial in case.trials
            for room in trial.room_log
            if room.wording_class == kind
        ]
        yield AuditFinding(
            FindingKind.WORDING,
            kind.replace("_", " "),
            tuple(threat.place for threat in group),
            f"{len(texts)} wordings of one class: {lengths}; {max(shared)} words in common",
            f"entries of that class: {', '.join(held)}" if held else "no entry of that class",
            declared(case, about, {"threat", "words", "wording", "said"}),
        )


def _names(case: Case, documents: Sequence[Document]) -> Iterator[AuditFinding]:
    jurors = {person.id for person in case.people if person.role is Role.JUROR}
    for near in near_names(case, documents):
        if near.person in jurors:
            continue
        known = ", held in the record as another spelling" if near.known else ""
        yield AuditFinding(
            FindingKind.NEAR_NAME,
            f"name of {near.person}",
            (near.place,),
            f"{near.found}, {near.distance} letter{'s' if near.distance > 1 else ''} from {near.name}",
            f"{near.person} is {near.name}{known}",
            declared(case, {near.person}, {"name", "spelling"}),
        )
