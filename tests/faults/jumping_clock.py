"""A server whose clock jumps, and what its reports say then: of every period, and of the plain
truth."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import BROWSER
from tests.clock import Clock
from tests.eventually import eventually
from tests.fixtures.server import OUR_PAGE
from tests.product_server import ProductServer
from tests.reports.likeness import difference
from tests.reports.plain import answer
from tests.seeded_data import Seeded, seed
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.periods.periods import WORDS
from tracker.domain.reports.question import Question, Span
from tracker.services.reports import open_file, readers
from tracker.storage.accounts.login_sessions import Client, insert_session
from tracker.storage.reports.report_file import ReportFile
from tracker.web import keys

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY = 3_600_000, 86_400_000
EVERY = 1_000_000  # rows: more than there are
EVER = Span(0, 1 << 42)
METRICS = ("visitors", "visits", "pageviews", "bounce_rate", "visit_duration", "time_on_page")
DIMENSIONS = ((), ("time:day",), ("event:page",))
ASKED = {"metrics": ["visitors", "visits", "pageviews", "visit_duration"]}


class Jumped(NamedTuple):
    """`answers`: by status. `wrong`: what was negative, not there, or not as the plain truth says.
    `hits`: recorded, a few behind each jump."""

    jumps: int
    hits: int
    answers: dict[int, int]
    wrong: list[str]

    @property
    def is_clean(self) -> bool:
        return set(self.answers) == {200, 204} and not self.wrong


def moments(now: int) -> dict[str, int]:
    """Where it jumps to, from where it was before; ms UTC. Each is beside what it is about."""
    year = datetime.fromtimestamp(now / 1000, BERLIN).year
    leap = year + (-year) % 4
    return {
        "an hour on": now + HOUR,
        "an hour back": now - HOUR,
        "ten years on": now + 3_652 * DAY,
        "ten years back": now - 3_652 * DAY,
        "before clocks go on": _at(year + 1, 3, _last_sunday(year + 1, 3), 1),
        "behind it": _at(year + 1, 3, _last_sunday(year + 1, 3), 4),
        "before clocks go back": _at(year, 10, _last_sunday(year, 10), 1),
        "in the hour that is twice": _at(year, 10, _last_sunday(year, 10), 2),
        "behind that": _at(year, 10, _last_sunday(year, 10), 4),
        "the 29th of February": _at(leap, 2, 29, 23),
        "the day behind it": _at(leap, 3, 1, 1),
        "now": now,
    }


def _at(year: int, month: int, day: int, hour: int) -> int:
    return round(datetime(year, month, day, hour, 30, tzinfo=BERLIN).timestamp() * 1000)


def _last_sunday(year: int, month: int) -> int:
    return max(day for day in range(25, 32) if datetime(year, month, day).weekday() == 6)


async def under_a_jumping_clock(folder: Path, periods: tuple[str, ...] = WORDS) -> Jumped:
    """Every jump, some hits behind it, and the page and the query of these periods."""
    clock, seeded, found = Clock(), await seed(folder), Jumped(0, 0, {}, [])
    config = Config(data_dir=folder, environment="test", backup_every=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_file, "OPENS_WITHIN", 60.0)
        patch.setattr(readers, "DEADLINE", 60.0)  # how busy this machine is does not matter here
        app = create_app(config, clock, clock.steady)
        async with TestClient(ProductServer(app), headers=OUR_PAGE) as client:
            await app[keys.SITES].change(seeded.site.id, time_zone=BERLIN.key)
            for name, moment in moments(clock.now).items():
                clock.leap(days=(moment - clock.now) / DAY)
                found = found._replace(jumps=found.jumps + 1)
                found = await _behind(client, seeded, name, found, periods)
    return found


async def _behind(
    client: TestClient, seeded: Seeded, name: str, found: Jumped, periods: tuple[str, ...]
) -> Jumped:
    for number in range(3):
        status = await _hit(client, seeded, f"/{name.replace(' ', '-')}/{number}", name, number)
        found.answers[status] = found.answers.get(status, 0) + 1
    found = found._replace(hits=found.hits + 3)
    presence = client.app[keys.PRESENCE]
    await eventually(lambda: presence.now(seeded.site.id) > 0)  # the live view moves
    for period in periods:
        if period != "custom":
            await _ask(client, seeded, period, name, found)
    now = client.app[keys.CLOCK]()
    await client.app[keys.FOLLOWED_REPORTS].in_turn(lambda file: _tidy(file, now))
    found.wrong.extend(await _unlike_plain(client, seeded, name))
    return found


def _tidy(file: ReportFile, now: int) -> None:
    """What is done from time to time, by what the clock says of which days are over."""
    file.settle()
    while file.roll(now):
        pass


async def _hit(client: TestClient, seeded: Seeded, path: str, name: str, number: int) -> int:
    hit = {"name": "pageview", "url": f"https://example.com{path}", "id": f"{name}-{number}"}
    headers = {"User-Agent": f"{BROWSER} {number}", "Content-Type": "text/plain"}
    answer = await client.post(f"/visit/{seeded.site.key}", data=json.dumps(hit), headers=headers)
    return answer.status


async def _ask(client: TestClient, seeded: Seeded, period: str, name: str, found: Jumped) -> None:
    site, mine = f"/sites/{seeded.site.id}", {"Cookie": await _log_in(client)}
    page = await client.get(f"{site}?period={period}", headers=mine, allow_redirects=False)
    asked = ASKED | {"date_range": period}
    told = await client.post(f"{site}/query", json=asked, headers=mine, allow_redirects=False)
    for each in (page, told):
        found.answers[each.status] = found.answers.get(each.status, 0) + 1
        if each.status != 200:
            found.wrong.append(f"{name}, {period}: {(await each.text())[:300]}")
    if told.status == 200:
        said = json.loads(await told.text())["results"]
        numbers = [number for row in said for number in row["metrics"] if number is not None]
        if any(number < 0 for number in numbers):
            found.wrong.append(f"{name}, {period}: {numbers}")
        if period == "today" and (not said or said[0]["metrics"][2] < 3):
            found.wrong.append(f"{name}: today has {said}, and 3 pageviews have just come")


async def _log_in(client: TestClient) -> str:
    """Anew: by another clock a session has run out, or has not begun."""
    token = secrets.token_urlsafe(32)
    async with client.app[keys.DATABASE].transaction() as tx:
        await insert_session(tx, token, 1, Client("", ""), client.app[keys.CLOCK]())
    return f"tracker={token}"


async def _unlike_plain(client: TestClient, seeded: Seeded, name: str) -> list[str]:
    rows = await client.app[keys.LOG].rows_after(0, EVERY)
    found = []
    for dimensions in DIMENSIONS:
        asked = Question(
            site_id=seeded.site.id,
            zone=BERLIN.key,
            span=EVER,
            metrics=METRICS,
            dimensions=dimensions,
        )
        told, expected = await client.app[keys.REPORTS].answer(asked), answer(rows, asked)
        if said := difference(told.rows, expected.rows, asked):
            found.append(f"{name}, {dimensions}: {said}")
    return found
