"""Programs that were written for Umami, as their registries have them, ask this server."""

import asyncio
import json
import os
import sys
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.web.umami_api.conftest import NOW, SINCE, WEBSITE, Get
from tests.world import PASSWORD

FETCHED = Path(__file__).parents[3] / ".trackers"
TIMES = f"""
import json, sys
from datetime import UTC, datetime
import umami
at = [datetime.fromtimestamp(each, UTC) for each in ({SINCE / 1000}, {(NOW - 1) / 1000})]
"""
ASKED = """
umami.set_url_base(sys.argv[1])
alive = umami.heartbeat()
user = umami.login("ada", sys.argv[2]).user
good = umami.verify_token()
sites = umami.websites()
umami.set_website_id(sites[0].id)
stats = umami.website_stats(*at)
filtered = umami.website_stats(*at, url="/pricing")
now = umami.active_users()
said = lambda each: json.loads(each.model_dump_json())
print(json.dumps({"alive": alive, "user": said(user), "good": good, "now": now,
    "sites": [said(each) for each in sites], "stats": said(stats), "filtered": said(filtered)}))
"""
JAVASCRIPT = """
const {UmamiClient} = await import(process.argv[2]);
const [baseUrl, secret, websiteId, startAt, endAt] = process.argv.slice(3);
const {token, user} = await new UmamiClient({baseUrl}).login({username: "ada", password: secret});
const umami = new UmamiClient({baseUrl, token});
const at = {websiteId, startAt, endAt};
const wrong = await new UmamiClient({baseUrl, token: "x"}).listWebsites().catch((error) => error);
const listOfOne = async (at) => {
    const events = await umami.getWebsiteEvents({...at, eventType: 1, pageSize: 1});
    const {sessionId} = events.data[0];
    const session = await umami.getWebsiteSession({websiteId, sessionId});
    const acts = await umami.getWebsiteSessionActivity({...at, sessionId});
    const properties = await umami.getWebsiteSessionProperties({websiteId, sessionId});
    return {events, session, acts, properties};
};
console.log(JSON.stringify({
    user,
    verified: await umami.verify(),
    me: await new UmamiClient({baseUrl, apiKey: token}).getMe(),
    sites: await umami.listWebsites({search: "EXAMPLE"}),
    site: await umami.getWebsite({websiteId}),
    active: await umami.getWebsiteActive({websiteId}),
    dates: await umami.getWebsiteDateRange({websiteId}),
    stats: await umami.getWebsiteStats(at),
    chart: await umami.getWebsitePageviews({...at, unit: "day", timezone: "Europe/Berlin"}),
    pages: await umami.getWebsiteMetrics({...at, type: "path", limit: 5}),
    expanded: await umami.getWebsiteExpandedMetrics({...at, type: "browser"}),
    events: await umami.getWebsiteEventSeries({...at, unit: "day", timezone: "Europe/Berlin"}),
    sums: await umami.getWebsiteEventStats(at),
    sessions: await umami.getWebsiteSessionStats(at),
    listed: await umami.getWebsiteSessions({...at, pageSize: 2}),
    named: await listOfOne(at),
    data: await umami.getEventData({...at, pageSize: 2}),
    carried: await umami.getEventDataProperties(at),
    fields: await umami.getEventDataFields(at),
    counted: await umami.getEventDataStats(at),
    weekly: await umami.getWebsiteSessionsWeekly({...at, timezone: "Europe/Berlin"}),
    values: await umami.getWebsiteValues({...at, type: "country"}),
    wrong: {status: wrong.status, code: wrong.code},
}));
"""


def fetched(name: str) -> pytest.MarkDecorator:
    there = (FETCHED / name).exists()
    return pytest.mark.skipif(not there, reason=f"scripts/trackers has not fetched {name}")


async def said_by(*command: str, **environment: str) -> Any:
    running = await asyncio.create_subprocess_exec(
        *command,
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaints = await asyncio.wait_for(running.communicate(), 120)
    assert running.returncode == 0, complaints.decode()
    return json.loads(out)


async def said_in_python(client: TestClient, package: str, secret: str) -> Any:
    base = str(client.make_url("/"))
    command = (sys.executable, "-c", TIMES + ASKED, base, secret)
    return await said_by(*command, PYTHONPATH=str(FETCHED / package))


@fetched("umami-analytics")
async def test_the_python_library_of_release_3(client: TestClient, get: Get) -> None:
    found = await said_in_python(client, "umami-analytics", PASSWORD)
    stats = await get("/stats")
    assert (found["alive"], found["good"], found["now"]) == (True, True, 0)
    assert found["user"]["username"] == "ada"
    assert [(each["id"], each["domain"]) for each in found["sites"]] == [(WEBSITE, "example.com")]
    assert found["stats"] == stats
    assert found["filtered"] == await get("/stats", path="/pricing")
    assert 0 < found["filtered"]["visitors"] < stats["visitors"]


@fetched("umami-analytics-py")
async def test_the_python_library_of_release_2(client: TestClient, token: str, get: Get) -> None:
    found = await said_in_python(client, "umami-analytics-py", token)
    stats = await get("/stats")
    assert (found["alive"], found["good"]) == (True, True)
    assert {name: pair["value"] for name, pair in found["stats"].items()} == {
        name: stats[name] for name in found["stats"]
    }
    filtered = await get("/stats", path="/pricing")
    assert found["filtered"]["visits"] == {"value": filtered["visits"], "prev": 0}


@fetched("umami-api-client")
@pytest.mark.skipif(not which("node"), reason="node is missing")
async def test_their_own_client(client: TestClient, get: Get, tmp_path: Path) -> None:
    program = tmp_path / "ask.mjs"
    program.write_text(JAVASCRIPT)
    library = str(FETCHED / "umami-api-client" / "dist" / "index.js")
    given = (str(client.make_url("/api")), PASSWORD, WEBSITE, str(SINCE), str(NOW - 1))
    found = await said_by("node", str(program), library, *given)
    assert found["verified"]["id"] == found["user"]["id"] == found["me"]["user"]["id"]
    assert found["sites"]["count"] == 1
    assert found["site"] == found["sites"]["data"][0]
    assert found["stats"] == await get("/stats")
    zone = {"unit": "day", "timezone": "Europe/Berlin"}
    assert found["chart"] == await get("/pageviews", **zone)
    assert found["pages"] == (await get("/metrics", type="path"))[:5]
    assert found["events"] == await get("/events/series", **zone)
    assert found["listed"] == await get("/sessions", pageSize="2")
    named = found["named"]
    assert named["events"] == await get("/events", eventType="1", pageSize="1")
    assert named["events"]["data"][0]["id"] in {each["eventId"] for each in named["acts"]}
    assert named["session"]["id"] == named["acts"][0]["visitId"]
    assert named["properties"] == []
    assert found["carried"] == await get("/event-data/properties")
    assert {each["total"] for each in found["fields"]}
    assert found["counted"] == await get("/event-data/stats")
    assert found["data"] == await get("/event-data", pageSize="2")
    assert {"sums", "sessions", "weekly", "values", "expanded", "dates", "active"} < set(found)
    assert found["wrong"] == {"status": 401, "code": "unauthorized"}
