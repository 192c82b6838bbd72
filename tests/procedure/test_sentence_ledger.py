import datetime as dt
import json
from typing import Any

from juryroom.procedure.sentence import Total
from juryroom.procedure.sentence_ledger import ledger, pairs_without_order
from juryroom.record.case import Case
from juryroom.record.sentences import Relation
from tests.procedure.building import case_of, happens

ON = dt.date(2026, 6, 30)
SOURCES = {"sources": ["s1"]}


def sentence(name: str = "SE1", day: str = "2020-03-11", **fields: Any) -> dict[str, Any]:
    return {"id": name, "date": day, **SOURCES, **fields}


def terms(**years: float) -> list[dict[str, Any]]:
    return [{"count": count, "years": length} for count, length in years.items()]


def new_york(*sentences: dict[str, Any]) -> Case:
    return case_of(happens("indicted"), counts=("K1", "K2"), sentences=list(sentences))


def elsewhere(**fields: Any) -> Case:
    case = case_of(
        happens("indicted"), place="US-CA", sentences=[sentence("L1", "2023-02-23", **fields)]
    )
    return case.model_copy(update={"id": "other-case"})


def test_an_order_is_kept_and_summed() -> None:
    case = new_york(sentence(terms=terms(K1=20, K2=3), relation="consecutive", total_years=23))
    found = ledger(case, ON)
    (entry,) = found.entries
    assert (entry.ordered, entry.default, entry.active) == (Relation.CONSECUTIVE, None, True)
    assert entry.computed == Total(23, 23)
    assert found.problems == ()


def test_silence_is_kept_and_the_default_stands_beside_it() -> None:
    (entry,) = ledger(new_york(sentence(terms=terms(K1=20, K2=3))), ON).entries
    assert entry.ordered is Relation.UNSPECIFIED
    assert entry.default is not None
    assert entry.default.result == "concurrent"
    assert entry.computed == Total(20, 20)
    unknown = case_of(
        happens("indicted"),
        counts=("K1", "K2"),
        place="US-NJ",
        sentences=[sentence(terms=terms(K1=2, K2=3))],
    )
    (nobody,) = ledger(unknown, ON).entries
    assert nobody.default is not None
    assert (nobody.default.result, nobody.computed) == ("unknown", None)


def test_a_sentence_that_fell_adds_nothing_and_one_not_yet_imposed_is_not_there() -> None:
    case = new_york(
        sentence(terms=terms(K1=20, K2=3), relation="consecutive", vacated="2024-04-25")
    )
    assert ledger(case, dt.date(2020, 3, 10)).entries == ()
    (before,) = ledger(case, dt.date(2024, 4, 24)).entries
    (after,) = ledger(case, dt.date(2024, 4, 25)).entries
    assert (before.computed, after.computed) == (Total(23, 23), Total(0, 0))
    assert (before.active, after.active) == (True, False)


def test_no_default_is_asked_for_terms_that_fell() -> None:
    case = new_york(sentence(terms=terms(K1=20, K2=3), vacated="2024-04-25"))
    (entry,) = ledger(case, ON).entries
    assert (entry.default, entry.active) == (None, False)


def test_a_term_that_followed_one_that_fell_is_flagged_and_not_moved() -> None:
    case = new_york(sentence(terms=terms(K1=20), vacated="2024-04-25"))
    other = elsewhere(terms=terms(K1=16), relation="consecutive", relative_to="test-case")
    assert ledger(case, dt.date(2024, 4, 24), [other]).problems == ()
    found = ledger(case, ON, [other])
    (problem,) = found.problems
    assert "unresolved" in problem
    follower = found.entries[1]
    assert (follower.follows, follower.follows_relation) == ("test-case", Relation.CONSECUTIVE)
    assert follower.computed == Total(16, 16)
    fallen = elsewhere(
        terms=terms(K1=16), relation="consecutive", relative_to="test-case", vacated="2026-06-26"
    )
    assert ledger(case, ON, [fallen]).problems == ()


def test_a_sentence_towards_a_case_that_is_not_at_hand_says_so() -> None:
    alone = elsewhere(terms=terms(K1=16), relation="consecutive", relative_to="test-case")
    (problem,) = ledger(alone, ON).problems
    assert "not in this ledger" in problem


def test_a_reported_total_that_does_not_add_up_is_told() -> None:
    case = new_york(sentence(terms=terms(K1=20, K2=3), relation="concurrent", total_years=23))
    (problem,) = ledger(case, ON).problems
    assert "23 years" in problem
    assert "20 years" in problem
    whole = new_york(sentence(counts=["K1"], total_years=16))
    (entry,) = ledger(whole, ON).entries
    assert (entry.computed, entry.reported_years, entry.problems) == (None, 16, ())


def test_life_and_ranges() -> None:
    life = [{"count": "K1", "life": True, "min_years": 15}, {"count": "K2", "years": 4}]
    (entry,) = ledger(new_york(sentence(terms=life, relation="consecutive")), ON).entries
    assert str(entry.computed) == "19 years to life"


def test_custody_of_two_cases_is_counted_once() -> None:
    held = [{"start": "2020-01-01", "end": "2020-01-10", "place": "here", "why": "x", **SOURCES}]
    other = case_of(happens("indicted"), place="US-CA", custody=held).model_copy(
        update={"id": "other-case"}
    )
    case = case_of(happens("indicted"), custody=held)
    assert ledger(case, ON, [other]).custody_days == (10, 10)


def test_active_sentences_with_no_order_between_them_are_named() -> None:
    case = new_york(sentence(terms=terms(K1=5)), sentence("SE2", "2021-01-01", terms=terms(K2=5)))
    assert pairs_without_order(ledger(case, ON)) == (("test-case SE1", "test-case SE2"),)
    ordered = new_york(
        sentence(terms=terms(K1=5)),
        sentence("SE2", "2021-01-01", terms=terms(K2=5), relation="concurrent", relative_to="SE1"),
    )
    assert pairs_without_order(ledger(ordered, ON)) == ()


def test_the_ledger_is_plain_data() -> None:
    life = [{"count": "K1", "life": True}, {"count": "K2", "years": 4}]
    shown = json.loads(
        json.dumps(ledger(new_york(sentence(terms=life)), ON).as_json(), allow_nan=False)
    )
    assert shown["entries"][0]["terms"][0]["life"] is True
    assert shown["entries"][0]["ordered"] == "unspecified"
    assert shown["entries"][0]["default"]["result"] == "concurrent"
