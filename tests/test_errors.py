"""Errors carry four parts, and every class has an exit code of its own kind."""

import pytest

from juryroom import errors
from juryroom.cli.main import EXIT_CODES
from juryroom.errors import JuryroomError, Problem, nearest

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
