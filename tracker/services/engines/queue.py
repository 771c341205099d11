"""NATS: whether hits are taken, whether they come on, and how long there is room for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tracker.domain.shard_cursors import message_with
from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.storage.processes.standing import QueueStanding, ShardStanding, StreamStanding

NATS = "nats"
LEAST = (2, 11)
MANY = 100  # messages: a quiet site's last one may wait for the next
FULL, NEARLY = 0.8, 0.95  # of a limit
FEWEST = 3  # servers that go on without one of them
NOT_FOUND = "stream not found"


def look_at_queue(stands: QueueStanding) -> Iterator[Finding]:
    """Its servers, its streams, and what waits in them."""
    if stands.version < LEAST:
        version, least = (".".join(map(str, each)) for each in (stands.version, LEAST))
        yield bad(NATS, f"A server is {version}.", f"Tracker needs {least} or newer.")
    streams = stands.streams
    if all(NOT_FOUND in each.wrong for each in streams):
        yield warn(NATS, "No stream is there yet.", "`tracker serve` makes them.")
        return
    found = [*_led(streams), *_copies(streams)]
    for each in streams:
        found += _room(each)
    for shard in stands.shards:
        found += _waiting(shard, stands)
    yield from found or [ok(NATS, _all_well(streams))]


def _led(streams: Sequence[StreamStanding]) -> Iterator[Finding]:
    """Streams whose leader says nothing: by what is said instead."""
    silent: dict[str, list[str]] = defaultdict(list)
    for each in streams:
        if each.wrong:
            silent[each.wrong].append(each.name)
    for wrong, names in silent.items():
        advice = (
            "Have a server of it started: the streams are made when a process of Tracker starts."
            if NOT_FOUND in wrong
            else "More than half of the NATS servers have to run and reach each other: start those "
            "that are away. Until then hits are refused."
        )
        yield bad(NATS, f"Nobody leads {', '.join(names)}: {wrong}.", advice)


def _copies(streams: Sequence[StreamStanding]) -> Iterator[Finding]:
    led = [each for each in streams if not each.wrong]
    away = sorted({server for each in led for server in each.away})
    if away:
        yield warn(
            NATS,
            f"{' and '.join(away)} {'is' if len(away) == 1 else 'are'} away, or behind.",
            "Start it, or give it a minute to catch up. Hits are refused once more than half are.",
        )
    if any(each.copies < FEWEST for each in led):
        yield warn(
            NATS,
            "One server alone holds everything: without it hits are refused, and its disk is the "
            "only one.",
            "Have three servers where neither may be; deploy/cluster.md says how.",
        )


def _room(stream: StreamStanding) -> Iterator[Finding]:
    """A limit is the operator's; without one the disk is it, which nobody tells."""
    if not stream.limit or stream.size < FULL * stream.limit:
        return
    how = bad if stream.size >= NEARLY * stream.limit else warn
    yield how(
        NATS,
        f"{stream.name} has {_mb(stream.size)} of the {_mb(stream.limit)} that it may have; full, "
        "it refuses hits.",
        "Where what waits is not filed, mend that first. Else give it room: `nats stream edit "
        f"{stream.name} --max-bytes`.",
    )


def _waiting(shard: ShardStanding, stands: QueueStanding) -> Iterator[Finding]:
    """What comes to a stop where nobody does what has to be done."""
    if shard.log.wrong or shard.inbox.wrong:
        return
    for role in ("sequencer", "filer"):
        if f"{role}-{shard.shard}" not in stands.holders:
            found = f"Nobody is {role} of shard {shard.shard}."
            yield bad(NATS, found, f"Start a process whose ROLES have {role}.")
    if shard.waits > MANY:
        yield warn(
            NATS,
            f"{shard.waits:,} messages wait in {shard.inbox.name}: they were acknowledged, and are "
            "in no view and no report yet.",
            "The log of the process that is its sequencer says why; if it is busy, have more "
            "SHARDS for new sites.",
        )


def look_at_filing(shard: ShardStanding, mark: int, now: int) -> Iterator[Finding]:
    """Whether what is filed goes on where the log begins, and how far behind it is. `mark`: a
    cursor. `now`: ms, UTC."""
    if shard.log.wrong:
        return
    filed = message_with(mark)
    if filed > shard.log.newest:
        yield bad(
            NATS,
            f"{shard.log.name} ends at {shard.log.newest:,}, and ClickHouse has had {filed:,} of "
            "it: what comes now is never filed.",
            "It was restored from too early a copy. Stop Tracker, then do as deploy/cluster.md "
            f"says: `nats stream rm {shard.log.name}` and {shard.inbox.name}, start.",
        )
    elif filed and filed + 1 < shard.log.oldest:
        yield bad(
            NATS,
            f"Messages {filed + 1:,} to {shard.log.oldest - 1:,} of {shard.log.name} are in "
            "neither it nor ClickHouse.",
            "Restore a newer backup of ClickHouse: one that was made when the log still had them.",
        )
    elif shard.since and (behind := (now - shard.since) / 1000) > BEHIND:
        yield warn(
            NATS,
            f"{shard.log.name} is filed up to {behind:,.0f} s ago: so old are the reports.",
            "The log of the process that is its filer says why. The stream grows meanwhile.",
        )


BEHIND = 60.0  # seconds


def _all_well(streams: Sequence[StreamStanding]) -> str:
    servers = max(each.copies for each in streams)
    size = _mb(sum(each.size for each in streams))
    return f"{servers} servers have {len(streams)} streams of {size}; nothing waits."


def _mb(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
