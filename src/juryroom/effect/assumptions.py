"""What an effect from a survey rests on, each assumption with an id that results repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from juryroom.effect.law_draws import FEWEST_MODELS, LawDraws
from juryroom.jury.many_ballots import Strikes
from juryroom.jury.survey import Survey


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
    strikes: Strikes | None = None,
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
        "EFF-5": (
            "No one is struck from the panel."
            if strikes is None
            else f"{str(strikes).capitalize()}; a good strike removes one who leans the other way."
        ),
        "EFF-6": (
            "Respondents are independent of each other; where a cluster or a person stands in two "
            "conditions the intervals are wider than they need be."
            if clustered
            else "Respondents are independent of each other."
        ),
        "EFF-7": "The error acts through first ballots alone: deliberation is the same in both trials.",
        **({"EFF-8": _known(known)} if known else {}),
        **(
            {
                "EFF-9": "Weights are known, and enter by Kish's effective size; that weighting took "
                "out what differed between those asked and jurors is assumed."
            }
            if survey.weighted
            else {}
        ),
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
    }
    return tuple(Assumption(name, text) for name, text in chosen.items())


def _known(models: Sequence[str]) -> str:
    return f"Parameters are taken as known: {', '.join(models)}."


def _adjusted(traits: Sequence[str]) -> str:
    return (
        f"Shares are adjusted for {', '.join(traits)} by a logistic model without interactions; the "
        "test compares the shares as counted."
    )
