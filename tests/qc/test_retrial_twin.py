"""May this count be tried again? The engine's answer against a second one, written blind.

The second answer knows nothing of events: it takes plain facts, gives every unknown one each value
that it may have, and says "unknown" exactly where the answers differ. So each case here tests also
that the engine never lets an unknown fact decide, and never says "unknown" where it does not.

Where the rules leave room for a presumption the two were written differently: `ENGINE` has those
that the engine makes, and `test_a_presumption_is_at_work` shows each.
"""

import datetime as dt
from dataclasses import fields, replace
from functools import cache
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.procedure.posture import posture
from juryroom.procedure.retrial import RetrialAnswer, may_retry
from juryroom.record.case import Case
from juryroom.record.events import Event
from tests.qc.count_machine import (
    CAUSES,
    GROUNDS,
    MOVERS,
    POSITIONS,
    Facts,
    Presumptions,
    may_be_tried_again,
)

JURISDICTIONS = ("US-NY", "US-CA", "US-FED", "US-TX")
MAYBE = (None, True, False)
LATER = dt.date(2026, 6, 30)

AS_WRITTEN = Presumptions()
"""The second answer as it was written: only a deadlock stands in for a finding."""

ENGINE = Presumptions(
    unprovoked=frozenset(CAUSES) - {"prosecution_error", "other"},
    needed_is_unprovoked=True,
    needed_in_new_york=frozenset({"juror_lost", "juror_refusal"}),
    refused_is_needless=True,
)
"""What the engine presumes besides."""


# --- cases in memory -----------------------------------------------------------------------------


def step(number: int, kind: str, counts: str, **more: Any) -> Event:
    return Event.model_validate({
        "id": f"E{number}",
        "date": (dt.date(2025, 1, 1) + dt.timedelta(days=number)).isoformat(),
        "kind": kind,
        "counts": list(counts),
        "what": "a step",
        "sources": ["S"],
        **{name: value for name, value in more.items() if value is not None},
    })  # fmt: skip


@cache
def empty_case(jurisdiction: str) -> Case:
    """Return a case of three counts, of which A is the one asked about."""
    counts = [{"id": count, "offence": "an offence", "sources": ["S"]} for count in "ABC"]
    return Case.model_validate({
        "schema": "juryroom-case/1",
        "id": "case",
        "caption": "People v. Doe",
        "jurisdiction": jurisdiction,
        "court": "a court",
        "people": [],
        "sources": [{"id": "S", "kind": "reference", "outlet": "a test", "quality": "good"}],
        "counts": counts,
        "trials": [{"id": "T1", "counts": ["A", "B", "C"]}],
        "events": [step(0, "indicted", "ABC")],
    })  # fmt: skip


BESIDE = {
    "nothing": (),
    "a conviction": (("guilty", "B"),),
    "an acquittal": (("not_guilty", "B"),),
    "both": (("guilty", "B"), ("not_guilty", "C")),
    "an acquittal by the court": (("acquitted_by_court", "B"),),
}
"""What the jury, or the judge, made of the other counts."""


def case_for(facts: Facts, beside: str) -> Case:
    """Return a case in which count A is in that state, with those facts and no others."""
    events = [step(0, "indicted", "ABC"), step(1, "jury_sworn", "ABC", trial="T1")]
    if beside == "an acquittal by the court":
        events += [step(2, "acquitted_by_court", "B", trial="T1")]
        events += [step(3, "submitted", "AC", trial="T1")]
    else:
        events += [step(2, "submitted", "ABC", trial="T1")]
        events += [step(3, kind, count, trial="T1") for kind, count in BESIDE[beside]]
    retrial = {
        name: getattr(facts, name)
        for name in (
            "manifest_necessity",
            "intent_to_provoke",
            "settled_by_acquittal",
            "inconsistent_with_verdict",
            "concurrent_only",
        )
    }
    if facts.mistrial:
        how = {"mover": facts.mover, "defence_position": facts.defence_position}
        causes = sorted(facts.causes)
        events += [step(4, "mistrial", "A", trial="T1", causes=causes, retrial=retrial, **how)]
    if facts.state.startswith("DISMISSED"):
        events += [step(5, "dismissed", "A", with_prejudice=facts.with_prejudice)]
    if facts.state.startswith("REVERSED"):
        kind = facts.state.lower()
        events += [step(4, "guilty", "A", trial="T1"), step(5, "sentenced", "A")]
        events += [step(6, kind, "A", ground=facts.ground, retrial=retrial)]
    return empty_case(facts.jurisdiction).model_copy(update={"events": tuple(events)})


def with_beside(facts: Facts, beside: str) -> Facts:
    """Say in the words of the plain facts what stands beside the count."""
    return replace(
        facts,
        acquittal_beside=beside.startswith(("an acquittal", "both")),
        conviction_beside=beside in {"a conviction", "both"},
        verdict_beside=beside in {"a conviction", "an acquittal", "both"},
    )


def answer(facts: Facts, beside: str) -> RetrialAnswer:
    case = case_for(facts, beside)
    found = posture(case, LATER)
    assert found.count("A").state.value == facts.state
    return may_retry(case, found, "A")


def difference(facts: Facts, beside: str, presume: Presumptions = ENGINE) -> str | None:
    """Say how the two answers differ, or return None."""
    one, other = answer(facts, beside), may_be_tried_again(facts, presume)
    if one.result.value == other:
        return None
    return f"{facts} beside {beside}: engine {one.result.value} ({one.rule}), twin {other}"


# --- a mistrial ----------------------------------------------------------------------------------

HUNG = frozenset({"hung"})
PASSED = Facts(
    jurisdiction="US-NY",
    state="MISTRIAL",
    mistrial=True,
    causes=HUNG,
    mover="court",
    defence_position="silent",
    manifest_necessity=True,
    intent_to_provoke=False,
    settled_by_acquittal=False,
    inconsistent_with_verdict=False,
    concurrent_only=False,
)
"""A mistrial after a deadlock to which the defence said nothing, with every fact known."""

CAUSE_SETS = [
    frozenset[str](),
    *(frozenset({cause}) for cause in CAUSES),
    HUNG | {"partial_verdict_not_taken"},
    HUNG | {"prosecution_error"},
    HUNG | {"juror_refusal"},
    frozenset({"juror_lost", "prosecution_error"}),
]


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize(
    "causes", CAUSE_SETS, ids=lambda causes: "+".join(sorted(causes)) or "none"
)
def test_who_wanted_the_mistrial_and_why(jurisdiction: str, causes: frozenset[str]) -> None:
    differences: list[str | None] = []
    for mover, position, needed, provoked in product(
        (None, *MOVERS), (None, *POSITIONS), MAYBE, MAYBE
    ):
        facts = replace(
            PASSED,
            jurisdiction=jurisdiction,
            causes=causes,
            mover=mover,
            defence_position=position,
            manifest_necessity=needed,
            intent_to_provoke=provoked,
        )
        differences.append(difference(facts, "nothing"))
    assert [each for each in differences if each] == []


DOUBTFUL = replace(
    PASSED,
    causes=frozenset({"prosecution_error"}),
    defence_position="objected",
    manifest_necessity=None,
)
NEEDLESS = replace(DOUBTFUL, manifest_necessity=False)


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize(
    "start", [PASSED, DOUBTFUL, NEEDLESS], ids=["passed", "doubtful", "barred"]
)
def test_what_a_verdict_on_another_count_bars(start: Facts, beside: str, jurisdiction: str) -> None:
    differences: list[str | None] = []
    for settled, inconsistent, concurrent in product(MAYBE, MAYBE, MAYBE):
        facts = replace(
            start,
            jurisdiction=jurisdiction,
            settled_by_acquittal=settled,
            inconsistent_with_verdict=inconsistent,
            concurrent_only=concurrent,
        )
        differences.append(difference(with_beside(facts, beside), beside))
    assert [each for each in differences if each] == []


PAIRS = [frozenset(pair) for pair in combinations(CAUSES, 2)]


@st.composite
def mistrials(draw: st.DrawFn) -> tuple[Facts, str]:
    """Draw any facts at all of a count that ended in a mistrial, dismissed since or not."""
    beside = draw(st.sampled_from(sorted(BESIDE)))
    maybe = st.sampled_from(MAYBE)
    dismissed = draw(st.booleans())
    facts = Facts(
        jurisdiction=draw(st.sampled_from(JURISDICTIONS)),
        state="DISMISSED" if dismissed else "MISTRIAL",
        mistrial=True,
        causes=draw(st.sampled_from([*CAUSE_SETS, *PAIRS])),
        mover=draw(st.sampled_from((None, *MOVERS))),
        defence_position=draw(st.sampled_from((None, *POSITIONS))),
        manifest_necessity=draw(maybe),
        intent_to_provoke=draw(maybe),
        settled_by_acquittal=draw(maybe),
        inconsistent_with_verdict=draw(maybe),
        concurrent_only=draw(maybe),
        with_prejudice=draw(st.sampled_from((None, False))) if dismissed else None,
    )
    return with_beside(facts, beside), beside


@settings(max_examples=2000, deadline=None)
@given(mistrials())
def test_any_facts_of_a_mistrial(drawn: tuple[Facts, str]) -> None:
    assert difference(*drawn) is None


@settings(max_examples=500, deadline=None)
@given(mistrials(), st.data())
def test_the_engine_agrees_with_itself_about_the_unknown(
    drawn: tuple[Facts, str], data: st.DataObject
) -> None:
    """Invariant 10, without the second answer: try each value of one fact that is not known."""
    facts, beside = drawn
    values: dict[str, tuple[str | bool, ...]] = {
        "inconsistent_with_verdict": (True, False),
        "concurrent_only": (True, False),
    }
    if facts.acquittal_beside:
        values["settled_by_acquittal"] = (True, False)
    if facts.mover in {"prosecution", "court"}:
        values["defence_position"] = POSITIONS
    unknown = sorted(name for name in values if getattr(facts, name) is None)
    if not unknown:
        return
    name = data.draw(st.sampled_from(unknown))
    before = answer(facts, beside).result.value
    after = {answer(replace(facts, **{name: v}), beside).result.value for v in values[name]}
    assert after == {before} or (before == "unknown" and len(after) > 1)


# --- a reversal, a dismissal, and every other state ----------------------------------------------


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize("state", ["REVERSED_NEW_TRIAL", "REVERSED_DISMISSED"])
@pytest.mark.parametrize("beside", ["nothing", "a conviction", "an acquittal"])
def test_a_reversal(state: str, beside: str, jurisdiction: str) -> None:
    differences: list[str | None] = []
    for ground, settled in product((None, *GROUNDS), MAYBE):
        facts = Facts(
            jurisdiction=jurisdiction,
            state=state,
            ground=ground,
            settled_by_acquittal=settled,
        )
        differences.append(difference(with_beside(facts, beside), beside))
    assert [each for each in differences if each] == []


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize(
    ("with_prejudice", "state"),
    [(None, "DISMISSED"), (False, "DISMISSED"), (True, "DISMISSED_WITH_PREJUDICE")],
)
def test_a_dismissal_after_a_mistrial(
    with_prejudice: bool | None, state: str, jurisdiction: str
) -> None:
    for start in (PASSED, DOUBTFUL, NEEDLESS):
        facts = replace(
            start, jurisdiction=jurisdiction, state=state, with_prejudice=with_prejudice
        )
        assert difference(facts, "nothing") is None


def ask(jurisdiction: str, *events: Event) -> str:
    """Return the engine's answer on count A after these events."""
    case = empty_case(jurisdiction).model_copy(update={"events": events})
    return may_retry(case, posture(case, LATER), "A").result.value


def dismissed_untried(settled: bool | None, with_prejudice: bool | None) -> tuple[Event, ...]:
    """Return the events of a count that was dismissed untried, beside one that was acquitted."""
    return (
        step(0, "indicted", "AB"),
        step(1, "set_for_trial", "A"),
        step(2, "jury_sworn", "B", trial="T1"),
        step(3, "not_guilty", "B", trial="T1"),
        step(
            4,
            "dismissed",
            "A",
            with_prejudice=with_prejudice,
            retrial={"settled_by_acquittal": settled},
        ),
    )


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize("with_prejudice", MAYBE)
@pytest.mark.parametrize("settled", [True, False])
def test_a_dismissal_before_any_trial(
    settled: bool, with_prejudice: bool | None, jurisdiction: str
) -> None:
    """An acquittal in a trial of B may have settled a fact that A needs, tried or not."""
    facts = Facts(
        jurisdiction=jurisdiction,
        state="DISMISSED_WITH_PREJUDICE" if with_prejudice else "DISMISSED",
        with_prejudice=with_prejudice,
        settled_by_acquittal=settled,
        acquittal_beside=True,
    )
    found = ask(jurisdiction, *dismissed_untried(settled, with_prejudice))
    assert found == may_be_tried_again(facts, ENGINE)


OTHER_STATES = {
    "CHARGED": "charged",
    "INDICTED": "indicted",
    "PENDING_TRIAL": "indicted set_for_trial",
    "IN_JEOPARDY": "indicted jury_sworn",
    "SUBMITTED": "indicted jury_sworn submitted",
    "AGREED_PROVISIONAL": "indicted jury_sworn submitted agreement_reported",
    "GUILTY_VERDICT": "indicted jury_sworn submitted guilty",
    "ACQUITTED": "indicted jury_sworn submitted not_guilty",
    "ACQUITTED_BY_COURT": "indicted jury_sworn acquitted_by_court",
    "NGRI": "indicted jury_sworn submitted not_guilty_by_insanity",
    "DEEMED_ACQUITTED": "indicted jury_sworn submitted verdict_silent",
    "BARRED": "indicted jury_sworn submitted mistrial barred",
    "PLEA_GUILTY": "indicted set_for_trial plea_accepted",
    "SENTENCED": "indicted jury_sworn submitted guilty sentenced",
    "SENTENCE_VACATED": "indicted jury_sworn submitted guilty sentenced sentence_vacated",
    "AFFIRMED": "indicted jury_sworn submitted guilty sentenced affirmed",
    "FINAL": "indicted jury_sworn submitted guilty sentenced affirmed final",
    "ABATED": "indicted set_for_trial abated",
}


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize("state", OTHER_STATES)
def test_every_other_state(state: str, jurisdiction: str) -> None:
    events = [step(place, kind, "A") for place, kind in enumerate(OTHER_STATES[state].split())]
    facts = Facts(jurisdiction=jurisdiction, state=state)
    assert ask(jurisdiction, *events) == may_be_tried_again(facts, ENGINE)


# --- what the engine presumes, and where the two read the rules differently ----------------------

WANTED = replace(PASSED, defence_position="consented", intent_to_provoke=None)
PRESUMED: dict[str, tuple[Facts, str, str]] = {
    # name: facts, the answer as the second one was written, the engine's
    "unprovoked: no prosecutor provokes the loss of a juror": (
        replace(WANTED, causes=frozenset({"juror_lost"}), manifest_necessity=None),
        "unknown",
        "allowed",
    ),
    "needed_is_unprovoked: found necessary, though after an error of the prosecution": (
        replace(WANTED, causes=frozenset({"prosecution_error"})),
        "unknown",
        "allowed",
    ),
    "needed_in_new_york: without the juror the trial could not go on": (
        replace(PASSED, causes=frozenset({"juror_lost"}), manifest_necessity=None),
        "unknown",
        "allowed",
    ),
    "refused_is_needless: a court that would not take the verdict": (
        replace(
            PASSED,
            jurisdiction="US-CA",
            causes=frozenset({"partial_verdict_not_taken"}),
            manifest_necessity=None,
        ),
        "unknown",
        "barred",
    ),
    "refused_is_needless: the same where the jury hung on the rest": (
        replace(
            PASSED,
            jurisdiction="US-CA",
            causes=HUNG | {"partial_verdict_not_taken"},
            manifest_necessity=None,
        ),
        "allowed",
        "barred",
    ),
}


@pytest.mark.parametrize("name", PRESUMED)
def test_a_presumption_is_at_work(name: str) -> None:
    facts, ours, theirs = PRESUMED[name]
    assert may_be_tried_again(facts, AS_WRITTEN) == ours
    assert may_be_tried_again(facts, ENGINE) == theirs
    assert answer(facts, "nothing").result.value == theirs


def test_every_presumption_is_shown() -> None:
    shown = {name.split(":")[0] for name in PRESUMED}
    assert shown == {field.name for field in fields(Presumptions)}


WITHOUT = Facts(jurisdiction="US-NY", state="DISMISSED", with_prejudice=False)
READ_DIFFERENTLY: dict[str, tuple[Facts, tuple[Event, ...], str, str]] = {
    # name: facts, the events behind them, the answer by the words of the rules, the engine's
    "a jury was sworn: the engine waits for a new trial of the others": (
        WITHOUT,
        (
            step(0, "indicted", "A"),
            step(1, "jury_sworn", "A"),
            step(2, "dismissed", "A", with_prejudice=False),
        ),
        "allowed",
        "unknown",
    ),
    "superseded: the engine says that the offence is charged elsewhere": (
        WITHOUT,
        (step(0, "indicted", "A"), step(1, "superseded", "A", with_prejudice=False)),
        "allowed",
        "not_applicable",
    ),
    "never tried: for the engine an acquittal beside it is silent until it is said to settle": (
        replace(WITHOUT, acquittal_beside=True),
        dismissed_untried(None, with_prejudice=False),
        "unknown",
        "allowed",
    ),
    "set down again: the engine still asks how the last trial ended": (
        Facts(jurisdiction="US-NY", state="PENDING_TRIAL"),
        (
            step(0, "indicted", "A"),
            step(1, "jury_sworn", "A"),
            step(
                2,
                "mistrial",
                "A",
                causes=["other"],
                mover="court",
                defence_position="objected",
                retrial={"manifest_necessity": False},
            ),
            step(3, "set_for_retrial", "A"),
        ),
        "not_applicable",
        "barred",
    ),
}


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize("name", READ_DIFFERENTLY)
def test_what_is_read_differently(name: str, jurisdiction: str) -> None:
    facts, events, by_the_words, engine = READ_DIFFERENTLY[name]
    assert may_be_tried_again(replace(facts, jurisdiction=jurisdiction), ENGINE) == by_the_words
    assert ask(jurisdiction, *events) == engine


# --- the second answer itself --------------------------------------------------------------------

KNOWN = {
    # Richardson v. United States (1984): thin proof at the first trial bars no second one
    "hung": (replace(PASSED, jurisdiction="US-FED"), "allowed"),
    # Yeager v. United States (2009)
    "settled": (replace(PASSED, settled_by_acquittal=True, acquittal_beside=True), "barred"),
    "not settled": (replace(PASSED, acquittal_beside=True), "allowed"),
    "settled or not": (
        replace(PASSED, settled_by_acquittal=None, acquittal_beside=True),
        "unknown",
    ),
    # CPL 310.70(2)(b)
    "concurrent": (
        replace(PASSED, concurrent_only=True, conviction_beside=True, verdict_beside=True),
        "barred",
    ),
    # Oregon v. Kennedy (1982)
    "asked": (replace(PASSED, mover="defence", defence_position="consented"), "allowed"),
    "goaded": (
        replace(PASSED, mover="defence", defence_position="consented", intent_to_provoke=True),
        "barred",
    ),
    # Arizona v. Washington (1978)
    "needless": (NEEDLESS, "barred"),
    "needed": (replace(NEEDLESS, manifest_necessity=True), "allowed"),
    # Sturms v. Justice Court (1970)
    "refused": (
        replace(NEEDLESS, jurisdiction="US-CA", causes=frozenset({"partial_verdict_not_taken"})),
        "barred",
    ),
    # Tibbs v. Florida (1982), and CPL 470.20(5)
    "weight": (Facts(jurisdiction="US-TX", state="REVERSED_NEW_TRIAL", ground="weight"), "allowed"),
    "weight in New York": (
        Facts(jurisdiction="US-NY", state="REVERSED_NEW_TRIAL", ground="weight"),
        "barred",
    ),
}


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("presume", [AS_WRITTEN, ENGINE], ids=["as written", "as the engine"])
def test_known_answers(presume: Presumptions, name: str) -> None:
    facts, expected = KNOWN[name]
    assert may_be_tried_again(facts, presume) == expected


@pytest.mark.parametrize(
    "fault",
    [
        replace(ENGINE, unprovoked=frozenset()),
        replace(ENGINE, needed_is_unprovoked=False),
        replace(ENGINE, needed_in_new_york=frozenset()),
        replace(ENGINE, refused_is_needless=False),
    ],
)
def test_a_wrong_presumption_is_found(fault: Presumptions) -> None:
    """The comparison must be able to fail: one answer of many is enough."""
    facts = [each for each, _, _ in PRESUMED.values()]
    assert any(difference(each, "nothing", fault) for each in facts)
    assert not any(difference(each, "nothing") for each in facts)
