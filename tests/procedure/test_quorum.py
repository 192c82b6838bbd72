"""Whether the votes and the jurors recorded with a verdict are enough for it."""

import datetime as dt
from typing import Any

import pytest

from juryroom.errors import RecordError
from tests.procedure.building import (
    S,
    at,
    case_of,
    happens,
    history_to,
)


def _verdict(kind: str = "guilty", *, place: str = "US-NY", **fields: Any) -> None:
    at(case_of(*history_to(S.SUBMITTED), happens(kind, **fields), place=place))


def _tally(guilty: int | None, not_guilty: int | None, **more: Any) -> dict[str, Any]:
    return {"guilty": guilty, "not_guilty": not_guilty, **more}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("guilty", {"tally": _tally(12, 0)}),
        ("guilty", {"tally": _tally(12, None), "sitting": 12}),
        ("guilty", {"tally": _tally(None, 0), "sitting": 12}),
        ("guilty", {"tally": _tally(10, 0, at_least=True), "sitting": 12}),
        ("guilty", {"tally": _tally(10, None)}),
        ("guilty", {"sitting": 12}),
        ("not_guilty", {"tally": _tally(0, 12)}),
        ("not_guilty_by_insanity", {"tally": _tally(0, 12)}),
    ],
)
def test_votes_that_are_enough_are_a_verdict(kind: str, fields: dict[str, Any]) -> None:
    _verdict(kind, **fields)


@pytest.mark.parametrize(
    ("kind", "fields", "found"),
    [
        ("guilty", {"tally": _tally(11, 1)}, "by 11 of 12 jurors"),
        ("guilty", {"tally": _tally(11, 0, undecided=1)}, "by 11 of 12 jurors"),
        ("guilty", {"tally": _tally(11, None), "sitting": 12}, "by 11 of 12 jurors"),
        ("guilty", {"tally": _tally(9, 2, at_least=True), "sitting": 12}, "by 10 of 12 jurors"),
        ("not_guilty", {"tally": _tally(1, 11)}, "by 11 of 12 jurors"),
        ("not_guilty", {"tally": _tally(3, None), "sitting": 12}, "by 9 of 12 jurors"),
        ("guilty", {"tally": _tally(13, 0), "sitting": 12}, "with a tally of 13 among 12 jurors"),
        ("guilty", {"tally": _tally(11, 0)}, "by 11 jurors"),
        ("guilty", {"sitting": 11}, "by 11 jurors"),
        ("guilty", {"sitting": 5}, "by 5 jurors"),
    ],
)
def test_votes_that_are_too_few_are_refused_with_the_rule(
    kind: str, fields: dict[str, Any], found: str
) -> None:
    with pytest.raises(RecordError) as raised:
        _verdict(kind, **fields)
    (problem,) = raised.value.problems
    assert problem.found == f"{kind} on 2001-01-05 {found}"
    assert problem.where == "events[4] E04 on count K1"


def test_the_size_of_the_jury_is_that_of_the_trial_where_the_event_has_none() -> None:
    trials = [{"id": "T1", "counts": ["K1"], "jury": {"size": 12, "sources": ["s1"]}}]
    sworn = [happens("indicted"), happens("jury_sworn", trial="T1"), happens("submitted")]
    few = happens("guilty", tally=_tally(11, None))
    with pytest.raises(RecordError, match="by 11 of 12 jurors"):
        at(case_of(*sworn, few, trials=trials))
    at(case_of(*sworn, few))
    trials[0]["jury"] = {"size": 11, "sources": ["s1"]}
    with pytest.raises(RecordError, match=r"CPL 270\.35, 310\.10"):
        at(case_of(*sworn, happens("guilty"), trials=trials))


def test_fewer_jurors_are_a_matter_of_place_and_of_what_was_agreed() -> None:
    _verdict(place="US-FED", sitting=11, tally=_tally(11, 0))
    with pytest.raises(RecordError, match=r"FRCrP 23\(b\)\(2\)-\(3\)"):
        _verdict(place="US-FED", sitting=10)
    _verdict(place="US-FED", sitting=10, authority="stipulation under FRCrP 23(b)(2)")
    with pytest.raises(RecordError, match=r"12 jurors \(state codes \[unverified\]\)"):
        _verdict(place="US-NJ", sitting=11)
    _verdict(place="US-NJ", sitting=11, authority="agreement of the parties")
    with pytest.raises(RecordError, match=r"CPL 270\.35"):
        _verdict(place="US-NY", sitting=11, authority="agreement of the parties")
    with pytest.raises(RecordError, match="Ballew"):
        _verdict(place="US-FED", sitting=5, authority="stipulation under FRCrP 23(b)(2)")


def test_a_rule_that_is_not_known_forbids_nothing() -> None:
    _verdict(place="US-FL", sitting=6, tally=_tally(6, 0))
    with pytest.raises(RecordError, match="Ballew"):
        _verdict(place="US-FL", sitting=5)
    _verdict(place="US-OR", tally=_tally(10, 2))  # 2001: ten of twelve were enough there
    late = case_of(
        *history_to(S.SUBMITTED),
        happens("guilty", tally=_tally(10, 2)),
        place="US-OR",
        first_day=dt.date(2021, 1, 1),
    )
    with pytest.raises(RecordError, match="Ramos"):
        at(late)


def test_each_rule_is_read_on_the_day_that_selects_it() -> None:
    """Oregon goes by the day of the verdict, Louisiana by that of the offence."""
    sworn = [
        happens("indicted", date="2020-01-01"),
        happens("jury_sworn", date="2020-04-01"),
        happens("guilty", date="2020-04-19", tally=_tally(10, 2)),
    ]
    at(case_of(*sworn, place="US-OR"))
    with pytest.raises(RecordError, match="Ramos"):
        at(case_of(*sworn[:2], {**sworn[2], "date": "2020-04-20"}, place="US-OR"))
    counts = ({"id": "K1", "offence": "offence"},)
    for day, raises in (("2018-12-31", False), ("2019-01-01", True), (None, False)):
        dated = ({**counts[0], "offence_date": day},) if day else counts
        case = case_of(*sworn, place="US-LA", counts=dated)
        if raises:
            with pytest.raises(RecordError, match="782"):
                at(case)
        else:
            at(case)


def test_numbers_abroad_are_those_of_the_jurors_sitting() -> None:
    _verdict(place="GB-EAW", sitting=10, tally=_tally(9, 1))
    with pytest.raises(RecordError, match=r"needs 9 of 9 .*Juries Act 1974"):
        _verdict(place="GB-EAW", sitting=9, tally=_tally(8, 1))
    with pytest.raises(RecordError, match="needs 9 jurors"):
        _verdict(place="GB-EAW", sitting=8)
    _verdict("not_guilty", place="GB-SCT", sitting=15, tally=_tally(7, 8))
    _verdict(place="AU-TAS", sitting=11, tally=_tally(9, 2))  # no rule on eleven is recorded
