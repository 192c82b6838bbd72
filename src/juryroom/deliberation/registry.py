"""The models by name: the built-in ones and those that other packages add.

A package adds a model with an entry point of the group ``juryroom.models``: its name is the name
on the model's card, its value the class. `juryroom.testing.check_model` tests such a class.

Voting games and models of accuracy have names of their own kind: they take no first ballot and say
nothing of how votes move, so no trial can be made of them.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from inspect import isclass
from types import MappingProxyType
from typing import ClassVar, Protocol, TypeVar

from juryroom.deliberation.accuracy import AccuracyModel
from juryroom.deliberation.games import VotingGame
from juryroom.deliberation.interface import DeliberationModel, ModelCard
from juryroom.deliberation.models.burden_of_social_proof import BurdenOfSocialProof
from juryroom.deliberation.models.condorcet import Condorcet
from juryroom.deliberation.models.equiprobability import Equiprobability
from juryroom.deliberation.models.feddersen_pesendorfer import FeddersenPesendorfer
from juryroom.deliberation.models.laplace import Laplace
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.majority import Majority
from juryroom.deliberation.models.ordered_tug_of_war import OrderedTugOfWar
from juryroom.deliberation.models.poisson import Poisson
from juryroom.deliberation.models.pooled_logistic import PooledLogistic
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.proportionality import Proportionality
from juryroom.deliberation.models.quantal_response import QuantalResponse
from juryroom.deliberation.models.retry_until_verdict import RetryUntilVerdict
from juryroom.deliberation.models.sate_ordered import SateOrdered
from juryroom.deliberation.models.spencer import Spencer
from juryroom.deliberation.models.stubbornness import Stubbornness
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.models.two_sided_burden_of_social_proof import (
    TwoSidedBurdenOfSocialProof,
)
from juryroom.deliberation.models.two_thirds_or_acquit import TwoThirdsOrAcquit
from juryroom.deliberation.models.two_thirds_or_hung import TwoThirdsOrHung
from juryroom.deliberation.models.unanimity_or_hung import UnanimityOrHung
from juryroom.deliberation.ordered import OrderedModel
from juryroom.errors import Problem, UnknownNameError, nearest

ENTRY_POINT_GROUP = "juryroom.models"

_BUILT_IN: tuple[type[DeliberationModel], ...] = (
    Majority,
    Proportionality,
    Equiprobability,
    TwoThirdsOrHung,
    TwoThirdsOrAcquit,
    UnanimityOrHung,
    PooledLogistic,
    BurdenOfSocialProof,
    TwoSidedBurdenOfSocialProof,
    LinearPull,
    TugOfWar,
    PrivatePublic,
)
_GAMES: tuple[type[VotingGame], ...] = (FeddersenPesendorfer, QuantalResponse)
_ORDERED: tuple[type[OrderedModel], ...] = (OrderedTugOfWar, SateOrdered)
_ACCURACY: tuple[type[AccuracyModel], ...] = (
    Condorcet,
    Laplace,
    Poisson,
    Spencer,
    RetryUntilVerdict,
)


def models() -> dict[str, type[DeliberationModel]]:
    """Return every model by its name: the built-in ones first, then those of other packages.

    Raises
    ------
    UnknownNameError
        If an entry point cannot be loaded, is no model, cannot be made with its defaults, or claims
        a name that is taken or not its own.

    Examples
    --------
    >>> list(models())[-3:]
    ['linear-pull', 'tug-of-war', 'private-public']
    """
    return dict(known_models())


@cache
def known_models() -> Mapping[str, type[DeliberationModel]]:
    """Return the mapping of which `models` gives a copy; entry points are looked up once."""
    known = dict(_built_in())
    for point in entry_points(group=ENTRY_POINT_GROUP):
        known[point.name] = _checked(point, known)
    return MappingProxyType(known)


def _checked(
    point: EntryPoint, known: Mapping[str, type[DeliberationModel]]
) -> type[DeliberationModel]:
    """Return the model that an entry point leads to, once it can be listed and made."""
    try:
        found = point.load()
    except Exception as error:  # noqa: BLE001 - a stranger's module can raise anything
        raise _refused(point, f"{type(error).__name__}: {error}", _LOADS) from None
    if not (isclass(found) and issubclass(found, DeliberationModel)):
        raise _refused(point, f"{found!r}", "a subclass of DeliberationModel")
    if not isinstance(getattr(found, "card", None), ModelCard):
        raise _refused(point, f"the class {found.__name__} without a card", "a ModelCard as `card`")
    if found.card.name != point.name:
        wrong = f"a model whose card says '{found.card.name}'"
        raise _refused(point, wrong, f"the name '{point.name}'")
    if point.name in known:
        wrong = f"a second model named '{point.name}'"
        raise _refused(point, wrong, "a name that is free")
    try:
        made = found()
        for parameter in found.card.parameters:
            getattr(made, parameter.name)
    except Exception as error:  # noqa: BLE001 - a stranger's class can raise anything
        wrong = f"a model that cannot be made: {type(error).__name__}: {error}"
        raise _refused(point, wrong, _MAKES) from None
    return found


_LOADS = "a module that can be imported, and a class in it"
_MAKES = "a class with every method of its kind, and a default for each parameter on its card"


def _refused(point: EntryPoint, found: str, accepted: str) -> UnknownNameError:
    package = getattr(getattr(point, "dist", None), "name", None)
    of = f" of the package '{package}'" if package else ""
    return UnknownNameError(
        Problem(
            f"entry point {ENTRY_POINT_GROUP}: {point.name} = {point.value}{of}",
            found,
            "an entry point leads to one model, under the name on its card",
            f"{accepted}; or the package taken away",
        )
    )


def model(name: str, **parameters: float) -> DeliberationModel:
    """Return the model called `name`, with `parameters` in place of its defaults.

    Raises
    ------
    UnknownNameError
        If no model, or no parameter of that model, has that name.
    OutOfDomainError
        If a parameter lies outside its domain.

    Examples
    --------
    >>> model("linear-pull", inertia=0.3)
    LinearPull(inertia=0.3)
    >>> model("tugofwar")
    Traceback (most recent call last):
    ...
    juryroom.errors.UnknownNameError: model: found 'tugofwar'
      rule: a model is known by the name on its card
      accepted: 'tug-of-war' (nearest); all: majority, proportionality, equiprobability,
      two-thirds-or-hung, two-thirds-or-acquit, unanimity-or-hung, pooled-logistic,
      burden-of-social-proof, two-sided-burden-of-social-proof, linear-pull, tug-of-war,
      private-public
    """
    # A fault in another package does not keep anyone from the models that are built in.
    known = _built_in() if name in _built_in() else known_models()
    return _made("model", known, name, parameters)


@cache
def _built_in() -> Mapping[str, type[DeliberationModel]]:
    return MappingProxyType({made.card.name: made for made in _BUILT_IN})


def games() -> dict[str, type[VotingGame]]:
    """Return every voting game by its name.

    Examples
    --------
    >>> list(games())
    ['feddersen-pesendorfer', 'quantal-response']
    """
    return {kind.card.name: kind for kind in _GAMES}


def game(name: str, **parameters: float) -> VotingGame:
    """Return the voting game called `name`, with `parameters` in place of its defaults.

    Raises
    ------
    UnknownNameError
        If no game, or no parameter of that game, has that name.
    OutOfDomainError
        If a parameter lies outside its domain.

    Examples
    --------
    >>> game("feddersen-pesendorfer", doubt=0.9)
    FeddersenPesendorfer(signal_accuracy=0.7, doubt=0.9)
    """
    return _made("game", games(), name, parameters)


def accuracy_models() -> dict[str, type[AccuracyModel]]:
    """Return every model of accuracy by its name.

    Examples
    --------
    >>> list(accuracy_models())
    ['condorcet', 'laplace', 'poisson', 'spencer', 'retry-until-verdict']
    """
    return {kind.card.name: kind for kind in _ACCURACY}


def accuracy_model(name: str, **parameters: float) -> AccuracyModel:
    """Return the model of accuracy called `name`, with `parameters` in place of its defaults.

    Raises
    ------
    UnknownNameError
        If no model of accuracy, or no parameter of that model, has that name.
    OutOfDomainError
        If a parameter lies outside its domain.

    Examples
    --------
    >>> accuracy_model("spencer", agreement=0.82).results()["accuracy"]
    0.9
    """
    return _made("model of accuracy", accuracy_models(), name, parameters)


def ordered_models() -> dict[str, type[OrderedModel]]:
    """Return every model of ordered verdicts by its name; `OrderedTrial` makes a trial of one.

    Examples
    --------
    >>> list(ordered_models())
    ['ordered-tug-of-war', 'sate-ordered']
    """
    return {kind.card.name: kind for kind in _ORDERED}


def timed_models() -> dict[str, type[Stubbornness]]:
    """Return every model of votes and minutes, by its name.

    Examples
    --------
    >>> list(timed_models())
    ['stubbornness']
    """
    return {Stubbornness.card.name: Stubbornness}


class _HasCard(Protocol):
    """What has a card and takes the parameters on it."""

    card: ClassVar[ModelCard]


_Kind = TypeVar("_Kind", bound=_HasCard)


def _made(
    what: str, known: Mapping[str, type[_Kind]], name: str, parameters: Mapping[str, float]
) -> _Kind:
    """Return the one called `name`, with those parameters, or say which names there are."""
    if name not in known:
        raise UnknownNameError(
            Problem(
                what,
                f"'{name}'",
                f"a {what} is known by the name on its card",
                nearest(name, known),
            )
        )
    kind = known[name]
    names = [parameter.name for parameter in kind.card.parameters]
    for given in parameters:
        if given not in names:
            raise UnknownNameError(
                Problem(
                    f"{what} '{name}'",
                    f"a parameter '{given}'",
                    f"a {what} takes the parameters on its card",
                    nearest(given, names) if names else "no parameter: this model has none",
                )
            )
    return kind(**parameters)
