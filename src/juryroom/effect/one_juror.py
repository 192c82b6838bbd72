"""The largest effect one juror can have: by a first vote, by leaving, by refusing to go on.

Of a juror who is no different from the others. For jurors who differ in influence and in how
easily they are persuaded see `juryroom.outcome.jurors` (`change_by_first_vote`,
`change_by_firmness`, `largest_change`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, final

from juryroom.catalog.line_up import Entrant, line_up
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.events import AtBallot, Happening, JurorRefuses, JurorRemoved, Leaves
from juryroom.outcome.patience import SplitHazard
from juryroom.outcome.room import Room
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import AnyRule, DecisionRule, Ending, SittingRules

Changes = dict[Ending, float]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OneJuror:
    """What one juror can change under one model.

    Parameters
    ----------
    by_vote
        The change of each ending where one of those who first vote not guilty votes guilty
        instead, given that there is one; None where all vote guilty.
    largest_by_vote
        The largest change of the probability of guilty by one vote over every split, and the
        guilty votes of the others at which it is.
    by_leaving
        The change where a juror leaves after the first ballot and the others go on, by who leaves;
        empty where the model has no ballots, or no rule or no patience is known for those who are
        left.
    by_refusing
        The change where a juror will not go on after the first ballot and no lawful jury remains;
        None where the model has no ballots.
    """

    model: str
    by_vote: Changes | None
    largest_by_vote: tuple[float, int]
    by_leaving: dict[Leaves, Changes]
    by_refusing: Changes | None

    def as_json(self) -> dict[str, Any]:
        """Return the changes as data."""
        return {
            "model": self.model,
            "by_vote": _named(self.by_vote),
            "largest_by_vote": {
                "guilty": self.largest_by_vote[0],
                "guilty_votes_of_the_others": self.largest_by_vote[1],
            },
            "by_leaving": {who.value: _named(changes) for who, changes in self.by_leaving.items()},
            "by_refusing": _named(self.by_refusing),
        }


def one_juror(
    first_ballot: FirstBallot,
    rule: DecisionRule,
    *,
    fewer: AnyRule | None = None,
    entrants: Sequence[Entrant] | None = None,
) -> tuple[OneJuror, ...]:
    """Return what one juror can change under each model.

    Parameters
    ----------
    first_ballot
        How many jurors vote guilty when the jury first votes.
    rule
        The votes that are a verdict.
    fewer
        The rule where a juror has left; unanimity of those who are left where the rule is
        unanimity, and otherwise not known where None.
    entrants
        The models; every one that the rule allows where None.

    Raises
    ------
    OutOfDomainError
        If the first ballot is of another number of jurors than the rule.

    Examples
    --------
    >>> found = one_juror(FirstBallot.known(6, 12), DecisionRule.unanimous(12))
    >>> pull = next(juror for juror in found if juror.model == "linear-pull")
    >>> round(pull.by_vote[Ending.GUILTY], 4), round(pull.by_refusing[Ending.HUNG], 4)
    (0.2125, 0.8522)
    """
    size = rule.jury_size
    if first_ballot.jury_size != size:
        raise OutOfDomainError(
            Problem(
                "one_juror",
                f"a first ballot of {first_ballot.jury_size} jurors under the rule {rule}",
                "the jurors who vote first are those who decide",
                f"a first ballot of {size} jurors",
            )
        )
    if fewer is None and rule == DecisionRule.unanimous(size) and size > 3:
        fewer = SittingRules.unanimous(size, size - 1)
    chosen = line_up(rule) if entrants is None else entrants
    return tuple(_one(first_ballot, fewer, entrant) for entrant in chosen)


def _one(first_ballot: FirstBallot, fewer: AnyRule | None, entrant: Entrant) -> OneJuror:
    endings = deliberation_law(entrant.model, entrant.rule, entrant.patience).endings
    rises, size = endings[1:] - endings[:-1], len(endings) - 1
    # Rounded, so that of splits that are alike the first is named on every machine.
    largest = max(range(size), key=lambda votes: (round(abs(float(rises[votes, 0])), 9), -votes))
    others = first_ballot.probabilities[:-1]
    some = sum(others)
    by_vote = (
        {
            ending: sum(p * float(rise[c]) for p, rise in zip(others, rises, strict=True)) / some
            for c, ending in enumerate(Ending)
        }
        if some > 0
        else None
    )
    return OneJuror(
        model=entrant.name,
        by_vote=by_vote,
        largest_by_vote=(float(rises[largest, 0]), largest),
        by_leaving=_leaving(first_ballot, fewer, entrant),
        by_refusing=_refusing(first_ballot, entrant) if entrant.has_clock else None,
    )


def _leaving(
    first_ballot: FirstBallot, fewer: AnyRule | None, entrant: Entrant
) -> dict[Leaves, Changes]:
    patience = entrant.patience
    one_size = isinstance(patience, SplitHazard) and patience.by_guilty_votes is not None
    if fewer is None or not entrant.has_clock or one_size:
        return {}
    return {
        who: _changed(
            first_ballot, entrant, JurorRemoved(when=AtBallot(1), leaves=who, rules=fewer)
        )
        for who in Leaves
    }


def _refusing(first_ballot: FirstBallot, entrant: Entrant) -> Changes:
    return _changed(first_ballot, entrant, JurorRefuses(when=AtBallot(1)))


def _changed(first_ballot: FirstBallot, entrant: Entrant, happening: Happening) -> Changes:
    plain = Room(entrant.model, entrant.rule, entrant.patience)
    before = plain.solve(first_ballot).outcome.probability
    after = replace(plain, happenings=(happening,)).solve(first_ballot).outcome.probability
    return {ending: after[ending] - before[ending] for ending in Ending}


def _named(changes: Changes | None) -> dict[str, float] | None:
    return None if changes is None else {ending.value: p for ending, p in changes.items()}
