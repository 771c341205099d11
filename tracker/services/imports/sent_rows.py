"""Rows on their way from who reads a file to the server that writes them."""

from __future__ import annotations

import msgspec

from tracker.domain.imports.brought import BroughtEvents
from tracker.domain.rows import DayRow


class SentDay(msgspec.Struct, array_like=True, gc=False):
    """Sums of a local day; `day` since 1970-01-01."""

    day: int
    dimension: str
    key: str
    visitors: int
    visits: int
    pageviews: int
    others: int
    bounces: int
    duration: int
    engaged: int
    depth: int
    told: int


class Batch(msgspec.Struct, array_like=True, gc=False):
    """Some rows; or sums of days."""

    events: BroughtEvents = msgspec.field(default_factory=BroughtEvents)
    days: list[SentDay] = []


encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(Batch)


def decode(sent: bytes) -> Batch:
    """Raises msgspec.MsgspecError for what is none."""
    return _decoder.decode(sent)


def day_rows(  # noqa: PLR0917
    batch: Batch, first: int, upto: int, site_id: int, import_id: int, at: int
) -> list[DayRow]:
    """Some of the batch's days as the log has them, without their cursors."""
    return [
        DayRow(
            site_id,
            at,
            day.day,
            day.dimension,
            day.key,
            day.visitors,
            day.visits,
            day.pageviews,
            day.others,
            day.bounces,
            day.duration,
            day.engaged,
            import_id,
            depth=day.depth,
            told=day.told,
        )
        for day in batch.days[first:upto]
    ]
