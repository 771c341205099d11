"""The whole server with a site full of awkward visits, an empty one and one with a long name."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import aiohttp
import msgspec
from aiohttp import web

from tests.product_server import ProductServer
from tests.seeded_data import SESSION, seed
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.alerts.alert import Alert, Quiet
from tracker.domain.alerts.target import Target
from tracker.domain.badges.badge import Badge
from tracker.domain.blocks.block import Block, BlockKind
from tracker.domain.reports.shared_links import SharedLink
from tracker.services.alerts.changes import Others
from tracker.services.sites.badges import add_badge
from tracker.services.sites.shared_links import add_shared_link
from tracker.storage.alerts.guests import Guest
from tracker.storage.sites.invitations import put_invitation
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.sharing.panels import OFFERED

AGENTS = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
]
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
INVITATION, LINK = "i" * 43, "l" * 43
LONG_HOST = "a-host-whose-name-goes-on-until-it-is-sixty-letters-long.example"
STAGING = f"staging.{LONG_HOST}"
NOWHERE, BERLIN, LONDON = "192.0.2.1", "91.0.0.1", "86.128.0.1"
AWKWARD = [
    {"title": "A title that goes on and on " * 8},
    {"title": "الأسعار والخطط — كل ما تحتاج معرفته عن الاشتراك", "path": "/ar/الأسعار"},
    {"path": "/docs/" + "averylongpathwithoutanyspaces" * 6},
    {"name": "Signup", "properties": {f"property {n}": "value " * 3 for n in range(30)}},
    {"name": "an event with a name of a hundred letters " * 2, "path": "/signup"},
    {"referrer": f"https://{LONG_HOST}/", "path": "/pricing", "title": "Pricing"},
]
BLOCKED: dict[BlockKind, str] = {
    "address": "2001:db8:1111:2222:3333:4444:5555:6666",
    "country": "GS",
    "page": "/docs/" + "averylongpathwithoutanyspaces" * 6 + "/*/edit",
    "host": STAGING,
}


class Filled(NamedTuple):
    """Its address, and the cookie of the owner's browser."""

    address: str
    cookie: dict[str, str]


@asynccontextmanager
async def filled_server(data_dir: Path) -> AsyncIterator[Filled]:
    """Sites 1 (filled, with an INVITATION), 2 (empty) and 3 (a long name); registration is open,
    and the first page shows site 1."""
    site = (await seed(data_dir)).site
    app = create_app(
        Config(
            data_dir=data_dir,
            port=0,
            environment="test",
            registration="open",
            demo_site=site.id,
            trusted_proxies=("127.0.0.1",),
        )
    )
    app.router.add_get(r"/broken/{status:\d+}", broken)
    async with ProductServer(app) as server:
        address = str(server.make_url("/"))[:-1]
        for name in ("empty.example", LONG_HOST):
            await app[keys.SITES].add(site.owner_id, name, "UTC", app[keys.CLOCK]())
        await app[keys.SITES].change(site.id, hosts=("example.com",))
        await ask_in(app, site)
        await share(app, site)
        await tell(app, site)
        await fill(f"{address}/visit/{site.key}")
        for kind, of in BLOCKED.items():
            await app[keys.BLOCKS].add(block_of(site, kind, of))
        yield Filled(address, {"name": "tracker", "value": SESSION, "url": address})


def block_of(site: Site, kind: BlockKind, of: str) -> Block:
    return Block(
        id=0,
        site_id=site.id,
        kind=kind,
        of=of,
        note="A reason that goes on and on " * 6,
        user_id=site.owner_id,
        created_at=1_782_907_380_000,
    )


async def ask_in(app: web.Application, site: Site) -> None:
    """Somebody who has no account is asked to join the site, by its owner."""
    async with app[keys.DATABASE].transaction() as tx:
        await put_invitation(
            tx,
            INVITATION,
            site_id=site.id,
            email="somebody-with-a-long-name@example.com",
            role="editor",
            inviter=site.owner_id,
            now=app[keys.CLOCK](),
        )


async def tell(app: web.Application, site: Site) -> None:
    """An alert with a long name, and a message that was not taken where it goes."""
    changes, long = app[keys.ALERT_CHANGES], "A-name-without-any-blank-" * 4
    made = {"id": 0, "site_id": site.id, "user_id": site.owner_id}
    wall = Target(**made, name=long, shape="json", address="http://[::1]:9/hook", secret="whsec_")
    target = await changes.add_target(wall)
    silence = Alert(**made, name=long, kind="silence", quiet=Quiet(1_320, 420))
    await changes.add(silence, [site.owner_id], Others([target]))
    await changes.add_guest(
        Guest(**made, email=f"{'a' * 60}@example.com", token="guest", language="en")
    )
    await changes.test_target(msgspec.structs.replace(wall, id=target))


async def share(app: web.Application, site: Site) -> None:
    """Strangers see all that one can let them see."""
    link = SharedLink(
        id=0,
        site_id=site.id,
        name="Whoever reads the newsletter",
        kind="secret",
        token=LINK,
        password=None,
        until=None,
        panels=OFFERED,
        shows_now=True,
        user_id=site.owner_id,
        created_at=app[keys.CLOCK](),
        frames=("blog.example",),
        shows_live=True,
    )
    await add_shared_link(app[keys.DATABASE], link)
    badge = Badge(
        id=0,
        site_id=site.id,
        figure="now",
        page="/pricing",
        label="looking at prices",
        token="badge",
        user_id=site.owner_id,
        created_at=app[keys.CLOCK](),
    )
    await add_badge(app[keys.DATABASE], badge)


async def broken(request: web.Request) -> web.Response:
    """A page that goes wrong in the way that is asked for."""
    status = int(request.match_info["status"])
    if status == 500:
        raise RuntimeError("on purpose")
    raise {each.status_code: each for each in FAILURES}[status]


FAILURES = (
    web.HTTPBadRequest,
    web.HTTPForbidden,
    web.HTTPNotFound,
    web.HTTPServiceUnavailable,
)


async def fill(url: str) -> None:
    """Each awkward visit by two browsers, from three places in turn; a bot's, and some to another
    host."""
    places = cycle((NOWHERE, BERLIN, LONDON))
    async with aiohttp.ClientSession() as session:
        for number, hit in enumerate(AWKWARD):
            for who, agent in enumerate(AGENTS):
                await send(session, url, f"{number}-{who}", agent, next(places), **hit)
        for again in range(3):
            await send(session, url, f"bot-{again}", GOOGLEBOT, BERLIN)
            await send(session, url, f"other-{again}", AGENTS[0], BERLIN, host=STAGING)


async def send(
    session: aiohttp.ClientSession, url: str, identity: str, agent: str, place: str, **hit: object
) -> None:
    """One hit through the front door."""
    page = f"https://{hit.pop('host', 'example.com')}{hit.pop('path', '/')}"
    body = {"name": "pageview", "url": page, "id": identity, "width": 1440} | hit
    headers = {"User-Agent": agent, "X-Forwarded-For": place}
    async with session.post(url, data=json.dumps(body), headers=headers) as answer:
        assert answer.status == 204, await answer.text()
