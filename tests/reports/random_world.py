"""What random logs are made of: few of each thing, so that they meet, and some that are awkward."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.places import NOWHERE, Place
from tracker.domain.sources import Source
from tracker.domain.visitors import MASK

# Clocks that are put forward and back, by half an hour, and over midnight.
ZONES = {
    1: "Europe/Berlin",
    2: "America/New_York",
    3: "Africa/Cairo",
    4: "Australia/Lord_Howe",
    5: "Asia/Kolkata",
}
MOVED_TO = ("America/Los_Angeles", "Asia/Tokyo", "Asia/Kathmandu", "Pacific/Auckland")
# Some days later one of those zones puts its clocks.
BEGINNINGS = [
    round(datetime(2026, *date, 9, tzinfo=UTC).timestamp() * 1000)
    for date in ((3, 6), (3, 27), (4, 2), (4, 21), (10, 2), (10, 23), (10, 27), (7, 1))
]
PEOPLE = 12  # of a site

PATHS = ("/", "/a", "/blog/a", "/blog/b", "/Blog/C", "/blog/x/y", "/ä b", "/it's", '/"q"', "/50%_")
TITLES = ("", "A page", "Welcome", "Zürich")
HOSTS = ("example.com", "www.example.com", "shop.example.com")
NAMES = ("Signup", "Order", "Outbound", "404", "it's")
SOURCES = (
    Source("Direct", "direct"),
    Source("Google", "organic-search"),
    Source("Bing", "organic-search"),
    Source("Instagram", "paid-social"),
    Source("news.example", "referral"),
)
INSIDE = Source("", "internal")
REFERRERS = ("", "https://google.com/", "https://blog.example/post", "https://other.example/")
CAMPAIGNS = (
    None,
    None,
    None,
    Campaign("hn", "post", "spring", "", "", ""),
    Campaign("", "", "", "", "", "gclid"),
    Campaign("mail", "email", "Spring", "shoes", "top", "mc_eid"),
)
PLACES = (
    NOWHERE,
    NOWHERE,
    Place("DE", "Berlin", "Berlin", "10115", 52.53, 13.38),
    Place("DE", "Berlin", "Berlin", "10999", 52.5, 13.42),
    Place("DE", "Bavaria", "Munich", "", None, None),
    Place("US", "Georgia", "Berlin", "", None, None),
    Place("FR", "", "", "", None, None),
)
AGENTS = (
    Agent("Firefox", "Linux", "desktop", "142"),
    Agent("Firefox", "Windows", "desktop", "", "10"),
    Agent("Safari", "iOS", "mobile", "18", "18"),
    Agent("", "", ""),
)
LANGUAGES = ("en-US", "de", "")
WIDTHS = (0, 1, 575, 576, 767, 768, 991, 992, 1199, 1200, 3840)
SAYINGS: tuple[dict[str, object] | None, ...] = (
    None,
    None,
    {"plan": "pro", "amount": 10.5},
    {"plan": "free", "amount": "7.25", "trial": True},
    {"plan": "pro", "amount": "much"},
    {"amount": 3, "a.b": "dotted", 'quo"te': "marks"},
    {"plan": "", "it's": 'a "text"', "$": "dollar", "nested": '{"plan":"free"}'},
)
PROPERTIES = ("plan", "amount", "trial", "a.b", 'quo"te', "it's", "$", "missing")


def visitor_of(site: int, day: int, person: int) -> int:
    """63 bits that look like a hash."""
    return (((site * 100_000 + day) * 1_000 + person) * 0x9E3779B97F4A7C15) & MASK or 1


def maybe(chance: Random, likely: float) -> bool:
    return chance.random() < likely
