"""The codes of a second factor: what an authenticator app shows, and those on paper."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable

import pyotp

STEP = 30_000  # ms
AROUND = (0, -1, 1)  # steps: a phone's clock may be half a minute off
SECRET_BYTES = 20
DIGITS = 6
LONGEST = 100  # characters of what somebody typed as a code that are looked at

RECOVERY_CODES = 10
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # none that is mistaken for another
LOOK_ALIKE = str.maketrans("oil", "011")
GROUPS, GROUP = 4, 4  # 80 random bits


def secret_of(key: bytes, salt: bytes) -> str:
    """What an app keeps, in base32. Made anew each time: neither half is enough."""
    return base64.b32encode(hmac.digest(key, salt, "sha256")[:SECRET_BYTES]).decode()


def step_of(secret: str, code: str, now: int, last_step: int) -> int | None:
    """The half minute that the code belongs to; None when it is wrong, old or used before."""
    digits = "".join(code[:LONGEST].split())
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    app = pyotp.TOTP(secret, digits=DIGITS, interval=STEP // 1000)
    found = None
    for step in (now // STEP + offset for offset in AROUND):
        if hmac.compare_digest(app.generate_otp(step), digits) and step > last_step:
            found = step
    return found


def enrolment(secret: str, account: str, server: str) -> str:
    """The address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=server)


def recovery_code(choose: Callable[[str], str]) -> str:
    """`7k2m-9xpt-0h4c-wqzn`."""
    groups = ("".join(choose(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def plain(code: str) -> str:
    """A recovery code as it was meant, however it was typed; "" when it cannot be one."""
    typed = "".join(char for char in code[:LONGEST].casefold() if char.isascii() and char.isalnum())
    letters = typed.translate(LOOK_ALIKE)
    return letters if len(letters) == GROUPS * GROUP else ""
