"""The summary: short enough for a minute, and no figure that the result does not hold."""

import re
from pathlib import Path

import pytest

from juryroom.effect.influence import InfluenceKind
from juryroom.procedure.decision_rule import Ending
from juryroom.report.bundle import Bundle
from juryroom.report.summary import conflict_full, conflict_lines, posture_lines, summary
from juryroom.report.tables import has_clock, shown_strength
from juryroom.report.words import hundredths
from tests.report.building import HUNG, bundle_of

PAGES = ("bundled", "hung", "quiet")
HEADS = (
    "WHERE EACH COUNT STANDS",
    "WHERE SOURCES DIFFER",
    "WHAT IS CLAIMED OF THE JURY ROOM",
    "WHAT MAY COME NEXT",
)
FORBIDDEN = (
    "proves", "would have convicted", "innocent", "cleared", "harmless", "scientifically",
    "the jury would have", "undecided",
)  # fmt: skip


@pytest.fixture(params=PAGES)
def shown(request: pytest.FixtureRequest) -> str:
    """Every summary in turn."""
    return summary(request.getfixturevalue(request.param))


def test_summary_fits_a_terminal_and_a_minute(shown: str) -> None:
    lines = shown.split("\n")
    assert max(map(len, lines)) <= 100
    assert len(lines) <= 76
    assert [line for line in lines if line in HEADS] == list(HEADS)
    assert all(line == line.rstrip() for line in lines)


def test_summary_ends_with_the_notices_and_draws_no_conclusion(shown: str) -> None:
    flat = " ".join(shown.split())
    assert flat.endswith("No conclusion of law is drawn.")
    assert "It says nothing about whether anyone is guilty" in flat
    assert not [word for word in FORBIDDEN if word in flat.lower()]


def test_table_holds_the_figures_of_every_model_with_a_clock(bundled: Bundle) -> None:
    lines = summary(bundled).split("\n")
    (effect,) = bundled.effects
    for model in {cell.model for cell in effect.table.cells if has_clock(cell.model)}:
        (line,) = [row for row in lines if row.strip().startswith(f"{model} ")]
        given = re.split(r" {2,}", line.strip())[1:]
        expected: list[str] = []
        for kind, strength in (
            (InfluenceKind.RUMOUR, 0.0),
            (InfluenceKind.PRESSURE, shown_strength(InfluenceKind.PRESSURE)),
            (InfluenceKind.RUMOUR, shown_strength(InfluenceKind.RUMOUR)),
        ):
            found = [
                c.outcome
                for c in effect.table.cells
                if (c.model, c.kind, c.strength) == (model, kind, strength)
            ]
            expected += [hundredths(found[0].probability[e]) for e in Ending]
        assert given == expected


def test_table_ends_with_the_ranges_over_clocks_schemes_and_all(bundled: Bundle) -> None:
    lines = summary(bundled).split("\n")
    table = bundled.effects[0].table
    models = {cell.model for cell in table.cells}
    clocks = sum(map(has_clock, models))
    heads = (
        f"{clocks} models with a clock",
        f"{len(models) - clocks} schemes, no clock",
        f"all {len(models)} models",
    )
    found = [[line for line in lines if line.strip().startswith(head)] for head in heads]
    assert all(len(rows) == 1 for rows in found)
    low, high = table.span(InfluenceKind.RUMOUR, 0.0, Ending.GUILTY)
    first = re.split(r" {2,}", found[2][0].strip())[1]
    assert first == f"{hundredths(low)}-{hundredths(high)}"


def test_heads_of_the_table_end_over_their_columns(bundled: Bundle) -> None:
    lines = summary(bundled).split("\n")
    place = next(i for i, line in enumerate(lines) if line.lstrip().startswith("of 100 juries"))
    ends = [found.end() for found in re.finditer("hung", lines[place])]
    assert [lines[place - 1][end - 1] for end in ends] == ["e", "s", "%"]


def test_forecast_gives_both_ranges_for_every_reading(bundled: Bundle) -> None:
    text = summary(bundled)
    (step,) = [s for s in bundled.next_steps if s.predictions]
    clocked = [
        p.outcome.guilty
        for p in step.predictions
        if p.reading == "hung" and p.outcome and p.outcome.mean_ballots is not None
    ]
    span = f"{hundredths(min(clocked))}-{hundredths(max(clocked))}"
    assert re.search(rf"only that the jury hung +{span} \(", text)
    assert "CPL 310.70(2)" in text
    assert "(unverified)" in text


def test_counts_of_one_state_stand_together(bundled: Bundle) -> None:
    lines = posture_lines(bundled.case, bundled.posture).split("\n")
    heads = [line for line in lines if not line.startswith("    ")]
    assert heads[0].startswith("  Guilty verdict, not yet sentenced, since 11 June 2025 (")
    assert len(heads) == 4
    assert [line.split(":")[0].strip() for line in lines[4:8]][1:] == ["R1_M", "PSA1", "PSA2"]


def test_many_counts_are_cut_with_a_pointer(tmp_path: Path) -> None:
    many = "".join(f"- {{id: N{i}, offence: theft, sources: [P1]}}\n" for i in range(30))
    ids = ", ".join(f"N{i}" for i in range(30))
    event = f"- {{id: E9, date: '2021-01-01', kind: indicted, counts: [{ids}], what: More., sources: [P1]}}\n"
    text = HUNG.replace("trials:\n", f"{many}trials:\n", 1).replace(
        "accounts:\n", f"{event}accounts:\n", 1
    )
    shown = summary(bundle_of(text, tmp_path))
    assert "more lines: juryroom case posture" in shown
    assert len(shown.split("\n")) <= 76


def test_conflicts_show_readings_with_independent_sources(hung: Bundle) -> None:
    lines = conflict_lines(hung.conflicts)
    assert "X1 Zed-title (contradiction)" in lines
    assert "4* [1]; Zed-value [1] -> Zed-resolution (record beats press)" in lines
    assert "T1.seats seats of T1" in lines
    assert "40 [1]; 50 [1] -> unresolved" in lines
    assert max(map(len, lines.split("\n"))) <= 100
    assert conflict_lines([]) == "no two sources differ"


def test_private_readings_are_printed_nowhere(hung: Bundle, bundled: Bundle) -> None:
    for bundle in (hung, bundled):
        everything = summary(bundle) + conflict_lines(bundle.conflicts)
        everything += "".join(conflict_full(found) for found in bundle.conflicts)
        for word in ("hidden-illness", "wheelchair", "cancer"):
            assert word not in everything


def test_one_conflict_in_full(bundled: Bundle) -> None:
    found = next(c for c in bundled.conflicts if c.id == "X08")
    text = conflict_full(found)
    for reading in found.readings:
        assert f"({reading.independent} independent)" in text
        assert str(reading.value) in text
    assert found.declared is not None
    assert " ".join(found.declared.why.split())[:60] in " ".join(text.split())
    assert "silent, which is unknown and not no: S0" in text


def test_what_matters_most_leaves_out_private_and_later_things(hung: Bundle) -> None:
    text = summary(hung)
    assert "X1 Zed-title" in text
    assert "X2 Health" not in text
    assert "X3 " not in text
