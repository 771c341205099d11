"""`tracker note`: a day says what happened on it, beside a server and without one."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.commands.conftest import ADDRESS
from tests.conftest import Cli
from tests.seeded_data import Seeded, seed
from tracker.domain.reports import kept
from tracker.storage.file.database import Database
from tracker.storage.sites import annotations
from tracker.storage.sites.annotations import annotations_of
from tracker.web import keys
from tracker.web.serving.server import controlled


@pytest.fixture
async def seeded(data_dir: Path) -> Seeded:
    return await seed(data_dir)


@pytest.fixture
async def served(seeded: Seeded, client: TestClient) -> AsyncIterator[TestClient]:
    async with controlled(client.app, ADDRESS):
        yield client


async def test_without_a_server_it_is_written_into_the_database(
    cli: Cli, seeded: Seeded, data_dir: Path
) -> None:
    done = await cli("note", "example.com", "deploy 1.4", "--day", "2026-11-21")
    assert (done.exit_code, done.stdout) == (0, "example.com, 2026-11-21: deploy 1.4\n")
    async with Database.open(data_dir / "tracker.db") as db:
        [note] = await annotations_of(db, seeded.site.id)
    assert (note.day.isoformat(), note.words, note.user_id) == ("2026-11-21", "deploy 1.4", None)


async def test_beside_a_server_the_day_is_the_sites_own_today(
    cli: Cli, seeded: Seeded, served: TestClient
) -> None:
    done = await cli("note", str(seeded.site.id), "letter sent", "--json")
    [note] = await annotations_of(served.app[keys.DATABASE], seeded.site.id)
    assert json.loads(done.stdout) == {
        "id": note.id,
        "site": "example.com",
        "day": note.day.isoformat(),
        "words": "letter sent",
    }


WRONG = [
    (("nowhere.example", "x"), "No site is called 'nowhere.example'."),
    (("example.com", "x", "--day", "30.11.2026"), "Type a day such as 2026-11-29."),
    (("example.com", "x" * 301), "Use at most 300 letters."),
    (("example.com", " "), "Say what happened."),
]


@pytest.mark.usefixtures("seeded")
async def test_what_is_wrong_with_it_is_said(cli: Cli) -> None:
    for typed, said in WRONG:
        done = await cli("note", *typed)
        assert done.exit_code != 0, typed
        assert said in done.stderr, done.stderr


@pytest.mark.usefixtures("served")
async def test_a_site_that_has_enough_of_them_says_so(cli: Cli, monkeypatch) -> None:
    monkeypatch.setattr(annotations, "MOST_ANNOTATIONS", 0)
    done = await cli("note", "example.com", "one more")
    assert f"example.com has {kept.MOST_ANNOTATIONS:,} annotations already." in done.stderr
