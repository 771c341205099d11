"""Whether a process of several that are one server can do its part: asked by /readyz."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tracker.services.recording.entries import Recording


class Watched(Protocol):
    """The engines."""

    def report(self) -> Mapping[str, str]:
        """What is said of each."""

    @property
    def wrong(self) -> str:
        """Why this process can do nothing without them; "" = it can."""


class OneOfMany:
    """`recording`: None of one that takes no hits. A front that takes them is ready, whatever else
    is away: hits would only be refused elsewhere."""

    def __init__(self, recording: Recording | None, engines: Watched) -> None:
        self._recording = recording
        self._engines = engines

    def report(self) -> dict[str, str | int]:
        """As Readiness says."""
        report: dict[str, str | int] = {"writer": "ok", **self._engines.report()}
        wrong = self._engines.wrong
        if self._recording:
            report["writer"] = self._recording.trouble or "ok"
            report["queue"] = self._recording.depth
            wrong = self._wrong(self._recording)
        return report | ({"wrong": wrong} if wrong else {})

    @staticmethod
    def _wrong(recording: Recording) -> str:
        if not recording.alive:
            return "what forwards hits has stopped: restart this process"
        if recording.trouble:
            return f"the queue refuses: {recording.trouble}"
        return ""
