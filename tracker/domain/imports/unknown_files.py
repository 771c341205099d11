"""What is said of a file that is of no format: what it is, if that can be seen, and what to do."""

from __future__ import annotations

import re

from tracker.domain.imports.imported import ImportedFile
from tracker.domain.imports.lines import BOM

UNKNOWN = (
    "This is no file that could be recognised. See docs/importing.md for what can be imported, and "
    "how each product exports it."
)
EMPTY = "This file is empty."

# What a file begins with, and what it is then.
_BEGINNINGS = (
    (b"\xfd7zXZ\x00", "This file is packed with xz: unpack it first (xz -dk)."),
    (b"\x28\xb5\x2f\xfd", "This file is packed with Zstandard: unpack it first (zstd -dk)."),
    (b"7z\xbc\xaf\x27\x1c", "This is an archive of 7-Zip: unpack it, and import what is in it."),
    (b"Rar!", "This is an archive of RAR: unpack it, and import what is in it."),
    (b"PAR1", "This is a file of Parquet: have JSON or CSV written instead."),
    (b"SQLite format 3\x00", "This is a database of SQLite: export CSV from the product itself."),
    (b"%PDF", "This is a report to be printed: export CSV or JSON instead."),
    (b"\x1f\x8b", "This file is packed twice: unpack it once."),
)
_TAR = (257, b"ustar")
_MARKUP = re.compile(rb"\s*<(?:\?xml|!doctype|html|result)", re.IGNORECASE)
_OF_MATOMO = re.compile(rb"\bidVisit\b")
_MATOMO = (
    "This is an answer of Matomo, but not as JSON: ask Live.getLastVisitsDetails once more, with"
    " format=JSON."
)


def said_of(file: ImportedFile) -> str:
    """One sentence or two."""
    if file.entries:
        return _said_of_archive(file.entries)
    start = file.start.removeprefix(BOM)
    return _said_of_beginning(start) or _said_of_text(start)


def _said_of_beginning(start: bytes) -> str:
    if start[_TAR[0] :].startswith(_TAR[1]):
        return "This is an archive of tar: unpack it, and import what is in it."
    return next((said for beginning, said in _BEGINNINGS if start.startswith(beginning)), "")


def _said_of_text(start: bytes) -> str:
    if not start.strip():
        return EMPTY
    if _OF_MATOMO.search(start):
        return _MATOMO
    if _MARKUP.match(start):
        return "This is a page or a document in XML: export CSV or JSON instead."
    return UNKNOWN


def _said_of_archive(entries: list[str]) -> str:
    if any(name.endswith("xl/workbook.xml") for name in entries):
        return "This is a spreadsheet's own file: save it as CSV, and import that."
    if any(name.lower().endswith(".zip") for name in entries):
        return "There is an archive in this archive: unpack the outer one, and import the inner."
    return f"Nothing in this archive could be recognised. {UNKNOWN.partition('. ')[2]}"
