"""`make demo`: a server in demo-data/ with a site that lifelike visitors keep coming to."""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from random import Random

import aiohttp

from bench.front_door import Account, NotStarted, Owner, Started, server
from tracker.services.seeding.journeys import Message, journey
from tracker.services.seeding.people import BOTS, HOST, Person, somebody

OWNER = Account("demo", "demo@waves.example", "calm-harbour-early-tide-lantern")
FOLDER = Path(os.environ.get("DEMO_DATA_DIR") or "demo-data")
# Whatever .env says: the invented addresses stay here, and we play the proxy.
SETTINGS = {
    "DATA_DIR": str(FOLDER.absolute()),
    "HOST": "127.0.0.1",
    "PUBLIC_URL": "",
    "GEO_URL": "",
    "TRUSTED_PROXIES": "127.0.0.1",
    "LOG_LEVEL": "ERROR",  # its lines would stand between a newcomer and the address
    "DEMO_SITE": "1",
}
BETWEEN_VISITORS = float(os.environ.get("DEMO_SECONDS_BETWEEN_VISITORS") or 2.2)
FIRST_VISITORS = 10
MOST_AT_ONCE = 200


async def demonstrate() -> None:
    """Until somebody ends it with Ctrl-C or SIGTERM."""
    this = asyncio.current_task()
    assert this
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with server(**SETTINGS) as started:
        site_id, key = await demo_site(started)
        say_hello(started.address, site_id)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            crowd = asyncio.create_task(visitors_come(session, f"{started.address}/visit/{key}"))
            ended = asyncio.create_task(started.process.wait())
            try:
                await asyncio.wait({crowd, ended}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                crowd.cancel()


async def demo_site(started: Started) -> tuple[str, str]:
    """The site's id and key: made at the first start, remembered beside the data."""
    remembered = FOLDER / "demo.json"
    if remembered.exists() and not started.first_account:
        return tuple(json.loads(remembered.read_text()))
    jar = aiohttp.CookieJar(unsafe=True)  # our address is a number
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        owner = Owner(session, started.address, OWNER)
        if started.first_account:
            await owner.makes_first_account(started.first_account)
        else:
            await owner.logs_in()
        made = await owner.adds_site(HOST)
    remembered.write_text(json.dumps(made))
    return made


def say_hello(address: str, site_id: str) -> None:
    print(
        f"\n  Watch it live:  {address}/sites/{site_id}/live\n"
        f"  Log in as       {OWNER.name}\n"
        f"  with            {OWNER.password}\n\n"
        f"  Visitors are on their way. Everything is kept in {FOLDER}/.\n"
        "  Ctrl-C ends it.\n",
        flush=True,
    )


async def visitors_come(session: aiohttp.ClientSession, url: str) -> None:
    """New people as long as it runs; the first ones close together, so that nobody waits."""
    chance = Random()
    inside: set[asyncio.Task[None]] = set()
    try:
        for number in count():
            if len(inside) < MOST_AT_ONCE:
                inside.add(person := asyncio.create_task(visit(session, url, chance)))
                person.add_done_callback(inside.discard)
            mean = BETWEEN_VISITORS if number > FIRST_VISITORS else BETWEEN_VISITORS / 5
            await asyncio.sleep(chance.expovariate(1 / mean))
    finally:
        for person in inside:
            person.cancel()


async def visit(session: aiohttp.ClientSession, url: str, chance: Random) -> None:
    """One person, from the first page to the last; a program looks at one."""
    person = somebody(chance)
    for message in journey(person, chance):
        await send(session, url, person, message)
        if person.user_agent in BOTS:
            return


async def send(session: aiohttp.ClientSession, url: str, person: Person, message: Message) -> None:
    """What a browser would send, through what looks like a proxy; a lost one is lost."""
    await asyncio.sleep(message.after)
    headers = {
        "User-Agent": person.user_agent,
        "X-Forwarded-For": person.address,
        "Accept-Language": person.language,
        "Origin": f"https://{person.host}",
        "Referer": f"https://{person.host}/",
        "Content-Type": "text/plain;charset=UTF-8",
    }
    with suppress(aiohttp.ClientError):
        await session.post(url, data=json.dumps(message.body).encode(), headers=headers)


def main() -> None:
    try:
        asyncio.run(demonstrate())
    except NotStarted as reason:
        sys.exit(str(reason).strip())
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("\nThe demo has ended; its visits are kept. `make demo` continues.")


if __name__ == "__main__":
    main()
