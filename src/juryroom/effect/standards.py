"""What courts ask after an error, as bands on two numbers. No conclusion of law is drawn here.

Two numbers can be computed: the **effect**, by how much guilty became more probable, and the
**chance of another result**, the probability of anything but guilty in the trial without the error
(not guilty, or hung). Each standard looks at one of them, or at both, or at something that is neither.
None of them is a number in law. A user who wishes to compare sets a line; what is returned is where
the number and its interval lie from that line, under each model, and nothing more.

Tests of the result miss other interests that courts weigh (Murray, A Contextual Approach to Harmless
Error Review, 130 Harv. L. Rev. 1791 (2017)).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, final

from juryroom.citations import Standing
from juryroom.effect.effect_result import SurveyEffect
from juryroom.effect.estimates import Estimate
from juryroom.errors import OutOfDomainError, Problem, UnknownNameError, nearest
from juryroom.parameters import Parameter
from juryroom.procedure.authority import Authority
from juryroom.procedure.decision_rule import Ending

_LINE = Parameter("line", 0.0, 1.0, "probability", "the line a user sets on one of the two numbers")


class Number(StrEnum):
    """Which of the two numbers."""

    EFFECT = "effect on guilty"
    ANOTHER_RESULT = "chance of not all guilty without the error"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One standard: what it asks, who carries the burden, and what can be computed beside it.

    Parameters
    ----------
    id
        The name on the command line.
    place
        Where it is used.
    question
        What the court asks itself.
    burden
        Who must persuade.
    looks_at
        Which number it looks at; both where the standard names neither, none where it asks for none.
    gate
        What is asked before any number, and is none; empty where nothing is.
    reading
        How writers or courts have read it in numbers, with the standing of that; empty where no
        number is known.
    line
        Between which values a user may reasonably set a line, or None where no number is known: then
        any line is the user's own.
    authorities
        The decisions or statutes.
    """

    id: str
    place: str
    question: str
    burden: str
    looks_at: tuple[Number, ...]
    gate: str = ""
    reading: str = ""
    line: tuple[float, float] | None = None
    authorities: tuple[Authority, ...]

    def beside(self, line: float) -> str:
        """Return how a line of the user's lies to the reading in numbers; empty where it is inside.

        Examples
        --------
        >>> standard("watson").beside(0.9)
        'the line of 0.9 lies outside of the 0.1 to 0.5 of that reading'
        """
        if self.line is None or self.line[0] <= line <= self.line[1]:
            return ""
        low, high = self.line
        between = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        return f"the line of {line:g} lies outside of the {between} of that reading"

    def as_json(self) -> dict[str, Any]:
        """Return every part under its name."""
        return {
            "id": self.id,
            "place": self.place,
            "question": self.question,
            "burden": self.burden,
            "looks_at": [str(number) for number in self.looks_at],
            "gate": self.gate,
            "reading": self.reading,
            "line_between": None if self.line is None else list(self.line),
            "authorities": [
                {"cite": authority.cite, "standing": str(authority.standing)}
                for authority in self.authorities
            ],
        }


def _read(cite: str) -> Authority:
    return Authority(cite, Standing.VERIFIED)


def _unread(cite: str) -> Authority:
    return Authority(cite, Standing.UNVERIFIED)


_EITHER = (Number.EFFECT, Number.ANOTHER_RESULT)
_PROBABILITY = "reasonable probability is less than more likely than not"

_ALL = (
    Standard(
        id="structural",
        place="United States, structural error",
        question="Is the error one of the few that are set right without asking what they changed?",
        burden="no one: nothing is weighed",
        looks_at=(),
        authorities=(
            _unread("Neder v. United States, 527 U.S. 1 (1999)"),
            _unread("United States v. Gonzalez-Lopez, 548 U.S. 140 (2006)"),
            _unread("Weaver v. Massachusetts, 582 U.S. 286 (2017)"),
        ),
    ),
    Standard(
        id="chapman",
        place="United States, constitutional error, direct review",
        question="Is it shown beyond reasonable doubt that the error did not contribute to the "
        "verdict?",
        burden="the prosecution",
        looks_at=(Number.EFFECT,),
        reading="what is left of a level of reasonable doubt: judges put that level at 0.76 to 0.95 "
        "(in United States v. Fatico, 1978), which leaves 0.05 to 0.24; measured opinions, not law",
        line=(0.05, 0.24),
        authorities=(_read("Chapman v. California, 386 U.S. 18 (1967)"),),
    ),
    Standard(
        id="kotteakos-brecht",
        place="United States, other error on direct review; constitutional error on habeas",
        question="Did the error have a substantial and injurious effect or influence on the verdict?",
        burden="the government on direct review; on habeas, grave doubt favours the petitioner",
        looks_at=(Number.EFFECT,),
        reading="grave doubt is about equipoise",
        line=(0.0, 0.5),
        authorities=(
            _read("Kotteakos v. United States, 328 U.S. 750 (1946)"),
            _read("Brecht v. Abrahamson, 507 U.S. 619 (1993)"),
            _read("O'Neal v. McAninch, 513 U.S. 432 (1995)"),
        ),
    ),
    Standard(
        id="highly-probable",
        place="United States, Third Circuit, other error on direct review",
        question="Is it highly probable that the error did not contribute to the verdict?",
        burden="the prosecution",
        looks_at=(Number.EFFECT,),
        reading="some writers take highly probable for 0.95, which leaves 0.05",
        line=(0.05, 0.05),
        authorities=(
            _unread("Government of the Virgin Islands v. Toto, 529 F.2d 278 (3d Cir. 1976)"),
        ),
    ),
    Standard(
        id="plain-error",
        place="United States, federal courts, error to which no one objected",
        question="Is there a reasonable probability that, but for the error, the result would have "
        "been different?",
        burden="the defendant",
        looks_at=(Number.ANOTHER_RESULT,),
        gate="the error is plain, affects substantial rights, and the court's discretion is moved",
        reading=_PROBABILITY,
        line=(0.0, 0.5),
        authorities=(
            _unread("United States v. Olano, 507 U.S. 725 (1993)"),
            _unread("United States v. Dominguez Benitez, 542 U.S. 74 (2004)"),
        ),
    ),
    Standard(
        id="strickland-brady",
        place="United States, ineffective counsel; evidence not disclosed",
        question="Is there a reasonable probability that the result would have been different?",
        burden="the defendant",
        looks_at=(Number.ANOTHER_RESULT,),
        gate="counsel fell short, or the evidence was favourable and not disclosed",
        reading=f"{_PROBABILITY}; Justice Souter's separate reading would say significant "
        "possibility",
        line=(0.0, 0.5),
        authorities=(
            _unread("Strickland v. Washington, 466 U.S. 668 (1984)"),
            _unread("Kyles v. Whitley, 514 U.S. 419 (1995)"),
        ),
    ),
    Standard(
        id="crimmins-constitutional",
        place="New York, constitutional error",
        question="Is there a reasonable possibility that the error contributed to the conviction?",
        burden="the prosecution",
        looks_at=(Number.EFFECT,),
        gate="the proof of guilt, without the error, is overwhelming; a survey does not measure that",
        authorities=(_read("People v. Crimmins, 36 N.Y.2d 230 (1975)"),),
    ),
    Standard(
        id="crimmins-other",
        place="New York, other error",
        question="Is there a significant probability that the jury would have acquitted but for the "
        "error?",
        burden="no one is named: the court weighs the record",
        looks_at=(Number.ANOTHER_RESULT,),
        gate="the proof of guilt, without the error, is overwhelming: two gates, not one number; the "
        "question is of acquittal, and the chance shown here holds hung juries too",
        authorities=(_read("People v. Crimmins, 36 N.Y.2d 230 (1975)"),),
    ),
    Standard(
        id="watson",
        place="California, error that is not federal constitutional",
        question="Is it reasonably probable that a result more favourable would have been reached "
        "without the error?",
        burden="the defendant",
        looks_at=(Number.ANOTHER_RESULT,),
        reading="more than an abstract possibility, less than likely; about 0.1 to 0.5 if a number "
        "is forced on it",
        line=(0.1, 0.5),
        authorities=(_unread("People v. Watson, 46 Cal.2d 818 (1956)"),),
    ),
    Standard(
        id="england-safe",
        place="England and Wales",
        question="Whether the court thinks that the conviction is safe.",
        burden="no one is named: the court forms a view",
        looks_at=_EITHER,
        authorities=(_unread("Criminal Appeal Act 1968, s. 2"),),
    ),
    Standard(
        id="canada-proviso",
        place="Canada, error of law at a jury trial",
        question="Whether there was no substantial wrong or miscarriage of justice: the error could "
        "have had no effect, or the proof is overwhelming.",
        burden="the Crown",
        looks_at=_EITHER,
        gate="whether the proof is overwhelming; a survey does not measure that",
        authorities=(_unread("Criminal Code, R.S.C. 1985, c. C-46, s. 686(1)(b)(iii)"),),
    ),
    Standard(
        id="australia-proviso",
        place="Australia, common form of the criminal appeal statutes",
        question="Whether there was no substantial miscarriage of justice.",
        burden="no one is named: the court weighs the record",
        looks_at=_EITHER,
        gate="whether the court itself is persuaded by the record; a survey does not measure that",
        authorities=(_unread("Weiss v The Queen (2005) 224 CLR 300"),),
    ),
)

STANDARDS: Mapping[str, Standard] = MappingProxyType({one.id: one for one in _ALL})
"""The standards by id, in the order in which they are shown."""


class Side(StrEnum):
    """Where an interval lies from a line."""

    BELOW = "below the line"
    ACROSS = "across the line"
    ABOVE = "above the line"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Where one number lies from the line that a user set, under one model.

    Parameters
    ----------
    side
        Where the interval for sampling and parameters together lies.
    """

    standard: Standard
    number: Number
    line: float
    model: str
    estimate: Estimate
    side: Side

    def as_json(self) -> dict[str, Any]:
        """Return the number, its interval and the line."""
        return {
            "standard": self.standard.id,
            "number": str(self.number),
            "line": self.line,
            "model": self.model,
            "value": self.estimate.value,
            "interval": self.estimate.both.as_json(),
            "interval_lies": str(self.side),
        }


def standard(name: str) -> Standard:
    """Return the standard of that id.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if name not in STANDARDS:
        rule = "a standard is one of those that are described"
        raise UnknownNameError(Problem("standard", f"'{name}'", rule, nearest(name, STANDARDS)))
    return STANDARDS[name]


def bands(effect: SurveyEffect, name: str, line: float) -> tuple[Band, ...]:
    """Return where the numbers that a standard looks at lie from a line, under every model.

    Parameters
    ----------
    effect
        The effect of the actual trial against the hypothetical one.
    name
        The id of the standard.
    line
        The line that the user sets, 0 to 1. There is no default: the law gives none.

    Raises
    ------
    OutOfDomainError
        If the line is no share, or the standard looks at no number.
    UnknownNameError
        If there is no such standard.

    Examples
    --------
    >>> from juryroom.effect.survey_effect import survey_effect
    >>> from juryroom.jury.survey import Survey
    >>> survey = Survey.of_counts({"actual": (280, 400), "hypothetical": (270, 450)})
    >>> {str(band.side) for band in bands(survey_effect(survey), "watson", 0.1)}
    {'above the line'}
    """
    asked = standard(name)
    _LINE.check(line, owner=f"standard '{name}'")
    if not asked.looks_at:
        rule = "this standard looks at no number"
        accepted = "the standard without a line"
        raise OutOfDomainError(Problem(f"standard '{name}', line", f"{line:g}", rule, accepted))
    found: list[Band] = []
    for model in effect.models:
        numbers = {
            Number.EFFECT: model.effect[Ending.GUILTY],
            Number.ANOTHER_RESULT: model.not_all_guilty_without,
        }
        for number in asked.looks_at:
            estimate = numbers[number]
            found.append(
                Band(
                    standard=asked,
                    number=number,
                    line=line,
                    model=model.name,
                    estimate=estimate,
                    side=_side(estimate, line),
                )
            )
    return tuple(found)


def _side(estimate: Estimate, line: float) -> Side:
    if estimate.both.high < line:
        return Side.BELOW
    return Side.ABOVE if estimate.both.low > line else Side.ACROSS
