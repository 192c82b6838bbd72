"""The page: well formed, whole, safe, small, the same each time, and readable without its colours."""

import re
from itertools import pairwise

import pytest

from juryroom.effect.survey_question import Question, question_of
from juryroom.report.exhibit.bundle import ExhibitBundle, make_exhibit
from juryroom.report.exhibit.html import exhibit_html
from tests.report.exhibit.surveys import PLAIN, survey
from tests.report.reading import Element, read

EXHIBITS = ("plain", "rich", "single", "adjusted", "played", "seen")
PARTS = (
    "short", "sample", "preferences", "outcomes", "effect", "curve", "standards", "assumptions",
    "limits", "methods", "provenance", "to-add",
)  # fmt: skip
# Okabe and Ito (2008), black to white, and greys; nothing else is drawn.
OKABE_ITO = {"#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442", "#000000"}


@pytest.fixture(params=EXHIBITS)
def made(request: pytest.FixtureRequest) -> ExhibitBundle:
    """Every exhibit in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def tree(made: ExhibitBundle) -> Element:
    """Its page."""
    return read(made.files["exhibit.html"].decode())


def is_grey(colour: str) -> bool:
    return len({colour[1:3], colour[3:5], colour[5:7]}) == 1


def test_page_has_every_part_once_and_links_that_lead_there(tree: Element) -> None:
    assert tuple(s.attributes["id"] for s in tree.all("section")) == PARTS
    ids = [e.attributes["id"] for e in tree.everything() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    assert {e.attributes["href"][1:] for e in tree.all("a")} <= set(ids)


def test_page_has_language_landmarks_and_headings_in_order(tree: Element) -> None:
    assert tree.all("html")[0].attributes["lang"] == "en"
    for tag in ("head", "header", "nav", "main", "footer", "h1"):
        assert len(tree.all(tag)) == 1, tag
    levels = [int(e.tag[1]) for e in tree.everything() if re.fullmatch("h[1-6]", e.tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_scopes_and_rows_as_wide_as_its_head(tree: Element) -> None:
    for table in tree.all("table"):
        assert table.all("caption")
        assert all(head.attributes.get("scope") for head in table.all("th"))
        wide = len(table.all("thead")[0].all("th"))
        for body in table.all("tbody"):
            first, *others = body.all("tr")
            assert len(first.all("td")) == wide - 1
            assert int(first.all("th")[0].attributes.get("rowspan", "1")) == 1 + len(others)


def test_every_figure_says_what_it_shows_and_stands_beside_a_table(tree: Element) -> None:
    assert tree.all("svg")
    for section in tree.all("section"):
        if section.all("svg"):
            assert section.all("table"), section.attributes["id"]
    for svg in tree.all("svg"):
        assert svg.attributes["role"] == "img"
        assert svg.all("title")[0].text
        assert re.search(r"\d", svg.all("desc")[0].text)


def test_figures_use_colours_that_colour_blind_readers_tell_apart(made: ExhibitBundle) -> None:
    text = made.files["exhibit.html"].decode()
    drawn = "".join(re.findall(r"<svg.*?</svg>", text, re.DOTALL))
    colours = {colour.lower() for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", drawn)}
    assert colours
    assert {c for c in colours if c not in OKABE_ITO and not is_grey(c)} == set()


def test_nothing_is_asked_for_from_outside(made: ExhibitBundle, tree: Element) -> None:
    policy = tree.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert not [e for tag in ("script", "link", "img", "iframe", "object") for e in tree.all(tag)]
    for element in tree.everything():
        assert {"src", "srcset", "action", "poster", "xlink:href"}.isdisjoint(element.attributes)
        assert not any(key.startswith("on") for key in element.attributes)
    text = made.files["exhibit.html"].decode()
    assert not re.search(r"url\((?!#)|@import|https?:", text)


def test_page_is_small_and_the_same_each_time(made: ExhibitBundle) -> None:
    page = made.files["exhibit.html"]
    assert len(page) < 3_000_000
    assert exhibit_html(made.exhibit).encode() == page


def test_few_models_are_said_at_the_top_and_among_the_limits(
    single: ExhibitBundle, plain: ExhibitBundle
) -> None:
    page = read(single.files["exhibit.html"].decode())
    assert "FEWER THAN FOUR MODELS" in page.all("header")[0].text
    assert "FEWER THAN FOUR MODELS" in page.all("section", id="limits")[0].text
    assert "FEWER THAN FOUR" not in plain.files["exhibit.html"].decode()


def test_every_assumption_of_the_result_is_shown_with_its_id(made: ExhibitBundle) -> None:
    shown = read(made.files["exhibit.html"].decode()).all("section", id="assumptions")[0].text
    for assumption in made.answer.effect.assumptions:
        assert assumption.id in shown
        assert assumption.text in shown


def test_every_row_left_out_is_shown_with_its_reason(rich: ExhibitBundle) -> None:
    shown = read(rich.files["exhibit.html"].decode()).all("section", id="sample")[0].text
    assert "empty: verdict 3 12, 72, 132" in shown


def test_a_game_and_a_patience_are_shown_where_trials_end(
    played: ExhibitBundle, seen: ExhibitBundle, plain: ExhibitBundle
) -> None:
    page = read(played.files["exhibit.html"].decode())
    part = page.all("section", id="outcomes")[0]
    assert "Strikes: strike and replace, prosecution first, 2 strikes" in part.text
    assert "hung with probability 0.02 after each ballot" in part.text
    (table,) = (t for t in part.all("table") if t.all("caption")[0].text.startswith("Strikes:"))
    assert len(table.all("tbody")) == len(played.answer.effect.models)
    methods = page.all("section", id="methods")[0].text
    assert "solved at 1001 shares" in methods
    assert "hang a published share" not in methods
    assert "1001 shares" in page.all("section", id="curve")[0].text
    other = read(seen.files["exhibit.html"].decode())
    assert "every model" in other.all("section", id="outcomes")[0].text
    assert "The struck jury is exact" in other.all("section", id="methods")[0].text
    assert "13 of 100" in other.all("section", id="methods")[0].text
    assert "Strikes: " not in read(plain.files["exhibit.html"].decode()).all("main")[0].text


def test_both_tests_of_adjusted_shares_are_shown(
    adjusted: ExhibitBundle, plain: ExhibitBundle
) -> None:
    texts = [
        read(made.files["exhibit.html"].decode()).all("section", id="preferences")[0].text
        for made in (adjusted, plain)
    ]
    assert "Tests of no difference: of the adjusted shares p" in texts[0]
    assert "of the shares as counted, not adjusted, p" in texts[0]
    assert "Test of no difference: p" in texts[1]


def test_labels_of_a_survey_are_text_and_nothing_else() -> None:
    script = "<script>alert('x')</script>"
    rows = survey().decode().replace(",actual,", f",{script},").encode()
    asked = PLAIN.model_copy(
        update={
            "conditions": (script, "hypothetical"),
            "title": script,
            "draws": 200,
            "models": ("tug-of-war",),
            "single_model": True,
        }
    )
    page = make_exhibit(rows, asked).files["exhibit.html"].decode()
    assert "<script" not in page
    assert read(page).all("h1")
    assert script in read(page).all("section", id="outcomes")[0].text


def test_a_question_keeps_its_order_through_json() -> None:
    asked = question_of(
        {
            "answer": "v",
            "condition": "c",
            "standards": {"watson": 0.1, "chapman": None},
            "margins": {"sex": {"male": 0.5, "female": 0.5}},
        }
    )
    again = Question.read(asked.as_text().encode(), "parameters.json")
    assert again == asked
    assert [name for name, _ in again.standards] == ["watson", "chapman"]
