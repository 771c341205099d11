"""The channels' names, as Google Analytics 4 calls them."""

from __future__ import annotations

from tracker.web.words.i18n import _


def channel_names() -> dict[str, str]:
    """For each of the domain's CHANNELS its name in the reader's language."""
    return {
        "direct": _("Direct"),
        "internal": _("Internal"),
        "organic-search": _("Organic Search"),
        "paid-search": _("Paid Search"),
        "organic-social": _("Organic Social"),
        "paid-social": _("Paid Social"),
        "organic-video": _("Organic Video"),
        "paid-video": _("Paid Video"),
        "organic-shopping": _("Organic Shopping"),
        "paid-shopping": _("Paid Shopping"),
        "ai-assistants": _("AI Assistants"),
        "email": _("Email"),
        "referral": _("Referral"),
        "display": _("Display"),
        "cross-network": _("Cross-network"),
        "paid-other": _("Paid Other"),
        "affiliates": _("Affiliates"),
        "audio": _("Audio"),
        "sms": _("SMS"),
        "mobile-push": _("Mobile Push"),
        "unassigned": _("Unassigned"),
    }
