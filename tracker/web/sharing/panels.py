"""What an owner may let strangers see, and what they see unless the owner chooses."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.web.questions.tabs import TABS, Offer
from tracker.web.words.i18n import _
from tracker.web.words.report_words import tab_names

# No titles, which may hold a person's name or address; no properties; no whole addresses of where
# somebody came from, nor click ids; never what was refused, a visit's way or a note of the team.
OFFERED = (
    "pages",
    "entry",
    "exit",
    "sources",
    "channels",
    "campaigns",
    "countries",
    "regions",
    "cities",
    "languages",
    "events",
    "browsers",
    "systems",
    "devices",
    "screens",
    "hours",
)
USUAL = ("pages", "entry", "sources", "channels", "countries", "browsers", "systems", "devices")


def panel_names() -> dict[str, str]:
    """What an owner chooses from, in words."""
    names = tab_names() | {"hours": _("Hours and weekdays")}
    return {name: names[name] for name in OFFERED}


def offer_of(panels: Iterable[str]) -> Offer:
    """What a page with these panels has; what only another release knows is left out."""
    return Offer(frozenset(panels) & frozenset(OFFERED), one_value=True)


def words_of(offer: Offer) -> frozenset[str]:
    """The filters that it takes: of what it shows anyway."""
    return frozenset(TABS[name].filter for name in offer.parts if name in TABS)
