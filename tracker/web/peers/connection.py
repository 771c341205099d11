"""A connection that takes the common reports of other products' trackers as it takes our own."""

from __future__ import annotations

import logging
from typing import Any

from aiohttp import web

from tracker.domain.refusals import Refusal
from tracker.web.beacon.answers import BAD_REQUEST, warn_of
from tracker.web.beacon.connection import BeaconConnection
from tracker.web.beacon.raw_answers import failed, raw_response
from tracker.web.beacon.shared import Shared
from tracker.web.peers.heard import Common
from tracker.web.peers.off_the_wire import OffTheWire
from tracker.web.peers.taking import note, placed

log = logging.getLogger(__name__)


class ReportConnection(BeaconConnection):
    """Its own beacons first."""

    __slots__ = ("_app", "_report", "_wire")

    def __init__(
        self,
        server: web.Server,
        shared: Shared,
        app: web.Application,
        wire: OffTheWire,
        **options: Any,
    ) -> None:
        super().__init__(server, shared, **options)
        self._app = app
        self._wire = wire
        self._report: Common | None = None  # that waits for its answer

    def _take(self, data: bytes) -> bool:
        if data.startswith(self._shared.beginning) and super()._take(data):
            return True
        if not data.startswith(self._wire.beginnings):
            return False
        try:
            report = self._wire.read(self.peer, data)
            if report is None:
                return False
            self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
            self._hand_on_report(report)
        except Exception as error:
            log.exception("A report failed; it was not stored")
            self._shared.report(error)
            self._write(failed())
            self.force_close()
        return True

    def _hand_on_report(self, report: Common) -> None:
        intake = self._shared.intake
        admitted = intake.admit_to(report.site, report.sender.rate)
        if isinstance(admitted, Refusal):
            self._write(raw_response(report.answer(admitted)))
            return
        self._report = report
        if not placed(self._app, report.site, report.told, report.sender):
            self._write(self._said(None))
            return
        self._waiting, self._site_id = True, report.site.id
        intake.fast += 1
        refusal = intake.receive(report.site, report.told.hit, report.sender, self._answer)
        if refusal:
            self._waiting = False
            if refusal.status == BAD_REQUEST:
                warn_of(refusal, method="POST", path=f"/{report.kind}")
            self._write(self._said(refusal))

    def _said(self, refusal: Refusal | None) -> bytes:
        report, self._report = self._report, None
        if report is None:
            return super()._said(refusal)
        note(self._app, report.site, report.kind, refusal, report.name)
        if refusal is None and report.same:
            return self._wire.stored(report)
        return raw_response(report.answer(refusal))
