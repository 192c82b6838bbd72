r"""A second implementation of the voting games, blind to the first.

Written from the published equations of Feddersen and Pesendorfer (1998) and of Guarnaschelli,
McKelvey and Palfrey (2000). There are n jurors and k votes are needed to convict. A defendant is
guilty or innocent, one as likely as the other; every juror has a signal that is right with
probability p, and all lose q when an innocent is convicted and 1 - q when a guilty one is not.

A strategy is (i, g): the probability of voting guilty on a signal of innocence and on one of guilt.
Nothing of the package is used, and none of the printed solutions: an equilibrium is found from
what it means, that nobody who is pivotal would rather vote otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import atan2, comb, cos, exp, hypot, pi, sin

PRECISE = Context(prec=60)


@dataclass(frozen=True)
class Game:
    """The size of the jury, votes to convict, accuracy of the signal and threshold of doubt."""

    jurors: int
    votes: int
    accuracy: Fraction
    doubt: Fraction


Strategy = tuple[Decimal, Decimal]


def _decimal(x: Fraction) -> Decimal:
    return PRECISE.divide(Decimal(x.numerator), Decimal(x.denominator))


def voting_rates(game: Game, strategy: Strategy) -> tuple[Decimal, Decimal]:
    """Return the chance that a juror votes guilty if the defendant is, and if not."""
    p = _decimal(game.accuracy)
    on_innocent, on_guilty = strategy
    with localcontext(PRECISE):
        return p * on_guilty + (1 - p) * on_innocent, (1 - p) * on_guilty + p * on_innocent


def errors(game: Game, strategy: Strategy) -> tuple[Decimal, Decimal]:
    """Return how often an innocent defendant is convicted and a guilty one is not."""
    n, k = game.jurors, game.votes

    def tail(rate: Decimal, votes: range) -> Decimal:
        if rate in (0, 1):  # Decimal has no 0**0.
            return Decimal(n * rate in votes)
        return sum((comb(n, j) * rate**j * (1 - rate) ** (n - j) for j in votes), Decimal(0))

    with localcontext(PRECISE):
        of_guilty, of_innocent = voting_rates(game, strategy)
        return tail(of_innocent, range(k, n + 1)), tail(of_guilty, range(k))


# --- Feddersen and Pesendorfer -------------------------------------------------------------------


def pivotal_odds(game: Game, strategy: Strategy, signal_of_guilt: bool) -> Decimal:
    """Return the odds of guilt for a juror whose vote decides, after his own signal."""
    n, k, p = game.jurors, game.votes, _decimal(game.accuracy)
    with localcontext(PRECISE):
        guilty, innocent = voting_rates(game, strategy)
        own = p / (1 - p) if signal_of_guilt else (1 - p) / p
        odds = own * (guilty / innocent) ** (k - 1)
        for _ in range(n - k):
            odds *= (1 - guilty) / (1 - innocent)
        return odds


def _crossing(f: Callable[[Decimal], Decimal], level: Decimal) -> Decimal:
    """Return where a falling function on (0, 1) goes through a level."""
    low, high = Decimal(0), Decimal(1)
    with localcontext(PRECISE):
        for _ in range(150):
            middle = (low + high) / 2
            low, high = (middle, high) if f(middle) > level else (low, middle)
        return (low + high) / 2


def best_symmetric(game: Game) -> Strategy | None:
    """Return the symmetric strategy in which signals matter and no pivotal juror would deviate.

    Odds of guilt when pivotal fall as the others vote guilty more often, so there is at most one:
    sincere, or mixed on a signal of innocence, or mixed on a signal of guilt. None where there is
    none, because everybody would vote alike whatever the signal.

    >>> game = Game(12, 12, Fraction(7, 10), Fraction(1, 2))
    >>> round(best_symmetric(game)[0], 6)
    Decimal('0.824424')
    """
    zero, one, edge = Decimal(0), Decimal(1), Decimal("1e-50")

    def on_innocent(vote: Decimal) -> Decimal:
        return pivotal_odds(game, (vote, one), signal_of_guilt=False)

    def on_guilty(vote: Decimal) -> Decimal:
        return pivotal_odds(game, (zero, vote), signal_of_guilt=True)

    with localcontext(PRECISE):
        level = _decimal(game.doubt) / (1 - _decimal(game.doubt))
        if on_innocent(zero) > level:
            return (
                None if on_innocent(one - edge) >= level else (_crossing(on_innocent, level), one)
            )
        if on_guilty(one) < level:
            return None if on_guilty(edge) <= level else (zero, _crossing(on_guilty, level))
        return zero, one


def unanimity_limits(accuracy: Fraction, doubt: Fraction) -> tuple[float, float]:
    """Return the two errors of a unanimous jury without end.

    Not from the printed limits: juries of 2**11 to 2**15, and Richardson's extrapolation in 1/n.

    >>> [round(x, 6) for x in unanimity_limits(Fraction(4, 5), Fraction(1, 2))]
    [0.15749, 0.370039]
    """
    rows: list[list[Decimal]] = []
    for power in range(11, 16):
        game = Game(2**power, 2**power, accuracy, doubt)
        strategy = best_symmetric(game)
        assert strategy is not None
        with localcontext(PRECISE):
            guilty, innocent = voting_rates(game, strategy)
            rows.append([innocent**game.jurors, 1 - guilty**game.jurors])
    order = 1
    while len(rows) > 1:
        with localcontext(PRECISE):
            rows = [
                [(2**order * b - a) / (2**order - 1) for a, b in zip(early, late, strict=True)]
                for early, late in pairwise(rows)
            ]
        order += 1
    return float(rows[0][0]), float(rows[0][1])


# --- Guarnaschelli, McKelvey and Palfrey ---------------------------------------------------------


def gain(game: Game, strategy: tuple[float, float]) -> tuple[float, float]:
    """Return what a vote for guilty is worth after each signal, innocence first.

    >>> gain(Game(3, 2, Fraction(7, 10), Fraction(1, 2)), (0.5, 0.5))
    (-0.1, 0.1)
    """
    n, k, p, q = game.jurors, game.votes, float(game.accuracy), float(game.doubt)
    on_innocent, on_guilty = strategy
    rates = (p * on_guilty + (1 - p) * on_innocent, (1 - p) * on_guilty + p * on_innocent)
    # 1 - rate is built from its own parts: near one it would lose every digit.
    rests = (
        p * (1 - on_guilty) + (1 - p) * (1 - on_innocent),
        (1 - p) * (1 - on_guilty) + p * (1 - on_innocent),
    )
    guilty, innocent = (
        comb(n - 1, k - 1) * rate ** (k - 1) * rest ** (n - k)
        for rate, rest in zip(rates, rests, strict=True)
    )
    return (
        (1 - p) * guilty * (1 - q) - p * innocent * q,
        p * guilty * (1 - q) - (1 - p) * innocent * q,
    )


def expit(x: float) -> float:
    """Return 1/(1 + exp(-x)) without overflow.

    >>> expit(0.0), expit(-800.0)
    (0.5, 0.0)
    """
    return 1 / (1 + exp(-x)) if x > -700 else 0.0


class Branch:
    """The branch of logit equilibria that starts where everybody tosses a coin.

    Let a and b be the log-odds of a vote for guilty after a signal of innocence and of guilt. In
    equilibrium a = lambda D_i and b = lambda D_g, so b D_i - a D_g = 0 whatever lambda is: the
    branch is a curve in the plane of a and b, with no lambda in it. It is followed from the origin
    by small circles, on each of which the next point is the change of sign nearest to straight on,
    and lambda is read off afterwards. A branch that folds back in lambda is no harder than others.
    """

    def __init__(self, game: Game, step: float = 0.01) -> None:
        self.game = game
        self.step = step

    def gains(self, a: float, b: float) -> tuple[float, float]:
        return gain(self.game, (expit(a), expit(b)))

    def off(self, a: float, b: float) -> float:
        """Return b D_i - a D_g, which is nought on the branch."""
        on_innocent, on_guilty = self.gains(a, b)
        return b * on_innocent - a * on_guilty

    def precision(self, a: float, b: float) -> float:
        """Return the lambda at which a point of the branch is an equilibrium."""
        gains = self.gains(a, b)
        return a / gains[0] if abs(a) > abs(b) else b / gains[1]

    def _next(self, at: tuple[float, float], heading: float, radius: float) -> float:
        """Return the heading of the point of the branch on a circle around another."""

        def off(turn: float) -> float:
            to = heading + turn
            return self.off(at[0] + radius * cos(to), at[1] + radius * sin(to))

        for reach in (i * pi / 40 for i in range(1, 21)):
            if off(-reach) * off(reach) <= 0:
                low, high = -reach, reach
                rising = off(high) > off(low)
                for _ in range(50):
                    middle = (low + high) / 2
                    low, high = (low, middle) if (off(middle) > 0) is rising else (middle, high)
                return heading + (low + high) / 2
        raise ArithmeticError(f"lost the branch at {at}, heading {heading}")

    def at(self, precision: float) -> tuple[float, float]:
        """Return (i, g) where the branch first has this precision."""
        if precision == 0:
            return 0.5, 0.5
        here, (across, along) = (0.0, 0.0), self.gains(0.0, 0.0)
        heading = atan2(along, across)
        while True:
            radius = self.step * max(1.0, hypot(*here))
            # Near the origin lambda D is the point itself, so small precisions need small circles.
            radius = min(radius, max(hypot(*here), precision * hypot(across, along) / 4))
            turned = self._next(here, heading, radius)
            there = here[0] + radius * cos(turned), here[1] + radius * sin(turned)
            if self.precision(*there) >= precision:
                return self._between(here, turned, radius, precision)
            here, heading = there, turned

    def _between(
        self, here: tuple[float, float], heading: float, radius: float, precision: float
    ) -> tuple[float, float]:
        """Return the point within one circle at which lambda is the one asked for."""
        low, high = 0.0, radius
        there = here
        for _ in range(60):
            middle = (low + high) / 2
            to = self._next(here, heading, middle)
            there = here[0] + middle * cos(to), here[1] + middle * sin(to)
            if self.precision(*there) < precision:
                low = middle
            else:
                high = middle
        return expit(there[0]), expit(there[1])
