"""Messages on their way: kept before the first try, until they were taken or given up."""

from __future__ import annotations

from typing import Literal

import msgspec

from tracker.domain.alerts.message import Facts
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

Kind = Literal["alert", "test", "week", "month"]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one target, member or guest. `next_at` None: nothing more is tried; `done_at`
    None: it was not taken. ms, UTC."""

    id: int
    token: str
    site_id: int
    kind: Kind
    target_id: int | None
    user_id: int | None
    guest_id: int | None
    facts: Facts
    made_at: int
    tries: int
    next_at: int | None
    done_at: int | None
    said: str


TO_TARGETS = """
insert into delivery (token, site_id, kind, target_id, facts, made_at, next_at)
select lower(hex(randomblob(16))), :site, 'alert', target_id, :facts, :at, :at
from alert_target where alert_id = :alert
"""
TO_READERS = """
insert into delivery (token, site_id, kind, user_id, facts, made_at, next_at)
select lower(hex(randomblob(16))), :site, 'alert', user_id, :facts, :at, :at
from alert_reader where alert_id = :alert and :mails = 1
"""
TO_GUESTS = """
insert into delivery (token, site_id, kind, guest_id, facts, made_at, next_at)
select lower(hex(randomblob(16))), :site, 'alert', guest.id, :facts, :at, :at
from alert_guest join guest on guest.id = alert_guest.guest_id
where alert_guest.alert_id = :alert and guest.confirmed_at is not null and :mails = 1
"""


async def insert_for_alert(tx: Transaction, site_id: int, facts: Facts, mails: bool) -> None:
    """To all whom the alert is told; by mail where there is a mail server."""
    said = msgspec.json.encode(facts).decode()
    values = {"site": site_id, "alert": facts.alert_id, "facts": said, "at": facts.at}
    for statement in (TO_TARGETS, TO_READERS, TO_GUESTS):
        await tx.execute(statement, values | {"mails": mails})


INSERT = """
insert into delivery (token, site_id, kind, target_id, user_id, facts, made_at, next_at)
values (lower(hex(randomblob(16))), :site, :kind, :target, :user, :facts, :at, :at)
returning id
"""


async def insert_delivery(  # noqa: PLR0917
    tx: Transaction,
    site_id: int,
    kind: Kind,
    facts: Facts,
    target_id: int | None = None,
    user_id: int | None = None,
) -> int:
    """One to a target or a member, under the number that comes back."""
    said = msgspec.json.encode(facts).decode()
    to = {"target": target_id, "user": user_id}
    values = {"site": site_id, "kind": kind, "facts": said, "at": facts.at} | to
    [row] = await tx.execute_fetchall(INSERT, values)
    return int(row["id"])


DUE = """
select delivery.* from delivery join (
    select min(id) as id from delivery where next_at <= :now
    group by target_id, user_id, guest_id
) as first on first.id = delivery.id
order by delivery.next_at, delivery.id limit :limit
"""


async def due_deliveries(db: Accounts, now: int, limit: int) -> list[Delivery]:
    """The oldest that is due to each of those who are to be told."""
    return [_delivery(row) for row in await db.read(DUE, {"now": now, "limit": limit})]


CLAIM = """
update delivery set next_at = :until where id = :id and tries = :tries and next_at = :next
"""


async def claim(tx: Transaction, delivery: Delivery, until: int) -> bool:
    """Whether nobody else has begun to send it, as it was read; nobody else does before then."""
    values = {"id": delivery.id, "tries": delivery.tries, "next": delivery.next_at, "until": until}
    return bool((await tx.execute(CLAIM, values)).rowcount)


TAKEN = """
update delivery set tries = tries + 1, next_at = null, done_at = :at, said = '' where id = :id
"""


async def note_taken(tx: Transaction, delivery_id: int, at: int) -> None:
    """It has arrived."""
    await tx.execute(TAKEN, {"id": delivery_id, "at": at})


FAILED = """
update delivery set tries = tries + 1, next_at = :next, said = :said where id = :id
"""


async def note_failed(tx: Transaction, delivery_id: int, said: str, next_at: int | None) -> None:
    """It has not; it is tried again then, or never."""
    await tx.execute(FAILED, {"id": delivery_id, "said": said, "next": next_at})


AGAIN = """
update delivery set next_at = :at where target_id = :target and site_id = :site
    and done_at is null and (next_at > :at or next_at is null) and made_at > :since
"""


async def try_again(tx: Transaction, site_id: int, target_id: int, at: int, since: int) -> int:
    """How many messages to a target are tried now that waited, or were given up since then."""
    values = {"site": site_id, "target": target_id, "at": at, "since": since}
    return (await tx.execute(AGAIN, values)).rowcount


OF_SITE = """
select * from delivery where site_id = :site and id < :before
    and kind in ('alert', 'test') order by id desc limit :limit
"""


async def deliveries_of(db: Accounts, site_id: int, before: int, limit: int) -> list[Delivery]:
    """A site's, the newest first, from before that number."""
    values = {"site": site_id, "before": before, "limit": limit}
    return [_delivery(row) for row in await db.read(OF_SITE, values)]


OLD = """
delete from delivery where id in (
    select id from delivery where made_at < :before and next_at is null limit :limit
)
"""


async def forget_old(tx: Transaction, before: int, limit: int) -> int:
    """How many are forgotten of those that were made before then, and are over."""
    return (await tx.execute(OLD, {"before": before, "limit": limit})).rowcount


def _delivery(row: TableRow) -> Delivery:
    said = {name: row[name] for name in Delivery.__struct_fields__ if name != "facts"}
    return Delivery(**said, facts=msgspec.json.decode(row["facts"], type=Facts))
