"""A fault in the server: what its visitor sees, what the administrators hear, what it leaves."""

import asyncio
import logging
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import eventually
from tests.mailbox import Mailbox, html_of, text_of
from tests.web.sites.owners import add_site
from tracker.config import Config
from tracker.services.background import beside
from tracker.services.mail import faults
from tracker.services.mail.mailer import MOST_WAITING
from tracker.services.mail.message import Mail
from tracker.services.recording.intake import Intake
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Locked, StorageError
from tracker.web import keys
from tracker.web.failing.faults import kind_of

ADMIN, OTHER = "ada@example.com", "grace@example.com"
HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
TOLD = "The administrators were told."
INSERT = "insert into users (name, name_key, email, email_key, password, created_at) "


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url, admins=(ADMIN,))


@pytest.fixture
def app(app: web.Application) -> web.Application:
    app.router.add_get("/fault/{token}", fault)
    app.router.add_get("/other", other)
    app.router.add_get("/half-written", half_written)
    app.router.add_get("/locked", locked)
    return app


async def fault(request: web.Request) -> web.Response:
    raise ZeroDivisionError(request.match_info["token"])


async def other(request: web.Request) -> web.Response:
    return web.Response(text=str(kind_of(None)))  # type: ignore[arg-type]


async def half_written(request: web.Request) -> web.Response:
    async with request.app[keys.DATABASE].transaction() as tx:
        await tx.execute("create table half (written)")
        raise ZeroDivisionError


async def locked(request: web.Request) -> web.Response:
    raise Locked("database is locked")


async def page_of(client: TestClient, path: str = "/fault/x") -> str:
    answer = await client.get(path, headers=HTML | {"X-Password": "hunter2"})
    assert answer.status == 500
    return await answer.text()


async def test_the_administrators_are_told_and_the_page_says_so(
    client: TestClient, mailbox: Mailbox
) -> None:
    said = await (await client.get("/fault/x", headers={"Accept": "application/json"})).json()
    assert said["told"] is True
    assert TOLD in await page_of(client)
    mail = await mailbox.next_to(ADMIN)
    assert mail["Subject"].startswith("Tracker: ZeroDivisionError in tracker/web/")
    assert said["reference"] in text_of(mail)
    assert "raise ZeroDivisionError(" in text_of(mail)


async def test_nothing_that_a_visitor_sent_is_in_the_mail(
    client: TestClient, as_user: AsUser, mailbox: Mailbox
) -> None:
    ada = await as_user("ada")
    await ada.get("/fault/their-token?mail=eve@example.com", headers={"User-Agent": "Their/1"})
    mail = await mailbox.next_to(ADMIN)
    said = text_of(mail) + html_of(mail) + str(mail["Subject"])
    assert "GET /fault/{token}" in said
    for secret in ("their-token", "eve@", "Their/1", "127.0.0.1:"):
        assert secret not in said.replace(f"127.0.0.1:{client.app[keys.CONFIG].port}", "")


async def test_a_thousand_faults_are_one_mail(client: TestClient, mailbox: Mailbox) -> None:
    for _ in range(20):
        await asyncio.gather(*(client.get("/fault/x", headers=JSON) for _ in range(50)))
    await mailbox.next_to(ADMIN)
    await eventually(lambda: client.app[keys.MAILER].depth == 0)
    assert len(mailbox.mails) == 1
    assert client.app[keys.FAULTS].count == 1000


async def test_another_kind_is_another_mail(client: TestClient, mailbox: Mailbox) -> None:
    await page_of(client)
    await page_of(client, "/other")
    subjects = {(await mailbox.next_to(ADMIN))["Subject"] for _ in range(2)}
    assert len(subjects) == 2
    where = "AttributeError in tracker/web/failing/faults.py:"
    assert any(where in subject for subject in subjects)


async def test_after_an_hour_the_next_mail_counts_what_was_not_told(
    client: TestClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await page_of(client)
    assert "times since" not in text_of(await mailbox.next_to(ADMIN))
    monkeypatch.setattr(faults, "QUIET", 0)
    await page_of(client)
    assert "It happened 5 times since the last mail" in text_of(await mailbox.next_to(ADMIN))


async def test_a_fault_in_the_beacon_is_told(
    as_user: AsUser, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await as_user()
    site = await add_site(ada)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Intake, "receive", fail)
    reader, writer = await asyncio.open_connection(ada.host, ada.port)
    with closing(writer):
        body = b'{"name": "pageview", "url": "https://example.com/"}'
        head = f"POST /visit/{site.key} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        assert b" 500 " in await reader.readline()
    assert "connection.py" in (await mailbox.next_to(ADMIN))["Subject"]
    await ada.get(f"/visit/{site.key}/visited?url=https://example.com/")
    assert "routes.py" in (await mailbox.next_to(ADMIN))["Subject"]


async def failing() -> None:
    raise ZeroDivisionError


def fails() -> None:
    raise ZeroDivisionError


async def test_work_beside_the_pages_that_fails_is_told(
    client: TestClient, mailbox: Mailbox
) -> None:
    async with beside(failing):
        mail = await mailbox.next_to(ADMIN)
    assert mail["Subject"].startswith("Tracker: ZeroDivisionError")
    assert "Work beside" not in text_of(mail)
    assert client.app[keys.FAULTS].count == 1


async def test_what_fails_in_a_thread_or_in_the_loop_is_told(
    client: TestClient, mailbox: Mailbox
) -> None:
    def say() -> None:
        try:
            fails()
        except ZeroDivisionError:
            logging.getLogger("tracker.services.anything").exception("It failed")

    await asyncio.to_thread(say)
    await mailbox.next_to(ADMIN)
    asyncio.get_running_loop().call_soon(fails)
    await eventually(lambda: client.app[keys.FAULTS].count == 2)


async def test_an_error_without_a_traceback_is_for_the_log_only(client: TestClient) -> None:
    logging.getLogger("tracker.services.anything").error("No backup was made")
    await asyncio.sleep(0)
    assert client.app[keys.FAULTS].count == 0


async def test_a_broken_database_is_told(
    client: TestClient, as_user: AsUser, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await as_user("ada")

    async def fail(*_: object) -> None:
        raise StorageError("cannot operate on a closed database")

    monkeypatch.setattr(Database, "read", fail)
    assert TOLD in await page_of(ada, "/account")
    assert "StorageError" in (await mailbox.next_to(ADMIN))["Subject"]


async def test_a_database_that_is_only_locked_is_no_fault(
    client: TestClient, mailbox: Mailbox
) -> None:
    assert (await client.get("/locked")).status == 503
    assert client.app[keys.FAULTS].count == 0


async def test_a_fault_leaves_no_transaction_open(client: TestClient) -> None:
    await page_of(client, "/half-written")
    db = client.app[keys.DATABASE]
    async with db._writing.turn() as writer:
        assert not writer.connection.in_transaction
    assert await db.read("select name from sqlite_master where name = 'half'") == []
    async with db.transaction() as tx:
        await tx.execute("create table whole (written)")
    assert await db.read("select * from whole") == []


class TestHonesty:
    """What the page says of the administrators is so."""

    async def test_nobody_is_told_while_nobody_is_named(self, client: TestClient) -> None:
        client.app[keys.FAULTS]._admins = ()
        assert TOLD not in await page_of(client)

    async def test_a_mail_that_was_refused_told_nobody(
        self, client: TestClient, mailbox: Mailbox
    ) -> None:
        mailbox.refuse_recipients = "550 no such mailbox"
        await page_of(client)
        await eventually(lambda: client.app[keys.MAILER].given_up == 1)
        assert TOLD not in await page_of(client)

    async def test_what_a_lost_mail_counted_is_counted_again(
        self, client: TestClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mailbox.refuse_recipients = "550 no such mailbox"
        await page_of(client)
        await eventually(lambda: client.app[keys.MAILER].given_up == 1)
        mailbox.refuse_recipients = ""
        monkeypatch.setattr(faults, "QUIET", 0)
        await page_of(client)
        assert "happened 2 times" in text_of(await mailbox.next_to(ADMIN))

    async def test_a_full_queue_tells_nobody(self, client: TestClient, mailbox: Mailbox) -> None:
        await mailbox.stop()
        mailer = client.app[keys.MAILER]
        for _ in range(MOST_WAITING):
            mailer.post(Mail(OTHER, "", "", ""))
        assert TOLD not in await page_of(client)

    async def test_telling_that_fails_does_not_spoil_the_page(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(faults.Faults, "report", fail)
        assert TOLD not in await page_of(client)


class TestWithoutAMailServer:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, mail_url="")

    async def test_the_mail_is_printed_and_nobody_is_told(
        self, client: TestClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert TOLD not in await page_of(client)
        assert f"To: {ADMIN}" in capsys.readouterr().out


class TestDebug:
    """Source and variables, for the developer on this machine and for nobody else."""

    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, debug=True)

    @pytest.fixture
    def app(self, app: web.Application) -> web.Application:
        app.router.add_get("/variables", variables)
        return app

    async def test_the_page_shows_source_and_variables(self, client: TestClient) -> None:
        page = await page_of(client, "/variables?q=<b>")
        assert "raise ValueError(rows)" in page
        assert "row number" in page
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert "/variables?q=&lt;b&gt;" in page or "%3Cb%3E" in page

    async def test_no_password_is_shown(self, client: TestClient) -> None:
        page = await page_of(client, "/variables")
        assert "password" in page
        assert "hunter2" not in page

    async def test_no_secret_of_an_address_is_shown(self, client: TestClient) -> None:
        page = await page_of(client, "/variables?fetched=1")
        assert "https://geo.example.com/{ip}?key=*** cannot be fetched" in page
        assert "***@mail.example.com" in page
        assert "hunter2" not in page

    async def test_a_variable_that_cannot_be_shown_is_no_second_fault(
        self, client: TestClient
    ) -> None:
        assert "Unshowable instance" in await page_of(client, "/variables")

    async def test_who_comes_by_another_way_sees_the_plain_page(self, client: TestClient) -> None:
        proxied = {"X-Forwarded-For": "192.0.2.1"}, {"Forwarded": "for=192.0.2.1"}
        for headers in (*proxied, {"Host": "evil.example"}):
            sent = HTML | {"X-Password": "hunter2"} | headers
            answer = await client.get("/variables", headers=sent)
            assert answer.status == 500
            assert "raise ValueError" not in await answer.text()

    async def test_a_program_gets_json(self, client: TestClient) -> None:
        answer = await client.get(
            "/variables", headers={"Accept": "application/json", "X-Password": ""}
        )
        assert set(await answer.json()) >= {"reference", "error"}


class Unshowable:
    def __repr__(self) -> str:
        raise RuntimeError


async def variables(request: web.Request) -> web.Response:
    password = request.headers["X-Password"]
    rows = ["row number", "<script>alert(1)</script>"]
    unshowable = Unshowable()  # noqa: F841 (the page shows variables)
    template = "https://geo.example.com/{ip}?key=" + password
    parts = urlsplit(f"smtp://ada:{password}@mail.example.com")  # noqa: F841
    if "fetched" in request.query:
        raise OSError(f"{template} cannot be fetched")
    raise ValueError(rows)
