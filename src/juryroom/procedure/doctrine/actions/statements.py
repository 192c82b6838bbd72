"""A juror's statement that is offered to a court."""

from juryroom.procedure.doctrine.actions.adapting import answered, stage_of, statement_of
from juryroom.procedure.doctrine.answer import Answer, unknown
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Asked, Situation
from juryroom.procedure.impeachment import offer_statement


def offer_juror_statement(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return whether a juror's statement may be heard.

    To impeach a verdict there must be one, so that purpose says what the stage is.
    """
    facts = statement_of(situation.statement)
    if facts is None:
        return unknown("statement")
    stage = None if asked.purpose == "impeach_verdict" else stage_of(situation)
    return answered(offer_statement(facts, law.pack, stage), law)
