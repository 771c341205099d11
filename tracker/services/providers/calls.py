"""Questions to the provider, which may be slow, broken or hostile: no answer is waited for long,
none is read beyond its measure, and none leads on to another address."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self

import aiohttp
import msgspec

from tracker.domain.text import printable
from tracker.services.providers.trouble import ProviderTrouble

TIMEOUT = aiohttp.ClientTimeout(total=10)
LARGEST = 256 * 1024  # bytes of an answer
AT_ONCE = 16  # connections
SHOWN = 160  # characters of an error, in the log
USUAL = {"Accept": "application/json", "Accept-Encoding": "identity"}
NO_CLIENT = {"invalid_client", "unauthorized_client"}


class Calls:
    """async with Calls.open() as calls: …"""

    def __init__(self, session: aiohttp.ClientSession, limit: aiohttp.ClientTimeout) -> None:
        self._session = session
        self._limit = limit

    @classmethod
    @asynccontextmanager
    async def open(cls, limit: aiohttp.ClientTimeout = TIMEOUT) -> AsyncIterator[Self]:
        """Into any network: the address is the operator's own, and often one of their LAN."""
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as session:
            yield cls(session, limit)

    async def get(self, address: str, bearer: str = "") -> dict[str, Any]:
        """The object that stands there. Raises ProviderTrouble."""
        headers = USUAL | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        return await self._ask("GET", address, headers=headers)

    async def post(
        self, address: str, fields: Mapping[str, str], authorization: str = ""
    ) -> dict[str, Any]:
        """What it says to a form. Raises ProviderTrouble."""
        headers = USUAL | ({"Authorization": authorization} if authorization else {})
        return await self._ask("POST", address, headers=headers, data=dict(fields))

    async def _ask(self, method: str, address: str, **sent: Any) -> dict[str, Any]:
        try:
            async with self._session.request(
                method, address, allow_redirects=False, timeout=self._limit, **sent
            ) as answer:
                return _object(answer.status, await _body(answer))
        except TimeoutError:
            raise ProviderTrouble("slow", address) from None
        except (aiohttp.ClientConnectorCertificateError, ssl.SSLError) as error:
            raise ProviderTrouble("certificate", printable(str(error), SHOWN)) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Their texts may quote what was sent.
            raise ProviderTrouble("down", f"{address} ({type(error).__name__})") from None


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    while chunk := await answer.content.read(LARGEST + 1 - len(body)):
        body += chunk
        if len(body) > LARGEST:
            raise ProviderTrouble("odd", f"an answer over {LARGEST // 1024} KiB")
    return bytes(body)


def _object(status: int, body: bytes) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        said = None
    if status == 200 and isinstance(said, dict):
        return said
    raise _refusal(status, said)


def _refusal(status: int, said: object) -> ProviderTrouble:
    error = said.get("error") if isinstance(said, dict) else None
    detail = printable(f"status {status} {error or ''}", SHOWN)
    if error in NO_CLIENT:
        return ProviderTrouble("client", detail)
    if error == "invalid_grant":
        return ProviderTrouble("code", detail)
    return ProviderTrouble("down" if status >= 500 else "odd", detail)
