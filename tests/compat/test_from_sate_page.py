"""The page "If you come from sate": its examples are true, and nothing is left out."""

import doctest
import re
from pathlib import Path

from juryroom.compat import sate

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "from-sate.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_examples_are_true() -> None:
    bare = re.sub(r"^```.*$", "", TEXT, flags=re.MULTILINE)
    found = doctest.DocTestParser().get_doctest(bare, {}, PAGE.name, str(PAGE), 0)
    assert len(found.examples) >= 15
    said: list[str] = []
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    runner = doctest.DocTestRunner(optionflags=flags, verbose=False)
    runner.run(found, out=said.append)
    assert runner.failures == 0, "".join(said)


def test_every_export_is_on_the_page() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| `(\w+)", TEXT, re.MULTILINE)
    assert {ours for _, ours in rows} == sate.EXPORTS
    for theirs, ours in rows:
        assert theirs.replace(".", "_") == ours


def test_every_defect_and_every_release_is_on_the_page() -> None:
    assert re.findall(r"^\| (D\d+) \|", TEXT, re.MULTILINE) == [f"D{i}" for i in range(1, 21)]
    for release in ("1.1.0", "2.1.0", "2.2.0 to 2.4.0", "3.1.0", "3.1.1"):
        assert f"| {release} |" in TEXT
