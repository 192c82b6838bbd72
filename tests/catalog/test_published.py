"""The data sets: whole, with a passport, and as many rows as their sources say."""

from collections import Counter

import pytest

from juryroom.catalog.published import dataset, datasets
from juryroom.citations import Standing
from juryroom.errors import UnknownNameError

NAMES = sorted(datasets())


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_a_passport_and_its_columns(name: str) -> None:
    one = dataset(name)
    assert one.rows
    assert all((one.what, one.source, one.checked, one.licence, one.recoded))
    assert one.path.is_file()
    assert len(one.sha256) == 64
    described = one.columns
    for column in one.rows[0]:
        stem = column.rstrip("0123456789").rstrip("_").split("_")[0]
        assert stem in described, f"{name}: the column {column} is not described"


@pytest.mark.parametrize("name", NAMES)
def test_no_row_is_ragged(name: str) -> None:
    columns = set(dataset(name).rows[0])
    for row in dataset(name).rows:
        assert set(row) == columns
        assert None not in row.values()


def test_deliberations_hold_what_the_source_holds() -> None:
    rows = dataset("deliberations").rows
    assert Counter((row["source"], row["jury_size"]) for row in rows) == {
        ("Devine_2001", "6"): 1285,
        ("Devine_2001", "12"): 224,
        ("Devine_2004", "6"): 21,
        ("Devine_2004", "12"): 54,
        ("CJP_2015", "12"): 285,
        ("NCSC", "12"): 181,
    }
    assert Counter(row["verdict"] for row in rows) == {
        "guilty": 856,
        "not_guilty": 1172,
        "none_recorded": 22,
    }
    complete = [row for row in rows if row["share_guilty"] and row["verdict"] != "none_recorded"]
    assert len(complete) == 2012
    assert len({row["id"] for row in rows}) == 2050
    assert sum(row["capital"] == "1" for row in rows) == 285
    assert all(0 <= float(row["share_guilty"]) <= 1 for row in rows if row["share_guilty"])


def test_one_jury_convicted_without_a_vote_for_guilty() -> None:
    rows = dataset("deliberations").rows
    odd = [r for r in rows if r["share_guilty"] and float(r["share_guilty"]) == 0]
    assert sum(r["verdict"] == "guilty" for r in odd) == 1


def test_final_votes_and_minutes_agree_on_oregon() -> None:
    def totals(rows: tuple[dict[str, str], ...]) -> Counter[tuple[str, str, str]]:
        found: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            found[row["jury_size"], row["kind"], row["votes"]] += int(row["juries"])
        return +found

    votes = dataset("final_votes").rows
    assert sum(int(row["juries"]) for row in votes) == 3073
    oregon = tuple(row for row in votes if row["state"] == "OR")
    assert totals(oregon) == totals(dataset("deliberation_minutes").rows)


def test_what_was_never_checked_is_marked() -> None:
    marked = {name for name, one in datasets().items() if one.standing is Standing.UNVERIFIED}
    assert marked == {"after_hung", "kalven_zeisel_first_ballot", "kalven_zeisel_judge_jury"}


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"'deliberations' \(nearest\)"):
        dataset("deliberation")
