"""What the twin of the sizes of surveys takes from the page, and its controls take otherwise."""

from typing import NamedTuple


class Rules(NamedTuple):
    """Constants, and what counts: each is a control where it differs from what is here."""

    common: int = 6
    in_tests: int = 2
    own: int = 8
    own_tests: int = 16
    heavy: bool = True
    own_in_tests: bool = True
    clusters_weigh: bool = True
    margins: bool = True
    margins_common: int = 6
    margins_own: int = 50
    margins_own_if_more: bool = True
    divided_by_d: bool = True
    alone_as_without: bool = True
    residuals_in_clusters: bool = True
    sums_of_raw: bool = True
    divided_by_d_of_sessions: bool = True
    sessions_alone_as_without: bool = True
    counted_once: bool = True
    few_prove_little: bool = True
    correlated: bool = True
    bounded: bool = True
    pairs_on_their_own: bool = True
    own_freedom_in_intervals: bool = True
    own_freedom_in_tests: bool = True
    once_of_both: bool = True
    least_correction: bool = True


RULES = Rules()
