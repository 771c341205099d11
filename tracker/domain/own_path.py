"""The script's address below a path of the owner's own site, as somebody types it."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from tracker.domain.hosts import NotAHost, read_host

LONGEST = 500  # characters
_PATH = re.compile(r"/[A-Za-z0-9._~/-]+")


def own_script(typed: str, home: str, name: str) -> str | None:
    """`https://shop.example/stats-x/app.js` of that, of `shop.example/stats-x/app.js`, or of
    `/stats-x/app.js` on the site's own page `home`; `name` stands where only a folder is named.
    None for what is no such address."""
    text = typed.strip()
    if not text or len(text) > LONGEST:
        return None
    if text.startswith("/") and not text.startswith("//"):
        text = urljoin(home, text)
    elif "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        named = parts.hostname or ""
        host, port = read_host(f"[{named}]" if ":" in named else named), parts.port
    except (NotAHost, ValueError):
        return None
    path = f"{parts.path}{name}" if parts.path.endswith("/") else parts.path
    strange = parts.query or parts.fragment or parts.username is not None
    if parts.scheme not in {"http", "https"} or strange or not _PATH.fullmatch(path):
        return None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{path}"
