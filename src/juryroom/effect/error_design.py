r"""Which versions of a trial have which errors, and what can be compared with what.

Each version has a set of the errors, and one has none. Every comparison is a sum of versions with
whole weights that add up to 0, so it can be taken of shares of jurors and of probabilities of a
verdict alike. With :math:`p_S` for the version that has the errors of :math:`S` and no other:

* against none: :math:`p_S - p_\emptyset`; *alone* where :math:`S` is one error, *together* where
  it is all of them;
* *added to the others*: all the errors less all but one;
* *beyond the sum*: together, less the sum of each alone;
* *interaction* of the errors of :math:`S`:
  :math:`\sum_{T \subseteq S} (-1)^{|S|-|T|} p_T` (Moebius inversion), so that :math:`p_S` less
  none is the sum of each alone and of all interactions within :math:`S`.

A survey rarely has every set. What its versions do not identify is listed with the versions that
would be needed; nothing is filled in by assuming that errors add up.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, combinations, islice
from typing import Any, Self, final

from juryroom.errors import OutOfDomainError, Problem, nearest
from juryroom.jury.label_text import steering, steers

ErrorSet = frozenset[str]

MOST_SHOWN = 8
"""Versions that are named at once of those that are lacking; of five errors there are 32."""


class Kind(StrEnum):
    """What is compared with what."""

    ALONE = "alone"
    SEVERAL = "several"
    TOGETHER = "together"
    ADDED = "added to the others"
    BEYOND_SUM = "beyond the sum"
    INTERACTION = "interaction"


ALL_TOGETHER = "all together"
"""What the change by all errors is called where it is shown; no error is named so."""

AGAINST_NONE = (Kind.ALONE, Kind.SEVERAL, Kind.TOGETHER)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One comparison of versions.

    Parameters
    ----------
    kind
        What is compared with what.
    errors
        The errors it is about.
    weights
        The versions and their weights, which add up to 0.
    """

    kind: Kind
    errors: tuple[str, ...]
    weights: tuple[tuple[str, int], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as data."""
        return {
            "kind": str(self.kind),
            "errors": list(self.errors),
            "weights": dict(self.weights),
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NotIdentified:
    """A comparison that the versions do not allow.

    Parameters
    ----------
    kind, errors
        As `Comparison` has them.
    missing
        The sets of errors of which a version is lacking, smaller ones first, at most `MOST_SHOWN`.
    lacking
        How many such sets there are.
    """

    kind: Kind
    errors: tuple[str, ...]
    missing: tuple[tuple[str, ...], ...]
    lacking: int

    def as_json(self) -> dict[str, Any]:
        """Return what is not identified as data."""
        return {
            "kind": str(self.kind),
            "errors": list(self.errors),
            "missing_versions": [list(own) for own in self.missing],
            "missing_in_all": self.lacking,
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ErrorDesign:
    """The errors, and the version that has each set of them; made by `of`.

    Parameters
    ----------
    errors
        The errors, in the user's order.
    versions
        For each set of errors that has a version, the name of that version: none first, then by the
        number of errors.

    Examples
    --------
    >>> design = ErrorDesign.of({"confession": ["confession", "both"],
    ...                          "remark": ["remark", "both"]}, "none")
    >>> [comparison.kind.value for comparison in design.comparisons]
    ['alone', 'alone', 'together', 'added to the others', 'added to the others', 'beyond the sum',
     'interaction']
    >>> design.comparisons[-1].weights
    (('both', 1), ('confession', -1), ('remark', -1), ('none', 1))
    """

    errors: tuple[str, ...]
    versions: Mapping[ErrorSet, str]

    @classmethod
    def of(cls, errors: Mapping[str, Sequence[str]], hypothetical: str) -> Self:
        """Return the design in which each error is in the versions that are named.

        Parameters
        ----------
        errors
            For each of two errors or more, the versions that have it.
        hypothetical
            The version without any.

        Raises
        ------
        OutOfDomainError
            If this is no such design: one error only, an error in no version or in the one without
            any, two versions with the same errors.
        """
        names = dict.fromkeys(chain.from_iterable(errors.values()))
        sets = {name: frozenset(e for e, own in errors.items() if name in own) for name in names}
        problems = [*_few(errors), *_wrong(errors, hypothetical)]
        problems = problems or [*_alike(sets, tuple(errors))]
        if problems:
            raise OutOfDomainError(problems)
        order = list(errors)
        by_size = sorted(
            sets, key=lambda name: (len(sets[name]), sorted(map(order.index, sets[name])))
        )
        versions = {frozenset[str](): hypothetical, **{sets[name]: name for name in by_size}}
        return cls(errors=tuple(errors), versions=versions)

    @property
    def hypothetical(self) -> str:
        """The version without any of the errors."""
        return self.versions[frozenset()]

    @property
    def together(self) -> str | None:
        """The version with all of them, or None."""
        return self.versions.get(frozenset(self.errors))

    @property
    def conditions(self) -> tuple[str, ...]:
        """Every version: the one with most of the errors, the one with none, the others."""
        none, *others = self.versions.values()
        return (others[-1], none, *others[:-1])

    def errors_of(self, condition: str) -> tuple[str, ...]:
        """Return the errors that a version has, in order."""
        return self._ordered(next(own for own, name in self.versions.items() if name == condition))

    def check_conditions(self, conditions: Sequence[str]) -> None:
        """Raise `OutOfDomainError` unless the versions are the conditions of a survey."""
        rule = "the errors in each condition of a survey are known, and each version was surveyed"
        named = self.versions.values()
        problems = [
            Problem(
                f"condition '{condition}'",
                "no error that is in it",
                rule,
                f"an error that names it; or it as the one with none, which now is '{self.hypothetical}'; or "
                "the table without its rows",
            )
            for condition in conditions
            if condition not in named
        ]
        problems += [
            Problem(
                f"condition '{condition}'",
                "no such condition in the survey",
                rule,
                nearest(condition, conditions),
            )
            for condition in named
            if condition not in conditions
        ]
        more = len(problems) - MOST_SHOWN
        if more > 0:  # the wrong column has a label in every row
            last = Problem("conditions", f"{more:,} more problems", rule, "the same, for others")
            problems = [*problems[:MOST_SHOWN], last]
        if problems:
            raise OutOfDomainError(problems)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every comparison that the versions identify."""
        return (*self._against_none(), *self._added(), *self._beyond(), *self._interactions())

    @property
    def not_identified(self) -> tuple[NotIdentified, ...]:
        """What the versions do not identify; of interactions those of a version, and of all errors."""
        everything = frozenset(self.errors)
        singles = [frozenset((error,)) for error in self.errors]
        wanted: list[tuple[Kind, ErrorSet, Iterable[ErrorSet]]] = [
            *((Kind.ALONE, own, [own]) for own in singles),
            (Kind.TOGETHER, everything, [everything]),
            *((Kind.ADDED, own, [everything - own, everything]) for own in singles),
            (Kind.BEYOND_SUM, everything, [*singles, everything]),
        ]
        found = [
            NotIdentified(
                kind=kind,
                errors=self._ordered(about),
                missing=tuple(self._ordered(own) for own in missing),
                lacking=len(missing),
            )
            for kind, about, needed in wanted
            if (missing := [own for own in needed if own not in self.versions])
        ]
        several = [own for own in self.versions if len(own) > 1 and own != everything]
        for own in (*several, everything):
            lacking = 2 ** len(own) - len(self._within(own))
            if lacking:
                missing = islice((s for s in _subsets(self._ordered(own))
                                  if frozenset(s) not in self.versions), MOST_SHOWN)  # fmt: skip
                found.append(
                    NotIdentified(
                        kind=Kind.INTERACTION,
                        errors=self._ordered(own),
                        missing=tuple(missing),
                        lacking=lacking,
                    )
                )
        return tuple(found)

    @property
    def sets_without_version(self) -> int:
        """How many sets of two errors or more, but not all, have no version and so no interaction."""
        some = sum(1 < len(own) < len(self.errors) for own in self.versions)
        return 2 ** len(self.errors) - len(self.errors) - 2 - some

    def as_json(self) -> dict[str, Any]:
        """Return the design, and what it does not identify, as data."""
        return {
            "errors": list(self.errors),
            "hypothetical": self.hypothetical,
            "together": self.together,
            "versions": {name: list(self.errors_of(name)) for name in self.versions.values()},
            "not_identified": [one.as_json() for one in self.not_identified],
            "other_sets_without_version": self.sets_without_version,
        }

    def _ordered(self, own: ErrorSet) -> tuple[str, ...]:
        return tuple(error for error in self.errors if error in own)

    def _within(self, own: ErrorSet) -> list[ErrorSet]:
        return [one for one in self.versions if one <= own]

    def _comparison(
        self, kind: Kind, about: ErrorSet, weights: Iterable[tuple[ErrorSet, int]]
    ) -> Comparison:
        named = tuple((self.versions[own], weight) for own, weight in weights)
        return Comparison(kind=kind, errors=self._ordered(about), weights=named)

    def _against_none(self) -> Iterator[Comparison]:
        none = frozenset[str]()
        for own in self.versions:
            if own:
                kind = Kind.ALONE if len(own) == 1 else Kind.SEVERAL
                kind = Kind.TOGETHER if len(own) == len(self.errors) else kind
                yield self._comparison(kind, own, [(own, 1), (none, -1)])

    def _added(self) -> Iterator[Comparison]:
        everything = frozenset(self.errors)
        for error in self.errors:
            others = everything - {error}
            if everything in self.versions and others in self.versions:
                weights = [(everything, 1), (others, -1)]
                yield self._comparison(Kind.ADDED, frozenset((error,)), weights)

    def _beyond(self) -> Iterator[Comparison]:
        everything = frozenset(self.errors)
        singles = [frozenset((error,)) for error in self.errors]
        if all(own in self.versions for own in (everything, *singles)):
            none = (frozenset[str](), len(singles) - 1)
            weights = [(everything, 1), *((own, -1) for own in singles), none]
            yield self._comparison(Kind.BEYOND_SUM, everything, weights)

    def _interactions(self) -> Iterator[Comparison]:
        for own in self.versions:
            within = self._within(own)
            if len(own) > 1 and len(within) == 2 ** len(own):
                weights = [(one, (-1) ** (len(own) - len(one))) for one in within]
                weights.sort(key=lambda pair: -len(pair[0]))
                yield self._comparison(Kind.INTERACTION, own, weights)


def _subsets(errors: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(errors, size) for size in range(len(errors) + 1))


def _few(errors: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    if len(errors) < 2:
        rule = "errors that are compared alone and together are two or more"
        accepted = "two errors or more; for one, `juryroom effect` (in Python survey_effect)"
        yield Problem("errors", f"{len(errors)}: {', '.join(errors) or 'none'}", rule, accepted)


def _wrong(errors: Mapping[str, Sequence[str]], hypothetical: str) -> Iterator[Problem]:
    """Yield what is wrong with the name or the versions of each error."""
    for error, versions in errors.items():
        where = f"error '{error}'"
        if error in {"", hypothetical}:
            found = "no name" if not error else "the name of the version without any error"
            yield Problem(where, found, "each error has a name of its own", "another name")
        if error.strip().lower() == ALL_TOGETHER:
            rule = "it is what the change by all errors is called"
            yield Problem(where, "that name", rule, "another name")
        if steers(error):
            yield steering(where, error)
        if not versions or "" in versions:
            found = "no version that has it" if not versions else "a version without a name"
            rule = "an error is in one version of the trial or more"
            yield Problem(where, found, rule, "the conditions that have it, with commas")
        if hypothetical in versions:
            found = f"'{hypothetical}' among its versions, which is the one without any error"
            rule = "the hypothetical trial has none of the errors"
            yield Problem(
                where, found, rule, "conditions that have the error; another hypothetical"
            )
        for version, times in Counter(versions).items():
            if times > 1:
                rule = "an error is in a version or it is not"
                yield Problem(where, f"'{version}' {times} times", rule, "each condition once")


def _alike(sets: Mapping[str, ErrorSet], errors: tuple[str, ...]) -> Iterator[Problem]:
    by_set: dict[ErrorSet, list[str]] = {}
    for name, own in sets.items():
        by_set.setdefault(own, []).append(name)
    for own, names in by_set.items():
        if len(names) > 1:
            listed = ", ".join(error for error in errors if error in own)
            yield Problem(
                f"conditions {', '.join(names)}",
                f"the same errors in each: {listed}",
                "each version of the trial has its own set of errors",
                "one label for the respondents of one version, or an error in which they differ",
            )
