"""What an event does to counts that it does not name: lesser offences, and what comes back."""

from typing import Any

import pytest

from juryroom.citations import Standing
from juryroom.errors import RecordError
from tests.procedure.building import (
    HUNG,
    LESSER,
    S,
    at,
    case_of,
    happens,
    history_to,
    states,
)

TWO, THREE = ("K1", "K2"), ("K1", "K2", "K3")


# ---- greater and lesser offences


def _tried(*events: dict[str, Any], counts: tuple[Any, ...] = ("K1", LESSER)) -> dict[str, S]:
    ids = [count if isinstance(count, str) else count["id"] for count in counts]
    sworn = [happens(word, *ids) for word in ("indicted", "jury_sworn", "submitted")]
    return states(case_of(*sworn, *events, counts=counts))


def test_guilty_of_the_greater_dismisses_the_lesser() -> None:
    assert _tried(happens("guilty", "K1")) == {"K1": S.GUILTY_VERDICT, "K1_a": S.DISMISSED}


@pytest.mark.parametrize(
    "verdict",
    [
        happens("guilty", "K1_a"),
        happens("guilty_of_lesser", "K1", lesser="K1_a"),
        happens("guilty_of_lesser", "K1_a"),
        happens("guilty_of_lesser", "K1", "K1_a"),
        {"kind": "guilty_of_lesser", "counts": [], "lesser": "K1_a"},
    ],
)
def test_guilty_of_the_lesser_acquits_of_the_greater(verdict: dict[str, Any]) -> None:
    assert _tried(verdict) == {"K1": S.ACQUITTED, "K1_a": S.GUILTY_LESSER}


def test_a_verdict_that_the_record_leaves_unsubmitted_reaches_the_whole_family() -> None:
    sworn = [happens(word, "K1", "K1_a") for word in ("indicted", "jury_sworn")]
    counts = ("K1", LESSER)
    lesser = case_of(*sworn, happens("guilty_of_lesser", "K1", lesser="K1_a"), counts=counts)
    assert states(lesser) == {"K1": S.ACQUITTED, "K1_a": S.GUILTY_LESSER}
    assert [step.transition for step in at(lesser).count("K1").steps[-2:]] == ["C10", "C15"]
    greater = case_of(*sworn, happens("guilty", "K1"), counts=counts)
    assert states(greater) == {"K1": S.GUILTY_VERDICT, "K1_a": S.DISMISSED}


def test_what_the_record_says_of_a_relative_is_not_said_for_it() -> None:
    both = (happens("guilty", "K1", date="2002-01-01"), "2002-01-01")
    said = _tried(both[0], happens("lesser_dismissed", "K1_a", date=both[1]))
    assert said == {"K1": S.GUILTY_VERDICT, "K1_a": S.DISMISSED}
    said = _tried(both[0], happens("not_guilty", "K1_a", date=both[1]))
    assert said == {"K1": S.GUILTY_VERDICT, "K1_a": S.ACQUITTED}
    lesser = happens("guilty_of_lesser", "K1_a", trial="T1")
    said = _tried(lesser, happens("mistrial", "K1", trial="T1", **HUNG))
    assert said == {"K1": S.MISTRIAL, "K1_a": S.GUILTY_LESSER}
    later = _tried(happens("guilty", "K1"), happens("abated", "K1_a"))
    assert later == {"K1": S.GUILTY_VERDICT, "K1_a": S.ABATED}


def test_a_greater_count_acquitted_before_the_verdict_on_the_lesser_stays_so() -> None:
    said = _tried(happens("not_guilty", "K1"), happens("guilty_of_lesser", "K1", lesser="K1_a"))
    assert said == {"K1": S.ACQUITTED, "K1_a": S.GUILTY_LESSER}


def test_a_ladder_of_lesser_offences_parts_above_and_below_the_verdict() -> None:
    ladder = (
        "K1",
        LESSER,
        {"id": "K1_b", "lesser_of": "K1_a"},
        {"id": "K1_c", "lesser_of": "K1_b"},
    )
    assert _tried(happens("guilty", "K1_b"), counts=ladder) == {
        "K1": S.ACQUITTED,
        "K1_a": S.ACQUITTED,
        "K1_b": S.GUILTY_LESSER,
        "K1_c": S.DISMISSED,
    }


def test_lesser_offences_that_name_each_other_do_not_hang_the_replay() -> None:
    ring = ({"id": "A", "lesser_of": "B"}, {"id": "B", "lesser_of": "A"})
    assert _tried(happens("guilty", "A"), counts=ring) == {"A": S.GUILTY_LESSER, "B": S.ACQUITTED}


def test_a_verdict_on_a_lesser_offence_names_one() -> None:
    with pytest.raises(RecordError, match="of no lesser offence") as raised:
        _tried(happens("guilty_of_lesser", "K1"))
    assert raised.value.problems[0].accepted == "`lesser`, one of: K1_a"
    with pytest.raises(RecordError, match="K2") as raised:
        _tried(happens("guilty_of_lesser", "K2", lesser="K1_a"), counts=("K1", LESSER, "K2"))
    assert raised.value.problems[0].where == "events[3] E03 on count K2"


def test_a_verdict_on_a_lesser_offence_out_of_turn_is_refused() -> None:
    case = case_of(
        happens("indicted", "K1", "K1_a"),
        happens("guilty_of_lesser", "K1", lesser="K1_a"),
        counts=("K1", LESSER),
    )
    with pytest.raises(RecordError) as raised:
        at(case)
    named = [problem.where.split()[-1] for problem in raised.value.problems]
    assert named == ["K1_a", "K1"]


def test_a_lesser_offence_first_named_at_submission_stands_where_its_greater_stood() -> None:
    counts = ("K1", LESSER)
    case = case_of(*history_to(S.IN_JEOPARDY), happens("submitted", "K1", "K1_a"), counts=counts)
    lesser = at(case).count("K1_a")
    assert [(step.transition, step.after, step.implied) for step in lesser.steps] == [
        ("C00", S.IN_JEOPARDY, True),
        ("C10", S.SUBMITTED, False),
    ]
    late = case_of(*history_to(S.GUILTY_VERDICT), happens("submitted", "K1_a"), counts=counts)
    with pytest.raises(RecordError, match="not yet charged"):
        at(late)


def test_a_lesser_offence_goes_with_its_greater_unless_the_record_parts_them() -> None:
    counts = ("K1", LESSER)
    events = [
        happens("indicted", "K1", "K1_a"),
        happens("set_for_trial", "K1"),
        happens("jury_sworn", "K1"),
        happens("submitted", "K1"),
        happens("mistrial", "K1", **HUNG),
        happens("set_for_retrial", "K1"),
    ]
    found = [states(case_of(*events[:end], counts=counts))["K1_a"] for end in range(2, 7)]
    # The charge of the judge goes to the offences it names; the mistrial ends it for both.
    assert found == [S.PENDING_TRIAL, S.IN_JEOPARDY, S.IN_JEOPARDY, S.MISTRIAL, S.PENDING_TRIAL]
    events[3] = happens("submitted", "K1", "K1_a")
    found = [states(case_of(*events[:end], counts=counts))["K1_a"] for end in range(4, 7)]
    assert found == [S.SUBMITTED, S.MISTRIAL, S.PENDING_TRIAL]
    moved = at(case_of(*events, counts=counts)).count("K1_a").steps
    assert [step.by_law for step in moved] == [False, True, True, False, True, True]
    same_day = [
        happens("mistrial", "K1", date="2002-01-01", **HUNG),
        happens("mistrial", "K1_a", date="2002-01-01"),
    ]
    apart = at(case_of(*events[:4], *same_day, counts=counts)).count("K1_a")
    assert apart.transition == "C19"


def test_only_a_word_on_the_same_matter_speaks_for_itself() -> None:
    """That the record names the lesser offence later in the trial does not leave it behind now."""
    counts = ("K1", LESSER)
    case = case_of(
        happens("indicted", "K1", "K1_a"),
        happens("jury_sworn", "K1", trial="T1"),
        happens("submitted", "K1", "K1_a", trial="T1"),
        counts=counts,
    )
    assert [step.by_law for step in at(case).count("K1_a").steps[-2:]] == [True, False]
    assert states(case) == {"K1": S.SUBMITTED, "K1_a": S.SUBMITTED}


# ---- what comes back in New York


def _trial(*events: dict[str, Any], place: str = "US-NY", counts: Any = THREE) -> dict[str, S]:
    sworn = [happens("indicted", *counts), happens("jury_sworn", *counts, trial="T1")]
    return states(case_of(*sworn, *events, place=place, counts=counts))


@pytest.mark.parametrize("word", ["not_submitted", "dismissed"])
def test_in_new_york_a_mistrial_brings_back_what_was_dismissed_on_the_way(word: str) -> None:
    dropped = happens(word, "K2")
    hung = happens("mistrial", "K1", "K3")
    assert _trial(dropped, hung)["K2"] is S.MISTRIAL
    again = _trial(dropped, hung, happens("set_for_retrial", "K1"))
    assert again == {"K1": S.PENDING_TRIAL, "K2": S.PENDING_TRIAL, "K3": S.MISTRIAL}
    named = _trial(dropped, hung, happens("set_for_retrial", "K1", "K2"))
    assert named["K2"] is S.PENDING_TRIAL
    elsewhere = [_trial(dropped, hung, place=place)["K2"] for place in ("US-FED", "US-CA", "US-MA")]
    assert elsewhere == [S.DISMISSED] * 3


def test_what_comes_back_is_written_down_with_the_rule_of_the_place() -> None:
    case = case_of(
        happens("indicted", *TWO),
        happens("jury_sworn", *TWO),
        happens("not_submitted", "K2"),
        happens("mistrial", "K1"),
        happens("set_for_retrial", "K1"),
        counts=TWO,
    )
    back, down = at(case).count("K2").steps[-2:]
    assert (back.before, back.after, back.by_law) == (S.DISMISSED, S.MISTRIAL, True)
    assert (back.transition, back.authority, back.event) == ("C21", "CPL 280.20", "E03")
    assert (down.before, down.after, down.by_law) == (S.MISTRIAL, S.PENDING_TRIAL, True)
    assert (down.transition, down.authority) == ("C21", "CPL 280.20")
    assert "every count it had when the trial began" in back.condition
    assert back.standing is Standing.VERIFIED


def test_a_trial_order_of_dismissal_and_a_dismissal_with_prejudice_stay() -> None:
    hung = happens("mistrial", "K1")
    assert _trial(happens("acquitted_by_court", "K2"), hung)["K2"] is S.ACQUITTED_BY_COURT
    final = happens("dismissed", "K2", with_prejudice=True)
    assert _trial(final, hung)["K2"] is S.DISMISSED_WITH_PREJUDICE


def test_a_count_of_another_trial_does_not_come_back() -> None:
    case = case_of(
        happens("indicted", *TWO),
        happens("jury_sworn", "K1"),
        happens("jury_sworn", "K2"),
        happens("not_submitted", "K2"),
        happens("mistrial", "K1"),
        counts=TWO,
    )
    assert states(case)["K2"] is S.DISMISSED


CONVICTED = [
    happens("submitted", "K1", "K3"),
    happens("guilty", "K1"),
    happens("mistrial", "K3", **HUNG),
]
REVERSED = [
    happens("sentenced", "K1"),
    happens("reversed_new_trial", "K1", ground="trial_error"),
]


@pytest.mark.parametrize("word", ["remanded", "set_for_retrial"])
def test_in_new_york_a_new_trial_brings_back_what_was_dismissed_before_judgment(word: str) -> None:
    before = [*CONVICTED, happens("dismissed", "K3"), *REVERSED]
    counts = ("K1", "K3")
    assert _trial(*before, counts=counts) == {"K1": S.REVERSED_NEW_TRIAL, "K3": S.DISMISSED}
    back = {"K1": S.PENDING_TRIAL, "K3": S.PENDING_TRIAL}
    assert _trial(*before, happens(word, "K1"), counts=counts) == back
    assert _trial(*before, happens(word, *counts), counts=counts) == back
    elsewhere = _trial(*before, happens(word, "K1"), counts=counts, place="US-FED")
    assert elsewhere["K3"] is S.DISMISSED
    with pytest.raises(RecordError, match="when the count is DISMISSED"):
        _trial(*before, happens(word, *counts), counts=counts, place="US-FED")


def test_a_dismissal_after_judgment_stays() -> None:
    events = [
        *CONVICTED,
        REVERSED[0],
        happens("dismissed", "K3"),
        REVERSED[1],
        happens("remanded", "K1"),
    ]
    assert _trial(*events, counts=("K1", "K3"))["K3"] is S.DISMISSED


def test_a_new_trial_brings_back_what_fell_during_the_first_and_no_acquittal() -> None:
    events = [
        happens("not_submitted", "K2"),
        happens("submitted", "K1", "K3"),
        happens("guilty", "K1"),
        happens("not_guilty", "K3"),
        *REVERSED,
        happens("remanded", "K1"),
    ]
    back = {"K1": S.PENDING_TRIAL, "K2": S.PENDING_TRIAL, "K3": S.ACQUITTED}
    assert _trial(*events) == back


def test_a_lesser_offence_comes_back_with_its_greater_and_not_without() -> None:
    counts = ("K1", LESSER, {"id": "K1_b", "lesser_of": "K1_a"}, "K2")
    ids = ("K1", "K1_a", "K1_b", "K2")
    sworn = [happens(word, *ids) for word in ("indicted", "jury_sworn", "submitted")]
    guilty = [*sworn, happens("guilty", "K1"), happens("mistrial", "K2", **HUNG)]
    assert states(case_of(*guilty, counts=counts))["K1_a"] is S.DISMISSED
    again = [*guilty, *REVERSED, happens("remanded", "K1")]
    found = states(case_of(*again, counts=counts))
    assert (found["K1_a"], found["K1_b"], found["K2"]) == (*[S.PENDING_TRIAL] * 2, S.MISTRIAL)
    dropped = [
        *sworn,
        happens("not_submitted", "K1_a", "K1_b") | {"kind": "dismissed"},
        happens("mistrial", "K2", **HUNG),
    ]
    assert states(case_of(*dropped, counts=counts))["K1_a"] is S.DISMISSED
    hung = [*dropped, happens("mistrial", "K1", **HUNG)]
    found = states(case_of(*hung, counts=counts))
    assert (found["K1_a"], found["K1_b"]) == (S.MISTRIAL, S.MISTRIAL)


@pytest.mark.parametrize(
    ("order", "state"),
    [
        (("dismissed K2", "sentenced K1"), S.PENDING_TRIAL),
        (("sentenced K1", "dismissed K2"), S.DISMISSED),
    ],
)
@pytest.mark.parametrize("place", ["US-NY", "US-FED"])
def test_a_count_hung_tried_again_and_dropped_before_judgment_returns_with_the_reversal(
    order: tuple[str, str], state: S, place: str
) -> None:
    """CPL 470.55(1): every count of the earlier trial, but for what judgment had come before."""
    events = [
        *(happens(word, "K1", "K2", trial="T1") for word in ("indicted", "jury_sworn")),
        happens("guilty", "K1"),
        happens("mistrial", "K2", **HUNG),
        happens("set_for_retrial", "K2"),
        happens("jury_sworn", "K2", trial="T2"),
        happens("mistrial", "K2", **HUNG),
        *(happens(*step.split()) for step in order),
        happens("reversed_new_trial", "K1"),
        happens("remanded", "K1"),
    ]
    found = states(case_of(*events, counts=("K1", "K2"), place=place))
    assert found == {
        "K1": S.PENDING_TRIAL,
        "K2": state if place == "US-NY" else S.DISMISSED,
    }
