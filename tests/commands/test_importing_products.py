"""`tracker import` of files of every product: the same week comes out of each."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.domain.imports.given_files import DATA
from tests.seeded_data import Seeded
from tracker.domain.rows import DayRow
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog

ROWS = (
    "umami/cloud-export.zip",
    "umami/pg_dump-v3-copy.sql",
    "umami/pg_dump-v3-inserts.sql",
    "umami/pg_dump-v2-copy.sql",
    "umami/mysqldump-v2.sql",
    "matomo/Live.getLastVisitsDetails.json",
    "matomo/mysqldump.sql",
    "ga4/bigquery-events.ndjson",
)
PLAUSIBLE = DATA / "plausible/shop_example_20260401.zip"
PROPERTIES = 8  # sums by what reports have none of


PLAUSIBLE = DATA / "plausible/shop_example_20260401.zip"
PROPERTIES = 8  # sums by what reports have none


async def imported(cli: Cli, *files: Path, options: str = "") -> dict[str, Any]:
    named = map(str, files)
    done = await cli("import", *named, "--site", "1", "--json", *options.split())
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", ROWS)
async def test_the_week_comes_from_each_product(cli: Cli, seeded: Seeded, name: str) -> None:
    done = await imported(cli, DATA / name)
    assert (done["pageviews"], done["events"]) == (26, 6)
    assert (done["visits"], done["visitors"]) == (13, 7)
    assert done["damaged"] == 0


async def sums_of(data_dir: Path) -> list[DayRow]:
    async with Database.open_reading(data_dir / "tracker.db", "a test looks") as db:
        log = SqliteEventLog(db)
        await log.open()
        return [row for row in await log.rows_after(0, 100_000) if isinstance(row, DayRow)]


async def test_sums_of_days_come_in_once(cli: Cli, seeded: Seeded, data_dir: Path) -> None:
    done = await imported(cli, PLAUSIBLE)
    assert (done["format"], done["pageviews"], done["visits"]) == ("plausible-csv", 26, 13)
    assert (done["events"], done["left_out"]) == (6, {"another kind of row": PROPERTIES})
    assert [line for line in done["days"] if line[2] != line[3]] == []
    found = await sums_of(data_dir)
    assert sum(row.pageviews for row in found if row.dimension == "event:page") == 26
    assert {row.import_id for row in found} == {done["import"]}
    again = await imported(cli, PLAUSIBLE)
    assert (again["pageviews"], again["import"]) == (0, None)
    assert len(await sums_of(data_dir)) == len(found)


async def test_sums_of_another_kind_add_up(cli: Cli, seeded: Seeded, data_dir: Path) -> None:
    views = await imported(cli, DATA / "fathom/pageviews.csv")
    events = await imported(cli, DATA / "fathom/events.csv")
    assert (views["pageviews"], views["events"]) == (26, 0)
    assert (events["pageviews"], events["events"]) == (0, 6)
    totals = [row for row in await sums_of(data_dir) if not row.dimension]
    assert (sum(row.pageviews for row in totals), sum(row.others for row in totals)) == (26, 6)


async def test_an_archive_of_anybodys_holds_files_of_any_product(
    cli: Cli, seeded: Seeded, tmp_path: Path
) -> None:
    path = tmp_path / "from the old server.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("old/notes.txt", "what this is")
        archive.write(DATA / "logs/access.log.2.gz", "old/logs/access.log.2.gz")
        archive.write(DATA / "goatcounter/v2-sqlite.csv", "old/export.csv")
    done = await imported(cli, path)
    assert set(done["format"].split(", ")) == {"combined", "goatcounter-csv-2"}
    assert (done["pageviews"], done["events"]) == (26 + 27, 6)
    assert done["left_out"]["another kind of row"] == 1
    listed = await cli("import", "list", "--site", "1", "--json")
    [kept] = json.loads(listed.stdout)
    assert kept["files"] == [path.name]
    again = await imported(cli, path)
    assert (again["pageviews"], again["left_out"]["already there"]) == (0, 26 + 27 + 6)
