"""Programs that anybody can run on a host of their own, told by how people name it."""

from __future__ import annotations

import re

from tracker.domain.known import Known

# First labels that people give to servers of programs that anybody can run.
_SHAPES = {
    "mastodon": ("Mastodon", "social"),
    "masto": ("Mastodon", "social"),
    "mstdn": ("Mastodon", "social"),
    "toot": ("Mastodon", "social"),
    "misskey": ("Misskey", "social"),
    "pleroma": ("Pleroma", "social"),
    "akkoma": ("Akkoma", "social"),
    "friendica": ("Friendica", "social"),
    "lemmy": ("Lemmy", "social"),
    "piefed": ("PieFed", "social"),
    "kbin": ("Mbin", "social"),
    "mbin": ("Mbin", "social"),
    "pixelfed": ("Pixelfed", "social"),
    "bookwyrm": ("BookWyrm", "social"),
    "discourse": ("Discourse", "social"),
    "peertube": ("PeerTube", "video"),
    "invidious": ("YouTube", "video"),
    "searx": ("SearXNG", "search"),
    "searxng": ("SearXNG", "search"),
    "mail": ("Webmail", "email"),
    "webmail": ("Webmail", "email"),
    "webmailer": ("Webmail", "email"),
    "email": ("Webmail", "email"),
    "poczta": ("Webmail", "email"),
    "posta": ("Webmail", "email"),
    "correo": ("Webmail", "email"),
    "messagerie": ("Webmail", "email"),
    "roundcube": ("Webmail", "email"),
    "horde": ("Webmail", "email"),
    "zimbra": ("Webmail", "email"),
    "owa": ("Webmail", "email"),
}
_MAIL_REDIRECT = re.compile(r"deref-[^.]+")


def by_shape(host: str) -> Known | None:
    """What the first label of the host says."""
    first, dot, rest = host.partition(".")
    if not dot or ":" in rest:
        return None
    if first in _SHAPES:
        name, kind = _SHAPES[first]
        return Known(name, kind) if kind != "email" or "." in rest else None
    return Known("Webmail", "email") if _MAIL_REDIRECT.fullmatch(first) else None
