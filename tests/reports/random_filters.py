"""Filters of any kind, about what random logs hold and what they do not."""

from __future__ import annotations

from random import Random

from tests.reports.random_world import (
    AGENTS,
    CAMPAIGNS,
    HOSTS,
    LANGUAGES,
    NAMES,
    PATHS,
    PLACES,
    PROPERTIES,
    SOURCES,
    TITLES,
    maybe,
)
from tracker.domain.reports.conditions import All, Any, Condition, Has, Not, Operator, Term

OPERATORS: tuple[Operator, ...] = ("is", "is", "is", "contains", "begins", "matches")
PATTERNS = ("^/blog/", "/[ab]$", "o+", "^$", "(a|b)", r"\.", "Ä")
NAMED = [each for each in CAMPAIGNS if each]
VALUES: dict[str, tuple[str, ...]] = {
    "visit:source": tuple(each.name for each in SOURCES),
    "visit:channel": ("direct", "organic-search", "referral", "internal"),
    "visit:referrer": ("", "https://google.com/", "https://blog.example/post"),
    "visit:utm_source": tuple(each.source for each in NAMED),
    "visit:utm_campaign": tuple(each.name for each in NAMED),
    "visit:click_id": ("gclid", ""),
    "visit:country": ("DE", "US", "FR", ""),
    "visit:region": tuple(each.region for each in PLACES),
    "visit:city": tuple(each.city for each in PLACES),
    "visit:browser": tuple(each.browser for each in AGENTS),
    "visit:browser_version": ("Firefox 142", "Firefox", "Safari 18"),
    "visit:os": tuple(each.system for each in AGENTS),
    "visit:device": ("desktop", "mobile", ""),
    "visit:screen": ("xs", "sm", "md", "lg", "xl", ""),
    "visit:language": LANGUAGES,
    "visit:hostname": HOSTS,
    "visit:entry_page": PATHS,
    "visit:exit_page": PATHS,
    "event:page": PATHS,
    "event:title": TITLES,
    "event:hostname": HOSTS,
    "event:name": (*NAMES, "pageview", "pageview"),
}
OF_VISITS = [each for each in VALUES if each.startswith("visit:")]
OF_EVENTS = [each for each in VALUES if each.startswith("event:")]
SAID = ("pro", "free", "10.5", "3", "true", "dotted", "much", "")


def any_filter(chance: Random) -> Condition:
    """Selects visits, or rows."""
    of_rows = maybe(chance, 0.35)
    return _tree(chance, of_rows, depth=2)


def _tree(chance: Random, of_rows: bool, depth: int) -> Condition:
    kind = chance.random()
    if depth and kind < 0.45:
        parts = tuple(_tree(chance, of_rows, depth - 1) for _ in range(chance.randint(2, 3)))
        return All(parts) if maybe(chance, 0.7) else Any(parts)
    if depth and kind < 0.55:
        return Not(_tree(chance, of_rows, depth - 1))
    if kind < 0.75:
        return any_term(chance, chance.choice(OF_VISITS))
    if of_rows and maybe(chance, 0.7):
        return _event_term(chance)
    return Has(_of_one_row(chance))


def _of_one_row(chance: Random) -> Condition:
    kind = chance.random()
    if kind < 0.6:
        return _event_term(chance)
    parts = (_event_term(chance), _event_term(chance))
    if kind < 0.9:
        return All(parts)
    return Any(parts) if maybe(chance, 0.5) else All((parts[0], Not(parts[1])))


def _event_term(chance: Random) -> Term:
    kind = chance.random()
    if kind < 0.1:
        percent = chance.choice(("10", "75", "100"))
        return Term("event:scroll_depth", "at_least", (percent,))
    if kind < 0.2:
        return Term("event:engaged_time", "at_least", (chance.choice(("0.5", "1", "40")),))
    if kind < 0.4:
        return _term(chance, f"event:props:{chance.choice(PROPERTIES)}", SAID)
    return any_term(chance, chance.choice(OF_EVENTS))


def any_term(chance: Random, dimension: str) -> Term:
    return _term(chance, dimension, VALUES[dimension])


def _term(chance: Random, dimension: str, values: tuple[str, ...]) -> Term:
    operator = chance.choice(OPERATORS)
    if operator == "matches":
        wanted = [chance.choice(PATTERNS)]
    else:
        wanted = [chance.choice(values) for _ in range(chance.randint(1, 2))]
    if operator != "is" and maybe(chance, 0.5):
        wanted = [each[: chance.randint(1, 4)] or each for each in wanted]
    if operator == "matches":
        wanted = [chance.choice(PATTERNS)]
    case_sensitive = maybe(chance, 0.8)
    if not case_sensitive:
        wanted = [each.swapcase() if operator != "matches" else each for each in wanted]
    return Term(dimension, operator, tuple(wanted), case_sensitive)
