"""What to tell somebody who has tried too often."""

from __future__ import annotations

import math

from aiohttp import web

from tracker.web.i18n import ngettext


def too_often(wait: float) -> str:
    """What to tell somebody who has to wait."""
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
