"""Every model keeps the contract, at every jury size and with parameters all over their domains."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import DeliberationModel
from juryroom.deliberation.registry import model, models
from juryroom.errors import OutOfDomainError
from juryroom.markov.elimination import TOO_SLOW
from juryroom.testing import check_model

ALL = models()
LARGEST_OF_MANY_STATES = 9


@pytest.mark.parametrize("made", ALL.values(), ids=ALL.keys())
@pytest.mark.parametrize("jury_size", [3, 4, 5, 6, 8, 9, 12, 16, 23])
def test_defaults(made: type[DeliberationModel], jury_size: int) -> None:
    check_model(made(), jury_size)


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("name", [name for name, made in ALL.items() if made.card.parameters])
@given(data=st.data())
def test_parameters_all_over_their_domains(name: str, data: st.DataObject) -> None:
    given_parameters: dict[str, float] = {}
    for parameter in ALL[name].card.parameters:
        low, high = parameter.low, parameter.high
        anywhere = st.floats(low, high) | st.floats(-320, 0).map(lambda power: 10.0**power)
        value = st.integers(int(low), int(high)) if parameter.whole else anywhere
        drawn = data.draw(value, label=parameter.name)
        given_parameters[parameter.name] = min(max(drawn, low), high)
    largest = LARGEST_OF_MANY_STATES if name == "private-public" else 23
    jury_size = data.draw(st.integers(3, largest), label="jury size")
    made = model(name, **given_parameters)
    refusal = refused(made, jury_size)
    if refusal:
        # Either the one domain that depends on the jury size, or a deliberation without end.
        assert (name == "tug-of-war" and "m(" in refusal) or TOO_SLOW.found in refusal


def refused(made: DeliberationModel, jury_size: int) -> str:
    """Return why the parameters do not fit that jury size, or nothing."""
    try:
        check_model(made, jury_size)
    except OutOfDomainError as error:
        return str(error)
    return ""
