"""Who gets reports of a site by mail: each member asks for them alone."""

from __future__ import annotations

import msgspec

from tracker.domain.alerts.report_days import Every
from tracker.storage.file.transactions import Accounts, Transaction


class ReportMail(msgspec.Struct, frozen=True):
    """`told_day`: for which the last one was written, counted since 1970-01-01. `time_zone`: its
    reader's; the site's where they have chosen none."""

    site_id: int
    user_id: int
    every: Every
    told_day: int
    time_zone: str


ALL = """
select report_mail.site_id, report_mail.user_id, every, told_day,
    coalesce(nullif(user.time_zone, ''), site.time_zone) as time_zone
from report_mail join user on user.id = report_mail.user_id
    join site on site.id = report_mail.site_id
"""


async def all_report_mails(db: Accounts) -> list[ReportMail]:
    """Everybody's."""
    return [ReportMail(*row) for row in await db.read(ALL)]


OWN = "select every from report_mail where site_id = :site and user_id = :user"


async def asked_reports(db: Accounts, site_id: int, user_id: int) -> set[Every]:
    """What a member gets of a site."""
    return {row["every"] for row in await db.read(OWN, {"site": site_id, "user": user_id})}


ASK = """
insert into report_mail (site_id, user_id, every, told_day, token)
select site_id, user_id, :every, :day, :token from member
where site_id = :site and user_id = :user
on conflict do nothing
"""


async def ask_report(  # noqa: PLR0917
    tx: Transaction, site_id: int, user_id: int, every: Every, told_day: int, token: str
) -> None:
    """A member gets it from the day after that one on."""
    values = {"site": site_id, "user": user_id, "every": every, "day": told_day, "token": token}
    await tx.execute(ASK, values)


STOP = "delete from report_mail where site_id = :site and user_id = :user and every = :every"


async def stop_report(tx: Transaction, site_id: int, user_id: int, every: Every) -> None:
    """They get it no more."""
    await tx.execute(STOP, {"site": site_id, "user": user_id, "every": every})


TOLD = """
update report_mail set told_day = :day
where site_id = :site and user_id = :user and every = :every and told_day < :day
"""


async def note_report(tx: Transaction, of: ReportMail, day: int) -> bool:
    """Whether that day's is still to be written, which it is not any more."""
    values = {"site": of.site_id, "user": of.user_id, "every": of.every, "day": day}
    return bool((await tx.execute(TOLD, values)).rowcount)
