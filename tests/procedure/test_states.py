from juryroom.procedure.states import (
    ACQUITTALS,
    BEFORE_VERDICT,
    LIVE,
    ON_TRIAL,
    TERMINAL,
    CountState,
)

TERMINAL_NAMES = {
    "ACQUITTED",
    "ACQUITTED_BY_COURT",
    "NGRI",
    "DEEMED_ACQUITTED",
    "BARRED",
    "REVERSED_DISMISSED",
    "DISMISSED_WITH_PREJUDICE",
    "ABATED",
}


def test_the_states_are_those_of_the_count_machine() -> None:
    assert len(CountState) == 24
    assert {state.value for state in CountState if state.terminal} == TERMINAL_NAMES
    assert all(state.value == state.name for state in CountState)


def test_kinds_of_state_do_not_overlap_wrongly() -> None:
    assert not TERMINAL & LIVE
    assert ON_TRIAL < BEFORE_VERDICT < LIVE
    assert ACQUITTALS < TERMINAL
    assert set(CountState) - TERMINAL - LIVE == {CountState.DISMISSED, CountState.FINAL}


def test_each_state_has_its_own_plain_phrase() -> None:
    phrases = [state.phrase for state in CountState]
    assert len(set(phrases)) == len(phrases)
    assert all(phrase == phrase.strip() and "_" not in phrase for phrase in phrases)


def test_hung_and_dismissed_are_shown_neither_as_cleared_nor_as_guilty() -> None:
    shown = [CountState.MISTRIAL, CountState.DISMISSED, CountState.DISMISSED_WITH_PREJUDICE]
    for word in ("clear", "guilty", "acquit", "innocent", "convict"):
        assert not any(word in state.phrase for state in shown)
    assert CountState.MISTRIAL.phrase == "mistrial, no verdict"
    assert not any("clear" in state.phrase for state in CountState)
