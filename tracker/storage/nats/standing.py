"""How the streams stand: asked of the servers that lead them."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tracker.domain.shard_cursors import message_with
from tracker.storage.nats.connection import SteadyClient
from tracker.storage.nats.streams import LEASES, REVOKED, SALTS, TRY, inbox_stream, log_stream
from tracker.storage.nats.words import FAULTS, said
from tracker.storage.processes.standing import (
    Now,
    QueueStanding,
    ShardStanding,
    StreamStanding,
    ahead_by,
)

HEARD_WITHIN = 5_000_000_000  # ns: they tell each other every second that they are there
UNLED = "the servers that are there cannot choose a leader"
IN = re.compile(rb"\r\nIn: (\d+)\r\n")
ALL_KEYS = {"subjects_filter": "$KV.lease.>"}


async def queue_standing(
    client: SteadyClient, shards: Sequence[int], marks: Mapping[int, int], now: Now
) -> QueueStanding:
    """`marks`: cursors up to which shards are filed, as far as they are known. It fails nowhere:
    what nobody answers is said of the stream."""
    of_shards, salts, leases, revoked, keys = await asyncio.gather(
        asyncio.gather(*(_shard(client, each, marks.get(each), now) for each in shards)),
        _stream(client, SALTS, now),
        _stream(client, LEASES, now),
        _stream(client, REVOKED, now),
        _asked(client, f"STREAM.INFO.{LEASES}", ALL_KEYS),
    )
    version = client.connected_server_version
    held = {key.removeprefix("$KV.lease.") for key in keys.get("state", {}).get("subjects", ())}
    return QueueStanding((version.major, version.minor), of_shards, [salts, leases, revoked], held)


async def _shard(client: SteadyClient, shard: int, mark: int | None, now: Now) -> ShardStanding:
    inbox, log, newest = await asyncio.gather(
        _stream(client, inbox_stream(shard), now),
        _stream(client, log_stream(shard), now),
        _asked(client, f"STREAM.MSG.GET.{log_stream(shard)}", {"last_by_subj": f"log.{shard}"}),
    )
    headers = base64.b64decode(newest.get("message", {}).get("hdrs", ""))
    taken = IN.search(headers)
    waits = inbox.newest - max(int(taken[1]) if taken else 0, inbox.oldest - 1)
    since = 0 if mark is None else await _stored_at(client, shard, message_with(mark) + 1)
    return ShardStanding(shard, inbox, log, max(waits, 0), since)


async def _stored_at(client: SteadyClient, shard: int, sequence: int) -> int:
    """When, ms UTC; 0 where there is no such message, or nobody knows."""
    found = await _asked(client, f"STREAM.MSG.GET.{log_stream(shard)}", {"seq": sequence})
    return _ms(found["message"]["time"]) if "message" in found else 0


async def _stream(client: SteadyClient, name: str, now: Now) -> StreamStanding:
    before = now()
    told = await _asked(client, f"STREAM.INFO.{name}", {})
    if wrong := told.get("error"):
        return StreamStanding(name, wrong["description"])
    state, cluster = told["state"], told.get("cluster", {})
    replicas = cluster.get("replicas", ())
    leader, copies = cluster.get("leader", ""), told["config"]["num_replicas"]
    return StreamStanding(
        name,
        "" if leader or copies == 1 else UNLED,
        leader=leader,
        ahead=ahead_by(_ms(told["ts"]), before, now()),
        messages=state["messages"],
        oldest=state["first_seq"],
        newest=state["last_seq"],
        size=state["bytes"],
        limit=max(told["config"]["max_bytes"], 0),
        copies=copies,
        away=[each["name"] for each in replicas if not _is_there(each)],
    )


def _is_there(replica: Mapping[str, Any]) -> bool:
    return bool(replica["current"]) and replica["active"] < HEARD_WITHIN


async def _asked(client: SteadyClient, what: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """What who leads the stream answers: `error` says why there is none."""
    try:
        answer = await client.request(f"$JS.API.{what}", json.dumps(body).encode(), TRY)
    except FAULTS as error:
        return {"error": {"description": said(error)}}
    told: dict[str, Any] = json.loads(answer.data)
    return told


def _ms(time: str) -> int:
    return round(datetime.fromisoformat(time).timestamp() * 1000)
