"""What is finished after its client has left, where the client is a command or the server stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser, MakeUser
from tests.eventually import PATIENCE, eventually
from tests.web.leaving.stage import Asked
from tests.web.serving.test_control import ADDRESS, asking
from tests.web.sites.owners import add_site
from tests.web.sites.teams import join
from tracker.services.acts import performing as all_acts
from tracker.services.acts.acting import Acting
from tracker.services.finishing import Finishing
from tracker.storage.accounts.audit import entries
from tracker.storage.file.database import Database
from tracker.storage.file.errors import ReadTooSlow
from tracker.storage.sites.sites import all_sites
from tracker.web import keys
from tracker.web.serving.server import controlled


class Slow:
    """An act that takes until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go, self.done = asyncio.Event(), asyncio.Event(), False

    async def __call__(self, _context: Acting) -> dict[str, Any]:
        self.begun.set()
        await self.go.wait()
        self.done = True
        return {}


async def leave_during(client: TestClient, name: str, slow: Slow) -> None:
    """Ask for an act over the control socket, and go once it is under way."""
    await leave_when(client, slow.begun, name)


async def leave_when(client: TestClient, moment: asyncio.Event, act: str, **said: str) -> None:
    """The same, once that has happened."""
    folder = client.app[keys.CONFIG].data_dir
    async with controlled(client.app, ADDRESS), asking(folder) as session:

        async def ask() -> None:
            async with session.post(f"/acts/{act}", json=said) as answer:
                await answer.read()

        asked = asyncio.create_task(ask())
        await asyncio.wait_for(moment.wait(), PATIENCE)
        asked.cancel()
        await asyncio.wait({asked})


async def test_an_act_is_finished_though_its_command_was_killed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setitem(all_acts.ACTS, "user-list", slow)
    await leave_during(client, "user-list", slow)
    slow.go.set()
    await eventually(lambda: slow.done)


async def test_a_backup_ends_with_its_command(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setitem(all_acts.ACTS, "backup", slow)
    await leave_during(client, "backup", slow)
    slow.go.set()
    await eventually(lambda: client.app[keys.FINISHING].idle)
    assert not slow.done


async def test_a_site_that_a_killed_command_adds_is_known_to_the_server(
    client: TestClient, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_user("ada")
    committed = asyncio.Event()
    transaction = Database.transaction

    def noticed(self: Database) -> Any:
        committed.set()
        return transaction(self)

    monkeypatch.setattr(Database, "transaction", noticed)
    arguments = {"owner": "ada", "time_zone": "UTC"}
    await leave_when(client, committed, "site-add", name="shop.example", **arguments)
    db, known = client.app[keys.DATABASE], client.app[keys.SITES].by_id
    await eventually(lambda: client.app[keys.FINISHING].idle)
    assert {site.id: site for site in await all_sites(db)} == known != {}
    assert ("site added", "site 1") in await acts(client)


async def test_a_change_is_taken_over_though_nothing_can_be_read_after_it(
    client: TestClient, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy disk between a commit and what follows is as bad as a client that leaves."""
    await as_user("root", admin=True)
    ada, _bob = await as_user("ada"), await as_user("bob")
    site, own = await add_site(ada), await add_site(ada, "own.example")
    await join(ada, site, "bob", "owner")
    transaction = Database.transaction
    with monkeypatch.context() as patch:

        @asynccontextmanager
        async def last(self: Database) -> AsyncIterator[Any]:
            async with transaction(self) as tx:
                yield tx
            patch.setattr(Database, "transaction", refuse)
            patch.setattr(Database, "read", refuse)

        patch.setattr(Database, "transaction", last)
        await client.app[keys.ACCOUNTS].delete(site.owner_id, lambda: None)
    known = client.app[keys.SITES].by_id
    assert own.id not in known
    assert known == {each.id: each for each in await all_sites(client.app[keys.DATABASE])}


def refuse(*_: object) -> Any:
    raise ReadTooSlow("a busy disk")


async def test_a_stop_waits_for_what_nobody_waits_for_any_more() -> None:
    finishing, go, done = Finishing(), asyncio.Event(), []

    async def work() -> None:
        await go.wait()
        done.append(1)

    async with finishing.until_done():
        left = asyncio.create_task(finishing.whole(work()))
        await asyncio.sleep(0)
        left.cancel()
        await asyncio.wait({left})
        asyncio.get_running_loop().call_later(0.05, go.set)
    assert done == [1]


async def test_a_stop_does_not_wait_for_ever(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tracker.services.finishing.AT_THE_END", 0.01)
    finishing = Finishing()
    async with finishing.until_done():
        left = asyncio.create_task(finishing.whole(asyncio.Event().wait()))
        await asyncio.sleep(0)
        left.cancel()
    assert finishing.idle
    assert "stops before this was finished" in caplog.text


NO_HTTP = [b"\x00\x01\x02 garbage\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00"]


@pytest.mark.parametrize("rubbish", NO_HTTP)
async def test_rubbish_behind_a_form_does_not_stop_what_the_form_has_begun(
    client: TestClient, as_user: AsUser, monkeypatch: pytest.MonkeyPatch, rubbish: bytes
) -> None:
    ada, slow = await as_user("ada"), Slowly(client, monkeypatch)
    cookies = ada.session.cookie_jar.filter_cookies(ada.make_url("/"))
    given = {name: morsel.value for name, morsel in cookies.items()}
    host = {"Host": f"127.0.0.1:{client.port}"}
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(Asked("/sites/new", SHOP, given, host).sent())
    await asyncio.wait_for(slow.begun.wait(), 30)
    writer.write(rubbish)
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 303")
    writer.close()
    await writer.wait_closed()
    known = client.app[keys.SITES].by_id
    assert [site.name for site in await all_sites(client.app[keys.DATABASE])] == ["shop.example"]
    assert [site.name for site in known.values()] == ["shop.example"]


SHOP = {"name": "shop.example", "time_zone": "UTC"}


class Slowly:
    """Sites are added a moment after that has `begun`."""

    def __init__(self, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self._add = asyncio.Event(), client.app[keys.SITES].add
        monkeypatch.setattr(client.app[keys.SITES], "add", self.add)

    async def add(self, *given: Any) -> Any:
        self.begun.set()
        await asyncio.sleep(0.1)
        return await self._add(*given)


async def test_a_server_that_stops_finishes_what_a_client_has_left(
    client: TestClient, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change and the word of it in the audit log are both in the file afterwards."""
    ada, slow = await as_user("ada"), Slowly(client, monkeypatch)
    asked = asyncio.create_task(ada.post("/sites/new", data=SHOP))
    await asyncio.wait_for(slow.begun.wait(), 30)
    asked.cancel()
    await asyncio.wait({asked})
    await client.server.close()
    async with Database.open(client.app[keys.CONFIG].data_dir / "tracker.db") as db:
        assert [site.name for site in await all_sites(db)] == ["shop.example"]
        assert [each.entry.action for each in await entries(db)] == ["site added"]
