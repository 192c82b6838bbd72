"""Authorities as an answer shows them: once each, with the address of the rule that names them."""

from collections.abc import Iterable
from typing import Final

from juryroom.citations import Standing
from juryroom.procedure.doctrine.answer import AuthorityUsed
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.rulepack import Rule

_STANDINGS: Final = tuple(f" [{standing}]" for standing in Standing)


def used(cites: Iterable[tuple[str, Standing]], law: Law) -> tuple[AuthorityUsed, ...]:
    """Return the authorities that are named, each once and in that order, with their addresses.

    A citation may end with its standing in brackets, as rules in words show it.
    """
    urls = {rule.authority.cite: rule.url for rule in law.pack.rules.values()}
    found: dict[str, AuthorityUsed] = {}
    for cite, standing in cites:
        for mark in _STANDINGS:
            cite = cite.removesuffix(mark)
        if cite and cite not in found:
            found[cite] = AuthorityUsed(cite, standing, urls.get(cite))
    return tuple(found.values())


def of_rules(rules: Iterable[Rule]) -> tuple[AuthorityUsed, ...]:
    """Return the authorities of rules, each once."""
    return tuple(dict.fromkeys(AuthorityUsed.of(rule) for rule in rules))
