"""What the server writes is its user's alone, also in a folder that others may look into."""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tracker.storage.disk.lock import data_folder
from tracker.storage.disk.private_files import close_to_others, only_ours
from tracker.storage.file.database import Database


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    assert os.umask(before) == 0o022, "it is as it was"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As an operator has made it."""
    made = tmp_path / "data"
    made.mkdir(mode=0o755)
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_new_database_is_its_users_alone(folder: Path) -> None:
    with data_folder(folder, "a test"):
        async with Database.open(folder / "tracker.db") as db:
            async with db.transaction() as tx:
                await tx.execute("create table more (a)")
            assert {mode(each) for each in folder.iterdir()} == {0o600}
            assert len(list(folder.iterdir())) >= 4


async def test_files_of_before_are_closed(folder: Path) -> None:
    async with Database.open(folder / "tracker.db"):
        pass
    for name in ("salts.json", "other.txt"):
        (folder / name).write_text("x")
    assert mode(folder / "tracker.db") == 0o644
    said = close_to_others(folder)
    assert said == [f"{folder / name} (mode 644)" for name in ("tracker.db", "salts.json")]
    assert mode(folder / "tracker.db") == mode(folder / "salts.json") == 0o600
    assert mode(folder / "other.txt") == 0o644, "it may be somebody else's"
    assert close_to_others(folder) == []


def test_what_a_link_leads_to_is_left_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("x")
    (folder / "salts.json").symlink_to(tmp_path / "elsewhere")
    (folder / "tracker.db").mkdir()
    assert close_to_others(folder) == []
    assert mode(tmp_path / "elsewhere") == 0o644


def test_another_users_folder_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "lock").write_text("x")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert close_to_others(folder) == []


def test_the_umask_comes_back_with_the_last_who_held_it(tmp_path: Path) -> None:
    """Servers of one process end in any order."""
    first, second = only_ours(), only_ours()
    with closing(_Entered(first)):
        other = _Entered(second)
    (tmp_path / "still").touch()
    assert mode(tmp_path / "still") == 0o600
    other.close()
    (tmp_path / "after").touch()
    assert mode(tmp_path / "after") == 0o644


class _Entered:
    """A context that is left by `close`."""

    def __init__(self, context: object) -> None:
        self._context = context
        context.__enter__()

    def close(self) -> None:
        self._context.__exit__(None, None, None)
