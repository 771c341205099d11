"""What a user says about a token of their own."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.validators import AnyOf, DataRequired

from tracker.services.accounts.personal_tokens import SCOPES
from tracker.web.forms.sites import TokenForm
from tracker.web.words.i18n import _

SCOPE_NAMES = {
    "read": _("Read the visits of all my sites"),
    "reports": _("Ask for reports of all my sites"),
    "send": _("Send events to sites where I am an editor"),
    "annotate": _("Write annotations on sites where I am an editor"),
    "admin": _("Read the server’s state"),
}
DAYS = {
    "30": _("30 days"),
    "90": _("90 days"),
    "365": _("a year"),
    "": _("until it is revoked"),
}
DAY = 86_400_000  # ms
ALL_DAYS: list[Any] = [*DAYS]  # Plain strings: WTForms 3.4 takes no pairs any more.
ALL_SCOPES: list[Any] = [*SCOPES]


class PersonalTokenForm(TokenForm):
    """A new token of a user."""

    scopes = SelectMultipleField(
        _("It may"),
        [DataRequired(_("Choose what it may do."))],
        choices=ALL_SCOPES,
        validate_choice=False,
    )
    days = SelectField(
        _("Expires"),
        [AnyOf(ALL_DAYS, _("Choose one of the list."))],
        choices=ALL_DAYS,
        default="90",
        validate_choice=False,
    )

    def allowed(self, is_admin: bool) -> tuple[str, ...]:
        """What was chosen, without what its user may not do or nobody knows."""
        chosen = [scope for scope in SCOPES if scope in (self.scopes.data or ())]
        return tuple(scope for scope in chosen if is_admin or scope != "admin")

    def until(self, now: int) -> int | None:
        """When it ends, in ms; None for never."""
        return now + int(self.days.data) * DAY if self.days.data else None
