"""What a browser sends of a passkey: read by us as far as we need it, checked by the library.

It is a stranger's text: whatever is wrong with it is one answer, `Unreadable` or `Unproved`."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode
from importlib.util import find_spec
from typing import NamedTuple

import msgspec

from tracker.domain.passkeys import Place

LONGEST = 16_384  # characters; a key without attestation has a tenth of it
SHOWN = 200  # characters in the log of what is wrong with a stranger's bytes
LONGEST_CREDENTIAL = 1_400  # characters: the 1,023 bytes that WebAuthn allows


class Unreadable(Exception):
    """It is nothing that a browser sends."""


class Unproved(Exception):
    """It does not fit what was asked; says why, for the log."""


class Answer(NamedTuple):
    """What of it says to which question it belongs; none of this is proved."""

    text: str
    credential: str
    challenge: bytes
    handle: bytes


class Made(NamedTuple):
    """A new key, proved."""

    credential: str
    public_key: bytes
    counter: int


def is_installed() -> bool:
    """Whether the library that checks them is here; without it there are no passkeys."""
    return find_spec("webauthn") is not None


class _Response(msgspec.Struct, rename="camel"):
    client_data_json: str = msgspec.field(name="clientDataJSON")
    user_handle: str | None = None


class _Sent(msgspec.Struct):
    id: str
    response: _Response


class _ClientData(msgspec.Struct):
    challenge: str


def read_answer(text: str) -> Answer:
    """Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable
    try:
        sent = msgspec.json.decode(text, type=_Sent)
        about = msgspec.json.decode(_bytes(sent.response.client_data_json), type=_ClientData)
        challenge, handle = _bytes(about.challenge), _bytes(sent.response.user_handle or "")
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Unreadable from None
    if not sent.id or len(sent.id) > LONGEST_CREDENTIAL:
        raise Unreadable
    return Answer(text, sent.id, challenge, handle)


def check_made(answer: Answer, place: Place) -> Made:
    """The key in it. Blocks, and loads the library; raises Unproved."""
    import webauthn

    try:
        made = webauthn.verify_registration_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
        credential = webauthn.base64url_to_bytes(answer.credential)
    except Exception as error:  # whatever the library and those below it say of a stranger's bytes
        raise Unproved(repr(error)[:SHOWN]) from None
    if made.credential_id != credential:
        raise Unproved("another credential in the attestation")
    return Made(answer.credential, made.credential_public_key, made.sign_count)


def check_shown(answer: Answer, place: Place, public_key: bytes) -> int:
    """How many uses the key has counted. Blocks, and loads the library; raises Unproved."""
    import webauthn

    try:
        shown = webauthn.verify_authentication_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,  # which is looked at where it is kept
            require_user_verification=True,
        )
    except Exception as error:  # as above
        raise Unproved(repr(error)[:SHOWN]) from None
    return shown.new_sign_count


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError from error
