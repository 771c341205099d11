"""The audit log in its reader's words. What is kept are codes, which outlive any wording."""

from __future__ import annotations

import re

from tracker.web.forms.teams import ROLES_IN_A_SENTENCE
from tracker.web.words.i18n import _


def act_in_words(action: str) -> str:
    """What was done; what only another release has a word for stays as it was kept."""
    if action in ACTS:
        return str(ACTS[action])
    for pattern, words in ACTS_ABOUT_SITES:
        if found := pattern.fullmatch(action):
            return str(words) % _blanks(found)
    return action


def target_in_words(target: str) -> str:
    """What it was done to, where no name is left of it."""
    kind, _space, number = target.partition(" ")
    return str(NUMBERED[kind]) % {"number": number} if kind in NUMBERED and number else target


def _blanks(found: re.Match[str]) -> dict[str, str]:
    blanks = found.groupdict()
    if role := blanks.get("role"):
        blanks["role"] = str(ROLES_IN_A_SENTENCE[role])
    return blanks


ACTS = {
    # getting in and out
    "logged in": _("Logged in"),
    "logged in with a code": _("Logged in with a code of the app"),
    "logged in with a recovery code": _("Logged in with a recovery code"),
    "logged in with a passkey": _("Logged in with a passkey"),
    "logged out": _("Logged out"),
    "log-in refused": _("Log-in refused: wrong name or password"),
    "log-in throttled": _("Log-in refused: too many tries"),
    "log-in code refused": _("Log-in refused: wrong code"),
    "log-in code throttled": _("Log-in refused: too many tries of codes"),
    "log-in to an account that is switched off": _("Log-in refused: the account is switched off"),
    "passkey late": _("Log-in refused: a passkey, answered too late or twice"),
    "passkey unknown": _("Log-in refused: a passkey that is not known"),
    "passkey refused": _("Log-in refused: a passkey that proved nothing"),
    "passkey of two devices refused": _("Log-in refused: a passkey that somebody may have copied"),
    "log-in link used": _("Opened a log-in link"),
    "login link asked for": _("Asked for a log-in link"),
    "reset link asked for": _("Asked for another password by mail"),
    "asking for a link throttled": _("Refused a link by mail: too many tries"),
    "password reset": _("Set another password with a mailed link"),
    "session made": _("Session made for a test"),
    "session ended": _("Logged out one browser"),
    "other sessions ended": _("Logged out all other browsers"),
    "all sessions ended": _("Logged out everywhere"),
    "link to log in printed": _("Printed a link to log in"),
    "printed link used": _("Opened a printed link to log in"),
    "came from the provider": _("Signed in with the provider"),
    "provider linked": _("Linked the account at the provider"),
    "provider linked by its address": _("Linked to the account at the provider with that address"),
    "provider unlinked": _("Took the link to the provider away"),
    # accounts
    "account made by the provider": _("Account made at the first sign-in with the provider"),
    "account asked for": _("Asked for an account"),
    "account made": _("Account made"),
    "account added": _("Account added"),
    "account deleted": _("Account deleted"),
    "account switched off": _("Account switched off"),
    "account switched on": _("Account switched on"),
    "made an admin": _("Made an admin"),
    "made an ordinary user": _("Made an ordinary user"),
    "own account deleted": _("Deleted one’s own account"),
    "name changed": _("Name changed"),
    "another e-mail asked for": _("Asked for another e-mail address"),
    "e-mail changed": _("E-mail address changed"),
    "password changed": _("Password changed"),
    "two factors turned on": _("Two-step log-in turned on"),
    "two factors turned off": _("Two-step log-in turned off"),
    "passkey made": _("Passkey made"),
    "passkey removed": _("Passkey removed"),
    "passkeys removed": _("All passkeys removed"),
    "recovery codes renewed": _("Recovery codes made anew"),
    "visits exported": _("Downloaded the visits of a site"),
    "data exported": _("Downloaded one’s own data"),
    "token made": _("API token made"),
    "token revoked": _("API token revoked"),
    # sites
    "site added": _("Site added"),
    "site changed": _("Settings of the site changed"),
    "site deleted": _("Site deleted"),
    "import begun": _("Import begun"),
    "import undone": _("Import taken away"),
    "numbers reset": _("A site’s numbers begun anew"),
    "host allowed": _("Host allowed to report"),
    "shared link made": _("Shared link made"),
    "shared link changed": _("Shared link changed"),
    "shared link revoked": _("Shared link revoked"),
    "funnel made": _("Funnel named"),
    "funnel changed": _("Funnel changed"),
    "funnel removed": _("Funnel removed"),
    "badge made": _("Badge made"),
    "badge removed": _("Badge removed"),
    "retention changed": _("Changed how long visits are kept"),
    "old visits erased": _("Old visits erased"),
    "erasing allowed": _("Allowed to erase old visits that were in doubt"),
    "site token made": _("Token of the site made"),
    "site token revoked": _("Token of the site revoked"),
    "block added": _("Added to what is not counted"),
    "block removed": _("Removed from what is not counted"),
    "alias added": _("Name of another product added"),
    "alias removed": _("Name of another product removed"),
    "goal made": _("Goal made"),
    "goal changed": _("Goal changed"),
    "goal removed": _("Goal removed"),
    "segment made": _("Segment made"),
    "segment changed": _("Segment changed"),
    "segment removed": _("Segment removed"),
    "alert made": _("Alert made"),
    "alert changed": _("Alert changed"),
    "alert removed": _("Alert removed"),
    "alert target made": _("Target of alerts made"),
    "alert target changed": _("Target of alerts changed"),
    "alert target removed": _("Target of alerts removed"),
    "alert target tested": _("Test message sent to a target of alerts"),
    "guest of alerts asked": _("Asked somebody whether they want alerts by mail"),
    "guest of alerts confirmed": _("Somebody wants alerts by mail"),
    "guest of alerts removed": _("Somebody taken off the alerts by mail"),
    "mails left": _("Left mails by their link"),
    "annotation made": _("Annotation written"),
    "annotation changed": _("Annotation changed"),
    "annotation removed": _("Annotation removed"),
    "invitation taken back": _("Invitation taken back"),
    # the server
    "foreign host refused": _("Refused: a host name that is not this server’s"),
    "form of another site refused": _("Refused: a form sent from another site"),
    "socket of another site refused": _("Refused: a socket opened from another site"),
    "backup made": _("Backup made"),
    "maintenance on": _("Closed for maintenance"),
    "maintenance off": _("Opened after maintenance"),
    "database emptied": _("Database emptied"),
    "database seeded": _("Database filled with samples"),
}
ROLE = "(?P<role>viewer|editor|owner)"
SITE = r"site (?P<site>\d+)"
ACTS_ABOUT_SITES = (
    (re.compile(f"invited as {ROLE}"), _("Invited somebody as %(role)s")),
    (re.compile(f"joined as {ROLE}"), _("Joined as %(role)s")),
    (re.compile(f"made {ROLE} of {SITE}"), _("Made %(role)s of site %(site)s")),
    (re.compile(f"made owner of {SITE} in one's place"), _("Was handed site %(site)s")),
    (re.compile(f"removed from {SITE}"), _("Removed from site %(site)s")),
    (
        re.compile(r"provider sign-in refused: (?P<why>\w+)"),
        _("Sign-in with the provider refused (%(why)s)"),
    ),
    (re.compile(f"left {SITE}"), _("Left site %(site)s")),
)
NUMBERED = {
    "user": _("user %(number)s"),
    "site": _("site %(number)s"),
    "session": _("session %(number)s"),
}
