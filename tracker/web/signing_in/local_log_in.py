"""Whether passwords and mailed links of ours let anybody in."""

from __future__ import annotations

from aiohttp import web

from tracker.web import keys
from tracker.web.words.i18n import _


def must_be_on(request: web.Request) -> None:
    """403 where the operator wants everybody to sign in elsewhere. Whoever looks after the server
    gets in all the same: `tracker user login-link`."""
    if not request.app[keys.CONFIG].local_login:
        raise web.HTTPForbidden(text=str(OFF))


OFF = _(
    "Nobody logs in here with a password or a mailed link: sign in from the log-in page. Whoever "
    "runs the server can print a link that lets you in."
)
