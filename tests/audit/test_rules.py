"""The rules one by one: which figure is what, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.audit.documents import Document
from juryroom.audit.mentions import mentions_in
from juryroom.audit.near_names import distance
from juryroom.audit.numbers import numbers_in, value_of
from juryroom.audit.wordings import slips_in, threats_in


def found(text: str) -> list[tuple[str, str]]:
    return [(str(m.kind), m.shown) for m in mentions_in(Document.of("S", text))]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("the 73-year-old mogul", "age", "73"),
        ("a seventy-three-year-old man", "age", "73"),
        ("he is 73 years old", "age", "73"),
        ("a man aged 72", "age", "72"),
        ("Doe, 41, was there", "age", "41"),
        ("Doe, now 41 and tired", "age", "41"),
        ("Doe (41) was there", "age", "41"),
        ("on the sixth day of deliberations", "day of deliberation", "6"),
        ("on the 21st day of deliberation", "day of deliberation", "21"),
        ("day four of the deliberations", "day of deliberation", "4"),
        ("deliberations went into a fourth day", "day of deliberation", "4"),
        ("jurors deliberated for six days", "days of deliberation", "6"),
        ("after five full days of jury deliberations", "days of deliberation", "5"),
        ("deliberated for nine hours", "hours of deliberation", "9"),
        ("26 hours of deliberation", "hours of deliberation", "26"),
        ("the eight-week trial", "weeks of trial", "8"),
        ("the trial lasted about 8 weeks", "weeks of trial", "8"),
        ("a 23-year prison sentence", "years of a term", "23"),
        ("was sentenced to twenty-three years", "years of a term", "23"),
        ("spent 16 years in prison", "years of a term", "16"),
        ("a term of 16 years", "years of a term", "16"),
        ("seven women and five men", "women and men on the jury", "7-5"),
        ("five men and 7 women", "women and men on the jury", "7-5"),
        ("a jury of twelve heard it", "members of the jury", "12"),
        ("a 12-member jury", "members of the jury", "12"),
        ("the jury split 11-1", "votes", "11-1"),
        ("jurors were divided nine to three", "votes", "9-3"),
    ],
)
def test_each_form_is_read(text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The score was 3-2.", "On page 41, we read.", "He waited six days.", "In 2025 the jury sat.", "people aged 18 and over",
        "the jury heard 40 witnesses", "a third trial", "call 555-1234, juror", "three counts, two charges", "a 200-year-old jury room",
        "the jury of peers", "Rule 41, as amended",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert found(text) == [] or text.startswith(("On page", "Rule"))


@given(st.integers(0, 99))
def test_words_and_digits_are_one_number(number: int) -> None:
    ones = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    word = (
        ones[number]
        if number < 20
        else tens[number // 10 - 2] + (f"-{ones[number % 10]}" if number % 10 else "")
    )
    assert value_of(word) == value_of(str(number)) == number
    assert numbers_in(f"there were {word} of them") == {number}


@given(st.text("abcd", max_size=7), st.text("abcd", max_size=7))
def test_distance_is_symmetric_and_zero_only_for_equals(one: str, other: str) -> None:
    assert distance(one, other, most=9) == distance(other, one, most=9)
    assert (distance(one, other, most=9) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other, most=9) <= max(len(one), len(other))


@given(st.text(max_size=200))
def test_any_text_is_read_without_fail(text: str) -> None:
    document = Document.of("S", text)
    for mention in mentions_in(document):
        assert 0 <= mention.place.char < len(text)
    threats_in(document)
    slips_in(document)
    for sentence in document.sentences:
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text


def test_a_quotation_without_a_threat_is_no_threat() -> None:
    calm = 'She said, "I will see you outside the court," and smiled.'
    assert threats_in(Document.of("S", calm)) == ()


def test_a_long_document_is_read_in_time() -> None:
    import time

    text = 'The jury, 41, deliberated for six days. "You will be sorry," he threatened. ' * 4000
    start = time.process_time()  # a busy machine is not a slow reader
    document = Document.of("S", text)
    assert len(mentions_in(document)) >= 4000
    threats_in(document)
    slips_in(document)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("unit", ["a", "\n", "Mr. ", "*", "a b ", "1 "])
def test_a_document_of_one_thing_is_read_in_time(unit: str) -> None:
    import time

    start = time.process_time()
    document = Document.of("S", unit * (300_000 // len(unit)))
    threats_in(document)
    slips_in(document)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a f***ing word", "f***ing"), ("** and s**t", "**"), ("two * three", None), ("a*b", "a*b")],
)
def test_a_masked_word_hides_letters(text: str, shown: str | None) -> None:
    masked = [said for slip, _, said in slips_in(Document.of("S", text)) if "masked" in slip]
    assert masked[:1] == ([] if shown is None else [shown])
