"""Surveys made up for the tests: no person gave these answers."""

from typing import Any

NOT_HISPANIC = "No, not of Hispanic, Latino, or Spanish origin"
Survey = list[dict[str, Any]]


def person(number: int, **answers: Any) -> dict[str, Any]:
    """Return one respondent with plain answers, except those given."""
    plain: dict[str, Any] = {
        "ParticipantId": f"P{number:04d}",
        "Race": "White",
        "Education": "High school",
        "Household.Income": "$30,000-$39,999",
        "Age": 30,
        "Gender": "Man",
        "Ethnicity": NOT_HISPANIC,
    }
    return plain | {name.replace("_", "."): answer for name, answer in answers.items()}


def survey(
    size: int,
    *,
    black: float = 0.2,
    hispanic: float = 0.2,
    half: float = 0.5,
    descending: bool = False,
) -> Survey:
    """Return `size` respondents with the shares given, every margin independent of the others.

    The margins repeat with periods that have no common divisor, so that all 64 cells are met.
    """
    people = [
        person(
            i,
            Race="Black or African American" if (i * 7) % 100 < 100 * black else "White",
            Ethnicity="Yes, Mexican" if (i * 11) % 97 < 97 * hispanic else NOT_HISPANIC,
            Education=(
                "Doctorate degree (for example: PhD, EdD)" if (i * 13) % 89 < 89 * half
                else "High school"
            ),
            Household_Income=(
                "$70,000-$79,999" if (i * 17) % 83 < 83 * half else "$30,000-$39,999"
            ),
            Age=50 if (i * 19) % 79 < 79 * half else 25,
            Gender="Woman" if (i * 23) % 73 < 73 * half else "Man",
        )
        for i in range(size)
    ]  # fmt: skip
    return people[::-1] if descending else people
