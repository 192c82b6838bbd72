"""One act in one situation, written as in a doctrine vector."""

import json
from typing import Any

from juryroom.procedure.doctrine.answer import Answer
from juryroom.procedure.doctrine.dispatch import answer
from juryroom.procedure.doctrine.situation import Asked, Situation
from juryroom.record.dates import parse_date


def act(action: str, place: str, /, date: str | None = None, **given: Any) -> Answer:
    """Return the answer to `action`; `when` among the fields holds what else is asked."""
    when = {"action": action, **given.pop("when", {})}
    return answer(
        Situation.model_validate_json(json.dumps(given), strict=True),
        Asked.model_validate_json(json.dumps(when), strict=True),
        place,
        parse_date(date) if date else None,
    )
