"""Published and pre-computed tables, against the package as a user calls it."""

from math import sqrt

import numpy as np
import pytest

from juryroom.deliberation.interface import Chain
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.registry import model
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.absorbing import AbsorbingChain
from juryroom.outcome.patience import BallotCap, Never
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.trial import Trial
from tests.golden.tables import HERE, passport, read, tolerance

PASSPORT = {"what", "source", "standing", "transcribed", "checked", "tolerance"}
TABLES = sorted(path.name for path in HERE.glob("*.csv"))


def guilty_and_ballots(chain: Chain, jury_size: int) -> tuple[list[float], list[float]]:
    """Return P(guilty) and mean ballots by guilty votes; any size, also beyond that of a jury."""
    P = chain.transition_matrix(jury_size)
    solved = AbsorbingChain(P[1:-1, 1:-1], P[1:-1, [0, jury_size]])
    guilty = solved.absorption()[:, 1]
    return [0.0, *guilty.tolist(), 1.0], [0.0, *solved.mean_steps().tolist(), 0.0]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_passport_and_rows(name: str) -> None:
    assert set(passport(name)) == PASSPORT
    assert all(passport(name).values())
    assert read(name)


def test_tug_of_war_by_first_ballot() -> None:
    rows = read("sate_guilty_by_first_ballot.csv")
    assert len(rows) == 234
    for row in rows:
        n, k = int(row["jury_size"]), int(row["guilty_votes"])
        found = guilty_and_ballots(TugOfWar(), n)[0][k]
        assert found == pytest.approx(float(row["guilty"]), rel=1e-12, abs=0), row


def test_tug_of_war_by_first_ballot_as_a_trial() -> None:
    for row in read("sate_guilty_by_first_ballot.csv"):
        n, k = int(row["jury_size"]), int(row["guilty_votes"])
        if 3 <= n <= 23:
            outcome = Trial(TugOfWar(), FirstBallot.known(k, n)).solve()
            assert outcome.guilty == pytest.approx(float(row["guilty"]), rel=1e-12, abs=0), row
            assert outcome.hung == 0


def test_tug_of_war_moves() -> None:
    rows = read("sate_transition_matrix.csv")
    assert len(rows) == 52
    for row in rows:
        P = TugOfWar().transition_matrix(int(row["jury_size"]))
        found = P[int(row["from_votes"]), int(row["to_votes"])]
        assert found == pytest.approx(float(row["probability"]), rel=0, abs=1e-14), row


def test_tug_of_war_by_share() -> None:
    rows = read("sate_guilty_by_share.csv")
    assert len(rows) == 59
    for row in rows:
        ballot = FirstBallot.binomial(float(row["share"]), int(row["jury_size"]))
        outcome = Trial(TugOfWar(), ballot).solve()
        assert outcome.guilty == pytest.approx(float(row["guilty"]), rel=0, abs=1e-12), row


def test_tug_of_war_ballots() -> None:
    for row in read("sate_ballots_to_verdict.csv"):
        ballot = FirstBallot.known(int(row["guilty_votes"]), int(row["jury_size"]))
        found = Trial(TugOfWar(), ballot).solve().mean_ballots
        assert found == pytest.approx(float(row["mean_ballots"]), rel=1e-12), row


def test_tug_of_war_without_bias_is_the_civil_version() -> None:
    """Juries simulated by the package, within four standard errors: fixed data, not a draw."""
    for row in read("sate_civil_simulated.csv"):
        n, k = int(row["jury_size"]), int(row["plaintiff_votes"])
        exact = Trial(TugOfWar(bias=0), FirstBallot.known(k, n)).solve().guilty
        error = sqrt(exact * (1 - exact) / int(row["juries"]))
        assert abs(float(row["share"]) - exact) < 4 * error, row


def test_linear_pull() -> None:
    rows = read("linear_pull.csv")
    assert len(rows) == 29
    for row in rows:
        n, k = int(row["jury_size"]), int(row["guilty_votes"])
        outcome = Trial(LinearPull(), FirstBallot.known(k, n)).solve()
        assert outcome.guilty == pytest.approx(float(row["guilty"]), rel=0, abs=1e-12), row


def test_schemes() -> None:
    rows = read("schemes.csv")
    assert len(rows) == 18
    for row in rows:
        ballot = FirstBallot.binomial(float(row["share"]), int(row["jury_size"]))
        found = Trial(model(row["model"]), ballot).solve().as_json()
        for ending in ("guilty", "not_guilty", "hung"):
            assert abs(found[ending] - float(row[ending])) <= tolerance(row[ending]), row


def test_rule_and_patience() -> None:
    rows = read("rule_and_patience.csv")
    assert len(rows) == 12
    for row in rows:
        votes = int(row["votes"])
        rule = DecisionRule(jury_size=12, to_convict=votes, to_acquit=votes)
        patience = BallotCap(ballots=int(row["cap"])) if row["cap"] else Never()
        found = Trial(TugOfWar(), FirstBallot.known(6, 12), rule, patience).solve().as_json()
        for ending in ("guilty", "not_guilty", "hung", "mean_ballots"):
            if row[ending]:
                assert abs(found[ending] - float(row[ending])) <= tolerance(row[ending]), row


def test_beta_binomial() -> None:
    rows = read("beta_binomial.csv")
    assert len(rows) == 24
    for row in rows:
        ballot = FirstBallot.beta_binomial(float(row["share"]), float(row["resemblance"]), 12)
        found = Trial(TugOfWar(), ballot).solve().guilty
        assert abs(found - float(row["guilty"])) <= tolerance(row["guilty"]), row


@pytest.mark.parametrize("jury_size", [3, 6, 12, 23])
def test_special_cases_of_tug_of_war(jury_size: int) -> None:
    """Slope 0 is proportionality for any bias and movers; slope 1, bias 0, one mover linear pull."""
    k = np.arange(jury_size + 1)
    for bias, movers in ((0.0, 1), (1.0, 2), (-3.5, 5)):
        flat = TugOfWar(slope=0, bias=bias, movers=movers)
        np.testing.assert_allclose(
            guilty_and_ballots(flat, jury_size)[0], k / jury_size, rtol=1e-12, atol=0
        )
    pull = TugOfWar(slope=1, bias=0, movers=1).transition_matrix(jury_size)
    np.testing.assert_allclose(pull, LinearPull().transition_matrix(jury_size), rtol=0, atol=1e-15)
