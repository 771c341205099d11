"""Places from an HTTP service: found beside the recorded visit, never on its way to the disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from time import monotonic
from urllib.parse import urlsplit

import aiohttp

from tracker.domain.addresses import is_public, network_of, plain_address
from tracker.domain.places import NOWHERE, Place
from tracker.services.background import beside
from tracker.services.places.breaker import PAUSE, Breaker
from tracker.services.places.memory import PlaceMemory
from tracker.services.places.service_call import TIMEOUT, Failed, TooMany, call

log = logging.getLogger(__name__)

MOST_NETWORKS_WAITING = 1_000
MOST_WAITING_PER_NETWORK = 100
CALLS_AT_ONCE = 4

Told = Callable[[Place], None]


class GeoService:
    """Asks once per network (/24, /48), at most four questions at a time, rests when it fails.

        session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        async with GeoService.open(config.geo_url, session) as geo_service:
            place = geo_service.find(address)
            if place is None:
                geo_service.ask(address, lambda place: ...)

    Neither find nor ask waits or raises. `told` is called in the loop, once, if a place is found.
    """

    def __init__(
        self,
        template: str,
        session: aiohttp.ClientSession,
        clock: Callable[[], float] = monotonic,
        pause: float = PAUSE,
        limit: aiohttp.ClientTimeout = TIMEOUT,
    ) -> None:
        self._template = template
        self._host = urlsplit(template).hostname
        self._session = session
        self._limit = limit
        self._breaker = Breaker(clock, pause)
        self._memory = PlaceMemory(clock)
        self._waiting: dict[str, list[Told]] = {}
        self._queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue(MOST_NETWORKS_WAITING)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        template: str,
        session: aiohttp.ClientSession,
        clock: Callable[[], float] = monotonic,
        pause: float = PAUSE,
        limit: aiohttp.ClientTimeout = TIMEOUT,
    ) -> AsyncIterator[GeoService]:
        """Answers while it is open; what still waits at the end is dropped."""
        service = cls(template, session, clock, pause, limit)
        async with AsyncExitStack() as stack:
            for _ in range(CALLS_AT_ONCE):
                await stack.enter_async_context(beside(service._work))
            yield service

    @property
    def is_resting(self) -> bool:
        """Whether the service is not being asked because it failed or wanted a pause."""
        return not self._breaker.is_closed

    def find(self, address: str) -> Place | None:
        """What is known already: None = ask; NOWHERE = there is nothing to be found."""
        return self._memory.get(network_of(address)) if is_public(address) else NOWHERE

    def known(self, address: str) -> Place:
        """What is known already; NOWHERE also when it would have to be asked."""
        return self.find(address) or NOWHERE

    def ask(self, address: str, told: Told) -> None:
        """Have the place looked up and `told`; forgotten when too much is waiting already."""
        if (known := self.find(address)) is not None:
            if known != NOWHERE:
                asyncio.get_running_loop().call_soon(told, known)
            return
        network = network_of(address)
        if (waiting := self._waiting.get(network)) is not None:
            if len(waiting) < MOST_WAITING_PER_NETWORK:
                waiting.append(told)
        elif not self._queue.full():
            self._waiting[network] = [told]
            self._queue.put_nowait((network, plain_address(address)))

    async def _work(self) -> None:
        while True:
            network, address = await self._queue.get()
            while pause := self._breaker.wait():  # noqa: ASYNC110 - it waits for a time
                await asyncio.sleep(pause)
            try:
                place = await self._asked(address)
            finally:
                told = self._waiting.pop(network, [])
            if place is not None:
                self._memory.put(network, place)
                self._tell(told if place != NOWHERE else [], place)

    async def _asked(self, address: str) -> Place | None:
        was_closed = self._breaker.is_closed
        try:
            url = self._template.replace("{ip}", address)
            answer = await call(self._session, url, self._limit)
        except TooMany as error:
            self._breaker.open(error.pause)
            log.warning("geolocation: %s asked for a pause of %d s", self._host, error.pause)
            return None
        except Failed as error:
            self._breaker.failed()
            if was_closed and not self._breaker.is_closed:
                log.warning("geolocation: %s is left alone for a while: %s", self._host, error)
            return None
        self._breaker.succeeded()
        if answer.pause:
            self._breaker.open(answer.pause)
        elif not was_closed:
            log.info("geolocation: %s answers again", self._host)
        return answer.place

    def _tell(self, waiting: list[Told], place: Place) -> None:
        for told in waiting:
            try:
                told(place)
            except Exception:
                log.exception("geolocation: a place could not be passed on")
