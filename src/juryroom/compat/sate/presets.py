"""One release of sate as an object with its functions, to reproduce a report that rests on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, final

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


@final
@dataclass(frozen=True, slots=True)
class Preset:
    """The functions of one release: `preset("2.1").as_jury_point(0.5)`.

    A function that the release did not have is refused. Results are given under the column names of
    3.1.1; earlier releases wrote "PG", and had no margin of error before 2.2.0. Figures are those of
    this package in every release: sate's were never right (D3).

    Parameters
    ----------
    vintage
        The release.
    """

    vintage: Vintage

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the function of that name, set to this release."""
        if name not in EXPORTS:
            raise AttributeError(f"sate has no function {name!r}")
        self.vintage.check(name)
        function = getattr(import_module("juryroom.compat.sate"), name)
        return partial(function, vintage=self.vintage.release) if name in _DIFFER else function

    def __dir__(self) -> list[str]:
        """Return the functions that the release had."""
        return ["vintage", *sorted(self.vintage.exports)]


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
