"""`tracker verify`: every kind of fault is found and named, and a sound file is called sound."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import Cli
from tests.making import NOON, event, leave, visitor
from tests.seeded_data import Seeded, seed
from tests.storage.file.damage import smash_page
from tracker.domain.ids import first_id
from tracker.domain.places import Place
from tracker.domain.rows import (
    AgeRemoval,
    PlaceCorrection,
    Removal,
    Reset,
    SiteRemoval,
    VisitRemoval,
)
from tracker.storage.backups import verify
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.web import keys

BERLIN = Place("DE", "", "Berlin", "", None, None)
DAY = 86_400_000


@pytest.fixture
async def seeded(data_dir: Path) -> Seeded:
    """Ada's site with a week of visits: each two events, a leave and a place."""
    seeded = await seed(data_dir)
    async with Database.open(data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        for number in range(1, 15):
            at = NOON + number * DAY // 2
            visit, who = first_id(at) + number, visitor(number, seeded.site.id)
            await log.append(
                [
                    event(number * 2, who=who, visit=visit, at=at, beacon=number),
                    event(number * 2 + 1, who=who, visit=visit, at=at + 1, place=BERLIN),
                    leave(2, beacon=number, visit=visit, at=at + 2),
                    PlaceCorrection(seeded.site.id, at + 3, visit, BERLIN),
                ]
            )
    return seeded


async def found(cli: Cli) -> list[str]:
    """The names of the checks that found something."""
    done = await cli("verify", "--json")
    said = json.loads(done.stdout)
    assert done.exit_code == int(not said["ok"])
    assert all(each["found"] and each["do"] for each in said["findings"])
    return [each["check"] for each in said["findings"]]


def change(data_dir: Path, statement: str) -> None:
    with closing(sqlite3.connect(data_dir / "tracker.db")) as db:
        db.execute(statement)
        db.commit()


@pytest.mark.parametrize("size", [1, 7, 50_000])
async def test_a_sound_database_is_called_sound(
    cli: Cli, seeded: Seeded, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(verify, "SLICE", size)
    done = await cli("verify")
    assert (done.exit_code, done.stdout.endswith("tracker.db is sound.\n")) == (0, True)


async def test_beside_a_running_server_too_and_it_changes_nothing(
    cli: Cli, seeded: Seeded, client: TestClient
) -> None:
    path = client.app[keys.DATABASE].path
    before = path.read_bytes()
    await client.app[keys.LOG].append([event(99, visit=first_id(NOON) + 99)])
    assert await found(cli) == []
    assert path.read_bytes() == before


FAULTS = {
    "a text that is missing": ("delete from text where value = '/'", ["references", "references"]),
    "a place that is missing": ("delete from place", ["references", "references"]),
    "two rows with a cursor": ("update leave set cursor = 1 where cursor = 3", ["cursors"]),
    "an id twice": ("update event set id = 2", ["events"]),
    "a beacon twice": (
        "insert into event select cursor + 900, id + 900, site_id, at, visit, visitor, is_new, "
        "beacon, name, host, path, title, referrer, source, channel, campaign, place, agent, "
        "language, width, properties, address, import_id from event where beacon = 3",
        ["events"],
    ),
    "a visit of two sites": (
        "update event set site_id = 2 where cursor = 2",
        ["visits", "sites"],
    ),
    "a leave that cannot be": ("update leave set depth = 101 where cursor = 3", ["leaves"]),
    "a session of nobody": ("update login_session set user_id = 77", ["file"]),
}


@pytest.mark.parametrize(("statement", "checks"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_is_found(
    cli: Cli, seeded: Seeded, data_dir: Path, statement: str, checks: list[str]
) -> None:
    change(data_dir, statement)
    assert await found(cli) == checks


REMOVALS = {
    "a site's": SiteRemoval(1, NOON),
    "a visit's": VisitRemoval(1, NOON, first_id(NOON + DAY // 2) + 1),
    "those before a time": AgeRemoval(1, NOON, NOON + 2 * DAY),
    "those up to a cursor": Reset(1, NOON, 2),
}


@pytest.mark.parametrize("removal", REMOVALS.values(), ids=REMOVALS)
async def test_rows_that_should_be_gone_are_found(
    cli: Cli, seeded: Seeded, data_dir: Path, removal: Removal
) -> None:
    async with Database.open(data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        await log.append([msgspec.structs.replace(removal, site_id=seeded.site.id)])
    assert await found(cli) == ["removals"]


async def test_damage_is_found(cli: Cli, seeded: Seeded, data_dir: Path) -> None:
    smash_page(data_dir / "tracker.db", "event_by_site")
    assert set(await found(cli)) == {"file"}


async def test_a_backup_can_be_checked_before_it_is_needed(
    cli: Cli, seeded: Seeded, tmp_path: Path, data_dir: Path
) -> None:
    (tmp_path / "backup.db").write_bytes((data_dir / "tracker.db").read_bytes())
    change(data_dir, "delete from text")
    done = await cli("verify", str(tmp_path / "backup.db"))
    assert (done.exit_code, done.stdout) == (0, f"{tmp_path / 'backup.db'} is sound.\n")


async def test_what_is_no_database_is_one_sentence(cli: Cli, data_dir: Path) -> None:
    assert "There is no database" in (await cli("verify")).stderr
    data_dir.mkdir()
    (data_dir / "tracker.db").write_bytes(b"Dear diary,\n" * 1000)
    done = await cli("verify")
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert "is no database" in done.stderr


async def test_a_file_of_an_older_release_is_told_so(
    cli: Cli, seeded: Seeded, data_dir: Path
) -> None:
    change(data_dir, "pragma user_version = 3")
    assert await found(cli) == ["schema"]
