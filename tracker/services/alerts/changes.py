"""What people change about alerts: in the database and in what is watched, together."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

import msgspec

from tracker.domain.alerts.alert import Alert
from tracker.domain.alerts.message import Facts
from tracker.domain.alerts.target import Target
from tracker.services.alerts.alerts import Alerts
from tracker.services.sites.revoking import Revoked
from tracker.storage.alerts import alerts as kept
from tracker.storage.alerts import guests, readers, targets
from tracker.storage.alerts.deliveries import insert_delivery, try_again
from tracker.storage.alerts.guests import Guest
from tracker.storage.alerts.leaving import find_leaving, leave_mails
from tracker.storage.file.transactions import Accounts, Transaction

GIVEN_UP = 7 * 86_400_000  # ms: what was given up longer ago is no news any more


class Others(NamedTuple):
    """Whom only owners choose: targets and guests, by their numbers."""

    targets: Collection[int] = ()
    guests: Collection[int] = ()


class AlertChanges:
    """`token` makes the secret of a link; `wake` has what is new sent."""

    def __init__(  # noqa: PLR0917
        self,
        db: Accounts,
        revoked: Revoked,
        alerts: Alerts,
        token: Callable[[], str],
        now: Callable[[], int],
        wake: Callable[[], None],
    ) -> None:
        self._db = db
        self._revoked = revoked
        self._alerts = alerts
        self._token = token
        self._now = now
        self._wake = wake

    async def add(self, alert: Alert, readers_: Collection[int], others: Others | None) -> int:
        """Its number; `others` None: there are none yet. Raises TooMany."""
        async with self._db.transaction() as tx:
            number = await kept.insert_alert(tx, alert)
            await readers.set_readers(tx, alert.site_id, number, readers_, self._token)
            await self._tell(tx, msgspec.structs.replace(alert, id=number), others)
        await self._alerts.reload(alert.site_id)
        return number

    async def change(self, alert: Alert, readers_: Collection[int], others: Others | None) -> bool:
        """Whether the site has it; `others` None: they stay."""
        async with self._db.transaction() as tx:
            found = await kept.update_alert(tx, alert)
            if found:
                await readers.set_readers(tx, alert.site_id, alert.id, readers_, self._token)
                await self._tell(tx, alert, others)
        await self._alerts.reload(alert.site_id)
        return found

    async def _tell(self, tx: Transaction, alert: Alert, others: Others | None) -> None:
        if others:
            await targets.set_targets(tx, alert.site_id, alert.id, others.targets)
            await guests.set_guests(tx, alert.site_id, alert.id, others.guests)

    async def remove(self, site_id: int, alert_id: int) -> bool:
        """Whether the site had it."""
        async with self._db.transaction() as tx:
            found = await kept.delete_alert(tx, site_id, alert_id)
        await self._alerts.reload(site_id)
        return found

    async def read(self, site_id: int, alert_id: int, user_id: int, wanted: bool) -> None:
        """A member gets it by mail from now on, or no more."""
        async with self._db.transaction() as tx:
            if wanted:
                await readers.add_reader(tx, site_id, alert_id, user_id, self._token())
            else:
                await readers.remove_reader(tx, site_id, alert_id, user_id)

    async def leave(self, token: str) -> bool:
        """Whether somebody got mails until now that are left by that link. They get none again
        where a backup of before is restored."""
        if await find_leaving(self._db, token) is None:
            return False
        await self._revoked.note(token, self._now())
        async with self._db.transaction() as tx:
            return await leave_mails(tx, token)

    async def add_guest(self, guest: Guest) -> bool:
        """Whether that address was new. Raises TooMany."""
        async with self._db.transaction() as tx:
            return await guests.insert_guest(tx, guest)

    async def confirm_guest(self, token: str) -> bool:
        """Whether they had not said yes yet."""
        async with self._db.transaction() as tx:
            return await guests.confirm_guest(tx, token, self._now())

    async def remove_guest(self, site_id: int, guest_id: int) -> bool:
        """Whether the site had them; what is on its way to them goes, too. They stay gone where a
        backup of before is restored."""
        guest = await guests.find_guest(self._db, guest_id)
        if guest is None or guest.site_id != site_id:
            return False
        await self._revoked.note(guest.token, self._now())
        async with self._db.transaction() as tx:
            return await guests.delete_guest(tx, site_id, guest_id)

    async def add_target(self, target: Target) -> int:
        """Its number. Raises TooMany."""
        async with self._db.transaction() as tx:
            return await targets.insert_target(tx, target)

    async def change_target(self, target: Target) -> bool:
        """Whether the site has it."""
        async with self._db.transaction() as tx:
            return await targets.update_target(tx, target)

    async def remove_target(self, site_id: int, target_id: int) -> bool:
        """Whether the site had it; what is on its way there goes, too."""
        async with self._db.transaction() as tx:
            return await targets.delete_target(tx, site_id, target_id)

    async def test_target(self, target: Target) -> None:
        """Send a message that says that it is none."""
        facts = Facts(kind="test", at=self._now())
        async with self._db.transaction() as tx:
            await insert_delivery(tx, target.site_id, "test", facts, target_id=target.id)
        self._wake()

    async def again(self, site_id: int, target_id: int) -> int:
        """Try now what waits for a target, or was given up lately; how many messages that are."""
        now = self._now()
        async with self._db.transaction() as tx:
            found = await try_again(tx, site_id, target_id, now, now - GIVEN_UP)
        self._wake()
        return found
