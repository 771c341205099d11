"""Why a message was not taken, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

from tracker.web.words.i18n import _


class Fault(NamedTuple):
    """`detail`: what the other side said."""

    what: str
    remedy: str
    detail: str


WORDS = {
    "private": (
        _("The address is in this server’s own network."),
        _("Use a public one, or ask the administrator to name the network in ALERT_NETWORKS."),
    ),
    "moved": (
        _("The answer leads to another address, which is not followed."),
        _("Type the address where it leads."),
    ),
    "answer": (
        _("It was refused there."),
        _("Compare the address and its token with what the other side shows."),
    ),
    "gone": (
        _("It is gone there, so it is not tried again."),
        _("Make a new address on the other side and type it here."),
    ),
    "name": (_("Nobody knows that host name."), _("Look for a mistake in the address.")),
    "down": (
        _("Nobody answers there."),
        _("Look whether it runs; it is tried again by itself for three days."),
    ),
    "slow": (
        _("It took longer than 10 seconds."),
        _("Look whether it runs; it is tried again by itself for three days."),
    ),
    "certificate": (
        _("Its certificate is not one that this server trusts."),
        _("Renew the certificate there."),
    ),
    "mail": (
        _("The mail server does not take it."),
        _("Ask the administrator: `tracker doctor` talks to the mail server."),
    ),
    "left": (_("Whoever was to be told is not there any more."), ""),
    "reports": (_("There are no reports just now."), _("It is tried again by itself.")),
    "fault": (
        _("It could not be written: that is a mistake of this server."),
        _("Ask the administrator: its log says more."),
    ),
}


def fault_of(said: str) -> Fault | None:
    """Of what is kept of the last try; None where nothing was wrong."""
    reason, _colon, detail = said.partition(": ")
    if not reason:
        return None
    what, remedy = WORDS.get(reason, WORDS["fault"])
    return Fault(str(what), str(remedy), detail)
