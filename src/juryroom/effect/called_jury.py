r"""From a share of guilty leanings to a first ballot, with or without strikes, model by model.

Without strikes, under the accuracy model and in a struck jury the first ballot is the same whatever
the model of deliberation, and exact at every share. Under strike and replace the sides play for the
chance of guilty under the model at hand, so that each model has its own; and they play another game
at each share. At the share that was counted it is solved as it is. For draws of the share it is
solved at every share :math:`i/1000`, and the law of votes between two neighbours lies on the line
between theirs; a law between two laws is a law.

How far that is from the game's own solution was measured under every model of the line-up, for six,
twelve and twenty-three jurors, 0 to 12 strikes a side, with all that shows or less of it: guilty at
most 7e-5, for twelve jurors 2e-5. Not guilty and hung are as near, but where a side comes to be
indifferent between two choices: the chance of guilty is the same then, and the other two jump, by
up to 0.01, from one solution to the next. That is so where the chance of guilty does not rise with
every vote, as in schemes of majority. Where it does, each side strikes whoever looks wrong for it
until its strikes are gone, and the first ballot is that of the struck jury, whatever the model.
"""

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, final

import numpy as np

from juryroom.effect.strikes_effect import Selection, System
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.chosen_jury import ALTERNATES, DEFENCE, PROSECUTION
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.many_ballots import Strikes, first_ballot, first_ballots
from juryroom.jury.many_chosen import Seats, replaced_ballots, struck_ballots
from juryroom.jury.strike_game import Spent, StrikeOrder
from juryroom.jury.strikes import ACCURACY
from juryroom.jury.venire import Venire
from juryroom.markov.arrays import FloatArray

NODES = 1000
"""The game is solved at every share that is a whole number of these parts."""

MOST_VALUES = 100_000
"""Values of one game, solved at up to 1,001 shares under each model: 20 strikes each and six alternates."""

_BLOCK = 100


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeGame:
    """Strikes as a game between the parties.

    Those called lean to guilty, or do not, by the share of the trial; `juryroom.jury.strike_game`
    and `juryroom.jury.struck_jury` say what is assumed of the sides.

    Parameters
    ----------
    system
        Strike and replace, or a struck jury.
    prosecution, defence
        The strikes each side has, 0 to 60.
    shows
        The chance that what a person called shows to both sides is how that person leans, 0 to 1;
        otherwise it is what another would show. At 0 nobody can be told from anybody.
    order
        Who speaks first.
    accuracy
        The chance that a strike falls on the worst who is left, 0 to 1; 1 under strike and replace.
    alternates
        Those seated who are sent home by lot at the end, 0 to 6.

    Raises
    ------
    OutOfDomainError
        If a number lies outside its domain, or the system is the accuracy model or knows no accuracy.

    Examples
    --------
    >>> print(StrikeGame(system=System.STRUCK, prosecution=6, defence=10))
    struck jury, prosecution first, 6 strikes of the prosecution and 10 of the defence, each on the
    worst who is left with probability 1; how a person leans shows with probability 1
    """

    system: System
    prosecution: int
    defence: int
    shows: float = 1.0
    order: StrikeOrder = StrikeOrder.PROSECUTION
    accuracy: float = 1.0
    alternates: int = 0

    def __post_init__(self) -> None:
        for parameter, value in (
            (PROSECUTION, self.prosecution),
            (DEFENCE, self.defence),
            (ACCURACY, self.accuracy),
            (ALTERNATES, self.alternates),
        ):
            parameter.check(value, owner="StrikeGame")
        Venire.seen(0.5, self.shows)  # which checks what shows
        if self.system is System.ACCURACY:
            raise OutOfDomainError(
                Problem(
                    "StrikeGame.system",
                    str(self.system),
                    "in the accuracy model no side plays",
                    "strike and replace, or a struck jury; Strikes(...) for the accuracy model",
                )
            )
        if self.system is System.REPLACE and self.accuracy != 1:
            raise OutOfDomainError(
                Problem(
                    "StrikeGame.accuracy",
                    f"{self.accuracy:g} under strike and replace",
                    "there each side decides on one person whom it sees; how much it sees is said "
                    "by what shows",
                    "an accuracy of 1 and `shows` below 1; or a struck jury, or the accuracy model",
                )
            )

    def seats(self, jury_size: int) -> Seats:
        """Return the seats of a jury of that size and the strikes."""
        return Seats(
            int(jury_size),
            int(self.prosecution),
            int(self.defence),
            self.order,
            int(self.alternates),
        )

    def selection(self, share: float, jury_size: int) -> Selection:
        """Return how a jury is chosen from people of whom that share leans to guilty."""
        return Selection(
            venire=Venire.seen(share, self.shows),
            jury_size=jury_size,
            prosecution_strikes=self.prosecution,
            defence_strikes=self.defence,
            system=self.system,
            order=self.order,
            accuracy=self.accuracy,
            alternates=self.alternates,
        )

    def __str__(self) -> str:
        """Return the strikes as they are shown to people."""
        aimed = ""
        if self.system is System.STRUCK:
            aimed = f", each on the worst who is left with probability {self.accuracy:g}"
        alternates = f"; {self.alternates} alternates go by lot" if self.alternates else ""
        return (
            f"{self.system}, {self.order}, {self.prosecution} strikes of the prosecution and "
            f"{self.defence} of the defence{aimed}; how a person leans shows with probability "
            f"{self.shows:g}{alternates}"
        )

    def as_json(self) -> dict[str, Any]:
        """Return every part under its name."""
        return {**asdict(self), "system": str(self.system), "order": str(self.order)}


AnyStrikes = Strikes | StrikeGame
"""The accuracy model, or a game between the parties."""


@final
@dataclass(frozen=True, slots=True)
class Seated:
    """The first ballot of a jury at one share, and what the sides spent on average.

    `spent` is None but under strike and replace: elsewhere all strikes are used.
    """

    first_ballot: FirstBallot
    spent: Spent | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CalledJury:
    """How a share of guilty leanings becomes a first ballot.

    Parameters
    ----------
    jury_size
        Jurors who deliberate, 3 to 23.
    resemblance
        The correlation between the first votes of two persons called to one jury, 0 or more, below
        1. A game knows none, but for the struck jury where all leanings show: there each side
        strikes the same persons whatever it thinks of those to come.
    strikes
        What both sides strike, or None.

    Raises
    ------
    OutOfDomainError
        If a game is given a resemblance that it does not know, or is too large.

    Examples
    --------
    >>> jury = CalledJury(jury_size=3, strikes=StrikeGame(
    ...     system=System.REPLACE, prosecution=1, defence=1))
    >>> jury.ballots(np.array([0.5]), np.array([0.0, 0.0, 0.0, 1.0]))
    array([[0.0625, 0.25  , 0.5   , 0.1875]])
    """

    jury_size: int
    resemblance: float = 0.0
    strikes: AnyStrikes | None = None

    def __post_init__(self) -> None:
        game = self.strikes
        if not isinstance(game, StrikeGame):
            return
        sound = game.system is System.STRUCK and game.shows == 1
        if self.resemblance != 0 and not sound:
            raise OutOfDomainError(
                Problem(
                    "resemblance",
                    f"{self.resemblance:g} with {game.system}",
                    "in the game nothing is learnt of those to come from those who came, and jurors "
                    "who resemble each other would tell",
                    "0; or the accuracy model, or a struck jury in which all leanings show",
                )
            )
        values = game.seats(self.jury_size).values
        if self.by_model and values > MOST_VALUES:
            raise OutOfDomainError(
                Problem(
                    "strikes",
                    f"{values:,} values of a game: {game}",
                    "the game is solved at many shares under each model, each with up to "
                    f"{MOST_VALUES:,} values",
                    "fewer strikes or alternates, or a struck jury",
                )
            )

    @property
    def plays(self) -> bool:
        """Whether strikes are a game between the parties."""
        return isinstance(self.strikes, StrikeGame)

    @property
    def by_model(self) -> bool:
        """Whether each model has its own first ballot."""
        return isinstance(self.strikes, StrikeGame) and self.strikes.system is System.REPLACE

    def ballots(self, shares: FloatArray, guilty: FloatArray) -> FloatArray:
        """Return the first ballots at many shares, shape ``(shares, jury_size + 1)``.

        Parameters
        ----------
        shares
            Shares of guilty leanings, each 0 to 1, shape ``(shares,)``.
        guilty
            The chance of guilty from each first ballot under the model at hand, shape
            ``(jury_size + 1,)``: what the sides play for under strike and replace.
        """
        game = self.strikes
        if not isinstance(game, StrikeGame):
            return first_ballots(shares, self.jury_size, resemblance=self.resemblance, strikes=game)
        if self.by_model:
            return _between(shares, game, tuple(map(float, guilty)))
        return struck_ballots(
            shares,
            game.seats(self.jury_size),
            accuracy=game.accuracy,
            shows=game.shows,
            resemblance=self.resemblance,
        )

    def seated(self, share: float, guilty: FloatArray) -> Seated:
        """Return the first ballot at one share, exact, and the strikes that are spent.

        Parameters
        ----------
        share, guilty
            As `ballots` has them.
        """
        game = self.strikes
        if not isinstance(game, StrikeGame):
            options: dict[str, Any] = {"resemblance": self.resemblance, "strikes": game}
            return Seated(first_ballot(share, self.jury_size, **options))
        if self.by_model:
            payoff = tuple(map(float, guilty))
            played = game.selection(share, self.jury_size).game(payoff).solve()
            return Seated(played.jury.first_ballot, played.spent)
        law = self.ballots(np.array([share]), guilty)[0]
        said = f"{self.jury_size} jurors, a share of {share:g} leaning to guilty, after {game}"
        return Seated(FirstBallot.distribution(law.tolist(), said))

    def unstruck(self, share: float) -> FirstBallot:
        """Return the first ballot at one share before anyone is struck."""
        return first_ballot(share, self.jury_size, resemblance=self.resemblance)


def _between(shares: FloatArray, game: StrikeGame, guilty: tuple[float, ...]) -> FloatArray:
    """Return the laws between the games at the nodes below and above each share."""
    below = np.minimum((shares * NODES).astype(np.int64), NODES - 1)
    part = (shares * NODES - below)[:, None]
    found = np.empty((len(shares), len(guilty)))
    for block in np.unique(below // _BLOCK):
        some = below // _BLOCK == block
        nodes, at = _solved(game, guilty, int(block)), below[some] - block * _BLOCK
        found[some] = (1 - part[some]) * nodes[at] + part[some] * nodes[at + 1]
    return found


@lru_cache(maxsize=256)
def _solved(game: StrikeGame, guilty: tuple[float, ...], block: int) -> FloatArray:
    """Return the laws of one block of nodes and the next, shape ``(101, jury_size + 1)``."""
    nodes = np.arange(block * _BLOCK, (block + 1) * _BLOCK + 1) / NODES
    seats = game.seats(len(guilty) - 1)
    found = replaced_ballots(nodes, seats, np.array(guilty), shows=game.shows)
    found.flags.writeable = False
    return found
