"""Two factors: the code of an app after the password, and the codes on paper."""

import html
import re
from urllib.parse import quote, unquote

import pyotp
import pytest
import segno
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import OUR_PAGE, PASSWORD, AsUser
from tests.web.sites.owners import is_in
from tracker.services.accounts.two_factors import lift
from tracker.web import keys

HALF_MINUTE = 30_000


@pytest.fixture(autouse=True)
def still(clock: Clock) -> None:
    """Time passes when told to."""
    clock.stop()


class Phone:
    """An authenticator app that has read a secret."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._app = pyotp.TOTP(secret.replace(" ", ""))
        self._clock = clock

    def code(self) -> str:
        return self._app.generate_otp(self._clock.now // HALF_MINUTE)

    def next_code(self) -> str:
        """One that was not used yet."""
        self._clock.now += HALF_MINUTE
        return self.code()


async def begin(browser: TestClient, clock: Clock) -> Phone:
    await browser.post("/account/two-factors", data={"password": PASSWORD})
    page = await (await browser.get("/account/two-factors")).text()
    return Phone(re.search(r'id="secret"[^>]*>([A-Z2-7 ]+)<', page)[1], clock)


def codes_in(page: str) -> list[str]:
    return re.search(r'id="codes"[^>]*>(.*?)</pre>', page, re.S)[1].split()


async def turn_on(browser: TestClient, clock: Clock) -> tuple[Phone, list[str]]:
    phone = await begin(browser, clock)
    answer = await browser.post("/account/two-factors/on", data={"code": phone.code()})
    assert answer.status == 200
    return phone, codes_in(await answer.text())


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def on(ada: TestClient, clock: Clock) -> tuple[Phone, list[str]]:
    """Ada's phone and her recovery codes."""
    return await turn_on(ada, clock)


Browser = TestClient


@pytest.fixture
async def phoneless(client: TestClient, aiohttp_client) -> Browser:
    """Another browser than ada's."""
    return await aiohttp_client(client.server, headers=OUR_PAGE)


async def type_password(browser: Browser, target: str = "") -> ClientResponse:
    path = "/login" + (f"?next={target}" if target else "")
    typed = {"login": "ada", "password": PASSWORD}
    return await browser.post(path, data=typed, allow_redirects=False)


async def test_setting_up_asks_for_the_password(ada: TestClient) -> None:
    answer = await ada.post("/account/two-factors", data={"password": "not it"})
    assert answer.status == 422
    assert "This is not your password." in await answer.text()
    assert await ada.app[keys.KEPT].read("select * from two_factors") == []


async def test_nothing_is_asked_for_before_the_first_right_code(
    ada: TestClient, clock: Clock, phoneless: Browser
) -> None:
    phone = await begin(ada, clock)
    wrong = f"{(int(phone.code()) + 1) % 1_000_000:06}"
    answer = await ada.post("/account/two-factors/on", data={"code": wrong})
    assert answer.status == 422
    assert "This is not the code." in await answer.text()
    assert (await type_password(phoneless)).headers["Location"] == "/"


async def test_the_picture_holds_the_secret_and_needs_no_script(
    ada: TestClient, clock: Clock
) -> None:
    await begin(ada, clock)
    page = await (await ada.get("/account/two-factors")).text()
    picture = html.unescape(re.search(r'<img class="qr" src="([^"]+)"', page)[1])
    assert picture.startswith("data:image/svg+xml")
    secret = re.search(r'id="secret"[^>]*>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    server = f"{ada.host}%3A{ada.port}"
    held = f"otpauth://totp/{server}:ada%40example.com?secret={secret}&issuer={server}"
    assert shape_of(picture) == shape_of(segno.make(held, error="m").svg_data_uri(border=4))


def shape_of(picture: str) -> str:
    """The squares of a QR code, whatever their size and colour."""
    return re.findall(r' d="([^"]+)"', unquote(picture).replace("'", '"'))[-1]


async def test_after_the_password_the_code_is_asked_for(
    on: tuple[Phone, list[str]], phoneless: Browser
) -> None:
    answer = await type_password(phoneless, "/sites/new")
    assert answer.headers["Location"] == "/login/code?next=/sites/new"
    assert not await is_in(phoneless)
    path = answer.headers["Location"]
    assert (await phoneless.get(path)).status == 200
    answer = await phoneless.post(path, data={"code": on[0].next_code()}, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/sites/new")
    assert await is_in(phoneless)


@pytest.mark.fault
async def test_the_code_leads_to_no_other_server(
    on: tuple[Phone, list[str]], phoneless: Browser
) -> None:
    phone, codes = on
    for asked in ("//evil.example", "/\\evil.example", "https:evil.example"):
        target = quote(asked, safe="")
        await type_password(phoneless, target)
        path = f"/login/code?next={target}"
        code = {"code": phone.next_code()}
        answer = await phoneless.post(path, data=code, allow_redirects=False)
        assert answer.headers["Location"] == "/", asked
        await phoneless.post("/logout")
    await type_password(phoneless)
    answer = await phoneless.post("/login/code?next=//evil.example", data={"code": codes[0]})
    assert "evil" not in await answer.text()


async def test_a_wrong_code_lets_nobody_in(on: tuple[Phone, list[str]], phoneless: Browser) -> None:
    await type_password(phoneless)
    for wrong in ("000000", "", "aaaa-aaaa-aaaa-aaaa", "x" * 100):
        answer = await phoneless.post("/login/code", data={"code": wrong})
        assert answer.status in {401, 422}, wrong
    assert not await is_in(phoneless)


async def test_nobody_types_a_code_before_the_password(
    on: tuple[Phone, list[str]], phoneless: Browser
) -> None:
    for method in ("GET", "POST"):
        answer = await phoneless.request(
            method, "/login/code", data={"code": on[0].next_code()}, allow_redirects=False
        )
        assert (answer.status, answer.headers["Location"]) == (303, "/login")
    assert not await is_in(phoneless)


@pytest.mark.kept_anywhere
@pytest.mark.fault
async def test_a_code_is_good_once(on: tuple[Phone, list[str]], phoneless: Browser) -> None:
    """Also the one that turned it on, and the one before it."""
    phone, _ = on
    used = phone.code()
    await type_password(phoneless)
    assert (await phoneless.post("/login/code", data={"code": used})).status == 401
    fresh = phone.next_code()
    answer = await phoneless.post("/login/code", data={"code": fresh}, allow_redirects=False)
    assert answer.status == 303
    await phoneless.post("/logout")
    await type_password(phoneless)
    assert (await phoneless.post("/login/code", data={"code": fresh})).status == 401


async def test_the_way_to_the_code_is_open_for_ten_minutes(
    on: tuple[Phone, list[str]], phoneless: Browser, clock: Clock
) -> None:
    await type_password(phoneless)
    clock.now += 600_000
    answer = await phoneless.post(
        "/login/code", data={"code": on[0].next_code()}, allow_redirects=False
    )
    assert answer.headers["Location"] == "/login"


@pytest.mark.fault
async def test_the_step_between_is_worth_nothing_once_taken(
    on: tuple[Phone, list[str]], phoneless: Browser, client: TestClient
) -> None:
    answer = await type_password(phoneless)
    (name,) = [name for name in answer.cookies if name.endswith("-step")]
    step = {"Cookie": f"{name}={answer.cookies[name].value}"}
    await phoneless.post("/login/code", data={"code": on[0].next_code()})
    answer = await client.get("/login/code", headers=step, allow_redirects=False)
    assert answer.headers["Location"] == "/login"


async def test_guessing_codes_has_to_wait(
    on: tuple[Phone, list[str]], phoneless: Browser, client: TestClient
) -> None:
    client.app[keys.CODE_THROTTLE].counting._clock = lambda: 0.0
    await type_password(phoneless)
    statuses = [
        (await phoneless.post("/login/code", data={"code": "000000"})).status for _ in range(7)
    ]
    assert statuses == [401] * 5 + [429] * 2
    answer = await phoneless.post("/login/code", data={"code": on[0].next_code()})
    assert answer.status == 429, "the right one has to wait too, or waiting would tell"
    assert int(answer.headers["Retry-After"]) >= 1


async def test_whoever_knows_the_password_keeps_nobody_out_of_a_known_browser(
    on: tuple[Phone, list[str]], phoneless: Browser, aiohttp_client, client: TestClient
) -> None:
    hers = await aiohttp_client(client.server, headers=OUR_PAGE)
    await type_password(hers)
    await hers.post("/login/code", data={"code": on[0].next_code()})
    await hers.post("/logout")
    client.app[keys.CODE_THROTTLE].counting._clock = lambda: 0.0
    await type_password(phoneless)
    for _ in range(7):
        guess = await phoneless.post("/login/code", data={"code": "000000"})
    assert guess.status == 429
    await type_password(hers)
    typed = {"code": on[0].next_code()}
    assert (await hers.post("/login/code", data=typed, allow_redirects=False)).status == 303


@pytest.mark.kept_anywhere
async def test_a_recovery_code_lets_in_once_and_says_how_many_are_left(
    on: tuple[Phone, list[str]], phoneless: Browser
) -> None:
    codes = on[1]
    assert len(set(codes)) == 10
    path = (await type_password(phoneless, "/sites/new")).headers["Location"]
    typed = codes[3].upper().replace("-", " ")
    page = await (await phoneless.post(path, data={"code": typed})).text()
    assert "You came in with a recovery code. It is used up; 9 are left." in page
    assert 'href="/sites/new"' in page
    await phoneless.post("/logout")
    await type_password(phoneless)
    assert (await phoneless.post("/login/code", data={"code": codes[3]})).status == 401
    answer = await phoneless.post("/login/code", data={"code": codes[4]}, allow_redirects=False)
    assert answer.status == 303


async def test_new_recovery_codes_take_the_place_of_the_old(
    on: tuple[Phone, list[str]], ada: TestClient, phoneless: Browser
) -> None:
    phone, old = on
    wrong = {"shown": "000000", "mine": PASSWORD}
    assert (await ada.post("/account/two-factors/codes", data=wrong)).status == 422
    typed = {"shown": phone.next_code()}
    assert (await ada.post("/account/two-factors/codes", data=typed)).status == 422
    answer = await ada.post("/account/two-factors/codes", data=typed | {"mine": PASSWORD})
    fresh = codes_in(await answer.text())
    assert not set(fresh) & set(old)
    await type_password(phoneless)
    assert (await phoneless.post("/login/code", data={"code": old[0]})).status == 401
    answer = await phoneless.post("/login/code", data={"code": fresh[0]}, allow_redirects=False)
    assert answer.status == 303


async def test_recovery_codes_can_be_saved_as_a_file(ada: TestClient, clock: Clock) -> None:
    phone = await begin(ada, clock)
    answer = await ada.post("/account/two-factors/on", data={"code": phone.code()})
    page = await answer.text()
    file = unquote(html.unescape(re.search(r'href="(data:text/plain[^"]+)" download', page)[1]))
    assert all(code in file for code in codes_in(page))
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("missing", ["password", "code"])
async def test_doing_without_takes_password_and_code(
    on: tuple[Phone, list[str]], ada: TestClient, phoneless: Browser, missing: str
) -> None:
    right = {"password": PASSWORD, "code": on[0].next_code()}
    answer = await ada.post("/account/two-factors/off", data=right | {missing: "000000"})
    assert answer.status == 422
    assert (await type_password(phoneless)).headers["Location"] == "/login/code"
    right["code"] = on[0].next_code()
    await ada.post("/account/two-factors/off", data=right)
    assert (await type_password(phoneless)).headers["Location"] == "/"


async def test_the_database_alone_makes_no_code(
    on: tuple[Phone, list[str]], ada: TestClient
) -> None:
    phone, codes = on
    db = ada.app[keys.KEPT]
    kept = [
        tuple(row)
        for name in ("two_factors", "recovery_code")
        for row in await db.read({"two_factors": FACTORS, "recovery_code": CODES}[name])
    ]
    said = str(kept)
    assert len(kept) == 11
    assert phone._app.secret not in said
    assert not any(code in said or code.replace("-", "") in said for code in codes)
    key = ada.app[keys.CONFIG].data_dir / "two-factors.key"
    assert key.stat().st_mode & 0o777 == 0o600


FACTORS, CODES = "select * from two_factors", "select * from recovery_code"


async def test_on_a_new_disk_the_paper_and_the_operator_still_let_in(
    on: tuple[Phone, list[str]], ada: TestClient, phoneless: Browser
) -> None:
    """A backup was restored; the key went with the old disk, and another one was made since."""
    phone, codes = on
    (ada.app[keys.CONFIG].data_dir / "two-factors.key").write_text("00" * 32)
    await type_password(phoneless)
    assert "has lost the file with the key" in await (await phoneless.get("/login/code")).text()
    answer = await phoneless.post("/login/code", data={"code": phone.next_code()})
    assert answer.status == 401
    page = await (await phoneless.post("/login/code", data={"code": codes[0]})).text()
    assert "Turn two factors off with a recovery code and set them up again." in page
    await phoneless.post("/logout")
    assert await lift(ada.app[keys.KEPT], 1)
    assert (await type_password(phoneless)).headers["Location"] == "/"


async def test_another_password_closes_the_way_to_the_code(
    on: tuple[Phone, list[str]], ada: TestClient, phoneless: Browser
) -> None:
    await type_password(phoneless)
    new = "another-quartz-lemon-harbor"
    typed = {"current": PASSWORD, "code": on[0].next_code(), "password": new}
    await ada.post("/account/password", data=typed)
    answer = await phoneless.get("/login/code", allow_redirects=False)
    assert answer.headers["Location"] == "/login"
