"""`tracker import --follow`: a log that grows, is rotated, packed and cut down beside it."""

import asyncio
import gzip
import json
import os
import shutil
import signal
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.commands.test_importing import events_of
from tests.commands.test_real_process import TRACKER
from tests.conftest import Cli
from tests.eventually import eventually
from tests.seeded_data import Seeded
from tests.server_process import ROOT
from tests.web.sites.owners import visit
from tracker.config import Config
from tracker.storage.imports.imports import imports_of
from tracker.web import keys

pytestmark = pytest.mark.fault
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


def line(page: str) -> str:
    at = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime())
    return f'192.0.2.7 - - [{at}] "GET /{page} HTTP/1.1" 200 9 "-" "{FIREFOX}"\n'


def write(log: Path, *pages: str) -> None:
    with log.open("a") as opened:
        opened.writelines(line(page) for page in pages)


@asynccontextmanager
async def following(config: Config, *files: Path) -> AsyncIterator[Process]:
    """The command in a process of its own, beside the running server."""
    words = ("import", *map(str, files), "--site", "1", "--follow", "--json")
    settings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ENVIRONMENT": "test"}
    process = await asyncio.create_subprocess_exec(
        *TRACKER,
        *("--env-file", os.devnull, *words),
        env=settings | {"DATA_DIR": str(config.data_dir)},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ended(process: Process, by: signal.Signals = signal.SIGINT) -> dict:
    process.send_signal(by)
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return json.loads(out)


async def pages(config: Config) -> list[str]:
    return sorted(event.page.path for event in await events_of(config.data_dir))


async def until(config: Config, *wanted: str) -> None:
    paths = sorted(f"/{page}" for page in wanted)

    async def are_there() -> bool:
        return await pages(config) == paths

    await eventually(are_there)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "logs" / "access.log"
    path.parent.mkdir()
    write(path, "old")
    return path


@pytest.fixture
def beside(seeded: Seeded, served: None, client: TestClient, config: Config) -> Config:
    return config


async def test_lines_count_as_they_are_written_and_ctrl_c_ends_with_a_report(
    beside: Config, log: Path
) -> None:
    async with following(beside, log) as process:
        await until(beside, "old")
        write(log, "a", "b")
        await until(beside, "old", "a", "b")
        with log.open("a") as opened:
            opened.write(line("half")[:-9])
        told = await ended(process)
    assert (told["pageviews"], told["visits"], told["visitors"]) == (3, 1, 1)
    assert told["left_out"] == {}, "a line that is being written is nobody's damage"
    assert await pages(beside) == ["/a", "/b", "/old"]


async def test_a_rotated_log_is_read_to_its_end_and_then_the_new_one(
    beside: Config, log: Path
) -> None:
    async with following(beside, log) as process:
        await until(beside, "old")
        rotated = log.with_suffix(".log.1")
        log.rename(rotated)
        write(rotated, "late")  # its server writes there until it is told
        write(log, "new")
        await until(beside, "old", "late", "new")
        told = await ended(process, signal.SIGTERM)
    assert told["pageviews"] == 3


async def test_a_log_that_is_cut_down_goes_on_from_its_beginning(beside: Config, log: Path) -> None:
    async with following(beside, log) as process:
        write(log, *[f"before-{number}" for number in range(5)])
        await until(beside, "old", *[f"before-{number}" for number in range(5)])
        shutil.copy(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)
        write(log, "after")
        await until(beside, "old", "after", *[f"before-{number}" for number in range(5)])
        await ended(process)


async def test_what_was_rotated_and_packed_meanwhile_comes_once(beside: Config, log: Path) -> None:
    async with following(beside, log) as process:
        await until(beside, "old")
        process.kill()
    write(log, "missed")
    rotated = log.with_suffix(".log.1.gz")
    rotated.write_bytes(gzip.compress(log.read_bytes()))
    log.unlink()
    write(log, "new", "new")  # in one second, and two visits all the same
    async with following(beside, log, rotated) as process:
        await until(beside, "old", "missed", "new", "new")
        told = await ended(process)
    assert told["pageviews"] == 4, "what its own import has brought before counts, too"


async def test_a_follower_that_was_killed_goes_on_in_its_own_import(
    beside: Config, log: Path, client: TestClient
) -> None:
    for number in range(3):
        async with following(beside, log) as process:
            write(log, f"{number}")
            await until(beside, "old", *map(str, range(number + 1)))
            process.kill()
    async with following(beside, log) as process:
        write(log, "last")
        await until(beside, "old", "0", "1", "2", "last")
        told = await ended(process)
    assert told["pageviews"] == 5
    [kept] = await imports_of(client.app[keys.DATABASE], 1)
    assert (kept.id, kept.state) == (told["import"], "done")


async def test_followed_lines_never_reach_the_live_view(
    beside: Config, log: Path, client: TestClient, seeded: Seeded
) -> None:
    headers = {"Authorization": f"Bearer {seeded.token}"}
    async with client.get(f"/api/sites/{seeded.site.id}/live", headers=headers) as stream:
        async with following(beside, log) as process:
            await until(beside, "old")
            await ended(process)
        await visit(client, seeded.site)
        heard = b""
        while b'"type":"event"' not in heard.replace(b" ", b""):
            heard += await stream.content.readany()
    assert b"/old" not in heard


async def test_a_log_is_followed_beside_a_server_only(
    cli: Cli, seeded: Seeded, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.commands.import_target.STARTS_WITHIN", 0.3)
    monkeypatch.setattr("tracker.commands.importing.until_stopped", lambda _stop: _nothing())
    done = await cli("import", str(log), "--site", "1", "--follow")
    assert done.exit_code == 1
    assert "beside a running server" in done.stderr


@pytest.mark.parametrize("kind", ["an export", "packed"])
async def test_only_a_plain_log_is_followed(
    beside: Config, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = tmp_path / "file"
    if kind == "packed":
        path.write_bytes(gzip.compress(line("a").encode() * 200) + b"\n")
    else:
        shutil.copy(Path(__file__).parent.parent / "data/imports/goatcounter/v2-sqlite.csv", path)
    monkeypatch.setattr("tracker.commands.importing.until_stopped", lambda _stop: _nothing())
    done = await cli("import", str(path), "--site", "1", "--follow")
    assert done.exit_code == 1
    assert "followed" in done.stderr


async def test_a_dry_run_follows_nothing(cli: Cli, log: Path) -> None:
    done = await cli("import", str(log), "--site", "1", "--follow", "--dry-run")
    assert done.exit_code == 2


class _nothing:
    """Signals are the main thread's, and this command runs in another one."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_error: object) -> None: ...
