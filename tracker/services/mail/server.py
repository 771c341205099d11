"""One conversation with the mail server that the operator named in MAIL_URL."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage
from email.utils import parseaddr
from functools import cache
from typing import Literal
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTP, SMTPResponseException

from tracker.settings.hosts import is_this_machine

PATIENCE = 15.0  # seconds for a whole conversation
PLAIN_PORT, TLS_PORT = 25, 465
NOT_LETTING_IN = frozenset({530, 534, 535, 538})

Kind = Literal["authentication", "recipient", "down", "later", "certificate"]


class MailRefused(Exception):
    """The mail server does not take a mail: `kind` says which part of it, `reply` its words.

    `lasting`: asking again will not help."""

    def __init__(self, kind: Kind, reply: str, lasting: bool = False) -> None:
        super().__init__(f"{kind}: {reply}")
        self.kind: Kind = kind
        self.reply = reply
        self.lasting = lasting


class MailServer:
    """`smtp://` is encrypted where the server offers STARTTLS, `smtps://` from the first byte.

    A password never travels over an open line, except within this machine."""

    def __init__(self, url: str, sender: str, patience: float = PATIENCE) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or "localhost"
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (TLS_PORT if self._tls else PLAIN_PORT)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = parseaddr(sender)[1]
        self._patience = patience

    async def probe(self, address: str) -> None:
        """Everything of a delivery but the mail; raises MailRefused."""
        async with self._conversation() as smtp:
            try:
                await smtp.mail(self._sender)
                await smtp.rcpt(address)
            except SMTPResponseException as error:
                if kind_of(error) != "later":
                    raise
                # As greylisting says it: the queue will try again.
            await smtp.rset()

    async def deliver(self, mail: EmailMessage) -> None:
        """Hand the mail over; raises MailRefused."""
        async with self._conversation() as smtp:
            await smtp.send_message(mail, sender=self._sender)

    @asynccontextmanager
    async def _conversation(self) -> AsyncIterator[SMTP]:
        """Connected, encrypted and let in; whatever goes wrong leaves as a MailRefused."""
        context = await asyncio.to_thread(encryption, self._host)
        smtp = SMTP(
            hostname=self._host,
            port=self._port,
            use_tls=self._tls,
            start_tls=False,
            tls_context=context,
            # Else the library asks the resolver for this machine's name, and blocks meanwhile.
            local_hostname=self._sender.partition("@")[2] or "localhost",
            timeout=self._patience,
        )
        try:
            async with asyncio.timeout(self._patience):
                await smtp.connect()
                await self._enter(smtp, context)
                yield smtp
                await smtp.quit()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise refusal_of(error) from error
        finally:
            with suppress(Exception):
                smtp.close()

    async def _enter(self, smtp: SMTP, context: ssl.SSLContext) -> None:
        await smtp.ehlo()
        encrypted = self._tls
        if not encrypted and smtp.supports_extension("starttls"):
            await smtp.starttls(tls_context=context)
            await smtp.ehlo()
            encrypted = True
        if not self._user:
            return
        if not encrypted and not is_this_machine(self._host):
            raise MailRefused(
                "authentication",
                "it offers no encryption, so the password was not sent; use smtps:// or a server "
                "with STARTTLS",
                lasting=True,
            )
        await smtp.login(self._user, self._password)


def encryption(host: str) -> ssl.SSLContext:
    """Certificates are checked, but for a server on this machine, which mostly signs its own."""
    return _encryption(checked=not is_this_machine(host))


@cache  # to read the machine's certificates takes longer than a conversation
def _encryption(checked: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not checked:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def refusal_of(error: Exception) -> MailRefused:
    """What went wrong, as one of the kinds."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    reply = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return MailRefused("authentication", reply, lasting=True)
    if not isinstance(error, SMTPResponseException):
        return MailRefused("certificate" if is_about_certificate(error) else "down", reply)
    reply = f"{error.code} {' '.join(error.message.split())}"
    return MailRefused(kind_of(error), reply, lasting=500 <= error.code < 600)


def is_about_certificate(error: BaseException | None) -> bool:
    """Whether we do not trust theirs; the library wraps that."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def kind_of(error: SMTPResponseException) -> Kind:
    """Which kind a reply means; a refused sender is ours to mend, as credentials are. What a
    server does not take now (greylisting, a full queue) it may take later, whosever it is."""
    of_the_mail = (
        aiosmtplib.SMTPSenderRefused
        | aiosmtplib.SMTPRecipientRefused
        | aiosmtplib.SMTPDataError
        | aiosmtplib.SMTPAuthenticationError
    )
    if isinstance(error, of_the_mail) and 400 <= error.code < 500 and error.code != 421:
        return "later"
    if error.code == 421:
        return "down"
    if isinstance(error, aiosmtplib.SMTPAuthenticationError | aiosmtplib.SMTPSenderRefused):
        return "authentication"
    if error.code in NOT_LETTING_IN:
        return "authentication"
    if isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError):
        return "recipient"
    return "down"
