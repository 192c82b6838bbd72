"""`juryroom law`: the rules of a place, with their authority, standing and days."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli import law_check
from juryroom.cli.output import JsonOption, print_json, read_day, table, wrapped

if TYPE_CHECKING:
    from juryroom.procedure.rule import Rule

app = typer.Typer(
    help="Show the rules of a place, with their authority, standing and days.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("check", epilog=law_check.EXAMPLE)(law_check.check)


@app.command("list", epilog="Example: juryroom law list")
def list_places(*, json: JsonOption = False) -> None:
    """List every place that is answered, by which pack, and how much of it is unverified."""
    from juryroom.procedure.pack_files import load_pack
    from juryroom.procedure.rulepack import jurisdictions, pack_of

    rows = list[dict[str, Any]]()
    for place in jurisdictions():
        pack = load_pack(pack_of(place))
        rules: tuple[Rule, ...] = pack["rules"]
        rows.append(
            {
                "jurisdiction": place,
                "pack": pack["id"],
                "name": pack["name"],
                "applies_by": pack["applies_by"],
                "rules": len(rules),
                "unverified": sum(rule.standing.value != "verified" for rule in rules),
            }
        )
    if json:
        print_json({"jurisdictions": rows})
        return
    shown = (
        (
            row["jurisdiction"],
            f"{row['rules']} rules",
            f"{row['unverified']} unverified",
            row["name"],
        )
        for row in rows
    )
    print(table(shown))
    print(
        wrapped("A federal circuit is asked for as US-FED-CA2. One place: juryroom law show PLACE.")
    )


@app.command(epilog="Example: juryroom law show GB-SCT --on 2025-12-31")
def show(
    jurisdiction: Annotated[
        str, typer.Argument(metavar="JURISDICTION", help="A place: US-NY, US-FED-CA2, GB-EAW.")
    ],
    *,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DATE",
            help="The day of the law, YYYY-MM-DD. Default: every version of every rule.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show the rules of a place on a day, or all that are recorded; unverified ones say so."""
    from juryroom.procedure.rulepack import rule_pack, rules_of

    if on is None:
        rules = rules_of(jurisdiction)
        pack = rule_pack(jurisdiction, dt.date.max)
        versions = [{"name": rule.name, **rule.as_json()} for rule in rules]
        held = {**pack.as_json(), "on": None, "rules": versions}
        held["unverified"] = sorted({r.name for r in rules if r.standing.value != "verified"})
    else:
        pack = rule_pack(jurisdiction, read_day(on, dt.date.max))
        rules, held = tuple(pack.rules.values()), pack.as_json()
    if json:
        print_json(held)
        return
    when = "every version" if on is None else f"on {pack.on}"
    print(f"{pack.name} ({jurisdiction}), {when}; the law is that of the {_by(pack.applies_by)}")
    if pack.notice is not None:
        print(wrapped(pack.notice, 2))
    for rule in rules:
        print(_lines(rule, pack.applies_by))


def _lines(rule: "Rule", usual: str) -> str:
    days = [
        f"{word} {limit.year if rule.year_only else limit}"
        for word, limit in (("from", rule.valid_from), ("until", rule.valid_until))
        if limit is not None
    ]
    if rule.applies_by.value != usual:
        days.append(f"by the {_by(rule.applies_by.value)}")
    name = f"{rule.name} ({', '.join(days)})" if days else rule.name
    lines = [wrapped(f"{name}: {_value(rule)}", 2, 2), wrapped(str(rule.authority), 6)]
    if rule.note is not None:
        lines.append(wrapped(rule.note, 6))
    if rule.void is not None:
        void = ", ".join(
            f"{key.removeprefix('on_').replace('_', ' ')} {day}"
            for key, day in rule.void.items()
            if key.startswith("on_")
        )
        lines.append(wrapped(f"void: {void} ({rule.void['authority']})", 6))
    return "\n".join(lines)


def _value(rule: "Rule") -> str:
    from json import dumps

    value = rule.as_json().get("value")
    return value if isinstance(value, str) else dumps(value, ensure_ascii=False)


def _by(applies_by: str) -> str:
    return {
        "offence_date": "day of the offence",
        "trial_begun": "day on which the trial began",
        "trial_date": "day of the trial",
        "offence_class": "day of the trial, by class of offence",
        "verdict_date": "day of the verdict",
    }[applies_by]
