"""Declared conflicts: somebody speaks about the topic, and the resolution can be had."""

from collections.abc import Iterator

from juryroom.record.case import Case
from juryroom.record.claims import AgeOn, Conflict, ResolverRule
from juryroom.record.computations import obstacle
from juryroom.record.conflicts import same, values_of
from juryroom.record.findings import Finding
from juryroom.record.yaml_tree import shown


def check_conflicts(case: Case) -> Iterator[Finding]:
    """Yield conflicts on which no one speaks, and resolutions that cannot be had."""
    first: dict[tuple[str, str], str] = {}
    for index, conflict in enumerate(case.conflicts):
        topic = conflict.topic.about, conflict.topic.property
        if topic in first:
            yield Finding(
                ("conflicts", index, "topic"),
                f"{topic[1]} of '{topic[0]}' again (first in {first[topic]})",
                "what becomes of the readings of one topic is said once",
                f"all of it in {first[topic]}, or another topic",
            )
        first.setdefault(topic, conflict.id)
        yield from _readings(case, index, conflict)
        yield from _computation(case, index, conflict)


def _readings(case: Case, index: int, conflict: Conflict) -> Iterator[Finding]:
    values = values_of(case, conflict)
    if not values:
        yield Finding(
            ("conflicts", index, "topic"),
            f"{conflict.topic.property} of '{conflict.topic.about}', of which no claim speaks",
            "a conflict is about what sources say",
            "a claim that says it, or a reading under outside",
        )
        return
    for position, preferred in enumerate(conflict.preferred):
        if not any(same(preferred, value) for value in values):
            yield Finding(
                ("conflicts", index, "preferred", position),
                shown(preferred),
                "what is preferred is one of the readings",
                "; ".join(shown(value) for value in values),
            )


def _computation(case: Case, index: int, conflict: Conflict) -> Iterator[Finding]:
    compute = conflict.compute
    if compute is None:
        if conflict.rule is ResolverRule.COMPUTED_BEATS_STATED:
            yield Finding(
                ("conflicts", index, "rule"),
                f"{conflict.rule} without compute",
                "a value that beats what is stated is computed from the record, never typed in",
                "compute in place of resolution, or another rule",
            )
        return
    if isinstance(compute, AgeOn):
        declared = any(person.id == compute.person for person in case.people)
    else:
        declared = any(trial.id == compute.trial for trial in case.trials)
    if declared and (found := obstacle(case, compute)) is not None:
        yield Finding(("conflicts", index, "compute"), *found)
