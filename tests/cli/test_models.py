"""`juryroom models`: the catalogue, whole."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from juryroom.deliberation.registry import (
    accuracy_models,
    games,
    models,
    ordered_models,
    timed_models,
)

Juryroom = Callable[..., Any]
KINDS: dict[str, Any] = {
    **models(),
    **games(),
    **accuracy_models(),
    **ordered_models(),
    **timed_models(),
}


def test_every_model_is_listed_with_what_it_says(juryroom: Juryroom) -> None:
    out = " ".join(juryroom("models").out.split())
    for name, kind in KINDS.items():
        assert f"{name}: {kind.card.says}" in out


@pytest.mark.parametrize("name", KINDS)
def test_a_model_shows_what_it_assumes_is_not_for_and_cites(juryroom: Juryroom, name: str) -> None:
    out = " ".join(juryroom("models", name).out.split())
    card = KINDS[name].card
    for line in (*card.assumes, *card.not_for, *(str(c) for c in card.citations)):
        assert " ".join(line.split()) in out


def test_json_holds_the_card(juryroom: Juryroom) -> None:
    shown = json.loads(juryroom("models", "tug-of-war", "--json").out)["models"]
    (card,) = shown
    assert [p["default"] for p in card["parameters"]] == [0.5, 1.0, 2]


def test_an_unknown_name_is_answered_with_the_nearest(juryroom: Juryroom) -> None:
    ran = juryroom("models", "linearpull")
    assert ran.code == 6
    assert "'linear-pull' (nearest)" in ran.err
