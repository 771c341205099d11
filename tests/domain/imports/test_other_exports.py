"""Exports as other releases, languages and options write them."""

import json
import re

import pytest

from tests.domain.imports.given_files import Found, archive, given, read
from tracker.domain.imports.imported import Unusable

RANGE = "# ----\n# 20260327-20260402\n# ----\n\n"


def google(table: str) -> Found:
    return read((RANGE + table).encode())


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Datum,Seitenpfad und Bildschirmklasse,Aufrufe", '"1.200"'),
        ("Date,Chemin de la page et classe de l'écran,Vues", "1\u202f200"),
        ("Date,Chemin de la page,Vues", "1\u00a0200"),
        ("Date,Page path and screen class,Views", '"1,200"'),
        ("Date,Page path and screen class,Views", "1200.0"),
        ("日付,ページパスとスクリーン クラス,表示回数", "1200"),
    ],
)
def test_google_counts_in_every_language(header: str, said: str):
    found = google(f"{header}\n20260327,/a,{said}\n")
    assert found.values("event:page", "pageviews") == {"/a": 1200}


def test_so_it_does_in_india():
    found = google('Date,Views\n20260327,"12,34,567"\n')
    assert found.total("pageviews") == 1_234_567


@pytest.mark.parametrize("said", ["27.03.2026", "03/27/2026", "2026-03-27", "20260327"])
def test_days_are_written_in_many_ways(said: str):
    found = google(f"Date,Page path,Views\n{said},/a,3\n")
    assert [str(each.day) for each in found.days] == ["2026-03-27"] * 2


def test_a_day_that_is_none_is_named():
    assert google("Date,Views\n31.02.2026,3\n").reasons() == [(6, "no such time")]
    assert google("Date,Views\n01.01.0001,3\n").reasons() == [(6, "no such time")]


@pytest.mark.parametrize(
    "header", ["Date + hour (YYYYMMDDHH),Views,Active users", "Date,Hour,Views,Active users"]
)
def test_users_of_hours_are_not_added_up(header: str):
    hours = ("2026032709", "2026032710") if "+" in header else ("20260327,09", "20260327,10")
    found = google(f"{header}\n{hours[0]},5,3\n{hours[1]},6,3\n")
    assert (found.total("pageviews"), found.total("visitors")) == (11, 0)


def test_nor_are_those_of_what_nobody_knows():
    found = google("Date,Custom dimension,Views,Active users\n20260327,a,5,3\n20260327,b,6,3\n")
    assert (found.total("pageviews"), found.total("visitors")) == (11, 0)


def test_but_those_of_a_day_beside_rates_and_means():
    found = google("Date,Views,Active users,Engagement rate\n20260327,5,3,56.1%\n")
    assert (found.total("pageviews"), found.total("visitors")) == (5, 3)


def test_visits_add_up_over_where_they_came_from():
    found = google(
        "Date,Session source / medium,Session default channel group,Sessions,Total users\n"
        "20260327,google / organic,Organic Search,7,6\n"
        "20260327,(direct) / (none),Direct,3,3\n"
        "20260327,x / y,Their own group,1,1\n"
    )
    assert (found.total("visits"), found.total("visitors")) == (11, 0)
    assert found.values("visit:source") == {"google": 7, "Direct": 3, "x": 1}
    assert found.values("visit:channel") == {"organic-search": 7, "direct": 3, "": 1}


def test_active_users_are_taken_before_all_of_them():
    assert google("Date,Total users,Active users\n20260327,9,7\n").total("visitors") == 7


def test_a_whole_address_is_a_page():
    found = google("Date,Page location,Views\n20260327,https://shop.example/a?b=1,3\n")
    assert found.values("event:page", "pageviews") == {"/a?b=1": 3}


def test_an_events_table_tells_no_totals():
    found = google("Date,Event name,Event count\n20260327,sign_up,3\n")
    assert (found.total("others"), found.values("event:name", "others")) == (0, {"sign_up": 3})


def test_a_pivot_is_refused():
    table = "Device category,desktop,mobile\nDate,Views,Views\n20260327,10,4\n"
    with pytest.raises(Unusable, match="pivot"):
        google(table)


INSERTS = given("umami/pg_dump-v3-inserts.sql").decode()
COLUMNS = r"(INTO public\.\w+) \([^)]*\)"
WRITTEN = {
    "without columns": re.sub(COLUMNS, r"\1", INSERTS),
    "on conflict": INSERTS.replace(");\n", ") ON CONFLICT DO NOTHING;\n"),
    "in small letters": INSERTS.replace("INSERT INTO", "insert into").replace("VALUES", "values"),
    "replacing": INSERTS.replace("INSERT INTO", "REPLACE INTO"),
    "over lines": INSERTS.replace(") VALUES (", ")\nVALUES\n\t("),
}


@pytest.mark.parametrize("written", WRITTEN)
def test_inserts_are_written_in_many_ways(written: str):
    there, found = read(INSERTS.encode()), read(WRITTEN[written].encode())
    assert (found.rows, found.left_out) == (there.rows, there.left_out)


@pytest.mark.parametrize("size", [65_400, 65_500, 65_530, 65_536, 65_560])
def test_a_conflict_may_stand_between_two_pieces(size: int):
    """A dump is read in pieces of 64 KiB."""
    start = WRITTEN["on conflict"]
    at = start.index("ON CONFLICT")
    first = "-- Data for Name: website_event\n--"
    text = first.ljust(size - at, "-") + "\n" + start
    assert len(read(text.encode()).rows) == len(read(INSERTS.encode()).rows)


def test_two_exports_of_plausible_may_lie_in_one_archive():
    table = "date,visitors,pageviews,bounces,visits,visit_duration\n{}\n"
    files: dict[str, str | bytes] = {
        "old/imported_visitors_20250101_20250102.csv": table.format(
            "2025-01-01,1,2,0,1,5\n2025-01-02,1,3,0,1,5"
        ),
        "new/imported_visitors_20250102_20250103.csv": table.format(
            "2025-01-02,1,3,0,1,5\n2025-01-03 00:00:00,1,4,0,1,5"
        ),
    }
    found = read(archive(files))
    assert found.total("pageviews") == 2 + 3 + 4
    assert found.reasons("new/imported_visitors_20250102_20250103.csv") == [(2, "repeated")]


LIVE = json.loads(given("matomo/Live.getLastVisitsDetails.json"))


@pytest.mark.parametrize(
    "held",
    [
        json.dumps(LIVE[:5]) + "\n" + json.dumps(LIVE[3:]),
        json.dumps({str(number): visit for number, visit in enumerate(LIVE)}),
        json.dumps({"2026-03-27": LIVE[:5], "2026-03-28": LIVE[5:], "2026-03-29": []}),
        json.dumps({"result": "success", "data": LIVE}),
    ],
    ids=["pages behind each other", "by number", "by day", "under a name"],
)
def test_matomos_visits_come_in_many_wrappings(held: str):
    assert read(held.encode()).rows == read(json.dumps(LIVE).encode()).rows


def test_one_export_twice_under_other_names_counts_once():
    table = "date,visitors,pageviews,bounces,visits,visit_duration\n2025-01-01,1,2,0,1,5\n"
    found = read(archive({"a.csv": table, "b.csv": table}))
    assert found.total("pageviews") == 2
    assert found.reasons("b.csv") == [(0, "repeated")]


def test_matomos_texts_need_no_columns():
    dump = given("matomo/mysqldump.sql")
    made = re.compile(rb"CREATE TABLE `matomo_log_(?:action|visit)` \(.*?\n\)[^\n]*\n", re.DOTALL)
    first = made.search(dump)
    assert first
    assert b"log_action" in first[0]
    again = dump.replace(first[0], b"")
    assert read(again).rows == read(dump).rows


OBJECTS = (
    "ga4/bigquery-events.ndjson",
    "logs/caddy.json",
    "logs/traefik.json",
    "logs/nginx.json",
    "logs/cloudflare-logpush.ndjson",
)


@pytest.mark.parametrize("name", OBJECTS)
def test_objects_stand_in_lines_in_an_array_or_over_lines(name: str):
    lines = [line for line in given(name).decode().splitlines() if line.startswith("{")]
    objects = [json.loads(line) for line in lines]
    there = read("".join(f"{line}\n" for line in lines).encode())
    array = json.dumps(objects)
    over_lines = "\n".join(json.dumps(each, indent=2) for each in objects)
    for found in (read(array.encode()), read(over_lines.encode())):
        assert [(row.at, row.path, row.name) for row in found.rows] == [
            (row.at, row.path, row.name) for row in there.rows
        ]


@pytest.mark.parametrize(("of_mysql", "written"), [(b"`", b'"'), (b"`matomo_", b"matomo.stats_")])
def test_matomos_tables_are_named_in_many_ways(of_mysql: bytes, written: bytes):
    dump = given("matomo/mysqldump-hex-blob.sql")
    again = dump.replace(of_mysql, written)
    if written.endswith(b"_"):
        again = re.sub(rb"(matomo\.stats_\w+)`", rb"\1", again)
    assert read(again).rows == read(dump).rows
