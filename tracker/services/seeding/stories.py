"""The invented sites: their pages, where these lead, what people do on them, how they came."""

from __future__ import annotations

from typing import Any

from tracker.services.seeding.shares import Shares
from tracker.services.seeding.story import Done, PageStory, Story, Way


def plans(*amounts: tuple[str, int], currency: str) -> tuple[dict[str, Any], ...]:
    return tuple({"plan": plan, "amount": amount, "currency": currency} for plan, amount in amounts)


def links(key: str, *addresses: str) -> tuple[dict[str, Any], ...]:
    return tuple({key: address} for address in addresses)


LETTER = "?utm_source={}&utm_medium=email&utm_campaign={{}}"
MISTYPED = ({"path": "/docs/instal"},)
SOLD = plans(("pro", 48), ("pro", 48), ("pro", 5), ("team", 180), currency="EUR")
BUOYS = links("url", "https://harbour.example/buoys", "https://buoys.example/map")
FILES = links(
    "url",
    "https://waves.example/files/waves-2.4.zip",
    "https://waves.example/files/waves-2.4.zip",
    "https://waves.example/files/waves-2.4.dmg",
    "https://waves.example/files/quick-start.pdf",
)
SIGNED_UP = ({"plan": "free"}, {"plan": "free"}, {"plan": "pro"}, {"plan": "team"})
READ_ON = ("/", "/features", "/blog")

WAVES = Story(
    "waves.example",
    {
        "/": PageStory(
            "Waves: the tide on your desk",
            ("/features", "/features", "/features", "/pricing", "/pricing", "/blog", "/docs"),
        ),
        "/features": PageStory(
            "Features", ("/pricing", "/pricing", "/pricing", "/docs", "/docs/stations", "/"), 22
        ),
        "/pricing": PageStory(
            "Pricing",
            ("/signup", "/signup", "/features", "/contact"),
            18,
            (Done(0.18, "Compare plans", ({"period": "year"}, {"period": "month"})),),
        ),
        "/signup": PageStory(
            "Sign up", ("/welcome", "/welcome", "/"), 25, (Done(0.42, "Signup", SIGNED_UP),)
        ),
        "/welcome": PageStory("Welcome aboard", ("/checkout", "/checkout", "/docs/install"), 14),
        "/checkout": PageStory(
            "Checkout", ("/docs/install", "/"), 40, (Done(0.55, "Purchase", SOLD),)
        ),
        "/docs": PageStory("Documentation", ("/docs/install", "/docs/api", "/docs/stations"), 9),
        "/docs/install": PageStory(
            "Installing Waves",
            (*("/docs/api", "/docs/stations", "/docs") * 4, "/docs/instal"),
            48,
            (Done(0.3, "Download", FILES),),
        ),
        "/docs/api": PageStory(
            "The tide API", ("/docs", "/docs/stations", "/pricing"), 65, at_first="Waves"
        ),
        "/docs/stations": PageStory("Tide stations, A to Z", ("/docs", "/docs/api", "/"), 30),
        "/docs/instal": PageStory(
            "Page not found",
            ("/docs/install",),
            4,
            (Done(1.0, "404", ({"path": "/docs/instal"},)),),
        ),
        "/blog": PageStory(
            "Blog",
            ("/blog/why-tides", "/blog/northern-swell", "/blog/moon-and-mud", "/blog/tide-tables"),
        ),
        "/blog/waves-2": PageStory(
            "Waves 2: the whole coast on one desk", ("/", "/features", "/features", "/pricing"), 75
        ),
        "/blog/why-tides": PageStory("Why tides are never late", READ_ON, 95),
        "/blog/northern-swell": PageStory(
            "A winter of northern swell", READ_ON, 80, (Done(0.13, "Outbound", BUOYS),)
        ),
        "/blog/moon-and-mud": PageStory("The moon, the mud and a clock", READ_ON, 70),
        "/blog/tide-tables": PageStory(
            "How to read a tide table", ("/docs/stations", "/features", "/blog"), 110
        ),
        "/contact": PageStory(
            "Contact", ("/", "/pricing"), 30, (Done(0.35, "Form", ({"action": "/contact"},)),)
        ),
    },
    Shares(
        [
            (Way("", "", "/", 0.62), 24),
            (Way("", "", "/docs", 0.7), 5),
            (Way("", "", "/pricing", 0.6), 3),
            (Way("https://www.google.com/", "", "/blog/why-tides", 0.3), 12),
            (Way("https://www.google.com/", "", "/blog/tide-tables", 0.34), 8),
            (Way("https://www.google.com/", "", "/", 0.62), 11),
            (Way("https://www.bing.com/", "", "/docs/install", 0.45), 4),
            (Way("https://duckduckgo.com/", "", "/features", 0.55), 5),
            (Way("https://www.ecosia.org/", "", "/blog/tide-tables", 0.35), 2),
            (Way("https://news.ycombinator.com/", "", "/blog/northern-swell", 0.2), 2),
            (Way("https://www.reddit.com/", "", "/blog/northern-swell", 0.25), 5),
            (Way("https://t.co/", "", "/", 0.4), 2),
            (Way("https://bsky.app/", "", "/blog/moon-and-mud", 0.35), 3),
            (Way("https://www.youtube.com/", "", "/", 0.5), 3),
            (Way("https://chatgpt.com/", "", "/docs/install", 0.5), 4),
            (Way("https://www.perplexity.ai/", "", "/features", 0.5), 2),
            (Way("https://github.com/", "", "/docs", 0.7), 5),
            (Way("https://harbour.example/links", "", "/", 0.6), 4),
            (
                Way(
                    "https://www.google.com/",
                    "?utm_source=google&utm_medium=cpc&utm_campaign=tide-clock&gclid=1",
                    "/pricing",
                    0.5,
                ),
                5,
            ),
        ]
    ),
    Way(
        "",
        "?utm_source=newsletter&utm_medium=email&utm_campaign=letter-{}",
        "/blog/moon-and-mud",
        0.6,
    ),
    Way("https://news.ycombinator.com/item", "", "/blog/waves-2", 0.34),
)

NOTES = ("/", "/buoys", "/fog", "/ropes", "/links")
JOINED = ({"list": "weekly"}, {"list": "monthly"})
HARBOUR = Story(
    "harbour.example",
    {
        "/": PageStory("Harbour notes", ("/buoys", "/fog", "/ropes", "/lamps", "/about"), 20),
        "/buoys": PageStory(
            "What buoys say to each other", NOTES, 100, (Done(0.05, "Subscribe", JOINED),)
        ),
        "/fog": PageStory("Fog, and how to hear it", NOTES, 85, (Done(0.04, "Subscribe", JOINED),)),
        "/ropes": PageStory("Seven knots for one rope", NOTES, 130),
        "/lamps": PageStory("Who lights the lamps", NOTES, 90),
        "/links": PageStory(
            "Links",
            ("/",),
            15,
            (
                Done(
                    0.4,
                    "Outbound",
                    links("url", "https://waves.example/", *["https://tidepool.example/"]),
                ),
            ),
        ),
        "/about": PageStory("About these notes", ("/",), 25),
    },
    Shares(
        [
            (Way("", "", "/", 0.5), 30),
            (Way("https://www.google.com/", "", "/ropes", 0.3), 28),
            (Way("https://www.google.com/", "", "/fog", 0.3), 10),
            (Way("https://duckduckgo.com/", "", "/buoys", 0.3), 6),
            (Way("https://mastodon.social/", "", "/lamps", 0.25), 8),
            (Way("https://www.pinterest.com/", "", "/ropes", 0.2), 8),
            (Way("https://waves.example/blog/northern-swell", "", "/buoys", 0.4), 6),
        ]
    ),
    Way("", LETTER.format("letter"), "/lamps", 0.45),
)

PRINTS = (
    {"print": "North coast", "amount": 39, "currency": "USD"},
    {"print": "Moon phases", "amount": 24, "currency": "USD"},
    {"print": "Moon phases", "amount": 24, "currency": "USD"},
)
TIDEPOOL = Story(
    "tidepool.example",
    {
        "/": PageStory("Tidepool prints", ("/prints/north-coast", "/prints/moon-phases"), 15),
        "/prints/north-coast": PageStory("Print: North coast", ("/cart", "/", "/"), 25),
        "/prints/moon-phases": PageStory("Print: Moon phases", ("/cart", "/"), 25),
        "/cart": PageStory("Cart", ("/", "/"), 35, (Done(0.35, "Order", PRINTS),)),
    },
    Shares(
        [
            (Way("", "", "/", 0.6), 20),
            (Way("https://www.instagram.com/", "", "/prints/moon-phases", 0.35), 22),
            (Way("https://www.pinterest.com/", "", "/prints/north-coast", 0.35), 14),
            (Way("https://www.google.com/", "", "/", 0.5), 14),
            (Way("https://www.etsy.com/", "", "/", 0.5), 6),
        ]
    ),
    Way(
        "",
        "?utm_source=newsletter&utm_medium=email&utm_campaign=letter-{}",
        "/prints/moon-phases",
        0.5,
    ),
)

QUIET = WAVES._replace(host="quiet.example")
