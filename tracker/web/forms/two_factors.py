"""What people type about their second factor."""

from __future__ import annotations

from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from tracker.web.words.i18n import _

FEW = Length(max=64, message=_("This is too long for a code."))


class Code(Form):
    """A code of the app, or one of the recovery codes."""

    code = StringField(_("Code"), [InputRequired(_("Enter the code.")), FEW])


class NewCodes(Form):
    """The password and a code for ten new recovery codes, which open the account for ever."""

    mine = PasswordField(_("Your password"), [InputRequired(_("Enter your password."))])
    shown = StringField(_("Code"), [InputRequired(_("Enter the code.")), FEW])


class TwoFactorsOn(Form):
    """Before a second factor is set up: a stolen session must not lock its owner out."""

    password = PasswordField(_("Your password"), [InputRequired(_("Enter your password."))])


class TwoFactorsOff(Form):
    """To be without one again takes both."""

    password = PasswordField(_("Your password"), [InputRequired(_("Enter your password."))])
    code = StringField(_("Code"), [InputRequired(_("Enter the code.")), FEW])
