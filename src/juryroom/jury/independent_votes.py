"""Votes that do not depend on each other: how likely it is that enough of them agree."""

from scipy.special import betainc


def at_least(votes: int, jury_size: int, share: float) -> float:
    r"""Return the probability of `votes` or more among `jury_size` independent jurors.

    Parameters
    ----------
    votes
        Jurors; 0 or fewer is certain, more than `jury_size` impossible.
    jury_size
        Jurors who vote, 1 or more.
    share
        The chance that a juror votes so, 0 to 1.

    Notes
    -----
    The tail :math:`\sum_{j \ge k} \binom{n}{j} p^j (1-p)^{n-j}` is the regularised incomplete beta
    function :math:`I_p(k, n-k+1)`; in this form small tails keep their digits, down to 1e-270. The
    probability of fewer than `votes` is ``at_least(jury_size - votes + 1, jury_size, 1 - share)``.

    Examples
    --------
    Two or three heads of three fair coins:

    >>> at_least(2, 3, 0.5)
    0.5
    """
    if votes <= 0:
        return 1.0
    if votes > jury_size:
        return 0.0
    return float(betainc(votes, jury_size - votes + 1, share))
