"""`tracker tail` and `tracker status` as a person runs them, beside a real server."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from click.testing import CliRunner

from tests.conftest import AsUser
from tests.eventually import PATIENCE
from tests.web.sites.owners import add_site, visit
from tracker.cli import tracker
from tracker.services.sites.site_tokens import issue_token
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.serving.server import controlled

ROOT = Path(__file__).parents[3]
TRACKER = (sys.executable, "-c", "from tracker.cli import tracker; tracker()")
ADDRESS = "http://127.0.0.1:8000"

Run = Callable[..., Awaitable[Process]]
Ask = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
async def run(client: TestClient, tmp_path: Path) -> AsyncIterator[Run]:
    """`await run("tail", …)` starts the command beside the server's data folder."""
    started: list[Process] = []

    async def start(*words: str, **settings: str) -> Process:
        given = {"DATA_DIR": str(client.app[keys.CONFIG].data_dir), "PYTHONPATH": str(ROOT)}
        environ = {"PATH": os.environ["PATH"], "TZ": "UTC", "PYTHONUNBUFFERED": "1"}
        process = await asyncio.create_subprocess_exec(
            *TRACKER, *words, cwd=tmp_path, env=environ | given | settings, stdout=PIPE, stderr=PIPE
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


@pytest.fixture
def ask(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`await ask("status")` is a command's exit code and what it printed, once it has ended."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(client.app[keys.CONFIG].data_dir))

    async def invoke(*words: str) -> tuple[int, str, str]:
        done = await asyncio.to_thread(CliRunner().invoke, tracker, words)
        return done.exit_code, done.stdout, done.stderr

    return invoke


@pytest.fixture
async def site(as_user: AsUser) -> Site:
    return await add_site(await as_user())


@pytest.fixture
async def served(client: TestClient) -> AsyncIterator[None]:
    async with controlled(client.app, ADDRESS):
        yield


async def line(process: Process) -> str:
    assert process.stdout
    return (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode().rstrip("\n")


async def said(process: Process) -> str:
    assert process.stderr
    return (await asyncio.wait_for(process.stderr.readline(), PATIENCE)).decode().rstrip("\n")


@pytest.mark.usefixtures("served")
async def test_a_visit_is_a_line(client: TestClient, site: Site, run: Run) -> None:
    tail = await run("tail", "example.com")
    await visit(client, site, "/pricing", title="Prices", referrer="https://www.google.com/")
    await visit(client, site, "/pricing", name="Signup", properties={"plan": "pro"})
    first, second = await line(tail), await line(tail)
    assert "/pricing · Prices" in first
    assert "Google" in first
    assert "Firefox" in first
    assert second.endswith("Signup plan=pro")
    assert first.index("/pricing") == second.index("/pricing")


@pytest.mark.usefixtures("served")
async def test_as_json_every_message_is_a_line(client: TestClient, site: Site, run: Run) -> None:
    await visit(client, site, "/a")
    tail = await run("tail", site.key, "--json")
    kinds = [json.loads(await line(tail))["type"] for _ in range(3)]
    assert kinds == ["hello", "event", "ready"]


@pytest.mark.usefixtures("served")
async def test_it_begins_with_the_last_events(client: TestClient, site: Site, run: Run) -> None:
    for number in range(5):
        await visit(client, site, f"/{number}")
    tail = await run("tail", str(site.id), "--since", "2")
    assert "/3" in await line(tail)
    assert "/4" in await line(tail)


@pytest.mark.usefixtures("served")
async def test_a_filter_is_the_servers(client: TestClient, site: Site, run: Run) -> None:
    await visit(client, site, "/docs")
    await visit(client, site, "/blog/waves")
    visits = await run("tail", site.key, "--filter", "page_begins=/blog")
    assert "/docs" in await line(visits)
    assert "/blog/waves" in await line(visits)
    events = await run("tail", site.key, "--filter", "only_page=/blog/waves")
    assert "/blog/waves" in await line(events)


@pytest.mark.usefixtures("served")
async def test_what_a_page_sends_cannot_move_the_cursor(
    client: TestClient, site: Site, run: Run
) -> None:
    nasty = "a\x1b[2Jb\u202ec\u2028d"
    await visit(client, site, "/x", title=nasty, name="n", properties={"k\x1b": nasty})
    shown = await line(await run("tail", site.key))
    assert shown.isprintable()


async def test_it_comes_back_without_a_gap(client: TestClient, site: Site, run: Run) -> None:
    async with controlled(client.app, ADDRESS):
        tail = await run("tail", site.key)
        await visit(client, site, "/before")
        assert "/before" in await line(tail)
    assert "lost" in await said(tail)
    await visit(client, site, "/meanwhile")
    async with controlled(client.app, ADDRESS):
        assert "Connected again" in await said(tail)
        await visit(client, site, "/after")
        assert "/meanwhile" in await line(tail)
        assert "/after" in await line(tail)


async def test_of_another_log_it_begins_anew(client: TestClient, site: Site, run: Run) -> None:
    async with controlled(client.app, ADDRESS):
        tail = await run("tail", site.key, "--since", "2")
        for number in range(3):
            await visit(client, site, f"/{number}")
            assert f"/{number}" in await line(tail)
    assert "lost" in await said(tail)
    client.app[keys.LOG].id = "another"
    async with controlled(client.app, ADDRESS):
        assert "Connected again" in await said(tail)
        assert "another log" in await said(tail)
        assert ["/1" in await line(tail), "/2" in await line(tail)] == [True, True]


async def test_over_the_network_a_token_opens_it(client: TestClient, site: Site, run: Run) -> None:
    token = await issue_token(client.app[keys.DATABASE], site.id, "tail", 0)
    url = str(client.make_url("/"))
    await visit(client, site, "/far")
    tail = await run("tail", str(site.id), "--url", url, TRACKER_TOKEN=token)
    assert "/far" in await line(tail)


async def test_a_wrong_token_is_said(client: TestClient, site: Site, ask: Ask) -> None:
    url = str(client.make_url("/"))
    code, _, err = await ask("tail", str(site.id), "--url", url, "--token", "trk_wrong")
    assert code == 1
    assert "token was refused" in err


async def test_without_a_server_it_says_so(ask: Ask) -> None:
    code, _, err = await ask("tail", "example.com")
    assert code == 1
    assert "No server runs here" in err


@pytest.mark.usefixtures("served")
async def test_an_unknown_site_lists_those_there_are(site: Site, ask: Ask) -> None:
    code, _, err = await ask("tail", "example.net")
    assert code == 1
    assert site.key in err


@pytest.mark.parametrize(
    "words",
    [
        ("1", "--filter", "colour=red"),
        ("example.com", "--url", "http://127.0.0.1:1", "--token", "t"),
        ("1", "--url", "http://127.0.0.1:1"),
        ("1", "--since", "201"),
    ],
)
async def test_a_wrong_word_is_explained(ask: Ask, words: tuple[str, ...]) -> None:
    code, _, err = await ask("tail", *words)
    assert code == 2
    assert "Error:" in err


@pytest.mark.usefixtures("served")
async def test_the_status_names_the_address(site: Site, ask: Ask) -> None:
    code, out, _ = await ask("status")
    assert code == 0
    assert ADDRESS in out
    assert "sites      1" in out
