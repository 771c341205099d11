"""What a program has sent, read piece by piece: whatever is wrong with it is said with the place
where it stands and what is allowed there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple, NoReturn

from tracker.domain.reports.question import BadQuestion

SHOWN = 60  # characters of what was sent, repeated to its sender
MOST_LISTED = 40
KINDS = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    type(None): "null",
}


class BadQuery(BadQuestion):
    """What is wrong with a query: where, and what is allowed instead."""


class Sent(NamedTuple):
    """A value of JSON and the path to it, such as `filters[0][2]`."""

    value: Any
    path: str = ""

    def wrong(self, allowed: str) -> NoReturn:
        raise BadQuery(f"{self.path or 'The body'} {allowed}")

    def fields(self, allowed: Collection[str]) -> dict[str, Sent]:
        """An object without other keys than these."""
        if not isinstance(self.value, dict):
            self.wrong(f"is an object, not {kind_of(self.value)}.")
        for key in self.value:
            if key not in allowed:
                self._inside(key).wrong(f"is not known. {one_of(allowed)}")
        return {key: self._inside(key) for key in self.value}

    def items(self, least: int, most: int) -> list[Sent]:
        """A list of so many."""
        if not isinstance(self.value, list):
            self.wrong(f"is a list, not {kind_of(self.value)}.")
        if not least <= len(self.value) <= most:
            self.wrong(f"has {least} to {most} items, not {len(self.value)}.")
        return [Sent(each, f"{self.path}[{number}]") for number, each in enumerate(self.value)]

    def text(self, longest: int) -> str:
        """A text that is none too long, and can be written."""
        if not isinstance(self.value, str):
            self.wrong(f"is a text, not {kind_of(self.value)}.")
        if len(self.value) > longest:
            self.wrong(f"has at most {longest} characters, not {len(self.value)}.")
        if not is_sound(self.value):
            self.wrong("has halves of characters or a NUL in it.")
        return self.value

    def choice(self, allowed: Collection[str]) -> str:
        """One of these texts."""
        if not isinstance(self.value, str) or self.value not in allowed:
            self.wrong(f"is {shown(self.value)}, which is not known. {one_of(allowed)}")
        return self.value

    def number(self, least: int, most: int) -> int:
        """A whole number."""
        if not is_number(self.value) or not least <= self.value <= most:
            self.wrong(f"is a whole number from {least} to {most}, not {shown(self.value)}.")
        return int(self.value)

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.wrong(f"is true or false, not {shown(self.value)}.")
        return self.value

    def _inside(self, key: str) -> Sent:
        return Sent(self.value[key], f"{self.path}.{short(key)}" if self.path else short(key))


def read_json(body: bytes) -> Sent:
    """The JSON of a body; raises BadQuery for what is none."""
    try:
        return Sent(json.loads(body.decode("utf-8"), parse_constant=_no_number))
    except (ValueError, RecursionError):
        raise BadQuery("The body is not JSON.") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def is_number(value: object) -> bool:
    """A whole one."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_sound(text: str) -> bool:
    """Whether it has no halves of characters, which nothing can write down, and no NUL."""
    return "\0" not in text and text.encode("utf-8", "replace").decode() == text


def kind_of(value: object) -> str:
    return KINDS.get(type(value), "a number")


def shown(value: object) -> str:
    """A value as its sender knows it, or what kind it is of."""
    if isinstance(value, str):
        return f"“{short(value)}”"
    if isinstance(value, int) and abs(value) < 10**18:
        return str(value).lower()
    return kind_of(value)


def short(text: str) -> str:
    """The beginning of a text, in one line."""
    plain = "".join(each if each.isprintable() else "�" for each in text[:SHOWN])
    return plain if len(text) <= SHOWN else plain + "…"


def one_of(allowed: Iterable[str]) -> str:
    """What is allowed, listed."""
    known = [short(each) for each in allowed]
    more = "" if len(known) <= MOST_LISTED else f" and {len(known) - MOST_LISTED} more"
    return f"Allowed: {', '.join(known[:MOST_LISTED]) or 'nothing'}{more}."
