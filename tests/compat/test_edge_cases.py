"""The odd calls of sate's edge cases: where R gives a value it is this one, or it is refused here."""

from collections.abc import Callable
from typing import Any

import pytest

from juryroom.compat import sate
from juryroom.errors import JuryroomError
from tests.golden.tables import read


def shown(found: Any) -> list[float]:
    values = found.values() if hasattr(found, "values") else found
    return [float(x) for x in values]


VALUES: dict[str, Callable[[], list[float]]] = {
    "get_pG_by_k(2)": lambda: sate.get_pG_by_k(2).tolist(),
    "as.jury.stats(1, 20)": lambda: shown(sate.as_jury_stats(1, 20)),
    "as.jury.stats(0, 20)": lambda: shown(sate.as_jury_stats(0, 20)),
    "as.jury.stats(.05, 20, digits=6)": lambda: shown(sate.as_jury_stats(0.05, 20, digits=6)),
    "transition.matrix.ordered(1, c('NG','G'))": lambda: (
        sate.transition_matrix_ordered(1, ["NG", "G"]).values.ravel().tolist()
    ),
    "compare.jury.stats(.7,400,.6,450,digits=1)$difference": lambda: shown(
        sate.compare_jury_stats(0.7, 400, 0.6, 450, digits=1)["difference"]
    ),
    "compare.jury.stats(.6,400,.6,400)$difference": lambda: shown(
        sate.compare_jury_stats(0.6, 400, 0.6, 400)["difference"]
    ),
    "1-as.jury.point(.5)": lambda: [1 - sate.as_jury_point(0.5)],
}
WORDS: dict[str, Callable[[], str | None]] = {
    "deliberate(NA,12)": lambda: sate.deliberate(float("nan"), 12),  # pyright: ignore[reportArgumentType]
    "deliberate(0,12)": lambda: sate.deliberate(0, 12),
    "deliberate(12,12)": lambda: sate.deliberate(12, 12),
}
call: Any = sate
REFUSED: dict[str, Callable[[], object]] = {
    "get_pG_by_k(1)": lambda: sate.get_pG_by_k(1),
    "transition.matrix(1)": lambda: sate.transition_matrix(1),
    "as.jury.point(.5, jury_n=1)": lambda: sate.as_jury_point(0.5, jury_n=1),
    "select.with.strikes(c(.4,.5))": lambda: call.select_with_strikes([0.4, 0.5]),
    "sum(select.with.strikes(c(.4,.5)))": lambda: call.select_with_strikes((0.4, 0.5)),
    "as.jury.stats(c(.4,.5), 20)": lambda: call.as_jury_stats([0.4, 0.5], 20),
    "as.jury.point(1.2)": lambda: sate.as_jury_point(1.2),
    "as.jury.point(NA)": lambda: sate.as_jury_point(float("nan")),
    "as.jury.point(.5, simulate=list(n=5))": lambda: sate.as_jury_point(0.5, simulate={"n": 5}),
    "deliberate(c(5,6),12)": lambda: call.deliberate([5, 6], 12),
    "target.population.demographics('ga')": lambda: sate.target_population_demographics("ga"),
    "target.population.demographics('PR')": lambda: sate.target_population_demographics("PR"),
    "prob_ord_from_pool(12,c('NG','G'),c(NG=.5,X=.5))": lambda: sate.prob_ord_from_pool(
        12, ["NG", "G"], {"NG": 0.5, "X": 0.5}
    ),
}
ELSEWHERE = {
    "graph.estimate(sample_pg=.005, sample_n=400)",  # D4: drawn here
    "basic.plot.grid(jury_n=6)",  # D17: drawn here
    "sim.compare.jury.stats(.7,400,.6,450,seed=1,nDraws=2000,digits=1)$difference",  # D6
}
ROWS = {row["call"]: row for row in read("sate_edge_cases.csv")}


def test_every_edge_case_has_its_place() -> None:
    assert set(ROWS) == set(VALUES) | set(WORDS) | set(REFUSED) | ELSEWHERE


@pytest.mark.parametrize("name", VALUES)
def test_where_sate_gives_numbers_they_are_these(name: str) -> None:
    printed = [float(x) for x in ROWS[name]["text"].split()]
    assert VALUES[name]() == pytest.approx(printed, rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("name", WORDS)
def test_where_sate_gives_a_word_it_is_this(name: str) -> None:
    text = ROWS[name]["text"]
    assert WORDS[name]() == (None if text == "NA" else text)


@pytest.mark.parametrize("name", REFUSED)
def test_where_sate_stops_or_goes_wrong_it_is_refused_in_four_parts(name: str) -> None:
    with pytest.raises(JuryroomError) as caught:
        REFUSED[name]()
    for problem in caught.value.problems:
        assert all((problem.where, problem.found, problem.rule, problem.accepted))
