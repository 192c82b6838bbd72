"""The page of the checks of the inference, written from their reports."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Report = Mapping[str, Any]

_HEAD = """\
# Checks of the inference

Rebuilt by `python -m juryroom.inference.verification` (about 20 minutes on two cores); the figures
are in `inference.json` and `reference.json` beside this page. Data: `{name}`, sha256
`{sha256}`.

## Do posteriors hold the numbers that made the data?

Numbers are drawn from the priors, juries are simulated from them, and their posterior is taken by
the code that users run (Talts and others 2018, arXiv:1804.06788). The posterior probability below
each true number is then uniform. *Inside* says whether all of its cumulative distribution lies in
the 99% simultaneous band (Säilynoja and others 2022, Statistics and Computing 32, 32). Coverage is
how often an interval held the true number, with its distance from what it should be in standard
errors; *recovery* is the correlation of posterior means with the true numbers.
"""

_CHOICE = """\
## How the priors of the reference were chosen

Each row: normal priors with these standard deviations around the published constants (slope 1/2 in
log-odds, bias 1), for sizes and for the deviation of kinds of jury. Gain: how much lower the mean
log loss is than that of sate's chain, forecasts held 0.005 away from 0 and 1, on juries that the
fit has not seen: in ten folds (with the 95% interval of a paired bootstrap), and with whole sources
left out. Rule: of the candidates whose summed gains come within 0.0005 of the best, the widest
priors. That is slope 0.3, bias 0.2, kinds 0.4 and 0.2. Only rows of the package were used.
"""


def verification_page(inference: Report, reference: Report) -> str:
    """Return the page in Markdown.

    Parameters
    ----------
    inference, reference
        The reports, as `juryroom.inference.verification` writes them.
    """
    parts = [_HEAD.format(**inference["data"])]
    parts += [_model(each) for each in inference["models"]]
    parts += [_CHOICE, _tried(reference["tried"])]
    parts += [
        "### A hazard held closer to published hung rates\n",
        _tried(reference["narrower_hazards"], ("hazard", "kind_hazard")),
        "### The priors that ship, by what is assumed of juries without a verdict\n",
        _shipped(reference["shipped"]),
        "## A second sampler\n",
        _second(reference["second_sampler"]),
    ]
    return "\n".join(parts)


def _model(report: Report) -> str:
    rows = [
        [
            f"`{name}`",
            "yes" if number["inside_band"] else "**no**",
            *(
                f"{each['share']:.3f} ({each['off_in_standard_errors']:+.1f})"
                for each in number["coverage"].values()
            ),
            f"{number['recovery_correlation']:.2f}",
            f"{number['bias_in_standard_errors']:+.1f}",
        ]
        for name, number in report["numbers"].items()
    ]
    head = ["number", "inside", "50%", "80%", "95%", "recovery", "bias of means (s.e.)"]
    title = (
        f"### {report['model']}: {report['replications']:,} replications, "
        f"{report['refused']} refused\n"
    )
    return "\n".join([title, _table(head, rows)])


def _tried(
    tried: Sequence[Report],
    names: Sequence[str] = ("slope", "bias", "kind_slope", "kind_bias"),
) -> str:
    head = [name.replace("_", " ") for name in names]
    head += ["gain, ten folds", "12 jurors", "sources left out", "sum", "calibration slope", "ECE"]
    return _table(
        head, ([*(f"{r['standard_deviations'][n]:g}" for n in names), *_gains(r)] for r in tried)
    )


def _shipped(shipped: Mapping[str, Report]) -> str:
    head = ["assumed", "gain, ten folds", "12 jurors", "sources left out", "sum"]
    head += ["calibration slope", "ECE"]
    return _table(head, ([name, *_gains(each)] for name, each in shipped.items()))


def _gains(report: Report) -> Iterator[str]:
    gains, measures = report["gains"], report["measures"]
    folds, left = gains["ten folds"], gains["sources left out"]
    slope = measures["calibration_slope"]
    yield f"{folds['value']:.4f} [{folds['low']:.4f}, {folds['high']:.4f}]"
    yield f"{gains['ten folds, 12 jurors']['value']:.4f}"
    yield f"{left['value']:.4f}"
    yield f"{folds['value'] + left['value']:.4f}"
    yield f"{slope['value']:.2f} [{slope['low']:.2f}, {slope['high']:.2f}]"
    yield f"{measures['calibration_error']['value']:.3f}"


def _second(report: Report) -> str:
    means = report["means_apart_in_standard_deviations"]
    ratios = report["ratio_of_standard_deviations"]
    farthest = max(means, key=lambda name: abs(means[name]))
    return (
        f"The posterior that ships, drawn by importance sampling, against an {report['method']}: "
        f"{report['walkers']} walkers, {report['steps']:,} steps. Means lie at most "
        f"{abs(means[farthest]):.3f} posterior standard deviations apart (`{farthest}`); standard "
        f"deviations differ by factors of {min(ratios.values()):.3f} to {max(ratios.values()):.3f}.\n"
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
