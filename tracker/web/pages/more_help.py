"""Which of the documents below /help says more about a page."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.web.words.i18n import _


class Topic(NamedTuple):
    """A document, and what of it is meant; `anchor` is "" for all of it."""

    document: str
    anchor: str
    text: str


FIGURES = Topic("reports", "what-the-words-mean", _("What the figures mean"))
KEPT_FILTERS = Topic("reports", "goals-segments-annotations", _("Goals, segments, annotations"))
ALERTS = Topic("alerts", "", _("What alerts watch, and whom they tell"))
SCRIPT = Topic("beacon", "the-scripts-attributes", _("The script’s attributes"))
RETENTION = Topic("operations", "how-long-visits-are-kept", _("How long visits are kept"))
PROGRAMS = Topic("api", "", _("How programs ask, with examples"))
ASKED_AGAIN = Topic(
    "getting-back-in", "what-asks-once-more-who-you-are", _("What asks once more who you are")
)
WAYS_BACK = Topic("getting-back-in", "", _("Getting back in"))
PROMISES = Topic("security", "what-is-promised", _("What is promised"))
PEOPLE = Topic("commands", "people-and-sites", _("People and sites, in a terminal"))

# By the beginning of a page's address; the longest that fits.
TOPICS = {
    "/": FIGURES,
    "/account": ASKED_AGAIN,
    "/account/email": WAYS_BACK,
    "/account/passkeys": Topic("getting-back-in", "passkeys", _("Passkeys")),
    "/account/password": WAYS_BACK,
    "/account/tokens": PROGRAMS,
    "/account/two-factors": Topic("getting-back-in", "two-step-log-in", _("Two-step log-in")),
    "/admin": Topic("operations", "", _("How to keep it running")),
    "/admin/address": Topic("deployment", "", _("Putting it on a server")),
    "/admin/audit": Topic(
        "security", "what-an-operator-has-to-do", _("What an operator has to do")
    ),
    "/admin/sites": PEOPLE,
    "/admin/users": PEOPLE,
    "/invitations": PROMISES,
    "/login": WAYS_BACK,
    "/register": PROMISES,
    "/setup": PROMISES,
    "/sites/new": SCRIPT,
    "/sites/{site_id}": FIGURES,
    "/sites/{site_id}/alerts": ALERTS,
    "/sites/{site_id}/annotations": KEPT_FILTERS,
    "/sites/{site_id}/blocks": Topic("beacon", "leaving-oneself-out", _("Leaving oneself out")),
    "/sites/{site_id}/deliveries": ALERTS,
    "/sites/{site_id}/goals": KEPT_FILTERS,
    "/sites/{site_id}/guests": ALERTS,
    "/sites/{site_id}/imports": Topic("importing", "", _("What can be imported, and how")),
    "/sites/{site_id}/reset": RETENTION,
    "/sites/{site_id}/segments": KEPT_FILTERS,
    "/sites/{site_id}/settings": RETENTION,
    "/sites/{site_id}/setup": SCRIPT,
    "/sites/{site_id}/look": SCRIPT,
    "/sites/{site_id}/targets": Topic(
        "alerts", "webhooks", _("What is sent, and how it is signed")
    ),
    "/sites/{site_id}/switching": Topic("switching", "", _("Switching from other products")),
    "/sites/{site_id}/team": ASKED_AGAIN,
    "/sites/{site_id}/test-page": SCRIPT,
    "/sites/{site_id}/badges": Topic("sharing", "badges", _("What a badge tells, and how often")),
    "/sites/{site_id}/shares": Topic("sharing", "", _("What a shared link shows")),
    "/sites/{site_id}/tokens": PROGRAMS,
}


def topic_of(request: web.Request) -> Topic | None:
    """None for pages of which nothing is said: help itself, what strangers are shown of a site."""
    resource = request.match_info.route.resource
    path = resource.canonical if resource else ""
    while path and path not in TOPICS:
        path = path.rpartition("/")[0]
    return TOPICS.get(path)
