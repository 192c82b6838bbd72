"""Each release of sate gives its own numbers, and refuses what it did not have."""

import pytest

from juryroom.compat import sate
from juryroom.errors import OutOfDomainError
from tests.golden.tables import read

# P(G) at a share of one half for twelve jurors, and the difference of .70 of 400 and .60 of 450
# with its 90% interval: each release run in R.
POINTS = {"1.1.0": "0.2732", "2.1.0": "0.341114", "2.2.1": "0.341155", "3.1.1": "0.3411546"}
DIFFERENCES = {
    "2.1.0": (0.193, 0.092, 0.294),
    "2.2.1": (0.193, 0.092, 0.294),
    "2.4.0": (0.193, 0.092, 0.294),
    "3.1.0": (0.193, 0.092, 0.294),
    "3.1.1": (0.193, 0.092, 0.295),
}


@pytest.mark.parametrize("release", POINTS)
def test_point(release: str) -> None:
    printed = POINTS[release]
    digits = len(printed) - 2
    assert round(sate.preset(release).as_jury_point(0.5), digits) == float(printed)


@pytest.mark.parametrize("release", DIFFERENCES)
def test_difference(release: str) -> None:
    found = sate.preset(release).compare_jury_stats(0.70, 400, 0.60, 450)["difference"]
    assert (
        found["Difference in P(G)"],
        found["Lower 5%"],
        found["Upper 95%"],
    ) == DIFFERENCES[release]


def test_first_release_drew_its_difference() -> None:
    """Printed to three places from a million draws: two such runs differ by some units of the third."""
    found = sate.preset("1.1").compare_jury_stats(0.70, 400, 0.60, 450, seed=12345)["difference"]
    numbers = found["Difference in P(G)"], found["Lower 5%"], found["Upper 95%"]
    assert numbers == pytest.approx((0.246, 0.109, 0.381), abs=0.0015)


def test_first_release_has_one_survey_too() -> None:
    one = sate.preset("1.1").as_jury_stats(0.5, 500, simulate={"nDraws": 50_000, "seed": 3})
    assert one["Lower 5%"] < sate.as_jury_point(0.5, vintage="1.1") < one["Upper 95%"]


def test_the_five_digits_of_2_2_are_those_printed_there() -> None:
    rows = read("sate_five_digits.csv")
    assert len(rows) == sum(n + 1 for n in range(4, 26))
    for row in rows:
        table = sate.vintage_of("2.2").guilty_by_votes(int(row["jury_size"]))
        assert table[int(row["guilty_votes"])] == float(row["guilty"]), row


@pytest.mark.parametrize(
    ("jury_n", "known"), [(4, 9.4e-4), (6, 7.1e-4), (8, 4.5e-4), (12, 4.4e-4), (16, 13.5e-4)]
)
def test_the_simulated_digits_of_2_1_are_off_by_what_is_known(jury_n: int, known: float) -> None:
    off = abs(sate.vintage_of("2.1").guilty_by_votes(jury_n) - sate.get_pG_by_k(jury_n)).max()
    assert off == pytest.approx(known, abs=0.06e-4)


@pytest.mark.parametrize("name", ["3.2.0", "2.5.0", "3.1", "3.0", "v3.1.1", "latest"])
def test_a_name_that_is_no_release_is_refused(name: str) -> None:
    with pytest.raises(OutOfDomainError, match="DESCRIPTION"):
        sate.preset(name)


@pytest.mark.parametrize(
    ("short", "release"),
    [("1.1", "1.1.0"), ("2.1", "2.1.0"), ("2.2", "2.2.1"), ("2.2-3.0", "2.4.0")],
)
def test_short_names(short: str, release: str) -> None:
    assert sate.preset(short).vintage.release == release


@pytest.mark.parametrize(
    ("release", "function"),
    [("1.1", "deliberate"), ("2.1", "get_pG_by_k"), ("2.2", "compare_juror_stats"),
     ("2.4", "prob_ord_from_pool")],
)  # fmt: skip
def test_a_release_refuses_what_it_did_not_have(release: str, function: str) -> None:
    with pytest.raises(OutOfDomainError, match=function):
        getattr(sate.preset(release), function)
    assert function not in dir(sate.preset(release))


def test_a_release_refuses_sizes_and_arguments_it_did_not_have() -> None:
    with pytest.raises(OutOfDomainError, match="4, 6, 8, 12, 16"):
        sate.preset("2.1").as_jury_point(0.5, jury_n=10)
    with pytest.raises(OutOfDomainError, match="no other sizes"):
        sate.preset("2.4").as_jury_point(0.5, jury_n=26)
    with pytest.raises(OutOfDomainError, match=r"3\.1\.1"):
        sate.preset("3.1.0").as_jury_stats(0.5, 100, simulate=True)
    with pytest.raises(OutOfDomainError, match="neither jury size nor strikes"):
        sate.preset("1.1").as_jury_point(0.5, jury_n=6)


def test_release_2_1_stops_at_a_share_drawn_outside() -> None:
    with pytest.raises(OutOfDomainError, match="outside 0 to 1"):
        sate.preset("2.1").sim_as_jury_stats(0.99, 20, nDraws=2_000)
    assert sate.preset("2.2").sim_as_jury_stats(0.99, 20, nDraws=2_000)["Upper 95%"] < 1


def test_every_preset_says_what_it_cannot_reproduce() -> None:
    for vintage in sate.VINTAGES.values():
        assert vintage.cannot
    with pytest.raises(AttributeError):
        _ = sate.preset("3.1.1").no_such_function


def test_the_latest_preset_has_every_function() -> None:
    latest = sate.preset("3.1.1")
    assert set(dir(latest)) == sate.EXPORTS | {"vintage"}
    assert latest.get_pG_by_k(6).tolist() == sate.get_pG_by_k(6).tolist()
    assert latest.sim_as_jury_stats(0.5, 100, nDraws=100, seed=1) == sate.sim_as_jury_stats(
        0.5, 100, nDraws=100, seed=1
    )
