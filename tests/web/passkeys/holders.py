"""People with passkeys, through the same pages as browsers."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD
from tests.passkey_device import Device

HOST = "localhost"
ORIGIN = f"http://{HOST}:8000"
AT = {"Host": f"{HOST}:8000", "Sec-Fetch-Site": "same-origin"}


def device(**lies: Any) -> Device:
    return replace(Device(ORIGIN, HOST), **lies)


async def begun(browser: TestClient, name: str = "Phone", **more: str) -> str:
    """The page on which the browser makes one."""
    form = {"name": name, "password": PASSWORD} | more
    answer = await browser.post("/account/passkeys", data=form)
    assert answer.status == 200, await answer.text()
    return await answer.text()


def options_in(page: str) -> dict[str, Any]:
    return json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page)[1]))


def fields_in(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(name|handle)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


async def sent_made(browser: TestClient, page: str, credential: str) -> ClientResponse:
    form = fields_in(page) | {"credential": credential}
    return await browser.post("/account/passkeys/made", data=form, allow_redirects=False)


async def add(browser: TestClient, made: Device | None = None, name: str = "Phone") -> Device:
    """A passkey of whoever is logged in there."""
    made = made or device()
    page = await begun(browser, name)
    answer = await sent_made(browser, page, made.make(options_in(page)))
    assert answer.status == 303, await answer.text()
    return made


async def asked(browser: TestClient, path: str = "/login/passkey") -> dict[str, Any]:
    answer = await browser.get(f"{path}/options")
    assert answer.status == 200
    return await answer.json()


async def shown(
    browser: TestClient, credential: str, path: str = "/login/passkey"
) -> ClientResponse:
    return await browser.post(path, data={"credential": credential}, allow_redirects=False)


async def log_in(browser: TestClient, mine: Device) -> ClientResponse:
    return await shown(browser, mine.show(await asked(browser)))


async def is_inside(browser: TestClient) -> bool:
    return (await browser.get("/account", allow_redirects=False)).status == 200


def in_words(answer_text: str) -> str:
    """What the page says is wrong."""
    found = re.search(r'role="alert">([^<]*)<', answer_text)
    return html.unescape(found[1]) if found else ""
