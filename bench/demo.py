"""`make demo`: a server in demo-data/ with a year of visits to three sites, and more that keep
coming."""

import asyncio
import os
import signal
import sys
import time
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path
from random import Random

import aiohttp
import msgspec

from bench.demo_world import DATABASE, OWNER, PLACES, SITES, Wanted, make_world
from bench.front_door import NotStarted, Owner, server
from tracker.commands.progress import progress
from tracker.services.seeding.calendar import letter_of
from tracker.services.seeding.journeys import Message, journey
from tracker.services.seeding.people import Person, somebody
from tracker.services.seeding.shares import Shares
from tracker.storage.disk.lock import DataFolderTaken, NoDataFolder

FOLDER = Path(os.environ.get("DEMO_DATA_DIR") or "demo-data")
VISITS = int(os.environ.get("DEMO_VISITS") or 150_000)
FORMERLY = "demo.json"  # earlier releases remembered their only site in it
# Whatever .env says: the invented addresses stay here, and we play the proxy.
SETTINGS = {
    "DATA_DIR": str(FOLDER.absolute()),
    "HOST": "127.0.0.1",
    "PUBLIC_URL": "",
    "GEO_URL": "",
    "GEOIP_PATH": str(FOLDER.absolute() / PLACES),
    "TRUSTED_PROXIES": "127.0.0.1",
    "LOG_LEVEL": "ERROR",  # its lines would stand between a newcomer and the address
    "DEMO_SITE": "1",
}
BETWEEN_VISITORS = float(os.environ.get("DEMO_SECONDS_BETWEEN_VISITORS") or 2.2)
FIRST_VISITORS = 10
CALMS_DOWN = 80  # visitors, after which they come half as often; no newcomer looks for hours
SELDOM = 12.0  # seconds
MOST_AT_ONCE = 200
LIVE = Shares([(SITES[0], 0.8), (SITES[1], 0.14), (SITES[2], 0.06)])
READS_THE_LETTER = 0.1


async def demonstrate() -> None:
    """Until somebody ends it with Ctrl-C or SIGTERM."""
    this = asyncio.current_task()
    assert this
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    await make_year()
    async with server(**SETTINGS) as started:
        await look_at_reports(started.address)
        say_hello(started.address)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            crowd = asyncio.create_task(visitors_come(session, started.address))
            ended = asyncio.create_task(started.process.wait())
            try:
                await asyncio.wait({crowd, ended}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                crowd.cancel()


async def make_year() -> None:
    """The first time."""
    if (FOLDER / FORMERLY).exists():
        raise NotStarted(
            f"{FOLDER}/ is a demonstration without a year. Delete it for one that has."
        )
    if (FOLDER / DATABASE).exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    print("Inventing a year of visits (once, about 20 seconds) ...", flush=True)
    with progress("Visits") as show:
        await make_world(FOLDER, time.time_ns() // 1_000_000, VISITS, show)


async def look_at_reports(address: str) -> None:
    """The server counts the year as soon as somebody wants to see it: so nobody waits for it."""
    jar = aiohttp.CookieJar(unsafe=True)  # our address is a number
    async with aiohttp.ClientSession(address, cookie_jar=jar) as session:
        owner = Owner(session, address, OWNER)
        await owner.logs_in()
        async with session.get("/sites/1"):
            pass


def say_hello(address: str) -> None:
    print(
        f"\n  Watch it live:  {address}/sites/1/live\n"
        f"  Twelve months:  {address}/sites/1?period=last_12_months\n"
        f"  Log in as       {OWNER.name}\n"
        f"  with            {OWNER.password}\n\n"
        f"  Visitors are on their way. Everything is kept in {FOLDER}/.\n"
        "  Ctrl-C ends it.\n",
        flush=True,
    )


async def visitors_come(session: aiohttp.ClientSession, address: str) -> None:
    """New people as long as it runs; the first ones close together, so that nobody waits."""
    chance = Random()
    inside: set[asyncio.Task[None]] = set()
    try:
        for number in count():
            if len(inside) < MOST_AT_ONCE:
                wanted = LIVE.draw(chance)
                person = asyncio.create_task(visit(session, address, wanted, chance))
                inside.add(person)
                person.add_done_callback(inside.discard)
            await asyncio.sleep(chance.expovariate(1 / seconds_behind(number)))
    finally:
        for person in inside:
            person.cancel()


def seconds_behind(number: int) -> float:
    """How long after so many visitors the next one comes, mostly."""
    if number <= FIRST_VISITORS:
        return BETWEEN_VISITORS / 5
    return min(BETWEEN_VISITORS * (1 + number / CALMS_DOWN), max(SELDOM, BETWEEN_VISITORS))


async def visit(
    session: aiohttp.ClientSession, address: str, wanted: Wanted, chance: Random
) -> None:
    """One person, from the first page to the last; a program looks at one."""
    story, url = wanted.story, f"{address}/visit/{wanted.key}"
    reads = chance.random() < READS_THE_LETTER
    person = somebody(chance, story, letter_of(story, date.today()) if reads else None)
    for message in journey(person, chance):
        await send(session, url, person, message)
        if person.is_program:
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
        await session.post(url, data=msgspec.json.encode(message.hit), headers=headers)


def main() -> None:
    try:
        asyncio.run(demonstrate())
    except (NotStarted, DataFolderTaken, NoDataFolder) as reason:
        sys.exit(str(reason).strip())
    except (KeyboardInterrupt, asyncio.CancelledError):
        is_kept = (FOLDER / DATABASE).exists()
        kept = "; its visits are kept. `make demo` continues." if is_kept else " before it began."
        print(f"\nThe demo has ended{kept}")


if __name__ == "__main__":
    main()
