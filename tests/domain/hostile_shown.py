"""What may come into functions of what strangers are shown: from an owner, or in a hit."""

from contextlib import suppress

import msgspec

from tests.domain.hostile_input import BODY, HOSTS, PATH, Case, message
from tracker.domain import framing, provider_claims, strangers_view
from tracker.domain.badges import badge, layout, letters, png, svg
from tracker.domain.text import tidy

LABEL = 160  # bytes
PRESENCE = {"now": 1, "minutes": [0] * 30, "minute_at": 0}


def label(given: str) -> str:
    return tidy(given, LABEL)[:40]


def framer(given: str) -> None:
    with suppress(ValueError):
        framing.read_framer(given)


def as_told(given: str) -> list[object]:
    """As members' views are told of it."""
    return [msgspec.json.decode(msgspec.json.encode(message(given)))]


def said(given: str) -> list[dict[str, object]]:
    """What a provider may say of somebody."""
    inside: object = given
    for _ in range(500):
        inside = {"b": inside}
    names = {"preferred_username": given, "a": inside}
    return [
        {"sub": "a", "email": given} | names,
        {"sub": "a", "email": f"{given[:100]}@{given[:100]}", "a.b": [given] * 1_000} | names,
    ]


CASES = {
    "badges.badge.Badge.life": Case(
        0,
        lambda _: (
            badge.Badge(
                id=1,
                site_id=1,
                figure="now",
                page="",
                label="",
                token="",
                user_id=None,
                created_at=0,
            ).life
        ),
    ),
    "badges.layout.Layout.width": Case(LABEL, lambda t: layout.laid_out(label(t), "1").width),
    "badges.layout.laid_out": Case(LABEL, lambda t: layout.laid_out(label(t), "1,234")),
    "badges.letters.letters": Case(0, lambda _: letters.letters()),
    "badges.letters.placed": Case(LABEL, lambda t: letters.placed(label(t))),
    "badges.letters.width_of": Case(LABEL, lambda t: letters.width_of(label(t))),
    "badges.png.png_badge": Case(LABEL, lambda t: png.png_badge(label(t), "1,234")),
    "badges.svg.svg_badge": Case(LABEL, lambda t: svg.svg_badge(label(t), "1,234")),
    "framing.ancestors": Case(0, lambda _: framing.ancestors(HOSTS[:20])),
    "framing.read_framer": Case(BODY, framer),
    "provider_claims.name_of_link": Case(BODY, lambda t: provider_claims.name_of_link(t, t)),
    "provider_claims.person_of": Case(BODY, lambda t: provider_claims.person_of(t, "a.b=c"), said),
    "strangers_view.harmless": Case(PATH, lambda t: strangers_view.harmless(tidy(t, PATH))),
    "strangers_view.told_event": Case(
        PATH, lambda event: strangers_view.told_event(event, strangers_view.SEEN, 1), as_told
    ),
    "strangers_view.told_presence": Case(0, lambda _: strangers_view.told_presence(PRESENCE)),
}
