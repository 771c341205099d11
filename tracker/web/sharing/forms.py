"""What an owner chooses about a shared link, and what a stranger types to open one."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    Form,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from tracker.domain.reports.kept import LONGEST_NAME
from tracker.domain.reports.shared_links import Kind
from tracker.domain.text import tidy
from tracker.web.forms.passphrases import LONGEST
from tracker.web.forms.reading import typed
from tracker.web.words.i18n import _

KINDS: dict[Kind, str] = {
    "secret": _("For those who get the link from you"),
    "public": _("For everybody: it may stand on a web page"),
}
ALL: list[Any] = [*KINDS]
SHORTEST = 8  # letters of a link's password


class SharedLinkForm(Form):
    """A shared link, new or changed."""

    name = StringField(
        _("Name"),
        [
            DataRequired(_("Say whom it is for.")),
            Length(max=LONGEST_NAME, message=_("Use a name of at most 100 letters.")),
        ],
        filters=[lambda text: tidy(text, 4 * LONGEST_NAME).strip() if text else text],
    )
    kind = RadioField(
        _("Whom it is for"),
        [AnyOf(ALL, _("Choose one of the two."))],
        choices=ALL,
        default="secret",
        validate_choice=False,
    )
    link_password = PasswordField(_("Password of the link"))
    open = BooleanField(_("Without a password from now on"))
    until = StringField(_("Last day"))
    panels = SelectMultipleField(_("What it shows"), choices=[], validate_choice=False)
    shows_now = BooleanField(_("How many visitors are there now"))

    def validate_link_password(self, field: PasswordField) -> None:
        length = len(typed(field))
        if length and self.kind.data == "public":
            raise ValidationError(_("A link for everybody has no password. Choose the other kind."))
        if length and not SHORTEST <= length <= LONGEST:
            raise ValidationError(_("Use 8 letters or more, and at most 256."))

    def validate_until(self, field: StringField) -> None:
        if not typed(field).strip():
            return
        if self.kind.data == "public":
            raise ValidationError(_("A link for everybody has no last day. Revoke it instead."))
        if self.last_day() is None:
            raise ValidationError(_("Type a day such as 2026-11-29."))

    def last_day(self) -> date | None:
        """On which it still opens; None for none, or for what is no day."""
        try:
            day = date.fromisoformat(typed(self.until).strip())
        except ValueError:
            return None
        return day if 1970 <= day.year <= 2100 else None

    def chosen(self, offered: tuple[str, ...]) -> tuple[str, ...]:
        """The panels, in our order; what there is none of is left out."""
        return tuple(name for name in offered if name in (self.panels.data or ()))


class GuestForm(Form):
    """The password of a shared link."""

    password = PasswordField(_("Password"), [InputRequired(_("Enter the password."))])
