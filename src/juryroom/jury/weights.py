"""Raking: weights under which a survey has the composition of the people jurors are drawn from.

Every condition is raked on its own, to the same margins, so that the conditions become alike in what
they are weighted by. Raking goes round the margins until every weighted share is its target; if it
does not come to that, the weights are refused. A weight above the limit is then trimmed, and the
survey is raked again and trimmed again until both hold; if they cannot hold together, that is refused too: no weight is
returned that misses its margins or its limits.

Source: Deming, W. E. and Stephan, F. F. (1940), Annals of Mathematical Statistics 11:427-444.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.effective_size import kish
from juryroom.jury.margins import SHARE, Grouping, sums
from juryroom.jury.survey import LeftOut, Respondent, Survey
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.parameters import Parameter

Margins = Mapping[str, Mapping[str, float]]
"""For each trait, the share of people in each group; the shares of a trait sum to one."""

MOST_ROUNDS = 10_000
CLOSE = 1e-9

_TRIM = Parameter("trim", 1.0, 1e6, "none", "the largest weight, the mean weight being 1")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """One group in one condition: its share before and after weighting, and its target."""

    condition: str
    trait: str
    group: str
    target: float
    before: float
    after: float

    def as_json(self) -> dict[str, Any]:
        """Return the row under the names of its columns."""
        return {
            "condition": self.condition,
            "trait": self.trait,
            "group": self.group,
            "target": self.target,
            "before": self.before,
            "after": self.after,
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Raked:
    """A survey with raked weights, and how they came out.

    Parameters
    ----------
    survey
        The survey with its weights; their mean in each condition is 1. Its respondents carry the
        groups they were raked by: what margins say of answers is not uncertain any more.
    balance
        Every group of every margin, in every condition.
    rounds
        The rounds that raking took in each condition.
    largest
        The largest weight in each condition.
    effective
        The effective size of each condition (Kish).
    trim
        The limit on weights, or None.
    """

    survey: Survey
    balance: tuple[Balance, ...]
    rounds: Mapping[str, int]
    largest: Mapping[str, float]
    effective: Mapping[str, float]
    trim: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the balance table and the figures of every condition."""
        return {
            "balance": [row.as_json() for row in self.balance],
            "rounds": dict(self.rounds),
            "largest_weight": dict(self.largest),
            "effective": dict(self.effective),
            "trim": self.trim,
        }


def rake(survey: Survey, margins: Margins, *, trim: float | None = None) -> Raked:
    """Return the survey, weighted so that every condition has the margins.

    Weights that the survey has already are where raking begins. Respondents with no entry in a trait
    that is weighted by are left out and listed.

    Parameters
    ----------
    survey
        Its respondents carry the traits.
    margins
        For each trait the share, 0 to 1, of each group. Where every group is a range of numbers
        (18-34, 55+), a cell that is a number is of the range that holds it (`juryroom.jury.margins`).
    trim
        The largest weight accepted, where the mean is 1; None for no limit.

    Raises
    ------
    OutOfDomainError
        If shares do not sum to one, a group has a share and no respondent or a respondent and no
        share, or margins and limit cannot all be met.

    Examples
    --------
    >>> people = [Respondent(row=row, condition=c, leaning=1.0, traits={"sex": sex})
    ...           for row, (c, sex) in enumerate([("actual", "f"), ("actual", "m"), ("actual", "m"),
    ...               ("hypothetical", "f"), ("hypothetical", "m")], start=2)]
    >>> raked = rake(Survey(respondents=tuple(people)), {"sex": {"f": 0.5, "m": 0.5}})
    >>> raked.survey.weights("actual")
    array([1.5 , 0.75, 0.75])
    """
    _check(margins, trim)
    survey = _with_traits(survey, tuple(margins))
    places, problems = _places(survey, margins)
    if problems:
        raise OutOfDomainError(problems)
    weights = {person.row: person.weight for person in survey.respondents}
    rounds: dict[str, int] = {}
    balance: list[Balance] = []
    for condition in survey.conditions:
        arm = survey.arm(condition)
        before = survey.weights(condition)
        own = [places[condition][trait] for trait in margins]
        targets = [np.array(list(shares.values())) for shares in margins.values()]
        after, rounds[condition] = _rake_arm(before, own, targets, trim, condition, tuple(margins))
        weights |= {person.row: float(w) for person, w in zip(arm, after, strict=True)}
        balance += _balance(condition, margins, own, before, after)
    raked = survey.reweighted([weights[person.row] for person in survey.respondents])
    raked = replace(raked, respondents=_grouped(raked, margins, places))
    arms = {condition: raked.weights(condition) for condition in raked.conditions}
    return Raked(
        survey=raked,
        balance=tuple(balance),
        rounds=rounds,
        largest={condition: float(own.max()) for condition, own in arms.items()},
        effective={condition: kish(own) for condition, own in arms.items()},
        trim=trim,
    )


def _check(margins: Margins, trim: float | None) -> None:
    if trim is not None:
        _TRIM.check(trim, owner="rake")
    problems: list[Problem] = []
    if not margins:
        rule = "weights make a survey meet margins"
        problems.append(Problem("margins", "none", rule, "one trait or more, with its shares"))
    for trait, shares in margins.items():
        for group, share in shares.items():
            SHARE.check(share, owner=f"margin '{trait}', group '{group}'")
    problems += sums(margins)
    if problems:
        raise OutOfDomainError(problems)


def _with_traits(survey: Survey, traits: tuple[str, ...]) -> Survey:
    kept: list[Respondent] = []
    ledger = list(survey.ledger)
    for person in survey.respondents:
        empty = [trait for trait in traits if not person.traits.get(trait, "").strip()]
        if empty:
            ledger.append(LeftOut(person.row, f"empty, and weighted by: {', '.join(empty)}"))
        else:
            kept.append(person)
    ledger.sort(key=lambda entry: entry.row)
    return replace(survey, respondents=tuple(kept), ledger=tuple(ledger))


def _places(
    survey: Survey, margins: Margins
) -> tuple[dict[str, dict[str, IntArray]], list[Problem]]:
    """Return the group of each respondent of each condition, and what cannot be weighted."""
    problems: list[Problem] = []
    places: dict[str, dict[str, IntArray]] = {}
    rule = "a group is weighted to its share: it has a share above 0 and a respondent, or neither"
    for condition in survey.conditions:
        arm = survey.arm(condition)
        places[condition] = {}
        for trait, shares in margins.items():
            where = f"{survey.name}: condition '{condition}', trait '{trait}'"
            grouping = Grouping.of(shares)
            groups = [grouping.group(person.traits[trait]) for person in arm]
            met = set(groups)
            lost = next((i for i, g in enumerate(groups) if g is None or shares[g] == 0), None)
            if lost is not None:
                problems.append(_lost(where, arm[lost], trait, grouping, shares))
            problems += [
                Problem(
                    where,
                    f"no respondent in '{group}', with a share of {share:g}",
                    rule,
                    "respondents in it, or a margin that joins it to another group",
                )
                for group, share in shares.items()
                if share > 0 and group not in met
            ]
            if lost is None:
                place = {group: at for at, group in enumerate(shares)}
                own = [place[str(group)] for group in groups]
                places[condition][trait] = np.array(own, dtype=np.int64)
    return places, problems


def _lost(
    where: str, person: Respondent, trait: str, grouping: Grouping, shares: Mapping[str, float]
) -> Problem:
    """Return the problem of a respondent who is in no group with a share, or in two."""
    cell = person.traits[trait]
    where = f"{where}, row {person.row}"
    holding = grouping.holding(cell)
    if len(holding) > 1:
        rule = "a number is of one group: ranges such as 18-34 hold both their ends"
        found = f"'{cell}', in two of the ranges ({', '.join(holding)})"
        return Problem(where, found, rule, "ranges that share no number")
    rule = "a group is weighted to its share: it has a share above 0 and a respondent, or neither"
    accepted = f"a share for it, or one of: {', '.join(shares)}"
    return Problem(where, f"'{cell}', without a share", rule, accepted)


def _grouped(
    survey: Survey, margins: Margins, places: Mapping[str, Mapping[str, IntArray]]
) -> tuple[Respondent, ...]:
    """Return the respondents with the groups they were raked by."""
    numbers = {condition: zip(*own.values(), strict=True) for condition, own in places.items()}
    labels = [list(shares) for shares in margins.values()]
    return tuple(
        replace(
            person,
            groups=tuple(
                own[int(at)]
                for own, at in zip(labels, next(numbers[person.condition]), strict=True)
            ),
        )
        for person in survey.respondents
    )


def _rake_arm(
    before: FloatArray,
    places: list[IntArray],
    targets: list[FloatArray],
    trim: float | None,
    condition: str,
    traits: tuple[str, ...],
) -> tuple[FloatArray, int]:
    """Return weights with mean 1 that meet every target, and every limit, and the rounds taken."""
    weights = before / before.mean()
    most = np.inf
    for rounds in range(1, MOST_ROUNDS + 1):
        for place, target in zip(places, targets, strict=True):
            shares = np.bincount(place, weights, minlength=len(target)) / len(weights)
            factor = np.divide(target, shares, out=np.zeros_like(target), where=shares > 0)
            weights = weights * factor[place]
        weights = np.minimum(weights, most)
        # Cutting takes away from the sum too, and what is scaled up again must not pass the limit.
        whole = abs(float(weights.mean()) - 1) < CLOSE
        if whole and _furthest(weights, places, targets) < CLOSE:
            if trim is None or weights.max() <= trim:
                return weights * (len(weights) / weights.sum()), rounds
            # Only now: on the way to the margins a weight may pass a limit that it ends below.
            most, weights = trim, np.minimum(weights, trim)
    off = [_furthest(weights, [p], [t]) for p, t in zip(places, targets, strict=True)]
    worst = int(np.argmax(off))
    limit = "" if trim is None else f" with no weight above {trim:g}"
    raise OutOfDomainError(
        Problem(
            f"raking, condition '{condition}'",
            f"margins that are not met after {MOST_ROUNDS:,} rounds{limit}: '{traits[worst]}' is off "
            f"by {off[worst]:.3g}",
            "weights are used when they meet every margin: raking that has not converged is refused",
            "margins that the respondents can meet: fewer traits, joined groups, or a higher limit",
        )
    )


def _furthest(weights: FloatArray, places: list[IntArray], targets: list[FloatArray]) -> float:
    """Return how far the furthest weighted share is from its target."""
    total = weights.sum()
    return max(
        float(np.abs(np.bincount(place, weights, minlength=len(target)) / total - target).max())
        for place, target in zip(places, targets, strict=True)
    )


def _balance(
    condition: str,
    margins: Margins,
    places: list[IntArray],
    before: FloatArray,
    after: FloatArray,
) -> list[Balance]:
    rows: list[Balance] = []
    for (trait, shares), place in zip(margins.items(), places, strict=True):
        was = np.bincount(place, before, minlength=len(shares)) / before.sum()
        now = np.bincount(place, after, minlength=len(shares)) / after.sum()
        rows += [
            Balance(
                condition=condition,
                trait=trait,
                group=group,
                target=share,
                before=float(was[index]),
                after=float(now[index]),
            )
            for index, (group, share) in enumerate(shares.items())
        ]
    return rows
