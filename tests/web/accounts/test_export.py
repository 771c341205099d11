"""Everybody may take away what is kept of them: one archive, sent while it is made."""

import asyncio
import io
import json
import socket
from contextlib import closing
from zipfile import ZIP_STORED, ZipFile

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, AsUser
from tests.eventually import eventually
from tests.making import NOON, event, visitor
from tests.web.sites.owners import MINE, add_site
from tests.world import World
from tracker.domain.agents import Agent
from tracker.services.sites.site_tokens import issue_token
from tracker.storage.accounts.personal_tokens import insert_personal_token
from tracker.storage.exports import exported_events
from tracker.storage.file.readers import READERS
from tracker.storage.sites.members import put_member
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.accounts import export, zip_stream
from tracker.web.accounts.export import write_lines


async def record(client: TestClient, site: Site, count: int, path: str = "/") -> None:
    """So many events; two in a millisecond, so that the time alone does not tell them apart."""
    log = client.app[keys.LOG]
    for start in range(0, count, 1000):
        numbers = range(start, min(count, start + 1000))
        who = visitor(site_id=site.id)
        rows = [event(log.head + n + 1, who=who, path=path, at=NOON + n // 2) for n in numbers]
        await log.append(rows)


async def archive_of(browser: TestClient) -> ZipFile:
    answer = await browser.post("/account/export", data=MINE)
    assert (answer.status, answer.content_type) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="tracker-20')
    archive = ZipFile(io.BytesIO(await answer.read()))
    assert archive.testzip() is None
    return archive


def lines_of(archive: ZipFile, site: Site) -> list[dict]:
    content = archive.read(f"events/{site.id}-{site.name}.jsonl")
    return [json.loads(line) for line in content.decode().splitlines()]


async def test_it_says_who_one_is_here(world: World, as_user: AsUser) -> None:
    ada = await as_user(world.ada)
    await issue_token(ada.app[keys.KEPT], world.shop.id, "screen", NOON)
    facts = json.loads((await archive_of(ada)).read("account.json"))
    assert facts["account"]["email"] == "ada@example.com"
    assert facts["account"]["created_at"].endswith("+00:00")
    assert (facts["account"]["opens"], facts["account"]["sites_by"]) == ("live", "visitors")
    assert [each["browser"] for each in facts["sessions"]] == ["Firefox · Linux"]
    assert [(each["name"], each["role"]) for each in facts["sites"]] == [
        ("shop.example", "owner"),
        ("blog.example", "owner"),
    ]
    assert [token["name"] for token in facts["sites"][0]["tokens"]] == ["screen"]
    assert facts["sites"][0]["time_zone"] == "Europe/Berlin"


async def test_what_is_kept_for_reports_goes_along(world: World, as_user: AsUser) -> None:
    ada, page = await as_user(world.ada), f"/sites/{world.shop.id}"
    sold = {"kind": "event", "of": "Order", "value": "0.10", "currency": "EUR"}
    await ada.post(f"{page}/goals", data=sold)
    await ada.post(f"{page}/annotations", data={"day": "2026-11-29", "words": "Launch"})
    for name, whose in (("ours", "site"), ("hers", "mine")):
        filters = '[["is","visit:country",["DE"]]]'
        await ada.post(f"{page}/segments", data={"name": name, "filters": filters, "whose": whose})
    await put(ada, world.shop.id, world.bob.id)
    [shop, _] = json.loads((await archive_of(ada)).read("account.json"))["sites"]
    assert [(goal["of"], goal["value"]) for goal in shop["goals"]] == [("Order", "0.10")]
    assert [each["day"] for each in shop["annotations"]] == ["2026-11-29"]
    assert [each["name"] for each in shop["segments"]] == ["hers", "ours"]
    bob = json.loads((await archive_of(await as_user(world.bob))).read("account.json"))
    assert bob["sites"][0]["segments"] == []
    assert "goals" not in bob["sites"][0]


async def put(browser: TestClient, site_id: int, user_id: int) -> None:
    """Another member."""
    async with browser.app[keys.KEPT].transaction() as tx:
        await put_member(tx, site_id, user_id, "viewer", NOON)


async def test_no_secret_leaves_with_it(world: World, as_user: AsUser) -> None:
    ada = await as_user(world.ada)
    token = await issue_token(ada.app[keys.KEPT], world.shop.id, "screen", NOON)
    async with ada.app[keys.KEPT].transaction() as tx:
        await insert_personal_token(
            tx, world.ada.id, "phone", "c0ffee", scopes=("read",), at=NOON, until=None
        )
    text = (await archive_of(ada)).read("account.json").decode()
    assert '"phone"' in text
    assert "c0ffee" not in text
    assert "argon2" not in text
    assert "hash" not in text
    assert token not in text
    assert PASSWORD not in text


async def test_every_event_of_an_owned_site_is_one_line(
    world: World, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported_events, "PAGE", 7)
    ada = await as_user(world.ada)
    await record(ada, world.shop, 50)
    await record(ada, world.news, 3, "/secret")
    found = lines_of(await archive_of(ada), world.shop)
    assert len({each["cursor"] for each in found}) == len(found) == 50
    assert [each["at"] for each in found] == sorted(each["at"] for each in found)
    assert (found[0]["path"], found[0]["name"], found[0]["browser"]) == ("/", "pageview", "Firefox")


async def test_an_event_is_exported_with_the_versions_that_were_told(
    world: World, as_user: AsUser
) -> None:
    ada = await as_user(world.ada)
    old, new = visitor(1, world.shop.id), visitor(2, world.shop.id)
    new.agent = Agent("Safari", "iOS", "mobile", "18", "17")
    await ada.app[keys.LOG].append([event(1, who=old), event(2, who=new)])
    found = lines_of(await archive_of(ada), world.shop)
    assert [(each.get("browser_version"), each.get("system_version")) for each in found] == [
        (None, None),
        ("18", "17"),
    ]


async def test_a_shared_site_gives_its_events_to_its_owners_only(
    world: World, as_user: AsUser
) -> None:
    bob = await as_user(world.bob)
    await record(bob, world.shop, 3)
    async with bob.app[keys.KEPT].transaction() as tx:
        await put_member(tx, world.shop.id, world.bob.id, "editor", NOON)
    archive = await archive_of(bob)
    assert archive.namelist() == ["account.json"]
    facts = json.loads(archive.read("account.json"))
    assert [(each["name"], each["role"]) for each in facts["sites"]] == [("shop.example", "editor")]
    assert "tokens" not in facts["sites"][0]


async def test_addresses_are_in_it_where_the_owner_keeps_them(
    world: World, as_user: AsUser
) -> None:
    ada = await as_user(world.ada)
    await record(ada, world.shop, 2)
    async with ada.app[keys.KEPT].transaction() as tx:
        await tx.execute("update event set address = '203.0.113.9' where cursor = 1")
    found = lines_of(await archive_of(ada), world.shop)
    assert [each.get("address") for each in found] == ["203.0.113.9", None]


async def test_what_comes_in_meanwhile_is_left_for_the_next_one(
    world: World, as_user: AsUser
) -> None:
    app = (await as_user(world.ada)).app
    db, log = app[keys.DATABASE], app[keys.LOG]
    await record(await as_user(world.ada), world.shop, 4)
    pages = exported_events.pages_of_events(db, world.shop.id, log.head)
    await log.append([event(100, who=visitor(1, world.shop.id))])
    assert sum([len(rows) async for rows in pages]) == 4


async def test_what_a_clock_has_dated_that_was_ahead_is_in_it(
    world: World, as_user: AsUser, clock
) -> None:
    ada = await as_user(world.ada)
    ahead = clock.now + 400 * 86_400_000
    await ada.app[keys.LOG].append([event(100, who=visitor(1, world.shop.id), at=ahead)])
    assert len(lines_of(await archive_of(ada), world.shop)) == 1


async def test_a_stranger_gets_nothing(client: TestClient) -> None:
    answer = await client.get("/account/export", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/account/export")


async def test_asking_what_it_would_be_makes_none(as_user: AsUser) -> None:
    page = await (await as_user()).get("/account/export")
    assert page.content_type == "text/html"


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages that were written so far, of an archive that is not compressed."""
    written: list[int] = []

    def write(file, rows) -> None:
        written.append(len(rows))
        write_lines(file, rows)

    monkeypatch.setattr(export, "write_lines", write)
    monkeypatch.setattr(zip_stream, "ZIP_DEFLATED", ZIP_STORED)
    return written


@pytest.mark.fault
async def test_one_who_does_not_read_holds_nothing_up_and_is_cut_off(
    as_user: AsUser, pages: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "SEND_WITHIN", 1.5)
    ada = await as_user("ada")
    site = await add_site(ada)
    await record(ada, site, 20_000)
    database = ada.app[keys.KEPT]
    with closing(socket.socket()) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.connect((ada.host, ada.port))
        jar = ada.session.cookie_jar.filter_cookies(ada.make_url("/"))
        cookies = jar.output(header="Cookie:", sep=";")
        form = f"password={PASSWORD}"
        head = (
            "POST /account/export HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\n{cookies}\r\n\r\n"
        )
        deaf.sendall((head + form).encode())
        await eventually(lambda: bool(pages))
        assert (await ada.post("/account/export", data=MINE)).status == 429, "one at a time"

        before = -1
        while before != len(pages):  # until it waits for the network, and for nothing else
            before = len(pages)
            await asyncio.sleep(0.3)
        assert 0 < len(pages) < 80
        await eventually(lambda: database._readers._idle.qsize() == READERS)
        async with database._writing.turn() as writer:
            rows = await writer.connection.execute_fetchall("pragma wal_checkpoint(truncate)")
        assert [tuple(row) for row in rows] == [(0, 0, 0)], "no reader holds the log back"
        await eventually(lambda: not ada.app[keys.EXPORTS])
    assert (await ada.get("/account")).status == 200
