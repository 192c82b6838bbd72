"""A juror who cannot go on, and a juror whom the court is asked to remove."""

from juryroom.procedure import juror_loss, juror_removal
from juryroom.procedure.doctrine.actions.adapting import answered, jury_of, removal_of
from juryroom.procedure.doctrine.answer import Answer, unknown
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Asked, Situation


def juror_lost(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return what a court may do when a juror cannot go on."""
    del asked
    return answered(juror_loss.juror_lost(jury_of(situation), law.pack), law)


def remove_juror(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return whether a court may remove a juror."""
    del asked
    facts = removal_of(situation)
    if facts is None:
        return unknown("juror.problem")
    return answered(juror_removal.remove_juror(facts, law.pack), law)
