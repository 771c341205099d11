"""What the server logs, read record by record: each must have the one form that lines have.

Only a traceback goes on below it, indented."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from tracker.web.logs import requests

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (?P<level>[A-Z]+) \[(?P<request>[0-9a-f]{12}|-)\] "
    r"(?P<method>[A-Z]+|-) (?P<path>\S+) user=(?P<user>-?\d+) (?P<logger>[\w.]+): "
    r"(?P<message>.*?) \[in (?P<file>[\w/.-]+):(?P<line>\d+)\](?P<trace>(?:\n    .*)*)"
)
NEXT = re.compile(r"\n(?! {4})")  # what is not indented begins a record


class Log(io.StringIO):
    """What was written so far."""

    def lines(self) -> list[re.Match[str]]:
        found = [LINE.fullmatch(line) for line in NEXT.split(self.getvalue())[:-1]]
        assert all(found), self.getvalue()
        return [line for line in found if line]


@contextmanager
def logged(level: str = "INFO") -> Iterator[Log]:
    """The product's own log while the context is open."""
    root = logging.getLogger()
    before, was = root.handlers, root.level
    stream = Log()
    requests.configure(level, stream)
    try:
        yield stream
    finally:
        root.handlers = before
        root.setLevel(was)
