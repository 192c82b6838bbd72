"""Juries, votes and verdicts: each rule with a case that breaks it and one that keeps it."""

import re
from pathlib import Path

import pytest

from juryroom.errors import RecordError
from tests.record.building import SOUND, Spoilt, check_spoilt, loaded, problems_of, replaced

JURY = "jury: {size: 12, women: 7, men: 5, alternates: 2, unanimous: true, sources: [R1]}"
VERDICT = "  tally: {guilty: 12, not_guilty: 0}\n"

SPOILT = {
    "a verdict without a trial": Spoilt(
        "  trial: T1\n  tally",
        "  tally",
        "id: E5",
        "events[4]",
        "guilty without a trial",
        "gives its verdict in a trial",
        "one of T1",
    ),
    "a jury sworn without a trial": Spoilt(
        "  trial: T1\n  what: The jury is sworn.",
        "  what: The jury is sworn.",
        "id: E3",
        "events[2]",
        "jury_sworn without a trial",
        "in a trial",
        "one of T1",
    ),
    "a submission without a trial": Spoilt(
        "  trial: T1\n  what: The jury gets the case.",
        "  what: The jury gets the case.",
        "id: E4",
        "events[3]",
        "submitted without a trial",
        "in a trial",
        "one of T1",
    ),
    "a mistrial without a trial": Spoilt(
        "  trial: T1\n  causes",
        "  causes",
        "id: E6",
        "events[5]",
        "mistrial without a trial",
        "in a trial",
        "one of T1",
    ),
    "a verdict on a count that is not on the trial": Spoilt(
        "  counts: [K1, K2]\n  judge",
        "  counts: [K2]\n  judge",
        "guilty\n  counts: [K1]",
        "events[4].counts[0]",
        "'K1', which is not on trial T1",
        "decides the counts that are on it",
        "K2; or K1 among the counts of T1",
    ),
    "a tally that does not add up": Spoilt(
        VERDICT,
        "  tally: {guilty: 11, not_guilty: 0}\n",
        "guilty: 11",
        "events[4].tally",
        "11 + 0 = 11 votes",
        "add up to its members: 12",
        "12, at_least: true",
        good="  tally: {guilty: 11, not_guilty: 0, undecided: 1}\n",
    ),
    "a tally against the jurors sitting": Spoilt(
        VERDICT,
        "  tally: {guilty: 12, not_guilty: 0}\n  sitting: 11\n",
        "tally: {guilty: 12",
        "events[4].tally",
        "12 + 0 = 12 votes",
        "add up to its members: 11",
        "11",
        good="  tally: {guilty: 11, not_guilty: 0}\n  sitting: 11\n",
    ),
    "a side that alone is too large": Spoilt(
        VERDICT,
        "  tally: {guilty: 13}\n",
        "guilty: 13",
        "events[4].tally",
        "at least 13 votes",
        "no more votes than members: 12",
        "12 or less",
        good="  tally: {guilty: 12}\n",
    ),
    "floors that are too high": Spoilt(
        "    tally: {guilty: 10, not_guilty: 2}\n",
        "    tally: {guilty: 11, not_guilty: 2, at_least: true}\n",
        "at_least: true",
        "trials[0].splits[0].tally",
        "at least 13 votes",
        "no more votes than members",
        "12 or less",
        good="    tally: {not_guilty: 2, at_least: true}\n",
    ),
    "a split that does not add up": Spoilt(
        "    tally: {guilty: 10, not_guilty: 2}\n",
        "    tally: {guilty: 10, not_guilty: 3}\n",
        "not_guilty: 3",
        "trials[0].splits[0].tally",
        "10 + 3 = 13 votes",
        "add up to its members",
        "12",
    ),
    "more jurors sitting than sworn": Spoilt(
        VERDICT,
        "  sitting: 13\n",
        "sitting: 13",
        "events[4].sitting",
        "13 of a jury of 12",
        "may lose members, and gains none",
        "12 or fewer",
        good="  sitting: 11\n",
    ),
    "women and men that do not add up": Spoilt(
        "women: 7, men: 5",
        "women: 7, men: 6",
        "men: 6",
        "trials[0].jury",
        "13 women and men in a jury of 12",
        "women and men add up to the jury",
        "add up to 12",
        good="women: 6, men: 6",
    ),
    "women alone too many": Spoilt(
        "women: 7, men: 5",
        "women: 13",
        "women: 13",
        "trials[0].jury",
        "13 women and men in a jury of 12",
        "women and men add up",
        "or the unknown one left out",
        good="women: 7",
    ),
    "a split on a count that is not on the trial": Spoilt(
        "  counts: [K1, K2]\n  judge",
        "  counts: [K1]\n  judge",
        "    count: K2",
        "trials[0].splits[0].count",
        "'K2', which is not on trial T1",
        "the counts of its trial",
        "K1",
    ),
    "a room event on a count that is not on the trial": Spoilt(
        "  counts: [K1, K2]\n  judge",
        "  counts: [K1]\n  judge",
        "    counts: [K2]",
        "trials[0].room_log[0].counts[0]",
        "'K2', which is not on trial T1",
        "the counts of its trial",
        "K1",
    ),
    "a jury of five (Ballew)": Spoilt(
        JURY,
        "jury: {size: 5, sources: [R1]}",
        "size: 5",
        "trials[0].jury.size",
        "a verdict by 5 jurors",
        "Ballew v. Georgia, 435 U.S. 223 (1978)",
        "6 or more",
    ),
    "five jurors left (Ballew)": Spoilt(
        VERDICT,
        "  sitting: 5\n",
        "sitting: 5",
        "events[4].sitting",
        "a verdict by 5 jurors",
        "Ballew v. Georgia, 435 U.S. 223 (1978)",
        "6 or more",
        good="  sitting: 6\n",
    ),
    "a jury of twenty-four": Spoilt(
        JURY,
        "jury: {size: 24, sources: [R1]}",
        "size: 24",
        "trials[0].jury.size",
        "a verdict by 24 jurors",
        "a jury has 3 to 23 members",
        "3 to 23",
    ),
    "a conviction with a dissent (Ramos)": Spoilt(
        VERDICT,
        "  tally: {guilty: 11, not_guilty: 1}\n",
        "guilty: 11",
        "events[4].tally",
        "a guilty verdict with 1 for not guilty",
        "Ramos v. Louisiana, 590 U.S. 83 (2020)",
        "a tally without votes for not guilty",
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
def test_what_a_jury_cannot_do(tmp_path: Path, spoilt: Spoilt) -> None:
    check_spoilt(tmp_path, spoilt)


def elsewhere(text: str) -> str:
    return replaced(text, "jurisdiction: US-NY", "jurisdiction: GB-SCT")


def with_jury(size: int) -> str:
    """Return the sound case with a jury of that size, and without votes that would not fit it."""
    text = replaced(SOUND, JURY, f"jury: {{size: {size}, sources: [R1]}}")
    text = replaced(text, VERDICT, "")
    return replaced(text, "tally: {guilty: 10, not_guilty: 2}", "tally: {not_guilty: 1}")


@pytest.mark.parametrize("size", [6, 12, 23])
def test_juries_of_the_united_states_have_six_or_more(tmp_path: Path, size: int) -> None:
    assert loaded(tmp_path, with_jury(size))


@pytest.mark.parametrize("size", [3, 5, 15, 23])
def test_juries_elsewhere_have_three_or_more(tmp_path: Path, size: int) -> None:
    assert loaded(tmp_path, elsewhere(with_jury(size)))


@pytest.mark.parametrize("size", [0, 2, 24])
def test_no_jury_anywhere_is_smaller_or_larger(tmp_path: Path, size: int) -> None:
    text = elsewhere(with_jury(size)).replace("{not_guilty: 1}", "{not_guilty: 0}")
    (problem,) = problems_of(tmp_path, text)
    assert problem.found == f"a verdict by {size} jurors"
    assert problem.accepted == "3 to 23"


def test_a_small_jury_that_gave_no_verdict_is_only_recorded(tmp_path: Path) -> None:
    text = replaced(with_jury(5), "  kind: guilty\n", "  kind: mistrial\n")
    assert loaded(tmp_path, text)


def moved(text: str, years: int) -> str:
    """Return the case with every date moved back by `years`."""
    return re.sub(r"\b(?:19|20)\d\d(?=-|\b)", lambda year: str(int(year.group()) - years), text)


def test_ballew_binds_from_the_day_it_was_decided(tmp_path: Path) -> None:
    """Ballew's own jury had five members; the record can hold what happened before 1978."""
    assert loaded(tmp_path, moved(with_jury(5), 47))
    with pytest.raises(RecordError, match="Ballew"):
        loaded(tmp_path, moved(with_jury(5), 43))


def dissent(years: int = 0) -> str:
    return moved(replaced(SOUND, VERDICT, "  tally: {guilty: 10, not_guilty: 2}\n"), years)


def test_a_verdict_by_ten_was_good_before_ramos(tmp_path: Path) -> None:
    assert loaded(tmp_path, dissent(2))
    with pytest.raises(RecordError, match="Ramos"):
        loaded(tmp_path, dissent())


def test_a_verdict_by_ten_is_good_elsewhere(tmp_path: Path) -> None:
    assert loaded(tmp_path, elsewhere(dissent()))


def test_ramos_is_about_convictions(tmp_path: Path) -> None:
    text = replaced(SOUND, "  kind: guilty\n", "  kind: not_guilty\n")
    assert loaded(tmp_path, replaced(text, VERDICT, "  tally: {guilty: 0, not_guilty: 12}\n"))


def test_a_jury_that_is_not_known_is_not_counted(tmp_path: Path) -> None:
    text = replaced(SOUND, f"  {JURY}\n", "")
    assert loaded(tmp_path, text).trials[0].jury is None
    assert loaded(tmp_path, replaced(text, "{guilty: 10, not_guilty: 2}", "{guilty: 10}"))
