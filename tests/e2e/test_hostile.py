"""Hostile files: refused or read, none slow or large, no traceback; HTML shown as text everywhere."""

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from juryroom.errors import CaseFileError
from juryroom.record.files import load_case
from juryroom.report.bundle import gather
from juryroom.report.html import page
from tests.e2e.hostile_files import HTML, hostile, read_through
from tests.procedure.full_runs import FULL
from tests.report.building import DAY, HUNG

FILES = 10_000 if FULL else 200
SECONDS, MEGABYTES = 5.0, 300.0
CHECKOUT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# What the page itself is made of; a payload that became an element would add to it.
_PAYLOAD = (
    "<img src=x onerror=\"document.title='pw'+'ned'\"><script>document.title='pw'+'ned'</script>"
)


def test_hostile_files_are_refused_or_read_none_slow_or_large(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.e2e.hostile_files", "0", str(FILES), str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
    )
    found = json.loads(ran.stdout)
    assert found["defects"] == {}
    assert found["refused"] + found["read"] == FILES
    assert found["read"] > FILES // 20
    assert found["slowest_seconds"] < SECONDS, found
    assert found["peak_megabytes"] < MEGABYTES, found


def test_a_hostile_file_is_the_same_each_time() -> None:
    assert [hostile(number) for number in range(20)] == [hostile(number) for number in range(20)]
    assert len({hostile(number) for number in range(200)}) > 180


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\nb: [*a, *a]\n",
        "base: &b {k: v}\nmore: {<<: *b}\n",
        "!!python/object/apply:os.system ['true']\n",
        "[" * 5_000,
        "{a: " * 5_000,
        "- " * 5_000,
        "%YAML 1.1\n---\na: 1\n",
        "a: 1\n---\nb: 2\n",
        "a: 1" + "\n" * 250_000,
        f"schema: {'a' * 5_200_000}\n",
    ],
    ids=["alias", "merge", "tag", "brackets", "braces", "dashes", "directive", "documents",
         "lines", "bytes"],
)  # fmt: skip
def test_a_bomb_is_refused_with_all_four_parts(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseFileError) as error:
        load_case(path)
    (problem,) = error.value.problems
    assert problem.found
    assert problem.rule
    assert problem.accepted
    assert problem.where.startswith(f"{path}:")
    assert read_through(path) == "refused"


class _Elements(HTMLParser):
    """Counts the elements of a page, and the attributes that could run something."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = dict[str, int]()
        self.handlers = list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] = self.elements.get(tag, 0) + 1
        self.handlers.extend(name for name, _ in attrs if name.startswith("on"))
        self.handlers.extend(
            v for _, v in attrs if v and v.strip().lower().startswith("javascript")
        )


def _elements(text: str) -> _Elements:
    parser = _Elements()
    parser.feed(text)
    return parser


def _spoilt(payload: str) -> str:
    """Return the small case with a payload at the end of every field of free text."""
    quoted = payload.replace("'", "''")
    fields = r"\b(caption|court|name|outlet|offence|statute|what|label|channel|ruling|reported_by"
    fields += r"|gist|title|resolution|why|note): ([^\n,}\]]+)"
    text = re.sub(fields, lambda m: f"{m.group(1)}: '{m.group(2).rstrip()} {quoted}'", HUNG)
    assert text.count(quoted) > 40
    return text


def _page(text: str, folder: Path) -> str:
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return page(gather(load_case(path), DAY))


@pytest.fixture(scope="module")
def spoilt_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a case with every payload in every field of free text."""
    return _page(_spoilt(" ".join((*HTML, _PAYLOAD))), tmp_path_factory.mktemp("spoilt"))


def test_html_in_every_field_is_text_on_the_page(spoilt_page: str, tmp_path: Path) -> None:
    before, after = _elements(_page(_spoilt("plain"), tmp_path)), _elements(spoilt_page)
    assert after.elements == before.elements
    assert after.handlers == before.handlers == []
    assert not [payload for payload in HTML if "<" in payload and payload in spoilt_page]
    assert spoilt_page.count("&lt;script&gt;") > 30


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
def test_a_browser_runs_nothing_of_it(spoilt_page: str, tmp_path: Path) -> None:
    """The page's own policy is taken out, so that escaping alone must hold."""
    text = re.sub(
        r"<meta[^>]*Content-Security-Policy[^>]*>", "", _page(_spoilt(_PAYLOAD), tmp_path)
    )
    assert "Content-Security-Policy" not in text
    control = text.replace("<main", f"{_PAYLOAD}<main", 1)
    assert "pwned" in _title(control, tmp_path)
    assert "pwned" not in _title(text, tmp_path)


def _title(text: str, folder: Path) -> str:
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8")
    command: list[Any] = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
        "--virtual-time-budget=3000", "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    ran = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=120,
        env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip
    found = re.search(r"<title>(.*?)</title>", ran.stdout, re.DOTALL)
    assert found, ran.stdout[:500]
    return found.group(1)
