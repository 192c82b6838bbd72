"""`juryroom case audit`: the record held against the documents that it cites."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juryroom.cli.output import CaseArgument, JsonOption, command_words, print_json, wrapped

if TYPE_CHECKING:
    from juryroom.audit.findings import AuditFinding
    from juryroom.audit.source_audit import SourceAudit

EXAMPLE = "Example: juryroom case audit people-v-weinstein --documents articles"


def audit_case(
    case: CaseArgument,
    *,
    documents: Annotated[
        Path,
        typer.Option(metavar="DIR", help="The folder in which the cited documents lie."),
    ],
    json: JsonOption = False,
) -> None:
    """Check each cited document, find each claim in it, and list what differs from the record."""
    from juryroom.audit.source_audit import audit
    from juryroom.cli.loading import load, load_linked

    loaded = load(case)
    found = audit(loaded.case, documents, linked=[other.case for other in load_linked(loaded)])
    if json:
        from juryroom.provenance import Input, Provenance

        read = (
            Input(name=loaded.path.name, sha256=loaded.sha256),
            *(Input(name=d.file, sha256=d.found) for d in found.documents if d.found is not None),
        )
        block = Provenance(command=command_words(), inputs=read).as_json()
        print_json({"case": loaded.case.id, **found.as_json(), "provenance": block})
        return
    print(f"{loaded.case.caption}, held against the documents in {documents}")
    for title, lines in _sections(found):
        print(f"\n{title}")
        for line in lines:
            print(wrapped(line, 2, 2))


def _sections(found: "SourceAudit") -> "list[tuple[str, list[str]]]":
    states = Counter(str(document.state) for document in found.documents)
    kept = f"Documents: {_counted(states) or 'none is kept as a file'}"
    files = [f"{d.source}  {d.file}: {d.state}{_elsewhere(d.elsewhere)}" for d in found.documents]
    files.append(f"{len(found.not_kept)} sources have no file and were not looked into")
    claims = Counter(str(claim.state) for claim in found.claims)
    looked = [
        f"{claim.claim}: {claim.state}{_missing(claim.missing)}"
        f"{f' (nearest: {claim.place})' if claim.place else ''}"
        for claim in found.claims
        if claim.state not in {"found", "no document to look in"}
    ]
    sections = [(kept, files), (f"Claims: {_counted(claims) or 'none'}", looked)]
    for kind in dict.fromkeys(finding.kind for finding in found.findings):
        group = [finding for finding in found.findings if finding.kind == kind]
        sections.append((f"{str(kind).capitalize()}: {len(group)}", [_line(f) for f in group]))
    sections.append(
        (
            f"Facts without a source: {len(found.facts_without_source)}",
            list(found.facts_without_source),
        )
    )
    sections.append(
        (
            f"Sources without a fact: {len(found.sources_without_fact)}",
            list(found.sources_without_fact),
        )
    )
    return sections


def _line(finding: "AuditFinding") -> str:
    places = ", ".join(str(place) for place in finding.places)
    record = f" (record: {finding.record})" if finding.record else ""
    declared = f" [declared: {finding.declared}]" if finding.declared else ""
    says = f": {finding.says}" if finding.says else ""
    return f"{places}  {finding.topic}{says}{record}{declared}"


def _counted(counter: "Counter[str]") -> str:
    return ", ".join(f"{number} {state}" for state, number in counter.items())


def _elsewhere(name: str | None) -> str:
    return f" (the same content lies there as {name})" if name else ""


def _missing(missing: tuple[str, ...]) -> str:
    return f": {', '.join(missing)}" if missing else ""
