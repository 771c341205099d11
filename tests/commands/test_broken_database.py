"""Whatever is wrong with the database, a command says so in one sentence and shows no traceback."""

import codecs
import hashlib
import importlib
import os
import pkgutil
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from aiohttp.test_utils import TestClient
from click.testing import Result

import tracker
from tests.commands.conftest import make_database
from tests.conftest import Cli
from tests.storage.file.damage import overwrite, smash_page
from tracker.config import Config
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.storage.file import database, writer
from tracker.web import keys

HOST = ("--confirm-host", "127.0.0.1")
READS = (
    ("user", "list"),
    ("site", "list"),
    ("prune", "--dry-run"),
)
WRITES = (
    ("user", "add", "eve", "eve@example.com"),
    ("user", "passwd", "ada", "--generate"),
    ("site", "add", "example.com", "--owner", "ada"),
    ("create-session", "ada"),
)
COPIES = (("backup",), ("reports", "rebuild"))
REPLACES = (("reset-database", *HOST), ("seed", *HOST, "--days", "1", "--visitors", "1"))
FINDS = ("doctor", "verify")  # what they find is what they are asked for, and no error
LOOKS = (
    ("shell",),
    ("doctor",),
    ("verify",),
    ("config", "--json"),
    ("status",),
    ("tail", "1"),
    ("mcp",),
)
NOBODY = 65534

Broken = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def gone(path: Path) -> Iterator[None]:
    path.unlink()
    yield


@contextmanager
def empty(path: Path) -> Iterator[None]:
    path.write_bytes(b"")
    yield


@contextmanager
def no_database(path: Path) -> Iterator[None]:
    path.write_bytes(b"Dear diary, " * 1000)
    yield


@contextmanager
def cut_off(path: Path) -> Iterator[None]:
    os.truncate(path, 10_000)
    yield


@contextmanager
def first_page_smashed(path: Path) -> Iterator[None]:
    overwrite(path, 100, b"\xa5" * 3000)
    yield


@contextmanager
def table_smashed(path: Path) -> Iterator[None]:
    smash_page(path, "user")
    yield


@contextmanager
def too_new(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path)) as file:
        file.execute("pragma user_version = 9999")
    yield


@contextmanager
def another_programs(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path)) as file:
        file.execute("pragma application_id = 1")
    yield


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        yield
        other.execute("rollback")


@contextmanager
def full(path: Path) -> Iterator[None]:
    """No file may grow beyond this, as on a disk that has no room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Of a user who may only read it. Root may do everything, so it becomes nobody."""
    folder = path.parent
    folder.chmod(0o555)
    for file in folder.iterdir():
        file.chmod(0o444)
    try:
        with nobody():
            yield
    finally:
        folder.chmod(0o700)


@contextmanager
def nobody() -> Iterator[None]:
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


UNUSABLE = (
    gone, empty, no_database, cut_off, first_page_smashed, too_new, another_programs,
)  # fmt: skip
UNWRITABLE = (table_smashed, locked, full, read_only)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Where another user can get at it: the usual folder is the tester's alone."""
    with TemporaryDirectory(prefix="tracker-broken-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
async def path(config: Config, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with ada in it, that a lock is not waited for."""
    await make_database(config)
    path = config.data_dir / "tracker.db"
    async with database.Database.open(path) as db, db.transaction() as tx:
        await insert_first_user(tx, NewUser("ada", "ada@example.com", "-"), 1)
    prepare = writer.prepare

    async def without_patience(writer: sqlite3.Connection, durability: str) -> None:
        await prepare(writer, durability)
        await writer.execute("pragma busy_timeout = 20")

    monkeypatch.setattr(writer, "prepare", without_patience)
    return path


async def read_what_is_read_late(cli: Cli, path: Path, words: tuple[str, ...]) -> None:
    """Root's own Python and checkout may be nothing that nobody can read: all modules, and the
    lists that this command loads, by running it once on a sound database."""
    codecs.lookup("utf-8-sig")
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    kept = shutil.copytree(path.parent, path.parent.with_name("kept"))
    await cli(*words, typed="")
    shutil.rmtree(path.parent)
    kept.rename(path.parent)


async def run(cli: Cli, path: Path, broken: Broken, words: tuple[str, ...]) -> Result:
    """What became of it; a command that got away with a traceback fails here."""
    found = path.read_bytes()
    mode = path.stat().st_mode
    if broken is read_only:
        await read_what_is_read_late(cli, path, words)
    with broken(path):
        before = sha256(path)
        done = await cli(*words, typed="")
        after = sha256(path)
    assert done.exception is None or isinstance(done.exception, SystemExit), (
        words,
        done.exc_info,
    )
    assert "Traceback" not in done.output, done.output
    assert done.exit_code in (0, 1), (words, done.output)
    if done.exit_code == 1 and words[0] not in FINDS:
        assert [line[:7] for line in done.stderr.splitlines()] == ["Error: "], (words, done.stderr)
        assert before == after, "what was refused has changed the file"
    path.write_bytes(found)
    path.chmod(mode)
    return done


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


@pytest.mark.parametrize("broken", UNUSABLE)
async def test_what_cannot_be_used_is_refused_by_every_command(
    cli: Cli, path: Path, broken: Broken
) -> None:
    for words in (*READS, *WRITES, *COPIES, *REPLACES):
        done = await run(cli, path, broken, words)
        assert done.exit_code == 1, (words, done.output)
        assert str(path) in done.stderr, (words, done.stderr)


@pytest.mark.parametrize("broken", UNWRITABLE)
async def test_what_cannot_be_written_is_refused_by_those_that_write(
    cli: Cli, path: Path, broken: Broken
) -> None:
    for words in WRITES:
        done = await run(cli, path, broken, words)
        assert done.exit_code == 1, (words, done.output)


@pytest.mark.parametrize("broken", [*UNUSABLE, *UNWRITABLE])
async def test_those_that_look_say_what_they_see(cli: Cli, path: Path, broken: Broken) -> None:
    for words in (*LOOKS, *COPIES):
        await run(cli, path, broken, words)


@pytest.mark.usefixtures("served")
async def test_a_server_that_can_only_read_refuses_what_must_be_written(
    cli: Cli, client: TestClient
) -> None:
    client.app[keys.DATABASE].condition.read_only = "the disk fell off"
    done = await cli("user", "add", "eve", "eve@example.com")
    assert (done.exit_code, "can only be read: the disk fell off" in done.stderr) == (1, True)
    assert (await cli("user", "list")).exit_code == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who may become somebody else")
@pytest.mark.parametrize("words", [*READS, *WRITES, ("status",), ("tail", "1")])
async def test_another_users_server_is_named_as_such(
    cli: Cli, path: Path, words: tuple[str, ...]
) -> None:
    await read_what_is_read_late(cli, path, words)
    (path.parent / "control.sock").touch()
    path.parent.chmod(0o700)
    with nobody():
        done = await cli(*words)
    assert done.exit_code == 1
    assert "control.sock is another user's" in done.stderr
