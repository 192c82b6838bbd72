"""What an exhibit shows of strikes that are a game between the parties, and of the court's patience."""

from juryroom.effect.called_jury import NODES
from juryroom.effect.effect_result import SurveyEffect
from juryroom.jury.strike_game import SOURCES
from juryroom.report.effect_lines import seating_rows
from juryroom.report.exhibit.document import Block, Paragraph, Table


def seating(effect: SurveyEffect) -> tuple[Block, ...]:
    """Return what strikes do to first ballots; nothing where they are no game."""
    if not effect.jury.plays:
        return ()
    head, *rows = seating_rows(effect)
    return (
        Table(
            caption=f"Strikes: guilty votes of {effect.rule.jury_size} on the first ballot, on average",
            head=("model", "version", *head[2:]),
            rows=tuple(rows),
            note="Exact at the shares as counted; the intervals of what follows hold what the sample "
            "leaves open. Spent: strikes that a side uses on average.",
        ),
    )


def court(effect: SurveyEffect) -> str:
    """Return, for the lead of the outcomes, what is struck and when the court gives up."""
    said = ""
    if effect.strikes is not None and effect.jury.plays:
        said += f" Strikes: {effect.strikes}."
    if effect.patience is not None:
        said += f" The court's patience, where a model has ballots: {effect.patience}."
    return said


def methods_of_the_court(effect: SurveyEffect) -> tuple[Paragraph, ...]:
    """Return how a game between the parties was solved, and where patience comes from."""
    found: list[Paragraph] = []
    if effect.jury.by_model:
        found.append(
            Paragraph(
                "Strikes are a game between the parties, solved by backward induction in each version at "
                f"its own share ({'; '.join(map(str, SOURCES))}). At the shares as counted it is solved "
                f"as it is; for draws it is solved at {NODES + 1} shares from 0 to 1, and the first "
                "ballot between two of them lies on the line between theirs."
            )
        )
    elif effect.jury.plays:
        found.append(
            Paragraph(
                "The struck jury is exact at every share: whom the sides strike depends on the panel "
                "alone."
            )
        )
    if effect.hung_rate is not None:
        rate = effect.hung_rate
        found.append(
            Paragraph(
                "In models with ballots the court discharges a jury after each ballot with one chance: "
                f"that at which they hang a published share of juries, {100 * rate.share:g} of 100 "
                f"({rate.study}: {rate.unit}), where each first ballot is as likely as another."
            )
        )
    return tuple(found)


def curve_note(effect: SurveyEffect) -> str:
    """Return how far the curve from people to juries is exact."""
    if not effect.jury.by_model:
        return "The line is exact under the model, at the average of its parameters."
    return (
        "The line is exact under the model, at the average of its parameters, where the game was solved "
        f"({NODES + 1} shares), and straight between."
    )
