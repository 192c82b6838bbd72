"""The theory pages: their sections, and their examples, which must run and be true."""

import doctest
import re
from pathlib import Path

THEORY = Path(__file__).parents[2] / "docs" / "theory"
SECTIONS = (
    "The model",
    "How it ends",
    "Questions",
    "What it assumes, and what it is not for",
    "Where it comes from",
    "Using juryroom",
)
LEAST_EXAMPLES = 3


def check_page(name: str) -> None:
    """Raise `AssertionError` where the page lacks a section or an example of it is untrue.

    The first section is the worked case, under a title of its own; the others come in order.
    """
    text = (THEORY / name).read_text(encoding="utf-8")
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert tuple(titles[1:]) == SECTIONS, titles
    assert "<details>" in text
    assert re.search(r"^```console\n\$ ", text, re.MULTILINE)
    for code in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        exec(code, {})
    for code in re.findall(r'^\$ python -c "(.+)"$', text, re.MULTILINE):
        exec(code, {})
    bare = re.sub(r"^```.*$", "", text, flags=re.MULTILINE)
    found = doctest.DocTestParser().get_doctest(bare, {}, name, str(THEORY / name), 0)
    assert len(found.examples) >= LEAST_EXAMPLES
    said: list[str] = []
    runner = doctest.DocTestRunner(
        optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS, verbose=False
    )
    runner.run(found, out=said.append)
    assert runner.failures == 0, "".join(said)
