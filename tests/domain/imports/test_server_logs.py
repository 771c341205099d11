"""What logs of web servers say."""

import pytest

from tests.domain.imports.opened import Given, read, reasons, rows
from tracker.domain.imports.formats import format_of
from tracker.domain.imports.imported import Choice, ImportedRow
from tracker.domain.imports.requests import is_of_other_site, objection, target_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
TIME = "27/Mar/2026:10:15:02 +0100"
AT = 1_774_602_902_000


def line(
    request: str = "GET / HTTP/1.1",
    *,
    client: str = "192.0.2.10",
    time: str = TIME,
    status: int = 200,
    referrer: str = "-",
    agent: str = FIREFOX,
) -> str:
    return f'{client} - - [{time}] "{request}" {status} 5120 "{referrer}" "{agent}"\n'


def test_a_line_says_what_was_asked_for():
    [row] = rows(line("GET /a?b=1 HTTP/1.1", referrer="https://a.example/"))
    assert (row.path, row.query, row.referrer) == ("/a", "b=1", "https://a.example/")
    assert (row.address, row.user_agent, row.at) == ("192.0.2.10", FIREFOX, AT)


@pytest.mark.parametrize(
    ("time", "at"),
    [
        (TIME, AT),
        ("27/Mar/2026:04:15:02 -0500", AT),
        ("29/Feb/2000:00:00:60 +0000", 951_782_460_000),
    ],
)
def test_times_have_a_zone(time: str, at: int):
    [row] = rows(line(time=time))
    assert row.at == at


@pytest.mark.parametrize(
    "time",
    [
        "99/Foo/2026:25:61:61 +0100",
        "31/Feb/2026:10:15:02 +0100",
        "27/Mar/2026:10:15:02",
        "27/Mar/2026:10:15:02 +9999",
        "27/Mar/0001:10:15:02 +0100",
        "27/Mar/2026:10:15:02 0100 ",
        "27/Mar/2026:10:15:99 +0100",
        "27/Foo/2026:10:15:02 +0100",
        "27/Mar/2026 10:15:02 +0100",
        "",
    ],
)
def test_an_impossible_time_is_left_out(time: str):
    assert reasons(read(line() * 3 + line(time=time))) == {"no such time": 1}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("POST / HTTP/1.1", "not a GET"),
        ("GET /style.css?v=2 HTTP/1.1", "static file"),
        ("GET /wp-login.php HTTP/1.1", "probe"),
        ("-", "no request that could be read"),
        (r"\x16\x03\x01", "no request that could be read"),
        ("GET example.com:443 HTTP/1.1", "no request that could be read"),
        (f"GET /{'x' * 20_000} HTTP/1.1", "too long"),
    ],
)
def test_what_is_no_page_is_left_out(asked: str, reason: str):
    assert reasons(read(line() * 3 + line(asked))) == {reason: 1}


@pytest.mark.parametrize(
    ("status", "reason"),
    [(301, "redirect"), (404, "error answer"), (500, "error answer"), (101, "error answer")],
)
def test_only_what_was_answered_counts(status: int, reason: str):
    assert reasons(read(line(status=status))) == {reason: 1}
    assert len(rows(line(status=304) + line(status=206))) == 2


def test_a_program_is_left_out_where_the_log_says_so():
    assert reasons(read(line(agent="curl/8.5") + line(agent="-") + line())) == {"robot": 2}
    common = '192.0.2.10 - - [27/Mar/2026:10:15:02 +0100] "GET / HTTP/1.1" 200 -\n'
    [row] = rows(common)
    assert row.user_agent == ""


def test_blanks_escapes_and_lists_are_read():
    [first, second, third] = rows(
        line(r"GET /caf\xc3\xa9 \"x\" y HTTP/1.1", agent=FIREFOX + r" \"a\"")
        + line("GET https://www.a.example:8080/b", client="192.0.2.66, 10.0.0.1")
        + line(r"GET /\xe9 HTTP/1.1", client="host.example")
    )
    assert first.path == '/café "x" y'
    assert (second.host, second.path, second.address) == ("www.a.example", "/b", "192.0.2.66")
    assert (third.path, third.address) == ("/é", "host.example")


HOSTED = "shop.example:443 "


def test_a_log_of_several_sites_says_which_there_are():
    held = HOSTED + line() + "blog.example " + line("GET /b HTTP/1.1") + HOSTED + line()
    file = Given(held)
    found, name = format_of(file)
    assert name == "vhost_combined"
    assert [each.id for each in found.sites(file)] == ["shop.example", "blog.example"]
    items = list(found.read(file, Choice("blog.example"), None))  # type: ignore[arg-type]
    [row] = [each for each in items if isinstance(each, ImportedRow)]
    assert (row.host, row.path) == ("blog.example", "/b")
    assert reasons(items) == {"of another site": 2}


def test_the_last_line_counts_with_its_end():
    held = line() + "\n" + line().rstrip("\n")
    assert (len(rows(held)), reasons(read(held))) == (1, {"cut off": 1})


def test_a_user_with_a_blank_in_the_name_is_no_host():
    [row] = rows(line().replace(" - - ", " - Ada King ", 1))
    assert (row.host, row.address) == ("", "192.0.2.10")


def test_what_is_no_line_is_named():
    assert reasons(read(line() * 3 + "nonsense\n" + "a b [c\n")) == {"not a line of this format": 2}
    held = (HOSTED + line()) * 3 + "a b [27/Mar/2026:10:15:02 +0100] " + line()[40:]
    assert sum(reasons(read(held)).values()) == 1


def test_targets_and_hosts():
    assert target_of("http://a.example?x=1") == ("a.example", "/", "x=1")
    assert target_of("*") is None
    assert objection("GET", 200, "/", None) is None
    assert not is_of_other_site("a.example", Choice())
    assert not is_of_other_site("www.a.example:8080", Choice("a.example"))
