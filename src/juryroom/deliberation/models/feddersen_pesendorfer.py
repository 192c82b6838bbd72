"""Feddersen and Pesendorfer: how jurors vote who reckon with the votes of the others."""

from dataclasses import dataclass
from math import exp, expm1, log, log1p
from typing import ClassVar, final

from juryroom.citations import Citation, Reason, Standing
from juryroom.deliberation.games import (
    DOUBT,
    SIGNAL_ACCURACY,
    SINCERE_ON_GUILTY,
    SINCERE_ON_INNOCENT,
    Strategy,
    Vote,
    VotingGame,
)
from juryroom.deliberation.interface import ModelCard
from juryroom.errors import OutOfDomainError, Problem


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FeddersenPesendorfer(VotingGame):
    r"""Feddersen and Pesendorfer: the symmetric responsive equilibrium of the voting game.

    With signal accuracy :math:`p`, threshold of doubt :math:`q`, and :math:`k` of :math:`n` votes
    to convict, a juror with the guilty signal votes guilty; one with the innocent signal votes
    guilty with probability

    .. math:: \sigma = \max\left(0, \frac{p(1+f) - 1}{p - f(1-p)}\right), \qquad
              f = \left[ \frac{1-q}{q} \left(\frac{1-p}{p}\right)^{n-k+1} \right]^{1/(k-1)}.

    Where so few votes convict that a juror with the *guilty* signal would rather acquit, the same
    equations hold with the labels exchanged (:math:`q \to 1-q`, :math:`k \to n-k+1`): jurors with
    the innocent signal then vote not guilty, the others mix.

    Examples
    --------
    Twelve of twelve: a juror who saw innocence votes guilty four times in five.

    >>> FeddersenPesendorfer(signal_accuracy=0.7).equilibrium_of(12, 12)
    Equilibrium(jury_size=12, to_convict=12, guilty_vote_on_guilty_signal=1.0,
    guilty_vote_on_innocent_signal=0.8244, guilty_vote_if_guilty=0.9473,
    guilty_vote_if_innocent=0.8771, convict_if_innocent=0.2073, acquit_if_guilty=0.4776)
    """

    signal_accuracy: float = 0.7
    doubt: float = 0.5

    card: ClassVar[ModelCard] = ModelCard(
        name="feddersen-pesendorfer",
        says="Jurors vote what is best given that their vote decides; under unanimity some vote "
        "guilty against their own signal.",
        parameters=(SIGNAL_ACCURACY, DOUBT),
        citations=(
            Citation(
                "Feddersen, T., & Pesendorfer, W. (1998). Convicting the innocent: the inferiority "
                "of unanimous jury verdicts under strategic voting. American Political Science "
                "Review 92, 23-35",
                Reason.MODEL,
                "the symmetric responsive equilibrium; not read in the original",
                Standing.UNVERIFIED,
            ),
            Citation(
                "Guarnaschelli, S., McKelvey, R. D., & Palfrey, T. R. (2000). An experimental "
                "study of jury decision rules. American Political Science Review 94, 407-423",
                Reason.EVIDENCE,
                "abstract: in the laboratory unanimity convicted fewer innocents than majority, "
                "against the model; the default parameters are those of its design",
            ),
        ),
        assumes=(
            "guilt and innocence are equally likely beforehand",
            "every juror has one signal of the same accuracy, and the same threshold of doubt",
            "jurors do not talk: there is one ballot, and what does not convict acquits",
            "every juror plays the same strategy, and the equilibrium is one in which signals "
            "change votes",
            "where a juror with the guilty signal mixes, the equations are ours: the same with the "
            "labels exchanged",
        ),
        not_for=(
            "juries that talk, or that may hang: a third outcome would need a pay-off of its own",
            "rules so strict or so lax, or doubt so strong or so weak, that no signal would change "
            "a vote: it is refused there",
        ),
        can_hang=False,
        clock=None,
        label_symmetric=True,
    )

    def __post_init__(self) -> None:
        SIGNAL_ACCURACY.check(self.signal_accuracy, owner=type(self).__name__)
        DOUBT.check(self.doubt, owner=type(self).__name__)

    def strategy(self, jury_size: int, to_convict: int) -> Strategy:
        """Return the votes on each signal.

        Raises
        ------
        OutOfDomainError
            If jurors would vote one way whatever their signal.
        """
        n, k = jury_size, to_convict
        signal = log(self.signal_accuracy) - log1p(-self.signal_accuracy)
        doubt = log(self.doubt) - log1p(-self.doubt)
        # At the very edge nobody's signal matters either; two logarithms that should be equal there
        # differ by rounding.
        edge = 1e-14 * (1 + n * signal)
        if not -(n - k + 1) * signal + edge < doubt < k * signal - edge:
            raise OutOfDomainError(self._not_responsive(n, k, signal))
        if doubt < (2 * k - n - 2) * signal:
            against = self._against((-doubt - (n - k + 1) * signal) / (k - 1))
            return Strategy(SINCERE_ON_GUILTY, against)
        if doubt > (2 * k - n) * signal:
            against = self._against((doubt - k * signal) / (n - k))
            return Strategy(Vote(against.not_guilty, against.guilty), SINCERE_ON_INNOCENT)
        return Strategy(SINCERE_ON_GUILTY, SINCERE_ON_INNOCENT)

    def _against(self, log_f: float) -> Vote:
        """Return the chance of a vote against the signal and of one with it, given log f."""
        p, f = self.signal_accuracy, exp(log_f)
        scale = p - f * (1 - p)
        return Vote(max(p * f - (1 - p), 0.0) / scale, -expm1(log_f) / scale)

    def _not_responsive(self, n: int, k: int, signal: float) -> Problem:
        low = 1 / (1 + exp((n - k + 1) * signal)) if (n - k + 1) * signal < 700 else 0.0
        high = 1 / (1 + exp(-k * signal))
        return Problem(
            f"FeddersenPesendorfer(signal_accuracy={self.signal_accuracy:g}), {k} of {n} to convict",
            f"doubt of {self.doubt:g}",
            "where a juror would vote one way whatever the signals of all, no signal changes a "
            "vote and there is no responsive equilibrium",
            f"with this accuracy and rule, doubt above {low:.6g} and below {high:.6g}",
        )
