"""A small OpenID Connect provider on aiohttp, which can be told to do what no honest one does.

tests/web/providers/test_certified_provider.py tries the same with one of the field.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Self
from urllib.parse import urlencode

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "tracker", "a-secret-of-the-client"
ADA = {"sub": "ada-1", "email": "ada@example.com", "email_verified": True}
Grant = dict[str, str]


class SmallProvider:
    """`person` signs in with each visit; what else it says and does, its fields tell."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = dict(ADA, preferred_username="ada")
        self.token: dict[str, Any] = {}  # claims of the ID token, put over the usual ones
        self.lacking: set[str] = set()  # claims that only the userinfo has, or nothing
        self.published: dict[str, Any] = {}  # put over what it says of itself
        self.answer: dict[str, str] = {}  # put over what it sends back with the browser
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.hook: Callable[[str], Any] = _nothing  # awaited before each answer, by path
        self.asked: list[str] = []  # paths
        self.grants: list[Grant] = []  # what came with each code
        self._codes: dict[str, Grant] = {}
        self._renewed = 0
        self.renew_keys()

    def renew_keys(self) -> None:
        """It signs with another key from now on, and publishes no other."""
        self._renewed += 1
        self.key = _key(self._renewed)

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        provider = cls()
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", provider._metadata)
        app.router.add_get("/authorize", provider._authorize)
        app.router.add_post("/token", provider._token)
        app.router.add_get("/jwks", provider._jwks)
        app.router.add_get("/userinfo", provider._userinfo)
        async with TestServer(app) as server:
            provider.issuer = str(server.make_url("")).rstrip("/")
            yield provider

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    async def _metadata(self, request: web.Request) -> web.StreamResponse:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "registration_endpoint": None,
        }
        return await self._say(request, said | self.published)

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        """As if somebody was signed in already."""
        asked = dict(request.query)
        code = f"code{len(self._codes)}"
        self._codes[code] = asked
        back = {"code": code, "state": asked["state"]} | self.answer
        self.asked.append("/authorize")
        raise web.HTTPFound(f"{asked['redirect_uri']}?{urlencode(back)}")

    async def _token(self, request: web.Request) -> web.StreamResponse:
        grant = {key: str(value) for key, value in (await request.post()).items()}
        grant["authorization"] = request.headers.get("Authorization", "")
        self.grants.append(grant)
        asked = self._codes.pop(grant["code"], None)
        if asked is None or challenge(grant["code_verifier"]) != asked["code_challenge"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        if not _is_client(grant):
            return web.json_response({"error": "invalid_client"}, status=401)
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims = usual | self.person | {"nonce": asked["nonce"]} | self.token
        claims = {name: each for name, each in claims.items() if name not in self.lacking}
        answer = {"access_token": "let-me-in", "token_type": "Bearer"}
        return await self._say(request, answer | {"id_token": self.sign(claims)})

    async def _jwks(self, request: web.Request) -> web.StreamResponse:
        unknown = {"kty": "of the future", "kid": "f"}
        return await self._say(request, {"keys": [unknown, self.key.as_dict(private=False)]})

    async def _userinfo(self, request: web.Request) -> web.StreamResponse:
        assert request.headers["Authorization"] == "Bearer let-me-in"
        return await self._say(request, self.person)

    async def _say(self, request: web.Request, said: dict[str, Any]) -> web.StreamResponse:
        self.asked.append(request.path)
        return await self.hook(request.path) or web.json_response(said)


@cache
def _key(number: int) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": f"key {number}", "use": "sig"})


async def _nothing(_path: str) -> None:
    pass


def challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _is_client(grant: Grant) -> bool:
    basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
    in_form = (grant.get("client_id"), grant.get("client_secret"))
    return grant["authorization"] == basic or in_form == (CLIENT, SECRET)


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says it needs no signature."""
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def _part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def answers(path: str, answer: Callable[[], web.Response]) -> Callable[[str], Any]:
    """A hook: what that path says instead."""

    async def hook(asked: str) -> web.Response | None:
        await asyncio.sleep(0)
        return answer() if asked == path else None

    return hook
