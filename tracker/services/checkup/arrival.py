"""Whether a mail has come."""

from __future__ import annotations

import time
from datetime import datetime

from tracker.services.checkup.findings import Finding, bad, ok
from tracker.services.mail.inbox import Inbox, NoMail
from tracker.services.mail.open_mailbox import Unreadable

LOST = (
    "Look among its spam and in the mail server's log. Is MAILBOX_URL the mailbox of that address?"
)


async def look_for(subject: str, to: str, mailbox: str, since: datetime, within: float) -> Finding:
    """Waits so many seconds for the mail; once it has come it is deleted again."""
    began = time.monotonic()
    try:
        await Inbox(mailbox, since).next(lambda mail: bool(mail["Subject"] == subject), within)
    except NoMail:
        found = f"A mail to {to} was taken, and was not in the mailbox {within:.0f} s later."
        return bad("mail", found, LOST)
    except Unreadable as error:
        return bad("mail", f"The mailbox cannot be read: {error}.", "Check MAILBOX_URL.")
    took = time.monotonic() - began
    return ok("mail", f"A mail to {to} was taken, and was in the mailbox {took:.1f} s later.")
