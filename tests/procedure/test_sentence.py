import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.procedure.sentence import (
    SentenceTerm,
    TermKind,
    TermStatus,
    Total,
    all_pairs,
    days_in_custody,
    pair,
    total,
)
from juryroom.record.dates import PartialDate, parse_date
from juryroom.record.sentences import Relation

TODAY = dt.date(2026, 6, 30)
BOTH = (Relation.CONCURRENT, Relation.CONSECUTIVE)


def term(
    name: str,
    years: float | None = None,
    least: float | None = None,
    kind: TermKind | None = None,
    status: TermStatus = TermStatus.ACTIVE,
) -> SentenceTerm:
    return SentenceTerm(
        id=name, court="US-NY", years=years, min_years=least, kind=kind, status=status
    )


def summed(relation: Relation, *terms: SentenceTerm) -> Total:
    found = total(terms, all_pairs(terms, relation))
    assert found is not None
    return found


def test_twenty_and_three() -> None:
    terms = (term("A", 20), term("B", 3))
    assert summed(Relation.CONSECUTIVE, *terms) == Total(23, 23)
    assert summed(Relation.CONCURRENT, *terms) == Total(20, 20)


def test_what_fell_counts_for_nothing() -> None:
    fell = [term(name, 5, status=TermStatus.VACATED) for name in "AB"]
    for relation in BOTH:
        assert summed(relation, *fell) == Total(0, 0)
        assert summed(relation, *fell, term("C", 3)) == Total(3, 3)
    replaced = term("A", 20, status=TermStatus.REPLACED)
    assert summed(Relation.CONSECUTIVE, replaced, term("B", 3)).longest == 3


def test_least_and_longest_are_summed_apart() -> None:
    ranges = (term("A", 15, 5), term("B", 4, 1))
    assert summed(Relation.CONSECUTIVE, *ranges) == Total(6, 19)
    assert summed(Relation.CONCURRENT, *ranges) == Total(5, 15)
    crossed = (term("A", 10, 2), term("B", 6, 5))
    assert summed(Relation.CONCURRENT, *crossed) == Total(5, 10)


def test_life_has_no_finite_end() -> None:
    life = term("A", least=15, kind=TermKind.LIFE)
    answer = summed(Relation.CONSECUTIVE, life, term("B", 4))
    assert (answer.least, answer.longest, answer.life) == (19, math.inf, True)
    assert str(answer) == "19 years to life"
    assert answer.as_json() == {"least_years": 19, "longest_years": None, "life": True}
    bare = summed(Relation.CONCURRENT, term("A", kind=TermKind.LIFE), term("B", 4))
    assert (bare.least, str(bare)) == (None, "life")


def test_probation_is_no_time_in_prison() -> None:
    answer = summed(Relation.CONSECUTIVE, term("A", 5, kind=TermKind.PROBATION), term("B", 4))
    assert answer == Total(4, 4)


def test_a_relation_that_is_not_stated_is_never_filled_in() -> None:
    terms = (term("A", 20), term("B", 3))
    assert total(terms, {}) is None
    assert total(terms, {pair("A", "B"): Relation.UNSPECIFIED}) is None


def test_a_length_that_is_not_known_leaves_the_total_unknown() -> None:
    answer = summed(Relation.CONSECUTIVE, term("A"), term("B", 3))
    assert (answer.longest, str(answer)) == (None, "not known")


def test_three_terms_of_which_one_follows() -> None:
    terms = (term("A", 10), term("B", 8), term("C", 5))
    relations = {
        pair("A", "B"): Relation.CONCURRENT,
        pair("A", "C"): Relation.CONSECUTIVE,
        pair("B", "C"): Relation.CONCURRENT,
    }
    assert total(terms, relations) == Total(15, 15)


@pytest.mark.parametrize(
    ("years", "least"), [(-1.0, None), (None, -1.0), (3.0, 4.0), (math.nan, 1)]
)
def test_a_term_is_a_time(years: float | None, least: float | None) -> None:
    with pytest.raises(OutOfDomainError, match="rule: "):
        term("A", years, least)


def test_totals_in_words() -> None:
    assert str(Total(1.5, 4.0)) == "1.5 to 4 years"
    assert str(Total(3.0, 3.0)) == "3 years"
    assert Total(3.0, 3.0).as_json()["longest_years"] == 3


lengths = st.floats(0, 100, allow_nan=False)


@st.composite
def random_terms(draw: st.DrawFn) -> tuple[SentenceTerm, ...]:
    number = draw(st.integers(0, 6))
    found = list[SentenceTerm]()
    for i in range(number):
        least, most = sorted((draw(lengths), draw(lengths)))
        kind = draw(st.sampled_from([None, TermKind.LIFE, TermKind.PROBATION]))
        status = draw(st.sampled_from([TermStatus.ACTIVE, TermStatus.VACATED]))
        years = None if kind is TermKind.LIFE else most
        found.append(term(f"T{i}", years, least, kind, status))
    return tuple(found)


@given(terms=random_terms())
def test_concurrent_is_never_above_consecutive(terms: tuple[SentenceTerm, ...]) -> None:
    together = summed(Relation.CONCURRENT, *terms)
    after = summed(Relation.CONSECUTIVE, *terms)
    assert (together.longest or 0) <= (after.longest or 0)
    assert (together.least or 0) <= (after.least or 0)


@given(terms=random_terms(), data=st.data())
def test_any_mixture_lies_between_the_two(
    terms: tuple[SentenceTerm, ...], data: st.DataObject
) -> None:
    mixed = {key: data.draw(st.sampled_from(BOTH)) for key in all_pairs(terms, Relation.CONCURRENT)}
    between = total(terms, mixed)
    assert between is not None
    low, high = (summed(relation, *terms).longest or 0 for relation in BOTH)
    assert low <= (between.longest or 0)
    assert (between.longest or 0) <= high or math.isclose(between.longest or 0, high)


@given(terms=random_terms())
def test_a_term_that_falls_never_lengthens_the_total(terms: tuple[SentenceTerm, ...]) -> None:
    for relation in BOTH:
        whole = summed(relation, *terms)
        for i in range(len(terms)):
            rest = (*terms[:i], *terms[i + 1 :])
            assert (summed(relation, *rest).longest or 0) <= (whole.longest or 0)


# ---------------------------------------------------------------------------- custody


def spans(*texts: tuple[str, str | None]) -> list[tuple[PartialDate, PartialDate | None]]:
    return [(parse_date(first), parse_date(last) if last else None) for first, last in texts]


def test_a_day_for_two_places_is_one_day() -> None:
    apart = spans(("2020-01-01", "2020-01-10"), ("2020-02-01", "2020-02-10"))
    assert days_in_custody(apart, TODAY) == (20, 20)
    nested = spans(("2020-01-01", "2020-01-31"), ("2020-01-10", "2020-01-12"))
    assert days_in_custody(nested, TODAY) == (31, 31)
    same = spans(*[("2020-01-01", "2020-01-10")] * 3)
    assert days_in_custody(same, TODAY) == (10, 10)


def test_custody_that_goes_on_is_counted_to_the_day() -> None:
    assert days_in_custody(spans(("2026-06-29", None)), TODAY) == (2, 2)
    assert days_in_custody(spans(("2026-06-29", "2026-07-20")), TODAY) == (2, 2)
    assert days_in_custody(spans(("2026-07-01", None)), TODAY) == (0, 0)
    assert days_in_custody([], TODAY) == (0, 0)


def test_dates_known_in_part_give_a_least_and_a_most() -> None:
    assert days_in_custody(spans(("2021-01", "2021-03")), TODAY) == (30, 90)
    assert days_in_custody(spans(("2021-01-01", "2021-01")), TODAY) == (1, 31)
    assert days_in_custody(spans(("../2021-01-31", "2021-02-01")), TODAY) == (2, 0)


dates = st.dates(dt.date(2019, 1, 1), dt.date(2019, 3, 1))


@given(held=st.lists(st.tuples(dates, dates), max_size=6))
def test_the_days_are_those_of_the_union(held: list[tuple[dt.date, dt.date]]) -> None:
    ordered = [tuple(sorted(one)) for one in held]
    union = {
        first + dt.timedelta(days=i)
        for first, last in ordered
        for i in range((last - first).days + 1)
    }
    texts = spans(*[(str(first), str(last)) for first, last in ordered])
    assert days_in_custody(texts, TODAY) == (len(union), len(union))
