"""What was changed at one front holds at the other: everything that a process knows by heart."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.engines.memory_bus import MemoryBus
from tests.engines.postgres_databases import administering
from tests.engines.postgres_server import PostgresServer, postgres_server
from tests.eventually import eventually
from tests.making import NOON
from tests.services.following.front import Front, founded, front
from tests.storage.alerts.test_alerts import NIGHT
from tracker.domain.badges.badge import Badge
from tracker.domain.blocks.block import Block
from tracker.domain.peers.aliases import Alias
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.shared_links import SharedLink
from tracker.services.sites import kept_for_reports, shared_links
from tracker.storage.accounts import login_sessions, people, personal_tokens
from tracker.storage.alerts import alerts
from tracker.storage.file.transactions import Transaction
from tracker.storage.sites import badges, members, sites, tokens
from tracker.web import keys

ADA, BEN, SITE = 1, 2, 1


async def done(at: Front, *acts: Callable[[Transaction], Awaitable[object]]) -> None:
    async with at.accounts.transaction() as tx:
        for act in acts:
            await act(tx)


async def test_a_site_that_was_made_elsewhere_takes_hits(fronts: list[Front]) -> None:
    here, there = fronts
    made = await here.sites.add(ADA, "example.com", "Europe/Berlin", now=NOON)
    assert await eventually(lambda: there.sites.by_key.get(made.key)) == made
    changed = await there.sites.change(made.id, name="shop", hosts=("shop.example",))
    await eventually(lambda: here.sites.by_key[made.key] == changed)
    assert there.sites.by_id[made.id] == changed
    await done(here, lambda tx: sites.delete_site(tx, made.id))
    await eventually(lambda: made.key not in there.sites.by_key)
    assert made.id not in there.sites.by_id


async def test_what_a_site_blocks_and_is_called_goes_along(fronts: list[Front]) -> None:
    here, there = fronts
    block = Block(
        id=0, site_id=SITE, kind="host", of="bad.example", note="", user_id=ADA, created_at=NOON
    )
    alias = Alias(
        id=0, site_id=SITE, kind="plausible", name="a.example", user_id=ADA, created_at=NOON
    )
    await here.app[keys.BLOCKS].add(block)
    await here.app[keys.ALIASES].add(alias)
    blocks, aliases = there.app[keys.BLOCKS], there.app[keys.ALIASES]
    await eventually(lambda: SITE in blocks.by_site and aliases.named("plausible", "a.example"))
    await here.app[keys.BLOCKS].remove(SITE, 1)
    await here.app[keys.ALIASES].remove(SITE, 1)
    await eventually(lambda: not blocks.by_site and not aliases.by_name)


async def test_open_views_hear_of_another_goal(fronts: list[Front]) -> None:
    here, there = fronts
    assert await there.app[keys.GOALS].of(SITE) == []
    goal = Goal(id=0, site_id=SITE, name="Signup", kind="event", of="Signup")
    await kept_for_reports.add_goal(here.accounts, goal, NOON)
    site_id, message = await eventually(lambda: there.told and there.told[-1])
    assert (site_id, [each.name for each in message.goals]) == (SITE, ["Signup"])


async def test_a_badge_that_was_taken_away_shows_nothing(fronts: list[Front]) -> None:
    here, there = fronts
    badge = Badge(
        id=1,
        site_id=SITE,
        figure="all",
        page="",
        label="",
        token="t",
        user_id=ADA,
        created_at=NOON,
    )
    await done(here, lambda tx: badges.insert_badge(tx, badge))
    numbers = there.app[keys.BADGE_NUMBERS]
    assert await numbers.told("t")
    await done(here, lambda tx: badges.delete_badge(tx, SITE, 1))

    async def is_gone() -> bool:
        return await numbers.told("t") is None

    await eventually(is_gone)


async def logged_in(tx: Transaction) -> None:
    client = login_sessions.Client("Firefox", "192.0.2.0/24")
    await login_sessions.insert_session(tx, "t", BEN, client, NOON)


async def with_tokens(tx: Transaction) -> None:
    await tokens.insert_token(tx, SITE, "a", "b", scopes=("read",), at=NOON, by=BEN)
    await personal_tokens.insert_personal_token(
        tx, BEN, "a", "b", scopes=("read",), at=NOON, until=None
    )


async def on_the_site(tx: Transaction) -> None:
    await members.put_member(tx, SITE, BEN, "editor", NOON)


PERSONAL = personal_tokens.end_key(1)
LINK = SharedLink(
    id=1,
    site_id=SITE,
    name="a",
    kind="secret",
    token="a" * 40,
    password=None,
    until=None,
    panels=("pages",),
    shows_now=True,
    user_id=ADA,
    created_at=NOON,
)


@pytest.mark.parametrize(
    ("before", "what", "open_", "act"),
    [
        (logged_in, "log_outs", 1, lambda tx: login_sessions.delete_session(tx, BEN, 1)),
        (with_tokens, "revoked", 1, lambda tx: tokens.delete_token(tx, SITE, 1)),
        (
            with_tokens,
            "revoked",
            PERSONAL,
            lambda tx: personal_tokens.delete_personal_token(tx, BEN, 1),
        ),
        (with_tokens, "revoked", 1, lambda tx: people.set_disabled(tx, BEN, NOON)),
        (with_tokens, "revoked", PERSONAL, lambda tx: people.set_disabled(tx, BEN, NOON)),
        (with_tokens, "revoked", PERSONAL, lambda tx: people.delete_user(tx, BEN)),
    ],
)
async def test_what_is_open_here_ends_with_what_it_hangs_on(
    fronts: list[Front],
    before: Callable[[Transaction], Awaitable[None]],
    what: str,
    open_: Any,
    act: Callable[[Transaction], Awaitable[object]],
) -> None:
    here, there = fronts
    await done(here, before)
    with getattr(there, what).watch(open_) as ended, getattr(there, what).watch(99) as other:
        await done(here, act)
        await eventually(ended.is_set)
        assert not other.is_set()


async def test_who_is_no_member_any_more_sees_nothing_more(fronts: list[Front]) -> None:
    here, there = fronts
    ended, kept = asyncio.Event(), asyncio.Event()
    await done(here, on_the_site)
    with (
        there.teams.watch(SITE, BEN, ended),
        there.teams.watch(SITE, ADA, kept),
        there.teams.changes.watch(BEN) as others,
    ):
        await here.teams.change_role(SITE, BEN, "viewer")
        await eventually(others.is_set)
        assert not ended.is_set()
        await here.teams.remove(SITE, BEN)
        await eventually(ended.is_set)
        assert not kept.is_set()


async def test_views_of_a_link_come_back_as_it_is_now(fronts: list[Front]) -> None:
    here, there = fronts
    await shared_links.add_shared_link(here.accounts, LINK)
    with there.links.watch(1) as ended:
        await shared_links.change_shared_link(here.accounts, here.links, LINK)
        await eventually(ended.is_set)


async def test_the_last_account_is_missed_everywhere(fronts: list[Front]) -> None:
    here, there = fronts
    assert await there.app[keys.ACCOUNTS].anybody()
    await done(here, lambda tx: tx.execute("delete from user where id = :id", {"id": BEN}))
    await eventually(lambda: not there.app[keys.ACCOUNTS]._inhabited)


async def test_pages_that_are_closed_at_one_front_are_closed_at_all(fronts: list[Front]) -> None:
    here, there = (front.app[keys.MAINTENANCE] for front in fronts)
    closed = await here.begin(" back at noon ", NOON)
    await eventually(lambda: there.pause == closed)
    assert (await there.begin("at one", NOON + 1)).since == NOON
    await eventually(lambda: here.pause and here.pause.text == "at one")
    assert await here.end()
    await eventually(lambda: there.pause is None)
    assert not await there.end()


async def test_who_has_been_away_for_too_long_reads_everything_anew(
    address: str, postgres: PostgresServer
) -> None:
    """Frozen while the feed forgets what it has not read; what is still good stays open."""
    async with front(address, MemoryBus()) as there:
        await done(there, logged_in, on_the_site, lambda tx: alerts.insert_alert(tx, NIGHT))
        await eventually(lambda: there.watched == {SITE})
        badge = there.app[keys.BADGE_NUMBERS]._told
        with there.log_outs.watch(1) as kept, there.log_outs.watch(2) as ended:
            async with administering(postgres, address.rpartition("/")[2]) as connection:
                async with connection.transaction():
                    await connection.execute(
                        "insert into site (key, owner_id, name, time_zone, created_at)"
                        " values ('two', 1, 'b', 'UTC', 1)"
                    )
                    await connection.execute(
                        "insert into alert (site_id, name, kind, subject, pause, is_on, created_at)"
                        " select id, 'a', 'silence', '', 60, 1, 1 from site where key = 'two'"
                    )
                    await connection.execute("delete from site where key = 'one'")
                    await connection.execute("set constraints all immediate")
                    await connection.execute("delete from change")
                    await connection.execute("update change_head set n = n + 10")
                    await connection.execute(
                        "insert into change select n, 'site', '0' from change_head"
                    )
            await eventually(lambda: "two" in there.sites.by_key and ended.is_set())
            assert "one" not in there.sites.by_key
            assert there.watched == {there.sites.by_key["two"].id}
            assert not kept.is_set()
            assert there.app[keys.BADGE_NUMBERS]._told is not badge


async def test_a_front_goes_on_after_the_server_was_killed() -> None:
    with postgres_server() as server:
        await founded(server.url())
        async with front(server.url(), MemoryBus()) as there:
            server.stop(signal.SIGKILL)
            server.start()
            async with front(server.url(), MemoryBus()) as other:
                made = await other.sites.add(ADA, "example.com", "UTC", now=NOON)
            await eventually(lambda: made.key in there.sites.by_key)
