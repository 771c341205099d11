"""The line of an old snippet as it reads once it reports here."""

from __future__ import annotations

import html
import json

from tracker.domain.peers.aliases import AliasKind


def lines(address: str, key: str, names: dict[AliasKind, str]) -> dict[AliasKind, str]:
    """By product. `address`: of this server, with a slash at its end; `names`: what the
    site is called there, else its own key serves: each line counts as it stands."""
    server, site = html.escape(address), html.escape(key)

    def name(kind: AliasKind) -> str:
        return html.escape(names.get(kind) or key)

    return {
        "goatcounter": f'<script data-goatcounter="{server}visit/{site}/count"\n'
        f'        async src="{server}count.js"></script>',
        "plausible": _plausible(server, name("plausible")),
        "umami": f'<script defer src="{server}script.js"\n'
        f'        data-website-id="{name("umami")}"></script>',
        "matomo": _matomo(address, names.get("matomo") or key),
        "liwan": f'<script type="module" src="{server}script.js"\n'
        f'        data-entity="{name("liwan")}"></script>',
    }


def _plausible(server: str, name: str) -> str:
    if name.startswith(("pa-", "s-")):
        return f'<script async src="{server}js/{name}.js"></script>'
    return f'<script defer data-domain="{name}" src="{server}js/script.js"></script>'


def _matomo(address: str, site: str) -> str:
    """The two lines of theirs that name a server and a site."""
    number = site if site.isascii() and site.isdecimal() else json.dumps(site)
    return (
        f"var u={json.dumps(address)};\n"
        "_paq.push(['setTrackerUrl', u+'matomo.php']);\n"
        f"_paq.push(['setSiteId', {number}]);"
    )
