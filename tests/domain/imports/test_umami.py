"""Umami: its cloud's archive, and dumps of its database."""

from __future__ import annotations

import pytest

from tests.domain.imports.given_files import GivenFile, archive, given, read
from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.imports.imported import Choice, Reason, Unusable
from tracker.domain.imports.umami.dumps import UmamiDump
from tracker.domain.places import Place

DUMPS = ("pg_dump-v3-copy.sql", "pg_dump-v3-inserts.sql", "pg_dump-v2-copy.sql", "mysqldump-v2.sql")
ID = "5b31ee60-8727-5de9-9d0a-a0ee661a2fa9"
COLUMNS = "website_id,session_id,event_id,url_path,url_query,event_type,event_name,created_at"


def test_a_row_of_the_cloud_has_all_that_it_says() -> None:
    rows = {row.key: row for row in read(given("umami/cloud-export.zip")).rows}
    row = rows[ID]
    assert row.at == 1_774_602_902_000
    assert (row.host, row.path, row.title) == ("shop.example", "/", "Shop")
    assert row.referrer == "https://google.com/"
    assert row.agent == Agent("Chrome", "Windows", "desktop")
    assert row.place == Place("DE", "DE-BE", "Berlin")
    assert (row.language, row.width) == ("de-DE", 1920)
    assert row.is_id


def test_an_events_properties_and_its_revenue_come_with_it() -> None:
    for name in ("cloud-export.zip", *DUMPS):
        events = {row.at: row for row in read(given(f"umami/{name}")).events}
        assert len(events) == 6, name
        assert events[1_774_603_025_000].properties == {"plan": "pro", "trial": "yes"}, name
        purchase = events[1_774_658_760_000]
        assert float(purchase.amount) == 49.9, name
        assert purchase.currency == "EUR", name
        assert purchase.properties == {"items": "3"}, name
        assert "ça; va" in str(events[1_774_702_920_000].properties), name


def test_every_dump_tells_the_same_week() -> None:
    told = []
    for name in DUMPS:
        found = read(given(f"umami/{name}"))
        assert found.left_out == [], name
        assert found.format.startswith("umami-3" if "v3" in name else "umami-2")
        assert {row.host for row in found.rows} == {"shop.example"}
        assert {row.place.country for row in found.rows} == {"DE", "US", "FR", "GB", "JP", "BR", ""}
        told.append(sorted((row.at, row.name, row.path, row.title) for row in found.rows))
    assert told[0] == told[1] == told[2] == told[3]
    assert any("\n" in title for *_, title in told[0])


def test_visits_are_the_same_whatever_order_rows_are_in() -> None:
    """MySQL has them in the order of their random ids, and release 2.10 gives no visit."""
    for name in DUMPS:
        rows = read(given(f"umami/{name}")).rows
        assert len({row.visit for row in rows}) == 13, name
        assert len({(row.visit, row.visitor) for row in rows}) == 13, name


def test_a_campaign_comes_from_the_columns_or_the_query() -> None:
    rows = read(given("umami/pg_dump-v3-copy.sql")).rows
    assert Campaign("newsletter", "email", "spring", "", "", "") in {row.campaign for row in rows}
    assert {row.campaign.click_id for row in rows if row.campaign} == {"", "gclid"}
    older = read(given("umami/pg_dump-v2-copy.sql")).rows
    assert {row.campaign for row in older} == {None}
    assert "utm_source=partner&utm_campaign=spring" in {row.query for row in older}


def test_of_a_damaged_dump_each_row_that_cannot_be_read_is_named() -> None:
    found = read(given("umami/damaged-pg_dump-v3.sql"))
    assert [reason for _, reason in found.reasons()] == [
        Reason.COLUMNS,
        Reason.TIME,
        Reason.ID,
        Reason.COLUMNS,
        Reason.CUT,
    ]
    titles = {row.title for row in found.rows}
    assert "tab\there, newline\nhere, back\\slash, octal A, hex B" in titles
    assert max(map(len, titles)) == 140_000


def test_properties_that_cannot_be_used_are_named() -> None:
    found = read(given("umami/damaged.zip"))
    assert found.reasons("event_data.csv") == [
        (2, Reason.ID),
        (3, Reason.VALUE),
        (4, Reason.NAMES_NOTHING),
        *[(line, Reason.NAMES_NOTHING) for line in range(5, 13)],
    ]


def test_tables_of_the_cloud_alone_have_nothing_to_count() -> None:
    data = "website_id,session_id,event_id,data_key,string_value,number_value,data_type,created_at"
    found = read(f"{data}\nw,s,{ID},a,b,,1,2026-03-27 00:00:00\n".encode())
    assert found.format == "umami-cloud-csv"
    assert found.reasons() == [(2, Reason.NAMES_NOTHING)]
    sessions = "website_id,session_id,data_key,string_value,data_type,created_at\nw,s,a,b,1,x\n"
    assert read(sessions.encode()).reasons() == [(2, Reason.OTHER_ROW)]


def test_an_archive_may_have_a_table_twice_and_others() -> None:
    rows = f"{COLUMNS}\nw,s,{ID},/,,1,,2026-03-27 00:00:00\n"
    files = {"a.csv": rows, "b.csv": rows, "c.txt": "hello", "../d.csv": rows}
    found = read(archive(files))
    assert len(found.rows) == 1
    assert {each.file: each.reason for each in found.left_out} == {
        "b.csv": Reason.REPEATED,
        "c.txt": Reason.OTHER_ROW,
        "../d.csv": Reason.VALUE,
    }


def test_rows_that_are_no_visits_are_left_out() -> None:
    lines = [
        f"w,s,{ID},/,,5,,2026-03-27 00:00:00",
        f"w,s,{ID},/,,2,,2026-03-27 00:00:00",
        f"other,s,{ID},/,,1,,2026-03-27 00:00:00",
        f"w,s,{ID},\\N,'=a,1,,2026-03-27 00:00:00",
        "w,s,x,/,,1,,2026-03-27 00:00:00",
    ]
    found = read("\n".join([COLUMNS, *lines]).encode())
    assert found.reasons() == [
        (2, Reason.OTHER_ROW),
        (3, Reason.MISSING),
        (4, Reason.OTHER_SITE),
        (6, Reason.ID),
    ]
    assert [(row.path, row.query) for row in found.rows] == [("/", "=a")]


def test_values_have_their_types() -> None:
    head = "website_id,session_id,event_id,data_key,string_value,number_value,date_value,data_type"
    rows = [
        f"w,s,{ID},number,3.0000,3.0000,,2",
        f"w,s,{ID},part,,0.5,,2",
        f"w,s,{ID},word,many,,,2",
        f"w,s,{ID},flag,true,,,3",
        f'w,s,{ID},list,"[1,2]",,,5',
        f"w,s,{ID},day,,,2025-01-02 03:04:05,4",
    ]
    events = f"{COLUMNS},tag\nw,s,{ID},/,,2,e,2026-03-27 00:00:00,blue\n"
    found = read(archive({"event_data.csv": "\n".join([head, *rows]), "e.csv": events}))
    assert found.rows[0].properties == {
        "number": 3,
        "part": 0.5,
        "word": "many",
        "flag": True,
        "list": "[1,2]",
        "day": "2025-01-02 03:04:05",
        "tag": "blue",
    }


def test_a_servers_own_list_is_refused_with_what_to_do() -> None:
    with pytest.raises(Unusable, match="pg_dump --data-only"):
        read(given("umami/self-host-export.zip"))
    with pytest.raises(Unusable, match="pg_restore"):
        read(b"PGDMP\x01\x0e")


def test_of_several_websites_one_is_taken() -> None:
    columns = "event_id, website_id, session_id, created_at, url_path"
    head = f"COPY public.website_event ({columns}) FROM stdin;"
    rows = "".join(
        f"{ID[:-1]}{number}\t{site}\ts\t2026-03-27 00:00:00+00\t/\n"
        for number, site in enumerate(("a", "b", "a"))
    )
    sites = "COPY public.website (website_id, name, domain, deleted_at) FROM stdin;\n"
    sites += "a\tA\ta.example\t\\N\nb\tB\tb.example\t2026-01-01\n\\.\n"
    columns = "website_id, website_event_id, data_key, string_value, data_type"
    data = f"COPY public.event_data ({columns}) FROM stdin;\n"
    data += f"b\t{ID[:-1]}1\tk\tv\t1\na\tx\tk\tv\t1\n\\.\n"
    dump = f"{data}{sites}{head}\n{rows}\\.\n".encode()
    assert [tuple(each) for each in UmamiDump().sites(GivenFile(dump))] == [
        ("a", "A", "a.example"),
        ("b", "b", ""),
    ]
    found = read(dump, Choice("b"))
    assert [row.properties for row in found.rows] == [{"k": "v"}]
    assert [reason for _, reason in found.reasons()] == [Reason.OTHER_SITE] * 2
    assert len(read(dump, Choice("a")).rows) == 2


def test_sites_are_found_beside_damage() -> None:
    text = b"COPY public.website_event (event_id, website_id) FROM stdin;\nx\n\\.\n"
    assert UmamiDump().sites(GivenFile(text)) == []


def test_only_events_without_a_visit_are_given_one() -> None:
    columns = "event_id, website_id, session_id, created_at, url_path, visit_id"
    rows = [
        f"{ID[:-1]}1\ta\ts\t2026-03-27 10:00:00+00\t/\t\\N",
        f"{ID[:-1]}2\ta\ts\t2026-03-27 09:00:00+00\t/\tv",
        f"{ID[:-1]}3\ta\ts\tsoon\t/\t\\N",
        "cut",
        f"{ID[:-1]}4\ta\ts\t2026-03-27 10:30:00+00\t/\t\\N",
        f"{ID[:-1]}5\ta\ts\t2026-03-27 10:29:59+00\t/\t\\N",
    ]
    text = f"COPY public.website_event ({columns}) FROM stdin;\n" + "\n".join([*rows, "\\.\n"])
    found = read(text.encode())
    first, known, last, middle = (row.visit for row in found.rows)
    assert known == "v"
    assert first == middle == last
    assert [reason for _, reason in found.reasons()] == [Reason.TIME, Reason.COLUMNS]
