"""bunny.net's log: twelve cells parted by `|`, without a method.

Traps: browsers write `|` in an address as it is, a user agent may have one, too; times are UTC;
where addresses are made anonymous, their last part is 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedFile,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
)
from tracker.domain.imports.lines import BOM, lines_of, text_of
from tracker.domain.imports.logs.asked import Asked, host_of, row_of, status_of
from tracker.domain.imports.reading.times import unix_moment
from tracker.domain.imports.requests import target_of

NAME = "bunny"
CELLS, LOOKED_AT = 12, 100

_EDGE = re.compile(r"[A-Z][A-Z0-9]{1,4}")
_SERVED = re.compile(r"(?:HIT|MISS|[A-Z]{2,12}|-)\|\d{3}\|\d{10,13}\|")


class BunnyLog:
    """A request a line."""

    titles: ClassVar[Mapping[str, str]] = {NAME: "bunny.net's log"}
    is_log: ClassVar[bool] = True

    def recognise(self, file: ImportedFile) -> str:
        lines = file.start.removeprefix(BOM).splitlines()[:LOOKED_AT]
        asked = (_asked(text_of(line)) for line in lines if line.strip())
        return NAME if next(asked, None) else ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:
        """The hosts of the first lines, "www." aside."""
        lines = file.start.removeprefix(BOM).splitlines()[:LOOKED_AT]
        targets = (target_of(each.target) for line in lines if (each := _asked(text_of(line))))
        said = (host_of(each.host).removeprefix("www.") for each in targets if each)
        return [SourceSite(host, host, host) for host in dict.fromkeys(said) if host]

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        with file.open() as opened:
            for number, raw in lines_of(opened):
                text = text_of(raw).strip()
                if not raw.endswith(b"\n"):
                    yield LeftOut(Reason.CUT, number)
                elif text:
                    asked = _asked(text)
                    yield (
                        row_of(asked, number, text, choice)
                        if asked
                        else LeftOut(Reason.LINE, number)
                    )


def _asked(text: str) -> Asked | None:
    cells = text.strip().split("|")
    if len(cells) < CELLS or not _SERVED.match(text):
        return None
    last = len(cells) - 3  # of the user agent
    edge = next((at for at in range(8, last) if _EDGE.fullmatch(cells[at])), 8)
    return Asked(
        unix_moment(cells[2]),
        "GET",
        "|".join(cells[7:edge]),
        status_of(cells[1]),
        cells[5],
        referrer=cells[6],
        agent="|".join(cells[edge + 1 : last + 1]),
        country=cells[-1] if cells[-1] != "-" else "",
        key=cells[-2] if cells[-2] != "-" else "",
    )
