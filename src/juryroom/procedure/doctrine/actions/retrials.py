"""The actions on counts that were tried before: retry, new_trial, state_of."""

from collections.abc import Mapping

from juryroom.procedure.doctrine.actions.authorities import used
from juryroom.procedure.doctrine.actions.contents import Entry, after_what, entry
from juryroom.procedure.doctrine.actions.counts import Standings, standing_of
from juryroom.procedure.doctrine.actions.one_count import Again, again
from juryroom.procedure.doctrine.answer import Answer, AuthorityUsed, unknown
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Asked, Situation
from juryroom.procedure.doctrine.vocabulary import Ground, Result
from juryroom.procedure.ruling import Word
from juryroom.procedure.states import CountState


def retry(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return whether the prosecution may try the counts again.

    Where some counts may be tried and others not the answer is `counts`; where the facts leave the
    question open for one of them it is unknown.
    """
    standings = standing_of(situation, law)
    names = asked.counts or tuple(standings.states)
    nobody_knows = _not_known(names, standings)
    if nobody_knows is not None:
        return nobody_knows
    found = {name: again(name, situation, standings, law) for name in names}
    return _together(found, situation, standings)


def new_trial(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return which counts a new trial that has been ordered contains."""
    standings = standing_of(situation, law)
    names = asked.counts or tuple(standings.states)
    after = after_what(asked, standings)
    if after is None:
        return unknown("when.after", reasons=("what_ended_the_trial_not_known",))
    entries = {name: entry(name, after, situation, standings, law) for name in names}
    fields = [field for found in entries.values() for field in found.unknown]
    authorities = _contents_authorities(entries, standings, law)
    if fields or not entries:
        return unknown(*(fields or ["counts"]), authorities=authorities)
    return Answer(
        result=Result.COUNTS,
        live=tuple(name for name, found in entries.items() if found.live),
        not_live=tuple(name for name, found in entries.items() if not found.live),
        state=standings.known,
        reasons=tuple(dict.fromkeys(found.reason for found in _gone_first(entries))),
        authorities=authorities,
    )


def state_of(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return the states of the counts, once everything that is given has had its effect."""
    standings = standing_of(situation, law)
    names = asked.counts or tuple(standings.states)
    nobody_knows = _not_known(names, standings)
    if nobody_knows is not None:
        return nobody_knows
    if standings.unknown:
        return unknown(*standings.unknown, authorities=standings.authorities)
    return Answer(
        result=Result.STATE,
        state={name: standings.known[name] for name in names},
        reasons=standings.reasons or ("state_as_given",),
        authorities=standings.authorities,
    )


def _not_known(names: tuple[str, ...], standings: Standings) -> Answer | None:
    """Return the answer where the state of a count asked about is not known, else None."""
    missing = [name for name in names if standings.states.get(name) is None]
    if names and not missing:
        return None
    fields = standings.unknown or tuple(f"counts.{name}.state" for name in missing) or ("counts",)
    return unknown(*fields, authorities=standings.authorities)


def _together(found: Mapping[str, Again], situation: Situation, standings: Standings) -> Answer:
    """Return the one answer to the question of several counts."""
    words = {one.word for one in found.values()}
    word = next(word for word in _STRONGEST if word in words)
    decisive = [one for one in found.values() if one.word is word]
    reasons = tuple(dict.fromkeys(reason for one in decisive for reason in one.reasons))
    authorities = tuple(
        dict.fromkeys([*(by for one in decisive for by in one.authorities), *standings.authorities])
    )
    if word is Word.UNKNOWN:
        fields = [f"counts.{name}: {field}" for name, one in found.items() for field in one.unknown]
        return unknown(*fields, reasons=reasons, authorities=authorities)
    state = standings.known | {
        name: _after_a_bar(name, situation, standings)
        for name, one in found.items()
        if one.word is Word.BARRED
    }
    if len(words) > 1:
        return Answer(
            result=Result.COUNTS,
            live=tuple(name for name, one in found.items() if one.word is Word.ALLOWED),
            not_live=tuple(name for name, one in found.items() if one.word is not Word.ALLOWED),
            state=state,
            reasons=reasons,
            authorities=authorities,
        )
    return Answer(
        result=_RESULTS[word],
        state=state,
        reasons=reasons,
        authorities=authorities,
        requires=tuple(dict.fromkeys(need for one in decisive for need in one.requires)),
    )


_STRONGEST = (Word.UNKNOWN, Word.BARRED, Word.REFUSED, Word.ALLOWED)
_RESULTS = {
    Word.BARRED: Result.BARRED,
    Word.REFUSED: Result.REFUSE,
    Word.ALLOWED: Result.ALLOWED,
}


def _after_a_bar(name: str, situation: Situation, standings: Standings) -> CountState:
    """Return the state of a count once a bar is found: a final state stays what it was."""
    state = standings.known[name]
    if state.terminal:
        return state
    reversed_ = state is CountState.REVERSED_NEW_TRIAL
    count = situation.counts.get(name)
    grounds = (None, Ground.REPUGNANT_VERDICTS)
    if reversed_ and count is not None and count.reversal_ground not in grounds:
        return CountState.REVERSED_DISMISSED
    return CountState.BARRED


def _gone_first(entries: Mapping[str, Entry]) -> list[Entry]:
    """Return what is said of each count, those that are not in the new trial before the others."""
    return sorted(entries.values(), key=lambda found: bool(found.live))


def _contents_authorities(
    entries: Mapping[str, Entry], standings: Standings, law: Law
) -> tuple[AuthorityUsed, ...]:
    cited = used(((found.authority, found.standing) for found in _gone_first(entries)), law)
    rule = law.rule("counts_after_reversal")
    reversed_ = CountState.REVERSED_NEW_TRIAL in standings.known.values()
    general = (AuthorityUsed.of(rule),) if rule is not None and reversed_ else ()
    return tuple(dict.fromkeys([*general, *standings.authorities, *cited]))
