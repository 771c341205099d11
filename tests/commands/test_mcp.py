"""`tracker mcp` as an assistant starts it: the protocol's official client speaks with it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.making import NOON, event, visitor
from tests.seeded_data import Seeded, seed
from tests.server_process import ROOT, ServerProcess, running
from tracker.services.sites.site_tokens import issue_token
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog

mcp = pytest.importorskip("mcp", reason="an extra: install tracker[test] once more")
from tests.web.mcp.assistant import answer_of, sentence_of  # noqa: E402 (that needs it, too)

PROGRAM = "from tracker.cli import tracker; tracker()"
WITHOUT_IT = f"import sys; sys.modules['mcp'] = None; {PROGRAM}"
QUERY = {"metrics": ["visitors"], "date_range": ["2026-11-21", "2026-11-21"]}


@pytest.fixture
async def seeded(data_dir: Path) -> Seeded:
    """Ada's site, where two visitors read a page each; its token asks for reports."""
    seeded = await seed(data_dir)
    async with Database.open(data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        for nth in (1, 2):
            who = visitor(nth, seeded.site.id)
            await log.append([event(nth, who=who, visit=nth, at=NOON + nth, path=f"/{nth}")])
        token = await issue_token(db, seeded.site.id, "assistant", NOON, scopes=("reports",))
    return seeded._replace(token=token)


def program(data_dir: Path, *words: str, **environ: str) -> mcp.StdioServerParameters:
    env = {"DATA_DIR": str(data_dir), "ENVIRONMENT": "test", "PYTHONPATH": str(ROOT)}
    return mcp.StdioServerParameters(
        command=sys.executable,
        args=["-c", PROGRAM, "mcp", *words],
        env=env | {"PATH": os.environ["PATH"]} | environ,
        cwd=data_dir.parent,
    )


@asynccontextmanager
async def assistant(
    parameters: mcp.StdioServerParameters, mode: str = "auto"
) -> AsyncIterator[mcp.Client]:
    async with mcp.Client(parameters, mode=mode) as client:
        yield client


@pytest.mark.fault
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_without_a_server_it_reads_what_is_there(
    seeded: Seeded, data_dir: Path, mode: str
) -> None:
    async with assistant(program(data_dir), mode) as asking:
        assert len((await asking.list_tools()).tools) == 8
        assert answer_of(await asking.call_tool("query", QUERY))["rows"] == [{"visitors": 2}]
        listed = await asking.call_tool("list_visits", {"date_range": "all", "limit": 1})
        assert [each["visit"] for each in answer_of(listed)["visits"]] == ["2"]
        told = await asking.call_tool("visit", {"visit": "1"})
        assert [each["page"] for each in answer_of(told)["events"]] == ["/1"]
        assert answer_of(await asking.call_tool("refused", {}))["total"] == 0
        told = await asking.call_tool("live_now", {})
        assert "No server runs here just now" in sentence_of(told)
        told = await asking.call_tool("query", QUERY | {"metrics": ["a"]})
        assert sentence_of(told).startswith("metrics[0] is “a”, which is not known.")
        with pytest.raises(mcp.MCPError, match="Unknown tool: drop"):
            await asking.call_tool("drop", {})


@pytest.mark.fault
async def test_beside_a_server_it_is_the_server_that_is_asked(
    seeded: Seeded, data_dir: Path
) -> None:
    async with running(data_dir) as server, assistant(program(data_dir)) as asking:
        assert answer_of(await asking.call_tool("query", QUERY))["rows"] == [{"visitors": 2}]
        assert answer_of(await asking.call_tool("live_now", {}))["now"] == 0
        server.send(signal.SIGTERM)
        await server.ended()
        told = await asking.call_tool("query", QUERY)  # the one asks on without the other
        assert answer_of(told)["rows"] == [{"visitors": 2}]


@pytest.mark.fault
async def test_with_a_token_it_asks_a_server_elsewhere(seeded: Seeded, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "data"
    nowhere.parent.mkdir()
    async with running(tmp_path / "data", BASE_PATH="/stats") as server:
        url = f"http://127.0.0.1:{server.port}/stats/"
        there = program(nowhere, "--url", url, TRACKER_TOKEN=seeded.token)
        async with assistant(there) as asking:
            [site] = answer_of(await asking.call_tool("list_sites", {}))["sites"]
            assert site["name"] == "example.com"
            assert answer_of(await asking.call_tool("query", QUERY))["rows"] == [{"visitors": 2}]
            told = await asking.call_tool("live_now", {})
            assert "it lacks the scope read" in sentence_of(told)
            await gone(server)
            assert f"{url}mcp: " in sentence_of(await asking.call_tool("query", QUERY))
    assert not nowhere.exists()


async def gone(server: ServerProcess) -> None:
    server.send(signal.SIGTERM)
    await server.ended()


@pytest.mark.fault
async def test_what_hinders_it_is_a_sentence_before_anything_is_spoken(
    seeded: Seeded, data_dir: Path, cli: Cli
) -> None:
    async with running(data_dir) as server:
        url = f"http://127.0.0.1:{server.port}"
        done = await cli("mcp", "--url", url, "--token", "trk_wrong")
        assert (done.exit_code, done.stdout) == (1, "")
        assert f"Error: {url}/mcp: " in done.stderr
        assert "Send a token" in done.stderr
    done = await cli("mcp", "--url", url, "--token", "trk_wrong")
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"Error: {url}/mcp: Cannot connect" in done.stderr
    done = await cli("mcp", "--url", url)
    assert (done.exit_code, done.stdout) == (2, "")


async def test_where_there_is_no_database_it_says_so(cli: Cli, data_dir: Path) -> None:
    done = await cli("mcp")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "There is no database" in done.stderr


@pytest.mark.fault
async def test_without_the_package_it_says_how_to_get_it(data_dir: Path) -> None:
    words = program(data_dir)
    process = await asyncio.create_subprocess_exec(
        words.command,
        *("-c", WITHOUT_IT, "mcp"),
        env=words.env,
        cwd=words.cwd,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert (process.returncode, out) == (1, b"")
    assert b"This needs the package mcp, which is not installed here: " in err
    assert b"Traceback" not in err
