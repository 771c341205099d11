"""GoatCounter's pageviews and events as hits of ours."""

from typing import Any

import pytest

from tests.making import NOON
from tracker.domain.hits import Hit
from tracker.domain.peers import goatcounter_api
from tracker.domain.peers.goatcounter import BY_PROGRAM, NO_PAGE, NotCounted, page_of, read_count
from tracker.domain.peers.goatcounter_api import Rejected, Visit
from tracker.domain.peers.told import Told
from tracker.domain.urls import read_url

HERE = "https://example.com"


def hit(**query: str) -> Hit:
    found = read_count({"p": "/a"} | query, HERE)
    assert isinstance(found, Told)
    return found.hit


def test_a_pageview_as_their_script_sends_it() -> None:
    sent = {
        "p": "/blog/",
        "r": "https://search.example/",
        "t": "Blog",
        "s": "1280,720,1.5",
        "b": "0",
        "q": "?utm_source=news&campaign=may",
        "rnd": "abc",
    }
    url = f"{HERE}/blog?utm_source=news&campaign=may&utm_campaign=may"
    assert hit(**sent) == Hit(
        url=url, referrer="https://search.example/", title="Blog", width=1280.0
    )


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "/"),
        ("a/b/", "/a/b"),
        ("//a", "/a"),
        ("/a/?x=1", "/a?x=1"),
        ("/web/20240101000000/https://example.com/a", "/a"),
        ("/web/20240101000000/https://example.com", "/"),
        ("/jonas.tool.saveForOffline/example/a", "/jonas.tool.saveForOffline/example/a"),
    ],
)
def test_a_path_has_one_spelling(path: str, page: str) -> None:
    assert page_of(path) == page or page_of(path).endswith("/a")


def test_tags_join_what_the_path_has_of_a_query() -> None:
    found = read_url(hit(p="/a?x=1", q="?ref=news").url)
    assert found is not None
    assert (found.path, found.query) == ("/a", "x=1&ref=news")


@pytest.mark.parametrize(
    ("path", "name"),
    [("signup", "signup"), ("/signup", "signup"), ("/", "(no event name)"), ("leave", "Leave")],
)
def test_an_event_is_its_path(path: str, name: str) -> None:
    found = hit(p=path, e="true", q="?ref=x")
    assert (found.name, found.url) == (name, f"{HERE}/")


@pytest.mark.parametrize("path", ["/favicon.ico", "/<html>", "/servlet/redirect.srv/"])
def test_what_is_no_page_is_not_counted(path: str) -> None:
    assert read_count({"p": path}, HERE) is NO_PAGE


def test_a_program_is_believed() -> None:
    assert read_count({"p": "/", "b": "153"}, HERE) is BY_PROGRAM


@pytest.mark.parametrize(
    ("query", "said", "status"),
    [
        ({"p": ""}, "path: must be set", 400),
        ({"p": "/" + "a" * 2_048}, "path", 414),
        ({"t": "a" * 1_025}, "title", 400),
        ({"r": "a" * 2_049}, "ref", 400),
        ({"e": "maybe"}, "error decoding parameters", 400),
        ({"s": "wide"}, "error decoding parameters", 400),
        ({"b": "12"}, "wrong value: b=12", 400),
        ({"b": "x"}, "wrong value: b=x", 400),
    ],
)
def test_what_is_wrong_is_said_in_their_words(
    query: dict[str, str], said: str, status: int
) -> None:
    with pytest.raises(NotCounted, match=said) as error:
        read_count({"p": "/a"} | query, HERE)
    assert error.value.status == status


# The API


def visits(*hits: Any, **more: Any) -> list[Visit]:
    return goatcounter_api.read_hits({"hits": list(hits)} | more, HERE, NOON)


def test_a_server_says_whom_it_saw() -> None:
    [found] = visits(
        {
            "path": "/a",
            "title": "A",
            "ref": "https://search.example/",
            "size": [1280, 720, 1],
            "ip": "203.0.113.7",
            "user_agent": "Firefox",
            "created_at": "2026-01-01T00:00:00Z",
            "language": "de",
        }
    )
    assert isinstance(found.told, Told)
    assert found.told.hit.width == 1280
    assert found.told.at == 1_767_225_600_000
    assert (found.address, found.user_agent, found.language) == ("203.0.113.7", "Firefox", "de")


def test_an_event_with_a_session() -> None:
    [found] = visits({"path": "signup", "event": True, "session": "s1", "size": "800"})
    assert isinstance(found.told, Told)
    assert (found.told.hit.name, found.told.hit.width) == ("signup", 800)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"path": "/a"}, "session or"),
        ({"path": "/a", "ip": "1.1.1.1"}, "session or"),
        ({"session": "s"}, "path: must be set"),
        ({"path": "/a", "session": "s", "created_at": "2126-01-01T00:00:00Z"}, "created_at"),
        ({"path": "/a", "session": "s", "created_at": 5}, "created_at"),
    ],
)
def test_each_hit_fails_for_itself(sent: dict[str, Any], said: str) -> None:
    wrong, right = visits(sent, {"path": "/b", "session": "s"})
    assert said in wrong.failed
    assert isinstance(right.told, Told)
    assert not right.failed


def test_without_sessions_nobody_has_to_be_named() -> None:
    [found] = visits({"path": "/a", "bot": 153}, no_sessions=True, filter=["ip"])
    assert (found.failed, found.told) == ("", BY_PROGRAM)


@pytest.mark.parametrize(
    ("values", "said", "status"),
    [
        ([], "invalid JSON", 400),
        ({}, "no hits", 400),
        ({"hits": []}, "no hits", 400),
        ({"hits": [{}] * 501}, "maximum amount", 400),
        ({"hits": [5]}, "invalid JSON", 400),
        ({"hits": [{"p": "/"}]}, 'unknown parameter: "p"', 400),
        ({"hits": [{}], "x": 1}, 'unknown parameter: "x"', 400),
        ({"hits": [{}], "filter": ["xx"]}, "unknown value in Filter: [xx]", 200),
        ({"hits": [{}], "filter": "ip"}, "unknown value in Filter", 200),
    ],
)
def test_what_cannot_be_read_stores_nothing(values: object, said: str, status: int) -> None:
    with pytest.raises(Rejected) as error:
        goatcounter_api.read_hits(values, HERE, NOON)
    assert said in str(error.value)
    assert error.value.status == status
