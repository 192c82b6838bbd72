"""The action on an acquittal: appeal_acquittal."""

from juryroom.procedure.acquittals import may_appeal, remedy
from juryroom.procedure.doctrine.actions.authorities import of_rules
from juryroom.procedure.doctrine.actions.counts import acquittal_facts, standing_of
from juryroom.procedure.doctrine.answer import Answer, unknown
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Asked, Count, Situation
from juryroom.procedure.doctrine.vocabulary import Result
from juryroom.procedure.ruling import Ruling, Word
from juryroom.procedure.states import ACQUITTALS, CountState

_RESULTS = {
    Word.ALLOWED: Result.ALLOWED,
    Word.BARRED: Result.BARRED,
    Word.REFUSED: Result.REFUSE,
}
_AFTERWARDS = {
    "reinstate_verdict": CountState.GUILTY_VERDICT,
    "new_trial": CountState.REVERSED_NEW_TRIAL,
}


def appeal_acquittal(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return whether the prosecution may appeal, and what an appeal that succeeds may lead to.

    A vector about a state asks for the appeal of every count that stands acquitted, where it does
    not name the counts.
    """
    standings = standing_of(situation, law)
    acquitted = [name for name, state in standings.states.items() if state in ACQUITTALS]
    names = asked.counts or tuple(acquitted) or tuple(standings.states)
    missing = [name for name in names if standings.states.get(name) is None]
    if missing or not names:
        fields = tuple(f"counts.{name}.state" for name in missing) or ("counts",)
        return unknown(*fields)
    found = {
        name: may_appeal(
            acquittal_facts(
                situation.counts.get(name) or Count(),
                standings.known[name],
                situation.appeal_ground,
            ),
            law.pack,
        )
        for name in names
    }
    return _answer(found, standings.known)


def _answer(found: dict[str, Ruling], state: dict[str, CountState]) -> Answer:
    words = {ruling.word for ruling in found.values()}
    word = next(word for word in _STRONGEST if word in words)
    decisive = [ruling for ruling in found.values() if ruling.word is word]
    reasons = tuple(dict.fromkeys(ruling.reason for ruling in decisive))
    authorities = of_rules(rule for ruling in decisive for rule in ruling.rules)
    if word is Word.UNKNOWN:
        fields = [field for ruling in decisive for field in ruling.unknown]
        return unknown(*dict.fromkeys(fields), reasons=reasons, authorities=authorities)
    remedies = {name: remedy(ruling) for name, ruling in found.items() if remedy(ruling)}
    afterwards: dict[str, str] = {name: _AFTERWARDS[to].value for name, to in remedies.items()}
    if len(set(remedies.values())) == 1:
        afterwards["remedy"] = next(iter(remedies.values()))
    american = "new_trial" not in remedies.values()
    return Answer(
        result=_RESULTS[word],
        state=state,
        reasons=reasons,
        authorities=authorities,
        if_appeal_succeeds=afterwards,
        also={"retry": "barred"} if american and word is not Word.REFUSED else {},
    )


_STRONGEST = (Word.UNKNOWN, Word.BARRED, Word.REFUSED, Word.ALLOWED)
