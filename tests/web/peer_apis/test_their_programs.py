"""Programs written for GoatCounter and Plausible, as their registry has them, ask this server."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.web.peer_apis.conftest import EXPORT, WEEK, Program

FETCHED = Path(__file__).parents[3] / ".trackers"
GOATPIE = """
import json, sys
from goatpie import GoatPie
url, token, folder = sys.argv[1:]
goat = GoatPie(url, token, folder)
goat.update(0)
goat.update(0)  # which brings nothing new
tables = {name: getattr(goat, f"get_{name}")(100) for name in
    ("pages", "browsers", "systems", "visits", "pageviews")}
print(json.dumps({name: table.values.tolist() for name, table in tables.items()}))
"""
GOATCOUNTER = """
import asyncio, json, sys
from unittest.mock import MagicMock
sys.modules["fastmcp"] = MagicMock()  # who asks it for tools is not what is tried
from goatcounter_mcp_server.server import GoatcounterApiClient
url, token, start, end = sys.argv[1:]

async def ask():
    goat = GoatcounterApiClient("shop", token, url)
    at = {"start": start, "end": end}
    found = {"me": await goat.get_me(), "sites": await goat.list_sites()}
    found["paths"] = await goat.list_paths(limit=5)
    found["rest"] = await goat.list_paths(limit=200, after=found["paths"]["paths"][-1]["id"])
    found["total"] = await goat.get_stats_total(**at)
    for name in ("hits", "refs", "browsers", "systems", "sizes", "locations"):
        found[name] = await getattr(goat, f"get_stats_{name}")(**at, limit=100)
    print(json.dumps(found))

asyncio.run(ask())
"""
PLAUSIBLE = """
import json, os, sys
from plausible_mcp import server
site, token, days = sys.argv[1:]
every = [
    server.get_aggregate_stats(site, days, ["visitors", "pageviews", "bounce_rate"], token),
    server.get_timeseries(site, days, token=token),
    server.get_breakdown(site, "page", days, token=token),
    server.get_breakdown(site, "source", days, token=token),
    server.get_realtime_visitors(site, token=token),
]
wrong = server.get_aggregate_stats("other.example", days, token=token)
print(json.dumps([json.loads(each) for each in every] + [wrong]))
"""


def fetched(name: str) -> pytest.MarkDecorator:
    there = (FETCHED / name).exists()
    return pytest.mark.skipif(not there, reason=f"scripts/trackers has not fetched {name}")


async def said_by(package: str, code: str, *given: str, **environment: str) -> Any:
    """What the program prints, which has nothing of ours beside it."""
    own = {"PYTHONPATH": str(FETCHED / package), "DO_NOT_TRACK": "1"}
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, *given),
        env=os.environ | own | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaints = await asyncio.wait_for(running.communicate(), 180)
    assert running.returncode == 0, complaints.decode()
    return json.loads(out.splitlines()[-1])


def server_of(program: Program) -> str:
    return str(program.client.make_url("/")).rstrip("/")


@fetched("goatpie")
async def test_goatpie_takes_the_export(program: Program, tmp_path: Path) -> None:
    folder = str(tmp_path / "goatpie")
    found = await said_by("goatpie", GOATPIE, server_of(program), program.token, folder)
    rows = list(csv.DictReader(io.StringIO(EXPORT.read_text("utf-8"))))
    theirs = Counter(row["2Path"] for row in rows)
    assert {page: count for count, page, _ in found["pages"]} == theirs
    assert sum(line[0] for line in found["browsers"]) == sum(
        bool(row["Browser"].strip()) for row in rows
    )
    days = Counter(row["Date"][:10] for row in rows)
    assert dict(found["pageviews"]) == days
    assert {day for day, _ in found["visits"]} == set(days)


@fetched("goatcounter-mcp-server")
async def test_a_server_of_tools_asks_goatcounters_api(program: Program) -> None:
    given = (server_of(program), program.token, *WEEK)
    found = await said_by("goatcounter-mcp-server", GOATCOUNTER, *given)
    assert found["me"]["token"]["sites"] == [site["id"] for site in found["sites"]["sites"]]
    assert (found["total"]["total"], found["total"]["total_events"]) == (31, 6)
    for name in ("browsers", "systems", "sizes", "locations", "refs"):
        assert sum(line["count"] for line in found[name]["stats"]) == 31, name
    hits = {(hit["path"], hit["event"]): hit["count"] for hit in found["hits"]["hits"]}
    assert sum(hits.values()) == 31
    listed = found["paths"]["paths"] + found["rest"]["paths"]
    assert {(path["path"], path["event"]) for path in listed} == {*hits}


@fetched("plausible-mcp")
async def test_a_server_of_tools_asks_plausibles_api(program: Program, tmp_path: Path) -> None:
    given = ("example.com", program.token, ",".join(WEEK))
    where = {"PLAUSIBLE_BASE_URL": server_of(program), "HOME": str(tmp_path)}
    found = await said_by("plausible-mcp", PLAUSIBLE, *given, **where)
    totals, days, pages, sources, now, wrong = found
    [ours] = await program.ours(metrics=["visitors", "pageviews", "bounce_rate"])
    assert [*totals["totals"].values()] == ours["metrics"]
    by_day = await program.figures("visitors", "time:day")
    assert {row["date"]: row["visitors"] for row in days["timeseries"]} == (
        dict.fromkeys((f"2026-03-{day}" for day in range(27, 32)), 0) | by_day
    )
    by_page = await program.figures("visitors", "event:page")
    assert {row["page"]: row["visitors"] for row in pages["results"]} == by_page
    assert sources["results"]
    assert 0 in now.values()
    assert "HTTP 401" in wrong
