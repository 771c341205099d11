"""What a file of another product may hold that somebody has made to be hard to read."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial

from tests.domain.hostile_input import NOW, PATH, Case, sound
from tests.domain.imports.given_files import BERLIN, GivenFile, GivenShelf
from tracker.domain.imports.google import bigquery, reports
from tracker.domain.imports.google import tables as google_tables
from tracker.domain.imports.imported import Choice, Format, Unusable
from tracker.domain.imports.logs import (
    asked,
    balancers,
    bunny,
    json_lines,
    json_servers,
    json_services,
    w3c,
)
from tracker.domain.imports.matomo import actions, live, own_fields, visits
from tracker.domain.imports.matomo import dumps as matomo_dumps
from tracker.domain.imports.products import (
    fathom,
    goatcounter_json,
    plausible,
    plausible_days,
    simple_analytics,
    vercel_analytics,
)
from tracker.domain.imports.reading import (
    archives,
    cities,
    counts,
    dumps,
    names,
    objects,
    statements,
    tables,
    times,
    truths,
    typed,
    values,
)
from tracker.domain.imports.umami import cloud, columns
from tracker.domain.imports.umami import dumps as umami_dumps
from tracker.domain.imports.umami import rows as umami_rows
from tracker.domain.imports.umami import visits as umami_visits

LINES = 600  # characters of a file: it is read in the same way however long it is
FORMATS: dict[str, Format] = {
    "google.bigquery.BigQuery": bigquery.BigQuery(),
    "products.fathom.Fathom": fathom.Fathom(),
    "products.goatcounter_json.GoatCounterJson": goatcounter_json.GoatCounterJson(),
    "google.reports.GoogleCsv": reports.GoogleCsv(),
    "matomo.dumps.MatomoDump": matomo_dumps.MatomoDump(),
    "matomo.live.MatomoLive": live.MatomoLive(),
    "products.plausible.Plausible": plausible.Plausible(),
    "products.simple_analytics.SimpleAnalytics": simple_analytics.SimpleAnalytics(),
    "products.vercel_analytics.VercelAnalytics": vercel_analytics.VercelAnalytics(),
    "umami.cloud.UmamiCloud": cloud.UmamiCloud(),
    "umami.dumps.UmamiDump": umami_dumps.UmamiDump(),
    "logs.balancers.BalancerLog": balancers.BalancerLog(),
    "logs.bunny.BunnyLog": bunny.BunnyLog(),
    "logs.json_lines.JsonLog": json_lines.JsonLog(),
    "logs.w3c.W3cLog": w3c.W3cLog(),
}


def sent(given: str) -> bytes:
    return given.encode("utf-8", "replace")


def file(given: str) -> GivenFile:
    return GivenFile(sent(given))


def stream(given: str) -> io.BytesIO:
    return io.BytesIO(sent(given))


def recognised(known: Format, given: str) -> None:
    with suppress(Unusable):
        known.recognise(file(given))


def sites(known: Format, given: str) -> None:
    known.sites(file(given))


def read(known: Format, given: str) -> None:
    with suppress(Unusable):
        list(known.read(file(given), BERLIN, GivenShelf()))


def pages(given: str) -> None:
    cells = {"page": given, "source": given, "referrer": given, "utm_source": given}
    for table in ("pages", "sources"):
        list(plausible_days.days_of(table, date(2026, 3, 27), cells, dict.fromkeys(COUNTS, 1)))


COUNTS = (
    "visitors",
    "visits",
    "pageviews",
    "bounces",
    "visit_duration",
    "events",
    "total_scroll_depth",
    "total_scroll_depth_visits",
    "total_time_on_page",
)


def umami(given: str) -> None:
    known = {
        "event_id": "5b31ee60-8727-5de9-9d0a-a0ee661a2fa9",
        "created_at": "2026-03-27 09:15:02",
        "event_type": "2",
    }
    named = ("event_name", "url_path", "url_query", "browser", "os", "region", "city", "screen")
    umami_rows.row_of(known | dict.fromkeys(named, given), [], 1, "")


def datum(given: str) -> None:
    given = sound(given)
    umami_rows.datum_of({"event_id": given, "data_key": given, "data_type": "1"}, 1, "")
    told = {"event_id": "5b31ee60-8727-5de9-9d0a-a0ee661a2fa9", "data_type": "2"}
    umami_rows.datum_of(told | {"string_value": given, "data_key": given}, 1, "")


def sessions(given: str) -> None:
    shelf = GivenShelf()
    umami_visits.keep_time(given, NOW, shelf)
    umami_visits.Visits(shelf).of(given, NOW)


def visit(given: str) -> visits.Visit:
    return visits.Visit(
        "1",
        browser=given,
        system=given,
        region=given,
        country="DE",
        latitude=given,
        longitude=given,
    )


def matomo(given: str) -> None:
    shelf, text = GivenShelf(), sent(given)
    shelf.put("visit", "1", b'{"id": "1"}')
    actions.keep_action({"idaction": b"1", "name": text, "type": b"1"}, shelf)
    row = {"idvisit": b"1", "server_time": b"2026-03-27 09:15:02", "idaction_url": b"1"}
    list(actions.Actions(shelf, "").of(dumps.DumpRow("log_link_visit_action", 1, row)))


def asked_for(given: str) -> None:
    request = asked.Asked(NOW, "GET", f"/{given}", 200, given, given, given, given, given, given)
    asked.row_of(request, 1, given, Choice("a.example"))


def statement(use: Callable[[statements.Statements], object], given: str) -> None:
    for head in ("", "-- MySQL\n"):
        use(statements.Statements(stream(head + given)))


def rows(given: str) -> None:
    for head in ("COPY t (a) FROM stdin;\n", "-- MySQL\nINSERT INTO `t` VALUES "):
        list(dumps.dump_rows(stream(head + given), lambda name: name, lambda *_: ()))


CASES = {
    f"imports.{name}.{method}": Case(LINES, partial(call, known))
    for name, known in FORMATS.items()
    for method, call in (("recognise", recognised), ("sites", sites), ("read", read))
}
CASES |= {
    f"imports.{name}": case
    for name, case in {
        "logs.asked.client_of": Case(PATH, asked.client_of),
        "logs.asked.host_of": Case(PATH, asked.host_of),
        "logs.asked.row_of": Case(PATH, asked_for),
        "logs.asked.status_of": Case(PATH, asked.status_of),
        "logs.json_servers.asked_of_caddy": Case(
            PATH,
            lambda t: json_servers.asked_of_caddy(
                {"ts": t, "status": t, "request": {"uri": t, "headers": {"Accept-Language": [t]}}},
                BERLIN,
            ),
        ),
        "logs.json_servers.asked_of_nginx": Case(
            PATH,
            lambda t: json_servers.asked_of_nginx({"request": t, "date": t, "status": t}, BERLIN),
        ),
        "logs.json_servers.asked_of_traefik": Case(
            PATH,
            lambda t: json_servers.asked_of_traefik(
                {"RequestPath": t, "RequestMethod": t, "StartUTC": t, "StartLocal": t}, BERLIN
            ),
        ),
        "logs.json_services.asked_of_cloudflare": Case(
            PATH,
            lambda t: json_services.asked_of_cloudflare(
                {"ClientRequestURI": t, "EdgeStartTimestamp": t, "EdgeResponseStatus": t}, BERLIN
            ),
        ),
        "logs.json_services.asked_of_netlify": Case(
            PATH,
            lambda t: json_services.asked_of_netlify(
                {"log_type": "traffic", "url": t, "timestamp": t, "status_code": t}, BERLIN
            ),
        ),
        "logs.json_services.asked_of_vercel": Case(
            PATH,
            lambda t: json_services.asked_of_vercel(
                {"proxy": {"path": t, "timestamp": t, "userAgent": [t]}}, BERLIN
            ),
        ),
        "logs.json_services.asked_of_cloudfront": Case(
            PATH,
            lambda t: json_services.asked_of_cloudfront(
                {"cs-uri-stem": t, "sc-status": t, "date": t, "cs(User-Agent)": t}, BERLIN
            ),
        ),
        "logs.w3c.asked_of_columns": Case(
            PATH,
            lambda t: w3c.asked_of_columns(
                {"cs-uri-stem": t, "date": t, "X-Forwarded-For": t, "cs(User-Agent)": t},
                is_cloudfront=True,
            ),
        ),
        "google.tables.GoogleRow.is_whole": Case(0, lambda _: google_tables.GoogleRow.is_whole),
        "google.tables.delimiter_of": Case(PATH, google_tables.delimiter_of),
        "google.tables.google_rows": Case(
            LINES,
            lambda t: list(google_tables.google_rows(stream(f"Date,Views\n20260327,{t}\n"), ",")),
        ),
        "matomo.actions.Actions.of": Case(PATH, matomo),
        "matomo.actions.keep_action": Case(
            PATH, lambda t: actions.keep_action({"name": sent(t)}, GivenShelf())
        ),
        "matomo.own_fields.own_columns": Case(
            PATH, lambda t: own_fields.own_columns({f"custom_dimension_{t}": sent(t), t: sent(t)})
        ),
        "matomo.own_fields.own_fields": Case(
            PATH,
            lambda t: own_fields.own_fields(
                {t: t, f"dimension{t}": t, "customVariables": {t: {f"customVariableName{t}": t}}}
            ),
        ),
        "matomo.visits.row_of": Case(
            PATH,
            lambda t: visits.row_of(visit(t), visits.Done("1", NOW, url=f"https://a.example/{t}")),
        ),
        "products.plausible_days.days_of": Case(PATH, pages),
        "reading.truths.is_false": Case(PATH, truths.is_false),
        "reading.truths.is_true": Case(PATH, truths.is_true),
        "reading.typed.inside": Case(PATH, lambda t: typed.inside({"a": t}, "a")),
        "reading.typed.text_in": Case(PATH, lambda t: typed.text_in({"a": t}, "a")),
        "umami.rows.datum_of": Case(PATH, datum),
        "umami.rows.is_id": Case(PATH, umami_rows.is_id),
        "umami.columns.usual_of_mysql": Case(PATH, lambda t: columns.usual_of_mysql(t, 7)),
        "umami.columns.usual_of_postgresql": Case(
            PATH, lambda t: columns.usual_of_postgresql(t, 7)
        ),
        "umami.visits.Visits.of": Case(PATH, sessions),
        "umami.visits.keep_time": Case(
            PATH, lambda t: umami_visits.keep_time(t, NOW, GivenShelf())
        ),
        "umami.rows.row_of": Case(PATH, umami),
        "reading.archives.entries_of": Case(LINES, lambda t: list(archives.entries_of(file(t)))),
        "reading.archives.objects_in": Case(
            LINES, lambda t: list(archives.objects_in(file(t), ""))
        ),
        "reading.archives.tables_of": Case(LINES, lambda t: list(archives.tables_of(file(t)))),
        "reading.cities.city_name": Case(PATH, cities.city_name),
        "reading.cities.cities": Case(PATH, lambda _: cities.cities()),
        "reading.counts.amount_of": Case(PATH, counts.amount_of),
        "reading.counts.count_of": Case(PATH, counts.count_of),
        "reading.counts.seconds_of": Case(PATH, counts.seconds_of),
        "reading.dumps.dump_rows": Case(PATH, rows),
        "reading.names.agent_of": Case(PATH, lambda t: names.agent_of(t, t, t, t, t)),
        "reading.names.browser_name": Case(PATH, names.browser_name),
        "reading.names.country_of": Case(PATH, names.country_of),
        "reading.names.device_name": Case(PATH, names.device_name),
        "reading.names.event_name": Case(PATH, names.event_name),
        "reading.names.place_of": Case(PATH, lambda t: names.place_of("DE", t, t)),
        "reading.names.region_of": Case(PATH, lambda t: names.region_of(t, "DE")),
        "reading.names.system_name": Case(PATH, names.system_name),
        "reading.names.width_of": Case(PATH, names.width_of),
        "reading.objects.json_items": Case(LINES, lambda t: list(objects.json_items(stream(t)))),
        "reading.objects.json_lines": Case(LINES, lambda t: list(objects.json_lines(stream(t)))),
        "reading.objects.json_objects": Case(
            LINES, lambda t: list(objects.json_objects(sent(t), stream(t)))
        ),
        "reading.statements.Statements.beginning": Case(
            PATH, partial(statement, lambda each: each.beginning())
        ),
        "reading.statements.Statements.next_line": Case(
            PATH, partial(statement, lambda each: each.next_line())
        ),
        "reading.statements.Statements.pass_over": Case(
            PATH, partial(statement, lambda each: each.pass_over(9))
        ),
        "reading.statements.Statements.tuples": Case(
            PATH, partial(statement, lambda each: list(each.tuples(True)))
        ),
        "reading.tables.column_names": Case(PATH, lambda t: tables.column_names(t.split(","))),
        "reading.tables.header_of": Case(LINES, lambda t: tables.header_of(stream(t))),
        "reading.tables.table_rows": Case(
            LINES, lambda t: list(tables.table_rows(stream(f"a\n{t}"), ("a",)))
        ),
        "reading.tables.tags_of": Case(PATH, lambda t: tables.tags_of({"utm_source": t})),
        "reading.times.any_moment": Case(PATH, times.any_moment),
        "reading.times.date_at": Case(0, lambda _: times.date_at(NOW)),
        "reading.times.day_of": Case(PATH, times.day_of),
        "reading.times.moment": Case(PATH, times.moment),
        "reading.times.unix_moment": Case(PATH, times.unix_moment),
        "reading.values.copied": Case(PATH, lambda t: values.copied(sent(t))),
        "reading.values.value_of": Case(PATH, lambda t: values.value_of(sent(f"'{t}'"), True)),
    }.items()
}
