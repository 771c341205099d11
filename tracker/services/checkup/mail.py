"""Whether a mail would arrive."""

from __future__ import annotations

from email.utils import parseaddr

from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.services.mail_server import Kind, MailRefused, MailServer
from tracker.services.mailer import Mail, message_of

ADVICE: dict[Kind, str] = {
    "authentication": "Check the user and the password in MAIL_URL, and MAIL_FROM.",
    "recipient": "Check the address, and whether the server relays for MAIL_FROM.",
    "down": "Check the host and the port in MAIL_URL, and the firewall.",
}
SAID = (
    "This mail was sent by `tracker doctor --mail-to`. Since you read it, the mail server that the "
    "settings name delivers to you."
)


async def look_at_mail(url: str, sender: str, to: str) -> list[Finding]:
    """A conversation with the mail server; with an address in `to` a real mail."""
    if not url:
        found = "MAIL_URL is not set: mails are shown in the server's terminal only."
        return [warn("mail", found, "With it lost passwords and invitations go by mail.")]
    server = MailServer(url, sender)
    try:
        await server.probe(to or parseaddr(sender)[1])
        if to:
            html = f"<p>{SAID}</p>"
            await server.deliver(message_of(Mail(to, "Mail works", SAID, html), sender))
    except MailRefused as refused:
        found = f"The mail server refuses ({refused.kind}): {refused.reply}."
        return [bad("mail", found, ADVICE[refused.kind])]
    except ValueError:
        return [bad("mail", f"{to} is no e-mail address.", "Give another one.")]
    if to:
        return [ok("mail", f"A mail to {to} was taken. See whether it has arrived.")]
    return [ok("mail", "The mail server takes mails of ours; --mail-to ADDRESS sends one.")]
