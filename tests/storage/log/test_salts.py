"""The salts' small file."""

import secrets
from datetime import date

import pytest

from tracker.storage.log.salts import Salts

NOON = 1_795_262_400_000  # 2026-11-21 12:00 UTC
DAY = 86_400_000
TODAY = date(2026, 11, 21)


def salts(path, now=NOON):
    made = Salts(path, secrets.token_bytes)
    made.load(now)
    return made


def test_salts_survive_a_restart(tmp_path):
    first = salts(tmp_path / "salts.json").of(TODAY)
    assert salts(tmp_path / "salts.json").of(TODAY) == first


def test_every_day_has_a_salt_of_its_own(tmp_path):
    made = salts(tmp_path / "salts.json")
    assert len({made.of(date(2026, 11, day)) for day in (19, 20, 21, 22, 23)}) == 5


def test_a_salt_is_deleted_when_its_day_is_over_everywhere(tmp_path):
    path = tmp_path / "salts.json"
    old = salts(path).of(TODAY)
    assert old.hex() in path.read_text()
    later = salts(path, NOON + 3 * DAY)
    assert old.hex() not in path.read_text()
    assert later.of(TODAY) != old


def test_nobody_else_may_read_the_file(tmp_path):
    salts(tmp_path / "salts.json")
    assert (tmp_path / "salts.json").stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_means_new_salts(tmp_path):
    path = tmp_path / "salts.json"
    path.write_text('{"2026-11-21": 7')
    assert len(salts(path).of(TODAY)) == 32


def test_salts_that_could_not_be_written_are_written_later(tmp_path):
    path = tmp_path / "salts.json"
    made = salts(path)
    path.with_suffix(".new").mkdir()  # in the way
    with pytest.raises(IsADirectoryError):
        made.turn(NOON + DAY)
    path.with_suffix(".new").rmdir()
    made.turn(NOON + DAY)
    tomorrow = made.of(date(2026, 11, 24))
    assert salts(path, NOON + DAY).of(date(2026, 11, 24)) == tomorrow


def test_a_day_that_nobody_foresaw_has_a_salt_on_a_full_disk_too(tmp_path):
    made = salts(tmp_path / "salts.json")
    (tmp_path / "salts.new").mkdir()
    assert len(made.of(date(2030, 1, 1))) == 32
