"""What is asked of a survey, as data: with the rows, everything that is needed to ask it again.

`juryroom effect` and `juryroom exhibit` ask the same question in the same way; a bundle keeps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, final

from pydantic import BeforeValidator, Field, ValidationError

from juryroom.effect.called_jury import AnyStrikes
from juryroom.effect.effect_result import SurveyEffect
from juryroom.effect.effect_settings import EffectSettings
from juryroom.effect.law_draws import DEFAULT_MODELS
from juryroom.effect.question_parts import AnyStruck, Strict, Waits
from juryroom.effect.standards import STANDARDS, Band, Standard, bands, standard
from juryroom.effect.survey_effect import DRAWS, survey_effect
from juryroom.errors import CaseFileError, OutOfDomainError, Problem
from juryroom.jury.survey import Columns, Labels, Survey
from juryroom.jury.survey_file import survey_lines
from juryroom.jury.survey_rows import survey_of
from juryroom.jury.undecided import CountedNotGuilty, Dropped, LeaningOnes, Recording, SplitEvenly
from juryroom.jury.weights import Raked, rake
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.provenance import Input, Provenance, canonical_json, sha256
from juryroom.rng import Streams

SCHEMA = "juryroom-exhibit/1"
_MOST_MODELS = 30

_Text = Annotated[str, Field(max_length=500)]
_Name = Annotated[str, Field(min_length=1, max_length=200)]


def _in_order(value: Any) -> Any:
    """Return a mapping as its pairs: canonical JSON sorts keys, and the order is the user's."""
    if isinstance(value, Mapping):
        return tuple(value.items())
    if isinstance(value, list):
        return tuple(tuple(pair) if isinstance(pair, list) else pair for pair in value)
    return value


_PAIRS = BeforeValidator(_in_order)
_Shares = Annotated[tuple[tuple[_Name, float], ...], _PAIRS]


@final
class Question(Strict):
    """Everything that was asked of a survey, but for the rows.

    Its fields are the options of `juryroom effect`, under the same names; the others say what is
    printed at the head of an exhibit and where the rows come from.

    Parameters
    ----------
    margins, standards
        Pairs, in the user's order; mappings are taken too.
    title, error, prepared_by, dated
        As the maker of an exhibit gave them: the case, what differs between the versions, who
        prepared it, the day. Empty where not given.
    source, source_sha256
        The file of which the rows are a part, and the sha256 of its bytes.
    command
        The command line, without folders.
    """

    title: _Text = ""
    error: _Text = ""
    prepared_by: _Text = ""
    dated: _Text = ""
    answer: _Name
    condition: _Name
    weights: _Name | None = None
    cluster: _Name | None = None
    guilty: _Name = "guilty"
    not_guilty: _Name = "not guilty"
    undecided: _Name | None = None
    undecided_as: Literal["left-out", "split-evenly", "not-guilty"] | float | None = None
    conditions: Annotated[tuple[_Name, ...], Field(max_length=20)] = ("actual", "hypothetical")
    margins: Annotated[tuple[tuple[_Name, _Shares], ...], _PAIRS] = ()
    trim: float | None = None
    jury_size: int = 12
    to_convict: int | None = None
    to_acquit: int | None = None
    resemblance: float = 0.0
    strikes: AnyStruck | None = None
    patience: Waits | None = None
    hung_rate: _Name | None = None
    models: Annotated[tuple[_Name, ...], Field(max_length=_MOST_MODELS)] = DEFAULT_MODELS
    single_model: bool = False
    kind: _Name = "field"
    thresholds: Annotated[tuple[float, ...], Field(max_length=10)] = ()
    standards: Annotated[tuple[tuple[_Name, float | None], ...], _PAIRS] = ()
    adjust_for: tuple[_Name, ...] = ()
    adjust_numbers: tuple[_Name, ...] = ()
    confidence: float = 0.90
    draws: Annotated[int, Field(ge=200, le=200_000)] = DRAWS
    seed: int = 0
    source: _Text = "survey.csv"
    source_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] = "0" * 64
    command: Annotated[tuple[str, ...], Field(max_length=400)] = ()

    @classmethod
    def read(cls, data: bytes, where: str) -> Self:
        """Return the question in a file of a bundle.

        Raises
        ------
        CaseFileError
            If it is not the JSON that `as_text` writes.
        """
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            raise CaseFileError([_problem(where, one) for one in error.errors()[:10]]) from None

    def as_text(self) -> str:
        """Return the question as canonical JSON."""
        return canonical_json(self.model_dump(mode="json"))

    def columns(self) -> Columns:
        """Return which columns are read.

        Raises
        ------
        OutOfDomainError
            If people are to be weighted by, or compared over, what they answered or were shown.
        """
        weighted = tuple(trait for trait, _ in self.margins)
        traits = tuple(dict.fromkeys((*weighted, *self.adjust_for, *self.adjust_numbers)))
        problems = [
            Problem(
                f"column '{trait}'",
                "the column of answers" if trait == self.answer else "the column of versions",
                "people are weighted by, and compared over, what they were before they were asked",
                "a column of traits",
            )
            for trait in traits
            if trait in {self.answer, self.condition}
        ]
        if problems:
            raise OutOfDomainError(problems)
        return Columns(
            answer=self.answer,
            condition=self.condition,
            weights=self.weights,
            cluster=self.cluster,
            traits=traits,
        )

    def labels(self) -> Labels:
        """Return what the cells say."""
        return Labels(
            guilty=self.guilty,
            not_guilty=self.not_guilty,
            undecided=self.undecided,
            recording=self._recording(),
            conditions=self.conditions,
        )

    def _recording(self) -> Recording | None:
        match self.undecided_as:
            case None:
                return None
            case "left-out":
                return Dropped()
            case "split-evenly":
                return SplitEvenly()
            case "not-guilty":
                return CountedNotGuilty()
            case share:
                return LeaningOnes(guilty_share=share)

    def rule(self) -> DecisionRule:
        """Return the votes that are a verdict."""
        DecisionRule.unanimous(self.jury_size)  # so that a jury of two is refused for its size
        return DecisionRule(
            jury_size=self.jury_size,
            to_convict=self.jury_size if self.to_convict is None else self.to_convict,
            to_acquit=self.jury_size if self.to_acquit is None else self.to_acquit,
        )

    def struck(self) -> AnyStrikes | None:
        """Return what both sides strike."""
        return None if self.strikes is None else self.strikes.strikes()

    def settings(self) -> EffectSettings:
        """Return what the effect is asked with."""
        return {
            "rule": self.rule(),
            "resemblance": self.resemblance,
            "strikes": self.struck(),
            "patience": None if self.patience is None else self.patience.patience(),
            "hung_rate": self.hung_rate,
            "models": self.models,
            "single_model": self.single_model,
            "thresholds": self.thresholds,
            "confidence": self.confidence,
            "draws": self.draws,
            "kind": self.kind,
            "adjust_for": self.adjust_for,
            "adjust_numbers": self.adjust_numbers,
            "stream": Streams(self.seed).at("survey effect"),
        }

    def raked(self, survey: Survey) -> Raked | None:
        """Return the survey weighted to the margins, or None where there are none."""
        if self.margins:
            margins = {trait: dict(groups) for trait, groups in self.margins}
            return rake(survey, margins, trim=self.trim)
        if self.trim is not None:
            rule = "raked weights are trimmed"
            raise OutOfDomainError(Problem("trim", f"{self.trim:g}", rule, "margins with it"))
        return None


def question_of(given: Mapping[str, Any]) -> Question:
    """Return a question of plain values, their types and names checked.

    Raises
    ------
    OutOfDomainError
        If a field is not there, or not of its type.

    Examples
    --------
    >>> question_of({"answer": "verdict", "condition": "arm"}).models[0]
    'reference'
    """
    try:
        return Question.model_validate(dict(given))
    except ValidationError as error:
        raise OutOfDomainError([_problem("question", one) for one in error.errors()[:10]]) from None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question and what it gave.

    Parameters
    ----------
    rows, rows_name
        The bytes of the rows that were read, and what they are called.
    standards
        Each standard that is described, the line that the user set on it or None, and where the
        numbers lie from it.
    """

    question: Question
    rows: bytes
    rows_name: str
    survey: Survey
    effect: SurveyEffect
    raked: Raked | None
    standards: tuple[tuple[Standard, float | None, tuple[Band, ...]], ...]

    @property
    def provenance(self) -> Provenance:
        """How the result was made: the file that was given, and the rows of it that are kept."""
        question = self.question
        given = Input(name=question.source, sha256=question.source_sha256)
        kept = Input(name=self.rows_name, sha256=sha256(self.rows))
        return Provenance(
            command=question.command,
            inputs=tuple(dict.fromkeys((given, kept))),
            seed=question.seed,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the result as data, in the shape that `juryroom effect --json` prints."""
        return {
            **self.effect.as_json(),
            "weighting": None if self.raked is None else self.raked.as_json(),
            "standards": [
                {**one.as_json(), "line": line, "bands": [band.as_json() for band in found]}
                for one, line, found in self.standards
            ],
            "provenance": self.provenance.as_json(),
        }


def ask(question: Question, rows: bytes, *, rows_name: str, every_standard: bool = False) -> Answer:
    """Return what a question gives for the rows of a survey.

    Parameters
    ----------
    question
        What is asked.
    rows
        A CSV file that has the columns of the question.
    rows_name
        What errors call the rows.
    every_standard
        Whether all standards are described where the question names none.

    Raises
    ------
    CaseFileError, OutOfDomainError, UnknownNameError
        If a column, a cell or a number is not what the question takes.
    """
    described = question.standards
    if every_standard and not described:
        described = tuple((name, None) for name in STANDARDS)
    asked = [(standard(name), line) for name, line in described]
    settings = question.settings()
    survey = survey_of(
        survey_lines(rows, rows_name), question.columns(), question.labels(), rows_name
    )
    raked = question.raked(survey)
    found = survey_effect(survey if raked is None else raked.survey, **settings)
    return Answer(
        question=question,
        rows=rows,
        rows_name=rows_name,
        survey=survey,
        effect=found,
        raked=raked,
        standards=tuple(
            (one, line, () if line is None else bands(found, one.id, line)) for one, line in asked
        ),
    )


def _problem(where: str, error: Any) -> Problem:
    place = ".".join(map(str, error["loc"])) or "the file"
    found = repr(error["input"])
    unknown = error["type"] == "extra_forbidden"
    return Problem(
        f"{where}: {place}",
        found if len(found) <= 80 else f"{found[:80]}...",
        "a question has the fields that are declared, each of its type and within its bounds",
        f"one of {', '.join(Question.model_fields)}" if unknown else error["msg"],
    )
