"""Whether people can sign in with the provider that the settings name."""

from __future__ import annotations

from tracker.config import Config
from tracker.services.checkup.certificates import OTHERWISE
from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.services.providers.calls import Calls
from tracker.services.providers.discovery import discover
from tracker.services.providers.id_tokens import Keys
from tracker.services.providers.trouble import ProviderTrouble, Why

ADVICE: dict[Why, str] = {
    "down": "Check OIDC_ISSUER, DNS, the firewall, and whether the provider runs.",
    "slow": "Check DNS, the firewall, and whether the provider runs.",
    "certificate": OTHERWISE,
    "odd": "Is OIDC_ISSUER the issuer of an OpenID Connect provider?",
    "issuer": "Set OIDC_ISSUER to exactly that, with or without a slash at its end.",
}


async def look_at_provider(config: Config) -> list[Finding]:
    """What it tells of itself, and its keys; whether it knows our secret a sign-in shows."""
    if not config.oidc_issuer:
        return []
    async with Calls.open() as calls:
        try:
            known = await discover(config.oidc_issuer, calls)
            await Keys(calls, lambda: 0).find(known.jwks_uri)
        except ProviderTrouble as trouble:
            found = f"The provider of OIDC_ISSUER cannot be used ({trouble})."
            return [bad("provider", found, ADVICE.get(trouble.why, OTHERWISE))]
    if (
        known.code_challenge_methods_supported
        and "S256" not in known.code_challenge_methods_supported
    ):
        found = "The provider does not name S256 among its ways of PKCE."
        return [warn("provider", found, "Allow it for this client: sign-ins may be refused.")]
    back = f"{config.public_url}{config.base_path}/login/provider/back"
    return [ok("provider", f"The provider answers. It has to lead back to {back}.")]
