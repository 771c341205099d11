"""Logs as servers write them that somebody has configured: the same week comes out of each."""

import json
import re
from collections.abc import Callable

import pytest

from tests.domain.imports.given_files import BERLIN, DATA, GivenFile, read
from tests.domain.imports.opened import InMemory
from tracker.domain.imports.formats import format_of
from tracker.domain.imports.imported import ImportedRow

COMBINED = (DATA / "logs/combined.log").read_text()
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def told(text: str) -> list[tuple[object, ...]]:
    """What a log says of each request that counts."""
    file = GivenFile(text.encode())
    known, _name = format_of(file)
    found = known.read(file, BERLIN, InMemory())
    return [
        (row.at, row.path, row.query, row.referrer, row.address, row.user_agent)
        for row in found
        if isinstance(row, ImportedRow)
    ]


def each_line(change: Callable[[str], str], text: str = COMBINED) -> str:
    return "".join(f"{change(line)}\n" for line in text.splitlines())


def with_iso_time(line: str) -> str:
    time = r"\[(\d\d)/Mar/(\d{4}):(\S+) ([+-]\d\d)(\d\d)\]"
    return re.sub(time, r"[\2-03-\1T\3\4:\5]", line)


WRITTEN = {
    "a field of nginx' own main format": lambda line: f'{line} "-"',
    "times in ISO 8601": with_iso_time,
    "seconds behind the size": lambda line: re.sub(r'(" \d{3} \S+)', r"\1 0.003", line, count=1),
    "a container's name in front": lambda line: f"web_1  | {line}",
    "a collector's time in front": lambda line: f"2026-03-27T09:15:02.123456789Z {line}",
    "Docker's own file": lambda line: json.dumps(
        {"log": f"{line}\n", "stream": "stdout", "time": "2026-03-27T09:15:02.1Z"},
        separators=(",", ":"),
    ),
    "syslog's head": lambda line: f"Mar 27 10:15:02 web1 nginx: {line}",
    "syslog's newer head": lambda line: f"<190>1 2026-03-27T09:15:02Z web1 nginx - - - {line}",
    "what the server says besides": lambda line: "2026/03/27 [error] 1#1: *1 no file\n" * 3 + line,
}


@pytest.mark.parametrize("written", WRITTEN)
def test_the_same_week_comes_out(written: str):
    assert told(each_line(WRITTEN[written])) == told(COMBINED)


def test_a_line_of_dockers_that_is_cut_costs_itself():
    whole = each_line(WRITTEN["Docker's own file"])
    assert told(whole + '{"log":"192.0.2.1 - - [\n') == told(COMBINED)
    damaged = whole.encode() + b'{"log":"192.0.2.1 - - [\xff"}\n'
    assert read(damaged).reasons()[-1][1] == "not a line of this format"


@pytest.mark.parametrize(
    ("client", "forwarded", "address"),
    [
        ("10.0.0.7", "203.0.113.9, 10.0.0.1", "203.0.113.9"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.7", "-", "10.0.0.7"),
        ("10.0.0.7", "unknown words", "10.0.0.7"),
        ("8.8.8.8", "203.0.113.9", "8.8.8.8"),  # said by somebody who may have made it up
        ("shop.local", "203.0.113.9", "shop.local"),
    ],
)
def test_a_proxy_of_ones_own_says_who_has_asked(client: str, forwarded: str, address: str):
    line = f'{client} - - [27/Mar/2026:10:15:02 +0100] "GET / HTTP/1.1" 200 1 "-" "{FIREFOX}"'
    [row] = told(f'{line} "{forwarded}" rt=0.1\n')
    assert row[4] == address


@pytest.mark.parametrize("time", ["2026-03-27T10:15:02", "2026-03-27T10:15:02+25:99", "2026-"])
def test_a_time_without_a_zone_is_none(time: str):
    found = read(f'192.0.2.1 - - [{time}] "GET / HTTP/1.1" 200 1\n'.encode())
    assert found.reasons() == [(1, "no such time")]


@pytest.mark.parametrize(
    "object_",
    [
        {"time_local": "27/Mar/2026:10:15:02 +0100", "request": "GET /a?b=1 HTTP/1.1"},
        {"time": "[27/Mar/2026:10:15:02 +0100]", "request": "/a", "query": "?b=1"},
        {"time_iso8601": "2026-03-27T10:15:02+01:00", "uri": "/a", "args": "b=1"},
    ],
)
def test_nginx_and_apache_write_json_under_many_names(object_: dict[str, str]):
    object_ |= {"status": "200", "remoteIP": "192.0.2.1", "userAgent": FIREFOX}
    [row] = told(json.dumps(object_) + "\n")
    assert row == (1_774_602_902_000, "/a", "b=1", "", "192.0.2.1", FIREFOX)


def test_a_time_that_is_none_in_json_is_left_out():
    text = '{"time_local": "27/Mar", "request": "GET / HTTP/1.1", "status": 200}\n'
    assert read(text.encode()).reasons() == [(1, "no such time")]


def cloudfront() -> tuple[list[str], list[dict[str, str]]]:
    lines = (DATA / "logs/cloudfront.log").read_text().splitlines()
    names = next(line for line in lines if line.startswith("#Fields")).split()[1:]
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return names, [dict(zip(names, cells, strict=True)) for cells in rows]


def test_cloudfront_writes_json_too():
    _names, rows = cloudfront()
    text = "".join(json.dumps(row) + "\n" for row in rows)
    assert told(text) == told((DATA / "logs/cloudfront.log").read_text())


def test_cloudfronts_owner_may_choose_the_fields():
    names, rows = cloudfront()
    kept = [name for name in names if not name.startswith("x-")]
    text = "#Version: 1.0\n#Fields: " + " ".join(kept) + "\n"
    text += "".join("\t".join(row[name] for name in kept) + "\n" for row in rows)
    assert told(text) == told((DATA / "logs/cloudfront.log").read_text())


def test_iis_behind_a_balancer_says_who_has_asked():
    text = (DATA / "logs/iis-w3c.log").read_text()

    def added(line: str) -> str:
        return line + (" X-Forwarded-For" if line.startswith("#F") else " 203.0.113.9,+10.0.0.1")

    lines = ["", *text.splitlines()]
    again = "".join(
        (added(line) if line.startswith("#F") or line[:1].isdigit() else line) + "\n"
        for line in lines
    )
    assert {row[4] for row in told(again)} == {"203.0.113.9"}
    assert [row[:4] for row in told(again)] == [row[:4] for row in told(text)]


@pytest.mark.parametrize("text", ["#Fields: date time cs-uri-stem\n", "#Fields: date cs-uri-stem"])
def test_iis_may_have_had_no_request_yet(text: str):
    assert format_of(GivenFile(text.encode()))[1] == "iis-w3c"


def test_cloudflare_may_say_only_when_a_request_ended():
    text = (DATA / "logs/cloudflare-logpush.ndjson").read_text()
    again = re.sub(r'"EdgeStartTimestamp": ?"[^"]*", ?', "", text)
    assert len(told(again)) == len(told(text)) > 0


@pytest.mark.parametrize(
    "captured",
    [
        "{shop.example|" + FIREFOX + "|https://www.google.com/} {}",
        "{https://www.google.com/|" + FIREFOX + "|shop.example:443}",
    ],
)
def test_haproxy_captures_in_any_order(captured: str):
    text = (
        "Mar 27 10:15:02 lb1 haproxy[1]: 192.0.2.1:50123 [27/Mar/2026:10:15:02.000] fe~ be/s"
        f' 0/0/1/12/13 200 5120 - - ---- 5/4/0/1/0 0/0 {captured} "GET /a HTTP/1.1"\n'
    )
    [row] = read(text.encode()).rows
    assert (row.host, row.referrer) == ("shop.example", "https://www.google.com/")
    assert row.user_agent == FIREFOX
