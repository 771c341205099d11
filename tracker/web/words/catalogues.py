"""Translations, read from tracker/locales/LANGUAGE.po as translators write it: nothing to build."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
from babel import Locale
from babel.messages.pofile import read_po

from tracker import resources

SOURCE = "en"  # the language that the texts are written in


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


@cache
def plural_samples(language: str) -> Mapping[str, int]:
    """A number for each plural form of the language, by the form's name in CLDR, which browsers
    know, too."""
    form = Locale.parse(language).plural_form
    return {form(number): number for number in (1_000_000, *reversed(range(200)))}


def read_catalogue(path: Path) -> Catalogue:
    """The finished texts of a file: those that are empty or marked fuzzy are left out."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    texts = {}
    for message in catalogue:
        written, said = _forms(message.id), _forms(message.string or "")
        if written[0] and all(said) and not message.fuzzy:
            texts[written[0]] = said
    return Catalogue(texts, gettext.c2py(catalogue.plural_expr))


def _forms(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)
