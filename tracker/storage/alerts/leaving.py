"""Mails that somebody leaves by a link in them, whoever opens it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from tracker.storage.file.transactions import Accounts, Transaction


class Leaving(NamedTuple):
    """What the link is about: `name` of the alert, "" of a report."""

    what: Literal["alert", "week", "month", "guest"]
    site_id: int
    site: str
    user_id: int
    name: str


FIND = """
select 'alert' as what, site.id as site_id, site.name as site, alert_reader.user_id as user_id,
    alert.name as name
from alert_reader join alert on alert.id = alert_reader.alert_id
    join site on site.id = alert_reader.site_id
where alert_reader.token = :token
union all
select every, site.id, site.name, report_mail.user_id, ''
from report_mail join site on site.id = report_mail.site_id where report_mail.token = :token
union all
select 'guest', site.id, site.name, 0, ''
from guest join site on site.id = guest.site_id where guest.token = :token
"""


async def find_leaving(db: Accounts, token: str) -> Leaving | None:
    """What a link is about; None: it was left already, or there never was one."""
    rows = await db.read(FIND, {"token": token})
    return Leaving(*rows[0]) if rows else None


LEAVE_ALERT = "delete from alert_reader where token = :token"
LEAVE_REPORT = "delete from report_mail where token = :token"
LEAVE_AS_GUEST = "delete from guest where token = :token"


async def leave_mails(tx: Transaction, token: str) -> bool:
    """Whether somebody got them until now."""
    alerts = await tx.execute(LEAVE_ALERT, {"token": token})
    reports = await tx.execute(LEAVE_REPORT, {"token": token})
    guests = await tx.execute(LEAVE_AS_GUEST, {"token": token})
    return bool(alerts.rowcount or reports.rowcount or guests.rowcount)


TOKEN = "select token from alert_reader where alert_id = :alert and user_id = :user"
REPORT_TOKEN = """
select token from report_mail where site_id = :site and user_id = :user and every = :every
"""


async def alert_token(db: Accounts, alert_id: int, user_id: int) -> str | None:
    """Of the link in a member's mails; None: they get none any more."""
    rows = await db.read(TOKEN, {"alert": alert_id, "user": user_id})
    return str(rows[0]["token"]) if rows else None


async def report_token(db: Accounts, site_id: int, user_id: int, every: str) -> str | None:
    """The same of reports."""
    rows = await db.read(REPORT_TOKEN, {"site": site_id, "user": user_id, "every": every})
    return str(rows[0]["token"]) if rows else None
