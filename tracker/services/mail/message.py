"""One mail: as it is posted, as it travels, and as the terminal shows it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime, make_msgid, parseaddr

import msgspec

from tracker.domain.text import tidy
from tracker.settings.mail import ADDRESS


class Mail(msgspec.Struct, frozen=True):
    """A mail to one address, said twice. `leave`: the address by which its reader gets no more of
    its kind, also by a button of the mail program. `id`: the same for a mail that is sent again."""

    to: str
    subject: str
    text: str
    html: str
    leave: str = ""
    id: str = ""


class Unfolded(UnstructuredHeader, BaseHeader):
    """An address that is as long as it is: broken or encoded, no mail program would open it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


UNFOLDED = HeaderRegistry()
UNFOLDED.map_to_type("list-unsubscribe", Unfolded)


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it travels: text first, HTML beside it."""
    message = EmailMessage()
    if not ADDRESS.fullmatch(mail.to):
        raise ValueError("no e-mail address")
    name, address = parseaddr(sender)
    message["From"] = Address(name, *parts_of(address))
    message["To"] = Address("", *parts_of(mail.to))
    message["Subject"] = tidy(mail.subject, 256)
    message["Date"] = format_datetime(datetime.now(UTC))
    domain = parts_of(address)[1]
    message["Message-ID"] = f"<{mail.id}@{domain}>" if mail.id else make_msgid(domain=domain)
    if mail.leave:
        message["List-Unsubscribe"] = UNFOLDED("List-Unsubscribe", f"<{mail.leave}>")
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def parts_of(address: str) -> tuple[str, str]:
    """Before and after the last @."""
    name, _, domain = address.rpartition("@")
    return name, domain


def as_text(mail: Mail) -> str:
    """The mail as the terminal shows it; nothing in it can move the cursor."""
    lines = [f"To: {mail.to}", f"Subject: {mail.subject}", "", *mail.text.rstrip().split("\n")]
    shown = "\n".join("  | " + tidy(line, 4096) for line in lines)
    return f"No mail server is set (MAIL_URL): this mail is shown here instead.\n{shown}"
