"""Sums of days of other products: added up, brought once, compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.seeded_data import Seeded
from tests.services.import_files.days_format import FIRST, HELD, Days
from tracker.domain.imports import formats
from tracker.domain.rows import DayRow
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "FORMATS", (Days(), *formats.FORMATS))


async def brought(data_dir: Path) -> list[tuple[Any, ...]]:
    async with Database.open_reading(data_dir / "tracker.db", "a test looks") as db:
        log = SqliteEventLog(db)
        await log.open()
        rows = [row for row in await log.rows_after(0, 99) if isinstance(row, DayRow)]
    return [
        (row.day - FIRST, row.dimension, row.key, row.visitors, row.visits, row.pageviews)
        for row in rows
    ]


async def imported(cli: Cli, path: Path, *more: str) -> dict[str, Any]:
    done = await cli("import", str(path), "--site", "1", "--json", *more)
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def test_sums_are_added_up_and_come_once(
    cli: Cli, seeded: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    path = tmp_path / "days"
    path.write_text(HELD)
    said = await imported(cli, path)
    assert [said[kind] for kind in ("pageviews", "events", "visits", "visitors")] == [6, 0, 4, 4]
    assert said["sums"] == [[27 + FIRST, 28 + FIRST]]
    assert said["left_out"] == {"no such time": 1}
    rows = [
        (27, "", "", 3, 3, 5),
        (27, "event:page", "/a", 3, 3, 5),
        (28, "", "", 1, 1, 1),
    ]
    assert await brought(data_dir) == rows
    path.write_text("days\n27   9 9 9\n28 event:page /b 1 1 1\n")
    again = await imported(cli, path)
    assert again["left_out"] == {"already there": 1}
    assert await brought(data_dir) == [*rows, (28, "event:page", "/b", 1, 1, 1)]
    assert (await cli("import", "undo", str(said["import"]))).exit_code == 0
    assert await brought(data_dir) == [(28, "event:page", "/b", 1, 1, 1)]


async def test_days_are_chosen_and_compared(cli: Cli, seeded: Seeded, tmp_path: Path) -> None:
    path = tmp_path / "days"
    path.write_text(HELD)
    said = await imported(cli, path, "--since", "2026-03-28", "--dry-run")
    assert (said["pageviews"], said["left_out"]["outside of the chosen days"]) == (1, 2)
    assert [line[2:] for line in said["days"] if line[1] == "pageviews"] == [
        [5, 0, {"outside of the chosen days": 5}],
        [1, 1, {}],
    ]


async def test_a_sum_that_no_day_can_have_is_damage(
    cli: Cli, seeded: Seeded, tmp_path: Path
) -> None:
    path = tmp_path / "days"
    path.write_text("days\n" + "27   1 1 2000000000\n" * 2 + "28   1 1 1\n")
    said = await imported(cli, path)
    assert (said["pageviews"], said["left_out"]) == (1, {"no such number": 1})
