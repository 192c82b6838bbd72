"""Asks juryroom the questions that the twins answer, and compares the two answers.

juryroom is imported only when asked, so that the twins stand alone.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import strategies as st

from tests.qc.endings import (
    Ending,
    roughly,
    roughly_up_to,
    to_the_end,
    up_to,
)
from tests.qc.twins import (
    ONE,
    ZERO,
    LinearPull,
    MindsAndVotesByCounts,
    Process,
    Rule,
    TugOfWar,
    beta_binomial,
    binomial,
)

TOLERANCE = 1e-10
"""Greatest difference allowed in a probability, and in a mean relative to the mean if above 1."""

FAINT = 1e-9
"""Least probability of being hung at which the split of those hung is compared."""

SIXTY_FOURTHS = st.integers(0, 64).map(lambda i: Fraction(i, 64))

FirstBallot = tuple[str, tuple[Fraction, ...] | int, int]
"""How the first ballot is said: the name of a maker, its arguments, and the size of the jury."""


def rules(jury_size: int) -> list[Rule]:
    """Return every rule under which no split is both verdicts."""
    each = range(1, jury_size + 1)
    return [Rule(jury_size, c, a) for c, a in product(each, repeat=2) if c + a > jury_size]


def first_ballots(jury_size: int) -> st.SearchStrategy[FirstBallot]:
    """Draw a known split, independent jurors or jurors who resemble each other."""
    return st.one_of(
        st.integers(0, jury_size).map(lambda k: ("known", k, jury_size)),
        st.tuples(SIXTY_FOURTHS).map(lambda drawn: ("binomial", drawn, jury_size)),
        st.tuples(SIXTY_FOURTHS, st.integers(0, 63).map(lambda i: Fraction(i, 64))).map(
            lambda drawn: ("beta_binomial", drawn, jury_size)
        ),
    )


def twin_first(first: FirstBallot) -> list[Fraction]:
    """Return the law of the first ballot, by the twin."""
    maker, given, jury_size = first
    if isinstance(given, int):
        return [Fraction(k == given) for k in range(jury_size + 1)]
    if maker == "binomial":
        return binomial(given[0], jury_size)
    return beta_binomial(given[0], given[1], jury_size)


def juryroom_first(first: FirstBallot) -> Any:
    """Return the law of the first ballot, by juryroom."""
    from juryroom.jury.first_ballot import FirstBallot as Theirs

    maker, given, jury_size = first
    if isinstance(given, int):
        return Theirs.known(given, jury_size)
    return getattr(Theirs, maker)(*map(float, given), jury_size)


Patience = tuple[str, Fraction | int]
NEVER: Patience = ("never", 0)


def patiences() -> st.SearchStrategy[Patience]:
    """Draw every kind of patience."""
    return st.one_of(
        st.just(NEVER),
        st.integers(0, 30).map(lambda cap: ("cap", cap)),
        st.integers(0, 64).map(lambda i: ("hazard", Fraction(i, 64))),
    )


Named = tuple[str, Mapping[str, Fraction | int]]
"""A model as juryroom's registry calls it, and its parameters."""


def twin_of(named: Named, jury_size: int) -> Process:
    """Return the twin of a model."""
    name, given = named
    made: dict[str, Callable[..., Process]] = {
        "linear-pull": LinearPull,
        "tug-of-war": TugOfWar,
        "private-public": MindsAndVotesByCounts,
    }
    return made[name](jury_size, **given)


def twin_ending(
    process: Process,
    first: FirstBallot,
    rule: Rule,
    patience: Patience,
    pressure: Fraction = ZERO,
    *,
    exact: bool = True,
) -> Ending:
    """Return how it ends, by the twin: in fractions, or in floating point for large juries."""
    kind, much = patience
    law = twin_first(first)
    if kind == "cap":
        forward = up_to if exact else roughly_up_to
        return forward(process, rule, law, cap=int(much), pressure=pressure)
    eliminate = to_the_end if exact else roughly
    return eliminate(process, rule, law, hazard=Fraction(much), pressure=pressure)


def juryroom_outcome(
    named: Named,
    first: FirstBallot,
    rule: Rule,
    patience: Patience = NEVER,
    pressure: Fraction = ZERO,
) -> Any:
    """Return how it ends, by juryroom."""
    from juryroom.deliberation.registry import model
    from juryroom.outcome.patience import BallotCap, HangHazard, Never
    from juryroom.procedure.decision_rule import DecisionRule
    from juryroom.trial import Trial

    name, given = named
    kind, much = patience
    patient = (
        BallotCap(ballots=int(much))
        if kind == "cap"
        else HangHazard(per_ballot=float(much))
        if kind == "hazard"
        else Never()
    )
    return Trial(
        model=model(
            name, **{key: v if isinstance(v, int) else float(v) for key, v in given.items()}
        ),
        first_ballot=juryroom_first(first),
        rule=DecisionRule(
            jury_size=rule.jury_size, to_convict=rule.to_convict, to_acquit=rule.to_acquit
        ),
        patience=patient,
        pressure=float(pressure),
    ).solve()


Figure = tuple[str, float | None, Fraction | None]


def differences(outcome: Any, ending: Ending, *, minds: int = 0) -> list[str]:
    """Return every figure in which juryroom and the twin differ by more than the tolerance.

    With `minds`, the size of a jury that has private views, the share of jurors against each
    verdict is compared as well; a model without them must say None.
    """
    figures: list[Figure] = [
        ("guilty", outcome.guilty, ending.guilty),
        ("not guilty", outcome.not_guilty, ending.not_guilty),
        ("hung", outcome.hung, ending.hung),
        ("mean ballots", outcome.mean_ballots, ending.ballots),
        *_last_splits(outcome.last_split_when_hung, ending),
        *_against(outcome.against_verdict, ending, minds),
    ]
    return [
        f"{what}: juryroom {theirs!r}, twin {ours if ours is None else float(ours)!r}"
        for what, theirs, ours in figures
        if not _alike(theirs, ours)
    ]


def _alike(theirs: float | None, ours: Fraction | None) -> bool:
    if theirs is None or ours is None:
        return theirs is ours
    return abs(theirs - float(ours)) <= TOLERANCE * max(1.0, float(ours))


def _last_splits(said: Mapping[int, float] | None, ending: Ending) -> list[Figure]:
    if ending.hung < FAINT:
        # A ratio of two roundings: `test_limits.py` says what should stand there instead.
        return []
    if said is None:
        return [("last splits", None, ending.hung)]
    return [
        (f"last split {votes}", said.get(votes, 0.0), ending.hung_at.get(votes, ZERO) / ending.hung)
        for votes in sorted(set(said) | set(ending.hung_at))
    ]


def _against(said: Mapping[Any, float | None] | None, ending: Ending, minds: int) -> list[Figure]:
    from juryroom.procedure.decision_rule import Ending as Theirs

    if not minds:
        return [] if said is None else [("against the verdict", 1.0, None)]
    if said is None:
        return [("against the verdict", None, ONE)]
    verdicts = (
        (Theirs.GUILTY, "guilty", ending.guilty),
        (Theirs.NOT_GUILTY, "not guilty", ending.not_guilty),
    )
    return [
        (
            f"against {name}",
            said[theirs],
            ending.against.get(name, ZERO) / (mass * minds) if mass else None,
        )
        for theirs, name, mass in verdicts
    ]


def sixty_fourths(*numerators: int) -> tuple[Fraction, ...]:
    """Return fractions that are floating point numbers too.

    >>> [str(f) for f in sixty_fourths(32, 1)]
    ['1/2', '1/64']
    """
    return tuple(Fraction(i, 64) for i in numerators)


def law_of(first: Any) -> Sequence[float]:
    """Return the probabilities of juryroom's first ballot as plain numbers."""
    return [float(p) for p in first.probabilities]
