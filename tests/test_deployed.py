"""`pytest tests/browser --server URL`, against a second server of this machine that is marked
staging and sends real mail; and what it refuses."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.server_under_test import Refused, deployed, free_port
from tests.canary import Canary
from tests.commands.conftest import make_database
from tests.mail_house import PASSWORD, USER
from tests.server_process import running
from tracker.config import Config

ROOT = Path(__file__).parents[1]
LOOKED_AT = (
    "a_mailed_link_and_one_click or who_forgot or newcomer or closed_tab or a_test_visit_arrives"
)

pytestmark = pytest.mark.fault


@pytest.fixture
def mail_ports(tmp_path: Path) -> Iterator[dict[str, int]]:
    """A real mail server: by SMTP into a mailbox, by POP3 out of it."""
    command = [sys.executable, "-m", "tests.mail_house", str(tmp_path / "mails")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.terminate()


def tracker_of(folder: Path, **settings: object) -> str:
    """SERVER_COMMAND for a server with these settings."""
    env_file = folder / "env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    code = "from tracker.cli import tracker; tracker()"
    return shlex.join([sys.executable, "-c", code, "--env-file", str(env_file)])


def browser_tests(address: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess:
    """Another pytest, pointed at that server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-q", "tests/browser"]
    return subprocess.run(
        [*command, "--server", address, *arguments],
        cwd=ROOT,
        env=kept | settings | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


async def staging(folder: Path, smtp_port: int) -> tuple[str, dict[str, str]]:
    """The address of a staging server that is to be, and its settings."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    return address, {
        "PORT": str(port),
        "PUBLIC_URL": address,
        "ENVIRONMENT": "staging",
        "MAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "MAIL_FROM": "tracker@staging.example",
        "DATA_DIR": str(folder / "staging"),
    }


async def test_browser_tests_pass_against_a_server_that_is_deployed(
    tmp_path: Path, mail_ports: dict[str, int]
) -> None:
    address, settings = await staging(tmp_path, mail_ports["smtp"])
    async with running(Path(settings["DATA_DIR"]), **settings):
        done = browser_tests(
            address,
            "-k",
            LOOKED_AT,
            SERVER_COMMAND=tracker_of(tmp_path, **settings),
            SERVER_MAILBOX=f"pop3://{USER}:{PASSWORD}@127.0.0.1:{mail_ports['pop3']}",
            SERVER_EMAIL="ada@staging.example",
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^4 passed, \d+ deselected", done.stdout, re.M), done.stdout
    reason = "1 of test_whole_way.py: needs the link that the server prints into its terminal"
    assert reason in done.stdout


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary() as canary:
        yield canary


async def made_by(environment: str, folder: Path) -> dict[str, str]:
    """The settings of a server that has once been started as one of that environment."""
    await make_database(Config(data_dir=folder, environment=environment))
    return {"DATA_DIR": str(folder), "ENVIRONMENT": environment}


async def test_a_production_server_is_refused_before_the_first_request(
    tmp_path: Path, canary: Canary
) -> None:
    command = tracker_of(tmp_path, **await made_by("production", tmp_path / "real"))
    done = browser_tests(canary.address, SERVER_COMMAND=command)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR, done.stdout
    assert "is a server of production" in done.stderr
    assert not canary.was_visited()


async def test_a_database_of_production_stays_one_whatever_its_server_says(
    tmp_path: Path, canary: Canary
) -> None:
    settings = await made_by("production", tmp_path / "real") | {"ENVIRONMENT": "staging"}
    with pytest.raises(Refused, match="is a server of production and staging"):
        deployed(canary.address, tracker_of(tmp_path, **settings), "")
    assert not canary.was_visited()


async def test_a_command_that_speaks_of_another_server_is_refused(
    tmp_path: Path, canary: Canary
) -> None:
    settings = await made_by("staging", tmp_path / "staging")
    settings["PUBLIC_URL"] = "https://other.example.org"
    with pytest.raises(Refused, match=r"speaks of https://other\.example\.org, not of"):
        deployed(canary.address, tracker_of(tmp_path, **settings), "")
    assert not canary.was_visited()


def test_without_a_command_nothing_is_tried(canary: Canary) -> None:
    with pytest.raises(Refused, match="SERVER_COMMAND has to say"):
        deployed(canary.address, "", "")
    assert not canary.was_visited()
