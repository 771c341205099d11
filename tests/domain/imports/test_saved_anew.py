"""Exports that a spreadsheet has opened and saved: other delimiters, another order of columns."""

import csv
import io
import zipfile

import pytest

from tests.domain.imports.given_files import DATA, GivenFile
from tests.domain.imports.opened import InMemory
from tracker.domain.imports.formats import format_of
from tracker.domain.imports.imported import Choice, Imported, Unusable

TABLES = (
    "goatcounter/v1.csv",
    "goatcounter/v2-sqlite.csv",
    "fathom/pageviews.csv",
    "fathom/events.csv",
    "simpleanalytics/2026-03-27_shop.example_datapoints.csv",
)
ARCHIVES = ("plausible/shop_example_20260401.zip", "umami/cloud-export.zip")


def saved(text: str, delimiter: str, *, turned: bool) -> str:
    """The same table as a spreadsheet writes it, its columns the other way round."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    for row in csv.reader(io.StringIO(text)):
        writer.writerow(row[::-1] if turned else row)
    return written.getvalue()


def items(content: bytes) -> list[Imported]:
    file = GivenFile(content)
    known, _name = format_of(file)
    return list(known.read(file, Choice(), InMemory()))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_the_same(name: str, delimiter: str, turned: bool):
    text = (DATA / name).read_text()
    again = saved(text, delimiter, turned=turned)
    assert items(again.encode()) == items(text.encode())


@pytest.mark.parametrize("name", ARCHIVES)
def test_so_do_those_of_an_archive(name: str):
    held = io.BytesIO()
    with zipfile.ZipFile(DATA / name) as archive, zipfile.ZipFile(held, "w") as again:
        for entry in archive.namelist():
            text = archive.read(entry).decode()
            again.writestr(entry, saved(text, ";", turned=True))
    assert items(held.getvalue()) == items((DATA / name).read_bytes())


def test_a_name_inside_of_another_is_no_version():
    file = GivenFile(b'"a,2Path,b",Event,Session\n')
    known, _name = format_of(file)
    with pytest.raises(Unusable, match="columns are missing"):
        list(known.read(file, Choice(), InMemory()))
