"""All that a site blocks, as hits are compared with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tracker.domain.blocks.block import Rule
from tracker.domain.blocks.networks import Networks
from tracker.domain.blocks.page_patterns import PagePatterns
from tracker.domain.hosts import bare_host

EVERY_BELOW = "*."


class Kinds(NamedTuple):
    """By what a hit is looked up; None where nothing of the kind is blocked."""

    networks: Networks | None
    countries: dict[str, Rule]
    hosts: dict[str, Rule]
    domains: dict[str, Rule]  # of which every host below is blocked
    pages: PagePatterns | None


class Blocked:
    """What a hit costs here does not depend on how many rules there are. They are put in order when
    the first hit comes: most sites of a large server rest at its start."""

    __slots__ = ("_kinds", "rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._kinds: Kinds | None = None

    def find(self, address: str, country: str, host: str, path: str) -> Rule | None:
        """The rule by which a hit is refused: of an address, of its place, of its page."""
        kinds = self._kinds
        if kinds is None:
            kinds = self._kinds = _by_kind(self.rules)
        if kinds.networks and (rule := kinds.networks.find(address)):
            return rule
        if rule := kinds.countries.get(country):
            return rule
        if (kinds.hosts or kinds.domains) and (rule := _of_host(kinds, host)):
            return rule
        return kinds.pages.find(path) if kinds.pages else None


def _by_kind(rules: tuple[Rule, ...]) -> Kinds:
    addresses = [rule for rule in rules if rule.kind == "address"]
    pages = [rule for rule in rules if rule.kind == "page"]
    hosts = [rule for rule in rules if rule.kind == "host"]
    return Kinds(
        networks=Networks(addresses) if addresses else None,
        countries={rule.of: rule for rule in rules if rule.kind == "country"},
        hosts={rule.of: rule for rule in hosts if not rule.of.startswith(EVERY_BELOW)},
        domains={rule.of[2:]: rule for rule in hosts if rule.of.startswith(EVERY_BELOW)},
        pages=PagePatterns(pages) if pages else None,
    )


def _of_host(kinds: Kinds, host: str) -> Rule | None:
    host = bare_host(host)
    if rule := kinds.hosts.get(host):
        return rule
    above = host
    while kinds.domains and "." in above:
        above = above.partition(".")[2]
        if rule := kinds.domains.get(above):
            return rule
    return None
