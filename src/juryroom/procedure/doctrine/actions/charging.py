"""The actions on a new charge: charge and join."""

from juryroom.procedure.doctrine.actions.authorities import of_rules
from juryroom.procedure.doctrine.answer import Answer, unknown
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.prosecutions import Instrument, Prior
from juryroom.procedure.doctrine.situation import Asked, Situation
from juryroom.procedure.doctrine.vocabulary import Result
from juryroom.procedure.joinder import InstrumentFacts, Joined
from juryroom.procedure.joinder import join as joined
from juryroom.procedure.ruling import Ruling, Word
from juryroom.procedure.second_prosecution import (
    OmittedFacts,
    PriorFacts,
    after_another,
    left_out,
)

_RESULTS = {
    Word.ALLOWED: Result.ALLOWED,
    Word.BARRED: Result.BARRED,
    Word.REFUSED: Result.REFUSE,
}
_STRONGEST = (Word.BARRED, Word.UNKNOWN, Word.REFUSED, Word.ALLOWED)
_BEGUN = ("trial_begun", "on_trial", "tried", "verdict", "convicted", "acquitted", "plea", "guilty")
_NOT_BEGUN = ("filed", "pending", "returned_for_new_trial", "indicted", "arraigned")


def charge(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return whether a charge may be brought, beside what was prosecuted or left out before."""
    charging = asked.sovereign or law.jurisdiction
    rulings = [
        after_another(
            _prior(prior, asked), charging, law.pack, situation.exception_under_cpl_40_20_2
        )
        for prior in situation.prior
    ]
    omitted = situation.omitted
    if omitted is not None:
        facts = OmittedFacts(
            same_transaction=omitted.same_transaction,
            known_and_provable=omitted.known_and_provable,
            trial_begun=_earlier_begun(situation, omitted.instrument),
        )
        rulings.append(left_out(facts, law.pack))
    if not rulings:
        return unknown("prior", "omitted", reasons=("no_earlier_prosecution_given",))
    return _strongest(rulings)


def join(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return whether two instruments may be tried together, and which counts then live."""
    known = {one.id: one for one in situation.instruments}
    names = asked.instruments or tuple(known)
    missing = [name for name in names if name not in known]
    if missing or len(names) < 2:
        return unknown(*(f"instruments.{name}" for name in missing or ["second"]))
    chosen = [known[name] for name in names]
    facts = [
        InstrumentFacts(id=one.id, counts=one.counts, trial_begun=_begun(one)) for one in chosen
    ]
    in_both = _in_both(chosen, situation)
    same = situation.same_offence_in_both
    found = joined(facts, True if in_both and same is None else same, in_both, law.pack)
    return _joined(found, chosen)


def _joined(found: Joined, instruments: list[Instrument]) -> Answer:
    ruling = found.ruling
    authorities = of_rules(ruling.rules)
    if ruling.word is Word.UNKNOWN:
        return unknown(*ruling.unknown, reasons=(ruling.reason,), authorities=authorities)
    if ruling.word is Word.REFUSED:
        return Answer(
            result=Result.REFUSE,
            reasons=(ruling.reason,),
            authorities=authorities,
            requires=ruling.requires,
        )
    superseding = ruling.reason == "superseded_for_the_offence_in_both"
    first = instruments[0].counts
    nothing_falls = (f"{' or '.join(first)} superseded",) if first and not superseding else ()
    return Answer(
        result=Result.COUNTS if superseding else Result.CONSOLIDATE,
        live=found.live,
        not_live=found.superseded if superseding else None,
        forbids=nothing_falls,
        reasons=(ruling.reason,),
        authorities=authorities,
    )


def _in_both(instruments: list[Instrument], situation: Situation) -> tuple[str, ...]:
    """Return the counts of the first instrument whose offence a later one charges again.

    They are those that bear the same id in both, and those about the same act and of the same
    class where the counts are given.
    """
    first, *later = instruments
    others = [name for one in later for name in one.counts]
    return tuple(
        name
        for name in first.counts
        if name in others or any(_same_offence(name, other, situation) for other in others)
    )


def _same_offence(name: str, other: str, situation: Situation) -> bool:
    one, two = situation.counts.get(name), situation.counts.get(other)
    if one is None or two is None or one.act is None:
        return False
    return one.act == two.act and one.grade == two.grade


def _prior(prior: Prior, asked: Asked) -> PriorFacts:
    return PriorFacts(
        sovereign=prior.sovereign,
        same_act=_same(prior.act, asked.act),
        same_transaction=_same(prior.transaction, asked.transaction),
        outcomes=prior.outcome,
        jeopardy_attached=prior.jeopardy_attached,
    )


def _same(one: str | None, other: str | None) -> bool | None:
    return None if one is None or other is None else one == other


def _earlier_begun(situation: Situation, named: str | None) -> bool | None:
    """Whether the trial of the instrument that left the offence out has begun."""
    earlier = [one for one in situation.instruments if named in (None, one.id)]
    begun = [_begun(one) for one in earlier[:1]]
    return begun[0] if begun else None


def _begun(instrument: Instrument) -> bool | None:
    """Whether a trial of the instrument has begun, or a plea ended it, as far as is given."""
    if instrument.trial_begun is not None or instrument.status is None:
        return instrument.trial_begun
    if instrument.status in _BEGUN:
        return True
    return False if instrument.status in _NOT_BEGUN else None


def _strongest(rulings: list[Ruling]) -> Answer:
    word = next(word for word in _STRONGEST if any(one.word is word for one in rulings))
    decisive = [one for one in rulings if one.word is word]
    reasons = tuple(dict.fromkeys(one.reason for one in decisive))
    authorities = of_rules(rule for one in decisive for rule in one.rules)
    if word is Word.UNKNOWN:
        fields = dict.fromkeys(field for one in decisive for field in one.unknown)
        return unknown(*fields, reasons=reasons, authorities=authorities)
    return Answer(result=_RESULTS[word], reasons=reasons, authorities=authorities)
