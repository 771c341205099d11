"""ClickHouse as it is spoken to: over HTTP, in lines of JSON. Only this room knows it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from copy import copy
from typing import Any, NamedTuple, Self

import aiohttp
import msgspec
from yarl import URL

from tracker.storage.file.errors import RefusesForNow, StorageError

PATIENCE = 30.0  # seconds for what writes
CLOSES_WITHIN = 1.0  # seconds
PART = 1 << 18  # bytes of an answer that are read at once
# An alias is never taken for the column of that name; texts and numbers are never mixed. What needs
# more than half a GB of memory to group or to sort goes on on the disk.
SETTINGS = {
    "prefer_column_name_to_alias": "1",
    "do_not_merge_across_partitions_select_final": "1",
    "join_use_nulls": "1",
    "use_variant_as_common_type": "0",
    "max_query_size": "16777216",
    "max_partitions_per_insert_block": "0",
    "output_format_json_quote_64bit_integers": "0",
    "output_format_json_quote_decimals": "1",
    "wait_end_of_query": "1",
    "max_bytes_before_external_group_by": "500000000",
    "max_bytes_before_external_sort": "500000000",
}
# What only reads ends with whoever waits for it.
READS = {"readonly": "2", "cancel_http_readonly_queries_on_client_close": "1"}
LINES = msgspec.json.Decoder(list[Any])
CANNOT_COMPILE_REGEXP, TIMEOUT_EXCEEDED, MEMORY_LIMIT_EXCEEDED = 427, 159, 241


class Refused(StorageError):
    """ClickHouse could not do it; the message is its own."""


class BadExpression(Refused):
    """An expression that somebody has typed is none."""


class TooSlow(Refused):
    """It took longer than it may."""


class TooLarge(TooSlow):
    """It needed more memory than it may."""


class Away(RefusesForNow):
    """Nobody answers there, or it ends just now."""


class Lines(NamedTuple):
    """A table that comes with a statement: its columns and types, and its rows."""

    columns: str
    rows: Sequence[Sequence[object]]


Fence = Callable[[], Awaitable[None]]  # raises where others do by now what was begun here


async def nobody_minds() -> None:
    """No fence."""


NO_LINES: Mapping[str, Lines] = {}
NO_VALUES: Mapping[str, object] = {}
NO_SETTINGS: Mapping[str, str] = {}


class ClickHouse:
    """One server's database; made by `connected`."""

    def __init__(
        self, session: aiohttp.ClientSession, url: URL, known: Mapping[str, str], process: str
    ) -> None:
        self._session = session
        self._url = url
        self._known = known
        self._process = process
        self._numbers = itertools.count(1)
        self._fence: Fence = nobody_minds

    def behind(self, fence: Fence) -> Self:
        """The same server, asked only once the fence lets it."""
        behind = copy(self)
        behind._fence = fence
        return behind

    def apart(self, memory: int = 0) -> ClickHouse:
        """With temporary tables of its own, for one statement after the other; they go within a
        minute, or with `closes`. `memory`: bytes that a statement may need; 0 = what the server
        allows."""
        name = f"{self._process}-{next(self._numbers)}"
        known = {**self._known, "session_id": name, "session_timeout": "60"}
        if memory:
            known["max_memory_usage"] = str(memory)
        return ClickHouse(self._session, self._url, known, name).behind(self._fence)

    async def closes(self) -> None:
        """The temporary tables go; within a minute where the server says no, because it is away or
        still at the statement that nobody waits for any more."""
        with suppress(Refused, Away):
            await self._sent({**self._known, "close_session": "1"}, b"select 1", CLOSES_WITHIN)

    async def rows(
        self,
        sql: str,
        values: Mapping[str, object] = NO_VALUES,
        lines: Mapping[str, Lines] = NO_LINES,
        within: float = PATIENCE,
    ) -> list[list[Any]]:
        """All rows of a statement, which ends where nobody waits for it any more. Raises Refused,
        Away."""
        said = await self._told(f"{sql}\nformat JSONCompactEachRow", values, lines, within, READS)
        return LINES.decode_lines(said)

    async def parts(
        self, sql: str, values: Mapping[str, object] = NO_VALUES, within: float = PATIENCE
    ) -> AsyncGenerator[list[list[Any]], None]:
        """The same, some rows at a time: of an answer that is too large to be held at once. Raises
        Refused, Away."""
        known = {**self._known, **READS, **_said(values), "max_execution_time": str(within)}
        body, left = f"{sql}\nformat JSONCompactEachRow".encode(), b""
        async with self._answer(known, body, within) as answer:
            async for part in answer.content.iter_chunked(PART):
                lines, _, left = (left + part).rpartition(b"\n")
                yield LINES.decode_lines(lines)

    async def run(
        self,
        sql: str,
        values: Mapping[str, object] = NO_VALUES,
        lines: Mapping[str, Lines] = NO_LINES,
        within: float = PATIENCE,
    ) -> None:
        """A statement that answers nothing. Raises Refused, Away."""
        await self._told(sql, values, lines, within)

    async def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Rows by their columns' names; a column that is not named has its default. Raises Refused,
        Away: then it may have been done all the same."""
        if rows:
            known = {**self._known, "query": f"insert into {table} format JSONEachRow"}
            await self._sent(known, msgspec.json.Encoder().encode_lines(rows), PATIENCE)

    async def _told(
        self,
        sql: str,
        values: Mapping[str, object],
        lines: Mapping[str, Lines],
        within: float,
        settings: Mapping[str, str] = NO_SETTINGS,
    ) -> bytes:
        known = {**self._known, **settings, **_said(values), "max_execution_time": str(within)}
        if not lines:
            return await self._sent(known, sql.encode(), within)
        form = aiohttp.FormData()
        form.add_field("query", sql)
        for name, table in lines.items():
            known[f"{name}_structure"] = table.columns
            known[f"{name}_format"] = "JSONCompactEachRow"
            body = msgspec.json.Encoder().encode_lines(table.rows)
            form.add_field(name, body, filename=name, content_type="application/json")
        return await self._sent(known, form, within)

    async def _sent(
        self, known: Mapping[str, str], body: bytes | aiohttp.FormData, within: float
    ) -> bytes:
        async with self._answer(known, body, within) as answer:
            return await answer.read()

    @asynccontextmanager
    async def _answer(
        self, known: Mapping[str, str], body: bytes | aiohttp.FormData, within: float
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        await self._fence()
        limit = aiohttp.ClientTimeout(total=within + 1)
        try:
            async with self._session.post(
                self._url, params=known, data=body, timeout=limit
            ) as answer:
                if answer.status != 200:
                    code = answer.headers.get("X-ClickHouse-Exception-Code", "")
                    raise _refused(code, await answer.read())
                yield answer
        except TimeoutError:
            raise TooSlow(f"No answer from ClickHouse within {within:g} s") from None
        except aiohttp.ClientError as error:
            raise Away(f"ClickHouse: {error or type(error).__name__}") from error


@asynccontextmanager
async def connected(url: str, process: str) -> AsyncIterator[ClickHouse]:
    """`url`: http(s)://user:password@host:port/database. `process`: a name that no other has."""
    address = URL(url)
    login = {
        "X-ClickHouse-User": address.user or "default",
        "X-ClickHouse-Key": address.password or "",
    }
    place = address.with_user(None).with_path("/")
    database = address.path.strip("/") or "default"
    async with aiohttp.ClientSession(headers=login) as session:
        yield ClickHouse(session, place, {"database": database, **SETTINGS}, process)


def _said(values: Mapping[str, object]) -> dict[str, str]:
    return {f"param_{name}": _escaped(value) for name, value in values.items()}


def _escaped(value: object) -> str:
    """As a parameter's text stands in tab-separated lines."""
    text = str(value).replace("\\", "\\\\")
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _refused(code: str, said: bytes) -> Refused:
    text = said.decode("utf-8", "replace").strip()[:500]
    if code == str(CANNOT_COMPILE_REGEXP):
        return BadExpression(text)
    if code == str(MEMORY_LIMIT_EXCEEDED):
        return TooLarge(text)
    return TooSlow(text) if code == str(TIMEOUT_EXCEEDED) else Refused(text)
