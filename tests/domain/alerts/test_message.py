"""A message in the shape that its target wants, and signed."""

import base64
import hashlib
import hmac
import json

import pytest
from msgspec.structs import replace

from tracker.domain.alerts.message import (
    Facts,
    Request,
    Told,
    key_of,
    request_to,
    secret_of,
    signed,
)
from tracker.domain.alerts.retries import PAUSES, next_try
from tracker.domain.alerts.target import Target

US = Target(id=1, site_id=7, name="Us", shape="json", address="https://a.example/hook", secret="s")
FACTS = Facts(kind="spike", at=5, alert_id=3, alert="Many", count=120, least=100, minutes=10)
TOLD = Told("a.example: 120 <b> & more", "The limit is 100.", "https://s.example/sites/7/live")


def sent(**target: str) -> tuple[str, dict]:
    request = request_to(replace(US, **target), "abc", "a.example", FACTS, TOLD)
    assert request.headers["Content-Type"] == "application/json"
    return request.address, json.loads(request.body)


def test_programs_get_words_and_figures() -> None:
    address, body = sent()
    assert address == US.address
    assert body == {
        "id": "abc",
        "type": "alert",
        "site": {"id": 7, "name": "a.example"},
        "title": TOLD.title,
        "text": TOLD.text,
        "url": TOLD.url,
        "facts": {
            "kind": "spike", "at": 5, "alert_id": 3, "alert": "Many", "count": 120, "least": 100,
            "minutes": 10,
        },
    }  # fmt: skip


def test_slack_is_told_no_markup_of_strangers() -> None:
    _, body = sent(shape="slack")
    assert body["text"].startswith("a.example: 120 &lt;b&gt; &amp; more\nThe limit is 100.\nhttps:")


def test_discord_calls_nobody() -> None:
    _, body = sent(shape="discord")
    assert body["content"].startswith(TOLD.title)
    assert body["allowed_mentions"] == {"parse": []}


def test_telegram_gets_the_chat_in_the_body() -> None:
    there = "https://api.telegram.org/bot1:x/sendMessage"
    address, body = sent(shape="telegram", address=f"{there}?chat_id=-42&silent=1")
    assert address == f"{there}?silent=1"
    assert body["chat_id"] == "-42"
    assert body["text"].startswith(TOLD.title)


@pytest.mark.parametrize(
    ("address", "root"),
    [
        ("https://ntfy.sh/my-topic", "https://ntfy.sh/"),
        ("https://a.example/ntfy/my-topic/", "https://a.example/ntfy/"),
    ],
)
def test_ntfy_gets_the_topic_at_its_root(address: str, root: str) -> None:
    posted_to, body = sent(shape="ntfy", address=address)
    assert posted_to == root
    assert body["topic"] == "my-topic"
    assert body["click"] == TOLD.url
    without = request_to(
        replace(US, shape="ntfy", address=address), "a", "b", FACTS, TOLD._replace(url="")
    )
    assert "click" not in json.loads(without.body)


def test_a_signature_is_that_of_standard_webhooks() -> None:
    secret = secret_of(b"0123456789abcdef")
    assert key_of(secret) == b"0123456789abcdef"
    request = signed(
        Request("https://a.example", b"{}", {"A": "b"}), replace(US, secret=secret), "m1", 9
    )
    wanted = hmac.new(b"0123456789abcdef", b"m1.9.{}", hashlib.sha256).digest()
    assert request.headers == {
        "A": "b",
        "webhook-id": "m1",
        "webhook-timestamp": "9",
        "webhook-signature": "v1," + base64.b64encode(wanted).decode(),
    }


def test_a_secret_that_is_no_base64_signs_as_it_is() -> None:
    assert key_of("whsec_not base64!") == b"whsec_not base64!"


def test_what_is_not_taken_is_tried_for_three_days() -> None:
    assert next_try(1, 1_000) == 6_000
    assert next_try(len(PAUSES), 0) == PAUSES[-1]
    assert next_try(len(PAUSES) + 1, 0) is None
    assert 3 * 86_400_000 <= sum(PAUSES) < 4 * 86_400_000
