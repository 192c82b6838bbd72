"""Without a seed every call draws anew, as in R; with one it draws the same again."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from juryroom.compat import sate
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.testing.statistics import assert_proportion
from juryroom.trial import Trial

FAILURE_RATE = 1e-6  # of each test that may fail by chance; two tests here
CALLS = 1_000
FEW: dict[str, Any] = {"nDraws": 200, "digits": 99}

Drawn = Callable[..., Any]


def stats(**seed: Any) -> Any:
    return sate.sim_as_jury_stats(0.5, 830, **FEW, **seed)


def comparison(**seed: Any) -> Any:
    return sate.sim_compare_jury_stats(0.7, 400, 0.6, 450, **FEW, **seed)["difference"]


def paired(**seed: Any) -> Any:
    found = sate.sim_compare_jury_stats(0.7, 400, 0.6, 450, paired=True, **FEW, **seed)
    return found["difference"]


def point(**seed: Any) -> Any:
    return sate.as_jury_point(0.5, simulate={"nDraws": 200, **seed})


def as_stats(**seed: Any) -> Any:
    return sate.as_jury_stats(0.5, 830, digits=99, simulate={"nDraws": 200, **seed})


def compared(**seed: Any) -> Any:
    options = {"nDraws": 200, **seed}
    return sate.compare_jury_stats(0.7, 400, 0.6, 450, digits=99, simulate=options)["difference"]


def first_stats(**seed: Any) -> Any:
    return sate.preset("1.1").as_jury_stats(0.5, 830, ndraw=200, digits=99, **seed)


def first_comparison(**seed: Any) -> Any:
    release = sate.preset("1.1")
    return release.compare_jury_stats(0.7, 400, 0.6, 450, ndraw=200, digits=99, **seed)[
        "difference"
    ]


def estimate(**seed: Any) -> Any:
    return sate.graph_estimate(0.5, 830, simulate={"nDraws": 200, **seed}).to_dict()


def effect(**seed: Any) -> Any:
    options = {"nDraws": 200, **seed}
    return sate.graph_effect_defendant(0.7, 400, 0.6, 450, simulate=options).to_dict()


DRAWN: list[Drawn] = [
    stats, comparison, paired, point, as_stats, compared, first_stats, first_comparison, estimate, effect,
]  # fmt: skip


@pytest.mark.parametrize("drawn", DRAWN)
def test_without_a_seed_every_call_draws_anew(drawn: Drawn) -> None:
    found = [drawn() for _ in range(3)]
    assert found[0] != found[1] != found[2] != found[0]


@pytest.mark.parametrize("drawn", DRAWN)
def test_with_a_seed_a_call_draws_the_same_again(drawn: Drawn) -> None:
    first = drawn(seed=5)
    drawn()
    assert drawn(seed=5) == first != drawn(seed=6)


@pytest.mark.parametrize("release", ["2.1.0", "2.4.0", "3.1.0"])
def test_the_releases_with_a_default_seed_draw_from_it(release: str) -> None:
    """From 2.1.0 to 3.1.0 sate's own default is seed 12345."""
    drawn = sate.preset(release).sim_as_jury_stats
    assert drawn(0.5, 830, **FEW) == drawn(0.5, 830, **FEW) == drawn(0.5, 830, seed=12345, **FEW)


@pytest.mark.parametrize("walk", [sate.deliberate, sate.deliberate_civil])
def test_a_jury_that_is_named_is_the_same_jury(walk: Any) -> None:
    assert [walk(6, 12, replicate=i) for i in range(50)] == [
        walk(6, 12, seed=12345, replicate=i) for i in range(50)
    ]
    assert len({walk(6, 12, seed=3) for _ in range(20)}) == 1


@pytest.mark.statistical
def test_a_thousand_juries_follow_the_exact_law() -> None:
    found = [sate.deliberate(6, 12) for _ in range(CALLS)]
    exact = float(sate.get_pG_by_k(12)[6])
    assert_proportion(found.count("G"), CALLS, exact, failure_rate=FAILURE_RATE)
    assert set(found) == {"G", "NG"}, "all alike by chance once in 10^141"


@pytest.mark.statistical
def test_a_thousand_civil_juries_follow_the_exact_law() -> None:
    found = [sate.deliberate_civil(6, 12) for _ in range(CALLS)]
    exact = Trial(TugOfWar(bias=0), FirstBallot.known(6, 12)).solve().guilty
    assert_proportion(found.count("P"), CALLS, exact, failure_rate=FAILURE_RATE)


PROGRAM = """
from juryroom.compat import sate
print("".join(sate.deliberate(6, 12)[0] for _ in range(60)))
print(sate.sim_as_jury_stats(0.5, 830, digits=99, nDraws=100)["P(G)"], sate.deliberate_civil(6, 12))
"""


@pytest.mark.slow
def test_a_program_that_is_run_again_draws_the_same() -> None:
    """What is drawn without a seed follows from the start of the process, not from the clock."""
    ran = [
        subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert ran[0].stdout == ran[1].stdout
    assert {"G", "N"} <= set(ran[0].stdout.splitlines()[0])


def test_a_jury_has_no_negative_number() -> None:
    for wrong in (-1, 0.5, "1", True):
        with pytest.raises(OutOfDomainError, match="replicate"):
            sate.deliberate(6, 12, replicate=wrong)  # pyright: ignore[reportArgumentType]
