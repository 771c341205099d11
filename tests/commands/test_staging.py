"""`tracker reset-database` and `tracker seed`: where they work, and what they leave."""

import asyncio
import json
import os
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from signal import SIGTERM

import aiohttp
import pytest
from click.testing import CliRunner, Result

from tests.commands.conftest import make_database
from tests.conftest import Cli
from tests.eventually import PATIENCE, eventually
from tests.handed_socket import held, start_with
from tests.server_process import ROOT, running
from tests.web.sites.owners import FIREFOX
from tracker.cli import tracker
from tracker.config import Config
from tracker.domain.places import NOWHERE
from tracker.services.places.local import geo_folder
from tracker.services.seeding.planting import plant
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.storage.file.database import Database
from tracker.storage.file.made_for import mark_of

HOST = ("--confirm-host", "127.0.0.1")
SEED = ("seed", *HOST, "--days", "2", "--visitors", "30", "--json")


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as file:
        return file.execute(f"select count(*) from {table}").fetchone()[0]


@pytest.fixture
async def path(config: Config, unpacked_places: Path) -> Path:
    await make_database(config)
    (geo_folder(config.data_dir) / unpacked_places.name).hardlink_to(unpacked_places)
    return config.data_dir / "tracker.db"


async def test_seeding_gives_people_sites_and_visits(cli: Cli, path: Path) -> None:
    done = json.loads((await cli(*SEED)).stdout)
    assert done["users"] == ["ada", "bob", "carol"]
    assert (count(path, "user"), count(path, "site")) == (3, 3)
    rows = [count(path, table) for table in ("event", "leave", "late_title")]
    assert sum(rows) == done["events"] > 50
    assert count(path, "place") > 3, "visitors have places"


async def test_resetting_leaves_an_empty_database_of_the_same_mark(cli: Cli, path: Path) -> None:
    await move_in(path)
    done = await cli("reset-database", *HOST)
    assert done.exit_code == 0, done.stderr
    assert [count(path, table) for table in ("user", "site", "event")] == [0, 0, 0]
    assert mark_of(path) == "test"


async def test_seeding_twice_is_refused_and_changes_nothing(cli: Cli, path: Path) -> None:
    await cli(*SEED)
    events = count(path, "event")
    done = await cli(*SEED)
    assert (done.exit_code, "reset-database" in done.stderr) == (1, True)
    assert "Somebody has the name or the e-mail of ada, bob or carol." in done.stderr
    assert (count(path, "user"), count(path, "event")) == (3, events)


async def test_the_same_time_gives_the_same_world(tmp_path: Path) -> None:
    now, found = 1_800_000_000_000, []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        async with Database.open(tmp_path / name / "tracker.db") as db:
            await plant(db, lambda _: NOWHERE, now, days=1, a_day=10)
            rows = await db.read("select * from event order by cursor")
            found.append([tuple(row) for row in rows])
    assert found[0] == found[1]
    assert all(now - 86_400_000 <= row[3] < now for row in found[0])


@pytest.mark.parametrize("made_for", ["production", "staging", "test"])
@pytest.mark.parametrize("environment", ["production", "staging", "test"])
@pytest.mark.parametrize("command", ["reset-database", "seed"])
async def test_only_a_marked_database_in_its_own_environment_is_touched(
    config: Config, tmp_path: Path, made_for: str, environment: str, command: str
) -> None:
    await make_database(replace(config, environment=made_for))
    path = config.data_dir / "tracker.db"
    before = path.read_bytes()
    env_file = tmp_path / "env"
    env_file.write_text(f"DATA_DIR={config.data_dir}\nENVIRONMENT={environment}\n")
    few = ("--visitors", "1", "--days", "1") if command == "seed" else ()
    words = ("--env-file", str(env_file), command, *HOST, *few)
    process = await asyncio.to_thread(invoke, words)
    if made_for == environment != "production":
        assert process.exit_code == 0, process.stderr
    else:
        assert process.exit_code == 1
        assert "ENVIRONMENT" in process.stderr
        assert path.read_bytes() == before


def invoke(words: tuple[str, ...]) -> Result:
    environ = {"DATA_DIR": None, "ENVIRONMENT": None, "PUBLIC_URL": None, "HOST": None}
    return CliRunner().invoke(tracker, words, env=environ)


@pytest.mark.parametrize("host", ["production.example.org", "", "127.0.0.1.example"])
async def test_the_wrong_host_is_refused(cli: Cli, path: Path, host: str) -> None:
    await move_in(path)
    done = await cli("reset-database", "--confirm-host", host)
    assert (done.exit_code, "This is the server 127.0.0.1" in done.stderr) == (1, True)
    assert count(path, "user") == 1


async def move_in(path: Path) -> None:
    async with Database.open(path) as db, db.transaction() as tx:
        await insert_first_user(tx, NewUser("ada", "ada@example.com", "-"), 1)


@pytest.mark.parametrize(("typed", "left"), [("127.0.0.1\n", 0), ("no\n", 1)])
async def test_without_the_option_the_host_has_to_be_typed(
    cli: Cli, path: Path, typed: str, left: int
) -> None:
    await move_in(path)
    await cli("reset-database", typed=typed)
    assert count(path, "user") == left


class TestWithAPublicUrl:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, public_url="https://staging.example.org", environment="staging")

    @pytest.mark.usefixtures("path")
    async def test_its_host_is_the_one_to_confirm(self, cli: Cli) -> None:
        assert (await cli("reset-database", *HOST)).exit_code == 1
        wanted = ("--confirm-host", "Staging.example.org")
        assert (await cli("reset-database", *wanted)).exit_code == 0


@pytest.mark.fault
async def test_a_running_server_starts_over_and_goes_on_recording(cli: Cli, data_dir: Path) -> None:
    """Sockets end, and nothing in memory is left: sites, presence, texts that have numbers."""
    async with running(data_dir) as server, aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{server.port}"
        await cli(*SEED)
        cookie = (await cli("create-session", "ada")).stdout.strip()
        assert await hit(session, address) == "stored"
        assert await hit(session, address) == "stored"
        live = await open_socket(session, address, cookie)

        done = await cli("reset-database", *HOST)
        assert done.exit_code == 0, done.stderr
        while not live.closed:
            await live.receive(timeout=PATIENCE)
        assert await hit(session, address) == "unknown"
        assert (await cli("site", "list")).stdout == ""

        await cli(*SEED)
        events = count(data_dir / "tracker.db", "event")
        assert await hit(session, address) == "stored"
        assert await hit(session, address) == "stored"
        server.send(SIGTERM)
        assert await server.ended() == 0
    assert count(data_dir / "tracker.db", "event") == events + 2
    assert count(data_dir / "tracker.db", "event where path not in (select id from text)") == 0


async def hit(session: aiohttp.ClientSession, address: str) -> str:
    url = f"{address}/visit/wavesexample"
    body = json.dumps({"name": "pageview", "url": "https://waves.example/hello"})
    async with session.post(url, data=body, headers={"User-Agent": FIREFOX}) as answer:
        refused = answer.headers.get("X-Tracker-Refused", "")
        return "stored" if answer.status == 204 and not refused else refused.partition(";")[0]


async def open_socket(
    session: aiohttp.ClientSession, address: str, cookie: str
) -> aiohttp.ClientWebSocketResponse:
    headers = {"Cookie": cookie, "Origin": address}
    return await session.ws_connect(f"{address}/sites/1/live/socket", headers=headers)


@pytest.mark.fault
async def test_hits_that_come_while_it_starts_over_wait_at_a_held_socket(
    cli: Cli, config: Config, path: Path
) -> None:
    """As behind systemd: none finds a closed door, and each has an honest answer."""
    await cli(*SEED)
    with held() as listener, started(listener, config):
        port, answers = listener.getsockname()[1], []
        await eventually(lambda: ready(cli))
        async with asyncio.TaskGroup() as group:
            hits = group.create_task(keep_sending(f"http://127.0.0.1:{port}", answers))
            await eventually(lambda: "stored" in answers)
            done = await cli("reset-database", *HOST)
            assert done.exit_code == 0, done.stderr
            await eventually(lambda: "unknown" in answers)
            hits.cancel()
    assert set(answers) == {"stored", "unknown"}


@contextmanager
def started(listener: socket.socket, config: Config) -> Iterator[None]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ENVIRONMENT": "test"}
    environ |= {"DATA_DIR": str(config.data_dir), "RATE_PER_ADDRESS": "1000000"}
    command = (sys.executable, str(ROOT / "run.py"))
    with (config.data_dir.parent / "log").open("w") as log:
        process = start_with(listener, *command, env=environ, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.kill()
            process.wait()


async def ready(cli: Cli) -> bool:
    return (await cli("ready")).exit_code == 0


async def keep_sending(address: str, answers: list[str]) -> None:
    """A new connection for each, so that each knocks at the door."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        while True:
            answers.append(await hit(session, address))
