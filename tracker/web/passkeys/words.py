"""What people are told about passkeys that open nothing, or cannot be."""

from __future__ import annotations

from tracker.domain.passkeys import Misfit
from tracker.services.passkeys.passkeys import Wrong
from tracker.storage.accounts.passkeys import MOST
from tracker.web.words.i18n import _

SAID = {
    Wrong.LATE: _("That took too long, or it was answered already. Try again."),
    Wrong.UNKNOWN: _(
        "This passkey opens nothing here. Perhaps it was removed, or it is another account’s."
    ),
    Wrong.UNPROVED: _("This passkey could not be checked. Try again."),
    Wrong.TWIN: _(
        "This passkey counts its uses, and it has counted back: somebody may have a copy. It opens "
        "nothing any more. Log in without it and remove it."
    ),
}
NOTED = {
    Wrong.LATE: "passkey late",
    Wrong.UNKNOWN: "passkey unknown",
    Wrong.UNPROVED: "passkey refused",
    Wrong.TWIN: "passkey of two devices refused",
}
UNFIT = {
    Misfit.PLAIN: _(
        "Browsers make passkeys on pages with https only, and this server’s address is http. "
        "Whoever runs it can put it behind https."
    ),
    Misfit.NUMBER: _(
        "Browsers make passkeys for names only, and this server’s address is a number. Open it by "
        "its name; on the machine itself that is localhost."
    ),
}
FULL = _("You have 20 passkeys. Remove one first.")
assert MOST == 20
KNOWN = _("This passkey is on this server already.")
