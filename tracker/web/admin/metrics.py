"""The server's figures for Prometheus. There is nothing at /metrics without METRICS_TOKEN."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aiohttp import web

from tracker.build import version
from tracker.services.limits.disk_space import free_bytes
from tracker.services.recording.commit_times import STEPS
from tracker.web import keys
from tracker.web.admin.alarms import WORDS

if TYPE_CHECKING:
    from prometheus_client import Metric

PATH = "/metrics"


async def metrics(request: web.Request) -> web.Response:
    """404 for whoever does not send the token, as if it were not there."""
    wanted = f"Bearer {request.app[keys.CONFIG].metrics_token}"
    given = request.headers.get("Authorization", "")
    if not secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode()):
        raise web.HTTPNotFound
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(request.app))
    return web.Response(
        body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )


class Figures:
    """What Prometheus collects: nothing of visitors, people or single sites."""

    def __init__(self, app: web.Application) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        """Each figure with its help: of several processes that are one server, each has those of
        its part."""
        parts = (
            (keys.RECORDER, self._hits),
            (keys.RECORDER, self._commits),
            (keys.DATABASE, self._file),
            (keys.ALARMS, self._wrong),
            (keys.LIVE, self._sites),
            (keys.ENGINE_WATCH, self._engines),
            (keys.CONFIG, self._others),
        )
        for needed, figures in parts:
            if needed in self._app:
                yield from figures()

    def _hits(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        intake, recorder = self._app[keys.INTAKE], self._app[keys.RECORDER]
        hits = CounterMetricFamily(
            "tracker_hits", "Hits received since the start, by the way they took", labels=["way"]
        )
        hits.add_metric(["fast"], intake.fast)
        hits.add_metric(["ordinary"], intake.hits - intake.fast)
        yield hits
        refused = CounterMetricFamily(
            "tracker_refused", "Hits refused since the start, by reason", labels=["reason"]
        )
        for reason, count in self._app[keys.REFUSED].totals().items():
            refused.add_metric([reason.value], count)
        yield refused
        yield GaugeMetricFamily("tracker_queue", "Hits that wait for the disk", recorder.depth)
        yield GaugeMetricFamily(
            "tracker_queue_limit", "Hits that may wait", self._app[keys.CONFIG].queue_size
        )

    def _commits(self) -> Iterator[Metric]:
        from prometheus_client.core import (
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        recorder = self._app[keys.RECORDER]
        times, total = recorder.commits, 0
        buckets = []
        for step, count in zip((*map(str, STEPS), "+Inf"), times.counts, strict=True):
            total += count
            buckets.append((step, total))
        yield HistogramMetricFamily(
            "tracker_commit_seconds", "How long commits took", buckets, sum_value=times.seconds
        )
        yield CounterMetricFamily("tracker_committed_rows", "Rows on disk", times.rows)
        yield GaugeMetricFamily(
            "tracker_disk_refuses", "1 while the disk takes nothing", int(bool(recorder.trouble))
        )

    def _file(self) -> Iterator[Metric]:
        """What an operator of a database's file has to look after."""
        from prometheus_client.core import GaugeMetricFamily

        app, backups, database = self._app, self._app[keys.BACKUPS], self._app[keys.DATABASE]
        yield GaugeMetricFamily(
            "tracker_database_bytes", "The database with its log", database.size()
        )
        yield GaugeMetricFamily("tracker_wal_bytes", "The write-ahead log", database.log_size())
        if backups.newest:
            age = max(0, app[keys.CLOCK]() - backups.newest.at) / 1000
            yield GaugeMetricFamily("tracker_backup_age_seconds", "Of the newest backup", age)
        yield GaugeMetricFamily(
            "tracker_reads_only", "1 while nothing is written", int(bool(database.read_only))
        )

    def _wrong(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        wrong = GaugeMetricFamily(
            "tracker_wrong", "1 for what the administrators are told of", labels=["kind"]
        )
        for kind in WORDS:
            wrong.add_metric([kind.replace(" ", "_")], int(kind in self._app[keys.ALARMS].wrong))
        yield wrong

    def _sites(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        app = self._app
        yield GaugeMetricFamily("tracker_sites", "Sites", len(app[keys.SITES].by_id))
        yield GaugeMetricFamily("tracker_watchers", "Open live views", app[keys.LIVE].watchers)

    def _engines(self) -> Iterator[Metric]:
        from tracker.web.admin.engine_metrics import engine_figures

        if looked := self._app[keys.ENGINE_WATCH].looked:
            yield from engine_figures(looked)

    def _others(self) -> Iterator[Metric]:
        from prometheus_client.core import (
            CounterMetricFamily,
            GaugeMetricFamily,
            InfoMetricFamily,
        )

        app, mailer = self._app, self._app[keys.MAILER]
        yield InfoMetricFamily("tracker", "The server", {"version": version()})
        free = free_bytes(app[keys.CONFIG].data_dir)
        yield GaugeMetricFamily("tracker_disk_free_bytes", "Free where the data is", free)
        yield GaugeMetricFamily(
            "tracker_clock_ahead_seconds",
            "Of what was expected, until it is believed",
            app[keys.SETTLED].ahead / 1000,
        )
        yield GaugeMetricFamily("tracker_mails_waiting", "Mails not delivered yet", mailer.depth)
        yield CounterMetricFamily("tracker_mails_sent", "Mails delivered", mailer.sent)
        yield CounterMetricFamily("tracker_mails_given_up", "Mails given up", mailer.given_up)
        yield CounterMetricFamily(
            "tracker_faults", "Errors that nobody expected", app[keys.FAULTS].count
        )
        closed = app[keys.MAINTENANCE].pause is not None
        yield GaugeMetricFamily(
            "tracker_maintenance", "1 while the pages are closed for maintenance", int(closed)
        )
