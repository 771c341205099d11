"""Live messages as lines that people read in a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

Message = dict[str, Any]

PLACE, PAGE, SOURCE, BROWSER = 18, 40, 16, 18  # characters
DEVICES = {"mobile": "phone", "desktop": ""}


def line_of(message: Message) -> str | None:
    """The line, leaves in grey; None for what has none, such as presence."""
    match message.get("type"):
        case "event":
            return _event(message)
        case "leave":
            return click.style(_leave(message), fg="bright_black")
        case "removal" if message["visit"] != "0":
            words = f"{_gone(message)} being erased"
            return click.style(f"{_time(message)}  {words}", fg="bright_black")
        case "refused":
            words = f"refused: {message['what']}  {message['detail']}"
            return click.style(f"{_time(message)}  {plain(words)}", fg="yellow")
        case "skipped":
            return click.style("(too slow: what was skipped follows)", fg="bright_black")
        case _:
            return None


def _event(message: Message) -> str:
    place = message.get("place", {})
    where = " ".join(filter(None, (place.get("country"), place.get("city"))))
    browser = " ".join(filter(None, (message["browser"], _device(message["device"]))))
    return "  ".join(
        (
            _time(message),
            _cell(where or "–", PLACE),
            _cell(_page(message), PAGE),
            _cell(message["source"] or "–", SOURCE),
            _cell(browser or "–", BROWSER),
            _what(message),
        )
    ).rstrip()


def _leave(message: Message) -> str:
    seconds = message["engaged"] // 1000
    stayed = f"{seconds // 60}:{seconds % 60:02}"
    said = f"{message['state']} after {stayed}, {message['depth']} % read"
    return f"{_time(message)}  {'':{PLACE}}  {_cell(message['path'], PAGE)}  {said}"


def _gone(message: Message) -> str:
    if "import_id" in message:
        return "an import is"
    if "upto" in message:
        return "all numbers until then are"
    return "old visits are" if message["visit"] == "-1" else "a visit is"


def _page(message: Message) -> str:
    title = message["title"]
    return f"{message['path']} · {title}" if title else message["path"]


def _what(message: Message) -> str:
    """Empty for a plain pageview."""
    name = "" if message["name"] == "pageview" else message["name"]
    given = message.get("properties") or {}
    values = " ".join(f"{key}={value}" for key, value in given.items())
    return click.style(plain(name), bold=True) + (f" {plain(values)}" if values else "")


def _device(device: str) -> str:
    return DEVICES.get(device, device)


def _time(message: Message) -> str:
    """In this terminal's time zone."""
    return datetime.fromtimestamp(message["at"] / 1000).astimezone().strftime("%H:%M:%S")


def _cell(text: str, width: int) -> str:
    text = plain(text)
    return f"{text:<{width}}" if len(text) <= width else f"{text[: width - 1]}…"


def plain(text: str) -> str:
    """What a page has sent must not move the cursor or turn the writing's direction."""
    return "".join(char if char.isprintable() else "·" for char in text)
