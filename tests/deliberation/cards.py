"""What the card of a voting game or a model of accuracy must keep, as for models of deliberation."""

from dataclasses import MISSING, fields, is_dataclass
from typing import Any, cast

from juryroom.deliberation.accuracy import AccuracyModel
from juryroom.deliberation.games import VotingGame


def check_card(kind: type[AccuracyModel] | type[VotingGame]) -> None:
    """Raise `AssertionError` where the class is not of the form its base asks for."""
    made, card = kind(), kind.card
    assert is_dataclass(made)
    assert cast("Any", kind).__dataclass_params__.frozen
    assert getattr(kind, "__final__", False)
    assert hash(made) == hash(kind())
    taken = fields(made)
    assert [field.name for field in taken] == [parameter.name for parameter in card.parameters]
    for field, parameter in zip(taken, card.parameters, strict=True):
        assert field.kw_only
        assert field.default is not MISSING
        parameter.check(field.default, owner=kind.__name__)
    assert card.says
    assert card.citations
    assert card.assumes
    assert card.not_for
    assert card.clock is None
