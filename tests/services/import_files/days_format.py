"""A format of sums of days that is as small as can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from tracker.domain.imports.imported import ImportedDay, LeftOut, Reason

FIRST = (date(2026, 3, 1) - date(1970, 1, 1)).days - 1
HELD = """days
27   3 3 5
27 event:page /a 2 2 3
27 event:page /a 1 1 2
x
28   1 1 1
"""


class Days:
    """A format of lines such as "27 event:page /a 3 2 4"."""

    titles: ClassVar[dict[str, str]] = {"days": "Days"}

    def recognise(self, file: Any) -> str:
        return "days" if file.start.startswith(b"days") else ""

    def sites(self, *_: Any) -> list[Any]:
        return []

    def read(self, file: Any, *_: Any) -> Iterator[Any]:
        with file.open() as opened:
            for number, line in enumerate(opened.read().decode().splitlines()[1:], 2):
                day, *rest = line.split(" ")
                if not day.isdecimal():
                    yield LeftOut(Reason.TIME, number)
                    continue
                counts = [int(each) for each in rest[2:]]
                yield ImportedDay(date(2026, 3, int(day)), *rest[:2], *counts)
