"""What people type before something that a stolen session must not do."""

from __future__ import annotations

from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired

from tracker.web.forms.two_factors import FEW
from tracker.web.words.i18n import _


class Proof(Form):
    """The password, and with two factors a code of the app or a recovery code. Who has no password
    signs in once more, with the form at `elsewhere`."""

    elsewhere = ""
    is_fresh = False  # and has done so just now
    password = PasswordField(_("Your password"), [InputRequired(_("Enter your password."))])
    code = StringField(_("Code"), [InputRequired(_("Enter the code.")), FEW])
