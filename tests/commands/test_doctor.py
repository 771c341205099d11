"""`tracker doctor`: what is wrong, and what to do about it."""

import json
import sqlite3
import sys
from collections import namedtuple
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pytest_aiohttp import AiohttpClient

from tests.commands.conftest import make_database
from tests.conftest import Cli
from tests.mailbox import Mailbox
from tests.making import NOON
from tracker.config import Config
from tracker.domain.places import NOWHERE
from tracker.services.checkup import database, disk
from tracker.services.checkup.clock import look_at_the_world
from tracker.services.checkup.findings import Finding
from tracker.services.checkup.places import look_at_places
from tracker.services.checkup.reports import look_at_reports
from tracker.services.checkup.settings import look_at_settings
from tracker.services.seeding.planting import plant
from tracker.storage.file import engine
from tracker.storage.file.database import Database

DAY = 86_400_000


async def examine(cli: Cli, *words: str) -> dict[str, list[Finding]]:
    """The findings by check."""
    done = await cli("doctor", "--json", *words)
    findings = [Finding(**each) for each in json.loads(done.stdout)]
    assert done.exit_code == any(each.level == "bad" for each in findings)
    return {name: [each for each in findings if each.check == name] for name, *_ in findings}


def levels(findings: list[Finding]) -> set[str]:
    return {finding.level for finding in findings}


@pytest.mark.usefixtures("served")
async def test_a_server_that_has_just_started_has_nothing_bad(cli: Cli) -> None:
    found = await examine(cli)
    assert set(found) == {
        "settings", "server", "proxies", "sqlite", "folders", "permissions", "space", "disk",
        "database", "backups", "reports", "places", "clock", "mail",
    }  # fmt: skip
    assert "bad" not in {level for each in found.values() for level in levels(each)}


@pytest.mark.usefixtures("anywhere")
async def test_every_warning_says_what_to_do(cli: Cli) -> None:
    findings = [finding for each in (await examine(cli)).values() for finding in each]
    assert [each for each in findings if bool(each.advice) == (each.level == "ok")] == []


async def test_people_read_a_line_each(cli: Cli, config: Config) -> None:
    await make_database(config)
    done = await cli("doctor")
    assert done.exit_code == 0
    assert any(line.startswith("ok    disk") for line in done.stdout.splitlines())


@pytest.mark.usefixtures("anywhere")
async def test_pages_that_are_closed_are_told(cli: Cli) -> None:
    assert "maintenance" not in await examine(cli)
    await cli("maintenance", "on", "back at 15:00")
    (finding,) = (await examine(cli))["maintenance"]
    assert (finding.level, "back at 15:00" in finding.found) == ("warn", True)


WELL = {"wrong": "", "known": 1.0, "bytes": 0, "failed_at": 0, "failure": ""}
REPORTS = {
    "without a server": (None, {"ok": "their file has 0.0 MB"}),
    "an older server": ({}, {"ok": "their file has 0.0 MB"}),
    "all is counted": ({"reports": WELL}, {"ok": "100% of the log"}),
    "half is counted": ({"reports": WELL | {"known": 0.5}}, {"ok": "50% of the log"}),
    "not open yet": ({"reports": WELL | {"known": None}}, {"ok": "being opened"}),
    "stuck": ({"reports": WELL | {"wrong": "it does not end"}}, {"bad": "it does not end"}),
    "failed once": (
        {"reports": WELL | {"failed_at": NOON, "failure": "no room"}},
        {"ok": "100%", "warn": "failed at 2026-11-21 12:00 UTC, and began again: no room"},
    ),
}


@pytest.mark.parametrize(("figures", "said"), REPORTS.values(), ids=REPORTS)
def test_reports_are_told_as_they_are(
    tmp_path: Path, figures: dict[str, object] | None, said: dict[str, str]
) -> None:
    found = list(look_at_reports(tmp_path, figures))
    assert [each.level for each in found] == list(said)
    for each in found:
        assert said[each.level] in each.found


def test_a_system_without_duckdb_is_told(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    (found,) = look_at_reports(tmp_path, None)
    assert (found.level, "no reports" in found.found) == ("warn", True)


async def test_without_a_data_folder_it_says_so(cli: Cli) -> None:
    (finding,) = (await examine(cli))["data"]
    assert (finding.level, "tracker serve" in finding.advice) == ("bad", True)


@pytest.mark.parametrize(
    ("name", "mode"),
    [("", 0o755), ("tracker.db", 0o644), ("salts.json", 0o644), ("two-factors.key", 0o640)],
)
async def test_what_others_may_read_is_bad(cli: Cli, config: Config, name: str, mode: int) -> None:
    await make_database(config)
    config.data_dir.chmod(0o700)
    (config.data_dir / name).touch()
    (config.data_dir / name).chmod(mode)
    found = (await examine(cli))["permissions"]
    assert [each.advice.startswith("chmod") for each in found if each.level == "bad"] == [True]


async def test_an_environment_file_that_others_may_read_is_told(
    cli: Cli, config: Config, tmp_path: Path
) -> None:
    await make_database(config)
    (tmp_path / "env").chmod(0o644)
    assert levels((await examine(cli))["settings"]) == {"warn"}
    (tmp_path / "env").chmod(0o600)
    assert levels((await examine(cli))["settings"]) == {"ok"}


@pytest.mark.parametrize(
    ("seconds", "level", "word"),
    [(0.000_01, "warn", "cache"), (0.001, "ok", "1 ms"), (0.2, "warn", "waits")],
)
def test_a_disk_is_judged_by_its_syncs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, level: str, word: str
) -> None:
    monkeypatch.setattr(disk, "_syncs", lambda _folder: [seconds] * disk.SYNCS)
    (finding,) = disk.look_at_syncs(tmp_path)
    assert (finding.level, word in finding.found) == (level, True)


def test_a_disk_is_asked_twenty_times_and_nothing_is_left(tmp_path: Path) -> None:
    assert len(list(disk._syncs(tmp_path))) == 20
    assert list(tmp_path.iterdir()) == []


Usage = namedtuple("Usage", "free")


@pytest.mark.parametrize(
    ("free", "level"), [(10_000_000, "bad"), (500_000_000, "warn"), (50_000_000_000, "ok")]
)
def test_little_space_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _folder: Usage(free))
    assert levels(list(disk.look_at_space(Config(data_dir=tmp_path)))) == {level}


@pytest.mark.parametrize(
    ("version", "level"), [((3, 40, 1), "warn"), ((3, 50, 7), "ok"), ((3, 51, 3), "ok")]
)
def test_a_faulty_sqlite_is_told(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], level: str
) -> None:
    monkeypatch.setattr(engine, "VERSION", version)
    assert levels(list(database.look_at_sqlite())) == {level}


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def make_newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("pragma user_version = 9999")


@pytest.mark.parametrize("damage", [cut, make_newer])
async def test_a_database_that_cannot_be_used_is_bad(
    cli: Cli, config: Config, damage: Callable[[Path], None]
) -> None:
    await make_database(config)
    damage(config.data_dir / "tracker.db")
    assert "bad" in levels((await examine(cli))["database"])


async def test_a_database_made_for_something_else_is_told(cli: Cli, config: Config) -> None:
    await make_database(replace(config, environment="production"))
    assert levels((await examine(cli))["database"]) == {"ok", "warn"}


async def test_visits_from_the_future_are_the_clocks_fault(cli: Cli, config: Config) -> None:
    await make_database(config)
    tomorrow = 3_000_000_000_000
    async with Database.open(config.data_dir / "tracker.db") as db:
        await plant(db, lambda _: NOWHERE, tomorrow, days=1, a_day=3)
    assert "bad" in levels((await examine(cli))["clock"])


@asynccontextmanager
async def answering(date: str, status: int = 200) -> AsyncIterator[str]:
    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Date": date})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))[:-1]


@pytest.mark.parametrize(
    ("date", "status", "expected"),
    [
        ("Fri, 01 Jan 2010 00:00:00 GMT", 200, {"clock": "bad", "address": "ok"}),
        ("yesterday", 200, {"clock": "ok", "address": "ok"}),
        ("Fri, 01 Jan 2010 00:00:00 GMT", 502, {"address": "warn"}),
    ],
)
async def test_the_clock_is_compared_with_the_proxys(
    config: Config, date: str, status: int, expected: dict[str, str]
) -> None:
    async with answering(date, status) as address:
        found = await look_at_the_world(replace(config, public_url=address))
    assert {each.check: each.level for each in found} == expected


async def test_a_public_url_that_nobody_answers_is_told(config: Config) -> None:
    (finding,) = await look_at_the_world(replace(config, public_url="http://127.0.0.1:1"))
    assert (finding.check, finding.level) == ("address", "warn")


def test_an_old_place_database_is_told(config: Config, unpacked_places: Path) -> None:
    given = replace(config, geoip_path=(unpacked_places,))
    built = 1_780_272_000_000  # 2026-06-01
    assert levels(list(look_at_places(given, built + 90 * DAY))) == {"ok"}
    assert levels(list(look_at_places(given, built + 120 * DAY))) == {"warn"}


def test_a_broken_place_database_is_bad(config: Config, tmp_path: Path) -> None:
    (tmp_path / "broken.mmdb").write_bytes(b"no places")
    given = replace(config, geoip_path=(tmp_path / "broken.mmdb",))
    assert levels(list(look_at_places(given, 0))) == {"bad"}


def test_old_backups_are_bad_and_so_is_their_disk(config: Config) -> None:
    config.backups.mkdir(parents=True)
    (config.backups / "tracker-20260101T000000Z.db").touch()
    made = 1_767_225_600_000
    young, same_disk = database.look_at_backups(config, made + DAY)
    assert (young.level, same_disk.level) == ("ok", "warn")
    old, _ = database.look_at_backups(config, made + 4 * DAY)
    assert old.level == "bad"


def test_backups_that_are_switched_off_are_told(config: Config) -> None:
    found = list(database.look_at_backups(replace(config, backup_every=0), 0))
    assert levels(found) == {"warn"}


class TestWithMail:
    @pytest.fixture
    def config(self, config: Config, mailbox: Mailbox) -> Config:
        return replace(config, mail_url=mailbox.url, mail_from="tracker@example.com")

    async def test_a_mail_is_sent(self, cli: Cli, mailbox: Mailbox) -> None:
        assert levels((await examine(cli, "--mail-to", "ada@example.com"))["mail"]) == {"ok"}
        mail = await mailbox.next_to("ada@example.com")
        assert mail["Subject"].startswith("Mail works")

    async def test_without_an_address_none_is_sent(self, cli: Cli, mailbox: Mailbox) -> None:
        assert levels((await examine(cli))["mail"]) == {"ok"}
        assert mailbox.mails == []

    async def test_a_refusal_is_bad_and_says_why(self, cli: Cli, mailbox: Mailbox) -> None:
        mailbox.refuse_recipients = "550 5.1.1 no such mailbox"
        (finding,) = (await examine(cli, "--mail-to", "eve@example.com"))["mail"]
        assert finding.level == "bad"
        assert "no such mailbox" in finding.found

    async def test_no_server_there_is_bad(self, cli: Cli, mailbox: Mailbox) -> None:
        await mailbox.stop()
        (finding,) = (await examine(cli))["mail"]
        assert (finding.level, "port" in finding.advice) == ("bad", True)


@pytest.mark.usefixtures("served")
class TestBehindAProxy:
    async def test_one_that_is_not_trusted_is_named(self, cli: Cli, client: TestClient) -> None:
        await client.get("/login", headers={"X-Forwarded-For": "203.0.113.7"})
        (finding,) = (await examine(cli))["proxies"]
        assert (finding.level, "TRUSTED_PROXIES=127.0.0.1" in finding.advice) == ("warn", True)

    class TestThatIsTrusted:
        @pytest.fixture
        def config(self, config: Config) -> Config:
            return replace(config, trusted_proxies=("127.0.0.1",))

        async def test_and_says_for_whom_it_asks(self, cli: Cli, client: TestClient) -> None:
            await client.get("/login", headers={"X-Forwarded-For": "203.0.113.7"})
            await client.get("/readyz")
            assert levels((await examine(cli))["proxies"]) == {"ok"}

        async def test_and_says_nothing(self, cli: Cli, client: TestClient) -> None:
            await client.get("/login")
            assert levels((await examine(cli))["proxies"]) == {"warn"}

    async def test_a_form_that_did_not_fit_is_told_as_its_sender_was(
        self, cli: Cli, client: TestClient, aiohttp_client: AiohttpClient
    ) -> None:
        browser = await aiohttp_client(client.server)
        odd = {"Origin": "http://stats.example:8080", "Host": "stats.example"}
        for _ in range(2):
            assert (await browser.post("/login", data={}, headers=odd)).status == 403
        (warned,) = [each for each in (await examine(cli))["proxies"] if each.level == "warn"]
        assert warned.found.startswith(
            "2 times a form was refused: Your browser is on http://stats.example:8080, and this "
            "server was asked for stats.example."
        )

    async def test_a_form_of_another_site_is_nothing_to_do(
        self, cli: Cli, client: TestClient
    ) -> None:
        odd = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        assert (await client.post("/login", data={}, headers=odd)).status == 403
        assert levels((await examine(cli))["proxies"]) == {"ok"}


@pytest.mark.usefixtures("served")
class TestAHostThatIsNotPassedOn:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, public_url="http://127.0.0.1:1")

    async def test_is_bad_until_somebody_came_to_the_right_one(
        self, cli: Cli, client: TestClient
    ) -> None:
        assert (await client.get("/login")).status == 421
        said = "This server answers for 127.0.0.1:1, and was asked for 127.0.0.1:"
        (other,) = [each for each in (await examine(cli))["proxies"] if said in each.found]
        assert other.level == "bad"
        assert (await client.get("/login", headers={"Host": "127.0.0.1:1"})).status == 200
        (other,) = [each for each in (await examine(cli))["proxies"] if said in each.found]
        assert other.level == "ok"

    async def test_is_seen_from_outside(self, config: Config, client: TestClient) -> None:
        asked = replace(config, public_url=str(client.make_url("/"))[:-1])
        (refused,) = [each for each in await look_at_the_world(asked) if each.level == "bad"]
        said = "pages are refused: This server answers for 127.0.0.1:1, and was asked for 127."
        assert said in refused.found


async def test_an_address_that_leads_on_is_bad(config: Config) -> None:
    async def answered(request: web.Request) -> web.Response:
        if request.host.startswith("localhost"):
            raise web.HTTPFound(str(request.url.with_host("127.0.0.1")))
        return web.Response(text="{}", status=200 if request.path == "/healthz" else 421)

    app = web.Application()
    app.router.add_get("/{path:.*}", answered)
    async with TestServer(app) as server:
        there = str(server.make_url("/"))[:-1]
        named = there.replace("127.0.0.1", "localhost")
        found = await look_at_the_world(replace(config, public_url=named))
    (bad, pages) = [each for each in found if each.level == "bad"]
    assert f"{named} leads on to {there}" in bad.found
    assert bad.advice == f"Set PUBLIC_URL={there}."
    assert "421" in pages.found


def test_a_network_of_everybody_is_told(tmp_path: Path) -> None:
    config = Config(trusted_proxies=("0.0.0.0/0", "10.0.0.0/8", "::/0", "fc00::/7"))
    found = [each.found for each in look_at_settings(config, tmp_path / "none", ())]
    said = [each.partition(" ")[0] for each in found if "TRUSTED_PROXIES" in each]
    assert said == ["TRUSTED_PROXIES=0.0.0.0/0", "TRUSTED_PROXIES=::/0"]
