"""Works that more than one model cites."""

from juryroom.citations import Citation, Reason, Standing

DAVIS_1973 = Citation(
    "Davis, J. H. (1973). Group decision and social interaction: a theory of social decision "
    "schemes. Psychological Review 80, 97-125",
    Reason.MODEL,
    "the matrix D of a social decision scheme",
    Standing.UNVERIFIED,
)
"""Defines social decision schemes; cited from secondary accounts, not read in the original."""

DAVIS_ET_AL_1975 = Citation(
    "Davis, J. H., Kerr, N. L., Atkin, R. S., Holt, R., & Meek, D. (1975). The decision processes "
    "of 6- and 12-person mock juries assigned unanimous and two-thirds majority rules. Journal of "
    "Personality and Social Psychology 32, 1-14",
    Reason.EVIDENCE,
    "abstract, NCJ 50550: of the schemes tried, two-thirds majority, otherwise hung, fitted best",
)
"""Compares schemes on mock juries of 6 and 12, unanimous and two-thirds."""
