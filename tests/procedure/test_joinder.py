"""Consolidation and superseding: which counts live."""

import datetime as dt

import pytest

from juryroom.procedure.joinder import InstrumentFacts, join
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.ruling import Word

NEW_YORK = rule_pack("US-NY", dt.date(2026, 6, 30))


def two(*, begun: bool | None = None) -> list[InstrumentFacts]:
    return [
        InstrumentFacts(id="I1", counts=("K1", "K2"), trial_begun=begun),
        InstrumentFacts(id="I2", counts=("K3",)),
    ]


def test_no_offence_in_both_keeps_every_count() -> None:
    joined = join(two(), same_offence=False, in_both=(), pack=NEW_YORK)
    assert joined.live == ("K1", "K2", "K3")
    assert joined.superseded == ()
    assert joined.ruling.rules[0].authority.cite == "CPL 200.80"


def test_only_the_offence_in_both_is_superseded() -> None:
    joined = join(two(), same_offence=True, in_both=("K1",), pack=NEW_YORK)
    assert (joined.live, joined.superseded) == (("K2", "K3"), ("K1",))


def test_a_single_count_is_the_one_in_both() -> None:
    one = [InstrumentFacts(id="I1", counts=("K1",)), InstrumentFacts(id="I2", counts=("K3",))]
    joined = join(one, same_offence=True, in_both=(), pack=NEW_YORK)
    assert (joined.live, joined.superseded) == (("K3",), ("K1",))


@pytest.mark.parametrize("same", [True, False])
def test_once_the_trial_has_begun_it_is_too_late(same: bool) -> None:
    joined = join(two(begun=True), same_offence=same, in_both=("K1",), pack=NEW_YORK)
    assert joined.ruling.word is Word.REFUSED
    assert joined.ruling.requires == ("trial_not_begun",)
    assert joined.live == ()


@pytest.mark.parametrize(
    ("instruments", "same", "unknown"),
    [
        (two(), None, "same_offence_in_both"),
        (two(), True, "instruments.counts"),
        (two()[:1], False, "instruments"),
    ],
)
def test_what_is_not_known_is_named(
    instruments: list[InstrumentFacts], same: bool | None, unknown: str
) -> None:
    joined = join(instruments, same_offence=same, in_both=(), pack=NEW_YORK)
    assert joined.ruling.unknown == (unknown,)


def test_a_place_without_a_rule() -> None:
    scotland = rule_pack("GB-SCT", dt.date(2026, 6, 30))
    joined = join(two(), same_offence=False, in_both=(), pack=scotland)
    assert joined.ruling.unknown == ("law: no rule joinder for GB-SCT",)
    michigan = rule_pack("US-MI", dt.date(2026, 6, 30))
    joined = join(two(), same_offence=True, in_both=("K1",), pack=michigan)
    assert joined.ruling.unknown == ("law: no rule superseding for US-MI",)
    plain = join(two(), same_offence=False, in_both=(), pack=michigan)
    assert plain.live == ("K1", "K2", "K3")
