"""What an owner chooses about a shared link, and what a stranger types to open one."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    Form,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from tracker.domain.framing import read_framer
from tracker.domain.hosts import NotAHost
from tracker.domain.reports.kept import LONGEST_NAME
from tracker.domain.reports.shared_links import Kind
from tracker.domain.text import tidy
from tracker.web.forms.passphrases import LONGEST
from tracker.web.forms.reading import typed
from tracker.web.sharing.demo import NAME as DEMO
from tracker.web.words.i18n import _

KINDS: dict[Kind, str] = {
    "secret": _("For those who get the link from you"),
    "public": _("For everybody: it may stand on a web page"),
}
ALL: list[Any] = [*KINDS]
NO_FRAME = _(
    "A link with a password stands in no frame: whoever frames it could have it typed there. Make "
    "another link for the frame."
)
SHORTEST = 8  # letters of a link's password
MOST_FRAMERS = 20
READABLE = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
TAKEN = _("This address is taken. Choose another one.")


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
    address = StringField(_("Address of your choice"))
    is_found = BooleanField(_("Search engines may list it"))
    link_password = PasswordField(_("Password of the link"))
    open = BooleanField(_("Without a password from now on"))
    until = StringField(_("Last day"))
    panels = SelectMultipleField(_("What it shows"), choices=[], validate_choice=False)
    shows_now = BooleanField(_("How many visitors are there now"))
    shows_live = BooleanField(
        _("The live view: each page as it is opened, with the chosen columns")
    )
    frames = TextAreaField(
        _("Web sites that may show it in a frame"),
        [Length(max=20_000, message=_("List at most 20 hosts."))],
    )

    def validate_address(self, _field: StringField) -> None:
        address = self.chosen_address()
        if address and self.kind.data != "public":
            raise ValidationError(
                _("Only a link for everybody has an address that can be guessed.")
            )
        if address and not READABLE.fullmatch(address):
            raise ValidationError(_("Use 3 to 40 small letters, digits and dashes."))
        if address == DEMO:
            raise ValidationError(TAKEN)

    def chosen_address(self) -> str:
        """As it stands behind `/share/`; "" for one that nobody guesses."""
        return typed(self.address).strip().lower()

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

    def validate_frames(self, _field: TextAreaField) -> None:
        try:
            framers = self.framers()
        except NotAHost as error:
            said = _("“%(text)s” is not a host name; write it like shop.example.com.")
            raise ValidationError(said % {"text": str(error)[:80]}) from None
        if len(framers) > MOST_FRAMERS:
            raise ValidationError(_("List at most 20 hosts."))
        if framers and typed(self.link_password):
            raise ValidationError(NO_FRAME)

    def framers(self) -> tuple[str, ...]:
        """As they are kept: without repetition, in the order typed. Raises NotAHost."""
        words = typed(self.frames).replace(",", " ").split()
        return tuple(dict.fromkeys(read_framer(word) for word in words))

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
