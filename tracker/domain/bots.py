"""Tells programs from people by the user agent alone.

What only programs say is sought in what is left of it once the words are set aside that a device
and an app have for themselves: phones and apps are called whatever their makers like.
"""

from hashlib import blake2b

from tracker.domain.bot_names import name_in
from tracker.domain.bot_patterns import finders
from tracker.domain.budget import READ
from tracker.domain.own_words import rest_of
from tracker.domain.remembered import Remembered

NO_AGENT = "no user agent"
_LONGEST = 512
_A_PERSON = ""
_known: Remembered[bytes, str] = Remembered(READ)  # by a hash: what browsers send is not kept


def bot_name(user_agent: str) -> str | None:
    """A short printable name such as "Googlebot" or "curl"; None for a person's browser."""
    # Lone surrogates would stop Rust, and every pattern is ASCII anyway.
    text = user_agent[:_LONGEST].encode("ascii", "replace")
    digest = blake2b(text, digest_size=16).digest()
    name = _known.get(digest)
    if name is None:
        name = _bot_name(text.decode().strip()) or _A_PERSON
        _known.put(digest, name)
    return None if name is _A_PERSON else name


def warm_up() -> None:
    """Read the list (20 ms) and what most texts need of it ahead of the first hit."""
    for device in ("Linux; Android 10; K", "Windows NT 10.0; Win64; x64"):
        _bot_name(f"Mozilla/5.0 ({device}) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36")


def _bot_name(text: str) -> str | None:
    if not text:
        return NO_AGENT
    rest, find = rest_of(text), finders()
    matched = find.names(rest.names) or find.words(rest.words)
    return None if matched is None else name_in(text, matched)
