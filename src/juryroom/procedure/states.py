"""The states a count can be in, and what each is called in plain words."""

from enum import StrEnum


class CountState(StrEnum):
    """The state of one count on one day.

    A terminal state is left by no step, but for the exceptions in `transitions.toml`. A `live`
    count may still be tried, or its verdict still be undone; a `before_verdict` count has been
    charged and has not yet had a verdict, a plea or a mistrial.

    Examples
    --------
    >>> CountState.MISTRIAL.phrase
    'mistrial, no verdict'
    >>> CountState.ACQUITTED.terminal, CountState.DISMISSED.terminal, CountState.DISMISSED.live
    (True, False, False)
    """

    CHARGED = "CHARGED"
    INDICTED = "INDICTED"
    PENDING_TRIAL = "PENDING_TRIAL"
    IN_JEOPARDY = "IN_JEOPARDY"
    SUBMITTED = "SUBMITTED"
    AGREED_PROVISIONAL = "AGREED_PROVISIONAL"
    GUILTY_VERDICT = "GUILTY_VERDICT"
    GUILTY_LESSER = "GUILTY_LESSER"
    ACQUITTED = "ACQUITTED"
    ACQUITTED_BY_COURT = "ACQUITTED_BY_COURT"
    NGRI = "NGRI"
    DEEMED_ACQUITTED = "DEEMED_ACQUITTED"
    MISTRIAL = "MISTRIAL"
    BARRED = "BARRED"
    PLEA_GUILTY = "PLEA_GUILTY"
    SENTENCED = "SENTENCED"
    SENTENCE_VACATED = "SENTENCE_VACATED"
    AFFIRMED = "AFFIRMED"
    REVERSED_NEW_TRIAL = "REVERSED_NEW_TRIAL"
    REVERSED_DISMISSED = "REVERSED_DISMISSED"
    DISMISSED = "DISMISSED"
    DISMISSED_WITH_PREJUDICE = "DISMISSED_WITH_PREJUDICE"
    ABATED = "ABATED"
    FINAL = "FINAL"

    @property
    def phrase(self) -> str:
        """The state in words for readers."""
        return _PHRASES[self]

    @property
    def terminal(self) -> bool:
        """Whether the law lets the count go no further."""
        return self in TERMINAL

    @property
    def live(self) -> bool:
        """Whether the count may still be tried, or its verdict still be undone on review."""
        return self in LIVE

    @property
    def before_verdict(self) -> bool:
        """Whether the count is charged and has had no verdict, plea or mistrial since."""
        return self in BEFORE_VERDICT


TERMINAL = frozenset(
    {
        CountState.ACQUITTED,
        CountState.ACQUITTED_BY_COURT,
        CountState.NGRI,
        CountState.DEEMED_ACQUITTED,
        CountState.BARRED,
        CountState.REVERSED_DISMISSED,
        CountState.DISMISSED_WITH_PREJUDICE,
        CountState.ABATED,
    }
)
ACQUITTALS = frozenset(
    {
        CountState.ACQUITTED,
        CountState.ACQUITTED_BY_COURT,
        CountState.NGRI,
        CountState.DEEMED_ACQUITTED,
    }
)
BEFORE_VERDICT = frozenset(
    {
        CountState.CHARGED,
        CountState.INDICTED,
        CountState.PENDING_TRIAL,
        CountState.IN_JEOPARDY,
        CountState.SUBMITTED,
        CountState.AGREED_PROVISIONAL,
    }
)
# On trial: a jury is sworn and has neither returned a verdict on the count nor been discharged.
ON_TRIAL = frozenset({CountState.IN_JEOPARDY, CountState.SUBMITTED, CountState.AGREED_PROVISIONAL})
LIVE = frozenset(set(CountState) - TERMINAL - {CountState.DISMISSED, CountState.FINAL})

_PHRASES = {
    CountState.CHARGED: "charged",
    CountState.INDICTED: "indicted",
    CountState.PENDING_TRIAL: "awaiting trial",
    CountState.IN_JEOPARDY: "on trial",
    CountState.SUBMITTED: "before the jury",
    CountState.AGREED_PROVISIONAL: "before the jury, agreement reported, no verdict taken",
    CountState.GUILTY_VERDICT: "guilty verdict, not yet sentenced",
    CountState.GUILTY_LESSER: "guilty of this lesser offence, not yet sentenced",
    CountState.ACQUITTED: "not guilty",
    CountState.ACQUITTED_BY_COURT: "acquitted by the judge",
    CountState.NGRI: "not guilty by reason of insanity",
    CountState.DEEMED_ACQUITTED: "deemed acquitted, the accepted verdict being silent",
    CountState.MISTRIAL: "mistrial, no verdict",
    CountState.BARRED: "further trial barred",
    CountState.PLEA_GUILTY: "plea of guilty, not yet sentenced",
    CountState.SENTENCED: "convicted and sentenced",
    CountState.SENTENCE_VACATED: "convicted, sentence vacated",
    CountState.AFFIRMED: "convicted, affirmed on appeal",
    CountState.REVERSED_NEW_TRIAL: "conviction reversed, new trial ordered",
    CountState.REVERSED_DISMISSED: "conviction reversed, count dismissed",
    CountState.DISMISSED: "dismissed",
    CountState.DISMISSED_WITH_PREJUDICE: "dismissed with prejudice",
    CountState.ABATED: "ended by the defendant's death",
    CountState.FINAL: "convicted, review ended",
}
