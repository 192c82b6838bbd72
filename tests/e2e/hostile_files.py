"""Files made to hurt a reader: bundled and small cases with bytes, structure and values spoilt.

File number `n` is the same on every machine: everything is drawn from `random.Random(n)`.
"""

import json
import random  # noqa: TID251 - file number n is drawn from n alone, outside any model
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from juryroom.cli.loading import load_replayed
from juryroom.errors import JuryroomError
from juryroom.procedure.next_steps import next_steps
from juryroom.procedure.posture import posture
from juryroom.procedure.readings import posture_readings
from juryroom.provenance import canonical_json
from juryroom.record.files import find_case
from juryroom.record.timeline import timeline
from juryroom.record.yaml_tree import read_yaml
from juryroom.report.next_lines import next_lines
from juryroom.report.reading_lines import reading_lines
from juryroom.report.summary import posture_lines
from tests.record.building import SOUND
from tests.report.building import HUNG

HTML = (
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "\"><svg onload=document.title='pwned'>",
    "'-alert(1)-'",
    "javascript:alert(1)",
    "</style><script>document.title='pwned'</script>",
    "{{ 7*7 }}{% for x in y %}",
    "<!--",
    "&lt;script&gt;",
)
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", '=HYPERLINK("http://x")')
ODD_TEXT = (
    "\u202egnirts desrever\u202c", "\u200b\u200c\u200d", "e\u0301\u0323" * 50, "\U0001f469\u200d⚖️",
    "ﷺ" * 20, "\u0000", "\u0085", "\u2028", "\ufeff", "\ud800", "\U0010ffff", "A" * 5_000, "\U0001d7d9", "\u0131",
    "../../etc/passwd", "%s%n%d", "$(reboot)", "con", "\x1b[31m", "\r\n",
)  # fmt: skip
NUMBERS = (
    0, -1, 10**9, 10**18, 10**30, -(10**18), 1e308, 0.1, 13, 1001, 9999, 10000, True, False, None,
)  # fmt: skip
TYPED = (
    "9999-12-31", "0001-01-01", "2025-02-30", "../..", "2025/2024", "..", "1", "9" * 400, "1e999",
    ".nan", ".inf", "0x7f", "1_000", "2025-06-12T00:00", "20250612", "-0001-01-01", "", " ",
    "2025-06-12/2025-06-13/2025-06-14", "US-XX", "XX", "GB-EAW", "CA", "guilty", "mistrial", "D1",
)  # fmt: skip
_SHAPES: tuple[Any, ...] = ([], {}, [[]], [None], {"a": {"b": {}}}, [[[[[[1]]]]]])


@cache
def _bases() -> tuple[bytes, ...]:
    return (
        SOUND.encode(),
        HUNG.encode(),
        find_case("people-v-weinstein-la").read_bytes(),
        find_case("people-v-weinstein").read_bytes(),
    )


@cache
def _tree(base: int) -> str:
    return json.dumps(read_yaml(_bases()[base], "base").root)


def hostile(number: int) -> bytes:
    """Return file number `number`."""
    draw = random.Random(number)
    base = draw.choices(range(4), (60, 30, 9, 1))[0]
    how = draw.choices((_bytes, _lines, _structure, _values, _bomb), (20, 20, 30, 25, 5))[0]
    return how(draw, base)


def _bytes(draw: random.Random, base: int) -> bytes:
    data = bytearray(_bases()[base])
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(data))
        match draw.randrange(7):
            case 0:
                data[at] = draw.randrange(256)
            case 1:
                del data[at : at + draw.randint(1, 200)]
            case 2:
                data[at:at] = draw.randbytes(draw.randint(1, 40))
            case 3:
                data[at:at] = data[max(0, at - draw.randint(1, 2_000)) : at]
            case 4:
                del data[at + 100 :]
            case 5:
                data[at:at] = draw.choice((b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\t", b"\r"))
            case _:
                data[at] ^= 1 << draw.randrange(8)
    if draw.random() < 0.05:
        return bytes(data).decode("utf-8", "replace").encode(draw.choice(("utf-16", "utf-32")))
    return bytes(data)


def _lines(draw: random.Random, base: int) -> bytes:
    lines = _bases()[base].decode().split("\n")
    for _ in range(draw.randint(1, 5)):
        at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
        match draw.randrange(7):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[other])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = " " * draw.randint(1, 9) + lines[at]
            case 4:
                lines[at] = lines[at].replace(":", draw.choice(("::", "", " :", ": :")), 1)
            case 5:
                lines[at] += draw.choice((" #", ": x", " &a", " *a", "]", "}", "'", '"', " |", ","))
            case _:
                lines[at : at + 1] = lines[at : at + 9] * draw.randint(2, 30)
        lines = lines or [""]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(items):
        yield node, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _structure(draw: random.Random, base: int) -> bytes:
    root = json.loads(_tree(base))
    for _ in range(draw.randint(1, 4)):
        root = json.loads(json.dumps(root))  # so that no part stands in two places, or in itself
        places = list(_places(root)) or [({"a": 1}, "a")]
        parent, key = draw.choice(places)
        value = parent[key]
        match draw.randrange(7):
            case 0:
                del parent[key]
            case 1 if isinstance(parent, dict):
                parent[f"{key}{draw.choice(('', 's', ' ', '<b>', '=1'))}x"] = parent.pop(key)
            case 2 if isinstance(value, list):
                parent[key] = value * draw.randint(2, 60)
            case 3:
                other, place = draw.choice(places)
                parent[key], other[place] = json.loads(json.dumps((other[place], value)))
            case 4:
                parent[key] = [value] * draw.randint(1, 3)
            case 5:
                parent[key] = {str(draw.choice(TYPED)): value}
            case _:
                parent[key] = draw.choice(_SHAPES)
    return _dumped(root)


def _values(draw: random.Random, base: int) -> bytes:
    root = json.loads(_tree(base))
    leaves = [(p, k) for p, k in _places(root) if not isinstance(p[k], dict | list)]
    of_text = draw.random() < 0.5
    for _ in range(draw.randint(1, 8)):
        parent, key = draw.choice(leaves)
        if of_text and (not isinstance(parent[key], str) or " " not in parent[key]):
            continue
        pool: tuple[Any, ...] = draw.choice((HTML, FORMULAS, ODD_TEXT, *((NUMBERS, TYPED) * 1)))
        if of_text:
            pool = draw.choice((HTML, FORMULAS, ODD_TEXT))
        parent[key] = draw.choice(pool)
    return _dumped(root)


def _dumped(root: Any) -> bytes:
    ascii_only = json.dumps(root)
    try:
        return json.dumps(root, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return ascii_only.encode()


def _bomb(draw: random.Random, base: int) -> bytes:
    levels = draw.randint(30, 3_000)
    text = _bases()[base]
    laughs = b"a0: &a0 [x,x]\n" + b"".join(
        f"a{n}: &a{n} [*a{n - 1},*a{n - 1},*a{n - 1}]\n".encode() for n in range(1, 30)
    )
    return draw.choice(
        (
            laughs,
            b"&a [*a, *a]\n",
            text + laughs,
            b"base: &b {k: v}\nmore: {<<: *b, <<: *b}\n",
            b"[" * levels,
            b"{a: " * levels + b"1" + b"}" * levels,
            b"- " * levels + b"x",
            b"? " * levels,
            b"!!python/object/apply:os.system ['true']\n",
            text.replace(b"schema", b"!!binary schema", 1),
            b"%YAML 1.1\n---\n" + text,
            text + b"\n---\n" + text,
            b"schema: juryroom-case/1\nnotes: [" + b"x," * 250_000 + b"]\n",
            b"schema: '" + b"a" * 5_200_000 + b"'\n",
            b"notes: >\n" + b" x\n" * 100_000,
            b"id: " + b"9" * 200_000,
            b'id: "' + b"\\u202e" * 30_000 + b'"',
            b"# " + b"x" * 1_000_000 + b"\n" + text,
            b"'" * 20_000,
            b"a: b: c: d: " * 2_000,
        )
    )


def read_through(path: Path) -> str:
    """Read a file and ask it for everything that prints; return `refused` or `read`.

    An error that is not one of juryroom's own goes through: it is a defect.
    """
    try:
        case = load_replayed(str(path)).case
        on = case.default_date
        state = posture(case, on)
        steps = next_steps(case, on, 2, state=state)
        readings = posture_readings(case, on)
        canonical_json(
            {
                "posture": state.as_json(),
                "steps": [one.as_json() for one in steps],
                "readings": readings.as_json(),
                "timeline": [entry.as_json() for entry in timeline(case, until=on)],
            }
        )
        posture_lines(case, state)
        reading_lines(readings)
        next_lines(steps, on, every=True)
    except JuryroomError as error:
        if not all(p.where and p.found and p.rule and p.accepted for p in error.problems):
            raise ValueError("an error without its four parts") from error
        str(error).encode("utf-8", "backslashreplace")
        return "refused"
    return "read"


def run(first: int, last: int, folder: Path, say: Callable[[str], object]) -> dict[str, Any]:
    """Read the files numbered from `first` to `last`, and return what came of them."""
    path, slowest, slow = folder / "hostile.yaml", 0.0, -1
    ends, defects = {"refused": 0, "read": 0}, dict[int, str]()
    for number in range(first, last):
        path.write_bytes(hostile(number))
        begin = time.process_time()  # other work on the machine is not the file's
        try:
            ends[read_through(path)] += 1
        except Exception:  # noqa: BLE001 - any error that is not juryroom's own is a finding
            defects[number] = traceback.format_exc(limit=-3)
            say(f"{number}: {defects[number]}")
        took = time.process_time() - begin
        if took > slowest:
            slowest, slow = took, number
    return {
        **ends,
        "defects": defects,
        "slowest_seconds": slowest,
        "slowest_file": slow,
        "peak_megabytes": _peak(),
    }


def _peak() -> float:
    """Return the most memory this process has held; that of its parent is not in it on Linux."""
    status = Path("/proc/self/status")
    if status.is_file():
        held = next(line for line in status.read_text().split("\n") if line.startswith("VmHWM"))
        return int(held.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    numbers = int(sys.argv[1]), int(sys.argv[2])
    results = run(*numbers, Path(sys.argv[3]), lambda text: sys.stderr.write(f"{text}\n"))
    sys.stdout.write(json.dumps(results))
