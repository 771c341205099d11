"""What is answered is what our own query language says of the same time."""

from typing import Any

from aiohttp.test_utils import TestClient

from tests.web.umami_api.conftest import NOW, SINCE, Get
from tracker.domain.umami_api.figures import ASKED

BERLIN = "Europe/Berlin"
FROM, UNTIL = "2026-11-21T12:00:00+00:00", "2026-11-25T12:00:00+00:00"


async def ours(client: TestClient, token: str, metrics: list[str], **more: Any) -> list[Any]:
    """The rows of our own answer."""
    query = {"metrics": metrics, "date_range": [FROM, UNTIL]} | more
    headers = {"Authorization": f"Bearer {token}"}
    answer = await client.post("/api/sites/1/query", json=query, headers=headers)
    assert answer.status == 200, await answer.text()
    found = (await answer.json())["results"]
    return [(*row["dimensions"], *row["metrics"]) for row in found]


async def test_sums_are_ours_and_so_are_those_before(
    client: TestClient, token: str, get: Get
) -> None:
    [(pageviews, visitors, visits, rate, seconds)] = await ours(client, token, list(ASKED))
    found = await get("/stats")
    assert visits > 100
    assert (found["pageviews"], found["visitors"], found["visits"]) == (pageviews, visitors, visits)
    assert round(100 * found["bounces"] / visits) == rate
    assert round(found["totaltime"] / visits) == seconds
    assert set(found["comparison"].values()) == {0}  # nothing was recorded then
    half = (NOW + SINCE) // 2
    later, earlier = (
        await get("/stats", startAt=str(half)),
        await get("/stats", endAt=str(half - 1)),
    )
    assert later["comparison"] == {name: earlier[name] for name in later["comparison"]}


async def test_pages_sources_and_places_are_ours(client: TestClient, token: str, get: Get) -> None:
    for kind, dimension in {
        "path": "event:page",
        "url": "event:page",
        "entry": "visit:entry_page",
        "exit": "visit:exit_page",
        "title": "event:title",
        "hostname": "event:hostname",
        "browser": "visit:browser",
        "os": "visit:os",
        "country": "visit:country",
        "language": "visit:language",
        "screen": "visit:screen",
    }.items():
        rows = await ours(client, token, ["visitors"], dimensions=[dimension])
        found = await get("/metrics", type=kind)
        assert found, kind
        assert {row["x"]: row["y"] for row in found} == {
            "" if name == "(not set)" else name: count for name, count in rows
        }, kind
        counts = [row["y"] for row in found]
        assert counts == sorted(counts, reverse=True)


async def test_what_came_from_nowhere_is_no_referrer(
    client: TestClient, token: str, get: Get
) -> None:
    rows = await ours(client, token, ["visitors"], dimensions=["visit:source"])
    found = {row["x"]: row["y"] for row in await get("/metrics", type="domain")}
    assert found == {name: count for name, count in rows if name != "Direct"}
    rows = await ours(client, token, ["visitors"], dimensions=["visit:referrer"])
    by_host = {row["x"]: row["y"] for row in await get("/metrics", type="referrer")}
    assert by_host["google.com"] == sum(n for page, n in rows if "://www.google.com/" in page)
    assert sum(by_host.values()) == sum(n for page, n in rows if page != "Direct / None")
    [google] = await get("/metrics", type="referrer", referrer="google.com")
    assert google == {"x": "google.com", "y": by_host["google.com"]}
    lines = await get("/metrics/expanded", type="referrer", limit="2")
    assert [(each["name"], each["visitors"]) for each in lines] == list(by_host.items())[:2]
    others = await get("/metrics", type="referrer", referrer="neq.google.com")
    assert "google.com" not in {row["x"] for row in others}


async def test_channels_have_their_names(client: TestClient, token: str, get: Get) -> None:
    rows = await ours(client, token, ["visitors"], dimensions=["visit:channel"])
    found = {row["x"]: row["y"] for row in await get("/metrics", type="channel")}
    assert found["organicSearch"] == dict(rows)["Organic Search"]
    assert sorted(found.values()) == sorted(count for _, count in rows)


async def test_events_are_counted_each_time(client: TestClient, token: str, get: Get) -> None:
    rows = await ours(client, token, ["events"], dimensions=["event:name"])
    found = {row["x"]: row["y"] for row in await get("/metrics", type="event")}
    assert found == {name: count for name, count in rows if name != "pageview"}
    assert found


async def test_cities_say_their_country(client: TestClient, token: str, get: Get) -> None:
    dimensions = ["visit:city", "visit:country"]
    rows = await ours(client, token, ["visitors"], dimensions=dimensions)
    found = [(row["x"], row["country"], row["y"]) for row in await get("/metrics", type="city")]
    assert sorted(found) == sorted(rows)


async def test_all_figures_of_a_page(client: TestClient, token: str, get: Get) -> None:
    rows = await ours(client, token, list(ASKED), dimensions=["event:page"])
    found = await get("/metrics/expanded", type="path", limit="3")
    assert len(found) == 3
    for row in found:
        [theirs] = [each for each in rows if each[0] == row["name"]]
        assert (row["pageviews"], row["visitors"], row["visits"]) == tuple(theirs[1:4])


async def test_days_are_the_sites_own(client: TestClient, token: str, get: Get) -> None:
    rows = await ours(client, token, ["pageviews", "visitors"], dimensions=["time:day"])
    for zone, end in ((BERLIN, " 00:00:00"), ("UTC", "T00:00:00Z"), ("Asia/Tokyo", " 00:00:00")):
        found = await get("/pageviews", unit="day", timezone=zone)
        assert len(found["pageviews"]) == 5
        assert [(each["x"], each["y"]) for each in found["pageviews"]] == [
            (day + end, views) for day, views, _ in rows
        ]
        assert [each["y"] for each in found["sessions"]] == [who for _, _, who in rows]


async def test_hours_are_said_by_the_clocks_that_were_asked_for(
    client: TestClient, token: str, get: Get
) -> None:
    rows = await ours(client, token, ["pageviews"], dimensions=["time:hour"])
    last_day = {"startAt": str(NOW - 24 * 3_600_000), "unit": "hour"}
    found = (await get("/pageviews", timezone=BERLIN, **last_day))["pageviews"]
    counts = {name: count for name, count in rows if name >= "2026-11-24 13:00:00"}
    assert {each["x"]: each["y"] for each in found} == {
        name: count for name, count in counts.items() if count
    }
    in_utc = (await get("/pageviews", **last_day))["pageviews"]
    assert in_utc[-1]["y"] == found[-1]["y"]
    assert in_utc[-1]["x"] == "2026-11-25T11:00:00Z"
    assert found[-1]["x"] == "2026-11-25 12:00:00"


async def test_months_add_up_to_years(get: Get) -> None:
    [month] = (await get("/pageviews", unit="month", timezone=BERLIN))["pageviews"]
    [year] = (await get("/pageviews", unit="year", timezone=BERLIN))["pageviews"]
    assert (month["x"], year["x"]) == ("2026-11-01 00:00:00", "2026-01-01 00:00:00")
    assert month["y"] == year["y"] == (await get("/stats"))["pageviews"]


async def test_all_of_time_begins_with_the_site(get: Get) -> None:
    ever = await get("/stats", startAt="0")
    assert ever["pageviews"] == (await get("/stats"))["pageviews"]
    assert len((await get("/pageviews", startAt="0", unit="day"))["pageviews"]) == 5


async def test_a_chart_may_be_compared(get: Get) -> None:
    half = (NOW + SINCE) // 2
    found = await get("/pageviews", unit="day", startAt=str(half), compare="prev")
    earlier = await get("/pageviews", unit="day", endAt=str(half - 1))
    assert found["compare"]["pageviews"] == earlier["pageviews"]
    assert found["compare"]["startDate"] == "2026-11-21T12:00:00.000Z"


async def test_filters_narrow_all_of_it(client: TestClient, token: str, get: Get) -> None:
    [top, second, *_] = await get("/metrics", type="browser")
    for theirs, filters in (
        ({"browser": top["x"].lower()}, [["is", "visit:browser", [top["x"]]]]),
        ({"browser": f"neq.{top['x']}"}, [["is_not", "visit:browser", [top["x"]]]]),
        (
            {"browser": f"eq.{top['x']},{second['x']}"},
            [["is", "visit:browser", [top["x"], second["x"]]]],
        ),
        ({"path": "c.pric"}, [["contains", "event:page", ["pric"]]]),
        ({"url": "/pricing"}, [["is", "event:page", ["/pricing"]]]),
        (
            {"os": "Mac OS", "country1": "s."},
            [["is", "visit:os", ["macOS"]], ["is_not", "visit:country", ["(not set)"]]],
        ),
        ({"utmSource": "ns."}, [["is", "visit:utm_source", ["(not set)"]]]),
    ):
        [(visitors, views)] = await ours(client, token, ["visitors", "pageviews"], filters=filters)
        found = await get("/metrics", type="hostname", **theirs)
        assert sum(row["y"] for row in found) == visitors, theirs
        assert visitors
        chart = await get("/pageviews", unit="month", **theirs)
        assert sum(each["y"] for each in chart["pageviews"]) == views


async def test_either_of_two_filters_may_be_enough(
    client: TestClient, token: str, get: Get
) -> None:
    [one, two, *_] = [row["x"] for row in await get("/metrics", type="country")]
    theirs = {"country": one, "country1": two}
    assert await get("/metrics", type="country", **theirs) == []
    either = await get("/metrics", type="country", match="any", **theirs)
    assert {row["x"] for row in either} == {one, two}


async def test_a_list_is_searched_and_paged(get: Get) -> None:
    pages = await get("/metrics", type="path")
    found = await get("/metrics", type="path", search="PRIC")
    assert found == [row for row in pages if "pric" in row["x"].lower()]
    assert await get("/metrics", type="path", limit="2", offset="1") == pages[1:3]
    assert {"value": "/pricing"} in await get("/values", type="path", search="pric")


async def test_events_over_time(client: TestClient, token: str, get: Get) -> None:
    rows = await ours(client, token, ["events"], dimensions=["time:day", "event:name"])
    found = await get("/events/series", unit="day", timezone=BERLIN)
    assert sorted((each["t"][:10], each["x"], each["y"]) for each in found) == sorted(
        (day, name, count) for day, name, count in rows if name != "pageview"
    )
    sums = (await get("/events/stats"))["data"]
    assert sums["events"] == sum(each["y"] for each in found)
    assert sums["uniqueEvents"] == len({each["x"] for each in found})


async def test_the_week_begins_on_sunday(client: TestClient, token: str, get: Get) -> None:
    dimensions = ["time:weekday", "time:hour_of_day"]
    rows = await ours(client, token, ["visitors"], dimensions=dimensions)
    days = await get("/sessions/weekly", timezone=BERLIN)
    assert [len(day) for day in days] == [24] * 7
    assert all(days[int(weekday) % 7][int(hour)] == who for weekday, hour, who in rows)
    assert sum(map(sum, days)) == sum(who for *_, who in rows)
    head = await get("/sessions/stats")
    assert head["visitors"]["value"] == (await get("/stats"))["visitors"]
    assert head["countries"]["value"] > 5
