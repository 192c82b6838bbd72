"""Every model has a theory page whose examples run; the six schemes share one."""

from pathlib import Path

import pytest

from juryroom.deliberation.registry import models
from tests.deliberation.pages import THEORY, check_page

WRITTEN = ("linear-pull", "tug-of-war", "private-public", "social-decision-schemes")


@pytest.mark.parametrize("page", WRITTEN)
def test_page_is_whole_and_true(page: str) -> None:
    check_page(f"{page}.md")


@pytest.mark.parametrize("name", models())
def test_every_model_has_a_page(name: str) -> None:
    schemes = (THEORY / "social-decision-schemes.md").read_text(encoding="utf-8")
    assert Path(THEORY / f"{name}.md").exists() or f"| `{name}` |" in schemes
