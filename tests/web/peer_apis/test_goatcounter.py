"""GoatCounter's API, answered of our reports: a visit counts once for each path and event."""

from __future__ import annotations

import base64
import csv
import gzip
import io
from typing import Any

from tests.web.peer_apis.conftest import EXPORT, WEEK, Issue, Program, call_it
from tests.web.sites.owners import visit
from tracker.domain.badges.badge import Badge
from tracker.services.sites.badges import add_badge, remove_badge
from tracker.web import keys

API = "/api/v0"
THEN = {"start": WEEK[0], "end": WEEK[1]}
VIEWS = ["is", "event:name", ["pageview"]]
OTHERS = ["is_not", "event:name", ["pageview"]]
JSON = {"Content-Type": "application/json"}


async def test_the_total_is_what_the_export_calls_first_visits(
    program: Program, manifest: dict[str, Any]
) -> None:
    told = await program.told(f"{API}/stats/total", **THEN)
    first_visits = manifest["files"]["goatcounter/v2-sqlite.csv"]["first_visits"]
    assert (told["total"], told["total_utc"]) == (first_visits, first_visits)
    ours = await program.figures("visits", "event:name", OTHERS)
    assert told["total_events"] == sum(ours.values())
    days = {day["day"]: day for day in told["stats"]}
    assert [*days] == [f"2026-03-{day}" for day in range(27, 32)]
    assert all(len(day["hourly"]) == 24 for day in days.values())
    assert all(sum(day["hourly"]) == day["daily"] for day in days.values())
    assert sum(day["daily"] for day in days.values()) == first_visits


def first_visits_by_path() -> dict[tuple[str, bool], int]:
    found: dict[tuple[str, bool], int] = {}
    for row in csv.DictReader(io.StringIO(EXPORT.read_text("utf-8"))):
        if row["FirstVisit"] == "1":
            key = (row["2Path"], row["Event"] == "1")
            found[key] = found.get(key, 0) + 1
    return found


async def test_each_path_has_the_first_visits_of_their_file(program: Program) -> None:
    told = await program.told(f"{API}/stats/hits", **THEN, limit="100")
    assert told["more"] is False
    counts = {(hit["path"], hit["event"]): hit["count"] for hit in told["hits"]}
    assert counts == first_visits_by_path()
    assert {path: count for (path, event), count in counts.items() if not event} == (
        await program.figures("visits", "event:page", VIEWS)
    )
    for hit in told["hits"]:
        assert sum(day["daily"] for day in hit["stats"]) == hit["count"]
        assert max(max(day["hourly"]) for day in hit["stats"]) == hit["max"]
    [start] = [hit for hit in told["hits"] if hit["path"] == "/"]
    assert start["title"] == "Shop"
    assert told["total"] == sum(counts.values())


async def test_hits_come_page_by_page_by_what_was_had(program: Program) -> None:
    whole = await program.told(f"{API}/stats/hits", **THEN, daily="true", limit="100")
    assert whole["hits"][0]["stats"][0]["hourly"] == []
    had: list[dict[str, Any]] = []
    while True:
        without = ",".join(str(hit["path_id"]) for hit in had)
        asked = THEN | {"daily": "true", "limit": "6", "exclude_paths": without}
        page = await program.told(f"{API}/stats/hits", **asked)
        had += page["hits"]
        if not page["more"]:
            break
    assert had == whole["hits"]
    some = {"include_paths": str(had[0]["path_id"]), "daily": "true"}
    only = await program.told(f"{API}/stats/hits", **THEN | some)
    assert only["hits"] == had[:1]
    named = {"include_paths": had[0]["path"], "path_by_name": "true"}
    total = await program.told(f"{API}/stats/total", **THEN | named)
    assert total["total"] == had[0]["count"]


async def test_lists_add_up_to_the_total(program: Program) -> None:
    whole = (await program.told(f"{API}/stats/total", **THEN))["total"]
    for name in ("browsers", "systems", "locations", "sizes", "toprefs", "languages"):
        told = await program.told(f"{API}/stats/{name}", **THEN, limit="100")
        assert sum(line["count"] for line in told["stats"]) == whole, name
        assert told["more"] is False
    places = (await program.told(f"{API}/stats/locations", **THEN))["stats"]
    assert ("DE", "Germany") in {(line["id"], line["name"]) for line in places}
    sizes = (await program.told(f"{API}/stats/sizes", **THEN))["stats"]
    assert [line["id"] for line in sizes] == [
        *("phone", "tablet", "desktop", "desktophd", "unknown")
    ]
    refs = (await program.told(f"{API}/stats/toprefs", **THEN))["stats"]
    assert {line["name"]: line["ref_scheme"] for line in refs}["Google"] == "g"


async def test_a_line_of_a_list_has_lines_of_its_own(program: Program) -> None:
    for name in ("browsers", "systems", "locations", "sizes", "toprefs", "campaigns"):
        lines = (await program.told(f"{API}/stats/{name}", **THEN, limit="100"))["stats"]
        for line in lines:
            if line["count"] and line["id"] and "/" not in line["id"]:
                told = await program.told(f"{API}/stats/{name}/{line['id']}", **THEN, limit="100")
                assert sum(each["count"] for each in told["stats"]) == line["count"], line
    first = await program.told(f"{API}/stats/browsers", **THEN, limit="1")
    second = await program.told(f"{API}/stats/browsers", **THEN, limit="1", offset="1")
    assert first["more"] is True
    assert first["stats"] != second["stats"]


async def test_a_path_says_where_its_visits_came_from(program: Program) -> None:
    [hit] = (await program.told(f"{API}/stats/hits", **THEN, limit="1"))["hits"]
    told = await program.told(f"{API}/stats/hits/{hit['path_id']}", **THEN)
    assert sum(each["count"] for each in told["refs"]) == hit["count"]
    ours = await program.figures(
        "visits", "visit:source", VIEWS, ["is", "event:page", [hit["path"]]]
    )
    assert {each["name"]: each["count"] for each in told["refs"]} == {
        "" if name == "Direct" else name: count for name, count in ours.items()
    }
    assert await program.told(f"{API}/stats/hits/987654321", **THEN) == {"refs": [], "more": False}


async def test_paths_are_listed_by_number(program: Program) -> None:
    whole = await program.told(f"{API}/paths", limit="200")
    assert {(each["path"], each["event"]) for each in whole["paths"]} == {*first_visits_by_path()}
    part = await program.told(f"{API}/paths", limit="4")
    rest = await program.told(f"{API}/paths", limit="200", after=str(part["paths"][-1]["id"]))
    assert (part["more"], part["paths"] + rest["paths"]) == (True, whole["paths"])


async def export_of(program: Program, start: int = 0) -> tuple[dict[str, Any], bytes]:
    """What an export says of itself, and what is in it."""
    asked = await program.client.post(
        f"{API}/export", json={"start_from_hit_id": start}, headers=program.bearer
    )
    assert asked.status == 202
    number = (await asked.json())["id"]
    said = await program.told(f"{API}/export/{number}")
    file = await program.get(f"{API}/export/{number}/download")
    assert (file.status, file.content_type) == (200, "application/gzip")
    return said, gzip.decompress(await file.read())


async def test_an_export_is_their_file_again(program: Program) -> None:
    said, text = await export_of(program)
    assert (said["finished_at"] is None, said["num_rows"]) == (False, 32)
    ours = list(csv.DictReader(io.StringIO(text.decode())))
    theirs = list(csv.DictReader(io.StringIO(EXPORT.read_text("utf-8"))))
    assert ours[0].keys() == theirs[0].keys()
    for name in ("2Path", "Title", "Event", "Bot", "FirstVisit", "Browser", "Date"):
        assert [row[name] for row in ours] == [" ".join(row[name].split()) for row in theirs], name
    assert len({row["Session"] for row in ours}) == len({row["Session"] for row in theirs})


async def test_an_export_goes_on_behind_the_last_one(program: Program) -> None:
    first, _ = await export_of(program)
    for start in (first["last_hit_id"], first["last_hit_id"] + 1):
        said, text = await export_of(program, start)
        assert (said["num_rows"], text.count(b"\n")) == (0, 1)
    site = program.client.app[keys.SITES].by_id[program.site_id]
    assert (await visit(program.client, site, "/new")).status == 204
    for start in (first["last_hit_id"], first["last_hit_id"] + 1):
        said, text = await export_of(program, start)
        assert said["num_rows"] == 1
        assert text.splitlines()[1].startswith(b"/new,")


async def test_the_token_is_a_password_too(program: Program, personal: Issue) -> None:
    for token in (program.token, await personal()):
        pair = base64.b64encode(f"anybody:{token}".encode()).decode()
        for scheme in (f"Basic {pair}", f"Bearer {token}"):
            headers = {"Authorization": scheme} | JSON
            told = await program.client.get(f"{API}/me", headers=headers)
            assert (await told.json())["token"]["sites"] == [program.site_id]
            limits = {f"X-Rate-Limit-{each}" for each in ("Limit", "Remaining", "Reset")}
            assert limits <= {*told.headers}
    for wrong in ("", "Bearer trk_wrong", "Basic eDp5"):
        answer = await program.client.get(f"{API}/me", headers={"Authorization": wrong} | JSON)
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Basic realm=GoatCounter"
        assert [*await answer.json()] == ["error"]
    unable = program._replace(token=await personal("read"))
    assert (await unable.get(f"{API}/me")).status == 403


async def test_a_host_or_a_key_names_the_site(program: Program, personal: Issue) -> None:
    app = program.client.app
    key = app[keys.SITES].by_id[program.site_id].key
    await app[keys.SITES].add(1, "other.example", "UTC", 0)
    await call_it(program, "goatcounter", "shop")
    theirs = program._replace(token=await personal())
    keyed = await theirs.told(f"/visit/{key}{API}/stats/total", **THEN)
    for host in ("shop.goatcounter.com", "shop.stats.example"):
        headers = theirs.bearer | {"Host": host}
        named = await theirs.client.get(f"{API}/stats/total", params=THEN, headers=headers)
        assert await named.json() == keyed
    assert keyed["total"] == 31
    unnamed = await theirs.get(f"{API}/stats/total", **THEN)
    assert unnamed.status == 400
    assert "/visit/KEY" in (await unnamed.json())["error"]
    sites = (await theirs.told(f"{API}/sites"))["sites"]
    assert (sites[0]["code"], sites[0]["link_domain"]) == ("shop", "example.com")
    assert "setttings" in sites[0]
    assert (await theirs.told(f"{API}/sites/{program.site_id}"))["code"] == "shop"
    assert (await theirs.get(f"{API}/sites/99")).status == 401
    assert (await theirs.get(f"/visit/nobodys{API}/me")).status == 200
    assert (await theirs.get(f"/visit/nobodys{API}/stats/total")).status == 401


WRONG = [
    ("stats/total", {"start": "2026-13-01"}, "start is a date or a time of RFC 3339"),
    ("stats/total", {"start": "2026-03-01 10:00:00"}, "start is a date or a time of RFC 3339"),
    ("stats/total", {"start": "0001-03-01"}, "start lies outside of the years 1980 to 2199."),
    ("stats/total", {"start": WEEK[1], "end": WEEK[0]}, "end lies before start."),
    ("stats/total", {"include_paths": "x"}, "include_paths and exclude_paths are numbers"),
    ("stats/total", {"include_paths": "1," * 201}, "include_paths has at most 200 paths"),
    ("stats/hits", {"daily": "perhaps"}, "daily is true or false."),
    ("stats/hits", {"limit": "x"}, "limit is a whole number."),
    ("stats/smells", {}, "page is “smells”, which is not known. Allowed: browsers"),
    ("stats/languages/de", {}, "page is “languages”, which is not known."),
]


async def test_what_cannot_be_answered_is_named(program: Program) -> None:
    for path, asked, said in WRONG:
        answer = await program.get(f"{API}/{path}", **asked)
        told = await answer.json()
        assert (answer.status, [*told]) == (400, ["error"]), (path, asked)
        assert told["error"].startswith(said), told
    for sent, status in ((b"{", 400), (b'{"a":1}', 400), (b'{"format":"json"}', 400), (b"", 202)):
        headers = program.bearer | JSON
        answer = await program.client.post(f"{API}/export", data=sent, headers=headers)
        assert answer.status == status
    assert (await program.get(f"{API}/export/99")).status == 400


async def test_hours_can_be_asked_for(program: Program) -> None:
    asked = {"start": "2026-03-27T09:00:00Z", "end": "2026-03-27T10:30:00+01:00"}
    told = await program.told(f"{API}/stats/total", **asked)
    ours = await program.ours(
        metrics=["visits"],
        dimensions=["event:page"],
        filters=[VIEWS],
        date_range=["2026-03-27T09:00:00Z", "2026-03-27T10:00:00Z"],
    )
    views = told["total"] - told["total_events"]
    assert views == sum(row["metrics"][0] for row in ours) > 0


async def test_a_counter_is_there_where_a_badge_is(program: Program) -> None:
    client, app = program.client, program.client.app
    assert (await client.get("/counter/TOTAL.json")).status == 403
    options: dict[str, Any] = {"id": 0, "site_id": program.site_id, "figure": "all"}
    options |= {"label": "visits", "user_id": 1, "created_at": 0}
    kept = {
        page: await add_badge(app[keys.KEPT], Badge(page=page, token=token, **options))
        for page, token in (("", "a" * 22), ("/preise", "b" * 22))
    }
    views = await program.figures("pageviews", "event:page")
    for path, count in (("TOTAL", 26), ("preise", views["/preise"]), ("/preise", views["/preise"])):
        answer = await client.get(f"/counter/{path}.json")
        assert await answer.json() == {"count": str(count), "count_unique": str(count)}
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    picture = await client.get("/counter/TOTAL.svg")
    assert (picture.content_type, ">26<" in await picture.text()) == ("image/svg+xml", True)
    assert (await (await client.get("/counter/TOTAL.png")).read()).startswith(b"\x89PNG")
    assert (await client.get("/counter/blog.json")).status == 403
    await remove_badge(app[keys.KEPT], app[keys.REVOKED], program.site_id, kept[""], 0)
    assert (await client.get("/counter/TOTAL.json")).status == 403


async def test_pages_of_any_origin_may_ask(program: Program) -> None:
    origin = {"Origin": "https://board.example", "Sec-Fetch-Site": "cross-site"}
    allowed = await program.client.options(f"{API}/stats/hits", headers=origin)
    assert (allowed.status, allowed.headers["Access-Control-Allow-Origin"]) == (200, "*")
    answer = await program.client.get(f"{API}/stats/hits", headers=program.bearer | origin)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
