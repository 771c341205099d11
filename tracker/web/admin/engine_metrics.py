"""For Prometheus, what several processes share as one of them has seen it."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from tracker.services.engines.accounts import POSTGRESQL
from tracker.services.engines.events import CLICKHOUSE
from tracker.services.engines.looked import Looked
from tracker.services.engines.queue import NATS
from tracker.storage.processes.standing import QueueStanding


def engine_figures(looked: Looked) -> Iterator[Metric]:
    """Each figure with its help."""
    up = GaugeMetricFamily("tracker_engine_up", "1 for one that answers", labels=["engine"])
    stands = {NATS: looked.queue, CLICKHOUSE: looked.events, POSTGRESQL: looked.accounts}
    for name, each in stands.items():
        if each or name in looked.away:
            up.add_metric([name], int(each is not None))
    yield up
    clocks = GaugeMetricFamily(
        "tracker_clock_differs_seconds", "By how much another's is ahead of ours", labels=["clock"]
    )
    for name, ahead in looked.ahead.items():
        clocks.add_metric([name], ahead / 1000)
    yield clocks
    if looked.queue:
        yield from _streams(looked.queue)
        yield from _shards(looked, looked.queue)
    if looked.events:
        help_text = "Of ClickHouse's disk"
        yield GaugeMetricFamily("tracker_events_disk_free_ratio", help_text, looked.events.free)
    if looked.accounts:
        help_text = "Of all who connect to PostgreSQL"
        taken = looked.accounts.connections / looked.accounts.most
        yield GaugeMetricFamily("tracker_connections_taken_ratio", help_text, taken)


def _streams(queue: QueueStanding) -> Iterator[Metric]:
    led = GaugeMetricFamily("tracker_stream_led", "1 for one that takes", labels=["stream"])
    size = GaugeMetricFamily("tracker_stream_bytes", "On each server", labels=["stream"])
    limit = GaugeMetricFamily("tracker_stream_limit_bytes", "0 = the disk's", labels=["stream"])
    away = GaugeMetricFamily(
        "tracker_stream_servers_away", "That should have it, or are behind", labels=["stream"]
    )
    for each in queue.streams:
        led.add_metric([each.name], int(not each.wrong))
        if not each.wrong:
            size.add_metric([each.name], each.size)
            limit.add_metric([each.name], each.limit)
            away.add_metric([each.name], len(each.away))
    yield from (led, size, limit, away)


def _shards(looked: Looked, queue: QueueStanding) -> Iterator[Metric]:
    waits = GaugeMetricFamily(
        "tracker_inbox_waiting", "Messages that the log has not yet", labels=["shard"]
    )
    unfiled = GaugeMetricFamily(
        "tracker_unfiled_messages", "Of the log, not in ClickHouse yet", labels=["shard"]
    )
    behind = GaugeMetricFamily(
        "tracker_unfiled_seconds", "Since the first of them came", labels=["shard"]
    )
    for each in queue.shards:
        if each.log.wrong or each.inbox.wrong:
            continue
        shard = str(each.shard)
        waits.add_metric([shard], each.waits)
        if (waiting := looked.unfiled(each)) is not None:
            unfiled.add_metric([shard], waiting)
            behind.add_metric([shard], (looked.at - each.since) / 1000 if each.since else 0)
    yield from (waits, unfiled, behind)
