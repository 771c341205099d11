"""Exports that have sums of days and no single visits."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.imports.given_files import GivenFile, archive, given, read
from tracker.domain.imports.formats import format_of
from tracker.domain.imports.imported import Reason, Unusable
from tracker.domain.imports.reading.cities import city_name

SHOP = "plausible/shop_example_20260401.zip"


def test_plausibles_totals_are_those_of_its_visitors_table() -> None:
    found = read(given(SHOP))
    assert found.format == "plausible-csv"
    assert found.left_out == []
    assert found.total("pageviews") == 26
    assert found.total("visits") == 13
    assert found.total("others") == 6
    assert found.total("bounces") == 3
    assert found.total("duration") == 3_104_000
    assert {each.day.isoformat() for each in found.days} == {
        f"2026-03-{day}" for day in range(27, 32)
    }


def test_plausibles_tables_come_under_our_dimensions() -> None:
    found = read(given(SHOP))
    assert found.total("pageviews", "event:page") == 26
    assert found.values("visit:country") == {"DE": 4, "US": 2, "FR": 2, "GB": 2, "JP": 1, "BR": 1}
    assert found.values("visit:device") == {"desktop": 9, "mobile": 3, "tablet": 1}
    assert found.values("visit:os")["macOS"] == 1
    assert "Samsung Internet 28" in found.values("visit:browser_version")
    assert found.values("visit:source")["Google"] == 2
    assert found.values("visit:channel")["direct"] == 5
    assert found.values("visit:utm_campaign") == {"spring": 2}
    assert found.total("visits", "visit:entry_page") == found.total("visits", "visit:exit_page")
    assert found.values("event:name", "others")["signup"] == 2
    assert found.values("event:props:plan", "others") == {"pro": 1, "free": 1}


def test_depths_and_times_of_pages_are_sums_of_those_that_told() -> None:
    pages = [each for each in read(given(SHOP)).days if each.dimension == "event:page"]
    told = [each for each in pages if each.told]
    assert 0 < len(told) < len(pages)
    assert {each.depth // each.told for each in told} == {60}
    assert {each.engaged // each.told for each in told} == {25_000}


def test_an_older_export_of_plausible_has_fewer_columns_and_tables() -> None:
    found = read(given("plausible/older-10-files.zip"))
    assert found.left_out == []
    assert found.total("pageviews") == 26
    assert {each.told for each in found.days} == {0}


def test_cities_of_plausible_have_names() -> None:
    found = read(given("plausible/shop_example_20260401.zip"))
    names = {"Berlin", "Paris", "London", "São Paulo", "Tokyo", "Austin"}
    assert set(found.values("visit:city")) == names
    assert sum(found.values("visit:city").values()) == found.total("visits", "visit:country")


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("2988507", "Paris"),
        (" 5368361 ", "Los Angeles"),
        ("999999999999", "GeoNames 999999999999"),
        ("7", "GeoNames 7"),
        ("0", ""),
        ("", ""),
        ("\\N", ""),
        ("Berlin", ""),
        ("٣", ""),
    ],
)
def test_a_city_that_is_not_known_is_its_number(number: str, name: str) -> None:
    assert city_name(number) == name


def test_each_table_of_plausible_is_known_alone() -> None:
    table = '"date","country","region","city","visitors","visits",'
    table += '"visit_duration","bounces","pageviews"'
    row = '"2026-03-27","DE","DE-BE",2950159,1,1,3,0,2'
    found = read(f"{table}\n{row}\n".encode())
    assert found.format == "plausible-csv"
    assert found.values("visit:country", "pageviews") == {"DE": 2}
    assert found.values("visit:region") == {"DE-BE": 1}
    assert found.values("visit:city") == {"Berlin": 1}
    assert found.left_out == []


def test_a_damaged_archive_of_plausible_loses_only_what_is_damaged() -> None:
    found = read(given("plausible/damaged.zip"))
    pages = "imported_pages_20260327_20260331.csv"
    assert found.reasons(pages) == [
        (5, Reason.COLUMNS),
        (6, Reason.COLUMNS),
        (7, Reason.TIME),
        (8, Reason.TIME),
        (15, Reason.QUOTES),
    ]
    assert len([each for each in found.days if each.dimension == "event:page"]) == 7
    assert found.reasons("imported_browsers_20260327_20260331.csv") == [(1, Reason.MISSING)]
    assert [line for line, _ in found.reasons("imported_visitors_20260327_20260331.csv")] == [3, 5]
    assert found.reasons("IMPORTED_VISITORS_20260327_20260331.csv") == [(0, Reason.REPEATED)]
    assert found.reasons("../imported_sources.csv") == [(0, Reason.VALUE)]
    assert found.reasons("readme.txt") == [(0, Reason.OTHER_ROW)]
    assert found.reasons("imported_funnels_20260327_20260331.csv") == [(0, Reason.OTHER_ROW)]
    assert found.reasons() == [(0, Reason.MISSING)]


def test_engagements_of_plausible_are_no_events() -> None:
    text = "date,name,link_url,path,visitors,events\n2026-03-27,engagement,,,1,9\n"
    found = read(f"{text}2026-03-27,Signup,,,1,2\n".encode())
    assert found.total("others") == 2
    assert found.reasons() == [(2, Reason.OTHER_ROW)]


def test_what_plausibles_dashboard_shows_is_no_export() -> None:
    shown = archive(
        {
            "pages.csv": "name,visitors,pageviews,bounce_rate\n/,3,4,50\n",
            "visitors.csv": "date,visitors,pageviews,bounce_rate\n2026-03-27,1,2,50\n",
        }
    )
    with pytest.raises(Unusable, match="Imports & Exports"):
        read(shown)


def test_a_damaged_entry_of_an_archive_is_named() -> None:
    content = bytearray(given(SHOP))
    at = content.find(b'"country"')
    content[at + 1] ^= 255
    found = read(bytes(content))
    assert [each.file for each in found.left_out if each.reason == Reason.VALUE] == [
        "imported_locations_20260327_20260331.csv"
    ]
    assert found.total("pageviews") == 26


def test_fathoms_hours_become_days() -> None:
    found = read(given("fathom/pageviews.csv"))
    assert found.format == "fathom"
    assert found.left_out == []
    assert found.total("pageviews") == found.total("pageviews", "event:page") == 26
    assert found.values("visit:country", "pageviews")["JP"] == 3
    assert found.values("visit:device", "pageviews")["mobile"] == 7
    assert found.values("event:hostname", "pageviews") == {"shop.example": 26}
    assert found.values("visit:source", "pageviews")["Hacker News"] == 1
    events = read(given("fathom/events.csv"))
    assert events.total("others") == 6
    assert events.values("event:name", "others")['say "x", y'] == 1


def test_damaged_lines_of_fathom_are_named() -> None:
    found = read(given("fathom/damaged-pageviews.csv"))
    assert [line for line, _ in found.reasons()] == [5, 6, 7, 8, 15]
    assert len([each for each in found.days if each.dimension == "event:page"]) == 7
    counts = b"datetime,pathname,pageviews,visits,uniques\n2026-03-27 09:00:00,/,-1,1,1\n"
    assert read(counts).reasons() == [(2, Reason.NUMBER)]
    events = b"datetime,event_name,completions\n2026-03-27 09:00:00,a,x\nnow,a,1\n"
    assert read(events).reasons() == [(2, Reason.NUMBER), (3, Reason.TIME)]


def test_an_exploration_of_google_has_days() -> None:
    found = read(given("ga4/exploration-by-date.csv"))
    assert found.format == "ga4-exploration"
    assert found.total("pageviews") == found.total("pageviews", "event:page") == 26
    assert found.reasons() == [(11, Reason.OTHER_ROW)]
    assert found.total("visitors") == 0, "users of pages do not add up to a day's"


def test_empty_lines_before_a_report_of_google_say_nothing() -> None:
    held = given("ga4/exploration-by-date.csv")
    assert read(b"\r\n\n" + held).days == read(held).days


def test_damaged_lines_of_google_are_named() -> None:
    found = read(given("ga4/damaged.csv"))
    assert [reason for _, reason in found.reasons()] == [
        Reason.COLUMNS,
        Reason.COLUMNS,
        Reason.TIME,
        Reason.TIME,
        Reason.COLUMNS,
    ]
    assert len([each for each in found.days if each.dimension == "event:page"]) == 7


def test_a_report_of_google_without_days_is_refused_with_what_to_do() -> None:
    with pytest.raises(Unusable, match="dimension Date"):
        read(given("ga4/pages-and-screens.csv"))
    with pytest.raises(Unusable, match="English"):
        read("# Rapport\n# 20260327\nСтраница,Просмотры\n/,2\n".encode())


def test_of_two_tables_the_one_with_days_is_taken() -> None:
    found = read(given("ga4/two-tables-localised.csv"))
    assert found.format == "ga4-report"
    visits = {each.day: each.visits for each in found.days}
    assert visits == {date(2026, 3, 27 + n): count for n, count in enumerate((3, 4, 2, 4))}
    assert {reason for _, reason in found.reasons()} == {Reason.OTHER_ROW}


def test_american_dates_are_those_in_the_reports_range() -> None:
    found = read(given("ga4/universal-analytics.csv"))
    assert found.format == "ua-report"
    assert [each.day for each in found.days] == [date(2022, 3, day) for day in range(1, 32)]
    assert found.total("pageviews") == sum(range(41, 72))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("# 20220101-20221231\nDay Index,Page Views\n5/1/22,3\n", []),
        ("# 20220101-20221231\nDay Index,Page Views\n1/1/22,3\n2/1/22,4\n25/12/22,5\n", [1, 2, 25]),
        ("# 20220101-20221231\nDay Index,Page Views\n1/40/22,3\n1/1/1/22,3\n", []),
        ("# a: 20220101\nDay Index,Page Views\n1/1/22,3\n", []),
        ("# a: 20220101\nNth day,Views\n0001,3\n9999,4\n-1,5\n", [2, 18]),
        ("# a: x20220101\nNth day,Views\n0001,3\n", [2]),
        ("# a: 99999999\n# b: 20220101\nNth day,Views\n0001,3\n", [2]),
    ],
)
def test_days_that_cannot_be_known_are_left_out(text: str, days: list[int]) -> None:
    assert [each.day.day for each in read(text.encode()).days] == days


def test_thousands_are_read_as_they_are_written() -> None:
    text = 'Date,Page path,Views,Active users\n2026/03/27,/a,"1,234",1\n20260327,/b,1.234.567,1\n'
    found = read(f'{text}20260327,/c,"12,5",1\n20260327,/d,9999999999,1\n'.encode())
    assert found.values("event:page", "pageviews") == {"/a": 1_234, "/b": 1_234_567}
    assert found.reasons() == [(4, Reason.NUMBER), (5, Reason.NUMBER)]


def test_googles_values_are_told_as_ours() -> None:
    text = "Date,Session source,Device category,Browser,Sessions,Active users\n"
    found = read(f"{text}20260327,(direct),mobile,(not set),3,2\n".encode())
    assert (found.total("visits", "visit:source"), found.total("visitors", "visit:source")) == (
        3,
        0,
    )
    one = read(b"Date,Session source,Sessions,Active users\n20260327,(direct),3,2\n")
    assert one.values("visit:source") == {"Direct": 3}
    named = b"Date,Event name,Event count,Active users\n20260327,page_view,3,2\n"
    assert read(named + b"20260327,signup,1,1\n").values("event:name", "others") == {"signup": 1}
    tabs = b"Date\tCountry ID\tSessions\tActive users\n20260327\tde\t3\t2\n"
    assert read(tabs + b"20260327\t(not set)\t1\t1\n").values("visit:country") == {"DE": 3, "": 1}


def test_rows_before_a_header_are_none() -> None:
    text = b"# a: 20260301\nloose,1\nDate,Views\n20260301,3\n# b: 20260301\n20260302,4\n"
    found = read(text)
    assert found.reasons() == [(2, Reason.LINE), (6, Reason.LINE)]
    assert found.total("pageviews") == 3


def test_goatcounters_json_has_visits_by_the_hour() -> None:
    found = read(given("goatcounter/goatcounter-export-shop-20260401T120000Z.zip"))
    assert found.format == "goatcounter-json-1.0"
    assert found.left_out == []
    assert found.total("visits") == 31
    assert found.total("visits", "event:page") + found.total("visits", "event:name") == 31
    assert found.total("visits", "visit:browser") == 31
    assert found.values("visit:os")["macOS"] == 3
    assert found.values("visit:language")["de"] == 6
    assert found.values("visit:country")["US"] == 3
    assert found.values("visit:region") == {"US-TX": 3}
    assert found.values("visit:screen")["xl"] > 0
    assert found.values("visit:source")["Google"] == 2
    assert found.values("visit:source")["newsletter"] == 1


def test_a_damaged_json_of_goatcounter_loses_only_what_is_damaged() -> None:
    found = read(given("goatcounter/damaged-json.zip"))
    folder = "goatcounter-export-shop-20260401T120000Z"
    assert found.reasons(f"{folder}/hit_stats.jsonl") == [
        (2, Reason.NAMES_NOTHING),
        (3, Reason.JSON),
        (4, Reason.TIME),
        (5, Reason.NUMBER),
        (31, Reason.CUT),
    ]
    assert found.reasons() == [(0, Reason.MISSING)]
    assert found.values("visit:source") == {}


def test_another_version_of_goatcounters_json_is_refused() -> None:
    with pytest.raises(Unusable, match=r"1\.0 is known"):
        read(archive({"x/info.json": '{"export_version": "2.0"}'}))
    with pytest.raises(Unusable, match="recognised"):
        read(archive({"x/info.json": "{}"}))


def test_a_screen_and_a_referrer_of_goatcounter_are_told_as_ours() -> None:
    lines = {
        "info.json": '{"export_version": "1.0"}',
        "paths.jsonl": '{"id": 1, "path": "/"}',
        "refs.jsonl": '{"id": 1, "ref": "", "ref_scheme": "o"}\n[]\n',
        "browsers.jsonl": "",
        "systems.jsonl": "",
        "hit_stats.jsonl": '{"hour": "2026-03-27T09:00:00Z", "path_id": 1, "ref_id": 1,'
        ' "count": 2}',
        "size_stats.jsonl": "\n".join(
            f'{{"day": "2026-03-27T00:00:00Z", "path_id": 1, "width": {width}, "count": 1}}'
            for width in (0, 390, 600, 800, 1000, 1920)
        ),
    }
    found = read(archive(lines))
    assert found.values("visit:source") == {"Direct": 2}
    assert set(found.values("visit:screen")) == {"", "xs", "sm", "md", "lg", "xl"}
    assert found.reasons("refs.jsonl") == [(2, Reason.LINE)]


def test_a_file_in_which_nothing_is_known_is_refused() -> None:
    for content in (b"hello", archive({"a.txt": "hello"}), b"a,b\n1,2\n"):
        with pytest.raises(Unusable, match="docs/importing"):
            format_of(GivenFile(content))


def test_an_entry_that_cannot_be_read_is_named() -> None:
    info, hits = '{"export_version": "1.0"}', '{"hour": "2026-03-27T09:00:00Z"}'
    content = bytearray(archive({"info.json": info, "paths.jsonl": "", "hit_stats.jsonl": hits}))
    content[content.rfind(b"PK\x01\x02") + 10] = 99  # a way of packing that nobody knows
    found = read(bytes(content))
    assert found.reasons("hit_stats.jsonl") == [(0, Reason.VALUE)]
