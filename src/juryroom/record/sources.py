"""Sources: where a fact was read."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from juryroom.record.fields import SHA256_PATTERN, URL_PATTERN, Id, Strict, Text, When


class SourceKind(StrEnum):
    """What sort of document a source is."""

    ARTICLE = "article"
    WIRE = "wire"
    DECISION = "decision"
    FILING = "filing"
    TRANSCRIPT = "transcript"
    REFERENCE = "reference"
    COMMENTARY = "commentary"
    DATASET = "dataset"


class Quality(StrEnum):
    """How much a source can carry alone; `weak` is commentary or rewritten copy."""

    GOOD = "good"
    FAIR = "fair"
    WEAK = "weak"


class Source(Strict):
    """One document that the record relies on.

    `origin` names the text that a source descends from. Sources of one origin count once when
    independent sources are counted, however many outlets printed it.

    Attributes
    ----------
    id
        the short name of the source
    kind
        what sort of document it is
    outlet
        who published it
    date
        the day it was published
    date_basis
        how that day is known, where the source does not print it
    url
        its address
    url_complete
        whether the address leads to the document, or only to the site
    file
        the name of the file, for a document kept beside the case
    sha256
        the SHA-256 of that file
    licence
        the licence of the text
    retrieved
        the day it was read
    origin
        the text that it descends from: the id of a source, or a name for a text that is none
    quality
        how much it can carry alone
    note
        a remark for readers
    """

    id: Id
    kind: SourceKind
    outlet: Text
    date: When | None = None
    date_basis: Text | None = None
    url: Annotated[str, Field(pattern=URL_PATTERN, max_length=500)] | None = None
    url_complete: bool = True
    file: Annotated[str, Field(max_length=255)] | None = None
    sha256: Annotated[str, Field(pattern=SHA256_PATTERN)] | None = None
    licence: Text | None = None
    retrieved: When | None = None
    origin: Id | None = None
    quality: Quality
    note: Text | None = None

    @property
    def root(self) -> str:
        """The text this source descends from: its origin, or itself."""
        return self.origin or self.id
