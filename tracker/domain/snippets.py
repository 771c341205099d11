"""What an owner pastes into pages, for each kind of page."""

from __future__ import annotations

import html
from typing import NamedTuple
from urllib.parse import urljoin


class Snippet(NamedTuple):
    """One thing to paste. `kind` is html, image, app or events."""

    kind: str
    text: str


def snippets(script: str, key: str, local: bool = False) -> list[Snippet]:
    """The snippets of a site; `local` lets pages on localhost count. `script` is a full URL."""
    tag = script_tag(script, key, local)
    return [
        Snippet("html", tag),
        Snippet("image", image_tag(script, key)),
        Snippet("app", script_tag(script, key, local, "data-hash")),
        Snippet("events", f"{tag}\n{EVENTS}"),
    ]


def script_tag(script: str, key: str, local: bool, *more: str) -> str:
    """The one line. The script finds the server by its own address, below any base path."""
    source, site = html.escape(script), html.escape(key)
    attributes = [
        f'src="{source}"',
        f'data-site="{site}"',
        *(["data-local"] if local else []),
        *more,
    ]
    return f"<script defer {' '.join(attributes)}></script>"


def image_tag(script: str, key: str) -> str:
    """Counts pageviews where no script runs; the page's address comes as the referrer."""
    image = html.escape(urljoin(script, f"visit/{key}.gif"))
    policy = 'referrerpolicy="no-referrer-when-downgrade"'
    return f'<noscript><img src="{image}" alt="" {policy}></noscript>'


# The first script keeps calls that come before beacon.js has loaded: it is deferred.
EVENTS = """\
<script>
  window.tracker = window.tracker || function () { (tracker.q = tracker.q || []).push(arguments) }
</script>

<!-- From your own code: a name, and up to 30 properties -->
<script>tracker("Signup", {plan: "pro"})</script>

<!-- Without code: a click sends the event, or a form's submission does -->
<button data-event="Signup" data-event-plan="pro">Sign up</button>

<!-- Any element of class trackable: a click sends its text -->
<a class="trackable" href="/pricing">Pricing</a>"""
