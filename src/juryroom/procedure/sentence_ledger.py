"""The ledger of a case: its terms on a day, how they were ordered to run, and what they add up to.

What the court ordered is kept as the record has it. Where it was silent, the default of the place
is computed beside it and never takes its place. A sentence that was to follow one that fell is
said to follow nothing; no start is guessed for it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, final

from juryroom.procedure.rule_answer import RuleAnswer
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.sentence import (
    SentenceTerm,
    TermKind,
    TermStatus,
    Total,
    all_pairs,
    days_in_custody,
    total,
)
from juryroom.procedure.sentence_order import Order, Terms, run_terms
from juryroom.record.case import Case
from juryroom.record.sentences import Relation, Sentence, Term


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One sentence as it stood on the day.

    Parameters
    ----------
    case, jurisdiction, sentence
        Where it was imposed, and its id there.
    terms
        Its terms; those that fell are marked so.
    ordered
        How the court ordered its own terms to run; `unspecified` where it said nothing.
    default
        What the law of the place says where the court said nothing, or None.
    computed
        What the terms add up to as ordered, or as the default has it; None where not known.
    reported_years
        The total as reported.
    follows
        The sentence or case that it was ordered to run with or after.
    follows_relation
        How it was ordered to run towards that.
    problems
        What is unresolved, in words.
    """

    case: str
    jurisdiction: str
    sentence: str
    date: str
    active: bool
    terms: tuple[SentenceTerm, ...]
    ordered: Relation
    default: RuleAnswer | None
    computed: Total | None
    reported_years: float | None
    follows: str | None = None
    follows_relation: Relation = Relation.UNSPECIFIED
    problems: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the entry as plain data."""
        return {
            "case": self.case,
            "jurisdiction": self.jurisdiction,
            "sentence": self.sentence,
            "date": self.date,
            "active": self.active,
            "terms": [
                {
                    "count": term.count,
                    "least_years": term.least,
                    "longest_years": term.years,
                    "life": term.kind is TermKind.LIFE,
                    "status": term.status,
                }
                for term in self.terms
            ],
            "ordered": self.ordered.value,
            "default": self.default.as_json() if self.default else None,
            "computed": self.computed.as_json() if self.computed else None,
            "reported_years": self.reported_years,
            "follows": self.follows,
            "follows_relation": self.follows_relation.value,
            "problems": list(self.problems),
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The sentences of a case, and of cases linked to it, on a day.

    Parameters
    ----------
    on
        The day.
    entries
        In the order in which they were imposed.
    custody_days
        The fewest and the most days in custody by then, each day counted once.
    """

    on: dt.date
    entries: tuple[LedgerEntry, ...]
    custody_days: tuple[int, int]

    @property
    def problems(self) -> tuple[str, ...]:
        """What is unresolved in any entry."""
        return tuple(problem for entry in self.entries for problem in entry.problems)

    def as_json(self) -> dict[str, Any]:
        """Return the ledger as plain data."""
        return {
            "on": str(self.on),
            "entries": [entry.as_json() for entry in self.entries],
            "custody_days": {"fewest": self.custody_days[0], "most": self.custody_days[1]},
            "problems": list(self.problems),
        }


def ledger(case: Case, on: dt.date, linked: Sequence[Case] = ()) -> Ledger:
    """Return the ledger of `case` on the day `on`, with the sentences of `linked` cases beside it.

    A sentence counts once it must have been imposed, and has fallen once it must have fallen.
    Custody of linked cases is counted in, so that one day in two of them is one day.

    Raises
    ------
    ProcedureError
        If no pack speaks for the jurisdiction of a case.
    """
    cases = (case, *linked)
    imposed = [
        (one, sentence) for one in cases for sentence in one.sentences if sentence.date.by(on)
    ]
    imposed.sort(key=lambda entry: entry[1].date.latest or on)
    intervals = [(held.start, held.end) for one in cases for held in one.custody]
    return Ledger(
        on=on,
        entries=tuple(_entry(one, sentence, on, cases) for one, sentence in imposed),
        custody_days=days_in_custody(intervals, on),
    )


def _entry(case: Case, sentence: Sentence, on: dt.date, cases: Sequence[Case]) -> LedgerEntry:
    fell = sentence.vacated is not None and sentence.vacated.by(on)
    terms = tuple(_term(case, sentence, term, fell=fell) for term in sentence.terms)
    # A relation to another sentence says nothing on how the terms of this one run.
    own = Relation.UNSPECIFIED if sentence.relative_to else sentence.relation
    default = _default(case, terms, on) if own is Relation.UNSPECIFIED and len(terms) > 1 else None
    computed = _computed(terms, own, default)
    problems = [
        *_disagreement(sentence, terms, own),
        *_dangling(sentence, on, cases, fell=fell),
    ]
    return LedgerEntry(
        case=case.id,
        jurisdiction=case.jurisdiction,
        sentence=sentence.id,
        date=str(sentence.date),
        active=not fell,
        terms=terms,
        ordered=own,
        default=default,
        computed=computed,
        reported_years=sentence.total_years,
        follows=sentence.relative_to,
        follows_relation=sentence.relation if sentence.relative_to else Relation.UNSPECIFIED,
        problems=tuple(f"{case.id} {sentence.id}: {problem}" for problem in problems),
    )


def _term(case: Case, sentence: Sentence, term: Term, *, fell: bool) -> SentenceTerm:
    count = next((one for one in case.counts if one.id == term.count), None)
    return SentenceTerm(
        id=f"{sentence.id}.{term.count}",
        court=case.jurisdiction,
        count=term.count,
        kind=TermKind.LIFE if term.life else None,
        years=None if term.life else term.years,
        min_years=term.min_years,
        imposed=sentence.date,
        act=count.act if count else None,
        offence_date=count.offence_date if count else None,
        status=TermStatus.VACATED if fell else TermStatus.ACTIVE,
    )


def _default(case: Case, terms: tuple[SentenceTerm, ...], on: dt.date) -> RuleAnswer | None:
    active = tuple(term for term in terms if term.counts)
    if len(active) < 2:
        return None
    return run_terms(Terms(terms=active, order=Order.SILENT), rule_pack(case.jurisdiction, on))


def _computed(
    terms: tuple[SentenceTerm, ...], own: Relation, default: RuleAnswer | None
) -> Total | None:
    if not terms:
        return None
    known = default is not None and default.result in tuple(Relation)
    relation = Relation(default.result) if default is not None and known else own
    return total(terms, all_pairs(terms, relation))


def _disagreement(sentence: Sentence, terms: tuple[SentenceTerm, ...], own: Relation) -> list[str]:
    """Return where the reported total is not what the terms add up to as ordered."""
    if sentence.total_years is None or own is Relation.UNSPECIFIED or not terms:
        return []
    imposed = [
        SentenceTerm(
            id=term.id, court=term.court, kind=term.kind, years=term.years, min_years=term.min_years
        )
        for term in terms
    ]
    summed = total(imposed, all_pairs(imposed, own))
    if summed is None or summed.longest in (None, sentence.total_years):
        return []
    return [f"reported as {sentence.total_years:g} years; the terms add up to {summed}"]


def _dangling(sentence: Sentence, on: dt.date, cases: Sequence[Case], *, fell: bool) -> list[str]:
    """Return where a sentence was ordered towards one that fell, or that is not at hand."""
    name = sentence.relative_to
    if name is None or fell:
        return []
    targets = [
        (other.id, one)
        for other in cases
        for one in other.sentences
        if name in (one.id, other.id) and one is not sentence and one.date.by(on)
    ]
    if not targets:
        return [f"ordered {sentence.relation} to {name}, whose sentences are not in this ledger"]
    if all(one.vacated is not None and one.vacated.by(on) for _, one in targets):
        return [f"ordered {sentence.relation} to {name}, which fell; what it follows is unresolved"]
    return []


def pairs_without_order(found: Ledger) -> tuple[tuple[str, str], ...]:
    """Return the pairs of active sentences between which no court's order is recorded."""
    active = [entry for entry in found.entries if entry.active]
    named = {(entry.sentence, entry.follows) for entry in active if entry.follows}
    return tuple(
        (f"{one.case} {one.sentence}", f"{other.case} {other.sentence}")
        for one, other in combinations(active, 2)
        if not {(one.sentence, other.sentence), (one.sentence, other.case)} & named
        and not {(other.sentence, one.sentence), (other.sentence, one.case)} & named
    )
