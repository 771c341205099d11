"""What Prometheus reads, and who may."""

from dataclasses import replace
from importlib import util

import pytest
from aiohttp.test_utils import TestClient
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import eventually
from tests.log_lines import logged
from tests.mailbox import Mailbox
from tests.web.live.live_views import view
from tests.web.sites.owners import add_site, visit
from tracker.cli import tracker
from tracker.config import Config
from tracker.services.mail.message import Mail
from tracker.web import keys

TOKEN = "0123456789abcdef"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class TestWithAToken:
    @pytest.fixture
    def config(self, config: Config, mailbox: Mailbox) -> Config:
        return replace(config, metrics_token=TOKEN, mail_url=mailbox.url)

    async def test_hits_commits_refusals_watchers_and_mails_are_counted(
        self, as_user: AsUser
    ) -> None:
        ada = await as_user()
        site = await add_site(ada)
        ada.app[keys.MAILER].post(Mail("ada@example.com", "", "", ""))
        await eventually(lambda: ada.app[keys.MAILER].sent == 1)
        async with view(ada, site) as shown:
            await shown.until("ready")
            for number in range(3):
                await visit(ada, site, f"/{number}")
            await ada.post(f"/visit/{site.key}", data=b"{}")
            await shown.until("event")
            found = await figures(ada)
        assert sum(found[f"tracker_hits_total{{way={way}}}"] for way in ("fast", "ordinary")) >= 3
        assert found["tracker_refused_total{reason=bad}"] == 1
        assert found["tracker_queue"] == 0
        assert found["tracker_queue_limit"] == 2000
        assert found["tracker_committed_rows_total"] == 3
        assert 1 <= found["tracker_commit_seconds_count"] <= 3
        assert found["tracker_commit_seconds_bucket{le=+Inf}"] >= 1
        assert found["tracker_commit_seconds_sum"] > 0
        assert found["tracker_watchers"] == 1
        assert found["tracker_mails_sent_total"] == 1
        assert found["tracker_mails_waiting"] == 0
        assert found["tracker_disk_refuses"] == 0
        assert found["tracker_database_bytes"] > 0
        assert found["tracker_disk_free_bytes"] > 0
        assert found["tracker_wal_bytes"] > 0
        assert "tracker_backup_age_seconds" not in found
        assert found["tracker_wrong{kind=reading_only}"] == found["tracker_reads_only"] == 0
        assert found["tracker_clock_ahead_seconds"] == 0

    async def test_a_backup_has_an_age(self, client: TestClient, clock: Clock) -> None:
        await client.app[keys.BACKUPS].make()
        clock.forward(hours=2)
        assert 7200 <= (await figures(client))["tracker_backup_age_seconds"] < 7300

    async def test_no_person_and_no_site_is_named(self, as_user: AsUser) -> None:
        ada = await as_user("ada")
        site = await add_site(ada)
        text = await (await ada.get("/metrics", headers=BEARER)).text()
        for word in ("ada", site.key, site.name):
            assert word not in text

    async def test_without_the_token_there_is_nothing(self, client: TestClient) -> None:
        missing = await (await client.get("/nothing")).read()
        for given in ("", "Bearer", "Bearer wrong", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "B \xff"):
            answer = await client.get("/metrics", headers={"Authorization": given})
            assert answer.status == 404, given
            assert await answer.read() == missing

    async def test_an_admin_has_no_shorter_way(self, as_user: AsUser) -> None:
        root = await as_user("root", admin=True)
        assert (await root.get("/metrics")).status == 404


class TestBehindAName:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, metrics_token=TOKEN, public_url="https://stats.example.com")

    async def test_it_is_asked_for_by_address(self, client: TestClient) -> None:
        assert (await client.get("/metrics", headers=BEARER)).status == 200
        assert (await client.get("/login")).status == 421


async def test_without_the_setting_no_token_opens_it(client: TestClient) -> None:
    for given in ("Bearer ", "Bearer", f"Bearer {TOKEN}"):
        assert (await client.get("/metrics", headers={"Authorization": given})).status == 404


@pytest.mark.parametrize(
    ("variable", "value", "package"),
    [
        ("METRICS_TOKEN", TOKEN, "prometheus-client"),
        ("SENTRY_DSN", "https://k@sentry.example/1", "sentry-sdk"),
    ],
)
def test_a_missing_package_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, package: str
) -> None:
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr("tracker.web.serving.optional_packages.find_spec", lambda _: None)
    assert util.find_spec("aiohttp")
    with logged():
        answer = CliRunner().invoke(tracker, ["serve"])
    assert answer.exit_code == 78
    assert f" -m pip install {package}`" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


async def figures(client: TestClient) -> dict[str, float]:
    """What Prometheus' own parser makes of it."""
    answer = await client.get("/metrics", headers=BEARER)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    return {
        sample.name + shown(sample.labels): sample.value
        for family in text_string_to_metric_families(await answer.text())
        for sample in family.samples
    }


def shown(labels: dict[str, str]) -> str:
    return "{" + ",".join(f"{key}={value}" for key, value in labels.items()) + "}" if labels else ""
