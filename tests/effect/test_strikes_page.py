"""The theory page of strikes: its sections and its examples."""

from tests.deliberation.pages import check_page


def test_the_page_is_whole_and_true() -> None:
    check_page("strikes.md")
