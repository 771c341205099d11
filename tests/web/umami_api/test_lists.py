"""Sessions and events one by one: they are our own visits, and add up to the figures."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.web.umami_api.conftest import NOW, RANGE, SINCE, WEBSITE, Get, ask
from tracker.domain.umami_api.numbered import numbered, uuid_of

SESSIONS, EVENTS = "/sessions", "/events"
HALF = (NOW + SINCE) // 2
SMALL = {"startAt": str(NOW - 6 * 3_600_000)}  # some visits, so that a test reads them all


async def all_pages(get: Get, path: str, size: int, **params: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page = 1
    while True:
        told = await get(path, page=str(page), pageSize=str(size), **params)
        assert (told["page"], told["pageSize"]) == (page, size)
        found += told["data"]
        if not told["data"]:
            assert told["count"] == len(found)
            return found
        page += 1


async def test_sessions_are_all_visits_newest_first(get: Get) -> None:
    found = await all_pages(get, SESSIONS, 40, **SMALL)
    began = [each["firstAt"] for each in found]
    assert began == sorted(began, reverse=True)
    assert len({each["id"] for each in found}) == len(found) > 5
    stats = await get("/stats", **SMALL)
    assert len(found) == stats["visits"]
    assert sum(each["views"] for each in found) >= stats["pageviews"]  # of those who go on, too
    one = found[0]
    assert (one["websiteId"], one["hostname"], one["visits"]) == (WEBSITE, "waves.example", 1)
    assert one["screen"] in {None, "xs", "sm", "md", "lg", "xl"}
    assert "subdivision1" not in one


async def test_sessions_are_filtered_and_looked_for(get: Get) -> None:
    everything = (await get(SESSIONS))["count"]
    of_a_browser = await get(SESSIONS, browser="Firefox", pageSize="1000")
    assert 0 < of_a_browser["count"] == len(of_a_browser["data"]) < everything
    assert {each["browser"] for each in of_a_browser["data"]} == {"Firefox"}
    assert (await get(SESSIONS, search="fireFOX"))["count"] == of_a_browser["count"]
    assert (await get(SESSIONS, search="no such thing")) == {
        "data": [],
        "count": 0,
        "page": 1,
        "pageSize": 20,
    }


async def test_a_session_is_told_with_what_was_done(get: Get, client: TestClient) -> None:
    listed = next(
        each for each in (await get(SESSIONS, pageSize="50"))["data"] if each["views"] > 1
    )
    where = f"{SESSIONS}/{listed['id']}"
    told = await get(where)
    assert told | listed == told
    assert (told["canDelete"], told["totaltime"] >= 0) == (False, True)
    acts = await get(where + "/activity")
    assert len(acts) == listed["views"] + listed["events"]
    times = [each["createdAt"] for each in acts]
    assert times == sorted(times, reverse=True)
    assert acts[-1]["createdAt"] == listed["firstAt"]
    assert {each["visitId"] for each in acts} == {listed["id"]}
    assert [each["eventType"] for each in acts].count(1) == listed["views"]
    assert await get(where + "/activity", endAt=str(SINCE)) == []
    assert await get(where + "/properties") == []


async def test_where_a_session_came_from_is_said_of_its_first_page(get: Get) -> None:
    found = (await get(SESSIONS, referrer="google.com", pageSize="1"))["data"][0]
    acts = await get(f"{SESSIONS}/{found['id']}/activity")
    assert acts[-1]["referrerDomain"] == "google.com"
    assert {each["referrerDomain"] for each in acts[:-1]} <= {None}


async def test_events_are_all_rows_newest_first(get: Get) -> None:
    found = await all_pages(get, EVENTS, 40, **SMALL)
    times = [each["createdAt"] for each in found]
    assert times == sorted(times, reverse=True)
    assert len({each["id"] for each in found}) == len(found) > 20
    stats = await get("/stats", **SMALL)
    assert len([each for each in found if each["eventType"] == 1]) == stats["pageviews"]
    sums = await get("/events/stats", **SMALL)
    assert len([each for each in found if each["eventType"] == 2]) == sums["data"]["events"]
    sessions = {each["id"] for each in await all_pages(get, SESSIONS, 100)}
    assert {each["sessionId"] for each in found} <= sessions
    page = next(each for each in found if each["eventType"] == 1)
    assert (page["hostname"], page["eventName"]) == ("waves.example", None)
    assert page["urlPath"].startswith("/")
    assert page["browser"]


async def test_events_are_filtered_and_looked_for(get: Get) -> None:
    for params in ({"eventType": "2"}, {"search": "sign"}, {"path": "/pricing"}):
        told = await get(EVENTS, pageSize="1000", **params)
        assert 0 < told["count"] == len(told["data"]), params
    named = {each["eventName"] for each in (await get(EVENTS, eventType="2"))["data"]}
    assert None not in named
    pages = (await get(EVENTS, path="/pricing", eventType="1"))["data"]
    assert {each["urlPath"] for each in pages} == {"/pricing"}


async def test_what_an_event_carries(get: Get) -> None:
    told = await get("/event-data", pageSize="100")
    assert told["count"] == (await get("/events/stats"))["data"]["events"]
    with_data = next(each for each in told["data"] if each["eventProperties"])
    first = with_data["eventProperties"][0]
    [one, *_] = await get(f"/event-data/{with_data['eventId']}")
    assert one | first == one
    assert one["websiteEventId"] == with_data["eventId"]
    event, name = with_data["eventName"], first["dataKey"]
    values = await get("/event-data/values", eventName=event, propertyName=name)
    assert first["stringValue"] in {each["value"] for each in values}
    totals = [each["total"] for each in values]
    assert totals == sorted(totals, reverse=True)
    assert await get("/event-data/values", event=event, propertyName="none of them") == []


async def test_properties_are_counted(get: Get, client: TestClient, token: str) -> None:
    lines = await get("/event-data/properties")
    one = lines[0]
    assert set(one) == {"eventName", "propertyName", "dataType", "total"}
    event, name = one["eventName"], one["propertyName"]
    values = await get("/event-data/values", eventName=event, propertyName=name)
    assert sum(each["total"] for each in values) == one["total"]
    assert one in await get("/event-data/properties", propertyName=name)
    said = await get("/event-data/events", event=event)
    assert {(each["propertyValue"], each["total"]) for each in said if each["propertyName"] == name}
    assert await get("/event-data/events") == lines
    of_name = [each["total"] for each in lines if each["propertyName"] == name]
    fields = {each["propertyName"]: each["total"] for each in await get("/event-data/fields")}
    assert fields[name] == sum(of_name)
    narrowed = await get("/event-data/fields", eventName=event)
    assert one["total"] in {each["total"] for each in narrowed}
    stats = await get("/event-data/stats")
    assert stats["records"] == sum(each["total"] for each in lines)
    assert stats["properties"] == len(fields)
    assert one["total"] <= stats["events"] <= stats["records"]
    path = f"/umami2/api/websites/{WEBSITE}/event-data/fields"
    of_2 = await (await ask(client, path, token, **RANGE)).json()
    assert {each["value"] for each in of_2 if each["propertyName"] == name} > set()


async def test_nothing_is_told_of_a_time_before_the_site(get: Get) -> None:
    long_ago = {"startAt": "0", "endAt": "1"}
    for path in (SESSIONS, EVENTS, "/event-data"):
        told = await get(path, **long_ago)
        assert (told["data"], told["count"]) == ([], 0)
    assert await get("/event-data/properties", **long_ago) == []
    nothing = {"events": 0, "properties": 0, "records": 0}
    assert await get("/event-data/stats", **long_ago) == nothing


@pytest.mark.parametrize("path", ["/sessions/{}", "/sessions/{}/activity", "/event-data/{}"])
async def test_what_the_site_has_not_is_not_found(
    client: TestClient, token: str, path: str
) -> None:
    for name in ("x", WEBSITE, uuid_of(7), uuid_of(7, 1)):
        answer = await ask(client, f"/api/websites/{WEBSITE}{path.format(name)}", token, **RANGE)
        assert answer.status == 404, name
        assert (await answer.json())["error"]["code"] == "not-found"


async def test_release_2_has_another_word_for_regions(client: TestClient, token: str) -> None:
    answer = await ask(client, f"/umami2/api/websites/{WEBSITE}{SESSIONS}", token, **RANGE)
    for each in (await answer.json())["data"]:
        assert each["subdivision1"] == each["region"]
        assert numbered(each["id"])
