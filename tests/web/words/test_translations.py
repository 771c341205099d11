"""The translations that are shipped: whole, and with the same blanks as the texts."""

import re

import pytest
from babel.messages.catalog import Catalog, Message

from scripts.messages import finished, key_of, missing, surplus, texts, translations
from tracker.web.words.catalogues import catalogues, language_names

SHIPPED = translations()
BLANK = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w+[^>]*>")
# What programs and files are called is the same in every language.
NAMES = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b|\bX-[\w-]+|/readyz|\bdata-\w+|\.md\b")


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def written(message: Message) -> list[str]:
    """What each of the forms says: the first one the text for 1, all others the one for many."""
    one, *many = [message.id] if isinstance(message.id, str) else message.id
    return [one, *many * (len(forms(message)) - 1)]


def pairs(language: str) -> list[tuple[str, str]]:
    """(text, translation) of all that is translated, each plural form by itself."""
    every = [message for message in SHIPPED[language] if message.id]
    return [
        pair for message in every for pair in zip(written(message), forms(message), strict=True)
    ]


@pytest.fixture(scope="module")
def every() -> Catalog:
    """Every text there is: looking for them takes seconds."""
    return texts()


def test_there_is_something_to_compare(every: Catalog) -> None:
    assert len(every) > 500
    assert "de" in SHIPPED
    assert set(catalogues()) == {"en", *SHIPPED}
    assert language_names()["de"] == "Deutsch"
    assert language_names()["fr"] == "Français"


@pytest.mark.parametrize("language", SHIPPED)
def test_no_translation_is_doubted_or_half_done(language: str) -> None:
    every = [message for message in SHIPPED[language] if message.id]
    assert [key_of(message) for message in every if message.fuzzy] == []
    assert [
        key_of(message) for message in every if any(forms(message)) and not finished(message)
    ] == []


@pytest.mark.parametrize("language", SHIPPED)
def test_blanks_and_markup_are_those_of_the_text(language: str) -> None:
    done = [(text, said) for text, said in pairs(language) if said]
    for pattern in (BLANK, NAMES):
        wrong = [
            (text, said)
            for text, said in done
            if sorted(pattern.findall(text)) != sorted(pattern.findall(said))
        ]
        assert wrong == []


@pytest.mark.parametrize("language", SHIPPED)
def test_a_sentence_stays_one_and_nothing_hangs_over(language: str) -> None:
    ends = re.compile(r"[.:…]$")
    for text, said in pairs(language):
        if said:
            assert said == said.strip(), said
            assert ends.findall(text) == ends.findall(said), (text, said)
            assert "!" not in said, said


@pytest.mark.parametrize("language", SHIPPED)
def test_every_text_is_translated(every: Catalog, language: str) -> None:
    """`python scripts/messages.py` brings the file up to date and lists what is missing."""
    assert missing(SHIPPED[language], every) == []
    assert surplus(SHIPPED[language], every) == []
