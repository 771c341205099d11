"""Places that become known after the hit: a service is asked, its answer is a row of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from tracker.domain.events import Visitor
from tracker.domain.places import NOWHERE, Place
from tracker.domain.rows import PlaceCorrection
from tracker.services.recording.entries import Recording
from tracker.services.sites.site_directory import SiteDirectory


class PlaceService(Protocol):
    """A geolocation service that answers later: `told` is called once, if it knows."""

    def ask(self, address: str, told: Callable[[Place], None]) -> None: ...


class LatePlaces:
    """Each visitor's is asked for once. `now`: ms, UTC."""

    def __init__(
        self,
        service: PlaceService,
        directory: SiteDirectory,
        recorder: Recording,
        now: Callable[[], int],
    ) -> None:
        self._service = service
        self._directory = directory
        self._recorder = recorder
        self._now = now

    def ask(self, visitor: Visitor, address: str) -> None:
        """Unless it is known. To be called for events: a leave's place would be nobody's."""
        if not visitor.asked and visitor.place == NOWHERE:
            visitor.asked = True
            self._service.ask(address, partial(self._correct, visitor))

    def _correct(self, visitor: Visitor, place: Place) -> None:
        """The place has come: into the log, and on to the watchers."""
        visitor.place = place
        if visitor.site_id not in self._directory.by_id:
            return
        row = PlaceCorrection(visitor.site_id, self._now(), visitor.visit, place)
        self._recorder.submit(row, lambda _: None, visitor)
