"""What a provider says of somebody who signs in with it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from tracker.domain.names import name_from_email

LONGEST_SUBJECT = 255  # characters, as the standard has it
LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^\s@<>,;:\"\\]{1,64}@[^\s@<>,;:\"\\]{1,189}")
NAMES = ("preferred_username", "nickname", "name")


class Person(msgspec.Struct, frozen=True):
    """Somebody at the provider, who may have an account here."""

    subject: str  # who it is for ever, whatever else changes
    email: str  # "" where it names none
    is_verified: bool  # it says that the address is theirs
    name: str  # what an account of theirs could be called
    is_admin: bool  # by the claim that the operator has named


def name_of_link(issuer: str, subject: str) -> str:
    """By which it is noted that somebody took it away."""
    return f"{issuer} {subject}"


class NoSubject(Exception):
    """It does not say who it is."""


def person_of(claims: Mapping[str, object], admin_claim: str = "") -> Person:
    """`admin_claim` as OIDC_ADMIN_CLAIM has it. Raises NoSubject."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NoSubject
    email = _email(claims.get("email"))
    return Person(
        subject,
        email,
        # Some write the word as text; anything else is a no.
        bool(email) and claims.get("email_verified") in (True, "true"),
        _name(claims, email),
        _is_admin(claims, admin_claim),
    )


def _email(said: object) -> str:
    if not isinstance(said, str) or len(said) > LONGEST_EMAIL or not said.isprintable():
        return ""
    return said if _EMAIL.fullmatch(said) else ""


def _name(claims: Mapping[str, object], email: str) -> str:
    for said in (*map(claims.get, NAMES), email):
        if isinstance(said, str) and (printable := "".join(filter(str.isprintable, said[:320]))):
            return name_from_email(printable)
    return name_from_email(email)


def _is_admin(claims: Mapping[str, object], admin_claim: str) -> bool:
    path, _, wanted = admin_claim.partition("=")
    said = _inside(claims, path)
    return bool(wanted) and (said == wanted or (isinstance(said, list) and wanted in said))


def _inside(claims: Mapping[str, object], path: str) -> object:
    """The claim of that name, or what is inside one where its name has dots."""
    if path in claims:
        return claims[path]
    head, _, rest = path.partition(".")
    inner = claims.get(head)
    return _inside(inner, rest) if rest and isinstance(inner, dict) else None
