"""Who is on a site now, as the first page says it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tracker.web.words.figures import number
from tracker.web.words.i18n import _, ngettext


class Presence(msgspec.Struct, frozen=True):
    """Who is on a site now."""

    id: int
    now: str
    noun: str
    where: str
    count: int


def presence(site_id: int, now: int, pages: Sequence[tuple[str, int]]) -> Presence:
    """How many are there, and on which pages."""
    where = _where([path for path, _count in pages])
    if not now:
        return Presence(site_id, "–", _("nobody now"), where, 0)
    return Presence(site_id, number(now), ngettext("visitor now", "visitors now", now), where, now)


def _where(paths: list[str]) -> str:
    if len(paths) <= 2:
        return ", ".join(paths)
    said = ngettext(
        "%(first)s, %(second)s and %(more)d more",
        "%(first)s, %(second)s and %(more)d more",
        len(paths) - 2,
    )
    return said % {"first": paths[0], "second": paths[1], "more": len(paths) - 2}
