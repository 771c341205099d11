"""Without the extra `mailbox` all works but looking for a mail by IMAP, and that is said."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.eventually import eventually
from tests.mailbox import Mailbox
from tests.server_process import ROOT, running
from tracker.config import Config
from tracker.services.mail.mailbox_package import has_reader

IMAP = "imaps://ada:secret@mail.example.com"
SAID = "MAILBOX_URL is set, and IMAPClient, which reads that mailbox, is not installed."
WITHOUT = f"""
import runpy, sys
sys.modules["imapclient"] = None  # as if it were not there
runpy.run_path({str(ROOT / "run.py")!r}, run_name="__main__")
"""
# What serving imports, and which of these came along.
SERVING = """
import sys
import tracker.app, tracker.cli, tracker.commands.doctor, tracker.web.serving.server
print({"imapclient", "imaplib", "poplib"} & set(sys.modules))
"""


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "imapclient", None)


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    here = replace(config, mail_url=mailbox.url, mail_from="tracker@example.com")
    return replace(here, mailbox_url=IMAP)


async def told(cli: Cli, *words: str) -> list[dict[str, str]]:
    return list(json.loads((await cli("doctor", "--json", *words)).stdout))


@pytest.mark.usefixtures("nothing_installed")
async def test_doctor_says_so_once_and_sends_its_mail(cli: Cli, mailbox: Mailbox) -> None:
    findings = await told(cli, "--mail-to", "ada@example.com")
    (found,) = [each for each in findings if "IMAPClient" in each["found"]]
    assert (found["level"], found["found"]) == ("warn", SAID)
    assert found["advice"] == f"{sys.executable} -m pip install IMAPClient"
    (mail,) = [each for each in findings if each["check"] == "mail"]
    assert (mail["level"], "See whether it has arrived" in mail["found"]) == ("ok", True)
    assert (await mailbox.next_to("ada@example.com"))["Subject"].startswith("Mail works")


async def test_doctor_says_nothing_of_it_where_it_is_installed(cli: Cli) -> None:
    assert [each for each in await told(cli) if "IMAPClient" in each["found"]] == []


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize("url", ["", "pop3s://ada:secret@mail.example.com"])
def test_no_mailbox_and_one_by_pop3_need_nothing(url: str) -> None:
    assert has_reader(url)


async def test_a_server_starts_without_it_and_its_log_says_so(tmp_path: Path) -> None:
    script = tmp_path / "without.py"
    script.write_text(WITHOUT)
    async with running(tmp_path / "data", (str(script),), MAILBOX_URL=IMAP) as server:
        await eventually(lambda: SAID in server.said())
        assert "secret" not in server.said()


def test_a_server_that_looks_into_no_mailbox_imports_no_reader() -> None:
    python = [sys.executable, "-c", SERVING]
    done = subprocess.run(python, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
