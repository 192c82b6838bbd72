"""Quantal response: the voting game played by jurors who make mistakes."""

from dataclasses import dataclass
from functools import lru_cache
from math import asinh, lgamma
from typing import ClassVar, final

import numpy as np
from scipy.special import expit, xlogy

from juryroom.citations import Citation, Reason, Standing
from juryroom.deliberation.continuation import Path, follow
from juryroom.deliberation.games import DOUBT, SIGNAL_ACCURACY, Strategy, Vote, VotingGame
from juryroom.deliberation.interface import FloatArray, ModelCard
from juryroom.errors import OutOfDomainError, Problem
from juryroom.parameters import Parameter

_PRECISION = Parameter(
    "precision",
    0.0,
    1_000_000,
    "none",
    "how surely jurors choose the better vote: at 0 they toss a coin",
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class QuantalResponse(VotingGame):
    r"""Quantal response: the better a vote is, the likelier it is cast.

    The game is that of Feddersen and Pesendorfer. A juror with signal :math:`s` votes guilty with
    probability :math:`\sigma_s`, where :math:`\lambda` is the precision and :math:`D_s` what a
    guilty vote gains over one of not guilty:

    .. math:: \sigma_s = \frac{1}{1 + e^{-\lambda D_s}}, \qquad
              D_s = P(\text{piv}, G \mid s)(1-q) - P(\text{piv}, I \mid s)\, q,

    .. math:: P(\text{piv}, \text{state} \mid s) = P(\text{state} \mid s) \binom{n-1}{k-1}
              \gamma_{\text{state}}^{k-1} (1 - \gamma_{\text{state}})^{n-k}.

    There may be several solutions. The one given is the first that is reached on the curve of
    solutions that starts at :math:`\lambda = 0`, where jurors toss a coin. Where the curve turns
    back on its way (`turning_points`), the solution jumps as :math:`\lambda` grows.

    Examples
    --------
    >>> game = QuantalResponse(precision=20)
    >>> game.equilibrium_of(3, 3).guilty_vote_on_innocent_signal
    0.404685
    """

    signal_accuracy: float = 0.7
    doubt: float = 0.5
    precision: float = 20.0

    card: ClassVar[ModelCard] = ModelCard(
        name="quantal-response",
        says="Jurors of the voting game make mistakes, the fewer the more a mistake costs.",
        parameters=(SIGNAL_ACCURACY, DOUBT, _PRECISION),
        citations=(
            Citation(
                "Guarnaschelli, S., McKelvey, R. D., & Palfrey, T. R. (2000). An experimental "
                "study of jury decision rules. American Political Science Review 94, 407-423",
                Reason.MODEL,
                "abstract: the game, signals of accuracy 0.7, juries of 3 and 6",
            ),
            Citation(
                "Guarnaschelli, S., McKelvey, R. D., & Palfrey, T. R. (2000). An experimental "
                "study of jury decision rules. American Political Science Review 94, 407-423",
                Reason.MODEL,
                "the logit equations",
                Standing.UNVERIFIED,
            ),
        ),
        assumes=(
            "guilt and innocence are equally likely beforehand",
            "every juror has one signal of the same accuracy, the same threshold of doubt and the "
            "same precision, and no juror talks",
            "of several solutions, the one reached first from precision 0",
            "the default precision is for illustration: the estimates of the experiment were not "
            "at hand",
        ),
        not_for=(
            "juries that talk, or that may hang: a third outcome would need a pay-off of its own",
            "comparing precisions between sizes: what a vote gains falls as the jury grows",
        ),
        can_hang=False,
        clock=None,
        label_symmetric=True,
    )

    def __post_init__(self) -> None:
        owner = type(self).__name__
        SIGNAL_ACCURACY.check(self.signal_accuracy, owner=owner)
        DOUBT.check(self.doubt, owner=owner)
        _PRECISION.check(self.precision, owner=owner)

    def strategy(self, jury_size: int, to_convict: int) -> Strategy:
        """Return the votes on each signal.

        Raises
        ------
        OutOfDomainError
            If the curve of solutions is lost before it reaches the precision.
        """
        path = _path(self, jury_size, to_convict)
        if path.end is None:
            raise OutOfDomainError(
                Problem(
                    f"QuantalResponse, {to_convict} of {jury_size} to convict",
                    f"a precision of {self.precision:g}",
                    "the solution is the one that is reached along the curve from precision 0",
                    f"a precision of at most {np.sinh(path.reached):.6g}, as far as the curve was "
                    "followed",
                )
            )
        innocent, guilty = (Vote(float(expit(x)), float(expit(-x))) for x in np.sinh(path.end[:2]))
        return Strategy(on_guilty_signal=guilty, on_innocent_signal=innocent)

    def turning_points(self, jury_size: int, to_convict: int) -> tuple[float, ...]:
        """Return the precisions at which the curve turns back before it reaches this one.

        They come in pairs, the larger first: between the two of a pair there are three solutions.

        Parameters
        ----------
        jury_size
            Jurors, 2 to 1,000.
        to_convict
            Guilty votes that convict, 1 to `jury_size`.
        """
        self.equilibrium_of(jury_size, to_convict)
        return tuple(float(np.sinh(t)) for t in _path(self, jury_size, to_convict).turns)


@lru_cache(maxsize=256)
def _path(game: QuantalResponse, n: int, k: int) -> Path:
    """Return the curve of solutions up to the precision of `game`.

    The unknowns are the log-odds of a guilty vote on the innocent and the guilty signal, and the
    precision, each by its inverse hyperbolic sine: so the curve stays short where they grow.
    """
    p, q = game.signal_accuracy, game.doubt
    right, wrong = np.array([1 - p, p]), np.array([p, 1 - p])
    ways = lgamma(n) - lgamma(k) - lgamma(n - k + 1)

    def pivotal(guilty: float, not_guilty: float) -> tuple[float, float]:
        """Return the chance that the others are split so that one vote decides, and its slope."""

        def term(votes: int, others: int) -> float:
            return float(np.exp(ways + xlogy(votes, guilty) + xlogy(others, not_guilty)))

        slope = (k - 1) * term(k - 2, n - k) if k > 1 else 0.0
        slope -= (n - k) * term(k - 1, n - k - 1) if n > k else 0.0
        return term(k - 1, n - k), slope

    def system(unknowns: FloatArray) -> tuple[FloatArray, FloatArray]:
        log_odds, precision = np.sinh(unknowns[:2]), np.sinh(unknowns[2])
        stretch = np.cosh(unknowns)
        vote, other = expit(log_odds), expit(-log_odds)
        if_guilty, slope_guilty = pivotal(float(right @ vote), float(right @ other))
        if_innocent, slope_innocent = pivotal(float(wrong @ vote), float(wrong @ other))
        gain = right * (1 - q) * if_guilty - wrong * q * if_innocent
        by_guilty = right * (1 - q) * slope_guilty
        by_innocent = wrong * q * slope_innocent
        by_vote = np.outer(by_guilty, right) - np.outer(by_innocent, wrong)
        by_log_odds = (np.eye(2) - precision * by_vote * vote * other) * stretch[:2]
        return log_odds - precision * gain, np.column_stack([by_log_odds, -gain * stretch[2]])

    return follow(system, np.zeros(3), asinh(game.precision))
