"""A phone in a browser's hand: Chromium's own virtual authenticator, by its DevTools."""

from __future__ import annotations

from typing import Any

from playwright.async_api import CDPSession, Page


class Phone:
    """It keeps passkeys and says yes when it is asked, until `await phone.refuses()`."""

    def __init__(self, session: CDPSession, number: str) -> None:
        self._session = session
        self._number = number

    @classmethod
    async def beside(cls, page: Page) -> Phone:
        """One that the page's browser can ask."""
        session = await page.context.new_cdp_session(page)
        await session.send("WebAuthn.enable", {"enableUI": False})
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return cls(session, made["authenticatorId"])

    async def refuses(self, does: bool = True) -> None:
        """The finger is not its owner's."""
        await self._send("setUserVerified", isUserVerified=not does)

    async def keys(self) -> list[dict[str, Any]]:
        """What it keeps."""
        found = await self._send("getCredentials")
        return list(found["credentials"])

    async def _send(self, what: str, **more: Any) -> dict[str, Any]:
        about = {"authenticatorId": self._number} | more
        return dict(await self._session.send(f"WebAuthn.{what}", about))
