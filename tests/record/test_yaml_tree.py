"""The strict reader: what is refused, where, and that nothing else is changed."""

import io
import json
import time
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from juryroom.errors import CaseFileError, Problem
from juryroom.record.yaml_tree import MAX_BYTES, MAX_DEPTH, MAX_NODES, read_yaml, scalar, shown


def refused(data: bytes | str) -> Problem:
    with pytest.raises(CaseFileError) as caught:
        read_yaml(data.encode() if isinstance(data, str) else data, "f.yaml")
    (problem,) = caught.value.problems
    assert all((problem.where, problem.found, problem.rule, problem.accepted))
    return problem


@pytest.mark.parametrize(
    ("text", "line", "found", "accepted"),
    [
        ("a: 1\nb: &x 2\n", 2, "the anchor &x", "without an anchor"),
        ("a:\n  &x b: 2\n", 2, "the anchor &x", "without an anchor"),
        ("a: &x [1]\n", 1, "the anchor &x", "without an anchor"),
        ("a: 1\nb: *x\n", 2, "the alias *x", "the value itself"),
        ("a:\n  <<: {b: 1}\n", 2, "the merge key <<", "the keys themselves"),
        ("a: !!int 3\n", 1, "the tag tag:yaml.org,2002:int", "without a tag"),
        ("a:\n- !x {}\n", 2, "the tag !x", "without a tag"),
        ("a: ! b\n", 1, "the tag !", "without a tag"),
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' again (first on line 1)", "one of the two"),
        ("x:\n- {a: 1,\n   'a': 3}\n", 3, "the key 'a' again (first on line 2)", "one of the two"),
        ("a: 1\n---\nb: 1\n", 2, "a second document", "one file"),
        ("a: 1\n...\n---\nb: 1\n", 3, "a second document", "one file"),
        ("a: 1\n12: x\n", 2, "the key 12", "'12'"),
        ("true: x\n", 1, "the key true", "'true'"),
        ("null: x\n", 1, "the key nothing", "'null'"),
        (": x\n", 1, "the key nothing", "a word before the colon"),
        ("? [a]\n: b\n", 1, "a list or mapping as a key", "a word"),
        ("? {a: 1}\n: b\n", 1, "a list or mapping as a key", "a word"),
        ("# c\n%YAML 1.1\n---\na: 1\n", 2, "%YAML 1.1", "%YAML 1.2"),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", 1, "%TAG", "%YAML 1.2"),
        ("%FOO\n---\na: 1\n", 1, "%FOO", "%YAML 1.2"),
        ("", 1, "no value", "juryroom-case/1"),
        ("# only a remark\n", 1, "no value", "juryroom-case/1"),
        ("---\n", 1, "no value", "juryroom-case/1"),
        ("a: 1\nb: x\x00y\n", 2, "U+0000", "without it"),
        ("a: 1\n\nb: x\x1by\n", 3, "U+001B", "without it"),
        ("a: x\x85y\n", 1, "U+0085", "without it"),
        ("a: x\u2028y\n", 1, "U+2028", "without it"),
        ("a: x\ufeffy\n", 1, "U+FEFF", "without it"),
        ('a: 1\nb: "x\\0y"\n', 2, "U+0000", "without it"),
        ('a: "x\\ud800y"\n', 1, "U+D800", "without it"),
        ('"a\\u0007": 1\n', 1, "U+0007", "without it"),
    ],
)
def test_refusals_name_file_line_and_remedy(
    text: str, line: int, found: str, accepted: str
) -> None:
    problem = refused(text)
    assert problem.where == f"f.yaml:{line}"
    assert found in problem.found
    assert accepted in problem.accepted


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("a: b: c\n", 1, "a colon and a space"),
        ("a: 1\n  b: 2\n", 2, "a colon and a space"),
        ("a:\n  - x\n - y\n", 3, "column"),
        ("a: [1, 2\nb: 3\n", 2, "brackets"),
        ("a: 'x\nb: 1\n", 3, "quotation mark"),
        ('a: "\\q"\n', 1, "backslash"),
        ("a:\n\t- b\n", 2, "a tab does not indent"),
        ("a: @b\n", 1, "do not begin plain text"),
        ("a\nb: 1\n", 2, "a colon and a space"),
        ("a: 1\nb\n", 3, "key: value"),
    ],
)
def test_syntax_errors_are_told_in_plain_words(text: str, line: int, rule: str) -> None:
    problem = refused(text)
    assert problem.where == f"f.yaml:{line}"
    assert rule in problem.rule
    assert "token" not in str(problem)


def test_a_byte_that_is_not_utf8_is_named_with_its_line() -> None:
    problem = refused(b"a: 1\nb: caf\xe9\n")
    assert problem.where == "f.yaml:2"
    assert problem.found == "the byte 0xE9"
    assert problem.rule == "a case file is UTF-8"


def test_a_utf8_signature_is_no_part_of_the_text() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: 1\n", "f.yaml").root == {"a": 1}


def test_the_version_directive_is_accepted() -> None:
    assert read_yaml(b"%YAML 1.2\n---\na: no\n", "f.yaml").root == {"a": "no"}


def test_a_bomb_is_refused_before_it_expands() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    start = time.process_time()
    assert "the anchor &a0" in refused("\n".join(lines)).found
    assert time.process_time() - start < 1


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000])
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    start = time.process_time()
    problem = refused(text)
    assert time.process_time() - start < 2
    assert f"at most {MAX_DEPTH} levels" in problem.accepted


def test_the_depth_limit_is_exact() -> None:
    read_yaml(("[" * MAX_DEPTH + "]" * MAX_DEPTH).encode(), "f.yaml")
    refused("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


def test_the_size_limit_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_BYTES == 3_000_000
    assert "more than 3,000,000 bytes" in refused(b"#" * (MAX_BYTES + 1)).found
    monkeypatch.setattr("juryroom.record.yaml_tree.MAX_BYTES", 9)
    assert read_yaml(b"a: xyzxyz", "f.yaml").root == {"a": "xyzxyz"}
    assert "more than 9 bytes" in refused(b"a: xyzxyzx").found


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_NODES == 100_000
    monkeypatch.setattr("juryroom.record.yaml_tree.MAX_NODES", 5)
    assert read_yaml(b"a: [1, 2]\n", "f.yaml").root == {"a": [1, 2]}
    assert "more than 5 values" in refused("a: [1, 2]\nb: 3\n").found


KEPT = (
    *("010", "-0", "+5", "12:30", "1_000", "0x1F", "0o17", "1234567890123456789"),
    *("1.10", "1.0e3", "1e5", ".5", "5.", "1.00000000000000000001"),
    *("no", "yes", "on", "off", "y", "n", "No", "True", "TRUE", "False", "Null", "NULL"),
    *(".inf", "-.inf", ".nan", "inf", "nan", "2025-06-12", "1,000", "12%", "½", "٣"),
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", 12),
        ("0", 0),
        ("-7", -7),
        ("1.5", 1.5),
        ("-0.25", -0.25),
        ("1e+16", 1e16),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        *((text, text) for text in KEPT),
    ],
)
def test_plain_scalars_keep_what_was_typed(typed: str, value: object) -> None:
    assert scalar(typed) == value
    assert type(scalar(typed)) is type(value)
    read = read_yaml(f"k: {typed}\n".encode(), "f.yaml").root["k"]
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("typed", ["12", "true", "null", "~", "1.5", "<<", ""])
def test_quoted_scalars_are_text(typed: str) -> None:
    for quoted in (f"'{typed}'", f'"{typed}"'):
        assert read_yaml(f"k: {quoted}\n".encode(), "f.yaml").root == {"k": typed}


def test_every_key_and_item_has_its_line() -> None:
    text = "a:\n  b: 1\n  c:\n  - x\n  - d: 2\n    e: |\n      long\n      text\nf:\ng: [1,\n  2]\n"
    tree = read_yaml(text.encode(), "f.yaml")
    expected: dict[tuple[str | int, ...], int] = {
        (): 1,
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "c"): 3,
        ("a", "c", 0): 4,
        ("a", "c", 1): 5,
        ("a", "c", 1, "d"): 5,
        ("a", "c", 1, "e"): 6,
        ("f",): 9,
        ("g",): 10,
        ("g", 0): 10,
        ("g", 1): 11,
    }
    assert dict(tree.lines) == expected
    assert tree.line(("a", "c", 1, "nothing", 3)) == 5


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(
        st.characters(
            exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"
        )
        | st.sampled_from("\n\t :#-'\"[]{}&*!|>%@`~")
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(min_codepoint=32, max_codepoint=126)), inner, max_size=4
        )
    ),
    max_leaves=25,
)


def no_aliases(_: object) -> bool:
    return True


def dumped(data: Any, *, flow: bool) -> bytes:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    yaml.representer.ignore_aliases = no_aliases
    out = io.BytesIO()
    yaml.dump({"root": data}, out)
    return out.getvalue()


def own_reading(text: bytes) -> Any:
    """Return what ruamel makes of its own writing; it cannot read every key, as in '{:0: 1}'."""
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        return None


@settings(max_examples=150, deadline=None)
@given(data=VALUES, flow=st.booleans())
def test_what_ruamel_dumps_is_read_back(data: Any, *, flow: bool) -> None:
    text = dumped(data, flow=flow)
    assume(own_reading(text) == {"root": data})
    read = read_yaml(text, "f.yaml").root["root"]
    assert json.dumps(read, sort_keys=True) == json.dumps(data, sort_keys=True)


def test_values_are_shown_shortened() -> None:
    assert shown("x" * 58) == "'" + "x" * 58 + "'"
    assert shown("x" * 100) == "'" + "x" * 56 + "..."
    assert shown(None) == "nothing"
    assert shown(True) == "true"
    assert shown([1, "a"]) == "[1, 'a']"
    assert shown({"a": 1, "b": 2}) == "{a, b}"
    assert shown([]) == "an empty list"
