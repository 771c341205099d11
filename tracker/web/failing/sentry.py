"""Errors go to Sentry where SENTRY_DSN is set: type, code and request id, and nobody's data."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tracker import __version__
from tracker.config import Config

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

LAST_WORDS = 2.0  # seconds for what waits at the end

# All that leaves. Whatever a later release of the library adds is not among it.
OF_AN_EVENT = ("event_id", "timestamp", "level", "platform", "release", "environment", "logger")
OF_AN_ERROR = ("type", "module", "mechanism")
OF_A_FRAME = ("filename", "module", "function", "lineno", "in_app", "context_line")


@contextmanager
def told_to_sentry(config: Config) -> Iterator[None]:
    """Every logged error is sent, by a thread of the library's, while the context is open."""
    if not config.sentry_dsn:
        yield
        return
    import sentry_sdk
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=config.sentry_dsn,
        release=f"tracker@{__version__}",
        environment=config.environment,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        before_send=without_data,
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
    )
    try:
        yield
    finally:
        sentry_sdk.get_client().close(timeout=LAST_WORDS)
        sentry_sdk.get_global_scope().set_client(None)


def without_data(event: Event, hint: Hint) -> Event:
    """Only where in the code, and under which id our own log has the rest: the words of an error
    may be what a visitor sent."""
    said: dict[str, Any] = kept(event, OF_AN_EVENT)
    record: logging.LogRecord | None = hint.get("log_record")
    if record:
        said["tags"] = {"request": getattr(record, "request", "-")}
        said["logentry"] = {"message": str(record.msg)}  # the text without what was put into it
    if "exception" in event:
        errors: Any = event["exception"]
        said["exception"] = {"values": [_error(each) for each in errors["values"]]}
    return said  # type: ignore[return-value]


def kept(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Of a mapping, what is on the list."""
    return {name: given[name] for name in names if name in given}


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", [])
    return kept(error, OF_AN_ERROR) | {
        "stacktrace": {"frames": [kept(frame, OF_A_FRAME) for frame in frames]}
    }
