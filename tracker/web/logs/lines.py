"""How a log record is written: as one line whatever its words are, and a traceback below it."""

from __future__ import annotations

import json
import logging
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[3]
STRANGER = -1


class TextLine(logging.Formatter):
    """`time LEVEL [request] METHOD path user=7 logger: message [in file:line]`.

    Only a traceback spans lines. Each of them is indented, so that none passes for a record."""

    def format(self, record: logging.LogRecord) -> str:
        """ASCII only, so that no byte of a request can end the line or move the cursor."""
        line = (
            f"{time_of(record)} {record.levelname} [{getattr(record, 'request', '-')}] "
            f"{getattr(record, 'method', '-')} {getattr(record, 'path', '-')} "
            f"user={getattr(record, 'user', STRANGER)} {record.name}: "
            f"{record.getMessage()} [in {file_of(record)}:{record.lineno}]"
        )
        return flat(line) + "".join("\n    " + flat(line) for line in trace_of(record))


class JsonLine(logging.Formatter):
    """The same as one JSON object a line, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """ASCII only here too."""
        said: dict[str, object] = {
            "time": time_of(record),
            "level": record.levelname,
            "request": getattr(record, "request", "-"),
            "method": getattr(record, "method", "-"),
            "path": getattr(record, "path", "-"),
            "user": getattr(record, "user", STRANGER),
            "logger": record.name,
            "message": record.getMessage(),
            "file": file_of(record),
            "line": record.lineno,
        }
        if trace := trace_of(record):
            said["trace"] = "\n".join(trace)
        return json.dumps(said)


FORMS: dict[str, type[logging.Formatter]] = {"text": TextLine, "json": JsonLine}


def time_of(record: logging.LogRecord) -> str:
    """UTC, to the millisecond."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return f"{moment}.{int(record.msecs):03}Z"


def trace_of(record: logging.LogRecord) -> list[str]:
    """The lines of the record's traceback; none where it has none."""
    if not record.exc_info or record.exc_info[1] is None:
        return []
    return "".join(traceback.format_exception(record.exc_info[1])).rstrip().split("\n")


def flat(text: str) -> str:
    """Printable ASCII; everything else as an escape."""
    if text.isascii() and text.isprintable():
        return text
    escaped = text.encode("ascii", "backslashreplace").decode("ascii")
    return "".join(char if " " <= char <= "~" else f"\\x{ord(char):02x}" for char in escaped)


def file_of(record: logging.LogRecord) -> str:
    """`tracker/web/failing/errors.py`."""
    path = Path(record.pathname)
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(path.name))
