"""The four plots of sate, as Altair charts that are right where sate's are not.

They draw no global canvas and change no setting of the caller (D17). The uncertainty of a share
moves P(G) along the curve and nowhere else, so it is drawn on the curve: sate's ellipse is rotated
in the wrong frame (D3) and fails near 0 and 1 (D4). The bar of the effect takes in whatever there is
to show (D5). No figure says "harm": where a line is drawn, the caller says where.
"""

from typing import TYPE_CHECKING

import numpy as np

from juryroom.compat.sate import arguments
from juryroom.compat.sate.arguments import Room, Simulate
from juryroom.compat.sate.calling import in_words
from juryroom.compat.sate.drawn_from import Draws
from juryroom.compat.sate.figure_data import Condition, Curve
from juryroom.compat.sate.jury import compared_rows, drawn, points, stats_row
from juryroom.compat.sate.simulated import Arm, arms, logistic_points
from juryroom.compat.sate.survey_interval import bounds
from juryroom.compat.sate.vintages import LATEST, VINTAGES
from juryroom.markov.arrays import FloatArray
from juryroom.parameters import Parameter

if TYPE_CHECKING:
    import altair as alt

LINE = 0.10
"""Where sate draws its line, without a source; every function here takes another."""
GRAPH_DRAWS = 2_000
_ALL_DIGITS = 99

_XLAB = "Jurors' Verdict Preferences, P(g)"
_YLAB = "Jury Verdict Probabilities, P(G)"
_LINE = Parameter("line", -1.0, 1.0, "probability", "the effect at which a line is drawn")


@in_words
def basic_plot_grid(
    main: str = "", xlab: str = _XLAB, ylab: str = _YLAB, *, jury_n: int = 12
) -> "alt.LayerChart":
    """Return the grid with the curve of P(G) over the share, for a jury of `jury_n`.

    sate works the curve out for twelve jurors, does not draw it, and takes no other size (D17).

    Parameters
    ----------
    main, xlab, ylab
        Title and axis titles.
    jury_n
        Jurors, 2 to 500.
    """
    from juryroom.compat.sate import drawing  # Altair takes most of a second to import

    room = Room.of(jury_n, 0, 0, 0.15, "basic_plot_grid")
    for name, title in (("main", main), ("xlab", xlab), ("ylab", ylab)):
        arguments.text(title, "basic_plot_grid", name)
    return drawing.curve_chart(_curve(room, None), (), main, xlab, ylab)


@in_words
def graph_estimate(
    sample_pg: float,
    sample_n: float,
    jury_n: int = 12,
    pstrikes: int = 0,
    dstrikes: int = 0,
    accuracy: float = 0.15,
    simulate: Simulate = False,
) -> "alt.LayerChart":
    """Return the curve with one survey on it: its point, and its 90% interval along the curve.

    Parameters
    ----------
    sample_pg, sample_n, jury_n, pstrikes, dstrikes, accuracy, simulate
        As in `as_jury_stats`; with `simulate` 2,000 draws are taken unless it says otherwise.
    """
    from juryroom.compat.sate import drawing  # Altair takes most of a second to import

    owner = "graph_estimate"
    room = Room.of(jury_n, pstrikes, dstrikes, accuracy, owner)
    draws = drawn(simulate, owner, number=GRAPH_DRAWS)
    arm = Arm(
        arguments.share(sample_pg, owner, "sample_pg"),
        arguments.sample(sample_n, owner, "sample_n"),
    )
    shown = condition("survey", arm, room, draws)
    return drawing.curve_chart(_curve(room, draws), (shown,), "", _XLAB, _YLAB)


@in_words
def graph_effect_defendant(
    pg_actual: float,
    n_actual: float,
    pg_hypo: float,
    n_hypo: float,
    jury_n: int = 12,
    pstrikes: int = 0,
    dstrikes: int = 0,
    accuracy: float = 0.15,
    simulate: Simulate = False,
    *,
    line: float = LINE,
) -> "alt.HConcatChart":
    """Return both surveys on the curve, and beside them the effect with its 90% interval.

    Parameters
    ----------
    pg_actual, n_actual, pg_hypo, n_hypo, jury_n, pstrikes, dstrikes, accuracy, simulate
        As in `compare_jury_stats`.
    line
        The effect at which a line is drawn. sate's is 0.10, and cannot be moved there.
    """
    from juryroom.compat.sate import drawing  # Altair takes most of a second to import

    owner = "graph_effect_defendant"
    room = Room.of(jury_n, pstrikes, dstrikes, accuracy, owner)
    draws = drawn(simulate, owner, number=GRAPH_DRAWS)
    actual, hypo = arms(pg_actual, n_actual, pg_hypo, n_hypo, owner)
    _LINE.check(line, owner=owner)
    release = VINTAGES[LATEST]
    rows = compared_rows((actual, hypo), room, release, "wald", draws, _ALL_DIGITS)
    difference = rows["difference"]
    found = (
        condition("actual trial", actual, room, draws),
        condition("hypothetical trial", hypo, room, draws),
    )
    curve = drawing.curve_chart(_curve(room, draws), found, "", _XLAB, _YLAB)
    return drawing.beside(curve, drawing.effect_bar(dict(difference), line))


@in_words
def compact_harm_plot(*, line: float = LINE) -> "alt.LayerChart":
    """Return the empty bar on which an effect is shown, with a line at `line`.

    Parameters
    ----------
    line
        The effect at which a line is drawn.
    """
    from juryroom.compat.sate import drawing  # Altair takes most of a second to import

    _LINE.check(line, owner="compact_harm_plot")
    return drawing.effect_bar(None, line, upright=False)


def condition(name: str, arm: Arm, room: Room, draws: Draws | None) -> Condition:
    """Return where one survey stands, and the stretch of the curve that its interval covers."""
    stats = stats_row(arm, room, VINTAGES[LATEST], draws=draws)
    low, high = (min(max(end, 0.0), 1.0) for end in bounds(arm.share, arm.size, "wald"))
    stretch = np.linspace(low, high, 51)
    return Condition(
        name=name,
        share=arm.share,
        guilty=stats["P(G)"],
        low=stats["Lower 5%"],
        high=stats["Upper 95%"],
        shares=stretch.tolist(),
        along=_values(stretch, room, draws).tolist(),
    )


def _curve(room: Room, draws: Draws | None) -> Curve:
    shares = np.linspace(0, 1, 101)
    return Curve(shares.tolist(), _values(shares, room, draws).tolist())


def _values(shares: FloatArray, room: Room, draws: Draws | None) -> FloatArray:
    if draws is None:
        return points(shares, room, VINTAGES[LATEST])
    return logistic_points(shares, room, draws)
