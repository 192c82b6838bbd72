"""Where a claim can be found in its source, and how it ranks beside other claims."""

from enum import StrEnum

from juryroom.record.fields import Id, Strict, Text


class Rank(StrEnum):
    """How a claim stands beside other claims on the same matter; nothing is deleted."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


class Citation(Strict):
    """Where in a source a claim can be found.

    Attributes
    ----------
    source
        the id of the source
    pin
        the place in it: a page, a paragraph, a line
    terms
        words and figures that stand at that place
    """

    source: Id
    pin: Text
    terms: tuple[Text, ...] = ()
