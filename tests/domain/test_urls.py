"""Addresses of pages, as browsers and other clients send them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.processor_time import quickest
from tracker.domain.urls import (
    PATH_LIMIT,
    PageUrl,
    bare_address,
    kept_path,
    read_host,
    read_url,
    without_port,
)

anything = st.text(st.characters(), max_size=200)
escapes = st.sampled_from(["%", "%2F", "%C3%A9", "%80", "%E2%82", "%00", "%E2%80%AE", "%25"])
signs = st.sampled_from(["/", "#/", "#!", "?", "a", "é", ":", "@", "[", "]", " ", "\t", ".", "\\"])
odd = st.sampled_from(["xn--", "xn--mnchen-3ya", "½", "\u0301", "\ud83d", "İ"])
url_like = st.lists(escapes | signs | odd, max_size=20).map(
    lambda parts: "https://h" + "".join(parts)
)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://example.com/", "example.com"),
        ("HTTPS://WWW.Example.COM/", "www.example.com"),
        ("http://example.com:80/", "example.com"),
        ("https://example.com:443/", "example.com"),
        ("https://example.com:/", "example.com"),
        ("http://example.com:443/", "example.com:443"),
        ("http://localhost:8000/a", "localhost:8000"),
        ("http://127.0.0.1:5000/a", "127.0.0.1:5000"),
        ("http://[::1]:8000/", "[::1]:8000"),
        ("http://[2001:DB8::1]/", "[2001:db8::1]"),
        ("https://ann:secret@example.com/", "example.com"),
        ("https://ann@mail@example.com/", "example.com"),
        ("https://example.com./", "example.com"),
        ("https://xn--mnchen-3ya.example/", "münchen.example"),
        ("https://MÜNCHEN.example/", "münchen.example"),
        ("https://xn--80aswg.xn--p1ai/", "сайт.рф"),
        ("https://xn--ls8h.la/", "💩.la"),
        ("https://xn--o3cw4h.example/", "ไทย.example"),
        ("https://xn--a.example/", "xn--a.example"),
        ("https://xn--99999999.example/", "xn--99999999.example"),
        ("https://xn--example-.example/", "xn--example-.example"),
        ("https://my_site.example/", "my_site.example"),
        ("  https://example.com/  ", "example.com"),
    ],
)
def test_the_host_is_named_as_people_know_it(text, host):
    url = read_url(text)
    assert url is not None
    assert url.host == host


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("https://example.com", "/"),
        ("https://example.com?a=1", "/"),
        ("https://example.com#top", "/"),
        ("https://example.com/pricing/", "/pricing/"),
        ("https://example.com/Gr%C3%B6%C3%9Fe", "/Größe"),
        ("https://example.com/%e6%97%a5%e6%9c%ac", "/日本"),
        ("https://example.com/two%20words", "/two words"),
        ("https://example.com/a%2Fb%3Fc%23d%25", "/a%2Fb%3Fc%23d%25"),
        ("https://example.com/a%2fb", "/a%2Fb"),
        ("https://example.com/a%00%0A%1bb", "/a%00%0A%1Bb"),
        ("https://example.com/%E2%80%AEgpj", "/%E2%80%AEgpj"),
        ("https://example.com/latin%E9", "/latin%E9"),
        ("https://example.com/%C3%A9%E9%C3%A9", "/é%E9é"),
        ("https://example.com/100%", "/100%"),
        ("https://example.com/%zz", "/%zz"),
        ("https://example.com/%2541", "/%2541"),
        ("https://example.com/cafe%CC%81", "/café"),
        ("https://example.com/#top", "/"),
        ("https://example.com/app#/inbox/3", "/app#/inbox/3"),
        ("https://example.com#/inbox", "/#/inbox"),
        ("https://example.com/?x=1#!/a?b=1", "/#!/a"),
        ("https://example.com/#/%C3%A9", "/#/é"),
    ],
)
def test_the_path_is_readable(text, path):
    url = read_url(text)
    assert url is not None
    assert url.path == path


def test_the_query_is_kept_as_sent():
    assert read_url("https://a.example/?q=%C3%A9&x=1+2#top") == ("a.example", "/", "q=%C3%A9&x=1+2")


# What must never be in a path, wherever an application, a server or a mail program put it.
SECRETS = [
    ("https://a.example/reset?token=x", "/reset"),
    ("https://a.example/reset%3Ftoken=x", "/reset"),
    ("https://a.example/reset%3ftoken%3Dx", "/reset"),
    ("https://a.example/reset%3Fmail%3Dann%26token%3Dx/y", "/reset"),
    ("https://a.example/cart;jsessionid=1F2.node1?a=b", "/cart"),
    ("https://a.example/cart;JSESSIONID=x!-9/pay", "/cart/pay"),
    ("https://a.example/cart%3Bjsessionid%3Dx", "/cart"),
    ("https://a.example/;jsessionid=x", "/"),
    ("https://a.example/cart;a=1;b=2", "/cart"),
    ("https://a.example/cart&PHPSESSID=x", "/cart"),
    ("https://a.example/(S(lit3py55t21z5v55vlm25s55))/order.aspx", "/order.aspx"),
    ("https://a.example/(A(x)S(y))", "/"),
    ("https://a.example/#/reset?token=x", "/#/reset"),
    ("https://a.example/#!/reset?token=x", "/#!/reset"),
    ("https://a.example/#/reset&token=x", "/#/reset"),
    ("https://a.example/#/reset%3Ftoken%3Dx", "/#/reset"),
    ("https://a.example/#/reset;token=x", "/#/reset"),
    ("https://a.example/#/reset#token=x", "/#/reset"),
    ("https://a.example/#access_token=x&state=y", "/"),
    ("https://a.example/#/access_token=x&state=y", "/#/"),
    ("https://a.example/#!access_token=x", "/#!"),
    ("https://a.example/#/back/access_token=x", "/#/back/"),
    ("https://a.example/app;jsessionid=x#/reset?token=x", "/app#/reset"),
    ("https://ann:x@a.example/", "/"),
]


@pytest.mark.parametrize(("text", "path"), SECRETS)
def test_no_query_and_no_session_is_kept_of_a_path(text, path):
    url = read_url(text)
    assert url is not None
    assert (url.host, url.path) == ("a.example", path)


@pytest.mark.parametrize(
    "path",
    ["/a;b", "/id=5/x", "/Who%3F", "/Python_(language)", "/a&b", "/(S)/x", "/#/a/b", "/#!top"],
)
def test_what_only_looks_like_a_session_stays(path):
    url = read_url(f"https://a.example{path}")
    assert url is not None
    assert url.path == path


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("https://a.example/#/home?utm_source=herbst", "utm_source=herbst"),
        ("https://a.example/?a=1#/home?utm_source=herbst#x", "a=1&utm_source=herbst"),
        ("https://a.example/?a=1#!/home", "a=1"),
        ("https://a.example/?a=1#/home?", "a=1"),
        ("https://a.example/#home?utm_source=herbst", ""),
    ],
)
def test_a_routes_query_is_read_as_well(text, query):
    url = read_url(text)
    assert url is not None
    assert url.query == query


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://news.example/a?b=c#d", "https://news.example/a"),
        ("https://news.example", "https://news.example"),
        ("https://ann:x@news.example/a", "https://news.example/a"),
        ("https://ann@x@news.example/a", "https://news.example/a"),
        ("//ann:x@news.example/a?b", "//news.example/a"),
        ("https:/ann:x@news.example/a", "https:/news.example/a"),
        ("https:ann:x@news.example/a", "https:news.example/a"),
        ("https:\\\\ann:x@news.example\\a", "https:\\\\news.example\\a"),
        ("https:///ann@news.example/a", "https:///news.example/a"),
        ("android-app://ann@org.example/a?b", "android-app://org.example/a"),
        ("mailto:ann@news.example?subject=x", "mailto:ann@news.example"),
        ("the letter of ann@news.example", "the letter of ann@news.example"),
        ("https://news.example?q=x", "https://news.example"),
        ("https://news.example/a;sid=x/b", "https://news.example/a/b"),
        ("https://news.example/Gr%C3%B6%C3%9Fe", "https://news.example/Gr%C3%B6%C3%9Fe"),
        ("/search?q=x", "/search"),
        ("?q=x", ""),
        ("", ""),
    ],
)
def test_a_bare_address_says_where_and_no_more(text, kept):
    assert bare_address(text) == kept


@pytest.mark.parametrize(
    ("stored", "kept"),
    [
        ("/", "/"),
        ("/pricing", "/pricing"),
        ("(other)", "(other)"),
        ("/#/reset?token=x", "/#/reset"),
        ("/app#!/reset?token=x#more", "/app#!/reset"),
        ("/#/a#access_token=x", "/#/a"),
        ("/#/access_token=x", "/#/"),
        ("/cart;jsessionid=x/b", "/cart/b"),
        ("/cart;jsessionid=x#/b?c", "/cart#/b"),
        ("/reset%3Ftoken%3Dx", "/reset"),
        ("/wiki/Who%3F", "/wiki/Who%3F"),
        (";sid=x", "/"),
    ],
)
def test_of_a_stored_path_is_kept_what_would_be_today(stored, kept):
    assert kept_path(stored) == kept
    assert kept_path(kept) == kept


def test_a_long_path_is_cut_on_a_letter():
    url = read_url("https://a.example/" + "%C3%A9" * 3_000)
    assert url is not None
    assert url.path == "/" + "é" * ((PATH_LIMIT - 1) // 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/pricing",
        "example.com/pricing",
        "//example.com/",
        "about:blank",
        "file:///etc/passwd",
        "data:text/html,hello",
        "javascript:alert(1)",
        "ftp://example.com/",
        "chrome-extension://abcdef/page.html",
        "https://",
        "https:///path",
        "https://?x",
        "https://@/",
        "https://example.com\\path",
        "https://:80/",
        "https://./",
        "https://exa mple.com/",
        "https://exa<b>mple.com/",
        "https://ex%41mple.com/",
        "https://example.com:port/",
        "https://example.com:99999/",
        "https://[::1/",
        "https://[not-an-address]/",
        "https://℀.example/",
        "https://" + "a" * 300 + "/",
        "\ud800",
    ],
)
def test_what_is_no_web_address_is_none(text):
    assert read_url(text) is None


@pytest.mark.parametrize(
    ("host", "bare"),
    [
        ("localhost:8000", "localhost"),
        ("example.com", "example.com"),
        ("[::1]:8000", "[::1]"),
        ("[::1]", "[::1]"),
        ("2001:db8::1:80", "2001:db8::1:80"),
    ],
)
def test_a_host_without_its_port(host, bare):
    assert without_port(host) == bare


@given(anything)
def test_any_text_can_be_asked_for_its_host(text):
    host = read_host(text)
    assert host is None or read_host(host) == host


@given(anything | anything.map("https://".__add__) | anything.map("https://a.example/".__add__))
def test_any_text_can_be_read(text):
    is_well_formed(read_url(text))


@given(url_like)
@example("https://h/" + "%41%80" * 2_000)
@example("https://h/" + "%" + "%2541" * 3_000)
def test_reading_the_result_again_changes_nothing(text):
    url = read_url(text)
    is_well_formed(url)
    if url is not None:
        page, hash_sign, fragment = url.path.partition("#")
        again = read_url(f"https://{url.host}{page}?{url.query}{hash_sign}{fragment}")
        assert again == url


def is_well_formed(url: PageUrl | None) -> None:
    if url is not None:
        assert url.host
        assert url.host == url.host.lower()
        assert url.path.startswith("/")
        assert len(url.path.encode()) <= PATH_LIMIT
        assert "".join(url).encode()


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/" + "\u0301\u0316" * 8_000,
        "https://a.example/" + "%cc%81%cc%96" * 1_300,
        "https://a.example/" + "%41%80" * 2_700,
        "https://" + ".".join(["xn--mnchen-3ya"] * 1_000),
        "https://" + "a@" * 8_000,
        "https://" + "a." * 8_000,
    ],
)
def test_no_address_takes_long_to_read(text):
    assert quickest(lambda: read_url(text)) < 0.1
