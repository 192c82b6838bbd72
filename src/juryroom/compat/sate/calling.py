"""Calls with arguments that are not there, or without those that must be: refused in words."""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Never, ParamSpec, TypeVar

from juryroom.errors import OutOfDomainError, Problem, nearest

P = ParamSpec("P")
R = TypeVar("R")

_OF_THE_FIRST = frozenset({"pg", "n", "seed", "ndraw"})
"""Names of arguments that sate had in 1.1.0, and later under other names or not."""


def in_words(function: Callable[P, R]) -> Callable[P, R]:
    """Return `function` with a call that does not fit its arguments refused in four parts."""

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except TypeError:
            check_call(function, args, kwargs)
            raise

    return called


def check_call(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Raise `OutOfDomainError` unless the arguments are those of `function`."""
    owner = function.__name__
    parameters = inspect.signature(function).parameters
    places = [name for name, one in parameters.items() if one.kind is one.POSITIONAL_OR_KEYWORD]
    if len(args) > len(places):
        refuse_call(
            owner,
            f"{len(args)} arguments",
            f"at most {len(places)}{': ' * bool(places)}{', '.join(places)}",
        )
    for name in kwargs:
        check_name(owner, name, parameters)
        if name in places[: len(args)]:
            refuse_call(owner, f"'{name}' twice", "each argument once, by its place or by its name")
    given = {*places[: len(args)], *kwargs}
    for name, one in parameters.items():
        if one.default is one.empty and name not in given:
            refuse_call(owner, f"no '{name}'", f"a call with {name}")


def check_name(owner: str, name: str, known: Mapping[str, object]) -> None:
    """Raise `OutOfDomainError` unless an argument is one of those known."""
    if name not in known:
        old = '; preset("1.1") takes the names of 1.1.0' if name in _OF_THE_FIRST else ""
        refuse_call(owner, f"an argument '{name}'", (nearest(name, known) or "none") + old)


def refuse_call(owner: str, found: str, accepted: str) -> Never:
    """Raise for a call that does not fit."""
    rule = "a function takes the arguments that it has, by place or by name"
    raise OutOfDomainError(Problem(owner, found, rule, accepted))
