"""What may be secret in an address, hidden wherever an address is shown to people or logged."""

import re

HIDDEN = "***"

_ADDRESS = re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s'\"<>]+")
# user:password@, as a piece of an address that a program has taken apart.
_CREDENTIALS = re.compile(r"(?<![^\s'\"=(,])[^\s'\"@/:]{1,80}:(?!//)[^\s'\"@]{1,80}@")
# A key in a path: long, of letters and digits, and no file's name.
_KEY = re.compile(r"(?=[^/]{0,40}\d)[A-Za-z0-9_~=-]{16,}")
_ONLY_A_HOST = re.compile(r"(?:[A-Za-z]{2,8}://)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/?\d{0,6}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://")


def masked(text: str) -> str:
    """The text with what may be secret in its addresses hidden."""
    return _CREDENTIALS.sub(f"{HIDDEN}@", _ADDRESS.sub(lambda found: address(found[0]), text))


def address(text: str) -> str:
    """An address without credentials, keys in its path, values of its query, and its fragment."""
    scheme, mark, rest = text.partition("://")
    if not mark:
        return HIDDEN if text else ""
    user, at, rest = rest.rpartition("@")  # the last: a password may hold any letter, @ too
    rest, hash_mark, _ = rest.partition("#")
    path, question, query = rest.partition("?")
    shown = "/".join(map(_segment, path.split("/")))
    values = "&".join(map(_parameter, re.split("[&;]", query)))
    user = HIDDEN if at else user
    return f"{scheme}://{user}{at}{shown}{question}{values}{hash_mark}{HIDDEN * bool(hash_mark)}"


def refused(text: str) -> str:
    """An address that cannot be read: which part of it is a password, nobody can tell. A host's
    name alone has none."""
    if _ONLY_A_HOST.fullmatch(text):
        return text
    found = _SCHEME.match(text)
    return f"{found[0] if found else ''}{HIDDEN}"


def _segment(text: str) -> str:
    """A step of a path without what follows a ;."""
    name, more, _ = text.partition(";")
    return (HIDDEN if _KEY.fullmatch(name) else name) + (more and f";{HIDDEN}")


def _parameter(text: str) -> str:
    """`key=***`; a place for what is put in later, {ip}, stays."""
    name, equals, value = text.partition("=")
    if value.startswith("{") and value.endswith("}"):
        return text
    return f"{name}={HIDDEN}" if equals else HIDDEN * bool(text)
