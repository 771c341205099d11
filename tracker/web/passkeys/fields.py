"""What is typed, and what browsers send, about a passkey."""

from __future__ import annotations

from wtforms import Form, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from tracker.domain.passkeys import LONGEST_NAME
from tracker.domain.text import tidy
from tracker.web.words.i18n import _

ASK_ANEW = _("The browser sent no passkey. Try again.")


class PasskeyName(Form):
    """What somebody calls a key of theirs."""

    name = StringField(
        _("Name of the passkey"),
        [
            DataRequired(_("Say where it is kept, such as the device’s name.")),
            Length(max=LONGEST_NAME, message=_("Use a name of at most 60 letters.")),
        ],
        filters=[lambda typed: tidy(typed, 1000).strip() if typed else typed],
    )


class MadePasskey(PasskeyName):
    """A key that a browser has made, with what the page had said to it."""

    handle = HiddenField(validators=[Regexp(r"[0-9a-f]{64}\Z", message=ASK_ANEW)])
    credential = HiddenField(validators=[InputRequired(ASK_ANEW)])


class ShownPasskey(Form):
    """A key that a browser has shown."""

    credential = HiddenField(validators=[InputRequired(ASK_ANEW)])
