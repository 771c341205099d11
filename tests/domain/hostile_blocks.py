"""What may come into functions of domain/blocks: from an editor, or in a stranger's hit."""

from contextlib import suppress

from tests.domain.hostile_input import BODY, HEADER, HOSTS, PATH, Case, trusted
from tracker.domain.blocks import (
    beginnings,
    block,
    blocked,
    networks,
    page_patterns,
    typed_blocks,
    typed_networks,
)
from tracker.domain.blocks.block import KINDS, Rule
from tracker.domain.blocks.typed_blocks import TypedBlock

PATTERNS = (
    "/**a*b",
    "**a*a*a*a*a*a*a*a*a*b",
    "/*a*a*a*a*a*a*a*a*ab",
    "**/a*/a*/a*/a*/b",
    "**/*/*/*/*/*/*b",
    "**" + "a" * 290 + "*b",
    "**/" + "a/" * 140 + "*b",
    "**a**a**a**a**a**a**ab",
    "/a/*" * 60,
)
RULES = [Rule(1, 1, "address", f"10.0.{number}.0/{24 + number % 9}") for number in range(250)]
RULES += [Rule(1, 1, "address", f"2001:db8:{number:x}::/{48 + number}") for number in range(64)]
RULES += [Rule(1, 1, "host", each) for each in (*HOSTS, *(f"*.{host}" for host in HOSTS))]
RULES += [Rule(1, 1, "page", each) for each in PATTERNS]
RULES += [Rule(1, 1, "page", "/" * number + "**") for number in range(50)]
SITE = blocked.Blocked(RULES)
SITE.find("", "", "", "")  # puts them in order, once


def said(given: str) -> None:
    for kind in KINDS:
        with suppress(ValueError):
            typed_blocks.read_block(TypedBlock(kind, given, given), given[:100])


def network(given: str) -> None:
    with suppress(ValueError):
        typed_networks.spelled_network(given)


CASES = {
    "blocks.beginnings.Beginnings.of": Case(
        PATH, lambda t: beginnings.Beginnings({t[:n]: n for n in range(500)}).of(t)
    ),
    "blocks.block.has_inner_star": Case(PATH, lambda t: block.has_inner_star("page", t)),
    "blocks.blocked.Blocked.find": Case(PATH, lambda t: SITE.find(t[:80], t[:2], t[:253], t)),
    "blocks.networks.Networks.find": Case(
        HEADER, networks.Networks(rule for rule in RULES if rule.kind == "address").find
    ),
    "blocks.networks.overlap": Case(
        0, lambda _: networks.overlap("10.0.0.0/8", trusted().networks)
    ),
    "blocks.page_patterns.PagePatterns.find": Case(
        PATH, page_patterns.PagePatterns(rule for rule in RULES if rule.kind == "page").find
    ),
    "blocks.page_patterns.fits": Case(PATH, lambda text: page_patterns.fits("/**/a*/b*/*c", text)),
    "blocks.page_patterns.expression_of": Case(300, page_patterns.expression_of),
    "blocks.typed_blocks.read_block": Case(BODY, said),
    "blocks.typed_networks.around": Case(HEADER, typed_networks.around),
    "blocks.typed_networks.spelled_network": Case(1_012, network),
}
