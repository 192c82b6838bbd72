"""Bundles and pages that the tests of the report share: each is made once."""

from pathlib import Path

import pytest

from juryroom.record.files import find_case, load_case
from juryroom.report.bundle import Bundle, gather
from juryroom.report.html import page
from tests.report.building import HUNG, QUIET, bundle_of


@pytest.fixture(scope="session")
def bundled() -> Bundle:
    """The bundled case on the day of its newest article, with the case it is linked with."""
    loaded = load_case(find_case("people-v-weinstein"))
    linked = load_case(find_case("people-v-weinstein-la"))
    return gather(loaded, loaded.case.default_date, linked=[linked], command=("juryroom", "run"))


@pytest.fixture(scope="session")
def hung(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A made-up case with a claim, a hung count, a conflict and a linked case."""
    return bundle_of(HUNG, tmp_path_factory.mktemp("hung"))


@pytest.fixture(scope="session")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A made-up case with one count, no claim and no forecast."""
    return bundle_of(QUIET, tmp_path_factory.mktemp("quiet"))


@pytest.fixture(scope="session")
def bundled_page(bundled: Bundle) -> str:
    """The page of the bundled case."""
    return page(bundled)


@pytest.fixture(scope="session")
def hung_page(hung: Bundle) -> str:
    """The page of the case with a hung count."""
    return page(hung)


@pytest.fixture(scope="session")
def quiet_page(quiet: Bundle) -> str:
    """The page of the case without claims and forecasts."""
    return page(quiet)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for case files."""
    return tmp_path_factory.mktemp("cases")
