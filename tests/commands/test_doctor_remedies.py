"""Each fault of the world around the server has a remedy of its own, tried against real servers."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.certificates import certificate
from tests.geo_server import GeoServer
from tests.mailbox import Mailbox, running_mailbox, tls_context
from tracker.config import Config
from tracker.services.checkup.clock import look_at_files, look_at_the_world
from tracker.services.checkup.findings import Finding
from tracker.services.checkup.mail import look_at_mail
from tracker.services.checkup.places import look_at_service
from tracker.services.mail import server as mail_server
from tracker.services.mail.mailer import Mailer

SENDER = "stats@example.com"
PAST, FUTURE = "20200101000000Z", "20400101000000Z"

# What the certificate is, whether this machine knows who signed it, and a word of the remedy.
FAULTS = [
    ({}, False, "SSL_CERT_FILE"),
    ({"begins": PAST, "ends": "20200102000000Z"}, True, "Renew it"),
    ({"begins": FUTURE}, True, "look at the clock first"),
    ({"host": "other.example"}, True, "the name that the certificate is for"),
]


@pytest.fixture
def trusts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local mail servers are checked like others, by what SSL_CERT_FILE says just then."""
    monkeypatch.setattr(mail_server, "is_this_machine", lambda _: False)
    mail_server._encryption.cache_clear()
    yield
    mail_server._encryption.cache_clear()


@pytest.fixture(params=FAULTS, ids=["self-signed", "expired", "early", "other host"])
def faulty(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusts: None
) -> tuple[Path, str]:
    how, known, remedy = request.param
    made = certificate(tmp_path / "faulty", **how)
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made, remedy


def at_localhost(url: str) -> str:
    return url.replace("127.0.0.1", "localhost")


@asynccontextmanager
async def answering(made: Path) -> AsyncIterator[str]:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"countryCode": "DE"}, headers={"Date": "yesterday"})

    app = web.Application()
    app.router.add_get("/{any:.*}", answer)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=tls_context(made))
    try:
        yield f"https://localhost:{server.port}"
    finally:
        await server.close()


def only(findings: list[Finding], remedy: str, about: str = "certificate") -> None:
    (finding,) = findings
    assert (finding.level, about in finding.found) == ("bad", True), finding
    assert remedy in finding.advice, finding


@pytest.mark.parametrize("encrypted", [True, False])
async def test_the_mail_servers_certificate(faulty: tuple[Path, str], encrypted: bool) -> None:
    made, remedy = faulty
    async with running_mailbox(certificate=made, encrypted=encrypted) as mailbox:
        only(await look_at_mail(at_localhost(mailbox.url), SENDER, ""), remedy)


async def test_that_of_public_url(faulty: tuple[Path, str], config: Config) -> None:
    made, remedy = faulty
    async with answering(made) as address:
        only(await look_at_the_world(replace(config, public_url=address)), remedy)


async def test_that_of_geo_url(faulty: tuple[Path, str], config: Config) -> None:
    made, remedy = faulty
    async with answering(made) as address:
        found = await look_at_service(replace(config, geo_url=f"{address}/{{ip}}"))
        only(found, remedy)


@pytest.mark.usefixtures("trusts")
async def test_a_good_certificate_is_none_of_them(
    tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate(tmp_path / "good")
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    async with running_mailbox(certificate=made, encrypted=True) as mailbox:
        mails = await look_at_mail(at_localhost(mailbox.url), SENDER, "")
    async with answering(made) as address:
        world = await look_at_the_world(replace(config, public_url=address))
        places = await look_at_service(replace(config, geo_url=f"{address}/{{ip}}"))
    assert [each.level for each in (*mails, *world, *places)] == ["ok"] * 4


@pytest.mark.parametrize("where", ["refuse_senders", "refuse_recipients", "refuse_mails"])
async def test_greylisting_is_not_the_addresss_fault(mailbox: Mailbox, where: str) -> None:
    setattr(mailbox, where, "451 4.7.1 greylisted, come back in five minutes")
    (finding,) = await look_at_mail(mailbox.url, SENDER, "ada@example.com")
    assert finding.level == "warn"
    assert "later" in finding.found
    assert "nothing to mend" in finding.advice


async def test_nobody_who_asks_for_a_link_is_kept_from_it_by_greylisting(mailbox: Mailbox) -> None:
    mailbox.refuse_senders = "450 4.2.0 try again"
    async with Mailer.open(mailbox.url, SENDER, print, (0.01,)) as mailer:
        await mailer.probe("ada@example.com")
        assert mailer.trouble == ""


async def test_smtps_at_a_port_that_speaks_no_tls(mailbox: Mailbox) -> None:
    url = mailbox.url.replace("smtp:", "smtps:")
    (finding,) = await look_at_mail(url, SENDER, "")
    assert (finding.level, "write smtp://" in finding.advice) == ("bad", True), finding


async def test_a_geo_url_that_answers(config: Config, geo_service: GeoServer) -> None:
    (finding,) = await look_at_service(replace(config, geo_url=geo_service.template))
    assert finding.level == "ok"
    assert geo_service.asked == ["192.0.2.1"]  # nobody's


async def test_one_that_is_down(config: Config) -> None:
    found = await look_at_service(replace(config, geo_url="http://127.0.0.1:1/{ip}"))
    only(found, "Check GEO_URL", about="no usable answer")


async def test_one_that_asks_for_a_pause(config: Config, geo_service: GeoServer) -> None:
    async def too_often(_: web.Request) -> web.Response:
        return web.Response(status=429)

    geo_service.answer = too_often
    (finding,) = await look_at_service(replace(config, geo_url=geo_service.template))
    assert (finding.level, "limit" in finding.advice) == ("warn", True)


async def test_where_there_is_none_nothing_is_asked(config: Config) -> None:
    assert await look_at_service(config) == []


def test_a_folder_that_may_not_be_written_is_no_fault_of_the_clock() -> None:
    (finding,) = look_at_files(Path("/proc"))  # nobody may, not even root
    assert finding.level == "warn"
    assert "server's user" in finding.advice
    assert "timedatectl" not in finding.advice
