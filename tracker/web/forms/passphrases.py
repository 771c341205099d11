"""Which passwords are refused, and the passphrase that we offer instead."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path

from tracker.domain.names import key_of

SHORTEST = 15
LONGEST = 256
WORDS_OFFERED = 6
FEWEST_DIFFERENT = 5

HERE = Path(__file__).parent


def passphrase() -> str:
    """Six random words: more than 55 bits."""
    return "-".join(secrets.choice(words()) for _ in range(WORDS_OFFERED))


def is_guessable(password: str, *about: str) -> bool:
    """Whether it is common, repetitive, or little more than the person's name or e-mail."""
    plain = key_of(password)
    if plain in common() or len(set(plain)) < FEWEST_DIFFERENT or is_repeated(plain):
        return True
    for text in sorted((key_of(text) for text in about), key=len, reverse=True):
        if len(text) >= 3:
            plain = plain.replace(text, "")
    return len(plain) < SHORTEST // 2


def is_repeated(text: str) -> bool:
    """Whether it is one shorter piece again and again: "abcabcabcabcabc"."""
    return text in (text + text)[1:-1]


@cache
def common() -> frozenset[str]:
    """Passwords of SHORTEST characters and more that guessers try first."""
    return frozenset((HERE / "common.txt").read_text("utf-8").split("\n"))


@cache
def words() -> tuple[str, ...]:
    """Short words that are easy to type and hard to mistake for one another."""
    return tuple((HERE / "words.txt").read_text("utf-8").split())
