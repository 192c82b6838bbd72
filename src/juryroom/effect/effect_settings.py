"""What an effect from a survey may be asked with, and who may see its draws."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypedDict

from juryroom.effect.called_jury import AnyStrikes
from juryroom.effect.estimates import Draws
from juryroom.effect.law_draws import LawDraws
from juryroom.outcome.patience import Patience
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.rng import Stream


class EffectSettings(TypedDict, total=False):
    """The keywords of `juryroom.effect.survey_effect.survey_effect`, which says what each is."""

    rule: DecisionRule | None
    jury_size: int
    resemblance: float
    strikes: AnyStrikes | None
    patience: Patience | None
    hung_rate: str | None
    models: Sequence[str | LawDraws]
    single_model: bool
    thresholds: Sequence[float]
    confidence: float
    draws: int
    kind: str
    adjust_for: Sequence[str]
    adjust_numbers: Sequence[str]
    stream: Stream | None


class Watcher(Protocol):
    """Sees every draw of an effect as it is made: those of all models would not fit in memory."""

    def see_shares(self, drawn: Mapping[str, Draws]) -> None:
        """See the shares that go through the jury, by condition."""
        ...

    def see_model(self, name: str, drawn: Mapping[str, tuple[Draws, ...]]) -> None:
        """See the endings under one model, by condition, in the order of `Ending`."""
        ...
