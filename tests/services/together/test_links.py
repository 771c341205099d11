"""What was begun at one front goes on at another, and is good once."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tests.clock import Clock
from tests.making import NOON
from tracker.domain.mailed_links import Worth
from tracker.services.accounts.pending_accounts import Pending
from tracker.services.providers.begun import begin
from tracker.web import keys
from tracker.web.peer_apis.kept_exports import Export


async def test_an_account_that_waits_is_confirmed_anywhere(
    fronts: list[web.Application], clock: Clock
) -> None:
    here, there = (front[keys.PENDING_ACCOUNTS] for front in fronts)
    pending = Pending("ada", "ada@example.com", "-", "browser")
    token = await here.keep(pending)
    assert await there.find(token, "browser") == pending
    assert await there.find(token, "another") is Worth.FOREIGN
    clock.forward(seconds=901)
    assert await there.find(token, "browser") is Worth.EXPIRED
    await there.forget(token)
    assert await here.find(token, "browser") is Worth.UNKNOWN


async def test_a_printed_link_lets_in_once(fronts: list[web.Application], clock: Clock) -> None:
    here, there = (front[keys.PRINTED_LINKS] for front in fronts)
    token = await here.issue(7)
    assert await there.find(token) == 7
    taken = await asyncio.gather(*(links.take(token) for links in [here, there] * 5))
    assert sorted(taken, key=str) == [7, *[None] * 9]
    late = await here.issue(7)
    clock.forward(seconds=900)
    assert await there.take(late) is None


async def test_the_set_up_link_is_the_same_everywhere(
    fronts: list[web.Application], clock: Clock
) -> None:
    here, there = (front[keys.SETUP_LINK] for front in fronts)
    token = await here.token()
    assert await there.token() == token
    assert await there.worth_of(token) is Worth.GOOD
    clock.forward(seconds=3600)
    assert await there.worth_of(token) is Worth.EXPIRED
    assert await there.token() != token
    assert await here.worth_of(token) is Worth.UNKNOWN


async def test_who_comes_back_from_a_provider_may_come_to_another_front(
    fronts: list[web.Application],
) -> None:
    here, there = (front[keys.BEGUN_SIGN_INS] for front in fronts)
    begun = begin("browser", "/account", linked_to=7)
    state = await here.keep(begun)
    assert await there.take(state, "another") is None
    assert await there.take(state, "browser") == begun
    assert await here.take(state, "browser") is None


async def test_a_challenge_is_answered_once(fronts: list[web.Application], clock: Clock) -> None:
    here, there = (front[keys.CHALLENGES] for front in fronts)
    given = here.new("log in", "browser")
    assert not await there.take(given, "log in", "another")
    answers = await asyncio.gather(
        *(each.take(given, "log in", "browser") for each in [here, there] * 5)
    )
    assert answers.count(True) == 1
    late = here.new("log in", "browser")
    clock.forward(seconds=301)
    assert not await there.take(late, "log in", "browser")


async def test_a_kept_password_is_found(fronts: list[web.Application]) -> None:
    here, there = (front[keys.KEPT_PASSWORDS] for front in fronts)
    token = await here.keep("encoded")
    assert await there.find(token) == "encoded"
    await there.forget(token)
    assert await here.find(token) is None


async def test_one_key_is_behind_all_second_factors(fronts: list[web.Application]) -> None:
    here, there = (front[keys.TWO_FACTOR_KEY] for front in fronts)
    assert here.made() == there.read() == there.made()
    assert len(here.read()) == 32


async def test_a_test_visit_may_come_to_another_front(
    fronts: list[web.Application], clock: Clock
) -> None:
    here, there = (front[keys.TEST_TOKENS] for front in fronts)
    token = here.issue(7)
    assert there.redeem(token, 7)
    assert not there.redeem(token, 8)
    assert not there.redeem("-", 7)
    assert not there.redeem("9" * 30 + token, 7)
    clock.forward(seconds=601)
    assert not there.redeem(token, 7)


async def test_an_export_is_looked_after_at_another_front(fronts: list[web.Application]) -> None:
    """By programs of its own site."""
    here, there = (front[keys.READ_EXPORTS] for front in fronts)
    export = Export(site_id=7, after=0, head=2**53, at=NOON, rows=9)
    number = await here.add(export)
    assert await there.add(export) != number
    assert await there.get(number, 7) == export
    assert await there.get(number, 8) is None
    assert await there.get(number + 1, 7) is None
