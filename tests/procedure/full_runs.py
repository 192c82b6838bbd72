"""How many examples a property is tried on: few by default, 10,000 in a full run."""

import os

FULL = bool(os.environ.get("JURYROOM_FULL"))


def examples(by_default: int) -> int:
    """Return the number of examples: `by_default`, or 10,000 where JURYROOM_FULL is set."""
    return 10_000 if FULL else by_default
