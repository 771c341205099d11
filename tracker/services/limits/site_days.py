"""What sites have brought today, counted from midnight UTC on."""

from __future__ import annotations

from typing import Any, Self

from tracker.domain.shares import DAY

SHOWN = 10


class SiteDay:
    """What a site has brought today."""

    def __init__(self, texts: int = 0, others: int = 0, bare: int = 0) -> None:
        self.texts = texts  # new ones that were kept
        self.others = others  # that were not, and read "(other)"
        self.bare = bare  # events without the properties that they came with


class SiteDays:
    """Of the day of whatever was counted last. Times in ms, UTC."""

    def __init__(self) -> None:
        self._day = 0
        self._sites: dict[int, SiteDay] = {}

    def counting(self, site_id: int, at: int) -> SiteDay:
        """The site's counts, to be raised."""
        if at // DAY != self._day:
            self._day, self._sites = at // DAY, {}
        return self._sites.setdefault(site_id, SiteDay())

    def today(self, site_id: int, now: int) -> SiteDay:
        return self._sites.get(site_id, NOTHING) if now // DAY == self._day else NOTHING

    def largest(self, now: int) -> list[tuple[int, SiteDay]]:
        """The sites that have brought most today."""
        if now // DAY != self._day:
            return []
        return sorted(self._sites.items(), key=_brought, reverse=True)[:SHOWN]

    def kept(self) -> dict[str, object]:
        """What a restart goes on from."""
        sites = {site: (each.texts, each.others, each.bare) for site, each in self._sites.items()}
        return {"day": self._day, "sites": sites}

    @classmethod
    def going_on(cls, kept: Any) -> Self:
        """From what was kept; raises what text does that is none of ours."""
        days = cls()
        days._day = int(kept["day"])
        for site_id, (texts, others, bare) in kept["sites"].items():
            days._sites[int(site_id)] = SiteDay(int(texts), int(others), int(bare))
        return days


NOTHING = SiteDay()


def _brought(each: tuple[int, SiteDay]) -> int:
    return each[1].texts + each[1].others
