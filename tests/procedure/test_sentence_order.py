import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from juryroom.procedure.rule_answer import RuleAnswer
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.sentence import SentenceTerm, TermKind, TermStatus
from juryroom.procedure.sentence_order import (
    Order,
    Terms,
    formats,
    run_terms,
    same_act,
    same_time,
)
from juryroom.record.dates import parse_date

TODAY = dt.date(2026, 6, 30)


def term(
    name: str, court: str = "US-NY", imposed: str | None = None, **fields: Any
) -> SentenceTerm:
    day = parse_date(imposed) if imposed else None
    if "offence_date" in fields:
        fields["offence_date"] = parse_date(fields["offence_date"])
    return SentenceTerm(id=name, court=court, imposed=day, **fields)


def run(
    place: str,
    *terms: SentenceTerm,
    order: Order | None = Order.SILENT,
    new: str | None = None,
    source_format: str | None = None,
) -> RuleAnswer:
    given = Terms(terms=terms, order=order, new=new, source_format=source_format)
    return run_terms(given, rule_pack(place, TODAY))


def acts(**fields: Any) -> tuple[SentenceTerm, SentenceTerm]:
    return term("A", act="A1", **fields), term("B", act="A2", **fields)


# ---------------------------------------------------------------------------- New York


@pytest.mark.parametrize("kind", [TermKind.DETERMINATE, TermKind.INDETERMINATE])
@pytest.mark.parametrize("second", ["2020-03-11", "2021-05-01", None])
def test_new_york_terms_run_together_by_default(kind: TermKind, second: str | None) -> None:
    answer = run(
        "US-NY", term("A", imposed="2020-03-11", kind=kind), term("B", imposed=second, kind=kind)
    )
    assert answer.result == "concurrent"
    assert answer.authorities[0].cite == "Penal Law 70.25(1)(a)"


@pytest.mark.parametrize(
    ("second", "result"), [("2020-03-11", "concurrent"), ("2020-04-01", "consecutive")]
)
def test_definite_terms_of_new_york_turn_on_the_day(second: str, result: str) -> None:
    definite = TermKind.DEFINITE
    answer = run(
        "US-NY",
        term("A", imposed="2020-03-11", kind=definite),
        term("B", imposed=second, kind=definite),
    )
    assert (answer.result, answer.authorities[0].cite) == (result, "Penal Law 70.25(1)(b)")


def test_the_kind_and_the_day_must_be_known_only_where_they_decide() -> None:
    assert run("US-NY", term("A", imposed="2020"), term("B", imposed="2020")).unknown == (
        "terms.B.type",
    )
    same_day = run("US-NY", term("A", imposed="2020-03-11"), term("B", imposed="2020-03-11"))
    assert same_day.result == "concurrent"
    definite = term("B", kind=TermKind.DEFINITE)
    assert run("US-NY", term("A", imposed="2020"), definite).unknown == ("terms.imposed",)


def test_an_undischarged_term_from_elsewhere_is_followed() -> None:
    def after(status: TermStatus | None) -> RuleAnswer:
        older = term("A", "US-CA", "2023-02-23", status=status)
        return run("US-NY", older, term("B", imposed="2026-09-01"), new="B")

    answer = after(TermStatus.ACTIVE)
    assert (answer.result, answer.authorities[0].cite) == ("consecutive", "Penal Law 70.25(4)")
    assert after(None).unknown == ("terms.A.discharged",)
    assert after(TermStatus.DISCHARGED).reasons == ("no_undischarged_term_to_run_with",)


@pytest.mark.parametrize("order", [Order.SILENT, Order.CONCURRENT, Order.CONSECUTIVE])
def test_one_act_is_concurrent_whatever_was_ordered(order: Order) -> None:
    one = [term(name, act="A1", years=years) for name, years in (("A", 20), ("B", 7))]
    answer = run("US-NY", *one, order=order)
    assert (answer.result, answer.details["total_years"]) == ("concurrent", 20)
    assert answer.authorities[0].cite == "Penal Law 70.25(2)"
    expected = {Order.CONCURRENT: True, Order.CONSECUTIVE: False}.get(order)
    assert answer.details.get("lawful") is expected


def test_an_order_for_separate_acts_is_lawful() -> None:
    first, second = acts(years=4)
    for order, years in ((Order.CONSECUTIVE, 8), (Order.CONCURRENT, 4)):
        answer = run("US-NY", first, second, order=order)
        assert (answer.result, answer.details["lawful"]) == (str(order), True)
        assert answer.details["total_years"] == years
    dated = [term("A", years=20, offence_date="2006"), term("B", years=3, offence_date="2013-03")]
    assert run("US-NY", *dated, order=Order.CONSECUTIVE).details["lawful"] is True


def test_whether_an_order_is_lawful_is_open_while_the_acts_are() -> None:
    answer = run("US-NY", term("A", years=4), term("B", years=4), order=Order.CONSECUTIVE)
    assert (answer.result, answer.details["lawful"]) == ("consecutive", None)
    assert answer.low_confidence


def test_a_term_above_the_maximum_of_its_class_is_not_lawful() -> None:
    first = term("A", act="A1", years=20, grade="B violent felony")
    for years, lawful in ((3, True), (5, False)):
        second = term("B", act="A2", years=years, grade="E felony")
        answer = run("US-NY", first, second, order=Order.CONSECUTIVE)
        assert answer.details["lawful"] is lawful
    short = term("A", act="A1", years=3, grade="B violent felony")
    assert (
        run("US-NY", short, term("B", act="A2"), order=Order.CONCURRENT).details["lawful"] is False
    )
    elsewhere = term("B", "US-CA", act="A2", years=50, grade="E felony")
    assert run("US-NY", first, elsewhere, order=Order.CONCURRENT).details["lawful"] is True


# ---------------------------------------------------------------------------- other places


@pytest.mark.parametrize(
    ("second", "result"), [("2020-01-01", "concurrent"), ("2020-01-02", "consecutive")]
)
def test_a_federal_term_runs_by_the_time_it_was_imposed(second: str, result: str) -> None:
    first = term("A", "US-FED", "2020-01-01", years=5)
    answer = run("US-FED", first, term("B", "US-FED", second, years=10))
    assert (answer.result, answer.authorities[0].cite) == (result, "18 USC 3584(a)")
    assert answer.details["total_years"] == (10 if result == "concurrent" else 15)


def test_a_federal_term_without_a_date_is_unknown() -> None:
    answer = run("US-FED", term("A", "US-FED"), term("B", "US-FED", "2020-01-01"))
    assert answer.unknown == ("terms.imposed",)
    state = run("US-FED", term("A", "US-TX", "2019"), term("B", "US-FED", "2020-01-01"), new="B")
    assert state.result == "consecutive"


def test_california_is_from_memory() -> None:
    answer = run("US-CA", term("A", "US-CA"), term("B", "US-CA"))
    assert (answer.result, answer.low_confidence) == ("concurrent", True)


def test_a_place_without_a_rule_takes_no_other_places_default() -> None:
    answer = run("US-NJ", term("A", "US-NJ"), term("B", "US-NJ"))
    assert (answer.result, answer.reasons) == ("unknown", ("no_rule_recorded",))
    ordered = run("US-NJ", *acts(years=2), order=Order.CONSECUTIVE)
    assert (ordered.result, ordered.details["lawful"]) == ("consecutive", None)


def test_a_data_format_has_a_default_of_its_own() -> None:
    answer = run("US-NY", *acts(years=2), order=Order.NO_REFERENCE, source_format="ECF 5.0")
    assert (answer.result, answer.details["total_years"]) == ("consecutive", 4)
    assert answer.forbids == ("copy_result_into_a_case_record_without_a_court_order",)
    none = run_terms(Terms(order=Order.NO_REFERENCE, source_format="ecf 5.0"), None)
    assert none.result == "consecutive"
    assert run("US-NY", order=Order.NO_REFERENCE).unknown == ("source_format",)
    other = run("US-NY", order=Order.NO_REFERENCE, source_format="ECF 4.1")
    assert other.reasons == ("no_rule_recorded",)
    assert set(formats()) == {"ecf 5.0"}


# ---------------------------------------------------------------------------- what is left


def test_a_term_whose_fellow_fell_is_told_apart() -> None:
    fell = term("A", years=23, status=TermStatus.VACATED)
    answer = run("US-CA", fell, term("B", "US-CA", years=16), order=Order.CONSECUTIVE)
    assert answer.reasons == ("term_it_related_to_fell",)
    assert answer.details["total_years"] == 16
    assert answer.low_confidence
    silent = run("US-CA", fell, term("B", "US-CA", years=16))
    assert (silent.result, silent.unknown) == ("unknown", ("terms",))
    both = [term(name, years=3, status=TermStatus.VACATED) for name in "AB"]
    assert run("US-NY", *both, order=Order.CONSECUTIVE).details["total_years"] == 0


def test_fewer_than_two_terms_relate_to_nothing() -> None:
    assert run("US-NY", term("A")).unknown == ("terms",)
    assert run("US-NY", *acts(), order=None).unknown == ("order",)


def test_pairs_that_differ_are_shown_pair_by_pair() -> None:
    terms = (
        term("A", "US-CA", "2019-01-01", status=TermStatus.ACTIVE, years=16),
        term("B", imposed="2020-01-01", kind=TermKind.DETERMINATE, years=5),
        term("C", imposed="2020-01-01", kind=TermKind.DETERMINATE, years=3),
    )
    answer = run("US-NY", *terms)
    assert (answer.result, answer.reasons) == ("unknown", ("relations_differ_by_pair",))
    assert answer.details["pairs"] == {
        "A, B": "consecutive",
        "A, C": "consecutive",
        "B, C": "concurrent",
    }
    assert answer.details["total_years"] == 21


def test_life_is_shown_as_life() -> None:
    life = term("A", "US-CA", kind=TermKind.LIFE, min_years=15)
    answer = run("US-CA", life, term("B", "US-CA", years=4), order=Order.CONSECUTIVE)
    assert answer.details["total_years"] == "life"
    assert answer.details["total_min_years"] == 19


def test_what_can_be_told_of_time_and_act() -> None:
    assert same_time(term("A", imposed="2020-01-01"), term("B", imposed="2020-01-01")) is True
    assert same_time(term("A", imposed="2020"), term("B", imposed="2021-05-01")) is False
    assert same_time(term("A", imposed="2020"), term("B", imposed="2020-05-01")) is None
    assert same_time(term("A"), term("B", imposed="2020-05-01")) is None
    assert same_act(term("A", act="x"), term("B", act="x")) is True
    assert same_act(term("A", act="x"), term("B")) is None
    assert same_act(term("A", offence_date="2006"), term("B", offence_date="2006-05")) is None


def test_the_new_term_is_the_one_named_or_the_later_one() -> None:
    definite, other = TermKind.DEFINITE, TermKind.DETERMINATE
    later = term("A", imposed="2022-01-01", kind=definite)
    earlier = term("B", imposed="2020-01-01", kind=other)
    assert run("US-NY", later, earlier).result == "consecutive"
    assert run("US-NY", later, earlier, new="A").result == "consecutive"
    assert run("US-NY", later, earlier, new="B").result == "concurrent"


def test_a_rule_that_does_not_speak_of_a_case_leaves_it_unknown() -> None:
    pack = rule_pack("US-NY", TODAY)
    rule = pack.rule("silent_sentence_default")
    mute = replace(rule, value={"undischarged_term_elsewhere": "consecutive"})
    without = replace(pack, rules={**pack.rules, rule.name: mute})
    for kind in (TermKind.DEFINITE, TermKind.DETERMINATE):
        terms = tuple(term(name, imposed="2020-01-01", kind=kind) for name in "AB")
        answer = run_terms(Terms(terms=terms, order=Order.SILENT), without)
        assert (answer.result, answer.reasons) == ("unknown", ("no_rule_recorded",))


def test_without_a_place_silence_has_no_default() -> None:
    answer = run_terms(Terms(terms=acts(), order=Order.SILENT), None)
    assert answer.unknown == ("jurisdiction",)
