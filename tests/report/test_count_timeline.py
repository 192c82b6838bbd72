"""The picture of what is dated: uncertain dates are drawn as such."""

import re
from pathlib import Path

import pytest

from juryroom.record.case import Case
from juryroom.record.timeline import timeline
from juryroom.report.count_timeline import count_timeline, standalone, timeline_page
from tests.record.building import SOUND, loaded, replaced


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return loaded(
        tmp_path, replaced(SOUND, "what: Set down for trial.", 'what: "Set <b>down</b> & out"')
    )


def hollow(svg: str) -> int:
    return len(re.findall(r'<path[^>]*fill="(?:#ffffff|#fff|white)"[^>]*stroke="#', svg))


def test_every_count_has_a_row_and_every_uncertain_date_a_hollow_mark(case: Case) -> None:
    figure = count_timeline(case)
    assert all(f"({count.id})" in figure.svg for count in case.counts)
    entries = [e for e in timeline(case) for _ in e.counts if e.earliest or e.latest]
    assert hollow(figure.svg) == sum(not e.day_known or e.uncertain for e in entries)


def test_one_count_has_a_row_an_entry_with_its_words(case: Case) -> None:
    figure = count_timeline(case, count="K2")
    entries = timeline(case, count="K2")
    assert f"{len(entries)}. " in figure.svg
    assert "between 9 and 14 June 2021" in figure.svg
    assert "by 10 May 2021" in figure.svg
    assert f"{len(entries)} entries" in figure.desc


def test_text_of_the_record_is_escaped(case: Case) -> None:
    figure = count_timeline(case, count="K1")
    page = timeline_page(figure, timeline(case))
    assert "<b>down" not in figure.svg
    assert "<b>down" not in page
    assert "&lt;b&gt;down&lt;/b&gt; &amp; out" in page
    assert page.count("<tr>") == len(timeline(case)) + 1


def test_a_picture_of_its_own_names_its_language(case: Case) -> None:
    svg = standalone(count_timeline(case))
    assert svg.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')
    assert standalone(count_timeline(case), png=True).startswith(b"\x89PNG")
