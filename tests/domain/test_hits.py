"""What a beacon may send, and what becomes of what it may not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.hits import (
    MOST_PROPERTIES,
    Hit,
    properties_text,
    read_hit,
    read_original,
    read_query,
    read_values,
    screen_width,
)
from tracker.domain.refusals import Reason, Refusal


def test_a_hit_without_a_name_is_a_pageview():
    assert read_hit(b'{"url":"https://example.com/"}').name == "pageview"


def test_unknown_keys_are_passed_over():
    assert read_hit(b'{"url":"https://example.com/","colour":"red"}').url == "https://example.com/"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b"[" * 10_000,
        b'{"a":' * 10_000,
        b'{"properties":' + b'{"a":' * 10_000,
    ],
)
def test_what_is_no_hit_is_refused_with_a_reason(body):
    refusal = read_hit(body)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.status) == (Reason.BAD, 400)
    assert refusal.detail


@pytest.mark.parametrize(
    ("field", "sent", "read"),
    [
        ("name", None, "pageview"),
        ("name", 5, "5"),
        ("name", 404, "404"),
        ("name", {"event": "x"}, '{"event": "x"}'),
        ("name", [], "[]"),
        ("url", None, ""),
        ("title", None, ""),
        ("title", 1984, "1984"),
        ("title", ["x"], ""),
        ("referrer", None, ""),
        ("referrer", {}, ""),
        ("language", ["de", "en"], ""),
        ("id", 12345, "12345"),
        ("id", None, ""),
        ("id", [1], ""),
        ("width", [1], 0),
        ("properties", None, None),
        ("properties", "pro", None),
        ("properties", ["pro"], None),
        ("properties", 5, None),
        ("token", None, ""),
        ("excluded", None, False),
        ("excluded", [], False),
        ("excluded", {"yes": 1}, True),
        ("excluded", "1", "1"),
        ("state", None, ""),
        ("engaged", "1500", 1500),
        ("engaged", "long", 0),
        ("engaged", None, 0),
        ("engaged", 10**400, 0),
        ("depth", {}, 0),
    ],
)
def test_one_field_of_the_wrong_kind_does_not_lose_the_hit(field, sent, read):
    values = {"url": "https://a.example/", "title": "A", "depth": 3, field: sent}
    hit = read_hit(json.dumps(values).encode())
    assert isinstance(hit, Hit)
    assert getattr(hit, field) == read
    assert field == "title" or hit.title == "A"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("https://news.example/a?q=private#b", "https://news.example/a"),
        ("https://www.google.com/search?q=private", "https://www.google.com/search"),
        ("https://ann:x@news.example/", "https://news.example/"),
        ("android-app://com.google.android.gm/x?y=z", "android-app://com.google.android.gm/x"),
        ("news.example/item?id=3", "news.example/item"),
        (" autumn letter ", "autumn letter"),
        ("mailto:ann@news.example", ""),
        ("file:///home/ann/letter.html", ""),
        ("chrome-extension://abc/page.html", ""),
        ("?token=x", ""),
    ],
)
def test_of_a_referrer_scheme_host_and_path_are_read(sent, kept):
    for hit in (read_values({"referrer": sent}), read_hit(json.dumps({"referrer": sent}).encode())):
        assert isinstance(hit, Hit)
        assert hit.referrer == kept


@pytest.mark.parametrize(
    ("name", "key", "sent", "kept"),
    [
        ("Outbound", "url", "https://b.example/x?token=y", "https://b.example/x"),
        ("Download", "url", "https://b.example/x.pdf?Signature=y#z", "https://b.example/x.pdf"),
        ("Form", "action", "/search?token=y", "/search"),
        ("404", "path", "/lost;jsessionid=y", "/lost"),
        ("Order", "url", "https://b.example/x?token=y", "https://b.example/x?token=y"),
    ],
)
def test_the_scripts_own_events_keep_no_query(name, key, sent, kept):
    hit = read_values({"name": name, "properties": {key: sent, "other": "a?b", "n": 5}})
    assert isinstance(hit, Hit)
    assert hit.properties == {key: kept, "other": "a?b", "n": 5}


def test_the_scripts_own_event_without_its_address_is_read():
    hit = read_values({"name": "Form", "properties": {"action": None}})
    assert isinstance(hit, Hit)
    assert hit.name == "Form"


def test_a_lone_surrogate_in_a_title_does_not_lose_the_visit():
    hit = read_hit(b'{"url":"https://example.com/","title":"cut \\ud83d"}')
    assert hit.title.startswith("cut ")
    hit.title.encode()


def test_invalid_utf_8_in_a_title_does_not_lose_the_visit():
    hit = read_hit(b'{"url":"https://example.com/","title":"caf\xe9"}')
    assert hit.title == "caf\ufffd"


@pytest.mark.parametrize("title", ["مرحبا بالعالم", "👩‍👩‍👧 family", "日本語"])
def test_every_script_keeps_its_text(title):
    assert (
        read_hit(json.dumps({"url": "https://example.com/", "title": title}).encode()).title
        == title
    )


def test_control_characters_are_removed():
    assert read_hit(b'{"title":"a\\u0000b\\u001b[31mc"}').title == "ab[31mc"


@pytest.mark.parametrize(
    ("sent", "width"),
    [(1440, 1440), (390.5, 390), ("1024", 1024), (None, 0), (-1, 0), (10**30, 0), ("wide", 0)],
)
def test_a_width_is_pixels_or_unknown(sent, width):
    assert screen_width(sent) == width


def test_numbers_over_63_bits_become_text():
    assert json.loads(properties_text({"order": 10**30})) == {"order": str(10**30)}


def test_only_thirty_properties_are_kept():
    kept = json.loads(properties_text({f"k{n}": n for n in range(1_001)}))
    assert len(kept) == MOST_PROPERTIES


def test_nested_properties_become_json_text():
    assert json.loads(properties_text({"cart": {"items": [1]}})) == {"cart": '{"items": [1]}'}


def test_what_is_nested_too_deeply_to_be_written_is_left_empty():
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert properties_text({"deep": deep, "plan": "pro"}) == '{"deep":"","plan":"pro"}'


def test_no_properties_are_nothing():
    assert properties_text({}) is None
    assert properties_text({"a": None}) is None


def test_an_images_query_has_the_same_keys():
    hit = read_query(
        {"url": "https://example.com/", "name": "Signup", "width": "390", "p.plan": "pro"}
    )
    assert (hit.name, hit.url, screen_width(hit.width)) == ("Signup", "https://example.com/", 390)
    assert hit.properties == {"plan": "pro"}


def test_of_a_query_too_what_cannot_be_used_is_left_out():
    hit = read_query({"url": "https://a.example/", "engaged": "long"})
    assert (hit.url, hit.engaged) == ("https://a.example/", 0)


@given(st.binary(max_size=300))
def test_no_bytes_raise(body):
    assert isinstance(read_hit(body), Hit | Refusal)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(Hit.__struct_fields__)


@pytest.mark.fault
@given(st.dictionaries(KEYS, JSON, max_size=4))
def test_no_json_raises_and_what_is_read_can_be_stored(values):
    hit = read_hit(json.dumps(values).encode())
    if isinstance(hit, Hit):
        (properties_text(hit.properties) or "").encode()
        assert 0 <= screen_width(hit.width) < 100_000
        for text in (hit.name, hit.title, hit.referrer, hit.language):
            text.encode()


def test_properties_of_every_kind_are_kept():
    sent = {"paid": True, "seats": 3, "price": 9.5, "plan": "pro", "none": None}
    assert json.loads(properties_text(sent)) == {
        "paid": True,
        "seats": 3,
        "price": 9.5,
        "plan": "pro",
    }


def test_the_original_trackers_hit_is_read_with_its_data():
    hit = read_original({"event": "Signup", "data": "{}", "visitor": "7"}, "https://a.example/b")
    assert (hit.name, hit.url) == ("Signup", "https://a.example/b")
