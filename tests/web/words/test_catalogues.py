"""Translations are read as translators leave them."""

from pathlib import Path

import pytest

from tracker.web.words.catalogues import Catalogue, read_catalogue

POLISH = r"""
# Translators' comments.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && "
"(n%100<10 || n%100>=20) ? 1 : 2);\n"

#: templates/base.html:1
msgid "Log in"
msgstr "Zaloguj się"

#: a.py:1
#, python-format
msgid ""
"A \"long\" text\n"
"of %(n)d lines"
msgstr ""
"\"Długi\" tekst\n"
"w %(n)d liniach"

#, python-format
msgid "%(num)d visit"
msgid_plural "%(num)d visits"
msgstr[0] "%(num)d wizyta"
msgstr[1] "%(num)d wizyty"
msgstr[2] "%(num)d wizyt"

msgid "Not yet"
msgstr ""

#, fuzzy
msgid "Guessed"
msgstr "Zgadnięte"

#~ msgid "Gone"
#~ msgstr "Minęło"
"""


@pytest.fixture
def polish(tmp_path: Path) -> Catalogue:
    path = tmp_path / "pl.po"
    path.write_text(POLISH, "utf-8")
    return read_catalogue(path)


def test_a_text_is_translated(polish: Catalogue) -> None:
    assert polish.text("Log in") == "Zaloguj się"
    assert polish.text('A "long" text\nof %(n)d lines') == '"Długi" tekst\nw %(n)d liniach'


@pytest.mark.parametrize("written", ["Not yet", "Guessed", "Gone", "Unheard of", ""])
def test_what_is_not_finished_stays_as_it_was_written(polish: Catalogue, written: str) -> None:
    assert polish.text(written) == written


@pytest.mark.parametrize(
    ("number", "said"), [(1, "wizyta"), (2, "wizyty"), (5, "wizyt"), (12, "wizyt"), (22, "wizyty")]
)
def test_the_plural_follows_the_languages_own_rule(
    polish: Catalogue, number: int, said: str
) -> None:
    assert polish.counted("%(num)d visit", "%(num)d visits", number) == f"%(num)d {said}"


def test_a_count_without_translation_is_english(polish: Catalogue) -> None:
    assert polish.counted("site", "sites", 1) == "site"
    assert polish.counted("site", "sites", 2) == "sites"


def test_a_catalogue_without_a_rule_counts_as_english_does(tmp_path: Path) -> None:
    path = tmp_path / "xx.po"
    path.write_text(
        'msgid "%d a"\nmsgid_plural "%d b"\nmsgstr[0] "one"\nmsgstr[1] "more"\n', "utf-8"
    )
    read = read_catalogue(path)
    assert [read.counted("%d a", "%d b", number) for number in (0, 1, 2)] == ["more", "one", "more"]
