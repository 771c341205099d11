"""An engine's words for what all of them can do, and what it says of keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Words(NamedTuple):
    """One engine's; `{}` stands for an expression. `value`: a value's place by its name. `whole`:
    what is counted, as a number that may be below zero. `who`: a visitor of a day. `month`: of a
    day's number that of its month's first. `matches`: a text and an expression. `said`, `says`: the
    text of a property by its name, and whether there is one. `kept_once`: of a table with which a
    statement begins."""

    value: Callable[[str, str | float], str]
    whole: str
    who: str
    divided: str
    month: str
    lower: str
    contains: str
    begins: str
    matches: str
    matches_any_case: str
    said: str
    says: str
    property_name: Callable[[str], str]
    money: str
    money_said: str
    kept_once: str


class Key(NamedTuple):
    """`of_row`, `of_visit`: the expression over a row of either. `join`: what it needs beside it;
    the same for both but for what only a row lacks."""

    of_row: str
    of_visit: str
    row_join: str = ""
    visit_join: str = ""


class Label(NamedTuple):
    """An expression over the key, and the join that it needs."""

    text: str
    join: str = ""
