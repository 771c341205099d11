"""What is wrong with a certificate, and who can mend it."""

from __future__ import annotations

import asyncio
import ssl

# OpenSSL's numbers: x509_vfy.h
NOT_YET, EXPIRED, SELF_SIGNED, SELF_SIGNED_IN_CHAIN = 9, 10, 18, 19
NO_ISSUER, NO_ISSUER_HERE, OTHER_HOST, OTHER_ADDRESS = 20, 21, 62, 64

ADVICE = {
    NOT_YET: "It is not valid yet, or this machine's clock is behind: look at the clock first.",
    EXPIRED: "Renew it there. If it is not out of date, this machine's clock is ahead.",
    SELF_SIGNED: (
        "Let a known authority sign it (Let's Encrypt does for nothing), or name its own to this "
        "machine: SSL_CERT_FILE."
    ),
    NO_ISSUER: (
        "Let that server send its whole chain (fullchain.pem), or name its authority to this "
        "machine: SSL_CERT_FILE."
    ),
    OTHER_HOST: "Write the name that the certificate is for, or have it made for this one.",
}
ADVICE[SELF_SIGNED_IN_CHAIN] = ADVICE[SELF_SIGNED]
ADVICE[NO_ISSUER_HERE] = ADVICE[NO_ISSUER]
ADVICE[OTHER_ADDRESS] = ADVICE[OTHER_HOST]
OTHERWISE = "Have it made anew; `openssl s_client -connect HOST:PORT` shows it."


def certificate_fault(error: BaseException) -> tuple[str, str] | None:
    """What is wrong with the certificate behind this error, and what to do; None for an error that
    has another reason."""
    found = behind(error)
    if found is None:
        return None
    return found.verify_message, ADVICE.get(found.verify_code, OTHERWISE)


async def trusted() -> ssl.SSLContext:
    """The authorities that this machine trusts now."""
    return await asyncio.to_thread(ssl.create_default_context)


def behind(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """The certificate's own error, however others have wrapped it."""
    while error is not None:
        wrapped = getattr(error, "certificate_error", None)  # of aiohttp, which is one by name only
        if wrapped is None and isinstance(error, ssl.SSLCertVerificationError):
            return error
        error = wrapped or error.__cause__ or error.__context__
    return None
