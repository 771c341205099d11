"""Every mail has both forms and a preview, which only developers have."""

from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tracker import resources
from tracker.config import Config
from tracker.web.mail.samples import SAMPLES
from tracker.web.mail.writing import sender_of, write

TEMPLATES = resources.templates() / "mail"
HOSTILE = "<script>alert(1)</script>\r\nBcc: eve@example.com"


class TestWithDebug:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, debug=True)

    async def test_every_mail_is_listed_and_shown(self, client: TestClient) -> None:
        listed = await (await client.get("/dev/mail")).text()
        for name in SAMPLES:
            assert f'href="/dev/mail/{name}"' in listed
            page = await (await client.get(f"/dev/mail/{name}")).text()
            assert f'src="/dev/mail/{name}.html"' in page

    async def test_the_html_is_shown_in_a_frame_in_which_nothing_runs(
        self, client: TestClient
    ) -> None:
        page = await client.get("/dev/mail/error_report")
        assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
        framed = await client.get("/dev/mail/error_report.html")
        policy = framed.headers["Content-Security-Policy"]
        assert "sandbox" in policy
        assert "script-src" not in policy
        assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"

    async def test_who_comes_through_a_proxy_finds_no_previews(self, client: TestClient) -> None:
        for path in ("/dev/mail", "/dev/mail/error_report", "/dev/mail/error_report.html"):
            answer = await client.get(path, headers={"X-Forwarded-For": "192.0.2.1"})
            assert answer.status == 404

    async def test_a_mail_that_is_none_is_not_found(self, client: TestClient) -> None:
        assert (await client.get("/dev/mail/base")).status == 404
        assert (await client.get("/dev/mail/base.html")).status == 404


async def test_without_debug_there_are_no_previews(client: TestClient) -> None:
    missing = await (await client.get("/nothing")).read()
    for path in ("/dev/mail", "/dev/mail/error_report", "/dev/mail/error_report.html"):
        answer = await client.get(path)
        assert answer.status == 404
        assert await answer.read() == missing


def test_every_mail_has_both_forms_and_a_sample() -> None:
    texts = {path.stem for path in TEMPLATES.glob("*.txt")}
    pages = {path.stem for path in TEMPLATES.glob("*.html")} - {"base"}
    assert texts == pages == set(SAMPLES)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_what_is_put_into_a_mail_stays_text(app: web.Application, name: str) -> None:
    filled = {
        key: HOSTILE if isinstance(value, str) else value for key, value in SAMPLES[name].items()
    }
    mail = write(app, "ada@example.com", name, **filled)
    assert "<script" not in mail.html
    assert "{{" not in mail.text + mail.html
    assert mail.subject
    assert "\n" not in mail.subject


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_no_mail_fetches_anything(app: web.Application, name: str) -> None:
    html = write(app, "ada@example.com", name, **SAMPLES[name]).html
    assert not any(word in html for word in ("src=", "url(", "@import", "<link"))


def test_mails_come_from_the_servers_own_name(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path, public_url="https://stats.example.com:8443")
    assert sender_of(config) == "Tracker <tracker@stats.example.com>"
    assert sender_of(replace(config, mail_from="Ada <a@b.c>")) == "Ada <a@b.c>"
    assert sender_of(Config()).startswith("Tracker <tracker@")
