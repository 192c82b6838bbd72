"""Errors carry four parts, and every class has an exit code of its own kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom import errors
from juryroom.cli.main import EXIT_CODES
from juryroom.errors import JuryroomError, Problem, nearest, visible

CLASSES = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, JuryroomError) and kind is not JuryroomError
]


def test_message_holds_the_four_parts() -> None:
    problem = Problem("case.yaml:4 counts", "nothing", "a case has counts", "one count or more")
    shown = str(JuryroomError(problem))
    assert all(part in shown for part in problem.as_json().values())


def test_several_problems_are_all_shown() -> None:
    first, second = Problem("a", "b", "c", "d"), Problem("e", "f", "g", "h")
    error = JuryroomError([first, second])
    assert error.problems == (first, second)
    assert str(first) in str(error)
    assert str(second) in str(error)


@pytest.mark.parametrize("kind", CLASSES)
def test_exit_code_is_documented(kind: type[JuryroomError]) -> None:
    assert kind.exit_code not in {0, 1, 2}, "those mean done, a defect, and a bad command line"
    assert f" {kind.exit_code} " in EXIT_CODES


@pytest.mark.parametrize("kind", CLASSES)
def test_tree_in_the_module_docstring_is_complete(kind: type[JuryroomError]) -> None:
    assert errors.__doc__ is not None
    assert f"+ {kind.__name__} " in errors.__doc__


def test_nearest_leads_with_the_close_word() -> None:
    assert nearest("guilt", ["not_guilty", "guilty"]).startswith("'guilty'")
    assert nearest("xyzzy", ["not_guilty", "guilty"]) == "not_guilty, guilty"


HIDDEN = {
    "\u00a0": "U+00A0 no-break space",
    "\u200f": "U+200F right-to-left mark",
    "\u200b": "U+200B zero width space",
    "\u202e": "U+202E right-to-left override",
    "\u2067": "U+2067 right-to-left isolate",
    "\ufeff": "U+FEFF zero width no-break space",
    "\u3000": "U+3000 ideographic space",
    "\u3164": "U+3164 hangul filler",
    "\ufe0f": "U+FE0F variation selector-16",
    "\x1b": "U+001B escape",
    "\x00": "U+0000 control character",
    "\U000e0041": "U+E0041 tag latin capital letter a",
}


@pytest.mark.parametrize("character", HIDDEN, ids=HIDDEN.values())
@pytest.mark.parametrize("part", ["where", "found", "rule", "accepted"])
def test_what_cannot_be_seen_is_shown_and_named(character: str, part: str) -> None:
    parts = dict.fromkeys(("where", "found", "rule", "accepted"), "plain")
    problem = Problem(**{**parts, part: f"'not{character}guilty'"})
    escape = f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
    for shown in (str(problem), str(JuryroomError(problem)), "\n".join(problem.as_json().values())):
        assert character not in shown
        assert f"'not{escape}guilty' ({HIDDEN[character]})" in shown


def test_two_labels_that_look_alike_are_told_apart() -> None:
    shown = str(Problem("row 2", "'guilty\u00a0'", "letter by letter", "'guilty'"))
    assert "found 'guilty\\u00a0' (U+00A0 no-break space)" in shown


def test_a_part_stands_on_one_line() -> None:
    forged = Problem("row 2", "a\n  rule: none\r\n\taccepted: all", "the rule", "the rest")
    assert len(str(forged).splitlines()) == 3
    assert "a\\n  rule: none\\r\\n\\taccepted: all" in str(forged)


@pytest.mark.parametrize(
    "text",
    [
        "coupable à délibérer",
        "żółć",
        "無罪",
        "無罪です",
        "مذنب",
        "אשם",
        "не виновен",
        "a b",
        "é",
        "",
    ],
)
def test_letters_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


def test_many_hidden_characters_are_named_once_and_not_without_end() -> None:
    shown = visible("".join(map(chr, range(0x2066, 0x206A))) * 50 + "\u200b" * 50 + "\u200c")
    assert shown.count("U+2066 left-to-right isolate") == 1
    assert shown.endswith("and 3 more)")
    assert visible("\ud800") == "\\ud800 (U+D800 surrogate)"


@given(st.text(max_size=40))
def test_what_is_shown_can_be_printed_and_is_shown_once(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert visible(shown) == shown
    shown.encode()
