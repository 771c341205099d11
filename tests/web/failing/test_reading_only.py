"""A database that cannot be written: pages can be read, everything else says so."""

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.eventually import eventually
from tests.seeded_data import SESSION, Seeded
from tests.storage.file.damage import smash_page
from tests.web.sites.owners import visit
from tracker.app import create_app
from tracker.config import Config
from tracker.services.recording import trouble
from tracker.web import keys
from tracker.web.admin import alarms


@pytest.fixture
async def owner(
    seeded: Seeded, config: Config, client: TestClient, aiohttp_client: AiohttpClient
) -> TestClient:
    """Ada, who was logged in before the database became unwritable."""
    browser = await aiohttp_client(client.server, headers={"Sec-Fetch-Site": "same-origin"})
    browser.session.cookie_jar.update_cookies({"tracker": SESSION})
    client.app[keys.DATABASE].condition.read_only = "the disk fell off"
    return browser


async def test_pages_can_be_read_and_say_so(owner: TestClient, seeded: Seeded) -> None:
    answer = await owner.get(f"/sites/{seeded.site.id}")
    assert answer.status == 200
    assert "The server can only read for now" in await answer.text()


async def test_what_must_be_written_is_answered_503(owner: TestClient, seeded: Seeded) -> None:
    answer = await owner.post("/sites/new", data={"name": "a.example", "time_zone": "UTC"})
    text = await answer.text()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "120")
    assert "<h1>Only reading for now</h1>" in text
    assert "the disk fell off" not in text


async def test_nobody_can_log_in_and_the_page_says_so_before(
    owner: TestClient, client: TestClient
) -> None:
    assert "nobody can log in" in await (await client.get("/login")).text()


async def test_programs_get_the_same_as_json(owner: TestClient) -> None:
    answer = await owner.post("/logout", headers={"Accept": "application/json"})
    assert (answer.status, (await answer.json())["error"]) == (503, "Only reading for now")


async def test_every_hit_is_refused_and_after_the_first_at_once(
    owner: TestClient, seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "FIRST_PAUSE", 60)
    for _ in range(3):
        answer = await visit(owner, seeded.site)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


async def test_it_is_not_ready_and_says_why(owner: TestClient) -> None:
    answer = await owner.get("/readyz")
    said = await answer.json()
    assert answer.status == 503
    assert (said["mode"], said["wrong"]) == ("reading only", "only reading: the disk fell off")


async def test_damage_that_a_statement_meets_stops_the_writing(
    seeded: Seeded, client: TestClient, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    path, db = config.data_dir / "tracker.db", client.app[keys.DATABASE]
    await db.checkpoint()
    smash_page(path, "event_by_site")
    before = path.read_bytes()
    assert (await visit(client, seeded.site)).status == 503
    await eventually(lambda: db.read_only)
    assert "damaged" in db.read_only
    assert (await visit(client, seeded.site)).status == 503
    assert (await client.get("/readyz")).status == 503
    await client.close()
    assert path.read_bytes() == before
    assert not (config.data_dir / "stopped").exists()
    assert [record for record in caplog.records if record.exc_info] == []


async def test_the_administrators_are_told_of_damage(
    seeded: Seeded, client: TestClient, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarms, "LOOK_EVERY", 0.01)
    await client.app[keys.DATABASE].checkpoint()
    smash_page(config.data_dir / "tracker.db", "event_by_site")
    await visit(client, seeded.site)
    await eventually(lambda: "reading only" in client.app[keys.ALARMS].wrong, within=30)


async def test_a_page_that_needs_what_is_damaged_says_so(
    seeded: Seeded, config: Config, aiohttp_client: AiohttpClient
) -> None:
    smash_page(config.data_dir / "tracker.db", "event_by_site")
    client = await aiohttp_client(create_app(config))
    client.session.cookie_jar.update_cookies({"tracker": SESSION})
    answer = await client.get(f"/sites/{seeded.site.id}")
    assert answer.status == 503
    assert "<h1>Cannot be read</h1>" in await answer.text()
    assert (await client.get("/account")).status == 200
