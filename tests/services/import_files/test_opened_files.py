"""Files as they lie on the disk: packed, archived, damaged."""

import bz2
import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.domain.imports.imported import Unusable
from tracker.services.import_files import archives
from tracker.services.import_files.opened_files import OpenedFile
from tracker.services.import_files.sources import Wanted, sources_of
from tracker.storage.sites.sites import Site


def test_what_is_packed_is_unpacked_whatever_it_is_called(tmp_path: Path):
    path = tmp_path / "access.log.2.gz"
    path.write_bytes(gzip.compress(b"one\ntwo\n"))
    file = OpenedFile(path)
    assert (file.name, file.start, file.entries) == ("access.log.2", b"one\ntwo\n", [])
    with file.open() as opened:
        assert opened.readline() == b"one\n"
    path.rename(tmp_path / "plain")
    assert OpenedFile(tmp_path / "plain").start == b"one\ntwo\n"


def test_so_is_what_bzip2_has_packed(tmp_path: Path):
    path = tmp_path / "access.log.2.bz2"
    path.write_bytes(bz2.compress(b"one\ntwo\n"))
    file = OpenedFile(path)
    assert (file.name, file.start) == ("access.log.2", b"one\ntwo\n")


def test_old_macs_line_ends_are_line_ends(tmp_path: Path):
    path = tmp_path / "export.csv"
    path.write_bytes(b'a,b\rc,"d\ne"\rf,g\rh,i\r')
    assert OpenedFile(path).start == b'a,b\nc,"d\ne"\nf,g\nh,i\n'
    path.write_bytes(b"a,b\r\nc,d\r\n")
    assert OpenedFile(path).start == b"a,b\r\nc,d\r\n"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
@pytest.mark.parametrize("damage", ["cut", "turned"])
def test_a_damaged_one_ends_where_the_damage_begins(
    tmp_path: Path, damage: str, pack: Callable[[bytes], bytes]
):
    held = b"".join(b"%d\n" % (number * 7919 % 10_007) for number in range(600_000))
    packed = bytearray(pack(held))
    if damage == "cut":
        del packed[len(packed) // 2 :]
    else:
        packed[len(packed) // 2 :] = b"\xff" * (len(packed) // 2)
    path = tmp_path / "a.gz"
    path.write_bytes(packed)
    file = OpenedFile(path)
    with file.open() as opened:
        read = opened.read()
    assert read[:100_000] == held[:100_000]
    [left] = file.left_out
    assert (left.reason.value, left.line) == ("cut off", 0)


def test_an_archive_lists_what_is_meant(tmp_path: Path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        archive.writestr("b", "its name is taken away")
        archive.filelist[-1].filename = ""
        for name in ("folder/a.csv", "__MACOSX/._a.csv", "._b.csv", "../c.csv"):
            archive.writestr(name, f"in {name}")
    file = OpenedFile(path)
    assert file.entries == ["folder/a.csv", "../c.csv"]
    with file.open("folder/a.csv") as opened:
        assert opened.read() == b"in folder/a.csv"
    with pytest.raises(Unusable):
        file.open("nowhere.csv")


def test_damage_in_an_entry_ends_it_however_it_is_packed(tmp_path: Path):
    path = tmp_path / "export.zip"
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr("a.csv", b"".join(b"%d\n" % (n * 7919 % 10_007) for n in range(9_999)))
        held = bytearray(path.read_bytes())
        held[len(held) // 3 : len(held) // 2] = b"\xff" * (len(held) // 2 - len(held) // 3)
        path.write_bytes(held)
        file = OpenedFile(path)
        with file.open("a.csv") as opened:
            opened.read()
        assert [left.reason.value for left in file.left_out] == ["cut off"], method


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_one_that_is_damaged_at_its_beginning_is_not_called_empty(
    tmp_path: Path, pack: Callable[[bytes], bytes]
):
    path = tmp_path / "a.packed"
    path.write_bytes(pack(b"one\n" * 99)[:11])
    with pytest.raises(Unusable, match="damaged at its beginning"):
        OpenedFile(path)


def test_one_entry_that_cannot_be_read_keeps_no_other_away(tmp_path: Path):
    path = tmp_path / "logs.zip"
    line = '192.0.2.1 - - [27/Mar/2026:10:15:02 +0100] "GET / HTTP/1.1" 200 5 "-" "Firefox"\n'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("locked.log", line)
        archive.filelist[-1].flag_bits |= 1
        archive.writestr("open.log", line)
    site = Site(1, "abcdefghijkl", 1, "example.com", (), "UTC", 0, "no")
    [source] = sources_of([path], Wanted("1"), site, None)
    assert (source.name, source.file.name) == ("combined", "open.log")
    [left] = source.file.beside
    assert (left.file, "has a password" in left.detail) == ("locked.log", True)


def test_the_list_of_an_archive_is_read_once_and_has_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "logs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(4):
            archive.writestr(f"{number}.log", "x\n")
    file = OpenedFile(path)
    with monkeypatch.context() as patch:
        patch.setattr(zipfile, "_EndRecData", None)
        for entry in file.entries:
            with file.open(entry) as held:
                assert held.read() == b"x\n"
    monkeypatch.setattr(archives, "MOST_ENTRIES", 3)
    with pytest.raises(Unusable, match="more than 3 files"):
        OpenedFile(path)


def test_a_cut_archive_is_refused(tmp_path: Path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x" * 1000)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(Unusable, match="cut off or damaged"):
        OpenedFile(path)


def test_progress_is_told_in_bytes_of_the_file(tmp_path: Path):
    path = tmp_path / "plain.log"
    path.write_bytes(b"x" * 500_000)
    file = OpenedFile(path)
    assert file.done == 0
    with file.open() as opened:
        opened.read(300_000)
        assert file.done >= 300_000
    assert file.size == 500_000


def test_a_trap_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "UNSUSPECTED", 1 << 20)
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", bytes(2 << 20))
        archive.writestr("few.csv", bytes(1 << 20))
    file = OpenedFile(path)
    with pytest.raises(Unusable, match="2,097,152 bytes"):
        file.open("bomb.csv")
    with file.open("few.csv") as opened:
        assert len(opened.read()) == 1 << 20


@pytest.mark.parametrize("damage", ["a way of packing", "a place before the beginning"])
def test_an_entry_that_cannot_be_read_is_refused(tmp_path: Path, damage: str):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x" * 1000)
    held = bytearray(path.read_bytes())
    if damage == "a way of packing":
        held[held.rfind(b"PK\x01\x02") + 10] = 99
    else:
        del held[1000]
        held[held.rfind(b"PK\x05\x06") + 16] += 3
    path.write_bytes(held)
    with pytest.raises(Unusable, match="cannot be read"):
        OpenedFile(path).open("a.csv")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("packed", ["", "gz", "zip"])
def test_a_file_in_utf16_is_read_as_any_other(tmp_path: Path, encoding: str, packed: str):
    text = "Seite,Größe\r\n/über-uns 🎉,1\r\n" * 60_000
    wide = ("\ufeff" + text).encode(encoding)
    path = tmp_path / "export"
    if packed == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", wide)
    else:
        path.write_bytes(gzip.compress(wide) if packed else wide)
    file = OpenedFile(path)
    with file.open("a.csv" if packed == "zip" else "") as opened:
        assert opened.read() == text.encode()
    if not packed:
        assert file.start.startswith("Seite,Größe\r\n".encode())
        assert file.done == 0 or file.done <= file.size
    assert not file.left_out


def test_half_a_letter_at_the_end_of_utf16_is_a_mark(tmp_path: Path):
    path = tmp_path / "export"
    path.write_bytes("\ufeffab".encode("utf-16-le") + b"c")
    with OpenedFile(path).open() as opened:
        assert opened.read() == "ab\ufffd".encode()
