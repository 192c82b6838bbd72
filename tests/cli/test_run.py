"""`juryroom run`: the main job writes the page and the result, whole or not at all."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from juryroom.provenance import sha256
from juryroom.record.files import find_case

Juryroom = Callable[..., Any]
CASE = "people-v-weinstein"


def test_run_writes_page_and_result_and_prints_a_summary(
    juryroom: Juryroom, tmp_path: Path
) -> None:
    ran = juryroom("run", CASE, "--out", "out")
    assert ran.code == 0, ran.err
    assert "People v. Weinstein" in ran.out
    assert "not about" in ran.out or "nothing about whether anyone is guilty" in ran.out
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["report.html", "result.json"]
    result = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    block = result["provenance"]
    assert block["command"] == ["juryroom", "run", CASE, "--out", "out"]
    digests = {read["name"]: read["sha256"] for read in block["inputs"]}
    assert digests["people-v-weinstein.yaml"] == sha256(find_case(CASE).read_bytes())
    assert result["schema"] == "juryroom-result/1"


def test_the_same_inputs_give_the_same_bytes(juryroom: Juryroom, tmp_path: Path) -> None:
    written: list[dict[str, bytes]] = []
    for _ in range(2):
        juryroom("run", CASE, "--out", "out")
        written.append({path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()})
    assert written[0] == written[1]


def test_json_goes_to_stdout_and_no_file_is_written(juryroom: Juryroom, tmp_path: Path) -> None:
    ran = juryroom("run", CASE, "--json", "--on", "2025-06-13")
    result = json.loads(ran.out)
    assert result["on"] == "2025-06-13"
    assert list(tmp_path.iterdir()) == []


def test_hung_count_may_be_tried_again_and_is_forecast_with_its_notice(juryroom: Juryroom) -> None:
    result = json.loads(juryroom("run", CASE, "--json").out)
    step = next(s for s in result["next_steps"] if s["count"] == "R3_M")
    assert step["retrial"]["result"] == "allowed"
    assert "310.70" in json.dumps(step["retrial"])
    assert "says nothing about whether anyone is guilty" in step["notice"]
    assert len({p["model"] for p in step["predictions"]}) >= 9
    assert any(rate["standing"] == "unverified" for rate in step["base_rates"]["after_hung"])


def test_a_count_before_a_court_is_forecast_only_when_asked(juryroom: Juryroom) -> None:
    def step(*more: str) -> dict[str, Any]:
        result = json.loads(juryroom("run", CASE, "--json", "--on", "2026-02-01", *more).out)
        return next(s for s in result["next_steps"] if s["count"] == "R3_M")

    assert step()["predictions"] == []
    assert "--live" in step()["no_forecast_because"]
    assert step("--live")["predictions"]


def test_what_became_known_later_is_not_used_earlier(juryroom: Juryroom) -> None:
    """The affidavits came in October 2025: in June there was no claim of a 6-6 split to weigh."""
    june = json.loads(juryroom("run", CASE, "--json", "--on", "2025-06-20").out)
    october = json.loads(juryroom("run", CASE, "--json", "--on", "2025-10-09").out)
    assert june["claimed_influences"] == []
    (claimed,) = october["claimed_influences"]
    assert (claimed["split"]["guilty"], claimed["split"]["not_guilty"]) == (6, 6)


def test_without_pressure_the_range_over_models_is_that_of_the_cells(juryroom: Juryroom) -> None:
    result = json.loads(juryroom("run", CASE, "--json").out)
    (claimed,) = result["claimed_influences"]
    implied = claimed["implied"]
    for spread in implied["ranges"]:
        cells = [
            cell for cell in implied["cells"]
            if (cell["influence"], cell["strength"]) == (spread["influence"], spread["strength"])
        ]  # fmt: skip
        for ending in ("guilty", "not_guilty", "hung"):
            assert spread[ending] == [min(c[ending] for c in cells), max(c[ending] for c in cells)]


@pytest.mark.parametrize("name", ["people-v-weinstein-la"])
def test_the_linked_case_runs_too(juryroom: Juryroom, name: str, tmp_path: Path) -> None:
    ran = juryroom("run", name, "--out", "la")
    assert ran.code == 0, ran.err
    assert (tmp_path / "la" / "report.html").exists()


def test_a_bad_case_leaves_nothing_behind(juryroom: Juryroom, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("schema: juryroom-case/1\nid: x\n", encoding="utf-8")
    ran = juryroom("run", str(bad), "--out", "out")
    assert ran.code in {3, 4}
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_an_error_and_not_a_traceback(
    juryroom: Juryroom, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file stands where the folder should be", encoding="utf-8")
    ran = juryroom("run", CASE, "--out", "taken")
    assert ran.code == 8
    assert "  accepted: " in ran.err
    assert not list(tmp_path.glob("**/.*.part"))
