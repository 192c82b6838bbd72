"""A charge after another prosecution, by statute and by the constitution."""

import datetime as dt

import pytest

from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.ruling import Word
from juryroom.procedure.second_prosecution import (
    OmittedFacts,
    PriorFacts,
    after_another,
    left_out,
    sovereign_of,
)
from juryroom.procedure.states import CountState

S = CountState
DAY = dt.date(2026, 6, 30)


def charged(
    place: str,
    sovereign: str | None = "US-NJ",
    *,
    same_act: bool | None = True,
    same_transaction: bool | None = None,
    outcomes: tuple[CountState, ...] = (S.ACQUITTED,),
    attached: bool | None = None,
    exception: bool | None = None,
) -> tuple[Word, tuple[str, ...]]:
    facts = PriorFacts(
        sovereign=sovereign,
        same_act=same_act,
        same_transaction=same_transaction,
        outcomes=outcomes,
        jeopardy_attached=attached,
    )
    ruling = after_another(facts, place, rule_pack(place, DAY), exception)
    assert ruling.rules
    return ruling.word, ruling.unknown


@pytest.mark.parametrize("outcome", [S.MISTRIAL, S.ACQUITTED, S.SENTENCED, S.DISMISSED])
@pytest.mark.parametrize("place", ["US-FED", "US-ANY", "US-MI", "US-GA"])
def test_two_sovereigns_two_offences(place: str, outcome: CountState) -> None:
    assert charged(place, outcomes=(outcome,)) == (Word.ALLOWED, ())


@pytest.mark.parametrize("outcome", [S.MISTRIAL, S.ACQUITTED, S.SENTENCED, S.PLEA_GUILTY])
def test_new_york_counts_every_prosecution(outcome: CountState) -> None:
    assert charged("US-NY", outcomes=(outcome,), exception=False) == (Word.BARRED, ())
    assert charged("US-NY", outcomes=(outcome,), exception=True) == (Word.ALLOWED, ())
    assert charged("US-NY", outcomes=(outcome,)) == (
        Word.UNKNOWN,
        ("exception_under_cpl_40_20_2",),
    )


@pytest.mark.parametrize(
    ("outcomes", "word"),
    [
        ((S.ACQUITTED,), Word.BARRED),
        ((S.SENTENCED,), Word.BARRED),
        ((S.MISTRIAL,), Word.ALLOWED),
        ((S.MISTRIAL, S.ACQUITTED), Word.UNKNOWN),
        ((), Word.UNKNOWN),
    ],
)
def test_california_counts_acquittals_and_convictions(
    outcomes: tuple[CountState, ...], word: Word
) -> None:
    assert charged("US-CA", outcomes=outcomes, attached=True)[0] is word


def test_an_exception_to_one_statute_says_nothing_of_another() -> None:
    word, unknown = charged("US-PA", exception=False)
    assert word is Word.UNKNOWN
    assert unknown == ("an exception under 18 Pa.C.S. 111",)


def test_jeopardy_and_the_transaction() -> None:
    assert (
        charged("US-NY", outcomes=(S.DISMISSED,), attached=False, exception=False)[0]
        is Word.ALLOWED
    )
    assert charged("US-NY", outcomes=(S.DISMISSED,), exception=False)[1] == (
        "prior.jeopardy_attached",
    )
    assert charged("US-NY", outcomes=(S.INDICTED,), exception=False)[1] == (
        "prior.jeopardy_attached",
    )
    assert (
        charged("US-NY", same_act=False, same_transaction=True, exception=False)[0] is Word.BARRED
    )
    assert (
        charged("US-NY", same_act=False, same_transaction=False, exception=False)[0] is Word.ALLOWED
    )
    assert charged("US-NY", same_act=False, exception=False)[1] == ("prior.act",)


def test_the_same_sovereign() -> None:
    assert charged("US-FED", "US-FED-CA2")[0] is Word.BARRED
    assert charged("US-FED", "US-FED", same_act=None)[1] == ("prior.act",)
    assert charged("US-FED", "US-FED", same_act=False)[0] is Word.ALLOWED
    assert charged("US-FED", "US-FED", outcomes=(S.MISTRIAL,))[1] == ("prior.outcome",)
    open_ = charged("US-FED", "US-FED", outcomes=(S.DISMISSED,), attached=False)
    assert open_[0] is Word.ALLOWED
    assert charged("US-FED", None)[1] == ("prior.sovereign",)
    assert sovereign_of("US-FED-CA11") == sovereign_of("US-FED")


@pytest.mark.parametrize(
    ("facts", "word", "reason"),
    [
        ((True, True, True), Word.BARRED, "left_out_offence"),
        ((False, None, None), Word.ALLOWED, "another_transaction"),
        ((None, False, None), Word.ALLOWED, "not_known_or_not_provable_then"),
        ((None, None, False), Word.ALLOWED, "trial_not_begun"),
        ((None, True, True), Word.UNKNOWN, "left_out_offence_not_known"),
        ((True, True, None), Word.UNKNOWN, "left_out_offence_not_known"),
    ],
)
def test_an_offence_left_out(
    facts: tuple[bool | None, bool | None, bool | None], word: Word, reason: str
) -> None:
    given = OmittedFacts(
        same_transaction=facts[0], known_and_provable=facts[1], trial_begun=facts[2]
    )
    ruling = left_out(given, rule_pack("US-NY", DAY))
    assert (ruling.word, ruling.reason) == (word, reason)
    assert left_out(given, rule_pack("US-FED", DAY)).word is Word.ALLOWED
