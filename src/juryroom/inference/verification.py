"""The checks of the inference, run and kept: ``python -m juryroom.inference.verification``.

It writes three files into ``docs/verification``: ``inference.json``, what the replications of every
model said; ``reference.json``, how the priors of the reference were chosen and how its draws compare
with those of an independent sampler; and ``inference.md``, the two as a page. Both hold the sha256
of the data. ``--quick`` runs a few replications, to see that the command works; ``--page`` writes
the page alone, from the files that are there.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from json import loads
from pathlib import Path
from typing import Any

from juryroom.inference.reference_choice import choice_report
from juryroom.inference.reference_fit import SEED, shipped_table
from juryroom.inference.reference_model import NAMES, Priors
from juryroom.inference.sbc import calibrate
from juryroom.inference.sbc_models import family_replicate, reference_replicate
from juryroom.inference.verification_page import verification_page
from juryroom.provenance import canonical_json
from juryroom.rng import Streams

REPLICATIONS = 1_000
QUICK = 10
FAMILIES = ("tug-of-war", "pooled-logistic")
MODELS = ("reference", *FAMILIES)


def calibration_report(model: str, replications: int, seed: int = SEED) -> dict[str, Any]:
    """Return what replications say of the inference of one model, as plain data.

    Parameters
    ----------
    model
        "reference", or a family: "tug-of-war", "pooled-logistic".
    replications
        How many; 1,000 for the report that is kept.
    seed
        Of the streams.
    """
    stream = Streams(seed).at("verification", model)
    if model == "reference":
        names, replicate = NAMES, reference_replicate(shipped_table(), Priors())
    else:
        family, replicate = family_replicate(model)
        names = family.names
    found = calibrate(model, names, replicate, replications, stream.at("replications"))
    return found.as_json(stream)


def reports(replications: int, seed: int = SEED) -> dict[str, Any]:
    """Return the reports of all models, one process each."""
    with ProcessPoolExecutor(max_workers=2) as workers:
        every = list(
            workers.map(
                calibration_report, MODELS, [replications] * len(MODELS), [seed] * len(MODELS)
            )
        )
    return {
        "schema": "juryroom-verification/1",
        "seed": seed,
        "data": {"name": "deliberations", "sha256": shipped_table().sha256},
        "models": every,
    }


def main() -> None:
    """Write the files, and say where."""
    quick, page_alone = ("--" + word in sys.argv[1:] for word in ("quick", "page"))
    folder = Path("docs", "verification")
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{name}.json" for name in ("inference", "reference")}
    if not page_alone:
        inference = reports(QUICK if quick else REPLICATIONS)
        for name, report in (("inference", inference), ("reference", choice_report(quick=quick))):
            files[name].write_text(canonical_json(report), encoding="utf-8", newline="\n")
    kept = [loads(files[name].read_text(encoding="utf-8")) for name in files]
    path = folder / "inference.md"
    path.write_text(verification_page(*kept), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{path.as_posix()}\n")


if __name__ == "__main__":
    main()
