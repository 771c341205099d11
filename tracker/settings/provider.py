"""Reads what is said of the provider that people sign in with; ValueError says what is allowed
instead."""

import re
from typing import NamedTuple

from tracker.settings.addresses import web_address
from tracker.settings.hosts import is_this_machine

DISCOVERY = "/.well-known/openid-configuration"


def issuer_address(given: str) -> str:
    """Reads an issuer, and leaves it as it is: it is compared letter by letter."""
    parts = web_address(given)
    if not parts or parts.username is not None or parts.query or parts.fragment:
        raise ValueError("an address such as https://login.example.com/realms/main")
    if parts.path.endswith(DISCOVERY):
        raise ValueError(f"the issuer alone, without {DISCOVERY}")
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        raise ValueError("an https address: over http anybody on the way could sign in as anybody")
    return given


def client_id(given: str) -> str:
    """Reads what the provider calls this server."""
    if not re.fullmatch(r"[!-~]{1,255}", given):
        raise ValueError("the client ID as the provider shows it, without blanks")
    return given


def client_secret(given: str) -> str:
    """Reads what the provider knows this server by."""
    if not re.fullmatch(r"[!-~]{8,512}", given):
        raise ValueError("the client secret as the provider shows it, without blanks")
    return given


def provider_name(given: str) -> str:
    """Reads what the provider is called on the button."""
    if not given.isprintable() or len(given) > 40:
        raise ValueError("a name of at most 40 characters")
    return given


def scopes(given: str) -> str:
    """Reads what is asked of the provider; openid always is."""
    named = given.split()
    if not all(re.fullmatch(r"[!#-\[\]-~]{1,100}", each) for each in named):
        raise ValueError("words such as profile email groups, with blanks between them")
    return " ".join(dict.fromkeys(["openid", *named]))


def claim_value(given: str) -> str:
    """Reads which claim says who is an admin."""
    if not re.fullmatch(r"[\w:/.-]{1,200}=[^=\s][^=]{0,199}", given):
        raise ValueError("a claim and its value such as groups=tracker-admins")
    return given


class Told(NamedTuple):
    """What the settings of the provider have to agree on."""

    issuer: str
    client_id: str
    client_secret: str
    public_url: str
    local_log_in: bool
    others: bool  # whether any more are set


def provider_fault(told: Told) -> str:
    """What is missing of settings that only make sense together, in a sentence; or ""."""
    named = {
        "OIDC_CLIENT_ID": told.client_id,
        "OIDC_CLIENT_SECRET": told.client_secret,
        "PUBLIC_URL": told.public_url,
    }
    missing = [name for name, value in named.items() if not value]
    if told.issuer and missing:
        return f"OIDC_ISSUER is set, and so must be {', '.join(missing)}"
    if not told.issuer and not told.local_log_in:
        return "LOCAL_LOGIN=0 would leave no way in: it needs OIDC_ISSUER"
    if not told.issuer and (told.client_id or told.client_secret or told.others):
        return "OIDC_ISSUER is missing: without it the other settings of OIDC_ do nothing"
    return ""
