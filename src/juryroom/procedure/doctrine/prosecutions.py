"""The parts of `given` about other prosecutions: an earlier one, an instrument, what was left out."""

from typing import Annotated, Any, final

from pydantic import BeforeValidator, model_validator

from juryroom.procedure.doctrine.parts import Ids, Part, outcomes
from juryroom.procedure.states import CountState


@final
class Prior(Part):
    """An earlier prosecution."""

    sovereign: str | None = None
    act: str | None = None
    transaction: str | None = None
    outcome: Annotated[tuple[CountState, ...], BeforeValidator(outcomes)] = ()
    jeopardy_attached: bool | None = None


@final
class Instrument(Part):
    """An indictment or information."""

    id: str
    counts: Ids = ()
    status: str | None = None
    different_complainant: bool | None = None
    trial_begun: bool | None = None


@final
class Omitted(Part):
    """An offence that an earlier instrument left out.

    The format names the instrument inside a field, `known_and_provable_when_I1_filed`; here that
    is `known_and_provable` and `instrument`.
    """

    offence: str | None = None
    same_transaction: bool | None = None
    known_and_provable: bool | None = None
    instrument: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_the_instrument(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        told: dict[str, Any] = {}
        for key, value in data.items():
            head, tail = "known_and_provable_when_", "_filed"
            if key.startswith(head) and key.endswith(tail):
                told["known_and_provable"] = value
                told["instrument"] = key.removeprefix(head).removesuffix(tail)
            else:
                told[key] = value
        return told
