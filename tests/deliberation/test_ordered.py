"""The splits of a jury over options."""

import numpy as np
import pytest

from juryroom.deliberation.ordered import above_each_cut, splits
from juryroom.errors import OutOfDomainError


def test_splits_are_every_way_to_divide_the_jury() -> None:
    points = splits(6, 4)
    assert len({tuple(point) for point in points.tolist()}) == len(points) == 84
    assert (points.sum(axis=1) == 6).all()


def test_jurors_above_each_cut_never_grow_with_the_cut() -> None:
    points = splits(6, 4)
    above = above_each_cut(points)
    assert (np.diff(above, axis=1) <= 0).all()
    for point, cuts in zip(points, above, strict=True):
        assert cuts.tolist() == [int(point[cut:].sum()) for cut in (1, 2, 3)]


@pytest.mark.parametrize(("jury_size", "options"), [(12, 1), (12, 13), (23, 7), (12, 2.5)])
def test_too_few_or_too_many_options_are_refused(jury_size: int, options: int) -> None:
    with pytest.raises(OutOfDomainError):
        splits(jury_size, options)
