"""The provenance block is whole, and canonical JSON is canonical."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.provenance import LIBRARIES, Input, Provenance, canonical_json, sha256
from juryroom.version import __version__

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES))
def test_canonical_json_keeps_every_value_and_sorts_keys(value: dict[str, object]) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(dict(reversed(value.items()))) == text


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_json_cannot_hold_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"x": number})


def test_block_names_what_was_run() -> None:
    read = Input(name="case.yaml", sha256=sha256(b"abc"))
    block = Provenance(command=("juryroom", "run"), inputs=(read,)).as_json()
    assert block["juryroom"] == __version__
    assert block["inputs"] == [
        {
            "name": "case.yaml",
            "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        }
    ]
    assert set(block["libraries"]) == set(LIBRARIES)
    assert block["seed"] is None
