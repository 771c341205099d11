"""Why no alert is told just now."""

from __future__ import annotations

from typing import Literal

from aiohttp import web

from tracker.web import keys
from tracker.web.words.i18n import _

Why = Literal["", "maintenance", "disk"]
WORDS: dict[Why, str] = {
    "maintenance": _("Alerts are paused: this server is being worked on."),
    "disk": _("Alerts are paused: the disk of this server is full, or cannot be written."),
}


def why_paused(app: web.Application) -> Why:
    """One word; "" while they are told."""
    if app[keys.MAINTENANCE].pause:
        return "maintenance"
    full = app[keys.FLOOR].refusal or app[keys.RECORDER].trouble
    return "disk" if full or app[keys.KEPT].read_only else ""


def paused_in_words(app: web.Application) -> str:
    """The same for a page."""
    why = why_paused(app)
    return str(WORDS[why]) if why else ""
