"""One's own passkeys: made after the password, listed, named, removed, told by mail."""

import io
import json
from zipfile import ZipFile

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import PASSWORD, AsUser, Stranger
from tests.mailbox import Mailbox, text_of
from tests.web.passkeys.holders import (
    add,
    begun,
    device,
    fields_in,
    in_words,
    is_inside,
    log_in,
    options_in,
    sent_made,
)
from tracker.services.passkeys import answers
from tracker.storage.accounts.passkeys import MOST, passkeys_of
from tracker.web import keys

MINE = {"password": PASSWORD}


async def test_a_passkey_stands_on_the_list_with_its_name_and_its_last_use(
    ada: TestClient, stranger: Stranger
) -> None:
    mine = await add(ada, name="Ada’s <b>phone</b>")
    page = await (await ada.get("/account/passkeys")).text()
    assert "Ada’s &lt;b&gt;phone&lt;/b&gt;" in page
    assert "never used" in page
    await log_in(await stranger(), mine)
    assert "last used" in await (await ada.get("/account/passkeys")).text()
    assert "1 · " in await (await ada.get("/account")).text()


async def test_making_one_asks_for_the_password_first(ada: TestClient) -> None:
    answer = await ada.post("/account/passkeys", data={"name": "Phone", "password": "not it"})
    assert answer.status == 422
    assert "This is not your password." in await answer.text()


async def test_a_key_that_nobody_was_asked_the_password_for_is_not_kept(ada: TestClient) -> None:
    made = device()
    options = {"user": {"id": "AAAA"}, "challenge": "AAAA"}
    form = {"name": "Phone", "handle": "0" * 64, "credential": made.make(options)}
    answer = await ada.post("/account/passkeys/made", data=form)
    assert (answer.status, in_words(await answer.text())[:18]) == (422, "That took too long")
    assert await passkeys_of(ada.app[keys.KEPT], 1) == []


async def test_the_page_of_one_session_makes_none_in_another(
    ada: TestClient, as_user: AsUser
) -> None:
    page = await begun(ada)
    for other in (await as_user("ada"), await as_user("eve")):
        answer = await sent_made(other, page, device().make(options_in(page)))
        assert (answer.status, in_words(await answer.text())[:18]) == (422, "That took too long")


async def test_the_page_makes_one_and_not_a_second(ada: TestClient) -> None:
    page = await begun(ada)
    first = await sent_made(ada, page, device().make(options_in(page)))
    second = await sent_made(ada, page, device().make(options_in(page)))
    assert (first.status, second.status) == (303, 422)
    assert len(await passkeys_of(ada.app[keys.KEPT], 1)) == 1


async def test_after_five_minutes_the_page_makes_none(ada: TestClient, clock: Clock) -> None:
    page = await begun(ada)
    clock.forward(seconds=301)
    answer = await sent_made(ada, page, device().make(options_in(page)))
    assert (answer.status, in_words(await answer.text())[:18]) == (422, "That took too long")


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"origin": "http://evil.example"},
        {"host": "evil.example"},
        {"flags": 0x01},
        {"flags": 0x04},
    ],
    ids=["port", "scheme", "origin", "rp", "not verified", "nobody there"],
)
async def test_a_key_that_does_not_fit_is_not_kept(ada: TestClient, lies: dict) -> None:
    page = await begun(ada)
    answer = await sent_made(ada, page, device(**lies).make(options_in(page)))
    assert answer.status == 422
    assert in_words(await answer.text()) == "This passkey could not be checked. Try again."
    assert await passkeys_of(ada.app[keys.KEPT], 1) == []


async def test_a_key_belongs_to_one_account(ada: TestClient, as_user: AsUser) -> None:
    mine = await add(ada)
    eve = await as_user("eve")
    page = await begun(eve)
    answer = await sent_made(eve, page, mine.make(options_in(page)))
    assert answer.status == 422
    assert "on this server already" in in_words(await answer.text())


async def test_what_a_device_holds_already_is_named_to_the_browser(ada: TestClient) -> None:
    await add(ada)
    first = options_in(await begun(ada))
    [known] = await passkeys_of(ada.app[keys.KEPT], 1)
    assert [each["id"] for each in first["excludeCredentials"]] == [known.credential]
    assert bytes.fromhex(fields_in(await begun(ada))["handle"]) == known.handle
    assert first["authenticatorSelection"]["userVerification"] == "required"


async def test_of_twenty_one_the_last_is_refused(ada: TestClient) -> None:
    late = await begun(ada)
    for number in range(MOST):
        await add(ada, name=f"Key {number}")
    answer = await ada.post("/account/passkeys", data={"name": "More", "password": PASSWORD})
    assert answer.status == 422
    assert "You have 20 passkeys." in await answer.text()
    assert (await sent_made(ada, late, device().make(options_in(late)))).status == 422


async def test_removing_one_asks_for_the_password_and_then_it_opens_nothing(
    ada: TestClient, stranger: Stranger
) -> None:
    mine, other = await add(ada), await add(ada, name="Key")
    assert (await ada.get("/account/passkeys/1/remove")).status == 200
    answer = await ada.post("/account/passkeys/1/remove", data={"password": "not it"})
    assert answer.status == 422
    assert await is_inside_with(stranger, mine)
    await ada.post("/account/passkeys/1/remove", data=MINE)
    assert not await is_inside_with(stranger, mine)
    assert await is_inside_with(stranger, other)


async def is_inside_with(stranger: Stranger, mine: object) -> bool:
    browser = await stranger()
    await log_in(browser, mine)
    return await is_inside(browser)


async def test_nobody_removes_another_ones(ada: TestClient, as_user: AsUser) -> None:
    await add(ada)
    eve = await as_user("eve")
    for ask in (eve.get, eve.post):
        answer = await ask("/account/passkeys/1/remove", data=MINE)
        assert answer.url.path == "/account/passkeys"
    assert len(await passkeys_of(ada.app[keys.KEPT], 1)) == 1


async def test_its_owner_is_told_by_mail(ada: TestClient, mailbox: Mailbox) -> None:
    await add(ada, name="Phone")
    mail = await mailbox.next_to("ada@example.com")
    assert mail["Subject"] == "A passkey was added to your account"
    assert "Phone" in text_of(mail)
    assert "http://localhost:8000/account/passkeys" in text_of(mail)


async def test_its_owner_is_told_when_it_is_removed(ada: TestClient, mailbox: Mailbox) -> None:
    await add(ada, name="Phone")
    await ada.post("/account/passkeys/1/remove", data=MINE)
    mails = [await mailbox.next_to("ada@example.com") for _ in range(2)]
    assert mails[1]["Subject"] == "A passkey was removed from your account"
    assert "Name: Phone" in text_of(mails[1])


@pytest.mark.kept_anywhere
async def test_the_audit_log_has_it(ada: TestClient, as_user: AsUser, stranger: Stranger) -> None:
    mine = await add(ada)
    await log_in(await stranger(), mine)
    await ada.post("/account/passkeys/1/remove", data=MINE)
    await ada.app[keys.AUDIT].flush()
    rows = await ada.app[keys.KEPT].read("select action, actor_id from audit order by id")
    noted = {(row["action"], row["actor_id"]) for row in rows}
    assert {"passkey made", "logged in with a passkey", "passkey removed"} <= {
        action for action, actor in noted if actor == 1
    }


async def test_the_archive_of_ones_data_says_when_and_not_what(ada: TestClient) -> None:
    await add(ada, name="Phone")
    answer = await ada.post("/account/export", data=MINE)
    facts = json.loads(ZipFile(io.BytesIO(await answer.read())).read("account.json"))
    [mine] = facts["passkeys"]
    assert mine["name"] == "Phone"
    assert mine["created_at"].endswith("+00:00")
    assert not {"public_key", "credential", "handle"} & mine.keys()


@pytest.mark.kept_anywhere
async def test_they_go_with_the_account(ada: TestClient, stranger: Stranger) -> None:
    mine = await add(ada)
    await ada.post("/account/delete", data=MINE | {"confirm": "ada"})
    assert await ada.app[keys.KEPT].read("select * from passkey") == []
    assert not await is_inside_with(stranger, mine)


async def test_without_the_library_nothing_is_offered(
    ada: TestClient, stranger: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "find_spec", lambda _name: None)
    browser = await stranger()
    assert "passkey" not in await (await browser.get("/login")).text()
    assert "passkey" not in await (await ada.get("/account")).text()
    assert (await browser.get("/login/passkey/options")).status == 404
    answer = await browser.post("/login/passkey", data={"credential": "{}"})
    assert answer.status == 404
