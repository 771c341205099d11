"""What people read when something did not work: what happened, and what to do about it."""

from __future__ import annotations

from tracker.web.words.i18n import _


def words(status: int) -> tuple[str, str]:
    """What happened, and what it means or what to do about it."""
    title, detail = WORDS.get(status) or WORDS[500 if status >= 500 else 400]
    return str(title), str(detail)


READING_ONLY = (
    _("Only reading for now"),
    _(
        "The server cannot write to its database: nothing can be changed, nobody can log in, and "
        "no visit is recorded. What is stored can be read by whoever is logged in already. The "
        "server’s log says why, and what to do."
    ),
)
DAMAGED = (
    _("Cannot be read"),
    _(
        "The part of the database that this page needs is damaged. Whoever runs the server has to "
        "restore a backup; its log says more."
    ),
)
WORDS = {
    400: (_("Not understood"), _("The server cannot make sense of this request.")),
    401: (_("Not logged in"), _("Log in, then try again.")),
    403: (_("Not allowed"), _("This cannot be done from here.")),
    404: (
        _("Not found"),
        _("There is nothing at this address. It may have been moved or deleted."),
    ),
    405: (_("Not possible here"), _("This address does not take that kind of request.")),
    408: (_("Too slow"), _("The request did not arrive in time. Send it again.")),
    410: (_("Run out"), _("This address no longer works.")),
    413: (_("Too large"), _("The request is larger than the server accepts.")),
    414: (_("Too large"), _("The address is longer than the server accepts.")),
    421: (_("Another host"), _("This server does not answer for that host name.")),
    429: (_("Too many tries"), _("Wait a little, then try again.")),
    500: (
        _("Something broke on the server"),
        _("This page could not be shown. Visits are recorded apart from it; none was lost."),
    ),
    501: (
        _("Not possible here"),
        _("This server consists of several processes, which cannot do this yet."),
    ),
    503: (_("Busy"), _("The server cannot do this right now. Try again in a moment.")),
}
