"""Why somebody does not get in with the provider, and what to do about it."""

from __future__ import annotations

from tracker.web.words.i18n import _

# By what was wrong: the status, and what the page says. %(name)s is what the provider is called.
WORDS = {
    "down": (
        503,
        _("%(name)s cannot be reached now. Try again in a moment, or log in another way."),
    ),
    "slow": (503, _("%(name)s does not answer. Try again in a moment, or log in another way.")),
    "certificate": (
        503,
        _("The certificate of %(name)s is not trusted. Tell whoever runs this server."),
    ),
    "odd": (
        503,
        _("%(name)s answers in a way this server does not understand. Tell whoever runs it."),
    ),
    "issuer": (
        503,
        _("%(name)s calls itself something else than it does here. Tell whoever runs this server."),
    ),
    "client": (
        503,
        _("%(name)s does not know this server. Tell whoever runs it: its ID or secret is wrong."),
    ),
    "code": (400, _("%(name)s does not take back what it has sent: it is too old. Begin again.")),
    "token": (
        403,
        _("What %(name)s says of you cannot be trusted. Begin again, or tell whoever runs this."),
    ),
    "begun": (
        400,
        _(
            "This was not begun in this browser, was finished already, or began over 15 minutes "
            "ago. Begin again."
        ),
    ),
    "denied": (403, _("%(name)s has not let you in, or you have turned back there.")),
    "unproved": (
        403,
        _(
            "An account here has your e-mail address, and %(name)s does not say that it has "
            "checked whose it is. Log in as always, then link %(name)s on the page of your "
            "account."
        ),
    ),
    "linked": (
        409,
        _(
            "That account is linked to somebody else at %(name)s, or you to another account here. "
            "Take that link away first, on the page of the account."
        ),
    ),
    "closed": (
        403,
        _(
            "You have no account here, and none is made for you. Ask somebody on a site here to "
            "invite you, and sign in from the link of the invitation."
        ),
    ),
    "first": (
        403,
        _("Nobody has an account here yet. The link that the server prints makes the first."),
    ),
    "only": (
        409,
        _(
            "%(name)s is the only way into your account. Choose a password first, and the link can "
            "be taken away."
        ),
    ),
    "away": (403, _("Log in here first, in this browser. Then link %(name)s once more.")),
}
