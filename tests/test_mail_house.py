"""Reading real mails: by POP3 and IMAP, only new ones, and away with what was read."""

import asyncio
import json
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from mailbox import Maildir
from pathlib import Path

import pytest

from tests.browser.real_mail import NEWEST, NoMail, RealMail
from tests.mail_house import PASSWORD, USER

ROOT = Path(__file__).parents[1]
NOW = datetime.now(UTC)


class House:
    """`python -m tests.mail_house`, running."""

    def __init__(self, folder: Path, ports: dict[str, int]) -> None:
        self.kept = Maildir(folder)
        self._ports = ports

    def reader(self, scheme: str, since: datetime = NOW) -> RealMail:
        return RealMail(f"{scheme}://{USER}:{PASSWORD}@127.0.0.1:{self._ports[scheme]}", since)

    def send(self, subject: str, to: str = "ada@example.com", at: datetime = NOW) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "tracker@example.com", to, subject
        mail["Date"] = format_datetime(at)
        mail.set_content("A link.")
        with smtplib.SMTP("127.0.0.1", self._ports["smtp"]) as client:
            client.send_message(mail)

    def subjects(self) -> set[str]:
        return {mail["Subject"] for mail in self.kept}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house") / "mails"
    command = [sys.executable, "-m", "tests.mail_house", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        yield House(folder, json.loads(process.stdout.readline()))
        process.terminate()


@pytest.fixture(params=["pop3", "imap"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def house(running: House) -> House:
    running.kept.clear()
    return running


async def test_a_mail_is_read_and_then_deleted(house: House, scheme: str) -> None:
    house.send("Hello")
    house.send("To somebody else", to="grace@example.com")
    mail = await house.reader(scheme).next_to("ada@example.com")
    assert (mail["Subject"], mail.get_content().strip()) == ("Hello", "A link.")
    assert house.subjects() == {"To somebody else"}


async def test_one_that_comes_while_it_is_waited_for_is_read(house: House, scheme: str) -> None:
    waiting = asyncio.create_task(house.reader(scheme).next_to("ada@example.com", within=20))
    await asyncio.sleep(0)
    await asyncio.to_thread(house.send, "Late")
    assert (await waiting)["Subject"] == "Late"


async def test_one_from_before_the_request_is_never_read(house: House, scheme: str) -> None:
    house.send("Yesterday's", at=NOW - timedelta(days=1))
    with pytest.raises(NoMail):
        await house.reader(scheme).next_to("ada@example.com", within=0)
    assert house.subjects() == {"Yesterday's"}


async def test_the_oldest_of_the_new_ones_is_read_first(house: House, scheme: str) -> None:
    house.send("Second", at=NOW + timedelta(seconds=1))
    house.send("First")
    reader = house.reader(scheme)
    both = [(await reader.next_to("ada@example.com"))["Subject"] for _ in range(2)]
    assert both == ["First", "Second"]


async def test_only_the_newest_ten_are_looked_at(house: House, scheme: str) -> None:
    house.send("Too far down")
    for number in range(NEWEST):
        house.send(f"Advertisement {number}", to="grace@example.com")
    with pytest.raises(NoMail):
        await house.reader(scheme).next_to("ada@example.com", within=0)
