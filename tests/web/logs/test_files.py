"""The log in files: what is in them, how they are turned over, and what a bad disk does to them."""

import asyncio
import json
import logging
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from aiohttp import web
from aiohttp.test_utils import TestClient
from click.testing import CliRunner

from tests.conftest import AsUser
from tests.eventually import PATIENCE, eventually
from tests.log_lines import LINE, NEXT, Log, logged
from tests.server_process import ROOT, running
from tracker.cli import tracker
from tracker.web.logs.files import LARGEST, ErrorFile, Trouble
from tracker.web.logs.lines import FORMS
from tracker.web.logs.log_dir import NoLogFolder, log_files

said = logging.getLogger("tracker.test")
FORGED = "one\n2026-11-21T00:00:00.000Z ERROR [-] - - user=-1 forged: words [in a:1]"


@pytest.fixture
def terminal() -> Iterator[Log]:
    with logged() as stream:
        yield stream


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def app(app: web.Application) -> web.Application:
    app.router.add_get("/fault", fault)
    return app


async def fault(request: web.Request) -> web.Response:
    raise ZeroDivisionError(FORGED)


def records(path: Path) -> list[re.Match[str]]:
    found = [LINE.fullmatch(record) for record in NEXT.split(path.read_text())[:-1]]
    assert all(found), path.read_text()
    return [record for record in found if record]


async def test_a_record_is_one_line_with_its_request_and_its_user(
    as_user: AsUser, terminal: Log, folder: Path
) -> None:
    ada = await as_user("ada")
    with log_files(folder):
        await ada.post("/logout", headers={"Sec-Fetch-Site": "cross-site"})
    last = records(folder / "tracker.log")[-1]
    assert (last["level"], last["method"], last["path"]) == ("WARNING", "POST", "/logout")
    assert last["file"] == "tracker/web/failing/errors.py"
    assert len(last["request"]) == 12
    assert "127.0.0.1" not in (folder / "tracker.log").read_text()


async def test_only_a_traceback_spans_lines_and_none_passes_for_a_record(
    client: TestClient, terminal: Log, folder: Path
) -> None:
    with log_files(folder):
        await client.get("/fault")
    (record,) = records(folder / "errors.log")
    assert "\n    ZeroDivisionError: one\n    2026-11-21T" in record["trace"]
    assert record["message"] == "ZeroDivisionError"
    lines = (folder / "errors.log").read_text().splitlines()
    assert [line for line in lines if not line.startswith("    ")] == lines[:1]


async def test_errors_are_in_a_file_of_their_own_too(
    client: TestClient, terminal: Log, folder: Path
) -> None:
    with log_files(folder):
        said.info("a word")
        await client.get("/fault")
    levels = {"tracker.log": ["INFO", "ERROR"], "errors.log": ["ERROR"]}
    for name, expected in levels.items():
        found = [record["level"] for record in records(folder / name)]
        assert found == expected
        assert (folder / name).stat().st_mode & 0o007 == 0


async def test_json_is_one_line_for_each_record_whatever_it_says(
    client: TestClient, terminal: Log, folder: Path
) -> None:
    with log_files(folder, "json"):
        await client.get("/fault")
        said.info("a\r\nb\u2028c\x1b[31m 100%% %s")
    text = (folder / "tracker.log").read_text("ascii")
    error, word = map(json.loads, text.splitlines())
    assert (error["level"], error["method"], error["path"]) == ("ERROR", "GET", "/fault")
    assert error["trace"].endswith(f"ZeroDivisionError: {FORGED}")
    assert word["message"] == "a\r\nb\u2028c\x1b[31m 100%% %s"
    assert set(word) == {
        *("time", "level", "request", "method", "path", "user", "logger", "message", "file", "line")
    }


@pytest.mark.parametrize("form", FORMS.values())
def test_what_is_no_text_at_all_is_still_one_line(form: type[logging.Formatter]) -> None:
    record = logging.LogRecord("a", logging.INFO, "b.py", 1, "\udcff\n\x00", None, None)
    line = form().format(record)  # not logged: a lone surrogate stops pytest's own log
    assert line.isascii()
    assert line.isprintable()


def test_ten_older_logs_of_a_megabyte_are_kept(terminal: Log, folder: Path) -> None:
    with log_files(folder):
        for _ in range(13 * LARGEST // 50_000):
            said.info("x" * 49_900)
    files = list(folder.glob("tracker.log*"))
    assert len(files) == 11
    assert all(file.stat().st_size <= LARGEST for file in files)


def test_seven_days_of_errors_are_kept(terminal: Log, folder: Path) -> None:
    for day in range(1, 11):
        with time_machine.travel(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False):
            with log_files(folder):
                said.error("day %d", day)
            os.utime(folder / "errors.log", (time.time(), time.time()))
    names = sorted(file.name for file in folder.glob("errors.log*"))
    assert names == ["errors.log", *(f"errors.log.2026-11-{day:02}" for day in range(3, 10))]
    assert "day 10" in (folder / "errors.log").read_text()


async def test_a_disk_that_hangs_does_not_hold_the_loop_up(
    client: TestClient, terminal: Log, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.web.logs.writing.LAST_WORDS", 0.05)
    monkeypatch.setattr("tracker.web.logs.writing.MOST_WAITING", 100)
    path = folder / "tracker.log"
    with log_files(folder):
        path.unlink()
        os.mkfifo(path)  # opened for writing, it waits for a reader for ever
        for number in range(1_000):
            said.info("%d", number)
        assert (await client.get("/healthz")).status == 200
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            await eventually(lambda: drained(reader) and goes_on(terminal))
        finally:
            drained(reader)
    os.close(reader)


def drained(reader: int) -> bool:
    try:
        while os.read(reader, 1 << 20):
            pass
    except BlockingIOError:
        pass
    return True


def goes_on(terminal: Log) -> bool:
    said.info("on")
    return "lines are missing in the log files: the disk was too slow" in terminal.getvalue()


def test_a_full_disk_is_one_clear_line(terminal: Log, folder: Path) -> None:
    folder.mkdir()
    for name in ("tracker.log", "errors.log"):
        (folder / name).symlink_to("/dev/full")
    with log_files(folder):
        for number in range(50):
            said.error("%d", number)
    lines = [line["message"] for line in terminal.lines() if line["logger"] != "tracker.test"]
    assert lines == [
        "The log files cannot be written, only the terminal has the log: "
        "[Errno 28] No space left on device"
    ]
    assert len(terminal.lines()) == 51


async def test_a_disk_that_has_room_again_gets_the_log_again(terminal: Log, folder: Path) -> None:
    folder.mkdir()
    (folder / "tracker.log").symlink_to("/dev/full")
    with log_files(folder):
        said.info("lost")
        await eventually(lambda: "cannot be written" in terminal.getvalue())
        (folder / "tracker.log").unlink()
        said.info("kept")
        await eventually(lambda: "are written again" in terminal.getvalue())
    text = (folder / "tracker.log").read_text()
    assert "kept" in text
    assert "lost" not in text


@pytest.mark.parametrize("where", ["/proc/tracker", "/dev/null/log"])
def test_a_folder_that_cannot_be_written_is_named(where: str) -> None:
    with pytest.raises(NoLogFolder, match=f"^LOG_DIR={where} cannot be written: .*\\.$"):
        with log_files(Path(where)):
            raise AssertionError


def test_a_folder_that_cannot_be_written_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOG_DIR", "/proc/tracker")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with logged():
        answer = CliRunner().invoke(tracker, ["serve"])
    assert answer.exit_code == 78
    assert re.fullmatch(r"Error: LOG_DIR=/proc/tracker cannot be written: .*\n", answer.stderr)


@pytest.mark.fault
async def test_a_run_logs_its_versions_its_settings_and_its_end(
    data_dir: Path, folder: Path
) -> None:
    settings = {
        "LOG_DIR": str(folder),
        "MAIL_URL": "smtp://ada:hunter2@mail.example.com",
        "GEO_URL": "https://geo.example.com/{ip}?key=hunter2",
        "ADMINS": "ada@example.com,grace@example.com",
        "METRICS_TOKEN": "hunter2-hunter2-hunter2",
    }
    async with running(data_dir, **settings) as server:
        path = folder / "tracker.log"
        await eventually(lambda: path.exists() and "Settings" in path.read_text())
        server.send(signal.SIGTERM)
        assert await server.ended() == 0
    messages = [record["message"] for record in records(path)]
    (versions,) = [each for each in messages if each.startswith("Tracker ")]
    assert "Python 3." in versions
    assert "SQLite 3." in versions
    (shown,) = [each for each in messages if each.startswith("Settings")]
    assert "MAIL_URL=smtp://***@mail.example.com" in shown
    assert "ADMINS=***@example.com,***@example.com" in shown
    assert "hunter2" not in path.read_text()
    assert re.match(r"Stopped after \d+ s", messages[-1])


HANGING = """
import logging, os, pathlib, sys
from tracker.web.logs import log_dir, writing
writing.LAST_WORDS = 0.05
folder = pathlib.Path(sys.argv[1])
with log_dir.log_files(folder):
    (folder / "tracker.log").unlink()
    os.mkfifo(folder / "tracker.log")
    logging.getLogger().error("never written")
print("the end")
"""


async def test_a_disk_that_hangs_does_not_hold_the_end_up(folder: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HANGING, folder, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (said, process.returncode) == (b"the end\n", 0)


def test_after_a_clock_that_was_ahead_the_next_day_has_a_file_of_its_own(folder: Path) -> None:
    folder.mkdir()
    error = logging.LogRecord("tracker.test", logging.ERROR, "", 0, "one", (), None)
    with time_machine.travel(datetime(2027, 12, 1, 12, tzinfo=UTC), tick=False) as clock:
        errors = ErrorFile(folder / "errors.log", Trouble())
        for day in (1, 2, 3):
            clock.move_to(datetime(2026, 11, day, 12, tzinfo=UTC))
            errors.emit(error)
        errors.close()
    names = sorted(file.name for file in folder.glob("errors.log*"))
    assert names == ["errors.log", "errors.log.2026-11-01", "errors.log.2026-11-02"]
