"""Lists of spamming hosts: fetched, kept, and taken up by a running server."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner
from pytest_aiohttp import AiohttpServer

from tests.eventually import eventually
from tracker.cli import tracker
from tracker.services.recording.spam_list import SpamList, fetched_list, spam_files
from tracker.services.upkeep.list_download import NoList, fetch_list, keep_list


@pytest.fixture
async def server(aiohttp_server: AiohttpServer) -> TestServer:
    app = web.Application()
    app.add_routes([web.get(path, answer) for path, answer in ANSWERS.items()])
    return await aiohttp_server(app)


async def good(request: web.Request) -> web.Response:
    return web.Response(text="# spam\nbad.example\n0.0.0.0 worse.example\n")


async def moved(request: web.Request) -> web.Response:
    raise web.HTTPFound("/good")


async def circle(request: web.Request) -> web.Response:
    raise web.HTTPFound("/circle")


async def page(request: web.Request) -> web.Response:
    return web.Response(text="<html>\n<p>No such list here.\n</html>")


async def huge(request: web.Request) -> web.Response:
    return web.Response(text="bad.example\n" * 1_000)


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"bad.example\n" * 100)


async def slow(request: web.Request) -> web.Response:
    await asyncio.sleep(5)
    return web.Response()


async def gone(request: web.Request) -> web.Response:
    raise web.HTTPNotFound


ANSWERS = {
    f"/{answer.__name__}": answer
    for answer in (good, moved, circle, page, huge, endless, slow, gone)
}


async def test_a_list_is_fetched(server: TestServer) -> None:
    assert await fetch_list(str(server.make_url("/good"))) == {"bad.example", "worse.example"}


async def test_a_list_that_moved_is_followed(server: TestServer) -> None:
    assert len(await fetch_list(str(server.make_url("/moved")))) == 2


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "answered 404"),
        ("/page", "lists no host"),
        ("/huge", "larger than"),
        ("/endless", "larger than"),
        ("/circle", "cannot be fetched"),
    ],
)
async def test_what_is_no_list_is_refused(server: TestServer, path: str, reason: str) -> None:
    with pytest.raises(NoList, match=reason):
        await fetch_list(str(server.make_url(path)), largest=10_000)


async def test_a_slow_server_is_given_up(server: TestServer) -> None:
    with pytest.raises(NoList, match="cannot be fetched"):
        await fetch_list(str(server.make_url("/slow")), patience=0.1)


async def test_an_address_that_leads_nowhere_is_named(unused_tcp_port: int) -> None:
    with pytest.raises(NoList, match="cannot be fetched"):
        await fetch_list(f"http://127.0.0.1:{unused_tcp_port}/")


def test_a_kept_list_replaces_the_old_one_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = fetched_list(tmp_path)
    keep_list(frozenset({"old.example"}), path)
    keep_list(frozenset({"b.example", "a.example"}), path)
    assert path.read_text() == "a.example\nb.example\n"
    assert list(path.parent.iterdir()) == [path]


async def test_the_fetched_list_and_the_operators_own_count_together(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("mine.example\n")
    keep_list(frozenset({"bad.example"}), fetched_list(tmp_path))
    async with SpamList.open(spam_files(tmp_path, own)) as spam_list:
        assert spam_list.hosts == {"mine.example", "bad.example"}


async def test_a_new_list_is_taken_up_while_running(tmp_path: Path) -> None:
    async with SpamList.open(spam_files(tmp_path, None), every=0.01) as spam_list:
        assert spam_list.hosts == frozenset()
        keep_list(frozenset({"bad.example"}), fetched_list(tmp_path))
        await eventually(lambda: spam_list.hosts == {"bad.example"})


def test_a_list_that_cannot_be_read_leaves_the_old_one_in_use(tmp_path: Path) -> None:
    path = fetched_list(tmp_path)
    keep_list(frozenset({"bad.example"}), path)
    spam_list = SpamList([path])
    spam_list.read()
    path.unlink()
    path.mkdir()
    spam_list.read()
    assert spam_list.hosts == {"bad.example"}


async def test_the_command_fetches_into_the_data_folder(
    server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LISTS_URL", str(server.make_url("/good")))
    answer = await asyncio.to_thread(CliRunner().invoke, tracker, ["lists", "update"])
    assert (answer.exit_code, answer.output) == (0, "2 hosts are listed as spam.\n")
    assert fetched_list(tmp_path).read_text() == "bad.example\nworse.example\n"


async def test_the_command_leaves_the_old_list_where_there_is_no_new_one(
    server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_list(frozenset({"old.example"}), fetched_list(tmp_path))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LISTS_URL", str(server.make_url("/page")))
    answer = await asyncio.to_thread(CliRunner().invoke, tracker, ["lists", "update"])
    assert answer.exit_code == 1
    assert "lists no host" in answer.stderr
    assert fetched_list(tmp_path).read_text() == "old.example\n"


def test_the_command_asks_for_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTS_URL", "")
    answer = CliRunner().invoke(tracker, ["lists", "update"])
    assert answer.exit_code == 2
    assert "LISTS_URL" in answer.stderr
