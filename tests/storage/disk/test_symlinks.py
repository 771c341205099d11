"""Root opens nothing that the data folder's owner has put there to lead it elsewhere."""

import os
from pathlib import Path

import pytest

from tests.conftest import Cli
from tracker.config import Config
from tracker.storage.disk.lock import NoDataFolder, data_folder
from tracker.storage.disk.symlinks import no_link, opened, planted, write_text

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who may become somebody else")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def shadow(tmp_path: Path) -> Path:
    """A file outside, which only root may write."""
    file = tmp_path / "shadow"
    file.write_text("root:x")
    return file


def plant(folder: Path, kind: str, shadow: Path) -> Path:
    """As the folder's owner would."""
    trap = folder / "backups" / "trap" if kind == "deep" else folder / "lock"
    trap.parent.mkdir(exist_ok=True)
    if kind == "hard":
        trap.hardlink_to(shadow)
    elif kind == "fifo":
        os.mkfifo(trap)
    else:
        trap.symlink_to(shadow)
        os.lchown(trap, NOBODY, NOBODY)
    os.chown(folder, NOBODY, NOBODY)
    return trap


def test_a_lock_that_is_a_link_is_refused_and_what_it_leads_to_is_as_it_was(
    folder: Path, shadow: Path
) -> None:
    (folder / "lock").symlink_to(shadow)
    with pytest.raises(NoDataFolder, match=r"data/lock is a symbolic link.* Remove it\.$"):
        with data_folder(folder, "a test"):
            pass
    assert shadow.read_text() == "root:x"


@pytest.mark.parametrize("name", ["a", "b"])
def test_no_file_is_written_through_a_link(folder: Path, shadow: Path, name: str) -> None:
    link = folder / name
    link.symlink_to(shadow)
    for write in (lambda: write_text(link, "x"), lambda: opened(link, "wb").close()):
        with pytest.raises(OSError, match="symbolic link"):
            write()
    assert shadow.read_text() == "root:x"


def test_a_new_file_is_its_users_alone(folder: Path) -> None:
    os.close(no_link(str(folder / "new"), os.O_WRONLY | os.O_CREAT))
    write_text(folder / "text", "ä")
    with opened(folder / "bytes", "ab") as file:
        file.write(b"x")
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_in_ones_own_folder_one_may_have_what_one_likes(folder: Path, shadow: Path) -> None:
    (folder / "backups").symlink_to(shadow.parent)
    assert planted(folder) == ""
    assert planted(folder / "missing") == ""


@as_root
@pytest.mark.parametrize("kind", ["soft", "deep", "hard", "fifo"])
def test_root_is_not_led_astray(folder: Path, shadow: Path, kind: str) -> None:
    trap = plant(folder, kind, shadow)
    with pytest.raises(NoDataFolder) as refused:
        with data_folder(folder, "a test"):
            pass
    assert str(refused.value).startswith(f"{trap} is ")
    assert shadow.read_text() == "root:x"


@as_root
def test_a_link_of_roots_own_leads_where_root_wants(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other disk").mkdir()
    (folder / "backups").symlink_to(tmp_path / "other disk")
    (folder / "plain").touch()
    os.chown(folder, NOBODY, NOBODY)
    assert planted(folder) == ""


@as_root
def test_what_goes_away_meanwhile_is_no_trap(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(folder, NOBODY, NOBODY)
    monkeypatch.setattr(Path, "rglob", lambda *_: [folder / "gone"])
    assert planted(folder) == ""


@as_root
@pytest.mark.parametrize(
    "words",
    [
        ("backup",),
        ("user", "add", "ada", "ada@example.com"),
        ("geo", "update"),
        ("restore", "x.db"),
        ("maintenance", "on"),
        ("reset-database",),
    ],
)
async def test_no_command_of_roots_opens_what_was_planted(
    config: Config, cli: Cli, shadow: Path, words: tuple[str, ...]
) -> None:
    config.data_dir.mkdir()
    (config.data_dir / "tracker.db").touch()
    plant(config.data_dir, "soft", shadow)
    done = await cli(*words)
    assert done.exit_code != 0
    assert "data/lock is a symbolic link" in done.output
    assert shadow.read_text() == "root:x"
