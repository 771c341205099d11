"""Visits as messages tell them (static/live/visits.js)."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.web.live.told_visit import Message, ToldVisit


def told_visits(messages: Iterable[Message], now: int) -> list[ToldVisit]:
    """The visits, newest first, and which of them have gone by now."""
    visits: dict[str, ToldVisit] = {}
    for message in messages:
        if message["type"] == "event":
            _hear(visits, message)
        elif message["type"] == "removal":
            _remove(visits, message)
        elif visit := visits.get(message.get("visit", "")):
            _follow(visit, message)
    for visit in visits.values():
        if not visit.is_gone and visit.is_overdue(now):
            visit.end()
    return [*reversed(visits.values())]


def _hear(visits: dict[str, ToldVisit], event: Message) -> None:
    visit = visits.get(event["visit"])
    if visit is None:
        is_new = event["new"] or event.get("test", False)
        visit = ToldVisit(event["visit"], event["at"], event["place"], is_new)
    if event["cursor"] <= visit.cursor:
        return  # known, or of before
    visit.add(event)
    visits.pop(visit.id, None)
    visits[visit.id] = visit


def _follow(visit: ToldVisit, message: Message) -> None:
    match message["type"]:
        case "leave":
            visit.leave(message)
        case "back":
            visit.back(message)
        case "place":
            visit.place = message["place"]
        case "title":
            visit.name_page(message)


def _remove(visits: dict[str, ToldVisit], message: Message) -> None:
    """One visit, what began before a time, or what the log has up to a cursor."""
    before, upto = message.get("before", 0), message.get("upto", 0)
    for visit in list(visits.values()):
        if visit.id == message["visit"] or visit.since < before or visit.cursor <= upto:
            del visits[visit.id]
