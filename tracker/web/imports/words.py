"""Imports in their reader's words. What is kept are codes."""

from __future__ import annotations

from tracker.domain.imports.imported import Reason
from tracker.domain.imports.reconciled import EVENTS, HIDDEN, PAGEVIEWS, VISITORS, VISITS
from tracker.web.words.i18n import _

KINDS = {
    PAGEVIEWS: _("Pageviews"),
    EVENTS: _("Events"),
    VISITS: _("Visits"),
    VISITORS: _("Visitors"),
}
REASONS: dict[str, str] = {
    HIDDEN: _("in the file, but not in their own figures"),
    Reason.ROBOT.value: _("of programs"),
    Reason.ASSET.value: _("images, scripts and other files"),
    Reason.PROBE.value: _("addresses that only attackers ask for"),
    Reason.METHOD.value: _("sent, not asked for"),
    Reason.REDIRECT.value: _("led on to another address"),
    Reason.STATUS.value: _("answered with an error"),
    Reason.OTHER_SITE.value: _("of another site"),
    Reason.OTHER_ROW.value: _("no visits: the product’s own notes"),
    Reason.REPEATED.value: _("twice in the file"),
    Reason.COLUMNS.value: _("wrong number of columns"),
    Reason.TIME.value: _("no such time"),
    Reason.NUMBER.value: _("no such number"),
    Reason.ID.value: _("no such id"),
    Reason.VALUE.value: _("a value that cannot be used"),
    Reason.JSON.value: _("broken JSON"),
    Reason.QUOTES.value: _("quotes that are not closed"),
    Reason.LINE.value: _("no line of this format"),
    Reason.REQUEST.value: _("no request that could be read"),
    Reason.MISSING.value: _("a field is missing"),
    Reason.NAMES_NOTHING.value: _("names something that is not there"),
    Reason.TOO_LONG.value: _("too long"),
    Reason.CUT.value: _("cut off"),
    Reason.KNOWN.value: _("there already, by another import"),
    Reason.OWN.value: _("since this site counts itself"),
    Reason.FUTURE.value: _("in the future"),
    Reason.BEFORE.value: _("outside of the chosen days"),
}


def reason(code: str) -> str:
    """What only another release has a word for stays as it was kept."""
    return str(REASONS.get(code, code))
