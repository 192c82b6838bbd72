"""The page: whole, safe, the same each time, and equal to the result in every figure."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from juryroom.report.bundle import Bundle
from juryroom.report.html import CONTENTS, marked, page
from juryroom.report.words import RULED_OUT
from tests.report.building import HUNG, bundle_of
from tests.report.reading import Element, read

PAGES = ("bundled", "hung", "quiet")
SCRIPT = "<script>alert('x')</script>&\""
NOTICE = "It says nothing about whether anyone is guilty"
# Words that would draw a conclusion, or claim more than a model can give.
FORBIDDEN = (
    "proves", "would have convicted", "innocent", "cleared", "harmless", "scientifically",
    "the jury would have", "undecided",
)  # fmt: skip


@pytest.fixture(params=PAGES)
def text(request: pytest.FixtureRequest) -> str:
    """Every page in turn."""
    return request.getfixturevalue(f"{request.param}_page")


def numbers(value: Any) -> Iterator[float]:
    """Every number in a result."""
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def test_page_is_well_formed_and_every_link_within_it_leads_somewhere(text: str) -> None:
    tree = read(text)
    ids = [e.attributes["id"] for e in tree.everything() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    within = {e.attributes["href"][1:] for e in tree.all("a") if e.attributes["href"][0] == "#"}
    assert within <= set(ids)


def test_page_has_language_landmarks_skip_link_and_one_title(text: str) -> None:
    tree = read(text)
    (html,) = tree.all("html")
    assert html.attributes["lang"] == "en"
    for tag in ("header", "nav", "main", "footer", "h1", "title"):
        assert tree.all(tag), tag
    first = tree.all("a")[0]
    assert first.attributes == {"class": "skip", "href": "#main"}
    assert [s.attributes["id"] for s in tree.all("section")] == [key for key, _ in CONTENTS]


def test_headings_never_skip_a_level(text: str) -> None:
    levels = [int(e.tag[1]) for e in read(text).everything() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_every_head_a_scope(text: str) -> None:
    for table in read(text).all("table"):
        assert table.all("caption"), table.text[:80]
        assert all(head.attributes.get("scope") for head in table.all("th"))


def test_nothing_is_asked_for_from_outside(text: str) -> None:
    tree = read(text)
    policy = tree.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert not [e for tag in ("script", "link", "img", "iframe", "object") for e in tree.all(tag)]
    for element in tree.everything():
        named = {"src", "srcset", "data", "action", "poster", "xlink:href", "xmlns"}
        assert named.isdisjoint(element.attributes), element
        assert "href" not in element.attributes or element.tag == "a"
        assert not any(key.startswith("on") for key in element.attributes)
    style = tree.all("style")[0].text
    assert "url(" not in style
    assert "@import" not in style
    plain = re.sub(r'href="[^"]*"', "", text)
    assert "http:" not in plain
    assert "https:" not in plain


def test_page_is_small(text: str) -> None:
    assert len(text.encode()) < 3_000_000


def test_same_bundle_gives_the_same_bytes(hung: Bundle, hung_page: str) -> None:
    assert page(hung) == hung_page


@pytest.mark.slow
def test_page_does_not_hang_on_hash_seed_or_time_zone(hung_page: str, tmp_path: Path) -> None:
    program = (
        "import hashlib, pathlib, sys\n"
        "from juryroom.report.html import page\n"
        "from tests.report.building import HUNG, bundle_of\n"
        "made = page(bundle_of(HUNG, pathlib.Path(sys.argv[1])))\n"
        "print(hashlib.sha256(made.encode()).hexdigest())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland", "PYTHONPATH": ".", "LC_ALL": "C"},
    )
    assert ran.stdout.strip() == hashlib.sha256(hung_page.encode()).hexdigest()


def test_every_text_of_the_case_file_is_escaped(folder: Path) -> None:
    places = re.findall(r"Zed-[a-z-]*[a-z]", HUNG)
    assert len(places) > 20
    made = page(bundle_of(HUNG.replace("Zed-", f"{SCRIPT}Zed-".replace('"', "")), folder))
    assert "<script" not in made
    shown = {found for found in places if f"&lt;/script&gt;&amp;{found}" in made}
    unseen = set(places) - shown
    # People are named only where their role asks for it, and notes on jurors are never printed.
    assert unseen == {"Zed-defendant", "Zed-juror-note"}


def test_figures_of_the_page_are_those_of_the_result(bundled: Bundle, bundled_page: str) -> None:
    shown = {float(e.attributes["value"]) for e in read(bundled_page).all("data")}
    result = bundled.as_json()
    held = set(numbers(result["claimed_influences"])) | set(numbers(result["next_steps"]))
    assert shown <= held
    for effect in result["claimed_influences"]:
        for cell in effect["implied"]["cells"]:
            assert {cell["guilty"], cell["not_guilty"], cell["hung"]} <= shown
    outcomes = [p["outcome"] for s in result["next_steps"] for p in s["predictions"]]
    for outcome in filter(None, outcomes):
        assert {outcome["guilty"], outcome["not_guilty"], outcome["hung"]} <= shown


def test_states_and_conflicts_are_those_of_the_result(bundled: Bundle, bundled_page: str) -> None:
    tree = read(bundled_page)
    for count in bundled.as_json()["posture"]["counts"]:
        row = tree.all("tr", id=f"count-{count['id']}")[0]
        assert count["phrase"].lower() in row.text.lower()
    for conflict in bundled.conflicts:
        rows = tree.all("tr", id=f"conflict-{conflict.id}")
        assert (len(rows) == 1) == (conflict.id != "X25"), "X25 rests on sources of a later year"


def test_an_exact_zero_says_that_the_model_rules_it_out(bundled_page: str) -> None:
    zeros = [e for e in read(bundled_page).all("data") if float(e.attributes["value"]) == 0]
    assert zeros
    assert all(RULED_OUT in (e.attributes["title"], e.text) for e in zeros)


def test_every_picture_has_words_and_a_table(text: str) -> None:
    tree = read(text)
    for picture in tree.all("svg", role="img"):
        named = picture.attributes["aria-labelledby"].split()
        assert [e.attributes["id"] for e in (*picture.all("title"), *picture.all("desc"))] == named
        assert all(e.text for e in (*picture.all("title"), *picture.all("desc")))
    order = [e.tag for e in tree.everything() if e.tag in {"figure", "table"}]
    assert "figure figure" not in " ".join(order), "each figure is followed by its table"
    assert not order or order[-1] == "table"


def test_every_part_with_a_chance_of_guilty_carries_the_notice(text: str) -> None:
    for article in read(text).all("article"):
        assert NOTICE in article.text
    brief = read(text).all("section", id="short")[0]
    assert NOTICE in brief.text


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_conclusion_is_drawn(text: str, word: str) -> None:
    assert word not in read(text).text.lower()


def test_a_juror_is_a_role_id_and_what_is_private_is_not_printed(
    hung: Bundle, hung_page: str, bundled_page: str
) -> None:
    assert "juror J1" in hung_page
    assert "hidden-illness" not in hung_page
    assert "Kept in the record and not printed: readings about health" in hung_page
    assert "O1" not in read(hung_page).text
    for word in ("wheelchair", "cancer", "poor health"):
        assert word not in bundled_page
    assert any(r.value == "hidden-illness-a" for c in hung.conflicts for r in c.readings)


def test_what_came_later_is_left_out_and_said_to_be(hung_page: str) -> None:
    assert "What came later" not in hung_page
    assert "Left out, since no source of them was published by 1 March 2022: X3." in hung_page


def test_a_case_without_claims_and_hung_counts_says_so(quiet_page: str) -> None:
    tree = read(quiet_page)
    sections = {s.attributes["id"]: s.text for s in tree.all("section")}
    assert "so nothing is computed here" in sections["claimed"]
    assert "No forecast is made for any count on this day" in sections["next"]
    assert "No two sources" in sections["conflicts"]
    assert "No other case is linked" in sections["linked"]
    assert not tree.all("article")
    assert not tree.all("dl", id="assumptions")


def test_a_day_before_any_count_has_no_picture(folder: Path) -> None:
    from datetime import date

    made = page(bundle_of(HUNG, folder, date(2001, 1, 1)))
    assert "No count is in the record by" in made
    assert not read(made).all("svg", role="img")


def test_steps_are_open_in_print_and_policy_forbids_scripts(hung_page: str) -> None:
    assert "details::details-content { content-visibility: visible" in hung_page
    assert "prefers-color-scheme: dark" not in hung_page


def test_unverified_rates_are_marked(hung_page: str) -> None:
    tables = read(hung_page).all("table")
    (after,) = [t for t in tables if "after a hung jury" in t.all("caption")[0].text]
    rows = [row for row in after.all("tr") if row.all("td")]
    assert rows
    assert all("unverified" in row.text for row in rows)


def test_every_model_that_is_left_out_is_named_with_its_reason(
    bundled: Bundle, bundled_page: str
) -> None:
    text = read(bundled_page).text
    for model, _, why in bundled.effects[0].table.left_out:
        assert model in text
        assert f"{why}." in text


def test_authority_is_escaped_and_its_standing_set_off() -> None:
    assert marked("a < b [unverified]") == 'a &lt; b <span class="flag">unverified</span>'
    assert marked("CPL 310.70(2)") == "CPL 310.70(2)"


def luminance(colour: str) -> float:
    """Relative luminance of a colour #rrggbb (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("name", ["ink", "soft", "muted", "link"])
def test_text_stands_out_from_its_ground(hung_page: str, name: str) -> None:
    found = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", hung_page))
    for ground in ("#ffffff", found["faint"]):
        light, dark = luminance(ground), luminance(found[name])
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_reader_of_these_tests_refuses_what_is_not_closed() -> None:
    with pytest.raises(AssertionError, match="closes"):
        read("<p><b>x</p>")
    assert isinstance(read("<p>x</p>"), Element)
