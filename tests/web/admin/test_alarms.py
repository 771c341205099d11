"""The administrators hear of a full disk, of old backups, of a mail server that takes nothing."""

import shutil
from collections import namedtuple
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import eventually
from tests.mailbox import Mailbox, text_of
from tests.web.sites.owners import MINE, add_site, visit
from tracker.config import Config
from tracker.services.erasing.doubts import CLOCK, Due
from tracker.storage.file.errors import Unwritable
from tracker.web import keys
from tracker.web.admin import alarms

ADMIN = "root@example.com"
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url, admins=(ADMIN,), backup_every=24)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "LOOK_EVERY", 0.01)


async def next_mail(mailbox: Mailbox) -> tuple[str, str]:
    mail = await mailbox.next_to(ADMIN, within=30)
    return mail["Subject"], text_of(mail)


async def test_of_a_nearly_full_disk_and_that_there_is_room_again(
    client: TestClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await client.get("/healthz")).status == 200
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 10**6))
        subject, text = await next_mail(mailbox)
    assert subject == "Tracker: The disk takes no more visits, or soon will not"
    assert "make room" in text
    assert "Make room; old backups first." in text
    assert (await next_mail(mailbox))[0] == "Tracker: The disk takes visits again"


async def test_of_a_disk_that_refuses(
    client: TestClient, as_user: AsUser, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = await add_site(await as_user("ada"))

    async def full(*_: object) -> None:
        raise Unwritable("database or disk is full")

    monkeypatch.setattr(client.app[keys.LOG], "append", full)
    assert (await visit(client, site)).status == 503
    assert "database or disk is full" in (await next_mail(mailbox))[1]


async def test_of_backups_that_fail_and_of_one_that_is_made(
    client: TestClient, mailbox: Mailbox, config: Config
) -> None:
    config.backups.parent.mkdir(parents=True, exist_ok=True)
    config.backups.touch()  # where the folder should be
    with pytest.raises(FileExistsError):
        await client.app[keys.BACKUPS].make()
    subject, text = await next_mail(mailbox)
    assert subject == "Tracker: No backup is made"
    assert "the last try failed" in text
    config.backups.unlink()
    await client.app[keys.BACKUPS].make()
    assert (await next_mail(mailbox))[0] == "Tracker: Backups are made again"


async def test_of_backups_that_are_old(client: TestClient, mailbox: Mailbox, clock: Clock) -> None:
    made = client.app[keys.BACKUPS]
    made.hindrance = lambda: ""
    await made.make()
    made._due = clock.now + 10**12  # nobody makes one
    clock.forward(hours=71)
    assert made.wrong == ""
    clock.forward(hours=3)
    assert "the newest backup is 74 hours old" in (await next_mail(mailbox))[1]


async def test_of_a_mail_server_that_took_nothing(client: TestClient, mailbox: Mailbox) -> None:
    mailer = client.app[keys.MAILER]
    mailer._pauses = (0.05,) * 200
    mailbox.refuse_senders = "535 5.7.8 go away"
    with pytest.raises(Exception, match="authentication"):
        await mailer.probe("ada@example.com")
    await eventually(lambda: "mail" in client.app[keys.ALARMS].wrong, within=30)
    mailbox.refuse_senders = ""
    subject, text = await next_mail(mailbox)
    assert subject == "Tracker: Mails could not be delivered"
    assert "535" in text
    assert (await next_mail(mailbox))[0] == "Tracker: Mails are delivered again"


async def test_of_erasing_that_waits_and_of_an_admins_word(
    client: TestClient, as_user: AsUser, mailbox: Mailbox, clock: Clock
) -> None:
    ada = await as_user("ada", admin=True)
    site = await add_site(ada)
    doubt = CLOCK.format(days=400)
    client.app[keys.PRUNING].waiting = [Due(site, clock.now, 1_234, doubt, 400)]
    assert "1,234 events of example.com" in (await next_mail(mailbox))[1]
    said = await (await ada.get("/readyz")).json()
    assert said["erasing"] == "waits at 1 sites: `tracker doctor` says why"
    assert (await ada.get("/readyz")).status == 200
    page = await (await ada.get("/admin")).text()
    assert "1,234 events of example.com. The clock is 400 days ahead" in page
    answer = await ada.post("/admin/erasing", data=MINE, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/admin")


async def test_of_nothing_where_all_is_well(client: TestClient, mailbox: Mailbox) -> None:
    await eventually(lambda: client.app[keys.BACKUPS].newest is None)
    assert await alarms.wrong_with(client.app) == {}
    assert mailbox.mails == []
