"""What is said of files that are of no format."""

import pytest

from tests.domain.imports.opened import Given
from tracker.domain.imports.formats import format_of
from tracker.domain.imports.imported import Unusable


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        (b"\xfd7zXZ\x00\x00", "packed with xz"),
        (b"\x28\xb5\x2f\xfd\x00", "packed with Zstandard"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"%PDF-1.7", "printed"),
        (b"\x1f\x8b\x08", "packed twice"),
        (b"access.log".ljust(257, b"\x00") + b"ustar\x0000", "archive of tar"),
        (b"<!DOCTYPE html><title>Log in</title>", "page or a document"),
        (b"<?xml version='1.0'?><result><row><idVisit>1</idVisit></row></result>", "format=JSON"),
        (b"idSite,idVisit,visitIp\n1,2,192.0.2.0\n", "format=JSON"),
    ],
)
def test_it_is_said_what_it_is(held: bytes, said: str):
    with pytest.raises(Unusable, match=said):
        format_of(Given(held))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("xl/workbook.xml", "save it as CSV"),
        ("Exports/shop.ZIP", "an archive in this archive"),
        ("notes.txt", "Nothing in this archive"),
    ],
)
def test_so_it_is_of_an_archive(entry: str, said: str):
    with pytest.raises(Unusable, match=said):
        format_of(Given(b"PK\x03\x04", entries={entry: b"words\n"}))
