"""Asks juryroom the questions that the twins of the effect answer, and compares the two answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from juryroom.effect.effect_result import SurveyEffect
from juryroom.effect.law_draws import LawDraws, named_laws
from juryroom.effect.survey_effect import survey_effect
from juryroom.jury.many_ballots import Strikes
from juryroom.jury.survey import Respondent, Survey
from juryroom.procedure.decision_rule import DecisionRule, Ending
from tests.qc.effect_fits import Fit
from tests.qc.effect_juries import (
    NO_STRIKES,
    Drawn,
    Jury,
    Struck,
    drawn,
    ended,
    generator,
    same_interval,
    same_share,
    shares_drawn,
)
from tests.qc.effect_sessions import correlations
from tests.qc.effect_twins import Person, by_condition
from tests.qc.effect_weights import worths

TOLERANCE = 1e-11
THEIRS, MINE = 20_000, 60_000
"""Draws of the package and of the twin."""

THRESHOLDS = (-0.05, 0.0, 0.1, 0.2)
ACTUAL, HYPOTHETICAL, THIRD = NAMES = ("actual", "hypothetical", "third")


def survey_of(people: Sequence[Person]) -> Survey:
    """Return the survey of these respondents."""
    return Survey(
        respondents=tuple(
            Respondent(
                row=row,
                condition=person.condition,
                leaning=person.leaning,
                weight=person.weight,
                cluster=person.cluster,
                traits=person.traits,
                groups=person.groups,
            )
            for row, person in enumerate(people, start=2)
        ),
        conditions=tuple(by_condition(people)),
        weighted=any(person.weight != 1 for person in people),
    )


def people_of(survey: Survey) -> list[Person]:
    """Return the respondents of a survey, such as one that was raked."""
    return [
        Person(p.condition, p.leaning, p.weight, p.cluster, p.traits, p.groups)
        for p in survey.respondents
    ]


def of_counts(**counts: tuple[int, int]) -> list[Person]:
    """Return the respondents where so many of so many lean to guilty."""
    return [
        Person(condition, float(i < guilty))
        for condition, (guilty, asked) in counts.items()
        for i in range(asked)
    ]


def a_survey(
    seed: int, asked: Mapping[str, int], *, sessions: int = 0, equal: bool = False
) -> list[Person]:
    """Return respondents of every kind: weights, undecided ones, traits, sessions."""
    chance = generator(seed)
    people: list[Person] = []
    moods = chance.normal(0, 0.7, max(1, sessions))
    for condition, many in asked.items():
        for i in range(many):
            sex, town = "fm"[int(chance.random() < 0.6)], "abc"[int(chance.integers(3))]
            age = float(chance.integers(18, 90))
            session = i % sessions if sessions else 0
            lean = 0.4 * (condition == ACTUAL) + 0.8 * (sex == "f") - 0.5 * (town == "a")
            lean += 0.02 * (age - 50) + moods[session]
            leaning = 0.5 if chance.random() < 0.1 else float(chance.random() < _logistic(lean))
            people.append(
                Person(
                    condition,
                    leaning,
                    1.0 if equal else float(np.exp(chance.normal(0, 0.5))),
                    f"session {session}" if sessions else None,
                    {"sex": sex, "town": town, "age": str(age)},
                )
            )
    return people


def whole(condition: str, guilty: int, asked: int, weight: float = 1.0) -> list[Person]:
    """Return a condition of so many who lean to guilty, all of one weight."""
    return [Person(condition, float(i < guilty), weight) for i in range(asked)]


def in_sessions(people: Sequence[Person], members: int = 1) -> list[Person]:
    """Return respondents in sessions of so many, of names that other conditions do not have."""
    return [p._replace(cluster=f"{p.condition} {i // members}") for i, p in enumerate(people)]


def _logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


FEW = [
    Person(ACTUAL, 1.0, 2.0, "a"),
    Person(ACTUAL, 0.0, 1.0, "a"),
    Person(ACTUAL, 1.0, 0.5, "b"),
    Person(ACTUAL, 0.5, 3.0, "c"),
    Person(HYPOTHETICAL, 0.0, 1.0, "a"),
    Person(HYPOTHETICAL, 1.0, 1.0, "b"),
    Person(HYPOTHETICAL, 0.0, 2.0, "b"),
    Person(HYPOTHETICAL, 1.0, 1.0, "c"),
    Person(HYPOTHETICAL, 1.0, 3.0, "d"),
]
"""Few enough to count every survey that could be drawn from them; one session saw one version."""

WEIGHTS = {
    "one": st.just(1.0),
    "equal": st.just(0.3),
    "any": st.integers(1, 40).map(lambda i: i / 8),
    "some without": st.sampled_from([0.0, 0.5, 1.0, 2.5]),
    "a few heavy": st.sampled_from([0.01, 0.02, 1.0, 50.0]),
}
LEANINGS = {
    "all": st.just(1.0),
    "none": st.just(0.0),
    "undecided": st.just(0.5),
    "both": st.sampled_from([0.0, 1.0]),
    "all kinds": st.sampled_from([0.0, 1.0, 1.0, 0.5, 0.25]),
}


ALL_WEIGH = tuple(kind for kind in WEIGHTS if kind != "some without")


@st.composite
def arms(
    draw: st.DrawFn, condition: str, sessions: int, kinds: Sequence[str] = tuple(WEIGHTS)
) -> list[Person]:
    """Draw a condition: one kind of weights, one of leanings, in so many sessions or in none.

    The first two have weight, and are in two sessions, as the package asks.
    """
    weights = WEIGHTS[draw(st.sampled_from(kinds))]
    leaning = LEANINGS[draw(st.sampled_from([*LEANINGS]))]
    people: list[Person] = []
    for i in range(draw(st.integers(2, 12))):
        weight = draw(weights.filter(lambda w: w > 0) if i < 2 else weights)
        session = i if i < 2 else draw(st.integers(0, max(0, sessions - 1)))
        cluster = f"session {session}" if sessions else None
        people.append(Person(condition, draw(leaning), weight, cluster))
    return people


@st.composite
def surveys(
    draw: st.DrawFn, sessions: Sequence[int] = (0, 2, 5), kinds: Sequence[str] = tuple(WEIGHTS)
) -> list[Person]:
    """Draw two or three conditions, all in sessions or none."""
    many = draw(st.sampled_from(sessions))
    names = NAMES[: draw(st.integers(2, 3))]
    return [person for name in names for person in draw(arms(name, many, kinds))]


def strikes_of(strikes: Struck) -> Strikes | None:
    """Return the strikes as the package has them."""
    if strikes == NO_STRIKES:
        return None
    return Strikes(
        prosecution=strikes.prosecution,
        defence=strikes.defence,
        accuracy=float(strikes.accuracy),
    )


def laws_of_a_jury(jury_size: int) -> tuple[LawDraws, ...]:
    """Return the four laws that an effect is carried through, for juries of a size."""
    return named_laws(DecisionRule.unanimous(jury_size))


@dataclass(frozen=True)
class Shares:
    """What the twin knows of every condition: its share, its size, and draws of the share."""

    counted: Mapping[str, Fraction]
    sizes: Mapping[str, float]
    draws: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, people: Sequence[Person], *, halved: bool = False, seed: int = 1) -> "Shares":
        """Return the shares of a survey; with half the effective size where asked."""
        arms, chance = by_condition(people), generator(seed)
        counted: dict[str, Fraction] = {}
        sizes = {condition: found.effective for condition, found in worths(people).items()}
        for condition, arm in arms.items():
            weights = [Fraction(p.weight) for p in arm]
            guilty = sum((Fraction(p.weight) * Fraction(p.leaning) for p in arm), Fraction(0))
            counted[condition] = guilty / sum(weights, Fraction(0))
        drawn_ = {
            c: shares_drawn(float(counted[c]) * n, n, MINE, chance)
            for c, n in ((c, n / 2 if halved else n) for c, n in sizes.items())
        }
        return cls(counted, sizes, together(drawn_, correlations(people), chance))

    @classmethod
    def adjusted(cls, fitted: Fit, seed: int = 1) -> "Shares":
        """Return the adjusted shares of a fit."""
        counted = {c: Fraction(p) for c, p in fitted.shares(fitted.coefficients).items()}
        return cls(counted, {}, fitted.draws(MINE // 2, generator(seed)))


def together(
    draws: Mapping[str, np.ndarray],
    correlated: Mapping[tuple[str, str], float],
    chance: np.random.Generator,
) -> dict[str, np.ndarray]:
    """Return the draws of each condition, in the order of normal numbers that are correlated so.

    Where no numbers are, for what each two of three have in common need not fit together, they are
    correlated as the part of that matrix without its negative eigenvalues.
    """
    if not correlated:
        return dict(draws)
    names = [*draws]
    matrix = np.eye(len(names))
    for (first, second), common in correlated.items():
        i, j = names.index(first), names.index(second)
        matrix[i, j] = matrix[j, i] = common
    values, vectors = np.linalg.eigh(matrix)
    root = vectors * np.sqrt(np.maximum(values, 0))
    normal = chance.standard_normal((MINE, len(names))) @ root.T
    ranks = normal.argsort(axis=0).argsort(axis=0)
    return {name: np.sort(draws[name])[ranks[:, place]] for place, name in enumerate(names)}


def asked(people: Sequence[Person], jury: Jury, **given: Any) -> SurveyEffect:
    """Return what the package says."""
    return survey_effect(
        survey_of(people),
        jury_size=jury.size,
        resemblance=float(jury.rho),
        strikes=strikes_of(jury.strikes),
        thresholds=THRESHOLDS,
        draws=THEIRS,
        **given,
    )


def carried(
    shares: Shares, jury: Jury, law: LawDraws, *, together: bool = True
) -> dict[str, Drawn]:
    """Return the twin's draws of every condition under one model.

    The setting of a draw is the same in all conditions, unless they are not taken together.
    """
    chance = generator(2)
    many = len(next(iter(shares.draws.values())))
    which = chance.integers(0, law.settings, many)
    found: dict[str, Drawn] = {}
    for condition, share in shares.counted.items():
        draws = shares.draws[condition]
        found[condition] = drawn(jury, law.endings, share, draws, which)
        if not together:
            which = chance.integers(0, law.settings, many)
    return found


def disagreements(
    found: SurveyEffect, shares: Shares, jury: Jury, *, together: bool = True
) -> list[str]:
    """Return every quantity in which the package and the twin differ, by its name."""
    wrong: list[str] = []
    for law in laws_of_a_jury(jury.size):
        model = found.model(law.model)
        draws = carried(shares, jury, law, together=together)
        values = {c: ended(jury.at(p), law.endings) for c, p in shares.counted.items()}
        base = found.hypothetical
        for place, ending in enumerate(Ending):
            for condition in shares.counted:
                name = f"{law.model}, {condition}, {ending}"
                outcome = model.outcomes[condition][ending]
                value = values[condition][place]
                wrong += _differences(name, outcome, float(value), draws[condition], place)
                if condition == base:
                    continue
                change = draws[condition].combined(draws[base])
                effect = model.effects[condition][ending]
                value = float(value - values[base][place])
                wrong += _differences(f"effect, {name}", effect, value, change, place)
        wrong += _beyond(model.exceeding, draws, base, law.model)
        convicted = replace_guilty(draws[base])
        another = float(1 - values[base][0])
        wrong += _differences(
            f"{law.model}, not all guilty", model.not_all_guilty_without, another, convicted, 0
        )
    return wrong


def replace_guilty(draws: Drawn) -> Drawn:
    """Return the draws of anything but guilty in the place of guilty."""
    return replace(
        draws,
        sampling=1 - draws.sampling,
        settings=1 - draws.settings,
        both=1 - draws.both,
    )


def _differences(name: str, found: Any, value: float, draws: Drawn, place: int) -> list[str]:
    wrong = [] if abs(found.value - value) <= TOLERANCE else [f"{name}: value"]
    for kind, interval, mine in (
        ("sampling", found.sampling, draws.sampling),
        ("both", found.both, draws.both),
    ):
        if not same_interval((interval.low, interval.high), mine[:, place], 0.9, THEIRS):
            wrong.append(f"{name}: {kind}")
    settings = draws.settings[:, place]
    if (found.parameters is None) != (len(settings) == 1):
        wrong.append(f"{name}: parameters")
    elif found.parameters is not None:
        # Every setting is drawn about as often, so the ends are those of all settings.
        ends = (found.parameters.low, found.parameters.high)
        if not np.allclose(ends, np.quantile(settings, (0.05, 0.95)), rtol=0, atol=1e-4):
            wrong.append(f"{name}: parameters")
    return wrong


def _beyond(
    found: Mapping[str, Any], draws: Mapping[str, Drawn], base: str, model: str
) -> list[str]:
    wrong: list[str] = []
    for condition, lines in found.items():
        change = draws[condition].combined(draws[base])
        if [line.threshold for line in lines] != list(THRESHOLDS):
            wrong.append(f"{model}, {condition}: thresholds")
        wrong += [
            f"{model}, {condition}, above {line.threshold}: {kind}"
            for line in lines
            for kind, said, mine in (
                ("sampling", line.sampling, change.sampling),
                ("both", line.both, change.both),
            )
            if not same_share(said, mine[:, 0], line.threshold, THEIRS)
        ]
    return wrong
