"""Whether a process of several that are one server can do its part: asked by /readyz."""

from __future__ import annotations

from tracker.services.recording.entries import Recording


class OneOfMany:
    """`recording`: None of one that takes no hits."""

    def __init__(self, recording: Recording | None) -> None:
        self._recording = recording

    def report(self) -> dict[str, str | int]:
        """As Readiness says."""
        if self._recording is None:
            return {"writer": "ok"}
        report: dict[str, str | int] = {
            "writer": self._recording.trouble or "ok",
            "queue": self._recording.depth,
        }
        wrong = self._wrong(self._recording)
        return report | ({"wrong": wrong} if wrong else {})

    @staticmethod
    def _wrong(recording: Recording) -> str:
        if not recording.alive:
            return "what forwards hits has stopped: restart this process"
        if recording.trouble:
            return f"the queue refuses: {recording.trouble}"
        return ""
