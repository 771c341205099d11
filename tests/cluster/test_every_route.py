"""Each form is taken by a front, and each page shown by another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestClient

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.cluster.fronts import sent
from tests.engines.nats_server import needs_nats
from tests.eventually import eventually
from tests.web.asking.access_people import People, addresses, gather_people, routes_of
from tests.web.asking.access_rule import Verdict, expected
from tests.web.asking.routes_sampled import has_other_address
from tests.web.leaving.recipes import RECIPES
from tests.web.leaving.stage import Stage
from tracker.services.mail.mailer import Mailer
from tracker.web import keys
from tracker.web.asking.handler_marks import ONLY_ASKS

pytestmark = [pytest.mark.fault, needs_nats]

NOT_YET = "/imports"  # what is answered 501
NOBODYS = "{visit"  # a visit: there was none of the site
ONCE = "/setup/{token}"  # while there is nobody: test_pages.py
# On which page of the site the other front shows what of them.
SHOWN = {
    "/sites/{site_id}/goals": ("goals", "/thanks"),
    "/sites/{site_id}/annotations": ("annotations", "Newsletter sent"),
    "/sites/{site_id}/blocks": ("blocks", "203.0.113.7"),
    "/sites/{site_id}/shares": ("shares", "Board"),
    "/sites/{site_id}/tokens": ("tokens", "one"),
    "/sites/{site_id}/team/invitations": ("team", "@example.com"),
    "/sites/{site_id}/settings": ("settings", "a.example"),
}


async def test_each_form_is_taken_and_each_page_shown(
    fronts: list[TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mailer, "post", lambda *_, **__: None)
    one, other = fronts
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        people = await gather_people(one, session)
        assert await refused_forms(one, other) == []
        await eventually(lambda: people.site.id in other.app[keys.SITES].by_id)
        assert await wrong_answers(replace(people, client=other)) == []


async def refused_forms(one: TestClient, other: TestClient) -> list[str]:
    """Of all that change something, at the one; what some of them have made the other shows."""
    found = []
    for number, path in enumerate(sorted(each for each in RECIPES if is_ready(each))):
        stage = Stage(one.app, number)
        await stage.build()
        status, head = await sent(one, await RECIPES[path](stage))
        if status not in {200, 202, 204, 303}:
            found.append(f"{path}: {head.decode()}")
        if path in SHOWN:
            await shown(other, stage, *SHOWN[path])
    return found


def is_ready(path: str) -> bool:
    return path != ONCE and NOT_YET not in path


async def shown(other: TestClient, stage: Stage, page: str, text: str) -> None:
    await eventually(lambda: stage.site.id in other.app[keys.SITES].by_id)
    where = f"/sites/{stage.site.id}/{page}"

    async def shows() -> bool:
        async with other.get(where, cookies=stage.ada_in) as answer:
            assert text in await answer.text(), (where, answer.status, await answer.text())
            return True

    await eventually(shows)


async def wrong_answers(people: People) -> list[str]:
    """Of all that is only read, for somebody who may, where it is not what the rule says."""
    found, has_been = [], has_other_address()
    for route in routes_of(people.client.app):
        assert route.resource
        pattern = route.resource.canonical
        if NOT_YET in pattern or NOBODYS in pattern or not only_reads(route) or has_been(route):
            continue
        path, missing = addresses(people, route)
        person = "admin" if "admin" in pattern else "owner"
        due = expected(route.method, pattern, person)
        if due is Verdict.CLOSED:
            got = await people.door(route.method, path, person)
        else:
            got = await people.verdict(route.method, path, missing, person)
        if got != due:
            found.append(f"{route.method} {path} for {person}: {got}, not {due}")
    return found


def only_reads(route: web.AbstractRoute) -> bool:
    return route.method == "GET" or getattr(route.handler, ONLY_ASKS, False)
