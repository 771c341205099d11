"""Translations, read from tracker/locales/LANGUAGE.po as translators write it: nothing to build."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
from babel import Locale

from tracker import resources

SOURCE = "en"  # the language that the texts are written in

_QUOTED = re.compile(r'(?:(msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?("(?:[^"\\]|\\.)*")\s*')
_PLURAL = re.compile(r"plural=([^;\n]+)")


class Catalogue(msgspec.Struct, frozen=True):
    """The texts of one language; what it does not know stays as it was written."""

    texts: Mapping[str, tuple[str, ...]]  # one, or one for each plural form
    form: Callable[[int], int]

    def text(self, written: str) -> str:
        """One text."""
        found = self.texts.get(written)
        return found[0] if found else written

    def counted(self, one: str, other: str, number: int) -> str:
        """The text that goes with a number."""
        found = self.texts.get(one, ())
        form = self.form(number)
        return found[form] if form < len(found) else (one if number == 1 else other)

    def written(self, said: str) -> str:
        """The other way: what the text was before it was translated."""
        found = (text for text, (first, *_more) in self.texts.items() if first == said)
        return next(found, said)


UNTRANSLATED = Catalogue({}, lambda number: int(number != 1))


@cache
def catalogues() -> Mapping[str, Catalogue]:
    """Every language there is, by its code; read once."""
    found = sorted(resources.locales().glob("*.po"))
    return {SOURCE: UNTRANSLATED} | {path.stem: read_catalogue(path) for path in found}


@cache
def language_names() -> Mapping[str, str]:
    """The languages' names as their own speakers write them."""
    return {code: str(Locale.parse(code).display_name).capitalize() for code in catalogues()}


def read_catalogue(path: Path) -> Catalogue:
    """The finished texts of a file: those that are empty or marked fuzzy are left out."""
    texts: dict[str, tuple[str, ...]] = {}
    header = ""
    for entry in _entries(path.read_text("utf-8")):
        written = entry.pop("msgid", "")
        entry.pop("msgid_plural", None)
        said = tuple(entry[name] for name in sorted(entry))
        if not written:
            header = "".join(said)
        elif said and all(said):
            texts[written] = said
    rule = _PLURAL.search(header)
    return Catalogue(texts, gettext.c2py(rule[1]) if rule else UNTRANSLATED.form)


def _entries(text: str) -> Iterator[dict[str, str]]:
    for block in re.split(r"\n\s*\n", text):
        lines = block.splitlines()
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        entry: dict[str, str] = {}
        name = ""
        for line in lines:
            if found := _QUOTED.fullmatch(line):
                name = found[1] or name
                entry[name] = entry.get(name, "") + json.loads(found[2])
        if entry:
            yield entry
