"""What must follow against what was found: `result` first, then every other key that is given.

* `reason` holds codes, and an engine may use others: one reason is enough.
* `requires` and `forbids`: each that is expected is among those found; a rule may ask for more.
* lists of counts, of parts and of options are compared as sets: all of them and nothing else.
* mappings (`state`, `also`, `by_case`, `state_by_case`) are compared key by key, and keys that are
  absent are not tested.
* one open course may be told as `allowed`, or as `options` with that one: the format has no word for
  a list of one.
* `if_appeal_succeeds` may name the states of counts, or in free words what the appeal leads to;
  free words are compared by their parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, final

from juryroom.procedure.doctrine.answer import Answer
from juryroom.procedure.doctrine.vocabulary import Result

_AT_LEAST: Final = ("requires", "forbids", "unknown")
_SETS: Final = ("live", "not_live", "admissible", "inadmissible")
_STEM: Final = 7  # "reinstate", "reinstated" and "reinstatement" begin alike
_MAPPINGS: Final = ("state", "also", "by_case", "state_by_case")


@final
@dataclass(frozen=True, slots=True)
class Difference:
    """One key on which the answer is not what must follow."""

    key: str
    expected: Any
    found: Any

    def as_json(self) -> dict[str, Any]:
        """Return the difference as plain data."""
        return {"key": self.key, "expected": self.expected, "found": self.found}


def differences(then: Mapping[str, Any], answer: Answer) -> tuple[Difference, ...]:
    """Return every key of `then` on which `answer` differs, `result` first.

    Examples
    --------
    >>> from juryroom.procedure.doctrine.vocabulary import Result
    >>> from juryroom.procedure.states import CountState
    >>> found = Answer(result=Result.BARRED, reasons=("issue_preclusion",),
    ...                state={"K1": CountState.BARRED, "K2": CountState.ACQUITTED})
    >>> differences({"result": "barred", "state": {"K1": "BARRED"}, "reason": ["another"]}, found)
    ()
    >>> [one.key for one in differences({"result": "allowed", "live": ["K1"]}, found)]
    ['result', 'live']
    """
    told = answer.then()
    keys = sorted(then, key=lambda key: key != "result")
    return tuple(
        Difference(key, then[key], told.get(key))
        for key in keys
        if not (_agrees(key, then[key], told.get(key)) or (key == "result" and _one(then, told)))
    )


def _one(then: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether both tell of one open course, in whichever of the two ways."""
    ways = {Result.ALLOWED.value, Result.OPTIONS.value}
    results = {str(then["result"]), str(told["result"])}
    return results <= ways and len(told.get("options") or ()) == 1


def _agrees(key: str, expected: Any, found: Any) -> bool:
    if key == "reason":
        return bool(found)
    if key in _AT_LEAST:
        return _words(expected) <= _words(found)
    if key in _SETS:
        return found is not None and _words(expected) == _words(found)
    if key == "options":
        return _options(expected) == _options(found)
    if key in _MAPPINGS:
        return _holds(expected, found)
    if key == "if_appeal_succeeds":
        return _appeal(expected, found)
    return bool(expected == found)


def _words(value: Any) -> set[str]:
    """Return one word or a list of words as a set, spaces and underscores alike."""
    if value is None:
        return set()
    listed = cast("list[Any]", value) if isinstance(value, list) else [value]
    return {str(word).strip().replace(" ", "_") for word in listed}


def _options(value: Any) -> set[tuple[str, frozenset[str]]] | None:
    if not isinstance(value, list):
        return None
    listed = cast("list[Any]", value)
    return {
        (str(one.get("do")), frozenset(_words(one.get("requires"))))
        if isinstance(one, dict)
        else (str(one), frozenset[str]())
        for one in listed
    }


def _holds(expected: Any, found: Any) -> bool:
    """Whether every key of a mapping is found with that value, in mappings below it too."""
    if isinstance(expected, dict):
        given = cast("dict[str, Any]", expected)
        return isinstance(found, dict) and all(
            key in found and _holds(value, found[key]) for key, value in given.items()
        )
    return bool(expected == found)


def _appeal(expected: Any, found: Any) -> bool:
    """Whether what a successful appeal leads to is among what was found."""
    told = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    if isinstance(expected, dict):
        given = cast("dict[str, Any]", expected)
        return _holds(given["state"] if set(given) == {"state"} else given, told)
    stems = [_stems(word) for word in _words(list(told.values()))]
    wanted = [_stems(word) for word in _words(expected)]
    return bool(wanted) and all(any(stem <= word for stem in stems) for word in wanted)


def _stems(word: str) -> frozenset[str]:
    """Return the parts of a word, each cut short, so that `verdict_reinstated` is recognised."""
    return frozenset(part[:_STEM].lower() for part in word.split("_"))
