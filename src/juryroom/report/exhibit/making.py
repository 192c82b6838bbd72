"""The part of an exhibit that says how it was made, and how anyone can make it again."""

import shlex

from juryroom.effect.survey_question import Answer
from juryroom.provenance import Environment
from juryroom.report.exhibit.document import Facts, Paragraph, Section


def making(answer: Answer, environment: Environment) -> Section:
    """Return what was run on what, with what, and how anyone can run it again.

    Parameters
    ----------
    answer
        The answer that is shown.
    environment
        What it was made with; where a bundle is verified, what the bundle says of it.
    """
    made = answer.provenance
    hashes = (
        ("sha256 of the file that was given", answer.question.source_sha256),
        ("sha256 of the rows in the bundle", made.inputs[-1].sha256),
    )
    libraries = ", ".join(f"{name} {number}" for name, number in environment.libraries)
    facts = Facts(
        (
            ("Program", f"{environment.program}, Python {environment.python}; open source"),
            ("Libraries", libraries),
            ("Command", shlex.join(made.command) or "called from Python"),
            ("Seed", str(made.seed)),
            *hashes,
        ),
        exact=frozenset({"Command", *(term for term, _ in hashes)}),
    )
    return Section(
        "provenance",
        "How this was made, and how to make it again",
        (
            facts,
            Paragraph(
                "The exhibit comes in a bundle with the rows it rests on, without the columns that were "
                "not used; with the parameters, the result as data, and a manifest of sha256. Anyone "
                "with the bundle and this version of juryroom can compute everything again without a "
                "network: juryroom exhibit verify BUNDLE. It names any file of which a byte was changed, "
                "and any that is not what the rows and the parameters give. Whether rows and parameters "
                "are those that were filed, the seal of the bundle shows, and nothing else does: quote "
                "it where the exhibit is filed. It does not show when it was made."
            ),
        ),
    )
