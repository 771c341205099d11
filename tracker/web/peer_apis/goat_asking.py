"""What GoatCounter's API is asked: of which site, about which paths and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from aiohttp import web

from tracker.domain.peer_apis.goat_asked import read_paths, read_span
from tracker.domain.peer_apis.goat_counts import MOST_ROWS, Counted, Path, counts, questions
from tracker.domain.queries.query import Site as AskedSite
from tracker.domain.queries.sent import BadQuery
from tracker.domain.reports.conditions import All, Condition
from tracker.domain.reports.question import Answer, Question, Span
from tracker.services.reports.turns import MOST_OF_PROGRAM
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.peer_apis.access import Reader, reader_of
from tracker.web.peer_apis.path_numbers import all_paths
from tracker.web.peers import goatcounter as collector
from tracker.web.peers.goatcounter_api import CORS
from tracker.web.reports.asking import answer_to, asked_site
from tracker.web.words.i18n import _

# So many at once; theirs are so many a second.
GOAT = CORS | {
    "X-Rate-Limit-Limit": str(MOST_OF_PROGRAM),
    "X-Rate-Limit-Remaining": str(MOST_OF_PROGRAM - 1),
    "X-Rate-Limit-Reset": "1",
}
CHALLENGE = "Basic realm=GoatCounter"


@dataclass(frozen=True)
class Goat:
    """One request. `asked`: its words."""

    request: web.Request
    reader: Reader
    about: AskedSite
    asked: Mapping[str, str]
    counted: Counted

    async def counts(
        self, by: tuple[str, ...] = (), most: int = MOST_ROWS
    ) -> dict[tuple[tuple[str | int, ...], Path], int]:
        """By these dimensions and by the path. Raises BadQuestion and Unavailable."""
        asked = questions(self.counted, by, most)
        return counts({kind: await self.answer(each) for kind, each in asked.items()})

    async def answer(self, question: Question) -> Answer:
        return await answer_to(self.request, question, self.reader.token, MOST_OF_PROGRAM)

    def only(self, paths: Iterable[Path]) -> Goat:
        """About these."""
        return replace(self, counted=self.counted._replace(only=tuple(paths)))

    def during(self, span: Span) -> Goat:
        """Another stretch of time."""
        return replace(self, counted=self.counted._replace(span=span))

    def where(self, condition: Condition) -> Goat:
        """Of these visits."""
        parts = (self.counted.where, condition) if self.counted.where else (condition,)
        return replace(self, counted=self.counted._replace(where=All(parts)))


async def goat_of(request: web.Request) -> Goat:
    """What is asked, with a token that may ask it."""
    reader = await goat_reader(request)
    site = goat_site(request, reader)
    about = await asked_site(request, site, reader.user_id)
    asked = {name.lower(): ",".join(request.query.getall(name)) for name in request.query}
    span = read_span(asked, about.calendar)
    counted = Counted(site.id, about.calendar.zone.key, span)
    only, but = await _paths(request, site, asked)
    return Goat(request, reader, about, asked, counted._replace(only=only, but=but))


async def goat_reader(request: web.Request) -> Reader:
    """Its 401 names their realm, too."""
    try:
        return await reader_of(request)
    except web.HTTPUnauthorized as error:
        error.headers["WWW-Authenticate"] = CHALLENGE
        raise


def goat_site(request: web.Request, reader: Reader) -> Site:
    """The one that the address or the host names, else the only one that the token reads."""
    theirs = {site.id: site for site in reader.sites}
    key = request.match_info.get("key", "")
    named = collector.named_by_host(request) if not key else request.app[keys.SITES].by_key.get(key)
    if named is None and not key and len(theirs) == 1:
        return reader.sites[0]
    if named is not None and named.id in theirs:
        return theirs[named.id]
    if named is None and not key and theirs:
        said = _("This token reads several sites: put /visit/KEY in front of /api.")
        raise web.HTTPBadRequest(text=said)
    said = _("This token reads no site of that name. A site is named by its name or an alias.")
    raise web.HTTPUnauthorized(text=said, headers={"WWW-Authenticate": CHALLENGE})


async def _paths(
    request: web.Request, site: Site, asked: Mapping[str, str]
) -> tuple[tuple[Path, ...] | None, tuple[Path, ...]]:
    """Those that alone are counted, None for all, and those that are not."""
    paths = read_paths(asked)
    if paths.by_name:
        included, excluded = (_both(each) for each in (paths.included, paths.excluded))
    else:
        listed = [*paths.included, *paths.excluded]
        if wrong := [each for each in listed if not (each.isdecimal() and len(each) < 19)]:
            raise BadQuery(f"include_paths and exclude_paths are numbers, not “{wrong[0][:60]}”.")
        texts = request.app[keys.ENGINE].lists
        known = await all_paths(texts, site.id, [int(each) for each in listed]) if listed else {}
        included, excluded = (
            tuple(known[int(each)] for each in numbers if int(each) in known)
            for numbers in (paths.included, paths.excluded)
        )
    return included if paths.included else None, excluded


def _both(names: Iterable[str]) -> tuple[Path, ...]:
    return tuple(Path(name, event) for name in names for event in (False, True))
