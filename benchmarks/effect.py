"""How long the effect takes: python benchmarks/effect.py. Medians of five, in seconds."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from juryroom.effect.law_draws import DEFAULT_MODELS, named_laws
from juryroom.effect.survey_bootstrap import bootstrap_effects
from juryroom.effect.survey_effect import survey_effect
from juryroom.jury.survey import Columns
from juryroom.jury.survey_rows import read_survey
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.rng import Streams


def write(path):
    rows = ["verdict,arm,w"]
    generator = Streams(1).at("benchmark").generator()
    for place, (level, weight) in enumerate(generator.random((800, 2))):
        arm, share = ("actual", 0.7) if place % 2 else ("hypothetical", 0.6)
        rows.append(f"{'guilty' if level < share else 'not guilty'},{arm},{0.5 + weight:.3f}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def timed(work):
    took = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took), took[0]


def main():
    rule = DecisionRule.unanimous(12)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.csv"
        write(path)
        columns = Columns(answer="verdict", condition="arm", weights="w")

        def effect():
            survey_effect(read_survey(path, columns), thresholds=(0.1,), draws=2_000)

        def bootstrap():
            laws = named_laws(rule, DEFAULT_MODELS)
            survey = read_survey(path, columns)
            bootstrap_effects(survey, laws, stream=Streams(1).at("bootstrap"))

        def command():
            words = ("effect", str(path), "--answer", "verdict", "--condition", "arm", "--json")
            subprocess.run(
                [Path(sys.executable).with_name("juryroom"), *words],
                check=True,
                capture_output=True,
            )

        print(f"{'task':60} {'median':>8} {'first':>8}")
        for name, work in (
            ("effect: 800 rows, 4 models, 2,000 draws of parameters", effect),
            ("bootstrap: 10,000 comparisons, 4 models", bootstrap),
            ("juryroom effect --json, start included", command),
        ):
            median, first = timed(work)
            print(f"{name:60} {median:8.3f} {first:8.3f}")


if __name__ == "__main__":
    main()
