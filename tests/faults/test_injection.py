"""A7: what people type becomes no header, no file outside an archive, no formula.

That it becomes no line of the log either is shown in tests/web/logs/test_requests.py."""

import io
from email import message_from_bytes
from pathlib import Path, PurePosixPath
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from aiohttp.test_utils import TestClient
from msgspec.structs import replace

from tests.conftest import PASSWORD, AsUser, MakeUser
from tests.raw_socket import exchange
from tests.web.sites.owners import MINE, add_site
from tracker import resources
from tracker.services.mail.message import Mail, message_of

pytestmark = pytest.mark.fault

TRACKER = Path(resources.__file__).parent
BREAKS = ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b", "\x00"]
EVIL = "Injected: yes"
PLACES = ["/login?next=/account{}", "/{}", "/sites/{}", "/static/{}", "/?{}", "/login/link/{}"]


@pytest.mark.parametrize("place", PLACES)
async def test_no_address_becomes_a_header(client: TestClient, place: str) -> None:
    for line_break in BREAKS:
        path = place.format(quote(f"{line_break}{EVIL}"))
        head = f"GET {path} HTTP/1.1\r\nHost: {client.host}\r\nConnection: close\r\n\r\n"
        answer = await exchange(client.port, head.encode())
        headers = answer.partition(b"\r\n\r\n")[0].splitlines()
        assert headers[0].startswith(b"HTTP/1.1 ")
        assert not [each for each in headers if each.startswith(b"Injected")]


async def test_no_target_of_a_log_in_becomes_a_header(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("grace")
    for line_break in BREAKS:
        target = quote(f"/account{line_break}{EVIL}")
        typed = {"login": "grace", "password": PASSWORD}
        answer = await client.post(f"/login?next={target}", data=typed, allow_redirects=False)
        assert answer.status == 303
        assert "Injected" not in answer.headers


@pytest.mark.parametrize("line_break", BREAKS)
def test_no_subject_becomes_a_header_of_a_mail(line_break: str) -> None:
    mail = Mail("ada@example.com", f"Invitation{line_break}Bcc: eve@example.com", "Hello.", "")
    sent = message_from_bytes(bytes(message_of(mail, "tracker@example.com")))
    assert sent["Bcc"] is None
    with pytest.raises(ValueError, match="address"):
        message_of(replace(mail, to=f"ada@example.com{line_break}Bcc: eve@example.com"), "a@b.c")


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "=1+1", "a\r\nb", "/etc", "a\\..\\b"])
async def test_a_sites_name_leads_nowhere_out_of_the_archive(as_user: AsUser, name: str) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await ada.post(f"/sites/{site.id}/settings", data={"name": name, "time_zone": "UTC"})
    answer = await ada.post("/account/export", data=MINE)
    assert answer.status == 200, await answer.text()
    held = ZipFile(io.BytesIO(await answer.read())).namelist()
    assert any(each.startswith("events/") for each in held)
    for each in held:
        path = PurePosixPath(each)
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert "\\" not in each
        assert each.isprintable()


def test_nothing_is_sent_that_a_spreadsheet_would_calculate() -> None:
    """Whatever writes comma-separated values has `safe_cell` put an apostrophe before = + - @ and a
    tab; that it does is tested where each table is."""
    code = {path: path.read_text() for path in TRACKER.rglob("*.py")}
    writers = {path.name for path, text in code.items() if "csv.writer" in text}
    safe = {path.name for path, text in code.items() if "safe_cell(" in text}
    assert len(writers) >= 2
    assert writers <= safe
