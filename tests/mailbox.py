"""A real mail server on this machine whose mails a test reads."""

import email.policy
import shutil
import ssl
import subprocess
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.eventually import PATIENCE, eventually
from tests.listener import Listener

REQUEST = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"


class Mailbox:
    """`mails` is what came so far, the newest last. Set the refusals while it runs.

    `await mailbox.next_to("ada@example.com")` is the next mail to her that no test has read.
    """

    def __init__(
        self, user: str, password: str, certificate: Path | None, encrypted: bool = False
    ) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse_recipients = ""  # such as "550 5.1.1 no such mailbox"
        self.refuse_senders = ""
        self.refuse_mails = ""
        self.connections = 0
        self.commands: list[str] = []  # RCPT TO, of probes and deliveries alike
        self._user, self._password = user, password
        self._tls = tls_context(certificate) if certificate else None
        self._encrypted = encrypted
        self._listener = Listener(self._protocol, self._tls if encrypted else None)
        self._port = 0
        self._read: set[int] = set()

    @property
    def url(self) -> str:
        """For MAIL_URL."""
        who = f"{quote(self._user, '')}:{quote(self._password, '')}@" if self._user else ""
        return f"{'smtps' if self._encrypted else 'smtp'}://{who}127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Come up, at the same port as before."""
        self._port = self._listener.open(self._port)

    async def stop(self) -> None:
        """Go down: nobody listens, and who was connected is cut off."""
        await self._listener.close()

    async def next_to(self, address: str, within: float = PATIENCE) -> EmailMessage:
        """The oldest mail to that address that was not asked for yet."""

        def unread() -> list[EmailMessage]:
            new = (mail for mail in self.mails if id(mail) not in self._read)
            return [mail for mail in new if mail["To"] == address]

        await eventually(lambda: bool(unread()), within)
        mail = unread()[0]
        self._read.add(id(mail))
        return mail

    def _protocol(self) -> SMTP:
        self.connections += 1
        options: dict[str, Any] = {}
        if self._tls and not self._encrypted:
            options["tls_context"] = self._tls
        if self._user:
            options |= {"authenticator": self._let_in, "auth_required": True}
            options["auth_require_tls"] = "tls_context" in options
        with warnings.catch_warnings(action="ignore"):  # passwords without TLS are what we test
            return SMTP(self, hostname="mail.test", enable_SMTPUTF8=True, **options)

    def _let_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = LoginPassword(self._user.encode(), self._password.encode())
        return AuthResult(success=data == right, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse_senders:
            return self.refuse_senders
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append(f"RCPT TO {address}")
        if self.refuse_recipients:
            return self.refuse_recipients
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse_mails:
            return self.refuse_mails
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content.replace(b"\r\n", b"\n"), policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@asynccontextmanager
async def running_mailbox(
    user: str = "", password: str = "", certificate: Path | None = None, encrypted: bool = False
) -> AsyncIterator[Mailbox]:
    """A mail server at a free port. With a certificate it offers STARTTLS, and lets nobody log in
    without; `encrypted` speaks TLS from the first byte."""
    mailbox = Mailbox(user, password, certificate, encrypted)
    await mailbox.start()
    try:
        yield mailbox
    finally:
        await mailbox.stop()


def tls_context(certificate: Path) -> ssl.SSLContext:
    """The server's side."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def text_of(mail: EmailMessage) -> str:
    """What a reader without HTML sees."""
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    """What the others see."""
    part = mail.get_body(("html",))
    assert part
    return str(part.get_content())


def self_signed(folder: Path) -> Path:
    """A certificate with its key, made by openssl, in one file."""
    openssl = shutil.which("openssl")
    assert openssl, "openssl is needed"
    path = folder / "mail.pem"
    subprocess.run(
        [openssl, *REQUEST.split(), "-keyout", path, "-out", path],
        check=True,
        capture_output=True,
    )
    return path
