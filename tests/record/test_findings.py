"""How many problems are told, and that finding the first few never waits for the rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from juryroom.errors import RecordError, nearest
from juryroom.record.files import load_case
from juryroom.record.findings import MOST_TOLD, Finding, told


def endless() -> Iterator[Finding]:
    number = 0
    while True:
        yield Finding((number,), "x", "y", "z")
        number += 1


def test_an_endless_run_of_problems_is_told_to_a_limit_and_says_so() -> None:
    found = told(endless())
    assert len(found) == MOST_TOLD + 1
    assert found[-1].found == f"more than {MOST_TOLD} problems"


def test_few_problems_are_told_whole_and_once() -> None:
    one, two = Finding(("a",), "x", "y", "z"), Finding(("b",), "x", "y", "z")
    assert told([one, two, one]) == (one, two)


def test_a_file_of_problems_names_their_number_and_tells_the_first(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    events = "".join(f"- {{id: e{n}, kind: none{n}}}\n" for n in range(400))
    file.write_text(f"schema: juryroom-case/1\nevents:\n{events}", encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        load_case(file)
    assert len(caught.value.problems) == MOST_TOLD + 1
    assert any(p.found.endswith("problems") and "," not in p.where for p in caught.value.problems)


def test_the_nearest_of_thousands_is_found_and_not_all_are_listed() -> None:
    said = nearest("event4321x", [f"event{n}" for n in range(5_000)])
    assert "(5,000 in all)" in said
    assert said.count(",") < 250
