"""Who was asked by e-mail to join a site. An invitation holds while its inviter is an owner."""

from __future__ import annotations

import msgspec

from tracker.domain.names import key_of
from tracker.domain.roles import Role
from tracker.domain.tokens import hash_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

LIFETIME = 7 * 86_400_000  # ms
MOST = 50  # that wait for an answer, a site


class Invitation(msgspec.Struct, frozen=True):
    """One that waits for an answer."""

    id: int
    site_id: int
    site_name: str
    email: str
    role: Role
    inviter: str  # the name
    created_at: int  # ms, UTC
    until: int


class TooMany(Exception):
    """The site has MOST invitations that wait for an answer, or its inviter sends too many."""


ALIVE = """
select invitation.*, site.name as site_name, user.name as inviter from invitation
join site on site.id = invitation.site_id
join member on member.site_id = invitation.site_id and member.user_id = invitation.invited_by
    and member.role = 'owner'
join user on user.id = member.user_id and user.disabled_at is null
where invitation.until > :now and invitation.created_at < :now + 86400000
"""
OF_SITE = ALIVE + " and invitation.site_id = :site order by invitation.id desc"
FIND = ALIVE + " and invitation.token_hash = :token_hash"


async def invitations_of(db: Accounts, site_id: int, now: int) -> list[Invitation]:
    """A site's, newest first."""
    return [_invitation(row) for row in await db.read(OF_SITE, {"site": site_id, "now": now})]


async def find_invitation(db: Accounts, token: str, now: int) -> Invitation | None:
    """The invitation of that link, while it holds."""
    rows = await db.read(FIND, {"token_hash": hash_of(token), "now": now})
    return _invitation(rows[0]) if rows else None


DELETE = "delete from invitation where id = :id and site_id = :site"


async def take_invitation(tx: Transaction, token: str, now: int) -> Invitation | None:
    """Use it up: of two who come with the same link, one gets it."""
    values = {"token_hash": hash_of(token), "now": now}
    for row in await tx.execute_fetchall(FIND, values):
        taken = _invitation(row)
        await tx.execute(DELETE, {"id": taken.id, "site": taken.site_id})
        return taken
    return None


async def delete_invitation(tx: Transaction, site_id: int, invitation_id: int) -> bool:
    """Whether this site had it."""
    cursor = await tx.execute(DELETE, {"id": invitation_id, "site": site_id})
    return bool(cursor.rowcount)


PUT = """
insert into invitation (
    site_id, email, email_key, role, token_hash, invited_by, created_at, until
)
values (:site, :email, :key, :role, :token_hash, :inviter, :now, :until)
on conflict (site_id, email_key) do update set
    email = excluded.email, role = excluded.role, token_hash = excluded.token_hash,
    invited_by = excluded.invited_by, created_at = excluded.created_at, until = excluded.until
"""
COUNT = """
select count(*) as waiting from invitation
join member on member.site_id = invitation.site_id and member.user_id = invitation.invited_by
    and member.role = 'owner'
where invitation.site_id = :site and email_key <> :key and until > :now
"""


async def forget_lapsed(tx: Transaction, settled: int) -> None:
    """Nobody can take them any more."""
    await tx.execute("delete from invitation where until <= ?", (settled,))


async def put_invitation(
    tx: Transaction,
    token: str,
    *,
    site_id: int,
    email: str,
    role: Role,
    inviter: int,
    now: int,
) -> None:
    """A new one; whoever was asked before has only the new link. Raises TooMany."""
    values = {"site": site_id, "key": key_of(email), "now": now}
    for row in await tx.execute_fetchall(COUNT, values):
        if row["waiting"] >= MOST:
            raise TooMany
    more = {"email": email, "role": role, "token_hash": hash_of(token), "inviter": inviter}
    await tx.execute(PUT, values | more | {"until": now + LIFETIME})


def _invitation(row: TableRow) -> Invitation:
    return Invitation(
        row["id"],
        row["site_id"],
        row["site_name"],
        row["email"],
        row["role"],
        row["inviter"],
        row["created_at"],
        row["until"],
    )
