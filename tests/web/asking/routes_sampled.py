"""Every route of the application with an address that it answers to."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from aiohttp import web

T = TypeVar("T")

SAFE = {"GET", "HEAD", "OPTIONS"}
SAMPLES = ["1", "0" * 16, "abcdefghijkl", "A" * 32, "a" * 43, "x", "2026-11-21", "pages", "api"]
SAMPLES += ["light"]
SAMPLES += ["script", "pa-x", "json"]
SAMPLES += ["me"]
# What these read of a head and how they take a body apart is done for all of them in one place,
# but for streams and files.
PAGES = ("/sites/", "/account", "/admin", "/help", "/invitations/")
BY_THEMSELVES = ("/live/", "/imports")


def sampled(app: web.Application) -> Iterator[tuple[web.AbstractRoute, str]]:
    """(route, path) of all routes but the folders of static files."""
    for route in app.router.routes():
        if not route.resource.canonical.startswith("/static/"):
            yield route, path_for(route.resource)


def unsafe(app: web.Application) -> list[tuple[web.AbstractRoute, str]]:
    """Those that change something and are not the beacon's."""
    return [
        (route, path)
        for route, path in sampled(app)
        if route.method not in SAFE and not getattr(route.handler, "open_to_all", False)
    ]


def is_page(route: web.AbstractRoute) -> bool:
    path = path_for(route.resource)
    return path.startswith(PAGES) and not any(each in path for each in BY_THEMSELVES)


def has_other_address() -> Callable[[web.AbstractRoute], bool]:
    """Whether a route's handler was asked about before: at another address it does the same."""
    seen = set()

    def asked(route: web.AbstractRoute) -> bool:
        return route.handler in seen or bool(seen.add(route.handler))

    return asked


def a_third(of: Iterable[T], number: int) -> list[T]:
    """Of what many routes are sent; the next number has the next third."""
    return list(of)[number % 3 :: 3]


def path_for(resource: web.AbstractResource) -> str:
    """A path that matches; AssertionError when no sample fits a placeholder."""
    info = resource.get_info()
    if "path" in info:
        return info["path"]
    names = list(info["pattern"].groupindex)
    for values in itertools.product(SAMPLES, repeat=len(names)):
        path = info["formatter"].format(**dict(zip(names, values, strict=True)))
        if info["pattern"].fullmatch(path):
            return path
    raise AssertionError(f"add a sample for {info['formatter']} to {__name__}")
