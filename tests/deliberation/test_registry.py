"""The models by name, and what other packages add."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from juryroom.deliberation import registry
from juryroom.deliberation.interface import DeliberationModel
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.registry import model, models
from juryroom.errors import JuryroomError, OutOfDomainError, UnknownNameError

NAMES = {
    "majority", "proportionality", "equiprobability", "two-thirds-or-hung",
    "two-thirds-or-acquit", "unanimity-or-hung", "linear-pull", "tug-of-war", "private-public",
}  # fmt: skip


def test_every_model_is_there_under_the_name_on_its_card() -> None:
    assert set(models()) >= NAMES
    assert all(made.card.name == name for name, made in models().items())


def test_the_answer_is_a_copy() -> None:
    models().clear()
    assert set(models()) >= NAMES


def test_a_model_with_parameters() -> None:
    assert model("tug-of-war", slope=0.4, movers=3) == TugOfWar(slope=0.4, movers=3)
    assert model("linear-pull") == LinearPull()


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"found 'tugofwar'(.|\n)*'tug-of-war' \(nearest\)"):
        model("tugofwar")


def test_an_unknown_parameter_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        UnknownNameError, match=r"a parameter 'inertai'(.|\n)*'inertia' \(nearest\)"
    ):
        model("linear-pull", inertai=0.3)


def test_a_model_without_parameters_says_so() -> None:
    with pytest.raises(UnknownNameError, match="this model has none"):
        model("majority", slope=0.3)


def test_a_parameter_outside_its_domain() -> None:
    with pytest.raises(OutOfDomainError, match=r"did you mean 0\.3\?"):
        model("linear-pull", inertia=30)


@dataclass
class Point:
    """As much of an entry point as the registry uses."""

    name: str
    found: object
    value: str = "stranger.models:Model"

    def load(self) -> object:
        return self.found


class Stranger(LinearPull):  # pyright: ignore[reportGeneralTypeIssues]
    """A model from another package; a subclass only so that the test stays short."""

    card = LinearPull.card.__class__(
        **{
            field: getattr(LinearPull.card, field)
            for field in LinearPull.card.__dataclass_fields__
            if field != "name"
        },
        name="stranger",
    )


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def plant(*points: Point) -> None:
        def entry_points(*, group: str) -> tuple[Point, ...]:
            assert group == "juryroom.models"
            return points

        monkeypatch.setattr(registry, "entry_points", entry_points)
        registry.known_models.cache_clear()

    yield plant
    registry.known_models.cache_clear()


def test_a_model_of_another_package(planted: Any) -> None:
    planted(Point("stranger", Stranger))
    assert list(models())[-1] == "stranger"
    assert isinstance(model("stranger", inertia=0.1), DeliberationModel)


@pytest.mark.parametrize(
    ("point", "message"),
    [
        (Point("stranger", object), "a subclass of DeliberationModel"),
        (Point("stranger", 3), "a subclass of DeliberationModel"),
        (Point("foreign", Stranger), "a model whose card says 'stranger'"),
        (Point("linear-pull", LinearPull), "a second model named 'linear-pull'"),
    ],
)
def test_a_wrong_entry_point_is_refused(planted: Any, point: Point, message: str) -> None:
    planted(point)
    with pytest.raises(JuryroomError, match=message):
        models()
