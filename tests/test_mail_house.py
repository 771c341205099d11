"""Reading real mails: by POP3 and IMAP, only new ones, and away with what was read."""

import asyncio
import json
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from mailbox import Maildir
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.eventually import PATIENCE
from tests.mail_house import PASSWORD, USER
from tests.mailbox import Mailbox
from tracker.config import Config
from tracker.services.checkup.mail import look_at_mail
from tracker.services.mail.inbox import Inbox, NoMail
from tracker.services.mail.open_mailbox import NEWEST, Unreadable

ROOT = Path(__file__).parents[1]
NOW = datetime.now(UTC)


class House:
    """`python -m tests.mail_house`, running."""

    def __init__(self, folder: Path, ports: dict[str, int]) -> None:
        self.kept = Maildir(folder)
        self._ports = ports

    def url(self, scheme: str, password: str = PASSWORD) -> str:
        return f"{scheme}://{USER}:{password}@127.0.0.1:{self._ports[scheme]}"

    @property
    def smtp(self) -> str:
        return f"smtp://127.0.0.1:{self._ports['smtp']}"

    def reader(self, scheme: str, since: datetime = NOW) -> Inbox:
        return Inbox(self.url(scheme), since)

    def send(self, subject: str, to: str = "ada@example.com", at: datetime | str = NOW) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "tracker@example.com", to, subject
        mail["Date"] = at if isinstance(at, str) else format_datetime(at)
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
    waiting = asyncio.create_task(house.reader(scheme).next_to("ada@example.com", within=PATIENCE))
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


@pytest.mark.parametrize("date", ["yesterday", "Sat, 21 Nov 2020 12:00:00 -0000"])
async def test_one_with_an_odd_date_harms_nobody(house: House, scheme: str, date: str) -> None:
    house.send("Odd", at=date)
    house.send("Hello")
    assert (await house.reader(scheme).next_to("ada@example.com"))["Subject"] == "Hello"
    assert house.subjects() == {"Odd"}


async def test_a_password_never_travels_openly() -> None:
    for scheme in ("imap", "pop3"):
        with pytest.raises(Unreadable, match=f"use {scheme}s://"):
            await Inbox(f"{scheme}://ada:secret@mail.example.com", NOW).next_to("ada@example.com")


class TestDoctor:
    """`tracker doctor --mail-to` looks whether its mail has come."""

    @pytest.fixture
    def config(self, config: Config, house: House, scheme: str) -> Config:
        sender = "tracker@example.com"
        here = replace(config, mail_url=house.smtp, mailbox_url=house.url(scheme))
        return replace(here, mail_from=sender)

    async def test_its_own_mail_is_found_and_no_other_is_touched(
        self, cli: Cli, house: House
    ) -> None:
        house.send("A letter", at=NOW + timedelta(hours=1))
        done = await cli("doctor", "--json", "--mail-to", "ada@example.com")
        (found,) = [each for each in json.loads(done.stdout) if each["check"] == "mail"]
        assert (found["level"], "was in the mailbox" in found["found"]) == ("ok", True)
        assert house.subjects() == {"A letter"}

    async def test_one_that_does_not_come_is_bad(self, config: Config, mailbox: Mailbox) -> None:
        """A mail server that takes it and puts it elsewhere."""
        given = (config.mail_from, "ada@example.com", config.mailbox_url)
        (found,) = await look_at_mail(mailbox.url, *given, within=0)
        assert (found.level, "spam" in found.advice) == ("bad", True)
        assert await mailbox.next_to("ada@example.com")

    async def test_a_mailbox_that_stays_shut_is_bad(self, house: House, scheme: str) -> None:
        shut = house.url(scheme, password="wrong")
        given = ("tracker@example.com", "ada@example.com", shut)
        (found,) = await look_at_mail(house.smtp, *given)
        assert (found.level, found.advice) == ("bad", "Check MAILBOX_URL.")
        assert "wrong" not in found.found
