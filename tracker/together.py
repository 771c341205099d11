"""What several processes that are one server count together, as a part of the application: tries to
log in, links and accounts that wait, rates, what was refused."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from tracker.services.accounts.kept_passwords import KeptPasswords
from tracker.services.accounts.pending_accounts import PendingAccounts
from tracker.services.accounts.setup_link import PrintedLinks, SetupLink
from tracker.services.accounts.throttle import LINKS
from tracker.services.limits.fronts import Fronts
from tracker.services.mail import gate
from tracker.services.mail.gate import MailGate
from tracker.services.passkeys.challenges import Challenges
from tracker.services.providers.begun import BegunSignIns
from tracker.services.sites.visit_tickets import SignedTokens
from tracker.services.together.maintenance import SharedMaintenance
from tracker.services.together.refused import ToldRefusals
from tracker.services.together.throttle import SharedThrottle
from tracker.services.together.two_factor_key import SharedKey
from tracker.storage.accounts.two_factor_key import KEY_BYTES
from tracker.storage.file.transactions import Accounts
from tracker.storage.postgres.secrets import shared_secret
from tracker.storage.postgres.short_memory import SharedMemory
from tracker.storage.processes.bus import Bus
from tracker.web import keys
from tracker.web.peer_apis import kept_exports
from tracker.web.peer_apis.kept_exports import Exports

SECRET_BYTES = 32
MOST_NUMBERS = 1 << 53  # of exports: no two have the same, and all are exact in JavaScript
MOST = {  # of a kind; three names a try
    "tries": 100_000,
    "codes": 100_000,
    "links": 100_000,
    "mails": 10_000,
    "invitations": 10_000,
    "kept passwords": 1_000,
    "pending accounts": 10_000,
    "printed links": 100,
    "sign-ins": 10_000,
    "set-up": 1,
    "challenges": 10_000,
    "exports": kept_exports.MOST_KEPT,
    "maintenance": 1,
    "erasing": 2,
}


ERASING = web.AppKey("erasing", SharedMemory)


@asynccontextmanager
async def remembering_together(app: web.Application, accounts: Accounts) -> AsyncIterator[None]:
    """What proves who somebody is, wherever they prove it; in place of what `set_up_shell` and
    `remember` have for one process. To be entered once accounts are open, before `sites`."""
    secret = partial(shared_secret, accounts, size=SECRET_BYTES, token_bytes=secrets.token_bytes)
    now = app[keys.CLOCK]
    hashes = await secret("names")
    memories = {
        kind: SharedMemory(accounts, kind, most, hashes, now) for kind, most in MOST.items()
    }
    set_up_tries(app, memories, await secret("mailboxes"))
    set_up_links(app, memories)
    challenges, tests = await secret("challenges"), await secret("test visits")
    app[keys.CHALLENGES] = Challenges(
        seconds(app), challenges, secrets.token_bytes, memories["challenges"]
    )
    app[keys.TEST_TOKENS] = SignedTokens(now, tests)
    key = await shared_secret(accounts, "two factors", KEY_BYTES, secrets.token_bytes)
    app[keys.TWO_FACTOR_KEY] = SharedKey(key)
    maintenance = app[keys.MAINTENANCE] = SharedMaintenance(memories["maintenance"])
    await maintenance.learn()
    app[ERASING] = memories["erasing"]
    yield


def set_up_tries(app: web.Application, memories: dict[str, SharedMemory], key: bytes) -> None:
    """How often somebody may guess, or have a mail sent."""
    clock = seconds(app)
    app[keys.THROTTLE] = SharedThrottle(memories["tries"], clock)
    app[keys.CODE_THROTTLE] = SharedThrottle(memories["codes"], clock)
    app[keys.LINK_THROTTLE] = SharedThrottle(memories["links"], clock, LINKS)
    app[keys.MAIL_GATE] = MailGate(memories["mails"], clock, key)
    pace = gate.INVITATIONS, gate.INVITED_EVERY
    app[keys.INVITATION_GATE] = MailGate(memories["invitations"], clock, key, *pace)


def set_up_links(app: web.Application, memories: dict[str, SharedMemory]) -> None:
    """What was begun at one front and may go on at another."""
    app[keys.KEPT_PASSWORDS] = KeptPasswords(memories["kept passwords"])
    app[keys.PENDING_ACCOUNTS] = PendingAccounts(memories["pending accounts"], seconds(app))
    app[keys.PRINTED_LINKS] = PrintedLinks(memories["printed links"])
    app[keys.BEGUN_SIGN_INS] = BegunSignIns(memories["sign-ins"])
    app[keys.SETUP_LINK] = SetupLink(memories["set-up"], seconds(app))
    app[keys.READ_EXPORTS] = Exports(memories["exports"], lambda: secrets.randbelow(MOST_NUMBERS))


def seconds(app: web.Application) -> Callable[[], float]:
    """Since 1970: a clock that all processes have in common."""
    now = app[keys.CLOCK]
    return lambda: now() / 1000


@asynccontextmanager
async def limiting_together(
    app: web.Application, bus: Bus, shards: Iterable[int], shard_of: Callable[[int], int]
) -> AsyncIterator[None]:
    """The rates of sites are divided among all who take hits, and what one has refused all show. To
    be entered behind what sets up GATES, REFUSED and ALERTS."""
    name = secrets.token_hex(8)
    told = ToldRefusals(bus, name, app[keys.REFUSED], shard_of, app[keys.ALERTS].refused)
    fronts = Fronts(bus, name, app[keys.SETTLED].steady, app[keys.GATES].among)
    async with told.telling(shards), fronts.counting():
        yield
