"""The reference estimate: how first ballots became verdicts in juries that were observed.

Draws from the posterior of a hierarchical model of 2,030 juries, mock, field and capital, of six
and of twelve. Each draw is one chain (`juryroom.catalog.reference_chain`); an answer is the mean
over the draws, and its interval holds what the data leave open about the chain. It does not hold
what no draw knows: whether juries of this case are like those that were observed.

``python -m juryroom.inference.reference_fit`` makes the draws again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from json import loads
from math import log2, sqrt
from pathlib import Path
from typing import Any, Self, final

import numpy as np

from juryroom.catalog.reference_chain import (
    ChainLaws,
    ChainOutcomes,
    ChainSettings,
    chain_laws,
    chain_outcomes,
)
from juryroom.catalog.reference_outcome import ReferenceOutcome
from juryroom.errors import Problem, UnknownNameError, nearest
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.law import DeliberationLaw
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.provenance import sha256

FOLDER = Path(__file__).parent / "estimates"
VERSION = "2026-11"
REFERENCE = "reference"
"""What it is called where models stand side by side."""
KINDS = ("field", "mock", "capital")
MISSING = ("hung", "dropped")

_SMALL, _LARGE = 6, 12


def estimate_name(missing_verdict: str) -> str:
    """Return the name of the file of draws made under one assumption about missing verdicts."""
    ending = "" if missing_verdict == "hung" else f"-{missing_verdict}"
    return f"reference-{VERSION}{ending}.json"


@final
@dataclass(frozen=True, eq=False)
class Reference:
    """Draws of the reference estimate.

    Parameters
    ----------
    draws
        Shape ``(draws, columns)``, on the line: log-odds, jurors, logarithms.
    columns
        What stands in each column.
    meta
        How the draws were made: data and their sha256, priors, seed, diagnostics, summary.
    sha256
        Of the file.
    """

    draws: FloatArray
    columns: tuple[str, ...]
    meta: Mapping[str, Any]
    sha256: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the draws in a file."""
        raw = path.read_bytes()
        meta = loads(raw)
        draws, columns = np.array(meta.pop("draws")), tuple(meta.pop("columns"))
        return cls(draws, columns, meta, sha256(raw))

    def __len__(self) -> int:
        """Return the number of draws."""
        return len(self.draws)

    @cached_property
    def _at(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.columns)}

    def _column(self, name: str) -> FloatArray:
        return self.draws[:, self._at[name]]

    @property
    def version(self) -> str:
        """The version of the estimate, a year and a month."""
        return str(self.meta["version"])

    @property
    def file_name(self) -> str:
        """The name of the file of draws."""
        return estimate_name(str(self.meta["missing_verdict"]))

    @property
    def about(self) -> str:
        """One clause: version, data, and what was assumed of missing verdicts."""
        data = self.meta["data"]
        return (
            f"reference {self.version}: {len(self):,} draws; {data['rows_used']:,} juries of "
            f"{data['rows_in']:,} rows; a missing verdict: {self.meta['missing_verdict']}"
        )

    def settings(self, jury_size: int, kind: str = "field") -> ChainSettings:
        """Return the chain of every draw for a jury.

        Parameters
        ----------
        jury_size
            3 to 23. Six and twelve were observed. Between and beyond them slope (in log-odds) and
            bias walk at random in the logarithm of the size: between, they lie around the straight
            line with a spread that is largest midway; beyond, around the nearer of the two with a
            spread that grows with the distance.
        kind
            "field" (real juries), "mock", or "capital" (penalty decisions; guilty is death).

        Raises
        ------
        UnknownNameError
            If there is no such kind.
        """
        self.check_kind(kind)
        slope = self._at_size("slope", jury_size) + self._column(f"slope[{kind}]")
        hazard = self._column("hazard") + self._column(f"hazard[{kind}]")
        return ChainSettings(
            1 / (1 + np.exp(-slope)),
            self._at_size("bias", jury_size) + self._column(f"bias[{kind}]"),
            np.exp(np.minimum(hazard, -1e-9)),
            1 / (1 + np.exp(-self._column("slip"))),
        )

    def check_kind(self, kind: str) -> None:
        """Raise where there are no juries of that kind.

        Raises
        ------
        UnknownNameError
            If so.
        """
        if kind not in KINDS:
            raise UnknownNameError(
                Problem(
                    "kind of jury",
                    f"'{kind}'",
                    "the reference was fitted to juries of three kinds",
                    nearest(kind, KINDS),
                )
            )

    def _at_size(self, name: str, jury_size: int) -> FloatArray:
        small, large = self._column(f"{name}[{_SMALL}]"), self._column(f"{name}[{_LARGE}]")
        along = log2(jury_size / _SMALL) / log2(_LARGE / _SMALL)
        between = min(max(along, 0.0), 1.0)
        outside = abs(along - between)
        spread = float(self.meta["beyond_sizes"][name])
        away = spread * sqrt(between * (1 - between) + outside)
        return (1 - between) * small + between * large + away * self._column(f"beyond_{name}")

    @property
    def minutes_per_ballot(self) -> FloatArray:
        """Minutes a ballot in every draw: assumed, not fitted (``meta["pace"]`` says why)."""
        return np.exp(self._column("log_minutes_per_ballot"))

    def laws(self, rule: DecisionRule, kind: str = "field") -> ChainLaws:
        """Return the law of every draw under a rule, from each first ballot 0, 1, ..., n.

        Examples
        --------
        >>> reference().laws(DecisionRule.unanimous(12)).endings.shape
        (2000, 13, 3)
        """
        return chain_laws(self.settings(rule.jury_size, kind), rule)

    def mean_law(self, rule: DecisionRule, kind: str = "field") -> DeliberationLaw:
        """Return the mean law over the draws: that of the next such jury, in the usual form.

        Examples
        --------
        >>> law = reference().mean_law(DecisionRule.unanimous(12))
        >>> law.endings.shape
        (13, 3)
        """
        found = self.outcomes(rule, kind)
        return DeliberationLaw(
            endings=found.endings.mean(axis=1),
            last_split=found.last_split.mean(axis=1),
            mean_ballots=found.mean_ballots.mean(axis=1),
            dissent=None,
        )

    def outcomes(self, rule: DecisionRule, kind: str = "field") -> ChainOutcomes:
        """Return the outcome of every draw from each known first ballot, 0, 1, ..., n.

        Each array of the outcomes has one more axis in front, for the first ballot:
        ``(n + 1, draws, ...)``.

        Examples
        --------
        >>> reference().outcomes(DecisionRule.unanimous(6)).last_split.shape
        (7, 2000, 7)
        """
        n, settings = rule.jury_size, self.settings(rule.jury_size, kind)
        found = [
            chain_outcomes(settings, FirstBallot.known(votes, n), rule) for votes in range(n + 1)
        ]
        return ChainOutcomes(*(np.array(part) for part in zip(*found, strict=True)))

    def outcome(
        self,
        first_ballot: FirstBallot,
        rule: DecisionRule | None = None,
        kind: str = "field",
        *,
        pressure: float = 0.0,
    ) -> ReferenceOutcome:
        """Return the outcome of a jury, with intervals for what the data leave open.

        Parameters
        ----------
        first_ballot
            How many jurors vote guilty when the jury first votes. With the chance of a slip it says
            nothing of the jury, so that no ending has probability 0.
        rule
            The votes that are a verdict; unanimity by default.
        kind
            "field", "mock" or "capital".
        pressure
            The chance per ballot, 0 to 1, that instead one juror who votes not guilty votes guilty.

        Examples
        --------
        >>> print(reference().outcome(FirstBallot.known(8, 12)).label)
        reference (field juries, 2,000 draws)
        """
        decided = rule or DecisionRule.unanimous(first_ballot.jury_size)
        settings = self.settings(decided.jury_size, kind)
        found = chain_outcomes(settings, first_ballot, decided, pressure)
        return ReferenceOutcome(
            endings=found.endings,
            last_split=found.last_split,
            mean_ballots=found.mean_ballots,
            minutes_per_ballot=self.minutes_per_ballot,
            kind=kind,
            version=self.version,
            missing_verdict=str(self.meta["missing_verdict"]),
        )


@lru_cache(maxsize=2)
def reference(missing_verdict: str = "hung") -> Reference:
    """Return the reference estimate that comes with the package.

    Parameters
    ----------
    missing_verdict
        What juries without a recorded verdict (22 of the hung-jury study of the NCSC) were taken
        for when it was fitted: "hung" or "dropped".

    Raises
    ------
    UnknownNameError
        If no estimate was made under that assumption.

    Examples
    --------
    >>> reference().about
    'reference 2026-11: 2,000 draws; 2,030 juries of 2,050 rows; a missing verdict: hung'
    """
    if missing_verdict not in MISSING:
        raise UnknownNameError(
            Problem(
                "reference",
                f"'{missing_verdict}'",
                "estimates were made under two assumptions about juries without a verdict",
                nearest(missing_verdict, MISSING),
            )
        )
    return Reference.read(FOLDER / estimate_name(missing_verdict))
