"""What to tell somebody who has tried too often."""

from __future__ import annotations

import math

from aiohttp import web

from tracker.web.words.i18n import ngettext

MINUTES_FROM = 90  # seconds


def too_often(wait: float) -> str:
    """What to tell somebody who has to wait."""
    if wait > MINUTES_FROM:
        minutes = math.ceil(wait / 60)
        text = ngettext(
            "Too many tries. Wait %(num)d minute.", "Too many tries. Wait %(num)d minutes.", minutes
        )
        return text % {"num": minutes}
    seconds = math.ceil(wait)
    text = ngettext(
        "Too many tries. Wait %(num)d second.", "Too many tries. Wait %(num)d seconds.", seconds
    )
    return text % {"num": seconds}


def with_retry_after(response: web.Response, wait: float) -> web.Response:
    """The same for programs."""
    if wait:
        response.headers["Retry-After"] = str(math.ceil(wait))
    return response
