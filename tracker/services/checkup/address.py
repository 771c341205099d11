"""Whether PUBLIC_URL leads to this server, as browsers would come to it."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from tracker.services.checkup.certificates import certificate_fault, trusted
from tracker.services.checkup.findings import Finding, bad, ok, warn

PATIENCE = 5.0  # seconds
MOST_SHOWN = 500  # characters of what an answer says
MOST_READ = 64 * 1024  # bytes


async def look_at_address(public_url: str, base_path: str) -> tuple[list[Finding], str | None]:
    """What was found, and what the answer says of the time: None where none came."""
    address = f"{public_url}{base_path}/healthz"
    try:
        async with ClientSession(timeout=ClientTimeout(total=PATIENCE)) as session:
            async with session.get(address, ssl=await trusted()) as answer:
                if answer.status != 200:
                    return [_wrong(address, answer.status)], None
                found = [ok("address", f"{address} answers."), *_led_on(answer, public_url)]
            found += await _as_a_browser(session, public_url + base_path)
            return found, answer.headers.get("Date", "")
    except (ClientError, OSError, TimeoutError) as error:
        return [_unreachable(error, public_url, address)], None


def _wrong(address: str, status: int) -> Finding:
    advice = "Does the proxy lead to this server, and pass the path on as it is?"
    return warn("address", f"{address} answers with {status}.", advice)


def _led_on(answer: ClientResponse, public_url: str) -> list[Finding]:
    """Where the address only leads to another one, browsers are there and not here."""
    there = answer.url.origin()
    if there == URL(public_url).origin():
        return []
    found = f"{public_url} leads on to {there}: there browsers are, and cookies are made for here."
    return [bad("address", found, f"Set PUBLIC_URL={there}.")]


async def _as_a_browser(session: ClientSession, base: str) -> list[Finding]:
    """A page, which unlike /healthz is only answered for the host of PUBLIC_URL."""
    accepted = {"Accept": "application/json"}
    async with session.get(f"{base}/login", headers=accepted, ssl=await trusted()) as answer:
        if answer.status != 421:
            return []
        raw = await answer.content.read(MOST_READ)
    return [bad("address", f"Its pages are refused: {_detail(raw)}", "Do what it says.")]


def _detail(raw: bytes) -> str:
    try:
        said: Any = json.loads(raw)["detail"]
    except (ValueError, KeyError, TypeError):
        said = "421, with no word of this server's."
    return "".join(filter(str.isprintable, str(said)))[:MOST_SHOWN]


def _unreachable(error: Exception, public_url: str, address: str) -> Finding:
    if fault := certificate_fault(error):
        found = f"The certificate of {public_url} is not trusted: {fault[0]}."
        return bad("address", found, fault[1])
    why = str(error) or type(error).__name__
    found = f"{address} cannot be reached from here: {why}."
    return warn("address", found, "Check the proxy, its certificate, DNS and the firewall.")
