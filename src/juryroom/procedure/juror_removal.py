"""A juror whom a court is asked to remove, and what the rules of the place make of the ground.

The federal circuits differ on a juror who may hold out for reasons of evidence. A circuit with a
recorded test is answered by it; elsewhere the answer is given only where every recorded test gives
the same one, and then as open to dispute.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

from juryroom.procedure.juror_loss import Stage
from juryroom.procedure.rule_answer import RuleAnswer, no_rule, turns_on
from juryroom.procedure.rulepack import Rule, RulePack


class JurorProblem(StrEnum):
    """What is said of a juror."""

    ILL = "ill"
    SAID_TO_REFUSE_THE_LAW = "said_to_refuse_the_law"
    IGNORED_INSTRUCTIONS = "ignored_instructions"
    LACK_OF_CANDOUR = "lack_of_candour"
    THREATENED_OTHER_JURORS = "threatened_other_jurors"


# Grounds that have to do with how a juror behaves and not with what the juror makes of the proof.
CONDUCT = frozenset({JurorProblem.LACK_OF_CANDOUR, JurorProblem.THREATENED_OTHER_JURORS})


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalFacts:
    """What is said of a juror, when, and whether it may be about the evidence; None: not known."""

    problems: tuple[JurorProblem, ...]
    possibly_about_evidence: bool | None = None
    stage: Stage | None = None


def remove_juror(facts: RemovalFacts, pack: RulePack) -> RuleAnswer:
    """Return whether a court may remove the juror: `allowed`, `refuse` or `unknown`.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> said = RemovalFacts(
    ...     problems=(JurorProblem.SAID_TO_REFUSE_THE_LAW,), possibly_about_evidence=True)
    >>> answer = remove_juror(said, rule_pack("US-FED-CA2", dt.date(2026, 6, 30)))
    >>> answer.result, str(answer.authorities[0])
    ('refuse', 'United States v. Thomas, 116 F.3d 606 (2d Cir. 1997)')
    """
    if not facts.problems:
        return turns_on("juror.problem")
    rule = pack.rules.get("discharge_of_juror")
    tests = _tests(pack)
    if rule is None and not tests:
        return no_rule(pack, "discharge_of_juror")
    beside_the_proof = facts.stage is Stage.EVIDENCE or set(facts.problems) <= {JurorProblem.ILL}
    if beside_the_proof:
        return _for_cause(facts, rule, pack)
    if tests:
        return _by_tests(facts, tests, pack)
    assert rule is not None, "a place has a rule or a test"
    return _by_rule(facts, rule, pack)


def _tests(pack: RulePack) -> tuple[tuple[str, Rule], ...]:
    """Return the tests that may bind there: that of the circuit, or all where it has none."""
    known = {
        circuit: (str(test), rule)
        for circuit in _CIRCUITS
        for rule in (pack.rules.get(f"remove_juror_test_{circuit.lower()}"),)
        if rule is not None
        for test in (rule.part("test"),)
    }
    own = pack.jurisdiction.removeprefix("US-FED-")
    return (known[own],) if own in known else tuple(known.values())


_CIRCUITS = (*(f"CA{number}" for number in range(1, 12)), "CADC")


def _for_cause(facts: RemovalFacts, rule: Rule | None, pack: RulePack) -> RuleAnswer:
    """Return that a juror who cannot serve is let go: no test about the evidence is in point."""
    named = ("fewer_jurors_by_order", "alternate_in_deliberation")
    deciding = rule or next((pack.rules[name] for name in named if pack.has(name)), None)
    return RuleAnswer(
        result="allowed",
        reasons=("juror_cannot_serve",)
        if JurorProblem.ILL in facts.problems
        else ("ground_found_before_deliberation",),
        authorities=(deciding.authority,) if deciding else (),
        requires=tuple(rule.part("requires") or ()) if rule else (),
    )


def _by_tests(
    facts: RemovalFacts, tests: tuple[tuple[str, Rule], ...], pack: RulePack
) -> RuleAnswer:
    answers = [_by_test(facts, test, rule) for test, rule in tests]
    results = {answer.result for answer in answers}
    if len(results) > 1 or not results - {"unknown"}:
        fields = tuple(dict.fromkeys(field for one in answers for field in one.unknown))
        # A known fact leaves the circuit's own test as the thing that is not known.
        return RuleAnswer(
            result="unknown",
            reasons=("circuits_differ",) if len(results) > 1 else ("turns_on_a_fact_not_known",),
            authorities=tuple(rule.authority for _, rule in tests),
            unknown=fields or (f"the test of {pack.jurisdiction}",),
        )
    first, *others = answers
    agreed = first.because_of(*(one for answer in others for one in answer.authorities))
    if not others:
        return agreed
    return RuleAnswer(
        result=agreed.result,
        reasons=(*agreed.reasons, "every_recorded_test_agrees"),
        authorities=agreed.authorities,
        requires=agreed.requires,
        doubtful=True,
    )


def _by_test(facts: RemovalFacts, test: str, rule: Rule) -> RuleAnswer:
    """Apply one circuit's test.

    `any_possibility` refuses whatever may be about the evidence. `independent_ground` allows what
    stands apart from the evidence, and lets conduct stand apart unless it is said not to.
    """
    conduct = bool(CONDUCT & set(facts.problems))
    about = facts.possibly_about_evidence
    if about is None and conduct:
        about = False if test == "independent_ground" else None
    if about is None:
        return turns_on("juror.possibly_about_evidence", rules=(rule,))
    if about:
        # Where conduct is a ground of its own, that it may also touch the evidence is not decided.
        return RuleAnswer(
            result="refuse",
            reasons=("possibly_about_the_evidence",),
            authorities=(rule.authority,),
            doubtful=conduct and test == "independent_ground",
        )
    return RuleAnswer(
        result="allowed",
        reasons=("removal_ground_independent_of_the_evidence",),
        authorities=(rule.authority,),
        requires=tuple(rule.part("requires") or ()),
    )


def _by_rule(facts: RemovalFacts, rule: Rule, pack: RulePack) -> RuleAnswer:
    requires = tuple(rule.part("requires") or ())
    if facts.possibly_about_evidence:
        return RuleAnswer(
            result="refuse",
            reasons=("possibly_about_the_evidence",),
            authorities=(rule.authority,),
            requires=requires,
            doubtful=True,
        )
    grounds = {problem: rule.part(problem.value) for problem in facts.problems}
    found = [ground for ground in grounds.values() if ground]
    if not found:
        return no_rule(pack, f"discharge_of_juror for {', '.join(facts.problems)}")
    refuses_law = set(facts.problems) == {JurorProblem.SAID_TO_REFUSE_THE_LAW}
    if refuses_law and facts.possibly_about_evidence is None:
        return turns_on("juror.possibly_about_evidence", rules=(rule,))
    return RuleAnswer(
        result="allowed",
        reasons=tuple(dict.fromkeys(str(ground) for ground in found)),
        authorities=(rule.authority,),
        requires=requires,
        doubtful=refuses_law,
    )
