"""What people type when a link is to be mailed to them, or was."""

from __future__ import annotations

from wtforms import Form, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from tracker.storage.users import User
from tracker.web.forms.accounts import (
    hard_to_guess,
    like_email,
    printable,
    same_password,
    tidied,
)
from tracker.web.i18n import _

ADDRESS = [
    DataRequired(_("Enter your e-mail address.")),
    Length(max=254, message=_("This is too long for an e-mail address.")),
    printable,
    like_email,
]


class Address(Form):
    """Where a link is to go."""

    email = StringField(_("E-mail"), ADDRESS, filters=[tidied])


class AnotherPassword(Form):
    """A new password instead of one that was forgotten; `user` is whose."""

    user: User
    password = PasswordField(
        _("New password"), [InputRequired(_("Choose a password.")), hard_to_guess]
    )
    repeated = PasswordField(
        _("New password again"), [InputRequired(_("Type the password again.")), same_password]
    )

    def about(self) -> list[str]:
        """What a guesser would know about the person."""
        return [self.user.name, self.user.email]


class NewAddress(Form):
    """Another address for an account, and the password, as mail opens accounts."""

    email = StringField(_("New e-mail"), ADDRESS, filters=[tidied])
    password = PasswordField(_("Your password"), [InputRequired(_("Enter your password."))])
