"""One server with six people, and what each of them is answered at each address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestClient

from tests.making import event, visitor
from tests.web.asking.access_rule import PEOPLE, ROLES, Verdict, expected
from tests.web.asking.routes_sampled import path_for
from tracker.domain.peers.aliases import Alias
from tracker.services.accounts.personal_tokens import SCOPES, issue_personal_token
from tracker.storage.accounts.login_sessions import Client, insert_session
from tracker.storage.accounts.users import NewUser, User, insert_first_user, insert_user
from tracker.storage.sites.members import put_member
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.peer_apis.kept_exports import Export

MISSING = 987_654
BODY = {"confirm": "no", "name": "x", "host": "x.example", "role": "viewer", "email": "x@y.example"}
LIVES = re.compile(r"/(socket|home)$")  # addresses of sockets
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
FOR_PROGRAMS = ("/api/", "/v1/", "/umami2/", "/mcp")
ASKED_FOR = {"Bearer", "Basic realm=GoatCounter"}
Told = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class People:
    """Everybody's session and token; `zoe` is whom things are done to."""

    client: TestClient
    session: ClientSession
    site: Site
    users: dict[str, User]
    tokens: dict[str, str]
    zoe: User

    async def put_back(self) -> None:
        """Roles and sessions as they were, whatever a request has done to them."""
        app = self.client.app
        now = app[keys.CLOCK]()
        where = {"site_id": self.site.id, "user_id": None, "created_at": now}
        await app[keys.ALIASES].add(Alias(id=0, kind="plausible", name="pa-x", **where))
        async with app[keys.KEPT].transaction() as tx:
            for role in (*ROLES[::-1], "viewer"):  # the owner first, so that there is one
                who = self.users[role]
                await put_member(tx, self.site.id, who.id, role, now)
            await put_member(tx, self.site.id, self.zoe.id, "viewer", now)
            await tx.execute("delete from login_session")
            for name, user in self.users.items():
                await insert_session(tx, cookie_of(name), user.id, Client("", ""), now)

    async def verdict(self, method: str, path: str, missing: str, person: str) -> Verdict | str:
        """What the answer says; a text where it says none of it."""
        told = await self.ask(method, path, person)
        if told[0] == 404:
            same = told == await self.ask(method, missing, person)
            return Verdict.HIDDEN if same else f"another 404 than {missing}"
        return what_is_said(told)

    async def door(self, method: str, path: str, person: str) -> Verdict | str:
        """Whether it stays shut for whoever shows nothing: nobody gets a session by it. Where
        nothing can be mailed, those that mail a link say 503."""
        status, headers, _body = await self.ask(method, path, person)
        if status == 500 or headers.get("Set-Cookie", "").startswith("tracker="):
            return f"status {status}, {headers.get('Set-Cookie', 'no cookie')}"
        return Verdict.CLOSED

    async def ask(self, method: str, path: str, person: str) -> Told:
        """All that an answer says, but for the time of day."""
        url = self.client.make_url(path)
        headers = {"Origin": str(self.client.make_url("/"))[:-1]}
        if path.startswith(FOR_PROGRAMS):
            if person != "anonymous":
                headers |= {"Authorization": f"Bearer {self.tokens[person]}"}
        else:
            headers |= {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
            headers |= {"Cookie": f"tracker={cookie_of(person)}"} if person in self.users else {}
        if LIVES.search(path):
            headers |= UPGRADE
        options = {"data": BODY} if method == "POST" and not path.startswith(FOR_PROGRAMS) else {}
        if path.startswith(FOR_PROGRAMS) and method == "POST":
            options = {"json": {"url": "https://example.com/"}}
        async with self.session.request(
            method, url, headers=headers, allow_redirects=False, **options
        ) as answer:
            endless = answer.status == 101 or answer.content_type == "text/event-stream"
            return answer.status, told_headers(answer), b"" if endless else await answer.read()


def cookie_of(person: str) -> str:
    return (person * 10)[:43].ljust(43, "x")


def told_headers(answer: ClientResponse) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "Date"}


def what_is_said(told: Told) -> Verdict | str:
    status, headers, _body = told
    if status == 303 and headers["Location"].startswith("/login"):
        # Whoever logs out gets there as well, and is told to forget what was kept.
        return Verdict.LET_IN if "Clear-Site-Data" in headers else Verdict.TO_LOG_IN
    if status == 401 and headers.get("WWW-Authenticate") in ASKED_FOR:
        return Verdict.NO_TOKEN
    if status == 403:
        return Verdict.TOO_SMALL
    if status in {101, 200, 204, 303, 400, 422}:  # a form may find fault with what the table sends
        return Verdict.LET_IN
    return f"status {status}"


async def gather(client: TestClient, session: ClientSession) -> People:
    """An owner's site that was visited, its members, a stranger, the admin, and zoe."""
    people = await gather_people(client, session)
    at = client.app[keys.CLOCK]()
    await client.app[keys.LOG].append([event(1, who=visitor(1, people.site.id), visit=1, at=at)])
    return people


async def gather_people(client: TestClient, session: ClientSession) -> People:
    """The same, of whose site nothing was recorded."""
    app = client.app
    db, now = app[keys.KEPT], app[keys.CLOCK]()
    users: dict[str, User] = {}
    async with db.transaction() as tx:
        admin = await insert_first_user(tx, NewUser("admin", "admin@example.com", "-"), now)
        assert admin
        users["admin"] = admin
        for name in (*PEOPLE[1:-1], "zoe"):
            users[name] = await insert_user(tx, NewUser(name, f"{name}@example.com", "-"), now)
    zoe = users.pop("zoe")
    site = await app[keys.SITES].add(users["owner"].id, "example.com", "UTC", now)
    await app[keys.READ_EXPORTS].add(Export(site.id, 0, 0, now, 0))
    options = {"scopes": SCOPES, "now": now, "until": None}
    await issue_personal_token(db, zoe.id, "whom things are done to", **options)
    tokens = {
        name: await issue_personal_token(db, user.id, "test", **options)
        for name, user in users.items()
    }
    people = People(client, session, site, users, tokens, zoe)
    await people.put_back()
    return people


def addresses(people: People, route: web.AbstractRoute) -> tuple[str, str]:
    """Where the route is for the site, or for zoe; and for what does not exist."""
    assert route.resource
    pattern = route.resource.canonical
    names = {"site_id": people.site.id, "user_id": people.zoe.id, "key": people.site.key}
    path, missing = pattern, pattern
    for name, value in names.items():
        path = path.replace("{" + name + "}", str(value))
        missing = missing.replace("{" + name + "}", str(MISSING))
    if "{" in path:
        path, missing = (filled(route.resource, each) for each in (path, missing))
    if "{site_id}" not in pattern:
        missing = "/api/nowhere" if pattern.startswith("/api/") else "/nowhere"
    return path, missing


def filled(resource: web.AbstractResource, path: str) -> str:
    """The path with samples in what is left of its placeholders."""
    sample = path_for(resource).split("/")
    parts = zip(path.split("/"), sample, strict=True)
    return "/".join(given if "{" in part else part for part, given in parts)


async def deviations(people: People, only: str = "") -> list[str]:
    """Where an answer is not what the rule says, one sentence each; of all routes or of one."""
    found = []
    for route in routes_of(people.client.app):
        if only and (route.method, route.resource.canonical) != ("POST", only):
            continue
        assert route.resource
        pattern = route.resource.canonical
        path, missing = addresses(people, route)
        for person in PEOPLE:
            due = expected(route.method, pattern, person)
            if due is Verdict.CLOSED:
                got = await people.door(route.method, path, person)
            else:
                got = await people.verdict(route.method, path, missing, person)
            if route.method == "POST":
                await people.put_back()
            if got != due:
                found.append(f"{route.method} {pattern} for {person}: {got}, not {due}")
    return found


def routes_of(app: web.Application) -> list[web.AbstractRoute]:
    """All but those of static files, and HEAD, which is GET's shadow."""
    return [
        route
        for route in app.router.routes()
        if route.method not in {"HEAD", "OPTIONS"}
        and route.resource
        and not route.resource.canonical.startswith("/static/")
    ]
