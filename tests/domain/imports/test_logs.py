"""Logs of servers, balancers and services, beyond the ones that Apache and nginx write by
themselves."""

from __future__ import annotations

import json

import pytest

from tests.domain.imports.given_files import BERLIN, GivenFile, given, read
from tracker.domain.imports.formats import format_of
from tracker.domain.imports.imported import Choice, Reason
from tracker.domain.imports.logs.balancers import BalancerLog
from tracker.domain.imports.logs.w3c import W3cLog

AT = 1_774_602_902_000
FIRST = {
    "logs/alb.log": "",
    "logs/caddy.json": "https://www.google.com/",
    "logs/cloudflare-logpush.ndjson": "https://www.google.com/",
    "logs/cloudfront.log": "https://www.google.com/",
    "logs/iis-w3c.log": "https://www.google.com/",
    "logs/nginx.json": "https://www.google.com/",
    "logs/traefik.json": "https://www.google.com/",
    "logs/vercel-drain-array.json": "https://www.google.com/",
    "logs/vercel-drain.ndjson": "https://www.google.com/",
}


@pytest.mark.parametrize("name", FIRST)
def test_a_request_says_the_same_in_every_log(name: str) -> None:
    found = read(given(name))
    row = found.rows[0]
    assert abs(row.at - AT) < 1_000
    assert (row.path, row.address) == ("/", "192.0.2.10")
    assert row.user_agent.startswith("Mozilla/5.0 (Windows NT 10.0; Win64; x64)")
    assert row.user_agent.endswith("Safari/537.36")
    assert row.referrer == FIRST[name]
    assert row.host in {"shop.example", "" if "iis" in name else "shop.example"}
    tagged = [each for each in found.rows if "utm_campaign=spring" in each.query]
    assert {each.path for each in tagged} == {"/blog/hello", "/preise"}
    assert "2001:db8:1:2::9" in {each.address for each in found.rows}


def test_haproxys_times_are_of_the_zone_that_was_said() -> None:
    found = read(given("logs/damaged-haproxy.log"))
    assert found.format == "haproxy"
    assert found.rows[0].at // 1000 == AT // 1000
    assert found.rows[0].referrer == "https://www.google.com/"
    assert [row.path for row in found.rows if not row.user_agent] == ["/no-captures"]


def test_captures_may_stand_in_any_order_or_be_one() -> None:
    line = "192.0.2.1:50 [27/Mar/2026:10:15:02.012] fe be/web 0/0/1/2/3 200 10"
    line += " - - ---- 5/4/0/1/0 0/0"
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
    lines = [
        f'{line} {{{agent}|https://a.example/}} "GET /a HTTP/1.1"',
        f'{line} {{{agent}}} "GET /b HTTP/1.1"',
        f'{line} {{}} "GET /c"',
        f'{line} {{|}} "GET"',
        f'{line} no "GET /e HTTP/1.1" more',
        line.replace(":02.012", ":99.012") + ' "GET /f HTTP/1.1"',
        line.replace("27/Mar/2026", "27/Mar/0001") + ' "GET /f HTTP/1.1"',
        "",
        line,
    ]
    found = read("\n".join(lines).encode(), BERLIN)
    assert [(row.path, row.referrer, bool(row.user_agent)) for row in found.rows] == [
        ("/a", "https://a.example/", True),
        ("/b", "", True),
        ("/c", "", False),
    ]
    assert found.reasons() == [
        (4, Reason.REQUEST),
        (5, Reason.LINE),
        (6, Reason.TIME),
        (7, Reason.TIME),
        (9, Reason.CUT),
    ]


def test_the_columns_may_change_in_the_middle() -> None:
    long = "#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status"
    lines = [
        "#Software: Microsoft Internet Information Services 10.0",
        long,
        "2026-03-27 10:00:00 GET /a - 192.0.2.1 Mozilla/5.0+(X11;+Linux+x86_64)+Firefox/143.0 200",
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status cs-host",
        "2026-03-27 10:00:01 192.0.2.1 GET /b 200 shop.example:443",
        "#Date: 2026-03-27 10:00:01",
        "2026-03-27 10:00:01 192.0.2.1 GET /c 200",
        "",
        "2026-13-27 10:00:01 192.0.2.1 GET /d 200 -",
        "2026-03-27 10:00:01 192.0.2.1 GET /e 2",
    ]
    found = read("\r\n".join(lines).encode())
    assert [(row.path, row.host) for row in found.rows] == [("/a", ""), ("/b", "shop.example")]
    assert " (X11; Linux" in found.rows[0].user_agent
    assert found.reasons() == [(7, Reason.COLUMNS), (9, Reason.TIME), (10, Reason.CUT)]


def test_a_list_of_columns_without_a_page_is_no_such_log() -> None:
    for text in (b"#Fields: date time\n", b"#a\n#b\n", b""):
        assert W3cLog().recognise(GivenFile(text)) == ""
    assert W3cLog().sites(GivenFile(b"")) == BalancerLog().sites(GivenFile(b"")) == []


def test_a_classic_balancer_has_no_kind_and_no_start() -> None:
    line = (
        "2026-03-27T09:15:02.000000Z lb 192.0.2.1:2817 10.0.0.1:80 0.1 0.2 0.3 200 200 0 29"
        ' "GET http://shop.example:80/a?b=c HTTP/1.1" "-" - -\n'
    )
    found = read(f"{line}nonsense\n".encode())
    assert found.reasons() == [(1, Reason.ROBOT), (2, Reason.LINE)]
    [row] = read(line.replace(' "-" - -', "").encode()).rows
    assert (row.at, row.host, row.path, row.query) == (AT, "shop.example", "/a", "b=c")


CADDY = {
    "ts": 1_774_602_902.5,
    "status": 200,
    "request": {"method": "GET", "uri": "/a", "host": "shop.example:443", "headers": {}},
}


def log(*lines: object, which: str = "") -> object:
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    return read(text.encode(), Choice(which))


def request(**told: object) -> dict[str, object]:
    return CADDY | {"request": CADDY["request"] | told}  # type: ignore[operator]


def test_caddy_says_a_client_and_a_time_in_its_own_ways() -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
    headers = {"User-Agent": [agent], "Accept-Language": ["de-DE,de;q=0.9"], "Referer": [7]}
    found = log(
        {"msg": "starting"},
        request(remote_addr="192.0.2.1:50", headers=headers),
        request(remote_ip="192.0.2.2", client_ip="192.0.2.3") | {"ts": "2026/03/27 09:15:02"},
        request(headers={"User-Agent": []}) | {"ts": None},
        request(method="get"),
        request(uri="*"),
    )
    assert [(row.address, row.language) for row in found.rows] == [
        ("192.0.2.1", "de-DE"),
        ("192.0.2.3", ""),
    ]
    assert [row.at for row in found.rows] == [AT + 500, AT]
    assert [reason for _, reason in found.reasons()] == [
        Reason.OTHER_ROW,
        Reason.TIME,
        Reason.REQUEST,
        Reason.REQUEST,
    ]


def test_hosts_of_a_log_are_sites() -> None:
    lines = [request(host=host) for host in ("www.a.example", "a.example", "b.example", "")]
    content = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    known, _ = format_of(GivenFile(content))
    assert [site.host for site in known.sites(GivenFile(content))] == ["a.example", "b.example"]
    found = read(content, Choice("a.example"))
    assert [row.host for row in found.rows] == ["www.a.example", "a.example", ""]
    assert [reason for _, reason in found.reasons()] == [Reason.OTHER_SITE]


def test_nginx_may_call_its_fields_anything() -> None:
    found = log(
        {"time_iso8601": "2026-03-27T09:15:02+00:00", "request": "GET /a HTTP/1.1", "status": 200},
        {"msec": "1774602902.000", "request_method": "GET", "request_uri": "/b", "status": "200"},
    )
    assert [(row.path, row.at) for row in found.rows] == [("/a", AT), ("/b", AT)]


def test_traefik_takes_whichever_time_it_has() -> None:
    line = {"RequestPath": "/a", "RequestMethod": "GET", "OriginStatus": 200}
    found = log(line | {"StartLocal": "2026-03-27T10:15:02+01:00"}, line)
    assert [row.at for row in found.rows] == [AT]
    assert found.reasons() == [(2, Reason.TIME)]


def test_services_tell_robots_and_numbers_of_requests() -> None:
    flare = {"ClientRequestPath": "/a", "EdgeStartTimestamp": AT, "EdgeResponseStatus": 200}
    found = log(flare | {"ClientCountry": "de"}, flare | {"BotScore": 2}, flare | {"BotScore": 0})
    assert [row.place.country for row in found.rows] == ["DE", ""]
    assert found.reasons() == [(2, Reason.ROBOT)]
    proxy = {"method": "GET", "path": "/a", "statusCode": 200, "timestamp": AT, "userAgent": []}
    drained = log({"proxy": proxy, "requestId": "r"}, {"message": "printed"})
    assert [(row.key, row.is_id) for row in drained.rows] == [("r", True)]
    assert drained.reasons() == [(2, Reason.OTHER_ROW)]
