"""The graph of complaints between seats."""

from pathlib import Path

from juryroom.record.complaints import complaints
from tests.record.building import SOUND, loaded, replaced


def test_an_edge_goes_from_who_complains_to_whom_it_is_said_of(tmp_path: Path) -> None:
    (edge,) = complaints(loaded(tmp_path, SOUND).trials[0])
    assert (edge.by, edge.against, edge.kind, edge.report, edge.entry) == (
        "J1", None, "pressure", "claimed", "RM1",
    )  # fmt: skip
    against = replaced(SOUND, "    by: J1\n", "    by: J1\n    against: V1\n")
    assert complaints(loaded(tmp_path, against).trials[0])[0].against == "V1"


def test_what_nobody_complains_of_is_no_edge(tmp_path: Path) -> None:
    silent = replaced(SOUND, "    by: J1\n", "")
    assert complaints(loaded(tmp_path, silent).trials[0]) == ()
    ballot = replaced(SOUND, "kind: pressure\n", "kind: ballot\n    mode: secret\n")
    trial = loaded(tmp_path, ballot).trials[0]
    assert complaints(trial) == ()
    assert trial.room_log[0].mode == "secret"
