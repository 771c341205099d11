"""What is told to whoever operates several processes that are one server."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.cluster.doctor import examined
from tests.cluster.house import FIREFOX, METRICS_TOKEN, House, visit
from tests.engines.nats_server import needs_nats
from tests.eventually import PATIENCE, eventually
from tests.server_process import ServerProcess
from tracker.storage.sites.sites import Site

METRICS = {"Authorization": f"Bearer {METRICS_TOKEN}"}
ENGINES = ("nats", "clickhouse", "postgresql")

pytestmark = [pytest.mark.fault, needs_nats]


async def test_each_engine_is_spoken_of_by_doctor_readyz_and_metrics(
    house: House, sites: list[Site], tmp_path: Path
) -> None:
    await eventually(lambda: is_empty(house, tmp_path), 2 * PATIENCE)
    async with (
        house.process("front,sequencer,filer,jobs") as front,
        ClientSession(headers={"User-Agent": FIREFOX}) as browser,
    ):
        assert await visit(browser, front, sites[0].key, "/") == 204
        await eventually(lambda: is_filed(house, sites[0]))
        await eventually(lambda: speaks_of_all(browser, front), 2 * PATIENCE)
        await eventually(lambda: is_well(house, tmp_path), 2 * PATIENCE)


async def is_empty(house: House, folder: Path) -> bool:
    return (await examined(house, folder))["nats"] == {"warn No stream is there yet."}


async def is_filed(house: House, site: Site) -> bool:
    return await house.filed(site.id) == {"/": 1}


async def speaks_of_all(browser: ClientSession, front: ServerProcess) -> bool:
    """Once it has looked, every 15 seconds, and has been answered in time."""
    base = f"http://127.0.0.1:{front.port}"
    async with browser.get(f"{base}/readyz") as answer:
        said = await answer.json()
    async with browser.get(f"{base}/metrics", headers=METRICS) as answer:
        figures = await answer.text()
    assert said.get("nats", "").startswith("One server alone holds everything"), said
    assert {said[name] for name in ("clickhouse", "postgresql", "clock")} == {"ok"}, said
    for name in ENGINES:
        assert f'tracker_engine_up{{engine="{name}"}} 1.0' in figures
    return 'tracker_stream_bytes{stream="LOG_1"}' in figures


async def is_well(house: House, folder: Path) -> bool:
    """But that one server alone has all messages."""
    found = await examined(house, folder)
    told = {level for name in ENGINES for level in found[name]}
    alone = {each for each in told if each.startswith("warn One server alone holds everything")}
    assert len(alone) == 1
    assert {each.partition(" ")[0] for each in told - alone} == {"ok"}, told
    return True
