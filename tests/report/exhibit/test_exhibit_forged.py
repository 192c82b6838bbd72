"""A forger who computes nothing: every file and every field that may be changed is caught or named."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from juryroom.effect.survey_question import Answer
from juryroom.provenance import LIBRARIES, Environment, canonical_json
from juryroom.report.exhibit import comparison
from juryroom.report.exhibit.bundle import ExhibitBundle, computed, made_with, readme
from juryroom.report.exhibit.document import Exhibit
from juryroom.report.exhibit.files import MANIFEST, SEAL, changes, seal_of, sealed
from juryroom.report.exhibit.verify import NO_SEAL, Outcome, Verification, verify_bundle
from juryroom.report.exhibit.write import exhibit

Files = dict[str, bytes]
OTHER_PYTHON = {"python": "3.99.1"}
OTHER_BUILD = {"build": "ab" * 32}
OTHER_VERSION = {"juryroom": "0.0.9"}
OTHER_DRAWING = {"libraries": {**Environment.here().as_json()["libraries"], "altair": "9.9.9"}}
LIES: tuple[Mapping[str, object], ...] = (OTHER_PYTHON, OTHER_BUILD, OTHER_VERSION, OTHER_DRAWING)


DRAWN: dict[tuple[str, bytes, Environment | None], Exhibit] = {}


def drawn(answer: Answer, environment: Environment | None = None) -> Exhibit:
    """The exhibit, drawn once for each answer: the same is asked for a hundred times here."""
    asked = answer.question.as_text(), answer.rows, environment
    if asked not in DRAWN:
        DRAWN[asked] = exhibit(answer, environment)
    return DRAWN[asked]


@pytest.fixture(autouse=True)
def _each_exhibit_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "exhibit", drawn)


def verified(files: Files, place: Path, seal: str | None = None) -> Verification:
    place.mkdir()
    for name, data in files.items():
        (place / name).write_bytes(data)
    return verify_bundle(place, seal=seal)


def unsealed(made: ExhibitBundle) -> Files:
    return {name: data for name, data in made.files.items() if name not in {MANIFEST, SEAL}}


def saying(made: ExhibitBundle, lie: Mapping[str, object], typst: str | None = None) -> Files:
    """The files as a bundle would be that was made with something else: the same in every place.

    What one machine would write with another Python, and what a forger writes who replaces a version
    everywhere, are the same bytes: nothing can tell them apart.
    """
    said = Environment.read({**Environment.here().as_json(), **lie})
    assert said is not None
    files = computed(made.answer, drawn(made.answer, said))
    result = json.loads(files["result.json"])
    result["provenance"] |= said.as_json()
    pdf = {"exhibit.pdf": made.files["exhibit.pdf"]} if "exhibit.pdf" in made.files else {}
    if pdf and typst is None:
        typst = json.loads(made.files["made-with.json"])["typst"]
    return {
        **files,
        **pdf,
        "result.json": canonical_json(result).encode(),
        "made-with.json": made_with(said, typst=typst),
        "README.txt": readme(said, pdf=bool(pdf)),
    }


def replaced(files: Files, name: str, old: bytes, new: bytes) -> Files:
    assert old in files[name], (name, old)
    return {**files, name: files[name].replace(old, new, 1)}


def names(found: Verification, part: str) -> set[str]:
    return {one.name for one in getattr(found, part)}


def test_the_forgery_of_the_review_is_found(plain: ExhibitBundle, tmp_path: Path) -> None:
    """Another Python in result.json, other figures on the page, a new manifest and a new seal."""
    result = json.loads(plain.files["result.json"])
    result["provenance"]["python"] = "3.99.1"
    files = unsealed(plain) | {"result.json": canonical_json(result).encode()}
    files = replaced(files, "exhibit.html", b"about 70 in 100", b"about 17 in 100")
    found = verified(sealed(files), tmp_path / "bundle")
    assert found.outcome is Outcome.DIFFERS
    assert "exhibit.html" in names(found, "differs")
    assert "the same" not in found.headline
    told = {one.name: one.what for one in found.differs}
    assert "about 17 in 100" in told["exhibit.html"]
    assert "about 70 in 100" in told["exhibit.html"]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: next(iter(lie)))
def test_figures_on_the_page_are_found_whatever_it_says_it_was_made_with(
    single: ExhibitBundle, lie: Mapping[str, object], tmp_path: Path
) -> None:
    said = saying(single, lie)
    figure = re.search(rb"<td>(\d\d\.\d) to", said["exhibit.html"])
    assert figure
    files = replaced(said, "exhibit.html", figure.group(), b"<td>11.1 to")
    found = verified(sealed(files), tmp_path / "bundle")
    assert not found.holds
    assert "exhibit.html" in found.headline
    assert "exhibit.html" not in found.same
    told = [one for one in found.findings if one.name == "exhibit.html"]
    assert "11.1 to" in told[0].what
    # Another Python or another library does not change a figure of the page by more than a last digit.
    juryroom_may_explain = "build" in lie or "juryroom" in lie
    expected = Outcome.NOT_CONFIRMED if juryroom_may_explain else Outcome.DIFFERS
    assert found.outcome is expected


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: next(iter(lie)))
def test_an_honest_bundle_from_elsewhere_holds_and_says_where_it_comes_from(
    single: ExhibitBundle, lie: Mapping[str, object], tmp_path: Path
) -> None:
    found = verified(sealed(saying(single, lie)), tmp_path / "bundle")
    assert found.holds, found
    assert {"result.json", "exhibit.html", "README.txt", "made-with.json"} <= set(found.same)
    assert found.notes[0].startswith("It says that it was made ")
    if "build" in lie:
        assert "another build of juryroom 0.1.0, build abababababab" in found.notes[0]


def test_an_honest_bundle_of_another_build_whose_page_says_other_words_is_not_accused(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    files = saying(single, OTHER_BUILD)
    for name, old, new in (
        ("exhibit.html", b"What the expert adds", b"What is for the expert"),
        ("README.txt", b"An exhibit made by", b"This exhibit was made by"),
        ("command.txt", b"juryroom exhibit", b"juryroom  exhibit"),
    ):
        files = replaced(files, name, old, new)
    found = verified(sealed(files), tmp_path / "bundle")
    assert found.outcome is Outcome.NOT_CONFIRMED
    assert found.differs == ()
    assert names(found, "unconfirmed") == {"exhibit.html", "README.txt", "command.txt"}
    assert found.headline == "NOT CONFIRMED: command.txt, README.txt, exhibit.html"
    assert "result.json" in found.same


@pytest.mark.parametrize("lie", [{}, *LIES], ids=str)
def test_a_figure_of_the_result_is_never_put_down_to_another_build(
    single: ExhibitBundle, lie: Mapping[str, object], tmp_path: Path
) -> None:
    files = saying(single, lie)
    result = json.loads(files["result.json"])
    result["models"][0]["effects"]["actual"]["guilty"]["value"] += 1e-6
    result["a new part"] = "nothing"
    files["result.json"] = canonical_json(result).encode()
    found = verified(sealed(files), tmp_path / "bundle")
    assert found.outcome is Outcome.DIFFERS
    assert names(found, "differs") == {"result.json"}
    assert "models[0].effects.actual.guilty.value" in found.differs[0].what


def test_rounding_of_another_machine_is_no_difference(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    files = saying(single, OTHER_PYTHON)
    result = json.loads(files["result.json"])
    result["models"][0]["outcomes"]["actual"]["guilty"]["value"] += 1e-12
    files["result.json"] = canonical_json(result).encode()
    found = verified(sealed(files), tmp_path / "bundle")
    assert found.holds, found
    assert found.largest == pytest.approx(1e-12, rel=0.01)


def _changed(made: ExhibitBundle, lie: Mapping[str, object], change: Any) -> Files:
    files = saying(made, lie)
    result = json.loads(files["result.json"])
    change(result)
    return sealed({**files, "result.json": canonical_json(result).encode()})


@pytest.mark.parametrize("lie", [{}, OTHER_PYTHON, OTHER_BUILD], ids=["same", "python", "build"])
def test_no_figure_is_put_down_to_rounding_or_a_build_that_is_another(
    single: ExhibitBundle, lie: Mapping[str, object], tmp_path: Path
) -> None:
    """Whole numbers are equal or not, small ones are as sure as large ones, a text is no figure."""
    test = "difference_of_shares", "actual", "test", "p_value"

    def at(*place: str | int) -> Callable[[Any, object], None]:
        return lambda result, new: _put(result, place, new)

    changes: dict[str, Callable[[Any], Any]] = {
        "seed": lambda r: at("provenance", "seed")(r, 1e-10),
        "draws": lambda r: at("draws")(r, r["draws"] + 1),
        "kind of number": lambda r: at("arms", 0, "size", "respondents")(r, 60.0),
        "p-value": lambda r: at(*test)(r, r["difference_of_shares"]["actual"]["test"]["p_value"] + 9e-10),
        "ballot": lambda r: at("arms", 0, "first_ballot", 0)(r, r["arms"][0]["first_ballot"][0] + 9e-10),
        "text": lambda r: at("arms", 0, "share")(r, "0.99"),
        "nothing": lambda r: at("arms", 0, "share")(r, None),
        "shorter": lambda r: r["arms"][0]["first_ballot"].pop(),
    }  # fmt: skip
    for number, (what, change) in enumerate(changes.items()):
        found = verified(_changed(single, lie, change), tmp_path / str(number))
        assert found.outcome is Outcome.DIFFERS, what
        assert "result.json" in names(found, "differs"), what
        # That everything follows from the rows is said where it does, and nowhere else.
        assert not any("No seal was given" in note for note in found.notes)


def _put(result: Any, place: tuple[str | int, ...], new: object) -> None:
    *path, last = place
    for step in path:
        result = result[step]
    result[last] = new


def test_a_part_that_a_result_has_not_here_is_named(single: ExhibitBundle, tmp_path: Path) -> None:
    for number, (lie, outcome) in enumerate(
        [({}, Outcome.DIFFERS), (OTHER_BUILD, Outcome.NOT_CONFIRMED)]
    ):
        files = saying(single, lie)
        result = json.loads(files["result.json"])
        result["found by the court"] = "nothing"
        files["result.json"] = canonical_json(result).encode()
        found = verified(sealed(files), tmp_path / str(number))
        assert found.outcome is outcome
        assert "found by the court" in found.findings[0].what


def test_pictures_drawn_by_another_library_are_named_as_not_compared(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    for number, (lie, outcome) in enumerate(
        [({}, Outcome.DIFFERS), (OTHER_DRAWING, Outcome.NOT_CONFIRMED)]
    ):
        files = saying(single, lie)
        page = re.sub(rb'font-size="11px"', b'font-size="12px"', files["exhibit.html"], count=3)
        found = verified(sealed({**files, "exhibit.html": page}), tmp_path / str(number))
        assert found.outcome is outcome
        assert [one.name for one in found.findings] == ["exhibit.html"]
        assert "pictures" in found.findings[0].what
        assert "exhibit.html" in found.headline


def test_last_digits_may_be_another_library_s_and_no_other_words(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    files = saying(single, OTHER_DRAWING)
    figure = re.search(rb"<td>(\d\d\.)([0-8]) to", files["exhibit.html"])
    assert figure
    near = b"<td>" + figure.group(1) + str(int(figure.group(2)) + 1).encode() + b" to"
    found = verified(
        sealed(replaced(files, "exhibit.html", figure.group(), near)), tmp_path / "near"
    )
    assert found.outcome is Outcome.NOT_CONFIRMED
    words = replaced(files, "exhibit.html", b"lean to guilty", b"lean to gu1lty")
    assert verified(sealed(words), tmp_path / "words").outcome is Outcome.DIFFERS


@pytest.mark.parametrize("typst", [None, "0.0.1"], ids=["the same typst", "another typst"])
def test_a_forged_pdf_is_found_or_named(
    plain: ExhibitBundle, typst: str | None, tmp_path: Path
) -> None:
    pytest.importorskip("typst")
    files = saying(plain, {}, typst)
    files["exhibit.pdf"] = files["exhibit.pdf"].replace(b"/Lang", b"/Lung", 1)
    found = verified(sealed(files), tmp_path / "bundle")
    assert found.outcome is (Outcome.DIFFERS if typst is None else Outcome.NOT_CONFIRMED)
    assert [one.name for one in found.findings] == ["exhibit.pdf"]
    assert "exhibit.pdf" in found.headline
    assert "exhibit.pdf" not in found.same


def test_a_pdf_that_cannot_be_set_here_is_named_and_the_bundle_does_not_hold(
    plain: ExhibitBundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "typst_version", lambda: None)
    found = verified(plain.files, tmp_path / "bundle")
    assert found.outcome is Outcome.NOT_CONFIRMED
    assert found.headline == "NOT CONFIRMED: exhibit.pdf"
    assert "not installed" in found.unconfirmed[0].what
    assert "exhibit.pdf" not in found.same
    assert "exhibit.html" in found.same


def test_a_false_typst_beside_the_true_pdf_is_found(plain: ExhibitBundle, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    found = verified(sealed(saying(plain, {}, "0.0.1")), tmp_path / "bundle")
    assert names(found, "differs") == {"made-with.json"}


MADE_WITH = {
    "another version than the result": {"juryroom": "0.0.9"},
    "another build than the result": {"build": "cd" * 32},
    "no build": {"build": None},
    "a typst without a PDF": {"typst": "0.15.2"},
    "words for a version": {"typst": "0.15.2, approved"},
    "one field more": {"reviewed by": "the court"},
}


@pytest.mark.parametrize("edit", MADE_WITH.values(), ids=MADE_WITH.keys())
def test_made_with_says_what_the_result_says(
    single: ExhibitBundle, edit: Mapping[str, object], tmp_path: Path
) -> None:
    for number, lie in enumerate(({}, OTHER_BUILD)):
        files = saying(single, lie)
        said = {**json.loads(files["made-with.json"]), **edit}
        files["made-with.json"] = canonical_json(said).encode()
        found = verified(sealed(files), tmp_path / str(number))
        assert names(found, "differs") == {"made-with.json"}


def with_words(result: dict[str, object], where: str, value: object) -> bytes:
    block = result["provenance"]
    assert isinstance(block, dict)
    return canonical_json({**result, "provenance": {**block, where: value}}).encode()


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("python", "3.11.2 (examined by the court)"),
        ("juryroom", "0.1.0 or later"),
        ("build", "approved"),
        ("libraries", {**dict.fromkeys(LIBRARIES, "1"), "approved-by-the-court": "1"}),
        ("libraries", {}),
    ],
)
def test_where_versions_stand_nothing_else_can_be_said(
    single: ExhibitBundle, where: str, value: object, tmp_path: Path
) -> None:
    files = unsealed(single)
    files["result.json"] = with_words(json.loads(files["result.json"]), where, value)
    found = verified(sealed(files), tmp_path / "bundle")
    assert found.outcome is Outcome.DIFFERS
    assert "result.json" in names(found, "differs")


def test_a_figure_said_twice_in_the_result_is_found(single: ExhibitBundle, tmp_path: Path) -> None:
    """One reader takes the first of two equal names, another the last."""
    files = unsealed(single)
    files = replaced(
        files, "result.json", b'"confidence": 0.9', b'"confidence": 0.5,\n  "confidence": 0.9'
    )
    found = verified(sealed(files), tmp_path / "bundle")
    assert names(found, "differs") == {"result.json"}
    assert "form in which it is written" in found.differs[0].what


def test_a_question_said_twice_in_the_parameters_is_found(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    files = unsealed(single)
    files = replaced(files, "parameters.json", b'"seed": 0', b'"seed": 1,\n  "seed": 0')
    found = verified(sealed(files), tmp_path / "bundle")
    assert names(found, "differs") == {"parameters.json"}


def added_column(rows: bytes) -> bytes:
    return b"\n".join(line + b",x" for line in rows.splitlines()) + b"\n"


def quoted_cells(rows: bytes) -> bytes:
    return rows.replace(b"guilty,actual", b'"guilty",actual', 1)


@pytest.mark.parametrize("edit", [added_column, quoted_cells])
def test_rows_hold_what_is_used_and_nothing_else(
    single: ExhibitBundle, edit: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """A forger who puts something into the rows that no figure hangs on, and mends every hash."""
    rows = edit(single.files["survey.csv"])
    lied = replace(single, answer=replace(single.answer, rows=rows))
    found = verified(sealed(saying(lied, {})), tmp_path / "bundle")
    assert names(found, "differs") == {"survey.csv"}


def test_the_rows_of_every_bundle_are_in_the_form_in_which_they_are_kept(
    rich: ExhibitBundle, adjusted: ExhibitBundle, tmp_path: Path
) -> None:
    for number, made in enumerate((rich, adjusted)):
        assert verified(made.files, tmp_path / str(number)).holds


@pytest.mark.parametrize("name", ["README.txt", "command.txt", "exhibit.html", "parameters.json"])
@pytest.mark.parametrize("lie", [{}, OTHER_PYTHON, OTHER_BUILD], ids=["none", "python", "build"])
def test_a_byte_more_in_any_file_is_named(
    single: ExhibitBundle, name: str, lie: Mapping[str, object], tmp_path: Path
) -> None:
    files = saying(single, lie)
    files[name] += b" "
    found = verified(sealed(files), tmp_path / "bundle")
    assert [one.name for one in found.findings] == [name]
    assert name not in found.same
    assert found.outcome is (Outcome.NOT_CONFIRMED if "build" in lie else Outcome.DIFFERS)


def test_what_a_stranger_wrote_is_shown_without_what_a_terminal_obeys(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    files = unsealed(single)
    result = json.loads(files["result.json"])
    result["\x1b[2J\n\u202e" + "x" * 500] = "\x1b[31m"
    files["result.json"] = canonical_json(result).encode()
    files["exhibit.html"] = files["exhibit.html"].replace(b"Exhibit", b"\x1b[2JExhibit\xff", 1)
    found = verified(sealed(files), tmp_path / "bundle")
    assert names(found, "differs") == {"result.json", "exhibit.html"}
    for one in found.differs:
        assert one.what.isascii()
        assert one.what.isprintable()
        assert len(one.what) < 400


@pytest.mark.parametrize(
    "hostile",
    [
        b"<svg" * 200_000,
        b"<svg></svg>" * 50_000,
        b"<svg><title>" * 100_000 + b"</svg>",
        b"9" * 500_000,
    ],
    ids=["opened", "empty", "titles", "digits"],
)
def test_a_page_made_to_exhaust_a_reader_is_named_at_once(
    single: ExhibitBundle, hostile: bytes, tmp_path: Path
) -> None:
    files = saying(single, OTHER_DRAWING)
    files["exhibit.html"] += hostile
    found = verified(sealed(files), tmp_path / "bundle")
    assert [one.name for one in found.findings] == ["exhibit.html"]


def test_a_number_longer_than_any_is_a_difference(single: ExhibitBundle, tmp_path: Path) -> None:
    files = replaced(
        unsealed(single), "result.json", b'"confidence": 0.9', b'"confidence": 1' + b"0" * 400
    )
    found = verified(sealed(files), tmp_path / "bundle")
    assert names(found, "differs") == {"result.json"}


def test_what_only_the_seal_shows_is_said_where_none_is_given(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    """Another title, written wherever it stands, is another exhibit and no forgery of this one."""
    title = {"title": "State v. Doe"}
    question = single.answer.question.model_copy(update=title)
    other = replace(single, answer=replace(single.answer, question=question))
    files = sealed(saying(other, {}))
    found = verified(files, tmp_path / "without")
    assert found.holds
    assert found.notes == (NO_SEAL,)
    quoted = verified(files, tmp_path / "with", seal=single.seal)
    assert quoted.outcome is Outcome.CHANGED
    assert NO_SEAL not in verified(single.files, tmp_path / "own", seal=single.seal).notes


def test_a_page_and_its_hash_are_changed_and_the_seal_is_not(single: ExhibitBundle) -> None:
    """The seal is the one untouched file: it is not the one that is named."""
    page = single.files["exhibit.html"].replace(b"100.0", b"10.0", 1)
    anew = sealed({**unsealed(single), "exhibit.html": page})
    found = changes({**anew, SEAL: single.files[SEAL]})
    assert [one.name for one in found] == [MANIFEST]
    assert found[0].what.startswith("it is not the one that was sealed")
    assert all(name in found[0].what for name in unsealed(single))


def test_a_quoted_seal_tells_whether_manifest_or_seal_was_changed(single: ExhibitBundle) -> None:
    page = single.files["exhibit.html"].replace(b"100.0", b"10.0", 1)
    anew = sealed({**unsealed(single), "exhibit.html": page})
    old_seal = {**anew, SEAL: single.files[SEAL]}
    assert [one.name for one in changes(old_seal, single.seal)] == [MANIFEST]
    assert "not the one that was quoted" in changes(old_seal, single.seal)[0].what
    other_seal = {**single.files, SEAL: anew[SEAL]}
    assert [one.name for one in changes(other_seal, single.seal)] == [SEAL]
    assert changes(single.files, f" {single.seal.upper()}\n") == ()


def test_a_changed_file_is_named_beside_a_quoted_seal(single: ExhibitBundle) -> None:
    edited = {**single.files, "survey.csv": b"x"}
    assert [one.name for one in changes(edited, single.seal)] == ["survey.csv"]
    assert [one.name for one in changes(edited, "0" * 64)] == ["survey.csv", MANIFEST]


def test_a_seal_that_is_none_vouches_for_nothing(single: ExhibitBundle) -> None:
    found = changes({**single.files, SEAL: b"approved\n"})
    assert [one.name for one in found] == [SEAL]
    assert "nothing vouches for README.txt" in found[0].what
    assert seal_of(single.files) == single.seal


def leaves(value: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*place, key))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from leaves(inner, (*place, number))
    else:
        yield place


def with_leaf_changed(value: Any, place: tuple[str | int, ...]) -> Any:
    if place:
        held: Any = value.copy()
        held[place[0]] = with_leaf_changed(value[place[0]], place[1:])
        return held
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return "9" if value[:1].isdigit() else f"{value}x"
        case _:
            return "x" if value is None else [*value, "x"]


def test_no_field_of_the_result_can_be_changed_unseen(
    single: ExhibitBundle, tmp_path: Path
) -> None:
    """Each field in turn, every hash mended; what it was made with is the one thing that is its word.

    Of entries of one list the first and the last stand for all, and of libraries one.
    """
    result = json.loads(single.files["result.json"])
    files, seen = unsealed(single), 0
    every = [p for p in leaves(result) if "libraries" not in p or p[-1] == "numpy"]
    kinds = {
        tuple("*" if isinstance(step, int) else step for step in p): p for p in reversed(every)
    }
    last = {tuple("*" if isinstance(step, int) else step for step in p): p for p in every}
    for place in dict.fromkeys((*kinds.values(), *last.values())):
        changed = canonical_json(with_leaf_changed(result, place)).encode()
        compared = comparison.Comparison.of(
            {**files, "result.json": changed}, single.answer.question
        )
        compared.compare()
        named = {one.name for one in (*compared.differs, *compared.unconfirmed)}
        assert named, place
        its_word = place[:2] in {("provenance", part) for part in Environment.here().as_json()}
        assert its_word or "result.json" in named, place
        seen += 1
    assert seen > 100
