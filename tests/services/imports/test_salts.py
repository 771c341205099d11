"""What visitors of imports are hashed with ends two days after the import."""

import os
from pathlib import Path

import pytest

from tracker.services.imports.salts import KEPT, NAME, ImportSalts


class Time:
    now = 1_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def salts(tmp_path: Path, time: Time) -> ImportSalts:
    return ImportSalts(tmp_path / NAME, os.urandom, time)


def test_a_site_has_its_own_until_two_days_later(salts: ImportSalts, time: Time, tmp_path: Path):
    first = salts.of(1)
    assert salts.of(2) != first
    time.now += KEPT - 1
    salts.forget_old()
    assert salts.of(1) == first
    time.now += KEPT - 1
    assert salts.of(1) == first
    time.now += KEPT
    salts.forget_old()
    assert first.hex() not in (tmp_path / NAME).read_text()
    assert salts.of(1) != first


def test_nothing_to_forget_writes_nothing(salts: ImportSalts, tmp_path: Path):
    salts.forget_old()
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize("held", ["", "[]", '{"1": 3}', '{"1": ["x"]}', "\x00"])
def test_a_file_that_cannot_be_read_means_new_ones(salts: ImportSalts, tmp_path: Path, held: str):
    (tmp_path / NAME).write_text(held)
    assert len(salts.of(1)) == 32
