"""How two terms run: as the court ordered, and what the law says where it ordered nothing.

The default for silence differs by place, and a data format has one of its own. It is computed
beside the record and never written into it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import combinations
from typing import Any, final

from juryroom.citations import Standing
from juryroom.procedure.authority import Authority
from juryroom.procedure.rule_answer import UNKNOWN, RuleAnswer, no_rule, turns_on
from juryroom.procedure.rulepack import Rule, RulePack
from juryroom.procedure.sentence import (
    Pair,
    SentenceTerm,
    TermKind,
    TermStatus,
    Total,
    pair,
    total,
)
from juryroom.record.sentences import Relation


class Order(StrEnum):
    """What the court, or the file that reports it, says on how terms run."""

    SILENT = "silent"
    CONCURRENT = "concurrent"
    CONSECUTIVE = "consecutive"
    NO_REFERENCE = "no_concurrency_reference"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Terms, the one now imposed, and what was ordered for them.

    Parameters
    ----------
    terms
        The terms, the earlier first.
    new
        The id of the term that is now imposed; None where they are imposed as they stand.
    order
        What was ordered, or how the silence came about.
    source_format
        The data format of a file that gives no concurrency reference.
    """

    terms: tuple[SentenceTerm, ...] = ()
    order: Order | None = None
    new: str | None = None
    source_format: str | None = None

    def pairs(self) -> tuple[tuple[SentenceTerm, SentenceTerm], ...]:
        """Return the pairs that are asked about: those with the new term where one is named."""
        alive = [term for term in self.terms if term.counts]
        return tuple(
            (one, other)
            for one, other in combinations(alive, 2)
            if self.new is None or self.new in (one.id, other.id)
        )


def run_terms(given: Terms, pack: RulePack | None) -> RuleAnswer:
    """Return how the terms run: `concurrent`, `consecutive`, or `unknown`.

    `details` holds `lawful` where an order was made, and `total_years` where the lengths are known.
    Without a pack only an order, or the default of a data format, can answer.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> from juryroom.record.dates import parse_date
    >>> law = rule_pack("US-NY", dt.date(2026, 6, 30))
    >>> one_act = [SentenceTerm(id=name, court="US-NY", years=5, act="A1") for name in "AB"]
    >>> answer = run_terms(Terms(terms=tuple(one_act), order=Order.CONSECUTIVE), law)
    >>> answer.result, answer.details["lawful"], answer.details["total_years"]
    ('concurrent', False, 5)
    """
    if given.order is None:
        return turns_on("order")
    if given.order is Order.NO_REFERENCE:
        return _by_format(given)
    pairs = given.pairs()
    if not pairs:
        return _one_or_none(given)
    answers = [_pair(one, other, given, pack) for one, other in pairs]
    relations = {
        pair(one.id, other.id): Relation(answer.result)
        for (one, other), answer in zip(pairs, answers, strict=True)
        if answer.result != UNKNOWN
    }
    return _together(given, answers, relations, _out_of_range(given.terms, pack))


def _together(
    given: Terms,
    answers: Sequence[RuleAnswer],
    relations: Mapping[Pair, Relation],
    too_long: tuple[Rule, ...],
) -> RuleAnswer:
    results = dict.fromkeys(answer.result for answer in answers)
    authorities = dict.fromkeys(one for answer in answers for one in answer.authorities)
    authorities |= dict.fromkeys(rule.authority for rule in too_long)
    fields = dict.fromkeys(field for answer in answers for field in answer.unknown)
    details: dict[str, Any] = {}
    if given.order in (Order.CONCURRENT, Order.CONSECUTIVE):
        lawful = [answer.details.get("lawful") for answer in answers]
        details["lawful"] = (
            False if False in lawful or too_long else None if None in lawful else True
        )
    if len(results) > 1:
        details["pairs"] = {f"{one}, {other}": str(how) for (one, other), how in relations.items()}
    details |= _years(given, relations)
    single = len(results) == 1
    fields = fields or ({} if single else dict.fromkeys(("terms.new",)))
    return RuleAnswer(
        result=next(iter(results)) if single else UNKNOWN,
        reasons=tuple(dict.fromkeys(reason for answer in answers for reason in answer.reasons))
        if single
        else ("relations_differ_by_pair",),
        authorities=tuple(authorities),
        unknown=tuple(fields),
        doubtful=any(answer.doubtful for answer in answers),
        details=details,
    )


def _years(given: Terms, relations: Mapping[Pair, Relation]) -> dict[str, Any]:
    summed = total(given.terms, relations)
    return {} if summed is None else years_of(summed)


def years_of(summed: Total) -> dict[str, Any]:
    """Return a total as `total_years`, with the least time beside it where that differs."""
    if summed.longest is None:
        return {}
    shown: dict[str, Any] = {"total_years": "life" if summed.life else _number(summed.longest)}
    if summed.least is not None and summed.least != summed.longest:
        shown["total_min_years"] = _number(summed.least)
    return shown


def _number(years: float) -> float | int:
    return int(years) if years == int(years) else years


def _out_of_range(terms: Sequence[SentenceTerm], pack: RulePack | None) -> tuple[Rule, ...]:
    """Return the rules on the length of a term that some term breaks, by the class of its offence."""
    if pack is None:
        return ()
    most, least = (pack.rules.get(f"sentence_{end}_by_class") for end in ("maximum", "minimum"))
    broken = list[Rule]()
    for term in terms:
        grade = (term.grade or "").strip()
        if not grade or term.court != pack.jurisdiction:
            continue
        top = most.part(grade.split()[0]) if most else None
        if most and isinstance(top, int) and term.longest is not None and term.longest > top:
            broken.append(most)
        bottom = least.part(grade.removesuffix(" felony")) if least else None
        if least and isinstance(bottom, int) and term.least is not None and term.least < bottom:
            broken.append(least)
    return tuple(broken)


def _one_or_none(given: Terms) -> RuleAnswer:
    """Return the answer where fewer than two terms are left: there is nothing to relate."""
    years = _years(given, {})
    fell = any(not term.counts for term in given.terms)
    kept = fell and given.order in (Order.CONCURRENT, Order.CONSECUTIVE)
    return RuleAnswer(
        result=str(given.order) if kept else UNKNOWN,
        reasons=("term_it_related_to_fell",) if fell else ("fewer_than_two_terms",),
        unknown=() if kept else ("terms",),
        doubtful=True,
        details=years,
    )


def _pair(
    one: SentenceTerm, other: SentenceTerm, given: Terms, pack: RulePack | None
) -> RuleAnswer:
    rule = pack.rules.get("silent_sentence_default") if pack else None
    same = same_act(one, other)
    own = pack is not None and one.court == other.court == pack.jurisdiction
    must = rule is not None and rule.part("same_act") == "must be concurrent"
    if rule is not None and must and same and own:
        lawful = given.order is not Order.CONSECUTIVE
        return RuleAnswer(
            result="concurrent",
            reasons=("one_act_must_be_concurrent",),
            authorities=(_part_authority(rule, "same_act"),),
            details={} if given.order is Order.SILENT else {"lawful": lawful},
        )
    if given.order is not Order.SILENT:
        assert given.order is not None, "asked only where something was ordered"
        return _ordered(given.order, rule, same=same, asks_for_act=must and own)
    if rule is None or pack is None:
        return no_rule(pack, "silent_sentence_default") if pack else turns_on("jurisdiction")
    return _silent(one, other, given, pack, rule)


def _ordered(
    order: Order, rule: Rule | None, *, same: bool | None, asks_for_act: bool
) -> RuleAnswer:
    """Return what the court ordered; whether it was lawful may turn on the act."""
    open_question = order is Order.CONSECUTIVE and same is None and asks_for_act
    lawful = None if open_question or rule is None else True
    return RuleAnswer(
        result=str(order),
        reasons=("ordered_by_the_court",),
        authorities=(rule.authority,) if rule else (),
        unknown=("terms.act",) if open_question else (),
        doubtful=open_question,
        details={"lawful": lawful},
    )


def _silent(
    one: SentenceTerm, other: SentenceTerm, given: Terms, pack: RulePack, rule: Rule
) -> RuleAnswer:
    if isinstance(rule.value, str):
        return _default(rule.value, "silence", rule)
    if rule.part("same_time"):
        return _by_time(one, other, rule)
    new = _new_of(one, other, given)
    older = other if new is one else one
    if older.court != new.court or older.court != pack.jurisdiction:
        return _elsewhere(older, rule)
    return _own(one, other, new, rule)


def _by_time(one: SentenceTerm, other: SentenceTerm, rule: Rule) -> RuleAnswer:
    together = same_time(one, other)
    if together is None:
        return turns_on("terms.imposed", rules=(rule,))
    part = "same_time" if together else "different_times"
    return _default(rule.part(part), f"silence_{part}", rule)


def _elsewhere(older: SentenceTerm, rule: Rule) -> RuleAnswer:
    if older.status is None:
        return turns_on(f"terms.{older.id}.discharged", rules=(rule,))
    if older.status is TermStatus.DISCHARGED:
        return RuleAnswer(
            result=UNKNOWN,
            reasons=("no_undischarged_term_to_run_with",),
            authorities=(rule.authority,),
            unknown=("terms",),
        )
    how = rule.part("undischarged_term_elsewhere")
    authority = _part_authority(rule, "undischarged_term_elsewhere")
    return _default(how, "undischarged_term_elsewhere", rule, authority)


def _own(one: SentenceTerm, other: SentenceTerm, new: SentenceTerm, rule: Rule) -> RuleAnswer:
    """Apply a place's own default by the kind of the term that is imposed last."""
    by_kind = rule.part("own_determinate_or_indeterminate")
    definite = rule.part(
        "own_definite_same_time" if same_time(one, other) else "own_definite_other_time"
    )
    known_time = same_time(one, other) is not None
    if new.kind is TermKind.DEFINITE:
        if not known_time:
            return turns_on("terms.imposed", rules=(rule,))
        return _default(definite, "own_definite_terms", rule, _part_authority(rule, "definite"))
    if new.kind is None and (not known_time or definite != by_kind):
        return turns_on(f"terms.{new.id}.type", rules=(rule,))
    return _default(by_kind, "own_terms", rule, _part_authority(rule, "own"))


def no_rule_part(rule: Rule, on: str) -> RuleAnswer:
    """Return the answer where a recorded rule does not speak of a case."""
    return RuleAnswer(
        result=UNKNOWN,
        reasons=("no_rule_recorded",),
        authorities=(rule.authority,),
        unknown=(f"rule '{rule.name}' on {on}",),
    )


def _new_of(one: SentenceTerm, other: SentenceTerm, given: Terms) -> SentenceTerm:
    """Return the term imposed last: the one named, else by date, else as they are listed."""
    if given.new is not None:
        return one if one.id == given.new else other
    if one.imposed and other.imposed and other.imposed.before(one.imposed):
        return one
    return other


def _default(
    how: object, reason: str, rule: Rule, authority: Authority | None = None
) -> RuleAnswer:
    if how not in (Relation.CONCURRENT, Relation.CONSECUTIVE):
        return no_rule_part(rule, reason)
    return RuleAnswer(
        result=str(how),
        reasons=(f"default_for_{reason}" if not reason.startswith("silence") else reason,),
        authorities=(authority or rule.authority,),
    )


def _part_authority(rule: Rule, part: str) -> Authority:
    """Return the subdivision that a part of the rule rests on, where the rule names it."""
    cites = rule.part("authorities")
    cite = cites.get(part) if isinstance(cites, Mapping) else None
    return Authority(cite, rule.standing) if isinstance(cite, str) else rule.authority


def same_time(one: SentenceTerm, other: SentenceTerm) -> bool | None:
    """Whether two terms were imposed on the same day; None where it is not known."""
    a, b = one.imposed, other.imposed
    if a is None or b is None:
        return None
    if a.exact and b.exact:
        return a.earliest == b.earliest
    return False if a.before(b) or b.before(a) else None


def same_act(one: SentenceTerm, other: SentenceTerm) -> bool | None:
    """Whether two terms are for one act; None where the record cannot tell."""
    if one.act is not None and other.act is not None:
        return one.act == other.act
    if one.offence_date is None or other.offence_date is None:
        return None
    a, b = one.offence_date, other.offence_date
    return False if a.before(b) or b.before(a) else None


def _by_format(given: Terms) -> RuleAnswer:
    if given.source_format is None:
        return turns_on("source_format")
    rule = formats().get(given.source_format.casefold())
    if rule is None:
        return RuleAnswer(
            result=UNKNOWN,
            reasons=("no_rule_recorded",),
            unknown=(f"default of the format '{given.source_format}'",),
        )
    relation = Relation(rule["no_concurrency_reference"])
    return RuleAnswer(
        result=str(relation),
        reasons=("default_of_the_data_format",),
        authorities=(Authority(rule["authority"], Standing(rule["standing"])),),
        forbids=("copy_result_into_a_case_record_without_a_court_order",),
        details=_years(
            given, {pair(a.id, b.id): relation for a, b in combinations(given.terms, 2)}
        ),
    )


@cache
def formats() -> Mapping[str, Mapping[str, str]]:
    """Return the data formats that have a default of their own, by their names in small letters."""
    text = resources.files("juryroom.procedure").joinpath("formats.toml").read_text("utf-8")
    return {entry["name"].casefold(): entry for entry in tomllib.loads(text)["format"]}
