"""Strangers come in crowds, guess tokens, and never shut those out who have an account."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.eventually import eventually
from tests.web.reports.watched import BERLIN, figures
from tests.web.sharing.shared import share, shown
from tests.web.sites.owners import MINE
from tracker.domain.reports.question import Answer, Question
from tracker.services.limits.strangers import WRONG
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.sharing import page


async def test_wrong_revoked_and_ended_links_look_the_same(
    ada: TestClient, site: Site, client: TestClient, clock: Clock
) -> None:
    ended = await share(ada, site, until="2026-11-21")
    revoked = await share(ada, site)
    await ada.post(f"/sites/{site.id}/shares/2/revoke")
    clock.forward(days=1)
    said = set()
    for path in (ended, revoked, "/share/" + "a" * 43, "/share/x"):
        for answer in (await client.get(path), await client.post(path, data={"password": "x"})):
            assert answer.status == 404
            said.add(await answer.text())
    [text] = said
    assert "its time may be over" in text


async def test_who_guesses_tokens_is_slowed_down_and_nobody_else(
    ada: TestClient, site: Site, client: TestClient, clock: Clock
) -> None:
    path = await share(ada, site)
    for number in range(WRONG + 1):
        assert (await client.get(f"/share/{number}")).status == 404
    answer = await client.get(path)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "3")
    assert (await client.get(path, headers={"X-Forwarded-For": BERLIN})).status == 200
    clock.forward(seconds=4)
    assert (await client.get(path)).status == 200


async def test_a_link_is_asked_two_new_things_a_second(
    ada: TestClient, site: Site, client: TestClient, clock: Clock
) -> None:
    path, other = await share(ada, site), await share(ada, site)
    for query in ("period=today", "period=yesterday"):
        await shown(client, path, query)
    answer = await client.get(path + "?period=all")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
    assert "Load it again in a second." in await answer.text()
    await shown(client, path, "period=today")  # what was asked just now is no new question
    await shown(client, other, "period=all")
    clock.forward(seconds=1)
    await shown(client, path, "period=all")


async def test_a_crowd_costs_one_answer_to_each_question(
    ada: TestClient, site: Site, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, engine = await share(ada, site), client.app[keys.FOLLOWED_REPORTS]
    asked, answer = [], engine.answer

    async def counted(question: Question) -> Answer:
        asked.append(question)
        return await answer(question)

    monkeypatch.setattr(engine, "answer", counted)
    pages = await asyncio.gather(*(shown(client, path) for _ in range(60)))
    assert {figures(each)["visitors"] for each in pages} == {"2"}
    assert len(asked) == len(set(asked)) < 12


async def test_a_page_is_drawn_once_a_second_and_anew_for_what_has_changed(
    ada: TestClient, site: Site, client: TestClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, drawn, draw = await share(ada, site), [], page.draw

    def counted(request: web.Request, *asked: object, **more: object) -> web.Response:
        drawn.append(request.query_string)
        return draw(request, *asked, **more)

    monkeypatch.setattr(page, "draw", counted)
    await asyncio.gather(*(shown(client, path) for _ in range(20)))
    assert len(drawn) == 1
    clock.forward(seconds=1)
    await shown(client, path)
    assert len(drawn) == 2
    german = await client.get(path, params="wait", headers={"Accept-Language": "de"})
    assert "Besucher" in await german.text()
    typed = MINE | {"name": "Board", "kind": "secret", "panels": "devices"}
    await ada.post(f"/sites/{site.id}/shares/1/change", data=typed)
    assert 'id="pages"' not in await shown(client, path)
    await ada.post(f"/sites/{site.id}/shares/1/revoke")
    await shown(client, path, status=404)


async def test_strangers_take_no_turn_of_those_with_an_account(
    ada: TestClient, site: Site, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, engine = await share(ada, site), client.app[keys.FOLLOWED_REPORTS]
    waiting, free, answer = [], asyncio.Event(), engine.answer

    async def held(question: Question) -> Answer:
        if not waiting:
            waiting.append(question)
            await free.wait()
        return await answer(question)

    monkeypatch.setattr(engine, "answer", held)
    stuck = asyncio.create_task(shown(client, path, "period=yesterday"))
    await eventually(lambda: len(waiting) == 1)
    assert (await ada.get(f"/sites/{site.id}?wait")).status == 200
    assert len(waiting) == 1
    free.set()
    await stuck
