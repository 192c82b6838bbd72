"""The page of how often intervals hold, made of the tables that benchmarks/intervals.py finds."""

from typing import NamedTuple

import numpy as np
from coverage_words import LOPSIDED, PAGE

FEW = 5  # answers of the rarer kind, as many as the survey is worth, that are expected


class Tables(NamedTuple):
    """What was found: every row of every table."""

    share: list
    wide: list
    effect: list
    null: list
    weighted: list
    carried: list
    raked: list
    sessions: list
    shared: list
    clustered: list


def page(found, sets):
    """Return the page."""
    return PAGE.format(
        sets=f"{sets:,}",
        few=FEW,
        bands=bands(found),
        share=grid(["asked"], [((n,), s, f"{c:.3f}") for n, s, c in found.share]),
        wide=wide(found.wide),
        tails=lopsided(found.share),
        effect=rows(
            ["asked in each", "actual", "hypothetical", "held", "missed above", "missed below"],
            [[n, p, q, *thousandths(rest)] for n, p, q, *rest in found.effect],
        ),
        null=grid(["asked"], [((f"{m}, {n}",), s, f"{r:.4f}") for m, n, s, r in found.null]),
        error=f"{(0.05 * 0.95 / sets) ** 0.5:.3f}",
        error_of_fifth=f"{(0.9 * 0.1 / (sets // 5)) ** 0.5:.3f}",
        error_of_effect=f"{(0.9 * 0.1 / (sets // 20)) ** 0.5:.3f}",
        weighted=weighted(unrelated(found)),
        kish=kish(related_alike(found)),
        related=related(related_alike(found)),
        apart=related(related_apart(found)),
        carried=rows(
            ["weights", "asked", "actual", "hypothetical", "held", "missed above", "missed below"],
            [
                [w, n, f"{p:.3f}", f"{q:.3f}", *thousandths(rest)]
                for w, n, p, q, _, *rest in found.carried
            ],
        ),
        raked=raked(found.raked),
        shared=shared(found.shared),
        error_of_tenth=f"{(0.9 * 0.1 / (sets // 25)) ** 0.5:.3f}",
        sessions=sessions(found.sessions),
        clustered=clustered(found.clustered),
    )


def rows(head, lines):
    """Return a table."""
    every = (head, ["---"] * len(head), *lines)
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in every)


def grid(head, cells):
    """Return a table with the shares across."""
    shares = list(dict.fromkeys(share for _, share, _ in cells))
    at = {(key, share): shown for key, share, shown in cells}
    keys = dict.fromkeys(key for key, *_ in cells)
    return rows([*head, *shares], [[*key, *(at[key, s] for s in shares)] for key in keys])


def thousandths(values):
    return [f"{value:.3f}" for value in values]


def span(values, digits):
    if not values:
        return "none"
    return f"{min(values):.{digits}f} to {max(values):.{digits}f}"


def unrelated(found):
    return [row for row in found.weighted if row[3] == row[4] == row[5] == row[6]]


def related_alike(found):
    return [row for row in found.weighted if row[3] != row[4] and row[3:5] == row[5:7]]


def related_apart(found):
    return [row for row in found.weighted if row[3:5] != row[5:7]]


def rarer(row):
    """Return how many of the rarer answer are expected, of as many as the first condition is worth."""
    return row[1] * row[8] * min(row[7], 1 - row[7])


def cells_by_rarer(found):
    """Return, for each kind of survey, the expected rarer answers and the coverage of each cell."""
    return {
        "shares, plain": [(n * min(s, 1 - s), c) for n, s, c in found.share if n >= 50],
        "shares, weights that have nothing to do with answers": [
            (rarer(row), row[10]) for row in unrelated(found)
        ],
        "shares, weights that have, alike in both": [
            (rarer(row), row[10]) for row in related_alike(found)
        ],
        "shares, weights that have, not alike": [
            (rarer(row), row[10]) for row in related_apart(found)
        ],
        "shares, clusters": [
            (c * m * worth * min(s, 1 - s), held) for c, m, _, s, worth, _, held in found.clustered
        ],
        "shares, weights and clusters": [
            (c * m * worth * min(h + o, 2 - h - o) / 2, held)
            for c, m, _, h, o, _, worth, _, held in found.sessions
        ],
        "shares, raked": [
            (n * min(worth, 1) * min(s, 1 - s), held) for _, n, s, worth, _, held, *_ in found.raked
        ],
        "shares, sessions that saw both": [
            (c * m * worth * min(p, 1 - p), held)
            for c, m, _, _, p, _, worth, _, _, held, *_ in found.shared
        ],
        "effects, plain": [
            (n * min(p, 1 - p, q, 1 - q), held) for n, p, q, held, *_ in found.effect
        ],
        "effects, weights": [
            (n * worth * min(p, 1 - p, q, 1 - q), held)
            for _, n, p, q, worth, held, *_ in found.carried
        ],
        "effects, sessions that saw both": [
            (c * m * worth * min(p, 1 - p, q, 1 - q), held)
            for c, m, _, _, p, q, worth, _, _, _, held, *_ in found.shared
        ],
    }


def bands(found):
    """Return how many cells lie in the band, with enough of the rarer answer and with few."""
    lines = []
    for kind, cells in cells_by_rarer(found).items():
        enough = [held for rarer, held in cells if rarer >= FEW]
        few = [held for rarer, held in cells if rarer < FEW]
        inside = [0.88 <= held <= 0.92 for held in enough]
        inside_few = [0.88 <= held <= 0.92 for held in few]
        lines.append([
            kind, f"{sum(inside)} of {len(inside)}", span(enough, 3),
            f"{sum(inside_few)} of {len(few)}", span(few, 3),
        ])  # fmt: skip
    return rows(
        ["intervals for", f"{FEW} or more: in the band", "held", "fewer: in the band", "held"],
        lines,
    )


def wide(cells):
    """Return how the shares .02 to .98 fare at each size."""
    lines = []
    for asked in dict.fromkeys(n for n, *_ in cells):
        own = [row for row in cells if row[0] == asked]
        lines.append([
            asked, part([row[2] for row in own]), part([row[3] for row in own]),
            f"{np.mean([row[4] is not None for row in own]):.2f}",
        ])  # fmt: skip
    return rows(["asked", "mid-P (ours)", "Wald (sate)", "possible"], lines)


def part(held):
    inside = np.mean([0.88 <= value <= 0.92 for value in held])
    return f"{inside:.2f} ({span(held, 3)})"


def lopsided(cells):
    """Return what is said of the plain cells outside of the band."""
    from juryroom.effect.coverage import smallest_tail

    from_fifty = [(n, s, c) for n, s, c in cells if n >= 50]
    out = [(n, s, c, smallest_tail(n, s)) for n, s, c in from_fifty if not 0.88 <= c <= 0.92]
    could = [row for row in out if row[3] is not None]
    shown = "; ".join(f"{n} asked, share {s:g} (held {c:.3f}): {t:.3f}" for n, s, c, t in could)
    return LOPSIDED.format(
        inside=len(from_fifty) - len(out),
        cells=len(from_fifty),
        lowest=f"{min(c for *_, c in from_fifty):.3f}",
        none=len(out) - len(could),
        could=len(could),
        shown=shown,
    )


def groups(cells, keys):
    """Return the rows of each group of cells, in order."""
    return {
        key: [row for row in cells if row[:keys] == key]
        for key in dict.fromkeys(row[:keys] for row in cells)
    }


def weighted(cells):
    head = ["weights", "asked", "worth", "rejected", "held, enough", "held, fewer"]
    lines = []
    for (name, m, n), own in groups(cells, 3).items():
        worth = np.mean([row[8] for row in own])
        lines.append([
            name, f"{m}, {n}", f"{worth:.2f}", span([row[9] for row in own], 4),
            span([row[10] for row in own if rarer(row) >= FEW], 3),
            span([row[10] for row in own if rarer(row) < FEW], 3),
        ])  # fmt: skip
    return rows(head, lines)


def kish(cells):
    """Return what is said of Kish's size where weights have to do with answers."""
    rejected, held = [row[11] for row in cells], [row[12] for row in cells]
    return (
        "With it the test, referred to the normal distribution, rejected up to "
        f"{max(rejected):.3f},\nand intervals held {span(held, 3)}."
    )


def related(cells):
    head = ["weights", "group, others", "and in the second", "asked", "worth", "rejected", "held",
            "rejected, Kish", "held, Kish"]  # fmt: skip
    return rows(head, [
        [
            name, f"{h:g}, {o:g}", "the same" if (h, o) == (g, r) else f"{g:g}, {r:g}", f"{m}, {n}",
            f"{worth:.2f}", f"{rejected:.4f}", f"{held:.3f}", f"{by_kish:.4f}", f"{held_by_kish:.3f}",
        ]
        for name, m, n, h, o, g, r, _, worth, rejected, held, by_kish, held_by_kish in sorted(
            cells, key=lambda row: (row[0], row[3:7], row[2], row[1])
        )
    ])  # fmt: skip


def raked(cells):
    head = ["margins", "asked in each", "share", "worth", "rejected", "held",
            "rejected, as given", "held, as given"]  # fmt: skip
    return rows(head, [
        [m, n, f"{s:g}", f"{w:.2f}", f"{r:.4f}", f"{h:.3f}", f"{as_given:.4f}", f"{held_so:.3f}"]
        for m, n, s, w, r, h, as_given, held_so in cells
    ])  # fmt: skip


def shared(cells):
    head = ["clusters", "of", "within", "across", "actual, hypothetical", "rejected", "held",
            "effect held", "rejected, as two", "effect held, as two"]  # fmt: skip
    return rows(head, [
        [
            c, m, rho, f"{alike:g}", f"{p:g}, {q:g}", fourth(r), f"{h:.3f}", f"{e:.3f}",
            fourth(as_two), f"{e_so:.3f}",
        ]
        for c, m, rho, alike, p, q, _, _, r, h, e, as_two, e_so in cells
    ])  # fmt: skip


def fourth(value):
    return f"{value:.4f}" if isinstance(value, float) else value


def sessions(cells):
    head = ["clusters", "of", "weights of", "group, others", "resemblance", "rejected", "held"]
    return rows(head, [
        [c, m, whom, f"{h:g}, {o:g}", rho, f"{rejected:.4f}", f"{held:.3f}"]
        for c, m, whom, h, o, rho, _, rejected, held in cells
    ])  # fmt: skip


def clustered(cells):
    head = ["clusters", "of", "resemblance", "rejected", "held, enough", "held, fewer"]
    lines = []
    for key, own in groups(cells, 3).items():
        rarer = [c * m * worth * min(s, 1 - s) for c, m, _, s, worth, *_ in own]
        enough = [row[6] for row, some in zip(own, rarer, strict=True) if some >= FEW]
        few = [row[6] for row, some in zip(own, rarer, strict=True) if some < FEW]
        lines.append([*key, span([row[5] for row in own], 4), span(enough, 3), span(few, 3)])
    return rows(head, lines)
