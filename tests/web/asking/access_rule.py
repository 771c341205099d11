"""Who may do what, in one page: from the nouns of a path and the role of a person.

A route whose nouns are not here: `expected` guesses nothing, it raises Uncovered, and a test fails.
"""

from __future__ import annotations

import re
from enum import Enum

PEOPLE = ("anonymous", "stranger", "viewer", "editor", "owner", "admin")
ROLES = ("viewer", "editor", "owner")
SAFE = {"GET", "HEAD", "OPTIONS"}

# For anybody: pages of the world send hits, machines ask how we are, the first page greets.
OPEN = {"", "visit", "beacon.js", "static", "avatars", "healthz", "readyz", "metrics", "dev"}
OPEN |= {".well-known", "help"}
# Trackers of other products report there.
OPEN |= {"count", "matomo.php", "piwik.php", "counter"}
OPEN |= {"js", "count.js", "count.v{number}.js", "script.js", "matomo.js", "piwik.js"}
# What it is, and nothing that is in it; and where trackers report.
OPEN_OF_API = (
    *(["api"], ["api", "openapi.json"]),
    *(["api", "event"], ["api", "send"], ["api", "batch"], ["api", "heartbeat"]),
    ["api", "{read}"],  # what a page may ask there
)
# Where Umami's programs look for their API, besides.
UMAMIS = {"v1", "umami2"}
# The ways in: they open to what is typed, or to a link's {token}, whoever comes.
DOORS = {"login", "register", "setup", "invitations", "share", "mails"}
# One's own: for whoever is logged in.
OWN = {"account", "logout", "live", "mcp"}
# What is on a site, and the smallest role that may see it. Changing takes an editor at least,
# but leaving a site, which everybody may.
SITE = {
    "viewer": {"live", "socket", "events", "past", "day", "query", "setup", "team", "leave"}
    | {"goals", "segments", "annotations", "reports", "all.csv", "filter-values", "pin"}
    | {"visits", "funnels", "journeys", "alerts", "mine", "report-mails", "new"}
    | {"active", "daterange", "stats", "pageviews", "metrics", "expanded", "values"}
    | {"series", "sessions", "weekly", "activity", "properties", "event-data", "fields"},
    "editor": {"settings", "blocks", "hosts", "look", "test-page", "tokens", "change", "export"}
    | {"imports", "switching", "uploads", "start", "deliveries"},
    "owner": {"delete", "invitations", "members", "transfer", "retention", "reset", "shares"}
    | {"undo", "targets", "guests", "badges"},
}
# A question is sent and changes nothing; everybody has segments and pins of their own.
ALSO_TO_VIEWERS = {"leave", "query", "segments", "pin", "mine", "report-mails"}
NOBODYS = {"{session}", "{event}"}  # of which no site has the one that is asked for
VERBS = {"revoke", "remove", "role", "test", "again"}  # as the noun before them


class Verdict(Enum):
    """What an answer says about whoever asked."""

    LET_IN = "let in"
    TO_LOG_IN = "sent to log in"
    NO_TOKEN = "asked for a token"
    TOO_SMALL = "told that the role is too small"
    HIDDEN = "told what is said of something that does not exist"
    CLOSED = "left outside"


class Uncovered(Exception):
    """The rule has no word on that path."""


def expected(method: str, pattern: str, person: str) -> Verdict:
    """What this person has to be answered."""
    head, *rest = nouns_of(pattern)
    if head in UMAMIS:
        head, rest = "api", [each for each in rest if each != "api"]
    if is_nobodys([head, *rest]):
        return Verdict.TOO_SMALL if "counter" in (head, *rest) else Verdict.NO_TOKEN
    if head in OPEN or [head, *rest] in OPEN_OF_API:
        return Verdict.LET_IN
    if head in DOORS or "{token}" in rest or rest == ["auth", "login"]:
        return Verdict.CLOSED
    if head in {"api", "mcp"}:
        anonymous = person == "anonymous"
        return Verdict.NO_TOKEN if anonymous else expected_inside(method, rest or [head], person)
    if person == "anonymous":
        expected_inside(method, [head, *rest], "admin")  # the rule must know it all the same
        return Verdict.TO_LOG_IN
    return expected_inside(method, [head, *rest], person)


def is_nobodys(nouns: list[str]) -> bool:
    """GoatCounter's API, where here neither a host nor a key says of which site, and its counter,
    which here no badge opens."""
    by_key = nouns[0] == "visit" and "v0" in nouns
    return by_key or nouns[-3:] == ["api", "v0", "count"] or "counter" in nouns


def expected_inside(method: str, nouns: list[str], person: str) -> Verdict:
    """The same for somebody whom we know, by session or token."""
    match nouns:
        case [head, *_] if head in OWN:
            return Verdict.LET_IN
        case ["websites"] | ["me"] | ["me", "websites"] | ["auth", "verify"]:  # as Umami has it
            return Verdict.LET_IN
        case ["sites"] | ["sites", "new"] | ["v0" | "v1" | "v2", *_]:
            return of_other_products(nouns, person)
        case ["admin", *_]:
            return Verdict.LET_IN if person == "admin" else Verdict.HIDDEN
        case ["sites" | "websites", "{site_id}", *rest]:
            least = role_for(method, rest)
            if person not in ROLES or NOBODYS.intersection(rest):
                return Verdict.HIDDEN
            enough = ROLES.index(person) >= ROLES.index(least)
            return Verdict.LET_IN if enough else Verdict.TOO_SMALL
    raise Uncovered("/".join(nouns))


def of_other_products(nouns: list[str], person: str) -> Verdict:
    """There the query, the body or the host names the site. What is named in the path and another's
    is as if there were no token."""
    hidden = nouns[1:2] == ["sites"] and nouns[-1] in {"{name}", "{number}"} and person not in ROLES
    return Verdict.NO_TOKEN if hidden else Verdict.LET_IN


def role_for(method: str, nouns: list[str]) -> str:
    """The smallest role that may do this to a site."""
    named = [noun for noun in nouns if not noun.startswith("{") and noun not in VERBS]
    roles = [role for noun in named for role in ROLES if noun in SITE[role]]
    if len(roles) < len(named):
        raise Uncovered("sites/{site_id}/" + "/".join(nouns))
    least = max(roles, key=ROLES.index, default="viewer")
    if method not in SAFE and least == "viewer" and not ALSO_TO_VIEWERS.intersection(named):
        return "editor"
    return least


def nouns_of(pattern: str) -> list[str]:
    """`/sites/{site_id}/live` as its parts; a file's name ends at its placeholder."""
    parts = pattern.split("/")[1:]
    return [re.sub(r"^(\{\w+\}).*", r"\1", part) for part in parts]
