"""The sentences in which what happens in a jury room is written, on the command line and in a file.

A sentence is a kind of event, a time, and what belongs to the kind:

    rumour at ballot 5 converts 0.2
    charge on 8-4 pulls 0.1

`at ballot N` is before ballot N, the first ballot being ballot 0. `on G-H` is as soon as a ballot
first shows G votes for guilty and H for not guilty without a verdict.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Never, final

from juryroom.cli.jury_options import placed, read_number, read_parameters, refuse
from juryroom.deliberation.registry import model
from juryroom.errors import nearest
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.events import (
    AtBallot,
    DeadlockCharge,
    Happening,
    JurorRefuses,
    JurorRemoved,
    JurorReplaced,
    Leaves,
    OnSplit,
    Others,
    Rumour,
    Threat,
    When,
)
from juryroom.procedure.decision_rule import SMALLEST_JURY, DecisionRule, SittingRules

FORMS: Mapping[str, str] = {
    "rumour": "rumour WHEN converts P",
    "threat": "threat WHEN presses P",
    "charge": "charge WHEN [pulls P] [model NAME [PARAMETER=VALUE ...]], one or both",
    "replace": "replace WHEN [guilty voter | not-guilty voter] [alternate P] "
    "[others keep | others think | others afresh P [of JURORS]]",
    "remove": "remove WHEN [guilty voter | not-guilty voter] [needing VOTES]",
    "refuse": "refuse WHEN",
    "rule": "rule at ballot N [convicts VOTES] [acquits VOTES] or [majority SITTING:VOTES,...]",
}
"""How each kind of event is written; WHEN is `at ballot N` or `on G-H`, P a chance of 0 to 1."""

_SPLIT = re.compile(r"(\d{1,3})-(\d{1,3})")
_WHEN = "at ballot N (before ballot N; the first is 0), or on G-H (a split, as 8-4)"


def accepted(kind: str) -> str:
    """Return how an event of that kind is written."""
    when = f"; WHEN is {_WHEN}" if "WHEN" in FORMS[kind] else ""
    return f"{FORMS[kind]}{when}"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOpens:
    """From a ballot on, verdicts are counted under another rule."""

    ballot: int
    rule: DecisionRule | SittingRules


@final
@dataclass(slots=True)
class _Words:
    """The words of one sentence, taken one after the other."""

    text: str
    jury_size: int
    kind: str = ""
    taken: int = 0
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = self.text.split()

    def next(self) -> str:
        """Take the next word; empty at the end."""
        self.taken += 1
        return self.words[self.taken - 1] if self.taken <= len(self.words) else ""

    def peek(self) -> str:
        """Return the next word without taking it; empty at the end."""
        return self.words[self.taken] if self.taken < len(self.words) else ""

    def expect(self, word: str) -> None:
        """Take the word that must come next."""
        found = self.next()
        if found != word:
            self.fail(f"{_named(found)} where '{word}' is expected")

    def number(self, after: str) -> float:
        """Take the number that belongs to the word before it."""
        found = self.next()
        if not found:
            self.fail(f"nothing after '{after}'")
        return read_number(found, f"{self.kind}, {after}", accepted(self.kind))

    def votes(self, after: str) -> int:
        """Take the whole number that belongs to the word before it."""
        found = self.number(after)
        if not isinstance(found, int):
            self.fail(f"{found:g} after '{after}', which counts")
        return found

    def fail(self, found: str) -> Never:
        """Raise with what was found; the form of the kind is what is accepted."""
        raise refuse(
            self.kind,
            found,
            f"an event of the kind '{self.kind}' is written in one way",
            accepted(self.kind),
        )


def read_event(text: str, where: str, jury_size: int) -> Happening | RuleOpens:
    """Return what a sentence says.

    Parameters
    ----------
    text
        The sentence.
    where
        Where it stands, for messages.
    jury_size
        The jurors who take the first ballot.

    Raises
    ------
    OutOfDomainError
        If it is no sentence of the grammar, or a number in it lies outside its domain.

    Examples
    --------
    >>> read_event("rumour at ballot 5 converts 0.2", "--event", 12)
    Rumour(when=AtBallot(ballot=5), strength=0.2)
    >>> read_event("charge on 8-4 pulls 0.1", "--event", 12)
    DeadlockCharge(when=OnSplit(guilty=8, not_guilty=4), minority_pull=0.1, model=None)
    """
    words = _Words(text, jury_size)
    kind = words.next()
    if kind not in FORMS:
        close = nearest(kind, FORMS)
        raise refuse(
            where,
            f"'{kind}' in '{text}'" if kind else "an event without words",
            f"an event is of a kind that is known, and begins with it: {', '.join(FORMS)}",
            accepted(close.split("'")[1]) if close.startswith("'") else "; ".join(FORMS.values()),
        )
    words.kind = kind
    with placed(f"{where} '{text}'"):
        when = _when(words)
        return _made(words, when, _clauses(words))


def _when(words: _Words) -> When:
    first = words.next()
    if first == "at" and words.peek() == "ballot":
        words.next()
        return AtBallot(words.votes("ballot"))
    split = _SPLIT.fullmatch(words.peek())
    if first == "on" and split:
        words.next()
        return OnSplit(int(split.group(1)), int(split.group(2)))
    found = f"{first} {words.peek()}".strip()
    return words.fail(f"{_named(found)} where a time is expected")


def _clauses(words: _Words) -> dict[str, Any]:
    """Take what follows the time, each clause at most once and in any order."""
    readers, found = _CLAUSES[words.kind], dict[str, Any]()
    while word := words.next():
        if word not in readers:
            words.fail(f"'{word}', which does not belong there")
        name, read = readers[word]
        if name in found:
            words.fail(f"'{word}' a second time")
        found[name] = read(words, word)
    return found


def _voter(words: _Words, word: str) -> Leaves:
    words.expect("voter")
    return Leaves.GUILTY_VOTER if word == "guilty" else Leaves.NOT_GUILTY_VOTER


def _others(words: _Words, word: str) -> tuple[Others, FirstBallot | None]:
    match words.next():
        case "keep":
            return Others.KEEP_VOTES, None
        case "think":
            return Others.VOTE_THEIR_VIEWS, None
        case "afresh":
            share = words.number("afresh")
            jurors = words.jury_size
            if words.peek() == "of":
                words.next()
                jurors = words.votes("of")
            return Others.VOTE_AFRESH, FirstBallot.binomial(share, jurors)
        case found:
            return words.fail(f"{_named(found)} after '{word}'")


def _model(words: _Words, word: str) -> Any:
    name = words.next()
    if not name:
        words.fail(f"nothing after '{word}'")
    pairs: list[str] = []
    while "=" in words.peek():
        pairs.append(words.next())
    return model(name, **read_parameters(pairs, "model"))


def _majority(words: _Words, word: str) -> SittingRules:
    text = words.next()
    if not text:
        words.fail(f"nothing after '{word}'")
    return read_majority(text, word)


def read_majority(text: str, where: str) -> SittingRules:
    """Return the rules that ``SITTING:VOTES,...`` gives: of so many jurors, so many decide.

    Examples
    --------
    >>> print(read_majority("12:10,11:10", "--majority"))
    10 to convict, 10 to acquit, of 12; 10 to convict, 10 to acquit, of 11
    """
    pairs = [part.split(":") for part in text.split(",")]
    if not all(len(pair) == 2 and all(word.isdecimal() for word in pair) for pair in pairs):
        raise refuse(
            where,
            repr(text),
            "of so many jurors who sit, so many votes decide, either way",
            "SITTING:VOTES,SITTING:VOTES,... for example 12:10,11:10,10:9",
        )
    return SittingRules(
        tuple(
            DecisionRule(jury_size=int(sitting), to_convict=int(votes), to_acquit=int(votes))
            for sitting, votes in pairs
        )
    )


_Reader = Callable[[_Words, str], Any]
_LEAVES: Mapping[str, tuple[str, _Reader]] = {
    "guilty": ("leaves", _voter),
    "not-guilty": ("leaves", _voter),
}
_CLAUSES: Mapping[str, Mapping[str, tuple[str, _Reader]]] = {
    "rumour": {"converts": ("strength", _Words.number)},
    "threat": {"presses": ("pressure", _Words.number)},
    "charge": {"pulls": ("minority_pull", _Words.number), "model": ("model", _model)},
    "replace": {
        **_LEAVES,
        "alternate": ("alternate_guilty", _Words.number),
        "others": ("others", _others),
    },
    "remove": {**_LEAVES, "needing": ("needing", _Words.votes)},
    "refuse": {},
    "rule": {
        "convicts": ("to_convict", _Words.votes),
        "acquits": ("to_acquit", _Words.votes),
        "majority": ("majority", _majority),
    },
}


def _made(words: _Words, when: When, found: dict[str, Any]) -> Happening | RuleOpens:
    """Return the event, once everything that its kind needs has been said."""
    match words.kind:
        case "rumour":
            return Rumour(when=when, strength=_needed(words, found, "converts", "strength"))
        case "threat":
            return Threat(when=when, pressure=_needed(words, found, "presses", "pressure"))
        case "charge":
            if not found:
                words.fail("neither 'pulls' nor 'model'")
            return DeadlockCharge(when=when, **found)
        case "replace":
            others, ballot = found.pop("others", (Others.KEEP_VOTES, None))
            return JurorReplaced(when=when, others=others, first_ballot=ballot, **found)
        case "remove":
            return _removed(words, when, found)
        case "refuse":
            return JurorRefuses(when=when)
        case _:
            return _opened(words, when, found)


def _needed(words: _Words, found: dict[str, Any], word: str, name: str) -> Any:
    return found[name] if name in found else words.fail(f"no '{word}'")


def _removed(words: _Words, when: When, found: dict[str, Any]) -> JurorRemoved:
    needing = found.pop("needing", None)
    if needing is None:
        return JurorRemoved(when=when, **found)
    # Others may have left before: the votes needed stay the same for every number who then sit.
    sizes = range(max(needing, SMALLEST_JURY), words.jury_size)
    rules = {sitting: needing for sitting in sizes if 2 * needing > sitting}
    if words.jury_size - 1 not in rules:
        left = words.jury_size - 1
        raise refuse(
            words.kind,
            f"{needing} votes needed of the {left} who go on",
            "more than half of the jurors decide, and at most all of them",
            f"needing {left // 2 + 1} to {left}",
        )
    return JurorRemoved(when=when, rules=SittingRules.majorities(rules), **found)


def _opened(words: _Words, when: When, found: dict[str, Any]) -> RuleOpens:
    if not isinstance(when, AtBallot) or when.ballot == 0:
        words.fail(f"a rule that begins {when}")
    if not found or ("majority" in found and len(found) > 1):
        words.fail("both kinds of rule" if found else "no rule after the time")
    if "majority" in found:
        return RuleOpens(ballot=when.ballot, rule=found["majority"])
    votes = {"to_convict": words.jury_size, "to_acquit": words.jury_size, **found}
    return RuleOpens(ballot=when.ballot, rule=DecisionRule(jury_size=words.jury_size, **votes))


def _named(word: str) -> str:
    return f"'{word}'" if word else "the end"
