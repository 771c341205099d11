"""The lines by which deploy/cluster.md has everything copied and brought back, on real engines."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.cluster.doctor import examined
from tests.cluster.house import FIREFOX, House, visit
from tests.engines.clickhouse_server import MISSING, clickhouse_server
from tests.engines.nats_server import nats_servers, needs_nats
from tests.engines.postgres_server import PostgresServer, programs
from tests.eventually import PATIENCE, eventually
from tests.server_process import ROOT
from tracker.domain.shard_cursors import message_with
from tracker.storage.clickhouse.client import connected
from tracker.storage.clickhouse.marks import marks
from tracker.storage.sites.sites import Site

DEPLOY = ROOT / "deploy"
ALL = "front,sequencer,filer,jobs"
PATH = f"{programs()}:{os.environ.get('PATH', '')}"
LACKS = [each for each in ("pg_dump", "pg_restore", "psql") if not shutil.which(each, path=PATH)]

pytestmark = [
    pytest.mark.fault,
    needs_nats,
    pytest.mark.skipif(MISSING, reason="ClickHouse is missing: sh scripts/engines/clickhouse"),
    pytest.mark.skipif(bool(LACKS), reason=f"PostgreSQL's {' and '.join(LACKS)} are missing"),
]


@pytest.fixture
async def house(tmp_path: Path, postgres: PostgresServer) -> AsyncIterator[House]:
    """With a ClickHouse of its own that may write copies, as deploy/cluster/ has it."""
    from tests.engines.postgres_databases import migrated

    data, settings, queue = tmp_path / "clickhouse", tmp_path / "backups.xml", tmp_path / "nats"
    for folder in (data, queue):
        folder.mkdir()
    written = (DEPLOY / "cluster" / "clickhouse-backups.xml").read_text()
    settings.write_text(written.replace("/var/lib/clickhouse/", f"{tmp_path}/"))
    accounts = await migrated(postgres)
    with clickhouse_server(data, str(settings)) as server, nats_servers(queue, 1) as nats:
        url = server.url
        async with connected(url, "root") as root:
            await root.run("create database tracker")
        async with connected(f"{url}/tracker", "read") as events:
            yield House(tmp_path, nats, events, f"{url}/tracker", accounts)


async def test_what_was_copied_comes_back_and_the_log_brings_the_rest(
    house: House, sites: list[Site], tmp_path: Path
) -> None:
    [site, _], before = sites, up_to("/3")
    async with ClientSession(headers={"User-Agent": FIREFOX}) as browser:
        async with house.process(ALL) as one:
            for path in before:
                assert await visit(browser, one, site.key, path) == 204
                await eventually(lambda path=path: is_filed(house, site, *up_to(path)))
            await eventually(lambda: has_marked(house, len(before)))
            await told(house, "backup", tmp_path)
            assert await visit(browser, one, site.key, "/4") == 204
            await eventually(lambda: is_filed(house, site, *up_to("/4")), 2 * PATIENCE)
        await told(house, "restore", tmp_path)
        assert await is_filed(house, site, *before)
        async with house.process(ALL):
            await eventually(lambda: is_filed(house, site, *up_to("/4")), 2 * PATIENCE)
        await told(house, "restore", tmp_path)
        (tmp_path / "anew").mkdir()
        with nats_servers(tmp_path / "anew", 1) as anew:
            house.settings["QUEUE_URL"] = anew.url
            async with house.process(ALL) as one:
                assert await visit(browser, one, site.key, "/anew") == 204
                await eventually(lambda: is_filed(house, site, *before, "/anew"), 2 * PATIENCE)
                await eventually(lambda: nothing_is_bad(house, tmp_path), 2 * PATIENCE)


async def told(house: House, what: str, folder: Path) -> None:
    """Have it done as the document says."""
    document = (DEPLOY / "cluster.md").read_text()
    for language, lines in re.findall(rf"^```(sql|sh) {what}\n(.+?)^```$", document, re.M | re.S):
        if language == "sql":
            async with connected(house.settings["EVENTS_URL"].rpartition("/")[0], what) as root:
                for statement in lines.split(";\n")[:-1]:
                    await root.run(statement)
        else:
            in_a_shell(lines, folder, house.settings["ACCOUNTS_URL"])


def in_a_shell(lines: str, folder: Path, accounts: str) -> None:
    done = subprocess.run(
        ["sh", "-e", "-c", lines],
        cwd=folder,
        env={"PATH": PATH, "ACCOUNTS_URL": accounts},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def up_to(path: str) -> list[str]:
    """/1, /2 and so on."""
    return [f"/{number}" for number in range(1, int(path[1:]) + 1)]


async def has_marked(house: House, messages: int) -> bool:
    """Whether so many of the log are said to be filed: a moment after they are."""
    return max(map(message_with, (await marks(house.events)).values()), default=0) >= messages


async def is_filed(house: House, site: Site, *paths: str) -> bool:
    return await house.filed(site.id) == dict.fromkeys(paths, 1)


async def nothing_is_bad(house: House, folder: Path) -> bool:
    found = {each for said in (await examined(house, folder)).values() for each in said}
    assert not {each for each in found if each.startswith("bad")}, found
    return True
