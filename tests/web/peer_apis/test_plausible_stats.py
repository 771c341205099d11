"""Plausible's Stats API v1, answered of our reports: each figure is the query language's."""

from __future__ import annotations

from typing import Any

from tests.web.peer_apis.conftest import WEEK, Issue, Program, call_it
from tests.web.sites.owners import visit
from tracker.domain.reports.goals import Goal
from tracker.services.sites.kept_for_reports import add_goal
from tracker.services.sites.site_tokens import issue_token
from tracker.web import keys

STATS = "/api/v1/stats"
ALL = "visitors,visits,pageviews,views_per_visit,bounce_rate,visit_duration,events"
NAMED = {"site_id": "example.com", "period": "custom", "date": ",".join(WEEK)}


async def test_all_figures_of_a_week_are_ours(program: Program, manifest: dict[str, Any]) -> None:
    told = (await program.told(f"{STATS}/aggregate", **NAMED, metrics=ALL))["results"]
    [ours] = await program.ours(metrics=ALL.split(","))
    assert told == {
        name: {"value": value} for name, value in zip(ALL.split(","), ours["metrics"], strict=True)
    }
    story = manifest["story"]
    assert told["pageviews"]["value"] == story["pageviews"]
    assert told["visits"]["value"] == story["visits"]
    assert told["events"]["value"] == story["pageviews"] + story["events"]


async def test_a_week_is_compared_with_as_many_days_before(program: Program) -> None:
    asked = NAMED | {"date": "2026-03-29,2026-03-30", "metrics": "pageviews,bounce_rate"}
    told = await program.told(f"{STATS}/aggregate", **asked, compare="previous_period")
    metrics = ["pageviews", "bounce_rate"]
    [before] = await program.ours(metrics=metrics, date_range=["2026-03-27", "2026-03-28"])
    [now] = await program.ours(metrics=metrics, date_range=["2026-03-29", "2026-03-30"])
    (views_before, rate_before), (views, rate) = before["metrics"], now["metrics"]
    grown = round((views - views_before) / views_before * 100)
    assert told["results"] == {
        "pageviews": {"value": views, "change": grown},
        "bounce_rate": {"value": rate, "change": rate - rate_before},
    }


async def test_every_day_is_there_also_where_nothing_happened(program: Program) -> None:
    asked = NAMED | {"date": "2026-03-25,2026-03-31", "metrics": "visitors,bounce_rate"}
    told = (await program.told(f"{STATS}/timeseries", **asked))["results"]
    assert [row["date"] for row in told] == [f"2026-03-{day}" for day in range(25, 32)]
    assert told[0] == {"date": "2026-03-25", "visitors": 0, "bounce_rate": None}
    ours = await program.figures("visitors", "time:day")
    assert {row["date"]: row["visitors"] for row in told if row["visitors"]} == ours


async def test_a_day_has_hours_and_a_year_months(program: Program) -> None:
    day = {"site_id": "example.com", "period": "day", "date": "2026-03-27"}
    hours = (await program.told(f"{STATS}/timeseries", **day, metrics="pageviews"))["results"]
    assert (len(hours), hours[10]["date"]) == (24, "2026-03-27 10:00:00")
    ours = await program.ours(metrics=["pageviews"], date_range=["2026-03-27", "2026-03-27"])
    assert sum(row["pageviews"] for row in hours) == ours[0]["metrics"][0] > 0
    year = day | {"period": "12mo", "date": "2026-05-02"}
    months = (await program.told(f"{STATS}/timeseries", **year, metrics="pageviews"))["results"]
    assert [months[0]["date"], months[10], months[11]["date"]] == [
        "2025-06-01",
        {"date": "2026-04-01", "pageviews": 0},
        "2026-05-01",
    ]
    assert months[9] == {"date": "2026-03-01", "pageviews": 26}


PROPERTIES = (
    *("event:page", "event:hostname", "event:name", "visit:entry_page", "visit:exit_page"),
    *("visit:source", "visit:referrer", "visit:utm_medium", "visit:utm_source"),
    *("visit:utm_campaign", "visit:utm_content", "visit:utm_term", "visit:device"),
    *("visit:browser", "visit:browser_version", "visit:os", "visit:os_version"),
    *("visit:country", "visit:region", "visit:city", "event:props:plan"),
)


async def test_a_breakdown_has_the_rows_of_ours(program: Program) -> None:
    for name in PROPERTIES:
        told = (await program.told(f"{STATS}/breakdown", **NAMED, property=name))["results"]
        key = name.rpartition(":")[2]
        ours = await program.figures("visitors", name)
        assert [(row[key], row["visitors"]) for row in told] == [
            ("Direct / None" if value == "Direct" else value, count)
            for value, count in ours.items()
        ], name


async def test_a_breakdown_comes_page_by_page(program: Program) -> None:
    asked = NAMED | {"property": "event:page"}
    whole = (await program.told(f"{STATS}/breakdown", **asked))["results"]
    pages = [
        (await program.told(f"{STATS}/breakdown", **asked, limit="4", page=page))["results"]
        for page in "12"
    ]
    assert pages[0] + pages[1] == whole[:8]


FILTERS: list[tuple[str, list[object]]] = [
    ("event:page==/", [["is", "event:page", ["/"]]]),
    ("event:page!=/", [["is_not", "event:page", ["/"]]]),
    ("visit:source==Google|Bing", [["is", "visit:source", ["Google", "Bing"]]]),
    ("visit:source==Direct / None|Bing", [["is", "visit:source", ["Direct", "", "Bing"]]]),
    ("visit:country!=(not set)|US", [["is_not", "visit:country", ["", "US"]]]),
    ("event:page==/blog/**", [["begins", "event:page", ["/blog/"]]]),
    ("event:page==/blog*|/", [["matches", "event:page", ["^/blog.*$", "^/$"]]]),
    (
        "visit:country==DE; visit:device!=Desktop",
        [["is", "visit:country", ["DE"]], ["is_not", "visit:device", ["Desktop"]]],
    ),
    ('[["contains","event:page",["blog"]]]', [["contains", "event:page", ["blog"]]]),
]


async def test_filters_select_what_ours_select(program: Program) -> None:
    for text, ours in FILTERS:
        told = await program.told(f"{STATS}/aggregate", **NAMED, metrics="pageviews", filters=text)
        [row] = await program.ours(metrics=["pageviews"], filters=ours)
        assert told["results"]["pageviews"]["value"] == row["metrics"][0], text
        assert 0 < row["metrics"][0] < 26, text


async def test_a_rate_is_of_all_who_might_have_met_the_goal(program: Program) -> None:
    goal = Goal(id=0, site_id=program.site_id, name="Sign-up", kind="event", of="signup")
    await add_goal(program.client.app[keys.KEPT], goal, 0)
    asked = NAMED | {"metrics": "visitors,conversion_rate,events"}
    filtered = asked | {"filters": "event:goal==Sign-up"}
    told = (await program.told(f"{STATS}/aggregate", **filtered))["results"]
    [ours] = await program.ours(
        metrics=["converting_visitors", "conversion_rate", "conversions"], goal="Sign-up"
    )
    assert [each["value"] for each in told.values()] == ours["metrics"]
    assert 0 < ours["metrics"][1] < 100
    rows = await program.told(f"{STATS}/breakdown", **filtered, property="visit:source")
    [rate] = {row["conversion_rate"] for row in rows["results"] if row["source"] == "Google"}
    by_source = await program.ours(
        metrics=["conversion_rate"], dimensions=["visit:source"], goal="Sign-up"
    )
    assert [rate] in [row["metrics"] for row in by_source if row["dimensions"] == ["Google"]]
    goals = await program.told(f"{STATS}/breakdown", **asked, property="event:goal")
    assert goals["results"] == [
        {
            "goal": "Sign-up",
            "visitors": ours["metrics"][0],
            "conversion_rate": ours["metrics"][1],
            "events": ours["metrics"][2],
        }
    ]
    listed = await program.told("/api/v1/sites/goals", site_id="example.com")
    assert [each["event_name"] for each in listed["goals"]] == ["signup"]


async def test_who_is_there_now_is_a_bare_number(program: Program) -> None:
    asked = {"site_id": "example.com"}
    assert await program.told(f"{STATS}/realtime/visitors", **asked) == 0
    site = program.client.app[keys.SITES].by_id[program.site_id]
    await visit(program.client, site)
    answer = await program.get(f"{STATS}/realtime/visitors", **asked)
    assert await answer.text() == "1"


WRONG: list[tuple[str, dict[str, str], str]] = [
    ("aggregate", {"site_id": ""}, "site_id is missing."),
    ("aggregate", {"period": "8d"}, "period is “8d”, which is not known. Allowed: day, 7d"),
    ("aggregate", {"date": "2026-02-30,2026-03-01"}, "date is a date of the calendar"),
    ("aggregate", {"date": "2026-03-02"}, "date is two dates of a custom period"),
    ("aggregate", {"date": "2026-03-02,2026-03-01"}, "date ends before it begins."),
    ("aggregate", {"date": "1970-03-02,2026-03-01"}, "date lies outside"),
    ("aggregate", {"metrics": "visitors,vists"}, "metrics is “vists”, which is not known."),
    ("aggregate", {"metrics": "conversion_rate"}, "metrics has conversion_rate, which needs"),
    ("aggregate", {"metrics": "time_on_page"}, "metrics has time_on_page, which needs event:"),
    ("aggregate", {"compare": "year"}, "compare is “year”, which is not known."),
    ("aggregate", {"filters": "visit:sauce==a"}, "filters[0][1] is “visit:sauce”"),
    ("aggregate", {"filters": "event:page"}, "filters has “event:page” in it"),
    ("aggregate", {"filters": "event:page=="}, "filters has “event:page==” in it"),
    ("aggregate", {"filters": "event:goal==Nothing"}, "filters[0][2][0] is “Nothing”"),
    ("aggregate", {"filters": "[["}, "The body is not JSON."),
    ("aggregate", {"filters": ";".join(["event:page==/"] * 51)}, "filters has at most 50"),
    ("timeseries", {"interval": "year"}, "interval is “year”, which is not known."),
    ("timeseries", {"metrics": "time_on_page"}, "metrics has time_on_page, which is not"),
    ("breakdown", {}, "property is missing."),
    ("breakdown", {"property": "visit:sauce"}, "property is “visit:sauce”"),
    ("breakdown", {"property": "event:page", "limit": "0"}, "limit is a whole number"),
    ("breakdown", {"property": "event:page", "limit": "1001"}, "limit is a whole number"),
    ("breakdown", {"property": "event:page", "page": "x"}, "page is a whole number"),
    (
        "breakdown",
        {"property": "event:page", "metrics": "views_per_visit"},
        "metrics has views_per_visit, which is not known of a breakdown.",
    ),
]


async def test_what_cannot_be_answered_is_named(program: Program) -> None:
    for call, asked, said in WRONG:
        answer = await program.get(f"{STATS}/{call}", **NAMED | asked)
        told = await answer.json()
        assert (answer.status, list(told)) == (400, ["error"]), (asked, told)
        assert told["error"].startswith(said), (asked, told)


async def test_a_site_has_many_names_and_only_its_own_token(
    program: Program, personal: Issue
) -> None:
    site = program.client.app[keys.SITES].by_id[program.site_id]
    await call_it(program, "plausible", "shop.example")
    await call_it(program, "host", "stats.shop.example")
    theirs = program._replace(token=await personal())
    for reader in (program, theirs):
        for name in ("example.com", "1", site.key, "www.Shop.example", "stats.shop.example"):
            told = await reader.told(f"{STATS}/aggregate", **NAMED | {"site_id": name})
            assert told["results"]["visitors"]["value"] > 0
        assert await reader.told("/api/v1/sites") == {
            "sites": [{"domain": "shop.example", "timezone": "UTC"}],
            "meta": {"after": None, "before": None, "limit": 100},
        }
        assert (await reader.told("/api/v1/sites/shop.example"))["domain"] == "shop.example"
    wrong = program._replace(token="trk_wrong"), program._replace(token="")
    unable = program._replace(token=await personal("read"))
    for reader, name, status in (
        (program, "other.example", 401),
        (theirs, "other.example", 401),
        *((each, "example.com", 401) for each in wrong),
        (unable, "example.com", 403),
    ):
        answer = await reader.get(f"{STATS}/aggregate", **NAMED | {"site_id": name})
        assert (answer.status, list(await answer.json())) == (status, ["error"])
    assert (await program.get("/api/v1/sites/other.example")).status == 401


async def test_a_token_of_another_site_reads_nothing_of_this_one(program: Program) -> None:
    app = program.client.app
    other = await app[keys.SITES].add(1, "other.example", "UTC", 0)
    token = await issue_token(app[keys.KEPT], other.id, "x", 0, scopes=("reports",))
    theirs = program._replace(token=token)
    assert (await theirs.get(f"{STATS}/aggregate", **NAMED)).status == 401
    told = await theirs.told(f"{STATS}/aggregate", **NAMED | {"site_id": "other.example"})
    assert told["results"] == {"visitors": {"value": 0}}


async def test_pages_of_any_origin_may_ask(program: Program) -> None:
    origin = {"Origin": "https://board.example", "Sec-Fetch-Site": "cross-site"}
    for method, path in (("GET", f"{STATS}/aggregate"), ("POST", "/api/v2/query")):
        wish = origin | {"Access-Control-Request-Method": method}
        allowed = await program.client.options(path, headers=wish)
        assert allowed.status == 204
        assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]
        answer = await program.client.request(method, path, headers=origin)
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (401, "*")


async def test_v2_has_the_rate_under_a_filter_by_its_goal(program: Program) -> None:
    goal = Goal(id=0, site_id=program.site_id, name="Sign-up", kind="event", of="signup")
    await add_goal(program.client.app[keys.KEPT], goal, 0)
    asked = {
        "site_id": "example.com",
        "metrics": ["conversion_rate", "visitors"],
        "date_range": list(WEEK),
        "filters": [["is", "event:goal", ["Sign-up"]]],
    }
    answer = await program.client.post("/api/v2/query", json=asked, headers=program.bearer)
    told = await answer.json()
    [ours] = await program.ours(metrics=["conversion_rate", "converting_visitors"], goal="Sign-up")
    assert [row["metrics"] for row in told["results"]] == [ours["metrics"]]
    assert told["query"]["metrics"] == asked["metrics"]
