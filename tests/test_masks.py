"""No secret that stands in an address is shown."""

import pytest

from tracker import masks
from tracker.services.places.download import NotThere
from tracker.services.places.update import UpdateFailed
from tracker.services.upkeep.list_download import NoList


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("smtp://mail.example.com:587", "smtp://mail.example.com:587"),
        ("smtp://ada:secret@mail.example.com:587", "smtp://***@mail.example.com:587"),
        ("smtp://ada:se/cr?et#@mail.example.com", "smtp://***@mail.example.com"),
        ("smtp://ada:se@cr@et@mail.example.com", "smtp://***@mail.example.com"),
        ("imaps://ada%40example.com:s@mail.example.com", "imaps://***@mail.example.com"),
        ("https://secret@sentry.example.com/1", "https://***@sentry.example.com/1"),
        ("https://geo.example.com/{ip}?key=secret&ip={ip}", None),
        ("https://geo.example.com/{ip}?secret", "https://geo.example.com/{ip}?***"),
        ("https://geo.example.com/json/{ip}", "https://geo.example.com/json/{ip}"),
        ("https://geo.example.com/5ecre7secret5ecre7/{ip}", "https://geo.example.com/***/{ip}"),
        ("https://lists.example.com/a#secret", "https://lists.example.com/a#***"),
        ("secret", "***"),
    ],
)
def test_an_address_is_shown_without_its_secrets(text: str, shown: str | None) -> None:
    expected = "https://geo.example.com/{ip}?key=***&ip={ip}" if shown is None else shown
    assert masks.address(text) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("smtp://ada:secret", "smtp://***"),
        ("smtp:ada:secret@mail.example.com", "***"),
        ("ada:secret@mail.example.com", "***"),
        ("smtp:secret", "***"),
        ("secret", "***"),
        ("https://geo.example.com/secret", "https://***"),
        ("https://sentry.example.com/?secret", "https://***"),
        ("mail.example.com", "mail.example.com"),
        ("https://sentry.example.com/1", "https://sentry.example.com/1"),
        ("", "***"),
    ],
)
def test_of_an_address_that_is_none_only_its_kind_is_shown(text: str, shown: str) -> None:
    assert masks.refused(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no address: ratio 1:2", "no address: ratio 1:2"),
        ("https://a:secret@b.example/c is not there", "https://***@b.example/c is not there"),
        (
            "SplitResult(netloc='ada:secret@b.example', path='')",
            "SplitResult(netloc='***@b.example', path='')",
        ),
        ("'https://b.example/?key=secret'", "'https://b.example/?key=***'"),
    ],
)
def test_a_text_is_shown_without_the_secrets_of_its_addresses(text: str, shown: str) -> None:
    assert masks.masked(text) == shown


@pytest.mark.parametrize("error", [NotThere, UpdateFailed, NoList])
def test_what_could_not_be_fetched_is_named_without_its_key(error: type[Exception]) -> None:
    said = str(error("https://a:secret@b.example/x.gz?key=secret is not there"))
    assert said == "https://***@b.example/x.gz?key=*** is not there"
