"""What is typed into the form of a block."""

import pytest

from tracker.domain.blocks.block import BlockKind
from tracker.domain.blocks.typed_blocks import ReadBlock, TypedBlock, WrongBlock, read_block
from tracker.domain.blocks.typed_networks import around


def read(kind: str, of: str, note: str = "") -> ReadBlock:
    return read_block(TypedBlock(kind, of, note), "example.com")


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("address", " 203.0.113.7 ", "203.0.113.7"),
        ("address", "203.0.113.7/24", "203.0.113.0/24"),
        ("address", "203.0.113.7/32", "203.0.113.7"),
        ("address", "::ffff:203.0.113.7", "203.0.113.7"),
        ("address", "::ffff:203.0.113.0/120", "203.0.113.0/24"),
        ("address", "[2001:DB8::1]:443", "2001:db8::1"),
        ("address", "2001:db8::1/64", "2001:db8::/64"),
        ("address", "10.0.0.0/8", "10.0.0.0/8"),
        ("country", "de", "DE"),
        ("page", "/admin/**", "/admin/**"),
        ("page", "**/edit", "**/edit"),
        ("page", "/*", "/*"),
        ("host", "https://Staging.example.com:8080/x", "staging.example.com"),
        ("host", "www.other.example", "other.example"),
        ("host", "*.example.com", "*.example.com"),
        ("host", "*.xn--mnchen-3ya.example", "*.münchen.example"),
        ("host", "localhost:3000", "localhost"),
    ],
)
def test_it_is_kept_in_one_spelling(kind: BlockKind, typed: str, kept: str) -> None:
    assert read(kind, typed, "  us ") == ReadBlock(kind, kept, "us")


@pytest.mark.parametrize(
    ("kind", "typed", "wrong"),
    [
        ("colour", "green", {"kind": "no kind"}),
        ("address", "", {"of": "no address"}),
        ("address", "203.0.113.*", {"of": "no address"}),
        ("address", "here/24", {"of": "no address"}),
        ("address", "203.0.113.7/", {"of": "no address"}),
        ("address", "10.0.0.0/33", {"of": "long prefix"}),
        ("address", "2001:db8::/129", {"of": "long prefix"}),
        ("address", "0.0.0.0/0", {"of": "wide network"}),
        ("address", "0.0.0.0/7", {"of": "wide network"}),
        ("address", "::/0", {"of": "wide network"}),
        ("address", "2000::/3", {"of": "wide network"}),
        ("address", "::ffff:0:0/96", {"of": "wide network"}),
        ("address", "::/64", {"of": "wide network"}),
        ("country", "", {"of": "no country"}),
        ("country", "XX", {"of": "no country"}),
        ("country", "Atlantis", {"of": "no country"}),
        ("page", "", {"of": "no page"}),
        ("page", "admin", {"of": "no page"}),
        ("page", "/***", {"of": "many stars"}),
        ("page", "/" + "a" * 300, {"of": "long page"}),
        ("page", "/**", {"of": "every page"}),
        ("page", "**", {"of": "every page"}),
        ("host", "", {"of": "no host"}),
        ("host", "no host", {"of": "no host"}),
        ("host", "www.example.com", {"of": "own host"}),
    ],
)
def test_what_is_wrong_is_said_of_its_field(kind: str, typed: str, wrong: dict[str, str]) -> None:
    with pytest.raises(WrongBlock) as error:
        read(kind, typed)
    assert error.value.faults == wrong


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(WrongBlock, match="note: long note, of: no country"):
        read("country", "nowhere", "x" * 201)


def test_a_long_note_alone_is_wrong_too() -> None:
    with pytest.raises(WrongBlock, match=r"^note: long note$"):
        read("country", "de", "x" * 201)


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix", ""),
    ],
)
def test_ones_own_address_is_what_one_customer_has(address: str, block: str) -> None:
    assert around(address) == block
