"""Matomo: answers of its API, and dumps of its database."""

from __future__ import annotations

import json

import pytest

from tests.domain.imports.given_files import Found, given, read
from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.imports.imported import Choice, Reason, Unusable
from tracker.domain.places import Place

LIVE = "matomo/Live.getLastVisitsDetails.json"
DUMPS = ("matomo/mysqldump.sql", "matomo/mysqldump-hex-blob.sql")
HEAD = "-- MySQL dump\n"


def by_time(found: Found) -> dict[int, object]:
    return {row.at: row for row in sorted(found.rows, key=lambda row: row.at)}


@pytest.mark.parametrize("name", [LIVE, *DUMPS])
def test_a_week_of_visits_comes_from_each_of_them(name: str) -> None:
    found = read(given(name))
    assert found.left_out == []
    assert len(found.pageviews) == 26
    assert len(found.events) == 6
    assert len({row.visit for row in found.rows}) == 13
    assert len({row.visitor for row in found.rows}) == 7
    assert len({row.key for row in found.rows}) == 32
    assert {row.host for row in found.rows} == {"shop.example"}
    row = by_time(found)[1_774_602_902_000]
    assert row.referrer == "https://www.google.com/"
    assert row.place == Place("DE", "DE-BE", "Berlin", "", 52.52, 13.41)
    assert row.agent == Agent("Chrome", "Windows", "desktop", "140", "")
    assert (row.language, row.width, row.title) == ("de-de", 1920, "Shop")


def test_both_sources_know_a_row_by_the_same_key() -> None:
    live = read(given("matomo/Live.page1.json"))
    assert len({row.visit for row in live.rows}) == 7
    dumps = [{(row.key, row.visitor) for row in read(given(name)).rows} for name in DUMPS]
    assert dumps[0] == dumps[1]
    assert {len(row.visitor) for row in live.rows} == {16}


@pytest.mark.parametrize("name", [LIVE, DUMPS[0]])
def test_a_page_has_the_one_before_as_its_referrer(name: str) -> None:
    rows = by_time(read(given(name)))
    assert rows[1_774_602_940_000].referrer == "https://shop.example/"
    assert rows[1_774_605_945_000].name == "Download"
    assert rows[1_774_605_945_000].properties == {"url": "https://shop.example/a,b.pdf"}
    assert rows[1_774_605_945_000].path == "/download/"
    searched = rows[1_774_702_860_000]
    assert searched.properties["siteSearchKeyword"] == "ça"
    assert rows[1_774_603_025_000].properties["eventCategory"] == "site"
    assert rows[1_774_658_760_000].name in {"Order", "purchase"}
    assert rows[1_774_658_760_000].amount in {"49.90", "49.9"}
    assert rows[1_774_657_800_000].properties == ({"dimension1": "member"})


def test_times_on_pages_come_from_the_api() -> None:
    rows = by_time(read(given(LIVE)))
    assert rows[1_774_602_902_000].engaged == 38_000


def test_an_answer_that_is_none_is_said() -> None:
    with pytest.raises(Unusable, match="requires 'view' access"):
        read(given("matomo/Live.error.json"))
    with pytest.raises(Unusable, match="empty list"):
        read(given("matomo/Live.disabled-log.json"))


def test_a_damaged_answer_loses_only_what_is_damaged() -> None:
    found = read(given("matomo/damaged-Live.json"))
    assert [reason for _, reason in found.reasons()] == [
        Reason.MISSING,
        Reason.TIME,
        Reason.OTHER_ROW,
        Reason.REPEATED,
        Reason.CUT,
    ]
    assert max(len(row.title) for row in found.rows) == 140_000
    assert len({row.visit for row in found.rows}) == 5


def visit(number: int, *actions: object, **told: object) -> dict[str, object]:
    common = {"idVisit": number, "idSite": 1, "siteName": "Shop", "visitorId": "ab"}
    return {**common, "actionDetails": list(actions), **told}


def live(*visits: object, which: str = "") -> Found:
    return read(json.dumps(visits).encode(), Choice(which))


PAGE = {"type": "action", "timestamp": 1_774_602_902, "url": "https://a.example/?b=c", "pageId": 1}


def test_what_was_done_becomes_an_event() -> None:
    found = live(
        visit(
            7,
            PAGE,
            PAGE | {"type": "outlink", "url": "https://b.example/", "pageId": 2},
            PAGE | {"type": "goal", "goalName": "Won", "goalId": 3, "revenue": "5"},
            PAGE | {"type": "goal"},
            PAGE | {"type": "event", "pageId": 4},
            PAGE | {"type": "content"},
            PAGE | {"url": None},
            "nothing",
            siteCurrency="EUR",
            fingerprint="f",
        )
    )
    assert [(row.name, row.path) for row in found.rows] == [
        ("pageview", "/"),
        ("Outbound", "/"),
        ("Goal 3", "/"),
    ]
    assert (found.rows[2].amount, found.rows[2].currency) == ("5", "EUR")
    assert [reason for _, reason in found.reasons()] == [
        Reason.MISSING,
        Reason.MISSING,
        Reason.OTHER_ROW,
        Reason.MISSING,
        Reason.VALUE,
    ]


def test_a_visit_may_say_little() -> None:
    found = live(
        visit(1, PAGE, visitorId=None, fingerprint="f", countryCode="xx", latitude="a"),
        visit(2, PAGE, visitorId=None, countryCode="de", latitude="north", longitude="1"),
        visit(3, PAGE | {"pageId": None, "timestamp": True}, countryCode="de"),
        visit(4, PAGE, countryCode="de", latitude="100", longitude="1"),
        {"idVisit": None, "actionDetails": []},
        7,
    )
    assert [row.visitor for row in found.rows] == ["f", "visit 2", "ab"]
    assert [row.place for row in found.rows] == [Place(), Place("DE"), Place("DE")]
    assert [reason for _, reason in found.reasons()] == [Reason.TIME, Reason.MISSING]


def test_where_a_visit_came_from_is_told_as_well_as_it_is_known() -> None:
    bare = PAGE | {"url": "https://a.example/"}
    tagged = PAGE | {"url": "https://a.example/?utm_source=x"}
    campaign = {"referrerType": "campaign", "referrerName": "spring", "referrerKeyword": "boots"}
    found = live(
        visit(1, bare, **campaign),
        visit(2, tagged, **campaign),
        visit(3, bare, referrerType="search", referrerName="Google"),
    )
    assert [row.campaign for row in found.rows] == [
        Campaign("", "", "spring", "boots", "", ""),
        None,
        None,
    ]
    assert found.rows[2].source == "Google"


def test_of_several_sites_in_an_answer_one_is_taken() -> None:
    found = live(visit(1, PAGE), visit(2, PAGE, idSite=2), which="2")
    assert [row.visit for row in found.rows] == ["2"]
    assert found.reasons() == [(1, Reason.OTHER_SITE)]


def table(name: str, columns: str, *rows: str) -> str:
    listed = ", ".join(f"`{each}`" for each in columns.split())
    return f"INSERT INTO `m_{name}` ({listed}) VALUES {','.join(rows)};\n"


VISITS = table(
    "log_visit",
    "idvisit idsite idvisitor visit_first_action_time custom_var_k1 custom_var_v1",
    "(1,1,0x0102,'2026-03-27 09:00:00','plan','pro')",
    "(2,2,'ab','2026-03-27 09:00:00',NULL,NULL)",
    "(3,1,'ab','never',NULL,NULL)",
)
TEXTS = table(
    "log_action",
    "idaction name type url_prefix",
    "(1,'a.example/x',1,2)",
    "(2,'Title',4,NULL)",
    "(3,'b.example/',2,3)",
    "(4,'word',8,NULL)",
    "(5,'click',11,NULL)",
    "(6,'piece',14,NULL)",
)
DONE = (
    "idlink_va idvisit server_time idaction_url idaction_name idaction_event_action"
    " idaction_url_ref"
)


def done(number: int, **told: object) -> str:
    values: dict[str, object] = dict.fromkeys(DONE.split(), "NULL")
    values |= {"idlink_va": number, "idvisit": 1, "server_time": "'2026-03-27 09:00:01'"}
    return f"({','.join(str(value) for value in (values | told).values())})"


def dump(*parts: str) -> Found:
    return read((HEAD + VISITS + TEXTS + "".join(parts)).encode(), Choice("1"))


def test_kinds_of_actions_are_told_apart() -> None:
    found = dump(
        table(
            "log_link_visit_action",
            DONE,
            done(1, idaction_url=1, idaction_name=2),
            done(2, idaction_url=3, idaction_url_ref=1),
            done(3, idaction_url=1, idaction_name=4),
            done(4, idaction_url=1, idaction_event_action=5),
            done(5, idaction_url=1, idaction_name=6),
            done(6, idvisit=2),
            done(7, idvisit=3),
            done(8, server_time="'x'"),
        )
    )
    assert [(row.name, row.path, row.title) for row in found.rows] == [
        ("pageview", "/x", "Title"),
        ("Outbound", "/x", ""),
        ("pageview", "/x", ""),
        ("click", "/x", ""),
    ]
    assert found.rows[0].properties == {"plan": "pro"}
    assert found.rows[0].visitor == "0102"
    assert [reason for _, reason in found.reasons()] == [
        Reason.TIME,
        Reason.OTHER_ROW,
        Reason.OTHER_SITE,
        Reason.NAMES_NOTHING,
        Reason.TIME,
    ]


def test_what_a_site_keeps_beside_comes_along_of_a_visit_and_of_an_action() -> None:
    own = {"1": {"customVariablePageName1": "kind", "customVariablePageValue1": "news"}}
    plan = {"2": {"customVariableName2": "plan", "customVariableValue2": "pro"}, "3": "x"}
    action = PAGE | {"dimension2": "red", "customVariables": own}
    told = live(visit(7, action, customVariables=plan, dimension1="member", dimension3=None))
    beside = {"plan": "pro", "dimension1": "member", "dimension2": "red", "kind": "news"}
    assert told.rows[0].properties == beside
    assert live(visit(7, PAGE, customVariables=[])).rows[0].properties is None
    dumped = dump(
        table(
            "log_link_visit_action",
            f"{DONE} custom_dimension_2 custom_var_k1 custom_var_v1",
            done(1, idaction_url=1, dimension="'red'", name="'kind'", value="'news'"),
        )
    )
    assert dumped.rows[0].properties == {"plan": "pro", "dimension2": "red", "kind": "news"}


def test_conversions_stand_beside_pages_and_within_events() -> None:
    columns = "idvisit server_time idlink_va idgoal idorder revenue url"
    found = dump(
        table(
            "log_conversion",
            columns,
            "(1,'2026-03-27 09:00:01',1,0,'o-1',5,'https://a.example/x')",
            "(1,'2026-03-27 09:00:01',1,-1,'',5,'https://a.example/x')",
            "(1,'2026-03-27 09:00:01',2,7,NULL,2.5,'https://a.example/x')",
            "(1,'2026-03-27 09:00:01',2,7,NULL,0,'https://a.example/x')",
            "(1,'2026-03-27 09:00:02',NULL,7,NULL,0,'https://a.example/x')",
            "(1,'2026-03-27 09:00:03',NULL,8,NULL,0,'https://a.example/x')",
            "(1,'2026-03-27 09:00:03',NULL,-1,NULL,0,'https://a.example/x')",
            "(1)",
        ),
        table("goal", "idsite idgoal name", "(1,7,'Won')"),
        table(
            "log_link_visit_action",
            DONE,
            done(1, idaction_url=1, idaction_name=2),
            done(2, idaction_url=1, idaction_event_action=5),
        ),
    )
    assert [(row.name, row.amount) for row in found.rows] == [
        ("Goal 7", "0"),
        ("Goal 8", "0"),
        ("pageview", ""),
        ("Order", "5"),
        ("click", "2.5"),
    ]
    assert [reason for _, reason in found.reasons()] == [Reason.TIME, Reason.COLUMNS]


def test_a_dump_names_its_sites() -> None:
    sites = table("site", "idsite name main_url", "(1,'Shop','https://a.example/')", "(x)")
    with_sites = (HEAD + VISITS + TEXTS + sites).encode()
    found = read(with_sites, Choice("2"))
    assert found.format == "matomo-mysql"
    assert found.rows == []


def test_a_cut_dump_gives_what_is_in_it() -> None:
    found = read(given("matomo/damaged-mysqldump.sql"))
    assert len(found.rows) == 13
    assert [reason for _, reason in found.reasons()] == [Reason.CUT]
