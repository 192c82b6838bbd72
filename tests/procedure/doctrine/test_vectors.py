"""Reading vectors: strict, in four parts, and one bad vector does not take the others with it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import CaseFileError
from juryroom.procedure.doctrine.check import Outcome, check
from juryroom.procedure.doctrine.vectors import Malformed, Vector, load_vectors, read_vectors
from juryroom.procedure.states import CountState

HEAD = "schema: juryroom-vectors/0.1\nvectors:\n"
GOOD = """
- id: GOOD
  rule: R2
  jurisdiction: US-FED
  text: a hung count
  given:
    counts: {K1: {state: MISTRIAL, mistrial: {cause: [hung], mover: court, defence_position: silent}}}
  when: {action: retry, counts: [K1]}
  then: {result: allowed, state: {K1: MISTRIAL}}
  standing: verified
  scored: true
"""


def read(*vectors: str) -> tuple[Vector | Malformed, ...]:
    return read_vectors((HEAD + "".join(vectors)).encode(), "v.yaml")


def problem(vector: str) -> tuple[str, str, str, str]:
    """Return the one problem of a bad vector, and hold that the good one beside it still passes."""
    bad, good = read(vector, GOOD)
    assert isinstance(bad, Malformed)
    assert [report.outcome for report in check([good]).reports] == [Outcome.PASS]
    (found,) = bad.problems
    return found.where, found.found, found.rule, found.accepted


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace("id: GOOD", "id: BAD").replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "where", "found", "accepted"),
    [
        ("given:\n", "given:\n    gatte: {}\n", "given.gatte", "the field 'gatte'", "'gate' (near"),
        ("state: MISTRIAL,", "state: MISTRAIL,", "K1.state", "'MISTRAIL'", "'MISTRIAL' (nearest)"),
        ("cause: [hung]", "cause: [hnug]", "cause[0]", "'hnug'", "'hung' (nearest)"),
        ("mover: court", "mover: 7", "mover", "7", "defence, prosecution, court"),
        ("action: retry", "action: retri", "action", "'retri'", "'retry' (nearest)"),
        ("result: allowed", "result: alowed", "result", "'alowed'", "'allowed' (nearest)"),
        ("{K1: MISTRIAL}", "{K1: HUNG}", "state.K1", "'HUNG'", "CHARGED"),
        ("scored: true", "scored: yes", "scored", "'yes'", "true or false"),
        ("US-FED", "US-FEDERAL", "jurisdiction", "'US-FEDERAL'", "US-NY"),
        ("text: a", "date: soon\n  text: a", "date", "'soon'", "EDTF"),
        ("rule: R2\n", "rule: R2\n  rules: x\n", "rules", "the field 'rules'", "'rule' (nearest)"),
        ("  when: {action: retry, counts: [K1]}\n", "", "when", "nothing", "action"),
        ("  then: {result: allowed, state: {K1: MISTRIAL}}\n", "", "then", "nothing", "result"),
        ("then: {result: allowed, ", "then: {", "result", "nothing", "allowed"),
        ("then: {result: allowed, ", "then: {result: allowed, live_: [K1], ", "live_", "the", "live"),
        ("standing: verified", "standing: sure", "standing", "'sure'", "verified"),
        ("standing: verified", "standing: unverified", "scored", "true", "false"),
        ("then: {result: allowed, state: {K1: MISTRIAL}}", "then: allowed", "then", "'all", "result"),
        ("then: {result: allowed, state: {K1: MISTRIAL}}", "then: {result: allowed, state: X}",
         "then.state", "'X'", "{count: state}"),
        ("counts: {K1:", "counts: {K1: {lesser_of: K1}, K2:", "counts", "{K1, K2}", "format"),
        ("given:\n", "given:\n    stage: 3\n", "stage", "3", "deliberation"),
        ("given:\n", "given:\n    jury: {sitting: twelve}\n", "sitting", "'twelve'", "whole number"),
        ("given:\n", "given:\n    jury: {sitting: -1}\n", "sitting", "-1", "range"),
        ("given:\n", "given:\n    deadlock_charge_given: 1\n", "deadlock", "1", "true or false"),
        ("given:\n", "given:\n    jury: 12\n", "jury", "12", "a mapping"),
        ("given:\n", "given:\n    jury: {sworn: soon}\n", "sworn", "'soon'", "EDTF"),
        ("given:\n", "given:\n    cases: {}\n", "cases", "an empty mapping", "a name"),
        ("given:\n", "given:\n    cases: [{jurisdiction: US-NY}]\n", "cases[0]", "{juris", "name"),
        ("scored: true", "scored: true\n  authority: x", "authority", "'x'", "a list"),
    ],
)  # fmt: skip
def test_a_malformed_vector_is_told_in_four_parts(
    old: str, new: str, where: str, found: str, accepted: str
) -> None:
    told = problem(changed(old, new))
    assert where in told[0]
    assert told[0].startswith("v.yaml:")
    assert told[1].startswith(found)
    assert told[2]
    assert accepted in told[3]


@pytest.mark.parametrize(
    ("variant", "found"),
    [
        ("{change: {counts.K9.state: MISTRIAL}, then: {result: allowed}}", "no field 'given.counts.K9"),
        ("{change: {stage.of.it: x}, then: {result: allowed}}", "no field 'given.stage.of"),
        ("{change: {gatte.x: true}, then: {result: allowed}}", "the field 'gatte'"),
        ("{change: {when.counts.7: K1}, then: {result: allowed}}", "'7'"),
        ("{change: {counts.K1.mistrial.cause: [hnug]}, then: {result: allowed}}", "'hnug'"),
        ("{change: {jurisdiction: XX}, then: {result: allowed}}", "'XX'"),
        ("{change: {}, then: {result: allowed}}", "an empty mapping"),
        ("{then: {result: allowed}}", "{then}"),
        ("{change: {date: '2020'}}", "nothing"),
        ("{change: {date: '2020'}, then: {result: perhaps}}", "'perhaps'"),
        ("just words", "'just words'"),
    ],
)  # fmt: skip
def test_a_variant_that_names_nothing_is_an_error(variant: str, found: str) -> None:
    stage = changed("given:\n", "given:\n    stage: deliberation\n")
    told = problem(stage + f"  variants:\n  - {variant}\n")
    assert found in told[1]


def test_a_variant_may_give_what_was_not_given() -> None:
    extra = "  variants:\n  - {change: {gate.guilt_inconsistent_with_verdict: true}, then: {result: allowed}}\n"
    (vector,) = read(GOOD + extra)
    assert isinstance(vector, Vector)
    gate = vector.trials[1].settings[0].given.gate
    assert gate is not None
    assert gate.guilt_inconsistent_with_verdict is True
    assert vector.trials[0].settings[0].given.gate is None


def test_a_list_entry_is_changed_by_number_id_or_bracket() -> None:
    text = GOOD.replace(
        "given:\n", "given:\n    instruments: [{id: I1, counts: [K1]}, {id: I2, counts: [K2]}]\n"
    )
    for name in ("1", "I2"):
        change = f"  variants:\n  - {{change: {{instruments.{name}.status: filed}}, then: {{result: allowed}}}}\n"
        (vector,) = read(text + change)
        assert isinstance(vector, Vector)
        assert vector.trials[1].settings[0].given.instruments[1].status == "filed"
    (vector,) = read(
        text
        + '  variants:\n  - {change: {"instruments[0].status": filed}, then: {result: allowed}}\n'
    )
    assert isinstance(vector, Vector)
    assert vector.trials[1].settings[0].given.instruments[0].status == "filed"


def test_two_vectors_of_one_id() -> None:
    first, second = read(GOOD, GOOD)
    assert isinstance(first, Vector)
    assert isinstance(second, Malformed)
    assert "again" in second.problems[0].found


def test_several_problems_of_one_vector_are_all_told() -> None:
    (bad,) = read(GOOD.replace("mover: court", "mover: x").replace("silent", "quiet"))
    assert isinstance(bad, Malformed)
    assert len(bad.problems) == 2


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "an empty file"),
        (b"  \n", "an empty file"),
        (b"- a\n", "['a']"),
        (b"schema: other/1\nvectors: []\n", "'other/1'"),
        (b"schema: juryroom-vectors/0.1\n", "nothing"),
        (b"schema: juryroom-vectors/0.1\nvectors: []\n", "an empty list"),
        (b"schema: juryroom-vectors/0.1\nvectors: {a: 1}\n", "{a}"),
        (b"a: [1\n", ""),
        (b"a: &x 1\nb: *x\n", "the anchor"),
        (b"\xff\xfe", "the byte"),
    ],
)
def test_a_file_that_is_no_file_of_vectors(data: bytes, found: str) -> None:
    with pytest.raises(CaseFileError) as raised:
        read_vectors(data, "v.yaml")
    (told,) = raised.value.problems
    assert told.where.startswith("v.yaml:")
    assert found in told.found


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError):
        load_vectors(tmp_path / "none.yaml")
    with pytest.raises(CaseFileError):
        load_vectors(tmp_path)


@pytest.mark.parametrize(
    ("given_", "when", "state"),
    [
        ("{}", "{action: take_verdict}", CountState.SUBMITTED),
        ("{stage: after_verdict}", "{action: set_aside_verdict}", CountState.GUILTY_VERDICT),
    ],
)
def test_where_there_are_no_counts_there_is_one(given_: str, when: str, state: CountState) -> None:
    (vector,) = read(
        f"- {{id: A, rule: R8, jurisdiction: GB-EAW, text: t, given: {given_}, when: {when},"
        " then: {result: accept}, scored: false}\n"
    )
    assert isinstance(vector, Vector)
    counts = vector.trials[0].settings[0].given.counts
    assert {name: count.state for name, count in counts.items()} == {"K1": state}


WORDS = st.sampled_from(["K1", "hung", "MISTRIAL", "true", "[]", "{}", "null", "7", "''", "- x"])
KEYS = st.sampled_from(
    ["given", "when", "then", "counts", "jury", "gate", "prior", "terms", "verdict", "date"]
)


@given(st.lists(st.tuples(KEYS, KEYS, WORDS), max_size=6))
def test_nonsense_never_brings_a_traceback(entries: list[tuple[str, str, str]]) -> None:
    keys = {key: f"{{{inner}: {value}}}" for key, inner, value in entries}
    body = "".join(f"  {key}: {value}\n" for key, value in keys.items())
    base = {"when": "{action: retry}", "then": "{result: allowed}"}
    rest = "".join(f"  {key}: {value}\n" for key, value in base.items() if key not in keys)
    head = "- id: A\n  rule: R1\n  jurisdiction: US-NY\n  text: t\n  scored: false\n"
    try:
        loaded = read(head + body + rest)
    except CaseFileError:
        return
    reports = check(loaded).reports
    assert reports[0].outcome in (Outcome.MALFORMED, Outcome.NOT_SCORED)
