"""The connection to NATS: made at the start or not at all, and then kept for ever."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import nats.errors
from nats.aio.client import Client, Srv
from nats.aio.msg import Msg
from yarl import URL

from tracker.masks import address, refused
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.nats.words import said
from tracker.storage.processes.told_to_end import heed_the_end

AGAIN_AFTER = 0.1  # seconds between two tries of a server
CLOSES_WITHIN = 2.0  # seconds
PENDING = 8 << 20  # bytes that wait while there is no connection
FORBIDDEN = "permissions violation"

logger = logging.getLogger(__name__)


class NotReached(RefusesForNow):
    """No server answers, or none lets us in."""


class SteadyClient(Client):
    """Connects again whatever a server says, where NATS' own client ends for good; tells no
    password to a server that was to be encrypted and is not; waits no longer than it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.encrypted = False
        self.words: list[str] = []  # that were told since it was connected

    async def request(
        self,
        subject: str,
        payload: bytes = b"",
        timeout: float = 0.5,  # noqa: ASYNC109 (its name there)
        old_style: bool = False,
        headers: dict[str, Any] | None = None,
    ) -> Msg:
        """Within that time even where a server takes nothing more."""
        async with asyncio.timeout(timeout):
            return await super().request(subject, payload, timeout, old_style, headers)

    async def end(self) -> None:
        """What waits is sent, unless the server takes nothing."""
        try:
            async with asyncio.timeout(CLOSES_WITHIN):
                await self.close()
        except TimeoutError:
            self._transport._io_writer.transport.abort()  # type: ignore[union-attr]

    async def _flush_pending(self, force_flush: bool = False) -> Any:
        """NATS' own takes a cancellation for itself: whoever is cancelled here would never end."""
        before = cancellations()
        flushed = await super()._flush_pending(force_flush)
        pass_on(before)
        return flushed

    async def _connect_to_server(self, s: Srv) -> None:
        heed_the_end()  # or the next server is tried, and the next, by one whose time is over
        if self._transport:
            self._transport.close()  # type: ignore[no-untyped-call]  # of a server that has let nobody in
        await super()._connect_to_server(s)

    async def _process_err(self, err_msg: str) -> None:
        if FORBIDDEN in err_msg.lower():
            await super()._process_err(err_msg)
        else:
            await self._process_op_err(nats.errors.Error(err_msg.strip("'")))

    async def _process_info(self, info: dict[str, Any], initial_connection: bool = False) -> None:
        if initial_connection and self.encrypted and not info.get("tls_required"):
            raise nats.errors.Error("the server offers no TLS, and is asked for it by tls://")
        await super()._process_info(info, initial_connection)

    @property
    def is_alone(self) -> bool:
        """The server is no part of a cluster, and holds everything once."""
        return not self._server_info.get("cluster")

    async def tell(self, error: Exception) -> None:
        """Each word once: a server that is away is tried ten times a second."""
        word = said(error)
        if word not in self.words:
            self.words.append(word)
            logger.warning("%s", word)

    async def tell_lost(self) -> None:
        if not self.is_closed:
            logger.warning("The connection to NATS is lost")

    async def tell_again(self) -> None:
        self.words.clear()
        logger.warning("Connected to NATS again")


def cancellations() -> int:
    """How often this task was cancelled."""
    task = asyncio.current_task()
    assert task
    return task.cancelling()


def pass_on(before: int) -> None:
    """A cancellation that came since then."""
    if cancellations() > before:
        raise asyncio.CancelledError


@asynccontextmanager
async def connected(
    urls: str, name: str, within: float, tls: ssl.SSLContext | None = None
) -> AsyncIterator[SteadyClient]:
    """`urls`: servers of one cluster, nats:// or tls://, with commas between them; each with its
    user and password or a token. `tls`: whom to trust instead of whom the system trusts.

    Raises NotReached after so many seconds."""
    servers = [url.strip() for url in urls.split(",")]
    client = SteadyClient()
    client.encrypted = "tls" in {_scheme(each) for each in servers}
    if client.encrypted and tls is None:
        tls = ssl.create_default_context()
    try:
        await _connect(client, servers, name, within, tls)
        yield client
    finally:
        await client.end()


def _scheme(url: str) -> str:
    """Raises NotReached."""
    try:
        read = URL(url)
        if read.scheme in {"nats", "tls"} and read.host:
            return read.scheme
    except ValueError:
        pass
    raise NotReached(f"{refused(url)} is no address of a NATS server")


async def _connect(
    client: SteadyClient,
    servers: list[str],
    name: str,
    within: float,
    tls: ssl.SSLContext | None,
) -> None:
    try:
        async with asyncio.timeout(within):
            await client.connect(
                servers,
                name=name,
                tls=tls,
                error_cb=client.tell,
                disconnected_cb=client.tell_lost,
                reconnected_cb=client.tell_again,
                max_reconnect_attempts=-1,
                reconnect_time_wait=AGAIN_AFTER,  # type: ignore[arg-type]  # it sleeps so long
                connect_timeout=2,
                ping_interval=2,
                pending_size=PENDING,
                inbox_prefix="_INBOX",
            )
    except (TimeoutError, nats.errors.Error) as error:
        shown = ", ".join(map(address, servers))
        why = "; ".join(client.words) or said(error)
        raise NotReached(f"{shown}: {why}") from None
