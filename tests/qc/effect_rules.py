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
    divided_by_d: bool = True
    alone_as_without: bool = True
    residuals_in_clusters: bool = True
    counted_once: bool = True
    few_prove_little: bool = True
    correlated: bool = True
    bounded: bool = True


RULES = Rules()
