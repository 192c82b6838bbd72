"""A juror who cannot go on: which courses the rules of the place leave a court.

Three courses are known: an alternate takes the seat, the jury goes on with fewer, or a judge goes
on alone. Which are open turns on the stage, the jurors left, the alternates and, where the rule
asks for it, the form of the defendant's consent. Where none is open only a mistrial is left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, final

from juryroom.procedure.authority import Authority
from juryroom.procedure.rule_answer import RuleAnswer, no_rule, turns_on
from juryroom.procedure.rulepack import Rule, RulePack


class Stage(StrEnum):
    """How far the trial had come."""

    EVIDENCE = "evidence"
    DELIBERATION = "deliberation"
    AFTER_VERDICT = "after_verdict"


class ConsentForm(StrEnum):
    """How the defendant consented, if at all."""

    NONE = "none"
    ORAL = "oral"
    WRITTEN = "written"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The defendant's consent and its form; None means not known."""

    form: ConsentForm | None = None
    signed: bool | None = None
    in_open_court: bool | None = None

    def meets(self, asked: str | None) -> bool | None:
        """Whether this is the consent a rule asks for; None where it is not known.

        Parameters
        ----------
        asked
            "not needed", "any", "written", or a text that begins with "written, signed"; None
            where the rule does not say what it asks for.

        Examples
        --------
        >>> Consent(form=ConsentForm.ORAL, in_open_court=True).meets("written")
        False
        >>> Consent(form=ConsentForm.WRITTEN, signed=True).meets("written, signed in open court")
        """
        if asked == "not needed":
            return True
        if self.form is None or asked is None:
            return None
        if asked == "any":
            return self.form is not ConsentForm.NONE
        if self.form is not ConsentForm.WRITTEN:
            return False
        if not asked.startswith("written, signed"):
            return True
        return _all_of(self.signed, self.in_open_court)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class JuryFacts:
    """The jury as it stands; None means not known.

    Parameters
    ----------
    stage
        How far the trial had come.
    sworn, sitting
        How many jurors were sworn, and how many are left.
    alternates
        How many alternates are still there.
    consent
        What the defendant agreed to.
    """

    stage: Stage | None = None
    sworn: int | None = None
    sitting: int | None = None
    alternates: int | None = None
    consent: Consent = Consent()

    @property
    def left(self) -> int | None:
        """The jurors left without the one who is lost.

        A jury that is given as complete has not yet counted that juror off.
        """
        if self.sitting is None:
            return None if self.sworn is None else self.sworn - 1
        return self.sitting - 1 if self.sitting == self.sworn else self.sitting


@final
@dataclass(frozen=True, slots=True)
class Course:
    """What a court may do, and what must be present for it.

    It is doubtful where the rule on record does not say whether consent is needed, or excepts
    offences that are not told apart here.
    """

    do: str
    requires: tuple[str, ...]
    authority: Authority
    doubtful: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the course as plain data."""
        return {"do": self.do, "requires": list(self.requires)}


def juror_lost(jury: JuryFacts, pack: RulePack) -> RuleAnswer:
    """Return what a court may do when a juror cannot go on.

    Returns
    -------
    RuleAnswer
        `options` where several courses are open, `allowed` where one is, `mistrial` where none is.
        The courses are in `details["options"]`.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> eleven = JuryFacts(
    ...     stage=Stage.DELIBERATION, sworn=12, sitting=11, alternates=1,
    ...     consent=Consent(form=ConsentForm.NONE))
    >>> for place in ("US-FED", "US-NY", "US-CA"):
    ...     answer = juror_lost(eleven, rule_pack(place, dt.date(2026, 6, 30)))
    ...     print(place, answer.result, [one["do"] for one in answer.details.get("options", ())])
    US-FED options ['continue_with_11', 'seat_alternate']
    US-NY mistrial []
    US-CA allowed ['seat_alternate']
    """
    if not any(pack.has(name) for name in (*_ALTERNATE.values(), "fewer_jurors_by_order")) and (
        _floor(pack) is None
    ):
        return no_rule(pack, "alternate_in_deliberation", "fewer_jurors_by_order")
    if jury.stage is Stage.AFTER_VERDICT:
        return RuleAnswer(result="stands", reasons=("verdict_already_taken",))
    if jury.stage is None:
        return _either_stage(jury, pack)
    if jury.left is None:
        return turns_on("jury.sitting")
    return _answer(tuple(_courses(jury, pack)), jury, pack)


_ALTERNATE = {
    Stage.EVIDENCE: "alternate_in_evidence",
    Stage.DELIBERATION: "alternate_in_deliberation",
}


def _either_stage(jury: JuryFacts, pack: RulePack) -> RuleAnswer:
    answers = [
        juror_lost(
            JuryFacts(
                stage=stage,
                sworn=jury.sworn,
                sitting=jury.sitting,
                alternates=jury.alternates,
                consent=jury.consent,
            ),
            pack,
        )
        for stage in (Stage.EVIDENCE, Stage.DELIBERATION)
    ]
    alike = answers[0].result == answers[1].result and answers[0].details == answers[1].details
    return answers[1] if alike else turns_on("stage")


def _courses(jury: JuryFacts, pack: RulePack) -> Iterator[Course]:
    yield from _fewer(jury, pack)
    yield from _alternate(jury, pack)
    yield from _judge_alone(jury, pack)


def _answer(courses: tuple[Course, ...], jury: JuryFacts, pack: RulePack) -> RuleAnswer:
    if not courses:
        return _mistrial(jury, pack)
    authorities = tuple(dict.fromkeys(course.authority for course in courses))
    options = tuple(course.as_json() for course in courses)
    several = len({course.do for course in courses}) > 1
    return RuleAnswer(
        result="options" if several else "allowed",
        reasons=("courses_open",) if several else (courses[0].do,),
        authorities=authorities,
        requires=() if several else courses[0].requires,
        doubtful=any(course.doubtful for course in courses),
        details={"options": options},
    )


def _mistrial(jury: JuryFacts, pack: RulePack) -> RuleAnswer:
    rules = [
        pack.rules[name] for name in ("no_lawful_jury", "discharge_for_loss") if pack.has(name)
    ]
    alternate = pack.rules.get(_ALTERNATE[jury.stage or Stage.DELIBERATION])
    reasons, requires = ["no_lawful_jury_left"], ()
    without = jury.alternates == 0
    if alternate is not None and not without and not pack_consent(alternate, jury.consent):
        reasons.insert(0, "consent_to_the_alternate_is_missing")
        requires = tuple(alternate.part("requires") or ())
        rules.insert(0, alternate)
    elif without:
        reasons.insert(0, "no_alternate")
    floor = floor_for(jury, pack)
    if floor is not None and jury.left is not None and jury.left < floor[0]:
        reasons.append("below_minimum_number")
        rules.append(floor[1])
    elif floor is None and pack.has("fewer_jurors_by_order"):
        reasons.append("fewer_jurors_only_at_another_stage")
        rules.append(pack.rules["fewer_jurors_by_order"])
    return RuleAnswer(
        result="mistrial",
        reasons=tuple(reasons),
        authorities=tuple(rule.authority for rule in rules),
        requires=requires,
        forbids=_closed(jury, alternate),
        doubtful=not rules,
    )


def _closed(jury: JuryFacts, alternate: Rule | None) -> tuple[str, ...]:
    """Return the courses that are not open where only a mistrial is left."""
    fewer = () if jury.left is None else (f"continue_with_{jury.left}",)
    seat = () if alternate is None or jury.alternates == 0 else ("seat_alternate",)
    return (*fewer, *seat)


def pack_consent(rule: Rule, consent: Consent) -> bool:
    """Whether the consent that `rule` asks for is there, or may be there."""
    return consent.meets(rule.part("consent")) is not False


def floor_for(jury: JuryFacts, pack: RulePack) -> tuple[int, Rule] | None:
    """Return the fewest jurors who may go on without consent at that stage, and by which rule."""
    own = pack.rules.get("fewer_jurors_by_order")
    if own is not None:
        stage = own.part("stage")
        return (own.part("down_to"), own) if stage in (None, jury.stage) else None
    return _floor(pack)


def _floor(pack: RulePack) -> tuple[int, Rule] | None:
    """Return the least number for a verdict, where the place lets a full jury shrink to it."""
    least, size = pack.rules.get("min_jurors"), pack.rules.get("jury_size")
    if least is None or size is None or least.part("full_jury"):
        return None
    fewest = least.part("sitting")
    return (int(fewest), least) if isinstance(fewest, int) and fewest < _full(size) else None


def _full(size: Rule) -> int:
    numbers = [part for part in size.value.values() if isinstance(part, int)]
    return max(numbers, default=0)


def _fewer(jury: JuryFacts, pack: RulePack) -> Iterator[Course]:
    left = jury.left
    assert left is not None, "asked only where the number is known"
    do = f"continue_with_{left}"
    floor = floor_for(jury, pack)
    if floor is not None and left >= floor[0]:
        # Where the court may order it, an agreement of the parties opens nothing more.
        yield Course(do, tuple(floor[1].part("requires") or ()), floor[1].authority)
        return
    agreed = pack.rules.get("fewer_jurors_by_agreement")
    if agreed is None or left < (agreed.part("down_to") or 6):
        return
    if pack_consent(agreed, jury.consent):
        excepted = agreed.part("not_for") is not None
        requires = tuple(agreed.part("requires") or ())
        yield Course(do, requires, agreed.authority, doubtful=excepted)


def _alternate(jury: JuryFacts, pack: RulePack) -> Iterator[Course]:
    assert jury.stage is not None, "asked only where the stage is known"
    rule = pack.rules.get(_ALTERNATE[jury.stage])
    if rule is None or rule.part("allowed") is False or jury.alternates == 0:
        return
    if not pack_consent(rule, jury.consent):
        return
    requires = tuple(rule.part("requires") or ())
    missing = _missing(jury, pack)
    if jury.alternates is not None and jury.alternates < missing:
        # Some seats stay empty: what is left after the alternates must be lawful by itself.
        floor = floor_for(jury, pack)
        if floor is None or jury.left is None or jury.left + jury.alternates < floor[0]:
            return
        requires = tuple(dict.fromkeys((*requires, *(floor[1].part("requires") or ()))))
    untold = rule.part("consent") is None
    yield Course("seat_alternate", requires, rule.authority, doubtful=untold)


def _missing(jury: JuryFacts, pack: RulePack) -> int:
    """Return how many seats are empty: of those sworn, else of the largest jury of the place."""
    size = pack.rules.get("jury_size")
    full = jury.sworn if jury.sworn is not None else (_full(size) if size else 0)
    return max(full - (jury.left or 0), 1)


def _judge_alone(jury: JuryFacts, pack: RulePack) -> Iterator[Course]:
    rule = pack.rules.get("judge_alone_below_minimum")
    floor = floor_for(jury, pack)
    if rule is None or floor is None or jury.left is None or jury.left >= floor[0]:
        return
    if pack_consent(rule, jury.consent):
        yield Course("continue_by_judge_alone", tuple(rule.part("requires") or ()), rule.authority)


def _all_of(*facts: bool | None) -> bool | None:
    if False in facts:
        return False
    return None if None in facts else True
