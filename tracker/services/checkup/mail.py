"""Whether a mail would arrive."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from email.utils import parseaddr

from tracker.services.checkup.certificates import OTHERWISE, certificate_fault
from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.services.mail.mailbox_package import has_reader
from tracker.services.mail.message import Mail, message_of
from tracker.services.mail.server import Kind, MailRefused, MailServer

WITHIN = 60.0  # seconds, between the sending of a mail and its coming
ADVICE: dict[Kind, str] = {
    "authentication": "Check the user and the password in MAIL_URL, and MAIL_FROM.",
    "recipient": "Check the address, and whether the server relays for MAIL_FROM.",
    "down": "Check the host and the port in MAIL_URL, and the firewall.",
    "later": (
        "There is nothing to mend: many servers refuse the first try (greylisting), and mails of "
        "Tracker's are tried again. Run this once more in ten minutes."
    ),
    "certificate": OTHERWISE,
}
NO_TLS = (
    "smtps:// speaks TLS from the first byte, mostly at port 465; for 25 and 587 write smtp://, "
    "which is encrypted by STARTTLS."
)
SAID = (
    "This mail was sent by `tracker doctor --mail-to`. Since you read it, the mail server that the "
    "settings name delivers to you."
)


async def look_at_mail(
    url: str, sender: str, to: str, mailbox: str = "", within: float = WITHIN
) -> list[Finding]:
    """A conversation with the mail server; with an address in `to` a real mail, which is looked
    for in `mailbox` where that is known."""
    if not url:
        found = "MAIL_URL is not set: mails are shown in the server's terminal only."
        return [warn("mail", found, "With it lost passwords and invitations go by mail.")]
    server, since = MailServer(url, sender), datetime.now(UTC)
    subject = f"Mail works ({secrets.token_hex(4)})"
    try:
        await server.probe(to or parseaddr(sender)[1])
        if to:
            html = f"<p>{SAID}</p>"
            await server.deliver(message_of(Mail(to, subject, SAID, html), sender))
    except MailRefused as refused:
        return [_refusal(refused)]
    except ValueError:
        return [bad("mail", f"{to} is no e-mail address.", "Give another one.")]
    if not to:
        return [ok("mail", "The mail server takes mails of ours; --mail-to ADDRESS sends one.")]
    if not mailbox or not has_reader(mailbox):
        return [ok("mail", f"A mail to {to} was taken. See whether it has arrived.")]
    from tracker.services.checkup.arrival import look_for  # reading mailboxes is seldom needed

    return [await look_for(subject, to, mailbox, since, within)]


def _refusal(refused: MailRefused) -> Finding:
    found = f"The mail server refuses ({refused.kind}): {refused.reply}."
    if refused.kind == "later":
        return warn("mail", found, ADVICE["later"])
    if fault := certificate_fault(refused):
        return bad("mail", f"The mail server's certificate is not trusted: {fault[0]}.", fault[1])
    no_tls = refused.kind == "down" and "WRONG_VERSION_NUMBER" in refused.reply
    return bad("mail", found, NO_TLS if no_tls else ADVICE[refused.kind])
