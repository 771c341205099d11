"""Every error is a page with a way home, or JSON for a program."""

import logging
from itertools import product

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.asking.routes_sampled import path_for
from tests.web.sites.owners import add_site
from tracker.services.accounts.passwords import Busy
from tracker.storage.file.errors import Locked
from tracker.web.failing.words import WORDS

HTML = {"Accept": "text/html,application/xhtml+xml"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def app(app: web.Application) -> web.Application:
    app.router.add_get("/fault", raising(ZeroDivisionError("secret words")))
    app.router.add_get("/locked", raising(Locked("database is locked")))
    app.router.add_get("/busy", raising(Busy()))
    app.router.add_get("/bad", raising(web.HTTPBadRequest(text="The <colour> is wrong.")))
    app.router.add_get("/slow", raising(web.HTTPTooManyRequests(headers={"Retry-After": "9"})))
    app.router.add_get("/status/{status}", any_status)
    app.router.add_get("/half", half)
    return app


def raising(error: Exception):
    async def handler(request: web.Request) -> web.Response:
        raise error

    return handler


async def any_status(request: web.Request) -> web.Response:
    kinds = {kind.status_code: kind for kind in every_kind(web.HTTPError)}
    kind = kinds[int(request.match_info["status"])]
    match kind.status_code:
        case 405:
            raise kind("GET", ["POST"])
        case 413:
            raise kind(1, 2)
        case 451:
            raise kind(None)
    raise kind


def every_kind(kind: type) -> list[type[web.HTTPError]]:
    found = [each for sub in kind.__subclasses__() for each in every_kind(sub)]
    return [kind] if kind.status_code > 0 and not found else found


async def half(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"half")
    raise ZeroDivisionError


STATUSES = sorted({kind.status_code for kind in every_kind(web.HTTPError)})


async def test_every_http_error_is_a_page_with_a_way_home(client: TestClient) -> None:
    assert len(STATUSES) > 30
    for status in STATUSES:
        answer = await client.get(f"/status/{status}", headers=HTML)
        page = await answer.text()
        assert (answer.status, answer.content_type) == (status, "text/html")
        assert 'href="/"' in page
        assert "<h1>" in page


async def test_every_http_error_is_json_for_a_program(client: TestClient) -> None:
    for status in STATUSES:
        answer = await client.get(f"/status/{status}", headers=JSON)
        assert (answer.status, answer.content_type) == (status, "application/json")
        assert (await answer.json())["status"] == status


async def test_what_is_below_api_is_json_unless_a_person_asks(client: TestClient) -> None:
    assert (await client.get("/api/nothing")).content_type == "application/json"
    assert (await client.get("/api/nothing", headers=HTML)).content_type == "text/html"


async def test_a_404_is_the_same_bytes_for_every_path(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user()
    for headers, browser in product((HTML, JSON), (client, ada)):
        bodies = {
            await (await browser.get(path, headers=headers)).read()
            for path in ("/nothing", "/other?x=1", "/static/none.css", "/register", "/status/404")
        }
        assert len(bodies) == 1


async def test_a_reason_is_shown_as_text(client: TestClient) -> None:
    page = await (await client.get("/bad", headers=HTML)).text()
    assert "The &lt;colour&gt; is wrong." in page
    said = await (await client.get("/bad", headers=JSON)).json()
    assert said["detail"] == "The <colour> is wrong."


async def test_headers_of_an_error_stay(client: TestClient) -> None:
    assert (await client.get("/slow")).headers["Retry-After"] == "9"
    assert (await client.put("/login")).headers["Allow"] == "GET,HEAD,POST"


async def test_a_fault_is_logged_once_and_says_nothing_of_itself(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get("/fault", headers=HTML)
    page = await answer.text()
    assert answer.status == 500
    assert "secret words" not in page
    assert "Zero" not in page
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.exc_info
    assert isinstance(record.exc_info[1], ZeroDivisionError)


async def test_a_fault_names_its_line_in_the_log(client: TestClient) -> None:
    said = await (await client.get("/fault", headers=JSON)).json()
    assert len(said["reference"]) == 12


@pytest.mark.parametrize("path", ["/locked", "/busy"])
async def test_what_is_only_so_for_now_is_a_503(client: TestClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "2"


async def test_a_fault_in_the_middle_of_an_answer_cuts_it_off(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Exception, match=r"(?i)payload|transfer|disconnect|closed|reset"):
        await (await client.get("/half")).read()
    assert len([each for each in caplog.records if each.levelno >= logging.ERROR]) == 1


async def test_a_404_is_not_logged_and_a_400_is_a_warning_with_its_reason(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tracker")
    await client.get("/nothing")
    assert not caplog.records
    await client.get("/bad")
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "The <colour> is wrong." in record.getMessage()


def test_every_word_is_a_sentence_without_an_exclamation_mark() -> None:
    for title, detail in WORDS.values():
        assert detail.endswith(".")
        assert "!" not in title + detail


async def test_the_address_of_a_form_leads_to_its_page(as_user: AsUser) -> None:
    """An answer with an error in it has that address: Enter in the address bar asks for it."""
    ada = await as_user("ada")
    await add_site(ada)
    only_sent = [
        path_for(resource)
        for resource in ada.app.router.resources()
        if resource.name and {route.method for route in resource} == {"POST"}
    ]
    others = ("/api", "/mcp", "/visit", "/sites/1/query")  # what programs and scripts send
    forms = [path for path in only_sent if not path.startswith(others)]
    assert len(forms) > 20
    for path in forms:
        answer = await ada.get(path, headers=HTML, allow_redirects=False)
        assert answer.status == 303, path
        page = await ada.get(answer.headers["Location"], headers=HTML)
        assert page.status == 200 or path.startswith("/admin"), path


async def test_what_is_wrong_without_a_question_leads_to_no_page(client: TestClient) -> None:
    for path in ("/bad", "/fault?x=1", "/status/404?x=1"):
        page = await (await client.get(path, headers=HTML)).text()
        assert "without these settings" not in page, path
    assert 'href="/bad"' in await (await client.get("/bad?x=1", headers=HTML)).text()


async def test_an_error_knows_who_is_logged_in(as_user: AsUser, client: TestClient) -> None:
    ada = await as_user("ada")
    for path in ("/nowhere", "/sites/9", "/bad"):
        page = await (await ada.get(path, headers=HTML)).text()
        assert 'aria-label="Account of ada"' in page
        assert "Back to your sites" in page
    assert "Account of" not in await (await client.get("/nowhere", headers=HTML)).text()
