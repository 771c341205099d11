"""Why a hit is not stored, in words that say what to do: the same in the reply and on the page."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """One word a refusal; sent as `X-Tracker-Refused`."""

    BAD = "bad"
    BLOCKED = "blocked"
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
def N_(text: str) -> str:
    """A text that web/ translates where it shows it."""
    return text


WORDS = {
    Reason.BAD: Words(400, N_("Not a hit"), N_("Compare what is sent with docs/beacon.md.")),
    Reason.BLOCKED: Words(
        204,
        N_("Blocked"),
        N_("A block in the site's settings keeps it out; remove that to count it."),
    ),
    Reason.BOT: Words(
        204, N_("Bot"), N_("Programs read your pages but are not visitors. Nothing to do.")
    ),
    Reason.BUSY: Words(
        503,
        N_("Server busy"),
        N_("Nothing was stored. Look at the server's disk and load; /readyz says what is wrong."),
    ),
    Reason.EXCLUDED: Words(
        204,
        N_("Excluded itself"),
        N_("This browser has tracker_ignore set; remove it to be counted."),
    ),
    Reason.FAST: Words(
        429, N_("Too fast"), N_("Raise RATE_PER_ADDRESS or RATE_PER_SITE if these are real visits.")
    ),
    Reason.HOST: Words(
        204,
        N_("Host not on the list"),
        N_("Allow this host in the site's settings, or leave the list empty to allow any."),
    ),
    Reason.LARGE: Words(413, N_("Too large"), N_("A hit may have 32 KiB. Send fewer properties.")),
    Reason.LONG: Words(
        414, N_("Address too long"), N_("A request line may have 16 KiB. Use POST.")
    ),
    Reason.PRIVACY: Words(
        204,
        N_("Asked not to be counted"),
        N_("The browser sends DNT or GPC, and that is honoured."),
    ),
    Reason.SPAM: Words(
        204, N_("Referrer spam"), N_("The referrer only wants a link in your reports.")
    ),
    Reason.TEST: Words(
        400, N_("Test link used up"), N_("Send another test visit from the set-up page.")
    ),
    Reason.UNKNOWN: Words(
        404, N_("No such site"), N_("Copy the snippet again from the set-up page.")
    ),
}


class Refusal(NamedTuple):
    """A decision, not an error: the hit is not stored. `detail` says about what, `block` is the
    number of the site's block that did it."""

    reason: Reason
    detail: str = ""
    host: str = ""
    retry_after: int = 0  # seconds
    block: int = 0

    @property
    def status(self) -> int:
        return WORDS[self.reason].status

    @property
    def what(self) -> str:
        return WORDS[self.reason].what

    @property
    def remedy(self) -> str:
        return WORDS[self.reason].remedy
