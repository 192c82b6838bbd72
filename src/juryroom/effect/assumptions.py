"""What an effect from a survey rests on, each assumption with an id that results repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from juryroom.effect.called_jury import NODES, AnyStrikes, StrikeGame
from juryroom.effect.law_draws import FEWEST_MODELS, LawDraws, PatienceFrom
from juryroom.effect.strikes_effect import System
from juryroom.jury.survey import Survey
from juryroom.outcome.patience import Patience


@final
@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption.

    Parameters
    ----------
    id
        "EFF-1" and so on; an id keeps its meaning.
    text
        The assumption, in one sentence.
    """

    id: str
    text: str

    def as_json(self) -> dict[str, str]:
        """Return the two under their names."""
        return {"id": self.id, "text": self.text}

    def __str__(self) -> str:
        """Return the assumption as it is shown to people."""
        return f"[{self.id}] {self.text}"


def assumptions_of(
    survey: Survey,
    laws: Sequence[LawDraws],
    *,
    resemblance: float = 0.0,
    strikes: AnyStrikes | None = None,
    patience: Patience | None = None,
    adjusted: Sequence[str] = (),
) -> tuple[Assumption, ...]:
    """Return what the effect of this survey under these models rests on."""
    people = survey.respondents
    clustered = any(person.cluster is not None for person in people)
    undecided = any(person.leaning not in {0.0, 1.0} for person in people)
    fewer = len(laws) < FEWEST_MODELS
    known = [law.model for law in laws if law.settings == 1]
    chosen = {
        "EFF-1": "Those who were asked answer as people called for this jury would, and were assigned "
        "to a version of the trial by lot.",
        "EFF-2": "The versions differ in the error alone, and say what the jury heard.",
        "EFF-3": "What a respondent answers alone is how the same person votes on a first ballot.",
        "EFF-4": (
            "The first votes of two jurors of one jury are independent."
            if resemblance == 0
            else f"The first votes of two jurors of one jury resemble each other by {resemblance:g}."
        ),
        "EFF-5": _struck(strikes),
        "EFF-6": (
            "Respondents of different clusters are independent of each other; where a name stands in two "
            "conditions it is one cluster, and its people may be alike across them."
            if clustered
            else "Respondents are independent of each other."
        ),
        "EFF-7": "The error acts through first ballots alone: deliberation is the same in both trials.",
        **({"EFF-8": _known(known)} if known else {}),
        **({"EFF-9": _weighted(survey)} if survey.weighted else {}),
        **({"EFF-10": "The undecided count by the rule that was chosen."} if undecided else {}),
        **(
            {
                "EFF-11": f"Fewer than {FEWEST_MODELS} models: how much the answer depends on the "
                "model is not shown."
            }
            if fewer
            else {}
        ),
        **({"EFF-12": _adjusted(adjusted)} if adjusted else {}),
        **(_played(strikes) if isinstance(strikes, StrikeGame) else {}),
        **({"EFF-16": _given(patience, laws)} if patience is not None else {}),
    }
    return tuple(Assumption(name, text) for name, text in chosen.items())


def _weighted(survey: Survey) -> str:
    """Return what weights rest on; raked ones meet margins that are known."""
    given = (
        "The margins that weights were raked to are known, and hold for the people jurors are called "
        "from; what margins leave of the variation"
        if any(person.groups for person in survey.respondents)
        else "Weights are taken as given; how they are related to answers"
    )
    return (
        f"{given} is drawn towards what all conditions say together; that weighting took out what "
        "differed between those asked and jurors is assumed."
    )


def _known(models: Sequence[str]) -> str:
    return f"Parameters are taken as known: {', '.join(models)}."


def _struck(strikes: AnyStrikes | None) -> str:
    if strikes is None:
        return "No one is struck from the panel."
    said = str(strikes)
    said = said[:1].upper() + said[1:]
    if isinstance(strikes, StrikeGame):
        return f"{said}."
    return f"{said}; a good strike removes one who leans the other way."


def _played(game: StrikeGame) -> dict[str, str]:
    """Return what a game between the parties rests on."""
    how = "."
    if game.shows < 1:
        how = (
            f", with probability {game.shows:g}, or else how another would; they cannot tell which."
        )
    sees = f"Of each person called both sides see the same: how that person leans{how}"
    if game.system is System.STRUCK:
        strikes = (
            "Both sides see the whole panel, and every strike is used: on one of those left who look worst "
            "for that side, or, where the accuracy is below 1, now and then on anyone left, by lot."
        )
        return {"EFF-13": sees, "EFF-14": strikes}
    return {
        "EFF-13": f"{sees} In each trial they know the share of those called who lean to guilty, and each "
        "other's strikes. The venire has no end, and nothing is learnt of those to come from those who "
        "came.",
        "EFF-14": "The sides play for the chance of guilty under each model, at the average of its "
        "parameters, in each trial at its own share, and never err; the defence counts a hung jury as "
        "good as not guilty. First ballots can so differ by model.",
        "EFF-15": f"The game is solved at the shares that were counted. Intervals are read between "
        f"games solved at the shares 0, {1 / NODES:g}, {2 / NODES:g} and so on to 1: guilty was within "
        "0.0001 of the game's own value in every model that was measured. Not guilty and hung were so "
        "too, but near shares at which a side is indifferent between two choices: there they jump, and "
        "what is read lies between the two.",
    }


def _given(patience: Patience, laws: Sequence[LawDraws]) -> str:
    """Return which models have the patience that was given, and what the others have."""
    by = {comes: [law.model for law in laws if law.patience is comes] for comes in PatienceFrom}
    said = f"The court's patience is given, and the same in both trials: {patience}. "
    said += f"It holds for {', '.join(by[PatienceFrom.GIVEN])}; a ballot is not the same length in every model."
    if by[PatienceFrom.FITTED]:
        said += f" {', '.join(by[PatienceFrom.FITTED])} keeps the deadlock that was fitted with it."
    if by[PatienceFrom.NONE]:
        said += f" Without ballots, and so without patience: {', '.join(by[PatienceFrom.NONE])}."
    if by[PatienceFrom.OWN]:
        said += f" With a patience of their own: {', '.join(by[PatienceFrom.OWN])}."
    return said


def _adjusted(traits: Sequence[str]) -> str:
    return (
        f"Shares are adjusted for {', '.join(traits)} by a logistic model without interactions. Two "
        "tests are shown: one of the shares as counted, and one of the version's coefficient in that "
        "model."
    )
