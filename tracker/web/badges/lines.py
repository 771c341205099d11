"""What to paste, for each kind of page that shows a badge."""

from __future__ import annotations

from html import escape
from typing import NamedTuple
from urllib.parse import quote

from aiohttp import web

from tracker.domain.badges.badge import Badge
from tracker.web.pages.pages import path_of
from tracker.web.words.i18n import _

SHIELDS = "https://img.shields.io/endpoint?url="


class Line(NamedTuple):
    """`kind`: a word of ours. `name`: for people."""

    kind: str
    name: str
    text: str


def lines_of(app: web.Application, origin: str, badge: Badge) -> list[Line]:
    """In the order in which people ask for them."""
    svg, png, json, script = (
        origin + path_of(app, f"badge_{kind}", token=badge.token)
        for kind in ("svg", "png", "json", "script")
    )
    said = badge.label.replace("[", "(").replace("]", ")")
    return [
        Line("html", "HTML", f'<img src="{svg}" alt="{escape(badge.label)}" height="20">'),
        Line("markdown", "Markdown", f"![{said}]({svg})"),
        Line("script", _("HTML, moves by itself"), f'<script async src="{script}"></script>'),
        Line("png", _("Picture without SVG"), png),
        Line("shields", _("In the style of shields.io"), SHIELDS + quote(json, safe="")),
    ]
