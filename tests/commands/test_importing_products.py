"""`tracker import` of files of every product: the same week comes out of each."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.domain.imports.given_files import DATA
from tests.seeded_data import Seeded

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
