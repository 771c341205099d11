"""Visits as reports know them, made of their rows; what they and their rows say of a dimension."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.reports.facts import Fact
from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.reports.names import PROPERTY

SCREENS = ((576, "xs"), (768, "sm"), (992, "md"), (1200, "lg"))  # narrower than that
NO_CAMPAIGN = Campaign("", "", "", "", "", "")


@dataclass(eq=False)
class Visit:
    """Its rows in the order of their times; those of one moment as the log has them."""

    facts: list[Fact]

    @property
    def first(self) -> Fact:
        return self.facts[0]

    @property
    def began(self) -> int:
        return self.first.at

    @property
    def pageviews(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.is_pageview]

    @property
    def is_bounce(self) -> bool:
        return len(self.facts) == len(self.pageviews) == 1

    @property
    def duration(self) -> int:
        """ms, from its first event to the end of what was looked at last."""
        return max(fact.at + fact.engaged for fact in self.facts) - self.began


def visits_of(facts: Iterable[Fact]) -> list[Visit]:
    found: dict[int, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.event.visit, []).append(fact)
    return [Visit(sorted(each, key=_when)) for each in found.values()]


def _when(fact: Fact) -> tuple[int, int]:
    return fact.at, fact.event.cursor


def of_visit(visit: Visit, dimension: str) -> str:
    """What the visit says of a dimension visit:…, "" for nothing."""
    return VISIT_VALUES[dimension](visit)


def of_row(fact: Fact, dimension: str) -> str:
    """What the row says of a dimension event:…, "" for nothing."""
    if dimension.startswith(PROPERTY):
        return text_of(fact.properties.get(dimension.removeprefix(PROPERTY)))
    return ROW_VALUES[dimension](fact)


def has_value(fact: Fact, dimension: str) -> bool:
    """Whether the row is one of those that a break-down by the dimension counts."""
    if dimension.startswith(PROPERTY):
        return dimension.removeprefix(PROPERTY) in fact.properties
    if dimension == "event:name":
        return not fact.is_pageview
    return fact.is_pageview or dimension == "event:hostname"


def text_of(value: object) -> str:
    """A property's value as it stands in JSON, a text without its quotes."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
    return str(value)


def _screen(width: int) -> str:
    if not width:
        return ""
    return next((name for limit, name in SCREENS if width < limit), "xl")


def _with_version(name: str, version: str) -> str:
    return f"{name} {version}".strip() if name else ""


def _agent(read: Callable[[Agent], str]) -> Callable[[Visit], str]:
    return lambda visit: read(visit.first.event.agent)


def _campaign(read: Callable[[Campaign], str]) -> Callable[[Visit], str]:
    return lambda visit: read(visit.first.event.page.campaign or NO_CAMPAIGN)


def _place(part: str) -> Callable[[Visit], str]:
    """Of the first of its rows whose place is known."""
    return lambda visit: next(
        (str(getattr(fact.place, part)) for fact in visit.facts if any(fact.place)), ""
    )


def _page(place: int) -> Callable[[Visit], str]:
    return lambda visit: visit.pageviews[place].event.page.path if visit.pageviews else ""


VISIT_VALUES: dict[str, Callable[[Visit], str]] = {
    "visit:source": lambda visit: visit.first.event.source.name,
    "visit:channel": lambda visit: visit.first.event.source.channel,
    "visit:referrer": lambda visit: visit.first.event.referrer,
    "visit:utm_source": _campaign(lambda said: said.source),
    "visit:utm_medium": _campaign(lambda said: said.medium),
    "visit:utm_campaign": _campaign(lambda said: said.name),
    "visit:utm_term": _campaign(lambda said: said.term),
    "visit:utm_content": _campaign(lambda said: said.content),
    "visit:click_id": _campaign(lambda said: said.click_id),
    "visit:country": _place("country"),
    "visit:region": _place("region"),
    "visit:city": _place("city"),
    "visit:browser": _agent(lambda agent: agent.browser),
    "visit:browser_version": _agent(lambda a: _with_version(a.browser, a.browser_version)),
    "visit:os": _agent(lambda agent: agent.system),
    "visit:os_version": _agent(lambda agent: _with_version(agent.system, agent.system_version)),
    "visit:device": _agent(lambda agent: agent.device),
    "visit:screen": lambda visit: _screen(visit.first.event.width),
    "visit:language": lambda visit: visit.first.event.language,
    "visit:hostname": lambda visit: visit.first.event.page.host,
    "visit:entry_page": _page(0),
    "visit:exit_page": _page(-1),
}
ROW_VALUES: dict[str, Callable[[Fact], str]] = {
    "event:page": lambda fact: fact.event.page.path,
    "event:title": lambda fact: fact.title,
    "event:hostname": lambda fact: fact.event.page.host,
    "event:name": lambda fact: fact.event.name,
}
