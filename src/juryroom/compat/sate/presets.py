"""One release of sate as an object with its functions, to reproduce a report that rests on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from inspect import signature
from typing import Any, final

from juryroom.compat.sate.calling import check_name, refuse_call
from juryroom.compat.sate.vintages import EXPORTS, Vintage, vintage_of

_DIFFER = frozenset(
    {
        "as_jury_point",
        "as_jury_stats",
        "compare_jury_stats",
        "sim_as_jury_stats",
        "sim_compare_jury_stats",
    }
)
"""The functions whose numbers changed from release to release."""

_FIRST = "1.1.0"
_FIRST_NAMES = {
    "as_jury_point": ("pg",),
    "as_jury_stats": ("pg", "n", "seed", "ndraw"),
    "compare_jury_stats": ("pg_actual", "n_actual", "pg_hypo", "n_hypo", "seed", "ndraw"),
}
"""The arguments of release 1.1.0, in its order: R/as.jury.point.r, as.jury.stat.r, compare.jury.stats.r."""

_RENAMED = {"pg": "sample_pg", "n": "sample_n"}
_DRAWS = {"seed": "seed", "ndraw": "nDraws"}


@final
@dataclass(frozen=True, slots=True, repr=False)
class Preset:
    """The functions of one release: `preset("2.1").as_jury_point(0.5)`.

    A function that the release did not have is refused. Results are given under the column names of
    3.1.1; earlier releases wrote "PG", and had no margin of error before 2.2.0. Figures are those of
    this package in every release: sate's were never right (D3).

    Release 1.1.0 takes its own arguments in its own order (`pg`, `n`, `seed`, `ndraw`), and beside
    them the names of 3.1.1; its ``as.jury.stat`` is found under that name too.

    Parameters
    ----------
    vintage
        The release.
    """

    vintage: Vintage

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the function of that name, set to this release."""
        first = self.vintage.release == _FIRST
        name = "as_jury_stats" if first and name == "as_jury_stat" else name
        if name not in EXPORTS:
            raise AttributeError(f"sate has no function {name!r}")
        self.vintage.check(name)
        function = getattr(import_module("juryroom.compat.sate"), name)
        if first:
            return partial(_in_first, function)
        return partial(_in_release, function, self.vintage.release) if name in _DIFFER else function

    def __repr__(self) -> str:
        """Return the release and its day."""
        return f"sate {self.vintage.release} ({self.vintage.published})"

    def __dir__(self) -> list[str]:
        """Return the functions that the release had."""
        return ["vintage", *sorted(self.vintage.exports)]


def _in_release(function: Callable[..., Any], release: str, /, *args: Any, **kwargs: Any) -> Any:
    if "vintage" in kwargs:
        owner = f"sate {release}, {function.__name__}"
        refuse_call(owner, "an argument 'vintage'", "preset(...) of the other release")
    return function(*args, **kwargs, vintage=release)


def _in_first(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Call a function under the names that its arguments had in release 1.1.0."""
    owner = f"sate {_FIRST}, {function.__name__}"
    names = _FIRST_NAMES[function.__name__]
    given = _named(owner, names, args, kwargs)
    for name in given:
        if name not in names:
            check_name(owner, name, {**dict.fromkeys(names), **signature(function).parameters})
    for name in names:
        renamed = _RENAMED.get(name, name)
        if name not in _DRAWS and not {name, renamed} & set(given):
            refuse_call(owner, f"no '{name}'", f"a call with {name}")
        if name in given and renamed in given and name != renamed:
            found = f"both {name} and {renamed}"
            refuse_call(owner, found, f"one of the two: {name} is {renamed}")
    drawn = [name for name in _DRAWS if name in names and name in given]
    if drawn and "simulate" in given:
        refuse_call(owner, " and ".join([*drawn, "simulate"]), "one or the other")
    if drawn:
        given["simulate"] = {_DRAWS[name]: given.pop(name) for name in drawn}
    return _in_release(
        function, _FIRST, **{_RENAMED.get(n, n): value for n, value in given.items()}
    )


def _named(
    owner: str, names: tuple[str, ...], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """Return the arguments of a call by name."""
    if len(args) > len(names):
        refuse_call(owner, f"{len(args)} arguments", f"at most {len(names)}: {', '.join(names)}")
    given = dict(zip(names, args, strict=False))
    for name in kwargs:
        if name in given:
            refuse_call(owner, f"'{name}' twice", "each argument once, by its place or by its name")
    return {**given, **kwargs}


def preset(name: str) -> Preset:
    """Return one release of sate.

    Parameters
    ----------
    name
        A version of DESCRIPTION, such as "2.1.0" or "3.1.1"; "1.1", "2.1", "2.2" and "2.2-3.0" are
        understood.

    Examples
    --------
    A report of 2023 and one of today, from the same survey:

    >>> preset("2.1").as_jury_point(0.5), preset("3.1.1").as_jury_point(0.5)
    (0.341114, 0.341155)
    >>> [preset(v).compare_jury_stats(0.7, 400, 0.6, 450)["difference"]["Upper 95%"]
    ...  for v in ("2.1", "2.2", "3.1.0", "3.1.1")]
    [0.294, 0.294, 0.294, 0.295]
    """
    return Preset(vintage_of(name))
