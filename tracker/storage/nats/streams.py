"""The streams that all processes share: made where they are missing, else checked. What each holds
says deploy/cluster.md."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from nats.js.api import (
    DiscardPolicy,
    RePublish,
    RetentionPolicy,
    StorageType,
    StreamConfig,
    StreamInfo,
)
from nats.js.errors import NotFoundError

from tracker.storage.file.errors import RefusesForNow, StorageError
from tracker.storage.nats.connection import SteadyClient
from tracker.storage.nats.words import FAULTS, own_words, said

T = TypeVar("T")

TRY = 2.0  # seconds for one answer
PAUSE = 0.1  # seconds until the next try
LEASE_SECONDS = 5.0  # a lease that is not renewed for so long is free
KNOWN_AGAIN = 120.0  # seconds in which the inbox knows a message again
SALTS, LEASES, REVOKED = "SALTS", "KV_lease", "REVOKED"
REVOKED_SUBJECT = "revoked"

# What nobody may have set otherwise. Limits are the operator's.
CHECKED = (
    "subjects",
    "retention",
    "storage",
    "num_replicas",
    "discard",
    "discard_new_per_subject",
    "max_age",
    "max_msgs_per_subject",
    "republish",
    "allow_direct",
)


class WrongStream(StorageError):
    """A stream is there and is not what it has to be; a sentence says how."""


def inbox_stream(shard: int) -> str:
    return f"IN_{shard}"


def log_stream(shard: int) -> str:
    return f"LOG_{shard}"


async def prepare(
    client: SteadyClient,
    shards: Sequence[int],
    within: float,
    first: int | Mapping[int, int] = 1,
    lease: int = 1,
) -> None:
    """`first`: the number of the first message of a log that is made, or by its shard where it is
    not 1. `lease`: of the first lease, where none was ever held here. Waits while servers begin and
    choose who leads, for so many seconds; then raises RefusesForNow. Raises WrongStream."""
    refused = [""]
    try:
        async with asyncio.timeout(within):
            for shard in shards:
                begin = first if isinstance(first, int) else first.get(shard, 1)
                await _prepare(client, _log(shard, begin), refused)
                await _prepare_inbox(client, shard, refused)
            await _prepare(client, _salts(), refused)
            await _prepare(client, _leases(lease), refused)
            await _prepare(client, _stream(REVOKED, REVOKED_SUBJECT), refused)
    except TimeoutError:
        raise RefusesForNow(refused[-1]) from None


async def log_is_there(client: SteadyClient, shard: int) -> bool:
    """Whether anybody has ever had that shard. Raises RefusesForNow."""
    with own_words():
        try:
            await client.jetstream(timeout=TRY).stream_info(log_stream(shard))
        except NotFoundError:
            return False
    return True


async def prepare_salts(client: SteadyClient) -> None:
    """Again, once all servers were away at once: they have them in memory alone."""
    await _found_or_made(client, _salts())


async def _prepare_inbox(client: SteadyClient, shard: int, refused: list[str]) -> None:
    """One that is made where a log is goes on behind what that has taken: whatever had a smaller
    number would be passed over."""
    taken = await _patiently(log_stream(shard), lambda: _taken(client, shard), refused)
    found = await _prepare(client, _inbox(shard, taken + 1), refused)
    if found.state.last_seq < taken:
        raise WrongStream(
            f"The stream {inbox_stream(shard)} ends at {found.state.last_seq}, but "
            f"{log_stream(shard)} has taken {taken} of it: one of them is from another time"
        )


async def _taken(client: SteadyClient, shard: int) -> int:
    """The last message of the inbox that the log holds."""
    jetstream = client.jetstream(timeout=TRY)
    try:
        newest = await jetstream.get_last_msg(log_stream(shard), f"log.{shard}", direct=False)
    except NotFoundError:
        return 0
    return int((newest.headers or {}).get("In", 0))


def _inbox(shard: int, first: int) -> StreamConfig:
    subject = f"in.{shard}"
    return _stream(inbox_stream(shard), subject, duplicate_window=KNOWN_AGAIN, first_seq=first)


def _log(shard: int, first: int) -> StreamConfig:
    republish = RePublish(src=f"log.{shard}", dest=f"live.{shard}")
    return _stream(log_stream(shard), f"log.{shard}", republish=republish, first_seq=first)


def _salts() -> StreamConfig:
    """Memory alone: what is on no disk can be in no backup. One a date, which nobody replaces."""
    return _stream(
        SALTS,
        "salt.*",
        storage=StorageType.MEMORY,
        max_msgs_per_subject=1,
        discard_new_per_subject=True,
    )


def _leases(first: int) -> StreamConfig:
    return _stream(
        LEASES,
        "$KV.lease.>",
        max_age=LEASE_SECONDS,
        duplicate_window=LEASE_SECONDS,
        max_msgs_per_subject=1,
        discard=DiscardPolicy.NEW,
        allow_rollup_hdrs=True,
        first_seq=first,
    )


def _stream(name: str, subject: str, **more: object) -> StreamConfig:
    """What holds for all: no message goes because another one comes."""
    settled = {
        "retention": RetentionPolicy.LIMITS,
        "storage": StorageType.FILE,
        "discard": DiscardPolicy.NEW,
        "max_age": 0.0,
        "allow_direct": True,
    }
    return StreamConfig(name=name, subjects=[subject], **{**settled, **more})  # type: ignore[arg-type]


async def _prepare(client: SteadyClient, each: StreamConfig, refused: list[str]) -> StreamInfo:
    name = each.name or ""
    found = await _patiently(name, lambda: _found_or_made(client, each), refused)
    _check(each, found.config)
    return found


async def _patiently(name: str, act: Callable[[], Awaitable[T]], refused: list[str]) -> T:
    while True:
        try:
            return await act()
        except FAULTS as error:
            refused.append(f"The stream {name}: {said(error)}")
            await asyncio.sleep(PAUSE)


async def _found_or_made(client: SteadyClient, each: StreamConfig) -> StreamInfo:
    jetstream = client.jetstream(timeout=TRY)
    each.num_replicas = 1 if client.is_alone else 3
    try:
        return await jetstream.stream_info(each.name or "")
    except NotFoundError:
        return await jetstream.add_stream(each)


def _check(each: StreamConfig, found: StreamConfig) -> None:
    wrong = [
        f"{name} is {_shown(getattr(found, name))} and has to be {_shown(getattr(each, name))}"
        for name in CHECKED
        if _shown(getattr(found, name)) != _shown(getattr(each, name))
    ]
    if wrong:
        raise WrongStream(f"The stream {each.name} is not Tracker's: {'; '.join(wrong)}")


def _shown(value: object) -> str:
    match value:
        case RePublish():
            return f"{value.src} as {value.dest}"
        case list():
            return " ".join(value)
    return str(getattr(value, "value", value))
