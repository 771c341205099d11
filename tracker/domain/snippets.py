"""What an owner pastes into pages, for each kind of page and what makes it."""

from __future__ import annotations

import html
import json
from typing import NamedTuple
from urllib.parse import urljoin


class Snippet(NamedTuple):
    """One thing to paste. `kind` says where: html, app, tag-manager, ..."""

    kind: str
    text: str


def snippets(script: str, key: str, local: bool = False) -> list[Snippet]:
    """The snippets of a site; `local` lets pages on localhost count. `script` is a full URL."""
    tag = script_tag(script, key, local)
    return [
        Snippet("html", tag),
        Snippet("php", f"add_action('wp_head', function () {{\n    ?>\n    {tag}\n    <?php\n}});"),
        Snippet("tag-manager", _bare_tag(script, key)),
        Snippet("next", _next(script, key, local)),
        Snippet("nuxt", _nuxt(script, key, local)),
        Snippet("astro", tag.replace("<script ", "<script is:inline ", 1)),
        Snippet("app", script_tag(script, key, local, "data-hash")),
        Snippet("image", image_tag(script, key)),
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


def _bare_tag(script: str, key: str) -> str:
    """For what keeps nothing of a tag but its address."""
    return f'<script src="{html.escape(script)}?site={html.escape(key)}"></script>'


def _next(script: str, key: str, local: bool) -> str:
    tag = script_tag(script, key, local).replace("<script defer", "<Script")
    return NEXT.format(tag=tag.replace("></script>", " />"))


def _nuxt(script: str, key: str, local: bool) -> str:
    attributes: dict[str, str | bool] = {"src": script, "defer": True, "data-site": key}
    if local:
        attributes["data-local"] = ""
    return NUXT.format(attributes=json.dumps(attributes, indent=2).replace("\n", "\n      "))


NEXT = """\
import Script from "next/script";

// Beside {{children}} in <body>; in pages/_app.tsx beside <Component />
{tag}"""

NUXT = """\
export default defineNuxtConfig({{
  app: {{
    head: {{
      script: [{attributes}],
    }},
  }},
}});"""

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
