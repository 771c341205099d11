"""Acts: inside the running server, or with the data folder to oneself."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import Cli, MakeUser
from tracker.commands import acting
from tracker.config import Config
from tracker.services.acts import performing as acts
from tracker.services.acts.acting import Acting, Refusal, unseen
from tracker.storage.accounts.audit import entries
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.disk.lock import data_folder
from tracker.storage.file.database import Database
from tracker.storage.file.errors import RefusesForNow
from tracker.web import keys


async def add_somebody(data_dir: Path, name: str) -> None:
    data_dir.mkdir(parents=True, exist_ok=True)
    async with Database.open(data_dir / "tracker.db") as db, db.transaction() as tx:
        await insert_user(tx, NewUser(name, f"{name}@example.com", "-"), 0)


async def names(cli: Cli) -> list[str]:
    done = await cli("user", "list", "--json")
    assert done.exit_code == 0, done.stderr
    return [user["name"] for user in json.loads(done.stdout)]


@pytest.mark.usefixtures("served")
async def test_beside_a_server_it_is_the_server_that_acts(cli: Cli, make_user: MakeUser) -> None:
    await make_user("ada")
    assert await names(cli) == ["ada"]


async def test_without_a_server_the_file_is_opened(cli: Cli, data_dir: Path) -> None:
    await add_somebody(data_dir, "bob")
    assert await names(cli) == ["bob"]


async def test_a_server_that_was_killed_is_not_waited_for(cli: Cli, data_dir: Path) -> None:
    await add_somebody(data_dir, "bob")
    (data_dir / "control.sock").touch()
    assert await names(cli) == ["bob"]


async def test_a_server_that_is_just_starting_is_waited_for(cli: Cli, data_dir: Path) -> None:
    await add_somebody(data_dir, "bob")
    with data_folder(data_dir, "a server that starts"):
        asked = asyncio.create_task(names(cli))
        await asyncio.sleep(0.3)
        assert not asked.done()
    assert await asked == ["bob"]


async def test_one_that_never_answers_is_named(
    cli: Cli, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "STARTS_WITHIN", 0.1)
    await add_somebody(data_dir, "bob")
    with data_folder(data_dir, "a deaf server"):
        done = await cli("user", "list")
    assert (done.exit_code, "a deaf server" in done.stderr) == (1, True)


async def test_without_a_database_it_says_so_and_makes_none(cli: Cli, data_dir: Path) -> None:
    done = await cli("user", "list")
    assert done.exit_code == 1
    assert f"There is no database at {data_dir / 'tracker.db'}" in done.stderr
    assert not data_dir.exists()


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refusal("There is no such thing."), "There is no such thing."),
        (RefusesForNow("odd"), "cannot be used: odd"),
        (ZeroDivisionError(), "its log says why"),
    ],
)
async def test_what_the_server_refuses_is_one_sentence(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    async def refuse(_context: Acting) -> dict[str, Any]:
        raise error

    monkeypatch.setitem(acts.ACTS, "user-list", refuse)
    done = await cli("user", "list")
    assert (done.exit_code, done.stdout) == (1, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.usefixtures("served")
async def test_progress_is_told_while_it_goes_on(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def count(context: Acting, upto: int) -> dict[str, Any]:
        for number in range(upto):
            context.progress(number + 1, upto)
            await asyncio.sleep(0.05)
        return {"counted": upto}

    monkeypatch.setattr("tracker.web.serving.acts.TOLD_EVERY", 0.01)
    monkeypatch.setitem(acts.ACTS, "count", count)
    seen: list[tuple[int, int]] = []
    config = client.app[keys.CONFIG]
    done = await asyncio.to_thread(
        acting.act, config, "count", {"upto": 3}, lambda *each: seen.append(each)
    )
    assert done == {"counted": 3}
    assert seen == sorted(seen)
    assert {(1, 3), (2, 3), (3, 3)} == set(seen)


@pytest.mark.usefixtures("served")
async def test_a_server_that_does_not_know_the_act_is_of_another_release(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(acts.ACTS, "user-list")
    done = await cli("user", "list")
    assert (done.exit_code, "another release" in done.stderr) == (1, True)


async def test_a_broken_file_is_one_sentence(cli: Cli, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "tracker.db").write_bytes(b"not a database at all" * 100)
    done = await cli("user", "list")
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1), done.stderr


async def test_an_env_file_is_found_from_anywhere_and_so_is_its_folder(
    cli: Cli, data_dir: Path, tmp_path: Path
) -> None:
    service = tmp_path / "service"
    await add_somebody(service / "kept", "eve")
    (service / ".env").write_text("DATA_DIR=kept\n")
    done = await cli("--env-file", str(service / ".env"), "user", "list", "--json")
    assert [user["name"] for user in json.loads(done.stdout)] == ["eve"]


async def test_an_env_file_that_is_missing_is_a_usage_error(cli: Cli, tmp_path: Path) -> None:
    done = await cli("--env-file", str(tmp_path / "none"), "user", "list")
    assert done.exit_code == 2


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("user-list", "Stopped. What was begun is finished all the same."),
        ("backup", "Stopped."),
    ],
)
async def test_ctrl_c_says_what_becomes_of_what_was_begun(
    config: Config, data_dir: Path, monkeypatch: pytest.MonkeyPatch, act: str, said: str
) -> None:
    await add_somebody(data_dir, "bob")

    async def interrupted(_context: Acting) -> dict[str, Any]:
        raise KeyboardInterrupt

    monkeypatch.setitem(acts.ACTS, act, interrupted)
    with pytest.raises(acting.Failed) as failed:
        await asyncio.to_thread(acting.act, config, act)
    assert str(failed.value) == said


async def test_a_command_that_is_stopped_finishes_what_it_has_begun(
    config: Config, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C cancels its task wherever that stands, between a commit and the audit log too."""
    await add_somebody(data_dir, "bob")
    task: list[asyncio.Task[Any]] = []

    async def slow(context: Acting) -> dict[str, Any]:
        task[0].get_loop().call_soon(task[0].cancel)
        await asyncio.sleep(0.05)
        context.note("site added", "site 1")
        return {}

    monkeypatch.setitem(acts.ACTS, "user-list", slow)

    async def run() -> None:
        task.append(asyncio.create_task(acting._do(config, "user-list", {}, unseen)))
        await asyncio.wait(task)

    await run()
    assert task[0].cancelled()
    async with Database.open(data_dir / "tracker.db") as db:
        assert [each.entry.action for each in await entries(db)] == ["site added"]


def test_who_asks_a_server_does_not_load_what_only_the_server_needs() -> None:
    program = "import sys, tracker.commands.importing; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    loaded = done.stdout.decode().split()
    assert "tracker.services.acts.acting" in loaded
    assert not {"tracker.services.acts.performing", "tracker.services.acts.alone"} & {*loaded}
