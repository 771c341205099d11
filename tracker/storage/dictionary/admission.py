"""Who may have new texts kept, and what stands in a row whose text may not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from tracker.domain.events import Event
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.rows import Back, DayRow, Leave, OfPageview, Row, TitleCorrection
from tracker.domain.shares import OTHER

# Ours, and few: whoever's share is used up may have them.
ALWAYS = frozenset({"", PAGEVIEW, TEST, OTHER})


Sent = Event | OfPageview  # by strangers


class Admission(Protocol):
    """Who may have a new text kept."""

    def admits(self, row: Sent, text: str) -> bool: ...


class Everybody:
    """Whoever wants to."""

    def admits(self, row: Sent, text: str) -> bool:  # noqa: ARG002 (as Admission has it)
        """It may."""
        return True


def admitted(batch: Iterable[Row], unheard: set[str], admission: Admission) -> list[str]:
    """Those that may be kept; in the rows whose may not, "(other)" takes their place."""
    kept: set[str] = set(ALWAYS & unheard)
    for row in batch:
        if is_owners(row):
            kept.update(unheard.intersection(texts_of(row)))
            continue
        if not isinstance(row, Sent):
            continue
        if isinstance(row, Event):
            kept |= unheard & {row.source.channel}  # one of ours
        for text in unheard.intersection(texts_of(row)) - kept:
            if admission.admits(row, text):
                kept.add(text)
            else:
                _without(row, text)
                kept.add(OTHER)
    return list(kept)


def is_owners(row: Row) -> bool:
    """Whether no stranger has sent it: what an import brings is nobody's flood."""
    return isinstance(row, DayRow) or (isinstance(row, Event) and row.import_id is not None)


def texts_of(row: Row) -> tuple[str, ...]:
    """The texts that a row names."""
    if isinstance(row, Event):
        page, source = row.page, row.source
        return (
            page.path,
            row.title,
            row.referrer,
            page.host,
            row.name,
            source.name,
            source.channel,
            row.language,
        )
    match row:
        case Leave() | Back():
            return (row.path,)
        case TitleCorrection():
            return (row.title,)
        case DayRow():
            return (row.dimension, row.key)
    return ()


def _without(row: Sent, text: str) -> None:
    """Put "(other)" where the text stands in the row."""
    if isinstance(row, Leave | Back):
        row.path = OTHER
        return
    if isinstance(row, TitleCorrection):
        row.title = OTHER
        return
    page, source = row.page, row.source
    host, path = _or_other(page.host, text), _or_other(page.path, text)
    row.page = msgspec.structs.replace(page, host=host, path=path)
    row.source = source._replace(name=_or_other(source.name, text))
    for name in ("title", "referrer", "name", "language"):
        setattr(row, name, _or_other(getattr(row, name), text))


def _or_other(there: str, text: str) -> str:
    return OTHER if there == text else there
