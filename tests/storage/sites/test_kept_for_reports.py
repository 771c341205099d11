"""Goals, segments and annotations: few, each under one name, gone with what they hang on."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from tests.making import NOON
from tracker.domain.queries.segments import Segment
from tracker.domain.reports import kept
from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.kept import NameTaken, TooMany
from tracker.storage.accounts.people import delete_user
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import annotations, goals, members, segments, sites

ADA, BEN = 1, 2
ORDERS = Goal(
    id=0, site_id=1, name="Orders", kind="event", of="purchase", sums="total", currency="EUR"
)
GERMANS = Segment(
    id=0, site_id=1, user_id=BEN, name="Germans", filters='[["is","visit:country",["DE"]]]'
)
LAUNCH = Annotation(id=0, site_id=1, day=date(2026, 11, 29), words="Launch", user_id=BEN)
Kept = Goal | Segment | Annotation


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    """Ada has two sites, and Ben is on the first."""
    async with accounts.transaction() as tx:
        for name in ("ada", "ben"):
            await insert_user(tx, NewUser(name, f"{name}@example.com", "-"), NOON)
        for key in ("one", "two"):
            await sites.insert_site(
                tx, key=key, owner_id=ADA, name="example.com", time_zone="UTC", at=NOON
            )
        await members.put_member(tx, 1, BEN, "editor", NOON)
    return accounts


async def keep(db: Accounts, *things: Kept) -> None:
    async with db.transaction() as tx:
        for each in things:
            match each:
                case Goal():
                    await goals.insert_goal(tx, each, NOON)
                case Segment():
                    await segments.insert_segment(tx, each, NOON)
                case Annotation():
                    await annotations.insert_annotation(tx, each, NOON)


def other(thing: Kept, **fields: object) -> Kept:
    return msgspec.structs.replace(thing, **fields)


async def counts(db: Accounts) -> list[int]:
    tables = ("goal", "segment", "annotation")
    return [(await db.read(f"select count(*) from {each}"))[0][0] for each in tables]


async def test_what_is_kept_is_found_as_it_was(db: Accounts) -> None:
    worth = other(ORDERS, name="Blog", kind="page", of="/blog/**", sums="", value=Decimal("0.10"))
    await keep(db, ORDERS, worth, GERMANS, LAUNCH)
    assert await goals.goals_of(db, 1) == (other(worth, id=2), other(ORDERS, id=1))
    assert await goals.find_goal(db, 1, 2) == other(worth, id=2)
    assert await segments.segments_for(db, 1, BEN) == [other(GERMANS, id=1)]
    assert await annotations.annotations_of(db, 1) == [other(LAUNCH, id=1)]
    assert await annotations.find_annotation(db, 1, 1) == other(LAUNCH, id=1)


async def test_another_site_has_nothing_of_it(db: Accounts) -> None:
    await keep(db, ORDERS, other(GERMANS, user_id=None), LAUNCH)
    assert await goals.goals_of(db, 2) == ()
    assert await goals.find_goal(db, 2, 1) is None
    assert await segments.segments_for(db, 2, BEN) == []
    assert await annotations.annotations_of(db, 2) == []
    assert await annotations.find_annotation(db, 2, 1) is None
    async with db.transaction() as tx:
        assert not await goals.update_goal(tx, other(ORDERS, id=1, site_id=2))
        assert not await segments.update_segment(tx, other(GERMANS, id=1, site_id=2, user_id=None))
        assert not await annotations.update_annotation(tx, other(LAUNCH, id=1, site_id=2))
        assert not await goals.delete_goal(tx, 2, 1)
        assert not await segments.delete_segment(tx, 2, 1)
        assert not await annotations.delete_annotation(tx, 2, 1)
    assert await counts(db) == [1, 1, 1]


async def test_it_can_be_changed_and_removed(db: Accounts) -> None:
    await keep(db, ORDERS, GERMANS, LAUNCH)
    async with db.transaction() as tx:
        assert await goals.update_goal(tx, other(ORDERS, id=1, of="order"))
        assert await segments.update_segment(tx, other(GERMANS, id=1, user_id=None))
        assert await annotations.update_annotation(tx, other(LAUNCH, id=1, words="Press"))
    assert [each.of for each in await goals.goals_of(db, 1)] == ["order"]
    assert await segments.segments_for(db, 1, ADA) == [other(GERMANS, id=1, user_id=None)]
    assert [each.words for each in await annotations.annotations_of(db, 1)] == ["Press"]
    async with db.transaction() as tx:
        assert await goals.delete_goal(tx, 1, 1)
        assert await segments.delete_segment(tx, 1, 1)
        assert await annotations.delete_annotation(tx, 1, 1)
    assert await counts(db) == [0, 0, 0]


async def test_a_persons_segments_are_theirs_alone_and_the_sites_everybodys(db: Accounts) -> None:
    await keep(db, other(GERMANS, user_id=None), GERMANS, other(GERMANS, user_id=ADA))
    assert [each.user_id for each in await segments.segments_for(db, 1, BEN)] == [BEN, None]
    assert [each.user_id for each in await segments.segments_for(db, 1, None)] == [None]
    assert [each.user_id for each in await segments.segments_of_site(db, 1)] == [None]


async def test_annotations_are_found_by_their_days(db: Accounts) -> None:
    days = [date(2026, 11, number) for number in (3, 1, 2, 4)]
    await keep(db, *[other(LAUNCH, day=day) for day in days])
    found = await annotations.annotations_of(db, 1, days[1], days[0])
    assert [each.day.day for each in found] == [3, 2, 1]


@pytest.mark.parametrize("thing", [ORDERS, GERMANS, other(GERMANS, user_id=None)])
async def test_a_name_is_there_once(db: Accounts, thing: Kept) -> None:
    await keep(db, thing, other(thing, name="another"))
    with pytest.raises(NameTaken):
        await keep(db, thing)
    with pytest.raises(NameTaken):
        async with db.transaction() as tx:
            change = goals.update_goal if isinstance(thing, Goal) else segments.update_segment
            await change(tx, other(thing, id=2))
    assert sum(await counts(db)) == 2


@pytest.mark.parametrize("thing", [ORDERS, GERMANS, LAUNCH])
async def test_there_are_only_so_many(
    db: Accounts, thing: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (goals, segments, annotations):
        for name in ("MOST_GOALS", "MOST_SEGMENTS", "MOST_ANNOTATIONS"):
            if hasattr(module, name):
                assert getattr(module, name) == getattr(kept, name)
                monkeypatch.setattr(module, name, 2)
    named = {} if isinstance(thing, Annotation) else {"name": "another"}
    await keep(db, thing, other(thing, **named))
    with pytest.raises(TooMany):
        await keep(db, other(thing, **({"name": "third"} if named else {})))
    assert sum(await counts(db)) == 2


async def test_it_goes_with_its_site(db: Accounts) -> None:
    await keep(db, ORDERS, GERMANS, LAUNCH)
    async with db.transaction() as tx:
        await sites.delete_site(tx, 1)
    assert await counts(db) == [0, 0, 0]


async def test_ones_own_segments_go_with_the_membership(db: Accounts) -> None:
    await keep(db, GERMANS, other(GERMANS, user_id=None))
    async with db.transaction() as tx:
        await members.put_member(tx, 1, BEN, "viewer", NOON)
    assert len(await segments.segments_for(db, 1, BEN)) == 2
    async with db.transaction() as tx:
        await members.delete_member(tx, 1, BEN)
    assert [each.user_id for each in await segments.segments_for(db, 1, BEN)] == [None]


async def test_annotations_outlive_who_wrote_them(db: Accounts) -> None:
    await keep(db, LAUNCH, GERMANS)
    async with db.transaction() as tx:
        await tx.execute("update user set is_admin = 1 where id = ?", (ADA,))
        await delete_user(tx, BEN)
    assert await annotations.annotations_of(db, 1) == [other(LAUNCH, id=1, user_id=None)]
    assert await counts(db) == [0, 0, 1]
