"""The parts that every field is made of."""

from typing import Annotated

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from juryroom.record.dates import parse_date
from juryroom.record.fields import FORMATS, Fact, Id, Tally, When, descriptions


@pytest.mark.parametrize(
    ("tally", "total"),
    [
        (Tally(guilty=10, not_guilty=2), 12),
        (Tally(guilty=10, not_guilty=1, undecided=1), 12),
        (Tally(guilty=0, not_guilty=0), 0),
        (Tally(guilty=10), None),
        (Tally(not_guilty=2), None),
        (Tally(undecided=2), None),
        (Tally(guilty=10, not_guilty=2, at_least=True), None),
    ],
)
def test_a_total_is_known_when_both_sides_are(tally: Tally, total: int | None) -> None:
    assert tally.total == total


def test_facts_are_fixed_and_hold_no_other_field() -> None:
    fact = Fact(sources=("S1",), note=" spaces go ")
    assert fact.note == "spaces go"
    with pytest.raises(ValidationError):
        fact.note = "x"
    with pytest.raises(ValidationError):
        Fact.model_validate({"sources": ["S1"], "other": 1})


@pytest.mark.parametrize("word", ["K1", "a-b_c", "people-v-doe", "x" * 64])
def test_ids(word: str) -> None:
    assert TypeAdapter(Id).validate_python(word) == word


@pytest.mark.parametrize("word", ["", "1K", "a b", "-a", "x" * 65, "ä", "a\n"])
def test_what_is_no_id(word: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Id).validate_python(word)


def test_dates_are_written_as_they_were_read() -> None:
    dates = TypeAdapter(list[When])
    read = dates.validate_python(["2025-06", "../2025-06-11", 2025])
    assert read == [parse_date("2025-06"), parse_date("../2025-06-11"), parse_date("2025")]
    assert dates.dump_json(read) == b'["2025-06","../2025-06-11","2025"]'


def test_descriptions_are_read_from_docstrings() -> None:
    class Part(BaseModel):
        """A part.

        Attributes
        ----------
        one, two
            numbers, in a sentence
            of two lines
        three
            another
        """

        one: int
        two: int
        three: Annotated[int, Field(ge=0)]

    assert descriptions(Part) == {
        "one": "numbers, in a sentence of two lines",
        "two": "numbers, in a sentence of two lines",
        "three": "another",
    }


def test_every_pattern_of_the_schema_has_words() -> None:
    assert all(words and pattern.startswith("^") for pattern, words in FORMATS.items())
