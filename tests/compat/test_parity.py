"""sate's own numbers, against the functions of the same names: 1e-12 wherever nothing is drawn."""

from collections.abc import Callable
from functools import cache

import pytest

from juryroom.compat import sate
from juryroom.jury.strikes import after_strikes
from tests.golden.tables import read

EXACT = 1e-12
BOUNDS = {"SE": "SE", "MOE": "MOE", "lower5": "Lower 5%", "upper95": "Upper 95%"}
CODES = {"TRUE": True, "FALSE": False, "": None}
Numbers = dict[str, str]


def furthest(name: str, difference: Callable[[Numbers], float], rows: int) -> float:
    table = read(name)
    assert len(table) == rows
    return max(difference(row) for row in table)


def label(split: str) -> str:
    return f"({', '.join(split.split())})"


def options(count: int) -> list[str]:
    return [f"option {i}" for i in range(count)]


def off(found: sate.Row, row: Numbers) -> float:
    estimate = abs(next(iter(found.values())) - float(row["estimate"]))
    return max(estimate, *(abs(found[ours] - float(row[s])) for s, ours in BOUNDS.items()))


def test_get_pg_by_k() -> None:
    def difference(row: Numbers) -> float:
        found = sate.get_pG_by_k(int(row["jury_size"]))[int(row["guilty_votes"])]
        return abs(found - float(row["guilty"]))

    assert furthest("sate_guilty_by_first_ballot.csv", difference, 234) <= EXACT


def test_transition_matrix_has_columns_from() -> None:
    def difference(row: Numbers) -> float:
        P = sate.transition_matrix(int(row["jury_size"]))
        return abs(P[int(row["to_votes"]), int(row["from_votes"])] - float(row["probability"]))

    assert furthest("sate_transition_matrix.csv", difference, 52) <= 1e-14
    assert abs(sate.transition_matrix(12).sum(axis=0) - 1).max() <= 1e-14


def test_rounds_to_verdict() -> None:
    def difference(row: Numbers) -> float:
        found = sate.rounds_to_verdict(int(row["jury_size"]))[int(row["guilty_votes"])]
        return abs(found - float(row["mean_ballots"]))

    assert furthest("sate_ballots_to_verdict.csv", difference, 19) <= 1e-10
    assert sate.rounds_to_verdict(8)[[0, 8]].tolist() == [1, 1]


def test_select_with_strikes() -> None:
    def difference(row: Numbers) -> float:
        found = sate.select_with_strikes(
            float(row["share"]),
            int(row["jury_size"]),
            int(row["prosecution_strikes"]),
            int(row["defence_strikes"]),
            float(row["accuracy"]),
        )
        return abs(found[int(row["guilty_votes"])] - float(row["probability"]))

    assert furthest("sate_votes_after_strikes.csv", difference, 974) <= EXACT


@pytest.mark.parametrize("jury_size", [3, 12, 23])
@pytest.mark.parametrize("strikes", [(0, 0), (3, 0), (6, 10), (12, 7)])
def test_select_with_strikes_is_after_strikes(jury_size: int, strikes: tuple[int, int]) -> None:
    ours = after_strikes(
        0.37, jury_size, prosecution_strikes=strikes[0], defence_strikes=strikes[1], accuracy=0.4
    )
    found = sate.select_with_strikes(0.37, jury_size, *strikes, accuracy=0.4)
    assert found == pytest.approx(ours.probabilities, rel=1e-13, abs=0)


def test_as_jury_point() -> None:
    def difference(row: Numbers) -> float:
        found = sate.as_jury_point(float(row["share"]), int(row["jury_size"]))
        return abs(found - float(row["guilty"]))

    assert furthest("sate_guilty_by_share.csv", difference, 59) <= EXACT


def test_as_jury_point_after_strikes() -> None:
    def difference(row: Numbers) -> float:
        found = sate.as_jury_point(
            float(row["share"]),
            int(row["jury_size"]),
            int(row["prosecution_strikes"]),
            int(row["defence_strikes"]),
            float(row["accuracy"]),
        )
        return abs(found - float(row["guilty"]))

    assert furthest("sate_guilty_after_strikes.csv", difference, 101) <= EXACT


def test_as_jury_point_takes_several_shares() -> None:
    shares = [0.0, 0.3, 0.5, 1.0]
    many = sate.as_jury_point(shares, jury_n=8, pstrikes=3, dstrikes=4)
    assert many.tolist() == [
        sate.as_jury_point(p, jury_n=8, pstrikes=3, dstrikes=4) for p in shares
    ]


def test_as_jury_stats() -> None:
    def difference(row: Numbers) -> float:
        found = sate.as_jury_stats(
            float(row["share"]), int(row["respondents"]), int(row["jury_size"]), digits=99
        )
        return off(found, row)

    assert furthest("sate_jury_stats.csv", difference, 94) <= EXACT


def four(row: Numbers) -> tuple[float, float, float, float]:
    return (
        float(row["pg_actual"]),
        float(row["n_actual"]),
        float(row["pg_hypo"]),
        float(row["n_hypo"]),
    )


def test_compare_jury_stats() -> None:
    def difference(row: Numbers) -> float:
        n, p, d = (int(row[name]) for name in ("jury_n", "pstrikes", "dstrikes"))
        return off(sate.compare_jury_stats(*four(row), n, p, d, digits=99)[row["block"]], row)

    assert furthest("sate_jury_difference.csv", difference, 29) <= EXACT


def test_compare_juror_stats() -> None:
    def difference(row: Numbers) -> float:
        return off(sate.compare_juror_stats(*four(row), digits=99)[row["block"]], row)

    assert furthest("sate_juror_difference.csv", difference, 29) <= EXACT


@cache
def verdicts(jury_size: int, count: int) -> sate.Table:
    return sate.prob_ordered_verdicts(jury_size, options(count))


def test_prob_ordered_verdicts() -> None:
    def difference(row: Numbers) -> float:
        split = row["split"].split()
        found = verdicts(sum(map(int, split)), len(split))
        return abs(
            found[f"option {row['option']}", label(row["split"])] - float(row["probability"])
        )

    assert furthest("sate_ordered_verdicts.csv", difference, 601) <= EXACT


def test_transition_matrix_ordered() -> None:
    def difference(row: Numbers) -> float:
        split = row["from_split"].split()
        P = sate.transition_matrix_ordered(sum(map(int, split)), options(len(split)))
        found = P[label(row["to_split"]), label(row["from_split"])]
        return abs(found - float(row["probability"]))

    assert furthest("sate_ordered_moves.csv", difference, 148) <= EXACT


def test_ordered_states_stand_in_the_order_of_sate() -> None:
    P = sate.transition_matrix_ordered(3, ["NG", "M2", "M1"])
    assert P.columns == P.rows
    assert P.columns[:2] == ("(0, 1, 2)", "(0, 2, 1)")
    assert P.columns[-3:] == ("(3, 0, 0)", "(0, 3, 0)", "(0, 0, 3)")
    assert P.values[:, -3:].sum(axis=0).tolist() == [1, 1, 1]


def test_prob_ord_from_pool() -> None:
    def difference(row: Numbers) -> float:
        shares = [float(p) for p in row["shares"].split()]
        names = options(len(shares))
        found = sate.prob_ord_from_pool(int(row["jury_size"]), names, shares)
        return abs(found[f"option {row['option']}"] - float(row["probability"]))

    assert furthest("sate_ordered_by_shares.csv", difference, 77) <= EXACT


def test_prob_ord_from_pool_is_the_table_weighed_by_its_starts() -> None:
    names = ["NG", "M2", "M1"]
    table = sate.prob_ordered_verdicts(2, names)
    start = {"(1, 1, 0)": 0.2, "(1, 0, 1)": 0.3, "(0, 1, 1)": 0.12}
    start |= {"(2, 0, 0)": 0.25, "(0, 2, 0)": 0.04, "(0, 0, 2)": 0.09}
    by_hand = {v: sum(p * table[v, s] for s, p in start.items()) for v in names}
    shares = {"M1": 0.3, "NG": 0.5, "M2": 0.2}
    assert sate.prob_ord_from_pool(2, names, shares) == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize("state", ["FL", "GA"])
@pytest.mark.parametrize("answers", ["complete", "missing"])
def test_weights(state: str, answers: str) -> None:
    survey = [{**row, "Age": float(row["Age"])} for row in read(f"sate_survey_{answers}.csv")]
    weighted = sate.weights_for_population(
        sate.encode_cloud_respondent_variables(survey), sate.target_population_demographics(state)
    )
    at = {person: i for i, person in enumerate(weighted["ParticipantId"])}
    rows = read(f"sate_weights_{state}_{answers}.csv")
    assert len(rows) == 210
    for row in rows:
        i = at[row["ParticipantId"]]
        assert abs(weighted["weights"][i] - float(row["weights"])) <= EXACT, row
        for name in ("black", "ba_or_more", "hhincome_over50k", "age35plus", "woman", "hispanic"):
            assert weighted[name][i] is CODES[row[name]], row
        assert weighted["respondent_na"][i] is CODES[row["respondent_na"]], row
    assert weighted.passes == {"FL": 3, "GA": 2}[state]


def test_every_export_is_here_and_takes_the_arguments_of_sate() -> None:
    assert len(sate.EXPORTS) == 22
    for name in sate.EXPORTS:
        assert callable(getattr(sate, name)), name
    assert sate.as_jury_stats(
        sample_pg=0.5,
        sample_n=830,
        jury_n=12,
        pstrikes=0,
        dstrikes=0,
        accuracy=0.15,
        digits=3,
        simulate=False,
    ) == {"P(G)": 0.341, "SE": 0.032, "MOE": 0.052, "Lower 5%": 0.29, "Upper 95%": 0.395}
    assert set(sate.compare_jury_stats(pg_actual=0.7, n_actual=400, pg_hypo=0.6, n_hypo=450)) == {
        "actual_jury",
        "hypo_jury",
        "difference",
    }
