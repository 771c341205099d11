"""`tracker import`: what files bring into the log, beside a server and without one."""

import gzip
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.commands.conftest import ADDRESS
from tests.conftest import Cli
from tests.eventually import eventually
from tests.fixtures.without_server import command_line
from tests.making import event
from tests.seeded_data import Seeded
from tracker.commands import import_target
from tracker.config import Config
from tracker.domain.events import Event
from tracker.domain.filters import EVERYTHING
from tracker.domain.ids import first_id
from tracker.domain.rows import ImportRemoval, Row
from tracker.services.acts.acting import Refusal
from tracker.services.import_files import reading
from tracker.services.imports.imports import Imports
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Locked
from tracker.storage.log.file_log import SqliteEventLog
from tracker.web import keys
from tracker.web.serving.server import controlled

DATA = Path(__file__).parent.parent / "data" / "imports"
GOATS = DATA / "goatcounter"
LOGS = DATA / "logs"
EXPORT = GOATS / "v2-sqlite.csv"
STORY = ("pageviews", "events", "visits")


@pytest.fixture(params=["beside a server", "without a server"])
def anywhere(request: pytest.FixtureRequest, seeded: Seeded) -> Seeded:
    """Ada's site, with a server at work on it and without."""
    if request.param == "beside a server":
        request.getfixturevalue("served")
    return seeded


async def imported(cli: Cli, *files: Path, site: str = "1", options: str = "") -> dict[str, Any]:
    done = await cli("import", *map(str, files), "--site", site, "--json", *options.split())
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def rows_of(data_dir: Path) -> list[Row]:
    path = data_dir / "tracker.db"
    async with Database.open_reading(path, "a test looks") as db:
        log = SqliteEventLog(db)
        await log.open()
        return await log.rows_after(0, 100_000)


async def events_of(data_dir: Path) -> list[Event]:
    return [row for row in await rows_of(data_dir) if isinstance(row, Event)]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("v1.csv", "goatcounter-csv-1"),
        ("v2-sqlite.csv", "goatcounter-csv-2"),
        ("v2-postgresql.csv", "goatcounter-csv-2"),
        ("goatcounter-export-shop-20260401T120000Z-0.csv.gz", "goatcounter-csv-2"),
    ],
)
async def test_an_export_of_goatcounter_comes_whole(
    cli: Cli, seeded: Seeded, data_dir: Path, file: str, name: str
) -> None:
    done = await imported(cli, GOATS / file)
    assert (done["format"], *(done[kind] for kind in STORY)) == (name, 26, 6, 13)
    assert done["left_out"] == {}
    events = await events_of(data_dir)
    assert len(events) == 32
    assert len({each.visit for each in events}) == 13
    first = events[0]
    assert (first.page.path, first.title, first.source.name) == ("/", "Shop", "Google")
    assert (first.place.country, first.agent.browser, first.width) == ("DE", "Chrome", 1920)
    assert {each.import_id for each in events} == {done["import"]}


@pytest.mark.parametrize(
    ("file", "name", "robots"),
    [
        ("combined.log", "combined", 1),
        ("vhost_combined.log", "vhost_combined", 1),
        ("access.log.2.gz", "combined", 1),
        ("common.log", "common", 0),
    ],
)
async def test_a_log_brings_its_pages(  # noqa: PLR0917
    cli: Cli, seeded: Seeded, data_dir: Path, file: str, name: str, robots: int
) -> None:
    done = await imported(cli, LOGS / file)
    unknown = 0 if robots else 1  # it names no user agent
    assert (done["format"], done["pageviews"], done["events"]) == (name, 27 + unknown, 0)
    assert (done["visits"], done["visitors"]) == (13 + unknown, 7 + unknown)
    assert done["left_out"].get("robot", 0) == robots
    assert done["left_out"]["static file"] == 3
    events = await events_of(data_dir)
    assert events[0].page.path == "/"
    assert events[0].at == 1_774_602_902_000  # 2026-03-27 10:15:02 +0100


async def test_it_comes_beside_a_server_and_without_one(
    cli: Cli, anywhere: Seeded, data_dir: Path
) -> None:
    done = await imported(cli, EXPORT)
    assert [done[kind] for kind in STORY] == [26, 6, 13]
    assert len(await events_of(data_dir)) == 32


async def test_the_same_file_brings_nothing_twice(
    cli: Cli, anywhere: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    await imported(cli, EXPORT)
    packed = tmp_path / "renamed.csv.gz"
    packed.write_bytes(gzip.compress(EXPORT.read_bytes()))
    for again in (EXPORT, packed):
        done = await imported(cli, again)
        assert (done["pageviews"], done["events"], done["import"]) == (0, 0, None)
        assert done["left_out"] == {"already there": 32}
    assert len(await events_of(data_dir)) == 32


async def test_equal_rows_of_one_file_are_two_visits_and_a_part_adds_none(
    cli: Cli, seeded: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    lines = EXPORT.read_text("utf-8").splitlines(keepends=True)
    twice, part = tmp_path / "twice.csv", tmp_path / "part.csv"
    twice.write_text("".join([*lines[:2], lines[1], *lines[2:4]]), "utf-8")
    part.write_text("".join(lines[:3]), "utf-8")
    assert (await imported(cli, twice))["pageviews"] == 3
    assert (await imported(cli, part))["pageviews"] == 0
    assert len(await events_of(data_dir)) == 4


async def test_rotated_logs_are_one_row_of_visits(
    cli: Cli, seeded: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    lines = (LOGS / "combined.log").read_bytes().splitlines(keepends=True)
    new, old = tmp_path / "access.log", tmp_path / "access.log.1"
    new.write_bytes(b"".join(lines[4:]))
    old.write_bytes(b"".join(lines[:4]))
    done = await imported(cli, new, old)
    assert (done["pageviews"], done["visits"], done["visitors"]) == (27, 13, 7)
    shutil.move(old, tmp_path / "access.log.2")
    again = await imported(cli, tmp_path / "access.log.2")
    assert (again["pageviews"], again["left_out"]["already there"]) == (0, 2)
    whole = await imported(cli, LOGS / "access.log.2.gz")
    assert whole["pageviews"] == 0


async def test_a_log_goes_on_with_the_visits_of_the_one_before(
    cli: Cli, seeded: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    lines = (LOGS / "combined.log").read_bytes().splitlines(keepends=True)
    old, new = tmp_path / "access.log.1", tmp_path / "access.log"
    old.write_bytes(b"".join(lines[:3]))
    new.write_bytes(b"".join(lines[3:]))
    await imported(cli, old)
    await imported(cli, new)
    events = await events_of(data_dir)
    assert len(events) == 27
    assert len({each.visit for each in events}) == 13
    assert len({each.visitor_id for each in events[:2]}) == 1


async def test_damage_is_named_and_stops_nothing(cli: Cli, seeded: Seeded, data_dir: Path) -> None:
    done = await imported(cli, GOATS / "damaged-v2.csv")
    assert done["pageviews"] + done["events"] == 7
    assert done["left_out"] == {"wrong number of columns": 3, "no such time": 2}
    assert [(line, reason) for _, line, reason, _ in done["named"]] == [
        (5, "wrong number of columns"),
        (6, "wrong number of columns"),
        (7, "no such time"),
        (8, "no such time"),
        (15, "wrong number of columns"),
    ]
    assert all(len(each.title) <= 2048 for each in await events_of(data_dir))


async def test_a_cut_archive_gives_what_is_in_it(cli: Cli, seeded: Seeded) -> None:
    done = await imported(cli, GOATS / "damaged-truncated.csv.gz")
    assert (done["pageviews"], done["events"]) == (18, 4)
    assert done["left_out"]["cut off"] == 1
    assert ["damaged-truncated.csv", 0, "cut off"] in [each[:3] for each in done["named"]]


@pytest.mark.parametrize("kind", ["combined", "common", "vhost_combined"])
async def test_a_damaged_log_gives_its_good_lines(cli: Cli, seeded: Seeded, kind: str) -> None:
    done = await imported(cli, LOGS / f"damaged-{kind}.log")
    assert done["pageviews"] == (10 if kind == "vhost_combined" else 9)
    assert done["left_out"]["cut off"] == 1
    assert done["left_out"]["no request that could be read"] == 2
    assert done["left_out"].get("of another site", 0) == (kind == "vhost_combined")


async def test_a_dry_run_writes_nothing(cli: Cli, anywhere: Seeded, data_dir: Path) -> None:
    done = await imported(cli, EXPORT, options="--dry-run")
    assert ([done[kind] for kind in STORY], done["import"]) == ([26, 6, 13], None)
    assert await rows_of(data_dir) == []
    said = await cli("import", str(EXPORT), "--site", "1", "--dry-run")
    assert "26 pageviews, 6 events, 13 visits" in said.stdout
    assert "nothing was imported" in said.stdout


async def own_visit(data_dir: Path, at: int) -> None:
    async with Database.open(data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        await log.append([event(first_id(at) + 1, visit=first_id(at), at=at, beacon=9)])


NOON_OF_28 = 1_774_699_200_000  # 2026-03-28 12:00 UTC, at which there is a row, too


async def test_an_import_ends_where_the_site_begins_to_count(
    cli: Cli, seeded: Seeded, data_dir: Path
) -> None:
    await own_visit(data_dir, NOON_OF_28)
    done = await imported(cli, EXPORT)
    assert done["pageviews"] + done["events"] == 14
    assert done["left_out"] == {"since this site counts itself": 18}
    assert done["own_since"] == NOON_OF_28
    await imported(cli, EXPORT, options="--own")
    assert len(await events_of(data_dir)) == 33


async def test_undoing_takes_the_import_and_nothing_else(
    cli: Cli, anywhere: Seeded, data_dir: Path
) -> None:
    first = await imported(cli, EXPORT, options="--before 2026-03-28")
    second = await imported(cli, LOGS / "combined.log")
    done = await cli("import", "undo", str(first["import"]))
    assert done.exit_code == 0, done.stderr
    rows = await rows_of(data_dir)
    assert {row.import_id for row in rows if isinstance(row, Event)} == {second["import"]}
    assert [row.import_id for row in rows if isinstance(row, ImportRemoval)] == [first["import"]]
    again = await imported(cli, EXPORT, options="--before 2026-03-28")
    assert again["pageviews"] == first["pageviews"]
    refused = await cli("import", "undo", str(first["import"]))
    assert (refused.exit_code, "There is no import" in refused.stderr) == (1, True)


async def test_what_retention_would_erase_is_refused_as_a_whole(
    config: Config, seeded: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    age = (datetime.now(UTC) - datetime(2026, 3, 29, tzinfo=UTC)).days
    cli = command_line(replace(config, retention_days=age), tmp_path)
    done = await cli("import", str(EXPORT), "--site", "1")
    assert done.exit_code == 1
    assert "would be erased at once" in done.stderr
    assert await events_of(data_dir) == []
    kept = await imported(cli, EXPORT, options="--since 2026-03-30")
    assert kept["pageviews"] == 6


@contextmanager
def broken_after(monkeypatch: pytest.MonkeyPatch, batches: int, error: Exception) -> Iterator[None]:
    bring, left = Imports.bring, [batches]

    async def once(self: Imports, number: int, sent: bytes) -> list[int]:
        left[0] -= 1
        if left[0] == -1:
            raise error
        return await bring(self, number, sent)

    with monkeypatch.context() as patch:
        patch.setattr(Imports, "bring", once)
        yield


async def test_what_was_interrupted_goes_on(
    cli: Cli, seeded: Seeded, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    with broken_after(monkeypatch, 3, Refusal("The server stopped.")):
        done = await cli("import", str(EXPORT), "--site", "1")
    assert (done.exit_code, "The server stopped." in done.stderr) == (1, True)
    assert len(await events_of(data_dir)) == 12
    listed = await cli("import", "list", "--site", "1")
    assert "not finished" in listed.stdout
    again = await imported(cli, EXPORT)
    assert ([again[kind] for kind in STORY], again["left_out"]) == ([26, 6, 13], {})
    assert len(await events_of(data_dir)) == 32
    [known] = json.loads((await cli("import", "list", "--site", "1", "--json")).stdout)
    assert (known["id"], known["state"]) == (again["import"], "done")


async def test_a_disk_that_refuses_is_asked_again(
    cli: Cli, seeded: Seeded, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_target, "BETWEEN_TRIES", 0.01)
    async with controlled(client.app, ADDRESS):
        with broken_after(monkeypatch, 0, Locked("busy")):
            done = await imported(cli, EXPORT)
    assert [done[kind] for kind in STORY] == [26, 6, 13]


async def test_an_import_is_no_news(cli: Cli, client: TestClient, world: Any) -> None:
    log, shop = client.app[keys.LOG], world.shop
    async with controlled(client.app, ADDRESS):
        done = await imported(cli, EXPORT, site="shop.example")
    assert done["pageviews"] == 26
    assert (await log.earlier(shop.id, log.head + 1, 50, EVERYTHING)).messages == []
    assert await log.read_after(shop.id, 0, log.head) == []
    assert client.app[keys.PRESENCE].now(shop.id) == 0


async def test_reports_show_it_at_once(
    cli: Cli, client: TestClient, world: Any, as_user: Any
) -> None:
    async with controlled(client.app, ADDRESS):
        await imported(cli, EXPORT, site="shop.example")
    browser = await as_user(world.ada)

    async def counted() -> bool:
        answer = await browser.get(f"/sites/{world.shop.id}?period=all")
        text = await answer.text()
        return answer.status == 200 and "/preise" in text

    await eventually(counted)


async def test_the_days_are_compared(cli: Cli, seeded: Seeded) -> None:
    done = await imported(cli, EXPORT)
    days = {(day, kind): (theirs, ours, why) for day, kind, theirs, ours, why in done["days"]}
    day = (datetime(2026, 3, 28) - datetime(1970, 1, 1)).days
    hidden = [why for _, _, why in days.values() if why]
    assert hidden == [{"not in their figures": 1}]
    assert sum(ours for (_, kind), (_, ours, _) in days.items() if kind == "pageviews") == 26
    assert days[day, "events"][:2] == (2, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "no file that could be recognised"),
        ("3Path,Title\n", "version 3"),
        ("2Path,Title\n", "columns are missing"),
        ("PK\x03\x04 and no more", "cut off or damaged"),
    ],
)
async def test_what_cannot_be_used_is_one_sentence(
    cli: Cli, seeded: Seeded, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "odd.csv").write_text(text)
    done = await cli("import", str(tmp_path / "odd.csv"), "--site", "1")
    assert (done.exit_code, done.stdout) == (1, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.csv", "--site", "1"), "There is no file nowhere.csv"),
        ((str(EXPORT),), "Say with --site"),
        ((str(EXPORT), "--site", "1", "--from-zone", "Mars"), "Europe/Berlin"),
        ((str(EXPORT), "--site", "none"), "No site is called 'none'"),
    ],
)
async def test_what_was_typed_wrong_is_said(
    cli: Cli, seeded: Seeded, words: tuple[str, ...], said: str
) -> None:
    done = await cli("import", *words)
    assert done.exit_code in {1, 2}
    assert said in done.stderr
