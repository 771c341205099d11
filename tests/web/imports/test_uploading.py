"""Files that come over the web: in parts, gone on with, imported by a command beside the server."""

import errno
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient

from tests.commands.conftest import ADDRESS
from tests.conftest import AsUser
from tests.eventually import eventually
from tests.world import World
from tracker.services.imports import uploaded_files as service
from tracker.storage.imports.imports import imports_of
from tracker.web import keys
from tracker.web.serving.server import controlled

EXPORT = Path(__file__).parents[2] / "data" / "imports" / "goatcounter" / "v2-sqlite.csv"


async def test_a_file_comes_in_parts_and_is_imported(
    client: TestClient, world: World, as_user: AsUser
):
    held = EXPORT.read_bytes()
    browser = await as_user(world.ada)
    uploads = f"/sites/{world.shop.id}/imports/uploads"
    begun = await browser.post(uploads, data={"name": "export.csv", "size": len(held)})
    upload = await begun.json()
    one = f"{uploads}/{upload['id']}"
    first = await browser.post(f"{one}?from=0", data=held[:1000])
    assert (await first.json())["received"] == 1000
    again = await browser.post(f"{one}?from=0", data=held[:1000])
    assert (again.status, (await again.json())["received"]) == (409, 1000)
    early = await (await browser.post(f"{one}/start")).json()
    assert early["state"] == "coming"
    rest = await browser.post(f"{one}?from=1000", data=held[1000:])
    assert (await rest.json())["received"] == len(held)

    async def is_done() -> bool:
        state = await (await browser.get(one)).json()
        assert state["state"] != "failed", state["said"]
        return bool(state["state"] == "done")

    async with controlled(client.app, ADDRESS):
        started = await (await browser.post(f"{one}/start")).json()
        assert started["state"] == "working"
        await eventually(is_done)
    [brought] = await imports_of(client.app[keys.DATABASE], world.shop.id)
    assert (brought.files, brought.user_id) == (["export.csv"], world.ada.id)
    assert brought.told["pageviews"] == 26
    assert list((client.app[keys.CONFIG].data_dir / "imports").glob("*.part")) == []
    page = await (await browser.get(f"/sites/{world.shop.id}/imports")).text()
    assert "Imported." in page
    answer = await browser.post(f"{one}/remove")
    assert "Imported." not in await answer.text()


async def test_a_form_without_scripts_says_what_is_wrong_with_a_file(
    client: TestClient, world: World, as_user: AsUser
):
    browser = await as_user(world.ada)
    page = f"/sites/{world.shop.id}/imports"
    with aiohttp.MultipartWriter("form-data") as form:
        part = form.append(b"nothing,known\n1,2\n")
        part.set_content_disposition("form-data", name="file", filename="odd.csv")
    async with controlled(client.app, ADDRESS):
        assert (await browser.post(page, data=form)).status == 200

        async def is_said() -> bool:
            return "could be recognised" in await (await browser.get(page)).text()

        await eventually(is_said)
    for nothing in (b"", b"x"):
        answer = await browser.post(page, data=nothing)
        assert "Choose a file." in await answer.text()


async def test_what_has_no_room_is_refused_before_it_comes(
    client: TestClient, world: World, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
):
    browser = await as_user(world.ada)
    uploads = f"/sites/{world.shop.id}/imports/uploads"
    monkeypatch.setattr(service, "free_bytes", lambda _: 10_000)
    answer = await browser.post(uploads, data={"name": "a", "size": 9_000_000})
    assert (answer.status, "not enough room" in (await answer.json())["error"]) == (409, True)
    assert (await browser.post(uploads, data={"name": "a", "size": "-1"})).status == 400


async def test_a_file_longer_than_it_said_is_refused(
    client: TestClient, world: World, as_user: AsUser
):
    browser = await as_user(world.ada)
    uploads = f"/sites/{world.shop.id}/imports/uploads"
    upload = await (await browser.post(uploads, data={"name": "a", "size": 10})).json()
    answer = await browser.post(f"{uploads}/{upload['id']}?from=0", data=b"x" * 100)
    assert answer.status == 409
    assert (await browser.get(f"{uploads}/{'0' * 16}")).status == 422


async def sent(browser: TestClient, world: World, name: str) -> str:
    """The address of an upload that is all there."""
    uploads, held = f"/sites/{world.shop.id}/imports/uploads", EXPORT.read_bytes()
    begun = await browser.post(uploads, data={"name": name, "size": len(held)})
    one = f"{uploads}/{(await begun.json())['id']}"
    assert (await browser.post(f"{one}?from=0", data=held)).status == 200
    return one


@pytest.mark.parametrize("name", ["a\0b.csv", "--help", "\u202e/../x.csv", "-"])
async def test_a_name_is_only_a_name(
    client: TestClient, world: World, as_user: AsUser, name: str
) -> None:
    browser = await as_user(world.ada)
    one = await sent(browser, world, name)

    async def is_done() -> bool:
        return bool((await (await browser.get(one)).json())["state"] == "done")

    async with controlled(client.app, ADDRESS):
        await browser.post(f"{one}/start")
        await eventually(is_done)


async def test_an_import_that_cannot_be_begun_has_failed_and_says_so(
    client: TestClient, world: World, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await as_user(world.ada)
    one = await sent(browser, world, "a.csv")
    monkeypatch.setattr(client.app[keys.UPLOADS], "_command", lambda *_: ["/no/such/program"])
    await browser.post(f"{one}/start")

    async def has_failed() -> bool:
        return bool((await (await browser.get(one)).json())["state"] == "failed")

    await eventually(has_failed)
    assert "could not be begun" in (await (await browser.get(one)).json())["said"]


async def test_a_disk_that_fills_before_the_start_is_told_and_nothing_is_lost(
    client: TestClient, world: World, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await as_user(world.ada)
    one = await sent(browser, world, "a.csv")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as filled:
        filled.setattr(service, "write_whole", full)
        answer = await browser.post(f"{one}/start")
        assert (answer.status, "not enough room" in (await answer.json())["error"]) == (507, True)
    assert (await (await browser.get(one)).json())["state"] == "coming"
