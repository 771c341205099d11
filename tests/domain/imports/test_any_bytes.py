"""Whatever a file holds: it is read to its end, and what it is not is said."""

from __future__ import annotations

import io
import zipfile
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.imports.given_files import BERLIN, DATA, GivenFile, GivenShelf, archive
from tests.domain.imports.given_files import given as content_of
from tracker.domain.imports.formats import FORMATS
from tracker.domain.imports.imported import Imported, Unusable

FILES = sorted(
    str(path.relative_to(DATA))
    for path in DATA.rglob("*.*")
    if path.name != "MANIFEST.json" and "damaged" not in path.name and path.suffix != ".gz"
)
PIECES = 50
PIECES_OF = (
    b"\0",
    b"\n",
    b"\r",
    b'"',
    b"'",
    b"\\",
    b",",
    b"\t",
    b"{",
    b"]",
    b"(",
    b";",
    b"\xff",
    b"9",
)


def all_of(content: bytes, format_: object = None) -> list[Imported] | None:
    """What the first format makes of it that knows it, or the one that is named; None where it is
    refused in words."""
    file = GivenFile(content)
    for known in FORMATS if format_ is None else (format_,):
        try:
            if known.recognise(file):
                sites = known.sites(file)
                choice = BERLIN._replace(which=sites[0].id if sites else "")
                return list(known.read(file, choice, GivenShelf()))
        except Unusable:
            return None
    return []


def told(content: bytes) -> list[Imported]:
    return all_of(content) or []


@pytest.mark.parametrize("name", FILES)
def test_a_file_may_be_cut_anywhere(name: str) -> None:
    """What comes from a part of it came from the whole."""
    content = content_of(name)
    whole = {repr(each) for each in told(content)}
    for piece in range(PIECES):
        cut = content[: len(content) * piece // PIECES]
        for each in told(cut):
            if type(each).__name__ == "ImportedRow" and "mysqldump" not in name:
                assert repr(each) in whole or is_last_line(cut), each


def is_last_line(cut: bytes) -> bool:
    """A table's last line may be cut in its last cell, which nobody can see."""
    return not cut.endswith(b"\n")


@pytest.mark.parametrize("name", FILES)
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 1 << 32))
def test_bytes_may_be_any_others(name: str, seed: int) -> None:
    chance = Random(seed)
    all_of(spoilt(content_of(name), chance))
    if name.endswith(".zip"):
        packed = zipfile.ZipFile(io.BytesIO(content_of(name)))
        entries = {each: spoilt(packed.read(each), chance) for each in packed.namelist()}
        all_of(archive(entries))


def spoilt(content: bytes, chance: Random) -> bytes:
    """With other bytes in some places, more or fewer of them."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(found) + 1)
        found[at : at + chance.randint(0, 4)] = chance.choice(PIECES_OF) * chance.randint(0, 2)
    return bytes(found)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_rows_or_in_words(content: bytes) -> None:
    for name in FORMATS:
        for beginning in (b"", b"\n", b"[", b"{"):
            all_of(beginning + content, name)


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.text("ab./\\:\n_M", min_size=1, max_size=8), st.binary(max_size=200), max_size=4
    )
)
def test_any_archive_ends_in_rows_or_in_words(files: dict[str, bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    all_of(out.getvalue())
