"""What a browser keeps from which somebody has logged in, so that it has a counter of wrong
passwords of its own.

The mark's key is the account's encoded password, with its 128 random bits: nobody makes one without
the database, it fits no other account, and another password ends it. It lets nobody in.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re

LIFE = 400 * 86_400_000  # ms; browsers keep no cookie longer
MOST = 4  # accounts that share a browser
NONCE_BYTES = 12
MARK = r"[A-Za-z0-9_-]{43}"
MARKS = re.compile(rf"{MARK}(?:\.{MARK}){{0,{MOST - 1}}}")

_PROOF_BYTES = 16


def mark(user_id: int, encoded: str, nonce: bytes, now: int) -> str:
    """For this account's browser, from now (ms, UTC) on."""
    body = (now // 60_000).to_bytes(4, "big") + nonce
    return _text(body + _proof(user_id, encoded, body))


def known_as(marks: str, user_id: int, encoded: str, now: int) -> str:
    """Which of the account's browsers has these marks; "" for none."""
    fitting = [each for each in marks.split(".") if _fits(each, user_id, encoded, now)]
    return fitting[0] if fitting else ""


def with_mark(marks: str, new: str, user_id: int, encoded: str, now: int) -> str:
    """The marks with a new one of the account in place of its old one; the oldest go."""
    others = [each for each in marks.split(".") if each and not _fits(each, user_id, encoded, now)]
    return ".".join([new, *others][:MOST])


def _fits(text: str, user_id: int, encoded: str, now: int) -> bool:
    try:
        raw = base64.urlsafe_b64decode(text + "=")
    except (binascii.Error, ValueError):
        return False
    body, proof = raw[:-_PROOF_BYTES], raw[-_PROOF_BYTES:]
    is_ours = hmac.compare_digest(proof, _proof(user_id, encoded, body))
    return is_ours and _text(raw) == text and now < int.from_bytes(body[:4], "big") * 60_000 + LIFE


def _proof(user_id: int, encoded: str, body: bytes) -> bytes:
    message = b"known browser %d " % user_id + body
    return hmac.digest(encoded.encode(), message, "sha256")[:_PROOF_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
