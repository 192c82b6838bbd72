"""Standards are described and lines are the user's: nothing concludes."""

import pytest

from juryroom.effect.standards import STANDARDS, Number, Side, bands, standard
from juryroom.effect.survey_effect import survey_effect
from juryroom.effect.wording import conclusions_in
from juryroom.errors import OutOfDomainError, UnknownNameError
from juryroom.jury.survey import Survey
from juryroom.report.effect_lines import standard_lines

FOUND = survey_effect(Survey.of_counts({"actual": (280, 400), "hypothetical": (270, 450)}))


def test_every_standard_says_who_carries_the_burden_and_what_it_looks_at() -> None:
    assert set(STANDARDS) == {
        "structural",
        "chapman",
        "kotteakos-brecht",
        "highly-probable",
        "plain-error",
        "strickland-brady",
        "crimmins-constitutional",
        "crimmins-other",
        "watson",
        "england-safe",
        "canada-proviso",
        "australia-proviso",
    }
    for one in STANDARDS.values():
        assert one.burden
        assert bool(one.looks_at) == (one.id != "structural")
        assert one.authorities
        assert one.line is None or 0 <= one.line[0] <= one.line[1] <= 1
        assert (one.line is None) == (not one.reading), one.id


def test_new_yorks_two_tests_are_gates_and_have_no_number() -> None:
    for name in ("crimmins-constitutional", "crimmins-other"):
        assert standard(name).line is None
        assert "overwhelming" in standard(name).gate
    assert standard("chapman").burden == "the prosecution"
    assert standard("watson").burden == "the defendant"


def test_a_band_says_where_the_interval_lies_under_every_model() -> None:
    for line in (0.0, 0.1, 0.2, 0.55, 1.0):
        found = bands(FOUND, "england-safe", line)
        assert len(found) == 2 * len(FOUND.models)
        for band in found:
            low, high = band.estimate.both.low, band.estimate.both.high
            expected = Side.BELOW if high < line else Side.ABOVE if low > line else Side.ACROSS
            assert band.side is expected
    numbers = {band.number for band in bands(FOUND, "chapman", 0.1)}
    assert numbers == {Number.EFFECT}


def test_the_line_is_the_users_and_is_a_share() -> None:
    with pytest.raises(OutOfDomainError, match=r"did you mean 0\.1\?"):
        bands(FOUND, "watson", 10)
    with pytest.raises(UnknownNameError, match="'chapman' \\(nearest\\)"):
        standard("chapmann")


def test_a_standard_that_looks_at_no_number_takes_no_line() -> None:
    with pytest.raises(OutOfDomainError, match=r"looks at no number(.|\n)*without a line"):
        bands(FOUND, "structural", 0.1)


def test_a_line_outside_of_the_reading_is_said_to_be_so() -> None:
    watson = standard("watson")
    assert [watson.beside(line) for line in (0.1, 0.3, 0.5)] == ["", "", ""]
    assert "outside of the 0.1 to 0.5" in watson.beside(0.51)
    assert standard("highly-probable").beside(0.05) == ""
    assert "outside of the 0.05 of" in standard("highly-probable").beside(0.06)
    assert standard("england-safe").beside(0.9) == ""


@pytest.mark.parametrize("name", STANDARDS)
def test_no_standard_is_worded_as_a_conclusion(name: str) -> None:
    assert conclusions_in("\n".join(standard_lines(name))) == ()


@pytest.mark.parametrize(
    "planted",
    [
        "The error was harmless.",
        "The errors were not harmless",
        "This is reversible error.",
        "an intolerable effect",
        "The difference warrants a new trial",
        "the conviction must be\n  reversed",
        "The conviction is unsafe",
        "the conviction is safe",
        "The evidence fails the Chapman test",
        "the State has not carried its burden",
        "the defendant is guilty",
        "He is innocent",
        "the defendant is entitled to a new trial",
        "it prejudiced the defendant",
    ],
)
def test_a_planted_conclusion_is_found(planted: str) -> None:
    assert conclusions_in(f"Some text. {planted}, and more.")
