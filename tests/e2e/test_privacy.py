"""Privacy by default: every output is searched for what may not stand in it."""

import contextlib
import datetime as dt
import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from juryroom.cli.main import main
from juryroom.errors import RecordError
from juryroom.procedure.disclosure import disclosable
from juryroom.procedure.rulepack import jurisdictions, rule_pack
from juryroom.procedure.states import CountState
from juryroom.record.files import find_case, load_case
from tests.procedure.building import REACH, REACH_LESSER
from tests.report.building import HUNG

OFFENCE_PLACES = ("GB-EAW", "CA", "GB-SCT", "GB-NIR", "AU-NSW", "AU-VIC", "AU-QLD")
# Words that say more than a verdict says, or that make an allegation a fact.
NEVER = re.compile(
    r"\b(cleared|exonerated|innocent|innocence|vindicated|walked free|got off|raped|guilty as sin"
    r"|victims? of the defendant|proven guilty|is guilty|was guilty)\b",
    re.IGNORECASE,
)
# A sentence of the program says alleged, testified, found, convicted, acquitted or reversed.
OTHER_VERBS = re.compile(r"\b(confessed|revealed|exposed|insisted|lied)\b", re.IGNORECASE)
NO_END = frozenset(
    {CountState.MISTRIAL, CountState.DISMISSED, CountState.DISMISSED_WITH_PREJUDICE,
     CountState.BARRED, CountState.ABATED, CountState.REVERSED_NEW_TRIAL}
)  # fmt: skip


def verbs(case: str, out: Path) -> Iterator[list[str]]:
    """Yield every command that prints or writes something of a case."""
    yield ["case", "check", case]
    yield ["case", "check", case, "--json"]
    for verb in ("posture", "next", "timeline", "conflicts"):
        yield ["case", verb, case]
        yield ["case", verb, case, "--json"]
    yield ["case", "posture", case, "--readings"]
    yield ["case", "posture", case, "--readings", "--json"]
    yield ["case", "next", case, "--all", "--depth", "2"]
    yield ["case", "timeline", case, "-o", str(out / "t.html")]
    yield ["case", "timeline", case, "-o", str(out / "t.svg")]
    for form, name in (("xlsx", "c.xlsx"), ("csv", "c.zip"), ("json", "c.json"), ("yaml", "c.yaml"),
                       ("timelinejs", "t.json"), ("ical", "c.ics")):  # fmt: skip
        yield ["case", "export", case, "--to", form, "-o", str(out / name)]


def said(arguments: list[str]) -> str:
    """Return what a command prints, on both streams; it must end well."""
    before, sys.argv = sys.argv, ["juryroom", *arguments]
    out = io.StringIO()
    code: object = None
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            main()
    except SystemExit as leaving:
        code = leaving.code
    finally:
        sys.argv = before
    assert code in (0, None), (arguments, out.getvalue())
    return out.getvalue()


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the text of every file in a folder, those in archives included."""
    for file in sorted(folder.iterdir()):
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    yield f"{file.name}/{name}", archive.read(name).decode("utf-8", "replace")
        else:
            yield file.name, file.read_text(encoding="utf-8")


def everything(case: str, folder: Path, *, page: bool = False) -> dict[str, str]:
    """Return every output of a case, by the command or the file."""
    out = folder / "out"
    out.mkdir()
    found = {" ".join(words[:3]) + str(words[3:]): said(words) for words in verbs(case, out)}
    if page:
        found["run"] = said(["run", case, "--out", str(out / "run")])
        found |= {f"run/{n}": t for n, t in written(out / "run")}
        for file in (out / "run").iterdir():
            file.unlink()
        os.rmdir(out / "run")
    return found | dict(written(out))


def in_place(place: str, *, released: bool = False) -> str:
    """Return the small case as one of another place, with words to look for in its jury room."""
    text = HUNG.replace("jurisdiction: US-NY", f"jurisdiction: {place}")
    if released:
        text = re.sub(r"(\{id: (?:even|last|r1|r2|A1), )", r"\1court_released: true, ", text)
    return text


ROOM_WORDS = ("Zed-room", "Zed-channel", "Zed-split-note", "Zed-ruling", "threatened", "regret",
              "6 for guilty", "split_6_6", "Zed-reporter")  # fmt: skip


@pytest.mark.parametrize("place", ["GB-EAW", "CA"])
def test_where_disclosure_is_an_offence_nothing_of_the_room_is_put_out(
    place: str, tmp_path: Path
) -> None:
    case = tmp_path / "state-v-roe.yaml"
    case.write_text(in_place(place), encoding="utf-8")
    page = place == "GB-EAW"
    for name, text in everything(str(case), tmp_path, page=page).items():
        for word in ROOM_WORDS:
            assert word not in text, (name, word)


def test_it_is_said_once_with_the_law_and_a_way_to_keep_what_was_released(tmp_path: Path) -> None:
    case = tmp_path / "state-v-roe.yaml"
    case.write_text(in_place("GB-EAW"), encoding="utf-8")
    text = said(["case", "posture", str(case)])
    assert text.count("Juries Act 1974 s. 20D") == 1
    assert "5 reports of deliberation are neither kept nor shown" in text
    case.write_text(in_place("GB-EAW", released=True), encoding="utf-8")
    assert "20D" not in said(["case", "posture", str(case)])
    assert "Zed-room" in said(["case", "timeline", str(case)])


def test_elsewhere_nothing_is_taken_out() -> None:
    case = load_case(find_case("people-v-weinstein")).case
    assert disclosable(case).case is case
    assert disclosable(case).notice is None


def test_claims_and_conflicts_that_only_tell_of_the_room_go_with_it(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    text = in_place("CA")
    text = text.replace(
        "- {id: C1, source: P1,",
        "- {id: C9, source: P1, kind: quantity, gist: Zed-ninth, "
        "says: [{about: T1, property: first_ballot, value: 6-6}]}\n- {id: C1, source: P1,",
    )
    path.write_text(text, encoding="utf-8")
    found = disclosable(load_case(path).case)
    assert found.withheld == 5
    for place in OFFENCE_PLACES:
        path.write_text(in_place(place), encoding="utf-8")
        assert disclosable(load_case(path).case).withheld == 5
    assert not [claim for claim in found.case.claims if claim.id == "C9"]
    assert [claim for claim in found.case.claims if claim.id == "C1"]
    assert found.case.conflicts
    assert found.case.accounts == ()


@pytest.mark.parametrize(
    "name",
    ["people-v-weinstein", pytest.param("people-v-weinstein-la", marks=pytest.mark.slow)],
)
def test_no_output_of_a_bundled_case_says_more_than_the_record(name: str, tmp_path: Path) -> None:
    # What a side is reported to say stays that side's words: it is shown with who says it.
    gists = [claim.gist for claim in load_case(find_case(name)).case.claims]
    for output, whole in everything(name, tmp_path).items():
        text = whole
        for gist in gists:
            text = text.replace(gist, "").replace(json.dumps(gist)[1:-1], "")
        found = NEVER.search(text)
        assert found is None, (output, found)
        assert OTHER_VERBS.search(text) is None, (output, OTHER_VERBS.search(text))


def test_health_and_the_sex_of_one_person_are_in_no_output_for_readers(tmp_path: Path) -> None:
    path = tmp_path / "state-v-roe.yaml"
    path.write_text(HUNG, encoding="utf-8")
    for verb in ("posture", "next", "timeline", "conflicts"):
        assert "hidden-illness" not in said(["case", verb, str(path)])


def test_every_place_whose_pack_makes_disclosure_an_offence_is_here() -> None:
    places = {
        place
        for place in jurisdictions()
        if (rule := rule_pack(place, dt.date.max).rules.get("deliberation_disclosure")) is not None
        and rule.value == "offence"
    }
    assert places == set(OFFENCE_PLACES)


def _without_notice(text: str) -> str:
    """Return text without the notice that nothing is said of guilt, however its lines run."""
    return re.sub(r"nothing\s+about\s+whether\s+anyone\s+is\s+guilty", "", text)


def _outputs_of_every_state(folder: Path) -> Iterator[tuple[CountState, str]]:
    """Yield what is printed of a case for every state of the machine."""
    lesser = {state: words for state, words in REACH_LESSER.items() if state not in REACH}
    for state, words in (REACH | lesser).items():
        counts = ["K1", "K1_a"] if state in lesser else ["K1"]
        events = [
            {"id": f"E{n}", "date": f"2001-01-{n + 1:02d}", "kind": word, "counts": counts,
             "what": f"step {n}", "sources": ["s1"],
             **({"trial": "T1"} if n > 1 else {}),
             **({"causes": ["hung"]} if word == "mistrial" else {}),
             **({"lesser": "K1_a", "counts": ["K1"]} if word == "guilty_of_lesser" else {}),
             **({"with_prejudice": True} if state == "DISMISSED_WITH_PREJUDICE"
                and word == "dismissed" else {})}
            for n, word in enumerate(words)
        ]  # fmt: skip
        case = {
            "schema": "juryroom-case/1", "id": "r-v-roe", "caption": "R v Roe",
            "jurisdiction": "US-FED", "court": "a court", "people": [],
            "sources": [{"id": "s1", "kind": "decision", "outlet": "a court", "quality": "good"}],
            "counts": [
                {"id": count, "offence": f"offence {count}", "sources": ["s1"],
                 **({"lesser_of": "K1"} if count == "K1_a" else {})}
                for count in counts
            ],
            "trials": [{"id": "T1", "counts": counts}],
            "events": events,
        }  # fmt: skip
        path = folder / "r-v-roe.yaml"
        path.write_text(json.dumps(case), encoding="utf-8")
        words_out = [["case", "posture", str(path), "--readings"], ["case", "next", str(path)]]
        if state in {CountState.MISTRIAL, CountState.DISMISSED}:
            words_out.append(["run", str(path), "--out", str(folder / "run")])
        yield state, "\n".join(said(words) for words in words_out)


def test_no_state_is_rendered_as_cleared_or_guilty_that_is_neither(tmp_path: Path) -> None:
    seen = set[CountState]()
    for state, whole in _outputs_of_every_state(tmp_path):
        seen.add(state)
        text = _without_notice(whole)
        assert NEVER.search(text) is None, (state, NEVER.search(text))
        stands = text[: text.index("Readings:")]
        if state in NO_END:
            assert not re.search(r"guilty|acquitt|convict(?!ion reversed)", stands.lower()), stands
    assert seen >= set(REACH)
    for file in (tmp_path / "run").iterdir():
        text = _without_notice(file.read_text(encoding="utf-8"))
        assert NEVER.search(text) is None, (file, NEVER.search(text))


def test_no_phrase_of_a_state_uses_a_verb_outside_the_list() -> None:
    for state in CountState:
        assert NEVER.search(state.phrase) is None
        assert OTHER_VERBS.search(state.phrase) is None
        if state in NO_END:
            assert "guilty" not in state.phrase


NAMING = (
    ("id: J1, role: juror,", "id: J1, role: juror, name: Jane Roe, name_basis: self_identified,",
     "a juror is never named"),
    ("id: J1, role: juror,", "id: J1, role: juror, aliases: [Jane Roe],", "a juror is never named"),
    ("id: V2, role: complainant", "id: V2, role: complainant, name: Jane Roe",
     "a name is shown only on a basis that allows it"),
    ("id: V2, role: complainant", "id: V2, role: complainant, aliases: [Jane Roe]",
     "a name is shown only on a basis that allows it"),
    ("id: V2, role: complainant",
     "id: V2, role: complainant, name: Jane Roe, name_basis: self_identified, anonymity: true",
     "a person with anonymity is shown by role"),
    ("id: O1, role: other,", "id: O1, role: other, name: Jane Roe, name_basis: defendant_public,",
     "who is accused and not charged in this case is not named"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule"), NAMING)
def test_a_name_without_a_basis_is_refused_at_load(
    old: str, new: str, rule: str, tmp_path: Path
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(HUNG.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RecordError) as error:
        load_case(path)
    problem = next(p for p in error.value.problems if rule in p.rule)
    assert problem.accepted
    assert problem.where.startswith(str(path))
    assert "Jane" not in problem.found


def test_a_court_pseudonym_is_kept_and_a_person_without_a_name_stands_by_role(
    tmp_path: Path,
) -> None:
    path = tmp_path / "state-v-roe.yaml"
    pseudonym = (
        "id: V2, role: complainant, name: Doe Two, name_basis: court_pseudonym, anonymity: true"
    )
    path.write_text(HUNG.replace("id: V2, role: complainant", pseudonym), encoding="utf-8")
    assert "Doe Two (V2)" in said(["case", "posture", str(path)])
    path.write_text(HUNG, encoding="utf-8")
    assert "complainant V2" in said(["case", "posture", str(path)])


def test_no_juror_has_a_name_in_any_output_of_the_bundled_case(tmp_path: Path) -> None:
    case = load_case(find_case("people-v-weinstein")).case
    named = {person.name for person in case.people if person.name}
    assert not {p.id for p in case.people if p.role == "juror" and p.shown != p.id}
    text = said(["case", "export", "people-v-weinstein", "--to", "json", "-o", str(tmp_path / "c")])
    text += (tmp_path / "c").read_text(encoding="utf-8")
    for juror in re.findall(r'\{[^{}]*"role": ?"juror"[^{}]*\}', text):
        assert '"name"' not in juror
        assert not [name for name in named if name in juror]
