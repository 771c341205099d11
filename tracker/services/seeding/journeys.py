"""What a visitor does: the messages that the beacon would send, and the seconds between them."""

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from tracker.services.seeding.people import Person

PAGES = {
    "/": ("Waves: the tide on your desk", ["/features", "/features", "/pricing", "/blog", "/docs"]),
    "/features": ("Features", ["/pricing", "/pricing", "/docs", "/"]),
    "/pricing": ("Pricing", ["/signup", "/signup", "/features", "/contact"]),
    "/signup": ("Sign up", ["/docs/install", "/"]),
    "/docs": ("Documentation", ["/docs/install", "/docs/api", "/pricing"]),
    "/docs/install": ("Installing Waves", ["/docs/api", "/pricing", "/docs"]),
    "/docs/api": ("The tide API", ["/docs", "/pricing"]),
    "/blog": ("Blog", ["/blog/why-tides", "/blog/northern-swell", "/"]),
    "/blog/why-tides": ("Why tides are never late", ["/", "/features", "/blog/northern-swell"]),
    "/blog/northern-swell": ("A winter of northern swell", ["/", "/blog", "/blog/why-tides"]),
    "/contact": ("Contact", ["/", "/pricing"]),
}


class Message(NamedTuple):
    """One beacon: how long after the one before it, in seconds, and what it says."""

    after: float
    body: dict[str, Any]


def journey(person: Person, chance: Random) -> Iterator[Message]:
    """All that this visit sends, in order."""
    path, referrer, after = person.landing, person.referrer, 0.0
    while path:
        url = f"https://{person.host}{path}{person.query if path == person.landing else ''}"
        page = new_id(chance)
        yield Message(after, pageview(person, page, path, url, referrer))
        yield from reading(page, path, url, chance)
        referrer, after = url, chance.uniform(0.1, 0.6)
        path = chance.choice(PAGES[path][1]) if chance.random() < 0.68 else ""


def reading(page: str, path: str, url: str, chance: Random) -> Iterator[Message]:
    """What happens on one page until it is left."""
    engaged = seconds = min(chance.lognormvariate(2.4, 0.8), 120.0)
    if event := something_done(path, chance):
        yield Message(seconds * 0.6, {**event, "id": new_id(chance), "page": page, "url": url})
        seconds *= 0.4
    depth = min(100, int(chance.gauss(62, 25)) if seconds > 3 else 20)
    leave = {"name": "leave", "id": page, "url": url, "depth": max(5, depth)}
    if chance.random() < 0.15:
        yield Message(seconds, {**leave, "state": "hidden", "engaged": int(engaged * 1000)})
        yield Message(
            chance.uniform(4, 25), {**leave, "state": "back", "engaged": int(engaged * 1000)}
        )
        seconds = chance.uniform(2, 15)
        engaged += seconds
    yield Message(seconds, {**leave, "state": "left", "engaged": int(engaged * 1000)})


def something_done(path: str, chance: Random) -> dict[str, Any] | None:
    """The custom event that some visitors cause on this page."""
    plan = chance.choice(["free", "free", "pro", "team"])
    found = {
        "/signup": (0.45, "Signup", {"plan": plan}),
        "/pricing": (0.20, "click", {"text": "Compare plans"}),
        "/docs/install": (0.25, "Download", {"url": "https://waves.example/files/waves-2.4.zip"}),
        "/blog/northern-swell": (0.15, "Outbound", {"url": "https://harbour-notes.example/buoys"}),
        "/contact": (0.30, "Form", {"action": "/contact"}),
    }.get(path)
    if found is None or chance.random() > found[0]:
        return None
    return {"name": found[1], "properties": found[2]}


def pageview(person: Person, page: str, path: str, url: str, referrer: str) -> dict[str, Any]:
    return {
        "name": "pageview",
        "id": page,
        "url": url,
        "referrer": referrer,
        "title": PAGES[path][0],
        "width": person.width,
        "language": person.language,
    }


def new_id(chance: Random) -> str:
    """A beacon id, as the script makes them."""
    return f"{chance.getrandbits(72):018x}"
