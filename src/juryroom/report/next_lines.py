"""What may come next, in lines for a terminal: each step, who decides, by when, and the authority."""

import datetime as dt
from collections.abc import Iterator, Sequence

from juryroom.procedure.deadlines import Deadline
from juryroom.procedure.lawful_steps import CountSteps, LawfulStep, Openness, Reached
from juryroom.procedure.retrial import RetrialResult
from juryroom.report.plain import wrapped
from juryroom.report.words import dated, day, sentence, spaced, unique, when

_RETRIAL = {
    RetrialResult.ALLOWED: "the recorded rule allows it",
    RetrialResult.BARRED: "the recorded rule bars it",
    RetrialResult.UNKNOWN: "not known",
}


def next_lines(counts: Sequence[CountSteps], on: dt.date, *, every: bool = False) -> str:
    """Return what may come next for each count, as text.

    Parameters
    ----------
    counts
        The steps of each count.
    on
        The day asked about.
    every
        Whether to show each closed step, too, with the reason.
    """
    return "\n".join(line for count in counts for line in _count(count, on, every=every))


def asked_lines(counts: Sequence[CountSteps], word: str, on: dt.date) -> str:
    """Return, for each count, whether the step of that word is open, and if not why."""
    lines = list[str]()
    for count in counts:
        lines.append(_head(count))
        for step in _telling(tuple(count.asked(word))):
            lines.extend(_step(step, on, 2))
            if step.openness is Openness.CLOSED:
                lines.append(wrapped(f"not open: {_with(step.why, step.authority)}", 6, 4))
    return "\n".join(lines)


def _telling(steps: tuple[LawfulStep, ...]) -> tuple[LawfulStep, ...]:
    """Return the steps that are not closed; where all are, one for each reason."""
    possible = tuple(step for step in steps if step.openness is not Openness.CLOSED)
    reasons = {(step.why, step.authority): step for step in reversed(steps)}
    return possible or tuple(reversed(reasons.values()))


def _head(count: CountSteps) -> str:
    words = f"{count.count.id}: {count.count.offence}; {count.state.phrase}"
    return wrapped(f"{words}, since {when(count.since)}", 0, 2)


def _count(count: CountSteps, on: dt.date, *, every: bool) -> Iterator[str]:
    yield _head(count)
    answer = count.retrial
    if answer.result in _RETRIAL and count.possible:
        said = f"Another trial: {_RETRIAL[answer.result]}: {_with(answer.rule, answer.authority)}"
        yield wrapped(said, 2, 4)
    for motion in count.motions:
        said = f"Open motion: {motion.id}, by the {spaced(motion.by)} under {motion.rule}"
        yield wrapped(f"{said}, filed {when(motion.filed)}", 2, 4)
    for entry in count.ahead:
        yield wrapped(f"In the calendar: {when(entry.date)}, {entry.what}", 2, 4)
    usual = [step for step in count.possible if not step.any_time]
    for step in usual:
        yield from _step(step, on, 2)
    any_time = [f"{step.says} ({step.transition})" for step in count.possible if step.any_time]
    if any_time:
        yield wrapped(f"At any time: {'; '.join(any_time)}", 2, 4)
    if not count.possible:
        reasons = unique(_with(step.why, step.authority) for step in count.closed)
        said = reasons[0] if len(reasons) == 1 else f"the count is {count.state.phrase}"
        yield wrapped(f"No step is open: {said}", 2, 4)
    if every:
        for step in count.closed:
            said = f"closed: {step.says} ({step.step}, {step.transition}): "
            yield wrapped(said + _with(step.why, step.authority), 2, 4)


def _step(step: LawfulStep, on: dt.date, indent: int) -> Iterator[str]:
    needs = f", by {step.needs}" if step.needs else ""
    yield wrapped(f"- {step.says}{needs} ({step.step}, {step.transition})", indent, 2)
    yield wrapped(f"who: {step.decides}; authority: {step.authority or 'none'}", indent + 4, 4)
    if step.openness is Openness.TURNS_ON:
        yield wrapped(f"turns on: {'; '.join(step.unknown)}: {dated(step.why)}", indent + 4, 4)
    for deadline in step.deadlines:
        yield wrapped(_by(deadline, on), indent + 4, 4)
    for reached in step.reaches:
        yield from _then(reached, indent + 4)


def _then(reached: Reached, indent: int) -> Iterator[str]:
    """Return what may come after a step, where the tree goes on."""
    steps = [step for step in reached.then if not step.any_time]
    if not steps:
        return
    yield wrapped(f"then, {reached.state.phrase}:", indent)
    for step in steps:
        turns = " [turns on a fact not known]" if step.openness is Openness.TURNS_ON else ""
        yield wrapped(f"- {step.says} ({step.transition}){turns}", indent + 2, 2)
        for deeper in step.reaches:
            yield from _then(deeper, indent + 6)


def _by(deadline: Deadline, on: dt.date) -> str:
    """Return a time in words."""
    words = f"{deadline.what} within {deadline.length} of {deadline.from_words}"
    if deadline.by is None:
        end = "the day is not computed"
    elif deadline.at_least:
        end = f"no earlier than {day(deadline.by)}"
    else:
        end = f"{day(deadline.by)}, or the next day that is no weekend or holiday"
        end += " (over)" if deadline.passed(on) else ""
    return f"by when: {words}: {end} ({deadline.authority})"


def _with(words: str, authority: str) -> str:
    text = f"{words} ({authority})" if authority else words
    return sentence(text)[:1].lower() + sentence(text)[1:]
