"""`tracker tail`: a site's visits in the terminal as they happen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click
from aiohttp import ClientError, ClientSession

from tracker.commands.control import ask, control_session
from tracker.commands.event_source import Message, Stream, messages
from tracker.commands.settings import load_settings
from tracker.commands.visit_lines import line_of, plain
from tracker.domain.filters import Conditions

FILTERS = [f"{only}{name}" for only in ("", "only_") for name in Conditions._fields]
MOST_SINCE = 200  # events with which a stream begins


class Wish(NamedTuple):
    """What was asked for on the command line."""

    site: str
    url: str
    token: str
    as_json: bool
    since: int
    wanted: dict[str, str]


def read_filters(
    _context: click.Context, _option: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    """`name=value` each; raises BadParameter for a name that is none."""
    found = {}
    for each in given:
        name, equals, value = each.partition("=")
        if name not in FILTERS or not equals:
            names = ", ".join(f"{each}=" for each in FILTERS[:-1])
            raise click.BadParameter(f"{each!r}: write {names} or {FILTERS[-1]}=")
        found[name] = value
    return found


@click.command()
@click.argument("site")
@click.option("--url", default="", metavar="URL", help="A server elsewhere, such as https://…")
@click.option(
    "--token", default="", envvar="TRACKER_TOKEN", help="The site's token; or set TRACKER_TOKEN."
)
@click.option("--json", "as_json", is_flag=True, help="Print every message as JSON, one a line.")
@click.option(
    "--filter",
    "wanted",
    multiple=True,
    callback=read_filters,
    metavar="NAME=VALUE",
    help="Visits with page=, page_begins=, country= (two letters), source= or event=; with only_ "
    "before the name, only such events. Repeatable.",
)
@click.option(
    "--since",
    type=click.IntRange(0, MOST_SINCE),
    default=10,
    show_default=True,
    help="Begin with the last events, so many.",
)
def tail(  # noqa: PLR0917
    site: str, url: str, token: str, as_json: bool, wanted: dict[str, str], since: int
) -> None:
    """Print the visits of SITE as they happen.

    SITE is a site's name, key or number on the server that runs on this machine. With --url it is
    the number in the address of the site's pages, and a token of the site is needed.

    \b
    tracker tail example.com --filter page_begins=/blog --filter country=DE
    tracker tail 1 --url https://tracker.example.com --token trk_… --json
    """
    if url and not site.isdecimal():
        raise click.UsageError("With --url, SITE is the number in the address of its pages.")
    if url and not token:
        raise click.UsageError("With --url a token is needed: --token, or TRACKER_TOKEN.")
    try:
        asyncio.run(_tail(Wish(site, url.rstrip("/"), token, as_json, since, wanted)))
    except KeyboardInterrupt:
        raise SystemExit(130) from None


async def _tail(wish: Wish) -> None:
    async with _stream(wish) as stream, aclosing(messages(stream, _say)) as frames:
        printer = Printer(wish.as_json, wish.since)
        try:
            async for frame in frames:
                if printer.take(frame):
                    _say("The site was deleted.")
                    return
        except (ClientError, OSError) as error:
            raise click.ClickException(f"{wish.url or 'The server'}: {error}") from error


@asynccontextmanager
async def _stream(wish: Wish) -> AsyncIterator[Stream]:
    if wish.url:
        headers = {"Authorization": f"Bearer {wish.token}"}
        address = f"{wish.url}/api/sites/{wish.site}/live"
        async with ClientSession(trust_env=True) as session:
            yield Stream(session, address, headers, wish.wanted)
        return
    data_dir = load_settings().data_dir
    async with control_session(data_dir) as session:
        site_id = await _find_site(session, wish.site, data_dir)
        yield Stream(session, f"/sites/{site_id}/live", {}, wish.wanted)


async def _find_site(session: ClientSession, text: str, data_dir: Path) -> int:
    sites: list[dict[str, Any]] = await ask(session, "/sites", data_dir)
    named = text.casefold()
    for name in ("id", "key", "name"):
        found = [site for site in sites if str(site[name]).casefold() == named]
        if len(found) == 1:
            return int(found[0]["id"])
        if found:
            raise click.ClickException(f"Several sites are called so; use the key:\n{_list(found)}")
    if not sites:
        raise click.ClickException("This server has no site yet.")
    raise click.ClickException(f"There is no site {plain(text)!r}. There are:\n{_list(sites)}")


def _list(sites: list[dict[str, Any]]) -> str:
    return "\n".join(f"  {site['id']:>4}  {site['key']}  {plain(site['name'])}" for site in sites)


def _say(words: str) -> None:
    click.echo(words, err=True)


class Printer:
    """Holds back the events that a stream begins with until it is known which are the last."""

    def __init__(self, as_json: bool, since: int) -> None:
        self._as_json = as_json
        self._since = since
        self._held: list[Message] | None = []
        self._log = ""

    def take(self, frame: list[Message]) -> bool:
        """Print what is new; whether that was the end of the site."""
        for message in frame:
            if message["type"] == "hello":
                self._greet(message.get("log", ""))
            if self._held is None:
                self._print(message)
            elif message["type"] == "ready":
                held, self._held = self._held, None
                for each in [*held[len(held) - min(self._since, len(held)) :], message]:
                    self._print(each)
            elif message["type"] == "event":
                self._held.append(message)
            elif self._as_json:
                self._print(message)
        return any(each["type"] == "removal" and each["visit"] == "0" for each in frame)

    def _greet(self, log: str) -> None:
        if self._log not in {"", log}:
            _say("The server has another log now, as after a restore: it begins anew.")
            self._held = []
        self._log = log

    def _print(self, message: Message) -> None:
        line = json.dumps(message) if self._as_json else line_of(message)
        if line is not None:
            click.echo(line)
