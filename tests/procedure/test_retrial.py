"""May this count be tried again: the rules one by one, in their order, and what is not known."""

import datetime as dt
import itertools
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.citations import Standing
from juryroom.procedure.retrial import RetrialAnswer, decide
from juryroom.procedure.retrial_checks import CHECKS
from juryroom.procedure.retrial_facts import CountFacts, MistrialFacts
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.states import ON_TRIAL, CountState
from juryroom.record.events import Cause, DefencePosition, Mover, ReversalGround
from tests.procedure.building import S

TODAY = dt.date(2026, 6, 30)
PLACES = ("US-NY", "US-FED", "US-CA", "US-MA")
C, M, D, G = Cause, Mover, DefencePosition, ReversalGround
ALLOWED, BARRED, UNKNOWN, NOT_APPLICABLE = "allowed", "barred", "unknown", "not_applicable"


def after_mistrial(*causes: Cause, **fields: Any) -> CountFacts:
    """Return the facts of a count whose last trial was a mistrial moved by the court."""
    described: dict[str, Any] = {"mover": M.COURT, "defence_position": D.SILENT}
    of_count = {key: fields.pop(key) for key in list(fields) if key in CountFacts.__slots__}
    found = MistrialFacts(causes=causes, **{**described, **fields})
    return CountFacts(state=S.MISTRIAL, mistrial=found, **of_count)


def ask(facts: CountFacts, place: str = "US-FED", on: dt.date = TODAY) -> RetrialAnswer:
    """Return the answer, having checked that it holds together."""
    answer = decide(facts, rule_pack(place, on))
    assert answer.reasons
    assert answer.rule
    assert (answer.result.value == UNKNOWN) == bool(answer.unknown)
    assert ("[unverified]" in answer.authority) <= (answer.standing is Standing.UNVERIFIED)
    assert json.loads(json.dumps(answer.as_json())) == answer.as_json()
    assert answer.mistrial is facts.mistrial
    if answer.result.value != NOT_APPLICABLE:
        assert len(answer.checks) == len(CHECKS) + 1
    return answer


# ---- 1 final states, and states with nothing to try again


@pytest.mark.parametrize("place", PLACES)
def test_no_final_state_is_tried_again(place: str) -> None:
    for state in CountState:
        answer = ask(CountFacts(state=state), place) if state is not S.DISMISSED else None
        if state is S.ABATED:
            assert answer is not None
            assert answer.result.value == NOT_APPLICABLE
        elif state.terminal:
            assert answer is not None
            assert answer.result.value == BARRED
            assert answer.checks[0].reason == answer.reasons[0]


def test_each_kind_of_final_state_has_its_own_reason_and_authority() -> None:
    judge = ask(CountFacts(state=S.ACQUITTED_BY_COURT))
    assert judge.authority == "Evans v. Michigan, 568 U.S. 313 (2013)"
    assert judge.reasons[0] == "judge_acquittal_is_final"
    short = ask(CountFacts(state=S.REVERSED_DISMISSED, reversal_ground=G.INSUFFICIENCY))
    assert short.reasons[0] == "insufficiency_is_acquittal"
    assert short.authority == "Burks v. United States, 437 U.S. 1 (1978)"
    weight = CountFacts(state=S.REVERSED_DISMISSED, reversal_ground=G.WEIGHT)
    assert ask(weight, "US-NY").reasons[0] == "weight_ends_the_count"
    assert ask(CountFacts(state=S.BARRED)).standing is Standing.UNVERIFIED


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        *((state, "conviction_stands") for state in (S.GUILTY_VERDICT, S.GUILTY_LESSER)),
        *((state, "conviction_stands") for state in (S.PLEA_GUILTY, S.SENTENCED, S.FINAL)),
        *((state, "conviction_stands") for state in (S.AFFIRMED, S.SENTENCE_VACATED)),
        *((state, "on_trial") for state in sorted(ON_TRIAL)),
        *((state, "not_tried") for state in (S.CHARGED, S.INDICTED, S.PENDING_TRIAL)),
        (S.ABATED, "abated"),
    ],
)
def test_there_may_be_nothing_to_try_again(state: CountState, reason: str) -> None:
    answer = ask(CountFacts(state=state))
    assert (answer.result.value, answer.reasons) == (NOT_APPLICABLE, (reason,))
    assert answer.standing is Standing.COMPUTED


def test_a_superseded_count_is_tried_under_the_later_instrument() -> None:
    answer = ask(CountFacts(state=S.DISMISSED, superseded=True))
    assert (answer.result.value, answer.reasons) == (NOT_APPLICABLE, ("superseded",))


# ---- 2 another sovereign


def test_another_sovereign_is_noted_and_decides_nothing() -> None:
    facts = after_mistrial(C.HUNG, other_sovereigns=("United States v. D (US-FED)",))
    for place, cited in (("US-NY", "CPL 40.20"), ("US-SC", "Gamble v. United States")):
        answer = ask(facts, place)
        noted = next(check for check in answer.checks if check.about == "other sovereign")
        assert answer.result.value == ALLOWED
        assert noted.authority.startswith(cited)
        assert "United States v. D" in noted.says


# ---- 3 mistrials

NEEDED = "retrial.manifest_necessity"
PROVOKED = "retrial.intent_to_provoke"


@pytest.mark.parametrize(
    ("facts", "place", "result", "detail"),
    [
        # a jury that cannot agree
        (after_mistrial(C.HUNG), "US-FED", ALLOWED, "hung_jury_does_not_end_jeopardy"),
        (after_mistrial(C.HUNG, mover=None), "US-NY", ALLOWED, "hung_jury_does_not_end_jeopardy"),
        (after_mistrial(C.HUNG, defence_position=D.OBJECTED), "US-CA", ALLOWED, None),
        (after_mistrial(C.HUNG, mover=M.DEFENCE), "US-FED", ALLOWED, "defence_asked_or_consented"),
        (after_mistrial(C.HUNG, manifest_necessity=False), "US-FED", BARRED, None),
        # the defence asked or consented
        (
            after_mistrial(C.PROSECUTION_ERROR, mover=M.DEFENCE, intent_to_provoke=False),
            "US-FED",
            ALLOWED,
            "defence_asked_or_consented",
        ),
        (
            after_mistrial(C.PROSECUTION_ERROR, mover=M.DEFENCE, intent_to_provoke=True),
            "US-FED",
            BARRED,
            "prosecution_meant_to_provoke",
        ),
        (after_mistrial(C.PROSECUTION_ERROR, mover=M.DEFENCE), "US-MA", UNKNOWN, PROVOKED),
        (after_mistrial(mover=M.DEFENCE), "US-MA", UNKNOWN, PROVOKED),
        (after_mistrial(C.OTHER, C.HUNG, mover=M.DEFENCE), "US-MA", ALLOWED, None),
        (
            after_mistrial(C.OTHER, mover=M.DEFENCE, manifest_necessity=True),
            "US-MA",
            ALLOWED,
            "defence_asked_or_consented",
        ),
        # it was provoked, and nobody wrote down whether the defence agreed
        (
            after_mistrial(C.HUNG, defence_position=None, intent_to_provoke=True),
            "US-FED",
            UNKNOWN,
            "defence_position",
        ),
        (
            after_mistrial(
                C.OTHER, defence_position=None, intent_to_provoke=True, manifest_necessity=False
            ),
            "US-FED",
            BARRED,
            "no_manifest_necessity",
        ),
        (after_mistrial(C.DEFENCE_ERROR, mover=M.DEFENCE), "US-MA", ALLOWED, None),
        (after_mistrial(C.JUROR_LOST, defence_position=D.CONSENTED), "US-FED", ALLOWED, None),
        # no one asked: manifest necessity
        (after_mistrial(C.OTHER, manifest_necessity=True), "US-FED", ALLOWED, "manifest_necessity"),
        (
            after_mistrial(C.OTHER, manifest_necessity=False, defence_position=D.OBJECTED),
            "US-FED",
            BARRED,
            "no_manifest_necessity",
        ),
        (
            after_mistrial(C.OTHER, manifest_necessity=False, defence_position=D.NOT_ASKED),
            "US-CA",
            BARRED,
            "discharge_without_legal_necessity",
        ),
        (
            after_mistrial(C.OTHER, manifest_necessity=False, defence_position=None),
            "US-FED",
            UNKNOWN,
            "defence_position",
        ),
        (after_mistrial(C.OTHER), "US-FED", UNKNOWN, NEEDED),
        (after_mistrial(C.PROSECUTION_ERROR, mover=M.PROSECUTION), "US-NY", UNKNOWN, NEEDED),
        # a juror lost and no lawful jury left: New York says so, other places may go on
        (after_mistrial(C.JUROR_REFUSAL, in_deliberation=True), "US-NY", ALLOWED, "no_lawful_jury"),
        (after_mistrial(C.JUROR_LOST, in_deliberation=True), "US-NY", ALLOWED, "no_lawful_jury"),
        (after_mistrial(C.JUROR_LOST, in_deliberation=False), "US-NY", UNKNOWN, NEEDED),
        (after_mistrial(C.JUROR_LOST, in_deliberation=True), "US-FED", UNKNOWN, NEEDED),
        (after_mistrial(C.DEFENCE_ERROR, in_deliberation=True), "US-NY", UNKNOWN, NEEDED),
    ],
)
def test_after_a_mistrial(facts: CountFacts, place: str, result: str, detail: str | None) -> None:
    answer = ask(facts, place)
    assert answer.result.value == result
    if detail is not None:
        assert (answer.unknown if result == UNKNOWN else answer.reasons)[0] == detail


def test_a_mistrial_of_which_nothing_is_known_decides_nothing() -> None:
    answer = ask(CountFacts(state=S.MISTRIAL))
    assert (answer.result.value, answer.unknown) == (UNKNOWN, ("causes", "mover"))


def test_a_bar_stands_whatever_else_is_unknown() -> None:
    facts = after_mistrial(C.OTHER, settled_by_acquittal=True, acquittal_beside=True)
    assert ask(facts).result.value == BARRED
    assert ask(facts).reasons[0] == "issue_preclusion"
    assert ask(facts).unknown == ()


# ---- 4 an agreement the court would not take

AGREED = {"agreement_reported": True, "defence_position": D.NOT_ASKED}


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({**AGREED, "agreement_refused": True}, BARRED),
        ({**AGREED, "agreement_refused": False}, ALLOWED),
        (AGREED, UNKNOWN),
        ({**AGREED, "agreement_refused": True, "defence_position": None}, UNKNOWN),
        ({**AGREED, "agreement_refused": True, "defence_position": D.CONSENTED}, ALLOWED),
        ({**AGREED, "agreement_refused": True, "manifest_necessity": True}, ALLOWED),
        ({"defence_position": D.NOT_ASKED}, ALLOWED),
    ],
)
def test_only_california_gives_effect_to_an_agreement_that_was_refused(
    fields: dict[str, Any], result: str
) -> None:
    facts = after_mistrial(C.HUNG, **fields)
    answer = ask(facts, "US-CA")
    assert answer.result.value == result
    if result == BARRED:
        assert answer.reasons[0] == "discharge_without_legal_necessity"
        assert "Sturms" in answer.authority
    for place in ("US-FED", "US-NY", "US-MA"):
        assert ask(facts, place).result.value == ALLOWED
        noted = next(check for check in ask(facts, place).checks if "agreement" in check.about)
        assert noted.reason == "no_recorded_verdict"
        assert "Blueford" in noted.authority


# ---- 5 a fact settled by an acquittal


@pytest.mark.parametrize("place", PLACES)
def test_an_acquittal_settles_what_it_necessarily_decided(place: str) -> None:
    beside = {"acquittal_beside": True, "defence_position": D.CONSENTED}
    settled = ask(after_mistrial(C.HUNG, settled_by_acquittal=True, **beside), place)
    assert (settled.result.value, settled.reasons[0]) == (BARRED, "issue_preclusion")
    assert "Yeager" in settled.authority
    assert (
        ask(after_mistrial(C.HUNG, settled_by_acquittal=False, **beside), place).result == ALLOWED
    )
    open_ = ask(after_mistrial(C.HUNG, **beside), place)
    assert (open_.result.value, open_.unknown) == (UNKNOWN, ("retrial.settled_by_acquittal",))
    assert ask(after_mistrial(C.HUNG), place).result == ALLOWED


# ---- 6 New York's gate

INCONSISTENT, ONLY = "inconsistent_with_verdict", "concurrent_only"


@pytest.mark.parametrize("conviction", [True, False])
@pytest.mark.parametrize(
    ("inconsistent", "only"), list(itertools.product((True, False, None), repeat=2))
)
def test_the_gate_after_a_partial_verdict(
    *, inconsistent: bool | None, only: bool | None, conviction: bool
) -> None:
    facts = after_mistrial(
        C.HUNG,
        verdict_beside=True,
        conviction_beside=conviction,
        inconsistent_with_verdict=inconsistent,
        concurrent_only=only,
    )
    only = only and conviction if conviction else False
    answer = ask(facts, "US-NY")
    if inconsistent:
        assert (answer.result.value, answer.reasons[0]) == (BARRED, "cpl_310_70_2_a")
    elif only:
        assert (answer.result.value, answer.reasons[0]) == (BARRED, "cpl_310_70_2_b")
    elif inconsistent is None or only is None:
        missing = [
            f"retrial.{name}"
            for name, value in ((INCONSISTENT, inconsistent), (ONLY, only))
            if value is None
        ]
        assert (answer.result.value, list(answer.unknown)) == (UNKNOWN, missing)
    else:
        assert (answer.result.value, answer.authority) == (ALLOWED, "CPL 310.70(2)")
        assert answer.reasons[0] == "gate_open"
    for place in ("US-FED", "US-CA", "US-MA"):
        assert ask(facts, place).result.value == ALLOWED
    alone = replace(facts, verdict_beside=False)
    assert ask(alone, "US-NY").result.value == ALLOWED


@pytest.mark.parametrize(
    ("concurrent", "result"), [(True, BARRED), (False, ALLOWED), (None, UNKNOWN)]
)
def test_before_1974_every_open_concurrent_count_was_shut_out(
    *, concurrent: bool | None, result: str
) -> None:
    facts = after_mistrial(
        C.HUNG,
        verdict_beside=True,
        concurrent=concurrent,
        inconsistent_with_verdict=False,
        concurrent_only=False,
    )
    old = ask(facts, "US-NY", dt.date(1973, 6, 1))
    assert old.result.value == result
    assert ask(facts, "US-NY", dt.date(1974, 6, 1)).result.value == ALLOWED
    if result == BARRED:
        assert "Mayo" in old.authority
        assert old.reasons[0] == "cpl_310_70_before_1974"
    if result == UNKNOWN:
        assert old.unknown == ("retrial.concurrent",)


# ---- 7 reversals


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("ground", [*ReversalGround, None])
def test_what_a_reversal_leaves(place: str, ground: ReversalGround | None) -> None:
    facts = CountFacts(state=S.REVERSED_NEW_TRIAL, reversed_=True, reversal_ground=ground)
    answer = ask(facts, place)
    if ground is None:  # the state says that the court ordered a new trial
        assert (answer.result.value, answer.reasons) == (ALLOWED, ("new_trial_ordered",))
    elif ground is G.INSUFFICIENCY or (ground is G.WEIGHT and place == "US-NY"):
        assert answer.result.value == BARRED
    else:
        assert (answer.result.value, answer.standing) == (ALLOWED, Standing.VERIFIED)


def test_a_reversal_of_a_count_that_has_moved_on_needs_its_ground() -> None:
    answer = ask(CountFacts(state=S.PENDING_TRIAL, reversed_=True))
    assert (answer.result.value, answer.unknown) == (UNKNOWN, ("ground",))


def test_a_verdict_set_aside_is_tried_again() -> None:
    answer = ask(CountFacts(state=S.PENDING_TRIAL, set_aside=True))
    assert (answer.result.value, answer.reasons) == (ALLOWED, ("verdict_set_aside",))


# ---- 8 dismissals


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("prejudice", "result"), [(True, BARRED), (False, ALLOWED), (None, UNKNOWN)]
)
def test_a_dismissal_turns_on_its_terms(place: str, *, prejudice: bool | None, result: str) -> None:
    for ended in (None, MistrialFacts(causes=(C.HUNG,))):
        facts = CountFacts(
            state=S.DISMISSED, mistrial=ended, with_prejudice=prejudice, dismissals=1
        )
        answer = ask(facts, place)
        assert answer.result.value == result
        if result == UNKNOWN:
            assert answer.unknown == ("with_prejudice",)
        if result == ALLOWED:
            assert answer.reasons[0] == "dismissed_without_prejudice"


def test_california_caps_dismissals_with_exceptions() -> None:
    facts = CountFacts(state=S.DISMISSED, with_prejudice=False, dismissals=2)
    answer = ask(facts, "US-CA")
    assert (answer.result.value, answer.reasons) == (UNKNOWN, ("cap_on_dismissals",))
    assert answer.authority == "Pen. Code 1387 [unverified]"
    assert ask(facts, "US-NY").result.value == ALLOWED


@pytest.mark.parametrize("place", PLACES)
def test_a_count_dropped_with_a_jury_sworn_waits_for_the_others(place: str) -> None:
    answer = ask(CountFacts(state=S.DISMISSED, dismissed_in_trial=True, dismissals=1), place)
    assert (answer.result.value, answer.reasons[0]) == (UNKNOWN, "dismissed_during_trial")


# ---- 9 and 10, and the answer as a whole


def test_the_checks_are_made_in_their_order() -> None:
    about = [check.about for check in ask(after_mistrial(C.HUNG), "US-CA").checks]
    assert about == [
        "state",
        "other sovereign",
        "mistrial",
        "agreement not taken",
        "fact settled by an acquittal",
        "gate after a partial verdict",
        "reversal",
        "dismissal",
        "offence left out before",
        "time",
    ]


def test_limits_of_time_are_named_and_not_computed() -> None:
    for place, cited in (("US-CA", "Pen. Code 1382 [unverified]"), ("US-NY", "")):
        answer = ask(after_mistrial(C.HUNG), place)
        assert answer.checks[-1].authority == cited
    left_out = ask(after_mistrial(C.HUNG), "US-NY").checks[-2]
    assert left_out.authority == "CPL 40.40"


TRISTATE = st.sampled_from((True, False, None))
MISTRIALS = st.builds(
    MistrialFacts,
    causes=st.lists(st.sampled_from(Cause), unique=True, max_size=3).map(tuple),
    mover=st.sampled_from((*Mover, None)),
    defence_position=st.sampled_from((*DefencePosition, None)),
    manifest_necessity=TRISTATE,
    intent_to_provoke=TRISTATE,
    in_deliberation=TRISTATE,
)
FACTS = st.builds(
    CountFacts,
    state=st.sampled_from((S.MISTRIAL, S.PENDING_TRIAL)),
    mistrial=MISTRIALS,
    agreement_reported=st.booleans(),
    agreement_refused=TRISTATE,
    acquittal_beside=st.booleans(),
    settled_by_acquittal=TRISTATE,
    verdict_beside=st.booleans(),
    conviction_beside=st.booleans(),
    inconsistent_with_verdict=TRISTATE,
    concurrent_only=TRISTATE,
    concurrent=TRISTATE,
)
IN_MISTRIAL = {"manifest_necessity", "intent_to_provoke", "defence_position"}
FILL: dict[str, tuple[Any, ...]] = {
    "defence_position": (D.CONSENTED, D.OBJECTED),
    "causes: partial_verdict_not_taken": (True, False),
}


def _filled(facts: CountFacts, field: str, value: Any) -> CountFacts:
    name = field.removeprefix("retrial.")
    if name.startswith("causes"):
        return replace(facts, agreement_refused=value)
    if name in IN_MISTRIAL:
        assert facts.mistrial is not None
        return replace(facts, mistrial=replace(facts.mistrial, **{name: value}))
    return replace(facts, **{name: value})


@given(FACTS, st.sampled_from(PLACES), st.sampled_from((dt.date(1970, 1, 1), TODAY)))
@settings(max_examples=200)
def test_an_unknown_answer_names_fields_that_would_decide_it(
    facts: CountFacts, place: str, on: dt.date
) -> None:
    """Filling in what an answer calls unknown makes it known, and the values matter."""
    if ask(facts, place, on).result.value != UNKNOWN:
        return
    reached = set[str]()
    waiting = [facts]
    while waiting:
        current = waiting.pop()
        answer = ask(current, place, on)
        if answer.result.value != UNKNOWN:
            reached.add(answer.result.value)
            continue
        field = answer.unknown[0]
        waiting += [_filled(current, field, value) for value in FILL.get(field, (True, False))]
    assert reached == {ALLOWED, BARRED}


@given(FACTS, st.sampled_from(PLACES), st.sampled_from((dt.date(1970, 1, 1), TODAY)))
@settings(max_examples=200)
def test_a_known_answer_does_not_turn_on_what_is_not_known(
    facts: CountFacts, place: str, on: dt.date
) -> None:
    """Whatever is filled in for a field that is not known, a known answer stays.

    Left aside: facts against what the record does say (that the jury was not truly deadlocked, that
    the defence was provoked by an error of its own, that there is an acquittal after all).
    """
    answer = ask(facts, place, on)
    if answer.result.value == UNKNOWN:
        return
    fields = ["agreement_refused", "inconsistent_with_verdict", "concurrent_only", "concurrent"]
    fields += ["settled_by_acquittal"] if facts.acquittal_beside else []
    for field in fields:
        if getattr(facts, field) is None:
            for value in (True, False):
                assert ask(replace(facts, **{field: value}), place, on).result == answer.result
    if facts.mistrial is not None and facts.mistrial.defence_position is None:
        for value in DefencePosition:
            filled = _filled(facts, "defence_position", value)
            assert ask(filled, place, on).result == answer.result


@given(FACTS, st.sampled_from(PLACES))
def test_an_answer_that_bars_or_allows_rests_on_no_field_it_calls_unknown(
    facts: CountFacts, place: str
) -> None:
    answer = ask(facts, place)
    doubts = [check for check in answer.checks if check.unknown]
    if answer.result.value == ALLOWED:
        assert not doubts
    elif answer.result.value == BARRED:
        assert any(check.finding.value == "bars" for check in answer.checks)


@given(FACTS, st.sampled_from(("US-NY", "US-FED", "US-MA")))
def test_a_reported_agreement_changes_nothing_outside_california(
    facts: CountFacts, place: str
) -> None:
    without = replace(facts, agreement_reported=False, agreement_refused=None)
    one, other = ask(facts, place), ask(without, place)
    assert (one.result, one.reasons, one.unknown) == (other.result, other.reasons, other.unknown)
