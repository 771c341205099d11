"""Why a hit is not stored, in words that say what to do: the same in the reply and on the page."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """One word a refusal; sent as `X-Tracker-Refused`."""

    BAD = "bad"
    BOT = "bot"
    BUSY = "busy"
    EXCLUDED = "excluded"
    FAST = "fast"
    HOST = "host"
    LARGE = "large"
    LONG = "long"
    PRIVACY = "privacy"
    SPAM = "spam"
    TEST = "test"
    UNKNOWN = "unknown"


class Words(NamedTuple):
    """A reason's status code, its name on the page, and the remedy."""

    status: int
    what: str
    remedy: str


# A 204 with the header is an answer that a browser takes quietly: the hit was understood and
# left out on purpose. Everything else is an error of the sender or of ours.
WORDS = {
    Reason.BAD: Words(400, "Not a hit", "Compare what is sent with docs/beacon.md."),
    Reason.BOT: Words(204, "Bot", "Programs read your pages but are not visitors. Nothing to do."),
    Reason.BUSY: Words(
        503,
        "Server busy",
        "Nothing was stored. Look at the server's disk and load; /readyz says what is wrong.",
    ),
    Reason.EXCLUDED: Words(
        204, "Excluded itself", "This browser has tracker_ignore set; remove it to be counted."
    ),
    Reason.FAST: Words(
        429, "Too fast", "Raise RATE_PER_ADDRESS or RATE_PER_SITE if these are real visits."
    ),
    Reason.HOST: Words(
        204,
        "Host not on the list",
        "Allow this host in the site's settings, or leave the list empty to allow any.",
    ),
    Reason.LARGE: Words(413, "Too large", "A hit may have 32 KiB. Send fewer properties."),
    Reason.LONG: Words(414, "Address too long", "A request line may have 16 KiB. Use POST."),
    Reason.PRIVACY: Words(
        204, "Asked not to be counted", "The browser sends DNT or GPC, and that is honoured."
    ),
    Reason.SPAM: Words(204, "Referrer spam", "The referrer only wants a link in your reports."),
    Reason.TEST: Words(400, "Test link used up", "Send another test visit from the set-up page."),
    Reason.UNKNOWN: Words(404, "No such site", "Copy the snippet again from the set-up page."),
}


class Refusal(NamedTuple):
    """A decision, not an error: the hit is not stored. `detail` says about what."""

    reason: Reason
    detail: str = ""
    host: str = ""
    retry_after: int = 0  # seconds

    @property
    def status(self) -> int:
        return WORDS[self.reason].status

    @property
    def what(self) -> str:
        return WORDS[self.reason].what

    @property
    def remedy(self) -> str:
        return WORDS[self.reason].remedy
