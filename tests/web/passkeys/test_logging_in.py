"""Logging in with a passkey: what lets in, and all that does not."""

import asyncio
import json

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser, Stranger
from tests.mailbox import Mailbox, text_of
from tests.passkey_device import Device
from tests.web.accounts.test_two_factors import turn_on, type_password
from tests.web.passkeys.holders import (
    add,
    asked,
    device,
    in_words,
    is_inside,
    log_in,
    shown,
)
from tracker.web import keys

UNCHECKED = "This passkey could not be checked. Try again."
LATE = "That took too long, or it was answered already. Try again."
UNKNOWN = "This passkey opens nothing here. Perhaps it was removed, or it is another account’s."


@pytest.fixture
async def mine(ada: TestClient) -> Device:
    """Ada's key."""
    return await add(ada)


@pytest.fixture
async def browser(stranger: Stranger) -> TestClient:
    """Where nobody is logged in."""
    return await stranger()


async def test_it_logs_in_and_leads_on(mine: Device, browser: TestClient) -> None:
    credential = mine.show(await asked(browser))
    path = "/login/passkey?next=/account/tokens"
    answer = await browser.post(path, data={"credential": credential}, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/account/tokens")
    assert await is_inside(browser)


async def test_it_is_both_factors(
    ada: TestClient, mine: Device, browser: TestClient, clock: Clock
) -> None:
    clock.stop()
    await turn_on(ada, clock)
    assert (await log_in(browser, mine)).headers["Location"] == "/"
    assert await is_inside(browser)


async def test_it_answers_the_second_step(
    ada: TestClient, mine: Device, browser: TestClient, clock: Clock
) -> None:
    clock.stop()
    await turn_on(ada, clock)
    step = (await type_password(browser, "/account")).headers["Location"]
    assert step == "/login/code?next=/account"
    options = await asked(browser, "/login/code/passkey")
    assert len(options["allowCredentials"]) == 1
    answer = await shown(browser, mine.show(options), "/login/code/passkey")
    assert answer.status == 303
    assert await is_inside(browser)


async def test_the_second_step_takes_no_key_of_somebody_else(
    ada: TestClient, as_user: AsUser, browser: TestClient, clock: Clock
) -> None:
    clock.stop()
    eves = await add(await as_user("eve"))
    await turn_on(ada, clock)
    await type_password(browser)
    options = await asked(browser, "/login/code/passkey")
    answer = await shown(browser, eves.show(options), "/login/code/passkey")
    assert (answer.status, in_words(await answer.text())) == (401, UNKNOWN)
    assert not await is_inside(browser)


async def test_the_second_step_asks_nobody_who_has_not_shown_the_first(
    mine: Device, browser: TestClient
) -> None:
    for path in ("/login/code/passkey/options", "/login/code/passkey"):
        ask = browser.get if path.endswith("options") else browser.post
        answer = await ask(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/login")


async def test_what_is_asked_at_the_log_in_is_no_answer_at_the_second_step(
    ada: TestClient, mine: Device, browser: TestClient, clock: Clock
) -> None:
    clock.stop()
    await turn_on(ada, clock)
    await type_password(browser)
    credential = mine.show(await asked(browser, "/login/code/passkey"))
    answer = await shown(browser, credential)
    assert (answer.status, in_words(await answer.text())) == (401, LATE)


async def test_an_answer_is_good_once(mine: Device, browser: TestClient) -> None:
    credential = mine.show(await asked(browser))
    assert (await shown(browser, credential)).status == 303
    browser.session.cookie_jar.clear(lambda cookie: cookie.key == "tracker")
    answer = await shown(browser, credential)
    assert (answer.status, in_words(await answer.text())) == (401, LATE)


@pytest.mark.kept_anywhere
async def test_of_two_at_once_one_is_let_in(mine: Device, browser: TestClient) -> None:
    credential = mine.show(await asked(browser))
    both = await asyncio.gather(shown(browser, credential), shown(browser, credential))
    assert sorted(each.status for each in both) == [303, 401]


async def test_an_answer_is_good_in_the_browser_that_asked(
    mine: Device, browser: TestClient, stranger: Stranger
) -> None:
    credential = mine.show(await asked(browser))
    thief = await stranger()
    assert in_words(await (await shown(thief, credential)).text()) == LATE
    await asked(thief)
    assert in_words(await (await shown(thief, credential)).text()) == LATE


async def test_an_answer_is_good_for_five_minutes(
    mine: Device, browser: TestClient, clock: Clock
) -> None:
    options = await asked(browser)
    clock.forward(seconds=301)
    assert in_words(await (await shown(browser, mine.show(options))).text()) == LATE


async def test_two_tabs_of_a_browser_do_not_disturb_each_other(
    mine: Device, browser: TestClient
) -> None:
    first, _second = await asked(browser), await asked(browser)
    assert (await shown(browser, mine.show(first))).status == 303


async def test_a_challenge_of_ones_own_is_none(mine: Device, browser: TestClient) -> None:
    options = await asked(browser)
    for challenge in ("", "AAAA", "A" * 75, options["challenge"][:-4] + "AAAA"):
        answer = await shown(browser, mine.show(options | {"challenge": challenge}))
        assert (answer.status, in_words(await answer.text())) == (401, LATE)


@pytest.mark.parametrize(
    ("lie", "value"),
    [
        ("origin", "http://evil.example"),
        ("origin", "http://localhost:8000.evil.example"),
        ("origin", "http://localhost"),
        ("host", "evil.example"),
        ("flags", 0x01),
        ("flags", 0x04),
        ("key", Device("").key),
    ],
    ids=["origin", "longer", "port", "rp", "not verified", "nobody there", "another key"],
)
async def test_what_does_not_fit_is_refused(
    mine: Device, browser: TestClient, lie: str, value: object
) -> None:
    setattr(mine, lie, value)
    answer = await log_in(browser, mine)
    assert (answer.status, in_words(await answer.text())) == (401, UNCHECKED)
    assert not await is_inside(browser)


async def test_an_answer_to_making_is_none_to_showing(mine: Device, browser: TestClient) -> None:
    options = await asked(browser)
    answer = await shown(browser, mine.show(options, type="webauthn.create"))
    assert in_words(await answer.text()) == UNCHECKED


@pytest.mark.parametrize("handle", [b"", b"another"])
async def test_a_key_that_says_it_is_somebody_elses_is_refused(
    mine: Device, browser: TestClient, handle: bytes
) -> None:
    mine.handle = handle
    assert in_words(await (await log_in(browser, mine)).text()) == UNKNOWN


async def test_a_key_that_nobody_has_is_refused(mine: Device, browser: TestClient) -> None:
    answer = await log_in(browser, device(handle=mine.handle))
    assert (answer.status, in_words(await answer.text())) == (401, UNKNOWN)


async def test_a_key_that_counts_is_let_in_again_and_again(
    ada: TestClient, stranger: Stranger
) -> None:
    mine = await add(ada, device(counter=7))
    for _ in range(3):
        assert (await log_in(await stranger(), mine)).status == 303


@pytest.mark.kept_anywhere
async def test_a_copied_key_opens_nothing_any_more_and_its_owner_is_told(
    ada: TestClient, stranger: Stranger, mailbox: Mailbox
) -> None:
    mine = await add(ada, device(counter=7))
    await mailbox.next_to("ada@example.com")
    copy = Device(**vars(mine))
    assert (await log_in(await stranger(), mine)).status == 303
    answer = await log_in(await stranger(), copy)
    assert (answer.status, "counted back" in in_words(await answer.text())) == (401, True)
    assert (await log_in(await stranger(), mine)).status == 401, "whoever is who"
    assert "It has counted its uses back" in await (await ada.get("/account/passkeys")).text()
    mail = await mailbox.next_to("ada@example.com")
    assert mail["Subject"] == "A passkey of yours may have been copied"
    assert "/account/passkeys" in text_of(mail)
    assert len(mailbox.mails) == 2, "told once"


async def test_nobody_without_the_key_makes_it_look_copied(
    ada: TestClient, stranger: Stranger
) -> None:
    mine = await add(ada, device(counter=7))
    fake = Device(**vars(mine) | {"counter": 1, "key": Device("").key})
    assert in_words(await (await log_in(await stranger(), fake)).text()) == UNCHECKED
    assert (await log_in(await stranger(), mine)).status == 303


async def test_an_account_that_is_switched_off_stays_so(
    ada: TestClient, mine: Device, browser: TestClient
) -> None:
    async with ada.app[keys.KEPT].transaction() as tx:
        await tx.execute("update user set disabled_at = 1")
    answer = await log_in(browser, mine)
    assert (answer.status, "switched off" in await answer.text()) == (403, True)
    assert not await is_inside(browser)


async def test_whoever_tries_twenty_times_a_minute_has_to_wait(
    mine: Device, browser: TestClient
) -> None:
    for _ in range(20):
        assert (await shown(browser, "{}")).status == 401
    answer = await log_in(browser, mine)
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0


def of(**more: object) -> str:
    response = {"clientDataJSON": "e30", "authenticatorData": "", "signature": ""}
    whole = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response}
    return json.dumps(whole | more)


ODD = [
    "{}",
    "[]",
    "null",
    '"text"',
    "{" * 5_000,
    "[" * 5_000,
    of(),
    of(id=""),
    of(id="A" * 15_000),
    of(id=7),
    of(response=None),
    of(response={}),
    of(response={"clientDataJSON": 1}),
    of(response={"clientDataJSON": "é" * 9}),
    of(response={"clientDataJSON": "A"}),
    of(response={"clientDataJSON": "bnVsbA"}),
    of(response={"clientDataJSON": "eyJjaGFsbGVuZ2UiOiAxfQ"}),
    "\udcff\u202e<script>",
    "A" * 20_000,
]


async def test_what_is_no_passkey_is_refused_in_a_line(
    mine: Device, browser: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    for text in ODD:
        answer = await shown(browser, text.encode("utf-8", "replace").decode())
        assert answer.status == 401, text[:60]
        assert in_words(await answer.text()) in {UNCHECKED, LATE}, text[:60]
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("part", ["authenticatorData", "signature", "clientDataJSON", "userHandle"])
@pytest.mark.parametrize("value", ["", "AAAA", "!", "A" * 3_000, None, 1, {}])
async def test_a_part_that_is_something_else_is_refused(
    mine: Device, browser: TestClient, part: str, value: object
) -> None:
    credential = json.loads(mine.show(await asked(browser)))
    credential["response"][part] = value
    answer = await shown(browser, json.dumps(credential))
    assert answer.status == 401
    assert not await is_inside(browser)
