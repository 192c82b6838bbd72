"""Social decision schemes, row by row, where the row can be written down by hand."""

import numpy as np
import pytest

from juryroom.deliberation.interface import Scheme
from juryroom.deliberation.registry import model

G, N, H, T = [1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0]
ROWS = {
    ("majority", 3): [N, N, G, G],
    ("majority", 6): [N, N, N, T, G, G, G],
    ("proportionality", 4): [N, [0.25, 0.75, 0], T, [0.75, 0.25, 0], G],
    ("equiprobability", 5): [N, T, T, T, T, G],
    ("two-thirds-or-hung", 3): [N, N, G, G],
    ("two-thirds-or-hung", 4): [N, N, H, G, G],
    ("two-thirds-or-hung", 6): [N, N, N, H, G, G, G],
    ("two-thirds-or-hung", 7): [N, N, N, H, H, G, G, G],
    ("two-thirds-or-hung", 12): [N] * 5 + [H] * 3 + [G] * 5,
    ("two-thirds-or-acquit", 6): [N, N, N, N, G, G, G],
    ("two-thirds-or-acquit", 7): [N] * 5 + [G] * 3,
    ("unanimity-or-hung", 5): [N, H, H, H, H, G],
}


@pytest.mark.parametrize(("name", "jury_size"), ROWS)
def test_rows(name: str, jury_size: int) -> None:
    scheme = model(name)
    assert isinstance(scheme, Scheme)
    np.testing.assert_array_equal(scheme.endings(jury_size), ROWS[name, jury_size])
