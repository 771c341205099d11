"""`tracker stats`: reports in the terminal, beside a server and without one."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.commands.conftest import ADDRESS
from tests.conftest import Cli
from tests.eventually import PATIENCE
from tests.making import NOON, event, visitor
from tests.seeded_data import Seeded, seed
from tracker.commands.stats_query import query_of
from tracker.domain.sources import Source
from tracker.services.reports import open_file
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.web.serving.server import controlled

PERIOD = ("--period", "2026-11-21..2026-11-21")


@pytest.fixture
async def seeded(data_dir: Path) -> Seeded:
    """Ada's site, where three visits of a day read four pages."""
    seeded = await seed(data_dir)
    async with Database.open(data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        read = ((1, "Google", "/"), (2, "Google", "/blog/a"), (2, "Google", "/"), (3, "=1+1", "/"))
        for number, (visit, source, path) in enumerate(read, 1):
            who = visitor(visit, seeded.site.id)
            row = event(number, who=who, visit=visit, at=NOON + number, path=path)
            row.source = Source(source, "organic-search")
            await log.append([row])
    return seeded


@pytest.fixture
async def served_site(seeded: Seeded, client: TestClient, monkeypatch) -> AsyncIterator[None]:
    """A server on that site, asked through its control socket."""
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)
    async with controlled(client.app, ADDRESS):
        yield


async def test_it_prints_a_table(cli: Cli, seeded: Seeded) -> None:
    await check_table(cli)


@pytest.mark.usefixtures("served_site")
async def test_beside_a_server_it_is_the_server_that_counts(cli: Cli) -> None:
    await check_table(cli)


async def check_table(cli: Cli) -> None:
    done = await cli("stats", "example.com", *PERIOD, "--by", "source")
    assert done.stdout.splitlines() == [
        "example.com, 2026-11-21T00:00 to 2026-11-21T23:59",
        "visit:source  visitors  visits  pageviews  bounce_rate  visit_duration",
        "Google               2       2          3           50               0",
        "=1+1                 1       1          1          100               0",
    ]


async def test_programs_get_json_or_csv(cli: Cli, seeded: Seeded) -> None:
    asked = ("stats", str(seeded.site.id), *PERIOD, "--by", "source", "--metrics", "visits")
    said = json.loads((await cli(*asked, "--json")).stdout)
    assert [each["metrics"] for each in said["results"]] == [[2], [1]]
    assert said["query"]["site_id"] == "example.com"
    printed = (await cli(*asked, "--csv")).stdout
    assert printed.splitlines() == ["visit:source,visits", "Google,2", "'=1+1,1"]


async def test_filters_select_visits_as_the_pages_do(cli: Cli, seeded: Seeded) -> None:
    asked = ("stats", "example.com", *PERIOD, "--metrics", "visits,bounce_rate", "--csv")
    done = await cli(*asked, "--filter", "page begins /blog/", "--filter", "source is Google")
    assert done.stdout.splitlines() == ["visits,bounce_rate", "1,0"]
    done = await cli(*asked, "--filter", "page is not /blog/a")
    assert done.stdout.splitlines() == ["visits,bounce_rate", "2,100"]


async def test_a_share_of_nothing_is_a_dash(cli: Cli, seeded: Seeded) -> None:
    done = await cli("stats", "example.com", "--period", "2020-01-01..2020-01-02")
    assert done.stdout.splitlines()[-1].split() == ["0", "0", "0", "-", "-"]


REFUSED = {
    "another site": (("else.example",), "No site is called 'else.example'"),
    "another metric": (("example.com", "--metrics", "vistors"), "metrics[0] is “vistors”"),
    "another period": (("example.com", "--period", "soon"), "date_range"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED)
async def test_what_cannot_be_answered_is_one_sentence(
    cli: Cli, seeded: Seeded, words: tuple[str, ...], said: str
) -> None:
    done = await cli("stats", *words)
    assert (done.exit_code, said in done.stderr) == (1, True)
    assert len(done.stderr.splitlines()) == 1


async def test_a_filter_that_is_none_is_told_how_to_write_one(cli: Cli, seeded: Seeded) -> None:
    done = await cli("stats", "example.com", "--filter", "page=/blog/")
    assert (done.exit_code, "page begins /blog/" in done.stderr) == (2, True)


def test_short_names_are_those_of_the_query_language() -> None:
    query = query_of(
        period="30d",
        by="country, day,prop:plan",
        metrics="visitors",
        filters=("country is not DE", "event:name matches ^Sign .*", "prop:plan is a b"),
        goal="Order",
        limit=5,
    )
    assert query == {
        "metrics": ["visitors"],
        "date_range": "30d",
        "dimensions": ["visit:country", "time:day", "event:props:plan"],
        "filters": [
            ["is_not", "visit:country", ["DE"]],
            ["has_done", ["matches", "event:name", ["^Sign .*"]]],
            ["has_done", ["is", "event:props:plan", ["a b"]]],
        ],
        "pagination": {"limit": 5},
        "goal": "Order",
    }
