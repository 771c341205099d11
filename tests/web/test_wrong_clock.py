"""A clock that is wrong for a minute: nobody loses a session, a link or a visit for good."""

import secrets
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.audited import acts
from tests.clock import Clock
from tests.conftest import AsUser, Login, MakeUser
from tests.eventually import eventually
from tests.product_server import ProductServer
from tests.web.sites.owners import add_site, is_in, visit
from tests.web.sites.teams import invite
from tracker.app import create_app
from tracker.config import Config
from tracker.services import settled_clock
from tracker.services.accounts import audit
from tracker.storage.log.salts import Salts
from tracker.storage.log.standing import last_sign
from tracker.storage.sites.invitations import LIFETIME
from tracker.web import keys

DAY = 86_400_000  # ms

pytestmark = pytest.mark.usefixtures("watched")


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(settled_clock, "LOOK_EVERY", 0.01)
    clock.stop()


async def test_sessions_outlive_it(
    client: TestClient, as_user: AsUser, make_user: MakeUser, login: Login, clock: Clock
) -> None:
    ada = await as_user("ada")
    await make_user("bob")
    clock.leap(days=400)
    assert not await is_in(ada)
    await login(client, "bob")
    clock.leap(days=-400)
    assert await is_in(ada)


async def test_a_session_of_that_time_lasts_no_longer_than_others(
    client: TestClient, make_user: MakeUser, login: Login, clock: Clock
) -> None:
    await make_user("bob")
    clock.leap(days=400)
    await login(client, "bob")
    clock.leap(days=-400)
    assert await is_in(client)
    assert not client.app[keys.SETTLED].ahead
    clock.forward(hours=1)
    await eventually(lambda: began(client, clock.now), within=30)
    clock.forward(days=8)
    assert not await is_in(client)


async def began(client: TestClient, now: int) -> bool:
    rows = await client.app[keys.DATABASE].read("select created_at from login_session")
    return all(row["created_at"] <= now for row in rows)


async def test_invitations_outlive_it(client: TestClient, as_user: AsUser, clock: Clock) -> None:
    ada = await as_user("ada")
    site, other = await add_site(ada), await add_site(ada, "other.example")
    link = await invite(ada, site, "eve@example.com")
    clock.leap(days=400)
    app = client.app
    await app[keys.TEAMS].invite(other.id, "bob@example.com", "viewer", site.owner_id, clock.now)
    clock.leap(days=-400)
    assert (await client.get(link)).status == 200
    assert not client.app[keys.SETTLED].ahead
    clock.forward(hours=1.1)
    await eventually(lambda: lasts_as_others(client, other.id, clock.now), within=30)


async def lasts_as_others(client: TestClient, site_id: int, now: int) -> bool:
    statement = "select until from invitation where site_id = ?"
    [row] = await client.app[keys.DATABASE].read(statement, (site_id,))
    return row["until"] - now <= LIFETIME


async def test_the_audit_log_outlives_it(
    client: TestClient, as_user: AsUser, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "FORGET_EVERY", 1)
    ada = await as_user("ada")
    await add_site(ada)
    await acts(client)
    clock.leap(days=800)
    ada = await as_user("ada")
    await add_site(ada)
    assert len([each for each in await acts(client) if each[0] == "site added"]) == 2


def test_salts_outlive_it(tmp_path: Path, clock: Clock) -> None:
    clock.now += DAY // 2 - clock.now % DAY  # noon: two hours later is the same day
    settled = settled_clock.SettledClock(clock, clock.steady)
    made = Salts(tmp_path / "salts.json", secrets.token_bytes, settled)
    made.load(clock.now)
    before = (tmp_path / "salts.json").read_text()
    clock.leap(days=400)
    made.turn(clock.now)
    clock.leap(days=-400)
    made.turn(clock.now)
    clock.forward(hours=2)
    made.turn(clock.now)
    assert (tmp_path / "salts.json").read_text() == before


async def test_a_start_knows_when_there_was_life_last(
    client: TestClient, as_user: AsUser, clock: Clock
) -> None:
    site = await add_site(await as_user("ada"))
    assert (await visit(client, site)).status == 204
    db = client.app[keys.DATABASE]
    await client.app[keys.AUDIT].flush()
    assert db.last_run == 0
    assert await last_sign(db) == clock.now
    db.last_run = clock.now - 5_000
    assert await last_sign(db) == clock.now - 5_000


async def test_visits_and_who_is_here_go_on_after_it(
    client: TestClient, as_user: AsUser, clock: Clock
) -> None:
    site, app = await add_site(await as_user("ada")), client.app
    for days in (0, 400, -400):
        clock.leap(days=days)
        assert (await visit(client, site)).status == 204
        # For a minute at least: whoever is gone is looked for twice a second.
        await eventually(lambda: abs(app[keys.PRESENCE].at - clock.now) < DAY, within=30)
    rows = await app[keys.DATABASE].read("select at, visitor, visit from event order by cursor")
    assert len(rows) == 3
    assert rows[0]["visitor"] == rows[2]["visitor"] != rows[1]["visitor"]
    assert app[keys.PRESENCE].now(site.id) >= 1
    clock.forward(hours=3)
    await eventually(lambda: app[keys.PRESENCE].now(site.id) == 0, within=30)
    assert (await visit(client, site)).status == 204
    rows = await app[keys.DATABASE].read("select visit from event order by cursor")
    assert rows[-1]["visit"] not in {row["visit"] for row in rows[:-1]}


async def test_a_restart_finds_nobody_here_who_was_dated_ahead(
    client: TestClient, as_user: AsUser, clock: Clock, config: Config, aiohttp_client: AiohttpClient
) -> None:
    site = await add_site(await as_user("ada"))
    clock.leap(days=400)
    assert (await visit(client, site, "/ahead")).status == 204
    clock.leap(days=-400)
    assert (await visit(client, site, "/now", id="now")).status == 204
    await client.close()
    app = create_app(config, clock, clock.steady)
    again = await aiohttp_client(ProductServer(app))
    assert again.app[keys.PRESENCE].of(site.id).message().here == [("/now", 1)]


async def test_a_restart_knows_who_came_before_a_minute_that_was_dated_back(
    client: TestClient, as_user: AsUser, clock: Clock, config: Config, aiohttp_client: AiohttpClient
) -> None:
    site = await add_site(await as_user("ada"))
    for days in (0, -1, 1):
        clock.leap(days=days)
        for number in range(4):
            assert (await visit(client, site, "/", id=f"{days} {number}")).status == 204
    await client.close()
    again = await aiohttp_client(ProductServer(create_app(config, clock, clock.steady)))
    assert (await visit(again, site, "/", id="0 0")).status == 204
    [stored] = await again.app[keys.DATABASE].read("select count(*) as n from event")
    assert stored["n"] == 12, "a retry is stored once"
