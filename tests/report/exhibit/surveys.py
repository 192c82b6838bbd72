"""Made-up surveys for the tests of the exhibit."""

from juryroom.effect.survey_question import Question

PLAIN = Question(
    answer="verdict",
    condition="arm",
    draws=2_000,
    title="State v. Roe",
    source="answers.csv",
    command=("juryroom", "exhibit", "answers.csv"),
)
RICH = Question(
    answer="verdict",
    condition="arm",
    cluster="session",
    undecided="cannot say",
    undecided_as=0.4,
    conditions=("actual", "hypothetical", "both errors"),
    margins=(("sex", (("female", 0.52), ("male", 0.48))),),
    trim=3.0,
    thresholds=(0.05, 0.15),
    draws=500,
    source="answers.csv",
)


def survey(
    *, actual: float = 0.7, hypothetical: float = 0.6, rich: bool = False, third: bool = True
) -> bytes:
    """Return the rows of a survey of 60 people a version, with names that must not get out."""
    arms = {"actual": actual, "hypothetical": hypothetical}
    if rich and third:
        arms["both errors"] = 0.8
    lines = ["name,verdict,arm,sex,session,remark"]
    for arm, share in arms.items():
        for place in range(60):
            # 7 and 60 share no factor, so that answers are spread over sexes and sessions
            verdict = "guilty" if (7 * place) % 60 < 60 * share else "not guilty"
            if rich and place % 15 == 3:
                verdict = "cannot say"
            if rich and place == 10:
                verdict = ""
            sex = "female" if place % 3 else "male"
            session = f"Zed-session {arm} {place // 10}"
            lines.append(f"Zed-name{place},{verdict},{arm},{sex},{session},Zed-remark")
    return ("\n".join(lines) + "\n").encode()
